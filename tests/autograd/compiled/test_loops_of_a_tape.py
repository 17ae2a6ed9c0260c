"""Which lines of a tape repeat, as the definitions say it, line by line: the same row at the same distance, or from outside."""

from __future__ import annotations

import numpy as np
import pytest

from autograd import Tensor
from autograd.compiled.lines import Lines, read
from autograd.compiled.loops import (
    BEFORE,
    FAR,
    FIXED,
    LOCAL,
    VARYING,
    classify,
    is_loop,
    longest_loop,
    mark,
    periods,
    readable,
    repeats,
    segments,
)  # fmt: skip

CASES = {
    "one place outside, then another": ([[0], [1]], True),
    "another place outside, then the first": ([[1], [0]], True),
    "the same place outside": ([[1], [1]], True),
    "the line before": ([[2], [3]], True),
    "the same line": ([[2], [2]], True),
    "an operand more": ([[0, -1], [0, 1]], False),
    "an operand less": ([[0, 1], [0, -1]], False),
    "outside, then a line": ([[1], [2]], False),
    "a line, then outside": ([[2], [1]], False),
}


@pytest.mark.parametrize("name", CASES)
def test_what_a_line_reads_tells_whether_it_repeats_the_one_before(name):
    reads, expected = CASES[name]
    assert repeats(np.array([7, 7]), np.array(reads), 2, 0, 2, 1).tolist() == [expected]
    assert repeats(np.array([7, 8]), np.array(reads), 2, 0, 2, 1).tolist() == [False]


def draw_reads(draw, outside, size, times, first):
    """What the lines of a tape read: most in the same way in each repetition, some anywhere before themselves."""
    reads = draw.integers(-1, outside + np.arange(first + size * times)[:, None], (first + size * times, 2))
    for line in range(size):
        for column in range(2):
            way, lines = draw.integers(5), first + line + size * np.arange(times)
            if way == 0:
                reads[lines, column] = -1
            elif way == 1:
                reads[lines, column] = draw.integers(outside + first + line)
            elif way > 2:
                reads[lines, column] = outside + lines - draw.integers(1, first + line + 1 + outside)
    return reads


def find_way(reads, outside, first, size, times, line, column):
    """How a place of a body is read, repetition by repetition."""
    places = [int(reads[first + size * time + line, column]) for time in range(times)]
    begins = [outside + first + size * time for time in range(times)]
    if places[0] < 0:
        return -1
    distances = {begin + line - place for begin, place in zip(begins, places)}
    if len(distances) == 1 and places[0] >= begins[0]:
        return LOCAL
    if len(set(places)) == 1:
        return FIXED
    if len(distances) > 1:
        return VARYING
    return BEFORE if places[0] >= begins[0] - size else FAR


def test_how_each_place_of_a_body_is_read():
    draw = np.random.default_rng(0)
    seen = set()
    for _ in range(300):
        outside, size, times, first = [int(n) for n in draw.integers((1, 1, 1, 0), (4, 5, 4, 4))]
        reads = draw_reads(draw, outside, size, times, first)
        how = classify(reads, outside, first, size, times)
        expected = [[find_way(reads, outside, first, size, times, j, c) for c in range(2)] for j in range(size)]
        assert how.tolist() == expected
        seen |= set(how.ravel().tolist())
        varying, fixed = (
            [(j, c, t) for j in range(size) for c in range(2) for t in range(times) if how[j, c] == way]
            for way in (VARYING, FIXED)
        )
        at_begin = all(reads[first + size * t + j, c] < outside + first + size * t for j, c, t in varying)
        before = all(reads[first + size * t + j, c] < outside + first for j, c, t in fixed)
        assert readable(reads, outside, first, size, times, how) == (at_begin and before)
    assert seen == {-1, LOCAL, BEFORE, FAR, FIXED, VARYING}


def read_leaf(kinds):
    """Lines that all read the same leaf."""
    return np.array(kinds), np.zeros((len(kinds), 1), int)


def cut(kinds):
    """Where the segments begin, the lines of their bodies, and how often these are repeated."""
    kind, reads = read_leaf(kinds)
    return [(s.first, s.size, s.times) for s in segments(kind, reads, 1)]


def test_three_repetitions_make_a_loop_and_what_covers_most_comes_first():
    assert cut([1, 2, 1, 2]) == [(0, 4, 1)]
    assert cut([1, 2, 1, 2, 1, 2]) == [(0, 2, 3)]
    assert cut([9, 1, 2, 1, 2, 1, 2, 8, 7]) == [(0, 1, 1), (1, 2, 3), (7, 2, 1)]
    assert cut([1] * 6) == [(0, 1, 6)]  # rather than a body of two lines, three times
    assert cut([1, 2, 1, 2, 1, 2, 1]) == [(0, 2, 3), (6, 1, 1)]
    assert cut([5] * 4 + [1, 2, 3] * 3 + [6] * 3) == [(0, 1, 4), (4, 3, 3), (13, 1, 3)]
    assert cut([1, 2] * 5 + [2] * 7) == [(0, 2, 5), (10, 1, 7)]  # ten lines rather than the eight that are 2
    assert cut([]) == []
    kind, reads = read_leaf([1, 2, 3])
    assert longest_loop(kind, mark(kind, reads, 1), reads, 1, 0, 3) is None


def test_segments_cover_each_line_once_and_their_bodies_repeat():
    draw = np.random.default_rng(1)
    for _ in range(60):
        kinds = np.concatenate([np.tile(draw.integers(0, 3, draw.integers(1, 4)), draw.integers(1, 6)) for _ in range(4)])
        kind, reads = read_leaf(kinds)
        stop = 0
        for segment in segments(kind, reads, 1):
            assert segment.first == stop
            body = kinds[segment.first : segment.first + segment.size]
            stop = segment.first + segment.size * segment.times
            assert stop == segment.stop
            assert kinds[segment.first : stop].tolist() == np.tile(body, segment.times).tolist()
        assert stop == len(kinds)


def test_a_body_of_a_thousand_lines_is_found_and_a_longer_one_is_not():
    assert cut(np.tile(np.arange(1000), 3)) == [(0, 1000, 3)]
    assert cut(np.tile(np.arange(1001), 3)) == [(0, 3003, 1)]


def test_periods_are_those_found_most_often_and_those_that_cover_most():
    assert periods(np.array([1, 2, 3] * 3)) == [3]
    assert periods(np.arange(10)) == []
    assert periods(np.array([7, 0, 7])) == []  # once is no loop
    often = [1, 9] * 6  # 2 lines apart ten times
    rarely = [*range(20, 40)] * 3  # 20 lines apart forty times
    assert periods(np.array(often + rarely))[:2] == [20, 2]


def test_marks_tell_rows_and_distances_apart():
    kind, reads = np.array([1, 1, 2, 1, 1]), np.array([[0, 1], [2, 0], [3, 0], [4, 0], [3, 0]])
    found = mark(kind, reads, 2).tolist()
    assert found[1] == found[3]  # the same row, the line before and something outside
    assert len(set(found)) == 4
    assert mark(np.array([1, 1]), np.array([[0], [1]]), 2).tolist() == mark(np.array([1, 1]), np.array([[1], [0]]), 2).tolist()


def as_lines(kinds, reads, outside):
    """Lines of rows that do not matter."""
    offsets = np.arange(len(kinds) + 1) * reads.shape[1]
    leaves = [Tensor(0.0) for _ in range(outside - 1)]
    return Lines(len(kinds), leaves, np.ones(1), [], np.asarray(kinds), offsets, reads.ravel(), np.array([], int), [])


@pytest.mark.parametrize(
    ("before", "loop", "behind", "expected"),
    [(0, 3, 2, True), (0, 3, 3, False), (0, 4, 3, True), (5, 3, 2, True), (5, 3, 4, False), (1, 9, 0, True), (0, 0, 9, False)],
)
def test_a_tape_is_a_loop_if_more_than_half_of_it_repeats_from_its_first_chosen_line_on(before, loop, behind, expected):
    kinds = [*range(10, 10 + before), *[1] * loop, *range(40, 40 + behind)]
    chosen = np.arange(len(kinds)) >= before
    for outside in (1, 2, 4):
        reads = np.full((len(kinds), 1), outside - 1)
        assert is_loop(as_lines(kinds, reads, outside), chosen) is expected


def test_lines_of_a_loop_may_read_leaves_in_turn():
    """Also those that a window's first line stands behind: they are outside, whatever their number is."""
    kinds, outside = [1] * 12, 3
    reads = np.stack([outside - 1 + np.arange(12), np.arange(12) % 2], 1)
    assert is_loop(as_lines(kinds, reads, outside), np.ones(12, bool))
    assert is_loop(
        as_lines([5, 6, 7, 8, *kinds], np.concatenate([reads[:4], reads + np.array([4, 0])]), outside), np.arange(16) >= 4
    )


def test_a_tape_is_read_as_lines():
    x, y = Tensor(2.0), Tensor(3.0)
    a = x * y
    b = a + 5.0
    lines = read([a, b], [x, y], [b])
    assert lines.first == 2 + len(lines.constants)
    assert lines.table(slice(None)).tolist() == [[0, 1], [lines.first, 2 + lines.constants.tolist().index(5.0)]]
    one = read([-x], [x], [])
    assert one.table(slice(None)).tolist() == [[0]]
    assert one.table(slice(None), 3).tolist() == [[0, -1, -1]]
    assert one.table(slice(0)).shape == (0, 1)
