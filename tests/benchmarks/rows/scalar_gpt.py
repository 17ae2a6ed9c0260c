"""A GPT of single numbers: 1 layer, 16 dimensions, 4 heads, 8 tokens of context, one training step's loss and gradient.

Written with Python lists of numbers, about 67,000 scalar operations; the same functions run on our Tensors and on
micrograd's Values. PyTorch gets the matrices that the scalars hide. A token is a list of zeros and a one, so that a
program recorded once serves every text.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import Any

from row import Answer, Case, Row, Target
from rows.chain import without_gc

DIMENSIONS, HEADS, CONTEXT = 16, 4, 8
SIZE = DIMENSIONS // HEADS
TEXT = "the cat sat on the mat. the dog sat on the log."
LETTERS = sorted(set(TEXT))
SHAPES = {
    "token": (len(LETTERS), DIMENSIONS),
    "place": (CONTEXT, DIMENSIONS),
    "query": (DIMENSIONS, DIMENSIONS),
    "key": (DIMENSIONS, DIMENSIONS),
    "value": (DIMENSIONS, DIMENSIONS),
    "mix": (DIMENSIONS, DIMENSIONS),
    "up": (4 * DIMENSIONS, DIMENSIONS),
    "down": (DIMENSIONS, 4 * DIMENSIONS),
    "score": (len(LETTERS), DIMENSIONS),
}
_random = random.Random(7)  # not NumPy: micrograd runs without it, so its process must not carry it
WEIGHTS = {name: [[_random.gauss(0, 0.2) for _ in range(n)] for _ in range(m)] for name, (m, n) in SHAPES.items()}


def one_hot(text: str) -> list[list[float]]:
    return [[float(letter == c) for letter in LETTERS] for c in text]


TOKENS, TRUTHS = one_hot(TEXT[:CONTEXT]), one_hot(TEXT[1 : CONTEXT + 1])
Numbers = list[Any]
Function = Callable[[Any], Any]


def linear(rows: list[Numbers], x: Numbers) -> Numbers:
    return [sum(w * v for w, v in zip(row, x)) for row in rows]


def norm_layer(x: Numbers) -> Numbers:
    scale = (sum(v * v for v in x) / len(x) + 1e-5) ** -0.5
    return [v * scale for v in x]


def plus(x: Numbers, y: Numbers) -> Numbers:
    return [a + b for a, b in zip(x, y)]


def gpt(weights: dict[str, list[Numbers]], tokens: list[list[float]], exp: Function) -> list[Numbers]:
    """For each token the scores of what comes next, from this token and those before it."""
    embedding = list(zip(*weights["token"]))
    keys: list[Numbers] = []
    values: list[Numbers] = []
    scores = []
    for token, place in zip(tokens, weights["place"]):
        x = plus([sum(t * w for t, w in zip(token, column)) for column in embedding], place)
        h = norm_layer(x)
        query = linear(weights["query"], h)
        keys.append(linear(weights["key"], h))
        values.append(linear(weights["value"], h))
        mixed: Numbers = []
        for start in range(0, DIMENSIONS, SIZE):
            part = slice(start, start + SIZE)
            fit = [exp(sum(q * k for q, k in zip(query[part], key[part])) / SIZE**0.5) for key in keys]
            total = sum(fit)
            share = [f / total for f in fit]
            mixed += [sum(s * value[i] for s, value in zip(share, values)) for i in range(start, start + SIZE)]
        x = plus(x, linear(weights["mix"], mixed))
        x = plus(x, linear(weights["down"], [v.relu() for v in linear(weights["up"], norm_layer(x))]))
        scores.append(linear(weights["score"], norm_layer(x)))
    return scores


def loss_of(weights: dict[str, list[Numbers]], tokens: Any, truths: Any, exp: Function, log: Function) -> Any:
    """The mean surprise at what really comes next: tokens and truths are 8 one-hot lists."""
    total: Any = 0.0
    for scores, truth in zip(gpt(weights, tokens, exp), truths):
        total = total + log(sum(exp(s) for s in scores)) - sum(s * t for s, t in zip(scores, truth))
    return total / len(tokens)


def tapegrad() -> Case:
    from autograd import Tensor, exp, log

    return _eager(Tensor, exp, log, None)


def micrograd() -> Case:
    """micrograd's Value as published, and the two functions it lacks written in its way."""
    from micrograd.engine import Value

    def function(x: Any, value: float, slope: float) -> Any:
        out = Value(value, (x,))

        def backward() -> None:
            x.grad += slope * out.grad

        out._backward = backward
        return out

    def exp(x: Any) -> Any:
        value = math.exp(x.data)
        return function(x, value, value)

    return _eager(Value, exp, lambda x: function(x, math.log(x.data), 1 / x.data), 0)


def _eager(number: Callable[[float], Any], exp: Function, log: Function, no_gradient: float | None) -> Case:
    weights = {name: [[number(w) for w in row] for row in rows] for name, rows in WEIGHTS.items()}
    leaves = [w for rows in weights.values() for row in rows for w in row]

    def work() -> Any:
        for leaf in leaves:
            leaf.grad = no_gradient
        loss = loss_of(weights, TOKENS, TRUTHS, exp, log)
        loss.backward()
        return loss

    def answer() -> Answer:
        loss = work()
        return {"loss": [float(loss.data)], "gradient": [float(leaf.grad) for leaf in leaves]}

    return work, answer


def tapegrad_compiled() -> Case:
    """Weights, tokens and truths go in at every step, and the gradients come out as the same nest of lists."""
    from autograd import compile, exp, log, value_and_grad

    step = compile(value_and_grad(lambda weights, tokens, truths: loss_of(weights, tokens, truths, exp, log)))

    def work() -> Any:
        return step(WEIGHTS, TOKENS, TRUTHS)

    def answer() -> Answer:
        loss, gradients = work()
        return {"loss": [loss], "gradient": [g for rows in gradients.values() for row in rows for g in row]}

    return work, answer


def pytorch() -> Case:
    import torch
    from torch.nn.functional import cross_entropy, rms_norm

    weights = {name: torch.tensor(rows, dtype=torch.float64, requires_grad=True) for name, rows in WEIGHTS.items()}
    indices = torch.tensor([LETTERS.index(c) for c in TEXT[: CONTEXT + 1]])
    later = torch.triu(torch.ones(CONTEXT, CONTEXT, dtype=torch.bool), diagonal=1)

    def heads(x: Any) -> Any:
        return x.view(CONTEXT, HEADS, SIZE).transpose(0, 1)  # (T, C) -> (T, H, S) -> (H, T, S)

    def normal(x: Any) -> Any:
        return rms_norm(x, (DIMENSIONS,), eps=1e-5)

    def work() -> Any:
        for weight in weights.values():
            weight.grad = None
        x = weights["token"][indices[:-1]] + weights["place"]
        h = normal(x)
        query, key, value = (heads(h @ weights[name].T) for name in ("query", "key", "value"))
        fit = (query @ key.transpose(1, 2) / SIZE**0.5).masked_fill(later, -torch.inf)
        mixed = (fit.softmax(-1) @ value).transpose(0, 1).reshape(CONTEXT, DIMENSIONS)  # (H, T, S) -> (T, H, S) -> (T, C)
        x = x + mixed @ weights["mix"].T
        x = x + torch.relu(normal(x) @ weights["up"].T) @ weights["down"].T
        loss = cross_entropy(normal(x) @ weights["score"].T, indices[1:])
        loss.backward()
        return loss

    def answer() -> Answer:
        loss = work()
        return {"loss": [loss.item()], "gradient": [v for w in weights.values() for v in w.grad.ravel().tolist()]}

    return work, answer


ROW = Row(
    work="scalar GPT, 1 layer, 16 dimensions, 4 heads, 8 tokens forward + backward",
    engines={
        "tapegrad (compiled)": tapegrad_compiled,
        "tapegrad": tapegrad,
        "micrograd": micrograd,
        "tapegrad (gc off)": without_gc(tapegrad),
        "micrograd (gc off)": without_gc(micrograd),
        "PyTorch eager (matrices)": pytorch,
    },
    targets=(
        Target("tapegrad (compiled)", "micrograd", 0.005),
        Target("tapegrad", "micrograd", 0.3),
        Target("tapegrad (gc off)", "micrograd (gc off)", 0.7),
        Target("tapegrad (compiled)", "PyTorch eager (matrices)", 3),
    ),
    tolerance=1e-9,
    amount=(CONTEXT, "tokens"),
)
