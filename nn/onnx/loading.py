"""Load: a file in ONNX as a Module whose call runs on Tensors, so that it can be drawn, differentiated and trained."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd import Tensor
from nn.modules.module import Module
from nn.onnx.operators import OPERATORS
from nn.onnx.operators_of_networks import NETWORK_OPERATORS
from nn.onnx.package import require_onnx

KNOWN = {**OPERATORS, **NETWORK_OPERATORS}
CONSTANT = "constant_"  # how the names of constants begin that an export of ours is free to choose


class OnnxModel(Module):
    """A network that was read from a file in ONNX; its weights are parameters, with the names that they have in the file.

    graph: the graph of the file. name=None: for messages, tables and drawings; None takes that of the graph.

    Called on an array, or on a list or dict of several inputs, it gives the output, or a list of outputs. `entries` tells
    of each input its shape, None for an open size, and its type; `opset` which version of the operators the file states.
    Raises ValueError for another number of inputs than the file has.

    >>> model = load("m.onnx")  # doctest: +SKIP
    >>> loss = (model(x) ** 2).sum(); loss.backward()  # doctest: +SKIP
    """

    only_computes = True
    opset: int | None = None

    def __init__(self, graph: Any, name: str | None = None) -> None:
        super().__init__(name or graph.name or None)
        onnx = require_onnx("nn.onnx.load")
        self.nodes = [_Node(onnx, node) for node in graph.node]
        fixed = {name for node in self.nodes if node.kind == "BatchNormalization" for name in node.inputs[3:5]}
        held = {part.name: onnx.numpy_helper.to_array(part) for part in graph.initializer}
        learned = {name for name, x in held.items() if x.dtype.kind == "f" and x.ndim and not name.startswith(CONSTANT)}
        self.learned = {name: Tensor(np.array(held[name]), name=name) for name in held if name in learned - fixed}
        self.constants = {name: x for name, x in held.items() if name not in self.learned}
        self.entries = {part.name: _entry(onnx, part) for part in graph.input if part.name not in held}
        self.inputs = list(self.entries)
        self.outputs = [part.name for part in graph.output]
        self.built = True

    def call(self, x: Any) -> Any:
        """The outputs for these inputs."""
        values: dict[str, Any] = {"": None, **self.constants, **self.learned, **dict(zip(self.inputs, self._entering(x)))}
        for node in self.nodes:
            node.run(values)
        found = [values[name] for name in self.outputs]
        return found[0] if len(found) == 1 else found

    def _entering(self, x: Any) -> list[Any]:
        """One value for each input; ValueError for another number of them."""
        given = [x[name] for name in self.inputs if name in x] if isinstance(x, dict) else None
        if given is None:
            given = list(x) if isinstance(x, (list, tuple)) and len(self.inputs) > 1 else [x]
        if len(given) != len(self.inputs):
            raise ValueError(f"{self.name} takes {len(self.inputs)} inputs ({', '.join(self.inputs)}), got {len(given)}")
        return [part if isinstance(part, Tensor) else np.asarray(part) for part in given]


class _Node:
    """One node of a graph: its operator, the names of what goes in and comes out, and its attributes."""

    def __init__(self, onnx: Any, node: Any) -> None:
        self.kind, self.inputs, self.outputs = node.op_type, list(node.input), list(node.output)
        self.name = node.name or self.outputs[0]
        if node.domain not in ("", "ai.onnx") or self.kind not in KNOWN:
            raise ValueError(
                f"nn.onnx.load: the node {self.name} has the operator {node.domain or 'ONNX'}'s {self.kind}, which has no form "
                f"here; known are {', '.join(sorted(KNOWN))}"
            )
        self.settings = {part.name: _plain(onnx, onnx.helper.get_attribute_value(part)) for part in node.attribute}

    def run(self, values: dict[str, Any]) -> None:
        """Compute what comes out, and put it beside the values."""
        inputs = [values[name] for name in self.inputs]
        try:
            made = KNOWN[self.kind](*inputs, **self.settings)
        except (TypeError, ValueError, IndexError, NotImplementedError) as error:
            shapes = ", ".join("none" if x is None else str(np.shape(x)) for x in inputs)
            raise ValueError(f"the node {self.name} ({self.kind} of {shapes}): {error}") from error
        values.update(zip(self.outputs, made if isinstance(made, tuple) else (made,)))


def _entry(onnx: Any, part: Any) -> tuple[tuple[int | None, ...], np.dtype[Any]]:
    """The shape of an input, None for an open size, and the type of its numbers."""
    kind = part.type.tensor_type
    shape = tuple(size.dim_value if size.HasField("dim_value") else None for size in kind.shape.dim)
    return shape, np.dtype(onnx.helper.tensor_dtype_to_np_dtype(kind.elem_type))


def _plain(onnx: Any, value: Any) -> Any:
    """An attribute as NumPy and Python have it."""
    if isinstance(value, onnx.TensorProto):
        return onnx.numpy_helper.to_array(value)
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, (list, tuple)):
        return [_plain(onnx, part) for part in value]
    return value


def load(path: Any) -> OnnxModel:
    """Read a network from a file in ONNX, one written here, by PyTorch or by another tool.

    path: of the file. Gives a Module that computes as in use, not in training. Raises ImportError without the package onnx,
    FileNotFoundError if there is no file, ValueError for a damaged one and for operators that have no form here.

    >>> import nn, tempfile, pathlib
    >>> model = nn.Sequential([nn.Input((4,)), nn.Dense(2)])
    >>> with tempfile.TemporaryDirectory() as folder:  # doctest: +SKIP
    ...     model.export(pathlib.Path(folder, "m.onnx"))
    ...     load(pathlib.Path(folder, "m.onnx"))(np.ones((3, 4), "float32")).shape
    (3, 2)
    """
    onnx = require_onnx("nn.onnx.load")
    try:
        model = onnx.load(str(path))
        onnx.checker.check_model(model)
    except FileNotFoundError:
        raise FileNotFoundError(f"nn.onnx.load: there is no file {path}") from None
    except Exception as error:  # those of protobuf and of the checker
        raise ValueError(f"nn.onnx.load: {path} is no file in ONNX, or a damaged one: {error}") from None
    try:
        loaded = OnnxModel(model.graph)
    except ValueError as error:  # an operator that has no form here, an array that is not as long as its shape says
        raise ValueError(f"{path}: {error}") from None
    loaded.opset = next((part.version for part in model.opset_import if part.domain in ("", "ai.onnx")), None)
    return loaded
