"""Which of Keras' public names are here: `python -m nn.compat.names > nn/KERAS.md` writes the page.

keras_names.txt lists the public names of Keras 3.15 with their signatures. A name is the same if it takes every argument that
Keras' takes; the page says of the others what they lack, or why they are not here and what to use.
"""

from __future__ import annotations

import inspect
import sys
from collections import defaultdict
from importlib import import_module
from pathlib import Path
from typing import Any

from nn.absent import why_absent
from nn.ops.making import read_signature

LIST = Path(__file__).with_name("keras_names.txt")
SAME, PARTLY, ABSENT = "same", "partly", "not here"
HEAD = """# Keras' names

Every public name of Keras 3.15, and what `nn` has under it: written by `python -m nn.compat.names`, held by a test.
`import nn as keras` gives a program these names; `import nn.compat as tf` gives it the part of TensorFlow around Keras.

**Same** takes every argument that Keras' takes. **Partly** lacks the arguments that stand beside the name. **Not here** says
what to use. The numbers are compared with Keras' in the tests.

Half precision: the policies `mixed_float16` and `mixed_bfloat16` are taken and compute in float32, weights and activations,
for it saves no time on a CPU. `dtype="float16"` of a layer keeps its weights in float16, and trains them so; float32 inputs
make its results float32. `set_dtype_policy("float16")` and `set_floatx("float16")` change no layer: these stay float32. There
is no bfloat16.
"""
ALL = "(top)"


def read_list() -> dict[str, str]:
    """Every name of Keras with its line, such as "ops.sum" with "ops.sum(x, axis=None)"."""
    lines = LIST.read_text(encoding="utf-8").splitlines()
    return {line.partition("(")[0]: line for line in lines}


def find_ours(path: str) -> Any:
    """What `nn` has under this name; None if it has nothing."""
    *rooms, name = path.split(".")
    try:
        room: Any = import_module("nn")
        for each in rooms:
            room = getattr(room, each)
        return getattr(room, name)
    except (AttributeError, ImportError):
        return None


def find_lacking(line: str, found: Any) -> list[str]:
    """The arguments in Keras' signature that ours does not take."""
    try:
        own = inspect.signature(found).parameters
        wanted = read_signature("f(" + line.partition("(")[2]).parameters
    except (SyntaxError, TypeError, ValueError):
        return []  # one of the two has no signature, or a default that is no literal
    if any(p.kind is p.VAR_KEYWORD for p in own.values()):
        return []
    positional = [p for p in own.values() if p.kind is not p.KEYWORD_ONLY]
    needed = [p for p in wanted.values() if p.default is p.empty and p.kind is not p.VAR_KEYWORD]
    by_place = {p.name for p in needed[: len(positional)]}  # a needed argument is given by its place
    taken = {"dtype"} if getattr(found, "_takes_dtype", False) else set()  # by all of a family, see nn.losses.loss.take_dtype
    return [
        p.name
        for p in wanted.values()
        if p.name not in {*own, *taken} and p.name not in by_place and p.kind is p.POSITIONAL_OR_KEYWORD
    ]


def judge(path: str, line: str) -> tuple[str, str]:
    """Whether a name is the same, partly or not here, and what is to be said of it."""
    found = find_ours(path)
    if found is None:
        return ABSENT, why_absent(path) or ""
    missing = find_lacking(line, found) if callable(found) else []
    return (PARTLY, ", ".join(f"{name}=" for name in missing)) if missing else (SAME, "")


def page() -> str:
    """The page, room by room."""
    rooms: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for path, line in read_list().items():
        room, _, name = path.rpartition(".")
        kind, remark = judge(path, line)
        rooms[room or ALL][kind][name] = remark
    counts = {kind: sum(len(room[kind]) for room in rooms.values()) for kind in (SAME, PARTLY, ABSENT)}
    text = [HEAD, ", ".join(f"{count} {kind}" for kind, count in counts.items()).capitalize() + ".\n"]
    for room in sorted(rooms):
        text += ["", f"## {'keras' if room == ALL else f'keras.{room}'}", ""]
        text += [paragraph(kind, rooms[room][kind]) for kind in (SAME, PARTLY, ABSENT) if rooms[room][kind]]
    return "\n".join(text)


def paragraph(kind: str, names: dict[str, str]) -> str:
    """The names of one kind: in a line where nothing is to be said of them, by what is to be said otherwise."""
    head = f"**{kind.capitalize()}** ({len(names)})"
    if kind == SAME:
        return f"{head}: {', '.join(f'`{name}`' for name in names)}\n"
    if kind == PARTLY:
        return f"{head}: {', '.join(f'`{name}` (without {remark})' for name, remark in names.items())}\n"
    reasons: dict[str, list[str]] = defaultdict(list)
    for name, remark in names.items():
        reasons[remark].append(f"`{name}`")
    return f"{head}:\n\n" + "".join(f"* {', '.join(found)}{f': {why}' if why else ''}\n" for why, found in reasons.items())


if __name__ == "__main__":
    sys.stdout.write(page())
