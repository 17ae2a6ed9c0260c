"""The tape of a result as plain data: what the page is told, and all it knows."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from autograd import Op, Tensor, formula, local_derivatives
from viz.graph.graph import Graph
from viz.graph.words import plain, shape_text, summary
from viz.tape.survey import Survey


def payload(loss: Tensor, survey: Survey, graph: Graph) -> dict[str, Any]:
    """Every value in tape order with its origin, number, gradient and local derivatives, and the rows of their ops.

    Value i is drawn in `graph` as v<i>, the operation that made it as o<i>; its `edges` are those that enter the
    operation, in the order of the inputs, and then the one that leaves it.

    The gradients are those of a backward pass from `loss` alone; what `.grad` held before, it holds afterwards.
    Raises RuntimeError or ValueError, as `loss.backward()` does, for what cannot be differentiated.
    """
    index = {id(t): i for i, t in enumerate(survey.tensors)}
    with played(loss, survey.tensors):
        values = [_value(t, survey, index) for t in survey.tensors]
    edges: dict[str, list[str]] = {}
    for edge in graph.edges:
        edges.setdefault(edge.tail if edge.tail.startswith("o") else edge.head, []).append(edge.id)
    for i, facts in enumerate(values):
        facts["edges"] = edges.get(f"o{i}", [])
    ops = {z.op.name: z.op for z in survey.operations if z.op is not None}
    return {"values": values, "rows": {name: _row(op) for name, op in ops.items()}}


@contextmanager
def played(loss: Tensor, tensors: list[Tensor]) -> Iterator[None]:
    """Inside, each `.grad` is that of one backward pass from `loss`; outside, what it was."""
    before = [t.grad for t in tensors]
    try:
        for t in tensors:
            t.grad = None
        loss.backward()
        yield
    finally:
        for t, grad in zip(tensors, before):
            t.grad = grad


def _value(t: Tensor, survey: Survey, index: dict[int, int]) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "name": survey.name(t),
        "position": t.position,
        "kind": survey.kind(t),
        "shape": shape_text(t.shape),
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
    return facts


def _content(data: Any) -> Any:
    """A number as itself, an array as {"summary": its least, mean and largest number in short}."""
    return number(data) if isinstance(data, float) else {"summary": list(summary(data))}


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
    return number(float(value)) if isinstance(value, (int, float)) else None


def _row(op: Op) -> dict[str, Any]:
    """What the page needs to know of a row of the op table: its label and its formulas."""
    return {
        "label": plain(op.label),
        "letters": formula.letters(op),
        "settings": formula.settings(op),
        "forward": formula.parse(op.tex[0]),
        "shares": [formula.parse(tex) for tex in op.tex[1:]],
    }
