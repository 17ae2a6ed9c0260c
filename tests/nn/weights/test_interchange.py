"""Weights that PyTorch wrote give PyTorch's answers here, and ours go back under its names.

golden/make_interchange.py wrote the files, and checked there that PyTorch takes ours.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from interchange_models import MODELS, NAMES, create
from safetensors.numpy import load_file, save_file

from nn import Conv2D, Dense, Dropout, Flatten, Input, LayerNormalization, Model, Sequential
from nn.layers import GRU, MultiHeadAttention, SeparableConv2D
from nn.weights import load_torch, save_torch, torch_state

FOLDER = Path(__file__).parents[1] / "golden" / "interchange"
GOLDEN = json.loads((FOLDER / "interchange.json").read_text())
TOLERANCE = {"float64": {"rtol": 1e-10, "atol": 1e-12}, "float32": {"rtol": 1e-5, "atol": 2e-6}}
RNG = np.random.default_rng(1)


def state_dict(name):
    """The file's arrays in the order of PyTorch's state_dict."""
    arrays = load_file(FOLDER / f"{name}.safetensors")
    return {key: arrays[key] for key in GOLDEN[name]["order"]}


def shaken(model):
    """The model with weights that are all different from those it began with."""
    model.set_weights([RNG.uniform(0.5, 1.5, w.shape).astype(w.dtype) for w in model.get_weights()])
    return model


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("name", MODELS)
def test_files_of_pytorch_give_its_answers(name, dtype):
    model = create(name, dtype)
    load_torch(model, FOLDER / f"{name}.safetensors", names=NAMES[name])
    assert all(w.dtype == dtype for w in model.get_weights())
    np.testing.assert_allclose(model.predict(np.array(GOLDEN[name]["x"])), GOLDEN[name]["y"], **TOLERANCE[dtype])


@pytest.mark.parametrize("name", MODELS)
def test_a_state_dict_is_paired_by_its_order(name):
    model = create(name)
    load_torch(model, state_dict(name))
    np.testing.assert_allclose(model.predict(np.array(GOLDEN[name]["x"])), GOLDEN[name]["y"], rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("name", ["mlp", "convolutions", "images", "embedding", "lenet", "attention", "gru", "rnn"])
def test_a_file_needs_no_names_where_numbers_or_shapes_tell(name):
    model = create(name)
    load_torch(model, str(FOLDER / f"{name}.safetensors"))
    np.testing.assert_allclose(model.predict(np.array(GOLDEN[name]["x"])), GOLDEN[name]["y"], rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("name", MODELS)
def test_what_we_write_has_pytorchs_names_and_numbers(name, tmp_path):
    model = create(name)
    load_torch(model, FOLDER / f"{name}.safetensors", names=NAMES[name])
    save_torch(model, tmp_path / "ours.safetensors", names=NAMES[name])
    ours, theirs = load_file(tmp_path / "ours.safetensors"), state_dict(name)
    assert set(ours) == {key for key in theirs if not key.endswith("num_batches_tracked")}
    for key, array in ours.items():
        if name in ("lstm", "rnn") and "bias" in key:  # two biases there, their sum here
            both = [key.replace("hh", "ih"), key.replace("ih", "hh")]
            np.testing.assert_allclose(sum(ours[k] for k in both), sum(theirs[k] for k in both), rtol=1e-14)
        else:
            np.testing.assert_array_equal(array, theirs[key], err_msg=key)


@pytest.mark.parametrize("name", MODELS)
def test_there_and_back(name, tmp_path):
    model, twin = shaken(create(name)), shaken(create(name))
    save_torch(model, tmp_path / "w.safetensors", names=NAMES[name])
    load_torch(twin, tmp_path / "w.safetensors", names=NAMES[name])
    for ours, theirs in zip(twin.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_equal_names_win_over_the_order():
    model = Sequential([Dense(3, name="fc2", input_shape=(3,)), Dense(3, name="fc1")])
    state = {f"fc{i}.{k}": RNG.standard_normal((3, 3) if k == "weight" else 3) for i in (1, 2) for k in ("weight", "bias")}
    load_torch(model, {k: v.astype("float32") for k, v in state.items()})
    np.testing.assert_array_equal(model.layers[0].kernel.numpy(), state["fc2.weight"].T.astype("float32"))


def test_a_dict_of_names_and_tensors_like_pytorchs():
    class TensorOfTorch:
        def __init__(self, array):
            self.array = array

        def detach(self):
            return self

        def cpu(self):
            return self

        def numpy(self):
            return self.array

    model = Sequential([Dense(2, name="a", input_shape=(3,)), Dense(1, name="b")])
    state = {k: TensorOfTorch(v) for k, v in torch_state(shaken(model), names={"b": "head", "a": "net.0"}).items()}
    assert list(state) == ["net.0.weight", "net.0.bias", "head.weight", "head.bias"]
    twin = Sequential([Dense(2, name="a", input_shape=(3,)), Dense(1, name="b")])
    load_torch(twin, state, names={"a": "net.0", "b": "head"})
    np.testing.assert_array_equal(twin.predict(np.eye(3)), model.predict(np.eye(3)))


def test_images_made_flat_are_reordered_in_functional_models_too():
    """Against the definition: PyTorch's flat index of (c, h, w) is ours of (h, w, c)."""
    x = Input((2, 3, 4))
    h = Conv2D(4, 1)(x)
    model = Model(x, Dense(1, name="fc")(Dropout(0.1)(Flatten()(h))))
    weight = torch_state(shaken(model))["fc.weight"].reshape(4, 2, 3)
    kernel = model.get_layer("fc").kernel.numpy().reshape(2, 3, 4)
    np.testing.assert_array_equal(weight, kernel.transpose(2, 0, 1))
    plain = Sequential([Input((5, 4)), Flatten(), Dense(2, name="fc")])  # no images: the order is the same
    np.testing.assert_array_equal(torch_state(shaken(plain))["fc.weight"], plain.layers[1].kernel.numpy().T)


MLP_FILE = FOLDER / "mlp.safetensors"


@pytest.mark.parametrize(
    ("make", "source", "names", "message"),
    [
        (lambda: Sequential([Dense(3, input_shape=(4,))]), MLP_FILE, None, "has 1 layers with weights, dense; .* 0, 2, 4"),
        (lambda: create("mlp"), MLP_FILE, ["0", "2"], "3 layers with weights, dense, dense_1, dense_2; names has 2 entries"),
        (lambda: create("mlp"), MLP_FILE, ["0", "2", "9"], "there is no 9 among PyTorch's modules 0, 2, 4"),
        (lambda: create("mlp"), MLP_FILE, {"dense": "0"}, "wrong or missing: dense_1, dense_2"),
        (lambda: create("mlp"), MLP_FILE, ["2", "0", "4"], r"dense needs weight .3, 4., bias .3,., but 2 has .*weight .3, 3."),
        (lambda: create("rnn"), FOLDER / "gru.safetensors", ["rnn"], "simple_rnn needs .*weight_ih_l0 .4, 3."),
        (lambda: Sequential([Dense(3)]), MLP_FILE, None, "dense has no weights yet"),
        (lambda: Sequential([Input((4, 4, 2)), SeparableConv2D(3, 2)]), MLP_FILE, None, "SeparableConv2D has no counterpart"),
        (lambda: Sequential([Input((4, 3)), GRU(3, reset_after=False)]), MLP_FILE, ["0"], "the one with reset_after=True"),
        (lambda: create("mlp"), FOLDER / "none.safetensors", None, "there is no weights file"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named_and_changes_nothing(make, source, names, message):
    model = make()
    before = model.get_weights()
    with pytest.raises((ValueError, TypeError, RuntimeError, FileNotFoundError), match=message):
        load_torch(model, source, names)
    for ours, theirs in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_only_a_dense_may_follow_images_made_flat():
    model = Sequential([Input((2, 2, 3)), Conv2D(2, 1), Flatten(), LayerNormalization(), Dense(1)])
    with pytest.raises(ValueError, match="layer_normalization: only a Dense may follow the Flatten of images"):
        torch_state(model)


def test_modules_of_equal_shape_in_a_file_must_be_named(tmp_path):
    model = Sequential([Dense(3, input_shape=(3,)), Dense(3)])
    state = {f"{name}.{k}": v for name in ("out", "hidden") for k, v in {"weight": np.eye(3), "bias": np.ones(3)}.items()}
    save_file({k: v.astype("float32") for k, v in state.items()}, tmp_path / "w.safetensors")
    with pytest.raises(ValueError, match=r"hidden, out have all that, and a file keeps no order: say with names="):
        load_torch(model, tmp_path / "w.safetensors")
    load_torch(model, tmp_path / "w.safetensors", names=["hidden", "out"])
    np.testing.assert_array_equal(model.layers[0].kernel.numpy(), np.eye(3))


def test_attention_of_other_sizes_keeps_separate_kernels():
    x, y = Input((5, 6)), Input((4, 3))
    model = Model([x, y], MultiHeadAttention(2, 3, name="cross")(x, y))
    state = torch_state(shaken(model))
    assert {k: v.shape for k, v in state.items()} == {
        "cross.q_proj_weight": (6, 6), "cross.k_proj_weight": (6, 3), "cross.v_proj_weight": (6, 3),
        "cross.out_proj.weight": (6, 6), "cross.in_proj_bias": (18,), "cross.out_proj.bias": (6,),
    }  # fmt: skip
    twin = Model([x, y], MultiHeadAttention(2, 3, name="cross")(x, y))
    load_torch(twin, state)
    for ours, theirs in zip(twin.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)
