"""A computation that raised, drawn up to the operation that failed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any

import numpy as np

from autograd import Op, Scope, Tape, Tensor, printable
from nn import Module
from viz.formats.drawing import Drawing
from viz.graph.graph import Edge, Graph, Operation
from viz.graph.words import plain, shape_text
from viz.reading.read import reader
from viz.reading.reader import Reader
from viz.tape.scopes import label

LONGEST = 300  # characters of an error's message that a drawing shows


class watch_failure:
    """Watch a block of code. An error leaves the block as usual, and afterwards the failure can be drawn.

        with watch_failure() as failed:
            loss = model(x)
        failed.draw()

    The drawing shows what was computed up to the operation that failed, which is red and bears the message. Takes no arguments.

    >>> import autograd
    >>> try:
    ...     with watch_failure() as failed:
    ...         autograd.Tensor([[1.0, 2.0]]) @ autograd.Tensor([[3.0, 4.0]])
    ... except ValueError:
    ...     print(type(failed.error).__name__)
    ValueError
    """

    def __init__(self) -> None:
        self.error: Exception | None = None
        self._tape = Tape()
        self._place = Place("", [], [])

    def __enter__(self) -> watch_failure:
        self._tape.__enter__()
        return self

    def __exit__(self, kind: Any, error: BaseException | None, traceback: TracebackType | None) -> None:
        self._tape.__exit__(kind, error, traceback)
        if isinstance(error, Exception):
            self.error = error
            self._place = find(traceback)
        else:
            self._tape = Tape()  # nothing failed: nothing is kept alive

    def draw(
        self, *, rankdir: str = "LR", engine: str = "auto", time_limit: float = 20.0, theme: str = "auto", **settings: Any
    ) -> Drawing:
        """The drawing; takes what `viz.draw` takes. Raises RuntimeError if nothing failed."""
        if self.error is None:
            raise RuntimeError("watch_failure: nothing failed in this block, so there is nothing to draw: use draw(result)")
        inputs = self._place.inputs or _ends(self._tape)
        message = plain(f"{type(self.error).__name__}: {self.error}", LONGEST)
        title = f"{self._place.label} failed: {message}"
        failed = Operation("failed", self._place.label, title, None, "failed", message)
        if not inputs:
            return Drawing(Graph(operations=[failed], title=title), rankdir, engine, time_limit, theme)
        reading = reader(tuple(inputs), **settings)
        graph = reading.read()
        graph.values = [replace(v, kind="result") if v.kind == "output" else v for v in graph.values]
        graph.operations.append(replace(failed, cluster=reading.cluster(_scope(reading, self._place.modules))))
        index = {id(t): i for i, t in enumerate(reading.survey.tensors)}
        for x in inputs:
            tail = reading.ids(reading.bundle(index[id(x)]))
            shape = shape_text(x.shape) or "one number"
            graph.edges.append(Edge(f"e{len(graph.edges)}", tail, "failed", hint=f"shape {shape}", mark="failed"))
        graph.title = f"{graph.title}; {title}"
        return Drawing(graph, rankdir, engine, time_limit, theme)

    def __str__(self) -> str:
        return printable(repr(self))

    def __repr__(self) -> str:
        return f"<watch_failure: {'nothing failed' if self.error is None else repr(self.error)}>"


@dataclass
class Place:
    """Where something failed: what to call it, what it was given, and the modules around it, outermost first."""

    label: str
    inputs: list[Tensor]
    modules: list[Module]


def find(traceback: TracebackType | None) -> Place:
    """Read a traceback: the operation that failed with its inputs, else the innermost function that held Tensors."""
    frames = []
    while traceback is not None:
        frames.append(traceback.tb_frame)
        traceback = traceback.tb_next
    modules: list[Module] = []
    for frame in frames:
        owner = frame.f_locals.get("self")
        if isinstance(owner, Module) and frame.f_code.co_name in ("call", "__call__") and owner not in modules:
            modules.append(owner)
    op: Op | None = None
    for frame in reversed(frames):
        here = frame.f_locals
        op = op or next((value for value in here.values() if isinstance(value, Op)), None)
        module = here.get("self") if op is None else None
        found = _list_given(here, isinstance(module, Module))
        if any(isinstance(x, Tensor) for x in found) or (found and module):
            if op is None and modules:
                return Place(label(Scope(modules[-1])), [_tensor(x) for x in found], modules[:-1])
            return Place(plain(frame.f_code.co_name if op is None else op.label), [_tensor(x) for x in found], modules)
    name = label(Scope(modules.pop())) if modules else frames[-1].f_code.co_name if frames else ""
    return Place(plain(name), [], modules)


def _list_given(here: dict[str, Any], module: bool) -> list[Any]:
    """The Tensors that a function holds, and the arrays and numbers that an operation or a module was given."""
    numbers = (Tensor, np.ndarray, float, int)
    if isinstance(here.get("inputs"), (tuple, list)):  # an operation of the table
        return [x for x in here["inputs"] if isinstance(x, numbers)]
    if "other" in here:  # an operator: both sides, which may be the same
        return [x for name, x in here.items() if name in ("self", "other") and isinstance(x, numbers)]
    given = [x for value in here.values() for x in (value if isinstance(value, (tuple, list)) else [value])]
    kinds = (Tensor, np.ndarray) if module else Tensor
    return list({id(x): x for x in given if isinstance(x, kinds)}.values())


def _tensor(x: Any) -> Tensor:
    return x if isinstance(x, Tensor) else Tensor(x, requires_grad=False)


def _ends(tape: Tape) -> list[Tensor]:
    """The recorded results that nothing recorded used."""
    used = {id(x) for z in tape for x in z.inputs}
    return [z for z in tape if isinstance(z, Tensor) and id(z) not in used]


def _scope(reading: Reader, modules: list[Module]) -> Scope | None:
    """The latest scope of these modules, or a new one inside it where an inner module had recorded nothing yet."""
    found: Scope | None = None
    for module in modules:
        known = [s for s in reading.survey.scopes.all.values() if s.owner is module and s.parent is found]
        found = known[-1] if known else Scope(module, found)
    return found
