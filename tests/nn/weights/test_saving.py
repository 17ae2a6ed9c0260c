"""Weights in files: to the bit, readable by others, whole or not at all, and a bad file changes nothing."""

from __future__ import annotations

import json
import re
import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors import safe_open
from safetensors.numpy import load_file, save_file

from autograd import Tensor
from nn import MLP, Dense, Module, Sequential, save_torch
from nn.callbacks import ModelCheckpoint
from nn.saving import weights as saving

ODD = np.array([[-0.0, 1e-45, np.nextafter(1, 2), -1e38], [np.pi, 1 / 3, 0.1, 5e-324]])


def model(units=4, dtype="float32"):
    return Sequential([Dense(units, "relu", input_shape=(2,), dtype=dtype), Dense(1, name="out", dtype=dtype)])


def same(a, b):
    """Equal to the bit: −0 and tiny numbers included."""
    return all(x.dtype == y.dtype and x.tobytes() == y.tobytes() for x, y in zip(a.get_weights(), b.get_weights(), strict=True))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_there_and_back_to_the_bit(dtype, tmp_path):
    a, b = model(dtype=dtype), model(dtype=dtype)
    weights = a.get_weights()
    weights[0] = ODD.astype(dtype)
    a.set_weights(weights)
    a.save_weights(tmp_path / "w.safetensors")
    b.load_weights(str(tmp_path / "w.safetensors"))
    assert same(a, b)
    assert not same(a, model(dtype=dtype))


@settings(max_examples=20, deadline=None)
@given(nin=st.integers(1, 3), nouts=st.lists(st.integers(1, 3), min_size=1, max_size=3), seed=st.integers(0, 99))
def test_neurons_weights_too(nin, nouts, seed, tmp_path_factory):
    path = tmp_path_factory.mktemp("weights") / "mlp.safetensors"
    a, b = MLP(nin, nouts, seed=seed), MLP(nin, nouts, seed=seed + 1)
    a.save_weights(path)
    b.load_weights(path)
    assert a.get_weights() == b.get_weights()
    assert all(type(p.data) is float for p in b.parameters())


def test_other_programs_read_them_under_the_same_names(tmp_path):
    a, path = model(), tmp_path / "w.safetensors"
    a.save_weights(path)
    arrays = load_file(path)
    assert list(arrays) == ["dense.bias", "dense.kernel", "out.bias", "out.kernel"]
    for name, p in a.named_parameters():
        np.testing.assert_array_equal(arrays[name], p.numpy())
    with safe_open(path, "numpy") as file:
        assert file.metadata() == {"format": "tapegrad"}


def test_files_of_other_programs_are_read(tmp_path):
    path = tmp_path / "w.safetensors"
    rng = np.random.default_rng(0)
    arrays = {name: rng.standard_normal(p.shape).astype("float32") for name, p in model().named_parameters()}
    save_file(arrays, path)
    a = model()
    a.load_weights(path)
    for name, p in a.named_parameters():
        np.testing.assert_array_equal(arrays[name], p.numpy())
    a64 = model(dtype="float64")
    a64.load_weights(path)
    assert a64.get_weights()[0].dtype == np.float64
    np.testing.assert_array_equal(a64.get_weights()[0], arrays["dense.kernel"])


def test_a_trained_model_comes_back_whole_and_goes_on(tmp_path):
    a = model()
    a.compile("adam", "mse")
    x = np.random.default_rng(0).standard_normal((20, 2))
    a.fit(x, x[:, :1], epochs=2, verbose=0)
    a.save_weights(tmp_path / "w")
    expected = a.predict(x)
    a.fit(x, x[:, :1], epochs=2, verbose=0)
    a.load_weights(tmp_path / "w")  # into the vector that the optimizer moves
    np.testing.assert_array_equal(a.predict(x), expected)
    before = a.get_weights()
    a.fit(x, x[:, :1], verbose=0)
    assert (a.get_weights()[0] != before[0]).any()


def test_weights_that_are_not_trained_are_saved_and_shared_ones_once(tmp_path):
    class Odd(Module):
        def __init__(self):
            super().__init__()
            self.fixed = Tensor(np.array([1.0, 2.0]), requires_grad=False)
            self.inner = Dense(1, input_shape=(1,))
            self.again = self.inner
            self.number = Tensor(3.0)

    a, b = Odd(), Odd()
    a.fixed.data = np.array([5.0, 6.0])
    a.number.data = 7.0
    a.save_weights(tmp_path / "w")
    assert sorted(load_file(tmp_path / "w")) == ["fixed", "inner.bias", "inner.kernel", "number"]
    b.load_weights(tmp_path / "w")
    assert b.fixed.numpy().tolist() == [5.0, 6.0]
    assert b.number.data == 7.0
    np.testing.assert_array_equal(a.inner.get_weights()[0], b.inner.get_weights()[0])


def test_two_weights_of_one_name_are_refused(tmp_path):
    class Twice(Module):
        def __init__(self):
            super().__init__()
            self.a = {"b.c": Tensor(1.0), "b": {"c": Tensor(2.0)}}

    with pytest.raises(ValueError, match="two weights of one name"):
        Twice().save_weights(tmp_path / "w")
    assert not (tmp_path / "w").exists()


# -- files that do not fit -----------------------------------------------------------------------------------


def refuses(path, message, target=None):
    target = target or model()
    before = target.get_weights()
    with pytest.raises((ValueError, OSError), match=message):
        target.load_weights(path)
    assert all(x.tobytes() == y.tobytes() for x, y in zip(target.get_weights(), before, strict=True))


@pytest.mark.parametrize("keep", [0, 1, 7, 8, 9, 60, 0.5, 0.99, -1])
def test_a_cut_file(keep, tmp_path):
    path = tmp_path / "w.safetensors"
    model().save_weights(path)
    content = path.read_bytes()
    path.write_bytes(content[: int(keep * len(content)) if isinstance(keep, float) else keep])
    refuses(path, r"w\.safetensors is not a whole safetensors file")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\x89HDF\r\n\x1a\n" + bytes(100), "is HDF5, as Keras writes .h5, not safetensors: in Keras, model.get_weights()"),
        (b"PK\x03\x04" + bytes(100), "is a zip, as Keras' .keras, PyTorch's .pt and NumPy's .npz are.*nn.load_torch"),
        (b"\x93NUMPY" + bytes(100), r"is one array of NumPy's \(.npy\), not safetensors: model.set_weights takes"),
        (b"\x80\x02}q\x00." + bytes(100), "is a pickle, not safetensors: from PyTorch, nn.load_torch takes a state_dict"),
        (b"\xff" * 64, "is not a whole safetensors file"),
        (struct.pack("<Q", 2) + b"[]", "is not a whole safetensors file"),
        (struct.pack("<Q", 20) + b'{"a":{"dtype":"F32"}' + bytes(8), "is not a whole safetensors file"),
        (bytes(1000), "is not a whole safetensors file"),
    ],
    ids=["HDF5", "zip", "npy", "pickle", "ones", "a list", "half a header", "zeros"],
)
def test_another_kind_of_file(content, message, tmp_path):
    path = tmp_path / "w.safetensors"
    path.write_bytes(content)
    refuses(path, message)


@pytest.mark.parametrize("length", [0x80, 0x180, 0x8980])
def test_a_header_whose_length_looks_like_another_kind_is_read(length, tmp_path):
    path = tmp_path / "w.safetensors"
    header = json.dumps({"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}).encode().ljust(length)
    path.write_bytes(struct.pack("<Q", length) + header + struct.pack("<f", 2.5))
    assert saving.read(path)["a"].tolist() == [2.5]


FALSE_NAMES = {
    "w.npz": "w.safetensors", "w.npy": "w.safetensors",
    "w.pt": "w.safetensors", "w.pth": "w.safetensors", "w.bin": "w.safetensors", "w.pkl": "w.safetensors",
    "w.hdf5": "w.safetensors", "W.H5": "W.safetensors", "w.ckpt": "w.safetensors", "w.onnx": "w.safetensors",
    "w.safetensors.bak": "w.safetensors.safetensors",
}  # fmt: skip


@pytest.mark.parametrize("name", FALSE_NAMES)
def test_a_name_that_promises_another_kind_of_file_is_refused(name, tmp_path):
    said = f"{name!r} is a false name, for weights are kept as safetensors: call it {FALSE_NAMES[name]!r}"
    for owner, write in (
        ("save_weights", lambda: model().save_weights(tmp_path / name)),
        ("save_torch", lambda: save_torch(model(), tmp_path / name)),
        ("ModelCheckpoint", lambda: ModelCheckpoint(tmp_path / name)),
    ):
        with pytest.raises(ValueError, match=re.escape(f"{owner}: {said}")):
            write()
    assert not list(tmp_path.iterdir())
    model().save_weights(tmp_path / "good.safetensors")
    (tmp_path / "good.safetensors").rename(tmp_path / name)  # as a file that an earlier version wrote
    refuses(tmp_path / name, re.escape(f"load_weights: {said}"))


@pytest.mark.parametrize("name", ["w", "w.safetensors", "W.SAFETENSORS", "epoch01-0.25", "a.b.safetensors"])
def test_other_names_are_as_good_as_any(name, tmp_path):
    a, b = model(), model()
    a.save_weights(tmp_path / name)
    b.load_weights(tmp_path / name)
    assert same(a, b)


@pytest.mark.parametrize("pattern", ["w{epoch:02d}-{val_loss:.2f}.hdf5", "{epoch}.pt"])
def test_a_checkpoint_refuses_its_pattern_before_any_training(pattern):
    with pytest.raises(ValueError, match=re.escape("{")):
        ModelCheckpoint(pattern)


def test_numbers_that_numpy_lacks(tmp_path):
    header = json.dumps({"dense.kernel": {"dtype": "BF16", "shape": [2], "data_offsets": [0, 4]}}).encode()
    path = tmp_path / "w.safetensors"
    path.write_bytes(struct.pack("<Q", len(header)) + header + bytes(4))
    refuses(path, "not a whole safetensors file that NumPy can read|do not fit")


def test_names_and_shapes_that_do_not_fit(tmp_path):
    path = tmp_path / "w.safetensors"
    model(units=5).save_weights(path)
    refuses(path, r"in w\.safetensors do not fit sequential: dense\.bias has shape \(5,\) in the file, \(4,\) in the model")
    Sequential([Dense(4, input_shape=(2,))]).save_weights(path)
    refuses(path, r"out\.bias is missing from the file; out\.kernel is missing")
    MLP(1, [1]).save_weights(path)
    refuses(path, r"layers\.0\.neurons\.0\.b is not in the model")


def test_one_bad_weight_among_good_ones_changes_none(tmp_path):
    path = tmp_path / "w.safetensors"
    arrays = {name: np.full(p.shape, 9.0, "float32") for name, p in model().named_parameters()}
    save_file({**arrays, "out.bias": np.ones(2, "float32")}, path)
    refuses(path, r"out\.bias has shape \(2,\)")
    save_file({**arrays, "out.bias": np.ones(1, "complex64")}, path)
    refuses(path, r"out\.bias is complex64 in the file, float32 in the model")


def test_no_file_or_a_folder(tmp_path):
    refuses(tmp_path / "none", "there is no weights file .*none")
    refuses(tmp_path, "irectory|denied")


def test_before_the_weights_exist(tmp_path):
    unbuilt = Sequential([Dense(3)])
    with pytest.raises(RuntimeError, match="sequential has no weights yet: call it once, or give the first layer an"):
        unbuilt.save_weights(tmp_path / "w")
    model().save_weights(tmp_path / "w")
    with pytest.raises(RuntimeError, match="has no weights yet"):
        unbuilt.load_weights(tmp_path / "w")


# -- writing -------------------------------------------------------------------------------------------------


def test_a_file_is_replaced_whole_and_nothing_is_left_beside_it(tmp_path):
    path, b = tmp_path / "w", model()
    model().save_weights(path)
    b.save_weights(path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["w"]
    c = model()
    c.load_weights(path)
    assert same(b, c)


def test_places_that_cannot_be_written(tmp_path):
    with pytest.raises(OSError, match=r"cannot write weights to .*gone.*: there is no folder .*gone; make it first"):
        model().save_weights(tmp_path / "gone" / "w")
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match=r"cannot write weights to .*folder: a folder is there"):
        model().save_weights(tmp_path / "folder")
    assert [entry.name for entry in tmp_path.iterdir()] == ["folder"]


# -- parts of a file -----------------------------------------------------------------------------------------


def test_by_name_takes_what_both_have(tmp_path):
    old = Sequential([Dense(4, name="body", input_shape=(2,)), Dense(3, name="old_head")])
    new = Sequential([Dense(4, name="body", input_shape=(2,)), Dense(5, name="new_head")])
    old.save_weights(tmp_path / "w.safetensors")
    head = new.layers[1].get_weights()
    new.load_weights(tmp_path / "w.safetensors", by_name=True)
    np.testing.assert_array_equal(new.layers[0].kernel.numpy(), old.layers[0].kernel.numpy())
    np.testing.assert_array_equal(new.layers[1].kernel.numpy(), head[0])


def test_skip_mismatch_leaves_out_what_has_another_shape(tmp_path):
    old, new = model(), Sequential([Dense(4, input_shape=(2,)), Dense(7, name="out")])
    old.save_weights(tmp_path / "w.safetensors")
    head = new.layers[1].get_weights()
    with pytest.raises(ValueError, match=r"out.kernel has shape \(4, 1\) in the file, \(4, 7\) in the model"):
        new.load_weights(tmp_path / "w.safetensors", by_name=True)
    assert not np.array_equal(new.layers[0].kernel.numpy(), old.layers[0].kernel.numpy())
    new.load_weights(tmp_path / "w.safetensors", skip_mismatch=True)
    np.testing.assert_array_equal(new.layers[0].kernel.numpy(), old.layers[0].kernel.numpy())
    np.testing.assert_array_equal(new.layers[1].kernel.numpy(), head[0])


def test_a_file_of_which_nothing_fits_is_refused(tmp_path):
    model().save_weights(tmp_path / "w.safetensors")
    other = Sequential([Dense(9, name="else", input_shape=(5,))])
    for settings_ in ({"by_name": True}, {"skip_mismatch": True}):
        with pytest.raises(ValueError, match=r"do not fit sequential: dense.bias is not in the model"):
            other.load_weights(tmp_path / "w.safetensors", **settings_)
