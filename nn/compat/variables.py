"""tf.constant, tf.Variable, tf.function and what else is no function of numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from autograd import Tensor
from nn import ops
from nn.metrics.variable import Variable as Count
from nn.ops.array import as_array, plain


def constant(value: Any, dtype: Any = None, shape: Any = None, name: str | None = None) -> Any:
    """Numbers that nothing changes: a Tensor without a gradient for floats, an Array for whole numbers, truths and texts.

    value: the numbers. dtype=None: their type; Python's floats become float32, its whole numbers int32. shape=None: of one
    number repeated, or to bring them to. name=None: for messages.

    >>> constant([1.0, 2.0]).numpy().tolist()
    [1.0, 2.0]
    """
    made = plain(ops.TABLE["convert_to_tensor"](value, dtype))
    if shape is not None:
        made = np.full(shape, made) if made.ndim == 0 else made.reshape(shape)
    return Tensor(made, requires_grad=False, name=name) if made.dtype.kind == "f" and made.ndim else as_array(made)


def convert_to_tensor(value: Any, dtype: Any = None, dtype_hint: Any = None, name: str | None = None) -> Any:
    """A Tensor as it is, anything else as a constant.

    value: the numbers. dtype=None: their type. dtype_hint=None, name=None: accepted and ignored.

    >>> convert_to_tensor([1, 2]).numpy().tolist()
    [1, 2]
    """
    if isinstance(value, Tensor):
        return value if dtype is None else value.astype(dtype)
    return ops.TABLE["convert_to_tensor"](value, dtype) if _has_tensors(value) else constant(value, dtype)


def _has_tensors(value: Any) -> bool:
    return isinstance(value, (list, tuple)) and any(isinstance(x, Tensor) or _has_tensors(x) for x in value)


def Variable(
    initial_value: Any, trainable: bool = True, validate_shape: bool = True, caching_device: Any = None,
    name: str | None = None, dtype: Any = None, **settings: Any,
) -> Any:  # fmt: skip
    """A weight: a Tensor that `assign` changes. Of whole numbers or truths a counter, which has `assign`, too.

    initial_value: the numbers it starts with, or a function that gives them. trainable=True: whether gradients reach it.
    name=None: for messages. dtype=None: the type. validate_shape=True, caching_device=None and settings: taken for TensorFlow's
    sake.

    >>> w = Variable([1.0, 2.0]); w.assign_add([1.0, 1.0]).numpy().tolist()
    [2.0, 3.0]
    """
    value = plain(ops.TABLE["convert_to_tensor"](initial_value() if callable(initial_value) else initial_value, dtype))
    if value.dtype.kind != "f":
        return Count(value, name)
    return Tensor(value, requires_grad=trainable, name=name)


def function(func: Callable[..., Any] | None = None, **settings: Any) -> Any:
    """The function itself: nothing needs to be compiled beforehand. `fit` compiles its steps by itself.

    func=None: the function; None where the settings, which change nothing, are given first: @tf.function(jit_compile=True).

    >>> function(abs)(-1)
    1
    """
    return (lambda given: given) if func is None else func


@contextmanager
def no_op_scope(name: Any = None) -> Iterator[None]:
    """A block that changes nothing, for tf.device and tf.name_scope.

    name=None: of the device, or of the block.

    >>> with no_op_scope("/CPU:0"):
    ...     pass
    """
    yield
