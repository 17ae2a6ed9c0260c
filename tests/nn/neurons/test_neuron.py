"""Neurons, layers and MLPs: the formula, numbers and columns alike, and the same network in matrices."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd
from autograd import Tape, Tensor
from nn import MLP, Dense, Neuron, NeuronLayer, Sequential

SMOOTH = ["tanh", "sigmoid", "softplus", "silu", "gelu", "elu", "softsign", "linear", "exponential", "relu", "leaky_relu"]


def gradients(mlp):
    return np.array([p.grad for p in mlp.parameters()])


def test_a_neuron_is_its_formula():
    neuron = Neuron(3, "tanh", seed=1)
    w, b = [p.item() for p in neuron.w], neuron.b.item()
    x = [0.5, -1.0, 2.0]
    out = neuron(x)
    assert out.item() == pytest.approx(math.tanh(w[0] * 0.5 - w[1] + w[2] * 2.0 + b), rel=1e-14)
    out.backward()
    slope = 1.0 - out.item() ** 2
    assert [p.grad for p in neuron.w] == pytest.approx([slope * xi for xi in x], rel=1e-14)
    assert neuron.b.grad == pytest.approx(slope, rel=1e-14)


def test_every_weight_is_a_number_of_its_own():
    mlp = MLP(2, [16, 16, 1])
    assert len(mlp.parameters()) == (2 + 1) * 16 + (16 + 1) * 16 + 16 + 1
    assert all(p.shape == () and p.requires_grad for p in mlp.parameters())
    assert [len(layer.neurons) for layer in mlp.layers] == [16, 16, 1]


def test_the_start_is_uniform_with_bias_zero():
    layer = NeuronLayer(50, 200, seed=0)
    w = np.array([p.item() for neuron in layer.neurons for p in neuron.w])
    assert -1.0 <= w.min() < -0.999
    assert 0.999 < w.max() <= 1.0
    assert w.var() == pytest.approx(1 / 3, rel=0.02)
    assert all(neuron.b.item() == 0.0 for neuron in layer.neurons)


def test_hidden_layers_are_relu_and_the_last_is_linear_unless_told_otherwise():
    assert repr(MLP(2, [3, 3, 1])) == "MLP(NeuronLayer(2 -> 3, relu), NeuronLayer(3 -> 3, relu), NeuronLayer(3 -> 1, linear))"
    mlp = MLP(2, [3, 1], activation="tanh", output_activation="sigmoid")
    assert repr(mlp) == "MLP(NeuronLayer(2 -> 3, tanh), NeuronLayer(3 -> 1, sigmoid))"
    assert 0 < mlp([10.0, -10.0]).item() < 1


@pytest.mark.parametrize(
    "x",
    [
        [0.5, -1.0],
        (0.5, -1.0),
        np.array([0.5, -1.0]),
        [Tensor(0.5), Tensor(-1.0)],
        (Tensor(0.5), -1.0),
        Tensor([0.5, -1.0]),
        [np.float32(0.5), -1],
    ],
    ids=["list", "tuple", "array", "tensors", "mixed", "vector", "kinds"],
)
def test_the_same_from_any_kind_of_sample(x):
    mlp = MLP(2, [3, 2], "tanh", seed=0)
    expected = [z.item() for z in mlp([0.5, -1.0])]
    assert [z.item() for z in mlp(x)] == pytest.approx(expected, rel=1e-15)


def test_inputs_get_gradients_too():
    x = [Tensor(0.5, name="x0"), Tensor(-1.0, name="x1")]
    neuron = Neuron(2, "linear", seed=0)
    neuron(x).backward()
    assert [xi.grad for xi in x] == [w.item() for w in neuron.w]


@pytest.mark.parametrize("activation", SMOOTH)
def test_columns_of_a_batch_give_the_sum_of_the_samples(activation):
    mlp = MLP(3, [4, 2], activation, activation, seed=2)
    x = np.random.default_rng(0).standard_normal((7, 3))
    one_by_one = []
    for row in x:
        a, b = mlp(list(row))
        (a * b + b).backward()
        one_by_one.append([a.item(), b.item()])
    expected = gradients(mlp)
    mlp.zero_grad()
    a, b = mlp(x.T)
    np.testing.assert_allclose(np.stack([a.numpy(), b.numpy()], 1), one_by_one, rtol=1e-13)
    autograd.sum(a * b + b).backward()
    np.testing.assert_allclose(gradients(mlp), expected, rtol=1e-12, atol=1e-14)


def test_a_column_costs_no_more_operations_than_a_sample():
    mlp = MLP(2, [4, 1], seed=0)
    with Tape() as one:
        mlp([1.0, 2.0])
    with Tape() as many:
        mlp(np.ones((2, 1000)))
    assert len(one) == len(many)


@settings(max_examples=40, deadline=None)
@given(
    nin=st.integers(1, 4),
    nouts=st.lists(st.integers(1, 4), min_size=1, max_size=3),
    batch=st.integers(0, 5),
    activation=st.sampled_from(SMOOTH),
    seed=st.integers(0, 100),
)
def test_to_dense_is_the_same_network(nin, nouts, batch, activation, seed):
    mlp = MLP(nin, nouts, activation, "tanh", seed=seed)
    dense = mlp.to_dense()
    x = np.random.default_rng(seed).uniform(-1, 1, (batch, nin))
    ours = mlp(list(x.T))  # a list of columns: unambiguous also for one input or one sample
    ours = autograd.stack(ours, axis=-1) if nouts[-1] > 1 else autograd.reshape(ours, (batch, 1))
    theirs = dense(x)
    assert theirs.shape == (batch, nouts[-1])
    np.testing.assert_allclose(ours.numpy(), theirs.numpy(), rtol=1e-12, atol=1e-12)
    weights = np.random.default_rng(seed + 1).standard_normal(theirs.shape)
    autograd.sum(ours * weights).backward()
    autograd.sum(theirs * weights).backward()
    for layer, d in zip(mlp.layers, dense.layers, strict=True):
        kernel = np.array([[w.grad for w in neuron.w] for neuron in layer.neurons]).T
        np.testing.assert_allclose(kernel, d.kernel.grad, rtol=1e-10, atol=1e-12)
        np.testing.assert_allclose([neuron.b.grad for neuron in layer.neurons], d.bias.grad, rtol=1e-10, atol=1e-12)


def test_to_dense_is_a_sequential_of_float64_copies():
    mlp = MLP(2, [3, 1], "tanh", seed=0)
    dense = mlp.to_dense()
    assert isinstance(dense, Sequential)
    assert repr(dense) == "Sequential([Dense(3, activation='tanh'), Dense(1, activation='linear')])"
    assert all(w.dtype == np.float64 for w in dense.weights)
    before = mlp([1.0, 2.0]).item()
    dense.compile("sgd", "mse")
    dense.fit(np.ones((4, 2)), np.ones((4, 1)), verbose=0)
    assert mlp([1.0, 2.0]).item() == before


@pytest.mark.parametrize("batch", [1, 2, 5])
def test_narrow_layers_pass_columns_on(batch):
    mlp = MLP(1, [1, 1, 2], "tanh", seed=0)
    x = np.linspace(-1, 1, batch)
    out = mlp([x])
    assert [z.shape for z in out] == [(batch,)] * 2
    expected = [[z.item() for z in mlp([xi])] for xi in x]
    np.testing.assert_allclose(np.stack([z.numpy() for z in out], 1), expected, rtol=1e-14)


def test_one_input_takes_a_number_or_one_column():
    neuron = Neuron(1, "linear", seed=0)
    w = neuron.w[0].item()
    assert neuron(2.0).item() == neuron([2.0]).item() == 2.0 * w
    x = np.linspace(-1, 1, 5)
    np.testing.assert_allclose(neuron(x).numpy(), w * x, rtol=1e-15)
    np.testing.assert_allclose(MLP(1, [2, 1], seed=0)(x).numpy(), [MLP(1, [2, 1], seed=0)(xi).item() for xi in x], rtol=1e-14)


def test_a_training_loop_as_in_micrograd():
    """The classic: four samples, gradient descent by hand."""
    xs = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
    ys = [1.0, -1.0, -1.0, 1.0]
    mlp = MLP(3, [4, 4, 1], "tanh", "tanh", seed=0)
    for _ in range(200):
        loss = sum((mlp(x) - y) ** 2 for x, y in zip(xs, ys, strict=True))
        mlp.zero_grad()
        loss.backward()
        for p in mlp.parameters():
            p.data -= 0.05 * p.grad
    assert loss.item() < 0.05
    assert [np.sign(mlp(x).item()) for x in xs] == ys


def test_a_function_may_be_the_activation():
    neuron = Neuron(1, lambda z: z * z, seed=0)
    assert neuron(3.0).item() == pytest.approx((3 * neuron.w[0].item()) ** 2)


def test_names():
    assert [module.name for module in (MLP(1, [1]), MLP(1, [1], name="m"), NeuronLayer(1, 1), Neuron(1, name="n"))] == [
        "mlp", "m", "neuron_layer", "n",
    ]  # fmt: skip
    assert [layer.name for layer in MLP(1, [1, 2]).layers] == ["layer 1", "layer 2"]


def test_seeds():
    same = [MLP(2, [3, 1], seed=5).get_weights() for _ in range(2)]
    assert same[0] == same[1]
    assert MLP(2, [3, 1]).get_weights() != MLP(2, [3, 1]).get_weights()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Neuron(0), "at least one input, got 0"),
        (lambda: NeuronLayer(2, 0), "at least one neuron, got 0"),
        (lambda: MLP(2, []), r"MLP\(2, \[\]\)"),
        (lambda: MLP(2, [3, 0]), r"MLP\(2, \[3, 0\]\)"),
        (lambda: MLP(2, 3), r"a list of .* got MLP\(2, 3\)"),
        (lambda: Neuron(2, "rleu"), "unknown activation 'rleu': choose from linear, relu"),
        (lambda: Neuron(2, 7), "an activation is a name or a function, got 7"),
        (lambda: Neuron(2, "softmax"), "a Neuron has one"),
        (lambda: MLP(2, [3], output_activation="log_softmax"), "a Neuron has one"),
    ],
)
def test_networks_that_cannot_be(make, message):
    with pytest.raises((ValueError, TypeError), match=message):
        make()


@pytest.mark.parametrize("x", [[1.0, 2.0, 3.0], 1.0, np.ones((5, 2)), [[1, 2], [3, 4], [5, 6]]])
def test_the_wrong_number_of_inputs_names_the_neuron_and_the_way_out(x):
    with pytest.raises(ValueError, match=r"neuron 0 expects 2 inputs, got \d: give one sample as 2 numbers, or .* x\.T"):
        MLP(2, [3, 1])(x)


def test_dense_of_the_same_numbers_by_hand():
    layer = NeuronLayer(2, 3, "relu", seed=3)
    dense = Dense(3, "relu", input_shape=(2,), dtype="float64")
    dense.set_weights([np.array([[w.item() for w in n.w] for n in layer.neurons]).T, np.zeros(3)])
    x = [0.3, -0.7]
    assert [z.item() for z in layer(x)] == pytest.approx(dense(np.array([x])).numpy()[0].tolist(), rel=1e-14)
