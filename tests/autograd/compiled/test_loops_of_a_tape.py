"""Which lines of a tape repeat: the same row at the same distance, or from outside."""

from __future__ import annotations

import numpy as np
import pytest

from autograd.compiled.loops import repeats

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
