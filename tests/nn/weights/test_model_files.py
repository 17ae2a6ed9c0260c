"""Whole models in files: Keras' own, read and written, and a zip that needs no other package."""

import io
import json
import os
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import keras_models
import numpy as np
import pytest

import nn
from nn import Dense, Input, Sequential, saving
from nn.models import load_model
from nn.saving import archive, tree

GOLDEN = Path(__file__).parent.parent / "golden" / "keras_files"
X = np.linspace(-1.0, 1.0, 20).reshape(5, 4).astype("float32")
Y = np.eye(2)[[0, 1, 0, 1, 1]]
MODELS = sorted(keras_models.MODELS)


def outputs(model, name):
    found = model.predict(keras_models.inputs(name), verbose=0)
    return [found[key] for key in sorted(found)] if isinstance(found, dict) else [found]


def train(steps=3):
    model = keras_models.start(keras_models.functional(nn))
    model.compile(nn.Adam(0.01), "categorical_crossentropy", metrics=["accuracy"])
    nn.set_random_seed(1)
    for _ in range(steps):
        model.train_on_batch(X, Y)
    return model


@pytest.fixture
def h5py():
    return pytest.importorskip("h5py")


@pytest.mark.parametrize("name", MODELS)
def test_files_that_keras_wrote_are_read_and_predict_the_same(name, h5py):
    model, golden = load_model(GOLDEN / f"{name}.keras"), np.load(GOLDEN / f"{name}.npz")
    for i, y in enumerate(outputs(model, name)):
        np.testing.assert_allclose(y, golden[f"y{i}"], rtol=1e-5, atol=1e-6)


def test_a_training_that_keras_began_goes_on_here(h5py):
    model = load_model(GOLDEN / "functional.keras")
    assert (model.optimizer.iterations, float(model.optimizer.learning_rate)) == (3, 0.01)
    for layer in model.layers:
        if layer.name == "forget":
            layer.rate = 0.0
    assert model.get_compile_config()["metrics"] == ["accuracy"]
    state = model.optimizer.get_state()
    assert abs(state["slot.m"]).max() > 0
    assert abs(state["slot.v"]).max() > 0


@pytest.mark.parametrize("name", MODELS)
def test_files_for_keras_hold_the_same_groups_as_its_own(name, h5py, tmp_path):
    model = keras_models.start(keras_models.MODELS[name](nn))
    model.save(tmp_path / "m.keras")

    def groups(path):
        with zipfile.ZipFile(path) as file, h5py.File(io.BytesIO(file.read("model.weights.h5"))) as weights:
            found = {}
            weights.visititems(lambda at, item: found.update({at: item.shape}) if hasattr(item, "shape") else None)
        return {at: shape for at, shape in found.items() if not at.startswith("optimizer") and "seed_generator" not in at}

    assert groups(tmp_path / "m.keras") == groups(GOLDEN / f"{name}.keras")


@pytest.mark.parametrize("name", MODELS)
def test_configurations_name_the_classes_that_keras_names(name, tmp_path):
    def classes(form):
        return [(layer["module"], layer["class_name"]) for layer in form["config"]["layers"]]

    golden = json.loads(zipfile.ZipFile(GOLDEN / f"{name}.keras").read("config.json"))
    ours = json.loads(keras_models.MODELS[name](nn).to_json())
    assert sorted(classes(ours)) == sorted(classes(golden))
    assert (ours["module"], ours["class_name"]) == (golden["module"], golden["class_name"])


def test_weights_of_keras_are_read_into_a_model_of_the_same_layers(h5py):
    model = keras_models.recurrent(nn)
    model.load_weights(GOLDEN / "recurrent.weights.h5")
    np.testing.assert_allclose(outputs(model, "recurrent")[0], np.load(GOLDEN / "recurrent.npz")["y0"], rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("suffix", [".keras", ".tapegrad"])
@pytest.mark.parametrize("name", MODELS)
def test_a_model_comes_back_as_it_was(name, suffix, tmp_path):
    if suffix == ".keras":
        pytest.importorskip("h5py")
    model = keras_models.start(keras_models.MODELS[name](nn))
    model.save(tmp_path / f"m{suffix}")
    twin = load_model(tmp_path / f"m{suffix}")
    assert twin.to_json() == model.to_json()
    for a, b in zip(outputs(model, name), outputs(twin, name)):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize(
    "optimizer",
    [
        nn.SGD(0.1), nn.SGD(0.1, momentum=0.9), nn.Adam(0.01, amsgrad=True), nn.AdamW(0.01),
        nn.RMSprop(0.01, momentum=0.5, centered=True),
        nn.optimizers.Adagrad(0.1), nn.optimizers.Adadelta(1.0), nn.optimizers.Adamax(0.01), nn.optimizers.Nadam(0.01),
        nn.optimizers.Lion(0.01), nn.Adam(0.01, use_ema=True), nn.SGD(0.1, gradient_accumulation_steps=2),
        nn.Adam(nn.optimizers.schedules.ExponentialDecay(0.1, 2, 0.5)),
    ],
    ids=lambda o: type(o).__name__,
)  # fmt: skip
@pytest.mark.parametrize("suffix", [".keras", ".tapegrad"])
def test_learning_goes_on_after_loading(optimizer, suffix, tmp_path):
    if suffix == ".keras":
        pytest.importorskip("h5py")
    model = Sequential([Input((4,)), Dense(3, "tanh"), Dense(2, "softmax")])
    model.compile(nn.optimizers.deserialize(nn.optimizers.serialize(optimizer)), "categorical_crossentropy")
    for _ in range(3):
        model.train_on_batch(X, Y)
    model.save(tmp_path / f"m{suffix}")
    twin = load_model(tmp_path / f"m{suffix}")
    for _ in range(3):
        assert model.train_on_batch(X, Y) == pytest.approx(twin.train_on_batch(X, Y), rel=0 if suffix == ".tapegrad" else 1e-5)
    for a, b in zip(model.get_weights(), twin.get_weights()):
        np.testing.assert_allclose(a, b, rtol=0 if suffix == ".tapegrad" else 2e-5, atol=0 if suffix == ".tapegrad" else 1e-6)


@saving.register_keras_serializable(package="tests")
class Twice(nn.Layer):
    def __init__(self, units, **settings):
        super().__init__(**settings)
        self.units = units

    def build(self, shape):
        self.w = self.add_weight(shape=(shape[-1], self.units))

    def call(self, x):
        return 2.0 * (x @ self.w)


@saving.register_keras_serializable(package="tests")
class Own(nn.Model):
    def __init__(self, units=3, **settings):
        super().__init__(**settings)
        self.units = units
        self.first, self.rest = Twice(units), [Dense(2), Dense(1)]

    def call(self, x):
        return self.rest[1](self.rest[0](self.first(x)))


@pytest.mark.parametrize("suffix", [".keras", ".tapegrad"])
def test_models_and_layers_of_your_own_come_back_by_registration(suffix, tmp_path):
    if suffix == ".keras":
        pytest.importorskip("h5py")
    model = Own(units=4)
    y = model(X).numpy()
    model.save(tmp_path / f"m{suffix}")
    twin = load_model(tmp_path / f"m{suffix}")
    assert (type(twin), twin.units) == (Own, 4)
    np.testing.assert_array_equal(twin(X).numpy(), y)


def test_an_unknown_class_says_how_to_make_it_known(tmp_path):
    class Unknown(Twice):
        pass

    model = Sequential([Input((4,)), Unknown(2)])
    model.save(tmp_path / "m.tapegrad")
    with pytest.raises(ValueError, match=r"no class 'Unknown' here.*register_keras_serializable.*custom_objects=\{'Unknown'"):
        load_model(tmp_path / "m.tapegrad")
    assert load_model(tmp_path / "m.tapegrad", custom_objects={"Unknown": Unknown}).count_params() == 8


def test_names_must_not_lie(tmp_path):
    model = train()
    for name in ("m.h5", "m.pt", "m", "m.weights.h5"):
        with pytest.raises(ValueError, match=r"ends in \.keras or \.tapegrad"):
            model.save(tmp_path / name)
    with pytest.raises(ValueError, match="false name"):
        model.save_weights(tmp_path / "m.keras")
    assert list(tmp_path.iterdir()) == []


def test_without_h5py_a_name_for_keras_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "h5py", None)
    with pytest.raises(ImportError, match=r"pip install h5py, or take a name that ends in \.tapegrad"):
        train().save(tmp_path / "m.keras")
    with pytest.raises(ImportError, match=r"ends in \.safetensors"):
        train().save_weights(tmp_path / "m.weights.h5")
    assert list(tmp_path.iterdir()) == []


def test_a_lambda_cannot_be_described_and_the_old_file_stays(tmp_path):
    path = tmp_path / "m.tapegrad"
    train().save(path)
    before = path.read_bytes()
    model = Sequential([Input((4,)), nn.Lambda(lambda x: x)])
    with pytest.raises(ValueError, match="has no name that a file could call it by"):
        model.save(path)
    assert path.read_bytes() == before
    with pytest.raises(FileExistsError):
        train().save(path, overwrite=False)


def test_a_folder_or_a_full_disk_in_the_way_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "m.tapegrad"
    train().save(path)
    before = path.read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="the disk is full: make room"):
        train(4).save(path)
    monkeypatch.undo()
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["m.tapegrad"]
    (tmp_path / "f.tapegrad").mkdir()
    with pytest.raises(IsADirectoryError, match="a folder is there"):
        train().save(tmp_path / "f.tapegrad")


def mutations(content, n, seed):
    """Damaged copies: bytes changed, cut off, doubled or left out."""
    rng = random.Random(seed)
    for _ in range(n):
        data = bytearray(content)
        kind = rng.randrange(4)
        at = rng.randrange(len(data))
        if kind == 0:
            for _ in range(rng.choice((1, 1, 2, 8))):
                data[rng.randrange(len(data))] = rng.randrange(256)
        elif kind == 1:
            del data[at:]
        elif kind == 2:
            data[at:at] = data[at : at + rng.randrange(1, 64)]
        else:
            del data[at : at + rng.randrange(1, 64)]
        yield bytes(data)


def read_damaged(suffix, n, folder, seed=0):
    train().save(folder / f"m{suffix}")
    content = (folder / f"m{suffix}").read_bytes()
    path, read = folder / f"damaged{suffix}", 0
    for data in mutations(content, n, seed):
        path.write_bytes(data)
        try:
            load_model(path)
            read += 1
        except (ValueError, TypeError):
            pass
    return read


@pytest.mark.parametrize("suffix", [".keras", ".tapegrad"])
def test_damaged_files_are_refused_in_words(suffix, tmp_path):
    if suffix == ".keras":
        pytest.importorskip("h5py")
    assert read_damaged(suffix, 60, tmp_path) < 30


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".keras", ".tapegrad"])
def test_ten_thousand_damaged_files_are_refused_in_words(suffix, tmp_path):
    if suffix == ".keras":
        pytest.importorskip("h5py")
    assert read_damaged(suffix, 5_000, tmp_path, seed=1) < 2_500


def test_a_file_that_names_other_code_runs_nothing(tmp_path):
    path = tmp_path / "m.tapegrad"
    train().save(path)
    members = archive.unpack(path, ())
    for module, name in (("os", "system"), ("builtins", "eval"), ("subprocess", "Popen"), ("numpy", "fromfile")):
        form = {"module": module, "class_name": name, "config": {"args": "touch /tmp/never"}, "registered_name": None}
        for evil in (form, {"class_name": "__function__", "config": {"module": module, "name": name}}):
            path.write_bytes(archive.pack({**members, "config.json": json.dumps(evil).encode()}))
            with pytest.raises(ValueError, match=r"there is no class|cannot contain the function"):
                load_model(path)


def test_a_small_file_cannot_fill_the_memory(tmp_path):
    path = tmp_path / "m.tapegrad"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("config.json", "{}")
        file.writestr("weights.safetensors", b"\0" * (1 << 26))
    with pytest.raises(ValueError, match="claims to hold 67108864 bytes"):
        load_model(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"there is no file .*gone\.keras"):
        load_model(tmp_path / "gone.keras")


def test_layers_in_lists_and_dicts_have_keras_paths():
    model = Own()
    model(X)
    assert [p.path for p in tree.places(model)] == ["", "first", "rest/dense", "rest/dense_1"]


def test_writing_a_model_does_not_import_h5py(tmp_path):
    code = f"import sys, nn; nn.Sequential([nn.Dense(1, input_shape=(2,))]).save({str(tmp_path / 'm.tapegrad')!r}); "
    code += "print('h5py' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
