"""What optimizers are given: parameters, settings, and arguments of older programs."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from typing import Any

from autograd import Tensor
from nn.checks import number


def after_parameters(init: Callable[..., None]) -> Callable[..., None]:
    """An `__init__` that may be given the parameters to move first, as in PyTorch's programs; `lr` is the rate then."""

    @wraps(init)
    def start(self: Any, *settings: Any, **named: Any) -> None:
        if settings and is_parameters(settings[0]):
            self.parameters = list(settings[0])
            trainable(type(self).__name__, self.parameters)
            settings = settings[1:]
            if "lr" in named:
                named["learning_rate"] = named.pop("lr")
        init(self, *settings, **named)

    return start


def is_parameters(given: Any) -> bool:
    """Whether these are parameters to move, rather than a learning rate."""
    return isinstance(given, Iterator) or (isinstance(given, (list, tuple)) and any(isinstance(p, Tensor) for p in given))


def share(optimizer: Any, open_end: bool = True, **settings: Any) -> list[float]:
    """Settings as floats; an error for one outside [0, 1), or with open_end=False outside [0, 1]."""
    ends: dict[str, Any] = {"low": 0, "below": 1} if open_end else {"low": 0, "high": 1}
    return [number(type(optimizer).__name__, name, value, **ends) for name, value in settings.items()]


def trainable(who: str, parameters: Sequence[Any]) -> None:
    """TypeError or ValueError for anything but parameters: a step on it would change nothing that counts."""
    for p in parameters:
        if not isinstance(p, Tensor):
            raise TypeError(f"{who} moves Tensors, such as model.parameters(), got {p!r}")
        if p.op is not None:
            raise ValueError(f"{who} moves parameters, not what was computed from them: got the result of {p.op.name}")
        if not p.requires_grad:
            raise ValueError(f"{who} cannot train a constant, got {p!r}: make it with requires_grad=True, or leave it out")


OLD = {  # arguments of Keras before version 3, and what takes their place
    "lr": "learning_rate",
    "nesterov_momentum": "momentum=... and nesterov=True",
    "rate": "learning_rate",
}


def refuse(who: str, unknown: dict[str, Any]) -> None:
    """A warning for `decay`, which Keras ignores; TypeError for any other argument that is none."""
    if "decay" in unknown:
        decay = unknown.pop("decay")
        warnings.warn(
            f"{who}: decay is ignored, as in Keras 3; learning_rate=InverseTimeDecay(rate, 1, {decay!r}) does what it did",
            stacklevel=4,
        )
    for name in unknown:
        advice = f": {OLD[name]} takes its place" if name in OLD else ""
        raise TypeError(f"{who} got an unexpected argument {name!r}{advice}")
