"""Plots of language and likeness: attention, weighed words, parse trees, neighbors; what they show, and what they refuse."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("matplotlib", reason="needs matplotlib: pip install -e '.[plot]'")

from matplotlib.patches import PathPatch

from viz import plots


def test_attention_is_darkest_where_the_share_is_largest():
    ax = plots.attention([[0.9, 0.1], [0.2, 0.8]], ["K", "$A"], ["c", "a"])
    assert ax.images[0].get_array().tolist() == [[0.9, 0.1], [0.2, 0.8]]
    assert [text.get_text() for text in ax.get_yticklabels()] == ["K", r"\$A"]


@pytest.mark.parametrize(("shares", "said"), [([[0.5]], "2 columns"), ([[1.5, 0.0]], "from 0 to 1")])
def test_attention_refuses_what_are_no_shares(shares, said):
    with pytest.raises(ValueError, match=said):
        plots.attention(shares, ["a"], ["b", "c"])


def test_the_heaviest_word_has_the_full_shade_and_signs_have_colors():
    ax = plots.word_weights(["not", "good", "tea"], [2.0, 1.0, 0.0], signs=[-1, 1, 1], title="said")
    boxes = [text.get_bbox_patch() for text in ax.texts]
    assert min(boxes[0].get_facecolor()) < min(boxes[1].get_facecolor()) < 1  # the stronger, the further from white
    assert boxes[2] is None  # a word that does not count stands on the page itself
    assert boxes[0].get_facecolor()[0] > boxes[0].get_facecolor()[2]  # red against
    assert boxes[1].get_facecolor()[0] < boxes[1].get_facecolor()[2]  # blue for
    assert ax.get_title(loc="left") == "said"
    dark = plots.word_weights(["not", "good"], [2.0, 1.0], theme="dark")
    assert [text.get_bbox_patch().get_facecolor()[3] for text in dark.texts] == [0.75, 0.375]


def test_long_texts_break_into_lines_within_the_plot():
    ax = plots.word_weights(["word"] * 60, np.ones(60))
    lines = {text.get_position()[1] for text in ax.texts}
    assert len(lines) == 5
    assert max(text.get_position()[0] + 4 for text in ax.texts) <= ax.get_xlim()[1]


def test_words_and_weights_must_be_as_many():
    with pytest.raises(ValueError, match="2 words, weights of shape"):
        plots.word_weights(["a", "b"], [1.0])
    with pytest.raises(ValueError, match="not negative"):
        plots.word_weights(["a"], [-1.0])


def test_a_tree_has_an_arc_for_each_word_but_the_root_and_marks_wrong_ones():
    ax = plots.parse_tree(["birds", "sing", "loudly"], [1, -1, 1], tags=["N", "V", "A"], truth=[1, -1, 0])
    arcs = [patch for patch in ax.patches if isinstance(patch, PathPatch)]
    assert [arc.get_linestyle() for arc in arcs] == ["-", "--"]
    assert [text.get_text() for text in ax.texts if text.get_text()] == ["birds", "N", "sing", "V", "loudly", "A"]


@pytest.mark.parametrize("heads", [[0, -1], [5, -1], [-2, 0]])
def test_a_head_is_another_word_of_the_sentence(heads):
    with pytest.raises(ValueError, match="each head is the place of another word"):
        plots.parse_tree(["birds", "sing"], heads)


def test_a_tree_asks_for_as_many_heads_as_words():
    with pytest.raises(ValueError, match="1 heads for 2 words"):
        plots.parse_tree(["birds", "sing"], [-1])


def test_neighbors_stand_in_the_order_of_their_likeness():
    vectors = [[1.0, 0.0], [1.0, 0.5], [1.0, 0.1], [-1.0, 0.0]]
    ax = plots.neighbors(vectors, ["tea", "milk", "coffee", "sand"], of=0, count=2)
    assert [text.get_text() for text in ax.texts] == ["coffee 1.00", "milk 0.89", "tea"]


def test_neighbors_refuse_vectors_that_point_nowhere_and_numbers_out_of_reach():
    with pytest.raises(ValueError, match="point nowhere"):
        plots.neighbors([[0.0, 0.0], [1.0, 0.0]], ["a", "b"], of=0)
    with pytest.raises(ValueError, match="of=3"):
        plots.neighbors([[1.0, 0.0], [1.0, 0.0]], ["a", "b"], of=3)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_themes_change_the_ink(theme):
    ax = plots.parse_tree(["birds", "sing"], [1, -1], theme=theme)
    assert (ax.texts[0].get_color() == "#2b2f38") == (theme == "light")
