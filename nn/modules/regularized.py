"""What a module adds to the loss besides its output, and the bounds within which its weights stay."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from autograd import Tensor
from autograd.nest import leaves
from nn import constraints
from nn.modules.mode import ADDED, Added, Passing
from nn.modules.symbol_calls import fallback


class Regularized:
    """The part of a Module that is about regularizers, `add_loss` and constraints."""

    name: str
    trainable: bool
    activity_regularizer: Any = None  # of what comes out: added to the loss, for the mean sample
    _to_loss: Added | tuple[()] = ()  # what the last call added to the loss, of all modules

    def modules(self) -> Iterator[Any]:
        """This module and all inside it."""
        yield self

    def penalties(self) -> list[Any]:
        """What this module's own regularizers add to the loss."""
        return []

    def list_constraints(self) -> list[tuple[Any, Tensor]]:
        """(constraint, weight) for each of this module's own weights that must stay within bounds."""
        return []

    def constrain(self) -> None:
        """Move weights to where their constraints want them; `fit` does so after each step."""
        for m in self.modules():
            if m.trainable:
                constraints.apply(m.name, m.list_constraints())

    def add_loss(self, loss: Any) -> None:
        """Add a number, or several, computed in `call`, to the loss: a Tensor, or one that no weight can change.

        Kept until the next call, or `zero_grad()`. ValueError for anything but single numbers.
        """
        for term in leaves(loss):
            if np.shape(term):
                raise ValueError(f"{self.name}: add_loss takes one number, got shape {np.shape(term)}: give the sum or mean")
            terms = ADDED.get()
            if terms is None:  # outside any call
                terms = [*self._to_loss]
            terms.append((id(self), term))
            if type(terms) is not Passing:
                self._to_loss = terms

    @fallback
    def losses(self) -> list[Any]:
        """What regularizers of weights to train, and `add_loss` in the last call, add to the loss: for training by hand."""
        return [
            term
            for m in self.modules()
            for term in (*(m.penalties() if m.trainable else ()), *[t for owner, t in m._to_loss if owner == id(m)])
        ]
