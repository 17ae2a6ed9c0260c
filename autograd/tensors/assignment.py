"""t[key] = value: elements of a Tensor are assigned, and derivatives follow.

>>> from autograd import Tensor
>>> x = Tensor(3.0)
>>> t = Tensor([0.0, 1.0], requires_grad=False)
>>> t[0] = x * x
>>> t.sum().backward()
>>> t.data, x.grad
(array([9., 1.]), 6.0)
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.kernel.modes import MODE, change_mode
from autograd.kernel.node import Node, constant
from autograd.kernel.versions import copy_node, take_over
from autograd.numpy_api.choices import where
from autograd.numpy_api.moving import index_update
from autograd.numpy_api.picking import plain_key


def assign(t: Any, key: Any, value: Any) -> None:
    """Let t be `index_update(t, key, value)` for all who hold it; of a leaf under no_grad() write the data."""
    mode = MODE.get()
    if t.op is None and t.requires_grad and not mode.grad:
        write_data(t, key, value)
        return
    refuse_leaf(t, mode)
    refuse_view(t)
    old = copy_node(t)
    with change_mode(watchers=()):  # who watches is told of t itself
        z = update(old, key, as_operand(t, value))
    take_over(t, old, z)
    for watcher in mode.watchers if t.op is not None else ():
        watcher.recorded(t)


def update(t: Any, key: Any, value: Any) -> Any:
    """What t becomes."""
    if t.dtype.kind in "iub":
        return change_whole_numbers(t, key, value)
    return choose_by_mask(t, key, value) if is_recorded_mask(key) else index_update(t, key, value)


def as_operand(t: Any, value: Any) -> Any:
    """What is assigned, a Tensor or an array; TypeError for complex numbers where t is real."""
    if not isinstance(value, Node):
        joins = isinstance(value, (list, tuple)) and any([isinstance(x, Node) for x in value])
        value = np.stack(value) if joins else np.asarray(value)
    if np.iscomplexobj(getattr(value, "_value", value)) and not np.iscomplexobj(t._value):
        raise TypeError(f"t[key] = value: {t.describe()} holds real numbers, and value complex ones: assign np.real(value)")
    return value


def change_whole_numbers(t: Any, key: Any, value: Any) -> Any:
    """The same for whole numbers and booleans, which have no derivative; TypeError if they cannot hold the value."""
    kind = np.result_type(getattr(value, "_value", value))
    if not np.can_cast(kind, t.dtype, "same_kind") or getattr(value, "requires_grad", False):
        raise TypeError(f"t[key] = value: {t.describe()} of {t.dtype} cannot hold {kind}: make it floats with t.astype(float)")
    changed = np.array(t._value)
    changed[plain_key(key)] = getattr(value, "_value", value)
    return constant(type(t), changed)


def write_data(t: Any, key: Any, value: Any) -> None:
    """Write into the value of a leaf, as `t.data[key] = value` does."""
    value = getattr(value, "_value", value)
    if not t.shape:
        changed = np.array(t._value)
        changed[key] = value
        t.data = float(changed)
        return
    t.data[key] = value
    t.touch()


def refuse_leaf(t: Any, mode: Any) -> None:
    """TypeError for a parameter, RuntimeError for a Tensor from outside of a program that is recorded.

    The arguments of a derivative, or of a program, are copies that the function may change.
    """
    recording = mode.compiling
    began = min([start for start in (mode.inside, getattr(recording, "since", 0)) if start], default=0)
    if recording is not None and t.position < recording.since:
        recording.refuse(
            "t[key] = value for a Tensor from outside the function",
            "a copy made inside, t = t.copy(), or effect() for what each run is to write",
        )
    if t.op is None and t.requires_grad and not 0 < began <= t.position:
        raise TypeError(
            f"t[key] = value: {t.describe()} requires a gradient, which would no longer be that of the value it was made with: "
            "assign to a copy, t = t.copy(), or change the parameter itself under no_grad()"
        )


def refuse_view(t: Any) -> None:
    """TypeError where NumPy would write through to another array: x[0] of x[0][1] = v is a Tensor of its own."""
    value = t._value
    behind = t.inputs if t.op is not None else [t._witness] if isinstance(t._witness, Node) else []
    if type(value) is np.ndarray and value.base is not None and (t.op is None or t.op.name != "alias"):
        for x in behind:
            if type(x._value) is np.ndarray and np.may_share_memory(value, x._value):
                raise TypeError(
                    f"t[key] = value: {t.describe()} shows elements of {x.describe()}, which would not change with it: "
                    "assign to that one, x[i, j] = v for x[i][j] = v, or to a copy, t = t.copy()"
                )


def is_recorded_mask(key: Any) -> bool:
    """Whether this is a mask that each run of the program being recorded finds anew."""
    recorded = isinstance(key, Node) and key.requires_grad and MODE.get().compiling is not None
    return recorded and np.asarray(key._value).dtype.kind == "b"


def choose_by_mask(t: Any, mask: Any, value: Any) -> Any:
    """The same as where(mask, value, t), for a single number."""
    if np.size(getattr(value, "_value", value)) != 1:
        MODE.get().compiling.refuse(  # type: ignore[union-attr]
            "t[mask] = values, as many as the mask finds", "np.where(mask, new, t) with `new` in t's shape"
        )
    mask = np.reshape(mask, (*np.shape(mask), *[1] * (np.ndim(t) - np.ndim(mask))))
    return where(mask, np.reshape(value, ()) if np.ndim(value) else value, t)
