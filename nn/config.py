"""What holds for all of a program in Keras' manner: the default type of numbers, the smallest number, where channels stand.

Networks here keep float32 weights whatever is asked for, so a setting that would change them is refused.
"""

from __future__ import annotations

from typing import Any

from nn.absent import answer
from nn.dtypes import MIXED, DTypePolicy
from nn.formats import image_data_format as image_data_format
from nn.formats import set_image_data_format as set_image_data_format

__all__ = [
    "backend", "disable_interactive_logging", "disable_traceback_filtering", "dtype_policy", "enable_interactive_logging",
    "enable_traceback_filtering", "epsilon", "floatx", "image_data_format", "is_interactive_logging_enabled",
    "is_traceback_filtering_enabled", "set_dtype_policy", "set_epsilon", "set_floatx", "set_image_data_format",
]  # fmt: skip

FLOATS = ("float16", "float32", "float64")
SETTINGS: dict[str, Any] = {"epsilon": 1e-7, "floatx": "float32", "interactive": True, "policy": None}
POLICIES = ("float16", "float32", "float64", *MIXED)


def backend() -> str:
    """What computes: NumPy.

    >>> backend()
    'numpy'
    """
    return "numpy"


def epsilon() -> float:
    """The small number that programs add before they divide.

    >>> epsilon()
    1e-07
    """
    return float(SETTINGS["epsilon"])


def set_epsilon(value: float) -> None:
    """Let `epsilon()` give another number; the losses keep their own, 1e-7.

    value: the number. Raises ValueError if it is not positive.

    >>> set_epsilon(1e-7)
    """
    if not value > 0:
        raise ValueError(f"set_epsilon: the number keeps quotients finite, so it must be positive, got {value!r}")
    SETTINGS["epsilon"] = float(value)


def floatx() -> str:
    """The type of floats that `nn.ops` and `nn.random` make when none is named.

    >>> floatx()
    'float32'
    """
    return str(SETTINGS["floatx"])


def set_floatx(value: str) -> None:
    """Choose what `floatx()` gives; layers take theirs from their own dtype=.

    value: "float16", "float32" or "float64". Raises ValueError for another name.

    >>> set_floatx("float32")
    """
    if value not in FLOATS:
        raise ValueError(f"set_floatx: choose from {', '.join(FLOATS)}, got {value!r}")
    SETTINGS["floatx"] = value


def dtype_policy() -> DTypePolicy:
    """The policy that was set last, or that of `floatx()`.

    >>> dtype_policy().name
    'float32'
    """
    policy: DTypePolicy | None = SETTINGS["policy"]
    return policy if policy is not None and policy.compute_dtype == floatx() else DTypePolicy(floatx())


def set_dtype_policy(policy: Any) -> None:
    """Take a policy's name: "mixed_float16" and "mixed_bfloat16" compute in float32 here, which loses no digit.

    policy: a name, or an object that has one. Raises ValueError for an unknown name.

    >>> set_dtype_policy("mixed_float16"); floatx(); set_dtype_policy("float32")
    'float32'
    """
    name = policy if isinstance(policy, str) else getattr(policy, "name", policy)
    if name not in POLICIES:
        raise ValueError(f"set_dtype_policy: choose from {', '.join(POLICIES)}, got {name!r}")
    SETTINGS["policy"] = DTypePolicy(name)
    set_floatx(SETTINGS["policy"].compute_dtype)


def enable_interactive_logging() -> None:
    """Let `is_interactive_logging_enabled()` say yes, the default; `fit(verbose=)` decides what is printed.

    >>> enable_interactive_logging()
    """
    SETTINGS["interactive"] = True


def disable_interactive_logging() -> None:
    """Let `is_interactive_logging_enabled()` say no; `fit(verbose=)` decides what is printed.

    >>> disable_interactive_logging(); enable_interactive_logging()
    """
    SETTINGS["interactive"] = False


def is_interactive_logging_enabled() -> bool:
    """What was last chosen of the two.

    >>> is_interactive_logging_enabled()
    True
    """
    return bool(SETTINGS["interactive"])


def enable_traceback_filtering() -> None:
    """Accepted and ignored: tracebacks are whole.

    >>> enable_traceback_filtering()
    """


def disable_traceback_filtering() -> None:
    """Accepted and ignored: tracebacks are whole.

    >>> disable_traceback_filtering()
    """


def is_traceback_filtering_enabled() -> bool:
    """No: tracebacks are whole.

    >>> is_traceback_filtering_enabled()
    False
    """
    return False


def __getattr__(name: str) -> Any:
    raise answer(__name__, name, __all__)
