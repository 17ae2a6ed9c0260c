"""architecture: a model as a graph of its layers, with shapes and parameter counts."""

from __future__ import annotations

from typing import Any

from nn import Module
from viz.architecture.plan import Plan, symbols_of
from viz.architecture.traced import Traced
from viz.formats.drawing import Drawing
from viz.graph.rows import shorten


def architecture(
    model: Module,
    x: Any = None,
    depth: int = 1,
    rankdir: str = "LR",
    limit: int = 300,
    engine: str = "auto",
    time_limit: float = 20.0,
    theme: str = "auto",
) -> Drawing:
    """Draw a model's layers: what feeds what, the shape of what comes out (n is the batch), how many parameters.

    model: a Module. x: an input, or a tuple of inputs (default None); the model is called on it, and drawn as it ran:
    this tells what feeds what in every Module. Without it that is known of models with inputs: functional ones, and a
    Sequential whose input shape is known.
    depth: how many levels of models are open (default 1); models inside are frames, or boxes where they are closed.
    rankdir: "LR" from left to right, in rows (default), or "TB" from the top. limit: more nodes than this are folded further
    (default 300). engine: "auto" (default), "dot" or "pygraphviz". time_limit: seconds for each engine (default 20.0).
    theme: "auto" (default), an SVG that follows its reader's choice, and light elsewhere; "light" or "dark".
    Equal layers in a row become one box, marked ×N. A layer that is called twice is there once, and says so.
    Raises TypeError for what is not a Module, ValueError for settings that do not exist or an answer that was not computed.

    >>> from nn import Dense, Sequential
    >>> architecture(Sequential([Dense(3, input_shape=(2,)), Dense(1)]))
    <Drawing: Architecture of sequential: 2 layers, 13 parameters>
    """
    if not isinstance(model, Module):
        raise TypeError(f"architecture draws nn Modules, got {type(model).__name__}: to draw a computation use draw")
    if isinstance(depth, bool) or not isinstance(depth, int) or depth < 1:
        raise ValueError(f"architecture: depth={depth!r} is how many levels of models are open: 1, 2, ...")
    traced = x is not None and symbols_of(model) is None
    graph = Traced(model, x, depth).whole() if traced else Plan(depth).whole(model)
    return Drawing(shorten(graph, limit, "layer"), rankdir, engine, time_limit, theme)
