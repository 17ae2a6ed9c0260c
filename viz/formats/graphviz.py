"""DOT to SVG, PNG, PDF or a layout, by the first Graphviz that works: the system's `dot`, or the one inside pygraphviz.

Both run in a process of their own under a time limit: a layout can take forever, and neither that nor a crash
may take the notebook along.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from xml.etree import ElementTree

SWITCH = "TAPEGRAD_DOT_ENGINE"  # environment variable: which engine "auto" means
SMALLER = 'draw fewer nodes, with detail="tensor" or "module" or a smaller limit=; or raise time_limit='
REMEDY = "install Graphviz (https://graphviz.org/download), or run `pip install pygraphviz`"

LAYOUTS = ("dot", "nop2")  # Graphviz finds the places, or draws what has them
NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # Windows would open a console for a moment

# what the other Python runs: the same import path, DOT on its input, the picture on its output
INSIDE_PYGRAPHVIZ = """
import sys
sys.path[:] = sys.argv[4:]
from pygraphviz import AGraph
graph = AGraph(string=sys.stdin.buffer.read().decode())
graph.graph_attr["dpi"] = sys.argv[2]
sys.stdout.buffer.write(graph.draw(format=sys.argv[1], prog=sys.argv[3]))
"""


class RenderError(RuntimeError):
    """No engine could turn the DOT text into a picture; the message says why, engine by engine.

    >>> issubclass(RenderError, RuntimeError)
    True
    """


def render(
    source: str,
    format: str = "svg",
    engine: str = "auto",
    dpi: int = 72,
    time_limit: float = 20.0,
    placed: bool = False,
    first: str = "",
) -> tuple[bytes, str]:
    """The picture of DOT `source` as "svg", "png" or "pdf", or as "json" its layout alone, and the engine that drew it.

    `dpi` is for PNG; `time_limit` in seconds, for each engine; `placed` for a source in which everything has its place.
    `engine` is "auto" (the environment variable TAPEGRAD_DOT_ENGINE, else each in turn, `first` before the others), "dot" or
    "pygraphviz". Raises ValueError for an unknown engine or format, RenderError if no engine succeeds.
    """
    if format not in CHECKS:
        raise ValueError(f"render draws {', '.join(CHECKS)}, not {format!r}")
    failures = []
    for name in sorted(engines(engine), key=lambda name: name != first):
        try:
            command = ENGINES[name](format, dpi if format == "png" else 72, LAYOUTS[placed])
            picture = run(command, source.encode(), time_limit)
            CHECKS[format](picture)
        except (OSError, ValueError, LookupError, SyntaxError) as error:
            failures.append(f"{name}: {error}")
        else:
            return picture, name
    late = any("no answer within" in failure for failure in failures)
    raise RenderError(f"no Graphviz could draw this ({'; '.join(failures)}): {SMALLER if late else REMEDY}")


def engines(engine: str) -> list[str]:
    """The engines to try, in order."""
    chosen, where = (engine, "engine") if engine != "auto" else (os.environ.get(SWITCH) or "auto", SWITCH)
    if chosen != "auto" and chosen not in ENGINES:
        raise ValueError(f"{where}={chosen!r} is not one of 'auto', {', '.join(map(repr, ENGINES))}")
    return list(ENGINES) if chosen == "auto" else [chosen]


def dot_command(format: str, dpi: int, layout: str) -> list[str]:
    dot = shutil.which("dot")
    if dot is None:
        raise LookupError("not found on PATH")
    return [dot, *([] if layout == "dot" else [f"-K{layout}"]), f"-T{format}", f"-Gdpi={dpi}"]


def pygraphviz_command(format: str, dpi: int, layout: str) -> list[str]:
    if find_spec("pygraphviz") is None:
        raise LookupError("not installed")
    return [sys.executable, "-c", INSIDE_PYGRAPHVIZ, format, str(dpi), layout, *sys.path]


def run(command: list[str], source: bytes, time_limit: float) -> bytes:
    """What the command answers to `source`; ValueError if it fails, or does not answer in time."""
    try:
        done = subprocess.run(command, input=source, capture_output=True, timeout=time_limit, creationflags=NO_WINDOW)
    except subprocess.TimeoutExpired:
        raise ValueError(f"no answer within {time_limit:g} seconds") from None
    said = done.stderr.decode(errors="replace").strip()
    if done.returncode:
        raise ValueError(f"exit status {done.returncode}: {said[-300:] or 'no message'}")
    if "libexpat" in said:  # such a build draws, but with the labels left out
        raise ValueError("was built without libexpat and cannot draw labels")
    return done.stdout


def check_svg(picture: bytes) -> None:
    root = ElementTree.fromstring(picture)
    if root.tag.rpartition("}")[2] != "svg":
        raise ValueError(f"answered <{root.tag}> instead of an SVG")


def check_json(picture: bytes) -> None:
    if "bb" not in json.loads(picture):
        raise ValueError("answered JSON without a layout")


def begins(start: bytes, what: str) -> Callable[[bytes], None]:
    """A check of the first bytes."""

    def check(picture: bytes) -> None:
        if not picture.startswith(start):
            raise ValueError(f"answered something else than a {what}")

    return check


Command = Callable[[str, int, str], list[str]]
ENGINES: dict[str, Command] = {"dot": dot_command, "pygraphviz": pygraphviz_command}
CHECKS: dict[str, Callable[[bytes], None]] = {
    "svg": check_svg, "png": begins(b"\x89PNG\r\n\x1a\n", "PNG"), "pdf": begins(b"%PDF-", "PDF"), "json": check_json,
}  # fmt: skip
