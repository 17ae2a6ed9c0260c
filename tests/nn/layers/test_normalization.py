"""Normalization layers: derivatives of both orders, running statistics, edges, and what bad input is told."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
from autograd import Tensor, compile, grad, gradcheck, no_grad
from nn import BatchNormalization, Dense, GroupNormalization, LayerNormalization, RMSNormalization, Sequential, regularizers

RNG = np.random.default_rng(5)
KINDS = [
    (BatchNormalization, {}), (BatchNormalization, {"axis": 1}), (LayerNormalization, {}),
    (LayerNormalization, {"axis": (1, 2)}), (GroupNormalization, {"groups": 2}), (RMSNormalization, {}),
]  # fmt: skip
LAYERS = pytest.mark.parametrize(("kind", "settings"), KINDS, ids=[f"{kind.__name__}{settings}" for kind, settings in KINDS])


def batch(*shape):
    return RNG.standard_normal(shape)


@LAYERS
def test_first_and_second_derivative_of_the_whole_layer(kind, settings):
    x, seed = batch(2, 3, 4), batch(2, 3, 4)
    layer = kind(**settings, dtype="float64", input_shape=(3, 4))

    def loss(x, *weights):
        for p, w in zip(trained, weights):
            setattr(layer, p, w)
        layer.training = True
        return np.sum(np.tanh(layer(x)) * seed)

    trained = [name for name, _ in layer.named_parameters()]
    gradcheck(loss, x, *[1.0 + 0.3 * batch(*p.shape) for p in layer.parameters()])


@LAYERS
def test_constant_input_gives_finite_gradients(kind, settings):
    layer = kind(**settings, input_shape=(3, 4))
    x = Tensor(np.full((2, 3, 4), 7.0, "float32"))
    z = layer(x, training=True)
    z.backward(np.ones(z.shape, "float32"))
    assert np.isfinite(x.grad).all()
    if kind is not RMSNormalization:
        np.testing.assert_array_equal(z.numpy(), 0.0)


@LAYERS
def test_empty_batch_and_batch_of_one(kind, settings):
    layer = kind(**settings, input_shape=(3, 4))
    before = layer.get_weights()
    assert layer(np.ones((0, 3, 4), "float32"), training=True).shape == (0, 3, 4)
    for kept, now in zip(before, layer.get_weights()):
        np.testing.assert_array_equal(kept, now)
    assert np.isfinite(layer(np.ones((1, 3, 4), "float32"), training=True).numpy()).all()


@LAYERS
def test_views_with_any_strides_give_the_same(kind, settings):
    layer = kind(**settings, input_shape=(3, 4))
    view = np.moveaxis(batch(4, 2, 3), 0, -1)[::-1]  # (2, 3, 4)
    for training in (True, False):
        expected = layer(np.ascontiguousarray(view), training=training).numpy()
        np.testing.assert_allclose(layer(view, training=training).numpy(), expected, rtol=1e-5)


@LAYERS
def test_a_network_with_it_trains_saves_and_loads(kind, settings, tmp_path):
    x, y = batch(64, 3, 4).astype("float32"), RNG.integers(0, 2, (64, 3))

    def network():
        return Sequential([Dense(4, "relu", input_shape=(3, 4)), kind(**settings), Dense(2, "softmax")])

    model, other = network(), network()
    model.compile("adam", "sparse_categorical_crossentropy")
    model.fit(x, y, epochs=2, verbose=0)
    model.save_weights(tmp_path / "w.safetensors")
    other.load_weights(tmp_path / "w.safetensors")
    np.testing.assert_array_equal(model.predict(x), other.predict(x))


@given(shape=st.lists(st.integers(1, 4), min_size=2, max_size=4), momentum=st.floats(0, 1))
def test_batch_statistics_are_numpys_whatever_the_shape(shape, momentum):
    x = 3.0 * batch(*shape) + 1.0
    layer = BatchNormalization(momentum=momentum, dtype="float64", input_shape=tuple(shape[1:]))
    z = layer(x, training=True).numpy()
    axes = tuple(range(len(shape) - 1))
    mean, variance = x.mean(axes), x.var(axes)
    np.testing.assert_allclose(z, (x - mean) / np.sqrt(variance + 1e-3), atol=1e-9)
    np.testing.assert_allclose(layer.moving_mean.numpy(), (1 - momentum) * mean, atol=1e-12)
    np.testing.assert_allclose(layer.moving_variance.numpy(), momentum + (1 - momentum) * variance, atol=1e-12)


def test_moving_statistics_are_weights_but_not_parameters():
    layer = BatchNormalization(input_shape=(3,))
    assert [name for name, _ in layer.named_parameters()] == ["gamma", "beta"]
    assert [w.name for w in layer.weights] == ["gamma", "beta", "moving_mean", "moving_variance"]
    assert [w.tolist() for w in layer.get_weights()] == [[1.0] * 3, [0.0] * 3, [0.0] * 3, [1.0] * 3]


@pytest.mark.parametrize("how", ["plain", "no_grad", "gradient", "gradient twice"])
def test_one_forward_pass_updates_the_statistics_once(how):
    layer = BatchNormalization(momentum=0.5, dtype="float64", input_shape=(2,))
    x = batch(4, 2)

    def loss(x):
        return np.sum(layer(x, training=True) ** 3)

    if how == "plain":
        loss(Tensor(x)).backward()
    elif how == "no_grad":
        with no_grad():
            loss(x)
    elif how == "gradient":
        grad(loss)(x)
    else:
        grad(lambda x: np.sum(grad(loss)(x) ** 2))(x)
    np.testing.assert_allclose(layer.moving_mean.numpy(), 0.5 * x.mean(0), rtol=1e-14, atol=1e-15)  # the mean may cancel
    np.testing.assert_allclose(layer.moving_variance.numpy(), 0.5 + 0.5 * x.var(0), rtol=1e-14)


def test_prediction_uses_the_moving_statistics_and_leaves_them():
    layer = BatchNormalization(dtype="float64", input_shape=(2,))
    layer.set_weights([[2.0, 1.0], [0.5, 0.0], [1.0, -1.0], [3.999, 0.999]])
    x = np.array([[5.0, 2.0]])
    np.testing.assert_allclose(layer(x).numpy(), [[2 * (5 - 1) / 2 + 0.5, 3.0]], rtol=1e-12)
    np.testing.assert_array_equal(layer.get_weights()[2], [1.0, -1.0])


def test_frozen_it_predicts_even_in_training():
    layer = BatchNormalization(input_shape=(2,), trainable=False)
    x = batch(8, 2).astype("float32")
    np.testing.assert_array_equal(layer(x, training=True).numpy(), layer(x).numpy())
    np.testing.assert_array_equal(layer.moving_mean.numpy(), 0.0)
    assert layer.parameters() == []


def test_its_compiled_prediction_follows_the_statistics():
    layer = BatchNormalization(dtype="float64", input_shape=(2,))
    predict = compile(lambda x: layer(x))
    x = batch(4, 2)
    np.testing.assert_allclose(predict(x), layer(x).numpy())
    layer(x, training=True)
    np.testing.assert_allclose(predict(x), layer(x).numpy())


def test_its_statistics_follow_compiled_training_too():
    layer, twin = BatchNormalization(dtype="float64", input_shape=(2,)), BatchNormalization(dtype="float64", input_shape=(2,))
    train = compile(lambda x: layer(x, training=True))
    for k in range(3):
        x = batch(4, 2) * (k + 1.0)
        np.testing.assert_allclose(train(x), twin(x, training=True).numpy(), rtol=1e-12)
        for ours, theirs in zip(layer.get_weights(), twin.get_weights()):
            np.testing.assert_allclose(ours, theirs, rtol=1e-12)


def test_regularizers_of_gamma_and_beta_reach_the_loss():
    layer = BatchNormalization(
        gamma_regularizer="l2", beta_regularizer=regularizers.L1(0.5), beta_initializer="ones", input_shape=(3,)
    )
    assert [p.item() for p in layer.penalties()] == pytest.approx([0.03, 1.5])
    assert LayerNormalization(gamma_regularizer="l2").penalties() == []


@pytest.mark.parametrize("features", [1, 2, 64, 20_000])
def test_large_numbers_close_together_keep_their_digits_in_single_precision(features):
    x = (batch(3, features) + 1e4).astype("float32")
    exact = x.astype(float) - x.mean(-1, keepdims=True, dtype=float)
    exact /= np.sqrt((exact**2).mean(-1, keepdims=True) + 1e-5)
    layer = LayerNormalization(epsilon=1e-5, input_shape=(features,))
    np.testing.assert_allclose(layer(x).numpy(), exact, atol=2e-6)
    assert np.isfinite(layer(x * np.float32(0.0)).numpy()).all()


def test_whole_numbers_are_normalized_as_floats():
    np.testing.assert_allclose(autograd.standardize([[1, 3], [10, 30]], epsilon=0.0), [[-1, 1], [-1, 1]], rtol=1e-6)
    with pytest.raises(ValueError, match="along the last axis, got a single number"):
        autograd.standardize(2.0)


def test_layer_normalization_ignores_shift_and_scale_of_a_sample():
    layer = LayerNormalization(epsilon=0.0, dtype="float64", input_shape=(16,))
    x = batch(3, 16)
    np.testing.assert_allclose(layer(1e4 * x + 1e6).numpy(), layer(x).numpy(), rtol=1e-8)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: BatchNormalization(momentum=2), "momentum must be a number from 0 to 1"),
        (lambda: BatchNormalization(epsilon=-1), "epsilon must be a number from 0 on"),
        (lambda: BatchNormalization(axis=2, input_shape=(3,)), r"shape \(None, 3\) has no axis 2"),
        (lambda: BatchNormalization()(np.ones(3)), "is the batch"),
        (lambda: BatchNormalization(input_shape=(3,))(np.ones((2, 4))), r"made for 3 features on axis -1.*\(2, 4\)"),
        (lambda: BatchNormalization(input_shape=(3,))(np.ones((2, 3)), training=True, mask=np.ones(3)), r"\(2,\), got \(3,\)"),
        (lambda: BatchNormalization(input_shape=(None,)), "must be known"),
        (lambda: BatchNormalization(gamma_initializer=lambda *_: np.ones(7), input_shape=(3,)), r"gamma gave shape \(7,\)"),
        (lambda: GroupNormalization(groups=0), "groups must be a whole number from 1 on"),
        (lambda: GroupNormalization(groups=3, input_shape=(4,)), "4 channels cannot be divided into 3 groups"),
        (lambda: LayerNormalization(axis=(1, 2), input_shape=(3, 4))(np.ones((2, 4, 3))), r"made for \(3, 4\) features"),
    ],
)  # fmt: skip
def test_bad_input_is_told_what_is_wrong(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_an_axis_is_a_whole_number():
    with pytest.raises(TypeError, match="axis is a whole number"):
        BatchNormalization(axis=(1, 2))
