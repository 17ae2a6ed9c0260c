"""What left each layer when a model ran: read from the tape, which knows what made every value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from autograd import Tape, Tensor, enable_grad
from autograd.nest import leaves
from nn import Module, Neuron, NeuronLayer, PerSample
from viz.graph.words import plain
from viz.plots.canvas import array

Left = dict[Module, list[Tensor]]


def run(owner: str, model: Any, x: Any) -> tuple[Any, Any, Left]:
    """The input as Tensors, what the model answers, and what left each module inside at its last call.

    x: an array, or for several inputs a list, tuple or dict of arrays. What leaves a module is what was made in one of
    its calls and is used outside of it. A layer that hands its input on as it is, such as Dropout outside of training,
    makes nothing and is missing.
    """
    check(owner, model)
    entered = _as_input(model, x)
    with enable_grad():
        answer = model(entered, training=False)
    answers = [t for t in leaves(answer) if isinstance(t, Tensor)]
    calls: dict[Any, dict[int, Tensor]] = {}
    for end in answers:
        for scope in _scopes(end):
            calls.setdefault(scope, {})[end.position] = end
        for z in Tape.gather(end):
            around = _scopes(z)
            for t in z.inputs:
                for scope in _scopes(t) - around if t.op is not None else ():
                    calls.setdefault(scope, {})[t.position] = t
    left: Left = {}
    for scope, made in sorted(calls.items(), key=lambda call: max(call[1])):  # the last call of a module stays
        if isinstance(scope.owner, Module):
            left[scope.owner] = [made[position] for position in sorted(made)]
    return entered, answer, left


def output(left: list[Tensor]) -> np.ndarray:
    """What left a layer, as one array: (n, ...). Neurons leave columns, (n,) each, that become (n, neurons)."""
    if all(t.ndim <= 1 for t in left):
        return np.stack([np.ravel(t.numpy()) for t in left], axis=-1)  # neurons × (n,) -> (n, neurons)
    return np.asarray(left[-1].numpy())


def _scopes(t: Any) -> set[Any]:
    """The calls that were running when t was made."""
    found, scope = set(), t.scope
    while scope is not None:
        found.add(scope)
        scope = scope.parent
    return found


def _several(x: Any) -> bool:
    """Is x a nest of arrays, and not an array written as lists?"""
    return isinstance(x, dict) or (isinstance(x, (list, tuple)) and all(isinstance(part, (np.ndarray, Tensor)) for part in x))


def _as_input(model: Module, x: Any) -> Any:
    """x as what the model takes: numbers in its weights' dtype, to differentiate by; whole numbers as they are."""
    if isinstance(x, dict):
        return {name: _as_input(model, part) for name, part in x.items()}
    if _several(x):
        return [_as_input(model, part) for part in x]
    x = array(x)
    if isinstance(model, (PerSample, NeuronLayer, Neuron)) and x.ndim == 2:
        return [Tensor(column.astype(float)) for column in x.T]  # (n, features) -> features × (n,): neurons read columns
    if x.dtype.kind == "f":
        floats = [w.dtype for w in model.weights if w.dtype.kind == "f"]
        return Tensor(x.astype(floats[0] if floats else x.dtype))
    return Tensor(x, requires_grad=False)


def one_input(owner: str, x: Any) -> Any:
    """x, if it holds one input, (1, ...), or several arrays of one each; ValueError otherwise."""
    parts = [array(part) for part in (leaves(x) if _several(x) else [x])]
    for part in parts:
        if not part.ndim or len(part) != 1:
            raise ValueError(
                f"{owner} looks at one input, with its axis for the batch: x[:1] or image[None], got shape {part.shape}"
            )
        if part.dtype.kind not in "biuf":
            raise TypeError(f"{owner} takes numbers as input, got {part.dtype} data")
    return x if _several(x) else parts[0]


def names_of(model: Module) -> dict[Module, str]:
    """All modules inside by the path of names that leads to them, as in the names of parameters."""
    found: dict[Module, str] = {}
    for m, path in _name_modules(model):
        found.setdefault(m, path)
    return found


def _name_modules(model: Module, prefix: str = "", above: tuple[Module, ...] = ()) -> Iterator[tuple[Module, str]]:
    for name, m in model.named_children():
        if m is not model and m not in above:
            yield m, prefix + name
            yield from _name_modules(m, f"{prefix}{name}.", (*above, model))


def find_module(owner: str, model: Module, layer: Any) -> Module:
    """The module that is meant: itself, its name or the path of names to it, or its number among the layers."""
    check(owner, model)
    paths = names_of(model)
    layers = list(getattr(model, "layers", None) or model.children())
    if isinstance(layer, Module):
        if layer is model or layer in paths:
            return layer
        raise ValueError(f"{owner}: {plain(layer.name)} is no part of {plain(model.name)}")
    if isinstance(layer, (int, np.integer)) and not isinstance(layer, bool) and -len(layers) <= layer < len(layers):
        chosen: Module = layers[layer]
        return chosen
    named = [m for m, path in paths.items() if path == layer] or [m for m in paths if m.name == layer]
    if len(named) == 1:
        return named[0]
    if named:
        raise ValueError(f"{owner}: {plain(layer)} could be {' or '.join(plain(paths[m]) for m in named)}: use that name")
    names = ", ".join(f"{i} {plain(paths.get(m, m.name))}" for i, m in enumerate(layers))
    raise ValueError(f"{owner}: {plain(model.name)} has no layer {plain(repr(layer))}; its layers are {names or 'none'}")


def check(owner: str, model: Any) -> None:
    """TypeError for what is no Module."""
    if not isinstance(model, Module):
        raise TypeError(f"{owner} looks into nn Modules, got {type(model).__name__}")
