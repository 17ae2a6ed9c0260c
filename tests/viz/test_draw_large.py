"""Hundreds of values, each drawn: the network keeps its shape, and the drawing names the detail that shows it at a glance."""

from __future__ import annotations

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


def middle(box):
    return (box[1] + box[3]) / 2


def test_layers_stand_in_the_middle_and_inputs_before_them(drawing):
    shown = picture(drawing)
    frames = {c.label: shown.frames[c.id] for c in drawing.graph.clusters if c.label.startswith("layer")}
    assert len(drawing.graph.nodes) > 300
    first, *others = frames.values()
    for frame in others:
        assert abs(middle(frame) - middle(first)) < 40  # the titles make frames lopsided
    inputs = [shown.nodes[v.id] for v in drawing.graph.values if v.kind == "input"]
    assert all(box[2] < first[0] and first[1] < middle(box) < first[3] for box in inputs)
    assert [middle(box) for box in inputs] == sorted(middle(box) for box in inputs)


def test_no_edge_passes_through_a_node_and_no_label_is_touched(drawing):
    shown = picture(drawing)
    assert list(find_pierced_nodes(shown)) == []
    assert list(find_touching_labels(shown)) == []


def test_the_note_names_a_coarser_detail(drawing):
    assert drawing.graph.note.endswith('to be read part by part: detail="tensor" or "module" draws fewer')


def test_a_layout_that_takes_too_long_asks_for_fewer_nodes(drawing):
    with pytest.raises(RenderError, match=r'draw fewer nodes, with detail="tensor" or "module"'):
        _ = draw(Tensor(1.0, name="x") * 2.0, time_limit=1e-6).svg
