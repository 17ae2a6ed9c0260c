"""Programs that are loops of dependent numbers, written once for all engines: what the rows of loops share.

A program takes a list of parameters and the functions that it needs (sin, tanh, exp, sqrt) by name, and gives a loss.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from row import Answer, Case, Row, Setup, Target

Loop = Callable[[list[Any], Any], Any]
FUNCTIONS = ("sin", "tanh", "exp", "sqrt")


def describe(loss: Any, gradient: Any) -> Answer:
    return {"loss": [float(loss)], "gradient": [float(g) for g in gradient]}


def tapegrad(loop: Loop, parameters: list[float], quick: bool) -> Case:
    """Compiled; quick: through numba as soon as it earns its start, else in Python and NumPy alone."""
    import autograd
    from autograd import Tape, Tensor
    from autograd.compiled import machine

    if quick:
        import numba  # noqa: F401

        machine.LOOPS_EARNED = 1  # the code that comes last, at once
    else:
        machine.EARNED = math.inf
    leaves = [Tensor(value) for value in parameters]
    with Tape():
        loss = loop(leaves, autograd)
    program = Tape.gather(loss).compile(parameters=leaves, output=loss)
    if quick:
        for _ in range(2 + machine.EARNED // len(program)):
            program.value_and_grad()
    return program.value_and_grad, lambda: describe(*program.value_and_grad())


def casadi(loop: Loop, parameters: list[float]) -> Case:
    """All operations unrolled, in CasADi's virtual machine on fixed memory (its quickest way in)."""
    import casadi as ca
    import numpy as np

    p = ca.SX.sym("p", len(parameters))
    loss = loop(ca.vertsplit(p), ca)
    function = ca.Function("loss_and_gradient", [p], [loss, ca.gradient(loss, p)])
    memory, run = function.buffer()
    values, value, gradient = np.array(parameters), np.zeros(1), np.zeros(len(parameters))
    memory.set_arg(0, values.data)
    memory.set_res(0, value.data)
    memory.set_res(1, gradient.data)
    kept = function, memory, values, value, gradient  # CasADi holds bare pointers to these

    def work() -> Any:
        run()
        return kept

    def answer() -> Answer:
        work()
        return describe(value[0], gradient)

    return work, answer


def pytorch(loop: Loop, parameters: list[float]) -> Case:
    import torch

    leaves = [torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in parameters]

    def work() -> Any:
        for leaf in leaves:
            leaf.grad = None
        loss = loop(leaves, torch)
        loss.backward()
        return loss

    return work, lambda: describe(work().item(), [leaf.grad for leaf in leaves])


def jax(scan: Callable[[Any], Any], parameters: list[float]) -> Case:
    """The loop written by hand as `lax.scan`, jitted."""
    import jax

    jax.config.update("jax_enable_x64", True)
    run = jax.jit(jax.value_and_grad(scan))

    def work() -> Any:
        return jax.block_until_ready(run(parameters))

    return work, lambda: describe(*work())


def micrograd(loop: Loop, parameters: list[float]) -> Case:
    from micrograd.engine import Value

    def work() -> Any:
        leaves = [Value(value) for value in parameters]
        loss = loop(leaves, SimpleNamespace(sqrt=lambda x: x**0.5))
        loss.backward()
        return loss.data, [leaf.grad for leaf in leaves]

    return work, lambda: describe(*work())


def loop_row(
    work: str, loop: Loop, parameters: list[float], scan: Callable[[Any], Any], arithmetic: bool = False
) -> Row:  # fmt: skip
    """The row of a loop; scan: the same for JAX. arithmetic: whether it is simple enough for micrograd."""
    engines: dict[str, Setup] = {
        "tapegrad (compiled)": lambda: tapegrad(loop, parameters, False),
        "tapegrad (compiled, numba)": lambda: tapegrad(loop, parameters, True),
        "CasADi": lambda: casadi(loop, parameters),
        "PyTorch eager": lambda: pytorch(loop, parameters),
        "JAX jit (lax.scan)": lambda: jax(scan, parameters),
    }
    if arithmetic:
        engines["micrograd"] = lambda: micrograd(loop, parameters)
    targets = (Target("tapegrad (compiled)", "CasADi", 5), Target("tapegrad (compiled, numba)", "CasADi", 0.6))
    return Row(work=work, engines=engines, targets=targets, tolerance=1e-9, rounds=9)
