"""Run a row: start its engines, compare their answers, then time them in turns so that noise hits all alike."""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from statistics import median
from typing import Protocol

from row import Answer, Row, Target
from worker import Absent


class Engine(Protocol):
    """What the harness asks of a worker."""

    def memory(self) -> int | None: ...
    def answer(self) -> Answer: ...
    def repeats(self, seconds: float) -> int: ...
    def round(self, repeats: int) -> tuple[float, float]: ...
    def close(self) -> None: ...


@dataclass
class Result:
    """What a row gave: seconds per repeat, round by round, and why an engine has none."""

    row: Row
    wall: dict[str, list[float]] = field(default_factory=dict)
    processor: dict[str, list[float]] = field(default_factory=dict)
    memory: dict[str, int | None] = field(default_factory=dict)  # bytes by which the engine's process grew
    absent: dict[str, str] = field(default_factory=dict)  # engine -> reason
    apart: dict[str, float] = field(default_factory=dict)  # engine -> difference from the reference's answer

    def compare(self, target: Target) -> float | None:
        """The median over rounds of ours against the peer's, paired round by round; None when either is absent.

        Neighbors in time share the machine's mood, so a pair's ratio is steadier than the ratio of two medians.
        """
        if target.ours not in self.wall or target.peer not in self.wall:
            return None
        pairs = zip(self.wall[target.ours], self.wall[target.peer], strict=True)
        return median(COMPARE[target.kind](ours, peer) for ours, peer in pairs)


COMPARE: dict[str, Callable[[float, float], float]] = {
    "ratio": lambda ours, peer: ours / peer,
    "ms more": lambda ours, peer: (ours - peer) * 1e3,
}


def spread(samples: list[float]) -> float:
    """Half the distance between the quartiles over the median: 0.05 says half of the rounds lay within about 5 %."""
    ordered = sorted(samples)
    quarter = len(ordered) // 4
    return (ordered[-1 - quarter] - ordered[quarter]) / 2 / median(ordered)


def busy(result: Result, engine: str) -> float | None:
    """Processor time over wall time of all rounds; None when the work is done in processes of its own.

    Well below 1, the engine slept (threads waiting for each other) or something else had the core.
    """
    return sum(result.processor[engine]) / sum(result.wall[engine]) if result.row.seconds else None


def difference(answer: Answer, reference: Answer) -> float:
    """The length of the difference over the length of the reference, worst over the named lists.

    Infinite when a list is missing, has another length, or holds something that is no finite number.
    """
    if answer.keys() != reference.keys():
        return math.inf
    return max((_apart(answer[name], reference[name]) for name in reference), default=0.0)


def _apart(ours: list[float], theirs: list[float]) -> float:
    if len(ours) != len(theirs) or not all(map(math.isfinite, ours + theirs)):
        return math.inf
    error, length = math.dist(ours, theirs), math.hypot(*theirs)
    return error / length if length else error


def run_row(
    row: Row,
    start: Callable[[str], Engine],
    *,
    only: Callable[[str], bool] = lambda engine: True,
    rounds: int | None = None,
    memory: bool = False,
) -> Result:
    """Measure a row. `start(engine)` gives a worker or raises `Absent`; `rounds=0` compares answers and times nothing.

    `memory`: ask for that, too, in a worker of its own, which has done nothing before.

    An engine whose answer is apart from the first present peer's by more than `row.tolerance` is not timed.
    """
    result = Result(row)
    with ExitStack() as stack:
        workers: dict[str, Engine] = {}
        for name in row.engines:
            if not only(name):
                continue
            try:
                if memory:
                    fresh = start(name)
                    result.memory[name] = fresh.memory()
                    fresh.close()
                workers[name] = start(name)
                stack.callback(workers[name].close)
            except Absent as reason:
                result.absent[name] = str(reason)
        _compare_answers(workers, result)
        _time(workers, result, row.rounds if rounds is None else rounds)
    return result


def _compare_answers(workers: dict[str, Engine], result: Result) -> None:
    """Drop engines that compute something else than the first peer: their time would say nothing."""
    answers: dict[str, Answer] = {}
    for name, worker in workers.items():
        try:
            answers[name] = worker.answer()
        except Absent as reason:
            result.absent[name] = str(reason)
    ours = {target.ours for target in result.row.targets}
    reference = next((name for name in answers if name not in ours), next(iter(answers), ""))
    for name, answer in answers.items():
        result.apart[name] = difference(answer, answers[reference])
        if result.apart[name] > result.row.tolerance:
            result.absent[name] = (
                f"disagrees with {reference}: apart by {result.apart[name]:.1e}, allowed {result.row.tolerance:.0e}"
            )
    for name in result.absent:
        workers.pop(name, None)


def _time(workers: dict[str, Engine], result: Result, rounds: int) -> None:
    """Rounds in turns, A B C A B C: every engine meets the same weather."""
    if rounds <= 0:
        return
    repeats: dict[str, int] = {}
    for turn in range(1 + rounds):  # the first turn warms up and counts
        for name, worker in list(workers.items()):
            try:
                if turn == 0:
                    repeats[name] = worker.repeats(result.row.seconds)
                    result.wall[name], result.processor[name] = [], []
                    continue
                wall, processor = worker.round(repeats[name])
            except Absent as reason:
                result.absent[name] = str(reason)
                result.wall.pop(name, None)
                result.processor.pop(name, None)
                del workers[name]
            else:
                result.wall[name].append(wall)
                result.processor[name].append(processor)
