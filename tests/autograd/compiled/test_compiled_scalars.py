"""Compiled tapes of single numbers: the same values and gradients as played eagerly, over several replays."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd as ag
from autograd import TABLE, Tape, Tensor
from autograd.compiled.lines import Kind
from autograd.compiled.steps import is_elementwise

UNARY = ["tanh", "sin", "exp", "sigmoid", "relu", "neg", "square", "abs", "softplus", "leaky_relu", "gelu", "alias"]
BINARY = ["add", "add", "add", "mul", "mul", "sub", "div", "maximum", "minimum"]


def build(plan, leaves):
    """A program from a plan: each step is a row with the earlier values, or constants, that it reads."""
    values = [*leaves, 0.0, 1.0, -0.5, 2.0]
    for name, picks in plan:
        values.append(TABLE[name](*[values[int(p * len(values))] for p in picks]))
    return values


@st.composite
def plans(draw):
    share = st.floats(0, 1, exclude_max=True)
    one = st.tuples(st.sampled_from(UNARY), st.tuples(share))
    two = st.tuples(st.sampled_from(BINARY), st.tuples(share, share))
    return draw(st.lists(st.one_of(two, two, one), min_size=1, max_size=60))


def close(a, b):
    np.testing.assert_allclose(
        a, b, rtol=1e-11, atol=1e-12 * max(1.0, float(np.max(np.abs(b), initial=0.0, where=np.isfinite(b))))
    )


def divides_by_zero(plan, values):
    """Whether the sign of a zero could matter: a sum of zeros is +0 in a program, and may be −0 in Python."""
    first = len(values) - len(plan)
    divisors = [values[int(picks[1] * (first + i))] for i, (name, picks) in enumerate(plan) if name == "div"]
    return any((d.data if isinstance(d, Tensor) else d) == 0 for d in divisors)


@settings(max_examples=300, deadline=None)
@given(plan=plans(), seed=st.integers(0, 10**6))
def test_random_programs_replay_like_eager_ones(plan, seed):
    rng = random.Random(seed)
    points = [[rng.uniform(-1.5, 1.5) for _ in range(5)] for _ in range(4)]
    leaves = [Tensor(v) for v in points[0]]
    values = build(plan, leaves)
    results = [z for z in values[-3:] if isinstance(z, Tensor)] or leaves[:1]
    program = Tape.gather(*results).compile(inputs=leaves[:2], parameters=leaves[2:], output=results)
    for point in points:
        for x, v in zip(leaves, point):
            x.data, x.grad = v, None
        with np.errstate(all="ignore"):
            now = build(plan, leaves)
            expected = [now[next(i for i, v in enumerate(values) if v is z)] for z in results]
            for k, z in enumerate(expected):
                z.backward(float(k + 1))
            program.parameters = point[2:]
            got = program(*point[:2])
            program.backward([float(k + 1) for k in range(len(expected))])
        value = np.array([z.data for z in expected])
        if not (np.isfinite(value).all() and np.abs(value).max() < 1e8) or divides_by_zero(plan, now):
            continue
        close(got, value)
        wanted = np.array([0.0 if x.grad is None else x.grad for x in leaves])
        if np.isfinite(wanted).all() and np.abs(wanted).max() < 1e8:
            close([*program.input_gradients, *program.gradient], wanted)


def groups_of_numbers():
    """Every elementwise row, with the elements of each of its samples as columns of single numbers."""
    for row in TABLE.values():
        for i, sample in enumerate(row.samples()):
            moving = all(np.asarray(x).dtype.kind == "f" for x in sample.inputs)
            if moving and not row.variadic and is_elementwise(Kind(row, sample.settings), len(sample.inputs)):
                columns = [column.ravel().tolist() for column in np.broadcast_arrays(*sample.inputs)]
                if columns[0]:
                    yield pytest.param(row, sample.settings, columns, id=f"{row.name}-{i}")


@pytest.mark.parametrize(("row", "attrs", "columns"), list(groups_of_numbers()))
def test_every_elementwise_row_on_groups_of_numbers(row, attrs, columns):
    leaves = [[Tensor(v) for v in column] for column in columns]
    results = [row(*xs, **attrs) for xs in zip(*leaves)]
    program = Tape.gather(*results).compile(inputs=leaves, output=results)
    shifted = [[v * 0.9 if shift else v for v in column] for shift in (False, True) for column in columns]
    for values in (shifted[: len(columns)], shifted[len(columns) :]):
        xs = [[Tensor(v) for v in column] for column in values]
        eager = [row(*pair, **attrs) for pair in zip(*xs)]
        for z in eager:
            z.backward()
        np.testing.assert_allclose(program(*values), [z.data for z in eager], rtol=1e-14, atol=1e-300)
        program.backward([1.0] * len(eager))
        for got, column in zip(program.input_gradients, xs):
            np.testing.assert_allclose(got, [x.grad or 0.0 for x in column], rtol=1e-13, atol=1e-300)


def dense(xs, weights, biases):
    return [sum(w * x for w, x in zip(row, xs)) + b for row, b in zip(weights, biases)]


def tensors(rng, *shape):
    if len(shape) == 1:
        return [Tensor(v) for v in rng.normal(size=shape).tolist()]
    return [tensors(rng, *shape[1:]) for _ in range(shape[0])]


def check(program, loss, parameters, size=0.0):
    """size: of the terms of the loss together, should they cancel."""
    loss.backward()
    flat = [p.grad or 0.0 for p in parameters]
    value, gradient = program.value_and_grad()
    np.testing.assert_allclose(value, loss.data, rtol=1e-13, atol=1e-14 * size)
    np.testing.assert_allclose(gradient, flat, rtol=1e-11, atol=1e-13 * np.max(np.abs(flat)))


def flat(nested):
    return [x for part in nested for x in flat(part)] if isinstance(nested, list) else [nested]


def names(program):
    return [name for _, name, _ in program.rows()]


@pytest.mark.parametrize("turned", [False, True])
def test_a_layer_of_neurons_is_a_matrix_product(turned):
    rng = np.random.default_rng(0)
    w, b, v = tensors(rng, 6, 4), tensors(rng, 6), tensors(rng, 2, 6)
    samples = rng.normal(size=(9, 4)).tolist()
    total = 0
    for x in samples:
        hidden = [sum((x[k] * row[k] if turned else row[k] * x[k]) for k in range(4)) + bias for row, bias in zip(w, b)]
        total = total + sum(z * z for z in dense([h.tanh() for h in hidden], v, [0.1, 0.2]))
    program = Tape.gather(total).compile(parameters=flat([w, b, v]), output=total)
    assert sum("@" in name for name in names(program)) == 2
    check(program, total, flat([w, b, v]))


def test_factors_in_mixed_order_are_still_a_product():
    rng = np.random.default_rng(1)
    w = tensors(rng, 5, 4)
    total = 0
    for i, x in enumerate(rng.normal(size=(8, 4)).tolist()):
        for j, row in enumerate(w):
            z = sum(row[k] * x[k] if (i + j + k) % 2 else x[k] * row[k] for k in range(4))
            total = total + z.tanh()
    program = Tape.gather(total).compile(parameters=flat(w), output=total)
    assert any("@" in name for name in names(program))
    check(program, total, flat(w))


def test_a_convolution_written_with_scalars_is_products_one_per_number_of_taps():
    rng = np.random.default_rng(2)
    kernels, image = tensors(rng, 3, 9), tensors(rng, 7, 7)
    total = 0
    for r in range(7):
        for c in range(7):
            taps = [(dr, dc) for dr in (-1, 0, 1) for dc in (-1, 0, 1) if 0 <= r + dr < 7 and 0 <= c + dc < 7]
            for kernel in kernels:
                z = sum(kernel[3 * dr + dc + 4] * image[r + dr][c + dc] for dr, dc in taps)
                total = total + z.tanh()
    program = Tape.gather(total).compile(parameters=flat([kernels, image]), output=total)
    products = [name for name in names(program) if "@" in name]
    assert len(products) == len(names(program)) - 2  # tanh and the sum of all
    check(program, total, flat([kernels, image]))


def test_a_recurrent_step_is_a_product_per_time():
    rng = np.random.default_rng(3)
    w, u = tensors(rng, 5, 5), tensors(rng, 5, 3)
    total = 0
    for sequence in rng.normal(size=(6, 4, 3)).tolist():
        state = [Tensor(0.0, requires_grad=False)] * 5
        for x in sequence:
            state = [(sum(a * s for a, s in zip(wr, state)) + sum(c * v for c, v in zip(ur, x))).tanh() for wr, ur in zip(w, u)]
        total = total + sum(s * s for s in state)
    program = Tape.gather(total).compile(parameters=flat([w, u]), output=total)
    assert sum("@" in name for name in names(program)) >= 4
    check(program, total, flat([w, u]))


def test_many_small_products_are_one_stack():
    rng = np.random.default_rng(4)
    q, k = tensors(rng, 6, 3, 4), tensors(rng, 6, 3, 4)
    total = 0
    for qs, ks in zip(q, k):
        for a in qs:
            for b in ks:
                total = total + sum(x * y for x, y in zip(a, b)).tanh()
    program = Tape.gather(total).compile(parameters=flat([q, k]), output=total)
    assert any(name.startswith("6 x (3×4) @ (4×3)") for name in names(program))
    check(program, total, flat([q, k]))


def test_incomplete_grids_and_ragged_sums_are_right():
    rng = random.Random(5)
    xs = [Tensor(rng.uniform(-1, 1)) for _ in range(12)]
    for _ in range(20):
        total = 0
        for _ in range(30):
            terms = [
                rng.choice(xs) * rng.choice(xs) if rng.random() < 0.7 else rng.choice(xs) for _ in range(rng.randint(1, 9))
            ]
            total = total + (sum(terms) if rng.random() < 0.9 else 3.0 * terms[0]).tanh()
        for x in xs:
            x.grad = None
        check(Tape.gather(total).compile(parameters=xs, output=total), total, xs)


def test_a_chain_of_additions_is_one_sum_and_linear():
    xs = [Tensor(float(i)) for i in range(50)]
    total = xs[0]
    for x in xs[1:]:
        total = total + x
    program = Tape.gather(total).compile(parameters=xs, output=total)
    assert names(program) == ["sum"]
    value, gradient = program.value_and_grad()
    assert value == 1225.0
    assert gradient.tolist() == [1.0] * 50


def test_parameters_are_one_vector_updated_in_place():
    w, x = Tensor(1.0), Tensor(0.0)
    loss = (w * x - 6.0) ** 2
    program = Tape.gather(loss).compile(inputs=[x], output=loss)
    for _ in range(60):
        program.value_and_grad(2.0)
        program.parameters -= 0.1 * program.gradient
    assert program.parameters[0] == pytest.approx(3.0)
    assert w.data == 1.0
    program.store()
    assert w.data == pytest.approx(3.0)
    w.data = 1.5
    program.refresh()
    assert program(2.0) == 9.0


def test_nested_inputs_and_an_array_for_a_nest_of_numbers():
    xs = [[Tensor(1.0), Tensor(2.0)], [Tensor(3.0), Tensor(4.0)]]
    out = {"a": xs[0][0] * xs[1][1], "b": [xs[0][1] - xs[1][0]]}
    program = Tape.gather(out["a"], out["b"][0]).compile(inputs=[xs], output=out)
    assert program([[2.0, 5.0], [7.0, 3.0]]) == {"a": 6.0, "b": [-2.0]}
    assert program(np.array([[2.0, 5.0], [7.0, 3.0]])) == {"a": 6.0, "b": [-2.0]}
    program.backward({"a": 1.0, "b": [10.0]})
    assert program.input_gradients == [[[3.0, 10.0], [-10.0, 2.0]]]


def test_an_operation_at_a_pole_that_nothing_reaches_gives_zero():
    x = Tensor(1.0)
    z = ag.where(1.0, x, ag.sqrt(-x + 1.0))
    program = Tape.gather(z).compile(inputs=[x], output=z)
    program(1.0)
    program.backward()
    assert program.input_gradients == [1.0]


def test_what_cannot_be_compiled_says_so():
    x, c = Tensor(1.0), Tensor(2.0, requires_grad=False)
    y = x * 2.0
    with pytest.raises(ValueError, match="requires no gradient"):
        Tape.gather(y).compile(inputs=[c], output=y)
    with pytest.raises(ValueError, match="listed twice"):
        Tape.gather(y).compile(inputs=[x], parameters=[x], output=y)
    with pytest.raises(TypeError, match="must be Tensors, got float"):
        Tape.gather(y).compile(inputs=[x], output=3.0)
    program = Tape.gather(y).compile(inputs=[x], output=y)
    with pytest.raises(TypeError, match="takes 1 inputs, got 2"):
        program(1.0, 2.0)
    with pytest.raises(RuntimeError, match="run the program forward first"):
        program.backward()
    with pytest.raises(ValueError, match=r"input 0 holds shape \(2,\) for .*, recorded with shape \(\)"):
        program(np.ones(2))


def test_it_prints_its_levels():
    x, y = Tensor(1.0), Tensor(2.0)
    z = (x * y + 1.0).tanh()
    program = Tape.gather(z).compile(inputs=[x, y], output=z)
    assert repr(program) == "<Program of 3 operations in 2 calls>"
    lines = str(program).splitlines()
    assert lines[0].startswith("3 operations in 2 calls; 2 inputs, 0 parameters, ")
    assert [line.split() for line in lines[1:]] == [
        ["level", "call", "operations"], ["1", "sum", "of", "products", "2"], ["2", "tanh", "1"],
    ]  # fmt: skip


def test_negative_zero_and_nan_constants_are_kept_apart():
    x = Tensor(2.0)
    out = [x * 0.0, x * -0.0, x * math.nan]
    values = Tape.gather(*out).compile(inputs=[x], output=out)(2.0)
    assert [math.copysign(1, v) for v in values[:2]] == [1.0, -1.0]
    assert math.isnan(values[2])


def test_a_deep_and_thin_program_runs_one_by_one():
    x, y = Tensor(0.5), Tensor(1.5)
    z, side = x, y
    for i in range(300):
        z = (z * y + x + side * 0.5).tanh() / 1.1
        side = ag.where(1.0, ag.sin(z), side) if i % 7 else side - 0.1
    program = Tape.gather(z, side).compile(parameters=[x, y], output=z * side)
    assert "one by one" in names(program)
    assert len(names(program)) < 6
    check(program, z * side, [x, y])


def test_a_thin_stretch_between_wide_levels():
    xs = [Tensor(0.1 * i) for i in range(40)]
    total = sum(x.tanh() for x in xs)
    for _ in range(30):
        total = ag.sqrt(total * total + 0.5) - total * 0.1
    loss = sum(ag.sin(x * total) for x in xs)
    program = Tape.gather(loss).compile(parameters=xs, output=loss)
    assert names(program).count("one by one") == 1
    check(program, loss, xs)


def test_compiling_takes_a_few_bytes_and_calls_however_long_the_program():
    x = Tensor(0.999)
    z = x
    for _ in range(20000):
        z = (z * x).sin()
    program = Tape.gather(z).compile(parameters=[x], output=z)
    check(program, z, [x])
    assert len(program.rows()) == 1
    assert program.nbytes() < 100 * len(program)


def test_an_array_must_have_the_shape_of_the_nest_it_stands_for():
    w = Tensor(0.5)
    rows = [[Tensor(float(3 * i + j)) for j in range(3)] for i in range(2)]
    loss = sum((w * a + b * c).tanh() for a, b, c in rows)
    program = Tape.gather(loss).compile(inputs=[rows], parameters=[w], output=loss)
    x = np.arange(6.0).reshape(2, 3)
    assert program(x) == pytest.approx(loss.item(), rel=1e-14)
    with pytest.raises(ValueError, match=r"input 0 is an array of shape \(3, 2\), recorded as a nest of shape \(2, 3\)"):
        program(x.T)


def test_kinds_take_turns_where_that_saves_calls():
    rng = random.Random(0)
    parameters = [Tensor(rng.uniform(-1, 1)) for _ in range(8)]
    values = [*parameters] * 25
    for _ in range(1500):
        a, b = rng.choice(values[-200:]), rng.choice(values[-200:])
        p, q = rng.choice(parameters), rng.choice(parameters)
        values.append(ag.relu(a * p) - ag.relu(b * q) if rng.random() < 0.3 else p * a - q * b)
    loss = sum(values[-50:])
    tape = Tape.gather(loss)
    level = {}
    for z in tape:
        level[z] = 1 + max(level.get(x, 0) for x in z.inputs)
    soon = len({(level[z], z.op.name) for z in tape})
    program = tape.compile(parameters=parameters, output=loss)
    assert len(program.rows()) < 0.7 * soon
    assert program.rows()[0][0] == 1  # levels are counted from 1
    check(program, loss, parameters)


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("stack", [1, 3])
def test_a_triangle_is_a_part_of_a_product(turned, stack):
    rng = np.random.default_rng(0)
    queries, keys, biases = tensors(rng, stack, 6, 4), tensors(rng, stack, 6, 4), tensors(rng, stack, 6)
    loss = 0.0
    for q, k, b in zip(queries, keys, biases):
        for t in range(6):
            for s in range(t, 6) if turned else range(t + 1):
                fit = sum(x * y for x, y in zip(q[t], k[s])) + b[s]
                loss = loss + ag.tanh(fit) * (0.1 + t - s)
    parameters = flat([queries, keys, biases])
    program = Tape.gather(loss).compile(parameters=parameters, output=loss)
    assert any(name.endswith(f"(6×4) @ (4×6) + b, {21 * stack} of {36 * stack}") for name in names(program))
    check(program, loss, parameters)


def test_an_infinite_factor_reaches_only_its_own_pairs():
    rng = np.random.default_rng(1)
    queries, keys = tensors(rng, 6, 4), tensors(rng, 6, 4)
    keys[5][2].data = math.inf
    fits = {(t, s): sum(x * y for x, y in zip(queries[t], keys[s])) for t in range(6) for s in range(t + 1)}
    kept = [ag.tanh(fit) for fit in fits.values()]
    parameters = flat([queries, keys])
    program = Tape.gather(*kept).compile(parameters=parameters, output=kept)
    assert any("of 36" in name for _, name, _ in program.rows())
    with np.errstate(all="ignore"):
        for z in kept:
            z.backward()
        program()
        program.backward([1.0] * len(kept))
    np.testing.assert_allclose(program.gradient, [p.grad for p in parameters], rtol=1e-11, atol=1e-13)
    assert np.isfinite(program.gradient[:20]).all()


@settings(max_examples=60, deadline=None)
@given(present=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=8, max_size=40), seed=st.integers(0, 99))
def test_any_choice_of_pairs_is_right(present, seed):
    rng = np.random.default_rng(seed)
    left, right, biases = tensors(rng, 6, 3), tensors(rng, 6, 3), tensors(rng, 6)
    sums = [ag.tanh(sum(x * y for x, y in zip(left[i], right[j])) + biases[i]) for i, j in present]
    loss = sum(z * (0.5 + k) for k, z in enumerate(sums))
    parameters = flat([left, right, biases])
    size = sum(abs(z.item()) * (0.5 + k) for k, z in enumerate(sums))
    check(Tape.gather(loss).compile(parameters=parameters, output=loss), loss, parameters, size)


def test_a_factor_that_is_the_same_constant_everywhere():
    weights = tensors(np.random.default_rng(5), 8, 8)
    loss = sum(ag.tanh(sum(2.0 * w for w in row)) for row in weights)
    program = Tape.gather(loss).compile(parameters=flat(weights), output=loss)
    assert any("@" in name for name in names(program))
    check(program, loss, flat(weights))


def test_a_leaf_that_a_group_and_a_thin_stretch_read_gets_both_gradients():
    xs = tensors(np.random.default_rng(6), 50)
    z = sum(ag.tanh(x) for x in xs)
    for _ in range(20):
        z = ag.sin(z) + xs[0]
    program = Tape.gather(z).compile(parameters=xs, output=z)
    assert "one by one" in names(program)
    check(program, z, xs)


def test_a_pole_in_a_thin_stretch_that_nothing_reaches_gives_zero():
    x, far, near = Tensor(0.5), Tensor(1e300), Tensor(1e-300)
    z = x
    for _ in range(10):
        z = ag.where(1.0, ag.sin(z), far / near)  # the branch not taken is infinite, and so are its derivatives
    program = Tape.gather(z).compile(parameters=[x, far, near], output=z)
    assert "one by one" in names(program)
    check(program, z, [x, far, near])
    assert program.gradient[1:].tolist() == [0.0, 0.0]


def test_a_nest_given_as_an_array_before_an_input_of_another_shape():
    pair, x = [Tensor(0.5), Tensor(2.0)], Tensor([1.0, 2.0, 3.0])
    y = (pair[0] * x + pair[1]).sum()
    program = Tape.gather(y).compile(inputs=[pair, x], output=y)
    assert program(np.array([1.0, -1.0]), np.array([1.0, 1.0, 2.0])) == 1.0
