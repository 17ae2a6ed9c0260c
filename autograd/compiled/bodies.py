"""A loop of the tape as a function of Python: one text forwards, one backwards, of a body that runs many times.

Values are a list, to which each repetition adds its results: `v`; gradients are a list beside it: `q`. In the body line j is
`t<j>`, its gradient `a<j>`; what the repetition before gave is `u<j>`, and what it is given back `e<j>`. A fixed operand at
place i is `c<i>`, with the gradient `d<i>`. So

    t4 = (t2 * c0)      has the way back      a2 = (a4 * c0); d0 += (a4 * t2)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd.compiled.loops import BEFORE, FAR, FIXED, LOCAL, VARYING, Segment
from autograd.compiled.templates import Template


class Body:
    """Writes one segment: `forward(v)` and `backward(v, q)` are functions once it is compiled."""

    def __init__(
        self, segment: Segment, templates: list[Template], reads: np.ndarray, outside: int, constant: np.ndarray,
        watched: np.ndarray, functions: dict[str, Any],
    ) -> None:  # fmt: skip
        """templates: one a line of the body. constant, watched: by place; what needs no gradient, and whose is in `q`."""
        self.segment, self.templates = segment, templates
        self.begin = outside + segment.first  # the place of the first line's result
        size, times = segment.size, segment.times
        self.used = reads[segment.first : segment.stop].reshape(times, size, -1)  # (times, size, columns)
        self.constant = constant
        seen: Any = watched[self.begin : self.begin + size * times].reshape(times, size).any(axis=0)
        self.watched: list[bool] = seen.tolist()
        self.varying: list[Any] = []
        self.names: dict[tuple[int, int], str] = {}  # of what varies, by line and column
        for j, column in zip(*np.nonzero(segment.how == VARYING)):
            self.names[j, column] = f"y{len(self.varying)}"
            self.varying.append(self.used[:, j, column])
        self.way_back = [self.list_places(places[::-1]) for places in self.varying]
        self.varying = [self.list_places(places) for places in self.varying]
        self.run_forward, self.run_backward = self.compile(functions)

    def compile(self, functions: dict[str, Any]) -> tuple[Callable[..., None], Callable[..., None]]:
        """Make both functions; functions: what the text calls, by name."""
        made: dict[str, Any] = dict(functions)
        exec(compile(self.write_forward() + "\n" + self.write_backward(), "<a loop of the tape>", "exec"), made)
        return made["forward"], made["backward"]

    def list_places(self, places: np.ndarray) -> Any:
        """Places as what is quickest to walk along."""
        return places.tolist()

    def forward(self, v: Any) -> None:
        self.run_forward(v, *self.varying)

    def backward(self, v: Any, q: Any) -> None:
        self.run_backward(v, q, *self.way_back)

    def operand(self, j: int, column: int, before: str) -> str:
        """The value that line j reads; before: the letter of what the repetition before gave, until it is overwritten."""
        place = int(self.used[0, j, column])
        way = self.segment.how[j, column]
        if way == LOCAL:
            return f"t{place - self.begin}"
        if way == BEFORE:
            source = place - self.begin + self.segment.size
            return f"{before if source >= j else 'u'}{source}"
        if way == FIXED:
            return f"c{place}"
        return f"v[{self.names[j, column]}]" if way == VARYING else f"v[b - {self.begin - place}]"

    def loop(self, steps: str) -> str:
        """The head of the loop; steps: the places where the repetitions begin."""
        names = [f"y{i}" for i in range(len(self.varying))]
        if not names:
            return f"    for b in {steps}:"
        return f"    for {', '.join(['b', *names])} in zip({', '.join([steps, *[f'all_{name}' for name in names]])}):"

    def store(self) -> list[str]:
        """Keep the results of this repetition."""
        return [f"        v += ({', '.join([f't{j}' for j in range(self.segment.size)])},)"]

    def load(self) -> list[str]:
        """Fetch the results of this repetition."""
        return [f"        {', '.join([f't{j}' for j in range(self.segment.size)])}, = v[b : b + {self.segment.size}]"]

    def list_fixed(self) -> list[int]:
        """The places that are read in every repetition."""
        return sorted({int(place) for place in self.used[0][self.segment.how == FIXED]})

    def list_carried(self) -> list[int]:
        """The lines of the body that the next repetition reads."""
        return sorted({int(place) - self.begin + self.segment.size for place in self.used[0][self.segment.how == BEFORE]})

    def overwritten(self) -> list[int]:
        """Those among them that are still read after this repetition has a new value."""
        lines = np.nonzero(self.segment.how == BEFORE)[0]
        sources = self.used[0][self.segment.how == BEFORE] - self.begin + self.segment.size
        return sorted({int(source) for source in sources[sources < lines]})

    def parameters(self) -> str:
        return "".join([f", all_y{i}" for i in range(len(self.varying))])

    def write_line(self, j: int) -> str:
        names = {f"x{i}": self.operand(j, i, "t") for i in np.flatnonzero(self.segment.how[j] >= 0).tolist()}
        return f"t{j} = {self.templates[j].forward.format(**names)}"

    def write_forward(self) -> str:
        size, stop = self.segment.size, self.begin + self.segment.size * self.segment.times
        text = [f"def forward(v{self.parameters()}):"]
        text += [f"    c{place} = v[{place}]" for place in self.list_fixed()]
        text += [f"    t{j} = v[{self.begin - size + j}]" for j in self.list_carried()]
        text += [self.loop(f"range({self.begin}, {stop}, {size})")]
        text += [f"        u{j} = t{j}" for j in self.overwritten()]
        text += [f"        {self.write_line(j)}" for j in range(size)]
        text += self.store()
        return "\n".join(text)

    def write_backward(self) -> str:
        size, last = self.segment.size, self.begin + self.segment.size * (self.segment.times - 1)
        steps = Shares(self)
        carried, fixed = self.list_carried(), self.list_fixed()
        text = [f"def backward(v, q{self.parameters()}):"]
        text += [f"    c{place} = v[{place}]" for place in fixed]
        text += [f"    d{place} = 0.0" for place in fixed]
        text += [f"    e{j} = 0.0" for j in carried]
        text += [self.loop(f"range({last}, {self.begin - 1}, {-size})")]
        text += self.load()
        text += [f"        u{j} = v[b - {size - j}]" for j in carried]
        for j in range(size):
            sources = [f"e{j}"] * (j in carried) + [f"q[b + {j}]"] * self.watched[j]
            if sources:
                text.append(f"        a{j} = {' + '.join(sources)}")
                steps.started.add(f"a{j}")
        text += [f"        {line}" for line in steps.write_back(range(size))]
        text += [f"    q[{place}] += d{place}" for place in fixed if not self.constant[place]]
        text += [f"    q[{self.begin - size + j}] += e{j}" for j in carried]
        return "\n".join(text)


class Shares:
    """What the lines of a body give back to what they read."""

    def __init__(self, body: Body) -> None:
        self.body = body
        self.started: set[str] = set()  # gradients that have a first share in this repetition

    def write_back(self, lines: Sequence[int]) -> list[str]:
        """What these lines give back, the last first; those that nothing has given to by then have nothing to give."""
        return [text for j in reversed(lines) if f"a{j}" in self.started for text in self.write(j)]

    def write(self, j: int) -> list[str]:
        body, template = self.body, self.body.templates[j]
        columns = np.flatnonzero(body.segment.how[j] >= 0).tolist()
        names = {f"x{i}": body.operand(j, i, "u") for i in columns}
        shares = [(i, template.shares[i].format(g=f"a{j}", z=f"t{j}", **names)) for i in columns if i in template.shares]
        return [text for i, share in shares if (text := self.give(j, i, share))]

    def give(self, j: int, column: int, share: str) -> str:
        """Add a share where the operand's gradient is kept: nowhere for a constant."""
        body = self.body
        way, place = body.segment.how[j, column], int(body.used[0, j, column])
        if way in (FIXED, VARYING) and body.constant[body.used[:, j, column]].all():
            return ""
        if way == FIXED:
            return f"d{place} += {share}"
        if way in (VARYING, FAR):
            where = body.names[j, column] if way == VARYING else f"b - {body.begin - place}"
            return f"q[{where}] += {share}"
        name = f"a{place - body.begin}" if way == LOCAL else f"e{place - body.begin + body.segment.size}"
        if name in self.started:
            return f"{name} += {share}"
        self.started.add(name)
        return f"{name} = {share}"
