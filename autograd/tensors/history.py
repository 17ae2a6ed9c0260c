"""The history that a Tensor carries: going back through it, leaving it behind, and refusing to copy it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

from autograd.kernel.hooks import Handle, add_hook
from autograd.kernel.node import constant, leaf
from autograd.kernel.quick_backward import backward
from autograd.kernel.values import as_value
from autograd.tensors.replacing import Replacing

H = TypeVar("H", bound="History")


class History(Replacing):
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
            if type(value) is not float and not value.ndim:
                raise ValueError(
                    "backward() starts from a real number, but this one is complex: take np.abs, np.real or np.imag of it, "
                    "or pass gradient="
                )
            if type(value) is not float:
                raise ValueError(
                    f"backward() starts from a single number, but this tensor has shape {self.shape}: "
                    "reduce it with .sum() or .mean(), or pass gradient= of that shape"
                )
            return backward(self, 1.0, keep)
        try:
            seed = as_value(np.array(getattr(gradient, "_value", gradient), self.dtype))
        except (TypeError, ValueError) as error:
            raise TypeError(f"backward() needs a gradient of numbers of shape {self.shape}: {error}") from error
        if np.shape(seed) != self.shape:
            raise ValueError(f"backward() needs a gradient of shape {self.shape}, got {np.shape(seed)}")
        backward(self, seed, keep)

    def register_hook(self, hook: Callable[[Any], Any]) -> Handle:
        """Have each backward pass call a function with the gradient of this tensor, as soon as all of it has arrived.

        hook: a function of the gradient. What it returns takes the gradient's place from there on, also in `grad`; None keeps
        it. The gradient is a number or an array that is not to be written to, or a Tensor where a derivative of the pass is
        taken in its turn. Hooks are called in the order in which they were added. Returns a handle: `handle.remove()` takes the
        hook away. Elements assigned later leave the hook with the value that it was added to.

        Raises TypeError for what is no function, RuntimeError for a tensor that has no gradient, and while autograd.compile
        records; in the pass, ValueError or TypeError for an answer that is no gradient of this shape.

        >>> from autograd import Tensor
        >>> x = Tensor(3.0)
        >>> handle = x.register_hook(lambda g: min(g, 1.0))
        >>> (x * x).backward()
        >>> x.grad
        1.0
        """
        return add_hook(self, hook)

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
