"""compile: replayed functions and derivatives give what they give eagerly, and refuse what they cannot repeat."""

from __future__ import annotations

import math
import pickle
import threading
import weakref
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd as ag
from autograd import TABLE, Tensor, compile, grad, hessian, jacobian, value_and_grad, vjp, where


def same(got, expected, rtol=1e-12):
    if isinstance(expected, dict):
        assert list(got) == list(expected)
        for key in expected:
            same(got[key], expected[key], rtol)
    elif isinstance(expected, (list, tuple)):
        assert type(got) is type(expected)
        assert len(got) == len(expected)
        for a, b in zip(got, expected):
            same(a, b, rtol)
    else:
        assert type(got) is type(expected)
        np.testing.assert_allclose(got, expected, rtol=rtol, atol=1e-13)


def test_a_step_over_a_list_of_numbers():
    def loss(w):
        h = [ag.tanh(w[3 * i] * 0.5 + w[3 * i + 1] * -1.5 + w[3 * i + 2]) for i in range(5)]
        return sum(a * b for a, b in zip(h, w[15:20])) ** 2

    eager, step = value_and_grad(loss), compile(value_and_grad(loss))
    rng = np.random.default_rng(0)
    for _ in range(4):
        w = rng.normal(size=20).tolist()
        same(step(w), eager(w))
    assert list(step.programs) == ["list of 20 numbers"]


class Point(NamedTuple):
    x: float
    y: float


def test_nested_arguments_and_results():
    def f(p, q):
        return {"sum": p.x + q["a"][0], "rest": (p.y * 2.0, [q["a"][1] * p.x, q["n"]], 7.0, "text")}

    compiled = compile(f)
    for k in (1.0, 2.5):
        args = Point(1.0 * k, 2.0), {"a": (3.0, 4.0 * k), "n": np.array([k, 1.0])}
        same(compiled(*args)["sum"], f(*args)["sum"])
        assert compiled(*args)["rest"][:2][0] == 4.0
        same(list(compiled(*args)["rest"][1]), list(f(*args)["rest"][1]))
        assert compiled(*args)["rest"][2:] == (7.0, "text")


def test_gradients_come_nested_like_the_arguments_and_for_the_chosen_ones():
    def f(p, s, a):
        return (p["w"] * a).sum() * s + p["b"][0] * p["b"][1] * s

    eager, step = value_and_grad(f, argnums=(0, 2)), compile(value_and_grad(f, argnums=(0, 2)))
    for s in (1.0, -2.0):
        args = {"w": np.array([1.0, 2.0]), "b": [3.0, s]}, s, np.array([0.5, s])
        same(step(*args), eager(*args))
    same(compile(grad(f, 1))({"w": np.ones(2), "b": [3.0, 2.0]}, 2.0, np.ones(2)), 8.0)


@pytest.mark.parametrize(
    "f",
    [
        lambda x: ag.relu(x) * x**3 + ag.sqrt(abs(x)),
        lambda x: where(x > 0.3, x * x, ag.exp(x)),
        lambda x: where((x > -0.5) & (x < 1.0), x**3, ag.sin(x)),
        lambda x: ag.maximum(x, 0.5) * ag.minimum(x * x, 2.0) + ag.clip(x, -1.0, 1.0) ** 3,
        lambda x: ag.leaky_relu(x) + ag.elu(x) * ag.softplus(x) - np.floor(x) * x,
        lambda x: where(x >= 0, ag.log(abs(x) + 1e-3), x / (2.0 + x)),
    ],
)
def test_derivatives_of_any_order_choose_anew_at_each_replay(f):
    for order in (f, grad(f), grad(grad(f))):
        compiled = compile(order)
        for x in (0.7, -0.8, 1.9, -1.7, 0.2):
            same(compiled(x), float(order(x)), 1e-11)


POLES = {
    "sqrt": lambda x: ag.sqrt(x),
    "power": lambda x: x**3.0,
    "power of a matrix": lambda x: ((x * np.ones((2, 1))) ** 1.5).sum(),
    "division": lambda x: 1.0 / x,
    "log": lambda x: ag.log(x),
    "log1p": lambda x: ag.log1p(x),
    "arcsin": lambda x: np.arcsin(x * 0.3),
    "arccos": lambda x: np.arccos(x * 0.3),
}


@pytest.mark.parametrize("name", POLES)
def test_a_gradient_that_happens_to_be_zero_still_has_a_derivative(name):
    """Second derivatives where the first is 0, as at every minimum, and J·v, which starts from gradients of zeros."""
    row = POLES[name]
    at = float(row(Tensor(1.0)).item())
    square = lambda x: (row(x) - at) ** 2  # noqa: E731 - twice the square of the row's slope is its second derivative at 1
    slope = (row(Tensor(1.0 + 1e-5)).item() - row(Tensor(1.0 - 1e-5)).item()) / 2e-5
    for x in (1.0, 1.3, 1.0):
        same(compile(grad(grad(square)))(x), float(grad(grad(square))(x)), 1e-9)
        same(compile(lambda x: ag.jvp(row, (x,), (2.0,))[1])(x), 2.0 * float(grad(row)(x)))
        same(compile(lambda x: ag.hvp(row, x, 2.0))(x), 2.0 * float(grad(grad(row))(x)), 1e-9)
    same(compile(grad(grad(square)))(1.0), 2.0 * slope**2, 1e-6)


@pytest.mark.parametrize("derivative", [jacobian, hessian])
def test_jacobians_and_hessians_compile(derivative):
    f = {jacobian: lambda x: ag.tanh(x) * x[0], hessian: lambda x: (ag.relu(x) ** 3 * x[1]).sum()}[derivative]
    compiled = compile(derivative(f))
    for x in ([1.0, -2.0, 0.5], [-0.3, 2.0, 1.5]):
        same(compiled(np.array(x)), derivative(f)(np.array(x)))


CASES = [pytest.param(row, sample, id=f"{row.name}-{i}") for row in TABLE.values() for i, sample in enumerate(row.samples())]


@pytest.mark.parametrize(("row", "sample"), CASES)
def test_every_row_on_arrays_and_numbers(row, sample):
    moving = [np.asarray(x).dtype.kind in "fc" for x in sample.inputs]

    def f(*xs):
        full = iter(xs)
        return row(*[next(full) if m else x for m, x in zip(moving, sample.inputs)], **sample.settings)

    def both(*xs):
        value, back = vjp(f, *xs)
        g = np.ones(np.shape(value)) if np.ndim(value) else 1.0
        return value, back(g)

    compiled, compiled_both = compile(f), compile(both)
    xs = [x for x, m in zip(sample.inputs, moving) if m]
    if any(np.iscomplexobj(x) and not np.ndim(x) for x in xs):
        with pytest.raises(TypeError, match="compile takes no single complex number"):
            compiled(*xs)
        return
    for scale in (1.0, 0.9):
        now = [x * scale for x in xs]
        eager = f(*now)
        same(compiled(*now), eager if np.ndim(eager) else float(eager), 1e-14)
        value, grads = both(*now)
        got_value, got = compiled_both(*now)
        same(got_value, value, 1e-14)
        for a, b in zip(got, grads):
            np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-13)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["add", "mul", "sub", "maximum", "tanh", "sin", "sum", "matmul"]),
                          st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=15), st.integers(0, 999))  # fmt: skip
def test_random_programs_of_arrays_and_numbers(plan, seed):
    def f(a, b, c):
        values = [a, b, c, np.array([[0.5], [1.5], [-1.0]]), 2.0]
        for name, i, j in plan:
            x, y = values[i % len(values)], values[j % len(values)]
            if name == "sum":
                values.append(ag.sum(x, axis=0, keepdims=True) if np.ndim(x) == 2 else ag.sum(x))
            elif name == "matmul":
                values.append(ag.tanh(x @ y) if np.shape(x)[-1:] == np.shape(y)[:1] and np.ndim(x) == np.ndim(y) == 2 else x)
            else:
                op = TABLE[name]
                values.append(op(x, y) if len(op.vjps) == 2 else op(x))
        total = a.sum()
        for x in values[-3:]:
            total = total + ag.sum(ag.tanh(x))
        return total

    eager, step = value_and_grad(f, argnums=(0, 1, 2)), compile(value_and_grad(f, argnums=(0, 1, 2)))
    rng = np.random.default_rng(seed)
    for _ in range(3):
        args = rng.normal(size=(3, 3)), rng.normal(size=3), float(rng.normal())
        with np.errstate(all="ignore"):
            same(step(*args), eager(*args), 1e-9)


def looks():
    return [
        (lambda x: x if x > 0 else -x, "if t", "where"),
        (lambda x: x * float(x), "float", "where"),
        (lambda x: x * int(x), "int", "keyword"),
        (lambda x: x * x.item(), "item", "where"),
        (lambda x: x * x.data, "t.data", "itself"),
        (lambda x: x * x.numpy(), "numpy", "itself"),
        (lambda x: x * x.detach(), "detach", "outside"),
        (lambda x: Tensor(x * 2.0), "Tensor", "itself"),
        (lambda x: x * np.argmax(x), "argmax", "where"),
        (lambda x: math.sqrt(x), "float", "itself"),
    ]


@pytest.mark.parametrize(("f", "what", "instead"), looks())
def test_looking_at_a_value_names_the_line_and_the_alternative(f, what, instead):
    with pytest.raises(RuntimeError, match=f"{what}.* at .*test_compiled_function.py:\\d+.*{instead}"):
        compile(f)(2.0)


def test_no_grad_and_backward_inside_are_refused():
    def silent(x):
        with ag.no_grad():
            return x * 2.0

    def played(x):
        (x * x).backward()
        return x

    for f, what in ((silent, "no_grad"), (played, "backward")):
        with pytest.raises(RuntimeError, match=what):
            compile(f)(2.0)


def test_comparisons_stay_plain_outside():
    assert (Tensor(1.0) > 0.5) is True
    assert type(np.greater(Tensor([1.0]), 0.5)) is np.ndarray


def test_another_form_records_anew_and_the_oldest_is_dropped():
    runs = []

    @compile(size=2)
    def f(x, *, power=2):
        runs.append(np.shape(x))
        return ag.sum(x**power)

    assert [f(np.ones(2)), f(np.ones(2) * 2), f(np.ones((1, 3))), f(np.ones(3, np.float32))] == [2.0, 8.0, 3.0, 3.0]
    assert runs == [(2,), (1, 3), (3,)]
    assert len(f.programs) == 2
    assert f(np.ones(3) * 2.0, power=3) == 24.0
    assert repr(f) == "<compiled f, 2 of at most 2 programs recorded>"
    assert list(f.programs) == ["array 3", "array 3, power=3"]
    f.clear()
    assert not f.programs


def test_tensors_used_besides_are_read_at_each_call():
    w, v = Tensor(2.0), Tensor([1.0, 2.0])
    f, g = compile(lambda x: w * x), compile(lambda x: (v * x).sum())
    assert (f(3.0), g(1.0)) == (6.0, 3.0)
    w.data, v.data = 5.0, np.array([3.0, 4.0])
    assert (f(3.0), g(1.0)) == (15.0, 7.0)


def test_called_with_moving_tensors_it_stays_differentiable():
    f = compile(lambda x: x * x)
    assert grad(f)(3.0) == 6.0
    assert compile(lambda x: f(x) + 1.0)(2.0) == 5.0
    assert f(Tensor(2.0, requires_grad=False)) == 4.0


def test_results_are_not_overwritten_by_later_calls():
    step = compile(value_and_grad(lambda x: (x * x).sum()))
    _, first = step(np.array([1.0, 2.0]))
    step(np.array([5.0, 5.0]))
    assert first.tolist() == [2.0, 4.0]


def test_random_numbers_are_drawn_anew_where_they_are_fresh():
    rng = np.random.default_rng(0)
    f = compile(value_and_grad(lambda x: (x * ag.fresh(lambda: rng.random(4) > 0.5, x)).sum()))
    masks = {tuple((f(np.ones(4)))[1].tolist()) for _ in range(20)}
    assert len(masks) > 3
    for mask in masks:
        assert set(mask) <= {0.0, 1.0}


def test_a_gradient_needs_one_number_and_arguments_that_can_be_told_apart():
    with pytest.raises(ValueError, match="one number"):
        compile(grad(lambda x: x * 2.0))(np.ones(2))
    with pytest.raises(TypeError, match="neither a number"):
        compile(lambda x: x)({1})


def test_a_function_that_ignores_its_arguments():
    assert compile(lambda x: 3.0)(1.0) == 3.0
    assert compile(value_and_grad(lambda x: 3.0))(1.0) == (3.0, 0.0)
    assert compile(lambda x: x)(2.5) == 2.5


def test_threads_share_a_compiled_function():
    step = compile(value_and_grad(lambda w: sum(ag.sin(a * b) for a, b in pairwise(w))))
    eager = value_and_grad(lambda w: sum(ag.sin(a * b) for a, b in pairwise(w)))
    inputs = [np.random.default_rng(i).normal(size=30).tolist() for i in range(8)]
    expected, wrong = [eager(w) for w in inputs], []

    def work(i):
        for _ in range(30):
            value, g = step(inputs[i])
            if not np.allclose(g, expected[i][1], rtol=1e-12) or not math.isclose(value, expected[i][0], rel_tol=1e-12):
                wrong.append(i)

    threads = [threading.Thread(target=work, args=(i,)) for i in range(8)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert not wrong


@pytest.mark.parametrize("kind", ["numbers", "arrays"])
def test_threads_that_share_a_program_get_its_answer_or_a_refusal(kind):
    n = 40
    xs = [Tensor(0.1 * i) for i in range(n)] if kind == "numbers" else [Tensor(np.linspace(0.1, 1.0, 5000))]
    z = sum(ag.sum(ag.sin(x * x) + ag.exp(x)) for x in xs)
    program = ag.Tape.gather(z).compile(inputs=[xs], output=z)
    values = [
        [v + 0.01 * i if kind == "numbers" else x.numpy() + 0.01 * i for v, x in zip(np.arange(n) * 0.1, xs)] for i in range(6)
    ]
    expected = [sum(float(np.sum(np.sin(np.square(v)) + np.exp(v))) for v in value) for value in values]
    right, wrong, refused = [], [], []

    def work(i):
        for _ in range(60):
            try:
                value, _ = program.value_and_grad(values[i])
                gradient = program.input_gradients
            except RuntimeError as error:
                refused.append(str(error))
            else:
                (right if math.isclose(value, expected[i], rel_tol=1e-12) and gradient else wrong).append(i)

    threads = [threading.Thread(target=work, args=(i,)) for i in range(6)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert right
    assert not wrong
    assert all("another thread" in message for message in refused)


def test_threads_run_programs_of_their_own():
    wrong = []

    def work(i):
        step = compile(value_and_grad(lambda x: (ag.tanh(x * (i + 1.0)) ** 2).sum()))
        for k in range(40):
            x = np.linspace(0.0, 1.0, 3000) + k
            value, gradient = step(x)
            t = np.tanh(x * (i + 1.0))
            if not (
                math.isclose(value, (t * t).sum(), rel_tol=1e-12) and np.allclose(gradient, 2 * t * (1 - t * t) * (i + 1.0))
            ):
                wrong.append((i, k))

    threads = [threading.Thread(target=work, args=(i,)) for i in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert not wrong


def test_a_program_says_that_it_does_not_pickle():
    f = compile(lambda x: x * 2.0)
    f(1.0)
    with pytest.raises(TypeError, match="record again"):
        pickle.dumps(next(iter(f.programs.values())))


@pytest.mark.parametrize("number", [True, False])
def test_the_gradients_of_tensors_used_besides(number):
    w, b = (Tensor(2.0), Tensor(0.5)) if number else (Tensor([[1.0, 2.0], [3.0, -1.0]]), Tensor([0.5, 1.0]))
    unused = Tensor(1.0)

    def f(x):
        return {"y": ag.tanh(x * w + b if number else x @ w + b), "x": x * 2.0, "text": "same"}

    step = compile(f, parameters=[b, w, unused])
    for k in (1.0, 2.0):
        x = 0.3 * k if number else np.array([[0.1, 0.2], [0.3, -0.4], [0.5, 0.6]]) * k
        g = 2.0 * k if number else np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]) * k
        value, back = step(x)
        eager = f(x)
        same(value["y"], eager["y"].numpy() if not number else eager["y"].item())
        for p in (w, b):
            p.grad = None
        eager["y"].backward(g)
        grads = back({"y": g, "x": x * 0.0, "text": None})
        same(grads, [b.grad, w.grad, 0.0])
        w.data = w.data * 0.5  # read at each call
    _, old = step(x)
    step(x)
    with pytest.raises(RuntimeError, match="has run again since"):
        old({"y": g, "x": x, "text": None})
    with pytest.raises(ValueError, match="nested like the value"):
        step(x)[1](1.0)
    with pytest.raises(TypeError, match="plain numbers and arrays"):
        step(Tensor(x))


@pytest.mark.parametrize("number", [True, False])
def test_a_program_taken_from_a_running_function_is_refused(number):
    x = 2.0 if number else np.array([2.0, 3.0])
    seen = []

    def f(x):
        y = x * x
        ag.effect(lambda value: seen.append(next(iter(compiled.programs.values()))(value)), y)
        return y

    compiled = compile(f)
    with pytest.raises(RuntimeError, match=r"running.*further up"):
        compiled(x)
    program = next(iter(compiled.programs.values()))
    same(program(x), [x * x])  # released again
    assert not seen


def test_a_function_and_its_program_do_not_mix_up_their_runs():
    f = compile(lambda x: x * x * w, parameters=[w := Tensor(2.0)])
    _, back = f(3.0)
    program = next(iter(f.programs.values()))
    program(5.0)
    with pytest.raises(RuntimeError, match="has run again since"):
        back(1.0)
    f(3.0)
    with pytest.raises(RuntimeError, match="forward first"):
        program.backward()


def test_recording_and_the_first_replay_draw_once():
    def f(rng):
        return lambda x: ag.sum(x * ag.fresh(lambda: rng.random(3), x) + ag.fresh(lambda: rng.random(), x))

    eager, compiled = f(np.random.default_rng(5)), compile(f(np.random.default_rng(5)))
    for _ in range(4):
        x = np.array([1.0, 10.0, 100.0])
        same(compiled(x), float(eager(x)))


def test_draws_for_constants_and_draws_that_nothing_needs_happen_at_each_replay():
    def f(rng):
        def noisy(x):
            ag.fresh(rng.random)  # dropped, but the numbers after it are others
            return x * ag.fresh(rng.random, like=np.zeros(3))

        return noisy

    eager, compiled = f(np.random.default_rng(5)), compile(f(np.random.default_rng(5)))
    assert [compiled(2.0) for _ in range(4)] == [eager(2.0) for _ in range(4)]


def test_effects_do_not_keep_what_was_recorded():
    class Owner:
        pass

    owner = Owner()
    dead = weakref.ref(owner)

    def f(x):
        with ag.scope(dead()):
            y = x * 2.0
        ag.effect(lambda value: None, y)
        return y * y

    compiled = compile(f)
    assert compiled(1.0) == 4.0
    del owner
    assert dead() is None


def test_rows_chosen_by_a_tensor():
    table = np.random.default_rng(0).normal(size=(5, 3))
    eager, step = value_and_grad(lambda t, i: (t[i] ** 2).sum()), compile(value_and_grad(lambda t, i: (t[i] ** 2).sum()))
    for rows in ([0, 2, 2], [4, 0, -1]):
        same(step(table, np.array(rows)), eager(table, np.array(rows)))
        same(step(table, np.array(rows, float)), eager(table, np.array(rows)))
    with pytest.raises(IndexError, match=r"whole numbers, got 0\.5"):
        step(table, np.array([1.0, 0.5, 2.0]))
    with pytest.raises(IndexError, match=r"whole numbers, got 0\.5"):
        Tensor(table)[Tensor([1.0, 0.5], requires_grad=False)]
    with pytest.raises(RuntimeError, match="with a Tensor as key"):
        compile(lambda t: t[t > 0.0].sum())(table)
    same(Tensor(table)[Tensor([1.0, 0.0], requires_grad=False)].numpy(), table[[1, 0]])


def test_settings_inside_nested_arguments_stay_in_their_places():
    def f(model, x):
        return (ag.tanh if model["kind"] == "tanh" else ag.sin)(model["w"] * x + model["b"][0])

    compiled = compile(value_and_grad(f))
    for kind in ("tanh", "sin"):
        for x in (0.5, 2.0):
            model = {"w": 1.5, "kind": kind, "b": [0.25, None]}
            value, slopes = compiled(model, x)
            assert value == pytest.approx(getattr(math, kind)(1.5 * x + 0.25))
            assert slopes["kind"] == kind
            assert slopes["b"][1] is None
            slope = 1 - value**2 if kind == "tanh" else math.cos(1.5 * x + 0.25)
            assert (slopes["w"], slopes["b"][0]) == pytest.approx((slope * x, slope))
    assert len(compiled.programs) == 2


def test_a_result_that_does_not_move_is_the_callers_own():
    f = compile(lambda x: (x * 2.0, np.ones(3)))
    f(1.0)[1][:] = 7.0
    np.testing.assert_array_equal(f(1.0)[1], np.ones(3))


def test_a_row_that_chooses_for_all_numbers_at_once_runs_one_by_one():
    """Whether single numbers can run together is tried out, at numbers of both signs."""
    row = ag.Op("all or none", lambda x: np.where(np.all(np.asarray(x) > 0), x * 2.0, x * 3.0) * 1.0,
                (lambda g, z, x: g * np.where(np.asarray(x) > 0, 2.0, 3.0),), "!", ("x", "x"), list, listed=False)  # fmt: skip
    f = compile(value_and_grad(lambda xs: sum(row(x * 1.0) for x in xs)))
    for xs in ([1.0, 2.0, 3.0], [1.0, -2.0, 3.0] * 30, [-1.0, -2.0]):
        value, gradient = f(xs)
        assert value == pytest.approx(sum(x * (2.0 if x > 0 else 3.0) for x in xs))
        assert gradient == [2.0 if x > 0 else 3.0 for x in xs]


def test_gradients_by_arguments_around_one_that_is_no_number():
    step = compile(value_and_grad(lambda x, kind, y: x * x * y if kind == "square" else x * y, (0, 2)))
    assert step(3.0, "square", 2.0) == (18.0, (12.0, 9.0))
    assert step(3.0, "plain", 2.0) == (6.0, (2.0, 3.0))


def test_memory_laid_out_by_columns_is_not_used_for_rows():
    rng = np.random.default_rng(0)
    step = compile(value_and_grad(lambda x, y: ag.sum(ag.sin((ag.exp(x.T) + y) * y)), (0, 1)))
    for _ in range(2):
        x, y = rng.standard_normal((2, 3, 3))
        value, gradients = step(x, y)
        expected, slopes = value_and_grad(lambda x, y: ag.sum(ag.sin((ag.exp(x.T) + y) * y)), (0, 1))(x, y)
        assert value == pytest.approx(expected, rel=1e-12)
        for g, slope in zip(gradients, slopes):
            np.testing.assert_allclose(g, slope, rtol=1e-12)
