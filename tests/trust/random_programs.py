"""Tries random programs in every way of running them, each against the others and against finite differences.

Plain numbers, `backward`, `vjp`, `jvp`, `hvp`, compiled, and replayed with other inputs have to agree. A program that fails is
made as short as it can be and still fail, and printed as Python that runs.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from outcome import Outcome
from program_text import Program, draw_program

from autograd import Tensor, compile, hvp, jvp, vjp

SHORT, LONG = 500, 100_000
STEP = 1e-5


class Disagree(AssertionError):
    """Two ways of running a program that give different numbers."""


def same(what: str, ours: Any, theirs: Any, close: float) -> None:
    """Disagree unless both are the same numbers in the same shape, up to rounding."""
    if np.shape(ours) != np.shape(theirs):
        raise Disagree(f"{what}: shapes {np.shape(ours)} and {np.shape(theirs)}")
    scale = 1.0 + np.max(np.abs(theirs), initial=0.0)
    if not np.allclose(ours, theirs, rtol=close, atol=close * scale):
        raise Disagree(f"{what}: {ours} and {theirs}")


def gradients(f: Callable[..., Any], inputs: list[Any]) -> list[Any]:
    """By `backward`, zeros for what was not used."""
    leaves = [Tensor(x) for x in inputs]
    f(*leaves).backward()
    return [np.zeros(np.shape(x)) if t.grad is None else t.grad for x, t in zip(inputs, leaves)]


def all_gradients(f: Callable[..., Any]) -> Callable[..., Any]:
    """A function that gives the value and all gradients, for `compile`."""

    def both(*xs: Any) -> Any:
        value, back = vjp(f, *xs)
        return value, back(1.0)

    return both


def check_program(program: Program) -> None:
    """Raise if two ways disagree, or one of them cannot run the program."""
    f, inputs, others = program.compile(), program.inputs(), program.inputs(1)
    tangents = program.inputs(2)
    single = "float32" in program.text or any(dtype == "float32" for _, dtype, _ in program.leaves)
    close = 2e-3 if single else 1e-9
    value, grads = f(*inputs), gradients(f, inputs)
    again, back = vjp(f, *inputs)
    same("plain numbers and Tensors", again, value, close)
    for i, (ours, theirs) in enumerate(zip(back(1.0), grads)):
        same(f"vjp and backward, argument {i}", ours, theirs, close)
    along = jvp(f, tuple(inputs), tuple(tangents))[1]
    slope = sum(float(np.sum(g * v)) for g, v in zip(grads, tangents))
    same("jvp and backward", along, slope, close)
    if not single:
        check_differences(f, inputs, tangents, slope)
    if "np.sort" in program.text:
        return  # compile refuses it: it looks at values
    fast, fast_all = compile(f), compile(all_gradients(f))
    for turn, xs in (("recorded", inputs), ("replayed with other inputs", others), ("replayed", inputs)):
        same(f"compiled, {turn}", fast(*xs), f(*xs), close)
        found = fast_all(*xs)
        same(f"compiled value beside gradients, {turn}", found[0], f(*xs), close)
        for i, (ours, theirs) in enumerate(zip(found[1], gradients(f, xs))):
            same(f"compiled gradient, {turn}, argument {i}", ours, theirs, close)


def check_differences(f: Callable[..., Any], inputs: list[Any], tangents: list[Any], slope: float) -> None:
    """First and second order against central differences, where two steps agree: else a kink lies between."""

    def at(step: float) -> list[Any]:
        return [x + step * v for x, v in zip(inputs, tangents)]

    def slope_at(step: float) -> float:
        return sum(float(np.sum(g * v)) for g, v in zip(gradients(f, at(step)), tangents))

    near, far = ((f(*at(h)) - f(*at(-h))) / (2 * h) for h in (STEP, 3 * STEP))
    if abs(near - far) < 1e-6 * (1 + abs(near)):
        same("backward and finite differences", slope, near, 1e-5)
    near, far = ((slope_at(h) - slope_at(-h)) / (2 * h) for h in (STEP, 3 * STEP))
    if abs(near - far) < 1e-5 * (1 + abs(near)):
        curved = hvp(lambda xs: f(*xs), inputs, tangents)
        bend = sum(float(np.sum(h * v)) for h, v in zip(curved, tangents))
        same("hvp and differences of gradients", bend, near, 1e-4)


def find_failure(program: Program) -> str:
    """What is wrong with a program; empty if nothing is."""
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            check_program(program)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


def shrink(program: Program, fails: Callable[[Program], bool]) -> Program:
    """The program without all steps that it does not need to fail."""
    k = len(program.steps) - 1
    while k >= 0:
        shorter = program.without(k)
        if fails(shorter):
            program, k = shorter, min(k, len(shorter.steps))
        k -= 1
    return program


def fails_alike(what: str) -> Callable[[Program], bool]:
    """Whether another program fails in the same comparison, or by the same kind of error."""
    kind = what.split(":")[:2] if what.startswith("Disagree") else what.split(":")[:1]
    return lambda program: find_failure(program).split(":")[: len(kind)] == kind


def try_random_programs(quick: bool = False, seed: int = 0, count: int | None = None) -> Outcome:
    """quick: 500 programs, else 100,000; count: as many as are said."""
    outcome = Outcome("random programs")
    for number in range(count or (SHORT if quick else LONG)):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            program = draw_program(seed * 1_000_000 + number)
        outcome.tried += 1
        what = find_failure(program)
        if what:
            short = shrink(program, fails_alike(what))
            outcome.failures.append(f"program {program.seed}: {find_failure(short) or what}\n{short}")
    return outcome
