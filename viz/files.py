"""Writing a file whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import NamedTemporaryFile


def write_whole(path: Path, content: bytes) -> None:
    """Write beside `path` first, then rename: who reads `path` sees the old file or the new one, never half of one.

    Raises FileNotFoundError, NotADirectoryError or PermissionError naming the folder.
    """
    folder = path.parent
    if not folder.is_dir():
        problem = NotADirectoryError if folder.exists() else FileNotFoundError
        raise problem(f"cannot save {path.name}: there is no folder {folder}; make it first")
    try:
        with NamedTemporaryFile(dir=folder, prefix=f".{path.name}.", delete=False) as beside:
            beside.write(content)
        os.replace(beside.name, path)
    except PermissionError as error:
        raise PermissionError(f"cannot save {path.name}: the folder {folder} may not be written to") from error
