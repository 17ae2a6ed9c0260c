"""An example for each operation: the files called `examples.txt` hold a call and what it gives, which a test runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any


def add_examples(operations: Mapping[str, Callable[..., Any]], file: Path, start: str) -> None:
    """Put each operation's example at the end of its docstring, below the line that an example starts with."""
    for example in re.split(r"\n(?=>>> )", file.read_text(encoding="utf-8").rstrip()):
        called = re.search(r"\.(\w+)\(", example)
        operation = operations.get(called[1]) if called else None
        if operation is not None and operation.__doc__ and ">>>" not in operation.__doc__:
            operation.__doc__ += f"\n\n>>> {start}\n{example}"
