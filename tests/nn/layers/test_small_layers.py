"""Merging, shaping and noise layers: Keras' numbers and arguments, derivatives, what is drawn, and bad input."""

from __future__ import annotations

import inspect
import json
from pathlib import Path

import numpy as np
import pytest

import autograd
import nn
from autograd import Tensor, compile, grad, gradcheck
from nn import layers

GOLDEN = json.loads(Path(__file__).parents[1].joinpath("golden", "small_layers.json").read_text())
RNG = np.random.default_rng(1)


def numbers(shape, seed):
    return 1.7 * np.sin(1.3 * seed + (1.1 + 0.37 * seed) * np.arange(np.prod(shape, dtype=int)).reshape(shape)) + 0.4


def title(case):
    return f"{case['layer']}({case['settings']}) of {case['shapes']}"


CASES = pytest.mark.parametrize("case", GOLDEN["cases"], ids=title)


def layer_of(case):
    return getattr(layers, case["layer"])(**case["settings"])


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@CASES
def test_output_shapes_and_gradients_are_keras(case, dtype):
    inputs = [Tensor(numbers(shape, i).astype(dtype)) for i, shape in enumerate(case["shapes"])]
    layer = layer_of(case)
    y = layer(inputs[0] if case["single"] else inputs)
    autograd.sum(y * numbers(y.shape, 9).astype(dtype)).backward()
    tolerance = {"rtol": 1e-10, "atol": 1e-12} if dtype == "float64" else {"rtol": 2e-5, "atol": 1e-6}
    assert y.dtype == dtype
    np.testing.assert_allclose(y.numpy(), case["y"], **tolerance)
    for x, gradient in zip(inputs, case["gradients"], strict=True):
        np.testing.assert_allclose(x.grad, gradient, **tolerance)
    shapes = [(None, *shape[1:]) for shape in case["shapes"]]
    assert list(layer_of(case).compute_output_shape(shapes[0] if case["single"] else shapes)) == case["output_shape"]


@CASES
def test_both_orders_of_derivative(case):
    layer = layer_of(case)
    inputs = [numbers(shape, i) for i, shape in enumerate(case["shapes"])]
    gradcheck(lambda *xs: np.tanh(layer(xs[0] if case["single"] else list(xs))), *inputs)


@CASES
def test_an_empty_batch_and_views(case):
    layer = layer_of(case)
    empty = [np.ones((0, *shape[1:])) for shape in case["shapes"]]
    assert layer(empty[0] if case["single"] else empty).shape == (0, *np.shape(case["y"])[1:])
    views = [np.asfortranarray(numbers(shape, i)) for i, shape in enumerate(case["shapes"])]
    np.testing.assert_allclose(layer(views[0] if case["single"] else tuple(views)), case["y"], rtol=1e-12)


@pytest.mark.parametrize("name", GOLDEN["signatures"])
def test_names_places_and_defaults_of_arguments_are_keras(name):
    keras = GOLDEN["signatures"][name]
    ours = inspect.signature(getattr(layers, name)).parameters.values()
    named = [p for p in ours if p.kind is p.POSITIONAL_OR_KEYWORD]
    if name not in ("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum"):  # Module's settings alone
        assert [p.name for p in named] == list(keras)[: len(named)]
        for p in named:
            assert keras[p.name] == ("required" if p.default is p.empty else p.default), p.name


def test_lambda_calls_its_function_with_its_arguments():
    layer = layers.Lambda(lambda x, power: x**power, arguments={"power": 3})
    assert grad(lambda x: layer(x))(2.0) == 12.0
    assert layers.Lambda(lambda x: x, output_shape=(7,)).compute_output_shape((None, 2)) == (None, 7)
    assert layers.Lambda(lambda x: x, output_shape=lambda s: (*s, 1)).compute_output_shape((None, 2)) == (None, 2, 1)


RANDOM = [
    (lambda: layers.GaussianNoise(0.5, seed=3), 1.0, 0.5),
    (lambda: layers.GaussianDropout(0.2, seed=3), 1.0, 0.5),
    (lambda: layers.SpatialDropout1D(0.2, seed=3), 1.0, 0.5),
]


@pytest.mark.parametrize(("make", "mean", "deviation"), RANDOM, ids=["noise", "gaussian dropout", "spatial dropout"])
def test_noise_has_the_mean_and_the_deviation_it_promises(make, mean, deviation):
    layer, x = make(), np.ones((100, 50, 40), "float32")
    z = layer(x, training=True)
    assert z.dtype == "float32"
    assert np.mean(z) == pytest.approx(mean, abs=0.03)
    assert np.std(z) == pytest.approx(deviation, abs=0.03)
    assert np.shares_memory(layer(x), x)
    np.testing.assert_array_equal(make()(x, training=True), z)  # a seed says what is drawn


def test_spatial_dropout_forgets_whole_channels():
    for kind, shape in ((layers.SpatialDropout1D, (30, 5, 40)), (layers.SpatialDropout2D, (30, 4, 5, 40))):
        z = kind(0.25, seed=0)(np.ones(shape), training=True)
        flat = z.reshape(shape[0], -1, shape[-1])
        assert (flat == flat[:, :1]).all()
        np.testing.assert_allclose(np.unique(z), [0.0, 1 / 0.75])
        assert (z == 0).mean() == pytest.approx(0.25, abs=0.04)


def test_alpha_dropout_keeps_mean_and_variance():
    x = RNG.standard_normal((200, 500))
    z = layers.AlphaDropout(0.3, seed=1)(x, training=True)
    assert np.mean(z) == pytest.approx(0.0, abs=0.02)
    assert np.std(z) == pytest.approx(1.0, abs=0.02)
    same = layers.AlphaDropout(0.3, noise_shape=(None, 1), seed=1)(np.ones((50, 4)), training=True)
    assert (same == same[:, :1]).all()


@pytest.mark.parametrize(
    "layer",
    [layers.GaussianNoise(0.5), layers.GaussianDropout(0.5), layers.AlphaDropout(0.5), layers.SpatialDropout1D(0.5)],
    ids=repr,
)
def test_compiled_programs_draw_anew(layer):
    layer.train()
    step = compile(lambda x: layer(x))
    x = np.ones((2, 3, 40))
    assert not np.array_equal(step(x), step(x))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: layers.Add()([np.ones((2, 3)), np.ones((2, 4))]), r"Add cannot combine shapes \(None, 3\) and \(None, 4\)"),
        (lambda: layers.Add()([]), r"list of inputs: layer\(\[a, b\]\)"),
        (lambda: layers.Subtract()([np.ones((2, 3))]), "takes 2 inputs or more, got 1"),
        (lambda: layers.Subtract()([np.ones((2, 3))] * 3), "exactly 2 inputs, got 3"),
        (lambda: layers.Concatenate()([np.ones((2, 3)), np.ones((3, 3))]), r"axis 0 has \(2, 3\)"),
        (lambda: layers.Concatenate(axis=5)([np.ones((2, 3))] * 2), "all inputs need that axis"),
        (lambda: layers.Dot(axes=0), "none of them the batch"),
        (lambda: layers.Dot(axes=1)([np.ones((2, 3)), np.ones((2, 4))]), r"axis 1 of \(None, 3\) with axis 1 of \(None, 4\)"),
        (lambda: layers.Dot(axes=2)([np.ones((2, 3)), np.ones((2, 4))]), "Dot has axes"),
        (lambda: layers.Reshape((-1, -1)), "at most one of them -1"),
        (lambda: layers.Reshape((2, 3))(np.ones((2, 7))), r"\(7,\) holds 7 numbers, which \(2, 3\) cannot"),
        (lambda: layers.Reshape((2, -1))(np.ones((2, 7))), r"which \(2, -1\) cannot"),
        (lambda: layers.Permute((0, 1)), "counted from 1"),
        (lambda: layers.Permute((2, 1))(np.ones((2, 3))), "samples of 2 axes"),
        (lambda: layers.RepeatVector(0), "n must be a whole number from 1 on"),
        (lambda: layers.RepeatVector(2)(np.ones((2, 3, 4))), r"takes vectors, \(batch, C\)"),
        (lambda: layers.Lambda(3), "takes a function"),
        (lambda: layers.Lambda(abs, mask=1), r"mask is a function of \(x, mask\)"),
        (lambda: layers.GaussianNoise(-0.1), r"stddev must be a number from 0 on"),
        (lambda: layers.GaussianDropout(1.0), "infinite noise"),
        (lambda: layers.AlphaDropout(1.5), r"rate must be a number from 0 to 1"),
        (lambda: layers.SpatialDropout2D(0.5)(np.ones((2, 3, 4))), r"takes \(n, rows, columns, channels\)"),
        (lambda: layers.SpatialDropout2D(0.5, "nchw"), "data_format must be one of 'channels_last', 'channels_first'"),
    ],
)
def test_bad_input_is_told_what_is_wrong(make, message):
    with pytest.raises((ValueError, TypeError), match=message):
        make()


def test_one_input_instead_of_a_list_is_refused():
    with pytest.raises(TypeError, match=r"got one array of shape \(2, 3\)"):
        nn.layers.Concatenate().call(np.ones((2, 3)))
