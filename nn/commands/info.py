"""info: what a file of a model holds."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograd import text_table
from nn import onnx
from nn.commands import model_file
from nn.commands.answer import DONE, Misuse, answer
from nn.commands.data import classes_of
from nn.modules.symbols import shapes
from nn.saving import weights


def declare(parser: argparse.ArgumentParser) -> None:
    """The arguments."""
    parser.add_argument("model", type=Path, help="a .tapegrad, .keras, .onnx or .safetensors file")


def work(options: argparse.Namespace) -> int:
    """Read the file and tell."""
    path: Path = options.model
    if path.suffix.lower() not in KINDS:
        raise Misuse(f"{path} is to end in one of {', '.join(KINDS)}")
    if not path.exists():
        raise FileNotFoundError(f"there is no file {path}")
    found = {"file": str(path), "bytes": path.stat().st_size, **KINDS[path.suffix.lower()](path)}
    answer(options, found, lambda: lines(found))
    return DONE


def of_model(path: Path) -> dict[str, Any]:
    """Of a whole model: its layers, what it was compiled with, and the data that it takes."""
    model, form = model_file.load(path)
    compiled = model.get_compile_config()
    return {
        "model": model.name,
        "input_shape": shape_of(model, "input"),
        "output_shape": shape_of(model, "output"),
        "parameters": model.count_params(),
        "optimizer": type(model.optimizer).__name__ if model.compiled else None,
        "steps": int(model.optimizer.iterations) if model.compiled else None,
        "loss": name_of(compiled.get("loss")),
        "classes": classes_of(form),
        "data": form or None,
        "layers": [
            {"name": layer.name, "class": type(layer).__name__, "output_shape": shape_of(layer, "output"),
             "parameters": layer.count_params()}
            for layer in model.layers
        ],
    }  # fmt: skip


def of_weights(path: Path) -> dict[str, Any]:
    """Of a file of weights: their names, shapes and types."""
    arrays = weights.read(path)
    return {
        "parameters": sum(x.size for x in arrays.values()),
        "weights": [{"name": name, "shape": list(x.shape), "dtype": str(x.dtype)} for name, x in arrays.items()],
    }


def of_onnx(path: Path) -> dict[str, Any]:
    """Of a file in ONNX: what goes in and comes out, and its operators."""
    model = onnx.load(path)
    kinds = [node.kind for node in model.nodes]
    return {
        "opset": model.opset,
        "inputs": {name: show(shape) for name, (shape, _) in model.entries.items()},
        "outputs": model.outputs,
        "parameters": model.count_params(),
        "operators": {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)},
    }


KINDS: dict[str, Callable[[Path], dict[str, Any]]] = {
    ".tapegrad": of_model, ".keras": of_model, ".safetensors": of_weights, ".onnx": of_onnx,
}  # fmt: skip


def shape_of(part: Any, end: str) -> Any:
    """The shape of what goes into a model or a layer, or comes out, as plain data; None where it is not known."""
    try:
        return shapes(getattr(part, end))
    except (AttributeError, RuntimeError, ValueError):
        return None


def name_of(loss: Any) -> Any:
    """The name of a loss in the configuration."""
    return loss.get("config", {}).get("name", loss.get("class_name")) if isinstance(loss, dict) else loss


def lines(found: dict[str, Any]) -> list[str]:
    """What was found, a line each; tables below."""
    told = [f"{name:<13} {show(value)}" for name, value in found.items() if name not in TABLES and value is not None]
    for name in TABLES:
        rows = found.get(name)
        if isinstance(rows, list):
            head = tuple(rows[0]) if rows else ()
            told += ["", *text_table([head, *(tuple(map(show, row.values())) for row in rows)], RIGHT)]
    return told


RIGHT = ("parameters",)
TABLES = ("layers", "weights", "data")  # "data", how a table or an image is read, is for --json alone


def show(value: Any) -> str:
    """A value as people read it: shapes in brackets, large numbers with commas."""
    if isinstance(value, dict):
        return ", ".join(f"{name} {part}" if isinstance(part, str) else f"{name} ×{part}" for name, part in value.items())
    if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
        return ", ".join(value)
    if isinstance(value, (list, tuple)):
        return f"({', '.join('n' if part is None else show(part) for part in value)})"
    return f"{value:,}" if isinstance(value, int) else str(value)
