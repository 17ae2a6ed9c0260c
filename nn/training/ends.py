"""Ends: what goes into a model and what comes out, as far as it is known before the first call."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd
from autograd import Tensor, borrow
from nn.modules.carried import MASKS, masks_of
from nn.modules.masks import call_with_masks, some
from nn.modules.symbols import Symbol
from nn.training import samples
from nn.training.heads import Heads
from nn.training.samples import as_tensors


class Ends:
    """The ends of a model that has a `call` of its own: nothing is known. Other kinds of models have ends of other kinds."""

    alone = False  # whether the network alone is a program that decides itself when to run

    def arrays(self, model: Any, owner: str, x: Any) -> Any:
        """The given inputs as an array, or as a nest of arrays."""
        return samples.arrays(owner, "x", x)

    def entries(self, model: Any) -> list[Symbol]:
        """The Symbols that enter."""
        return []

    def output_names(self, model: Any) -> Any:
        """What `name_outputs` calls several outputs, or the name of the only one; None if a call has to show them."""
        return None

    def run(self, model: Any, x: Any, masked: bool = False) -> tuple[Any, Any]:
        """The outputs for a batch of arrays, as Tensors, and their masks, nested alike, or None.

        masked: whether there may be masks.
        """
        return self.run_tensors(model, borrow(x) if type(x) is np.ndarray and x.dtype.kind != "U" else as_tensors(x), masked)

    def run_tensors(self, model: Any, x: Any, masked: bool = False) -> tuple[Any, Any]:
        """The same for a batch of Tensors."""
        if masked:
            return call_with_masks(model, (x,), {}, (None,), {})
        y = model(x)
        return y, some(masks_of(y)) if MASKS.kept else None

    def record(self, model: Any, parameters: list[Tensor]) -> Any:
        """The network as a program: called on a batch it gives (outputs, what is left to do), and the way back."""
        program = autograd.compile(Heads(model), parameters=parameters)
        return lambda x: program(as_tensors(x))  # nobody writes to a batch, so it need not be copied
