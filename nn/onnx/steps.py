"""Two recordings of one model on data of two sizes, side by side: which operations ran, and what grows with the sizes."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd import Tape, Tensor, enable_grad, nest
from nn.modules.mode import calling
from nn.onnx.batch import BATCH, LENGTH, Differing, Refused, merge, merge_shapes

UNALIKE = "another number of operations for another batch size or length"  # what two recordings cannot be merged for
STEPWISE = "; layers that run step by step, as GRU and SimpleRNN do, need a length that is fixed: give example=x"


class Recording:
    """One call of a model on data of these sizes: what went in, what came out, and the operations between, oldest first."""

    def __init__(self, model: Any, specs: list[Any], refill: Any, sizes: dict[str, int]) -> None:
        rng = np.random.default_rng(sizes[BATCH])
        shapes = [tuple(sizes[LENGTH] if n is None else n for n in shape) for shape, _ in specs]
        self.given = [_numbers(rng, (sizes[BATCH], *shape), np.dtype(dtype)) for shape, (_, dtype) in zip(shapes, specs)]
        self.entering = [Tensor(x) if x.dtype.kind == "f" else x for x in self.given]
        with enable_grad(), calling(training=False, adding=list), np.errstate(all="ignore"):
            outputs = model(refill(self.entering))
        self.outputs = nest.leaves(outputs)
        computed = [z for z in self.outputs if isinstance(z, Tensor) and z.op is not None]
        if len(computed) < len(self.outputs) or not computed:
            raise Refused("an output that was not computed by recorded operations")
        self.operations = list(Tape.gather(*computed))


def _numbers(rng: np.random.Generator, shape: tuple[int, ...], dtype: np.dtype[Any]) -> np.ndarray:
    """Normal numbers; of whole numbers zeros and ones, which every vocabulary has, different for each sample."""
    if dtype.kind == "f":
        return rng.normal(size=shape).astype(dtype)
    return rng.integers(0, 2, shape).astype(dtype)


class Step:
    """One operation of both recordings; `writer` and `names` are those of the export that it is a part of.

    shape: of the result, sizes that follow open ones as Open. inputs: the shapes of what enters.
    """

    def __init__(self, export: Any, first: Any, second: Any) -> None:
        if first.op.name != second.op.name or len(first.inputs) != len(second.inputs):
            raise Refused(UNALIKE)
        self.export, self.first, self.second = export, first, second
        self.shape = merge_shapes(first.shape, second.shape)
        self.inputs = [merge_shapes(x.shape, y.shape) for x, y in zip(first.inputs, second.inputs)]
        one, other = (list_settings(z.settings or {}) for z in (first, second))
        self.settings = {name: self.merge_key(one[name], other[name]) for name in one}

    def merge_key(self, a: Any, b: Any) -> Any:
        """A setting of both; arrays that follow the batch stay side by side."""
        if isinstance(a, tuple) and isinstance(b, tuple) and len(a) == len(b):
            return tuple(self.merge_key(one, other) for one, other in zip(a, b))
        return merge(a, b)

    def leaf(self, i: int) -> np.ndarray:
        """An input that is a weight or a constant, as numbers; Refused for one that is computed."""
        a, b = self.first.inputs[i], self.second.inputs[i]
        if a.op is not None or a.shape != b.shape or not np.array_equal(a.numpy(), b.numpy()):
            raise Refused("weights that are computed, or differ from sample to sample")
        return np.asarray(a.numpy())

    def weight_name(self, i: int) -> str | None:
        """A name for the weight that enters at i, its numbers in another order; None for a constant."""
        found = self.export.weights.get(id(self.first.inputs[i]))
        return None if found is None else f"{found}.in_order"

    def is_array(self, part: Any) -> bool:
        """Whether a part of a setting is an array."""
        return isinstance(part, (np.ndarray, Differing))

    def array(self, part: Any, dtype: Any) -> str:
        """The name of an array in a setting: an input of the model, or a constant."""
        name: str = self.export.array(part, dtype)
        return name


def list_settings(settings: dict[str, Any]) -> dict[str, Any]:
    """Settings with their lists as tuples, and numbers of NumPy as Python's."""

    def plain(value: Any) -> Any:
        if isinstance(value, (list, tuple)):
            return tuple(plain(part) for part in value)
        return value.item() if isinstance(value, np.generic) else value

    return {name: plain(value) for name, value in settings.items()}
