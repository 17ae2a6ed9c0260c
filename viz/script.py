"""The drawing of a file: a saved model by its layers, a program by the last Tensor or Model that its variables hold."""

from __future__ import annotations

import runpy
import sys
import traceback
from pathlib import Path
from typing import Any

import numpy as np

import nn
from autograd import Program, Tensor
from autograd.nest import map_leaves
from viz.architecture import architecture
from viz.draw import draw
from viz.formats.drawing import Drawing

MODELS = {".keras": nn.models.load_model, ".tapegrad": nn.models.load_model, ".onnx": lambda path: nn.onnx.load(path)}
LAYERS = ("auto", "module")  # details that draw a model by its layers
SAMPLES = 2  # rows of zeros that a model is called on where its values are to be drawn


class Misuse(ValueError):
    """What was asked for cannot be drawn: no such file, variable or kind."""


def draw_file(path: Path, detail: str = "auto", name: str | None = None) -> Drawing:
    """The drawing of a saved model, or of what a program computes, which is run for it.

    detail: as `draw` takes it (default "auto"). name: the program's variable to draw (default None, the last one).
    Raises FileNotFoundError, Misuse if there is nothing to draw, RuntimeError if the program fails.
    """
    if not path.exists():
        raise FileNotFoundError(f"there is no file {path}")
    read = MODELS.get(path.suffix.lower())
    if read is not None:
        return draw_thing(read(path), detail)
    if path.suffix.lower() not in (".py", ""):
        raise Misuse(f"{path} is neither a program (.py) nor a saved model ({', '.join(MODELS)})")
    return draw_thing(choose(run(path), path, name), detail)


def run(path: Path) -> dict[str, Any]:
    """The variables that a program leaves; RuntimeError with its own traceback if it fails."""
    before = sys.argv, sys.path[:]
    sys.argv, sys.path[0:0] = [str(path)], [str(path.parent)]
    try:
        return runpy.run_path(str(path), run_name="__main__")
    except SystemExit as end:
        raise RuntimeError(f"{path} ended itself with {end.code!r}, and its variables with it: leave sys.exit out") from None
    except Exception as error:
        traceback.print_exc()
        raise RuntimeError(f"{path} failed: {type(error).__name__}: {error}") from None
    finally:
        sys.argv, sys.path[:] = before


def choose(variables: dict[str, Any], path: Path, name: str | None) -> Any:
    """The variable of this name, or the last that can be drawn: what was computed goes before what was only given."""
    if name is not None:
        if not can_be_drawn(variables.get(name)):
            raise Misuse(f"{path} leaves no Tensor or Model called {name!r}" + listing(variables))
        return variables[name]
    found = [value for key, value in variables.items() if not key.startswith("_") and can_be_drawn(value)]
    made = [value for value in found if not isinstance(value, Tensor) or value.op is not None]
    if not found:
        raise Misuse(f"{path} leaves no Tensor and no Model in its variables, so there is nothing to draw")
    return (made or found)[-1]


def can_be_drawn(value: Any) -> bool:
    """Whether there is a drawing of it."""
    return isinstance(value, (Tensor, Program, nn.Module, Drawing))


def listing(variables: dict[str, Any]) -> str:
    """What a program leaves that can be drawn, as the end of a message."""
    names = [key for key, value in variables.items() if can_be_drawn(value)]
    return f"; there are {', '.join(names)}" if names else ""


def draw_thing(thing: Any, detail: str) -> Drawing:
    """A model by its layers, or with more detail by the values of a call on zeros; a Tensor as it was computed."""
    if isinstance(thing, Drawing):
        return thing
    if not isinstance(thing, nn.Module):
        return draw(thing, detail=detail)
    if detail in LAYERS and not isinstance(thing, nn.onnx.OnnxModel):  # which has operators, but no layers
        return architecture(thing)
    outputs = thing(inputs_of(thing))
    return draw(*(outputs if isinstance(outputs, (list, tuple)) else [outputs]), detail=detail)


def inputs_of(model: Any) -> Any:
    """Zeros as a model takes them; Misuse if nobody knows what it takes."""
    if isinstance(model, nn.onnx.OnnxModel):
        return {name: np.zeros([n or SAMPLES for n in shape], dtype) for name, (shape, dtype) in model.entries.items()}
    symbols = getattr(model, "input", None)
    if symbols is None:
        raise Misuse(f"{model.name} does not say what it takes: draw it in a program, architecture(model, x)")
    return map_leaves(
        lambda symbol: np.zeros((SAMPLES, *[1 if n is None else n for n in symbol.shape[1:]]), symbol.dtype), symbols
    )
