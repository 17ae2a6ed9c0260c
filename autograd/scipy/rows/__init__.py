"""Rows for SciPy's functions. They are not in the table that is printed and tested without SciPy; ROWS holds them."""

from autograd.scipy.rows import bessel, cumulative, entropies, error_functions, gammas, matrices
from autograd.scipy.rows.declared import ROWS

__all__ = ["ROWS", "bessel", "cumulative", "entropies", "error_functions", "gammas", "matrices"]
