"""Where a model's weights lie in Keras' files: a path for each layer, and its own weights by number.

layers/dense/vars/0, layers/dense/vars/1, layers/bidirectional/forward_layer/cell/vars/0, ...
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from autograd import Tensor

CELL = ("LSTM", "GRU", "SimpleRNN")  # whose weights Keras keeps in a cell inside
RENAMED = {  # attributes of a class that Keras calls otherwise
    "MultiHeadAttention": {
        "query": "query_dense", "key": "key_dense", "value": "value_dense", "attention_output": "output_dense",
    },
}  # fmt: skip


class Place(NamedTuple):
    """A group of a file: its path, the name of what it belongs to, and its weights in order."""

    path: str
    name: str
    weights: list[Tensor]


def places(module: Any, path: str = "", seen: set[int] | None = None) -> Iterator[Place]:
    """The groups of a module and of all inside it, each module once."""
    seen = set() if seen is None else seen
    if id(module) in seen:
        return
    seen.add(id(module))
    kind = type(module).__name__
    yield Place(join(path, "cell") if kind in CELL else path, module.name, own_weights(module))
    for name, child in branches(module):
        yield from below(child, join(path, RENAMED.get(kind, {}).get(name, name)), seen)


def branches(module: Any) -> Iterator[tuple[str, Any]]:
    """What lies directly inside, by the name of its attribute: first the layers of a network, then the rest by the alphabet."""
    if has_network(module):
        yield "layers", list(module.layers)
    for name, value in sorted(vars(module).items()):
        if not name.startswith("_") and name != "layers":
            yield name, value
    if not has_network(module) and "layers" in vars(module):
        yield "layers", module.layers


def has_network(module: Any) -> bool:
    """Whether a model is made of layers in a row, or of inputs and outputs."""
    return getattr(module, "_graph", None) is not None or hasattr(module, "_symbols")


def below(child: Any, path: str, seen: set[int]) -> Iterator[Place]:
    """The groups of a module, or of the modules in a list or dict."""
    if hasattr(child, "named_tensors"):
        yield from places(child, path, seen)
        return
    parts = list(child.values()) if isinstance(child, dict) else child
    if not isinstance(parts, (list, tuple)):
        return
    used: dict[str, int] = {}
    for part in parts:
        if hasattr(part, "named_tensors") or isinstance(part, (list, tuple, dict)):
            name = type(part).name if hasattr(part, "named_tensors") else "container"
            name = "functional" if name == "model" and has_network(part) else name
            used[name] = used.get(name, -1) + 1
            yield from below(part, join(path, f"{name}_{used[name]}" if used[name] else name), seen)


def own_weights(module: Any) -> list[Tensor]:
    """The weights in a module's own attributes, those that learn first."""
    found: dict[int, Tensor] = {}
    for name, value in vars(module).items():
        if not name.startswith("_"):
            found.update((id(t), t) for t in tensors(value))
    return sorted(found.values(), key=lambda t: not t.requires_grad)


def tensors(value: Any) -> Iterator[Tensor]:
    """The weights in an attribute; what was computed is none."""
    if isinstance(value, Tensor):
        if value.op is None:
            yield value
    elif isinstance(value, (list, tuple, dict)):
        for part in value.values() if isinstance(value, dict) else value:
            yield from tensors(part)


def join(path: str, name: str) -> str:
    """A path one step longer."""
    return f"{path}/{name}" if path else name
