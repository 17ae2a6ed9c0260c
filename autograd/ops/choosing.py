"""Choice: the larger, the smaller, one or the other, and numbers held between bounds.

One convention holds for ties, that of PyTorch, JAX and HIPS autograd: of two equal arguments of `maximum` and `minimum` each
gets half of the gradient, and equal elements under `max` and `min` share it equally. So it does not matter in which order the
arguments are written, and formulas in which two kinks cancel, such as max(z, 0) − z y + log(1 + e^−|z|), have their
true slope at them. A kink that is one function's own has one slope: that of relu at 0 and of clip at its bounds is 0.

What was not chosen gets nothing, whatever follows (see autograd.kernel.choices).
"""

from __future__ import annotations

import math

import numpy as np

from autograd.kernel.op import Op, Sample
from autograd.ops.samples import binary, space_out

BITS = {"e": np.int16, "f": np.int32, "d": np.int64}  # whole numbers as long as floats of these types
LONG = 2048  # numbers from which on masking them by their bits pays


def where_forward(c, x, y, *, out=None):
    """np.where; the rules choose between a gradient and 0, which is eleven times as quick by the numbers' bits."""
    if type(y) is float and can_mask_by_bits(c, x, y):
        return mask_by_bits(x, c, out)
    if type(x) is float and can_mask_by_bits(c, y, x):
        return mask_by_bits(y, ~c, out)
    if out is None:
        return np.where(c, x, y)
    out[...] = np.where(c, x, y)
    return out


def can_mask_by_bits(c, x, zero) -> bool:
    """Whether x and c are long arrays side by side, the other number 0."""
    if type(x) is not np.ndarray or x.size < LONG or zero or math.copysign(1.0, zero) < 0:
        return False
    alike = type(c) is np.ndarray and c.dtype.kind == "b" and c.shape == x.shape
    return alike and x.dtype.char in BITS and c.flags.c_contiguous and x.flags.c_contiguous


def mask_by_bits(x, c, out=None):
    """x where c, else 0: all bits of x, as a whole number, times 1 or 0."""
    whole = BITS[x.dtype.char]
    if out is None:
        bits = c.view(np.int8).astype(whole)
    else:
        bits = out.view(whole)
        bits[...] = c
    bits *= x.view(whole)
    return bits.view(x.dtype) if out is None else out


# fmt: off
where = Op("where", where_forward,
    doc="x where the condition c holds, y elsewhere.",
    vjps=(None,
          lambda g, z, c, x, y: where(c, g, 0.0),
          lambda g, z, c, x, y: where(c, 0.0, g)),
    oracle=lambda c, x, y: np.choose(np.not_equal(c, 0), (y, x)), js=("c ? x : y", "0", "c ? g : 0", "c ? 0 : g"),
    label="where", tex=(r"c \,?\, x : y", "0", r"c \,?\, \bar z : 0", r"c \,?\, 0 : \bar z"),
    samples=lambda: [
        Sample((np.array([True, False, True]), space_out((3,), -1, 1), space_out((3,), 1, 2))),
        Sample((np.array([[True], [False]]), space_out((3,), -1, 1), 0.5)),
        Sample((1.0, 2.0, 3.0))],
    scalar=lambda c, x, y: x if c else y, chooses=True)
# fmt: on


def only(chosen, g):
    """g where it was chosen, else nothing."""
    if type(chosen) is bool:
        return g if chosen else 0.0
    if type(g) is np.ndarray is type(chosen):
        return where_forward(chosen, g, 0.0)  # as the row does, without asking what a Tensor would need
    return where(chosen, g, 0.0)


def half_at_ties(first, second, g):
    """g where first holds, 0 where second does, else (a tie, or NaN) half of it."""
    if type(first) is bool:
        return g if first else 0.0 if second else 0.5 * g
    half = 0.5 * g
    return where(first, half, 0.0) + where(second, 0.0, half)


# fmt: off
maximum = Op("maximum", np.maximum,
    doc="The larger of x and y; where they are equal, each gets half of the gradient.",
    vjps=(lambda g, z, x, y: half_at_ties(x > y, x < y, g),
          lambda g, z, x, y: half_at_ties(x < y, x > y, g)),
    js=("x > y || Number.isNaN(x) ? x : y", "halfAtTies(x > y, x < y, g)", "halfAtTies(x < y, x > y, g)"),
    real=True, label="max", tex=(r"\max(x, y)", r"x > y \,?\, \bar z : x < y \,?\, 0 : \bar z / 2", r"x < y \,?\, \bar z : x > y \,?\, 0 : \bar z / 2"),
    samples=binary(extra=(Sample((np.array([0.0, 1.0]), 0.0), grads=(np.array([0.5, 1.0]), 0.5)),)),
    scalar=lambda x, y: x if x > y or x != x else y, ufunc=np.maximum, chooses=True)

minimum = Op("minimum", np.minimum,
    doc="The smaller of x and y; where they are equal, each gets half of the gradient.",
    vjps=(lambda g, z, x, y: half_at_ties(x < y, x > y, g),
          lambda g, z, x, y: half_at_ties(x > y, x < y, g)),
    js=("x < y || Number.isNaN(x) ? x : y", "halfAtTies(x < y, x > y, g)", "halfAtTies(x > y, x < y, g)"),
    real=True, label="min", tex=(r"\min(x, y)", r"x < y \,?\, \bar z : x > y \,?\, 0 : \bar z / 2", r"x > y \,?\, \bar z : x < y \,?\, 0 : \bar z / 2"),
    samples=binary(extra=(Sample((np.array([0.0, 1.0]), 1.0), grads=(np.array([1.0, 0.5]), 0.5)),)),
    scalar=lambda x, y: x if x < y or x != x else y, ufunc=np.minimum, chooses=True)

clip = Op("clip", lambda x, *, low, high: np.minimum(np.maximum(x, low), high), chooses=True,
    doc="x held between low and high; the slope is 0 outside them and at both.",
    vjps=(lambda g, z, x, low, high: only((x > low) & (x < high), g),),
    oracle=lambda x, low, high: np.clip(x, low, high), js=("Math.min(Math.max(x, low), high)", "x > low && x < high ? g : 0"),
    real=True, label="clip", tex=(r"\min(\max(x, a), b)", r"a < x < b \,?\, \bar z : 0"),
    samples=lambda: [
        Sample((space_out((5,), -2, 2.2),), {"low": -1.0, "high": 1.0}),
        Sample((0.4,), {"low": -1.0, "high": 1.0}),
        Sample((3.0,), {"low": -1.0, "high": 1.0}, grads=(0.0,)),
        Sample((np.array([0.0, 0.5, 1.0]),), {"low": 0.0, "high": 1.0}, grads=(np.array([0.0, 1.0, 0.0]),))])
# fmt: on
