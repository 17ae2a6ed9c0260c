"""Long chains of additions as one sum: partial sums that nobody else uses are not drawn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from autograd import add as addition
from viz.tape.survey import Survey


@dataclass
class Sums:
    """Additions that hand their result to one further addition, and to nothing else.

    last: for each value, the index of the addition at the end of its chain, -1 for what is no addition. length: how many
    additions a chain has, by the index of its last one.
    """

    last: np.ndarray
    length: np.ndarray

    def ends(self, least: int) -> np.ndarray:
        """The last addition of the sum that each value is part of, -1 where that sum has fewer than `least` terms."""
        return np.where((self.last >= 0) & (self.length[self.last] + 1 >= least), self.last, -1)


def sums(survey: Survey) -> Sums:
    """The chains of additions of one scope and one shape: there each term's share of the gradient is the sum's own."""
    n = len(survey.tensors)
    added = np.zeros(n, bool)
    added[survey.made[additions(survey)]] = True
    sole = np.bincount(survey.tails, minlength=n) == 1
    sole[survey.ends] = False
    inside = np.flatnonzero(added[survey.heads] & added[survey.tails] & sole[survey.tails])
    heads, tails = survey.heads[inside], survey.tails[inside]
    scopes, shapes = np.zeros(n, np.intp), survey.shape_codes[0]
    scopes[survey.made] = survey.scope_codes[0]
    same = (scopes[heads] == scopes[tails]) & (shapes[heads] == shapes[tails])
    last = np.arange(n)
    last[tails[same]] = heads[same]
    while not np.array_equal(further := last[last], last):  # each round goes twice as far along the chains
        last = further
    last[~added] = -1
    return Sums(last, np.bincount(last[added], minlength=n))


def additions(survey: Survey) -> np.ndarray:
    """Which operations are additions."""
    codes, ops = survey.op_codes
    return np.array([op is addition for op in ops], bool)[codes] if ops else np.zeros(0, bool)


def terms(survey: Survey, chain: np.ndarray) -> list[int]:
    """The indices of what a chain adds up, in the order of first use; a value added twice is there twice."""
    entering = survey.entering(chain)
    found: list[int] = entering[~np.isin(entering, chain)].tolist()
    return found
