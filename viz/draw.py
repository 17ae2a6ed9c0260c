"""draw: the computation graph of a result."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import autograd
from autograd import Tensor
from viz.formats.drawing import Drawing
from viz.program import program_graph
from viz.reading.read import reader
from viz.tape.rest import collector_at_rest

if TYPE_CHECKING:
    from autograd import Program


def draw(
    *tensors: Tensor | Program,
    names: Mapping[str, Any] | None = None,
    detail: str = "auto",
    depth: int | None = None,
    collapse: Any = None,
    heat: bool = False,
    rankdir: str = "LR",
    limit: int = 300,
    format_number: Callable[[float], str] | None = None,
    engine: str = "auto",
    time_limit: float = 20.0,
    theme: str = "auto",
) -> Drawing:
    """Draw how these tensors were computed: values, gradients, operations, and the local derivative on every edge.

    tensors: one or several results, or a Program, a compiled tape, which is drawn level by level.
    names: a dict from names to tensors, such as locals() (default None). What modules own is drawn as a parameter, other leaves
    as inputs; without modules, every leaf with a gradient is one. A value without a name is called #position, as a printed Tape
    calls it; single numbers between inputs and results bear no captions, the gradient stands below the value in italics.
    detail: "scalar" draws every value; "auto" (default) too up to 60 values, and arrays or modules of more; "tensor" draws
    single numbers that are computed alike as one array; "module" one box for each module;
    "definition" first writes operations such as softmax, lstm or attention out as what defines them.
    depth: how many levels of modules are open, 0 for none (default None, all). collapse: modules to close, by name, class, or a
    function of the module, or a list of these (default None). Equal modules become one box, marked ×N.
    heat: arrays with a tiny heat map (default False). Arrays of up to 12 numbers show their entries.
    rankdir: "LR" from left to right (default), "TB" from top to bottom. limit: more nodes than this are folded further by
    themselves (default 300), which a line above the drawing says: any size gets a picture.
    format_number: a function of a number that gives its text (default None, 4 digits).
    engine: "auto" (default), "dot" or "pygraphviz". time_limit: seconds for each engine (default 20.0).
    theme: "auto" (default), an SVG that follows its reader's choice, and light elsewhere; "light" or "dark".
    Raises TypeError for what is not a Tensor, ValueError for settings that do not exist.

    >>> a, b = Tensor(2.0, name="a"), Tensor(3.0, name="b")
    >>> draw(a * b)
    <Drawing: Computation graph: 3 values, 1 operation>
    """
    if len(tensors) == 1 and isinstance(tensors[0], autograd.Program):
        return Drawing(program_graph(tensors[0], limit), rankdir, engine, time_limit, theme)
    with collector_at_rest():
        graph = reader(tensors, names, detail, limit, format_number, depth, collapse, heat).read()
    return Drawing(graph, rankdir, engine, time_limit, theme)
