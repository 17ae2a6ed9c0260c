"""Networks are of real numbers: complex data is refused at the door."""

from __future__ import annotations

import numpy as np
import pytest

import nn
from autograd import Tensor


def test_layers_and_losses_refuse_complex_data():
    for x in (np.ones((2, 3)) * 1j, Tensor(np.ones((2, 3)) * 1j)):
        with pytest.raises(TypeError, match=r"dense.*: layers take real numbers, got complex128"):
            nn.Dense(2)(x)
        with pytest.raises(TypeError, match="compares real numbers, got complex ones"):
            nn.losses.get("mse")(np.ones((2, 3)), x)
