"""What a notebook shows of a picture or a page: the kinds that it asks for, and a line of text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

TEXT = "text/plain"


def bundle(
    makers: Mapping[str, Callable[[], Any]], usual: Iterable[str], text: str, include: Any, exclude: Any, instead: str = ""
) -> dict[str, Any]:
    """What is shown, by its kind. Never raises: where making it fails, there is text alone, which says why.

    makers: for each kind the function that makes it. usual: the kinds where `include` asks for none. text: the line of text.
    include, exclude: the kinds that the notebook asks for, and those that it does not show; None for no wish. instead: the
    text where making a kind fails; empty for the same line.

    >>> bundle({"text/html": lambda: "<b>3</b>"}, ["text/html"], "3", None, ["text/plain"])
    {'text/html': '<b>3</b>'}
    """
    wanted = (set(include) if include else {*usual, TEXT}) - set(exclude or ())
    try:
        shown = {TEXT: text} | {kind: make() for kind, make in makers.items() if kind in wanted}
    except Exception as error:  # a display method that raises shows a traceback instead of a result
        shown = {TEXT: f"{instead or text}\n\nThis is text because {error}"}
    return {kind: content for kind, content in shown.items() if kind in wanted}
