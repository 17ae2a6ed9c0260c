"""What programs for the other package called autograd find in `autograd.misc`: flat vectors, optimizers, fixed points."""

from autograd.misc.const_graph import const_graph
from autograd.misc.flatten import flatten

__all__ = ["const_graph", "flatten"]
