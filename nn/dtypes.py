"""Policies of dtypes: Keras' names for the type that weights have and the type that is computed with. Here both are one.

Half precision saves no time on a CPU, so "mixed_float16" and "mixed_bfloat16" compute in float32, which loses no digit.
"""

from __future__ import annotations

from typing import Any

import numpy as np

MIXED = {"mixed_float16": "float32", "mixed_bfloat16": "float32"}  # what is computed in instead


class DTypePolicy:
    """A type of numbers by Keras' name for it, for layers' dtype= and `set_dtype_policy`.

    name: "float16", "float32", "float64", or "mixed_float16" and "mixed_bfloat16", which mean float32 here.
    Raises ValueError for another name.

    >>> policy = DTypePolicy("mixed_float16"); policy.name, policy.compute_dtype, policy.variable_dtype
    ('mixed_float16', 'float32', 'float32')
    """

    def __init__(self, name: str) -> None:
        try:
            self.name, self.compute_dtype = name, np.dtype(MIXED.get(name, name)).name
        except TypeError:
            known = ", ".join(("float16", "float32", "float64", *MIXED))
            raise ValueError(f"DTypePolicy: choose from {known}, got {name!r}") from None
        self.variable_dtype = self.compute_dtype

    def get_config(self) -> dict[str, Any]:
        """Its name."""
        return {"name": self.name}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> DTypePolicy:
        """The policy that a configuration names.

        config: what get_config gave.
        """
        return cls(**config)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DTypePolicy) and other.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return f"DTypePolicy({self.name!r})"


def type_of(dtype: Any) -> Any:
    """The type that a policy, or its name, stands for; any other dtype as it is.

    >>> type_of("mixed_bfloat16"), type_of(DTypePolicy("float64")), type_of("int8")
    ('float32', 'float64', 'int8')
    """
    if isinstance(dtype, DTypePolicy):
        return dtype.compute_dtype
    return MIXED.get(dtype, dtype) if isinstance(dtype, str) else dtype
