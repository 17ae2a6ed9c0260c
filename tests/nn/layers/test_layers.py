"""Layers: formulas, shapes, gradients against finite differences, and advice when the input does not fit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd
from autograd import Tensor, gradcheck, no_grad
from nn import Sequential, activations, set_random_seed
from nn.layers import ELU, Activation, Dense, Dropout, Flatten, Input, LeakyReLU, ReLU, Softmax

RNG = np.random.default_rng(0)


def dense(features, units, activation="tanh", **settings):
    return Dense(units, activation, input_shape=(features,), dtype="float64", bias_initializer="random_normal", **settings)


# -- Dense ---------------------------------------------------------------------------------------------------


def test_dense_is_its_formula():
    layer = dense(3, 2)
    w, b = layer.get_weights()
    x = RNG.standard_normal((5, 3))
    np.testing.assert_allclose(layer(x).numpy(), np.tanh(x @ w + b), rtol=1e-14)
    assert [p.name for p in layer.parameters()] == ["kernel", "bias"]


@settings(max_examples=30, deadline=None)
@given(lead=st.lists(st.integers(0, 4), min_size=1, max_size=3), features=st.integers(1, 5), units=st.integers(1, 5))
def test_dense_maps_the_last_axis_whatever_stands_before(lead, features, units):
    layer = dense(features, units)
    w, b = layer.get_weights()
    x = RNG.standard_normal((*lead, features))
    out = layer(x)
    assert out.shape == (*lead, units) == layer.compute_output_shape(x.shape)
    np.testing.assert_allclose(out.numpy(), np.tanh(x @ w + b), rtol=1e-12, atol=1e-14)
    autograd.sum(out).backward()
    slope = 1.0 - np.tanh(x @ w + b) ** 2
    flat, steep = x.reshape(-1, features), slope.reshape(-1, units)
    np.testing.assert_allclose(layer.kernel.grad, flat.T @ steep, rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(layer.bias.grad, steep.sum(0), rtol=1e-10, atol=1e-12)


LAYOUTS = {
    "every second": lambda x: x[::2],
    "backwards": lambda x: x[::-1],
    "fortran": np.asfortranarray,
    "broadcast": lambda x: np.broadcast_to(x[:1], (4, 3)),
    "read-only": lambda x: np.frombuffer(x.tobytes()).reshape(x.shape),
    "empty": lambda x: x[:0],
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_memory_layout_does_not_matter(layout):
    x = LAYOUTS[layout](RNG.standard_normal((6, 3)))
    results = []
    for given_x in (x, np.ascontiguousarray(x)):
        set_random_seed(0)
        layer = dense(3, 2)
        out = layer(given_x)
        autograd.sum(out * out).backward()
        results.append([out.numpy(), layer.kernel.grad, layer.bias.grad])
    for a, b in zip(*results, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-13, atol=1e-15)


def test_dense_without_bias():
    layer = Dense(2, use_bias=False, input_shape=(3,))
    x = np.ones((4, 3), "float32")
    np.testing.assert_allclose(layer(x).numpy(), x @ layer.get_weights()[0], rtol=1e-6)
    assert layer.count_params() == 6
    assert [w.name for w in layer.weights] == ["kernel"]


KINDS = [("uint8", "float32"), ("float32", "float32"), ("bool", "float32"), ("float64", "float64")]


@pytest.mark.parametrize(("dtype", "expected"), KINDS)
def test_dense_takes_lists_and_arrays_of_any_kind(dtype, expected):
    layer = Dense(1, kernel_initializer="ones", input_shape=(2,))
    out = layer(np.array([[1, 0]], dtype))
    assert out.numpy().tolist() == [[1.0]]
    assert out.dtype == expected
    assert layer([[1.0, 2.0]]).numpy().tolist() == [[3.0]]


def test_weights_wait_for_the_first_call():
    layer = Dense(4)
    assert not layer.built
    assert layer.weights == []
    layer(np.ones((2, 3), "float32"))
    assert layer.built
    assert [w.shape for w in layer.weights] == [(3, 4), (4,)]


def test_initializers_reach_kernel_and_bias():
    layer = Dense(2, kernel_initializer="ones", bias_initializer=lambda shape, dtype: np.full(shape, 3.0), input_shape=(2,))
    assert layer.get_weights()[0].tolist() == [[1, 1], [1, 1]]
    assert layer.get_weights()[1].tolist() == [3, 3]
    assert layer.bias.dtype == np.float32


def test_regularizers_give_penalties():
    layer = Dense(2, kernel_regularizer="l2", bias_regularizer="l1", kernel_initializer="ones", input_shape=(3,))
    layer.set_weights([np.full((3, 2), 2.0), np.array([-1.0, 3.0])])
    assert [p.item() for p in layer.penalties()] == pytest.approx([0.01 * 6 * 4, 0.01 * 4], rel=1e-6)
    assert Dense(2, kernel_regularizer="l2").penalties() == []


# -- what does not fit ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shape", "advice"),
    [
        ((9, 28, 28, 1), r"dense: Dense expects 784 features, got an input of shape \(9, 28, 28, 1\): put Flatten\(\) before"),
        ((32, 28, 28), r"shape \(32, 28, 28\): put Flatten\(\) before it, or reshape the input to \(n, 784\)"),
        ((783,), r"shape \(783,\).* \(n, 784\); a single sample is x\[None\]"),
        ((), r"shape \(\).* \(n, 784\); a single sample is x\[None\]"),
        ((32, 783), r"shape \(32, 783\): the last axis must hold the features, \(n, 784\)"),
    ],
)
def test_wrong_features_name_the_layer_the_shapes_and_the_fix(shape, advice):
    with pytest.raises(ValueError, match=advice):
        Dense(10, input_shape=(784,))(np.zeros(shape, "float32"))


def test_a_single_sample_is_fine_for_a_layer():
    layer = dense(4, 3)
    x = RNG.standard_normal(4)
    np.testing.assert_allclose(layer(x).numpy(), layer(x[None]).numpy()[0], rtol=1e-14)


def test_a_column_of_numbers_is_told_how_to_become_features():
    with pytest.raises(ValueError, match=r"x\[:, None\]"):
        Dense(1, input_shape=(1,))(np.ones(5))
    with pytest.raises(ValueError, match=r"dense: Dense needs to know how many features come in.* x\[:, None\]"):
        Dense(1)(np.ones(5))
    with pytest.raises(ValueError, match="how many features"):
        Dense(1)(np.ones((5, 0)))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Dense(0), "units must be a whole number from 1 on, got 0"),
        (lambda: Dense(2.5), "got 2.5"),
        (lambda: Dense("10"), "got '10'"),
        (lambda: Dense(3, "rleu"), "unknown activation 'rleu'"),
        (lambda: Dense(3, kernel_initializer="glorot"), "unknown initializer 'glorot': choose from zeros"),
        (lambda: Dense(3, kernel_initializer=3), "an initializer is a name or a function"),
        (lambda: Dense(3, kernel_regularizer="l3"), "unknown regularizer 'l3': choose from l1, l2"),
        (lambda: Dense(3, kernel_regularizer=0.1), "a regularizer is a name"),
        (lambda: Dense(3, input_shape=(2, -1)), r"tuple of sizes such as \(28, 28\), got \(2, -1\)"),
        (lambda: Dense(3, input_shape="784"), "got '784'"),
        (lambda: Dense(3, input_shape=(None,)), "how many features"),
        (lambda: Dense(3, input_shape=(2,), kernel_initializer=lambda shape, _: np.ones(shape[::-1])), r"gave shape \(3, 2\)"),
        (lambda: Dropout(1.5), r"rate must be a number from 0 to 1, got 1.5"),
        (lambda: Dropout(-0.1), "got -0.1"),
        (lambda: Activation("rleu"), "unknown activation"),
        (lambda: Input((0,)), "tuple of sizes"),
        (lambda: Flatten()(1.0), "batch axis"),
    ],
)
def test_layers_that_cannot_be(make, message):
    with pytest.raises((ValueError, TypeError), match=message):
        make()


# -- Flatten, activations, Input -----------------------------------------------------------------------------


@settings(max_examples=30, deadline=None)
@given(shape=st.lists(st.integers(0, 4), min_size=1, max_size=4))
def test_flatten_keeps_the_batch(shape):
    x = RNG.standard_normal(shape)
    out = Flatten()(Tensor(x))
    assert out.shape == (shape[0], int(np.prod(shape[1:])))
    np.testing.assert_array_equal(out.numpy().ravel(), x.ravel())
    assert Flatten().compute_output_shape((None, *shape[1:])) == (None, *out.shape[1:])


def test_flatten_of_unknown_sizes():
    assert Flatten().compute_output_shape((None, None, 3)) == (None, None)


@pytest.mark.parametrize(
    ("layer", "function"),
    [
        (ReLU(), lambda x: np.maximum(x, 0)),
        (LeakyReLU(), lambda x: np.where(x > 0, x, 0.3 * x)),
        (LeakyReLU(0.1), lambda x: np.where(x > 0, x, 0.1 * x)),
        (ELU(), lambda x: np.where(x > 0, x, np.exp(x) - 1)),
        (ELU(0.5), lambda x: np.where(x > 0, x, 0.5 * (np.exp(x) - 1))),
        (Softmax(), lambda x: np.exp(x) / np.exp(x).sum(-1, keepdims=True)),
        (Softmax(axis=0), lambda x: np.exp(x) / np.exp(x).sum(0)),
        (Activation("tanh"), np.tanh),
        (Activation(np.sin), np.sin),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_activation_layers(layer, function):
    x = RNG.standard_normal((4, 3))
    np.testing.assert_allclose(layer(x), function(x), rtol=1e-13)
    assert layer.compute_output_shape((None, 3)) == (None, 3)


def test_activation_names_lead_back_to_names():
    for name, function in activations.ACTIVATIONS.items():
        assert activations.get(name) is function
        assert activations.name_of(function) == {"swish": "silu", "hard_swish": "hard_silu"}.get(name, name)
    assert activations.get(None) is activations.linear
    assert activations.get(np.sin) is np.sin
    assert activations.name_of(np.sin) == "sin"


# -- derivatives ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("activation", [a for a in activations.ACTIVATIONS if a not in ("relu", "leaky_relu", "swish")])
def test_dense_gradients_first_and_second_order(activation):
    layer = dense(3, 4, activation)

    def run(x, kernel, bias):
        layer.kernel, layer.bias = kernel, bias
        return layer(x)

    assert gradcheck(run, RNG.standard_normal((2, 3)), *layer.get_weights())


@pytest.mark.parametrize("output", ["softmax", "sigmoid", "linear"])
def test_whole_network_gradients_first_and_second_order(output):
    model = Sequential([Flatten(input_shape=(2, 2)), dense(4, 3), dense(3, 3, "gelu"), dense(3, 2, output)])
    layers = model.layers[1:]

    def run(x, *weights):
        for layer, kernel, bias in zip(layers, weights[::2], weights[1::2], strict=True):
            layer.kernel, layer.bias = kernel, bias
        return model(x)

    assert gradcheck(run, RNG.standard_normal((3, 2, 2)), *model.get_weights())


# -- Dropout -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.9])
def test_dropout_forgets_its_share_and_keeps_the_mean(rate):
    n = 200_000
    out = Dropout(rate, seed=0)(np.ones((n // 100, 100)), training=True)
    zeros = (out == 0).mean()
    assert abs(zeros - rate) < 4 * np.sqrt(rate * (1 - rate) / n)
    np.testing.assert_allclose(out[out != 0], 1 / (1 - rate), rtol=1e-6)
    assert abs(out.mean() - 1) < 4 * np.sqrt(rate / (1 - rate) / n)


def test_dropout_is_new_in_every_call_and_independent_in_every_place():
    layer = Dropout(0.5, seed=0)
    x = np.ones((2000, 20))
    first, second = (layer(x, training=True) != 0 for _ in range(2))
    assert 0.48 < (first == second).mean() < 0.52
    assert abs(np.corrcoef(first[:, 0], first[:, 1])[0, 1]) < 0.1


def test_dropout_seeds_repeat():
    x = np.ones((10, 10))
    runs = []
    for _ in range(2):
        layer = Dropout(0.5, seed=7)
        runs.append([layer(x, training=True) for _ in range(3)])
    np.testing.assert_array_equal(runs[0], runs[1])
    set_random_seed(1)
    a = Dropout(0.5)(x, training=True)
    set_random_seed(1)
    np.testing.assert_array_equal(a, Dropout(0.5)(x, training=True))


def test_dropout_outside_training_is_x_itself():
    x = Tensor(np.ones((3, 3)))
    assert Dropout(0.9)(x) is x
    assert Dropout(0.0)(x, training=True) is x


def test_dropout_of_everything_and_of_whole_numbers():
    assert not Dropout(1.0)(np.ones(5), training=True).any()
    out = Dropout(0.5, seed=0)(np.full(1000, 3), training=True)
    assert set(np.unique(out)) == {0.0, 6.0}
    assert Dropout(0.5)(np.ones(5, "float32"), training=True).dtype == np.float32


def test_dropout_with_shared_fates():
    out = Dropout(0.5, noise_shape=(None, 1), seed=0)(np.ones((50, 8)), training=True)
    assert set(out.sum(axis=1)) == {0.0, 16.0}


def test_dropout_lets_the_gradient_through_where_it_let_the_signal_through():
    x = Tensor(np.ones((4, 5)))
    out = Dropout(0.5, seed=0)(x, training=True)
    autograd.sum(out).backward()
    np.testing.assert_array_equal(x.grad, out.numpy())


# -- Sequential ----------------------------------------------------------------------------------------------


def test_sequential_feeds_each_layer_the_output_before():
    a, b = dense(3, 4), dense(4, 2, "sigmoid")
    x = RNG.standard_normal((5, 3))
    np.testing.assert_array_equal(Sequential([a, b])(x).numpy(), b(a(x)).numpy())
    assert np.shares_memory(Sequential()(x), x)


@pytest.mark.parametrize(
    "layers",
    [
        lambda: [Dense(3, input_shape=(2,)), Dense(4)],
        lambda: [Dense(3, input_dim=2), Dense(4)],
        lambda: [Input(shape=(2,)), Dense(3), Dense(4)],
        lambda: [Input(2), Dense(3), Dense(4)],
        lambda: [Dropout(0.5, input_shape=(2,)), Dense(3), Dense(4)],
        lambda: [Activation("relu", input_shape=2), Dense(3), Dense(4)],
        lambda: [Flatten(input_shape=(2, 1)), Dense(3), Dense(4)],
    ],
)
def test_every_way_to_say_the_input_shape_makes_the_weights_at_once(layers):
    model = Sequential(layers())
    assert [w.shape for w in model.weights] == [(2, 3), (3,), (3, 4), (4,)]
    assert model.built


def test_without_a_shape_the_first_call_or_build_makes_the_weights():
    called, built = Sequential([Dense(3), Dense(4)]), Sequential([Dense(3), Dense(4)])
    assert called.weights == []
    called(np.ones((1, 2)))
    built.build((None, 2))
    assert [w.shape for w in called.weights] == [w.shape for w in built.weights] == [(2, 3), (3,), (3, 4), (4,)]
    called.add(Dense(5))
    assert called.weights[-1].shape == (5,)


@pytest.mark.parametrize(
    "make",
    [
        lambda **settings: Dense(3, **settings),
        lambda **settings: Dropout(0.5, **settings),
        lambda **settings: Activation("relu", **settings),
        Flatten, ReLU, LeakyReLU, ELU, Softmax,
    ],
)  # fmt: skip
def test_every_layer_takes_a_name_a_shape_and_may_be_frozen(make):
    layer = make(name="mine", input_shape=(4,), trainable=False)
    model = Sequential([layer, Dense(2)])
    assert (layer.name, layer.trainable, layer.input_shape) == ("mine", False, (4,))
    assert model.layers[1].built
    assert [name for name, _ in model.named_parameters()] == ["dense.kernel", "dense.bias"]


def test_layers_get_names_of_their_own():
    model = Sequential([Dense(1), Dense(1), Dropout(0.1), Dense(1), Dense(1, name="dense_1")])
    assert [layer.name for layer in model.layers] == ["dense", "dense_1", "dropout", "dense_2", "dense_1_1"]
    assert model.get_layer("dropout") is model.layers[2]
    assert model.get_layer(index=3) is model.layers[3]
    with pytest.raises(ValueError, match="no layer with name='output'; its layers are dense, dense_1"):
        model.get_layer("output")


def test_pop_takes_the_last_layer():
    model = Sequential([Dense(3, input_shape=(2,)), Dense(4)])
    assert model.pop().units == 4
    assert model(np.ones((1, 2))).shape == (1, 3)
    model.add(Dense(5))
    assert model.weights[-2].shape == (3, 5)
    with pytest.raises(IndexError, match="no layers"):
        Sequential().pop()


def test_a_layer_may_stand_twice():
    shared = Dense(2, "tanh", input_shape=(2,))
    model = Sequential([shared, shared])
    assert [name for name, _ in model.named_parameters()] == ["dense.kernel", "dense.bias"]
    x = np.ones((1, 2), "float32")
    np.testing.assert_array_equal(model(x).numpy(), shared(shared(x)).numpy())


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        (["dense"], "takes layers such as .*, got 'dense'"),
        ([Dense], "takes layers"),
        ([Dense(3), Input((2,))], "must be the first entry"),
        ([Input((2,)), Input((2,))], "must be the first entry"),
    ],
)
def test_what_is_no_layer_or_stands_wrong(layers, message):
    with pytest.raises((TypeError, ValueError), match=message):
        Sequential(layers)


def test_a_layer_that_cannot_be_built_is_not_added():
    model = Sequential([Dense(3, input_shape=(2,))])
    with pytest.raises(ValueError, match="gave shape"):
        model.add(Dense(4, kernel_initializer=lambda shape, dtype: np.ones(3)))
    assert len(model.layers) == 1
    model.add(Dense(5))
    assert model(np.ones((1, 2))).shape == (1, 5)


def test_models_answer_plain_arrays_and_tensors_alike():
    model = Sequential([dense(2, 3)])
    x = RNG.standard_normal((4, 2))
    with no_grad():
        np.testing.assert_array_equal(model(x).numpy(), model(Tensor(x)).numpy())
        np.testing.assert_array_equal(model(x.tolist()).numpy(), model(x).numpy())


def test_a_compiled_dropout_draws_anew_at_each_replay():
    layer = Dropout(0.5, seed=0)
    layer.train()
    masked = autograd.compile(lambda x: layer(x) * 1.0)
    x = np.ones(200)
    first, second, third = (np.asarray(masked(x)) for _ in range(3))
    for kept in (first, second, third):
        assert set(np.unique(kept)) == {0.0, 2.0}
    assert (second != third).any()
