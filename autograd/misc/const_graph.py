"""A function whose operations are recorded once and run again."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from autograd.compiled.program import Program
from autograd.tape import Tape
from autograd.tensors.tensor import Tensor


def const_graph(fun: Callable[..., Any], *args: Any, **kwargs: Any) -> Callable[..., Any]:
    """The function of the arguments that are not given yet: its first call is recorded, later ones replay the operations.

    fun: a function of numbers and arrays whose operations, and all else that it reads, are the same at each call; `compile`
    is the way that notices changes. args, kwargs: its first arguments, and named ones, held fixed.

    >>> import numpy as np
    >>> f = const_graph(lambda x, y: x * np.exp(y), 2.0)
    >>> f(0.0), f(0.0)
    (2.0, 2.0)
    """
    recorded: list[Program] = []

    @wraps(fun)
    def call(*rest: Any) -> Any:
        if recorded:
            return recorded[0](*rest)
        inputs = [Tensor(x) for x in rest]
        z = fun(*args, *inputs, **kwargs)
        recorded.append(Tape.gather(z).compile(inputs=inputs))
        return z.numpy()

    return call
