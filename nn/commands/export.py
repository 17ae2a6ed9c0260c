"""export: a saved model as a file of another kind, as its suffix says."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nn.commands import model_file
from nn.commands.answer import DONE, answer
from nn.files import write_whole

KINDS: dict[str, Callable[[Any, dict[str, Any], Path], None]] = {
    ".onnx": lambda model, form, path: model.export(path),
    ".safetensors": lambda model, form, path: model.save_weights(path),
    ".keras": lambda model, form, path: model_file.save(model, form, path),
    ".tapegrad": lambda model, form, path: model_file.save(model, form, path),
    ".json": lambda model, form, path: write_whole(path, model.to_json(indent=1).encode(), "the architecture"),
}


def declare(parser: argparse.ArgumentParser) -> None:
    """The arguments."""
    parser.add_argument("model", type=Path, help="a .tapegrad or .keras file")
    kinds = ".onnx (for other tools), .safetensors (the weights), .keras, .tapegrad, .json (the architecture)"
    parser.add_argument("out", type=Path, help=f"what to write: {kinds}")


def work(options: argparse.Namespace) -> int:
    """Read the model and write the file."""
    model_file.check_place(options.out, tuple(KINDS))
    model, form = model_file.load(options.model)
    KINDS[options.out.suffix.lower()](model, form, options.out)
    found = {"out": str(options.out), "bytes": options.out.stat().st_size}
    answer(options, found, lambda: [f"{options.out}: {found['bytes']:,} bytes"])
    return DONE
