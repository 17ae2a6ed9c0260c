"""An archive: several files in one, a zip that is read with care."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

from nn.files import explain_errors

LARGEST_TEXT = 1 << 28  # bytes of a member that is text


def pack(members: dict[str, bytes]) -> bytes:
    """The content of a zip that holds these members, each as it is."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as file:
        for name, content in members.items():
            file.writestr(zipfile.ZipInfo(name), content)
    return memory.getvalue()


def unpack(path: Any, needed: tuple[str, ...]) -> dict[str, bytes]:
    """The members of a zip; ValueError if it is damaged or lacks one, FileNotFoundError if there is none.

    A member that would grow when it is unpacked is refused: a small file cannot fill the memory.
    """
    path = Path(path)
    if not path.exists():
        raise FileNotFoundError(f"there is no file {path}")
    with explain_reading(path):
        content = path.read_bytes()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            infos = {info.filename: info for info in file.infolist()}
            for name, info in infos.items():
                if info.file_size > max(len(content), LARGEST_TEXT if name.endswith(".json") else 0):
                    raise ValueError(f"its part {name!r} claims to hold {info.file_size} bytes, more than the file")
            lacking = [name for name in needed if name not in infos]
            if lacking:
                raise ValueError(f"it has no part {lacking[0]!r}")
            return {name: file.read(info) for name, info in infos.items() if "/" not in name}
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise ValueError(f"{path} is not a whole file of a model: {error}") from None
    except Exception as error:  # zlib.error, struct.error and others that damaged zips give
        raise ValueError(f"{path} is damaged: {error}") from None


def explain_reading(path: Path) -> Any:
    """Errors inside the block say which file was being read."""
    return explain_errors(path, "what is read")


def read_json(path: Any, name: str, content: bytes) -> dict[str, Any]:
    """A member that holds a dict in JSON; ValueError if it is none."""
    try:
        found = json.loads(content.decode())
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{path}: its part {name!r} is no JSON: {error}") from None
    if not isinstance(found, dict):
        raise ValueError(f"{path}: its part {name!r} must be a dict, got {type(found).__name__}")
    return found
