"""Keras' utilities: the values of Keras itself, files and folders, and errors that say what to do."""

from __future__ import annotations

import hashlib
import json
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import utility_cases

import nn
from autograd import Tensor
from nn import preprocessing, utils
from nn.compat import data
from nn.preprocessing import image, sequence, text

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "utilities.json").read_text())
NAMES = {**vars(utils), **vars(text), **vars(sequence), **vars(image), **vars(utility_cases)}


def same(ours: Any, theirs: Any) -> None:
    """Both hold the same numbers and words, nested alike."""
    if isinstance(theirs, dict):
        assert dict(ours) == theirs
    elif isinstance(theirs, list) and isinstance(ours, (list, tuple)):
        assert len(ours) == len(theirs)
        for a, b in zip(ours, theirs):
            same(a, b)
    elif isinstance(theirs, str):
        assert ours == theirs
    else:
        assert np.shape(ours) == np.shape(theirs)
        np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("call", utility_cases.CALLS)
def test_a_utility_gives_what_keras_gives(call: str) -> None:
    same(eval(call, NAMES), GOLDEN[call])


def test_a_tokenizer_comes_back_from_its_json():
    tokenizer = utility_cases.fit_it(text.Tokenizer(num_words=5))
    again = text.tokenizer_from_json(tokenizer.to_json())
    for mode in text.MODES:
        np.testing.assert_array_equal(
            again.texts_to_matrix(utility_cases.TEXTS, mode), tokenizer.texts_to_matrix(utility_cases.TEXTS, mode)
        )


def test_padding_refuses_what_it_cannot_do():
    with pytest.raises(ValueError, match="list of lists, but number 1 is 3"):
        utils.pad_sequences([[1], 3])
    with pytest.raises(ValueError, match="padding must be one of 'pre', 'post'"):
        utils.pad_sequences([[1]], padding="before")
    with pytest.raises(ValueError, match="is text, but dtype=int32: say dtype=object"):
        utils.pad_sequences([["a"]], value="<pad>")
    assert utils.pad_sequences([["a"], ["b", "c"]], dtype=object, value="-").tolist() == [["-", "a"], ["b", "c"]]


@pytest.fixture
def pictures(tmp_path):
    """A folder of two classes with three pictures each."""
    for i, name in enumerate(("cats", "dogs")):
        (tmp_path / name).mkdir()
        for j in range(3):
            utils.save_img(tmp_path / name / f"{j}.png", np.full((6, 8, 3), 40.0 * i + 10 * j), scale=False)
    (tmp_path / "cats" / "notes.txt").write_text("no picture")
    return tmp_path


def test_images_of_a_folder_come_with_the_labels_of_their_folders(pictures, capsys):
    found = utils.image_dataset_from_directory(pictures, image_size=(6, 8), batch_size=4, shuffle=False)
    (x, y), (_, y2) = list(found)
    assert capsys.readouterr().out == "Found 6 files belonging to 2 classes.\n"
    assert x.shape == (4, 6, 8, 3)
    assert (y.tolist(), y2.tolist()) == ([0, 0, 0, 1], [1, 1])
    assert x[:, 0, 0, 0].tolist() == [0.0, 10.0, 20.0, 40.0]
    assert found.class_names == ["cats", "dogs"]
    assert found.file_paths[0].endswith("0.png")


@pytest.mark.parametrize(("mode", "shape"), [("int", (6,)), ("categorical", (6, 2)), ("binary", (6, 1))])
def test_labels_of_a_folder_have_the_mode_that_was_asked_for(pictures, mode, shape):
    _, y = next(iter(utils.image_dataset_from_directory(pictures, label_mode=mode, image_size=(2, 2), verbose=False)))
    assert y.shape == shape


def test_a_folder_is_split_into_parts_that_share_nothing(pictures):
    settings = {"validation_split": 0.34, "seed": 4, "image_size": (2, 2), "verbose": False}
    train, kept = utils.image_dataset_from_directory(pictures, subset="both", **settings)
    assert len(train.file_paths) == 4
    assert set(train.file_paths).isdisjoint(kept.file_paths)
    alone = utils.image_dataset_from_directory(pictures, subset="validation", **settings)
    assert alone.file_paths == kept.file_paths


def test_a_split_without_a_seed_is_refused(pictures):
    with pytest.raises(ValueError, match="shuffled files are split alike in both calls only with a seed"):
        utils.image_dataset_from_directory(pictures, validation_split=0.5, subset="training")


def test_a_folder_without_pictures_says_what_it_looked_for(tmp_path):
    with pytest.raises(ValueError, match=r"has no files that end in \.bmp"):
        utils.image_dataset_from_directory(tmp_path, labels=None)


def test_a_network_learns_from_a_folder(pictures):
    found = utils.image_dataset_from_directory(pictures, image_size=(6, 8), batch_size=2, seed=1, verbose=False)
    model = nn.Sequential([nn.Flatten(), nn.Dense(2, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy")
    history = model.fit(found.map(lambda x, y: (x / 255.0, y)).prefetch(data.AUTOTUNE), epochs=2, verbose=0)
    assert len(history.history["loss"]) == 2


def test_texts_of_a_folder_are_strings(tmp_path):
    for name in ("neg", "pos"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text(f"very {name}")
    (x, y), *_ = utils.text_dataset_from_directory(tmp_path, shuffle=False, max_length=6, verbose=False)
    assert x.tolist() == ["very n", "very p"]
    assert y.tolist() == [0, 1]


def test_a_picture_goes_through_a_file_and_back(tmp_path):
    x = np.arange(48.0).reshape(4, 4, 3)
    utils.save_img(tmp_path / "x.png", x, scale=False)
    np.testing.assert_array_equal(utils.img_to_array(utils.load_img(tmp_path / "x.png")), x)
    drawn = utils.array_to_img(Tensor(x) * 2.0, scale=False)  # what a network drew
    assert utils.img_to_array(drawn).max() == 94.0
    small = utils.load_img(tmp_path / "x.png", color_mode="grayscale", target_size=(2, 3), interpolation="bilinear")
    assert utils.img_to_array(small).shape == (2, 3, 1)


@pytest.fixture
def server(tmp_path):
    """A file, at an address that needs no network, and a cache folder."""
    source = tmp_path / "source.txt"
    source.write_text("one two three")
    return source, tmp_path / "cache"


def test_a_file_is_fetched_once_and_kept(server):
    source, cache = server
    first = utils.get_file("kept.txt", source.as_uri(), cache_dir=cache, cache_subdir="texts")
    source.write_text("changed")
    again = utils.get_file("kept.txt", source.as_uri(), cache_dir=cache, cache_subdir="texts")
    assert first == again == str(cache / "texts" / "kept.txt")
    assert Path(first).read_text() == "one two three"
    anew = utils.get_file("kept.txt", source.as_uri(), cache_dir=cache, cache_subdir="texts", force_download=True)
    assert Path(anew).read_text() == "changed"


@pytest.mark.parametrize("algorithm", ["md5", "sha256"])
def test_a_file_of_another_hash_is_refused(server, algorithm):
    source, cache = server
    right = hashlib.new(algorithm, source.read_bytes()).hexdigest()
    assert utils.get_file(origin=source.as_uri(), cache_dir=cache, file_hash=right)
    with pytest.raises(ValueError, match="is not the file it should be"):
        utils.get_file("b.txt", source.as_uri(), cache_dir=cache, file_hash=right[::-1])


@pytest.mark.parametrize("kind", ["tar", "zip"])
def test_an_archive_is_unpacked_beside_itself(server, kind, tmp_path):
    source, cache = server
    archive = tmp_path / f"a.{kind}"
    if kind == "tar":
        with tarfile.open(archive, "w:gz") as file:
            file.add(source, "inside.txt")
    else:
        with zipfile.ZipFile(archive, "w") as file:
            file.write(source, "inside.txt")
    folder = Path(utils.get_file(origin=archive.as_uri(), cache_dir=cache, extract=True))
    assert (folder / "inside.txt").read_text() == "one two three"


def test_without_a_network_the_error_says_where_to_put_the_file(tmp_path):
    with pytest.raises(
        ConnectionError, match=r"Without a network, fetch it elsewhere and put it here: .*datasets.*nothing.txt"
    ):
        utils.get_file(origin=(tmp_path / "nothing.txt").as_uri(), cache_dir=tmp_path)


def test_the_cache_folder_is_where_keras_home_says(server, monkeypatch):
    source, cache = server
    monkeypatch.setenv("KERAS_HOME", str(cache))
    assert utils.get_file("x.txt", source.as_uri()) == str(cache / "datasets" / "x.txt")


def test_a_name_with_folders_in_it_is_refused():
    with pytest.raises(ValueError, match="no folders in it"):
        utils.get_file("../x.txt", "http://nowhere/x.txt")


def test_own_batches_feed_fit():
    class Batches(utils.PyDataset):
        ended = 0

        def __len__(self):
            return 3

        def __getitem__(self, i):
            return np.full((4, 2), float(i)), np.zeros((4, 1))

        def on_epoch_end(self):
            self.ended += 1

    batches = Batches()
    model = nn.Sequential([nn.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(batches, epochs=2, verbose=0)
    assert batches.ended == 2
    assert utils.Sequence is utils.PyDataset


def test_a_bar_shows_means(capsys):
    bar = utils.Progbar(4, verbose=2)
    bar.update(2, [("loss", 1.0)])
    bar.add(2, [("loss", 3.0)])
    assert capsys.readouterr().out == "4/4 - 0s - loss: 2.0000\n"


def test_a_model_is_drawn_into_a_file(tmp_path):
    model = nn.Sequential([nn.Input((3,)), nn.Dense(2)])
    utils.plot_model(model, tmp_path / "model.svg", show_shapes=True)
    assert "Dense" in (tmp_path / "model.svg").read_text()
    with pytest.raises(ValueError, match="does not know its input yet"):
        utils.plot_model(nn.Sequential([nn.Dense(2)]))


def test_images_change_at_random_but_repeatably():
    changes = image.ImageDataGenerator(
        rotation_range=20, width_shift_range=0.1, zoom_range=0.2, horizontal_flip=True, rescale=0.5
    )
    x, y = np.random.default_rng(0).uniform(size=(10, 8, 8, 1)), np.arange(10)
    first = next(changes.flow(x, y, batch_size=4, seed=3))
    again = next(changes.flow(x, y, batch_size=4, seed=3))
    np.testing.assert_array_equal(first[0], again[0])
    assert first[0].shape == (4, 8, 8, 1)
    assert first[0].max() <= 0.5
    other = next(changes.flow(x, y, batch_size=4, seed=4))
    assert not np.array_equal(first[0], other[0])


def test_images_are_standardized_by_what_fit_found():
    x = np.random.default_rng(0).uniform(size=(20, 4, 4, 3)).astype("float32")
    changes = image.ImageDataGenerator(featurewise_center=True, featurewise_std_normalization=True)
    with pytest.raises(ValueError, match="comes from fit"):
        next(changes.flow(x))
    changes.fit(x)
    batch = next(changes.flow(x, batch_size=20))
    np.testing.assert_allclose(batch.mean(axis=(0, 1, 2)), 0, atol=1e-5)
    np.testing.assert_allclose(batch.std(axis=(0, 1, 2)), 1, atol=1e-4)


def test_generators_of_images_read_folders_and_feed_fit(pictures):
    changes = image.ImageDataGenerator(rescale=1 / 255, validation_split=0.34)
    train = changes.flow_from_directory(pictures, target_size=(6, 8), batch_size=2, class_mode="binary", subset="training")
    kept = changes.flow_from_directory(pictures, target_size=(6, 8), batch_size=2, class_mode="binary", subset="validation")
    assert (train.n, kept.n, train.class_indices) == (4, 2, {"cats": 0, "dogs": 1})
    model = nn.Sequential([nn.Flatten(), nn.Dense(1, activation="sigmoid")])
    model.compile("adam", "binary_crossentropy")
    history = model.fit(train, epochs=2, validation_data=kept, verbose=0)
    assert set(history.history) == {"loss", "val_loss"}


def test_preprocessing_has_the_same_functions():
    assert preprocessing.image_dataset_from_directory is utils.image_dataset_from_directory
    assert preprocessing.sequence.pad_sequences is utils.pad_sequences
    assert preprocessing.image.load_img is utils.load_img


def test_the_inputs_of_a_network_are_found_from_its_end():
    a, b = nn.Input((2,), name="a"), nn.Input((2,), name="b")
    y = nn.Dense(1)(nn.Add()([nn.Dense(2)(a), b]))
    assert [symbol.name for symbol in utils.get_source_inputs(y)] == ["a", "b"]
    assert utils.is_keras_tensor(y)
    assert not utils.is_keras_tensor(np.ones(1))


def test_a_shift_that_wraps_around_loses_nothing():
    x = np.random.default_rng(0).uniform(size=(4, 6, 1))
    moved = image.apply_affine_transform(x, tx=2, ty=-1, fill_mode="wrap")
    np.testing.assert_allclose(moved, np.roll(x, (1, -2), axis=(0, 1)))
