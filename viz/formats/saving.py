"""A picture saved as its path's suffix says."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from nn.files import write_whole


def save_as(path: str | os.PathLike[str], kinds: Mapping[str, Callable[[], bytes]], what: str) -> Path:
    """Write what the suffix of the path asks for, and give the path; a file that is there stays whole if this fails.

    kinds: for each suffix the function that makes the file's content. what: how messages call it, such as "the picture".
    Raises ValueError for another suffix, OSError if the file cannot be written, and what making the content raises.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix not in kinds:
        raise ValueError(f"save: {path.name!r} ends in {suffix or 'no suffix'!r}; write one of {', '.join(kinds)}")
    write_whole(path, kinds[suffix](), what)
    return path
