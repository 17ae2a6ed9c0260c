"""architecture: a model as a graph of its layers, with shapes and parameter counts."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import Any

from nn import Module
from viz.formats.drawing import Drawing
from viz.graph.graph import Block, Cluster, Edge, Graph, Operation
from viz.graph.rows import shortened
from viz.graph.words import counted, plain

SIGNS = {"add": "+", "sub": "−", "mul": "×", "truediv": "÷", "pow": "^", "matmul": "@", "getitem": "[ ]"}


def architecture(
    model: Module,
    depth: int = 1,
    rankdir: str = "TB",
    limit: int = 300,
    engine: str = "auto",
    time_limit: float = 20.0,
    theme: str = "light",
) -> Drawing:
    """Draw a model's layers: what feeds what, the shape of what comes out (n is the batch), how many parameters.

    model: a Module. depth: how many levels of models are open (default 1); models inside are frames, or boxes where they are
    closed. rankdir: "TB" from top to bottom (default) or "LR" from left to right. limit: more nodes than this are folded
    further (default 300). engine: "auto" (default), "dot" or "pygraphviz". time_limit: seconds for each engine (default 20.0).
    theme: "light" (default), "dark", or "auto", an SVG that follows its reader's choice.
    Equal layers in a row become one box, marked ×N. A layer that is called twice is there once, and says so. What feeds what is
    known of models with inputs: functional ones, and a Sequential whose input shape is known.
    Raises TypeError for what is not a Module, ValueError for settings that do not exist.

    >>> from nn import Dense, Sequential
    >>> architecture(Sequential([Dense(3, input_shape=(2,)), Dense(1)]))
    <Drawing: Architecture of sequential: 2 layers, 13 parameters>
    """
    if not isinstance(model, Module):
        raise TypeError(f"architecture draws nn Modules, got {type(model).__name__}: to draw a computation use draw")
    if isinstance(depth, bool) or not isinstance(depth, int) or depth < 1:
        raise ValueError(f"architecture: depth={depth!r} is how many levels of models are open: 1, 2, ...")
    graph = _Plan(depth).whole(model)
    return Drawing(shortened(graph, limit, "layer"), rankdir, engine, time_limit, theme)


class _Plan:
    """Builds the Graph of one model."""

    def __init__(self, depth: int) -> None:
        self.depth = depth
        self.graph = Graph()
        self.nodes: dict[Any, str] = {}  # ids by what is drawn: a layer in its model, or one call of a function
        self.links: dict[tuple[str, str], None] = {}
        self.calls: Counter[str] = Counter()  # how often each layer is called

    def whole(self, model: Module) -> Graph:
        symbols = _symbols(model)
        if symbols is not None:
            given = {x.key: self.block(x.node.function, x.shape, None, "input") for x in symbols[0]}
            ends = self.linked(symbols[1], given, None, 1)
            blocks = self.graph.blocks
            self.graph.blocks = [_ending(block) if block.id in ends else block for block in blocks]
        else:
            self.row(model, None, 1)
        self.graph.blocks = [
            replace(block, facts=(*block.facts, f"called {self.calls[block.id]} times")) if self.calls[block.id] > 1 else block
            for block in self.graph.blocks
        ]
        layers = sum(block.kind != "input" for block in self.graph.blocks)
        sizes = [counted(layers, "layer"), counted(model.count_params(), "parameter")]
        frozen = model.count_params() - sum(p.size for p in model.parameters())
        if frozen:
            sizes.append(f"{frozen:,} of them not trained")
        self.graph.edges = [Edge(f"e{i}", tail, head) for i, (tail, head) in enumerate(self.links)]
        self.graph.note = f"{plain(model.name)}: {', '.join(sizes)}"
        self.graph.title = f"Architecture of {self.graph.note}"
        return self.graph

    def linked(self, outputs: list[Any], given: dict[Any, str], frame: str | None, level: int) -> list[str]:
        """Draw what leads from `given` (ids by the keys of Symbols) to `outputs`; the ids these come from."""
        made = dict(given)
        stack = [(x, False) for x in reversed(outputs)]
        while stack:
            x, fed = stack.pop()
            if x.key in made:
                continue
            if fed:
                self.call(x.node, made, frame, level)
            else:
                stack.append((x, True))
                stack.extend((feed, False) for feed in reversed(x.node.feeds))
        return [made[x.key] for x in outputs]

    def call(self, node: Any, made: dict[Any, str], frame: str | None, level: int) -> None:
        """Draw one call of a layer, model or function."""
        feeds = [made[feed.key] for feed in node.feeds]
        called, keys = node.function, [(node, i) for i in range(len(node.specs))]
        inner = _symbols(called) if isinstance(called, Module) and level < self.depth else None
        if inner is not None and len(inner[0]) == len(feeds) and len(inner[1]) == len(keys):
            cluster = self.frame(called, frame)
            ends = self.linked(inner[1], dict(zip((x.key for x in inner[0]), feeds)), cluster, level + 1)
        elif isinstance(called, Module):
            shape = node.specs[0].shape if len(node.specs) == 1 else [spec.shape for spec in node.specs]
            ends = [self.block(called, shape, frame)] * len(keys)
            self.links |= dict.fromkeys((feed, ends[0]) for feed in feeds)
            self.calls[ends[0]] += 1
        else:
            id = f"o{len(self.graph.operations)}"
            name = plain(node.name)
            self.graph.operations.append(Operation(id, SIGNS.get(name, name), f"{name}\n{_shape(node.specs[0].shape)}", frame))
            ends = [id] * len(keys)
            self.links |= dict.fromkeys((feed, id) for feed in feeds)
        made.update(zip(keys, ends))

    def row(self, model: Module, frame: str | None, level: int) -> None:
        """Draw the modules inside a model whose shapes are not known; those in `layers` feed each other in turn."""
        children = list(model.children()) or [model]
        ids = []
        for child in children:
            if level < self.depth and child is not model and list(child.children()):
                self.row(child, self.frame(child, frame), level + 1)
            else:
                ids.append(self.block(child, None, frame))
        if isinstance(getattr(model, "layers", None), list) and len(ids) == len(children):
            self.links |= dict.fromkeys(pairwise(ids))

    def block(self, layer: Any, shape: Any, frame: str | None, kind: str = "module") -> str:
        """The id of a layer's box, drawn when it is first called."""
        if (layer, frame) not in self.nodes:
            id = self.nodes[layer, frame] = f"m{len(self.graph.blocks)}"
            facts = [type(layer).__name__] if kind == "module" else []
            if shape is not None:
                facts.append(", ".join(map(_shape, shape)) if isinstance(shape, list) else _shape(shape))
            inner = list(layer.children())
            if inner and kind == "module":
                kinds = {type(child).__name__.lower() for child in inner}
                facts.append(counted(len(inner), kinds.pop() if len(kinds) == 1 else "module"))
            if kind == "module":
                facts.append(_parameters(layer))
            self.graph.blocks.append(Block(id, plain(layer.name), tuple(filter(None, map(plain, facts))), frame, 1, kind))
        return self.nodes[layer, frame]

    def frame(self, model: Module, around: str | None) -> str:
        id = f"c{len(self.graph.clusters)}"
        self.graph.clusters.append(Cluster(id, plain(f"{model.name} ({type(model).__name__})"), around))
        return id


def _symbols(model: Any) -> tuple[list[Any], list[Any]] | None:
    """What enters and what leaves a model as it was drawn up; None for one that is not made of calls, or not yet."""
    try:
        if isinstance(getattr(model, "layers", None), list):
            return list(model.inputs), list(model.outputs)
    except AttributeError:  # the shapes are not known yet
        pass
    return None


def _ending(block: Block) -> Block:
    return Block(block.id, block.label, block.facts, block.cluster, block.count, "output") if block.kind == "module" else block


def _shape(shape: tuple[Any, ...]) -> str:
    """
    >>> _shape((None, 28, 28))
    'n × 28 × 28'
    """
    return " × ".join("n" if size is None else str(size) for size in shape) or "one number"


def _parameters(layer: Module) -> str:
    if not layer.built:
        return "not built yet"
    total = layer.count_params()
    trained = sum(p.size for p in layer.parameters())
    frozen = f", {trained:,} trained" if trained < total else ""
    return f"{counted(total, 'parameter')}{frozen}" if total else ""
