"""What left each layer when a model ran: read from the tape, which knows who made every value."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd import Tape, Tensor, enable_grad
from nn import Module
from viz.plots.canvas import array
from viz.text import plain


def run(who: str, model: Any, x: Any) -> tuple[Tensor, Tensor, dict[Module, Tensor]]:
    """The input as a Tensor, what the model answers, and what left each module inside at its last call.

    What leaves a module is what was made in one of its calls and is used outside of it. A layer that hands its input
    on as it is, such as Dropout outside of training, makes nothing and is missing.
    """
    entered = given(who, model, x)
    with enable_grad():
        answer = model(entered, training=False)
    if not isinstance(answer, Tensor):
        raise TypeError(f"{who} looks into models with one output, {plain(model.name)} gives a {type(answer).__name__}")
    left: dict[Module, Tensor] = {}
    for z in Tape.gather(answer):
        around = _scopes(z)
        for t in z.inputs:
            left |= {scope.owner: t for scope in _scopes(t) - around}
    left |= {scope.owner: answer for scope in _scopes(answer)}
    return entered, answer, {m: t for m, t in left.items() if isinstance(m, Module)}


def _scopes(t: Any) -> set[Any]:
    """The calls that were running when t was made."""
    found, scope = set(), t.scope
    while scope is not None:
        found.add(scope)
        scope = scope.parent
    return found


def given(who: str, model: Any, x: Any) -> Tensor:
    """x as what the model takes: numbers in its weights' dtype, to differentiate by; whole numbers as they are."""
    _check(who, model)
    x = array(x)
    if x.dtype.kind == "f":
        floats = [w.dtype for w in model.weights if w.dtype.kind == "f"]
        return Tensor(x.astype(floats[0] if floats else x.dtype))
    return Tensor(x, requires_grad=False)


def one_input(who: str, x: Any) -> np.ndarray:
    """x as an array that holds one input, (1, ...)."""
    x = array(x)
    if not x.ndim or len(x) != 1:
        raise ValueError(f"{who} looks at one input, with its axis for the batch: x[:1] or image[None], got shape {x.shape}")
    return np.asarray(x)


def found(who: str, model: Module, layer: Any) -> Module:
    """The module that is meant: itself, its name, or its number among the layers."""
    _check(who, model)
    layers = list(getattr(model, "layers", None) or model.children())
    if isinstance(layer, Module):
        return layer
    if isinstance(layer, (int, np.integer)) and -len(layers) <= layer < len(layers):
        chosen: Module = layers[layer]
        return chosen
    named = [m for m in model.modules() if m.name == layer]
    if not named:
        names = ", ".join(f"{i} {plain(m.name)}" for i, m in enumerate(layers))
        raise ValueError(f"{who}: {plain(model.name)} has no layer {layer!r}; its layers are {names}")
    return named[0]


def _check(who: str, model: Any) -> None:
    if not isinstance(model, Module):
        raise TypeError(f"{who} looks into nn Modules, got {type(model).__name__}")
