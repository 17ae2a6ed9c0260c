"""A model as a table: layers, shapes, parameter counts, and what each is fed by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from autograd import printable, text_table
from autograd.nest import map_leaves
from nn.checks import whole

HEAD = ("Layer (type)", "Output shape", "Param #", "Connected to")
NUMBERS = ("Param #", "Frozen", "Share", "Memory")  # columns that stand to the right


class HasLayers(Protocol):
    """What a table shows of a model: its name, the layers inside, and how many parameters there are."""

    name: str

    def children(self) -> Iterator[Any]: ...
    def parameters(self) -> list[Any]: ...
    def named_tensors(self) -> Iterator[tuple[str, Any]]: ...
    @property
    def weights(self) -> list[Any]: ...
    def count_params(self) -> int: ...


def rows_of(model: HasLayers) -> list[tuple[str, ...]]:
    """The head, then for each layer its name and type, output shape and number of parameters; of a graph the links, too."""
    graph = getattr(model, "_graph", None)
    return [HEAD, *_of_graph(graph)] if graph is not None else [HEAD[:3], *_of_row(model)]


def layers_of(model: HasLayers) -> list[Any]:
    """The layers of the rows, in their order; None for a function."""
    graph = getattr(model, "_graph", None)
    if graph is None:
        return [*own_weights(model), *(list(model.children()) or [model])]
    return [None if called is nodes[0] else called for called, nodes in graph.calls.items()]


class OwnWeight:
    """A weight that the model itself holds, such as the vectors of an embedding: a row of its own."""

    built = True

    def __init__(self, name: str, weight: Any) -> None:
        self.name, self.weights = name, [weight]

    def count_params(self) -> int:
        return int(self.weights[0].size)


def own_weights(model: HasLayers) -> list[OwnWeight]:
    """The weights that no module inside the model holds; none if there is no module inside, since then it is one row."""
    children = list(model.children())
    inside = {id(x) for child in children for x in child.weights}
    known = {id(x) for x in model.weights}
    found = {id(x): OwnWeight(name, x) for name, x in model.named_tensors() if id(x) in known - inside}
    return list(found.values()) if children else []


def is_made(layer: Any) -> bool:
    """Whether a layer has all its weights, or none to make."""
    waiting = (m for m in layer.modules() if not m.built)
    return layer.count_params() > 0 or not any("build" in vars(kind) for m in waiting for kind in type(m).__mro__[:-1]
                                               if kind.__name__ != "Module")  # fmt: skip


def totals_of(model: HasLayers) -> dict[str, int]:
    """How many parameters there are, and how many of them training changes or leaves alone."""
    total, trained = model.count_params(), sum(p.size for p in model.parameters())
    return {"Total": total, "Trainable": trained, "Non-trainable": total - trained}


def summary(
    model: HasLayers,
    line_length: int | None = None,
    expand_nested: bool = False,
    show_trainable: bool = False,
    layer_range: Sequence[str] | None = None,
) -> str:
    """One line per layer, and the totals; `Module.summary` says what may be asked for."""
    width = 0 if line_length is None else whole("summary", "line_length", line_length, low=0)
    rows, layers = rows_of(model), layers_of(model)
    if layer_range is not None:
        names = [None if m is None else m.name for m in layers]
        if not isinstance(layer_range, (list, tuple)) or len(layer_range) != 2 or not all(n in names for n in layer_range):
            raise ValueError(f"summary: layer_range names the first and the last layer, two of {names}, got {layer_range!r}")
        first, last = map(names.index, layer_range)
        rows, layers = [rows[0], *rows[1:][first : last + 1]], layers[first : last + 1]
    found = [(row, layer) for row, layer in zip(rows[1:], layers)]
    if expand_nested:
        found = [entry for pair in found for entry in expand_row(*pair)]
    columns = len(rows[0])
    shown = [rows[0], *[(*row, *[""] * (columns - len(row)))[:columns] for row, _ in found]]
    if show_trainable:
        marks = ["Trainable", *("-" if layer is None else "yes" if is_trained(layer) else "no" for _, layer in found)]
        shown = [(*row, mark) for row, mark in zip(shown, marks)]
    return text(model.name, shown, totals_of(model), width)


def expand_row(row: tuple[str, ...], layer: Any, indent: str = "└ ") -> Iterator[tuple[tuple[str, ...], Any]]:
    """A row, and those of the layers inside a model inside."""
    yield row, layer
    if hasattr(layer, "train_on_batch"):
        for inner, found in zip(rows_of(layer)[1:], layers_of(layer)):
            yield from expand_row((indent + inner[0], *inner[1:]), found, "  " + indent)


def is_trained(layer: Any) -> bool:
    """Whether training changes what this layer holds."""
    return bool(getattr(layer, "trainable", True))


def text(name: str, rows: list[tuple[str, ...]], totals: dict[str, int], width: int = 0) -> str:
    """Rows, the first of which is the head, and totals as a table, at least this wide."""
    head, _columns, *lines = text_table(rows, right=NUMBERS)
    rule = printable("─") * max(width, *map(len, [head, *lines]))
    counts = [f"{kind} params: {count:,}" for kind, count in totals.items()]
    return "\n".join([printable(f'Model: "{name}"'), rule, head, rule, *lines, rule, *counts])


def _of_row(model: HasLayers) -> list[tuple[str, ...]]:
    """A layer after the other, each fed by the one before."""
    shape: Any = getattr(model, "_input_shape", None)
    rows: list[tuple[str, ...]] = [
        (f"{x.name} (weight)", str(x.weights[0].shape), f"{x.count_params():,}") for x in own_weights(model)
    ]
    for layer in list(model.children()) or [model]:
        shape = layer.compute_output_shape(shape) if shape is not None else None
        count = f"{layer.count_params():,}" if is_made(layer) else "not built"
        rows.append((f"{layer.name} ({type(layer).__name__})", "?" if shape is None else str(tuple(shape)), count))
    return rows


def _of_graph(graph: Any) -> list[tuple[str, ...]]:
    """Layers and functions, with the names of all that their calls are fed by."""
    rows: list[tuple[str, ...]] = []
    for called, nodes in graph.calls.items():
        kind = "function" if called is nodes[0] else type(called).__name__
        count = f"{called.count_params():,}" if called is not nodes[0] else "0"
        shape = map_leaves(lambda spec: spec.shape, nodes[0].nested_specs)
        feeds = ", ".join(feed.name for node in nodes for feed in node.feeds)
        rows.append((f"{nodes[0].name} ({kind})", str(shape), count, feeds or "-"))
    return rows
