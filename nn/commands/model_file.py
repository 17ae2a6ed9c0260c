"""The file of a model that also says how data become what the model takes: `data.json` beside the model's own parts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from nn.commands.answer import Misuse
from nn.files import write_whole
from nn.modules.symbols import shapes
from nn.saving import archive, models

DATA = "data.json"
SUFFIXES = (models.OWN, models.KERAS)


def check_place(path: Path, suffixes: tuple[str, ...] = SUFFIXES) -> None:
    """Misuse if a file of this name cannot be written or says another kind: better now than after the work."""
    if path.suffix.lower() not in suffixes:
        raise Misuse(f"{path} is to end in one of {', '.join(suffixes)}")
    if path.is_dir():
        raise Misuse(f"{path} is a folder, but a file is to be written there")
    if not path.parent.is_dir():
        raise Misuse(f"there is no folder {path.parent} to write {path.name} to; make it first")


def save(model: Any, form: dict[str, Any], path: Path) -> None:
    """Write a model and the form of its data in one file, whole or not at all."""
    members = models.members_of(model, path.suffix.lower()) | {DATA: json.dumps(form).encode()}
    write_whole(path, archive.pack(members), "the model")


def load(path: Path) -> tuple[Any, dict[str, Any]]:
    """A model and the form of its data, {} where a program saved it; Misuse for a file of another kind."""
    if path.suffix.lower() not in SUFFIXES:
        raise Misuse(f"{path} is no file of a whole model: its name must end in {' or '.join(SUFFIXES)}")
    model = models.load_model(path)
    content = archive.unpack(path, ()).get(DATA)
    return model, archive.read_json(path, DATA, content) if content is not None else {}


def find_input_shape(model: Any) -> tuple[Any, ...] | None:
    """The shape of the one input of a model, None for the batch; None if it has several, or nobody knows."""
    try:
        found = shapes(model.input)
    except (AttributeError, RuntimeError, ValueError):
        return None
    return found if isinstance(found, tuple) and not any(isinstance(part, tuple) for part in found) else None
