"""Operations that do to several numbers at once something else than to each: groups of single numbers do without them."""

from __future__ import annotations

import numpy as np
import pytest

from autograd import Op, compile, value_and_grad


def sign_of(x):
    return np.where(np.asarray(x) < 0, -1.0, 1.0)


FORWARDS = {
    "by all": lambda x: x * 1.0 if np.all(np.asarray(x) >= 0) else np.abs(x),
    "by any": lambda x: -x if np.any(np.asarray(x) < 0) else x * 1.0,
    "by the largest": lambda x: np.abs(x) if np.max(x) < 20.0 else np.abs(x) * (1.0 + (np.size(x) > 1)),
    "by the smallest": lambda x: np.abs(x) if np.min(x) > -20.0 else np.abs(x) * (1.0 + (np.size(x) > 1)),
    "by their sum": lambda x: np.abs(x) + (np.sum(x) - np.sum(x) if np.size(x) == 1 else 1.0),
    "by their number": lambda x: np.abs(x) if np.size(x) == 1 else np.zeros(np.shape(x)),
    "to one number": lambda x: np.sum(np.abs(x)),
}


@pytest.mark.parametrize("way", FORWARDS)
def test_single_numbers_are_computed_each_by_itself(way):
    row = Op(f"magnitude {way}", FORWARDS[way], lambda g, z, x: g * sign_of(x), listed=False)
    points = [0.5, -1.5, 2.0, -30.0, 30.0, 0.25] * 8

    def f(xs):
        return sum((row(x) * (i + 1.0) for i, x in enumerate(xs)), 0.0)

    step = compile(value_and_grad(f))
    for scale in (1.0, -1.0, 0.5):
        xs = [x * scale for x in points]
        value, slopes = step(xs)
        assert value == pytest.approx(sum(abs(x) * (i + 1.0) for i, x in enumerate(xs)), rel=1e-12)
        np.testing.assert_allclose(slopes, [np.sign(x) * (i + 1.0) for i, x in enumerate(xs)], rtol=1e-12)
