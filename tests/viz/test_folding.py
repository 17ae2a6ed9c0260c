"""Folding on arrays of indices, held equal to its definition in plain loops, over random tapes."""

from __future__ import annotations

import random

import numpy as np
import pytest
from plain_folding import boxes, level, order, sum_of, users

import viz
from autograd import Tensor
from autograd import add as addition
from viz.folding import ALIKE, Folder
from viz.folding.bundles import Bundles
from viz.tape.codes import combine
from viz.tape.levels import levels
from viz.tape.survey import Survey


def roll(seed: int) -> list[Tensor]:
    """Some results of a random program of sums, products and functions, of single numbers and small arrays."""
    draw = random.Random(seed)
    values = [Tensor(draw.gauss(0, 1), requires_grad=draw.random() < 0.8) for _ in range(3)]
    values += [Tensor(np.ones(2), name="a"), Tensor(0.5, name="b")]
    for _ in range(draw.choice([4, 12, 30])):
        x, y = draw.choice(values[-7:]), draw.choice(values[-5:])
        kinds = [lambda x, y: x + y] * 4 + [
            lambda x, y: x * y,
            lambda x, y: x.tanh(),
            lambda x, y: x * 2.0,
            lambda x, y: x.sum(),
        ]
        values.append(draw.choice(kinds)(x, y))
    return values[-draw.randrange(1, 3) :]


@pytest.mark.parametrize("seed", range(40))
def test_a_tape_is_read_and_folded_as_its_definition_says(seed):
    roots = roll(seed)
    survey = Survey(tuple(roots), {})
    folder = Folder(survey, "auto")
    assert list(map(id, survey.tensors)) == list(map(id, order(roots)))
    assert [survey.tensors[i] is x for z, i in zip(survey.operations, survey.made) for x, i in
            zip(z.inputs, survey.entering(np.array([i])))] == [True] * len(survey.heads)  # fmt: skip
    assert levels(survey).tolist() == [level(z) for z in survey.operations]
    chained = [(i, survey.tensors[i]) for i in survey.made if survey.tensors[i].op is addition]
    assert all(survey.tensors[folder.sums.last[i]] is sum_of(z, roots) for i, z in chained)
    folding = folder.fold(ALIKE, None, 3, 2)
    found = boxes(roots, 3)
    assert [[id(survey.tensors[i]) for i in box.members] for box in folding.boxes] == [list(map(id, box)) for box in found]
    bundles, used = Bundles(survey, folding), users(roots, found)
    firsts = {n: survey.tensors[n] if (box := folding.box(n)) is None else survey.tensors[box.members[0]]
              for n in {*folding.node.tolist()} - {-1}}  # fmt: skip
    assert all({firsts[n] for n in bundles.users(i)} == used[t] for i, t in enumerate(survey.tensors))


@pytest.mark.parametrize("seed", range(5))
def test_the_beginning_of_a_tape_has_the_levels_that_it_has_in_the_whole(seed):
    survey = Survey(tuple(roll(seed)), {})
    for first in range(len(survey.operations) + 1):
        assert levels(survey, first).tolist() == levels(survey).tolist()[:first]


def test_codes_of_columns_tell_rows_apart_where_their_product_leaves_64_bits():
    column = np.array([0, 2**40, 2**40, 2**40])
    other = np.array([5, 0, 2**41, 2**41])
    code = combine(column, other, column)
    assert len(set(code.tolist())) == 3
    assert code[2] == code[3]


def test_a_chain_of_many_operations_is_cut_into_stretches():
    x = Tensor(1.0)
    for _ in range(20_000):
        x = (x * 0.999).tanh()
    assert "cut into 12 stretches" in viz.draw(x).graph.note
