"""Convolution over any number of axes, channels last, and its two adjoints.

z[o] = Σₐ x[o·stride + a·dilation − before] · y[a] is linear in x and in the kernel y. So are its adjoints: what a
gradient g of z means for x (the transposed convolution), and what it means for y. The three are one trilinear form
⟨conv(x, y), g⟩ read from its three sides, so each one's rules are the other two, and derivatives of any order close.
Dumoulin & Visin, 2016, arXiv:1603.07285.
"""

from __future__ import annotations

import math

import numpy as np

from autograd.kernel.op import Op
from autograd.ops.networks import oracles
from autograd.ops.networks.windows import borders, columns, counts, each, groups_at_once, matrices, walk_windows
from autograd.ops.samples import arrays

NARROW = 20  # a line of x this many times as long as a line of the kernel is still short


def sizes_by_axis(axes, strides, padding, dilation):
    return each(axes, strides, "strides"), borders(axes, padding), each(axes, dilation, "dilation")


def check(x, y, groups):
    """Refuse shapes that do not belong together."""
    if np.ndim(x) < 3 or np.ndim(y) != np.ndim(x):
        raise ValueError(
            "x must be (n, *sizes, channels) and the kernel (*taps, channels // groups, filters), over as many axes"
        )
    channels, filters = x.shape[-1], y.shape[-1]
    if channels != y.shape[-2] * groups or filters % groups:
        raise ValueError(f"{channels} channels and {filters} filters in {groups} groups need a kernel of channels "
                         f"{channels}/{groups}, and filters that divide into the groups; it takes {y.shape[-2]}")  # fmt: skip


def conv_forward(x, y, b=None, *, strides=1, padding=0, dilation=1, groups=1):
    """x: (n, *sizes, C), y: (*taps, C/groups, F), b: (F,) -> (n, *counts, F)"""
    check(x, y, groups)
    axes, taps, dtype = y.ndim - 2, y.shape[:-2], np.result_type(x, y)
    strides, padding, dilation = sizes_by_axis(axes, strides, padding, dilation)
    filters = y.shape[-1]
    z = np.empty((len(x), *counts(x.shape[1:-1], taps, strides, padding, dilation), filters), dtype)
    products = matrices(y, groups, dtype)
    border = None if b is None else np.tile(b, z.shape[-2])  # for a whole line at once: channels alone are short loops
    for images, lines, under in walk_windows(x, taps, strides, padding, dilation):
        part = z[images, lines]
        flat = part.reshape(-1, filters)  # (n, *counts, F) -> (n·counts, F), the same memory
        for inside, outside, matrix in products:
            np.matmul(columns(under[..., inside], axes), matrix, out=flat[:, outside])
        if border is not None:
            line = border[: part.shape[-2] * filters]  # along a single axis a part may be less than the whole line
            part.reshape(-1, len(line))[...] += line  # (n·lines, width·F)
    return z


def conv_y_forward(x, g, *, taps, strides=1, padding=0, dilation=1, groups=1):
    """The kernel's share: x: (n, *sizes, C), g: (n, *counts, F) -> (*taps, C/groups, F)"""
    axes, dtype = x.ndim - 2, np.result_type(x, g)
    strides, padding, dilation = sizes_by_axis(axes, strides, padding, dilation)
    c, f = x.shape[-1] // groups, g.shape[-1] // groups
    m = groups_at_once(groups, c)
    products = np.zeros((groups // m, math.prod(taps) * m * c, m * f), dtype)
    for images, lines, under in walk_windows(x, taps, strides, padding, dilation):
        flat = g[images, lines].reshape(-1, g.shape[-1])  # (n, *counts, F) -> (n·counts, F)
        for i, product in enumerate(products):
            inside, outside = slice(i * m * c, (i + 1) * m * c), slice(i * m * f, (i + 1) * m * f)
            product += columns(under[..., inside], axes).T @ flat[:, outside]
    blocks = products.reshape(-1, *taps, m, c, m, f)  # (groups/m, taps·m·c, m·f) -> (groups/m, *taps, m, c, m, f)
    own = np.moveaxis(np.diagonal(blocks, axis1=-4, axis2=-2), 0, -3)  # the groups' own: (*taps, c, groups/m, f, m)
    return np.swapaxes(own, -1, -2).reshape(*taps, c, groups * f)


def phases(size, count, tap, stride, before, apart):
    """The convolutions along one axis that make up a transposed one, one for each remainder of the position by the stride:
    (positions in x, the taps that reach them in reverse order, their distance in g, the border that g needs)."""
    closer = apart // math.gcd(apart, stride)
    found = []
    for rest in range(stride):
        reaching = [a for a in range(tap) if (a * apart - rest) % stride == 0]
        start = (rest - before) % stride
        places = range(start, size, stride)
        if reaching and places:
            first = (start + before) // stride  # the window whose first tap lies at `start`, were there one
            latest, earliest = (reaching[-1] * apart - rest) // stride, (reaching[0] * apart - rest) // stride
            border = (latest - first, first + len(places) - earliest - count)
            found.append((slice(start, size, stride), reaching[::-1], closer, border))
    return found


def by_phases(g, y, size, strides, padding, dilation, groups):
    """Position i of x is reached by every stride-th tap only: for each remainder of i by the stride it is an ordinary
    convolution of g with those taps in reverse order."""
    *taps, c, _ = y.shape
    turned = np.swapaxes(y.reshape(*taps, c, groups, -1), -1, -3).reshape(*taps, -1, groups * c)  # (*taps, f, groups·c)
    along = [phases(*axis) for axis in zip(size, g.shape[1:-1], taps, strides, [pair[0] for pair in padding], dilation)]
    x = None if max(strides) == 1 else np.zeros((len(g), *size, groups * c), np.result_type(g, y))
    for index in np.ndindex(*map(len, along)):
        places, reaching, closer, border = zip(*[found[i] for found, i in zip(along, index)])
        share = conv_forward(g, turned[np.ix_(*reaching)], padding=border, dilation=closer, groups=groups)
        if x is None:
            return share
        x[tuple([slice(None), *places])] = share
    return x


def by_lines(g, y, size, strides, padding, dilation):
    """A whole line of g makes a line of x, for each tap of the other axes, by one matrix: more products, but large ones."""
    *taps, k, c, filters = y.shape
    *heights, width = size
    count = g.shape[-2]
    band = np.zeros((count, filters, *taps, width, c), np.result_type(g, y))
    for b in range(k):
        windows = np.arange(count)
        places = windows * strides[-1] + b * dilation[-1] - padding[-1][0]
        met = (places >= 0) & (places < width)
        share = np.moveaxis(y[..., b, :, :], -1, 0)  # (*taps, c, filters) -> (filters, *taps, c)
        for window, place in zip(windows[met], places[met]):
            band[window, ..., place, :] = share
    lines = g.reshape(-1, count * filters) @ band.reshape(count * filters, -1)  # (n·lines, width·F) @ (width·F, taps·W·C)
    lines = lines.reshape(*g.shape[:-2], *taps, width * c)
    x = np.zeros((len(g), *[n + before + after for n, (before, after) in zip(heights, padding)], width * c), lines.dtype)
    for tap in np.ndindex(*taps):
        key = [slice(a * d, a * d + n * s, s) for a, d, s, n in zip(tap, dilation, strides, g.shape[1:-2])]
        x[tuple([slice(None), *key])] += lines[(slice(None),) * len(g.shape[:-2]) + tap]
    middle = [slice(before, before + n) for n, (before, _) in zip(heights, padding)]
    return np.ascontiguousarray(x[tuple([slice(None), *middle])]).reshape(len(g), *size, c)


def conv_x_forward(g, y, b=None, *, size, strides=1, padding=0, dilation=1, groups=1):
    """The input's share, a transposed convolution: g: (n, *counts, F), y: (*taps, C/groups, F) -> (n, *size, C)"""
    *taps, c, filters = y.shape
    strides, padding, dilation = sizes_by_axis(len(taps), strides, padding, dilation)
    count = counts(size, taps, strides, padding, dilation)
    if g.shape[1:] != (*count, filters):
        raise ValueError(f"windows over {tuple(size)} places are {count}, of {filters} filters")
    if groups == 1 and size[-1] * c <= NARROW * taps[-1]:
        x = by_lines(g, y, size, strides, padding, dilation)
    else:
        x = by_phases(g, y, size, strides, padding, dilation, groups)
    if b is not None:
        x.reshape(-1, size[-1] * len(b))[...] += np.tile(b, size[-1])  # (lines, width·C)
    return x


def per_channel(g):
    """g summed over all but the channels, first over the batch: long sums side by side are quick and exact.

    (n, *counts, F) -> (F,)
    """
    n, *sizes = np.shape(g)
    lines = np.sum(np.reshape(g, (n, math.prod(sizes))), axis=0)  # (n, counts·F) -> (counts·F,)
    return np.sum(np.reshape(lines, (-1, np.shape(g)[-1])), axis=0)  # (counts, F) -> (F,)


# fmt: off
conv = Op("conv", conv_forward, floating=True,
    doc="The convolution of x with the kernel y, plus a bias b for each filter, channels last.",
    vjps=(lambda g, z, x, y, b=None, **settings: conv_x(g, y, size=np.shape(x)[1:-1], **settings),
          lambda g, z, x, y, b=None, **settings: conv_y(x, g, taps=np.shape(y)[:-2], **settings),
          lambda g, z, x, y, b, **settings: per_channel(g)),
    oracle=oracles.conv,
    real=True, label="conv", tex=(r"z_o = \sum_a x_{o s + a}\, y_a + b", r"\bar x_i = \sum_{o s + a = i} \bar z_o\, y_a^\top",
                       r"\bar y_a = \sum_o x_{o s + a}^\top\, \bar z_o", r"\sum_o \bar z_o"),
    source="LeCun et al., 1989, Neural Computation 1",
    samples=lambda: [
        arrays((2, 5, 2), (3, 2, 3)), arrays((1, 4, 5, 2), (2, 3, 2, 3), (3,), padding=((1, 0), (1, 1))),
        arrays((2, 7, 1), (3, 1, 2), strides=2, padding=((2, 0),), dilation=2), arrays((1, 5, 4, 2), (1, 1, 2, 2), (2,)),
        arrays((1, 5, 5, 4), (2, 2, 2, 6), (6,), strides=(2, 3), padding=1, groups=2), arrays((0, 3, 1), (2, 1, 1)),
        arrays((2, 3, 3, 2), (2, 2, 1, 4), groups=2), arrays((1, 2, 3, 2, 1), (2, 2, 1, 1, 2))])

conv_x = Op("conv_transpose", conv_x_forward, floating=True,
    doc="The transposed convolution: each element of x times the kernel y, added up where the copies overlap.",
    vjps=(lambda g, z, x, y, b=None, *, size, **settings: conv(g, y, **settings),
          lambda g, z, x, y, b=None, *, size, **settings: conv_y(g, x, taps=np.shape(y)[:-2], **settings),
          lambda g, z, x, y, b, **settings: per_channel(g)),
    oracle=oracles.conv_transpose,
    real=True, label="convᵀ", tex=(r"z_i = \sum_{o s + a = i} x_o\, y_a^\top + b", r"\bar x_o = \sum_a \bar z_{o s + a}\, y_a",
                        r"\bar y_a = \sum_o \bar z_{o s + a}^\top\, x_o", r"\sum_i \bar z_i"),
    source="Zeiler et al., 2010, CVPR",
    samples=lambda: [
        arrays((2, 3, 3), (3, 2, 3), (2,), size=(5,)), arrays((1, 3, 2, 3), (2, 3, 2, 3), size=(6, 6), strides=(2, 3), padding=((0, 0), (0, 1))),
        arrays((2, 2, 2), (3, 1, 2), size=(7,), strides=2, padding=((1, 0),), dilation=2), arrays((1, 2, 2, 4), (1, 1, 1, 4), size=(4, 5), strides=3, groups=2),
        arrays((0, 2, 1), (2, 1, 1), size=(3,))])

conv_y = Op("conv_kernel", conv_y_forward, floating=True,
    doc="The kernel's gradient of a convolution: x and y multiplied and added up over all windows.",
    vjps=(lambda g, z, x, y, *, taps, **settings: conv_x(y, g, size=np.shape(x)[1:-1], **settings),
          lambda g, z, x, y, *, taps, **settings: conv(x, g, **settings)),
    oracle=oracles.conv_kernel,
    real=True, label="convᵏ", tex=(r"z_a = \sum_o x_{o s + a}^\top\, y_o", r"\bar x_i = \sum_{o s + a = i} y_o\, \bar z_a^\top",
                        r"\bar y_o = \sum_a x_{o s + a}\, \bar z_a"),
    samples=lambda: [
        arrays((2, 5, 2), (2, 3, 3), taps=(3,)), arrays((1, 4, 5, 2), (1, 4, 3, 3), taps=(2, 3), padding=((1, 0), (0, 0))),
        arrays((1, 5, 5, 4), (1, 3, 2, 6), taps=(2, 2), strides=(2, 3), padding=((1, 1), (0, 0)), groups=2),
        arrays((2, 7, 1), (2, 3, 2), taps=(3,), strides=2, padding=((2, 0),), dilation=2), arrays((0, 3, 1), (0, 2, 1), taps=(2,))])
# fmt: on
