"""What a box of a layer says: its type, the shape of what comes out, how many parameters it holds."""

from __future__ import annotations

from typing import Any

from autograd import Tensor
from nn import Module
from nn.modules.summary import is_made
from viz.graph.graph import Block
from viz.graph.words import plain, say_count

SIGNS = {"add": "+", "sub": "−", "mul": "×", "truediv": "÷", "pow": "^", "matmul": "@", "getitem": "[ ]"}


def shape_text(shape: tuple[Any, ...]) -> str:
    """
    >>> shape_text((None, 28, 28))
    'n × 28 × 28'
    """
    return " × ".join("n" if size is None else str(size) for size in shape) or "one number"


def parameters_text(layer: Module) -> str:
    total = layer.count_params()
    if not is_made(layer):
        return "not built yet"
    trained = sum(p.size for p in layer.parameters())
    frozen = f", {trained:,} trained" if trained < total else ""
    return f"{say_count(total, 'parameter')}{frozen}" if total else ""


def names_of(model: Module) -> dict[int, str]:
    """What the modules and weights directly inside a model are called, by their ids: their own names, or their paths.

    A name that several have, or that is only that of the class, says less than the attribute that holds the module.
    """
    children = list(model.named_children())
    own = [child.name for _, child in children]
    names = {}
    for path, child in children:
        telling = child.name != type(child).name and own.count(child.name) == 1
        names[id(child)] = plain(child.name if telling or own.count(child.name) == 1 == len(own) else path)
    return names | {id(x): plain(path) for path, x in own_weights(model)}


def own_weights(model: Module) -> list[tuple[str, Tensor]]:
    """The weights that no module inside the model holds, such as the vectors of an embedding, with their names."""
    inside = {id(x) for child in model.children() for x in child.weights}
    weights = {id(x) for x in model.weights}
    return [(name, x) for name, x in model.named_tensors() if id(x) in weights and id(x) not in inside]


def ending(block: Block) -> Block:
    return Block(block.id, block.label, block.facts, block.cluster, block.count, "output") if block.kind == "module" else block


def title(model: Module, layers: int) -> str:
    """The model's name with how many layers and parameters it has."""
    sizes = [say_count(layers, "layer"), say_count(model.count_params(), "parameter")]
    frozen = model.count_params() - sum(p.size for p in model.parameters())
    if frozen:
        sizes.append(f"{frozen:,} of them not trained")
    return f"{plain(model.name)}: {', '.join(sizes)}"
