"""Models drawn up from Symbols: what they compute, share, name and refuse."""

from __future__ import annotations

import copy
import operator
import pickle
import weakref

import numpy as np
import pytest

import autograd
from nn import Activation, Dense, Dropout, Flatten, Input, Model, Module, Sequential, set_random_seed

RNG = np.random.default_rng(3)
A, B = RNG.standard_normal((6, 4)), RNG.standard_normal((6, 3))


def dense(units, activation=None, **settings):
    return Dense(units, activation, dtype="float64", **settings)


def numbers(layer):
    return [w.numpy() for w in layer.weights]


@pytest.fixture
def parts():
    """Two inputs, a joint layer that both outputs use."""
    set_random_seed(0)
    a, b = Input((4,), name="a"), Input((3,), name="b")
    ha, hb = dense(5, "tanh", name="ha")(a), dense(5, name="hb")(b)
    z = dense(2, name="z")(np.concatenate([ha, hb * 2.0], axis=-1))
    y = dense(1, name="y")(ha + hb)
    return a, b, z, y


def by_hand(model):
    """z and y from the model's weights, in NumPy."""
    (ka, ba), (kb, bb), (kz, bz), (ky, by) = (numbers(model.get_layer(name)) for name in ("ha", "hb", "z", "y"))
    ha, hb = np.tanh(A @ ka + ba), B @ kb + bb
    return np.concatenate([ha, 2 * hb], -1) @ kz + bz, (ha + hb) @ ky + by


# -- what is computed ----------------------------------------------------------------------------------------


def test_two_inputs_two_outputs(parts):
    a, b, z, y = parts
    model = Model([a, b], [z, y])
    out = model([A, B])
    for ours, expected in zip(out, by_hand(model), strict=True):
        np.testing.assert_allclose(ours.numpy(), expected, rtol=1e-12)
    assert [s.shape for s in model.outputs] == [(None, 2), (None, 1)]
    assert [s.name for s in model.inputs] == ["a", "b"]


@pytest.mark.parametrize("nest", [lambda p, q: [p, q], lambda p, q: (p, q), lambda p, q: {"q": q, "p": p}])
def test_inputs_and_outputs_may_be_nested_in_any_way(parts, nest):
    a, b, z, y = parts
    model = Model(nest(a, b), nest(z, y))
    out = model(nest(A, B))
    assert type(out) is type(nest(z, y))
    for ours, expected in zip((out["p"], out["q"]) if isinstance(out, dict) else out, by_hand(model), strict=True):
        np.testing.assert_allclose(ours.numpy(), expected, rtol=1e-12)


def test_a_dict_by_the_names_of_the_inputs_will_do(parts):
    a, b, _, y = parts
    model = Model([a, b], y)
    np.testing.assert_array_equal(model({"b": B, "a": A, "unused": 1}).numpy(), model([A, B]).numpy())


def test_gradients_reach_every_weight_once(parts):
    a, b, z, y = parts
    model = Model([a, b], [z, y])
    z, y = model([A, B])
    (autograd.sum(z) + autograd.sum(y)).backward()
    kz, ky = (model.get_layer(name).kernel.numpy() for name in ("z", "y"))
    slope = (kz[5:].sum(1) * 2 + ky.sum(1))[None]
    np.testing.assert_allclose(model.get_layer("hb").kernel.grad, B.T @ np.repeat(slope, 6, 0), rtol=1e-12)
    assert all(p.grad is not None for p in model.parameters())


@pytest.mark.parametrize(
    ("apply", "shape"),
    [
        (lambda x: x + 1.0, (None, 4)),
        (lambda x: 1.0 - x, (None, 4)),
        (lambda x: 2.0 / (x * x + 1.0), (None, 4)),
        (lambda x: 2.0 ** abs(-x), (None, 4)),
        (lambda x: x**2, (None, 4)),
        (lambda x: x[:, 0], (None,)),
        (lambda x: x[:, None, 1:3], (None, 1, 2)),
        (lambda x: x @ np.ones((4, 2)), (None, 2)),
        (lambda x: np.ones((2, 2)) @ np.reshape(x, (-1, 2, 2)), (None, 2, 2)),
        (lambda x: np.sum(x, axis=1, keepdims=True), (None, 1)),
        (lambda x: np.stack([x, x], axis=1), (None, 2, 4)),
        (lambda x: np.multiply(x, 3.0), (None, 4)),
        (lambda x: np.full(4, 3.0) - x, (None, 4)),
    ],
)
def test_operators_and_numpy_functions_on_symbols(apply, shape):
    x = Input((4,))
    y = apply(x)
    assert y.shape == shape
    np.testing.assert_allclose(Model(x, y)(autograd.Tensor(A)).numpy(), apply(autograd.Tensor(A)).numpy(), rtol=1e-12)
    np.testing.assert_allclose(Model(x, y)(A), apply(A), rtol=1e-12)


def test_open_sizes_stay_open():
    x = Input((None, 3))
    h = dense(2)(x)
    assert h.shape == (None, None, 2)
    assert np.mean(h, axis=1).shape == (None, 2)
    assert np.transpose(h, (0, 2, 1)).shape == (None, 2, None)
    model = Model(x, np.mean(h, axis=1))
    assert model(np.ones((5, 7, 3))).shape == model(np.ones((5, 1, 3))).shape == (5, 2)


def test_a_layer_of_ones_own_shows_its_shape_in_a_trial():
    class Halves(Module):
        def call(self, x, scale=1.0):
            n = x.shape[-1] // 2
            return {"left": x[:, :n] * scale, "right": x[:, n:]}

    x = Input((6,))
    halves = Halves()(x, scale=3.0)
    assert {name: s.shape for name, s in halves.items()} == {"left": (None, 3), "right": (None, 3)}
    out = Model(x, [halves["right"], halves["left"]])(np.arange(12.0).reshape(2, 6))
    np.testing.assert_array_equal(out[0], [[3, 4, 5], [9, 10, 11]])
    np.testing.assert_array_equal(out[1], [[0, 3, 6], [18, 21, 24]])
    assert Halves().compute_output_shape((None, 6)) == {"left": (None, 3), "right": (None, 3)}


def test_settings_of_a_call_are_kept_in_the_graph():
    x = Input((50,))
    dropped, kept = Dropout(0.5, seed=0)(x, training=True), Dropout(0.5, seed=0)(x, training=False)
    model = Model(x, [dropped, kept])
    ones = np.ones((4, 50))
    assert (model(ones)[0] == 0).any()
    model.train()
    np.testing.assert_array_equal(model(ones)[1], ones)


# -- sharing, nesting, taking apart --------------------------------------------------------------------------


def test_a_layer_called_twice_is_there_once():
    shared = dense(3, "tanh", name="shared")
    p, q = Input((4,)), Input((4,))
    model = Model([p, q], np.sum(shared(p) * shared(q), axis=1))
    assert [layer.name for layer in model.layers] == ["input_layer", "input_layer_1", "shared"]
    assert model.count_params() == 15
    k, b = numbers(shared)
    other = RNG.standard_normal((6, 4))
    np.testing.assert_allclose(model([A, other]).numpy(), (np.tanh(A @ k + b) * np.tanh(other @ k + b)).sum(1), rtol=1e-12)
    autograd.sum(model([A, A])).backward()
    both = shared.kernel.grad.copy()
    shared.kernel.grad = None
    autograd.sum(shared(A) * shared(A).numpy()).backward()
    np.testing.assert_allclose(both, 2 * shared.kernel.grad, rtol=1e-12)


def test_a_model_is_a_layer(parts):
    a, b, z, y = parts
    inner = Model([a, b], [z, y], name="inner")
    p, q = Input((4,)), Input((3,))
    first, second = inner([p, q])
    outer = Model([p, q], dense(2, name="top")(np.concatenate([first, second], -1)))
    assert [layer.name for layer in outer.layers] == ["input_layer", "input_layer_1", "inner", "top"]
    names = [name for name, _ in outer.named_parameters()]
    assert len(names) == 10
    assert {"inner.ha.kernel", "inner.y.bias", "top.kernel"} < set(names)
    k, bias = numbers(outer.get_layer("top"))
    np.testing.assert_allclose(outer([A, B]).numpy(), np.concatenate(by_hand(inner), -1) @ k + bias, rtol=1e-12)
    assert outer.count_params() == inner.count_params() + 3 * 2 + 2
    sequential = Sequential([Input((3,)), dense(2)], name="tail")
    assert sequential(outer.layers[2].output[0] @ np.ones((2, 3))).shape == (None, 2)


def test_features_from_the_middle(parts):
    a, b, z, y = parts
    model = Model([a, b], [z, y])
    features = Model(model.input, model.get_layer("ha").output)
    np.testing.assert_allclose(features([A, B]).numpy(), np.tanh(A @ numbers(model.get_layer("ha"))[0]), rtol=1e-12)
    tail = Model(model.get_layer("ha").output, model.get_layer("ha").output * 2.0)
    np.testing.assert_array_equal(tail(np.ones((1, 5))), np.full((1, 5), 2.0))


def test_features_from_a_sequential():
    model = Sequential([dense(5, "tanh", input_shape=(4,)), dense(3, name="middle"), dense(1)])
    middle = Model(inputs=model.input, outputs=model.get_layer("middle").output)
    np.testing.assert_array_equal(middle(A).numpy(), model.layers[1](model.layers[0](A)).numpy())
    assert Model(model.inputs, model.output)(A).shape == (6, 1)
    assert model.output.shape == (None, 1)
    late = Sequential([dense(2)])
    with pytest.raises(AttributeError, match="does not know its shapes yet"):
        _ = late.output
    late(A)
    assert late.output.shape == (None, 2)
    late.pop()
    late.add(dense(7))
    assert late.output.shape == (None, 7)


def test_a_layer_without_a_call_has_no_output():
    with pytest.raises(AttributeError, match="dense has no input and output yet"):
        _ = Dense(3).output


def test_layers_of_ones_own_may_be_called_output():
    class Net(Model):
        def __init__(self):
            super().__init__()
            self.layers = [dense(3), dense(2)]
            self.output = dense(1)

        def call(self, x):
            for layer in self.layers:
                x = layer(x)
            return self.output(x)

    net = Net()
    assert net(A).shape == (6, 1)
    assert [name for name, _ in net.named_parameters()][::2] == ["layers.0.kernel", "layers.1.kernel", "output.kernel"]


# -- names, copies, memory -----------------------------------------------------------------------------------


def test_names_are_made_different_and_given_ones_must_be():
    x = Input((4,))
    model = Model(x, dense(1)(dense(2)(dense(3, name="mine")(x))))
    assert [layer.name for layer in model.layers] == ["input_layer", "mine", "dense", "dense_1"]
    assert [name for name, _ in model.named_tensors()][2:4] == ["dense.kernel", "dense.bias"]
    with pytest.raises(ValueError, match="two layers are called 'mine'"):
        Model(x, dense(1, name="mine")(dense(3, name="mine")(x)))


@pytest.mark.parametrize("carry", [copy.deepcopy, lambda model: pickle.loads(pickle.dumps(model))])
def test_a_copy_computes_the_same_and_can_be_taken_apart(parts, carry):
    a, b, z, y = parts
    model = Model([a, b], [z, y])
    twin = carry(model)
    for ours, theirs in zip(twin([A, B]), model([A, B]), strict=True):
        np.testing.assert_array_equal(ours.numpy(), theirs.numpy())
    twin.get_layer("ha").kernel.data = np.zeros((4, 5))
    assert model.get_layer("ha").kernel.numpy().any()
    half = Model(twin.input, twin.get_layer("ha").output)
    np.testing.assert_array_equal(half([A, B]).numpy(), np.zeros((6, 5)))
    row = carry(Sequential([dense(3, input_shape=(4,)), dense(2)]))
    assert Model(row.input, row.layers[0].output)(A).shape == (6, 3)


@pytest.mark.parametrize("carry", [copy.deepcopy, lambda model: pickle.loads(pickle.dumps(model))])
def test_a_deep_model_runs_and_is_copied(carry):
    x = h = Input((2,))
    for _ in range(600):
        h = operator.add(h, 1.0)
    model = carry(Model(x, h))
    np.testing.assert_array_equal(model(np.zeros((1, 2))), [[600.0, 600.0]])
    carry(Sequential([Input((2,)), *[Activation("relu") for _ in range(600)]]))


def test_a_graph_dies_with_its_last_name(parts, without_collector):
    a, b, z, y = parts
    model = Model([a, b], [z, y])
    gone = weakref.ref(model)
    model([A, B])
    del model
    assert gone() is None


def test_a_layer_is_freed_with_its_graph_and_forgets_its_calls(without_collector):
    layer = dense(2)
    out = layer(Input((4,)))
    node, gone = weakref.ref(out.node), weakref.ref(layer)
    del out
    assert node() is None
    del layer
    assert gone() is None


SUMMARY = """\
Model: "functional"
─────────────────────────────────────────────────────────────────────────────────
Layer (type)                Output shape  Param #  Connected to
─────────────────────────────────────────────────────────────────────────────────
input_layer (InputLayer)    (None, 4)           0  -
input_layer_1 (InputLayer)  (None, 4)           0  -
shared (Dense)              (None, 3)          15  input_layer, input_layer_1
mul (function)              (None, 3)           0  shared, shared
dense (Dense)               (None, 1)           4  mul
─────────────────────────────────────────────────────────────────────────────────
Total params: 19
Trainable params: 4
Non-trainable params: 15
"""


def test_summary_shows_what_feeds_what(capsys):
    shared = Dense(3, name="shared", trainable=False)
    p, q = Input((4,)), Input((4,))
    Model([p, q], Dense(1)(shared(p) * shared(q))).summary()
    lines = [line.replace("─", "") or "─" for line in capsys.readouterr().out.splitlines()]
    assert lines == [line.replace("─", "") or "─" for line in SUMMARY.splitlines()]


# -- freezing ------------------------------------------------------------------------------------------------


def test_trainable_reaches_everything_inside_and_what_lies_in_a_frozen_model_stays_frozen():
    base = Sequential([dense(3, input_shape=(4,)), dense(2, name="last")], name="base")
    base.trainable = False
    x = Input((4,))
    model = Model(x, dense(1, name="head")(base(x, training=False)))
    assert [name for name, _ in model.named_parameters()] == ["head.kernel", "head.bias"]
    base.layers[-1].trainable = True  # as in Keras the frozen model around it counts
    assert [name for name, _ in model.named_parameters()] == ["head.kernel", "head.bias"]
    base.trainable = True
    assert len(model.parameters()) == 6
    base.layers[0].trainable = False
    assert [name for name, _ in model.named_parameters()][:2] == ["base.last.kernel", "base.last.bias"]


def test_a_module_made_frozen_freezes_the_layers_it_makes():
    class Pair(Module):
        def __init__(self, **settings):
            super().__init__(**settings)
            self.first, self.second = dense(3), dense(2)

        def call(self, x):
            return self.second(self.first(x))

    pair = Pair(trainable=False)
    pair(A)
    assert pair.parameters() == []
    assert len(pair.weights) == 4


# -- errors --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda a, b, z, y: Model(a, [z, y]), "depend on the Input 'b' of shape .None, 3., but the inputs given are 'a'"),
        (lambda a, b, z, y: Model([a, a], y), "named twice"),
        (lambda a, b, z, y: Model([a, b], 3.0), "outputs must be what Input.* gave, .* got 3.0"),
        (lambda a, b, z, y: Model(A, y), "inputs must be what Input"),
        (lambda a, b, z, y: Model([a, b], []), "there are no outputs"),
        (lambda a, b, z, y: Model([a, b], y)(A), "takes 2 inputs, a .None, 4., b .None, 3., but got 1"),
        (lambda a, b, z, y: Model([a, b], y)([A, B, B]), "takes 2 inputs, .* but got 3"),
        (lambda a, b, z, y: Model([a, b], y)([A, A]), "the input 'b' takes shape .n, 3., got .6, 4."),
        (lambda a, b, z, y: Model([a, b], y)([A[0], B]), "input 'a' takes shape .n, 4., got .4,.; a single sample"),
        (lambda a, b, z, y: Model([a, b], y)({"a": A}), "x lacks 'b'; the inputs are 'a', 'b'"),
        (lambda a, b, z, y: float(z), "'z' is a symbol of shape .None, 2. and holds no numbers yet: .* Lambda"),
        (lambda a, b, z, y: bool(z), "holds no numbers"),
        (lambda a, b, z, y: list(z), "holds no numbers"),
        (lambda a, b, z, y: Dense(2)([a, b]), "dense was called with 2 inputs at once, but takes one: join them first"),
        (lambda a, b, z, y: Dense(2, input_shape=(3,))(a), "expects 3 features|Dense"),
        (lambda a, b, z, y: Model()(A), "needs inputs and outputs, or a method call"),
        (lambda a, b, z, y: Model([a, b], y).get_layer("q"), "no layer with name='q'"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(parts, make, message):
    with pytest.raises((ValueError, TypeError), match=message):
        make(*parts)


def test_an_axis_of_one_may_be_missing():
    x = Input((1,))
    model = Model(x, x * 2.0)
    np.testing.assert_array_equal(model(np.arange(3.0)), [[0.0], [2.0], [4.0]])


def test_flatten_and_reuse_of_an_input_in_a_sequential():
    x = Input((2, 3))
    model = Sequential([x, Flatten(), dense(2)])
    assert model.built
    assert model.output.shape == (None, 2)
