"""The tape of a result as plain data: what the page is told, and all it knows."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from autograd import Op, Tensor, formula, local_derivatives
from viz.graph.words import plain, shape_text, summary
from viz.player.entries import entries, slopes
from viz.player.names import tell_apart
from viz.player.view import View
from viz.tape.survey import Survey


def payload(loss: Tensor, survey: Survey, views: list[View], pictures: list[int]) -> dict[str, Any]:
    """Every value in tape order with its origin, number, gradient and local derivatives, the rows of their ops, the views.

    `pictures` says for each view which of the page's drawings it writes into. The gradients are those of a backward pass from
    `loss` alone; what `.grad` held before, it holds afterwards.
    Raises RuntimeError or ValueError, as `loss.backward()` does, for what cannot be differentiated.
    """
    index = {id(t): i for i, t in enumerate(survey.tensors)}
    paths = tell_apart(survey)
    with set_gradients(loss, survey.tensors):
        values = [_value(t, survey, index, paths.get(id(t), "")) for t in survey.tensors]
    ops = {z.op.name: z.op for z in survey.operations if z.op is not None}
    return {
        "values": values,
        "rows": {name: _row(op) for name, op in ops.items()},
        "views": [_view(view, picture) for view, picture in zip(views, pictures)],
    }


def require_real(survey: Survey) -> None:
    """TypeError for complex numbers on the tape: the page computes with real ones."""
    for t in survey.tensors:
        if t.dtype.kind == "c":
            raise TypeError(
                f"play: {t.describe()} holds complex numbers, and the page computes with real ones: draw(...) shows them, "
                "or write the computation with real and imaginary parts"
            )


@contextmanager
def set_gradients(loss: Tensor, tensors: list[Tensor]) -> Iterator[None]:
    """Inside the block each `.grad` is that of one backward pass from `loss`; afterwards it is what it was before."""
    before = [t.grad for t in tensors]
    try:
        for t in tensors:
            t.grad = None
        loss.backward()
        yield
    finally:
        for t, grad in zip(tensors, before):
            t.grad = grad


def _view(view: View, picture: int) -> dict[str, Any]:
    return {
        "label": view.label,
        "parent": view.parent,
        "picture": picture,
        "nodes": view.nodes,
        "opens": view.opens,
        "boxes": {box.id: [box.label, *box.facts] for box in view.graph.blocks},
        "edges": list(view.edges()),
    }


def _value(t: Tensor, survey: Survey, index: dict[int, int], path: str) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "name": survey.name(t),
        "path": path,
        "position": t.position,
        "kind": survey.kind(t),
        "shape": shape_text(t.shape),
        "dims": list(t.shape),
        "value": _content(t.numpy()),
        "grad": None if t.grad is None else _content(t.grad),
        "differentiable": t.requires_grad,
    }
    if t.op is not None:
        facts["op"] = t.op.name
        facts["inputs"] = [index[id(x)] for x in t.inputs]
        facts["flows"] = [x.requires_grad and t.op.rule(i) is not None for i, x in enumerate(t.inputs)]
        facts["locals"] = [number(d) if isinstance(d, float) else None for d in local_derivatives(t)]
        facts["settings"] = _settings(t.op, t.settings or {})
        if found := slopes(t):
            facts["slopes"] = [None if s is None else [[number(x) for x in row] for row in s] for s in found]
    return facts


def _content(data: Any) -> Any:
    """A number as itself, an array as its least, mean and largest number in short, a small one with its entries as well."""
    if isinstance(data, float):
        return number(data)
    content: dict[str, Any] = {"summary": list(summary(data))}
    found = entries(data)
    return content if found is None else {**content, "entries": [number(x) for x in found]}


def number(x: float) -> float | str:
    """A number as JSON can hold it.

    >>> number(0.5), number(float("-inf"))
    (0.5, '-Infinity')
    """
    if math.isfinite(x):
        return float(x)
    return "NaN" if math.isnan(x) else "Infinity" if x > 0 else "-Infinity"


def _settings(op: Op, settings: dict[str, Any]) -> dict[str, Any]:
    """An operation's settings by name, those not given at their defaults; null for what is not a number."""
    return {key: _setting(value) for key, value in op.arguments.with_defaults(settings).items()}


def _setting(value: Any) -> float | str | None:
    return number(float(value)) if isinstance(value, (int, float, np.number)) else None


def _row(op: Op) -> dict[str, Any]:
    """What the page needs to know of a row of the op table: its label and its formulas."""
    return {
        "label": plain(op.label),
        "letters": formula.letters(op),
        "settings": formula.settings(op),
        "forward": formula.parse(op.tex[0]),
        "shares": [formula.parse(tex) for tex in op.tex[1:]],
        "linear": op.linear,
    }
