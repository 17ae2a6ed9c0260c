"""const_graph: the operations of the first call run again, Python's own work does not."""

from __future__ import annotations

import numpy as np

from autograd import grad
from autograd.misc import const_graph


def test_a_function_is_run_once_and_replayed_for_new_numbers():
    calls = []

    def f(k, x, y=1.0):
        calls.append(k)
        return k * grad(lambda x: np.sin(x) + x * y)(x * y)

    replayed = const_graph(f, 2.0, y=0.5)
    for x in (0.0, 1.3, -2.0):
        assert abs(replayed(x) - 2.0 * (np.cos(0.5 * x) + 0.5)) < 1e-14
    assert calls == [2.0]
