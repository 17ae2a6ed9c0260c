"""A user's own operation is drawn and played by its name."""

from __future__ import annotations

import viz
from autograd import Op, Tensor


def test_drawings_and_the_player_call_an_own_operation_by_its_name():
    own = Op("soft_step", lambda x: x / (1 + abs(x)), lambda g, z, x: g / (1 + abs(x)) ** 2, listed=False)
    loss = own(Tensor(0.5, name="x")) * 2.0
    loss.backward()
    assert "soft_step" in viz.draw(loss).dot
    assert "soft_step" in viz.play(loss).html
