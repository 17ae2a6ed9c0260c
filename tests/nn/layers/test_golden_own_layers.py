"""Rarer inputs and layers of one's own beside Keras: a batch's shape, optional inputs, tensors by keyword, losses, weights.

golden/make_own_layers.py says how the numbers were made.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from own_layers import CASES

import nn
from autograd.nest import leaves

GOLDEN = json.loads(Path(__file__).parents[1].joinpath("golden", "own_layers.json").read_text())


@pytest.mark.parametrize("name", CASES)
def test_the_numbers_are_those_of_keras(name):
    ours = json.loads(json.dumps(CASES[name](nn)))
    assert set(ours) == set(GOLDEN[name])
    for key, expected in GOLDEN[name].items():
        found, wanted = leaves(ours[key]), leaves(expected)
        if key == "names":
            assert found == wanted
        else:
            np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-14, err_msg=key)


def test_a_layers_own_weights_come_before_those_of_layers_inside():
    class Outer(nn.layers.Layer):
        def __init__(self):
            super().__init__()
            self.inner = nn.Dense(2, input_shape=(3,))
            self.share = self.add_weight(name="share", shape=(2,))

    names = ["share", "inner.kernel", "inner.bias"]
    outer = Outer()
    assert [name for name, _ in outer.named_parameters()] == names
    assert [w.shape for w in outer.get_weights()] == [(2,), (3, 2), (2,)]
