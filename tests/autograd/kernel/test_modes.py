"""What holds while code runs: no_grad, scopes, watchers, anomaly mode, in their own threads and after exceptions."""

from __future__ import annotations

import math
import sys
import threading

import numpy as np
import pytest

from autograd import Tape, Tensor, detect_anomaly, enable_grad, grad, no_grad, scope, watch


def test_no_grad_as_context_and_as_decorator():
    x = Tensor(2.0)

    @no_grad()
    def predict(x):
        return x * x

    with no_grad():
        y = x * x
        with no_grad():
            pass
        assert not (x + 1.0).requires_grad  # the inner block did not switch recording on
    for z in (y, predict(x), predict(x)):
        assert (z.item(), z.requires_grad, z.op, z.inputs) == (4.0, False, None, ())
    assert (x * x).requires_grad
    with pytest.raises(RuntimeError, match=r"nothing to differentiate.*no_grad\(\)"):
        y.backward()


def test_enable_grad_records_inside_no_grad_and_keeps_who_watches():
    seen = []

    class Seen:
        everything = False

        def recorded(self, z):
            seen.append(z.op.name)

        def played(self, operations):
            pass

    x = Tensor(3.0)
    with watch(Seen()), no_grad():
        with enable_grad():
            z = x * x
        assert not (x * x).requires_grad
    z.backward()
    assert (x.grad, seen) == (6.0, ["mul"])


def test_no_grad_reaches_numpy_functions_and_derivatives_of_functions():
    x = Tensor([1.0, 2.0])
    with no_grad():
        assert not np.exp(x).requires_grad
        assert not np.concatenate([x, x]).requires_grad
        g = grad(lambda t: (t * t).sum())(x)
    np.testing.assert_array_equal(g, [2.0, 4.0])
    assert type(g) is np.ndarray
    assert grad(lambda t: freeze(t) * t)(3.0) == 9.0


@no_grad()
def freeze(t):
    return t * t


@pytest.mark.parametrize("mode", [no_grad, detect_anomaly, Tape, lambda: scope("layer")])
def test_an_exception_inside_restores_the_mode(mode):
    with pytest.raises(ZeroDivisionError), mode():
        raise ZeroDivisionError
    x = Tensor(-1.0)
    y = np.sqrt(x)  # a NaN, outside detect_anomaly
    assert y.requires_grad
    assert y.scope is None


def test_modes_are_each_threads_own():
    inside, checked = threading.Event(), threading.Event()

    def work():
        with no_grad(), Tape():
            inside.set()
            checked.wait(5)

    thread = threading.Thread(target=work)
    thread.start()
    inside.wait(5)
    try:
        with Tape() as tape:
            y = Tensor(2.0) * 3.0
        assert y.requires_grad
        assert len(tape) == 1
    finally:
        checked.set()
        thread.join()


def test_scopes_nest():
    x = Tensor(1.0)
    with scope("net"):
        with scope("layer"):
            y = x * 2.0
        z = x * 3.0
    assert (y.scope.owner, y.scope.parent.owner) == ("layer", "net")
    assert (z.scope.owner, z.scope.parent) == ("net", None)
    assert (x * 4.0).scope is None


def test_a_watcher_hears_of_operations_and_of_backward_passes():
    class Log:
        def __init__(self):
            self.heard = []

        def recorded(self, z):
            self.heard.append(z.op.name)

        everything = False

        def played(self, operations):
            self.heard.append([z.op.name for z in operations])

    log = Log()
    x = Tensor(2.0)
    with watch(log):
        (x * x).exp().backward()
    x * x
    assert log.heard == ["mul", "exp", ["exp", "mul"]]


def test_anomaly_names_operation_inputs_and_line_of_a_forward_nan():
    x = Tensor(-1.0, name="depth")
    with detect_anomaly():
        y = x * 2.0
        with pytest.raises(FloatingPointError) as caught:
            np.sqrt(y)
        line = sys._getframe().f_lineno - 1
        with pytest.raises(FloatingPointError, match="log produced a NaN from depth = -1, at "):
            np.log(x)
        with pytest.raises(FloatingPointError, match=r"sqrt produced a NaN from an array \(2,\) from -1 to 4, at "):
            np.sqrt(Tensor([-1.0, 4.0]))
    assert str(caught.value) == f"sqrt produced a NaN from -2, at {__file__}:{line}"


def test_anomaly_names_operation_and_line_of_a_backward_nan():
    x = Tensor(0.0, name="x")
    x.grad = 5.0
    with detect_anomaly():
        root = x**0.5
        y = root * root
        line = sys._getframe().f_lineno - 1
        with pytest.raises(FloatingPointError) as caught:
            (y * 1.0).backward(math.inf)
    assert str(caught.value) == (
        f"the derivative of mul by the result of pow at position {root.position} is NaN "
        f"(inputs 0, 0; gradient of the result inf), recorded at {__file__}:{line}"
    )
    assert x.grad == 5.0  # not lost


def test_anomaly_does_not_blame_an_operation_for_a_nan_that_arrived():
    x = Tensor(2.0)
    with detect_anomaly():
        (x * 3.0).backward(math.nan)
    assert math.isnan(x.grad)


def test_without_anomaly_mode_a_nan_is_just_a_nan():
    y = np.log(Tensor(-1.0, name="x"))
    assert np.isnan(y.item())
    assert Tape.gather(y * 2.0).first_nan() == "log produced a NaN from x = -1"
    assert Tape.gather(Tensor(1.0) * 2.0).first_nan() is None


def test_anomalies_of_a_backward_pass_of_functions_are_found_too():
    with detect_anomaly(), pytest.raises(FloatingPointError, match="produced a NaN"):
        grad(lambda x: np.sqrt(x * x))(0.0)  # ∞ · 0
    with detect_anomaly():
        assert grad(lambda x: np.sqrt(x * x))(2.0) == 1.0


@pytest.mark.parametrize("x", [2.0, Tensor(2.0)])
def test_the_scope_of_a_recorded_pass_tells_whose_gradients_it_computes(x):
    class Listener(list):
        everything = True

        def recorded(self, z):
            self.append(z)

        def played(self, operations):
            pass

    with watch(listener := Listener()):
        found = grad(lambda x: x.exp() * 3.0)(x)
    *_, exp, product, first, second = listener
    seed = first.inputs[0].position
    noted = {seed: [product.position], first.position: [exp.position]}
    if isinstance(x, Tensor):  # then the gradient of x itself is recorded, too
        noted[second.position] = [exp.inputs[0].position]
        assert found is second
    assert second.scope.gradient_of == noted
    assert (second.scope.owner, second.scope.parent) == ("backward", None)


def test_a_part_that_was_run_is_over_afterwards():
    scope.run("encoder", Tensor(2.0).exp)
    assert Tensor(2.0).exp().scope is None
