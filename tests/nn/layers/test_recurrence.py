"""Recurrent layers and embeddings: derivatives of both orders, edges, states from call to call, refusals, learning."""

from __future__ import annotations

import copy
import itertools

import numpy as np
import pytest

import autograd
from autograd import Tensor, gradcheck
from nn import (
    GRU,
    LSTM,
    Bidirectional,
    Dense,
    Embedding,
    Flatten,
    Input,
    Masking,
    Model,
    Sequential,
    SimpleRNN,
    TimeDistributed,
    losses,
    optimizers,
    set_random_seed,
)  # fmt: skip

KINDS = pytest.mark.parametrize("kind", [SimpleRNN, LSTM, GRU])
RNG = np.random.default_rng(5)
X = RNG.standard_normal((3, 4, 2))
MASK = np.array([[0, 1, 1, 0], [1, 1, 0, 1], [0, 0, 0, 0]], bool)


def check(layer, *args, **settings):
    """Gradcheck of first and second order for x and all weights at once."""
    layer(X)
    names = [name for name, _ in layer.named_parameters()]
    start = [p.numpy().copy() for p in layer.parameters()]

    def run(x, *weights):
        twin = copy.deepcopy(layer)
        holders = {id(m): m for m in twin.modules()}.values()
        for name, weight in zip(names, weights):
            *_, last = name.split(".")
            owner = next(m for m in holders if isinstance(vars(m).get(last), Tensor) and vars(m)[last].op is None)
            setattr(owner, last, weight)
        return twin(x, *args, **settings)

    assert gradcheck(run, X, *start)


@pytest.mark.parametrize(("kind", "settings", "mask"), [
    *itertools.product([SimpleRNN, LSTM, GRU], [{"return_sequences": True}, {"go_backwards": True}], [None, MASK]),
    (GRU, {"reset_after": False}, None), (LSTM, {"use_bias": False}, MASK), (LSTM, {"activation": "softplus"}, MASK),
])  # fmt: skip
def test_first_and_second_derivatives(kind, settings, mask):
    check(kind(3, dtype="float64", **settings), mask=mask)


@KINDS
def test_a_batch_or_a_sequence_of_one_is_the_same_as_among_others(kind):
    layer = kind(3, dtype="float64", return_sequences=True)
    whole = layer(X).numpy()
    np.testing.assert_allclose(layer(X[1:2]).numpy(), whole[1:2], rtol=1e-13)
    np.testing.assert_allclose(layer(X[:, :1]).numpy(), whole[:, :1], rtol=1e-13)
    assert layer(X[:0]).shape == (0, 4, 3)
    np.testing.assert_array_equal(layer(np.asfortranarray(X)).numpy(), whole)
    np.testing.assert_array_equal(layer(np.repeat(X, 2, axis=2)[:, :, ::2]).numpy(), whole)


@KINDS
def test_an_empty_batch_has_gradients_of_zero(kind):
    layer = kind(3)
    layer(X)
    layer(np.zeros((0, 4, 2), "float32")).sum().backward()
    assert all(not p.grad.any() for p in layer.parameters())


@KINDS
def test_a_mask_at_the_end_is_a_shorter_sequence(kind):
    layer = kind(3, dtype="float64", return_sequences=True, return_state=True)
    mask = np.tile([True, True, True, False], (3, 1))
    (y, *states), (short, *ends) = layer(X, mask=mask), layer(X[:, :3])
    np.testing.assert_allclose(y.numpy()[:, :3], short.numpy(), rtol=1e-13)
    np.testing.assert_array_equal(y.numpy()[:, 3], y.numpy()[:, 2])
    for state, end in zip(states, ends, strict=True):
        np.testing.assert_allclose(state.numpy(), end.numpy(), rtol=1e-13)


@KINDS
def test_states_go_on_from_call_to_call_but_gradients_do_not(kind):
    settings = {"dtype": "float64", "return_sequences": True}
    whole, parts = kind(3, **settings), kind(3, stateful=True, **settings)
    y = whole(X)
    parts(X)
    parts.set_weights(whole.get_weights())
    parts.reset_state()
    first, x = parts(X[:, :2]), Tensor(X[:, 2:])
    second = parts(x)
    np.testing.assert_allclose(np.concatenate([first.numpy(), second.numpy()], 1), y.numpy(), rtol=1e-13)
    second.sum().backward()
    assert all(t.position > first.position for t in autograd.Tape.gather(second.sum()))  # truncated: nothing from before
    with pytest.raises(ValueError, match=r"holds the states of 3 sequences, got 2.*reset_state"):
        parts(X[:2])
    parts.reset_state()
    assert parts(X[:2]).shape == (2, 4, 3)


def test_dropout_is_off_outside_training_and_the_same_in_all_steps():
    x = np.ones((2000, 3, 1))
    layer = SimpleRNN(1, activation="linear", dtype="float64", dropout=0.25, seed=1, return_sequences=True)
    layer(x)
    layer.set_weights([np.ones((1, 1)), np.zeros((1, 1)), np.zeros(1)])
    np.testing.assert_array_equal(layer(x).numpy(), x)
    y = layer(x, training=True).numpy()
    assert set(np.unique(y)) == {0.0, 1 / 0.75}
    assert (y == y[:, :1]).all()
    assert abs((y == 0).mean() - 0.25) < 0.04  # four standard deviations


@KINDS
def test_recurrent_dropout_forgets_only_in_training(kind):
    layer = kind(4, recurrent_dropout=0.5, dropout=0.5, seed=0)
    y = layer(X)
    np.testing.assert_array_equal(layer(X).numpy(), y.numpy())
    assert not np.allclose(layer(X, training=True).numpy(), layer(X, training=True).numpy())


def test_an_older_graph_still_has_its_own_gradient():
    """What a run keeps for its way back is its own."""
    layer = LSTM(3, dtype="float64")
    x = Tensor(X)
    first = layer(x)
    kept = first.numpy().copy()
    layer(Tensor(-X)).sum().backward()
    layer(2 * X)
    x.grad = None
    first.sum().backward()
    again = Tensor(X)
    layer(again).sum().backward()
    np.testing.assert_array_equal(first.numpy(), kept)
    np.testing.assert_allclose(x.grad, again.grad, rtol=1e-13)
    first.sum().backward()  # a second pass through the same graph
    np.testing.assert_allclose(x.grad, 2 * again.grad, rtol=1e-12)


def test_a_compiled_lstm_gives_the_same():
    layer = LSTM(3, dtype="float64")
    layer(X)

    def loss(x):
        return (layer(x) ** 2).sum()

    eager = autograd.value_and_grad(loss)
    program = autograd.compile(eager)
    for x in (X, X + 1.0, -X):
        (value, gradient), (expected, slope) = program(x), eager(x)
        assert value == pytest.approx(float(np.asarray(expected.item() if isinstance(expected, Tensor) else expected)))
        np.testing.assert_allclose(gradient, slope.numpy() if isinstance(slope, Tensor) else slope, rtol=1e-12)


@pytest.mark.parametrize(("make", "x", "settings", "said"), [
    (lambda: LSTM(3), np.ones((32, 10)), {}, r"lstm: LSTM expects \(n, steps, features\), got \(None, 10\).*x\[:, :, None\]"),
    (lambda: LSTM(3, input_shape=(4, 2)), np.ones((3, 4, 5)), {}, r"expects \(n, steps, 2\), got \(3, 4, 5\)"),
    (lambda: GRU(3, input_shape=(None, 2)), np.ones((3, 0, 2)), {}, "at least one step"),
    (lambda: GRU(3), X, {"mask": np.ones((3, 5))}, r"mask must have the shape \(n, steps\).*\(3, 4\), got \(3, 5\)"),
    (lambda: LSTM(3), X, {"initial_state": np.ones((3, 3))}, r"2 arrays of shape \(3, 3\), got \[\(3, 3\)\]"),
    (lambda: SimpleRNN(3), X, {"initial_state": np.ones((2, 3))}, r"1 array of shape \(3, 3\), got \[\(2, 3\)\]"),
    (lambda: LSTM(0), X, {}, "units must be a whole number from 1 on, got 0"),
    (lambda: LSTM(3, dropout=2.0), X, {}, r"dropout must be a number from 0 to 1, got 2\.0"),
    (lambda: Bidirectional(LSTM(3), merge_mode="max"), X, {}, "merge_mode must be one of"),
    (lambda: Bidirectional(LSTM(3), backward_layer=LSTM(3)), X, {}, "go_backwards=True"),
    (lambda: Embedding(4, 2), np.array([[0, 4]]), {}, r"ids must lie in 0\.\.3.*got ids from 0 to 4"),
    (lambda: Embedding(4, 2), np.array([[-1, 3]]), {}, r"ids must lie in 0\.\.3.*got ids from -1 to 3"),
    (lambda: Embedding(4, 2), np.array([0.5]), {}, r"whole numbers from 0 to 3, got 0\.5"),
    (lambda: TimeDistributed(Dense(3)), np.ones((3, 4)), {}, r"expects \(n, steps, features"),
])  # fmt: skip
def test_what_does_not_fit_is_refused(make, x, settings, said):
    with pytest.raises(ValueError, match=said):
        make()(x, **settings)


def test_both_directions_need_a_recurrent_layer():
    with pytest.raises(TypeError, match="must be a recurrent layer"):
        Bidirectional(Dense(3))


def test_an_embedding_adds_up_the_gradients_of_an_id():
    layer = Embedding(4, 2, dtype="float64")
    y = layer(np.array([[1, 1, 3]]))
    (y * np.array([[[1.0, 2.0], [10.0, 20.0], [5.0, 6.0]]])).sum().backward()
    np.testing.assert_array_equal(layer.embeddings.grad, [[0, 0], [11, 22], [0, 0], [5, 6]])
    np.testing.assert_array_equal(layer(np.array([2.0])).numpy(), layer.embeddings.numpy()[[2]])


def test_masking_zeroes_and_tells_the_steps_that_hold_nothing():
    x = np.array([[[1.0, -1.0], [-1.0, -1.0]]])
    np.testing.assert_array_equal(Masking(-1.0)(x), [[[1.0, -1.0], [0.0, 0.0]]])
    np.testing.assert_array_equal(Masking(-1.0).compute_mask(x), [[True, False]])


@KINDS
def test_in_a_drawn_up_network(kind):
    x = Input((None, 2))
    y, *states = kind(3, return_sequences=True, return_state=True)(x)
    out = Dense(1)(Bidirectional(kind(2))(y, initial_state=None))
    model = Model(x, [out, *states])
    assert model(X)[0].shape == (3, 1)
    assert y.shape == (None, None, 3)


def recall(n: int, rng: np.random.Generator, steps: int = 6) -> tuple[np.ndarray, np.ndarray]:
    """Sequences of eight letters; the first one is the answer."""
    ids = rng.integers(0, 8, (n, steps))
    return ids, ids[:, 0]


@pytest.mark.parametrize("kind", [LSTM, GRU])
def test_the_first_letter_is_remembered(kind):
    """A network that forgets gets an eighth right."""
    set_random_seed(3)
    rng = np.random.default_rng(3)
    model = Sequential([Embedding(8, 8), kind(24), Dense(8)])
    model.compile(optimizers.Adam(0.02), losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
    x, y = recall(2000, rng)
    model.fit(x, y, epochs=20, batch_size=50, verbose=0)
    assert model.evaluate(*recall(500, rng), verbose=0)[1] > 0.95


def test_flattened_embeddings_train():
    model = Sequential([Embedding(5, 3, input_shape=(4,)), Flatten(), Dense(1)])
    assert model.compute_output_shape((None, 4)) == (None, 1)
