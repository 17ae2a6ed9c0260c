"""Export: a model's recorded call as a file in ONNX."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd import Tensor, nest
from nn.files import write_whole
from nn.onnx.batch import BATCH, LENGTH, SIZES, Differing, Odd, Open, Refused, merge, merge_shapes
from nn.onnx.elementwise import ELEMENTWISE
from nn.onnx.moving import MOVING
from nn.onnx.networks import NETWORKS
from nn.onnx.package import IR_VERSION, OPSET, require_onnx
from nn.onnx.patterns import write_pattern
from nn.onnx.steps import STEPWISE, UNALIKE, Recording, Step
from nn.onnx.writer import Writer

FORMS = {**ELEMENTWISE, **MOVING, **NETWORKS}  # what is written for each row of the op table


def export(model: Any, path: Any, example: Any = None, dtype: Any = None) -> None:
    """Write what a model computes (with training=False) as a file in ONNX, for any batch size; opset 18.

    A size beside the batch that the model leaves open, as Input((None, 8)) does, stays open in the file, where ONNX can say so:
    of LSTM, attention, convolution and whatever treats all steps alike, not of layers that run step by step.

    model: a built Model or layer. path: of the file, for instance "model.onnx".
    example=None: an input, or a nest of them, whose shapes and types the file is made for; None takes those that the model
    was built for. dtype=None: the type of what enters, where no example tells it; None takes that of the weights, for tokens
    "int64".
    Raises ImportError without the package onnx, ValueError for what ONNX cannot say (naming layer and row), for what is not
    built and given no example, and OSError if the file cannot be written.

    >>> import nn, tempfile, pathlib
    >>> model = nn.Sequential([nn.Input((4,)), nn.Dense(2)])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     nn.onnx.export(model, pathlib.Path(folder, "m.onnx"))  # doctest: +SKIP
    """
    onnx = require_onnx("nn.onnx.export")
    shapes, refill = _entering(model, example, dtype)
    written = Export(onnx, model, shapes, refill).model()
    onnx.checker.check_model(written, full_check=True)
    write_whole(path, written.SerializeToString(), "the model")


def _entering(model: Any, example: Any, dtype: Any) -> tuple[list[Any], Any]:
    """(shape of a sample, type) of each input, and a function that nests inputs as the model takes them."""
    if example is not None:
        arrays = nest.map_leaves(_array, example) if isinstance(example, (dict, list, tuple)) else _array(example)
        specs = [(x.shape[1:], x.dtype) for x in nest.leaves(arrays)]
        return specs, lambda inputs: nest.refill(arrays, inputs)
    name = getattr(model, "name", type(model).__name__)
    shapes = find_shapes(model)
    if shapes is None:
        raise ValueError(f"export: {name} was not built yet, so its input's shape is not known: give example=x, a batch of it")
    listed = [shapes] if _is_shape(shapes) else list(shapes.values() if isinstance(shapes, dict) else shapes)
    if any(shape[1:].count(None) > 1 for shape in listed):
        raise ValueError(f"export: {name} takes several open sizes ({shapes}): give example=x, a batch of it")
    chosen = np.dtype(dtype if dtype is not None else _own_dtype(model))
    specs = [(tuple(shape[1:]), own or chosen) for shape, own in zip(listed, _whole_dtypes(model, len(listed)))]
    if _is_shape(shapes):
        return specs, lambda inputs: inputs[0]
    if isinstance(shapes, dict):
        return specs, lambda inputs: dict(zip(shapes, inputs))
    return specs, list


def find_shapes(model: Any) -> Any:
    """The shapes that a model was built for, with None for the batch; None if it was not."""
    symbols = getattr(model, "input", None)
    if symbols is not None:
        return nest.map_leaves(lambda symbol: tuple(symbol.shape), symbols)
    return getattr(model, "_built_for", None)


def _whole_dtypes(model: Any, count: int) -> list[Any]:
    """The type of each input that says it takes whole numbers; None for any other."""
    symbols = getattr(model, "input", None)
    found = [] if symbols is None else [np.dtype(s.dtype) if s.whole else None for s in nest.leaves(symbols)]
    return found or [None] * count


def _is_shape(shapes: Any) -> bool:
    return isinstance(shapes, tuple) and all(n is None or isinstance(n, (int, np.integer)) for n in shapes)


def _own_dtype(model: Any) -> Any:
    """Whole numbers for a model that begins with an Embedding, else the type of the weights."""
    first = next((m for m in model.modules() if not list(m.children())), None)
    if hasattr(model, "vocab_size") or (hasattr(first, "input_dim") and hasattr(first, "output_dim")):
        return np.int64
    return next((p.numpy().dtype for p in model.parameters()), np.dtype("float32"))


def _array(x: Any) -> np.ndarray:
    return np.asarray(x.numpy() if isinstance(x, Tensor) else x)


class Export:
    """One export: two recordings, and the graph that they are written into."""

    def __init__(self, onnx: Any, model: Any, specs: list[Any], refill: Any) -> None:
        self.onnx, self.owner, self.specs = onnx, getattr(model, "name", type(model).__name__), specs
        self.writer = Writer(onnx)
        self.names: dict[int, str] = {}  # of Tensors of the first recording
        self.weights = {id(p): name for name, p in model.named_parameters()} if hasattr(model, "named_parameters") else {}
        with self.naming("the model"):
            self.first, self.second = (Recording(model, specs, refill, sizes) for sizes in SIZES)
            if len(self.first.operations) != len(self.second.operations):
                raise Refused(UNALIKE + STEPWISE * any(None in shape for shape, _ in specs))
        single = len(specs) == 1
        self.inputs = ["input" if single else f"input_{i}" for i in range(len(specs))]
        for name, x in zip(self.inputs, self.first.entering):
            self.names[id(x)] = name
        self.writer.sources = {BATCH: (self.inputs[0], 0)}
        for name, (shape, _) in zip(self.inputs, specs):
            if None in shape:
                self.writer.sources.setdefault(LENGTH, (name, 1 + shape.index(None)))

    def naming(self, what: str) -> Any:
        """Inside the block, an error about what cannot be written names this place in the model."""
        return _Naming(self.owner, what)

    def model(self) -> Any:
        """The whole file."""
        helper, outputs = self.onnx.helper, []
        for a, b in zip(self.first.operations, self.second.operations):
            with self.naming(_place(a)):
                self.write(Step(self, a, b))
        for i, (a, b) in enumerate(zip(self.first.outputs, self.second.outputs)):
            name = "output" if len(self.first.outputs) == 1 else f"output_{i}"
            self.writer.nodes.append(helper.make_node("Identity", [self.names[id(a)]], [name], name=name))
            outputs.append(self.describe_value(name, a.dtype, merge_shapes(a.shape, b.shape)))
        takes = [((Open(1), *(Open(1, (LENGTH,)) if n is None else n for n in shape)), dtype) for shape, dtype in self.specs]
        inputs = [self.describe_value(name, dtype, shape) for name, (shape, dtype) in zip(self.inputs, takes)]
        used = {name for node in self.writer.nodes for name in node.input}
        constants = {name: array for name, array in self.writer.constants.items() if name in used}
        held = [self.onnx.numpy_helper.from_array(array, name) for name, array in constants.items()]
        graph = helper.make_graph(self.writer.nodes, self.owner, inputs, outputs, held)
        opset = [helper.make_opsetid("", OPSET)]
        return helper.make_model(graph, opset_imports=opset, ir_version=IR_VERSION, producer_name="tapegrad")

    def describe_value(self, name: str, dtype: Any, shape: tuple[Any, ...]) -> Any:
        """An input or output: its type and shape, in which the batch is open, and perhaps the length."""
        kind = self.onnx.helper.np_dtype_to_tensor_dtype(np.dtype(dtype))
        sizes = [_size_name(n) for n in shape]
        return self.onnx.helper.make_tensor_value_info(name, kind, sizes)

    def write(self, step: Step) -> None:
        """The form of one operation."""
        z, row = step.first, step.first.op.name
        if row not in FORMS:
            raise Refused(f"nothing in ONNX is written for the row {row!r}")
        self.writer.dtype = z.dtype
        inputs = [self.entering(x, y, z.dtype) for x, y in zip(z.inputs, step.second.inputs)]
        try:
            self.names[id(z)] = FORMS[row](self.writer, step, *inputs, **step.settings)
        except (TypeError, KeyError) as error:
            raise Refused(f"the row {row!r} has no form with the settings {sorted(step.settings)}") from error

    def entering(self, x: Any, y: Any, dtype: Any) -> str:
        """The name of what enters an operation, in the type that it computes in."""
        if id(x) in self.names:
            name = self.names[id(x)]
            return name if x.dtype == dtype or x.dtype.kind != "f" else self.writer.cast(name, dtype)
        weight = self.weights.get(id(x))
        if weight is not None:
            return self.writer.constant(x.numpy(), dtype, weight)
        return self.array(merge(np.asarray(x.numpy()), np.asarray(y.numpy())), dtype)

    def array(self, part: Any, dtype: Any) -> str:
        """An array that is no Tensor: an input of the model, or a constant, repeated where the batch asks for it."""
        if not isinstance(part, Differing):
            return self.writer.constant(part, dtype)
        for name, a, b in zip(self.inputs, self.first.given, self.second.given):
            if np.array_equal(part.first, a) and np.array_equal(part.second, b):
                return name if a.dtype == np.dtype(dtype) else self.writer.cast(name, dtype)
        pattern = write_pattern(self.writer, part, dtype)
        if pattern is not None:
            return pattern
        one, shape = part.sample()
        return self.writer.add("Expand", self.writer.constant(one, dtype), self.writer.shape(shape))


def _size_name(n: Any) -> Any:
    """How a file states a size: a number, or the name of an open size; nothing for an odd one."""
    if isinstance(n, Odd):
        return None
    return "*".join([*([] if n.times == 1 else [str(n.times)]), *n.sizes]) if isinstance(n, Open) else n


def _place(z: Any) -> str:
    """The layer that an operation ran in, and its row."""
    scope = z.scope
    owner = None if scope is None else scope.owner
    return f"the row {z.op.name!r} in {getattr(owner, 'name', type(owner).__name__)}" if owner is not None else repr(z.op.name)


class _Naming:
    def __init__(self, owner: str, what: str) -> None:
        self.owner, self.what = owner, what

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        if isinstance(error, Refused):
            raise ValueError(f"{self.owner} cannot be exported to ONNX: {self.what}: {error}") from error
