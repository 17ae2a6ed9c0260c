"""GradientTape asks for gradients as TensorFlow's programs do; autograd's own tape runs all the time."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd import Tensor, gradients, no_grad
from autograd.nest import leaves, map_leaves

OPEN: list[GradientTape] = []


class GradientTape:
    """What is computed inside, or before, may be differentiated by the weights it came from.

    persistent=False, watch_accessed_variables=True: accepted and ignored; gradients may be asked for again and again.

    >>> w = Tensor([3.0])
    >>> with GradientTape() as tape:
    ...     loss = (w * w).sum()
    >>> tape.gradient(loss, w).tolist()
    [6.0]
    """

    records_here = True  # on the tape of this engine, where networks run: `fit` takes no other for a step written by hand

    def __init__(self, persistent: bool = False, watch_accessed_variables: bool = True) -> None:
        self.persistent = persistent

    def __enter__(self) -> GradientTape:
        OPEN.append(self)
        return self

    def __exit__(self, *_: Any) -> None:
        OPEN.remove(self)

    def watch(self, tensor: Any) -> None:
        """Say that gradients by this tensor will be asked for, so that what is computed of it is recorded.

        tensor: a Tensor, a constant too, or a list of them. TypeError for a plain array.
        """
        for each in leaves(tensor):
            if isinstance(each, Tensor):
                if not each.requires_grad:
                    each.requires_grad = True
            else:
                raise TypeError(
                    f"GradientTape.watch: {type(each).__name__} of shape {np.shape(each)} is plain numbers, of which nothing "
                    "is recorded: make it a tf.Variable(x) before the tape"
                )

    def reset(self) -> None:
        """Not here: TypeError that says what to do, for gradients of what was recorded before would still be found."""
        raise TypeError(
            "GradientTape.reset: leave the block and open another one, or take x.detach() of what is to be forgotten"
        )

    def stop_recording(self) -> Any:
        """A block in which nothing is recorded."""
        return no_grad()

    def gradient(self, target: Any, sources: Any, output_gradients: Any = None, **settings: Any) -> Any:
        """The gradient of target by each source, nested like sources; None where it does not depend on one.

        target: a Tensor, or a list of them, whose numbers are added up. sources: Tensors. output_gradients=None: of something
        further on. settings: accepted and ignored. Inside another tape the gradients can be differentiated again.
        """
        asked = [each for each in leaves(sources) if isinstance(each, Tensor)]
        if [tape for tape in OPEN if tape is not self]:
            return self._find_recorded(target, asked, sources, output_gradients)
        before = [each.grad for each in asked]
        parameters = {id(each): each for each in asked}
        try:
            for each in asked:
                each.grad = None
            for part in leaves(target):
                self._backward(part, output_gradients)
            found = {key: None if each.grad is None else constant(each.grad) for key, each in parameters.items()}
        finally:
            for each, grad in zip(asked, before):
                each.grad = grad
        return map_leaves(lambda each: found.get(id(each)), sources)

    def _find_recorded(self, target: Any, asked: list[Tensor], sources: Any, output_gradients: Any) -> Any:
        """The same as `gradient`, on the tape."""
        found: dict[int, Any] = {}
        for part in leaves(target):
            if isinstance(part, Tensor):
                for each, g in zip(asked, gradients(part, asked, output_gradients)):
                    if g is not None:
                        found[id(each)] = found[id(each)] + g if id(each) in found else g
        return map_leaves(lambda each: found.get(id(each)), sources)

    def _backward(self, target: Any, output_gradients: Any) -> None:
        if not isinstance(target, Tensor) or not target.requires_grad:
            return
        seed = output_gradients if output_gradients is not None else np.ones(target.shape, target.dtype)
        target.backward(seed if target.shape else None)

    def jacobian(self, target: Any, sources: Any, **settings: Any) -> Any:
        """Not here: TypeError that names autograd.jacobian."""
        raise TypeError("GradientTape.jacobian: write autograd.jacobian(f)(x)")


def constant(gradient: Any) -> Tensor:
    """A gradient as a tensor of its own."""
    return Tensor(np.array(gradient), requires_grad=False)
