"""Every way to write between forward and backward: the gradient of what was computed, or a refusal. Eagerly and compiled."""

from __future__ import annotations

import numpy as np
import pytest

from autograd import Op, Tape, Tensor, compile, logsumexp, no_grad, vjp

A = np.array([[1.0, -2.0], [3.0, 0.5]])
B = np.array([[7.0, 8.0], [-9.0, 10.0]])


def hold(view, write):
    """Ways that hold a view of the array from before the forward pass."""

    def begin(x):
        array = view(x.data)
        return lambda x: write(array)

    return begin


def cast(a):
    return a.view(np.int64)


WAYS = {
    "assigned": lambda x: setattr(x, "data", B),
    "assigned a list": lambda x: setattr(x, "data", B.tolist()),
    "assigned a Tensor": lambda x: setattr(x, "data", Tensor(B)),
    "assigned itself, changed": lambda x: setattr(x, "data", x.data * 3.0),
    "+=": lambda x: exec("x.data += 1.0", {"x": x}),
    "*=": lambda x: exec("x.data *= 2.0", {"x": x}),
    "[:]": lambda x: x.data.__setitem__(slice(None), B),
    "[0, 1]": lambda x: x.data.__setitem__((0, 1), 5.0),
    "[mask]": lambda x: x.data.__setitem__(x.data > 0, 5.0),
    "a row": lambda x: x.data[1].__setitem__(0, 5.0),
    "T": lambda x: x.data.T.__setitem__(0, 5.0),
    "reshape": lambda x: x.data.reshape(-1).__setitem__(2, 5.0),
    "ravel": lambda x: x.data.ravel().__setitem__(2, 5.0),
    "flat": lambda x: x.data.flat.__setitem__(2, 5.0),
    "diagonal": lambda x: np.einsum("ii->i", x.data).__setitem__(0, 5.0),
    "fill": lambda x: x.data.fill(5.0),
    "sort": lambda x: x.data.sort(axis=1),
    "partition": lambda x: x.data[::-1].partition(0, axis=1),
    "byteswap": lambda x: x.data.byteswap(inplace=True),
    "put": lambda x: x.data.put([0], 5.0),
    "setfield": lambda x: x.data.setfield(5.0, float),
    "real": lambda x: x.data.real.__setitem__(0, 5.0),
    "another dtype": lambda x: cast(x.data).__setitem__(0, 5),
    "a memoryview": lambda x: memoryview(x.data).__setitem__((0, 0), 5.0),
    "np.copyto": lambda x: np.copyto(x.data, B),
    "np.put": lambda x: np.put(x.data, [0], 5.0),
    "np.place": lambda x: np.place(x.data, x.data > 0, [5.0]),
    "np.putmask": lambda x: np.putmask(x.data, x.data > 0, 5.0),
    "np.put_along_axis": lambda x: np.put_along_axis(x.data, np.array([[0], [1]]), 5.0, 1),
    "np.fill_diagonal": lambda x: np.fill_diagonal(x.data, 5.0),
    "np.nan_to_num": lambda x: (x.data.__setitem__(0, np.nan), np.nan_to_num(x.data, copy=False)),
    "out=": lambda x: np.add(A, B, out=x.data),
    "out= of itself": lambda x: np.multiply(x.data, 2.0, out=x.data),
    "add.at": lambda x: np.add.at(x.data, (0, 0), 5.0),
    "matmul out=": lambda x: np.matmul(A, B, out=x.data),
    "clip out=": lambda x: x.data.clip(0.0, 1.0, out=x.data),
    "shuffle": lambda x: np.random.default_rng(1).shuffle(x.data, axis=1),
    "random out=": lambda x: np.random.default_rng(0).random(out=x.data),
    "nditer": lambda x: np.nditer(x.data, op_flags=[["readwrite"]])[0].__setitem__(..., 5.0),
    "NaN": lambda x: x.data.__setitem__(0, np.nan),
    "a view from before": hold(lambda a: a[0, 1:], lambda a: a.fill(5.0)),
    "flat from before": hold(lambda a: a.flat, lambda a: a.__setitem__(0, 5.0)),
    "a memoryview from before": hold(memoryview, lambda a: a.__setitem__((0, 0), 5.0)),
    "bound": lambda x: x.bind(np.zeros((2, 2))),
    "bound and written": lambda x: (x.bind(m := np.zeros((2, 2))), m.fill(5.0), x.touch()),
    "an array from before it was bound": hold(lambda a: a, lambda a: None),
    "numpy()": lambda x: x.numpy().__setitem__(0, 5.0),
    "numpy() made writeable": lambda x: (a := x.numpy(), a.setflags(write=True), a.fill(5.0)),
    "numpy()'s flags": lambda x: (a := x.numpy(), setattr(a.flags, "writeable", True), a.fill(5.0)),
    "a row of numpy()": lambda x: (a := x.numpy()[0], a.setflags(write=True), a.fill(5.0)),
    "the base of numpy()": lambda x: (a := x.numpy().base, a.__setitem__((0, 0), 5.0)),
    "a result made writeable": lambda x: (a := x[:].data, a.setflags(write=True), a.fill(5.0)),
    "x[0] = ": lambda x: x.__setitem__(0, 5.0),
    "x += 1, which is another Tensor": lambda x: exec("x += 1.0", {"x": x}),
    "a view of it": lambda x: x[0].data.__setitem__(0, 5.0),
    "a view of it, assigned": lambda x: setattr(x[0], "data", 5.0),
    "a detached copy": lambda x: x.detach().data.fill(5.0),
    "a copy": lambda x: Tensor(x).data.fill(5.0),
    "its gradient": lambda x: setattr(x, "grad", None),
    "nothing": lambda x: x.data,
}
# a number's ways
NUMBERS = {
    "assigned": lambda x: setattr(x, "data", 5.0),
    "+=": lambda x: exec("x.data += 1.0", {"x": x}),
    "assigned an array": lambda x: setattr(x, "data", np.array(5.0)),
    "nothing": lambda x: x.data,
}


def begin_pass(way, x):
    """Ways may begin before the forward pass."""
    return way(x) if getattr(way, "__qualname__", "").endswith("begin") else way


def refuse(action):
    """What the action gives, or the refusal itself."""
    try:
        return action()
    except (RuntimeError, ValueError, TypeError, AttributeError) as error:
        return error


def right_or_refused(write, finish, expected):
    written = refuse(write)
    found = refuse(finish)
    if isinstance(found, Exception):
        assert "was written after" in str(found)
    else:
        np.testing.assert_allclose(found, expected, rtol=1e-12)
    return written, found


def through_row(x, k):
    return (x * x * k).sum() if x.shape else x * x * k


ENGINES = ["eager", "compiled", "compiled, x an argument's factor"]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", [*WAYS, *(f"number: {name}" for name in NUMBERS)])
def test_a_leaf_written_between_forward_and_backward(name, engine):
    number = name.startswith("number: ")
    way, value = (NUMBERS[name[8:]], 1.5) if number else (WAYS[name], A)
    x, k = Tensor(value), 3.0 if number else np.array([[1.0, 2.0], [3.0, 4.0]])
    write = begin_pass(way, x)
    if engine == "eager":
        y = through_row(x, k)
        found = right_or_refused(lambda: write(x), lambda: (y.backward(), x.grad)[1], 2.0 * value * k)
    elif engine == "compiled":
        _, back = compile(lambda k: through_row(x, k), parameters=[x])(k)
        found = right_or_refused(lambda: write(x), lambda: back(1.0)[0], 2.0 * value * k)
    else:
        w = Tensor(value * 2.0)
        _, back = compile(lambda k: through_row(w, x * k), parameters=[w, x])(k)
        found = right_or_refused(lambda: write(x), lambda: back(1.0)[1], 4.0 * value * value * k)
    if name.endswith("nothing"):
        assert not isinstance(found[1], Exception)


@pytest.mark.parametrize("engine", ["eager", "compiled"])
@pytest.mark.parametrize("name", WAYS)
def test_a_constant_written_between_forward_and_backward(name, engine):
    x, w = Tensor(A, requires_grad=False), Tensor(B)
    write = begin_pass(WAYS[name], x)
    if engine == "eager":
        y = (w * w * x).sum()
        right_or_refused(lambda: write(x), lambda: (y.backward(), w.grad)[1], 2.0 * A * B)
    else:
        _, back = compile(lambda k: (w * w * x * k).sum(), parameters=[w])(1.0)
        right_or_refused(lambda: write(x), lambda: back(1.0)[0], 2.0 * A * B)


VIEWS = {
    "a slice": lambda x: x[:, :],
    "T": lambda x: x.T.T,
    "reshape": lambda x: x.reshape(-1).reshape(2, 2),
    "broadcast": lambda x: np.broadcast_to(x, (3, 2, 2))[1],
    "squeeze": lambda x: np.squeeze(np.expand_dims(x, 0), 0),
    "ravel": lambda x: x.ravel().reshape(2, 2),
    "swapaxes": lambda x: np.swapaxes(np.swapaxes(x, 0, 1), 0, 1),
    "moveaxis": lambda x: np.moveaxis(np.moveaxis(x, 0, 1), 0, 1),
    "rows put together": lambda x: np.stack(list(x)),
    "a diagonal and the rest": lambda x: x[::-1][::-1],
    "astype": lambda x: x.astype(float),
    "a view of a view's alias": lambda x: (+x[:])[:],
    "detach": lambda x: x[:].detach(),
}


def of_a_constant(view):
    x = Tensor(A, requires_grad=False)
    return x, view(x)


def of_a_leaf(view):
    x = Tensor(A)
    with no_grad():
        return x, view(x)


def of_a_view_on_the_tape(view):
    x = Tensor(A)
    y = x[:]
    with no_grad():
        return x, view(y)


@pytest.mark.parametrize("source", [of_a_constant, of_a_leaf, of_a_view_on_the_tape])
@pytest.mark.parametrize("name", VIEWS)
@pytest.mark.parametrize("way", ["assigned", "[:]", "out=", "bound and written"])
def test_a_write_behind_a_view_that_is_off_the_tape(name, source, way):
    w = Tensor(B)
    x, z = source(VIEWS[name])
    y = (w * w * z).sum()
    right_or_refused(lambda: WAYS[way](x), lambda: (y.backward(), w.grad)[1], 2.0 * A * B)
    w.grad = None
    now = np.array(z.numpy())
    later = (w * w * z).sum()  # what is computed after the write is right, with what the view shows now
    later.backward()
    np.testing.assert_allclose(w.grad, 2.0 * now * B, rtol=1e-12)
    assert later.item() == pytest.approx(float((B * B * now).sum()))


def test_a_view_off_the_tape_cannot_be_written_itself():
    for make in (of_a_constant, of_a_leaf, of_a_view_on_the_tape):
        for view in VIEWS.values():
            x, z = make(view)
            for write in (lambda: z.data.fill(0.0), lambda: setattr(z, "data", np.zeros((2, 2)))):  # noqa: B023
                refuse(write)
            np.testing.assert_array_equal(x.numpy(), A)


def test_an_array_from_before_it_was_bound_takes_no_writes():
    x = Tensor(A)
    array = x.data
    x.bind(np.zeros((2, 2)))
    with pytest.raises(ValueError, match="read-only"):
        array[:] = 0.0
    x.data[:] = B
    np.testing.assert_array_equal(x.numpy(), B)


@pytest.mark.parametrize("kind", ["numbers", "arrays"])
def test_writes_to_what_went_into_a_program_and_came_out(kind):
    """Inputs, results, gradients and parameters are the caller's: writing them between the passes changes nothing."""
    x, w = (Tensor(3.0), Tensor(2.0)) if kind == "numbers" else (Tensor(A), Tensor(B))
    y = np.exp(0.1 * w) * w * x
    program = Tape.gather(y).compile(inputs=[x], parameters=[w], output=y)
    compiled = compile(lambda x: np.exp(0.1 * w) * w * x, parameters=[w])
    for scale in (1.0, 0.5):
        given = np.array(x.numpy() * scale) if kind == "arrays" else 3.0 * scale
        now = np.array(w.numpy())
        slope = np.exp(0.1 * now) * (0.1 * now + 1.0) * np.array(given)
        seed = np.ones_like(B) if kind == "arrays" else 1.0
        for run in (lambda: (program(given), program.backward), lambda: compiled(given)):  # noqa: B023
            value, back = run()
            program.parameters[:] = 100.0
            program.parameters = 50.0
            if kind == "arrays":
                given[:] *= 7.0
                value[:] = 0.0
            found = back(seed)
            found = found[0] if isinstance(found, list) else found.reshape(np.shape(slope))
            np.testing.assert_allclose(found, slope, rtol=1e-12)
            program.refresh()
            if kind == "arrays":
                given[:] /= 7.0
    program(given)
    program.parameters -= 0.1 * program.backward(seed)
    np.testing.assert_allclose(program.parameters, np.ravel(now) - 0.1 * np.ravel(slope), rtol=1e-12)


@pytest.mark.parametrize("values", [None, "1", np.zeros(5), [[1.0]], [None] * 4, 1j])
def test_parameters_of_a_program_are_numbers(values):
    w = Tensor(A)
    program = Tape.gather(y := (w * w).sum()).compile(parameters=[w], output=y)
    with pytest.raises(ValueError, match=r"takes 4 numbers in one vector, or one for all, got"):
        program.parameters = values
    np.testing.assert_array_equal(program.parameters, A.ravel())


def test_a_gradient_given_to_back_has_the_values_shape():
    w = Tensor(A)
    _, back = compile(lambda x: w * x, parameters=[w])(2.0)
    for wrong in (1.0, np.ones(2), np.ones((1, 2, 2))):
        with pytest.raises(ValueError, match=r"back: the value has shape \(2, 2\), but its gradient was given as"):
            back(wrong)
    np.testing.assert_array_equal(back(np.ones((2, 2), int))[0], 2.0 * np.ones((2, 2)))


def test_a_parameter_that_shares_through_something_computed_outside_is_refused():
    w = Tensor(A, name="w")
    doubled = w * 2.0
    with pytest.raises(ValueError, match=r"result of mul .* computed outside from the parameter 'w'.* compute it inside f"):
        compile(lambda x: (doubled * w * x).sum(), parameters=[w])(2.0)
    v = Tensor(B)  # one that has nothing to do with it
    _, back = compile(lambda x: (doubled * v * x).sum(), parameters=[v])(2.0)
    np.testing.assert_array_equal(back(1.0)[0], 4.0 * A)
    _, back = compile(lambda x: (w[:] * v * x).sum(), parameters=[v])(2.0)
    shown = w[:]
    _, back = compile(lambda x: (shown * v * v * x).sum(), parameters=[v])(2.0)
    right_or_refused(lambda: setattr(w, "data", B), lambda: back(1.0)[0], 4.0 * A * B)


@pytest.mark.parametrize("name", WAYS)
def test_a_constant_argument_written_between_forward_and_backward(name):
    x, w = Tensor(A, requires_grad=False), Tensor(B)
    write = begin_pass(WAYS[name], x)
    two = compile(lambda x, k: (w * w * x * k).sum(), parameters=[w])
    for k in (1.0, np.ones((2, 2))):
        _, back = two(x, k)
    right_or_refused(lambda: (write(x), k.fill(0.0)), lambda: back(1.0)[0], 2.0 * A * B)
    now = np.array(x.numpy())
    _, back = two(x, 1.0)
    np.testing.assert_allclose(back(1.0)[0], 2.0 * now * B)


@pytest.mark.parametrize("is_hooked", [False, True])
def test_a_leaf_that_was_written_behind_its_back_takes_a_gradient_of_its_own(is_hooked):
    x = Tensor(np.zeros(3))
    x.data = np.array([0.0, 0.0, 1.0])
    x.data[...] = 0.0
    if is_hooked:
        x.register_hook(lambda g: g * 2.0)
    x.backward(np.ones(3))
    assert x.grad.tolist() == [2.0 if is_hooked else 1.0] * 3


@pytest.mark.parametrize("name", ["assigned", "fill"])
def test_a_factor_from_outside_that_was_written_is_refused_where_a_function_is_differentiated(name):
    x, w = Tensor(A), Tensor(B)
    _, back = vjp(lambda x: (x * w).sum(), x)
    WAYS[name](w)
    with pytest.raises(RuntimeError, match=r"was written after mul .* used it"):
        back(1.0)


def test_a_factor_from_outside_that_was_only_looked_at_is_not_refused():
    w = Tensor(B)
    _, back = vjp(lambda x: (x * w).sum(), A)
    assert w.data[0, 0] == B[0, 0]
    np.testing.assert_array_equal(back(1.0)[0].numpy(), B)


def test_a_view_off_the_tape_of_a_leaf_that_was_looked_at_stays_good():
    x, w = Tensor(A), Tensor(B[0])
    assert x.data[0, 0] == A[0, 0]
    with no_grad():
        row = x[0]
    (row * w).sum().backward()
    np.testing.assert_array_equal(w.grad, A[0])


def test_what_is_its_input_itself_off_the_tape_changes_with_it():
    same = Op("same", lambda x: x, lambda g, z, x: g, listed=False)
    x, w = Tensor(A), Tensor(B)
    with no_grad():
        z = same(x)
    loss = (z * w).sum()
    x.data[0, 0] = 9.0
    with pytest.raises(RuntimeError, match="was written after mul"):
        loss.backward()


def test_what_was_computed_off_the_tape_in_memory_of_its_own_does_not_change_with_its_inputs():
    x, w = Tensor(A), Tensor(B[0])
    with no_grad():
        total = logsumexp(x, axis=0)  # laid out anew: it has a base, and not that of x
    loss = (total * w).sum()
    x.data[:] = B
    loss.backward()
    np.testing.assert_array_equal(w.grad, total.numpy())


@pytest.mark.parametrize(
    "use", [np.negative, lambda x: -x, lambda x: x * 2.0, lambda x: 2.0 * x, lambda x: x + x, np.sum, lambda x: x @ B]
)
def test_a_leaf_that_was_written_is_used_with_its_new_value(use):
    x = Tensor(A)
    before = use(x)
    x.data[0, 0] = 9.0
    after = use(x)
    refuse(lambda: before.sum().backward())
    after.sum().backward()
    fresh = Tensor(x.numpy())
    use(fresh).sum().backward()
    np.testing.assert_array_equal(after.numpy(), use(fresh).numpy())
    np.testing.assert_array_equal(x.grad, fresh.grad)
