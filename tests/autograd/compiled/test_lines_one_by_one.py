"""Thin stretches as they are defined: which lines are in one, and what each line gives and is given back, one by one."""

from __future__ import annotations

import itertools
import random
from functools import reduce
from operator import add

import numpy as np
import pytest

import autograd as ag
from autograd import TABLE, Op, Tape, Tensor, compile, value_and_grad
from autograd.compiled import machine, scalars
from autograd.compiled.loops import Segment, classify
from autograd.compiled.narrow import Narrow, stretches
from autograd.compiled.quick_narrow import QuickNarrow, cut
from autograd.compiled.switch import Switch
from autograd.compiled.whole import Whole


def find_thin(level, call, thinnest):
    """The first level of each line's stretch: at least eight levels in a row, of at most so many lines a call."""
    highest = max(level)
    lines = {k: [c for of, c in zip(level, call) if of == k] for k in range(1, highest + 1)}
    thin = {k: len(found) <= thinnest * max(1, len({c for c in found if c >= 0})) for k, found in lines.items()}
    first = {}
    for is_thin, group in itertools.groupby(range(1, highest + 1), key=thin.get):
        together = list(group)
        first.update(dict.fromkeys(together, together[0] if is_thin and len(together) >= 8 else -1))
    return [first[k] for k in level]


def test_a_stretch_is_eight_levels_in_a_row_of_few_lines_a_call():
    draw, seen = np.random.default_rng(0), set()
    for _ in range(300):
        many = [int(n) for n in draw.choice([1, 2, 3, 4, 7], draw.integers(5, 30), p=[0.4, 0.3, 0.2, 0.05, 0.05])]
        level = np.repeat(np.arange(1, len(many) + 1), many)
        call = draw.integers(-1, 3, len(level))
        found = stretches(level, call, 2).tolist()
        assert found == find_thin(level.tolist(), call.tolist(), 2)
        seen.update(found)
    assert {-1, 1, 2, 5} <= seen
    for levels, first in ((7, -1), (8, 1)):
        assert stretches(np.arange(1, levels + 1), np.zeros(levels, int)).tolist() == [first] * levels


def test_as_many_lines_are_thin_as_a_call_takes_time():
    for many, thin in ((128, True), (129, False)):
        level = np.repeat(np.arange(1, 11), many)
        assert (stretches(level, np.zeros(len(level), int)) == 1).all() == thin
        assert (stretches(level, np.arange(len(level)) % 2) == 1).all()  # two calls


@pytest.fixture(params=["one by one", "as text"])
def way(request, monkeypatch):
    """Thin stretches run as they are defined, or quickly."""
    monkeypatch.setattr(Whole, "is_earned", lambda _: False)
    if request.param == "one by one":
        monkeypatch.setattr(scalars, "quicken", lambda plain: plain)
    return {"one by one": Narrow, "as text": QuickNarrow}[request.param]


def run(f, points, of):
    """f compiled with its derivatives, at all of these points, against the tape itself; its thin stretches."""
    every = tuple(range(len(points[0])))

    def loss(*xs):
        first, *others = f(*xs)
        return sum((z * (1.5 + k) for k, z in enumerate(others)), first)

    eager = value_and_grad(loss, every)
    step = compile(eager)
    with np.errstate(all="ignore"):
        for point in points:
            (value, slopes), (expected, wanted) = step(*point), eager(*point)
            np.testing.assert_allclose(value, expected, rtol=1e-12)
            np.testing.assert_allclose(slopes, wanted, rtol=1e-10, atol=1e-12)
    (program,) = step.programs.values()
    steps = [step for step in program.machine.steps if isinstance(step, of)]
    assert steps
    return steps


scaled = Op("scaled", lambda x, by=1.0: x * by, lambda g, z, x, by=1.0: g * by, listed=False)
ROWS = {  # name: inputs and settings
    "where": (3, {}), "maximum": (2, {}), "mul": (2, {}), "sub": (2, {}), "arctan2": (2, {}), "hypot": (2, {}),
    "tanh": (1, {}), "sin": (1, {}), "cbrt": (1, {}), "sigmoid": (1, {}), "neg": (1, {}), "abs": (1, {}),
    "clip": (1, {"low": -0.4, "high": 0.6}), "leaky_relu": (1, {"slope": 0.3}), "elu": (1, {"alpha": 0.7}),
}  # fmt: skip


def tangle(seed, length=150):
    """Lines of all kinds, which read whatever was there before, the first leaf often; nothing repeats."""
    rng = random.Random(seed)
    plan = [(rng.choice([*ROWS, scaled]), [rng.random() for _ in range(3)]) for _ in range(length)]

    def f(*leaves):
        values = [*leaves, 0.25]
        for row, picks in plan:
            read = [leaves[0] if p < 0.15 else values[-1 - int(len(values) * p**4)] for p in picks]
            if row is scaled:
                values.append(scaled(read[0], by=0.75))
            else:
                arity, settings = ROWS[row]
                z = TABLE[row](*read[:arity], **settings)
                values.append(z * 0.9 + 0.05 if isinstance(z, Tensor) else leaves[0] * z)
        return [
            values[-1],
            values[-2],
            values[len(values) // 2] if isinstance(values[len(values) // 2], Tensor) else values[-3],
        ]

    return f


@pytest.mark.parametrize("seed", range(8))
def test_lines_of_every_kind_give_what_the_tape_gives(seed, way):
    rng = random.Random(seed)
    run(tangle(seed), [[rng.uniform(-1.0, 1.0) for _ in range(4)] for _ in range(4)], way)


def choose(first, a, far, near):
    """Choices by what the stretch computes itself; what is not chosen overflows, and so do its slopes."""
    z = a
    for k in range(12):
        pole = far / near  # infinite
        z = ag.where(z > first, ag.sin(z) - 0.1, ag.where(first > 10.0, pole * z, ag.cos(z) + 0.01 * k))
    return [z, ag.maximum(first, z) + z]


def test_a_second_look_at_a_nan_follows_what_was_chosen(way):
    run(choose, [[0.3, 0.5, 1e300, 1e-300], [-0.8, 0.9, 1e300, 1e-300], [0.9, -0.9, 1e300, 1e-300]], way)


def test_a_second_look_passes_what_a_line_reads_first(way):
    def f(near, x, far):
        z = x
        for _ in range(12):
            z = ag.where(x > 0.0, ag.sin(z) * near, far / near * z) - near * 0.5
        return [z, z * near]

    run(f, [[1e-300, 0.5, 1e300], [0.5, 0.5, 1.0]], way)


def test_where_python_refuses_a_row_answers_of_what_it_reads_first(way):
    def f(low, x, y):
        z = x
        for k in range(12):
            z = ag.where(low > 0.25, 1.0 / (low - 0.5 * y), ag.log(low + y)) * 0.01 + ag.tanh(z) + 0.01 * k
        return [z]

    run(f, [[0.5, 0.3, 0.2], [0.5, 0.3, 1.0], [0.2, 0.3, 0.4], [0.1, 0.3, -0.1]], way)


def test_what_does_not_repeat_behind_a_loop_is_interpreted_in_its_place(monkeypatch):
    monkeypatch.setattr(machine, "EARNED", np.inf)

    def f(*leaves):
        z = leaves[0]
        for _ in range(40):
            z = 0.9 * ag.sin(z) + leaves[1]
        return tangle(3)(z, *leaves)

    (step,) = run(f, [[0.5, 0.3, -0.2, 0.1], [0.1, -0.4, 0.6, 0.2]], QuickNarrow)
    kinds = [type(part) for part in step.parts]
    assert Switch in kinds[1:]
    assert sum(len(part.lines[0]) for part in step.parts if isinstance(part, Switch)) > 60


def test_the_first_result_of_a_wide_group_that_each_repetition_reads():
    def f(*xs):
        wide = [ag.tanh(x) for x in xs]
        z = wide[0]
        for _ in range(20):
            z = ag.sin(z) * wide[0] + 0.5 * z
        return [z, sum(wide[1:])]

    rng = random.Random(1)
    run(f, [[rng.uniform(0.2, 1.0) for _ in range(200)] for _ in range(2)], QuickNarrow)


@pytest.mark.parametrize(
    ("size", "longest", "pieces"), [(7, 7, [7]), (8, 7, [7, 1]), (14, 7, [7, 7]), (20, 7, [7, 7, 6]), (3, 7, [3])]
)
def test_a_part_that_does_not_repeat_is_cut_into_pieces(size, longest, pieces):
    reads, first, outside = np.random.default_rng(0).integers(-1, 4, (30, 2)), 5, 4
    whole = segment(first, size, 1, reads, outside)
    found = cut(whole, reads, outside, longest)
    starts = [first, *(first + np.cumsum(pieces)[:-1]).tolist()]
    assert [(piece.first, piece.size, piece.times) for piece in found] == [(at, n, 1) for at, n in zip(starts, pieces)]
    for piece in found:
        np.testing.assert_array_equal(piece.how, classify(reads, outside, piece.first, piece.size, 1))
    loop = segment(first, 8, 2, reads, outside)
    assert cut(loop, reads, outside, longest) == [loop]


def segment(first, size, times, reads, outside):
    return Segment(first, size, times, classify(reads, outside, first, size, times))


def test_a_second_look_goes_on_to_the_group_whose_first_result_a_stretch_reads(way):
    def f(*xs):
        wide = [ag.exp(x) for x in xs]
        z, rest = wide[0], reduce(add, wide[5:])
        for _ in range(12):
            z = ag.where(wide[1] > rest, ag.sin(z) * wide[0], wide[3] * wide[4] * z)
        return [z]

    others = [0.1] * 150  # the sum of their exponentials lies between those of 5 and 5.2
    (step,) = run(f, [[0.5, 5.2, 0.2, 700.0, 600.0, *others], [0.5, 5.0, 0.2, 0.01, -0.02, *others]], way)
    assert step.outside[0] == len(others) + 5 + 1  # behind leaves and the constant 1: a result


def test_as_many_lines_are_run_one_by_one_where_nothing_repeats_as_an_interpreter_is_worth():
    def rows(width):
        rng = random.Random(width)
        values = leaves = [Tensor(0.1 + 0.01 * k) for k in range(width)]
        for _ in range(12):
            values = [ag.sin(x) for x in rng.sample(values, width)]
        return [name for _, name, _ in Tape.gather(*values).compile(parameters=leaves, output=values).rows()]

    assert rows(12) == ["one by one"]
    assert rows(13) == ["sin"] * 12


def test_numbers_in_lists_take_twice_the_memory_of_numbers_in_arrays():
    (step,) = run(tangle(0), [[0.1, 0.2, 0.3, 0.4]], QuickNarrow)
    numbers = len(step.outside) + len(step.kind)
    assert step.nbytes() - step.plain.nbytes() == 32 * numbers
    step.on_arrays = True
    assert step.nbytes() - step.plain.nbytes() == 16 * numbers
