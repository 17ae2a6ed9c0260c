"""What in a network is known to do nothing but compute, so that a compiled program may stand for it.

A program repeats the operations of a recording, and nothing else: what a layer prints, counts or draws besides would be lost.
A class of layers says `only_computes = True` of the `call` it writes; so may any function, as an attribute. NumPy's
functions, Python's operators, the rows of the op table and the activations of this package are known.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator
from typing import Any

import numpy as np

import autograd
from autograd import Op
from nn import activations, losses, regularizers
from nn.training.outputs import Losses

COMPUTING = {  # by identity, since functions need not be hashable
    id(f): f for names in (np, np.linalg, operator, autograd, activations) for f in vars(names).values() if callable(f)
}
COMPUTING |= {id(f): f for f in losses.LOSSES.values()}
PENALTIES = (regularizers.L1L2, regularizers.L1, regularizers.L2, regularizers.OrthogonalRegularizer)
OUTSIDE = ("initializer", "regularizer", "constraint")  # attributes whose functions run outside of a call


def only_computes(f: Any) -> bool:
    """Whether this function, or object that can be called, is known to do nothing but compute."""
    return isinstance(f, (Op, np.ufunc)) or id(f) in COMPUTING or bool(getattr(f, "only_computes", False))


def loss_only_computes(loss: Any) -> bool:
    """Whether this loss is known to do nothing but compute: one of this package with a known function, or one that says so."""
    if isinstance(loss, Losses):
        return all([loss_only_computes(part) for _, part, _ in loss.parts])
    known = type(loss) is losses.FunctionLoss or type(loss) in losses.CLASSES.values()
    return only_computes(loss.function) if known else bool(getattr(loss, "only_computes", False))


def penalty_only_computes(regularizer: Any) -> bool:
    """Whether this regularizer is known to do nothing but compute."""
    return type(regularizer) in PENALTIES or only_computes(regularizer)


def unknown_parts(model: Any, inside: list[Any] | None = None) -> Iterator[tuple[str, Any]]:
    """The parts of a model and of the modules inside it that are not known to do nothing but compute, by name."""
    for m in model.modules() if inside is None else (model, *inside):
        if not m.only_computes:
            yield f"{type(m).__name__} {m.name!r}", getattr(m, "call", m)
        held = {"call": m.call} if m is model and "call" in vars(m) else {} if m is model else vars(m)
        for name, value in held.items():
            if callable(value) and not name.endswith(OUTSIDE) and not only_computes(value):
                yield f"{name} of {m.name}", value
        graph = getattr(m, "_graph", None)
        for node in () if graph is None else graph.nodes:
            if not only_computes(node.function):
                yield f"its function {node.function!r} of {m.name}", node.function
