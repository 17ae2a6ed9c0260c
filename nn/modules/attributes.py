"""Finds Tensors, layers and metrics in the attributes of an object."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def attributes(holder: Any, kinds: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """The objects of these kinds in attributes, lists, tuples and dicts, each with its path; not behind a leading _."""
    if isinstance(holder, kinds):
        yield path, holder
    elif isinstance(holder, dict):
        for key, value in holder.items():
            if not (isinstance(key, str) and key.startswith("_")):
                yield from attributes(value, kinds, f"{path}.{key}" if path else str(key))
    elif isinstance(holder, (list, tuple)):
        for i, value in enumerate(holder):
            yield from attributes(value, kinds, f"{path}.{i}")
