"""What programs for the other package called autograd find in `autograd.misc`: flat vectors, optimizers, fixed points."""

from autograd.misc.flatten import flatten

__all__ = ["flatten"]
