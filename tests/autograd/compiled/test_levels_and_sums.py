"""Steps 2 and 3 as they are defined, on random tapes: which additions become one sum, and which lines run together."""

from __future__ import annotations

import random

import numpy as np
import pytest

import autograd as ag
from autograd import Tape, Tensor
from autograd.compiled.levels import levels
from autograd.compiled.lines import read
from autograd.compiled.sums import fold
from autograd.kernel.backward import gather

ROWS = {
    "add": lambda x, y: x + y, "mul": lambda x, y: x * y, "sub": lambda x, y: x - y, "tanh": lambda x, y: ag.tanh(x),
    "sin": lambda x, y: ag.sin(y),
}  # fmt: skip


def draw_tape(seed, length, kinds=("add", "add", "add", "mul", "mul", "tanh", "sub")):
    """A random tape of single numbers as lines, of which some have several outputs."""
    rng = random.Random(seed)
    leaves = [Tensor(0.5 + 0.1 * k) for k in range(3)]
    values = [*leaves, 0.0, 1.0, -0.0, 2.5]
    for _ in range(length):
        values.append(ROWS[rng.choice(kinds)](rng.choice(values[-12:]), rng.choice(values)))
    made = [z for z in values if isinstance(z, Tensor) and z.op is not None] or [leaves[0] * 2.0]
    outputs = [made[-1], *rng.sample(made, rng.randint(0, min(3, len(made))))]
    return read(gather(outputs)[0][::-1], leaves, outputs)


def list_reads(lines):
    return [lines.operands[a:b].tolist() for a, b in zip(lines.offsets[:-1], lines.offsets[1:])]


def find_sums(lines):
    """Which lines are part of a sum, whose, and the terms of each: naively, one line after another."""
    reads, first, n = list_reads(lines), lines.first, len(lines.kind)
    adds, products = ([lines.kinds[k].op.name == name for k in lines.kind] for name in ("add", "mul"))
    readers = {i: [k for k in range(n) for x in reads[k] if x == first + i] for i in range(n)}
    inside = [len(readers[i]) == 1 and adds[readers[i][0]] and first + i not in lines.outputs for i in range(n)]
    folded = [inside[i] and (adds[i] or products[i]) for i in range(n)]
    root = list(range(n))
    for i in reversed(range(n)):
        if folded[i]:
            root[i] = root[readers[i][0]]
    terms = {i: [] for i in range(n) if adds[i] and not inside[i]}
    zeros = {len(lines.leaves) + i for i, c in enumerate(lines.constants) if c == 0}
    for i in range(n):
        for x in reads[i] if adds[i] else []:
            k = x - first
            if x not in zeros and not (k >= 0 and adds[k] and inside[k]):
                terms[root[i]].append(tuple(reads[k]) if k >= 0 and products[k] and inside[k] else (x, -1))
    return folded, root, terms


@pytest.mark.parametrize("seed", range(60))
def test_additions_and_products_that_nobody_else_reads_are_one_sum(seed):
    lines = draw_tape(seed, 4 + seed)
    found = fold(lines)
    folded, root, terms = find_sums(lines)
    assert found.folded.tolist() == folded
    assert found.root.tolist() == root
    assert np.flatnonzero(found.is_sum).tolist() == list(terms)
    here = {i: [] for i in terms}
    for line, left, right in zip(found.line.tolist(), found.left.tolist(), found.right.tolist()):
        here[line].append((left, max(right, -1)))
    assert here == terms
    assert found.pairs_before.tolist() == [0, *np.cumsum([y >= 0 for of in terms.values() for _, y in of]).tolist()]
    calls = found.tell_calls_apart(lines.kind).tolist()
    names = [-1 if folded[i] else ("sum", len(terms[i])) if i in terms else int(lines.kind[i]) for i in range(len(calls))]
    assert len(set(calls)) == len(set(names)) == len(set(zip(calls, names)))
    assert [call < 0 for call in calls] == folded


def find_levels(lines, folded, turns):
    """The level of each line, after all that it reads; with turns, only at the turn of its kind."""
    level = {}
    for i, reads in enumerate(list_reads(lines)):
        level[i] = max(level.get(x - lines.first, 0) for x in reads)
        if not folded[i]:
            level[i] += 1
            while (level[i] - lines.kind[i]) % turns:
                level[i] += 1
    return [level[i] for i in range(len(lines.kind))]


@pytest.mark.parametrize("length", [1, 2, 3, 5, 8, 13, 40, 80])
def test_a_line_comes_as_soon_as_it_can_or_kinds_take_turns_where_that_saves_a_fifth_of_the_calls(length):
    taken_in_turn = 0
    for seed in range(40):
        lines = draw_tape(seed, length, tuple(ROWS))
        folded = fold(lines).folded
        expected = find_levels(lines, folded, 1)
        calls = len({(at, k) for at, k, part in zip(expected, lines.kind, folded) if not part})
        if calls > 1.25 * max(expected):
            in_turn = find_levels(lines, folded, len(lines.kinds))
            order = sorted(set(in_turn))
            if calls > 1.25 * len(order):
                expected = [1 + order.index(at) for at in in_turn]
                taken_in_turn += 1
        assert levels(lines, folded).tolist() == expected
    assert taken_in_turn or length < 13


@pytest.mark.parametrize("seed", range(30))
def test_each_output_and_what_is_added_to_it_keep_their_values(seed):
    """Outputs that a sum reads, too, and such that three others read."""
    rng = random.Random(seed)
    leaves = [Tensor(rng.uniform(-1, 1)) for _ in range(40)]
    products = [leaves[k] * rng.choice(leaves) for k in range(40)]
    sums = [z + rng.choice(leaves) for z in products]
    results = [*products, *sums, *[row(z) for row in (ag.tanh, ag.sin, ag.exp) for z in sums]]
    seeds = [rng.uniform(-1, 1) for _ in results]
    program = Tape.gather(*results).compile(parameters=leaves, output=results)
    np.testing.assert_allclose(program(), [z.item() for z in results], rtol=1e-13)
    sum(g * z for g, z in zip(seeds, results)).backward()
    np.testing.assert_allclose(program.backward(seeds), [x.grad for x in leaves], rtol=1e-12, atol=1e-14)
