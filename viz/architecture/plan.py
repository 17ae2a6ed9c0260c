"""The plan of a model: its layers as they were put together, with the shapes that are known before any call."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import Any

from nn import Module, Sequential
from viz.architecture.facts import SIGNS, ending, names_of, own_weights, parameters_text, shape_text, title
from viz.graph.graph import Block, Cluster, Edge, Graph, Operation
from viz.graph.words import plain, say_count

UNKNOWN = "what feeds what is drawn once it runs: architecture(model, x)"


class Plan:
    """Builds the Graph of one model."""

    def __init__(self, depth: int) -> None:
        self.depth = depth
        self.graph = Graph()
        self.nodes: dict[Any, str] = {}  # ids by what is drawn: a layer in its model, or one call of a function
        self.links: dict[tuple[str, str], None] = {}
        self.names: dict[int, str] = {}  # of modules whose own names say too little
        self.calls: Counter[str] = Counter()  # how often each layer is called

    def whole(self, model: Module) -> Graph:
        symbols = symbols_of(model)
        if symbols is not None:
            given = {x.key: self.block(x.node.function, x.shape, None, "input") for x in symbols[0]}
            ends = self.link(symbols[1], given, None, 1)
            blocks = self.graph.blocks
            self.graph.blocks = [ending(block) if block.id in ends else block for block in blocks]
        else:
            self.row(model, None, 1)
        self.graph.blocks = [
            replace(block, facts=(*block.facts, f"called {self.calls[block.id]} times")) if self.calls[block.id] > 1 else block
            for block in self.graph.blocks
        ]
        self.graph.edges = [Edge(f"e{i}", tail, head) for i, (tail, head) in enumerate(self.links)]
        self.graph.note = title(model, sum(block.kind not in ("input", "parameter") for block in self.graph.blocks))
        self.graph.title = f"Architecture of {self.graph.note}"
        if len(self.graph.blocks) > 1 and not self.graph.edges:
            self.graph.note += f"; {UNKNOWN}"
        return self.graph

    def link(self, outputs: list[Any], given: dict[Any, str], frame: str | None, level: int) -> list[str]:
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
        inner = symbols_of(called) if isinstance(called, Module) and level < self.depth else None
        if inner is not None and len(inner[0]) == len(feeds) and len(inner[1]) == len(keys):
            cluster = self.frame(called, frame)
            ends = self.link(inner[1], dict(zip((x.key for x in inner[0]), feeds)), cluster, level + 1)
        elif isinstance(called, Module):
            shape = node.specs[0].shape if len(node.specs) == 1 else [spec.shape for spec in node.specs]
            ends = [self.block(called, shape, frame)] * len(keys)
            self.links |= dict.fromkeys((feed, ends[0]) for feed in feeds)
            self.calls[ends[0]] += 1
        else:
            id = f"o{len(self.graph.operations)}"
            name = plain(node.name)
            self.graph.operations.append(
                Operation(id, SIGNS.get(name, name), f"{name}\n{shape_text(node.specs[0].shape)}", frame)
            )
            ends = [id] * len(keys)
            self.links |= dict.fromkeys((feed, id) for feed in feeds)
        made.update(zip(keys, ends))

    def row(self, model: Module, frame: str | None, level: int) -> None:
        """Draw the modules inside a model whose shapes are not known; those in `layers` feed each other in turn."""
        children = list(model.children()) or [model]
        self.names |= names_of(model)
        for name, weight in own_weights(model) if children != [model] else ():
            facts = (shape_text(weight.shape), say_count(weight.size, "parameter"))
            self.graph.blocks.append(Block(f"m{len(self.graph.blocks)}", plain(name), facts, frame, 1, "parameter"))
        ids = []
        for child in children:
            if level < self.depth and child is not model and list(child.children()):
                self.row(child, self.frame(child, frame), level + 1)
            else:
                ids.append(self.block(child, None, frame))
        chained = isinstance(model, Sequential) or isinstance(vars(model).get("layers"), list)  # others run as they like
        if chained and len(ids) == len(children):
            self.links |= dict.fromkeys(pairwise(ids))

    def block(self, layer: Any, shape: Any, frame: str | None, kind: str = "module") -> str:
        """The id of a layer's box, drawn when it is first called."""
        if (layer, frame) not in self.nodes:
            self.nodes[layer, frame] = f"m{len(self.graph.blocks)}"
            name = self.names.get(id(layer)) or plain(layer.name)
            facts = [type(layer).__name__] if kind == "module" else []
            if shape is not None:
                facts.append(", ".join(map(shape_text, shape)) if isinstance(shape, list) else shape_text(shape))
            inner = list(layer.children())
            if inner and kind == "module":
                kinds = {type(child).__name__.lower() for child in inner}
                facts.append(say_count(len(inner), kinds.pop() if len(kinds) == 1 else "module"))
            if kind == "module":
                facts.append(parameters_text(layer))
            self.graph.blocks.append(
                Block(self.nodes[layer, frame], name, tuple(filter(None, map(plain, facts))), frame, 1, kind)
            )
        return self.nodes[layer, frame]

    def frame(self, model: Module, around: str | None) -> str:
        id = f"c{len(self.graph.clusters)}"
        self.graph.clusters.append(Cluster(id, plain(f"{model.name} ({type(model).__name__})"), around))
        return id


def symbols_of(model: Any) -> tuple[list[Any], list[Any]] | None:
    """What enters and what leaves a model as it was drawn up; None for one that is not made of calls, or not yet."""
    try:
        if isinstance(getattr(model, "layers", None), list):
            return list(model.inputs), list(model.outputs)
    except AttributeError:  # the shapes are not known yet
        pass
    return None
