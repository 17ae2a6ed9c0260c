"""Keras' data sets: read from its cache folder or TAPEGRAD_DATA, verified; small stand-ins only when they are asked for."""

from __future__ import annotations

import gzip
import io
import json
import pickle
import tarfile

import numpy as np
import pytest

from nn.datasets import boston_housing, california_housing, cifar10, cifar100, fashion_mnist, imdb, mnist, published, reuters
from nn.datasets.cifar import Arrays

SETS = {
    "boston_housing": boston_housing, "california_housing": california_housing, "cifar10": cifar10, "cifar100": cifar100,
    "fashion_mnist": fashion_mnist, "imdb": imdb, "reuters": reuters,
}  # fmt: skip


@pytest.fixture(autouse=True)
def no_data(tmp_path, monkeypatch):
    """Empty folders in the place of the user's own, and no network."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.delenv("TAPEGRAD_DATA", raising=False)
    monkeypatch.setattr("urllib.request.urlopen", lambda *_, **__: (_ for _ in ()).throw(OSError("no network")))
    (tmp_path / "keras" / "datasets" / "fashion-mnist").mkdir(parents=True)
    return tmp_path / "keras" / "datasets"


@pytest.fixture
def any_hash(monkeypatch):
    """Files count as verified, for those of a test are small."""
    monkeypatch.setattr(published, "fits", lambda content, wanted: True)


@pytest.mark.parametrize("name", SETS)
def test_without_a_network_the_error_says_where_the_file_belongs(name):
    with pytest.raises(ConnectionError, match=rf"{name}.load_data: get_file: https://.* put it here: .*TAPEGRAD_DATA") as told:
        SETS[name].load_data()
    assert ('kind="stand-in"' in str(told.value)) == (name not in ("imdb", "reuters"))


@pytest.mark.parametrize("name", ["boston_housing", "california_housing", "cifar10", "cifar100", "fashion_mnist"])
def test_a_stand_in_is_given_only_by_its_name(name):
    pytest.importorskip("sklearn")
    (x, y), (x_test, y_test) = SETS[name].load_data(kind="stand-in")
    assert len(x) == len(y) > len(x_test) == len(y_test)
    with pytest.raises(ValueError, match='kind must be "full" or "stand-in"'):
        SETS[name].load_data(kind="small")


def test_digits_stand_in_for_pictures_in_their_shapes():
    pytest.importorskip("sklearn")
    (x, y), _ = cifar10.load_data(kind="stand-in")
    assert (x.shape[1:], y.shape[1:], x.dtype, x.max()) == ((32, 32, 3), (1,), np.uint8, 255)


def test_a_file_of_another_hash_is_refused(no_data):
    (no_data / "boston_housing.npz").write_bytes(b"something else")
    with pytest.raises(ValueError, match=r"boston_housing\.npz is not the file it should be"):
        boston_housing.load_data()


def save(path, **arrays):
    """An .npz file of the arrays."""
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    path.write_bytes(buffer.getvalue())


@pytest.mark.usefixtures("any_hash")
def test_house_prices_come_in_keras_order(no_data):
    x, y = np.arange(20.0).reshape(10, 2), np.arange(10.0)
    save(no_data / "boston_housing.npz", x=x, y=y)
    (_, y_train), (x_test, _) = boston_housing.load_data(test_split=0.3)
    order = np.arange(10)
    np.random.RandomState(113).shuffle(order)
    np.testing.assert_array_equal(y_train, y[order[:7]])
    np.testing.assert_array_equal(x_test, x[order[7:]])
    save(no_data / "california_housing.npz", x=np.zeros((700, 8)), y=np.zeros(700))
    assert len(california_housing.load_data("small")[0][0]) == 480
    with pytest.raises(ValueError, match="test_split is a share"):
        boston_housing.load_data(test_split=2)


def lists(*rows):
    """Lists of different lengths as an array."""
    made = np.empty(len(rows), object)
    made[:] = rows
    return made


@pytest.mark.usefixtures("any_hash")
def test_reviews_are_cut_and_marked_as_keras_does(no_data):
    texts = lists([1, 5, 9], [2], [3, 3, 3, 3], [7, 8])
    save(no_data / "imdb.npz", x_train=texts, y_train=np.array([0, 1, 0, 1]), x_test=texts, y_test=np.array([1, 1, 0, 0]))
    (x, y), (x_test, _) = imdb.load_data(num_words=10, maxlen=5)
    order = np.arange(4)
    np.random.RandomState(113).shuffle(order)
    expected = {0: [1, 4, 8, 2], 1: [1, 5], 3: [1, 2, 2]}  # 9 + 3, 7 + 3 and 8 + 3 are too rare; of 5 words it is too long
    assert x.tolist() == x_test.tolist() == [expected[i] for i in order if i in expected]
    assert y.tolist() == [[0, 1, 0, 1][i] for i in order if i in expected]
    (x, _), _ = imdb.load_data(start_char=None, oov_char=None, index_from=0, skip_top=3)
    assert sorted(x.tolist()) == sorted([[5], [], [3, 3, 3, 3], [7, 8]])
    with pytest.raises(ValueError, match="no text is shorter than maxlen=1"):
        imdb.load_data(maxlen=1)


@pytest.mark.usefixtures("any_hash")
def test_newswires_are_split_and_have_topics(no_data):
    save(no_data / "reuters.npz", x=lists(*[[i, i] for i in range(1, 11)]), y=np.arange(10))
    (x, y), (x_test, _) = reuters.load_data(num_words=100, test_split=0.2)
    assert (len(x), len(x_test)) == (8, 2)
    assert x[0][0] == 1
    assert x[0][1] - 3 == y[0] + 1
    (no_data / "reuters_word_index.json").write_text(json.dumps({"the": 1}))
    assert reuters.get_word_index() == {"the": 1}
    assert len(reuters.get_label_names()) == 46


@pytest.mark.usefixtures("any_hash")
def test_cifar_is_read_from_its_archive(no_data):
    def add(archive, name, count, **labels):
        content = {b"data": np.full((count, 3072), count, "uint8"), **{key.encode(): value for key, value in labels.items()}}
        raw = pickle.dumps(content)
        info = tarfile.TarInfo(f"inside/{name}")
        info.size = len(raw)
        archive.addfile(info, io.BytesIO(raw))

    with tarfile.open(no_data / "cifar-10-batches-py-target", "w:gz") as archive:
        for i in range(1, 6):
            add(archive, f"data_batch_{i}", 2, labels=[i, i])
        add(archive, "test_batch", 3, labels=[7, 8, 9])
    (x, y), (x_test, y_test) = cifar10.load_data()
    assert (x.shape, y.shape, x_test.shape) == ((10, 32, 32, 3), (10, 1), (3, 32, 32, 3))
    assert y_test.ravel().tolist() == [7, 8, 9]
    with tarfile.open(no_data / "cifar-100-python.tar.gz", "w:gz") as archive:
        for name in ("train", "test"):
            add(archive, name, 2, fine_labels=[1, 2], coarse_labels=[3, 4])
    assert cifar100.load_data("coarse")[0][1].ravel().tolist() == [3, 4]


def test_a_pickle_that_is_no_array_is_refused():
    with pytest.raises(pickle.UnpicklingError, match="holds arrays and texts only, found"):
        Arrays(io.BytesIO(pickle.dumps(json.loads))).load()


@pytest.mark.usefixtures("any_hash")
@pytest.mark.parametrize("place", ["cache", "TAPEGRAD_DATA"])
def test_fashion_mnist_is_read_from_where_it_lies(no_data, tmp_path, monkeypatch, place):
    folder = no_data / "fashion-mnist"
    if place == "TAPEGRAD_DATA":
        monkeypatch.setenv("TAPEGRAD_DATA", str(tmp_path / "own"))
        folder = tmp_path / "own" / "fashion-mnist"
        folder.mkdir(parents=True)
    for name in fashion_mnist.FILES:
        images = "images" in name
        head = bytes([0, 0, 8, 3 if images else 1, 0, 0, 0, 2, *([0, 0, 0, 28] * 2 if images else [])])
        (folder / name).write_bytes(gzip.compress(head + bytes(2 * 784 if images else 2)))
    (x, y), _ = fashion_mnist.load_data()
    assert (x.shape, y.shape) == ((2, 28, 28), (2,))


def test_mnist_is_found_where_keras_keeps_it(no_data, monkeypatch):
    arrays = {"x_train": np.zeros((3, 28, 28)), "y_train": np.arange(3), "x_test": np.zeros((1, 28, 28)), "y_test": np.ones(1)}
    save(no_data / "mnist.npz", **arrays)
    with pytest.raises(ValueError, match=r"mnist.npz: not the file it should be"):
        mnist.load_data()
    monkeypatch.setattr("nn.datasets.files.verify", lambda raw, sha256, source: raw)
    for given in ((), ("mnist.npz",)):
        (x, y), _ = mnist.load_data(*given)
        assert (x.shape, y.tolist()) == ((3, 28, 28), [0, 1, 2])
