"""Rows of the speed table about derivatives: one program, run by ours, by HIPS' autograd and by JAX, and once more in PyTorch.

A program is a function of (namespace, *arrays) with the namespace's NumPy, such as `autograd.numpy`. HIPS' package has
the name of ours, so its process takes it from the folder that HIPS_AUTOGRAD names, a checkout that you have.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

import numpy as np
from row import Answer, Case, Row, Setup, Target

Program = Callable[..., Any]  # (np, *arrays) -> number or array
Odeint = Callable[..., Any]


class Namespace:
    """A library's NumPy, its ODE solver, and what it calls the derivatives."""

    def __init__(self, numpy: ModuleType, derivative: Callable[[str, Program], Program], odeint: Odeint | None = None) -> None:
        self.numpy, self.derivative, self.odeint = numpy, derivative, odeint


def tapegrad() -> Namespace:
    autograd = importlib.import_module("autograd")
    if not hasattr(autograd, "Tensor"):
        raise ImportError("this process has the other autograd")
    odeint = lazily("autograd.scipy.integrate", "odeint")
    return Namespace(importlib.import_module("autograd.numpy"), lambda kind, f: getattr(autograd, kind)(f), odeint)


def hips() -> Namespace:
    folder = os.environ.get("HIPS_AUTOGRAD")
    if not folder:
        raise ImportError("HIPS_AUTOGRAD names no checkout")
    sys.path.insert(0, folder)
    autograd = importlib.import_module("autograd")
    solver, builtins = lazily("autograd.scipy.integrate", "odeint"), importlib.import_module("autograd.builtins")

    def odeint(f: Program, y: Any, t: Any, args: tuple[Any, ...]) -> Any:
        return solver(f, y, t, builtins.tuple(args))  # it looks into no other tuple

    return Namespace(importlib.import_module("autograd.numpy"), lambda kind, f: getattr(autograd, kind)(f), odeint)


def jax() -> Namespace:
    jax = importlib.import_module("jax")
    jax.config.update("jax_enable_x64", True)

    def derivative(kind: str, f: Program) -> Program:
        compiled = jax.jit(getattr(jax, {"jacobian": "jacrev"}.get(kind, kind))(f))
        return lambda *arrays: jax.block_until_ready(compiled(*arrays))

    solver = lazily("jax.experimental.ode", "odeint")
    return Namespace(importlib.import_module("jax.numpy"), derivative, lambda f, y, t, args: solver(f, y, t, *args))


def lazily(module: str, name: str) -> Program:
    """A function of a module that is imported when it is first called."""
    return lambda *args: getattr(importlib.import_module(module), name)(*args)


def setup(library: Callable[[], Namespace], kind: str, program: Program, arrays: Sequence[Any], solves: bool) -> Setup:
    """The case of one library: the derivative by the first array."""

    def begin() -> Case:
        found = library()
        first = (found.numpy, found.odeint) if solves else (found.numpy,)
        derivative = found.derivative(kind, lambda x: program(*first, x, *arrays[1:]))
        x = np.array(arrays[0])
        return (lambda: derivative(x)), (lambda: flat(derivative(x)))

    return begin


def flat(derivative: Any) -> Answer:
    return {"derivative": [float(v) for v in np.asarray(derivative).ravel()]}


def pytorch(kind: str, program: Program, arrays: Sequence[Any]) -> Setup:
    """The case of PyTorch: its own program of (torch, *tensors)."""

    def begin() -> Case:
        torch = importlib.import_module("torch")
        x = torch.tensor(arrays[0], requires_grad=kind == "grad")
        others = [torch.tensor(a) if isinstance(a, np.ndarray) else a for a in arrays[1:]]

        def gradient() -> Any:
            return torch.autograd.grad(program(torch, x, *others), x)[0]

        many = {"jacobian": torch.func.jacrev, "hessian": torch.func.hessian}.get(kind)
        work = gradient if many is None else lambda: many(lambda x: program(torch, x, *others))(x)
        return work, lambda: flat(work().detach().numpy())

    return begin


def row(
    work: str, kind: str, program: Program, arrays: Sequence[Any], torch: Program | None = None, *, tolerance: float = 1e-9,
    solves: bool = False,
) -> Row:  # fmt: skip
    """One line of the table. `torch` is the program in PyTorch's words, `solves` whether a program takes an ODE solver too."""
    libraries = {"tapegrad": tapegrad, "HIPS autograd": hips, "JAX jit": jax}
    engines = {name: setup(library, kind, program, arrays, solves) for name, library in libraries.items()}
    targets = [Target("tapegrad", "HIPS autograd", 1.0)]
    if torch is not None:
        engines["PyTorch"] = pytorch(kind, torch, arrays)
        targets.append(Target("tapegrad", "PyTorch", 1.5))
    return Row(work=work, engines=engines, targets=tuple(targets), tolerance=tolerance)
