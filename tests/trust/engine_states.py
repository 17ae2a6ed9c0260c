"""Tries the engine's calls in any order: make, compute, view, assign, write, hook, backward, replay, detach, train, and errors.

Beside each Tensor stands a `Shadow`, which keeps its value in an array and finds gradients by recursion over its parents.
After each backward pass the two agree, or the pass was refused because a leaf was written since.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test
from outcome import Outcome

from autograd import Tensor, compile, no_grad
from nn import SGD

N = 3  # numbers in each array
PAIRS = {  # how a Tensor computes it, and the derivative by each
    "+": (lambda x, y: x + y, lambda x, y: (1.0, 1.0)),
    "-": (lambda x, y: x - y, lambda x, y: (1.0, -1.0)),
    "*": (lambda x, y: x * y, lambda x, y: (y, x)),
    "/": (lambda x, y: x / (2.0 + y * y), lambda x, y: (1 / (2 + y * y), -2 * x * y / (2 + y * y) ** 2)),
}
SINGLES = {
    "sin": (np.sin, np.cos),
    "tanh": (np.tanh, lambda x: 1 - np.tanh(x) ** 2),
    "alias": (lambda x: +x, np.ones_like),
    "square": (lambda x: x * x, lambda x: 2 * x),
}
VIEWS = {"backwards": slice(None, None, -1), "all": slice(None), "Ellipsis": ...}
KEYS = {"first": 0, "last": -1, "two": slice(0, 2), "mask": np.array([True, False, True])}
MOST_PATHS = 200  # of the recursion, which does not share parts

places = st.integers(0, 10**6)
arrays = st.lists(st.floats(-1.5, 1.5, width=32, allow_subnormal=False), min_size=N, max_size=N).map(np.array)


class Shadow:
    """What a Tensor should be. parents: (shadow, how its gradient follows). versions: of the leaves when they were used."""

    def __init__(self, value: Any, parents: Any = (), needs: bool = True) -> None:
        self.value, self.parents, self.needs = np.array(value), list(parents), needs
        self.version, self.factor = 0, 1.0  # factor: what hooks multiply the gradient by
        self.grad: Any = None
        self.used = [(parent, parent.version) for parent, _ in self.parents]
        self.paths = 1 + sum(parent.paths for parent, _ in self.parents)

    def pull(self, g: Any, found: dict[Shadow, Any]) -> None:
        """Hand g on to the leaves, path by path."""
        g = g * self.factor
        if not self.parents:
            found[self] = found.get(self, 0.0) + g
        for parent, follow in self.parents:
            if parent.needs:
                parent.pull(follow(g), found)

    def was_written_under(self) -> bool:
        """Whether a leaf was written since it was used."""
        return any(parent.version != version or parent.was_written_under() for parent, version in self.used)


class Engine(RuleBasedStateMachine):
    """Pairs of a Tensor and its Shadow; a rule picks them by number, counted round."""

    def __init__(self) -> None:
        super().__init__()
        self.pairs: list[tuple[Tensor, Shadow]] = []
        self.handles: list[tuple[Any, Shadow]] = []

    def pick(self, i: int, leaf: bool = False) -> tuple[Tensor, Shadow]:
        """A leaf, or one of the last eight pairs: counted from the end, so that what was made is used."""
        if leaf:
            leaves = [pair for pair in self.pairs if pair[0].op is None and pair[0].requires_grad]
            return leaves[i % len(leaves)]
        return self.pairs[-1 - i % min(8, len(self.pairs))]

    def keep(self, tensor: Tensor, parents: Any, value: Any) -> None:
        parents = [pair for pair in parents if pair[0].needs]
        shadow = Shadow(value, parents, bool(parents))
        if shadow.paths <= MOST_PATHS:
            self.pairs.append((tensor, shadow))

    @initialize(value=arrays)
    def make_first(self, value: Any) -> None:
        self.pairs.append((Tensor(value), Shadow(value)))
        self.compute_all(0)

    @rule(i=places)
    def compute_all(self, i: int) -> None:
        """Each function of one Tensor after the other, each of what the last one gave."""
        for name in SINGLES:
            self.compute_with_one(name, i)
            i = 0

    @rule(value=arrays)
    def make_leaf(self, value: Any) -> None:
        self.pairs.append((Tensor(value), Shadow(value)))

    @rule(value=arrays)
    def make_constant(self, value: Any) -> None:
        self.pairs.append((Tensor(value, requires_grad=False), Shadow(value, needs=False)))

    @rule(name=st.sampled_from(list(PAIRS)), i=places, j=places)
    def compute_with_two(self, name: str, i: int, j: int) -> None:
        (x, a), (y, b) = self.pick(i), self.pick(j)
        compute, slopes = PAIRS[name]
        by_x, by_y = slopes(a.value, b.value)
        self.keep(compute(x, y), [(a, lambda g: g * by_x), (b, lambda g: g * by_y)], compute(a.value, b.value))

    @rule(name=st.sampled_from(list(SINGLES)), i=places)
    def compute_with_one(self, name: str, i: int) -> None:
        x, a = self.pick(i)
        compute, slope = SINGLES[name]
        by_x = slope(a.value)
        self.keep(compute(x), [(a, lambda g: g * by_x)], compute(a.value))

    @rule(name=st.sampled_from(list(VIEWS)), i=places)
    def view(self, name: str, i: int) -> None:
        x, a = self.pick(i)
        key = VIEWS[name]

        def follow(g: Any) -> Any:
            return g[key]  # each of these views is its own inverse

        self.keep(x[key] + 0.0, [(a, follow)], a.value[key])

    @rule(i=places, j=places)
    def compute_without_gradients(self, i: int, j: int) -> None:
        (x, a), (y, b) = self.pick(i), self.pick(j)
        with no_grad():
            self.keep(x * y, [], a.value * b.value)

    @rule(i=places)
    def detach(self, i: int) -> None:
        x, a = self.pick(i)
        self.keep(x.detach() + 0.0, [], a.value)

    @rule(i=places, j=places, name=st.sampled_from(list(KEYS)), number=st.floats(-1, 1, width=32))
    def assign(self, i: int, j: int, name: str, number: float) -> None:
        """Elements of a copy are assigned, from a number or from another Tensor; who used the copy before keeps its value."""
        (x, a), (y, b), key = self.pick(i), self.pick(j), KEYS[name]
        t = x * 1.0
        before = t * t
        self.keep(before, [(a, lambda g: g * 2 * old)], a.value * a.value)
        old = a.value.copy()
        kept = np.ones(N)
        kept[key] = 0.0
        value = a.value.copy()
        if name == "first":
            t[key] = y[-1] * number
            value[key] = b.value[-1] * number
            last = np.eye(N)[-1]
            parents = [(a, lambda g: g * kept), (b, lambda g: g[0] * number * last)]
        else:
            t[key] = number
            value[key] = number
            parents = [(a, lambda g: g * kept)]
        self.keep(t, parents, value)

    @rule(i=places, value=arrays, way=st.sampled_from(["data", "data[...]", "no_grad", "assign"]))
    def write(self, i: int, value: Any, way: str) -> None:
        x, a = self.pick(i, leaf=True)
        if way == "data":
            x.data = value
        elif way == "data[...]":
            x.data[...] = value
        elif way == "assign":
            x.assign(value)
        else:
            with no_grad():
                x[...] = value
        self.note_write(a, value)

    def note_write(self, a: Shadow, value: Any) -> None:
        a.version += 1  # also by the same number: the engine does not compare
        a.value = np.array(value)

    @rule(i=places, number=st.sampled_from([2.0, -0.5]))
    def hook(self, i: int, number: float) -> None:
        x, a = self.pick(i)
        if a.needs and a.factor == 1.0:
            self.handles.append((x.register_hook(lambda g: g * number), a))
            a.factor = number

    @precondition(lambda self: self.handles)
    @rule(i=places)
    def unhook(self, i: int) -> None:
        handle, a = self.handles.pop(i % len(self.handles))
        handle.remove()
        a.factor = 1.0

    @rule(g=arrays)
    def backward_from_the_last(self, g: Any) -> None:
        self.backward(0, g, False)

    @rule(i=places, g=arrays, keep=st.booleans())
    def backward(self, i: int, g: Any, keep: bool) -> None:
        x, a = self.pick(i)
        if not a.needs:
            with pytest.raises((RuntimeError, ValueError, TypeError)):
                x.backward(g)
            return
        try:
            x.backward(g, keep=keep)
        except RuntimeError as error:
            if "was written after" in str(error) and a.was_written_under():
                return
            raise
        found: dict[Shadow, Any] = {}
        a.pull(g, found)
        for leaf, more in found.items():
            leaf.grad = more if leaf.grad is None else leaf.grad + more

    @rule(i=places)
    def zero_grad(self, i: int) -> None:
        x, a = self.pick(i, leaf=True)
        x.zero_grad()
        a.grad = None

    @rule(i=places)
    def train(self, i: int) -> None:
        x, a = self.pick(i, leaf=True)
        if a.grad is None:
            return
        SGD(0.1).step([x])
        self.note_write(a, x.numpy().copy())
        np.testing.assert_allclose(x.numpy(), a.value)

    @rule(i=places, value=arrays)
    def replay(self, i: int, value: Any) -> None:
        x, a = self.pick(i, leaf=True)
        compiled = compile(lambda z: np.sin(z) * x)
        for _ in range(2):
            np.testing.assert_allclose(compiled(value), np.sin(value) * a.value, rtol=1e-12)

    @rule(i=places)
    def fail(self, i: int) -> None:
        x, _ = self.pick(i)
        with pytest.raises(ValueError, match="mul of shapes"):
            x * Tensor(np.ones(N + 1))

    @invariant()
    def agree(self) -> None:
        for x, a in self.pairs:
            np.testing.assert_allclose(x.numpy(), a.value, rtol=1e-12, atol=1e-12)
            if x.op is None and x.requires_grad:
                if (x.grad is None) != (a.grad is None):
                    raise AssertionError(f"the gradient is {x.grad}, and should be {a.grad}")
                if a.grad is not None:
                    np.testing.assert_allclose(x.grad, a.grad, rtol=1e-9, atol=1e-9 * (1 + np.max(np.abs(a.grad))))


def try_engine_states(quick: bool = False, seed: int = 0, examples: int | None = None) -> Outcome:
    """quick: 100 runs of up to 40 calls, else 3,000; the first that fails is printed, as short as it can be."""
    outcome = Outcome("engine states", tried=examples or (100 if quick else 3000))
    chosen = settings(max_examples=outcome.tried, stateful_step_count=40, deadline=None, derandomize=True, database=None)
    try:
        run_state_machine_as_test(Engine, settings=chosen)
    except Exception as error:
        outcome.failures.append("\n".join([f"{type(error).__name__}: {error}", *getattr(error, "__notes__", [])]))
    return outcome
