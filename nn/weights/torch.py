"""PyTorch's state_dict in and out, whole or not at all."""

from __future__ import annotations

import os
import re
from typing import Any

import numpy as np

from nn.modules.module import Module
from nn.saving import weights as saving
from nn.weights.flattening import reorder_inputs, state_of
from nn.weights.pairing import Names, describe_shapes, groups_of, natural, pair_by_names, pair_layers, units_of
from nn.weights.torch_forms import State, form_of


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
    path = saving.check_path(filepath, "save_torch")
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
    prefixes = [name for name, _ in units] if names is None else pair_by_names(model.name, units, names)
    found = {}
    for (_, layer), prefix in zip(units, prefixes):
        module, depth = re.fullmatch(r"(.*?)(?:\.l(\d+))?", prefix).groups("0")  # type: ignore[union-attr]
        for suffix, array in state_of(layer).items():
            name = re.sub(r"_l0(?=_reverse$|$)", f"_l{depth}", suffix)
            found[f"{module}.{name}" if module else name] = array
    return found


def as_array(value: Any) -> np.ndarray:
    """A tensor of PyTorch, or anything like an array, as an array."""
    detached = value.detach().cpu() if hasattr(value, "detach") and hasattr(value, "cpu") else value
    return np.asarray(detached.numpy() if hasattr(detached, "numpy") else detached)
