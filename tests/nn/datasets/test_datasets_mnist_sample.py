"""The 6,000 digits that come along, and the full set that they were chosen from."""

from __future__ import annotations

import os
import zipfile

import numpy as np
import pytest

from nn.datasets import mnist, mnist_sample

needs_full_set = pytest.mark.skipif(
    not os.environ.get("TAPEGRAD_DATA"), reason="TAPEGRAD_DATA names no folder with the full MNIST files"
)


@pytest.fixture(scope="module")
def full():
    return mnist.load_data()


@pytest.fixture(scope="module")
def sample():
    return mnist.load_data(kind="sample")


@needs_full_set
def test_the_full_set(full):
    (x_train, y_train), (x_test, y_test) = full
    assert (x_train.shape, y_train.shape) == ((60_000, 28, 28), (60_000,))
    assert (x_test.shape, y_test.shape) == ((10_000, 28, 28), (10_000,))
    assert {array.dtype for array in (x_train, y_train, x_test, y_test)} == {np.dtype(np.uint8)}
    assert y_train[:5].tolist() == [5, 0, 4, 1, 9]
    assert y_test[:5].tolist() == [7, 2, 1, 0, 4]
    assert np.bincount(y_train).tolist() == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    assert np.bincount(y_test).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    # The mean and deviation that people normalize MNIST with.
    assert round(x_train.mean() / 255, 4) == 0.1307
    assert round(x_train.std() / 255, 4) == 0.3081
    x_train[0, 0, 0] = 1  # writable


@needs_full_set
def test_the_sample_is_what_the_rule_chooses(sample, capsys):
    chosen = mnist_sample.choose_sample()
    carried = [array for split in sample for array in split]
    for name, ours in zip(("x_train", "y_train", "x_test", "y_test"), carried, strict=True):
        assert chosen[name].tobytes() == ours.tobytes()
    assert mnist_sample.main([]) == 0
    assert "is what the rule chooses" in capsys.readouterr().out


@needs_full_set
def test_the_command_writes_the_sample(sample, tmp_path, capsys):
    path = tmp_path / "new.npz"
    assert mnist_sample.main([str(path)]) == 0
    assert f"wrote {path}, SHA-256 " in capsys.readouterr().out
    with np.load(path, allow_pickle=False) as arrays:
        np.testing.assert_array_equal(arrays["x_test"], sample[1][0])
        np.testing.assert_array_equal(arrays["y_train"], sample[0][1])


@needs_full_set
def test_the_command_tells_when_the_sample_differs(full, monkeypatch, capsys):
    monkeypatch.setattr(mnist_sample, "choose_sample", lambda: dict(enumerate([*full[0], *full[1]])))
    assert mnist_sample.main([]) == 1
    assert "is NOT what the rule chooses" in capsys.readouterr().out


def test_the_command_explains_itself_and_its_errors(monkeypatch, tmp_path, capsys):
    assert mnist_sample.main(["--help"]) == 2
    assert "python -m nn.datasets.mnist_sample" in capsys.readouterr().out
    monkeypatch.setenv("TAPEGRAD_DATA", str(tmp_path))
    assert mnist_sample.main([str(tmp_path / "new.npz")]) == 1
    assert "TAPEGRAD_DATA" in capsys.readouterr().err
    assert not (tmp_path / "new.npz").exists()


def test_the_sample_is_balanced_and_looks_like_digits(sample):
    (x_train, y_train), (x_test, y_test) = sample
    assert (x_train.shape, x_train.dtype) == ((5000, 28, 28), np.uint8)
    assert (x_test.shape, x_test.dtype) == ((1000, 28, 28), np.uint8)
    assert y_train.dtype == y_test.dtype == np.uint8
    assert np.bincount(y_train).tolist() == [500] * 10
    assert np.bincount(y_test).tolist() == [100] * 10
    assert 0.12 < x_train.mean() / 255 < 0.14
    assert x_train.max() == x_test.max() == 255
    assert x_train[:, 0, 0].max() == 0  # paper in the corner
    x_train[0, 0, 0] = 1  # writable
    assert len(np.unique(np.concatenate([x_train, x_test]).reshape(6000, 784), axis=0)) == 6000


def test_a_first_part_of_the_sample_holds_every_digit(sample):
    for _, labels in sample:
        assert np.bincount(labels[:500], minlength=10).min() >= 30


def test_a_nearest_mean_recognizes_most_test_digits(sample):
    """Labels belong to their images: the mean image of each digit already recognizes four of five."""
    (x_train, y_train), (x_test, y_test) = sample
    means = np.stack([x_train[y_train == digit].mean(axis=0).ravel() for digit in range(10)])
    pixels = x_test.reshape(1000, 784).astype(float)
    distance = ((pixels[:, None] - means) ** 2).sum(axis=-1)
    assert (distance.argmin(axis=1) == y_test).mean() > 0.75


def test_the_file_is_small_plain_and_licensed():
    assert mnist.SAMPLE.stat().st_size < 850_000
    with np.load(mnist.SAMPLE, allow_pickle=False) as arrays:
        assert sorted(arrays) == ["x_test", "x_train", "y_test", "y_train"]
    text = mnist.SAMPLE.with_name("mnist_sample.LICENSE.md").read_text(encoding="utf-8")
    for words in ("LeCun", "Cortes", "Burges", "CC BY-SA 3.0", "creativecommons.org/licenses/by-sa/3.0"):
        assert words in text


def test_a_damaged_or_missing_sample_is_told(monkeypatch, tmp_path):
    copy = tmp_path / "mnist_sample.npz"
    raw = bytearray(mnist.SAMPLE.read_bytes())
    monkeypatch.setattr(mnist, "SAMPLE", copy)
    with pytest.raises(FileNotFoundError, match="reinstall tapegrad"):
        mnist.load_data(kind="sample")
    raw[400_000] ^= 1
    for damaged in (raw, raw[:1000], b""):
        copy.write_bytes(damaged)
        with pytest.raises(ValueError, match=r"mnist_sample\.npz: not the file it should be"):
            mnist.load_data(kind="sample")


def test_a_python_without_lzma_is_told(monkeypatch):
    monkeypatch.setattr(zipfile, "lzma", None)
    with pytest.raises(RuntimeError, match="this Python cannot decompress it"):
        mnist.load_data(kind="sample")


def test_choose_takes_the_smallest_draws_of_each_digit():
    labels = np.arange(200) % 10
    taken = mnist_sample.choose(labels, per_digit=3, seed=5)
    draws = np.random.PCG64(5).random_raw(200)
    assert np.all(np.diff(draws[taken].astype(float)) > 0)
    for digit in range(10):
        mine = np.flatnonzero(labels == digit)
        assert set(taken[labels[taken] == digit]) == set(mine[np.argsort(draws[mine])[:3]])


def test_choose_refuses_a_digit_that_is_too_rare():
    with pytest.raises(ValueError, match="3 of digit 9 wanted, the set has 2"):
        mnist_sample.choose(np.r_[np.arange(10), np.arange(10), np.arange(9)], per_digit=3)
