"""gradcheck: first and second order, and how far a rule may be off."""

from __future__ import annotations

import re

import numpy as np
import pytest

from autograd import GradcheckError, Op, gradcheck

NUMBER = r"([-+.e\d]+)"


def off_by(factor):
    """x³, whose first derivative is right and whose second is too large by a factor."""
    square = Op("square", lambda x: x * x, lambda g, z, x: g * (2.0 * factor) * x, listed=False)
    return Op("cube", lambda x: x**3, lambda g, z, x: g * 3.0 * square(x), listed=False)


def test_the_second_order_is_checked_too():
    assert gradcheck(off_by(1.0), 1.5)
    assert gradcheck(off_by(2.0), 1.5, order=1)
    for settings in ({}, {"order": 2}):
        with pytest.raises(GradcheckError, match="second order: argument 0 of shape"):
            gradcheck(off_by(2.0), 1.5, **settings)


@pytest.mark.parametrize("setting", ["rtol", "atol"])
def test_the_second_order_may_be_ten_times_as_far_off(setting):
    limits = {"rtol": 0.0, "atol": 0.0, "directions": 1}
    f = off_by(1.3)
    with pytest.raises(GradcheckError) as error:
        gradcheck(f, 1.5, **{**limits, "atol": 1e-6})
    ours, theirs = map(float, re.search(f"gives {NUMBER} .* differences {NUMBER}", str(error.value)).groups())
    most = abs(ours - theirs) / 10 / (abs(ours) + abs(theirs) if setting == "rtol" else 1.0)
    assert gradcheck(f, 1.5, **{**limits, setting: most * 1.02})
    with pytest.raises(GradcheckError, match="second order"):
        gradcheck(f, 1.5, **{**limits, setting: most * 0.98})


def test_what_agrees_to_the_last_digit_needs_no_room():
    assert gradcheck(lambda x: x * 0.0, np.ones(3), rtol=0.0, atol=0.0)
