"""The forms of rows that compute number by number, and of sums, means and products: row name -> what is written for it.

A form gets the Writer, the Step, the names of the inputs and the row's settings, and gives the name of the result.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from nn.onnx.writer import Writer

Form = Callable[..., str]


def same(kind: str, **names: str) -> Form:
    """The operator `kind` of ONNX as it is; names: its name for each setting of the row."""

    def write(w: Writer, step: Any, *inputs: str, **settings: Any) -> str:
        made = w.add(kind, *inputs, **{names[name]: value for name, value in settings.items()})
        return made

    return write


def reduce(kind: str) -> Form:
    """A sum, mean or extreme over some axes, or all."""

    def write(w: Writer, step: Any, x: str, axis: Any = None, keepdims: bool = False) -> str:
        axes = () if axis is None else (w.whole(*np.atleast_1d(axis).tolist()),)
        made = w.add(kind, x, *axes, keepdims=int(keepdims))
        return made

    return write


def write_square(w: Writer, step: Any, x: str) -> str:
    return w.add("Mul", x, x)


def write_silu(w: Writer, step: Any, x: str) -> str:
    return w.add("Mul", x, w.add("Sigmoid", x))


def write_gelu(w: Writer, step: Any, x: str) -> str:
    """x (1 + erf(x / √2)) / 2"""
    share = w.add("Add", w.add("Erf", w.add("Mul", x, w.constant(math.sqrt(0.5)))), w.constant(1.0))
    return w.add("Mul", w.add("Mul", x, w.constant(0.5)), share)


def write_gelu_tanh(w: Writer, step: Any, x: str) -> str:
    """x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2"""
    cube = w.add("Mul", w.add("Mul", w.add("Mul", x, x), x), w.constant(0.044715))
    inner = w.add("Mul", w.add("Add", x, cube), w.constant(math.sqrt(2.0 / math.pi)))
    share = w.add("Add", w.add("Tanh", inner), w.constant(1.0))
    return w.add("Mul", w.add("Mul", x, w.constant(0.5)), share)


def write_clip(w: Writer, step: Any, x: str, low: Any = None, high: Any = None) -> str:
    """Between two numbers, either of which may be missing."""
    ends = ["" if end is None else w.constant(end) for end in (low, high)]
    return w.add("Clip", x, *ends)


def write_var(w: Writer, step: Any, x: str, axis: Any = None, keepdims: bool = False) -> str:
    """The mean of the squared distances to the mean."""
    off = w.add("Sub", x, reduce("ReduceMean")(w, step, x, axis, True))
    return reduce("ReduceMean")(w, step, w.add("Mul", off, off), axis, keepdims)


def write_std(w: Writer, step: Any, x: str, axis: Any = None, keepdims: bool = False) -> str:
    return w.add("Sqrt", write_var(w, step, x, axis, keepdims))


def write_expm1(w: Writer, step: Any, x: str) -> str:
    return w.add("Sub", w.add("Exp", x), w.constant(1.0))


def write_log1p(w: Writer, step: Any, x: str) -> str:
    return w.add("Log", w.add("Add", x, w.constant(1.0)))


def write_where(w: Writer, step: Any, condition: str, x: str, y: str) -> str:
    return w.add("Where", w.cast(condition, bool), x, y)


ELEMENTWISE: dict[str, Form] = {
    "abs": same("Abs"),
    "add": same("Add"),
    "arccos": same("Acos"),
    "arccosh": same("Acosh"),
    "arcsin": same("Asin"),
    "arcsinh": same("Asinh"),
    "arctan": same("Atan"),
    "arctanh": same("Atanh"),
    "clip": write_clip,
    "cos": same("Cos"),
    "cosh": same("Cosh"),
    "div": same("Div"),
    "elu": same("Elu", alpha="alpha"),
    "erf": same("Erf"),
    "exp": same("Exp"),
    "expm1": write_expm1,
    "gelu": write_gelu,
    "gelu_tanh": write_gelu_tanh,
    "leaky_relu": same("LeakyRelu", slope="alpha"),
    "log": same("Log"),
    "log1p": write_log1p,
    "log_softmax": same("LogSoftmax", axis="axis"),
    "logsumexp": reduce("ReduceLogSumExp"),
    "matmul": same("MatMul"),
    "max": reduce("ReduceMax"),
    "maximum": same("Max"),
    "mean": reduce("ReduceMean"),
    "min": reduce("ReduceMin"),
    "minimum": same("Min"),
    "mul": same("Mul"),
    "neg": same("Neg"),
    "pow": same("Pow"),
    "prod": reduce("ReduceProd"),
    "reciprocal": same("Reciprocal"),
    "relu": same("Relu"),
    "sigmoid": same("Sigmoid"),
    "silu": write_silu,
    "sin": same("Sin"),
    "sinh": same("Sinh"),
    "softmax": same("Softmax", axis="axis"),
    "softplus": same("Softplus"),
    "sqrt": same("Sqrt"),
    "square": write_square,
    "std": write_std,
    "sub": same("Sub"),
    "sum": reduce("ReduceSum"),
    "tan": same("Tan"),
    "tanh": same("Tanh"),
    "var": write_var,
    "where": write_where,
}
