"""Writes random programs as text: numbers, arrays, broadcasting, views, aliases, choices, loops and nested derivatives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

import autograd as ag

# lines of one step: {z} is its result, {x} and {y} earlier values; what does not fit their shapes is left out of the program
STEPS = {
    "add": "{z} = {x} + {y}",
    "sub": "{z} = {x} - 0.5 * {y}",
    "mul": "{z} = {x} * {y}",
    "div": "{z} = {x} / (1.5 + np.sin({y}))",
    "power": "{z} = (1.5 + np.cos({x})) ** 1.5",
    "tanh": "{z} = np.tanh({x})",
    "bell": "{z} = np.exp(-{x} * {x})",
    "alias": "{z} = +{x}",
    "flat view": "{z} = np.reshape({x}, (-1,))",
    "transposed view": "{z} = np.transpose({x})",
    "every second": "{z} = {x}[..., ::2]",
    "backwards": "{z} = {x}[::-1]",
    "first row": "{z} = {x}[0]",
    "no rows": "{z} = {x}[:0]",
    "new axis": "{z} = np.expand_dims({x}, 0)",
    "wider view": "{z} = np.broadcast_to({x}, (2,) + np.shape({x}))",
    "swapped axes": "{z} = np.swapaxes({x}, 0, -1)",
    "squeeze": "{z} = np.squeeze({x})",
    "sum": "{z} = np.sum({x})",
    "sum of an axis": "{z} = np.sum({x}, axis=-1, keepdims=True)",
    "mean": "{z} = np.mean({x}, axis=0)",
    "cumsum": "{z} = np.cumsum({x}, axis=0)",
    "prod": "{z} = np.prod({x}, axis=-1)",
    "matmul": "{z} = {x} @ np.swapaxes({x}, -1, -2)",
    "stack": "{z} = np.stack([{x}, {x} * {y}])",
    "concatenate": "{z} = np.concatenate([{x}, {y}])",
    "picks": "{z} = {x}[np.array([0, 0, -1])]",
    "maximum": "{z} = np.maximum({x}, {y})",
    "where": "{z} = np.where({x} > 0.1, {x}, 2.0 * {y})",
    "relu": "{z} = ag.relu({x})",
    "clip": "{z} = np.clip({x}, -0.6, 0.7)",
    "sort": "{z} = np.sort({x}, axis=-1)",
    "softmax": "{z} = ag.softmax({x})",
    "norm": "{z} = np.linalg.norm({x} + 2.0)",
    "single precision": "{z} = {x}.astype('float32')",
    "branch": "{z} = {x} * 3.0 if np.ndim({x}) > 1 else {x} - 1.0",
    "loop": "{z} = {x}\n    for k in range(3):\n        {z} = np.tanh({z} * {y} + 0.1 * k)",
    "assigned rows": "{z} = {x} * 1.0\n    {z}[..., :1] = {z}[..., :1] * {z}[..., -1:]",
    "nested gradient": "{z} = ag.grad(lambda t: np.sum(np.sin(t) * {y}))({x})",
    "nested product": "{z} = ag.hvp(lambda t: np.sum(t * t * t), {x}, {x})",
    "nested vjp": "{z} = ag.vjp(lambda t: np.transpose(t) * 2.0, {x})[0]",
}
SHAPES = ((), (1,), (3,), (2, 3), (2, 1), (1, 3), (3, 3), (2, 1, 2), (0, 3))
LAYOUTS = ("as it is", "every second number", "transposed", "backwards")
MOST = 40  # numbers that a value may hold


@dataclass
class Program:
    """steps: (name, place of x, place of y); leaves: (shape, dtype, layout) of each argument."""

    leaves: list[tuple[tuple[int, ...], str, str]]
    steps: list[tuple[str, int, int]]
    seed: int

    @property
    def text(self) -> str:
        """The function f as Python."""
        names = [f"a{i}" for i in range(len(self.leaves))]
        lines = [f"def f({', '.join(names)}):"]
        for k, (step, i, j) in enumerate(self.steps):
            lines.append("    " + STEPS[step].format(x=names[i], y=names[j], z=f"v{k}"))
            names.append(f"v{k}")
        lines.append("    return " + " + ".join(f"np.sum(np.tanh({name}))" for name in names[-3:]))
        return "\n".join(lines)

    def compile(self) -> Any:
        """The function f itself."""
        room: dict[str, Any] = {"np": np, "ag": ag}
        exec(compile(self.text, "<random program>", "exec"), room)
        return room["f"]

    def inputs(self, turn: int = 0) -> list[Any]:
        """Numbers for the arguments; another turn gives others of the same shapes."""
        rng = np.random.default_rng((self.seed, turn))
        return [make_leaf(rng, *leaf) for leaf in self.leaves]

    def without(self, k: int) -> Program:
        """The program without step k: who used its result uses its x."""
        n = len(self.leaves)
        replaced = self.steps[k][1]

        def place(i: int) -> int:
            return replaced if i == n + k else i - (i > n + k)

        steps = [(s, place(i), place(j)) if m > k else (s, i, j) for m, (s, i, j) in enumerate(self.steps) if m != k]
        return Program(self.leaves, steps, self.seed)

    def __str__(self) -> str:
        leaves = "\n".join(f"a{i} = {x!r}  # {leaf[2]}" for i, (x, leaf) in enumerate(zip(self.inputs(), self.leaves)))
        given = ", ".join(f"a{i}" for i in range(len(self.leaves)))
        head = "import numpy as np\nfrom numpy import array, float32\nimport autograd as ag\n"
        return f"{head}\n{self.text}\n\n{leaves}\nprint(f({given}), ag.vjp(f, {given})[1](1.0))"


def make_leaf(rng: np.random.Generator, shape: tuple[int, ...], dtype: str, layout: str) -> Any:
    if not shape:
        return float(rng.uniform(-1.2, 1.2))
    if layout == "every second number":
        return rng.uniform(-1.2, 1.2, (*shape[:-1], 2 * shape[-1])).astype(dtype)[..., ::2]
    if layout == "transposed":
        return rng.uniform(-1.2, 1.2, shape[::-1]).astype(dtype).T
    made = rng.uniform(-1.2, 1.2, shape).astype(dtype)
    return made[::-1] if layout == "backwards" else made


def draw_program(seed: int) -> Program:
    """The program of this number: each step is tried with plain arrays, and stays if it can be computed and is small."""
    rng = np.random.default_rng(seed)
    dtypes = ("float64",) if rng.random() < 0.8 else ("float64", "float32")
    leaves = [
        (SHAPES[rng.integers(len(SHAPES))], str(rng.choice(dtypes)), str(rng.choice(LAYOUTS)))
        for _ in range(rng.integers(1, 4))
    ]
    names = [name for name in STEPS if name != "single precision" or len(dtypes) > 1]
    program, wanted = Program(leaves, [], seed), int(rng.integers(2, 11))
    for _ in range(4 * wanted):
        n = len(leaves) + len(program.steps)
        step = (str(rng.choice(names)), int(max(0, n - 1 - rng.integers(4))), int(rng.integers(n)))
        longer = Program(leaves, [*program.steps, step], seed)
        if is_possible(longer):
            program = longer
        if len(program.steps) == wanted:
            break
    return program


def is_possible(program: Program) -> bool:
    """Whether plain arrays can go through the last step, and come out few and finite."""
    names = [f"a{i}" for i in range(len(program.leaves))] + [f"v{k}" for k in range(len(program.steps))]
    text = program.text.rpartition("\n")[0] + f"\n    return {names[-1]}"
    room: dict[str, Any] = {"np": np, "ag": ag}
    exec(text, room)
    try:
        with np.errstate(all="ignore"):
            z = room["f"](*program.inputs())
        return np.size(z) <= MOST and bool(np.all(np.abs(z) < 30.0))
    except (ValueError, TypeError, IndexError, AttributeError):
        return False
