"""Rows with one rule for all inputs: of any number of inputs, or joint, so that the forward keeps something for the rule."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from autograd.kernel.choices import kept_for, takes_part
from autograd.kernel.node import N, Node


def compute(op: Any, values: list[Any], settings: dict[str, Any] | None) -> Any:
    """The row's value for floats and arrays."""
    found = op.run(values, settings)
    return found[0] if op.joint else found


def keep_for_rule(z: N, kept: Any) -> N:
    """Store in the Node z what its rule will need, if z is on the tape; returns z."""
    if z.op is not None:
        z._kept = kept
    return z


def contribute_jointly(z: Node, g: Any, value: Any, values: list[Any], since: int) -> Iterable[tuple[Node, Any]]:
    """Each differentiated input of z with its contribution, from one call of the rule: see `backward.contributions`."""
    inputs = z.inputs
    wanted = [i for i, x in enumerate(inputs) if x.position >= since and takes_part(z.op, i, x)]
    if not wanted:
        return ()
    found = z.op.contributions(wanted, g, value, values, z.settings or {}, kept_for(z, value))
    return zip([inputs[i] for i in wanted], found)


def call_rule(op: Any, wanted: Sequence[int], g: Any, z: Any, inputs: Sequence[Any], settings: Any, kept: Any) -> Any:
    """What the one rule gives for the wanted inputs.

    kept: what the forward of a joint row kept for the rule; None if there is nothing: on plain values the forward runs again.
    """
    rule = op.vjps[0]
    if not op.joint:
        return rule(g, z, *inputs, wanted=wanted, **settings)
    if kept is None and not any([isinstance(v, Node) for v in (g, z, *inputs)]):
        z, kept = op.run(list(inputs), settings)
    return rule(g, z, kept, *inputs, wanted=wanted, **settings)


def one_of_all(op: Any, i: int, g: Any, z: Any, *inputs: Any, **settings: Any) -> Any:
    """What the one rule gives for input i alone."""
    return next(iter(call_rule(op, (i,), g, z, inputs, settings, None)))
