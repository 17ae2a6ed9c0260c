"""SciPy's names, so that a program written for the other package called autograd runs as it is.

    import autograd.scipy.stats.norm as norm
    from autograd.scipy.special import gammaln, logsumexp

This folder alone needs SciPy; nothing else imports it before scipy.special itself is there.
"""

try:
    import scipy as _scipy  # noqa: F401 - the error names what to install
except ImportError as _error:
    raise ImportError(
        "autograd.scipy differentiates SciPy's functions and needs SciPy: python -m pip install scipy"
    ) from _error

from autograd.scipy import integrate, linalg, signal, special, stats

__all__ = ["integrate", "linalg", "signal", "special", "stats"]
