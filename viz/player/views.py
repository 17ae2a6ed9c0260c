"""Views of a tape: the whole of it in one drawing, or a drawing of each module with the modules inside it closed."""

from __future__ import annotations

from autograd import Scope
from viz.graph.graph import Graph
from viz.player.view import View, draw_view
from viz.reading.read import readable_limit
from viz.tape.survey import Survey

PAGE = 20_000  # values and operations that a page still steps through with ease


def whole_view(graph: Graph) -> View:
    """The view of a graph that shows every value v<i> and every operation o<i>."""
    return View("", None, graph, {node.id: [int(node.id[1:])] for node in graph.nodes})


def fold_views(survey: Survey, limit: int) -> list[View]:
    """The tape with its modules closed, and for each module that can be opened a view of its inside.

    Raises ValueError where there are no modules to close, or where closing them does not help.
    """
    inside: dict[int, list[Scope]] = {}
    for scope in survey.scopes.all.values():
        inside.setdefault(id(scope.parent), []).append(scope)
    found = [draw_view(survey, _open_from_the_start(inside))]
    if not survey.scopes.depth or survey.extent > PAGE or len(found[0].graph.nodes) > limit:
        raise ValueError(readable_limit(survey, limit))
    scopes: list[list[Scope]] = [_open_from_the_start(inside)]
    place = 0
    while place < len(found):
        for box, members in list(found[place].boxes()):
            path = survey.scopes.path(survey.tensors[members[0]].scope)
            child = next(scope for scope in path if scope not in scopes[place])
            around = list(path[: path.index(child) + 1])
            view = draw_view(survey, around, within=child, parent=place)
            if len(view.graph.nodes) <= limit:
                found[place].opens[box] = len(found)
                found.append(view)
                scopes.append(around)
        place += 1
    return found


def _open_from_the_start(inside: dict[int, list[Scope]]) -> list[Scope]:
    """Modules that hold all the others: a model closed as a whole would show nothing but one box."""
    opened: list[Scope] = []
    here = inside.get(id(None), [])
    while len(here) == 1 and inside.get(id(here[0])):
        opened.append(here[0])
        here = inside[id(here[0])]
    return opened
