"""Fingerprints: FarmHash's 64 bits of a text, the same on every machine, and SipHash with a key.

Public definitions: FarmHash (Pike & Alakuijala, Google), `Fingerprint64`; SipHash-2-4 (Aumasson & Bernstein, 2012).
"""

from __future__ import annotations

from collections.abc import Sequence

BITS = (1 << 64) - 1
K0, K1, K2 = 0xC3A5C85C97CB3127, 0xB492B66FBE98F273, 0x9AE16A3B2F90404F
MIX = 0xC6A4A7935BD1E995


def fingerprint(text: bytes) -> int:
    """FarmHash's Fingerprint64 of these bytes.

    >>> fingerprint(b"omar") % 1000
    986
    """
    size = len(text)
    if size <= 16:
        return _short(text)
    if size <= 32:
        return _medium(text)
    return _long(text) if size <= 64 else _longer(text)


def combine(first: int, second: int) -> int:
    """One fingerprint of two, as TensorFlow's crossed columns have it."""
    found = first ^ MIX ^ _shift(second * MIX & BITS) * MIX & BITS
    found = _shift(found * MIX & BITS) * MIX & BITS
    return _shift(found)


def hash_with_key(text: bytes, key: Sequence[int]) -> int:
    """SipHash-2-4 of these bytes, with a key of two whole numbers."""
    k0, k1 = (part & BITS for part in key)
    v = [k0 ^ 0x736F6D6570736575, k1 ^ 0x646F72616E646F6D, k0 ^ 0x6C7967656E657261, k1 ^ 0x7465646279746573]
    whole = len(text) // 8 * 8
    last = len(text) << 56 & BITS | int.from_bytes(text[whole:], "little")
    for word in (*(_fetch(text, i) for i in range(0, whole, 8)), last):
        v[3] ^= word
        _rounds(v, 2)
        v[0] ^= word
    v[2] ^= 0xFF
    _rounds(v, 4)
    return v[0] ^ v[1] ^ v[2] ^ v[3]


def _rounds(v: list[int], count: int) -> None:
    for _ in range(count):
        for a, b, c, d, first, second in ((0, 1, 2, 3, 13, 16), (2, 1, 0, 3, 17, 21)):
            v[a] = (v[a] + v[b]) & BITS
            v[b] = _turn_left(v[b], first) ^ v[a]
            v[a] = _turn_left(v[a], 32)
            v[c] = (v[c] + v[d]) & BITS
            v[d] = _turn_left(v[d], second) ^ v[c]


def _turn_left(x: int, by: int) -> int:
    return (x << by | x >> (64 - by)) & BITS


def _turn_right(x: int, by: int) -> int:
    return (x >> by | x << (64 - by)) & BITS


def _fetch(text: bytes, place: int, size: int = 8) -> int:
    return int.from_bytes(text[place : place + size], "little")


def _shift(x: int) -> int:
    return x ^ x >> 47


def _pair(u: int, v: int, mul: int) -> int:
    a = (u ^ v) * mul & BITS
    a ^= a >> 47
    b = (v ^ a) * mul & BITS
    b ^= b >> 47
    return b * mul & BITS


def _short(text: bytes) -> int:
    size = len(text)
    if size >= 8:
        mul = (K2 + size * 2) & BITS
        a = (_fetch(text, 0) + K2) & BITS
        b = _fetch(text, size - 8)
        c = (_turn_right(b, 37) * mul + a) & BITS
        d = (_turn_right(a, 25) + b) * mul & BITS
        return _pair(c, d, mul)
    if size >= 4:
        mul = (K2 + size * 2) & BITS
        return _pair((size + (_fetch(text, 0, 4) << 3)) & BITS, _fetch(text, size - 4, 4), mul)
    if size:
        y = text[0] + (text[size >> 1] << 8)
        z = size + (text[size - 1] << 2)
        return _shift(y * K2 & BITS ^ z * K0 & BITS) * K2 & BITS
    return K2


def _mix(a: int, b: int, c: int, d: int) -> int:
    return (_turn_right((a + b) & BITS, 43) + _turn_right(c, 30) + d) & BITS


def _fold(a: int, b: int, c: int, d: int, more: int, mul: int) -> int:
    return _pair(_mix(a, b, c, d), (a + _turn_right((b + more) & BITS, 18) + c) & BITS, mul)


def _medium(text: bytes) -> int:
    size = len(text)
    mul = (K2 + size * 2) & BITS
    a, b = _fetch(text, 0) * K1 & BITS, _fetch(text, 8)
    c, d = _fetch(text, size - 8) * mul & BITS, _fetch(text, size - 16) * K2 & BITS
    return _fold(a, b, c, d, K2, mul)


def _long(text: bytes) -> int:
    size = len(text)
    mul = (K2 + size * 2) & BITS
    a, b = _fetch(text, 0) * K2 & BITS, _fetch(text, 8)
    c, d = _fetch(text, size - 8) * mul & BITS, _fetch(text, size - 16) * K2 & BITS
    y = _mix(a, b, c, d)
    z = _fold(a, b, c, d, K2, mul)
    e, f = _fetch(text, 16) * mul & BITS, _fetch(text, 24)
    g, h = (y + _fetch(text, size - 32)) * mul & BITS, (z + _fetch(text, size - 24)) * mul & BITS
    return _fold(e, f, g, h, a, mul)


def _weak(text: bytes, place: int, a: int, b: int) -> tuple[int, int]:
    """32 bytes from a place, and two seeds, as two numbers."""
    w, x, y, z = (_fetch(text, place + i) for i in (0, 8, 16, 24))
    a = (a + w) & BITS
    b = _turn_right((b + a + z) & BITS, 21)
    c = a
    a = (a + x + y) & BITS
    b = (b + _turn_right(a, 44)) & BITS
    return (a + z) & BITS, (b + c) & BITS


def _longer(text: bytes) -> int:
    size, seed = len(text), 81
    x, y = seed, (seed * K1 + 113) & BITS
    z = _shift((y * K2 + 113) & BITS) * K2 & BITS
    v, w = (0, 0), (0, 0)
    x = (x * K2 + _fetch(text, 0)) & BITS
    end = (size - 1) // 64 * 64
    for place in (*range(0, end, 64), size - 64):
        final = place == size - 64
        mul, wide, narrow, third = K1, 37, 42, 33
        if final:
            mul, w = (K1 + ((z & 0xFF) << 1)) & BITS, ((w[0] + ((size - 1) & 63)) & BITS, w[1])
            v = ((v[0] + w[0]) & BITS, v[1])
            w = ((w[0] + v[0]) & BITS, w[1])
        x = _turn_right((x + y + v[0] + _fetch(text, place + 8)) & BITS, wide) * mul & BITS
        y = _turn_right((y + v[1] + _fetch(text, place + 48)) & BITS, narrow) * mul & BITS
        x ^= w[1] * 9 & BITS if final else w[1]
        y = (y + (v[0] * 9 if final else v[0]) + _fetch(text, place + 40)) & BITS
        z = _turn_right((z + w[0]) & BITS, third) * mul & BITS
        v = _weak(text, place, v[1] * mul & BITS, (x + w[0]) & BITS)
        w = _weak(text, place + 32, (z + w[1]) & BITS, (y + _fetch(text, place + 16)) & BITS)
        z, x = x, z
        if final:
            first = (_pair(v[0], w[0], mul) + _shift(y) * K0 + z) & BITS
            return _pair(first, (_pair(v[1], w[1], mul) + x) & BITS, mul)
    raise AssertionError("unreachable")
