"""Keras' names around mixed precision: policies are taken, and nn.dtypes says what they do here."""

from __future__ import annotations

from typing import Any

from nn.absent import answer
from nn.config import dtype_policy, set_dtype_policy
from nn.dtypes import DTypePolicy

Policy, global_policy, set_global_policy = DTypePolicy, dtype_policy, set_dtype_policy

__all__ = ["DTypePolicy", "Policy", "dtype_policy", "global_policy", "set_dtype_policy", "set_global_policy"]


def __getattr__(name: str) -> Any:
    raise answer(__name__, name, __all__)
