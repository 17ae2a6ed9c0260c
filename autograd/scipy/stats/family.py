"""Distributions of one number that are moved by loc and stretched by scale: one formula for each is all they need."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd.ops.arithmetic import where
from autograd.scipy.rows.calls import differentiates

Formula = Callable[..., Any]  # of the standardized number and the shapes


def log_of(function: Formula) -> Formula:
    """The logarithm of another formula."""
    return lambda y, *shapes: np.log(function(y, *shapes))


@dataclass(frozen=True)
class Family:
    """What a distribution is made of.

    own: SciPy's distribution, whose shapes are all positive. log_density, cdf, sf: formulas. log_cdf=None, log_sf=None: theirs
    if there is a better one than the logarithm. low, high: where the density is not 0. inside: a number between them.
    """

    own: Any
    log_density: Formula
    cdf: Formula
    sf: Formula
    log_cdf: Formula | None = None
    log_sf: Formula | None = None
    low: float = -np.inf
    high: float = np.inf
    inside: float = 0.5

    def functions(self) -> tuple[Formula, ...]:
        """pdf, logpdf, cdf, logcdf, sf, logsf: each takes x, the shapes, loc=0 and scale=1, as SciPy's does."""
        log_cdf, log_sf = self.log_cdf or log_of(self.cdf), self.log_sf or log_of(self.sf)

        def logpdf(*args: Any, **kwargs: Any) -> Any:
            y, shapes, scale = self.standardize(*args, **kwargs)
            return self.cut_at_bounds(self.log_density, y, shapes, -np.inf, -np.inf) - np.log(scale)

        def pdf(*args: Any, **kwargs: Any) -> Any:
            return np.exp(logpdf(*args, **kwargs))

        shares = [(self.cdf, 0.0, 1.0), (log_cdf, -np.inf, 0.0), (self.sf, 1.0, 0.0), (log_sf, 0.0, -np.inf)]
        found = [pdf, logpdf, *[self._share(*share) for share in shares]]
        own = [self.own.pdf, self.own.logpdf, self.own.cdf, self.own.logcdf, self.own.sf, self.own.logsf]
        return tuple(differentiates(theirs)(ours) for theirs, ours in zip(own, found))

    def _share(self, formula: Formula, below: float, above: float) -> Formula:
        def share(*args: Any, **kwargs: Any) -> Any:
            y, shapes, _ = self.standardize(*args, **kwargs)
            return self.cut_at_bounds(formula, y, shapes, below, above)

        return share

    def standardize(self, x: Any, *args: Any, **kwargs: Any) -> tuple[Any, list[Any], Any]:
        """(x − loc)/scale, the shapes and the scale; NaN in place of shapes and scales that are not positive."""
        names = [*(self.own.shapes or "").replace(",", " ").split(), "loc", "scale"]
        given = {"loc": 0.0, "scale": 1.0, **dict(zip(names, args)), **kwargs}
        if set(given) != set(names) or len(args) > len(names) or set(names[: len(args)]) & set(kwargs):
            raise TypeError(f"{self.own.name}: the arguments are x, {', '.join(names)}, got {len(args)} and {sorted(kwargs)}")
        *shapes, loc, scale = (given[name] for name in names)
        shapes, scale = [positive(shape) for shape in shapes], positive(scale)
        return (x - loc) / scale, shapes, scale

    def cut_at_bounds(self, formula: Formula, y: Any, shapes: list[Any], below: float, above: float) -> Any:
        """The formula between low and high, and fixed numbers beyond."""
        if self.low > -np.inf:
            safe = where(y < self.low, self.inside, y)
        else:
            safe = y
        if self.high < np.inf:
            safe = where(y > self.high, self.inside, safe)
        z = formula(safe, *shapes)
        if self.low > -np.inf:
            z = where(y < self.low, below, z)
        return where(y > self.high, above, z) if self.high < np.inf else z


def positive(x: Any) -> Any:
    """x, and NaN in place of what is not positive."""
    x = np.asarray(x, float) if isinstance(x, (int, list, tuple)) else x
    return where(np.greater(x, 0), x, np.nan)
