"""Writing a file whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from threading import get_ident


def write_whole(path: Path, content: bytes) -> None:
    """Write beside `path` first, then rename: who reads `path` sees the old file or the new one, never half of one.

    Raises FileNotFoundError, NotADirectoryError or PermissionError naming the folder.
    """
    folder = path.parent
    if not folder.is_dir():
        problem = NotADirectoryError if folder.exists() else FileNotFoundError
        raise problem(f"cannot save {path.name}: there is no folder {folder}; make it first")
    try:
        # a name that no other thread or process uses, and the permissions that any new file gets
        beside = path.with_name(f".{path.name}.{os.getpid()}-{get_ident()}")
        beside.write_bytes(content)
        os.replace(beside, path)
    except PermissionError as error:
        raise PermissionError(f"cannot save {path.name}: the folder {folder} may not be written to") from error
