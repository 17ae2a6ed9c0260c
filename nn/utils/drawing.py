"""plot_model and model_to_dot: a model as a picture. The drawing itself is done by the package viz."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any

import numpy as np

from autograd.nest import map_leaves


def model_to_dot(
    model: Any, show_shapes: bool = False, show_dtype: bool = False, show_layer_names: bool = True, rankdir: str = "TB",
    expand_nested: bool = False, dpi: int = 200, subgraph: bool = False, show_layer_activations: bool = False,
    show_trainable: bool = False, splines: str = "ortho", **settings: Any,
) -> Any:  # fmt: skip
    """A drawing of a model's layers, which notebooks show and which has `save(path)`.

    model: one that knows the shape of its input. Shapes are always shown, so that show_shapes=False, show_dtype=False,
    show_layer_names=True, rankdir="TB", expand_nested=False, dpi=200, subgraph=False, show_layer_activations=False,
    show_trainable=False, splines="ortho" and other settings are accepted and ignored.
    Raises ValueError for a model that has not been built, ImportError where viz is not installed.

    >>> from nn import Dense, Sequential
    >>> drawing = model_to_dot(Sequential([Dense(2, input_shape=(3,))]))
    """
    given = getattr(model, "inputs", None) if hasattr(model, "input") else None
    if not getattr(model, "built", False) or not given:
        raise ValueError(f"{model.name} does not know its input yet: call model.build(input_shape) or give the first layer one")
    x = map_leaves(lambda symbol: np.zeros([n or 1 for n in symbol.shape], symbol.dtype), model.input)
    return drawer().architecture(model, x)


def plot_model(
    model: Any, to_file: str | os.PathLike[str] = "model.png", show_shapes: bool = False, show_dtype: bool = False,
    show_layer_names: bool = False, rankdir: str = "TB", expand_nested: bool = False, dpi: int = 200,
    show_layer_activations: bool = False, show_trainable: bool = False, splines: str = "ortho", **settings: Any,
) -> Any:  # fmt: skip
    """Draw a model's layers into a file, and give the drawing, which notebooks show.

    model: one that knows the shape of its input. to_file="model.png": the file; its ending says the kind; None for none. The
    others are those of `model_to_dot` and change nothing: show_shapes=False, show_dtype=False, show_layer_names=False,
    rankdir="TB", expand_nested=False, dpi=200, show_layer_activations=False, show_trainable=False, splines="ortho", settings.
    Raises as `model_to_dot`.

    >>> import tempfile
    >>> from pathlib import Path
    >>> from nn import Dense, Sequential
    >>> with tempfile.TemporaryDirectory() as here:
    ...     drawing = plot_model(Sequential([Dense(2, input_shape=(3,))]), Path(here, "model.svg"))
    """
    drawing = model_to_dot(model)
    if to_file is not None:
        drawing.save(to_file)
    return drawing


def drawer() -> Any:
    """The package viz, which stands above nn and is looked for by name, as an optional package is, when a drawing is wanted."""
    try:
        return import_module("viz")
    except ImportError as error:
        raise ImportError(f"drawings are made by the package viz, which cannot be imported: {error}", name="viz") from None
