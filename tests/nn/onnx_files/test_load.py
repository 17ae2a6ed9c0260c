"""Files in ONNX as Modules: what was exported here comes back, what PyTorch exported runs as in PyTorch."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from onnx_networks import NETWORKS

import nn
from autograd import Tensor
from nn import layers

onnx = pytest.importorskip("onnx", reason="the package onnx is not installed")
GOLDEN = Path(__file__).parents[1] / "golden" / "onnx"
FROM_TORCH = ["lenet", "lstm", "gru", "transformer"]


@pytest.mark.parametrize("kind", NETWORKS)
def test_an_export_comes_back_with_the_same_outputs_and_gradients(kind, tmp_path):
    make, x = NETWORKS[kind]
    model = make()
    model(x)
    nn.onnx.export(model, tmp_path / "m.onnx")
    again = nn.onnx.load(tmp_path / "m.onnx")
    found, wanted = again(x), model(x, training=False)
    np.testing.assert_allclose(found.numpy(), wanted.numpy(), rtol=1e-5, atol=1e-5)
    (found * found).sum().backward()
    (wanted * wanted).sum().backward()
    lengths = [sorted(float(np.linalg.norm(p.grad)) for p in m.parameters()) for m in (again, model)]
    np.testing.assert_allclose(*lengths, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("name", FROM_TORCH)
def test_what_pytorch_exported_runs_as_in_pytorch(name):
    model = nn.onnx.load(GOLDEN / f"torch_{name}.onnx")
    with np.load(GOLDEN / f"torch_{name}.npz") as kept:
        x, y = kept["x"], kept["y"]
    np.testing.assert_allclose(model(x).numpy(), y, rtol=1e-5, atol=1e-5)
    once_more = model(np.concatenate([x, x, x]))
    np.testing.assert_allclose(once_more.numpy(), np.concatenate([y, y, y]), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("name", FROM_TORCH)
def test_gradients_reach_the_input_and_every_weight_of_what_pytorch_exported(name):
    model = nn.onnx.load(GOLDEN / f"torch_{name}.onnx")
    with np.load(GOLDEN / f"torch_{name}.npz") as kept:
        x = Tensor(kept["x"])
    (model(x) * np.arange(1.0, 3.0)[:1]).sum().backward()
    assert np.abs(x.grad).max() > 0
    assert all(p.grad is not None for p in model.parameters())


def test_unknown_operators_are_refused_by_name(tmp_path):
    make, value = onnx.helper.make_node, onnx.helper.make_tensor_value_info
    graph = onnx.helper.make_graph([make("Det", ["x"], ["y"])], "g", [value("x", 1, [2, 2])], [value("y", 1, [])])
    file = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 18)], ir_version=8)
    onnx.save(file, tmp_path / "m.onnx")
    with pytest.raises(ValueError, match="the node y has the operator ONNX's Det"):
        nn.onnx.load(tmp_path / "m.onnx")


def test_damaged_and_missing_files_are_refused(tmp_path):
    (tmp_path / "m.onnx").write_bytes(b"no model")
    with pytest.raises(ValueError, match="is no file in ONNX, or a damaged one"):
        nn.onnx.load(tmp_path / "m.onnx")
    with pytest.raises(FileNotFoundError, match="there is no file"):
        nn.onnx.load(tmp_path / "other.onnx")


def test_inputs_that_do_not_fit_say_which_node_got_what(tmp_path):
    nn.Sequential([nn.Input((4,)), nn.Dense(3)]).export(tmp_path / "m.onnx")
    with pytest.raises(ValueError, match=r"the node matmul_\d+ \(MatMul of \(2, 5\), \(4, 3\)\)"):
        nn.onnx.load(tmp_path / "m.onnx")(np.zeros((2, 5), "float32"))


def test_averages_of_batches_are_no_parameters():
    model = nn.onnx.load(GOLDEN / "torch_lenet.onnx")
    assert not [name for name, _ in model.named_parameters() if "running" in name]


def test_a_loaded_network_is_a_layer_of_another(tmp_path):
    nn.Sequential([nn.Input((4,)), nn.Dense(3)]).export(tmp_path / "m.onnx")
    model = nn.Sequential([nn.onnx.load(tmp_path / "m.onnx"), layers.ReLU(), nn.Dense(1)])
    model.compile("sgd", "mse")
    x = np.random.default_rng(0).normal(size=(32, 4)).astype("float32")
    losses = model.fit(x, x.sum(axis=1, keepdims=True), epochs=5, verbose=0).history["loss"]
    assert losses[-1] < losses[0]
