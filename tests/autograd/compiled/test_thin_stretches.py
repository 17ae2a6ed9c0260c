"""Loops of dependent numbers: whichever way a thin stretch runs, it gives what the tape gives when played eagerly."""

from __future__ import annotations

import importlib.util
import itertools
import math
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd as ag
from autograd import TABLE, Tape, Tensor
from autograd.compiled import machine, pieces, quick_narrow
from autograd.compiled.bodies import Body
from autograd.compiled.loops import segments
from autograd.compiled.pieces import MachineBody, PiecedBody
from autograd.compiled.quick_narrow import QuickNarrow
from autograd.compiled.switch import Interpreted, Switch, compile_text, gather_functions, write_switch
from autograd.compiled.whole import Whole

NUMBA = importlib.util.find_spec("numba") is not None


WITH_NUMBA = pytest.mark.skipif(not NUMBA, reason="needs the extra fast: numba")


def interpret(templates):
    """The interpreter that numba would compile, in Python: it runs on arrays, too."""
    quick = all(template.quick for template in templates)
    return compile_text(write_switch(templates), gather_functions(templates)) if quick else None


def cut_in_python(monkeypatch, lines=1):
    """Bodies longer than so many lines are cut as for numba, and Python runs the text."""
    monkeypatch.setattr(pieces, "HANDY", lines)
    monkeypatch.setattr(pieces, "compile_function", lambda function: function)


@pytest.fixture(
    params=[
        "python",
        "arrays",
        "pieces",
        pytest.param("interpreter", marks=WITH_NUMBA),
        pytest.param("loops", marks=WITH_NUMBA),
    ]
)
def way(request, monkeypatch):
    """All ways to run a stretch: loops in Python; from the first run on an interpreter on arrays, in Python or compiled by
    numba; loops that numba compiles, or the same in pieces and in Python.
    """
    if request.param in ("arrays", "pieces"):
        monkeypatch.setattr(machine, "compile_interpreter", interpret)
    if request.param == "pieces":
        cut_in_python(monkeypatch)
    monkeypatch.setattr(machine, "EARNED", math.inf if request.param == "python" else 1)
    monkeypatch.setattr(machine, "LOOPS_EARNED", 1 if request.param in ("loops", "pieces") else math.inf)
    monkeypatch.setattr(Whole, "is_earned", lambda _: False)
    return request.param


def lotka_volterra(a, b, c, d, steps=40):
    x, y = 10.0, 5.0
    for _ in range(steps):
        x, y = x + 0.01 * (a * x - b * x * y), y + 0.01 * (c * x * y - d * y)
    return x + y


def leaky_filter(slow, gain, *signal):
    level, error = 0.0, 0.0
    for now, after in itertools.pairwise(signal):
        level = slow * level + gain * now
        error = error + (level - after) ** 2
    return error


def two_back(a, b, c, d):
    """Each value comes of the last two, which were made in other repetitions."""
    x, y = a, b
    for _ in range(40):
        x, y = y, c * y + d * x - 0.1 * x * y
    return y


def pendulum(length, push, damping, start):
    angle, speed = start, 0.0
    for _ in range(40):
        torque = ag.tanh(push * angle + damping * speed)
        speed = speed - 0.05 * (9.81 / length * ag.sin(angle) + torque)
        angle = angle + 0.05 * speed
    return angle * angle + 0.1 * speed * speed


def newton(a, b, c, d):
    """A loop inside a loop, with what was computed before both."""
    total, scale = 0.0, ag.exp(0.1 * d)
    for k in range(1, 12):
        root = a
        for _ in range(5):
            root = 0.5 * (root + (b + k) / root)
        total = total + c * root * scale
    return total


def kinks(a, b, c, d):
    x = a
    for k in range(40):
        x = ag.where(x > 0, x * b, x * c) + ag.maximum(d, 0.1 * x) - 0.3 * abs(x) + 0.01 * k
    return x


def watch_it(a, b, c, d):
    """Values from the middle of the loop are used after it."""
    kept, x = [], a
    for _ in range(40):
        x = b * x + c
        kept.append(x)
    return kept[3] * kept[17] * d + kept[-1] + kept[20] ** 2


PROGRAMS = [lotka_volterra, two_back, pendulum, newton, kinks, watch_it]


def stretches(program):
    return [step for step in program.machine.steps if isinstance(step, QuickNarrow)]


def compare(f, points):
    """A program made at the first point, run at all of them, against value and gradients of the tape itself."""
    inputs = [Tensor(x) for x in points[0]]
    program = Tape.gather(y := f(*inputs)).compile(inputs=[], parameters=inputs, output=y)
    for point in points:
        program.parameters[:] = point
        value, gradient = program.value_and_grad()
        expected, slopes = ag.value_and_grad(f, tuple(range(len(point))))(*point)
        np.testing.assert_allclose(value, expected, rtol=1e-12)
        np.testing.assert_allclose(gradient, slopes, rtol=1e-9, atol=1e-13 * max(1.0, *map(abs, slopes)))
    return program


POINTS = [(1.1, 0.4, 0.3, 0.7), (0.9, 0.5, -0.2, 0.6), (1.3, 0.2, 0.1, 0.4)]


@pytest.mark.parametrize("f", PROGRAMS)
def test_a_loop_gives_what_the_tape_gives(f, way):
    program = compare(f, POINTS)
    (step,) = stretches(program)
    kinds = {type(part) for part in step.parts}
    expected = {"python": Body, "arrays": Interpreted, "pieces": PiecedBody, "interpreter": Interpreted, "loops": MachineBody}
    assert expected[way] in kinds


@pytest.mark.parametrize("f", PROGRAMS)
def test_the_quick_way_equals_the_definition(f, way):
    inputs = [Tensor(x) for x in POINTS[0]]
    program = Tape.gather(y := f(*inputs)).compile(inputs=[], parameters=inputs, output=y)
    value, gradient = program.value_and_grad()
    gradient = gradient.copy()
    program.machine.steps = [step.plain if isinstance(step, QuickNarrow) else step for step in program.machine.steps]
    expected, slopes = program.value_and_grad()
    np.testing.assert_allclose(value, expected, rtol=1e-13)
    np.testing.assert_allclose(gradient, slopes, rtol=1e-12)


def test_data_that_each_repetition_reads_anew(way):
    signal = [math.sin(0.3 * k) for k in range(60)]
    compare(leaky_filter, [(0.8, 0.2, *signal), (0.5, 0.6, *reversed(signal))])


@pytest.mark.parametrize("f", PROGRAMS)
def test_most_lines_of_a_loop_are_found_as_one(f):
    inputs = [Tensor(x) for x in POINTS[0]]
    program = Tape.gather(y := f(*inputs)).compile(inputs=[], parameters=inputs, output=y)
    (step,) = stretches(program)
    found = segments(step.kind, step.plain.reads, len(step.outside))
    assert sum(segment.size * segment.times for segment in found) == len(step.kind)
    assert sum(segment.size for segment in found) < 0.35 * len(step.kind)
    assert all(isinstance(part, Body) for part in step.parts)


def test_the_text_is_as_short_for_a_long_loop():
    sizes = []
    for steps in (50, 5000):
        inputs = [Tensor(x) for x in POINTS[0]]
        program = Tape.gather(y := lotka_volterra(*inputs, steps=steps)).compile(inputs=[], parameters=inputs, output=y)
        sizes.append(sum(part.segment.size for step in stretches(program) for part in step.parts))
    assert sizes[0] == sizes[1]


def irregular(a, b, c, d):
    """Each value is made of two of the last five, as chance has it: nothing repeats."""
    rng, values = random.Random(5), [a, b, c, d]
    for _ in range(700):
        x, y = values[-rng.randrange(1, 5)], values[-rng.randrange(1, 5)]
        values.append(rng.choice([lambda: a * x - b * y, lambda: ag.tanh(x + c), lambda: ag.sin(x) + d * y])())  # noqa: B023
    return values[-1] + values[-2]


def test_what_does_not_repeat_is_interpreted_and_after_many_runs_written_out(monkeypatch):
    monkeypatch.setattr(machine, "EARNED", math.inf)
    inputs = [Tensor(x) for x in POINTS[0]]
    program = Tape.gather(y := irregular(*inputs)).compile(inputs=[], parameters=inputs, output=y)
    (step,) = stretches(program)
    assert any(isinstance(part, Switch) for part in step.parts)
    value, slopes = ag.value_and_grad(irregular, (0, 1, 2, 3))(*POINTS[0])
    for run in range(1, quick_narrow.PATIENT + 2):
        found, gradient = program.value_and_grad()
        np.testing.assert_allclose(found, value, rtol=1e-12)
        np.testing.assert_allclose(gradient, slopes, rtol=1e-9)
        assert all(isinstance(part, Body) for part in step.parts) == (run >= quick_narrow.PATIENT)


@pytest.fixture(params=["arrays", pytest.param("interpreter", marks=WITH_NUMBA)])
def at_once(request, monkeypatch):
    """From the first run on a whole tape runs by an interpreter, in Python or compiled by numba."""
    monkeypatch.setattr(machine, "EARNED", 1)
    if request.param == "arrays":
        monkeypatch.setattr(machine, "has_numba", lambda: True)
        monkeypatch.setattr(machine, "compile_interpreter", interpret)


def test_a_wide_tape_without_matrices_is_compiled_as_a_whole(at_once):
    def tangle(*x):
        rng, values = random.Random(2), list(x)
        for _ in range(600):
            u, v = rng.choice(values[-40:]), rng.choice(values[-40:])
            values.append(rng.choice([lambda: x[0] * u - v, lambda: ag.maximum(u, v) * x[1], lambda: ag.exp(-u * u)])())  # noqa: B023
        return sum(values[-20:])

    rng = random.Random(0)
    program = compare(tangle, [tuple(rng.uniform(0.5, 1.5) for _ in range(40)) for _ in range(3)])
    assert program.machine.whole.parts


@WITH_NUMBA
@pytest.mark.parametrize("loop", [lotka_volterra, two_back, pendulum, newton], ids=lambda f: f.__name__)
def test_a_whole_tape_of_loops_gets_their_own_code_in_the_end(loop, monkeypatch):
    monkeypatch.setattr(machine, "EARNED", 1)
    monkeypatch.setattr(machine, "LOOPS_EARNED", 1)
    program = compare(loop, POINTS)
    assert any(isinstance(part, MachineBody) for part in program.machine.whole.parts)


@WITH_NUMBA
def test_numba_compiles_a_long_body_in_pieces(monkeypatch):
    monkeypatch.setattr(machine, "EARNED", 1)
    monkeypatch.setattr(machine, "LOOPS_EARNED", 1)
    monkeypatch.setattr(pieces, "HANDY", 5)
    program = compare(pendulum, POINTS)
    (body,) = [part for part in program.machine.whole.parts if isinstance(part, PiecedBody)]
    assert max(len(piece.lines) for piece in body.pieces) <= 5


def test_a_body_in_pieces_waits_longer_for_its_code(monkeypatch):
    monkeypatch.setattr(machine, "compile_interpreter", interpret)
    inputs = [Tensor(x) for x in POINTS[0]]
    program = Tape.gather(y := pendulum(*inputs)).compile(inputs=[], parameters=inputs, output=y)
    (step,) = stretches(program)
    (loop,) = [segment for segment in step.stretch.found if segment.times > 1]
    for lines, count in ((loop.size, 1), (loop.size - 1, 2)):
        monkeypatch.setattr(pieces, "HANDY", lines)
        assert next(machine.quicken(step.stretch))[1] == count * machine.LOOPS_EARNED


def test_a_nan_in_a_tape_compiled_as_a_whole_is_looked_at_again(at_once):
    def guard(*x):
        return sum(ag.where(u > 1.0, u * u, v / (u * 0.0)) for u, v in itertools.pairwise(x))

    with np.errstate(all="ignore"):
        compare(guard, [tuple(1.1 + 0.1 * k for k in range(30)), tuple(2.1 - 0.02 * k for k in range(30))])


def test_where_python_refuses_the_rows_answer(way):
    def divide(a, b, c, d):
        x = a
        for _ in range(30):
            x = 0.5 * x + b / (x * c) + ag.log(d)
        return x

    with np.errstate(all="ignore"):
        program = compare(divide, [(*POINTS[0][:3], 0.4)])
        for point in [(1.0, 1.0, 0.0, 1.0), (1.0, 1.0, 0.5, 0.0)]:
            program.parameters[:] = point
            value, gradient = program.value_and_grad()
            expected, slopes = ag.value_and_grad(divide, (0, 1, 2, 3))(*point)
            np.testing.assert_array_equal(value, expected)
            np.testing.assert_array_equal(np.isnan(gradient), np.isnan(slopes))
        program.parameters[:] = POINTS[1]
        np.testing.assert_allclose(program.value_and_grad()[0], divide(*POINTS[1]), rtol=1e-12)


def test_a_pole_that_a_choice_leaves_out_gives_zero(way):
    def guard(a, b, c, d):
        x = a
        for _ in range(30):
            x = 0.9 * x + ag.where(x > 0, b * ag.sqrt(abs(x)), c / (x * 0.0)) * d
        return x

    with np.errstate(all="ignore"):
        compare(guard, [(1.1, 0.4, 0.3, 0.7)])


def test_a_stretch_that_others_read_and_that_reads_others(way):
    def both(*x):
        wide = [x[k] * x[k] * 0.5 for k in range(40)]
        y = wide[0]
        for k in range(30):
            y = 0.7 * y + ag.sin(wide[k]) * x[k]
        ends = [y * x[k] for k in range(40)]
        return sum(e * e for e in ends)

    rng = random.Random(0)
    compare(both, [tuple(rng.uniform(0.5, 1.5) for _ in range(40)) for _ in range(2)])


UNARY = ["tanh", "sin", "exp", "sigmoid", "neg", "square", "abs", "softplus", "sqrt", "log", "reciprocal"]
BINARY = ["add", "mul", "sub", "div", "maximum", "minimum", "hypot", "pow"]


@st.composite
def bodies(draw):
    """Steps of a body: a row, and what it reads: of this repetition, of the last ones, a leaf or a constant."""
    place = st.integers(0, 30)
    one = st.tuples(st.sampled_from(UNARY), st.tuples(place))
    two = st.tuples(st.sampled_from(BINARY), st.tuples(place, place))
    return draw(st.lists(st.one_of(two, two, one), min_size=1, max_size=8)), draw(st.integers(9, 14))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(bodies(), st.integers(0, 2**20))
def test_random_loops_run_like_eager_ones(body, seed):
    run_random_loop(body, seed)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(bodies(), st.integers(0, 2**20), st.integers(1, 9))
def test_random_loops_in_pieces_run_like_eager_ones(body, seed, lines):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(machine, "compile_interpreter", interpret)
        patch.setattr(machine, "EARNED", 1)
        patch.setattr(machine, "LOOPS_EARNED", 1)
        patch.setattr(Whole, "is_earned", lambda _: False)
        cut_in_python(patch, lines)
        run_random_loop(body, seed)


def run_random_loop(body, seed):
    """A loop of these steps as a program, against the tape itself."""
    steps, times = body

    def f(*leaves):
        carried = [*leaves, 0.5, -1.5]
        for _ in range(times):
            made = list(carried)
            for name, picks in steps:
                z = TABLE[name](*[made[-1 - p % len(made)] for p in picks])
                made.append(ag.tanh(z) * 0.8 + 0.1)
            carried = made[-6:]
        return sum(carried, leaves[0])

    rng = random.Random(seed)
    leaves = [rng.uniform(0.2, 1.2) for _ in range(3)]
    with np.errstate(all="ignore"):
        value, slopes = ag.value_and_grad(f, (0, 1, 2))(*leaves)
        if not np.isfinite([value, *slopes]).all():
            return
        inputs = [Tensor(x) for x in leaves]
        program = Tape.gather(y := f(*inputs)).compile(inputs=[], parameters=inputs, output=y)
        found, gradient = program.value_and_grad()
    np.testing.assert_allclose(found, value, rtol=1e-10)
    np.testing.assert_allclose(gradient, slopes, rtol=1e-7, atol=1e-9 * max(1.0, *map(abs, slopes)))


def test_a_choice_by_the_first_value_from_outside_where_python_refuses_to_divide():
    def f(a):
        y = a * 2.0
        for _ in range(40):
            y = ag.where(y > a, y * 0.9, a)
        return y + 1.0 / (a - 0.25)

    step = ag.compile(f)
    for a in (0.5, 0.25, 0.5):
        assert step(a) == f(Tensor(a)).item()
