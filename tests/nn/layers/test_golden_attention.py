"""Attention, transformer blocks and a GPT compute the same numbers as Keras and PyTorch; golden/make_attention.py made them."""

from __future__ import annotations

import inspect
import json
from pathlib import Path

import numpy as np
import pytest

import autograd
from autograd import Tensor
from nn import losses
from nn.layers import MultiHeadAttention, TransformerDecoder, TransformerEncoder
from nn.models.gpt import GPT

GOLDEN = json.loads(Path(__file__).parents[1].joinpath("golden", "attention.json").read_text())
TOLERANCE = {"float64": {"rtol": 1e-10, "atol": 1e-11}, "float32": {"rtol": 5e-4, "atol": 5e-5}}
DTYPES = pytest.mark.parametrize("dtype", ["float64", "float32"])
B, T, S = 2, 3, 4


def numbers(shape, seed):
    return 0.8 * np.sin(1.3 * seed + (1.1 + 0.37 * seed) * np.arange(np.prod(shape, dtype=int)).reshape(shape)) + 0.1


def mask_of(shape):
    mask = np.sin(2.0 + 1.7 * np.arange(np.prod(shape)).reshape(shape)) > -0.4
    mask[..., 0] = True
    return mask


def close(ours, golden, dtype):
    assert ours.dtype == dtype
    np.testing.assert_allclose(ours, np.array(golden), **TOLERANCE[dtype])


@DTYPES
@pytest.mark.parametrize("case", GOLDEN["attention"], ids=lambda case: f"{case['settings']} {case['features']} {case['call']}")
def test_multi_head_attention_is_keras(case, dtype):
    (q, v, k), number = case["features"], case["number"]
    layer = MultiHeadAttention(**case["settings"], dtype=dtype)
    parts = [(T, q), (S, v), (S, k)]
    inputs = [Tensor(numbers((B, steps, n), number + i).astype(dtype)) for i, (steps, n) in enumerate(parts) if n]
    given = dict(case["call"])
    if "attention_mask" in given:
        given["attention_mask"] = mask_of((B, T, S))
    if "value_mask" in given:
        given["value_mask"] = mask_of((B, S))
    layer(*inputs)
    assert [list(w.shape) for w in layer.weights] == case["weight_shapes"]
    layer.set_weights([numbers(w.shape, 50 + number + i) for i, w in enumerate(layer.weights)])
    y, shares = layer(*inputs, return_attention_scores=True, **given)
    autograd.sum(y * numbers(y.shape, 20).astype(dtype)).backward()
    close(y.numpy(), case["y"], dtype)
    close(shares.numpy(), case["shares"], dtype)
    close(layer(*inputs, **given).numpy(), case["y"], dtype)
    for t, gradient in zip([*inputs, *layer.weights], case["gradients"], strict=True):
        close(t.grad, gradient, dtype)


def test_names_places_and_defaults_of_arguments_are_keras():
    for function, name in ((MultiHeadAttention, "MultiHeadAttention"), (MultiHeadAttention.call, "MultiHeadAttention.call")):
        keras = GOLDEN["signatures"][name]
        ours = {p.name: p for p in inspect.signature(function).parameters.values() if p.name != "self"}
        for place, p in enumerate(ours.values()):
            if p.name in keras:
                assert keras[p.name] == ("required" if p.default is p.empty else p.default), p.name
                if p.kind is p.POSITIONAL_OR_KEYWORD:
                    assert list(keras).index(p.name) == place, p.name


NORMS = {"encoder": ["self_attention_norm", "feedforward_norm"]}
NORMS["decoder"] = ["self_attention_norm", "cross_attention_norm", "feedforward_norm"]


def from_torch(kind, weights):
    """PyTorch's weights of a block under our names."""
    found = {}
    for ours, theirs in (("self_attention", "self_attn"), ("cross_attention", "multihead_attn")):
        if f"{theirs}.in_proj_weight" in weights:
            kernel, bias = weights[f"{theirs}.in_proj_weight"], weights[f"{theirs}.in_proj_bias"]
            for i, part in enumerate(("query", "key", "value")):
                rows = slice(4 * i, 4 * i + 4)
                found[f"{ours}.{part}.kernel"] = kernel[rows].T.reshape(4, 2, 2)
                found[f"{ours}.{part}.bias"] = bias[rows].reshape(2, 2)
            found[f"{ours}.attention_output.kernel"] = weights[f"{theirs}.out_proj.weight"].T.reshape(2, 2, 4)
            found[f"{ours}.attention_output.bias"] = weights[f"{theirs}.out_proj.bias"]
    for i, norm in enumerate(NORMS[kind], 1):
        found[f"{norm}.gamma"], found[f"{norm}.beta"] = weights[f"norm{i}.weight"], weights[f"norm{i}.bias"]
    for ours, theirs in (("intermediate", "linear1"), ("output_dense", "linear2")):
        found[f"{ours}.kernel"], found[f"{ours}.bias"] = weights[f"{theirs}.weight"].T, weights[f"{theirs}.bias"]
    return found


@DTYPES
@pytest.mark.parametrize("case", GOLDEN["blocks"], ids=lambda c: f"{c['kind']} {c['activation']} {c['first']} {c['causal']}")
def test_encoder_and_decoder_blocks_are_pytorchs(case, dtype):
    kind = {"encoder": TransformerEncoder, "decoder": TransformerDecoder}[case["kind"]]
    layer = kind(6, 2, activation=case["activation"], normalize_first=case["first"], dtype=dtype)
    x = Tensor(numbers((B, T, 4), 3).astype(dtype))
    encoded = Tensor(numbers((B, S, 4), 4).astype(dtype))

    def call():
        if case["kind"] == "encoder":
            return layer(x, attention_mask=np.tri(T, dtype=bool) if case["causal"] else None)
        return layer(x, encoded, encoder_padding_mask=mask_of((B, S)), use_causal_mask=case["causal"])

    call()
    filled = {name: numbers(shape, 30 + i) for i, (name, shape) in enumerate(case["weights"].items())}
    weights = from_torch(case["kind"], filled)
    assert {name for name, _ in layer.named_parameters()} == set(weights)
    for name, t in layer.named_tensors():
        t.data = weights[name]
    y = call()
    autograd.sum(y * numbers(y.shape, 20).astype(dtype)).backward()
    close(y.numpy(), case["y"], dtype)
    for t, gradient in zip([x, encoded], case["inputs"]):
        close(t.grad, gradient, dtype)
    gradients = from_torch(case["kind"], {name: np.array(g) for name, g in case["gradients"].items()})
    for name, t in layer.named_parameters():
        close(t.grad, gradients[name], dtype)


def gpt_from_torch(arrays):
    """PyTorch's weights of a GPT under our names: kernels turned, norms renamed."""
    found = {}
    for name, array in arrays.items():
        *path, last = name.split(".")
        if path and path[-1].startswith("ln_"):
            found[".".join([*path, {"weight": "gamma", "bias": "beta"}[last]])] = array
        elif path and path[-1] in ("wte", "wpe"):
            found[path[-1]] = array
        else:
            found[".".join([*path, {"weight": "kernel", "bias": "bias"}[last]])] = array.T
    return found


@DTYPES
@pytest.mark.parametrize("case", GOLDEN["gpt"], ids=["untied", "tied"])
def test_gpt_is_pytorchs(case, dtype):
    model = GPT(**case["settings"], dtype=dtype)
    weights = gpt_from_torch({name: numbers(shape, 10 + i) for i, (name, shape) in enumerate(case["weights"].items())})
    assert {name for name, _ in model.named_parameters()} == set(weights)
    for name, t in model.named_tensors():
        t.data = weights[name]
    logits = model(np.array(case["tokens"]), training=True)
    loss = losses.SparseCategoricalCrossentropy(from_logits=True)(np.array(case["targets"]), logits)
    loss.backward()
    close(logits.numpy(), case["logits"], dtype)
    assert loss.item() == pytest.approx(case["loss"], rel=1e-10 if dtype == "float64" else 1e-5)
    gradients = gpt_from_torch({name: np.array(g) for name, g in case["gradients"].items()})
    for name, p in model.named_parameters():
        close(p.grad, gradients[name], dtype)


@DTYPES
def test_gelu_by_tanh_is_pytorchs(dtype):
    case = GOLDEN["gelu_tanh"]
    x = Tensor(np.array(case["x"], dtype))
    y = autograd.gelu_tanh(x)
    autograd.sum(y).backward()
    close(y.numpy(), case["y"], dtype)
    close(x.grad, case["gradient"], dtype)
