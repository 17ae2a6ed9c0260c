"""Optimizers beyond SGD, Adam and RMSprop: by hand, in pieces, averaged, accumulated, scheduled.

That their steps agree with Keras and PyTorch is tested in test_golden_optimizers.py.
"""

from __future__ import annotations

import copy
import inspect
import math
import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd import Tensor
from nn import Dense, Sequential, optimizers
from nn.optimizers import SGD, Adadelta, Adagrad, Adam, Adamax, AdamW, Lion, Nadam, RMSprop, schedules
from nn.optimizers.pieces import BLOCK
from nn.optimizers.schedules import CosineDecay, ExponentialDecay, OneCycle, PiecewiseConstantDecay, StepDecay

KINDS = [
    Adagrad(0.5), Adadelta(1.0, epsilon=1e-2), Adamax(0.05), Nadam(0.05), Lion(0.01), Adam(0.05, amsgrad=True),
    RMSprop(0.02, centered=True), RMSprop(0.01, centered=True, momentum=0.5),
]  # fmt: skip
NAMED = pytest.mark.parametrize("optimizer", KINDS, ids=lambda o: o.name)


def run(optimizer, start, gradients, dtype="float64"):
    w = Tensor(np.array(start, dtype))
    for g in gradients:
        w.grad = np.array(g, dtype)
        optimizer.step([w])
    return w.numpy()


@NAMED
def test_every_optimizer_finds_the_minimum(optimizer):
    optimizer, w = copy.deepcopy(optimizer), Tensor(np.array([1.0, -2.0]))
    for _ in range(800):
        w.grad = 2.0 * w.numpy()
        optimizer.step([w])
    assert abs(w.numpy()).max() < 0.02


def test_rules_by_hand():
    """Two steps with the gradients 1 and 3 from w = 0."""
    after = {name: run(optimizer, [0.0], [[1.0], [3.0]])[0] for name, optimizer in {
        "adagrad": Adagrad(0.1, initial_accumulator_value=0.5), "adamax": Adamax(0.1), "lion": Lion(0.1, 0.5, 0.9),
        "adadelta": Adadelta(1.0, epsilon=1e-6), "centered": RMSprop(0.1, centered=True),
        "amsgrad": Adam(0.1, beta_2=0.1, amsgrad=True),
    }.items()}  # fmt: skip
    assert after["adagrad"] == pytest.approx(-0.1 / math.sqrt(1.5) - 0.3 / math.sqrt(10.5), rel=1e-6)
    assert after["adamax"] == pytest.approx(-0.1 - 0.1 * (0.09 + 0.3) / 0.19 / 3.0, rel=1e-6)
    assert after["lion"] == pytest.approx(-0.2, rel=1e-12)
    first = math.sqrt(1e-6 / (0.05 + 1e-6))
    second = 3 * math.sqrt((0.05 * first**2 + 1e-6) / (0.95 * 0.05 + 0.05 * 9 + 1e-6))
    assert after["adadelta"] == pytest.approx(-first - second, rel=1e-9)
    spread = [0.1 - 0.01, 0.09 + 0.9 - 0.39**2]
    assert after["centered"] == pytest.approx(-0.1 / math.sqrt(spread[0]) - 0.3 / math.sqrt(spread[1]), rel=1e-5)
    rate = 0.1 * math.sqrt(1 - 0.01) / (1 - 0.81)
    assert after["amsgrad"] == pytest.approx(-0.1 - rate * 0.39 / math.sqrt(0.09 + 0.9 * 9), rel=1e-5)


def test_lion_leaves_weights_without_a_gradient_alone():
    assert run(Lion(0.5), [1.0, 1.0, 1.0], [[0.0, 2.0, -1e-30]]).tolist() == [1.0, 0.5, 1.5]


def test_amsgrad_remembers_the_largest():
    """After one huge gradient Adam soon strides on, AMSGrad does not."""
    gradients = [[100.0]] + [[1.0]] * 60
    plain, careful = (run(Adam(0.1, beta_2=0.5, amsgrad=a), [0.0], gradients)[0] for a in (False, True))
    assert plain < -4.0 < -1.0 < careful


@NAMED
def test_a_step_in_pieces_is_the_step_as_a_whole(optimizer):
    rng = np.random.default_rng(0)
    start, gradients = rng.standard_normal(BLOCK + 3), rng.standard_normal((3, BLOCK + 3))
    whole = run(copy.deepcopy(optimizer), start, gradients)
    for part in (slice(0, 2), slice(BLOCK - 1, BLOCK + 3)):
        np.testing.assert_allclose(run(copy.deepcopy(optimizer), start[part], gradients[:, part]), whole[part], rtol=1e-12)


@NAMED
def test_float32_stays_float32_and_a_copy_goes_on_alike(optimizer):
    optimizer = copy.deepcopy(optimizer)
    w = Tensor(np.ones(5, "float32"))
    w.grad = np.arange(5, dtype="float32")
    optimizer.step([w])
    assert w.dtype == np.float32
    assert all(s.dtype == np.float32 for s in optimizer.state.values())
    again = pickle.loads(pickle.dumps(optimizer))
    assert {k: s.tolist() for k, s in again.state.items()} == {k: s.tolist() for k, s in optimizer.state.items()}


# -- several batches a step ----------------------------------------------------------------------------------


@settings(deadline=None, max_examples=25)
@given(st.integers(2, 5), st.integers(1, 4), st.sampled_from([SGD(0.1, momentum=0.9), Adam(0.1), Adagrad(0.1, clipnorm=0.3)]))
def test_accumulated_gradients_are_one_step_by_their_mean(each, groups, optimizer):
    rng = np.random.default_rng(each)
    gradients = rng.standard_normal((groups * each, 3))
    accumulating = copy.deepcopy(optimizer)
    accumulating.gradient_accumulation_steps = each
    ours = run(accumulating, np.ones(3), gradients)
    np.testing.assert_allclose(
        ours, run(copy.deepcopy(optimizer), np.ones(3), gradients.reshape(groups, each, 3).mean(1)), rtol=1e-12
    )
    assert (accumulating.iterations, accumulating.steps) == (groups, groups * each)


def test_nothing_moves_before_the_group_is_full():
    optimizer = SGD(1.0, gradient_accumulation_steps=3, weight_decay=0.5)
    assert run(optimizer, [1.0], [[1.0], [1.0]]).tolist() == [1.0]


def test_fit_with_small_batches_accumulated_is_fit_with_large_ones():
    x, y = np.random.default_rng(0).standard_normal((2, 12, 1))
    ends = []
    for size, steps in ((6, None), (2, 3)):
        model = Sequential([Dense(1, input_shape=(1,), dtype="float64", kernel_initializer="ones")])
        model.compile(Adam(0.1, gradient_accumulation_steps=steps), "mse")
        model.fit(x, y, batch_size=size, epochs=3, shuffle=False, verbose=0)
        ends.append(np.concatenate([w.ravel() for w in model.get_weights()]))
    np.testing.assert_allclose(*ends, rtol=1e-12)


# -- averaged weights ----------------------------------------------------------------------------------------


def test_the_average_takes_over_at_the_end_of_fit():
    model = Sequential([Dense(1, use_bias=False, input_shape=(1,), dtype="float64", kernel_initializer="ones")])
    model.compile(SGD(0.25, use_ema=True, ema_momentum=0.5), "mse")
    model.fit(np.ones((3, 1)), np.zeros((3, 1)), batch_size=1, verbose=0)  # 1 -> 0.5 -> 0.25 -> 0.125
    assert model.get_weights()[0].item() == pytest.approx(((0.5 + 0.25) / 2 + 0.125) / 2, rel=1e-12)


def test_the_average_takes_over_every_few_steps():
    optimizer = SGD(1.0, use_ema=True, ema_momentum=0.5, ema_overwrite_frequency=2)
    assert run(optimizer, [0.0], [[-1.0], [-1.0]]).tolist() == [1.5]  # of 1 and 2
    assert run(SGD(1.0, use_ema=True), [0.0], [[-1.0], [-1.0]]).tolist() == [2.0]


# -- learning rates ------------------------------------------------------------------------------------------


def test_a_schedule_is_read_at_each_step():
    optimizer = SGD(PiecewiseConstantDecay([1], [1.0, 10.0]))
    assert optimizer.learning_rate == 1.0
    assert run(optimizer, [0.0], [[-1.0]] * 3).tolist() == [12.0]  # steps 0 and 1, then 2
    assert optimizer.learning_rate == 10.0
    optimizer.learning_rate = StepDecay(0.5, 2)
    assert optimizer.learning_rate == pytest.approx(0.05)
    halves = iter([1.0, 0.5, 0.25])
    assert run(SGD(lambda: next(halves)), [0.0], [[-1.0]] * 2).tolist() == [1.5]


def test_a_scheduled_rate_in_fit():
    model = Sequential([Dense(1, input_shape=(1,))])
    model.compile(Adam(CosineDecay(0.1, decay_steps=4)), "mse")
    model.fit(np.ones((8, 1)), np.ones((8, 1)), batch_size=2, verbose=0)
    assert model.optimizer.learning_rate == 0.0


def test_a_fixed_rate_is_assignable_a_schedule_is_not_overwritten_by_accident():
    optimizer = Adam(0.1)
    optimizer.learning_rate = 0.01
    assert optimizer.learning_rate == 0.01
    optimizer.learning_rate = np.float32(0.5)
    assert optimizer.learning_rate == 0.5
    optimizer.learning_rate = ExponentialDecay(0.1, 10, 0.5)
    with pytest.raises(
        TypeError, match=r"Adam follows ExponentialDecay\(.*: assign another schedule, or make it with a number"
    ):
        optimizer.learning_rate = 0.1


@settings(deadline=None, max_examples=50)
@given(st.integers(1, 100), st.floats(0.0, 0.9), st.booleans())
def test_one_cycle_rises_to_its_top_and_falls(steps, share, three):
    schedule = OneCycle(0.1, steps, pct_start=share, three_phase=three and share <= 0.5)
    rates = [schedule(step) for step in range(steps + 3)]
    assert all(0 < rate <= 0.1 * (1 + 1e-12) for rate in rates)
    if steps > 1:
        assert rates[steps - 1] == rates[-1] == pytest.approx(0.1 / 25 / 1e4, rel=1e-6)
    top = int(np.argmax(rates))
    assert (np.diff(rates[: top + 1]) >= -1e-15).all()
    assert (np.diff(rates[top:]) <= 1e-15).all()


def test_restarts_start_at_the_top():
    schedule = schedules.CosineDecayRestarts(1.0, 10, t_mul=1.1, m_mul=0.5)
    starts = [0.0, 10.0, 21.0, 33.1]
    assert [schedule(s) for s in starts[:3]] == pytest.approx([1.0, 0.5, 0.25], rel=1e-12)
    assert schedule(9.999) < 1e-6


def test_schedules_compare_and_print_as_what_they_are():
    assert StepDecay(0.1, 5) == StepDecay(0.1, 5) != StepDecay(0.2, 5)
    assert repr(StepDecay(0.1, 5)) == "StepDecay(initial_learning_rate=0.1, step_size=5, gamma=0.1, name='StepDecay')"


# -- declarations and refusals -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", optimizers.OPTIMIZERS)
def test_every_optimizer_writes_its_rule_down(name):
    kind = optimizers.OPTIMIZERS[name]
    assert type(optimizers.get(name)) is kind
    assert name == "adamw" or "$$" in inspect.getdoc(kind)
    assert optimizers.get(name).name == name


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Adam("fast"), "Adam: a learning rate is a number or a schedule .* got 'fast'"),
        (lambda: Adam(CosineDecay), r"a schedule such as CosineDecay\(0.1, 1000\), got <class"),
        (lambda: Adam([0.1, 0.2]), r"got \[0.1, 0.2\]"),
        (lambda: Lion(beta_1=1.1), r"Lion: beta_1 must be a number from 0 to 1, got 1.1"),
        (lambda: Adamax(beta_2=1.0), r"Adamax: beta_2 must be a number from 0 and below 1, got 1.0"),
        (lambda: Nadam(beta_1=math.nan), r"Nadam: beta_1 must be a number"),
        (lambda: Adadelta(rho=-0.1), "Adadelta: rho must be a number"),
        (lambda: Adagrad(initial_accumulator_value=-1.0), "initial_accumulator_value must be a number from 0 on"),
        (lambda: AdamW(weight_decay=-1.0), "AdamW: weight_decay must be a number from 0 on"),
        (lambda: SGD(gradient_accumulation_steps=1), "must be a whole number from 2 on, got 1"),
        (lambda: SGD(use_ema=True, ema_momentum=1.5), r"ema_momentum must be a number from 0 to 1, got 1.5"),
        (lambda: SGD(use_ema=True, ema_overwrite_frequency=0), "ema_overwrite_frequency must be a whole number from 1"),
        (lambda: ExponentialDecay(0.1, 0, 0.5), "ExponentialDecay: decay_steps must be a number above 0, got 0"),
        (lambda: ExponentialDecay(-0.1, 10, 0.5), "initial_learning_rate must be a number from 0 on, got -0.1"),
        (lambda: PiecewiseConstantDecay([1, 2], [0.1, 0.2]), "one value more than boundaries"),
        (lambda: PiecewiseConstantDecay([2, 1], [0.1, 0.2, 0.3]), "boundaries must rise"),
        (lambda: schedules.CosineDecayRestarts(0.1, 10, t_mul=0.5), "t_mul must be a number from 1 on"),
        (lambda: OneCycle(0.1, 10, pct_start=1.5), r"pct_start must be a number from 0 to 1"),
        (lambda: OneCycle(0.1, 10, anneal_strategy="sin"), "must be 'cos' or 'linear', got 'sin'"),
        (lambda: schedules.LearningRateSchedule()(0), "needs a method __call__"),
    ],
)
def test_what_cannot_be_says_what_can(make, message):
    with pytest.raises((ValueError, TypeError), match=message):
        make()
