"""Measures rounding: each function's value and slopes against mpmath, over the whole range of single and double precision.

An error is counted in units of the last place of the exact result (ulps). PyTorch, where it is installed, is measured beside:

    PYTHONPATH=. python tests/trust/rounding.py > tests/trust/ROUNDING.md
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from exact import ONE, SEVERAL, TWO, slope
from mpmath import mp, mpf
from outcome import Outcome
from rounding_of_networks import CANCELS as CANCELS_THERE
from rounding_of_networks import CASES, measure_case
from rounding_of_networks import pytorch as pytorch_networks
from ulps import DIGITS, ulps

from autograd import TABLE, vjp
from nn import activations, losses

OF_NN = ("softsign", "selu", "log_sigmoid", "mish", "squareplus", "tanh_shrink")
LOGITS = {"softmax": "softmax, first", "log_softmax": "log_softmax, first"}
OURS: dict[str, Callable[..., Any]] = {  # of several numbers: of one array of them
    **{name: TABLE[name] for name in (*ONE, *TWO, *SEVERAL) if name in TABLE},
    **{name: getattr(activations, name) for name in OF_NN},
    **{called: lambda x, op=TABLE[name]: op(x)[0] for name, called in LOGITS.items()},
    "cross_entropy": lambda x: TABLE["cross_entropy"](x, np.eye(4, dtype=x.dtype)[0]),
    "normalize, first": lambda x: TABLE["standardize"](x, epsilon=1e-5, center=True)[0],
    "crossentropy of a logit": lambda x: losses.binary_crossentropy(np.ones(1, x.dtype), x, from_logits=True),
}
DOMAINS = {  # where a function of one number is real
    **dict.fromkeys(["log", "log2", "log10", "sqrt"], (0.0, np.inf)), "log1p": (-1.0, np.inf), "arccosh": (1.0, np.inf),
    **dict.fromkeys(["arcsin", "arccos", "arctanh"], (-1.0, 1.0)),
}  # fmt: skip
CANCELS = {  # what is left over where large parts cancel, as in PyTorch, is off by more than a rounding
    "sinc": "pi x is rounded before its sine is taken", "tanh_shrink": "x - tanh x of a small x",
    "gelu": "1 + erf x of an x far below 0", "gelu_tanh": "the same", "logaddexp": "the larger and a logarithm of other sign",
    "logaddexp2": "the same",
    "squareplus": "x + sqrt(x² + 4) of an x far below 0",
    **dict.fromkeys(SEVERAL, "numbers of different sizes are added up"), **CANCELS_THERE,
}  # fmt: skip
MOST = 2.5  # ulps that any other value may be off
FURTHER = dict.fromkeys(["silu", "mish"], 4.0)  # but x times an exponential, off by two in single precision: it may count twice
WORSE = 2.0  # ulps by which PyTorch may be better; of what is left over, which luck decides, half as many again
NOTHING_LEFT = 1e6  # ulps: of a number in single precision no digit is right then, and nobody is better


def draw_points(dtype: Any, count: int, seed: int) -> np.ndarray:
    """Numbers of every size and both signs, half of them of sizes that networks see."""
    rng, kind = np.random.default_rng(seed), np.finfo(dtype)
    sizes = np.concatenate([rng.uniform(kind.minexp, kind.maxexp, count // 2), rng.uniform(-12, 7, count - count // 2)])
    return (np.exp2(sizes) * rng.choice([-1.0, 1.0], count)).astype(dtype)


def pytorch() -> dict[str, Callable[..., Any]]:
    """PyTorch's functions of the same names; none where it is not installed."""
    try:
        import torch
    except ImportError:
        return {}
    from torch.nn import functional as F

    named = {name: getattr(torch, name) for name in (*ONE, *TWO) if hasattr(torch, name)}
    several = {
        "mean": torch.mean, "logsumexp": lambda x: torch.logsumexp(x, 0),
        "var": lambda x: torch.var(x, correction=0), "std": lambda x: torch.std(x, correction=0),
        "softmax, first": lambda x: torch.softmax(x, 0)[0], "log_softmax, first": lambda x: torch.log_softmax(x, 0)[0],
        "cross_entropy": lambda x: F.cross_entropy(x[None], torch.tensor([0])),
        "normalize, first": lambda x: F.layer_norm(x, (4,), eps=1e-5)[0],
    }  # fmt: skip
    activation = {
        "elu": F.elu, "gelu": F.gelu, "gelu_tanh": lambda x: F.gelu(x, approximate="tanh"), "silu": F.silu, "selu": F.selu,
        "softsign": F.softsign, "log_sigmoid": F.logsigmoid, "mish": F.mish, "tanh_shrink": F.tanhshrink,
        "softplus": lambda x: F.softplus(x, threshold=1e9), "pow": lambda x, y: torch.pow(x, y), "div": torch.div,
        "crossentropy of a logit": lambda x: F.binary_cross_entropy_with_logits(x, torch.ones_like(x)),
    }  # fmt: skip
    return {**named, **several, **activation}


def by_us(f: Callable[..., Any], points: list[np.ndarray]) -> list[Any]:
    """The value and the slope by the first number of each argument."""
    value, back = vjp(f, *points)
    slopes = back(np.ones_like(value))
    return [np.ravel(part)[0] for part in (value, *(slopes if isinstance(slopes, tuple) else (slopes,)))]


def by_pytorch(f: Callable[..., Any], points: list[np.ndarray]) -> list[Any]:
    import torch

    leaves = [torch.tensor(x, requires_grad=True) for x in points]
    value = f(*leaves)
    value.sum().backward()
    return [value.detach().numpy().ravel()[0], *[x.grad.numpy().ravel()[0] for x in leaves]]


def questions(name: str, dtype: Any, count: int, seed: int) -> Iterator[tuple[list[np.ndarray], list[Any], Callable[..., Any]]]:
    """Points, the same for mpmath, and the exact function of them."""
    numbers = draw_points(dtype, count * 4, seed)
    low, high = DOMAINS.get(name, (-np.inf, np.inf))
    for four in numbers.reshape(-1, 4):
        if name in ONE and low < four[0] < high:
            yield [four[:1]], [mpf(float(four[0]))], ONE[name]
        elif name in TWO:
            x, y = (np.abs(four[:1]), np.remainder(four[1:2], 8)) if name == "pow" else (four[:1], four[1:2])
            yield [x, y], [mpf(float(x[0])), mpf(float(y[0]))], TWO[name]
        elif name in SEVERAL:
            four = np.clip(four, -1e9, 1e9)
            yield [four], [mpf(float(x)) for x in four], lambda *xs: SEVERAL[name](list(xs))


def measure(name: str, dtype: Any, count: int, seed: int, others: dict[str, Callable[..., Any]]) -> dict[str, float]:
    """The largest errors in ulps: of ours and PyTorch's value, and slope."""
    worst = dict.fromkeys(("value", "slope", "value, PyTorch", "slope, PyTorch"), 0.0 if name in others else np.nan)
    worst |= {"value": 0.0, "slope": 0.0}
    for points, at, f in questions(name, dtype, count, seed):
        with mp.workdps(DIGITS[dtype]):
            exact = [f(*at), *[slope(f, at, i) for i in range(1 if name in SEVERAL else len(at))]]
            for engine, run, table in (("", by_us, OURS), (", PyTorch", by_pytorch, others)):
                if name in table:
                    errors = [ulps(y, e, dtype) for y, e in zip(run(table[name], points), exact)]
                    worst["value" + engine] = max(worst["value" + engine], errors[0])
                    worst["slope" + engine] = max(worst["slope" + engine], *errors[1:])
    return worst


MEASURES = {**dict.fromkeys((*ONE, *TWO, *SEVERAL), measure), **dict.fromkeys(CASES, measure_case)}


def find_faults(name: str, worst: dict[str, float]) -> list[str]:
    """What is wrong with these errors: no number, too far off, or further off than PyTorch."""
    found = [f"{name}: the {part} is no number, or infinite" for part in ("value", "slope") if np.isinf(worst[part])]
    if name not in CANCELS and worst["value"] > FURTHER.get(name, MOST):
        found.append(f"{name}: the value is off by {worst['value']:.3g} ulps")
    for part in ("value", "slope"):
        theirs = worst[part + ", PyTorch"]
        if theirs < NOTHING_LEFT and worst[part] > theirs * (1.5 if theirs > MOST else 1.0) + WORSE:
            found.append(f"{name}: the {part} is off by {worst[part]:.3g} ulps, PyTorch's by {theirs:.3g}")
    return found


def try_rounding(quick: bool = False, seed: int = 0) -> Outcome:
    """quick: four points for each function and precision, else 200."""
    outcome, count = Outcome("rounding"), 4 if quick else 200
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        others = pytorch() | pytorch_networks()
        for name, find in MEASURES.items():
            for dtype in DIGITS:
                outcome.tried += count
                faults = find_faults(name, find(name, dtype, count, seed, others))
                outcome.failures += [f"{dtype.__name__} {fault}" for fault in faults]
    return outcome


def main() -> int:
    """Print the table in Markdown, of all functions or those that are said, and what is wrong beside it."""
    others = pytorch() | pytorch_networks()
    print(HEAD.format(numpy=np.__version__, count=200))
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        for name in sys.argv[1:] or MEASURES:
            found = [MEASURES[name](name, dtype, 200, 0, others) for dtype in DIGITS]
            cells = [f"{w[part]:.3g}" for w in found for part in ("value", "value, PyTorch", "slope", "slope, PyTorch")]
            print(f"| {name} | {' | '.join('' if cell == 'nan' else cell for cell in cells)} |", flush=True)
            for fault in (fault for w in found for fault in find_faults(name, w)):
                print(fault, file=sys.stderr, flush=True)
    return 0


HEAD = """\
# Rounding

The largest error of each function in units of the last place of the exact result, which mpmath gives; {count} points of every
size and both signs, and PyTorch beside. Written by `PYTHONPATH=. python tests/trust/rounding.py`, NumPy {numpy}. Where large
parts cancel, what is left over is off by more than a rounding in both: in slopes of saturated functions, and in sums of
numbers of different sizes. "inf" is a NaN, or an infinity where there is a number.

From `mean_squared_error` on, predictions and labels are four numbers: of every size, of one size, nearly equal, equal, or
usual; logits up to a million, doubtless and nearly equal ones; probabilities near 0 and 1. A result of several numbers, and its
slopes, are counted in units of the largest of them. PyTorch's column is empty where it has no such function, or another
formula.

| function | single: value | PyTorch | slope | PyTorch | double: value | PyTorch | slope | PyTorch |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"""

if __name__ == "__main__":
    sys.exit(main())
