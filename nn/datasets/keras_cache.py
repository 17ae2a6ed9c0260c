"""Where Keras keeps data: what Keras has downloaded is found there, and the other way round."""

from __future__ import annotations

import os
from pathlib import Path


def folder(given: str | os.PathLike[str] | None = None) -> Path:
    """The folder where Keras keeps data, KERAS_HOME or ~/.keras, or another one that was given.

    >>> folder("/data").name
    'data'
    """
    return Path(given or os.environ.get("KERAS_HOME") or Path("~", ".keras")).expanduser()
