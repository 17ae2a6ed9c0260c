"""What help says of an operation beside its sentence: its arguments, and an example.

`arguments.txt` says what an argument is; those of one name mean the same in all operations, and where not, the operation's name
stands before it. The files called `examples.txt` hold a call and what it gives, which a test runs.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

ARGUMENTS = Path(__file__).with_name("arguments.txt")
MEANINGS = dict(line.split(": ", 1) for line in ARGUMENTS.read_text(encoding="utf-8").splitlines())


def explain(operations: Mapping[str, Callable[..., Any]], examples: Path, start: str) -> None:
    """Complete the docstrings of operations.

    examples: the file with a call of each. start: the line that each example begins with.
    """
    called = {}
    for example in re.split(r"\n(?=>>> )", examples.read_text(encoding="utf-8").rstrip()):
        found = re.search(r"\.(\w+)\(", example)
        if found:
            called[found[1]] = f">>> {start}\n{example}"
    for name, operation in operations.items():
        text, mark, example = (operation.__doc__ or "").partition("\n\n>>> ")
        if not mark and name in called:
            sentence, *rest = text.split("\n\n")  # the rest says where it comes from
            told = [line_of(name, p) for p in inspect.signature(operation).parameters.values() if is_unnamed(p.name, text)]
            operation.__doc__ = "\n\n".join(filter(None, [sentence, "\n".join(filter(None, told)), *rest, called[name]]))


def is_unnamed(argument: str, text: str) -> bool:
    """Whether a text does not say at the beginning of a line or a sentence what an argument is."""
    return not re.search(rf"(^|[.,] ){argument}\b[^.]*: ", text, re.MULTILINE)


def line_of(name: str, parameter: inspect.Parameter) -> str:
    """What an argument of an operation is."""
    meaning = MEANINGS.get(f"{name}.{parameter.name}", MEANINGS.get(parameter.name, ""))
    default = "" if parameter.default is inspect.Parameter.empty else f"={parameter.default!r}"
    return f"{parameter.name}{default}: {meaning}" if meaning else ""
