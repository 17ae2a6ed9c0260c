"""A value without a name is called #position everywhere: tape, explanation, text table, drawings, player, diff, failure."""

from __future__ import annotations

import re

import numpy as np
import pytest

from autograd import Tape, Tensor, matmul
from viz import diff, draw, play, watch_failure


def program():
    """Names for the leaves only; a constant number, a constant array and three results have none."""
    x, w = Tensor(2.0, name="x"), Tensor(-3.0, name="w")
    product = w * x
    moved = product + 1.0
    y = moved.tanh()
    y.backward()
    return x, w, [product, moved, y]


def places(results):
    return [f"#{z.position}" for z in results]


def test_every_text_calls_it_the_same():
    x, _, results = program()
    p, m, y = places(results)
    tape = Tape.gather(results[-1])
    assert [row[:3] for row in tape.rows()] == [
        (p[1:], "mul", "w, x"), (m[1:], "add", f"{p}, 1"), (y[1:], "tanh", m),
    ]  # fmt: skip
    explained = tape.explain(x)
    assert f"{y} = tanh {m} = " in str(explained)
    assert f"{m} = {p} + 1 = −5" in str(explained)
    assert f"{p} = w · x = −6" in str(explained)
    assert rf"\#{m[1:]} = {{\#{p[1:]}}} + {{1}} = -5" in explained.latex
    table = {line.split()[0]: line.split()[1:] for line in str(draw(results[-1])).splitlines()[4:]}
    assert table[p][:2] == ["×(w,", "x)"]
    assert table[m][:2] == [f"+({p},", "1)"]
    assert table[y][0] == f"tanh({m})"


@pytest.mark.parametrize("theme", ["light", "auto"])
def test_every_picture_bears_it(theme):
    _, _, results = program()
    drawing = draw(results[-1], theme=theme)
    for place in places(results):
        assert f">{place}<" in drawing.dot
        assert f">{place}</text>" in drawing.svg
        assert f"#35;{place[1:]}<br/>value" in drawing.mermaid
        assert rf"{{\#{place[1:]}}}" in drawing.tex
    assert [v.place for v in drawing.graph.values if v.kind == "constant"] == [""]  # the number says what it is
    hints = [v.hint.splitlines()[0] for v in drawing.graph.values]
    product, moved, y = places(results)
    assert hints[2:] == [f"result {product}", "constant", f"result {moved}", f"output {y}"]


def test_the_player_bears_it_on_every_card_and_in_its_data():
    _, _, results = program()
    player = play(results[-1])
    page = player.html
    for place, facts in zip(places(results), [v for v in player.data["values"] if "op" in v]):
        assert facts["position"] == int(place[1:])
        assert 'data-role="name"' in page
        assert re.search(rf'<text[^>]*data-role="name"[^>]*>{place}</text>', page), place


def test_a_named_value_bears_its_name_alone():
    x, _, results = program()
    results[0].name = "product"
    drawing = draw(results[-1])
    assert "product" in str(drawing)
    assert places(results)[0] not in str(drawing)
    assert places(results)[0] not in drawing.dot
    assert places(results)[0] not in str(Tape.gather(results[-1]).explain(x))


def test_names_given_for_the_drawing_count():
    _, _, results = program()
    drawing = draw(results[-1], names={"inner": results[0]})
    assert "+(inner, 1)" in str(drawing)
    assert places(results)[0] not in str(drawing)


def test_a_difference_calls_both_sides_by_their_places():
    (_, _, before), (_, _, after) = program(), program()
    text = str(diff(before[-1], after[-1] * 1.0))
    for place in (*places(before), *places(after)):
        assert place in text


def test_a_failure_calls_what_went_in_by_its_place():
    x = Tensor(np.ones((2, 3)), name="x")
    doubled = x * 2.0
    with pytest.raises(ValueError, match="matmul"), watch_failure() as failed:
        matmul(doubled, np.ones((2, 2)))
    assert re.search(rf"^@ +#{doubled.position}, #\d+ ", str(failed.draw()), re.M)


def test_an_unnamed_array_that_is_not_differentiated_has_a_place_too():
    x, fixed = Tensor(np.ones(3), name="x"), Tensor(np.arange(3.0), requires_grad=False)
    y = (x * fixed).sum()
    y.backward()
    place = f"#{fixed.position}"
    assert Tape.gather(y).rows()[0][2] == f"x, {place}"
    assert f"x · {place}" in str(Tape.gather(y).explain(x))
    assert f"×(x, {place})" in str(draw(y))


def test_what_is_drawn_as_one_bears_its_first_and_last_place():
    xs = [Tensor(float(i)) for i in range(20)]
    results = [x * 2.0 for x in xs]
    total = results[0]
    for z in results[1:]:
        total = total + z
    values = {v.place: v.count for v in draw(total, detail="tensor").graph.values if v.count == 20 and v.kind != "constant"}
    assert values == {f"#{xs[0].position}…#{xs[-1].position}": 20, f"#{results[0].position}…#{results[-1].position}": 20}
