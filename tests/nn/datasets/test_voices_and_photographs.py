"""What scikit-image and aeon carry arrives whole; without the packages one command is named."""

from __future__ import annotations

from importlib import metadata

import numpy as np
import pytest

from nn.datasets import PackageMissing, faces, need, package_files, photograph, vowels
from nn.datasets.photographs import PHOTOGRAPHS


def needs(package):
    return pytest.mark.skipif(
        not package_files.is_installed(package), reason=f"needs {package}: pip install --no-deps {package}"
    )


@needs("aeon")
def test_nine_speakers_have_thirty_utterances_each_to_learn_from():
    (x, y), (x_test, y_test) = vowels()
    assert np.bincount(y).tolist() == [30] * 9
    assert np.bincount(y_test).tolist() == [31, 35, 88, 44, 29, 24, 40, 50, 29]
    lengths = x.any(axis=2).sum(axis=1)
    assert (lengths.min(), lengths.max()) == (7, 26)
    assert x_test.shape == (370, 29, 12)
    assert x[0, 0, 0] == np.float32(1.860936)
    for one, length in zip(x, lengths):
        assert not one[length:].any()  # silence comes after the sound


@needs("scikit-image")
def test_faces_come_in_halves_that_share_nothing():
    (x, y), (x_test, y_test) = faces(seed=3)
    assert x.shape == x_test.shape == (100, 25, 25)
    assert y.sum() == y_test.sum() == 50
    assert 0 <= x.min() < x.max() <= 1
    assert not {each.tobytes() for each in x} & {each.tobytes() for each in x_test}
    np.testing.assert_array_equal(x, faces(seed=3)[0][0])
    assert not np.array_equal(x, faces(seed=4)[0][0])


@needs("scikit-image")
@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_a_photograph_is_in_color_or_gray(name):
    pytest.importorskip("PIL", reason="needs Pillow: pip install pillow")
    picture = photograph(name)
    assert picture.dtype == np.uint8
    assert picture.shape[2:] in ((), (3,))


def test_a_photograph_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(ValueError, match="there is no 'dog'; these are: astronaut, brick, chelsea"):
        photograph("dog")


@pytest.fixture
def nothing_installed(monkeypatch):
    def find_nothing(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "distribution", find_nothing)


@pytest.mark.parametrize(
    ("load", "command"),
    [
        (vowels, "pip install --no-deps aeon"),
        (faces, "pip install --no-deps scikit-image"),
        (lambda: photograph("brick"), "pip install --no-deps scikit-image"),
        (lambda: need("aeon", "numpy"), "pip install aeon numpy"),
    ],
)
def test_without_the_package_one_command_is_named_and_a_notebook_shows_no_traceback(nothing_installed, load, command):
    with pytest.raises(PackageMissing, match=f"{command}$") as caught:
        load()
    assert caught.value._render_traceback_() == [str(caught.value)]


@needs("aeon")
def test_another_versions_file_is_refused(monkeypatch, tmp_path):
    class Other:
        version = "9.9"

        def locate_file(self, place):
            return tmp_path / "other.ts"

    monkeypatch.setattr(metadata, "distribution", lambda name: Other())
    with pytest.raises(FileNotFoundError, match="carries no aeon/datasets"):
        vowels()
    (tmp_path / "other.ts").write_text("@data\n1:2:3\n")
    with pytest.raises(ValueError, match="not the file it should be"):
        vowels()
