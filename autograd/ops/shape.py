"""Moving numbers without changing them: the derivative moves them back, and adds up what was copied."""

from __future__ import annotations

from itertools import accumulate

import numpy as np

from autograd.kernel.op import Op, Sample
from autograd.ops import oracles
from autograd.ops.samples import arrays


def transpose_x(g, z, x, axes=None):
    """The inverse order; negative axes count from the end."""
    return np.transpose(g, None if axes is None else tuple(np.argsort([a % len(axes) for a in axes])))


def tile_x(g, z, x, reps):
    """Sum over the copies: each axis of z is (copies, size)."""
    reps = (1,) * (np.ndim(z) - len(reps)) + tuple(reps)
    shape = (1,) * (np.ndim(z) - np.ndim(x)) + np.shape(x)
    paired = [n for pair in zip(reps, shape) for n in pair]
    copies = tuple(range(0, 2 * np.ndim(z), 2))
    return np.reshape(np.sum(np.reshape(g, paired), axis=copies), np.shape(x))  # (r0, n0, r1, n1, ...) -> (n0, n1, ...)


def repeat_x(g, z, x, repeats, axis):
    """Sum over neighbours: the repeated axis of z is (size, repeats)."""
    axis %= np.ndim(x)
    shape = np.shape(x)
    return np.sum(np.reshape(g, (*shape[: axis + 1], repeats, *shape[axis + 1 :])), axis=axis + 1)


def concatenate_x(g, z, *xs, wanted, axis=0):
    """The stretches of g that the wanted inputs filled."""
    ends = list(accumulate((np.shape(x)[axis] for x in xs), initial=0))
    key = [slice(None)] * np.ndim(z)
    for i in wanted:
        key[axis] = slice(ends[i], ends[i + 1])
        yield g[tuple(key)]


def stack_x(g, z, *xs, wanted, axis=0):
    before = (slice(None),) * (axis % np.ndim(z))
    keys = [(*before, i) for i in wanted]
    return (g[key] for key in keys)


def pad_forward(x, *, width, value=0.0):
    """Whole numbers get a border of fractions only as floats; NumPy would cut these off."""
    x, border = np.asarray(x), np.asarray(value)
    if border.dtype.kind not in "fiubc":
        raise TypeError(f"the border is made of numbers, got {value!r}")
    if x.dtype.kind in "iub" and (border != border.astype(x.dtype)).any():
        x = x.astype(float)
    return np.pad(x, width, constant_values=value)


def pad_x(g, z, x, width, value=0.0):
    return g[tuple(slice(before, before + n) for (before, _), n in zip(width, np.shape(x)))]


def astype_forward(x, *, dtype):
    if np.dtype(dtype).kind == "f" and np.iscomplexobj(x):
        raise TypeError(f"astype: {np.dtype(dtype)} would lose the imaginary part: use np.real(t)")
    if np.dtype(dtype).kind not in "fc":
        raise TypeError(f"astype: {np.dtype(dtype)} has no derivative: use t.numpy().astype({np.dtype(dtype)})")
    return np.array(x, dtype)


# fmt: off
astype = Op("astype", astype_forward,
    doc="x in another floating-point type.",
    vjps=(lambda g, z, x, dtype: g,),  # the tape gives each gradient its own type
    oracle=lambda x, dtype: x.astype(dtype),
    label="astype", tex=("x", r"\bar z"),
    samples=lambda: [arrays((2, 3), dtype=np.float64),
                      Sample((np.array([1.0, 2.0]),), {"dtype": np.float32}, grads=(np.array([1.0, 1.0]),))])

reshape = Op("reshape", lambda x, *, shape: np.reshape(x, shape),
    doc="The elements of x, in their order, in another shape.",
    vjps=(lambda g, z, x, shape: np.reshape(g, np.shape(x)),),
    oracle=lambda x, shape: np.array(x).reshape(shape),
    linear=True, label="reshape", tex=(r"\operatorname{reshape} x", r"\operatorname{reshape}^{-1} \bar z"),
    samples=lambda: [arrays((2, 3), shape=(6,)), arrays((2, 3), shape=(3, -1)), arrays((1, 1), shape=()),
                      arrays((0, 3), shape=(3, 0)), Sample((1.5,), {"shape": (1, 1)})])

transpose = Op("transpose", np.transpose,
    doc="x with its axes in another order: reversed, or as axes says.",
    vjps=(transpose_x,),
    oracle=lambda x, axes=None: x.T if axes is None else np.moveaxis(x, axes, range(x.ndim)),
    linear=True, label="T", tex=(r"x^\top", r"\bar z^\top"),
    samples=lambda: [arrays((2, 3)), arrays((2, 3, 4), axes=(2, 0, 1)), arrays((2, 2, 2), axes=(-1, 0, 1)), arrays((3,))])

moveaxis = Op("moveaxis", np.moveaxis,
    doc="x with some axes moved to other places.",
    vjps=(lambda g, z, x, source, destination: np.moveaxis(g, destination, source),),
    oracle=oracles.moveaxis,
    linear=True, label="moveaxis", tex=(r"\operatorname{moveaxis} x", r"\operatorname{moveaxis}^{-1} \bar z"),
    samples=lambda: [arrays((2, 3, 4), source=0, destination=2), arrays((2, 3, 4), source=(0, 1), destination=(1, 2))])

broadcast_to = Op("broadcast_to", np.broadcast_to,
    doc="x repeated to a larger shape, as NumPy broadcasts.",
    vjps=(lambda g, z, x, shape: g,),  # the tape sums what was broadcast
    oracle=lambda x, shape: x + np.zeros(shape),
    linear=True, label="broadcast", tex=(r"z_{ij} = x_j", r"\sum_i \bar z_{ij}"),
    samples=lambda: [arrays((3,), shape=(2, 3)), arrays((2, 1), shape=(2, 4)), Sample((1.5,), {"shape": (2, 2)})])

expand_dims = Op("expand_dims", np.expand_dims,
    doc="x with new axes of size 1.",
    vjps=(lambda g, z, x, axis: np.reshape(g, np.shape(x)),),
    oracle=oracles.expand_dims,
    linear=True, label="expand", tex=(r"\operatorname{expand} x", r"\operatorname{squeeze} \bar z"),
    samples=lambda: [arrays((2, 3), axis=1), arrays((3,), axis=(0, 2)), Sample((1.5,), {"axis": 0})])

squeeze = Op("squeeze", np.squeeze,
    doc="x without its axes of size 1, or without those that axis names.",
    vjps=(lambda g, z, x, axis=None: np.reshape(g, np.shape(x)),),
    oracle=lambda x, axis=None: x.reshape([n for i, n in enumerate(x.shape) if n > 1 or axis not in (None, i)]),
    linear=True, label="squeeze", tex=(r"\operatorname{squeeze} x", r"\operatorname{expand} \bar z"),
    samples=lambda: [arrays((2, 1, 3)), arrays((1, 3, 1), axis=0), arrays((1, 1))])

flip = Op("flip", np.flip,
    doc="x in reverse order along one axis, several or all.",
    vjps=(lambda g, z, x, axis=None: np.flip(g, axis),),
    oracle=oracles.flip,
    linear=True, label="flip", tex=("z_i = x_{n-i}", r"\bar z_{n-i}"),
    samples=lambda: [arrays((4,)), arrays((2, 3), axis=1), arrays((2, 3, 2), axis=(0, 2))])

tile = Op("tile", np.tile,
    doc="x repeated as a whole along each axis.",
    vjps=(tile_x,),
    oracle=lambda x, reps: np.kron(np.ones(reps), x),
    label="tile", tex=(r"z = (x, x, \dots)", r"\sum_{\text{copies}} \bar z"),
    samples=lambda: [arrays((3,), reps=(2,)), arrays((2, 3), reps=(2, 2)), arrays((3,), reps=(2, 1, 2)), arrays((2, 3), reps=(2,))])

repeat = Op("repeat", np.repeat,
    doc="Each element of x repeated along an axis.",
    vjps=(repeat_x,),
    oracle=lambda x, repeats, axis: np.take(x, np.arange(repeats * x.shape[axis]) // repeats, axis=axis),
    label="repeat", tex=(r"z = (x_1, x_1, x_2, \dots)", r"\sum_{\text{copies}} \bar z"),
    samples=lambda: [arrays((3,), repeats=2, axis=0), arrays((2, 3), repeats=3, axis=1), arrays((2, 3), repeats=2, axis=-2)])

pad = Op("pad", pad_forward,
    doc="x with a border of one value around it.",
    vjps=(pad_x,),
    oracle=oracles.pad,
    label="pad", tex=(r"(0, x, 0)", r"\bar z_{\text{inside}}"),
    samples=lambda: [arrays((3,), width=((1, 2),)), arrays((2, 3), width=((1, 0), (0, 2)), value=1.5)])

concatenate = Op("concatenate", lambda *xs, axis=0: np.concatenate(xs, axis=axis),
    doc="The arrays one after the other along an axis that they have.",
    vjps=(concatenate_x,), variadic=True,
    oracle=oracles.concatenate,
    label="concat", tex=("(x_1, x_2, \\dots)", r"\bar z_{\text{part } i}"),
    samples=lambda: [arrays((2,), (3,)), arrays((2, 3), (1, 3), (2, 3)), arrays((2, 1), (2, 3), axis=-1), arrays((3,))])

stack = Op("stack", lambda *xs, axis=0: np.stack(xs, axis=axis),
    doc="The arrays side by side along a new axis.",
    vjps=(stack_x,), variadic=True,
    oracle=lambda *xs, axis=0: np.concatenate([np.expand_dims(x, axis) for x in xs], axis),
    label="stack", tex=("(x_1, x_2, \\dots)", r"\bar z_i"),
    samples=lambda: [arrays((3,), (3,)), arrays((2, 3), (2, 3), axis=1), arrays((2, 3), (2, 3), axis=-1), Sample((1.0, 2.0))])
# fmt: on
