"""Repeated bodies: where a thin stretch of the tape does the same again and again, as a loop of the program did.

Values are numbered as in `narrow`: what is read from outside first, then the lines' results, one after another.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from autograd.compiled.lines import Lines

LOCAL, BEFORE, FAR, FIXED, VARYING = range(5)  # how a place of the body is read, see Segment.how
CANDIDATES = 4  # periods that are tried for each reason
SHORTEST = 3  # repetitions that make a loop
LONGEST = 1000  # lines of a body that are worth its text
WINDOW = 20_000  # lines that are looked at to see whether a tape consists of loops


@dataclass
class Segment:
    """Lines first, first + 1, ..., which are `times` repetitions of a body of `size` lines.

    how[j, c]: where line j of the body finds operand c: in this repetition (LOCAL), in the one before (BEFORE), at a fixed
    distance further back (FAR), always at the same place (FIXED), or anywhere (VARYING); -1 where there is no such operand.
    """

    first: int
    size: int
    times: int
    how: np.ndarray  # (size, columns)

    @property
    def stop(self) -> int:
        return self.first + self.size * self.times


def segments(kind: np.ndarray, reads: np.ndarray, outside: int) -> list[Segment]:
    """The lines as loops and what lies between; kind: (lines,), reads: (lines, columns), -1 where there is no operand."""
    found: list[Segment] = []
    marks = mark(kind, reads, outside)
    open_parts = [(0, len(kind))]
    while open_parts:
        first, stop = open_parts.pop()
        loop = longest_loop(kind, marks, reads, outside, first, stop)
        if loop is None:
            if stop > first:
                found.append(Segment(first, stop - first, 1, classify(reads, outside, first, stop - first, 1)))
        else:
            found.append(loop)
            open_parts += [(first, loop.first), (loop.stop, stop)]
    return sorted(found, key=lambda segment: segment.first)


def is_loop(lines: Lines, chosen: np.ndarray) -> bool:
    """Whether most of the chosen lines of a tape repeat: looked up in a window of the tape around the first of them."""
    if not chosen.any():
        return False
    first = int(np.argmax(chosen))
    stop = min(first + WINDOW, len(lines.kind))
    reads = lines.table(slice(first, stop))
    reads = np.where(reads < 0, -1, np.maximum(reads - first, 0))
    outside = lines.first  # numbers of lines, counted from the window's first, follow those of leaves and constants
    loop = longest_loop(lines.kind[first:stop], mark(lines.kind[first:stop], reads, outside), reads, outside, 0, stop - first)
    return loop is not None and 2 * loop.size * loop.times > stop - first


def longest_loop(
    kind: np.ndarray, marks: np.ndarray, reads: np.ndarray, outside: int, first: int, stop: int
) -> Segment | None:  # fmt: skip
    """The loop that covers most of the lines from first to stop; None if nothing there repeats."""
    best: Segment | None = None
    part = slice(first, stop)
    for size in dict.fromkeys([*periods(marks[part]), *periods(kind[part])]):
        begin, end = longest_run(repeats(kind, reads, outside, first, stop, size))
        times = (end - begin) // size + 1
        covered = size * times
        if times < SHORTEST or (best is not None and covered <= best.size * best.times):
            continue
        how = classify(reads, outside, first + begin, size, times)
        if readable(reads, outside, first + begin, size, times, how):
            best = Segment(first + begin, size, times, how)
    return best


def periods(marks: np.ndarray) -> list[int]:
    """Distances at which the same mark comes again: those found most often, and those that cover most; marks: (lines,).

    >>> periods(np.array([5, 1, 2, 5, 1, 2, 5, 1, 2]))
    [3]
    """
    order = np.argsort(marks, kind="stable")
    again = marks[order][1:] == marks[order][:-1]
    gaps = np.diff(order)[again]
    counts = np.bincount(gaps[gaps <= LONGEST])
    found: list[int] = []
    for score in (counts, counts * np.arange(len(counts))):
        best = np.argsort(score)[::-1][:CANDIDATES]
        found += [int(size) for size in best if counts[size] >= SHORTEST - 1 and size not in found]
    return found


def mark(kind: np.ndarray, reads: np.ndarray, outside: int) -> np.ndarray:
    """A number for each line that tells what it does and how far back it reads: (lines,)."""
    back = np.where(reads >= outside, outside + np.arange(len(reads))[:, None] - reads, 0)  # (lines, columns)
    marks = kind.astype(np.int64)
    for column in back.T:
        marks = marks * 1_000_003 + column  # overflows, and then still tells most apart
    return marks


def repeats(kind: np.ndarray, reads: np.ndarray, outside: int, first: int, stop: int, size: int) -> np.ndarray:
    """Whether each line from first + size on does what the line one body earlier did: (stop - first - size,)."""
    now, then = reads[first + size : stop], reads[first : stop - size]
    both_outside = (now < outside) & (then < outside) & (now >= 0) & (then >= 0)
    alike = (now == then) | (now - then == size) & (then >= outside) | both_outside
    return (kind[first + size : stop] == kind[first : stop - size]) & alike.all(axis=1)


def longest_run(same: np.ndarray) -> tuple[int, int]:
    """Where the longest run of True begins and ends.

    >>> longest_run(np.array([True, False, True, True]))
    (2, 4)
    """
    edges = np.flatnonzero(np.diff(np.concatenate([[False], same, [False]]).astype(np.int8)))
    begin, end = edges[::2], edges[1::2]
    if not len(begin):
        return 0, 0
    best = int(np.argmax(end - begin))
    return int(begin[best]), int(end[best])


def classify(reads: np.ndarray, outside: int, first: int, size: int, times: int) -> np.ndarray:
    """How each place of the body is read: (size, columns)."""
    used = reads[first : first + size * times].reshape(times, size, -1)  # (times, size, columns)
    at = outside + first + np.arange(size * times).reshape(times, size, 1)
    back = at - used  # how far back
    line = np.arange(size)[:, None]
    steady = (back == back[:1]).all(axis=0)
    how = np.full(used.shape[1:], VARYING)
    fixed = (used == used[:1]).all(axis=0)
    back = back[0]
    how[steady] = FAR
    how[steady & (back <= line + size)] = BEFORE
    how[fixed] = FIXED
    how[steady & (back <= line)] = LOCAL
    how[used[0] < 0] = -1
    return how


def readable(reads: np.ndarray, outside: int, first: int, size: int, times: int, how: np.ndarray) -> bool:
    """Whether what is read from no regular place was there before: before its repetition, or before the loop."""
    used = reads[first : first + size * times].reshape(times, size, -1)
    begin = outside + first + size * np.arange(times)[:, None]
    return bool((used[:, how == VARYING] < begin).all() and (used[0, how == FIXED] < begin[0]).all())
