"""draw: the computation graph of a result."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from autograd import Tensor
from viz.drawing import Drawing
from viz.read import read


def draw(
    *tensors: Tensor,
    names: Mapping[str, Any] | None = None,
    detail: str = "auto",
    rankdir: str = "LR",
    limit: int = 300,
    format_number: Callable[[float], str] | None = None,
    engine: str = "auto",
    time_limit: float = 20.0,
    theme: str = "light",
) -> Drawing:
    """Draw how these tensors were computed: values, gradients, operations, and the local derivative on every edge.

    names: a dict from names to tensors, such as locals(). detail: "scalar" draws every value, "module" one box for
    each module; "auto" draws every value if these are at most `limit` nodes, else collapses modules. What modules own
    is drawn as a parameter, other leaves as inputs; without modules, every leaf with a gradient is one. rankdir: "LR"
    from left to right, "TB" from top to bottom. engine: "auto", "dot" or "pygraphviz"; time_limit in seconds.
    theme: "light", "dark", or "auto", an SVG that follows its reader's choice.
    Raises TypeError for what is not a Tensor, ValueError for a graph that cannot be collapsed below `limit`.

    >>> a, b = Tensor(2.0, name="a"), Tensor(3.0, name="b")
    >>> draw(a * b)
    <Drawing: Computation graph: 3 values, 1 operation>
    """
    return Drawing(read(tensors, names, detail, limit, format_number), rankdir, engine, time_limit, theme)
