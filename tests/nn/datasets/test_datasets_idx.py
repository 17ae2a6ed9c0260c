"""IDX files byte by byte: every type and rank, and every way in which one can be broken."""

from __future__ import annotations

import gzip
import struct
import tracemalloc

import numpy as np
import pytest

from nn.datasets.idx import DTYPES, MOST, gunzip, parse


def pack(array: np.ndarray, code: int) -> bytes:
    header = struct.pack(f">HBB{array.ndim}I", 0, code, array.ndim, *array.shape)
    return header + array.astype(DTYPES[code]).tobytes()


@pytest.mark.parametrize("code", DTYPES)
@pytest.mark.parametrize("shape", [(5,), (2, 3), (2, 3, 4), (0, 28, 28)])
def test_every_type_and_rank(code, shape):
    native = np.dtype(DTYPES[code]).newbyteorder("=")
    array = (np.arange(np.prod(shape)) * 5 % 127).reshape(shape).astype(native)
    parsed = parse(pack(array, code), "here")
    assert parsed.dtype == array.dtype
    assert parsed.dtype.isnative
    np.testing.assert_array_equal(parsed, array)


def test_numbers_are_big_endian():
    assert parse(bytes([0, 0, 0x0B, 1, 0, 0, 0, 2, 1, 2, 255, 254]), "here").tolist() == [258, -2]
    assert parse(bytes([0, 0, 0x0D, 1, 0, 0, 0, 1]) + struct.pack(">f", -1.5), "here").tolist() == [-1.5]


def test_the_result_is_writable():
    array = parse(pack(np.array([1, 2]), 0x08), "here")
    array[0] = 9
    assert array.tolist() == [9, 2]


GOOD = pack(np.arange(6).reshape(2, 3), 0x08)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "begins with []"),
        (b"\x00\x00\x08", "not an IDX file"),
        (b"\x00\x01" + GOOD[2:], "begins with [00 01 08 02]"),
        (b"\x00\x00\x07" + GOOD[3:], "08, 09, 0b, 0c, 0d, 0e"),
        (GOOD[:9], "2 axes need 12 bytes, the file has 9"),
        (GOOD[:-1], "shape (2, 3) and type uint8, 18 bytes in all, but the file has 17"),
        (GOOD + b"!", "but the file has 19"),
        (gzip.compress(GOOD, mtime=0), "still compressed?"),
        (b"\x00\x00\x0e\x04" + b"\xff" * 16, "4294967295"),  # a length no machine could hold
    ],
)
def test_a_broken_header_or_length_is_told(raw, words):
    with pytest.raises(ValueError, match=r"^digits\.idx: ") as caught:
        parse(raw, "digits.idx")
    assert words in str(caught.value)


def test_gunzip_takes_gzipped_and_plain_bytes():
    assert gunzip(gzip.compress(GOOD), "here") == GOOD
    assert gunzip(GOOD, "here") == GOOD
    assert gunzip(b"", "here") == b""


def test_a_gzip_stream_cut_anywhere_is_told():
    packed = gzip.compress(bytes(range(256)) * 8)
    for length in range(2, len(packed)):
        with pytest.raises(ValueError, match=r"digits\.gz: the gzip stream ends early, after") as caught:
            gunzip(packed[:length], "digits.gz")
        assert caught.value.__suppress_context__


def test_a_damaged_gzip_stream_is_told():
    packed = bytearray(gzip.compress(bytes(range(256)) * 8))
    checksum, body = packed.copy(), packed.copy()
    checksum[-8] ^= 1
    body[12] ^= 0xFF
    for damaged in (checksum, body, packed + b"junk"):
        with pytest.raises(ValueError, match=r"digits\.gz: the gzip stream is damaged"):
            gunzip(bytes(damaged), "digits.gz")


def test_a_small_file_that_unpacks_to_more_than_any_of_the_files_is_refused_before_it_fills_the_memory():
    bomb = gzip.compress(bytes(100_000_000), compresslevel=1)
    tracemalloc.start()
    with pytest.raises(ValueError, match="bomb: holds more than 67,108,864 bytes, so it is not the file it should be"):
        gunzip(bomb, "bomb")
    with pytest.raises(ValueError, match="holds more than 1,000 bytes"):
        gunzip(bomb, "bomb", most=1000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3 * MOST
    assert gunzip(gzip.compress(bytes(1000)), "here", most=1000) == bytes(1000)
    assert gunzip(gzip.compress(b"a") + gzip.compress(b"b"), "two members") == b"ab"
