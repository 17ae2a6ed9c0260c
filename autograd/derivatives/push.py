"""Pushing tangents forward along a recorded tape: J·v at the cost of a few evaluations of the function.

The table has one rule per input, g ↦ gᵀJ; a tangent needs J·t. Of an elementwise operation J is diagonal, so the two are the
same. A linear operation carries tangents as it carries values. Of any other operation the rule, which is linear in g, is
transposed: it is recorded as a function of g alone, and t is pulled back through it (J. Townsend, 2017, "A new trick for
calculating Jacobian vector products").
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd.kernel.backward import contributions, gather, see_values
from autograd.kernel.broadcasting import fit_to_input
from autograd.kernel.modes import MODE, change_mode
from autograd.kernel.node import Node, leaf
from autograd.kernel.op import apply_rule
from autograd.kernel.pull import pull, see_constants, see_tensors
from autograd.kernel.writes import next_position

See = Callable[[Node], tuple[Any, list[Any]]]  # an operation's result and inputs, as its rules see them
Moving = list[tuple[int, Any]]  # the places of the inputs that have a tangent, and their tangents


def push(operations: list[Node], tangents: dict[Node, Any], linear: bool) -> None:
    """Add each operation's tangent to those of the arguments; the operations stand latest first.

    If the mode records, tangents are Tensors; `linear` then records the walk as a function of the first tangents alone.
    """
    see = _choose_view(linear)
    for z in reversed(operations):
        t = push_one(z, tangents, see)
        if t is not None:
            tangents[z] = t


def push_carefully(operations: list[Node], tangents: dict[Node, Any], linear: bool) -> None:
    """The same where a NaN arrived: what does not move along the direction has the tangent 0, whatever infinity follows.

    A rule that gives 0 for a NaN chose something else (where, relu); a rule that multiplies gives NaN. So where no NaN
    arrives, nothing moves.
    """
    see = _choose_view(linear)
    moves = {x: np.not_equal(t._value if isinstance(t, Node) else t, 0.0) for x, t in tangents.items()}
    for z in reversed(operations):
        t = push_one(z, tangents, see)
        if t is not None:
            with change_mode(grad=False):
                moves[z] = _find_moves(z, moves)
            if not np.all(moves[z]):
                t = np.where(moves[z], t, 0.0) if np.ndim(t) else 0.0
            tangents[z] = t


def _find_moves(z: Node, moves: dict[Node, Any]) -> Any:
    """Where z moves, if its inputs move as they do."""
    if not _is_elementwise(z):
        return np.isnan(push_one(z, {x: _mark(x, moves[x]) for x in z.inputs if x in moves}, see_values))
    found: Any = np.zeros(np.shape(z._value), bool)
    for i, x in enumerate(z.inputs):
        if x in moves:
            passes = np.isnan(_push_elementwise(z, [(i, _mark(x, True))], see_values))
            found = found | (passes & moves[x])
    return found


def push_one(z: Node, tangents: dict[Node, Any], see: See) -> Any:
    """The tangent of an operation's result; None if none of its inputs has one."""
    moving = [(i, tangents[x]) for i, x in enumerate(z.operands) if type(x) is not float and x in tangents]
    return push_moving(z, moving, see) if moving else None


def push_moving(z: Node, moving: Moving, see: See) -> Any:
    """The same, given the inputs' tangents."""
    op = z.op
    if op.linear:
        return _carry(z, moving, see)
    return _push_elementwise(z, moving, see) if _is_elementwise(z) else _transpose(z, moving, see)


def _is_elementwise(z: Node) -> bool:
    """Whether z is computed element by element: each of its numbers from one number of each input."""
    op = z.op
    if op.ufunc is not None:
        return op.ufunc.signature is None
    if op.variadic or type(z._value) is not float:
        return False
    return all([type(x) is float or type(x._value) is float for x in z.operands])


def _carry(z: Node, moving: Moving, see: See) -> Any:
    """The sum of what the operation itself gives for each tangent in the place of its input: it is linear."""
    _, values = see(z)
    total = None
    for i, t in moving:
        contribution = z.op(*values[:i], t, *values[i + 1 :], **z.settings or {})
        total = contribution if total is None else total + contribution
    return total


def _push_elementwise(z: Node, moving: Moving, see: See) -> Any:
    """The sum of what the rules give for the inputs' tangents."""
    value, values = see(z)
    settings = z.settings or {}
    single = type(z._value) is float
    total = None
    for i, t in moving:
        rule = z.op.rule(i)
        if rule is None:
            continue
        if not single and np.shape(t) != z._value.shape:
            t = np.broadcast_to(t, z._value.shape)
        contribution = apply_rule(rule, t, value, *values, **settings)
        if type(contribution) is not float:
            contribution = fit_to_input(contribution, z)
        total = contribution if total is None else total + contribution
    return total


def _transpose(z: Node, moving: Moving, see: See) -> Any:
    """The transpose of g ↦ (gᵀJ for each input), at the tangents; None if no input has a derivative."""
    ones = 1.0 if type(z._value) is float else np.ones(z._value.shape, z._value.dtype)
    g = leaf(type(z), ones, True)
    since = next_position()
    if _records():
        pairs = _contributions(z, g, *see(z), moving)
    else:
        with change_mode(grad=True, watchers=()):
            pairs = _contributions(z, g, *see_constants(z), moving)
    given: dict[Node, Any] = {}
    for contribution, t in pairs:
        if isinstance(contribution, Node) and contribution.requires_grad:
            t = t if isinstance(t, Node) else leaf(type(z), t, False)
            given[contribution] = given[contribution] + t if contribution in given else t
    operations, _ = gather([x for x in given if x.op is not None], since)
    pull(operations, given, g.position)
    found = given.get(g)
    return found if found is None else fit_to_input(found, z)


def _contributions(z: Node, g: Node, value: Any, values: list[Any], moving: Moving) -> list[tuple[Any, Any]]:
    """For each moving input: what its rule gives for g, and its tangent."""
    tangents = {z.inputs[i]: t for i, t in moving}
    return [(fit_to_input(c, x), tangents[x]) for x, c in contributions(z, g, value, values) if x in tangents]


def _choose_view(linear: bool) -> See:
    """How the rules see an operation: as Tensors, or constants, if what they do is to be recorded."""
    return see_values if not _records() else see_constants if linear else see_tensors


def _records() -> bool:
    mode = MODE.get()
    return mode.grad or mode.compiling is not None


def _mark(x: Node, moves: Any) -> Any:
    """NaN where x moves, 0 elsewhere."""
    shape = np.shape(x._value)
    if type(x._value) is float:
        return float(np.where(moves, np.nan, 0.0))
    return np.full(shape, np.where(moves, np.nan, 0.0), x._value.dtype)
