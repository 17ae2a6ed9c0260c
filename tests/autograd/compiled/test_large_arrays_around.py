"""Large arrays that a compiled function reads besides its arguments: a write to any of their numbers is noticed."""

from __future__ import annotations

import numpy as np
import pytest

from autograd import compile
from autograd.compiled.surroundings import PIECE


@pytest.mark.parametrize("form", ["C", "F", "every other"])
@pytest.mark.parametrize("place", [0, 1, PIECE // 8 - 1, PIECE // 8, PIECE // 8 + 1, -1])
def test_a_write_is_noticed_wherever_it_is(form, place):
    n = PIECE // 8 + 5
    table = np.zeros((2 * n, 3))[::2] if form == "every other" else np.zeros((n, 3), order=form)
    step = compile(lambda x: x * float(np.abs(table).sum()))
    assert step(2.0) == 0.0
    for column in (0, 1, 2):
        table[place, column] = 1.0
        assert step(2.0) == 2.0 * (column + 1)
