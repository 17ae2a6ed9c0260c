"""From Tensors to a Graph: what they depend on, folded to a size that can be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from autograd import Tensor
from nn import Module
from viz.folding import READABLE, Folder
from viz.folding.box import Folding
from viz.folding.bundles import Bundles
from viz.folding.stretches import stretches
from viz.graph.graph import Graph
from viz.reading.definitions import write_all_out
from viz.reading.reader import Reader
from viz.tape.scopes import chooser
from viz.tape.survey import Survey

DETAILS = ("auto", "scalar", "tensor", "module", "definition")


def reader(
    tensors: tuple[Any, ...],
    names: Mapping[str, Any] | None = None,
    detail: str = "auto",
    limit: int = 300,
    format_number: Callable[[float], str] | None = None,
    depth: int | None = None,
    collapse: Any = None,
    heat: bool = False,
) -> Reader:
    """A Reader of all that these tensors depend on; its `read()` gives the graph, of at most `limit` values and operations.

    Raises TypeError for what is not a Tensor, ValueError for settings that do not exist.
    """
    survey = survey_tensors(tensors, names)
    if detail not in DETAILS:
        raise ValueError(f"draw: detail={detail!r} is not one of {', '.join(map(repr, DETAILS))}")
    if depth is not None and (isinstance(depth, bool) or not isinstance(depth, int) or depth < 0):
        raise ValueError(f"draw: depth={depth!r} is how many levels of modules are open: 0, 1, 2, ...")
    if detail == "definition":
        tensors, names = write_all_out(tensors, survey)
        survey = survey_tensors(tensors, names)
    if detail == "module" and not survey.scopes.depth:
        raise ValueError("draw: detail='module' needs modules, but no nn.Module was called to compute this")
    folder = Folder(survey, detail, depth, chooser(collapse))
    bundles = None
    if folder.is_endless(limit):
        bundles = Bundles(survey, stretches(survey, limit))
    elif folder.is_crowded:
        bundles = _choose_folding(survey, folder.readable_ways(), min(limit, READABLE))
    bundles = bundles or _choose_folding(survey, folder.ways(limit), limit)
    assert bundles is not None  # the last way always fits
    return Reader(survey, bundles.folding, bundles, format_number, heat)


def _choose_folding(survey: Survey, ways: Iterable[Folding], limit: int) -> Bundles | None:
    """The visible nodes of the first way of folding that leaves at most `limit` of them."""
    for folding in ways:
        operations = len(survey.operations) - len(folding.boxes) + len(folding.unique())
        if operations > limit and not folding.coarse:
            continue
        bundles = Bundles(survey, folding)
        if operations + len(bundles.all) <= limit or folding.coarse:
            return bundles
    return None


def whole(tensors: tuple[Any, ...], names: Mapping[str, Any] | None, limit: int) -> tuple[Survey, Graph]:
    """The graph with every value and operation of the tape: value i is v<i>, what made it is o<i>.

    Raises TypeError for what is not a Tensor, ValueError if it is larger than `limit` nodes.
    """
    survey = survey_tensors(tensors, names)
    if survey.extent > limit:
        raise ValueError(readable_limit(survey, limit))
    return survey, whole_graph(survey)


def whole_graph(survey: Survey) -> Graph:
    """The graph of a survey with nothing folded."""
    folding = Folding()
    return Reader(survey, folding, Bundles(survey, folding), uniform=True).read()


def readable_limit(survey: Survey, limit: int) -> str:
    """The sentence about a graph that has too many nodes to be read."""
    return (
        f"this graph has {survey.describe()}, and more than limit={limit} nodes would not be readable: take a value "
        "from the middle of the computation, compute with fewer samples or smaller layers or with arrays instead "
        "of single numbers; or raise limit="
    )


def survey_tensors(tensors: tuple[Any, ...], names: Mapping[str, Any] | None) -> Survey:
    """The survey of what was given, if these are Tensors and names."""
    for t in tensors:
        if not isinstance(t, Tensor):
            listed = isinstance(t, (list, tuple))
            model = isinstance(t, Module)
            advice = "unpack it, draw(*tensors)" if listed else "draw what a computation with Tensors returned"
            advice = "use architecture(model), or draw what a call of it returned" if model else advice
            raise TypeError(f"draw takes Tensors, got {type(t).__name__}: {advice}")
    if not isinstance(names, (Mapping, type(None))):
        raise TypeError(f"draw: names is a dict from names to Tensors, such as locals(), not {type(names).__name__}")
    if not tensors:
        raise TypeError("draw needs at least one Tensor, such as a loss")
    return Survey(tensors, names or {})
