"""The forms of the rows that networks are made of: row name -> what is written. Channels are first in ONNX, last here."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nn.onnx.batch import Refused
from nn.onnx.elementwise import Form
from nn.onnx.writer import Writer

FAR = -1e30  # a likeness that softmax turns to 0
GATES = (0, 3, 1, 2)  # the gates i f g o in ONNX' order: i o f g


def each(axes: int, value: Any) -> list[int]:
    """One number for each axis."""
    return [int(n) for n in value] if isinstance(value, (tuple, list)) else [int(value)] * axes


def pads(axes: int, padding: Any) -> list[int]:
    """All borders before, then all behind."""
    pairs = [(padding, padding)] * axes if isinstance(padding, int) else padding
    return [int(before) for before, _ in pairs] + [int(after) for _, after in pairs]


def channels_first(w: Writer, x: str, axes: int) -> str:
    return w.add("Transpose", x, perm=[0, axes + 1, *range(1, axes + 1)])


def channels_last(w: Writer, x: str, axes: int) -> str:
    return w.add("Transpose", x, perm=[0, *range(2, axes + 2), 1])


def kernel_first(w: Writer, y: str, axes: int) -> str:
    """(*taps, c, filters) -> (filters, c, *taps)"""
    return w.add("Transpose", y, perm=[axes + 1, axes, *range(axes)])


def write_conv(
    w: Writer, step: Any, x: str, y: str, *b: str, strides: Any = 1, padding: Any = 0, dilation: Any = 1, groups: int = 1
) -> str:
    axes = len(step.shape) - 2
    z = w.add(
        "Conv", channels_first(w, x, axes), kernel_first(w, y, axes), *b,
        strides=each(axes, strides), dilations=each(axes, dilation), pads=pads(axes, padding), group=groups,
    )  # fmt: skip
    return channels_last(w, z, axes)


def write_conv_transpose(
    w: Writer, step: Any, x: str, y: str, *b: str,
    size: Any, strides: Any = 1, padding: Any = 0, dilation: Any = 1, groups: int = 1,
) -> str:  # fmt: skip
    axes = len(step.shape) - 2
    strides, dilation, borders = each(axes, strides), each(axes, dilation), pads(axes, padding)
    counts, taps = step.inputs[0][1:-1], step.inputs[1][:axes]
    reach = [s * (n - 1) + (k - 1) * d + 1 for s, n, k, d in zip(strides, counts, taps, dilation)]
    more = [n - r + borders[i] + borders[i + axes] for i, (n, r) in enumerate(zip(size, reach))]
    # what no window reaches stays empty: fewer numbers are cut off behind, and what is missing then is added
    behind = [borders[i + axes] - min(extra, borders[i + axes]) for i, extra in enumerate(more)]
    rest = [extra - (borders[i + axes] - behind[i]) for i, extra in enumerate(more)]
    z = w.add(
        "ConvTranspose", channels_first(w, x, axes), kernel_first(w, y, axes), *b, strides=strides, dilations=dilation,
        pads=borders[:axes] + behind, output_padding=rest, group=groups,
    )  # fmt: skip
    return channels_last(w, z, axes)


def pool(kind: str, summing: bool = False, **settings: Any) -> Form:
    """A pooling; of a sum, the mean times the numbers of a window."""

    def write(w: Writer, step: Any, x: str, window: Any = 2, strides: Any = None, padding: Any = 0) -> str:
        axes = len(step.shape) - 2
        window = each(axes, window)
        z = w.add(
            kind, channels_first(w, x, axes), kernel_shape=window,
            strides=window if strides is None else each(axes, strides), pads=pads(axes, padding), **settings,
        )  # fmt: skip
        return channels_last(w, w.add("Mul", z, w.constant(math.prod(window))) if summing else z, axes)

    return write


def write_standardize(w: Writer, step: Any, x: str, epsilon: float = 1e-3, center: bool = True) -> str:
    """(x − mean) / √(variance + ε) over the last axis; without centering, x / √(mean x² + ε)."""
    last = w.whole(-1)
    off = w.add("Sub", x, w.add("ReduceMean", x, last)) if center else x
    square = w.add("ReduceMean", w.add("Mul", off, off), last)
    return w.add("Div", off, w.add("Sqrt", w.add("Add", square, w.constant(epsilon))))


def write_normalize(w: Writer, step: Any, x: str, gamma: str, beta: str, *statistics: str, epsilon: float = 1e-3) -> str:
    """Each channel brought to mean 0 and variance 1 over all other axes."""
    axes = w.whole(*range(len(step.shape) - 1))
    off = w.add("Sub", x, w.add("ReduceMean", x, axes))
    spread = w.add("Sqrt", w.add("Add", w.add("ReduceMean", w.add("Mul", off, off), axes), w.constant(epsilon)))
    return w.add("Add", w.add("Mul", w.add("Div", off, spread), gamma), beta)


def write_attention(w: Writer, step: Any, *inputs: str, heads: int = 1, mask: Any = None) -> str:
    """softmax(q kᵀ / √D) v in heads, in its steps."""
    parts: list[str] = list(inputs) if len(inputs) == 3 else w.add_several(3, "Split", inputs[0], axis=-1, num_outputs=3)
    features = step.inputs[0][-1] // (1 if len(inputs) == 3 else 3)
    by_head = [w.add("Reshape", part, w.whole(0, 0, heads, -1)) for part in parts]
    orders = ((0, 2, 1, 3), (0, 2, 3, 1), (0, 2, 1, 3))  # q (B, H, T, D), k (B, H, D, S), v (B, H, S, V)
    q, k, v = [w.add("Transpose", part, perm=order) for part, order in zip(by_head, orders)]
    likeness = w.add("MatMul", w.add("Mul", q, w.constant(1.0 / math.sqrt(features // heads))), k)
    if mask is not None:
        likeness = w.add("Where", step.array(mask, bool), likeness, w.constant(FAR))
    z = w.add("Transpose", w.add("MatMul", w.add("Softmax", likeness, axis=-1), v), perm=(0, 2, 1, 3))
    return w.add("Reshape", z, w.whole(0, 0, -1))


def write_lstm(w: Writer, step: Any, x: str, h: str, c: str, kernel: str, recurrent: str, b: str, m: str) -> str:
    """The operator LSTM, its hidden states of all steps and behind them the last cell state."""
    if not np.all(step.leaf(6) == 1.0):
        raise Refused("a mask of steps that do not count")
    units = step.inputs[4][0]

    def gates_first(values: np.ndarray) -> np.ndarray:
        """(n, 4u), gates i f g o -> (4u, n), gates i o f g"""
        parts = np.split(values, 4, axis=-1)
        return np.asarray(np.concatenate([parts[i] for i in GATES], axis=-1).T)

    bias = w.constant(gates_first(step.leaf(5)), name=step.weight_name(5))
    biases = w.add("Unsqueeze", w.add("Concat", bias, w.constant(np.zeros(4 * units)), axis=0), w.whole(0))
    weights = [w.constant(gates_first(step.leaf(i))[None], name=step.weight_name(i)) for i in (3, 4)]
    before = [w.add("Unsqueeze", state, w.whole(0)) for state in (h, c)]
    y, _, last = w.add_several(3, "LSTM", x, *weights, biases, "", *before, hidden_size=units)
    return w.add("Concat", w.add("Squeeze", y, w.whole(1)), last, axis=0)


def write_einsum(w: Writer, step: Any, *inputs: str, subscripts: str) -> str:
    return w.add("Einsum", *inputs, equation=subscripts)


NETWORKS: dict[str, Form] = {
    "attention": write_attention,
    "conv": write_conv,
    "conv_transpose": write_conv_transpose,
    "einsum": write_einsum,
    "lstm": write_lstm,
    "max_pool": pool("MaxPool"),
    "normalize": write_normalize,
    "standardize": write_standardize,
    "sum_pool": pool("AveragePool", summing=True, count_include_pad=1),
}
