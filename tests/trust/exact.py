"""What functions of one, two or several numbers are exactly: by mpmath, to as many digits as a question needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mpmath import mp, mpf

ONE: dict[str, Callable[[Any], Any]] = {
    "exp": mp.exp, "expm1": mp.expm1, "exp2": lambda x: mpf(2) ** x, "log": mp.log, "log2": lambda x: mp.log(x, 2),
    "log10": mp.log10, "log1p": mp.log1p, "sqrt": mp.sqrt, "cbrt": lambda x: mp.sign(x) * mp.cbrt(abs(x)),
    "reciprocal": lambda x: 1 / x, "square": lambda x: x * x, "sin": mp.sin, "cos": mp.cos, "tan": mp.tan, "arcsin": mp.asin,
    "arccos": mp.acos, "arctan": mp.atan, "sinh": mp.sinh, "cosh": mp.cosh, "tanh": mp.tanh, "arcsinh": mp.asinh,
    "arccosh": mp.acosh, "arctanh": mp.atanh, "sinc": lambda x: mp.sin(mp.pi * x) / (mp.pi * x), "erf": mp.erf,
    "sigmoid": lambda x: 1 / (1 + mp.exp(-x)), "softplus": lambda x: mp.log1p(mp.exp(x)) if x < 0 else x + mp.log1p(mp.exp(-x)),
    "elu": lambda x: x if x > 0 else mp.expm1(x),
    "gelu": lambda x: x * mp.erfc(-x / mp.sqrt(2)) / 2 if abs(x) < 1e4 else max(x, mpf(0)),
    "gelu_tanh": lambda x: x * (1 + mp.tanh(mp.sqrt(2 / mp.pi) * (x + mpf("0.044715") * x**3))) / 2,
    "silu": lambda x: x / (1 + mp.exp(-x)), "softsign": lambda x: x / (1 + abs(x)),
    "selu": lambda x: SELU[0] * (x if x > 0 else SELU[1] * mp.expm1(x)), "log_sigmoid": lambda x: -ONE["softplus"](-x),
    "mish": lambda x: x * mp.tanh(ONE["softplus"](x)), "squareplus": lambda x: (x + mp.sqrt(x * x + 4)) / 2,
    "tanh_shrink": lambda x: x - mp.tanh(x), "log_cosh": lambda x: abs(x) + mp.log1p(mp.exp(-2 * abs(x))) - mp.log(2),
    "crossentropy of a logit": lambda x: ONE["softplus"](-x),
}  # fmt: skip
SELU = (mpf("1.0507009873554804934193349852946"), mpf("1.6732632423543772848170429916717"))
TWO: dict[str, Callable[[Any, Any], Any]] = {
    "div": lambda x, y: x / y, "pow": lambda x, y: abs(x) ** y, "hypot": mp.hypot, "arctan2": mp.atan2,
    "logaddexp": lambda x, y: max(x, y) + mp.log1p(mp.exp(-abs(x - y))),
    "logaddexp2": lambda x, y: max(x, y) + mp.log(1 + mpf(2) ** -abs(x - y), 2),
}  # fmt: skip


def mean(xs: list[Any]) -> Any:
    return mp.fsum(xs) / len(xs)


def variance(xs: list[Any]) -> Any:
    middle = mean(xs)
    return mean([(x - middle) ** 2 for x in xs])


def log_of_sum(xs: list[Any]) -> Any:
    top = max(xs)
    return top + mp.log(mp.fsum(mp.exp(x - top) for x in xs))


SEVERAL: dict[str, Callable[[list[Any]], Any]] = {  # each gives one number
    "mean": mean, "var": variance, "std": lambda xs: mp.sqrt(variance(xs)),
    "logsumexp": log_of_sum, "softmax, first": lambda xs: mp.exp(xs[0] - log_of_sum(xs)),
    "log_softmax, first": lambda xs: xs[0] - log_of_sum(xs), "cross_entropy": lambda xs: log_of_sum(xs) - xs[0],
    "normalize, first": lambda xs: (xs[0] - mean(xs)) / mp.sqrt(variance(xs) + mpf(10) ** -5),
}  # fmt: skip


def slope(f: Callable[..., Any], at: list[Any], i: int) -> Any:
    """The derivative by argument i: a central difference with so many digits that nothing of it is lost."""
    step = min(abs(at[i]) or mpf(1), mpf(1)) * mpf(10) ** -30
    high, low = ([*at[:i], at[i] + s, *at[i + 1 :]] for s in (step, -step))
    return (f(*high) - f(*low)) / (2 * step)
