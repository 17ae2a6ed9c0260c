"""Models as files in ONNX: onnxruntime computes from them what the model does, for batches of any size."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from onnx_networks import NETWORKS, TOKENS, floats

import nn
from nn import layers

onnx = pytest.importorskip("onnx", reason="the package onnx is not installed")
RUNTIME = "onnxruntime, the judge, is not installed"


def resize_images(x, n):
    return [resize_images(part, n) for part in x] if isinstance(x, list) else np.resize(x, (n, *x.shape[1:]))


@pytest.mark.parametrize("kind", NETWORKS)
def test_onnxruntime_gives_the_same_for_batches_of_any_size(kind, tmp_path):
    runtime = pytest.importorskip("onnxruntime", reason=RUNTIME)
    make, x = NETWORKS[kind]
    model = make()
    model(x)
    nn.onnx.export(model, tmp_path / "m.onnx")
    session = runtime.InferenceSession(str(tmp_path / "m.onnx"))
    for n in (1, 4, 7):
        given = resize_images(x, n)
        names = [part.name for part in session.get_inputs()]
        (found,) = session.run(None, dict(zip(names, given if isinstance(given, list) else [given])))
        wanted = model(given, training=False).numpy()
        np.testing.assert_allclose(found, wanted, rtol=1e-5, atol=1e-5)
        assert found.dtype == wanted.dtype


def test_a_file_states_its_opset_and_leaves_the_batch_open(tmp_path):
    model = nn.Sequential([nn.Input((4,)), nn.Dense(3)])
    model.export(tmp_path / "m.onnx")
    file = onnx.load(tmp_path / "m.onnx")
    assert [(part.domain, part.version) for part in file.opset_import] == [("", 18)]
    (size, features) = file.graph.input[0].type.tensor_type.shape.dim
    assert (size.dim_param, features.dim_value) == ("batch", 4)
    assert {part.name for part in file.graph.initializer} == {name for name, _ in model.named_parameters()}


def test_training_leaves_no_trace_in_the_file(tmp_path):
    model = nn.Sequential([nn.Input((4,)), layers.Dropout(0.5), layers.GaussianNoise(1.0), nn.Dense(3)])
    model.export(tmp_path / "m.onnx")
    assert {node.op_type for node in onnx.load(tmp_path / "m.onnx").graph.node} == {"MatMul", "Add", "Identity"}


def test_what_onnx_cannot_say_is_refused_by_layer_and_row(tmp_path):
    masked = nn.Sequential([layers.Embedding(10, 4, mask_zero=True), layers.LSTM(3)])
    masked(TOKENS)
    with pytest.raises(ValueError, match=r"the row 'lstm' in lstm: numbers that depend on the data"):
        masked.export(tmp_path / "m.onnx")
    inverting = nn.Sequential([nn.Input((2, 2)), layers.Lambda(np.linalg.det, name="size")])
    with pytest.raises(ValueError, match=r"the row 'det' in size: nothing in ONNX is written for the row 'det'"):
        inverting.export(tmp_path / "m.onnx")
    assert not (tmp_path / "m.onnx").exists()


def test_a_model_that_mixes_the_samples_is_refused_or_right(tmp_path):
    """The sum over the batch is an operation like others; as many operations as samples are not."""
    by_sample = nn.Sequential([nn.Input((3,)), layers.Lambda(lambda x: np.stack([x[i] for i in range(len(x))]))])
    with pytest.raises(ValueError, match="number of operations"):
        by_sample.export(tmp_path / "m.onnx")


def test_a_model_that_was_not_built_asks_for_an_example(tmp_path):
    model = nn.Sequential([nn.Dense(3)])
    with pytest.raises(ValueError, match="give example=x"):
        model.export(tmp_path / "m.onnx")
    model.export(tmp_path / "m.onnx", example=floats(2, 4))
    assert (tmp_path / "m.onnx").exists()


def test_another_format_is_refused(tmp_path):
    with pytest.raises(ValueError, match='writes format="onnx"'):
        nn.Sequential([nn.Input((4,)), nn.Dense(3)]).export(tmp_path / "m", format="tf_saved_model")


def test_without_the_package_the_error_says_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(ImportError, match=r"pip install onnx"):
        nn.Sequential([nn.Input((4,)), nn.Dense(3)]).export(tmp_path / "m.onnx")
