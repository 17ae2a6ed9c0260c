"""Where still pictures are asked for, what moves leaves a picture, and says how to make it move."""

from __future__ import annotations

import pytest

from autograd import Tensor
from nn import MLP, datasets
from viz import play, playground

pytest.importorskip("matplotlib", reason="needs matplotlib: pip install -e '.[plot]'")

MOVING = {
    "player": lambda: play(Tensor(2.0, name="a") * 3.0),
    "playground": lambda: playground(MLP(2, [4, 1], activation="tanh", seed=0), *datasets.moons(20, seed=0)),
}


@pytest.mark.parametrize("name", MOVING)
def test_a_page_is_a_picture_where_stills_are_asked_for(name, monkeypatch):
    monkeypatch.setenv("TAPEGRAD_DISPLAY", "png")
    bundle = MOVING[name]()._repr_mimebundle_()
    assert set(bundle) == {"image/png", "text/plain"}
    assert bundle["image/png"].startswith(b"\x89PNG")
    assert bundle["text/plain"].endswith("run the cell to move it")


@pytest.mark.parametrize("name", MOVING)
def test_a_page_is_a_page_otherwise(name, monkeypatch):
    monkeypatch.delenv("TAPEGRAD_DISPLAY", raising=False)
    assert set(MOVING[name]()._repr_mimebundle_()) == {"text/html", "text/plain"}
