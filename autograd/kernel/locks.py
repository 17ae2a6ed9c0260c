"""Locks that a forked process finds free, whoever held them in its parent: the threads that did are not in the child."""

from __future__ import annotations

import os
from _thread import RLock  # what `threading` hands on, which takes a millisecond of each import
from _thread import allocate_lock as Lock
from collections.abc import Callable
from typing import Any
from weakref import WeakSet

MADE: WeakSet[Held] = WeakSet()


class Held:
    """A lock for each process: `now` is the lock of this one.

    >>> lock = Held(RLock)
    >>> with lock.now:
    ...     pass
    """

    __slots__ = ("__weakref__", "make", "now")

    def __init__(self, make: Callable[[], Any] = Lock) -> None:
        self.make = make
        self.now = make()
        MADE.add(self)


def renew() -> None:
    """Make new locks in a forked child: the parent's threads, which may hold the old ones, do not exist here."""
    for held in list(MADE):
        held.now = held.make()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=renew)

__all__ = ["Held", "Lock", "RLock", "renew"]
