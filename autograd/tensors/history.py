"""The history that a Tensor carries: going back through it, leaving it behind, and refusing to copy it."""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np

from autograd.kernel.node import constant, leaf
from autograd.kernel.quick_backward import backward
from autograd.kernel.values import as_value
from autograd.tensors.assigned import Assigned

H = TypeVar("H", bound="History")


class History(Assigned):
    """The part of a Tensor that is about the operations that led to it."""

    __slots__ = ()

    def __reduce__(self) -> Any:
        if self.op is not None:
            fix = "use t.detach(), or t.numpy() to plot or read it"
            raise TypeError(f"{self.describe()} carries its history, which is not pickled or copied: {fix}")
        return type(self), (self._value, self.requires_grad, self.name)

    def __deepcopy__(self: H, memo: Any) -> H:
        if self.op is not None:
            raise TypeError(f"{self.describe()} carries its history, which is not copied: use t.detach()")
        return leaf(type(self), np.copy(self._value) if self.shape else self._value, self.requires_grad, self.name)

    def detach(self: H) -> H:
        """A constant with the same value, off the tape: no gradient passes through it.

        >>> from autograd import Tensor
        >>> x = Tensor(3.0)
        >>> (x * x.detach()).backward()
        >>> x.grad
        3.0
        """
        return constant(type(self), self._read("t.detach()", "t itself, or compute the value outside"))

    # -- differentiating -------------------------------------------------------------------------------------

    def backward(self, gradient: Any = None, keep: bool = True) -> None:
        """Fill in `grad` for everything this was computed from.

        gradient=None: the gradient of something further on with respect to this tensor, in its shape; None is 1 for a single
        number, and an error for an array. keep=True: whether tensors that are no leaves keep the gradient of this pass;
        False saves memory. Leaves add the gradient to the one that they hold.

        Raises ValueError for an array without `gradient`, RuntimeError if nothing here requires gradients or
        if data was written since it was used.

        >>> from autograd import Tensor
        >>> x = Tensor([1.0, 2.0])
        >>> (x * x).sum().backward()
        >>> x.grad
        array([2., 4.])
        """
        value = self._read("t.backward()", "value_and_grad(f), which may be called inside")
        if not self._requires_grad:
            raise RuntimeError(
                "backward() has nothing to differentiate: this tensor was made of constants only, or under no_grad()"
            )
        if gradient is None:
            if type(value) is not float:
                raise ValueError(
                    f"backward() starts from a single number, but this tensor has shape {self.shape}: "
                    "reduce it with .sum() or .mean(), or pass gradient= of that shape"
                )
            return backward(self, 1.0, keep)
        seed = as_value(np.array(getattr(gradient, "_value", gradient), self.dtype))
        if np.shape(seed) != self.shape:
            raise ValueError(f"backward() needs a gradient of shape {self.shape}, got {np.shape(seed)}")
        backward(self, seed, keep)

    def zero_grad(self, *others: History) -> None:
        """Forget the gradient, so that the next backward() does not add to it.

        others: more tensors whose gradients are forgotten.

        >>> from autograd import Tensor
        >>> x = Tensor(3.0)
        >>> (x * x).backward()
        >>> x.zero_grad()
        >>> x.grad is None
        True
        """
        for x in (self, *others):
            x._grad = None
