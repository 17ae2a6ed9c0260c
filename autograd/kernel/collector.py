"""Python's garbage collector, kept from looking through a growing tape again and again.

A tape holds everything that was recorded, and its links point only backwards, so there is nothing to collect. Python looks
all the same: from a hundred thousand operations on, that takes several times as long as recording them.
"""

from __future__ import annotations

import gc


class Paused:
    """No collections inside the `with` block; afterwards as before. It holds for all threads."""

    __slots__ = ("was_on",)

    def __enter__(self) -> None:
        self.was_on = gc.isenabled()
        gc.disable()

    def __exit__(self, *_: object) -> None:
        if self.was_on:
            gc.enable()
