"""Deep graphs that are no chain: cut into bands that fit a page, in the order of the tape, with references between them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from geometry import find_overlaps, find_pierced_nodes, picture

from autograd import Tensor
from nn import LSTM, MLP
from viz import draw

PAGE = 1400  # points


def loop(steps):
    x, y, k = (Tensor(v, name=name) for name, v in (("x", 1.0), ("y", 0.5), ("k", 0.1)))
    for _ in range(steps):
        x, y = x + y * k, y - x * k
    loss = x * x + y * y
    loss.backward()
    return loss


def network(*sizes):
    loss = (MLP(2, list(sizes), "tanh", seed=1)([1.0, 2.0]) - 1.0) ** 2
    loss.backward()
    return loss


def lstm():
    return LSTM(3)(np.random.default_rng(0).normal(size=(1, 3, 2)))


CASES = {
    "a loop": lambda: draw(loop(12), detail="scalar"),
    "MLP 2-3-1": lambda: draw(network(3, 1), detail="scalar"),
    "MLP 2-4-4-1": lambda: draw(network(4, 4, 1), detail="scalar"),
    "an LSTM as definition": lambda: draw(lstm(), detail="definition"),
}


@pytest.fixture(scope="module", params=list(CASES))
def drawing(request):
    return CASES[request.param]()


def test_a_deep_drawing_fits_a_page(drawing):
    shown = picture(drawing)
    boxes = [*shown.nodes.values(), *shown.frames.values()]
    assert max(box[2] for box in boxes) - min(box[0] for box in boxes) < PAGE
    assert [*find_pierced_nodes(shown), *find_overlaps(shown)] == []


def test_it_is_read_from_left_to_right_and_each_reference_names_what_was_above(drawing):
    shown = picture(drawing)
    for edge in shown.edges.values():
        assert shown.nodes[edge.tail][2] < shown.nodes[edge.head][2]
    references = [id for id in shown.nodes if "-" in id]
    assert references
    for id in references:
        assert shown.nodes[id.partition("-")[0]][1] < shown.nodes[id][1]


def test_every_node_edge_and_label_is_drawn_once(drawing):
    shown = picture(drawing)
    assert {id for id in shown.nodes if "-" not in id} == {node.id for node in drawing.graph.nodes}
    assert set(shown.edges) == {edge.id for edge in drawing.graph.edges}
    assert {id for id, edge in shown.edges.items() if edge.label} == {e.id for e in drawing.graph.edges if e.derivative}


def test_layers_of_a_network_are_not_torn():
    drawing = draw(network(4, 4, 1), detail="scalar")
    shown = picture(drawing)
    layers = [c.id for c in drawing.graph.clusters if c.label.startswith("layer")]
    assert not any(id.startswith(f"{layer}-") for id in shown.frames for layer in layers)
    assert all(shown.frames[a][3] < shown.frames[b][1] for a, b in pairwise(layers))


def test_1706_nodes_are_drawn_within_the_time_limit():
    x = [Tensor(v, requires_grad=False, name=f"x{i}") for i, v in enumerate((0.5, -1.0, 2.0))]
    drawing = draw(MLP(3, [16, 16, 1], "tanh", seed=3)(x), detail="scalar", limit=2000, time_limit=20.0)
    assert len(picture(drawing).edges) == len(drawing.graph.edges) > 1500
