"""How a node is described in messages, and how users read and set its gradient and whether it is differentiated."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.kernel import writes
from autograd.kernel.modes import Scope
from autograd.kernel.values import check_gradient, check_requires_grad


class Described:
    """The part of a Node that users look at: its gradient, its flag, and what messages call it."""

    __slots__ = ()

    # the types of a Node's slots, which Node describes
    _first: Any
    _grad: Any
    _hooks: Any
    _kept: Any
    _lent: bool
    _precision: Any
    _requires_grad: bool
    _second: Any
    _value: Any
    _versions: Any
    _witness: Any
    name: str | None
    op: Any
    position: int
    scope: Scope | None
    settings: dict[str, Any] | None

    touch, written_behind = writes.touch, writes.written_behind

    @property
    def requires_grad(self: Any) -> bool:
        """Whether it is differentiated. It may be set for a leaf; a result's follows from its inputs.

        >>> from autograd import Tensor
        >>> x = Tensor(2.0, requires_grad=False)
        >>> x.requires_grad = True
        >>> (x * 3.0).requires_grad
        True
        """
        return self._requires_grad  # which the engine reads directly, since a property takes its time

    @requires_grad.setter
    def requires_grad(self: Any, wanted: bool) -> None:
        if self.op is not None:
            raise AttributeError(
                f"requires_grad of {self.describe()} follows from what it was computed from, and gradients through it "
                "would be lost: use t.detach() for a constant of this value"
            )
        self._hooks = getattr(self, "_hooks", None)
        self._requires_grad = check_requires_grad(wanted, np.dtype(float) if type(self._value) is float else self._value.dtype)

    @property
    def grad(self: Any) -> float | np.ndarray | None:
        """The gradient of the last pass, for a leaf the sum over passes; a plain number or array like the value, or None.

        It may be set, to None or to a gradient of the value's shape and type. Raises ValueError for any other.

        >>> from autograd import Tensor
        >>> x = Tensor(3.0)
        >>> (x * x).backward()
        >>> x.grad
        6.0
        """
        if self.op is not None and getattr(self, "_lent", False):
            self._grad = None if self._grad is None else np.array(self._grad)
            self._lent = False
        gradient = self._grad
        return gradient[()] if type(gradient) is np.ndarray and not gradient.ndim else gradient

    @grad.setter
    def grad(self: Any, gradient: Any) -> None:
        self._grad = None if gradient is None else check_gradient(gradient, self._value, self.describe())
        self._lent = False

    def describe(self: Any) -> str:
        """How messages call this node: its name, and what made it.

        >>> from autograd import Tensor
        >>> Tensor(3.0, name="x").describe()  # doctest: +ELLIPSIS
        "'x' (leaf at position ...)"
        """
        kind = "constant" if not self._requires_grad else "leaf" if self.op is None else f"result of {self.op.name}"
        place = f"{kind} at position {self.position}"
        return f"{self.name!r} ({place})" if self.name else f"the {place}"

    @property
    def called(self: Any) -> str:
        """How tables, formulas and drawings call this node: its name, else #position; an unnamed constant number is itself.

        >>> from autograd import Tensor
        >>> Tensor(3.0, name="x").called, Tensor(2.0, requires_grad=False).called
        ('x', '2')
        """
        plain = self.op is None and not self._requires_grad and type(self._value) is float
        return self.name or (f"{self._value:.6g}" if plain else f"#{self.position}")


def require_node(taker: str, x: Any) -> None:
    """TypeError for what is not a Tensor."""
    if not isinstance(x, Described):
        raise TypeError(f"{taker} takes a Tensor, got {type(x).__name__}")
