"""Bundles: the values that a folded drawing shows, those that play the same part together as one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from autograd import Scope
from viz.folding.box import Folding
from viz.tape.codes import combine, group, split
from viz.tape.survey import KINDS, Survey

BUNDLED = 4  # values beside one module from which on they are drawn as one
CONSTANT, INPUT, RESULT = map(KINDS.index, ("constant", "input", "result"))
NOBODY = -1  # the maker of a leaf


@dataclass(eq=False)
class Bundle:
    """One drawn value: a tensor, or several of one kind between the same nodes. All are given by their numbers."""

    tensors: np.ndarray  # their indices
    maker: int  # the node that computed it, NOBODY for leaves
    users: list[int]  # the nodes that use it, in the order of their numbers


class Bundles:
    """What is visible of the values of a survey under a folding. `of` is the place of each value's bundle, -1 for none."""

    def __init__(self, survey: Survey, folding: Folding) -> None:
        self.survey, self.folding = survey, folding
        self._find_users()
        self.all = self._bundle()
        self.of = np.full(len(survey.tensors), -1)
        for i, bundle in enumerate(self.all):
            self.of[bundle.tensors] = i

    def _find_users(self) -> None:
        """The nodes that use each value, one value after the other; the node that made it is left out."""
        survey, folding = self.survey, self.folding
        nodes, tails = folding.node[survey.heads], folding.origin[survey.tails]
        passed = (nodes == survey.heads) & (folding.origin[survey.heads] != survey.heads)  # by an alias, which is no node
        across = np.flatnonzero(~passed & (folding.node[tails] != nodes))
        nodes, tails = nodes[across], tails[across]
        _, first = np.unique(combine(tails, nodes), return_index=True)
        self._users = nodes[first]
        self._starts = np.searchsorted(tails[first], np.arange(len(survey.tensors) + 1))

    def users(self, i: int) -> list[int]:
        """The nodes that use a value, in the order of their numbers."""
        found: list[int] = self._users[self._starts[i] : self._starts[i + 1]].tolist()
        return found

    def _bundle(self) -> list[Bundle]:
        """Visible values in tape order, those that share a key together."""
        shown = np.flatnonzero(self._visible())
        of, firsts = group(*self._keys(shown))
        bundles = []
        for rows in split(of, len(firsts)):
            first = int(shown[rows[0]])
            bundle = Bundle(shown[rows], int(self.folding.node[first]), self.users(first))
            bundles += self._split(bundle)
        if self.folding.coarse:
            for bundle in bundles:
                bundle.users = sorted({node for i in bundle.tensors.tolist() for node in self.users(i)})
        return bundles

    def _visible(self) -> np.ndarray:
        """Whether each value is drawn: not if it never leaves a box, and not a weight that only closed modules use."""
        survey, folding, n = self.survey, self.folding, len(self.survey.tensors)
        used = np.diff(self._starts)
        modules = np.zeros(n + len(folding.boxes), bool)
        modules[n:] = [box.kind == "module" for box in folding.boxes]
        outside = np.concatenate([[0], np.cumsum(~modules[self._users])])
        seen = (outside[self._starts[1:]] > outside[self._starts[:-1]]) | (survey.kinds == INPUT)
        passed_on = (folding.node >= 0) | (folding.origin != np.arange(n))
        found = np.where(passed_on, used > 0, seen)
        if folding.coarse:
            found &= survey.kinds != CONSTANT
        found[survey.ends] = True
        return found

    def _keys(self, shown: np.ndarray) -> list[np.ndarray]:
        """What visible values must have in common to be drawn as one: columns of numbers."""
        survey, folding = self.survey, self.folding
        kind, shape, maker = survey.kinds[shown], survey.shape_codes[0][shown], folding.node[shown]
        root = np.isin(shown, survey.ends)
        if folding.coarse:
            alone = root & (len(survey.ends) <= BUNDLED)
            return [np.where(alone, shown, -1), maker, kind]
        alone = root | ((maker >= 0) & (maker < len(survey.tensors)))
        return [np.where(alone, shown, -1), maker, kind, shape, self._code_users(shown)]

    def _code_users(self, shown: np.ndarray) -> np.ndarray:
        """A code for the set of nodes that use each value."""
        starts, counts = self._starts[shown], np.diff(self._starts)[shown]
        found = counts.copy()
        for size in np.unique(counts[counts > 0]).tolist():
            rows = np.flatnonzero(counts == size)
            columns = [self._users[starts[rows] + k] for k in range(size)]
            found[rows] = group(*columns)[0]
        return combine(counts, found)

    def _split(self, bundle: Bundle) -> list[Bundle]:
        """What lies between alike or repeated nodes stays together, beside one module if it is a crowd."""
        around = [box for node in (bundle.maker, *bundle.users) if (box := self.folding.box(node)) is not None]
        together = self.folding.coarse or any(box.kind == "alike" or box.count > 1 for box in around)
        crowd = len(bundle.tensors) >= BUNDLED and any(box.kind == "module" for box in around)
        if together or crowd or len(bundle.tensors) == 1:
            return [bundle]
        return [Bundle(bundle.tensors[i : i + 1], bundle.maker, bundle.users) for i in range(len(bundle.tensors))]

    def frame(self, bundle: Bundle) -> Scope | None:
        """Where a value is drawn: a result where it was made, a leaf where all its users are, an input outside."""
        if bundle.maker != NOBODY:
            return self.folding.home(bundle.maker)
        if self.survey.kinds[bundle.tensors[0]] == INPUT or not bundle.users:
            return None
        return self.survey.scopes.common([self.folding.home(user) for user in bundle.users])
