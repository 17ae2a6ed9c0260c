"""Hundreds of values, each drawn: layers stand one below the other, and the drawing names a coarser detail."""

from __future__ import annotations

from itertools import pairwise

import pytest
from geometry import find_pierced_nodes, find_touching_labels, picture

from autograd import Tensor
from nn import MLP
from viz import RenderError, draw


@pytest.fixture(scope="module")
def drawing():
    x = [Tensor(v, requires_grad=False, name=f"x{i}") for i, v in enumerate((0.5, -1.0, 2.0))]
    loss = (MLP(3, [6, 6, 1], "tanh", seed=3)(x) - 1.0) ** 2
    loss.backward()
    return draw(loss, detail="scalar", limit=1000, time_limit=120.0)


def test_layers_stand_one_below_the_other(drawing):
    shown = picture(drawing)
    assert len(drawing.graph.nodes) > 300
    frames = [shown.frames[c.id] for c in drawing.graph.clusters if c.label.startswith("layer")]
    assert all(above[3] < below[1] for above, below in pairwise(frames))


def test_no_edge_passes_through_a_node_and_no_label_is_touched(drawing):
    shown = picture(drawing)
    assert list(find_pierced_nodes(shown)) == []
    assert list(find_touching_labels(shown)) == []


def test_the_note_names_a_coarser_detail(drawing):
    assert drawing.graph.note.endswith('to be read part by part: detail="tensor" or "module" draws fewer')


def test_a_layout_that_takes_too_long_asks_for_fewer_nodes(drawing):
    with pytest.raises(RenderError, match=r'draw fewer nodes, with detail="tensor" or "module"'):
        _ = draw(Tensor(1.0, name="x") * 2.0, time_limit=1e-6).svg
