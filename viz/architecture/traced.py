"""A model as it ran on one input: the tape of the call, with what each module did as one box."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from autograd import Scope, Tensor, enable_grad, nest
from nn import Module
from viz.architecture.facts import SIGNS, ending, names_of, own_weights, parameters_text, shape_text, title
from viz.graph.graph import Block, Cluster, Edge, Graph, Operation
from viz.graph.words import plain, say_count
from viz.tape.scopes import Path
from viz.tape.survey import Survey


class Traced:
    """Builds the Graph of one call of a model: `depth` levels of modules are open, the others are boxes."""

    def __init__(self, model: Module, x: Any, depth: int) -> None:
        self.model, self.depth = model, depth
        self.given = [_entering(value) for value in (x if isinstance(x, tuple) else (x,))]
        with enable_grad():
            answer = model(*self.given)
        self.outputs = [z for z in nest.leaves(answer) if isinstance(z, Tensor) and z.op is not None]
        if not self.outputs:
            raise ValueError(
                f"architecture: {plain(model.name)} answered {type(answer).__name__} without an operation on the tape, so "
                "there is nothing to draw: return what Tensors were computed to"
            )
        self.survey = Survey(tuple(self.outputs), {})
        self.batch = np.shape(nest.leaves(self.given[0])[0])[:1]
        self.weights = {id(x): name for name, x in own_weights(model)}
        self.names = {id(model): plain(model.name)}
        for module in model.modules():
            self.names |= names_of(module)
        self.graph = Graph()
        self.nodes: dict[tuple[Any, str | None], str] = {}  # ids by what is drawn, and the frame around it
        self.calls: dict[str, dict[int, None]] = {}  # the scopes that each box stands for
        self.frames: dict[tuple[int, str | None], str] = {}
        self.links: dict[tuple[str, str], None] = {}

    def whole(self) -> Graph:
        made: dict[int, str] = {}  # the node that a Tensor leaves
        for z in self.survey.operations:
            tails = [made.get(id(x)) if x.op is not None else self.leaf(x) for x in z.inputs] + self.find_lookups(z)
            node = made[id(z)] = self.home(z)
            self.links |= dict.fromkeys((tail, node) for tail in tails if tail is not None and tail != node)
        self.say_shapes(made)
        graph = self.graph
        ends = {made[id(z)] for z in self.outputs}
        graph.blocks = [ending(block) if block.id in ends else block for block in graph.blocks]
        graph.edges = [Edge(f"e{i}", tail, head) for i, (tail, head) in enumerate(self.links)]
        graph.note = title(self.model, sum(block.kind in ("module", "output") for block in graph.blocks))
        graph.title = f"Architecture of {graph.note}"
        return graph

    def home(self, z: Tensor) -> str:
        """The id of the box or operation that z belongs to."""
        path = self.inside(z.scope)
        open_, closed = path[: self.depth - 1], path[self.depth - 1 : self.depth]
        if not closed and path and id(path[-1]) not in self.survey.scopes.outer:
            open_, closed = path[:-1], path[-1:]  # a module without modules inside is never open
        frame = self.frame(open_)
        if closed:
            return self.block(closed[0], frame)
        assert z.op is not None
        node = f"o{len(self.graph.operations)}"
        name = plain(z.op.name)
        hint = f"{name}\n{shape_text(self.shape(z))}"
        self.graph.operations.append(Operation(node, SIGNS.get(name, plain(z.op.label)), hint, frame))
        return node

    def inside(self, scope: Scope | None) -> Path:
        """The scopes inside the model's own call, outermost first."""
        path = self.survey.scopes.path(scope)
        start = next((i + 1 for i, s in enumerate(path) if s.owner is self.model), 0)
        return path[start:]

    def frame(self, path: Path) -> str | None:
        """The id of the innermost of these scopes' frames; calls of one module share one."""
        around = None
        for scope in path:
            key = (id(scope.owner), around)
            if key not in self.frames:
                self.frames[key] = f"c{len(self.graph.clusters)}"
                name = f"{self.name(scope)} ({type(scope.owner).__name__})"
                self.graph.clusters.append(Cluster(self.frames[key], plain(name), around))
            around = self.frames[key]
        return around

    def block(self, scope: Scope, frame: str | None) -> str:
        """The id of a module's box, drawn when it is first called."""
        key = (id(scope.owner), frame)
        if key not in self.nodes:
            self.nodes[key] = f"m{len(self.graph.blocks)}"
            facts = [type(scope.owner).__name__] if isinstance(scope.owner, Module) else []
            facts.append(parameters_text(scope.owner) if isinstance(scope.owner, Module) else "")
            self.graph.blocks.append(Block(self.nodes[key], self.name(scope), tuple(facts), frame))
        self.calls.setdefault(self.nodes[key], {})[id(scope)] = None
        return self.nodes[key]

    def name(self, scope: Scope) -> str:
        owner = scope.owner
        return self.names.get(id(owner)) or plain(
            getattr(owner, "name", owner if isinstance(owner, str) else type(owner).__name__)
        )

    def leaf(self, x: Tensor) -> str | None:
        """The id of an input's or a weight's box; None for what belongs to a closed module, and for constants."""
        place = next((i for i, given in enumerate(self.given) if any(x is t for t in nest.leaves(given))), None)
        if place is not None:
            return self.input(place)
        if id(x) not in self.weights:
            return None
        key = (self.weights[id(x)], None)
        if key not in self.nodes:
            self.nodes[key] = f"m{len(self.graph.blocks)}"
            facts = (shape_text(x.shape), say_count(x.size, "parameter"))
            self.graph.blocks.append(Block(self.nodes[key], self.weights[id(x)], facts, None, 1, "parameter"))
        return self.nodes[key]

    def input(self, place: int) -> str:
        key = (("input", place), None)
        if key not in self.nodes:
            self.nodes[key] = f"m{len(self.graph.blocks)}"
            name = "input" if len(self.given) == 1 else f"input {place}"
            shapes = ", ".join(shape_text(self.shape(value)) for value in nest.leaves(self.given[place]))
            self.graph.blocks.append(Block(self.nodes[key], name, (shapes,), None, 1, "input"))
        return self.nodes[key]

    def find_lookups(self, z: Tensor) -> list[str]:
        """The inputs that an operation was told as a setting: whole numbers that choose rows of a weight."""
        told = [np.asarray(value) for value in nest.leaves(z.settings or {}) if isinstance(value, np.ndarray)]
        found = []
        for i, given in enumerate(self.given):
            arrays = [np.asarray(value) for value in nest.leaves(given) if not isinstance(value, Tensor)]
            if any(np.array_equal(a, b) for a in arrays for b in told):
                found.append(self.input(i))
        return found

    def say_shapes(self, made: dict[int, str]) -> None:
        """Each box's facts completed: the shape of what leaves it, and how often it was called."""
        leaving: dict[str, dict[tuple[int | None, ...], None]] = {}
        ends = [(x, made[id(z)]) for z in self.survey.operations for x in z.inputs] + [(z, "") for z in self.outputs]
        for x, node in ends:
            if made.get(id(x), node) != node:
                leaving.setdefault(made[id(x)], {})[self.shape(x)] = None
        self.leaving = {node: list(shapes) for node, shapes in leaving.items()}
        blocks = []
        for block in self.graph.blocks:
            times = len(self.calls.get(block.id, ()))
            facts = [*block.facts[:1], ", ".join(map(shape_text, self.leaving.get(block.id, ()))), *block.facts[1:]]
            facts += [f"called {times} times"] if times > 1 else []
            blocks.append(replace(block, facts=tuple(filter(None, map(plain, facts)))) if block.id in self.calls else block)
        self.graph.blocks = blocks

    def shapes(self) -> dict[int, list[tuple[int | None, ...]]]:
        """The shapes of what each module directly inside the model gave, by its id."""
        self.whole()
        drawn = {owner: id for (owner, frame), id in self.nodes.items() if frame is None and isinstance(owner, int)}
        return {owner: self.leaving[id] for owner, id in drawn.items() if id in self.leaving}

    def shape(self, x: Any) -> tuple[int | None, ...]:
        """A shape with None for the batch."""
        shape = tuple(np.shape(x))
        return (None, *shape[1:]) if shape and shape[:1] == self.batch else shape


def _entering(x: Any) -> Any:
    """Floats as Tensors, so that the tape shows where they go; whole numbers as they are."""

    def entering(value: Any) -> Any:
        data = np.asarray(value.numpy() if isinstance(value, Tensor) else value)
        return Tensor(data) if data.dtype.kind == "f" else data

    return nest.map_leaves(entering, x) if isinstance(x, (dict, list)) and not _numbers(x) else entering(x)


def _numbers(x: Any) -> bool:
    """Whether a list is an array written out."""
    try:
        return isinstance(x, list) and np.asarray(x).dtype.kind in "biuf"
    except ValueError:
        return False
