"""Which of our layers is which of PyTorch's modules: by name, by order or by shape."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from nn.modules.module import Module
from nn.weights.flattening import state_of
from nn.weights.torch_forms import State, form_of

Names = Any  # {our layer: its module}, or its modules in the order of our layers


def units_of(model: Module) -> list[tuple[str, Module]]:
    """The layers that hold weights, with their names, each once."""
    seen: dict[int, tuple[str, Module]] = {}
    for name, layer in _units(model, ""):
        seen.setdefault(id(layer), (name, layer))
    if not seen:
        raise RuntimeError(f"{model.name} has no weights yet: call it once, or give the first layer an input_shape")
    return list(seen.values())


def _units(module: Module, name: str) -> Iterator[tuple[str, Module]]:
    if form_of(module) is not None:
        if module.weights:
            yield name, module
        elif not module.built:
            raise RuntimeError(f"{name or module.name} has no weights yet: call the model once, or give its input_shape")
        return
    own = [path for path, t in module.named_tensors() if "." not in path]
    if own:
        raise TypeError(f"{name or module.name}: a {type(module).__name__} has no counterpart in PyTorch that is known here")
    for path, child in module.named_children():
        yield from _units(child, f"{name}.{path}" if name else path)


def groups_of(arrays: State) -> dict[str, State]:
    """The arrays by module: "fc1.weight" is weight of fc1, "rnn.weight_ih_l1" is weight_ih_l0 of rnn.l1."""
    groups: dict[str, State] = {}
    for name, array in arrays.items():
        prefix, _, suffix = name.rpartition(".")
        if suffix == "num_batches_tracked":
            continue
        if prefix.split(".")[-1] == "out_proj":
            prefix, suffix = prefix.rpartition(".")[0], f"out_proj.{suffix}"
        if deeper := re.fullmatch(r"(.*_l)(\d+)(_reverse)?", suffix):
            suffix = f"{deeper[1]}0{deeper[3] or ''}"
            prefix += f".l{deeper[2]}" if deeper[2] != "0" else ""
        groups.setdefault(prefix, {})[suffix] = array
    return groups


def pair_layers(
    owner: str, units: list[tuple[str, Module]], groups: dict[str, State], names: Names, ordered: bool
) -> list[str]:
    """The module that belongs to each of our layers."""
    ours = [name for name, _ in units]
    if names is not None:
        chosen = pair_by_names(owner, units, names)
        if missing := [name for name in chosen if name not in groups]:
            raise ValueError(f"names: there is no {', '.join(missing)} among PyTorch's modules {', '.join(groups)}")
        return chosen
    if set(ours) == set(groups):
        return ours
    if len(ours) != len(groups):
        raise ValueError(
            f"{owner} has {len(ours)} layers with weights, {', '.join(ours)}; "
            f"PyTorch's has {len(groups)}: {', '.join(groups)}. "
            "Say with names= which is which"
        )
    if ordered:
        return list(groups)
    if len({re.sub(r"\d+", "0", prefix) for prefix in groups}) == 1:  # they differ in numbers alone
        return sorted(groups, key=natural)
    return _by_shape(owner, units, groups)


def _by_shape(owner: str, units: list[tuple[str, Module]], groups: dict[str, State]) -> list[str]:
    by_signature: dict[Any, list[str]] = {}
    for prefix, group in groups.items():
        by_signature.setdefault(signature(group), []).append(prefix)
    chosen = []
    for name, layer in units:
        fitting = by_signature.get(signature(state_of(layer)), [])
        if len(fitting) != 1:
            which = f"{', '.join(fitting)} have all" if fitting else "none of the file's modules has"
            raise ValueError(
                f"{name} needs {describe_shapes(state_of(layer))}; {which} that, and a file keeps no order: say with "
                f"names=[...] which of {', '.join(groups)} belong to {', '.join(name for name, _ in units)}"
            )
        chosen += fitting
    return chosen


def pair_by_names(owner: str, units: list[tuple[str, Module]], names: Names) -> list[str]:
    ours = [name for name, _ in units]
    if isinstance(names, Mapping):
        if wrong := sorted(set(ours) ^ set(names)):
            raise ValueError(f"names must have an entry for each of {', '.join(ours)}; wrong or missing: {', '.join(wrong)}")
        return [names[name] for name in ours]
    if len(names) != len(ours):
        raise ValueError(f"{owner} has {len(ours)} layers with weights, {', '.join(ours)}; names has {len(names)} entries")
    return list(names)


def natural(name: str) -> list[Any]:
    """A key to sort names by, numbers in them as numbers.

    >>> sorted(["10.weight", "2.weight"], key=natural)
    ['2.weight', '10.weight']
    """
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", name)]


def signature(state: State) -> Any:
    """What tells modules apart: their weights' names and shapes."""
    return tuple(sorted((name, array.shape) for name, array in state.items()))


def describe_shapes(state: State) -> str:
    """Names and shapes in words."""
    return ", ".join(f"{name} {array.shape}" for name, array in state.items()) or "nothing"
