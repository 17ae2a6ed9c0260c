"""Single numbers in groups: where they lie, which sums are matrices, what each call gives back, and what a second look sees."""

from __future__ import annotations

import itertools
import math
import random
from functools import reduce
from operator import add, mul

import numpy as np
import pytest

import autograd as ag
from autograd import TABLE, Op, Tape, Tensor, compile, value_and_grad
from autograd.compiled import matmuls
from autograd.compiled.lines import Kind
from autograd.compiled.matmuls import find
from autograd.compiled.places import Memory, Places, regular
from autograd.compiled.steps import Product, Sum, is_elementwise


def kind(row, **settings):
    return Kind(TABLE[row] if isinstance(row, str) else row, settings)


ROOTS = Op("root of each", lambda x: np.sqrt(np.asarray(x)), lambda g, z, x: 0.5 * g / z, listed=False)


@pytest.mark.parametrize(
    ("row", "arity", "expected"),
    [("sigmoid", 1, True), ("where", 3, True), ("erf", 1, True), (ROOTS, 1, True), ("tanh", 1, True), ("mul", 2, True),
     ("softmax", 1, False), ("sum", 1, False), ("dot", 2, False), ("cumsum", 1, False), ("matmul", 2, False)],
)  # fmt: skip
def test_which_rows_do_to_three_numbers_what_they_do_to_each(row, arity, expected):
    assert is_elementwise(kind(row), arity) is expected


def test_rows_that_are_no_functions_of_numpy_run_in_groups():
    leaves = [Tensor(0.1 * k - 3.0) for k in range(60)]
    results = [ag.sigmoid(x) for x in leaves]
    program = Tape.gather(*results).compile(inputs=[leaves], output=results)
    assert program.rows() == [(1, "sigmoid", 60)]


# -- places ----------------------------------------------------------------------------------------------------


def test_distances_are_found_along_axes_of_any_length():
    grid = np.arange(12).reshape(3, 4)
    assert regular(grid) == (4, 1)
    assert regular(grid * 2 + 5) == (8, 2)
    assert regular(np.full((3, 4), 7)) == (0, 0)
    assert regular(np.array([[3], [4], [6]])) is None
    other = grid.copy()
    other[2, 3] += 1
    assert regular(other) is None


@pytest.mark.parametrize("seed", range(40))
def test_numbers_are_read_and_shares_added_where_they_stand(seed):
    rng = np.random.default_rng(seed)
    memory = Memory(20, np.array([1.0, 1.5, -2.0]), 30)
    memory.values[:20] = rng.normal(size=20)
    shape = tuple(rng.integers(1, 5, rng.integers(1, 4)))
    ways = [
        rng.integers(0, 20, shape), rng.integers(20, 23, shape), rng.permutation(20)[: shape[0]],
        np.broadcast_to(rng.permutation(20)[: shape[-1]], shape), np.full(shape, 21), np.arange(shape[0]) * 2 + 3,
    ]  # fmt: skip
    slots = ways[seed % len(ways)]
    places, others = Places(memory, slots), [Places(memory, np.arange(3)) for _ in range(seed % 2)]
    memory.settle(30, np.array([5] * (seed % 3), int))
    np.testing.assert_array_equal(np.broadcast_to(places.read(), slots.shape), memory.values[slots])
    if places.constant:
        assert ((slots >= 20) & (slots < 23)).all()
        return
    expected = np.zeros(30)
    for k, other in enumerate([places, *others]):
        share = rng.normal(size=other.shape)
        np.add.at(expected, slots if k == 0 else np.arange(3), share)
        other.add(share)
    np.testing.assert_allclose(memory.gradients, expected, rtol=1e-13, atol=1e-15)
    if not places.sole:
        places.add(2.0)
        np.add.at(expected, slots, 2.0)
        np.testing.assert_allclose(memory.gradients, expected, rtol=1e-13, atol=1e-15)


def test_numbers_at_regular_distances_take_no_index():
    memory = Memory(20, np.array([1.0]), 30)
    regular, irregular = Places(memory, np.arange(12).reshape(3, 4)), Places(memory, np.array([[1, 5], [2, 9]]))
    constant = Places(memory, np.array([20, 20]))
    memory.settle(30, np.array([], int))
    assert [places.nbytes() for places in (regular, irregular, constant)] == [0, 4 * 8, 0]


# -- matrices --------------------------------------------------------------------------------------------------


def grids(pairs, k=16, plain=0):
    """What is found among sums of k products, one for each pair of a left and a right row; the sizes, and how many are left."""
    left = np.array([[100 * a + i for i in range(k)] for a, _ in pairs])
    right = np.array([[10_000 + 100 * b + i for i in range(k)] for _, b in pairs])
    found, rest = find(left, right, np.zeros((len(pairs), plain), int))
    for grid in found:
        for n, i, j in zip(*np.nonzero(grid.sums >= 0)):
            m = grid.sums[n, i, j]
            assert grid.left[n, i].tolist() == left[m].tolist()
            assert grid.right[n, j].tolist() == right[m].tolist()
    return [grid.sums.shape for grid in found], len(rest)


def test_at_least_half_of_the_pairs_make_a_matrix():
    full = list(itertools.product(range(4), range(4)))
    assert grids(full) == ([(1, 4, 4)], 0)
    chain = [(i, j) for i, j in full if j in (i, (i + 1) % 4)]  # 8 of 16, each row with the next
    assert grids(chain) == ([(1, 4, 4)], 0)
    assert grids(chain[:-1]) == ([], 7)
    wide = list(itertools.product(range(2), range(7)))
    assert grids(wide) == ([(1, 2, 7)], 0)
    path = [(0, 0), (0, 1), (0, 2), (0, 3), (1, 3), (1, 4), (1, 5)]  # 7 of 12
    assert grids(path) == ([(1, 2, 6)], 0)
    assert grids([(0, 0), (0, 1), (0, 2), (1, 2), (2, 2), (3, 2), (3, 3), (3, 4)]) == ([], 8)  # 8 of 20


def test_a_matrix_has_two_sums_and_32_products_or_more():
    assert grids([(0, 0), (0, 1)], k=16) == ([(1, 1, 2)], 0)
    assert grids([(0, 0), (0, 1)], k=15) == ([], 2)
    assert grids([(0, 0)], k=40) == ([], 1)
    assert grids([(0, 0), (1, 1), (2, 2)], k=16) == ([], 3)
    alone = [(9, 9), (8, 8), (7, 7)]
    assert grids([(0, 0), (0, 1), *alone], k=16) == ([(1, 1, 2)], 3)
    assert grids([(0, 0), (0, 1), *alone], k=15) == ([], 5)
    assert grids([(0, 0), (0, 1), (1, 2), (1, 3)], k=8) == ([(2, 1, 2)], 0)


def test_the_same_pair_twice_is_no_matrix():
    assert grids([(0, 0), (0, 1), (1, 0), (1, 1), (1, 1)], k=16) == ([], 5)


def test_terms_that_stay_the_same_along_an_axis_are_taken_once():
    full = list(itertools.product(range(3), range(4)))
    left, right = (np.array([[100 * n[way] + i for i in range(8)] for n in full]) + 1000 * way for way in (0, 1))
    plain = np.array([[7, 5000 + i, 6000 + j, 7000 + 4 * i + j] for i, j in full])
    (grid,), _ = find(left, right, plain)
    assert [terms.shape for terms in grid.plain] == [(1, 1, 1), (1, 3, 1), (1, 1, 4), (1, 3, 4)]


@pytest.mark.parametrize("side", [0, 1])
def test_rows_that_cannot_be_told_apart_remain_sums(side, monkeypatch):
    of, calls = matmuls.letters, itertools.count()
    monkeypatch.setattr(matmuls, "letters", lambda rows: None if next(calls) % 2 == side else of(rows))
    assert grids(list(itertools.product(range(4), range(4)))) == ([], 16)


def normal(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape).tolist()


def compare(f, points, **names):
    """f of a list of numbers compiled with its derivative, against the tape, at all points; what its program calls."""
    step, eager = compile(value_and_grad(f)), value_and_grad(f)
    with np.errstate(all="ignore"):
        for point in points:
            (value, slopes), (expected, wanted) = step(point), eager(point)
            np.testing.assert_allclose(value, expected, rtol=1e-12)
            np.testing.assert_allclose(slopes, wanted, rtol=1e-10, atol=1e-13)
    (program,) = step.programs.values()
    return program


def split(numbers, k):
    """A list of rows of k."""
    return [numbers[i : i + k] for i in range(0, len(numbers), k)]


def dots(rows, columns):
    return [reduce(add, map(mul, row, column)) for row in rows for column in columns]


def test_two_matrices_of_one_size_are_one_call():
    x, y = np.array(normal(2, 3, 4)), np.array(normal(2, 3, 4, seed=1))

    def f(numbers):
        x, *others = split(split(numbers, 4), 3)
        return sum(ag.tanh(z) for a, b in ((x, others[1]), (others[0], others[2])) for z in dots(a, b))

    program = compare(f, [np.stack([x, y]).ravel().tolist(), np.stack([y, x]).ravel().tolist()])
    assert "2 x (3×4) @ (4×3)" in [name for _, name, _ in program.rows()]


def test_a_factor_that_is_the_same_in_a_whole_row():
    """w_i (x_j0 + x_j1 + ...), written out: a row of the left matrix reads one number again and again."""

    def f(numbers):
        w, x = numbers[:6], [numbers[6 + 8 * j : 14 + 8 * j] for j in range(5)]
        return sum(ag.tanh(z) for z in dots([[wi] * 8 for wi in w], x))

    program = compare(f, [normal(46), normal(46, seed=1)])
    assert any("@" in name for _, name, _ in program.rows())


def test_an_infinite_factor_of_a_whole_matrix_gives_what_the_tape_gives():
    def f(numbers):
        w, x = [numbers[4 * i : 4 * i + 4] for i in range(5)], [numbers[20 + 4 * j : 24 + 4 * j] for j in range(5)]
        return sum(1.0 / (z * z + 1.0) for z in dots(w, x))

    point = normal(40)
    point[2] = math.inf
    program = compare(f, [normal(40, seed=1), point])
    assert "(5×4) @ (4×5)" in [name for _, name, _ in program.rows()]


def test_calls_count_their_index_arrays():
    w, x = [Tensor(v) for v in normal(24)], [Tensor(v) for v in normal(24, seed=1)]
    random.Random(0).shuffle(w)
    left, right = [w[4 * k : 4 * k + 4] for k in range(6)], [x[4 * k : 4 * k + 4] for k in range(6)]
    plain = [sum([w[k], x[k - 3], w[k - 7]][::-1]) for k in range(24)]
    part = [sum(a * b for a, b in zip(left[i], right[j])) + w[i] for i in range(6) for j in range(i + 1)]
    products = [a * b + c for a, b, c in zip(w, x, reversed(x))]
    program = Tape.gather(*plain, *part, *products).compile(parameters=[*w, *x][::-1], output=[*plain, *part, *products])
    steps = program.machine.steps
    assert sorted(step.describe()[0] for step in steps) == ["(6×4) @ (4×6) + b, 21 of 36", "sum", "sum of products"]
    for step in steps:
        places = [step.left, *([step.right] if step.right else []), *getattr(step, "plain", [])]
        of_gaps = 36 if isinstance(step, Product) else 0
        assert step.nbytes() == of_gaps + sum(each.nbytes() for each in places)
        assert any(each.nbytes() for each in places)
    numbers = 48 + 2 + 24 + 36 + 24  # leaves, the constants 0 and 1, sums, those with gaps, products
    program.machine.whole = None  # which waits for numba, where that is
    assert program.nbytes() == 2 * 8 * numbers + sum(step.nbytes() for step in steps)


# -- the second look ---------------------------------------------------------------------------------------------


def guard(chosen, other, pole):
    """`chosen` where it is positive, and else what has no derivative there."""
    return ag.where(chosen > 0.0, chosen, other * ag.sqrt(pole * 0.0))


@pytest.mark.parametrize("sums", ["products", "matrices", "triangles", "terms", "plain"])
def test_a_second_look_goes_through_sums_of_every_kind_and_the_next_run_does_without(sums):
    n = 6

    def f(numbers):
        inner = [ag.tanh(x) for x in numbers]
        rows, columns = ([inner[k + 4 * i : k + 4 * i + 4] for i in range(n)] for k in (0, 4 * n))
        if sums == "matrices":
            z = dots(rows, columns)
        elif sums == "triangles":
            z = [sum((a * b for a, b in zip(rows[i], columns[j])), rows[j][0]) for i in range(n) for j in range(i + 1)]
        elif sums == "terms":
            z = [
                sum((a * b for a, b in zip(rows[i], columns[j])), rows[i][1]) + columns[j][2]
                for i in range(n)
                for j in range(n)
            ]
        elif sums == "products":
            z = [rows[i][0] * columns[i][1] + rows[i - 1][2] * columns[i][3] + rows[i][3] for i in range(n)]
        else:
            z = [rows[i][0] + columns[i][1] + rows[i - 1][2] for i in range(n)]
        others = [ag.sin(a) * 2.0 + b for a, b in zip(z, reversed(z))]
        return sum(guard(a, b, a) for a, b in zip(z, others))

    points = [normal(48, seed=3), np.abs(normal(48, seed=4)).tolist(), normal(48, seed=5), (-np.abs(normal(48))).tolist()]
    program = compare(f, [points[1], points[0], points[1], points[2], points[3]])
    kinds = {type(step) for step in program.machine.steps}
    assert (Product if sums in ("matrices", "triangles", "terms") else Sum) in kinds


# -- loops among groups --------------------------------------------------------------------------------------------


def test_a_loop_behind_lines_that_do_not_repeat_is_found_by_itself():
    rng = random.Random(0)
    leaves = [Tensor(0.1 + 0.01 * k) for k in range(30)]
    wide = [leaves[k] for k in range(30)]
    for k in range(1400):  # two levels of many kinds of lines: too wide for a stretch
        row = rng.choice([ag.sin, ag.cos, ag.tanh, ag.exp])
        wide.append(row(leaves[rng.randrange(30)]) if k < 700 else row(wide[30 + rng.randrange(700)]))
    values = wide[-30:]
    for _ in range(20):
        values = [ag.sin(x) for x in values]
    results = [*wide, *values]
    program = Tape.gather(*results).compile(parameters=leaves, output=results)
    assert "one by one" in [name for _, name, _ in program.rows()]
    np.testing.assert_allclose(program(), [z.item() for z in results], rtol=1e-13)
