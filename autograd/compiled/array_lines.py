"""The operations of a tape of arrays as lines of a program, and the values that they read and make, by number."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from autograd.compiled.reverse import RuleCall
from autograd.kernel.joint import call_rule
from autograd.kernel.node import Node
from autograd.kernel.op import Op
from autograd.kernel.values import as_value

Values = list[Any]


@dataclass
class Line:
    """One operation: the numbers of its inputs and results, and where the result is written, if it has a buffer."""

    op: Op
    settings: dict[str, Any]
    inputs: list[int]
    results: list[int]
    recorded: tuple[Node, ...]  # the inputs that it was recorded with, of which an alias is one of its own
    into: Callable[..., Any] | None = None  # writes the result into its buffer
    call: Callable[[], Any] | None = None  # the same with the inputs, if these are buffers too
    direct: bool = False  # whether the forward takes its inputs as they are
    dead: list[int] = field(default_factory=list)  # values that nobody reads afterwards
    runs: bool = True

    @property
    def name(self) -> str:
        return self.op.name

    def plan(self, values: Values) -> Iterator[Callable[[], Any]]:
        """What runs it, as functions without arguments."""
        yield self.call or partial(self.fill if self.into else self.run, values)
        if self.dead:
            yield partial(forget, values, self.dead)

    def fill(self, values: Values) -> None:
        """Compute the result anew, into its buffer."""
        assert self.into is not None
        self.into(*map(values.__getitem__, self.inputs))

    def run(self, values: Values) -> None:
        """Compute the result anew; of lines without a buffer."""
        data = self.compute(values, self.settings)
        values[self.results[0]] = data if type(data) is np.ndarray and data.ndim else _as_value(data)

    def compute(self, values: Values, settings: dict[str, Any]) -> Any:
        """The forward of the inputs."""
        given = [*map(values.__getitem__, self.inputs)]
        if self.direct:
            try:
                return self.op.forward(*given, **settings)
            except Exception:
                pass  # the following raises too, and says what is wrong
        return self.op.run(given, settings)


@dataclass
class JointLine(Line):
    """A joint row. What an earlier run kept is lent to the next, so that its memory is used again."""

    kept: Any = None

    def run(self, values: Values) -> None:
        lent = self.settings if self.kept is None else {**self.settings, "room": self.kept}
        data, self.kept = self.compute(values, lent)
        values[self.results[0]] = _as_value(data)


@dataclass
class RuleLine(Line):
    """The rule of a joint row, called once for all gradients that are wanted."""

    of: JointLine | None = None  # whose rule it is
    wanted: list[int] = field(default_factory=list)  # the inputs of that one, by place

    @property
    def name(self) -> str:
        return f"∂{self.op.name}"

    def run(self, values: Values) -> None:
        assert self.of is not None
        g, z, *inputs = map(values.__getitem__, self.inputs)
        found = call_rule(self.op, self.wanted, g, z, inputs, self.settings, self.of.kept)
        for i, data in zip(self.results, found):
            values[i] = _as_value(data)


class Numbering:
    """The values of a program by number, in the order in which they are met."""

    def __init__(self, first: Iterable[Node], since: int) -> None:
        """first: the nodes that come first, whose values are given at each run. since: older constants are somebody else's."""
        self.nodes: list[Node] = list(first)
        self.since = since
        self.values: Values = [None] * len(self.nodes)  # what stays the same from run to run is there from the start
        self.used: list[Node] = []  # constants of somebody else's
        self._numbers = {x.position: i for i, x in enumerate(self.nodes)}
        self._joint: dict[int, JointLine] = {}  # by the position of the result

    def number(self, x: Node) -> int:
        """The number of a node; the next one if it is met for the first time."""
        if x.position not in self._numbers:
            self._numbers[x.position] = len(self.nodes)
            self.nodes.append(x)
            if not x.requires_grad and x.position < self.since:
                self.used.append(x)
                self.values.append(np.array(x._value) if np.ndim(x._value) else x._value)
            else:
                self.values.append(None if x.requires_grad else x._value)
        return self._numbers[x.position]

    def write_lines(self, tape: Iterable[Node]) -> list[Line]:
        """A line for each operation, oldest first; an alias is none, and several gradients from one call of a rule are one."""
        lines: list[Line] = []
        calls: dict[RuleCall, RuleLine] = {}
        for z in tape:
            inputs, settings = [self.number(x) for x in z.inputs], z.settings or {}
            if isinstance(z.op, RuleCall):
                call: RuleCall = z.op
                if call not in calls:
                    calls[call] = RuleLine(call.op, settings, inputs, [], z.inputs, of=self._joint[call.position])
                    lines.append(calls[call])
                calls[call].wanted.append(call.inputs[z.position])
                calls[call].results.append(self.number(z))
            elif z.op.ufunc is np.positive:
                self._numbers[z.position] = inputs[0]
            elif z.op.joint:
                self._joint[z.position] = JointLine(z.op, settings, inputs, [self.number(z)], z.inputs)
                lines.append(self._joint[z.position])
            else:
                lines.append(Line(z.op, settings, inputs, [self.number(z)], z.inputs))
        return lines


def forget(values: Values, dead: Iterable[int]) -> None:
    """Let values go that nobody reads any more."""
    for i in dead:
        values[i] = None


def _as_value(data: Any) -> Any:
    return data if type(data) is float or (type(data) is np.ndarray and data.ndim) else as_value(data)
