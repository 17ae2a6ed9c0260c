"""Notices that the files of another package called `autograd` lie among ours."""

from __future__ import annotations

import os

THEIRS = ("util.py", "differential_operators.py")  # files that only the other package has


def refuse_mixture(folder: str) -> None:
    """Raise ImportError if `folder`, where this package lies, also holds files of PyPI's `autograd`.

    Both install into a folder of that name, so the later one overwrites files of the earlier one, and removing either
    breaks the other.
    """
    found = [name for name in THEIRS if os.path.exists(os.path.join(folder, name))]
    if found:
        raise ImportError(
            f"two packages called autograd are mixed in {folder}: tapegrad's, and another one that brought {', '.join(found)}. "
            "Remove both with `pip uninstall autograd tapegrad` and begin again with the first command of tapegrad's README; "
            "the two cannot share an environment"
        )
