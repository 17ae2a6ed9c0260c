"""Activations: far from the middle, both orders of derivative, as layers, compiled, and settings that cannot be.

That ordinary values agree with Keras and PyTorch is tested in test_golden_activations.py.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

import autograd
from autograd import Tensor, gradcheck, vjp
from nn import Dense, Sequential, activations, layers, regularizers
from nn.layers import PReLU, ReLU

EXTREMES = np.array([-1000.0, -100.0, 0.0, 100.0, 1000.0])
SMOOTH = [name for name in activations.ACTIVATIONS if name not in ("softmax", "log_softmax", "glu", "exponential")]


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("name", SMOOTH)
def test_extremes_are_finite_and_so_are_slopes(name, dtype):
    x = Tensor(EXTREMES.astype(dtype))
    with np.errstate(over="raise"):
        y = activations.get(name)(x)
        autograd.sum(y).backward()
    assert np.isfinite(y.numpy()).all()
    assert np.isfinite(x.grad).all()
    assert y.dtype == x.grad.dtype == dtype


LIMITS = {  # at −1000 and 1000
    "relu6": (0, 6), "selu": (-1.7580993408473766, 1050.7009873554805), "celu": (-1, 1000), "mish": (0, 1000),
    "hard_sigmoid": (0, 1), "hard_silu": (0, 1000), "hard_tanh": (-1, 1), "log_sigmoid": (-1000, 0),
    "softsign": (-1000 / 1001, 1000 / 1001), "tanh_shrink": (-999, 999), "soft_shrink": (-999.5, 999.5),
    "hard_shrink": (-1000, 1000), "sparse_plus": (0, 1000), "sparse_sigmoid": (0, 1), "squareplus": (0.001, 1000.001),
}  # fmt: skip


@pytest.mark.parametrize("name", LIMITS)
def test_where_they_end(name):
    np.testing.assert_allclose(activations.get(name)(EXTREMES[[0, -1]]), LIMITS[name], rtol=1e-6, atol=1e-12)


def test_fixed_points_of_selu_keep_mean_and_variance():
    """The defining property: of standard normal numbers the output has mean 0 and variance 1 (Klambauer et al., 2017)."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(200)
    y = activations.selu(nodes)
    weights = weights / weights.sum()
    assert (weights * y).sum() == pytest.approx(0.0, abs=2e-3)
    assert (weights * y * y).sum() == pytest.approx(1.0, abs=2e-3)


@pytest.mark.parametrize("name", [n for n in activations.ACTIVATIONS if n != "glu"])
def test_both_orders_of_derivative_away_from_corners(name):
    x = np.array([[-3.7, -1.6, -0.7, -0.2], [0.3, 0.8, 1.7, 4.4]])
    assert gradcheck(activations.get(name), x)


def test_glu_halves():
    x = np.arange(6.0).reshape(2, 3) - 2
    assert activations.glu(np.concatenate([x, 0 * x], 1)).tolist() == (0.5 * x).tolist()
    assert activations.glu(np.concatenate([x, 0 * x], 0), axis=0).tolist() == (0.5 * x).tolist()
    assert gradcheck(activations.glu, np.random.default_rng(0).standard_normal((2, 4)))


@pytest.mark.parametrize("name", activations.ACTIVATIONS)
def test_compiled_they_are_the_same(name):
    rng = np.random.default_rng(1)
    first, second = rng.standard_normal((2, 3, 4))
    function = activations.get(name)
    program = autograd.compile(lambda x: autograd.sum(function(x) ** 2))
    for x in (first, second, 3 * second):
        leaf = Tensor(x)
        value = program(leaf)
        expected = Tensor(x)
        plain = autograd.sum(function(expected) ** 2)
        np.testing.assert_allclose(value.item(), plain.item(), rtol=1e-12)


# -- layers --------------------------------------------------------------------------------------------------


def test_relu_with_settings():
    layer = ReLU(max_value=6.0, negative_slope=0.5, threshold=1.0)
    assert layer(np.array([-3.0, 0.5, 1.0, 2.0, 9.0])).tolist() == [-2.0, -0.25, 0.0, 2.0, 6.0]
    assert ReLU()(np.array([-1.0, 2.0])).tolist() == [0.0, 2.0]


def test_prelu_learns_its_slope():
    x = np.random.default_rng(0).standard_normal((200, 2))
    y = np.where(x > 0, x, np.array([0.3, -0.5]) * x)
    model = Sequential([PReLU(input_shape=(2,), dtype="float64")])
    model.compile("adam", "mse")
    model.optimizer.learning_rate = 0.05
    model.fit(x, y, epochs=60, verbose=0)
    np.testing.assert_allclose(model.get_weights()[0], [0.3, -0.5], atol=1e-3)


def test_prelu_shares_axes():
    layer = PReLU(shared_axes=(1, 2), input_shape=(5, 5, 3), alpha_initializer="ones", alpha_regularizer="l2")
    assert layer.alpha.shape == (1, 1, 3)
    assert layer.alpha.name == "alpha"
    assert layer(np.full((2, 5, 5, 3), -2.0)).numpy().tolist() == np.full((2, 5, 5, 3), -2.0).tolist()
    assert layer.penalties()[0].item() == pytest.approx(0.03)
    assert PReLU(shared_axes=1, input_shape=(None, 4)).alpha.shape == (1, 4)


def test_a_deep_selu_network_keeps_its_signal():
    """Twenty layers of lecun_normal and selu: neither dies nor explodes, which relu with the same weights does."""
    x = np.random.default_rng(0).standard_normal((100, 64))
    deep = {
        name: Sequential([Dense(64, name, kernel_initializer="lecun_normal", input_shape=(64,)) for _ in range(20)])
        for name in ("selu", "relu")
    }
    spread = {name: model.predict(x).std() for name, model in deep.items()}
    assert 0.5 < spread["selu"] < 1.5
    assert spread["relu"] < 0.05


# -- regularizers --------------------------------------------------------------------------------------------


def test_the_orthogonal_regularizer_is_zero_for_an_orthogonal_matrix():
    q = np.linalg.qr(np.random.default_rng(0).standard_normal((4, 4)))[0]
    for mode in ("rows", "columns"):
        assert regularizers.OrthogonalRegularizer(mode=mode)(3.0 * q) == pytest.approx(0.0, abs=1e-15)
    assert regularizers.OrthogonalRegularizer(1.0)(np.ones((3, 2))) == pytest.approx(1.0)
    assert regularizers.get("orthogonal_regularizer").factor == 0.01
    leaf = Tensor(np.array([[0.0, 0.0], [1.0, 2.0]]))
    regularizers.OrthogonalRegularizer()(leaf).backward()
    assert np.isfinite(leaf.grad).all()
    assert regularizers.OrthogonalRegularizer()(np.ones((1, 3))) == 0.0


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: activations.glu(np.ones((2, 3))), r"size must be even, got shape \(2, 3\)"),
        (lambda: activations.glu(1.0), r"size must be even, got shape \(\)"),
        (lambda: activations.get("rleu"), "unknown activation 'rleu': choose from linear, relu"),
        (lambda: ReLU(max_value=-1.0), "ReLU: max_value must be a number from 0 on, got -1.0"),
        (lambda: ReLU(threshold=math.nan), "ReLU: threshold must be a number from 0 on, got nan"),
        (lambda: PReLU(shared_axes=0), "shared_axes count from 1, for 0 is the batch; got 0"),
        (lambda: PReLU(input_shape=(None, 3)), "needs a fixed size along every axis that is not shared"),
        (lambda: PReLU(shared_axes=[3], input_shape=(2,)), r"shared_axes are \(3,\)"),
        (lambda: regularizers.OrthogonalRegularizer(-1.0), "factor must be a number from 0 on, got -1.0"),
        (lambda: regularizers.OrthogonalRegularizer(mode="row"), "mode must be 'rows' or 'columns', got 'row'"),
        (lambda: regularizers.OrthogonalRegularizer()(np.ones(3)), r"for matrices, got weights of shape \(3,\)"),
    ],
)
def test_what_cannot_be_says_what_can(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_layers_are_where_keras_has_them():
    assert {"ELU", "LeakyReLU", "PReLU", "ReLU", "Softmax", "Activation"} <= set(layers.__all__)


def test_squareplus_of_the_largest_numbers_is_finite():
    x = np.array([3.4e38, -3.4e38], "float32")
    value, back = vjp(activations.squareplus, x)
    assert value.tolist() == [x[0], value[1]]
    assert 0.0 <= value[1] < 1e-37
    assert back(np.ones_like(x))[0].tolist() == [1.0, 0.0]
