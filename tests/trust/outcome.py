"""What a machine found: how much it tried, what failed, and how long it took."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Outcome:
    """The line of a machine in the table.

    machine: what it is called. tried: how many attempts. failures: what is wrong, each ready to be read. notes: what else is
    worth a line below the table.

    >>> Outcome("files", 3, ["a.gz: ZeroDivisionError"]).failed
    1
    """

    machine: str
    tried: int = 0
    failures: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def failed(self) -> int:
        return len(self.failures)
