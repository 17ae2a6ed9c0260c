"""A long body of a loop in pieces, which numba compiles apart: its time grows with the square of the lines of a function.

Within a piece a line's result is a name, as in `bodies`. What passes between pieces and between repetitions stands in v and q.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import replace
from math import ceil
from typing import Any

import numpy as np

from autograd.compiled.bodies import Body, Shares
from autograd.compiled.loops import BEFORE, FAR, FIXED, LOCAL
from autograd.compiled.switch import compile_function

HANDY = 120  # lines that numba compiles in one or two seconds


def count_pieces(size: int) -> int:
    """How many functions a body of so many lines is."""
    return ceil(size / HANDY)


class MachineBody(Body):
    """A body whose results stand in v from its first place on, once numba has compiled it."""

    def compile(self, functions: dict[str, Any]) -> tuple[Callable[..., None], Callable[..., None]]:
        forward, backward = super().compile({name: compile_function(function) for name, function in functions.items()})
        return compile_function(forward), compile_function(backward)

    def list_places(self, places: np.ndarray) -> Any:
        return np.ascontiguousarray(places, np.int64)

    def store(self) -> list[str]:
        return [f"        v[b + {j}] = t{j}" for j in range(self.segment.size)]

    def load(self) -> list[str]:
        return [f"        t{j} = v[b + {j}]" for j in range(self.segment.size)]

    def nbytes(self) -> int:
        return sum(places.nbytes for places in [*self.varying, *self.way_back])


class PiecedBody(MachineBody):
    """Two functions that call those of the pieces, one after another."""

    def compile(self, functions: dict[str, Any]) -> tuple[Callable[..., None], Callable[..., None]]:
        made = {name: compile_function(function) for name, function in functions.items()}
        self.pieces = [Piece(self, i) for i in range(count_pieces(self.segment.size))]
        for piece in self.pieces:
            exec(compile(piece.write(), "<a piece of a loop of the tape>", "exec"), made)
        names = [f"{way}_{piece.number}" for piece in self.pieces for way in ("forward", "backward")]
        return super().compile({name: made[name] for name in names})

    def pass_on(self) -> str:
        """What each piece is given beside v and q."""
        return "".join([", b", *[f", y{i}" for i in range(len(self.varying))]])

    def write_forward(self) -> str:
        size, stop = self.segment.size, self.begin + self.segment.size * self.segment.times
        calls = [f"        forward_{piece.number}(v{self.pass_on()})" for piece in self.pieces]
        return "\n".join([f"def forward(v{self.parameters()}):", self.loop(f"range({self.begin}, {stop}, {size})"), *calls])

    def write_backward(self) -> str:
        size, last = self.segment.size, self.begin + self.segment.size * (self.segment.times - 1)
        calls = [f"        backward_{piece.number}(v, q{self.pass_on()})" for piece in reversed(self.pieces)]
        steps = f"range({last}, {self.begin - 1}, {-size})"
        return "\n".join([f"def backward(v, q{self.parameters()}):", self.loop(steps), *calls])


class Piece:
    """Some lines of a body, for which all others are far."""

    def __init__(self, whole: PiecedBody, number: int) -> None:
        size, how = whole.segment.size, whole.segment.how
        piece_of = np.arange(size) * count_pieces(size) // size  # (size,)
        source = (whole.used[0] - whole.begin) % size  # the line that is read, where it is one of the body
        passed = (how == BEFORE) | (how == LOCAL) & (piece_of[source] != piece_of[:, None])  # (size, columns)
        read = np.isin(np.arange(size), source[passed])
        self.number, self.passed_on = number, whole.pass_on()
        self.lines = np.flatnonzero(piece_of == number).tolist()
        self.body = copy(whole)
        self.body.segment = replace(whole.segment, how=np.where(passed, FAR, how))
        self.body.watched = (np.array(whole.watched) | read).tolist()
        mine = (how == FIXED) & (piece_of == number)[:, None]
        self.fixed: list[int] = np.unique(whole.used[0][mine]).tolist()

    def write(self) -> str:
        return "\n".join([*self.write_forward(), *self.write_backward()])

    def write_forward(self) -> list[str]:
        text = [f"def forward_{self.number}(v{self.passed_on}):", *[f"    c{place} = v[{place}]" for place in self.fixed]]
        text += [f"    {self.body.write_line(j)}" for j in self.lines]
        return [*text, *[f"    v[b + {j}] = t{j}" for j in self.lines]]

    def write_backward(self) -> list[str]:
        body, shares = self.body, Shares(self.body)
        watched = [j for j in self.lines if body.watched[j]]
        text = [f"def backward_{self.number}(v, q{self.passed_on}):", *[f"    c{place} = v[{place}]" for place in self.fixed]]
        text += [f"    d{place} = 0.0" for place in self.fixed]
        text += [f"    t{j} = v[b + {j}]" for j in self.lines]
        text += [f"    a{j} = q[b + {j}]" for j in watched]
        shares.started.update(f"a{j}" for j in watched)
        text += [f"    {line}" for line in shares.write_back(self.lines)]
        return [*text, *[f"    q[{place}] += d{place}" for place in self.fixed if not body.constant[place]]]
