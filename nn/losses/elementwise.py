"""Most losses: a formula for each number of a sample, and its mean over the sample's last axis."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any, TypeVar, cast

import autograd
from autograd import name_owner
from nn.losses.checks import check_settings, fit_labels
from nn.results import readable

Formula = TypeVar("Formula", bound=Callable[..., Any])


@name_owner
def average_last_axis(formula: Formula) -> Formula:
    """Make a loss of a formula for one number: it checks labels and settings first, and averages over the last axis.

    formula: a function (y_true, y_pred, settings) -> one loss for each number. The loss takes (n, d), (n, d) and gives (n,).
    The loss raises ValueError if the shapes of labels and predictions differ.

    >>> average_last_axis(lambda y_true, y_pred: abs(y_pred - y_true) ** 3)([[0.0, 0.0]], [[1.0, 2.0]])
    array([4.5])
    """
    _, _, *known = inspect.signature(formula).parameters
    name: str = formula.__name__

    @name_owner
    @functools.wraps(formula)
    def loss(y_true: Any, y_pred: Any, *settings: Any, **named: Any) -> Any:
        if settings or named:
            check_settings(name, **dict(zip(known, settings)), **named)
        each = formula(*fit_labels(name, y_true, y_pred), *settings, **named)
        return readable(autograd.mean(each, axis=-1) if getattr(each, "ndim", 0) else each)

    return cast(Formula, loss)
