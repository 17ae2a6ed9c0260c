"""Which distribution `fit` goes by: none, unless a program chose one."""

from __future__ import annotations

from contextvars import ContextVar

from nn.distribution.data_parallel import DataParallel

CHOSEN: ContextVar[DataParallel | None] = ContextVar("distribution", default=None)


def distribution() -> DataParallel | None:
    """The distribution that was chosen; None if there is none.

    >>> distribution() is None
    True
    """
    return CHOSEN.get()


def set_distribution(value: DataParallel | None) -> None:
    """Let `fit` share its work among processes from now on, or with None no longer; TypeError for anything else.

    value: a DataParallel. Every process runs the same program on the same data.

    >>> set_distribution(None)
    >>> distribution() is None
    True
    """
    if value is not None and not isinstance(value, DataParallel):
        raise TypeError(f"set_distribution takes nn.distribution.DataParallel() or None, got {value!r}")
    CHOSEN.set(value)
