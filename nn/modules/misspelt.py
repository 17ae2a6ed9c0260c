"""The error for an argument that a class does not have."""

from __future__ import annotations

import difflib
from typing import NoReturn

from nn.help import write_signature


def refuse(kind: type, name: str) -> NoReturn:
    """Raise a TypeError for an argument that a class does not have, with the nearest one that it has."""
    known = list(write_signature(kind).parameters)
    near = difflib.get_close_matches(name, known, n=1)
    advice = f"did you mean {near[0]!r}?" if near else f"its arguments are {', '.join(known)}"
    raise TypeError(f"{kind.__name__} got an unexpected argument {name!r}: {advice}")
