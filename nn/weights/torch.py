"""PyTorch's state_dict in and out: which of our layers is which of its modules, and the exchange, whole or not at all."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from nn import layers
from nn.modules import saving
from nn.modules.module import Module
from nn.modules.symbols import Symbol
from nn.weights.torch_forms import State, form_of

Names = Any  # {our layer: its module}, or its modules in the order of our layers


def load_torch(model: Module, source: Any, names: Names = None) -> None:
    """Read PyTorch's weights into a model, layer by layer.

    model: built, so that its shapes are known. source: a state_dict (of arrays or tensors), or a .safetensors file of one.
    names: which layer is which module, {"dense": "fc1", ...} or ["fc1", ...] in the order of our layers (default None: by equal
    names, else by their order, that of the state_dict, or in a file that of numbers (0, 2, 4), or, where that is not enough,
    by their shapes, if these are all different). A second layer of a stacked RNN is called "lstm.l1".
    After a Flatten of images the inputs of a Dense are brought into our order (channels last).
    Raises ValueError, and changes nothing, if something is missing, left over, ambiguous or of another shape; TypeError for
    a layer without a counterpart.

    >>> from nn import Dense, Sequential
    >>> model = Sequential([Dense(1, input_shape=(2,))])
    >>> load_torch(model, {"fc.weight": np.array([[1.0, 2.0]]), "fc.bias": np.array([3.0])})
    >>> model.predict([[1.0, 1.0]], verbose=0)
    array([[6.]], dtype=float32)
    """
    from_file = isinstance(source, (str, os.PathLike))
    if from_file:
        arrays = dict(sorted(saving.read(source).items(), key=lambda item: natural(item[0])))
    else:
        arrays = {name: as_array(value) for name, value in source.items()}
    units, groups = units_of(model), groups_of(arrays)
    chosen = pair_layers(model.name, units, groups, names, ordered=not from_file)
    found: list[tuple[Any, np.ndarray]] = []
    for (name, layer), prefix in zip(units, chosen):
        expected = state_of(layer)
        if expected.keys() != groups[prefix].keys() or any(
            groups[prefix][key].shape != expected[key].shape for key in expected
        ):
            given = describe_shapes(groups[prefix])
            raise ValueError(f"{name} needs {describe_shapes(expected)}, but {prefix or 'the file'} has {given}")
        state = {**groups[prefix], **reorder_inputs(layer, groups[prefix], to_torch=False)}
        tensors = dict(layer.named_tensors())
        for ours, array in form_of(layer).load(state, layer):
            if array.shape != tensors[ours].shape:
                raise ValueError(f"{name}.{ours} has shape {tensors[ours].shape}, {prefix} gives {array.shape}")
            found.append((tensors[ours], array))
    for tensor, array in found:
        tensor.data = np.ascontiguousarray(array)


def save_torch(model: Module, filepath: Any, names: Names = None) -> None:
    """Write the weights to a .safetensors file that `net.load_state_dict(safetensors.torch.load_file(path))` takes.

    model: built, so that it has weights. filepath: ends with .safetensors.
    names: of PyTorch's modules, as for `load_torch` (default None: those of our layers).
    Raises ValueError for a name that promises another kind of file, such as .pt; TypeError for a layer without a counterpart.

    >>> import os, tempfile; path = os.path.join(tempfile.mkdtemp(), "net.safetensors")
    >>> from nn import Dense, Sequential
    >>> model = Sequential([Dense(1, input_shape=(2,))]); save_torch(model, path, names=["fc"])
    >>> load_torch(model, path, names=["fc"])
    """
    path = saving.checked(filepath, "save_torch")
    saving.write(path, {name: np.array(array, order="C") for name, array in torch_state(model, names).items()})


def torch_state(model: Module, names: Names = None) -> State:
    """The weights as PyTorch's state_dict has them, as arrays.

    model: built, so that it has weights. names: of PyTorch's modules, as for `load_torch` (default None: those of our layers).
    Raises TypeError for a layer without a counterpart.

    >>> from nn import Dense, Sequential
    >>> state = torch_state(Sequential([Dense(3, input_shape=(2,))]), names=["fc"])
    >>> {name: array.shape for name, array in state.items()}
    {'fc.weight': (3, 2), 'fc.bias': (3,)}
    """
    units = units_of(model)
    prefixes = [name for name, _ in units] if names is None else _named(model.name, units, names)
    found = {}
    for (_, layer), prefix in zip(units, prefixes):
        module, depth = re.fullmatch(r"(.*?)(?:\.l(\d+))?", prefix).groups("0")  # type: ignore[union-attr]
        for suffix, array in state_of(layer).items():
            name = re.sub(r"_l0(?=_reverse$|$)", f"_l{depth}", suffix)
            found[f"{module}.{name}" if module else name] = array
    return found


def state_of(layer: Module) -> State:
    """One layer's weights as PyTorch keeps them."""
    state: State = form_of(layer).save(layer)
    return {**state, **reorder_inputs(layer, state, to_torch=True)}


# -- our layers, its modules ---------------------------------------------------------------------------------


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


def pair_layers(who: str, units: list[tuple[str, Module]], groups: dict[str, State], names: Names, ordered: bool) -> list[str]:
    """The module that belongs to each of our layers."""
    ours = [name for name, _ in units]
    if names is not None:
        chosen = _named(who, units, names)
        if missing := [name for name in chosen if name not in groups]:
            raise ValueError(f"names: there is no {', '.join(missing)} among PyTorch's modules {', '.join(groups)}")
        return chosen
    if set(ours) == set(groups):
        return ours
    if len(ours) != len(groups):
        raise ValueError(
            f"{who} has {len(ours)} layers with weights, {', '.join(ours)}; PyTorch's has {len(groups)}: {', '.join(groups)}. "
            "Say with names= which is which"
        )
    if ordered:
        return list(groups)
    if len({re.sub(r"\d+", "0", prefix) for prefix in groups}) == 1:  # they differ in numbers alone
        return sorted(groups, key=natural)
    return _by_shape(who, units, groups)


def _by_shape(who: str, units: list[tuple[str, Module]], groups: dict[str, State]) -> list[str]:
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


def _named(who: str, units: list[tuple[str, Module]], names: Names) -> list[str]:
    ours = [name for name, _ in units]
    if isinstance(names, Mapping):
        if wrong := sorted(set(ours) ^ set(names)):
            raise ValueError(f"names must have an entry for each of {', '.join(ours)}; wrong or missing: {', '.join(wrong)}")
        return [names[name] for name in ours]
    if len(names) != len(ours):
        raise ValueError(f"{who} has {len(ours)} layers with weights, {', '.join(ours)}; names has {len(names)} entries")
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


def as_array(value: Any) -> np.ndarray:
    """A tensor of PyTorch, or anything like an array, as an array."""
    detached = value.detach().cpu() if hasattr(value, "detach") and hasattr(value, "cpu") else value
    return np.asarray(detached.numpy() if hasattr(detached, "numpy") else detached)


# -- images made flat ----------------------------------------------------------------------------------------


def reorder_inputs(layer: Module, state: State, to_torch: bool) -> State:
    """Of a Dense behind a Flatten of images, the weight with its inputs in the other order.

    PyTorch flattens (C, H, W), we (H, W, C). Raises ValueError for another layer with weights at that place.
    """
    sizes = find_flattened_shape(layer)
    if sizes is None:
        return {}
    if not isinstance(layer, layers.Dense):
        raise ValueError(
            f"{layer.name}: only a Dense may follow the Flatten of images, for the order of features differs in PyTorch"
        )
    *space, channels = sizes
    weight = state["weight"]
    if weight.ndim != 2 or weight.shape[1] != np.prod(sizes):
        return {}
    if to_torch:
        split = np.moveaxis(weight.reshape(-1, *space, channels), -1, 1)  # (out, H · W · C) -> (out, C, H, W)
    else:
        split = np.moveaxis(weight.reshape(-1, channels, *space), 1, -1)  # (out, C · H · W) -> (out, H, W, C)
    return {"weight": split.reshape(len(weight), -1)}


def find_flattened_shape(layer: Module) -> tuple[int, ...] | None:
    """The shape of the images, (H, W, C), that were made flat before they come to this layer; None if none were."""
    try:
        symbol: Any = layer.input
    except AttributeError:
        return None
    flat = None
    while isinstance(symbol, Symbol):
        called, feeds = symbol.node.function, symbol.node.feeds
        if isinstance(called, Module) and called.weights:
            images = len(flat or ()) == 3 or isinstance(called, (layers.Conv1D, layers.Conv1DTranspose, layers.DepthwiseConv1D))
            return flat if flat and images else None
        if len(feeds) != 1:
            break
        if isinstance(called, layers.Flatten):
            flat = feeds[0].shape[1:]
        symbol = feeds[0]
    return flat if flat and len(flat) == 3 and flat[-1] > 1 else None
