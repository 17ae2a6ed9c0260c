"""Optimizers: the rules step by step in plain Python, one vector behind all parameters, and steps not made.

That ten steps agree with Keras and PyTorch is tested in test_golden.py.
"""

from __future__ import annotations

import copy
import math

import numpy as np
import pytest

import nn
from autograd import Tensor
from nn import MLP, SGD, Adam, AdamW, Dense, RMSprop, Sequential, optimizers, set_random_seed
from nn.optimizers import Optimizer
from nn.optimizers.pieces import BLOCK
from nn.optimizers.vector import ParameterVector

KINDS = [
    SGD(0.1), SGD(0.1, momentum=0.9), SGD(0.1, momentum=0.9, nesterov=True), Adam(), AdamW(), RMSprop(), RMSprop(momentum=0.5),
]  # fmt: skip


def minimize(optimizer, parameters, steps=1):
    """Steps on Σp²."""
    for _ in range(steps):
        for p in parameters:
            p.grad = 2.0 * p.data if not p.shape else 2.0 * p.numpy()
        optimizer.step(parameters)


@pytest.mark.parametrize("optimizer", KINDS, ids=lambda o: type(o).__name__)
def test_every_optimizer_finds_the_minimum(optimizer):
    optimizer = copy.deepcopy(optimizer)
    optimizer.learning_rate = 0.01
    p = Tensor(np.array([1.0, -2.0]))
    minimize(optimizer, [p], 800)
    assert abs(p.numpy()).max() < 0.02
    assert optimizer.iterations == 800


def test_rules_by_hand():
    """Two steps with the gradients 1 and 3 from w = 0."""

    def after(optimizer):
        w = Tensor(np.zeros(1))
        for g in (1.0, 3.0):
            w.grad = np.array([g])
            optimizer.step([w])
        return w.numpy()[0]

    assert after(SGD(0.1)) == pytest.approx(-0.4, rel=1e-12)
    assert after(SGD(0.1, momentum=0.5)) == pytest.approx(-0.1 - 0.35, rel=1e-12)
    assert after(SGD(0.1, momentum=0.5, nesterov=True)) == pytest.approx(-0.15 - (0.5 * 0.35 + 0.3), rel=1e-12)
    v1, v2 = 0.1, 0.9 * 0.1 + 0.1 * 9
    steps = [0.1 / math.sqrt(v1 + 1e-7), 0.3 / math.sqrt(v2 + 1e-7)]
    assert after(RMSprop(0.1)) == pytest.approx(-sum(steps), rel=1e-12)
    assert after(RMSprop(0.1, momentum=0.5)) == pytest.approx(-1.5 * steps[0] - steps[1], rel=1e-12)
    m1, m2, v1, v2 = 0.1, 0.39, 0.001, 0.000999 + 0.009
    first = 0.1 * math.sqrt(0.001) / 0.1 * m1 / (math.sqrt(v1) + 1e-7)
    second = 0.1 * math.sqrt(1 - 0.999**2) / 0.19 * m2 / (math.sqrt(v2) + 1e-7)
    assert after(Adam(0.1)) == pytest.approx(-first - second, rel=1e-9)
    shrunk = -first * (1 - 0.1 * 0.5)  # w = 0 does not shrink in the first step
    assert after(AdamW(0.1, weight_decay=0.5)) == pytest.approx(shrunk - second, rel=1e-9)


def test_clipping_by_hand():
    def after(**limits):
        p, q = Tensor(np.zeros(2)), Tensor(np.zeros(1))
        p.grad, q.grad = np.array([3.0, 4.0]), np.array([12.0])
        SGD(1.0, **limits).step([p, q])
        return [*p.numpy(), *q.numpy()]

    assert after() == [-3.0, -4.0, -12.0]
    assert after(clipvalue=3.5) == [-3.0, -3.5, -3.5]
    assert after(clipnorm=6.0) == pytest.approx([-3.0, -4.0, -6.0])
    assert after(clipnorm=1.0) == pytest.approx([-0.6, -0.8, -1.0])
    assert after(global_clipnorm=6.5) == pytest.approx([-1.5, -2.0, -6.0])
    assert after(global_clipnorm=100.0) == [-3.0, -4.0, -12.0]


def test_clipping_keeps_huge_gradients_from_overflowing():
    p = Tensor(np.zeros(3, "float32"))
    p.grad = np.array([1e30, 1e30, 0.0], "float32")
    SGD(1.0, global_clipnorm=1.0).step([p])
    np.testing.assert_allclose(p.numpy(), [-math.sqrt(0.5), -math.sqrt(0.5), 0.0], rtol=1e-6)


# -- one vector ----------------------------------------------------------------------------------------------


def test_parameters_lie_end_to_end_in_one_vector():
    model = Sequential([Dense(3, input_shape=(2,)), Dense(1)])
    before = [p.numpy().copy() for p in model.parameters()]
    vector = ParameterVector(model.parameters())
    np.testing.assert_array_equal(vector.values, np.concatenate([w.ravel() for w in before]))
    assert vector.values.flags.c_contiguous
    assert vector.holds()
    vector.values[:] = np.arange(vector.values.size)
    assert model.weights[0].numpy().tolist() == [[0, 1, 2], [3, 4, 5]]
    assert model.weights[3].numpy().tolist() == [12]
    model.set_weights(before)
    np.testing.assert_array_equal(vector.values, np.concatenate([w.ravel() for w in before]))


def test_gradients_are_gathered_in_the_same_order_and_missing_ones_are_zero():
    p, q, r = Tensor(np.zeros((2, 2))), Tensor(3.0), Tensor(np.zeros(2))
    vector = ParameterVector([p, q, r])
    p.grad, q.grad = np.array([[1.0, 2.0], [3.0, 4.0]]), 5.0
    assert vector.gradient().tolist() == [1, 2, 3, 4, 5, 0, 0]
    p.grad = None
    assert vector.gradient().tolist() == [0, 0, 0, 0, 5, 0, 0]
    q.grad = None
    assert not vector.gradient().any()
    assert vector.values.tolist() == [0, 0, 0, 0, 3, 0, 0]


def test_single_numbers_stay_numbers_and_are_read_anew():
    mlp = MLP(2, [3, 1], seed=0)
    optimizer = SGD(0.5)
    minimize(optimizer, mlp.parameters())
    assert all(type(p.data) is float for p in mlp.parameters())
    p = mlp.parameters()[0]
    p.data = 8.0
    minimize(optimizer, mlp.parameters())
    assert p.data == 8.0 - 0.5 * 16.0


def test_weights_assigned_between_steps_are_the_ones_that_move():
    model = Sequential([Dense(1, use_bias=False, input_shape=(1,), dtype="float64")])
    optimizer = SGD(0.25)
    minimize(optimizer, model.parameters())
    model.set_weights([np.array([[8.0]])])
    minimize(optimizer, model.parameters())
    assert model.get_weights()[0].item() == 4.0


@pytest.mark.parametrize("size", [1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK + 7])
@pytest.mark.parametrize("optimizer", KINDS, ids=lambda o: type(o).__name__)
def test_a_step_in_pieces_is_the_step_as_a_whole(optimizer, size):
    rng = np.random.default_rng(size)
    start, gradients = rng.standard_normal(size), rng.standard_normal((3, size))

    def run(sizes):
        parts = np.split(start, np.cumsum(sizes)[:-1])
        parameters = [Tensor(part) for part in parts]
        chosen = copy.deepcopy(optimizer)
        for g in gradients:
            for p, part in zip(parameters, np.split(g, np.cumsum(sizes)[:-1]), strict=True):
                p.grad = part
            chosen.step(parameters)
        return np.concatenate([p.numpy() for p in parameters])

    whole = run([size])
    half = size // 2
    np.testing.assert_allclose(run([half, size - half]), whole, rtol=1e-13)
    # every number moves by its own rule alone, wherever it lies
    w, g, chosen = Tensor(start[-1:]), gradients[:, -1:], copy.deepcopy(optimizer)
    for one in g:
        w.grad = one
        chosen.step([w])
    np.testing.assert_allclose(w.numpy(), whole[-1:], rtol=1e-12)


def test_the_vector_is_laid_once():
    p, optimizer = Tensor(np.ones(3)), Adam(weight_decay=0.0)
    minimize(optimizer, [p])
    vector = optimizer.vector
    minimize(optimizer, [p])
    assert optimizer.vector is vector


def test_float32_stays_float32():
    p = Tensor(np.ones(5, "float32"))
    for kind in (SGD(momentum=0.9), Adam(weight_decay=0.1), RMSprop(momentum=0.9, clipvalue=1.0)):
        minimize(kind, [p])
        assert p.dtype == kind.vector.values.dtype == np.float32
        assert all(s.dtype == np.float32 for s in kind.state.values())


def test_two_optimizers_take_turns_on_one_model():
    """The second lays the parameters into its own vector; the first must not go on moving a vector nobody reads."""
    a = Tensor(np.array([8.0, 4.0]))
    first, second = SGD(0.25), SGD(0.25)
    for step, optimizer in enumerate([first, second, first, second]):
        minimize(optimizer, [a])
        assert a.numpy().tolist() == [8.0 / 2 ** (step + 1), 4.0 / 2 ** (step + 1)]


def test_momentum_survives_another_optimizers_turn():
    a, first = Tensor(np.array([0.0])), SGD(1.0, momentum=0.5)
    a.grad = np.array([1.0])
    first.step([a])
    SGD(0.0).step([a])
    a.grad = np.array([0.0])
    first.step([a])
    assert a.numpy().tolist() == [-1.5]


def test_a_copied_model_trains_on_its_own():
    model = Sequential([Dense(1, input_shape=(2,))])
    model.compile(Adam(0.1), "mse")
    x, y = np.ones((4, 2)), np.ones((4, 1))
    model.fit(x, y, verbose=0)
    twin = copy.deepcopy(model)
    before = model.get_weights()
    twin.fit(x, y, epochs=3, verbose=0)
    for ours, theirs in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    assert (twin.get_weights()[0] != before[0]).any()
    model.fit(x, y, epochs=3, shuffle=False, verbose=0)
    for ours, theirs in zip(model.get_weights(), twin.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_an_optimizer_belongs_to_one_model():
    optimizer = Adam()
    minimize(optimizer, [Tensor(np.ones(2))])
    with pytest.raises(ValueError, match=r"this Adam trains another model already: make a new one for this, Adam\(\.\.\.\)"):
        minimize(optimizer, [Tensor(np.ones(2))])


def test_more_or_fewer_parameters_start_the_optimizer_anew():
    p, q = Tensor(np.zeros(1)), Tensor(np.zeros(1))
    optimizer = Adam(0.1)
    minimize(optimizer, [p], 5)
    minimize(optimizer, [p, q])
    assert optimizer.iterations == 1
    assert optimizer.state["m"].shape == (2,)


def test_freezing_a_layer_after_compiling_again():
    set_random_seed(0)
    model = Sequential([Dense(3, input_shape=(2,)), Dense(1)])
    x, y = np.ones((8, 2)), np.zeros((8, 1))
    model.compile("adam", "mse")
    model.fit(x, y, verbose=0)
    model.layers[0].trainable = False
    model.compile("adam", "mse")
    before = model.get_weights()
    model.fit(x, y, verbose=0)
    changed = [bool((a != b).any()) for a, b in zip(before, model.get_weights(), strict=True)]
    assert changed == [False, False, True, True]
    model.layers[0].trainable = True
    model.compile("adam", "mse")
    model.fit(x, y, verbose=0)
    assert (before[0] != model.get_weights()[0]).any()


def test_single_batches_notice_frozen_added_and_removed_layers():
    model = Sequential([Dense(2, input_shape=(2,)), Dense(2)])
    x = np.ones((4, 2))

    def change():
        before = model.get_weights()
        model.train_on_batch(x, np.zeros_like(model.predict(x)))
        return [bool((a != b).any()) for a, b in zip(before, model.get_weights(), strict=True)]

    model.compile("adam", "mse")
    assert change() == [True] * 4
    model.layers[0].trainable = False
    model.compile("adam", "mse")
    assert change() == [False, False, True, True]
    model.add(Dense(1))
    assert change() == [False, False, True, True, True, True]
    model.pop()
    assert change() == [False, False, True, True]


# -- what cannot be ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("limits", [{}, {"global_clipnorm": 1.0}, {"weight_decay": 0.1}])
def test_no_step_from_a_gradient_that_is_not_finite(bad, limits):
    p, q = Tensor(np.ones(3)), Tensor(2.0)
    optimizer = Adam(**limits)
    minimize(optimizer, [p, q], 2)
    before = [p.numpy().copy(), q.item(), {name: s.copy() for name, s in optimizer.state.items()}]
    p.grad, q.grad = np.array([1.0, bad, 1.0]), 1.0
    with pytest.raises(FloatingPointError, match="infinite or NaN, so no step was made"):
        optimizer.step([p, q])
    np.testing.assert_array_equal(p.numpy(), before[0])
    assert (q.item(), optimizer.iterations) == (before[1], 2)
    for name, s in optimizer.state.items():
        np.testing.assert_array_equal(s, before[2][name])


def test_large_but_finite_gradients_are_taken():
    p = Tensor(np.zeros(2, "float32"))
    p.grad = np.array([1e25, -1e25], "float32")  # whose squares overflow single precision
    SGD(1e-25).step([p])
    np.testing.assert_allclose(p.numpy(), [-1.0, 1.0], rtol=1e-6)


def test_parameters_of_two_precisions_are_refused():
    with pytest.raises(TypeError, match="one dtype: 'b' is float32, others are float64"):
        ParameterVector([Tensor(np.ones(2), name="a"), Tensor(np.ones(2, "float32"), name="b")])


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: SGD(-0.1), "SGD: learning_rate must be a number from 0 on, got -0.1"),
        (lambda: Adam(math.nan), "Adam: learning_rate must be a number from 0 on, got nan"),
        (lambda: SGD(momentum=1.5), r"momentum must be a number from 0 to 1, got 1.5"),
        (lambda: RMSprop(rho=1.5), r"rho must be a number from 0 to 1, got 1.5"),
        (lambda: RMSprop(rho=-1.0), r"rho must be a number from 0 to 1, got -1.0"),
        (lambda: Adam(beta_1=1.0), r"beta_1 must be a number from 0 and below 1, got 1.0"),
        (lambda: Adam(beta_2=-0.1), "beta_2 must be a number from 0"),
        (lambda: Adam(weight_decay=-0.1), "weight_decay must be a number from 0 on"),
        (lambda: SGD(clipnorm=1.0, clipvalue=1.0), "clips in one way: got clipnorm and clipvalue"),
        (lambda: SGD(global_clipnorm=0.0), "global_clipnorm must be a number above 0, got 0.0"),
        (lambda: optimizers.get("adamix"), "unknown optimizer 'adamix': choose from adadelta, adafactor, adagrad, adam"),
        (lambda: optimizers.get(dict), r"such as Adam\(learning_rate=0.001\), got <class"),
        (lambda: optimizers.get(0.1), "got 0.1"),
        (lambda: Adam(lr=0.1), "unexpected argument 'lr': learning_rate takes its place"),
        (lambda: minimize(Optimizer(), [Tensor(np.ones(2))]), "Optimizer needs a method update"),
    ],
)
def test_settings_that_cannot_be(make, message):
    with pytest.raises((ValueError, TypeError), match=message):
        make()


def test_get_is_forgiving_about_case():
    assert [type(optimizers.get(name)) for name in ("sgd", "Adam", "RMSprop", "ADAMW")] == [SGD, Adam, RMSprop, AdamW]


def test_gradients_from_outside_are_given_the_type_of_the_weight():
    w, b = Tensor(np.array([1.0, 2.0])), Tensor(3.0)
    optimizer = SGD(1.0)
    optimizer.apply_gradients([(np.array([1.0, 1.0], "float32"), w), (np.float32(0.5), b)])
    np.testing.assert_array_equal(w.numpy(), [0.0, 1.0])
    assert w.dtype == "float64"
    assert b.item() == 2.5
    optimizer.apply([np.array([1.0, 1.0]), 0.5])
    np.testing.assert_array_equal(w.numpy(), [-1.0, 0.0])
    with pytest.raises(ValueError, match="its gradient"):
        optimizer.apply([np.ones(3), 0.5])


def test_a_weight_without_a_gradient_is_named():
    w, b = Tensor(np.array([1.0, 2.0]), name="w"), Tensor(np.array([3.0]), name="b")
    with pytest.warns(UserWarning, match="no gradient reaches b"):
        SGD(1.0).apply([np.ones(2), None], [w, b])
    with pytest.raises(ValueError, match="no gradient at all: does the loss depend on w, b"):
        SGD(1.0).apply([None, None], [w, b])


def test_what_was_learned_goes_over_by_set_weights():
    w, v = (Tensor(np.array([1.0, 2.0], "float32")) for _ in range(2))
    one, other = Adam(0.1), Adam(0.5)
    one.apply([np.ones(2)], [w])
    with pytest.raises(ValueError, match="call build"):
        other.set_weights(one.variables)
    other.build([v])
    other.set_weights(one.variables)
    assert other.iterations == 1
    assert other.learning_rate == 0.1
    for a, b in zip(one.variables, other.variables):
        np.testing.assert_array_equal(a, b)
    with pytest.raises(ValueError, match="takes 4 arrays, got 1"):
        other.set_weights([1])


def test_the_limit_of_clipping_is_told_by_its_name():
    assert SGD(clipnorm=0.5).clipnorm == 0.5
    assert SGD(clipnorm=0.5).clipvalue is None
    assert SGD(clipvalue=2.0).clipvalue == 2.0
    assert SGD(global_clipnorm=3.0).global_clipnorm == 3.0


SHAPES = {  # of Keras' variables for a Dense(3) on four features, and a Dense(1) behind it, after iterations and learning rate
    "Adafactor": [(4,), (3,), (4, 3), (), (), (3,), (3,), (1,), (3, 1), (), (), (1,)],
    "Muon": [(4, 3), (3,), (3,), (3, 1), (1,), (1,)],
    "Lamb": [(4, 3), (4, 3), (3,), (3,), (3, 1), (3, 1), (1,), (1,)],
}


@pytest.mark.parametrize("name", SHAPES)
def test_the_state_of_an_optimizer_by_parameter_is_kept_as_keras_keeps_it(name):
    def make():
        model = nn.Sequential([nn.Input((4,)), nn.Dense(3, activation="tanh"), nn.Dense(1)])
        model.set_weights([np.sin(np.arange(w.size)).reshape(w.shape) for w in model.get_weights()])
        model.compile(getattr(nn.optimizers, name)(0.01), "mse")
        return model

    x, y = np.cos(np.arange(32.0)).reshape(8, 4).astype("float32"), np.sin(np.arange(8.0)).reshape(8, 1)
    model, other = make(), make()
    for _ in range(3):
        model.train_on_batch(x, y)
    assert [v.shape for v in model.optimizer.variables] == [(), (), *SHAPES[name]]
    other.set_weights(model.get_weights())
    other.optimizer.build(other.trainable_weights)
    other.optimizer.set_weights(model.optimizer.variables)
    for _ in range(3):
        assert other.train_on_batch(x, y) == pytest.approx(model.train_on_batch(x, y), rel=1e-6)
    for part, same in zip(model.optimizer.variables, other.optimizer.variables):
        np.testing.assert_allclose(part, same, rtol=1e-5, atol=1e-7)
