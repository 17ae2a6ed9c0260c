"""Each layer gives Keras' numbers, gradients and mask for sequences of which some steps do not count.

golden/make_masked_layers.py says how the numbers were made, masked_layers.py holds the cases.
"""

from __future__ import annotations

import inspect
import json
import warnings
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from masked_layers import CASES, KEPT, X, Y, Z, network, start

import nn
from autograd import Tensor
from nn import layers
from nn.layers.base.weighted import Weighted

GOLDEN = json.loads(Path(__file__).parents[1].joinpath("golden", "masked_layers.json").read_text())
WEIGHTED = (Weighted, layers.MultiHeadAttention)


def in_double(kind):
    """The layer, its weights in double precision."""
    has_weights = isinstance(kind, type) and (issubclass(kind, WEIGHTED) or "dtype" in inspect.signature(kind).parameters)
    return partial(kind, dtype="float64") if has_weights else kind


LAYERS = SimpleNamespace(**{name: in_double(getattr(layers, name)) for name in layers.__all__})
LAYERS.Input, LAYERS.Model, LAYERS.Sequential = lambda shape: nn.Input(shape, dtype="float64"), nn.Model, nn.Sequential


@pytest.mark.parametrize("name", CASES)
def test_output_mask_and_gradients_are_keras(name):
    golden = GOLDEN[name]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # where masks end
        model = network(LAYERS, name)
        model.set_weights(start(model.get_weights()))
        x = [Tensor(part) for part in (X, Y, Z)]
        y, mask = model(x, with_mask=True)
    np.testing.assert_allclose(y.numpy(), np.array(golden["output"]), rtol=1e-10, atol=1e-12)
    (y * y).sum().backward()
    for part, gradient in zip(x, golden["gradients"], strict=True):
        found = np.zeros(part.shape) if part.grad is None else part.grad
        np.testing.assert_allclose(found, gradient, rtol=1e-9, atol=1e-11)
    if name not in KEPT:
        assert (None if mask is None else np.asarray(mask).tolist()) == golden["mask"]


def test_softmax_leaves_out_what_its_mask_leaves_out():
    """The numbers are Keras' (3.15.1, in double precision); Keras refuses the mask of the steps."""
    x = np.array([[[1.0, 2.0], [3.0, 0.5], [-1.0, 4.0]]])
    mask = np.array([[[1, 1], [1, 0], [0, 1]]], bool)
    shares = [[[0.11920292202211755, 0.11920292202211755], [0.8807970779778823, 0.0], [0.0, 0.8807970779778823]]]
    np.testing.assert_allclose(layers.Softmax(axis=1)(x, mask=mask), shares, rtol=1e-12)
    np.testing.assert_array_equal(layers.Softmax()(x, mask=np.array([True, False])), [[[1.0, 0.0]] * 3])
    whole = np.array([[[0, 0], [1, 0], [0, 1]]], bool)
    np.testing.assert_array_equal(layers.Softmax()(x, mask=whole), [[[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]])
    of_steps = layers.Softmax(axis=1)(x, mask=np.array([[True, True, False]]))
    np.testing.assert_allclose(of_steps[0, :, 0], [0.11920292202211755, 0.8807970779778823, 0.0], rtol=1e-12)
    with pytest.raises(ValueError, match=r"softmax: a mask of shape \(2, 2\) for an input of shape \(2, 2, 2\) fits its first"):
        layers.Softmax()(np.ones((2, 2, 2)), mask=np.ones((2, 2), bool))
    with pytest.raises(ValueError, match=r"softmax: a mask of shape \(1, 2\) .* does not fit"):
        layers.Softmax()(np.ones((1, 3, 4)), mask=np.ones((1, 2), bool))


def test_a_mask_by_hand_has_one_entry_per_input():
    x = np.ones((1, 2, 1))
    counts = np.array([[True, False]])
    np.testing.assert_array_equal(layers.Multiply()([3 * x, 5 * x], mask=[counts, None])[0, :, 0], [15.0, 5.0])
    np.testing.assert_array_equal(layers.Maximum()([9 * x, 5 * x], mask=[counts, None])[0, :, 0], [9.0, 5.0])
    with pytest.raises(ValueError, match="mask is a list with a mask or None for each of the 2 inputs"):
        layers.Maximum()([x, x], mask=counts)
