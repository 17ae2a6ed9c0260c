"""Names of layers: after their classes, with a number from the second of a kind on."""

from __future__ import annotations

import re
from typing import Any


def snake_case(name: str) -> str:
    """A class name as an attribute is written.

    >>> snake_case("Conv2DTranspose"), snake_case("MLP")
    ('conv2d_transpose', 'mlp')
    """
    name = re.sub(r"(.)([A-Z][a-z0-9]+)", r"\1_\2", name)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()


def free_name(base: str, taken: Any) -> str:
    """base, base_1, base_2, ...: the first that is not taken.

    >>> free_name("dense", {"dense", "dense_1"})
    'dense_2'
    """
    return next(name for name in (base, *(f"{base}_{n}" for n in range(1, len(taken) + 1))) if name not in taken)
