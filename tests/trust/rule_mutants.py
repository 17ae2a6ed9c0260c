"""Breaks each rule of the op table in turn, by a factor of 1.001, its sign, or swapped inputs: `gradcheck` has to notice.

The broken rule stands in the table itself while the row's own samples are checked, so every way to it is broken alike.
"""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

with contextlib.suppress(ImportError):  # SciPy's rows, where it is installed
    import autograd.scipy.linalg
    import autograd.scipy.special
    import autograd.scipy.stats  # noqa: F401
from outcome import Outcome

from autograd import TABLE, GradcheckError, Op, Sample, Tensor, gradcheck

FACTORS = {"factor 1.001": 1.001, "sign": -1.0}


def scale(rule: Callable[..., Any], factor: float, at: int | None) -> Callable[..., Any]:
    """A rule that is wrong by a factor; of a rule for several inputs, for input `at` alone."""
    if at is None:
        return lambda *args, **settings: rule(*args, **settings) * factor

    def wrong(*args: Any, wanted: Any, **settings: Any) -> list[Any]:
        found = rule(*args, wanted=wanted, **settings)
        return [part * factor if i == at else part for i, part in zip(wanted, found)]

    return wrong


def scale_what_enters(into: Callable[..., Any]) -> Callable[..., Any]:
    """An `into` that adds too much."""
    return lambda out, g, **settings: into(out, g * 1.001, **settings)


def swap(rule: Callable[..., Any], i: int) -> Callable[..., Any]:
    """The rule of another input, as an input that was taken for its neighbour would have it."""
    return lambda g, z, x, y, **settings: rule(g, z, y, x, **settings)


def break_rules(op: Op) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each way to break a row: what is wrong, and the fields of the broken row."""
    several = op.joint or op.variadic
    inputs = range(2 if op.variadic else len(op.vjps))
    for i in inputs:
        rule = op.vjps[0 if op.variadic else i]
        if rule is None:
            continue
        made = {name: scale(rule, factor, i if several else None) for name, factor in FACTORS.items()}
        if len(op.vjps) == 2 and not several and all(op.vjps):
            made["swapped inputs"] = swap(rule, i)
        for name, wrong in made.items():
            rules = tuple(wrong if several or k == i else own for k, own in enumerate(op.vjps))
            yield f"{op.name}, rule {i}, {name}", {"vjps": rules, "into": None, **short_cuts(op, rules)}
    if op.into is not None:
        yield f"{op.name}, into, factor 1.001", {"into": scale_what_enters(op.into)}


def short_cuts(op: Op, rules: tuple[Any, ...]) -> dict[str, Any]:
    """The tape's short cuts to these rules, where the row has any."""
    return {"single": rules[0] if op.single else None, "pair": rules if op.pair else None}


@contextlib.contextmanager
def break_it(op: Op, fields: dict[str, Any]) -> Iterator[None]:
    """The row with other fields, for a while."""
    op.arguments, op.alone  # noqa: B018 - read from the rules as they are, before these are replaced
    before = {name: getattr(op, name) for name in fields}
    try:
        for name, value in fields.items():
            object.__setattr__(op, name, value)
        yield
    finally:
        for name, value in before.items():
            object.__setattr__(op, name, value)


def is_right(op: Op, sample: Sample) -> bool:
    """Whether gradcheck, or the gradients written beside the sample, find nothing wrong."""
    if sample.grads is None:
        try:
            return gradcheck(lambda *xs: op(*xs, **sample.settings), *sample.inputs, directions=1)
        except GradcheckError:
            return False
    leaves = [Tensor(x) if np.asarray(x).dtype.kind in "fc" else x for x in sample.inputs]
    z = op(*leaves, **sample.settings)
    z.backward(np.ones(z.shape) if z.shape or z.dtype.kind == "c" else None)
    pairs = [(x, g) for x, g in zip(leaves, sample.grads) if isinstance(x, Tensor)]
    return all(np.allclose(0.0 if x.grad is None else x.grad, g, rtol=1e-9, atol=0, equal_nan=True) for x, g in pairs)


def survives(op: Op, fields: dict[str, Any]) -> bool:
    """Whether no sample of the row shows that it is broken; an error shows it, too."""
    with break_it(op, fields):
        for sample in sorted(op.samples(), key=lambda s: sum(np.size(x) for x in s.inputs)):
            try:
                if not is_right(op, sample):
                    return False
            except Exception:
                return False
    return True


def computes_the_same(op: Op, fields: dict[str, Any]) -> bool:
    """Whether the broken rules give what the right ones give: swapped inputs of a symmetric rule, the sign of a 0."""
    if "vjps" not in fields or op.joint or op.variadic:
        return False
    for wrong, right in zip(fields["vjps"], op.vjps):
        for sample in op.samples() if wrong is not right else ():
            z = op(*sample.inputs, **sample.settings)
            g = np.cos(np.arange(np.size(z))).reshape(np.shape(z))
            found = [rule(g, z, *sample.inputs, **sample.settings) for rule in (wrong, right)]
            if np.shape(found[0]) != np.shape(found[1]) or not np.array_equal(*found, equal_nan=True):
                return False
    return True


def try_rule_mutants(quick: bool = False, seed: int = 0) -> Outcome:
    """quick: every third mutant. What is left is a failure, unless it computes the same and so breaks nothing."""
    outcome, equal = Outcome("rule mutants"), []
    mutants = [(op, *mutant) for op in TABLE.values() for mutant in break_rules(op)]
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        for op, what, fields in mutants[seed % 3 :: 3] if quick else mutants:
            outcome.tried += 1
            if survives(op, fields):
                if computes_the_same(op, fields):
                    equal.append(what)
                else:
                    outcome.failures.append(f"{what}: survives all samples")
    outcome.notes.append(f"{len(equal)} compute the same as the right rule: {'; '.join(equal)}")
    return outcome
