"""Masks: which steps of a sequence count, handed from layer to layer beside the values.

    ids = Input((None,), dtype="int32")
    x = Embedding(1000, 16, mask_zero=True)(ids)      # makes a mask: (n, steps), True where the id is not 0
    x = Dropout(0.2)(x)                               # supports_masking: hands it on
    model = Model(ids, LSTM(32)(x))                   # takes it: `call` has an argument mask

Sequential and Model do this for their layers, and give the mask of their outputs to the loss. `layer.compute_mask(x, mask)`
is the mask of the output. A layer without supports_masking = True ends masks, with a warning, as in Keras.
In a `call` of your own, hand masks on yourself: lstm(embedding(ids), mask=embedding.compute_mask(ids)). If you forget it,
recurrent layers and attention warn in training.

Beyond Keras 3.15, a recurrent layer that is given initial_state gets its mask too, and attention keeps the mask of its input
(in Keras a residual sum around attention loses it).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograd import Tensor
from autograd.nest import leaves


def some(mask: Any) -> Any:
    """The mask, or nest of masks; None if there is none in it."""
    return mask if any(part is not None for part in leaves(mask)) else None


def plain(mask: Any) -> np.ndarray:
    """A mask as an array of True and False."""
    return np.asarray(mask.numpy() if isinstance(mask, Tensor) else mask).astype(bool)


def widen(a: np.ndarray, rank: int) -> np.ndarray:
    """a with axes of size 1 behind, so that it broadcasts over the features: (n,) -> (n, 1, ...)."""
    return a.reshape(a.shape + (1,) * (rank - a.ndim))


def call_with_masks(
    layer: Any, args: tuple[Any, ...], settings: dict[str, Any], masks: tuple[Any, ...], of_settings: Mapping[str, Any],
    ended: Callable[[Any], None] | None = None,
) -> tuple[Any, Any]:  # fmt: skip
    """The output of a layer or function, and its mask: masks are those of args, of_settings those of settings, nested alike.

    The mask of an argument `x` goes to the argument `x_mask` of the layer's `call`, or what `mask_names` calls it; that of the
    first one to `mask`. What is given there by hand stays. Where masks end, `ended(layer)` is called: `warn`, if none is given.
    """
    ended = ended or warn
    names = getattr(layer, "call_names", ())
    if not names:
        if some([*masks, *of_settings.values()]) is not None:
            ended(layer)
        return layer(*args, **settings), None
    known = {name: mask for name, mask in (*zip(names, masks), *of_settings.items()) if some(mask) is not None}
    entering = known.get(names[0])
    for name, mask in known.items():
        taken_by = layer.mask_names.get(name, f"{name}_mask")
        if taken_by not in names and name == names[0]:
            taken_by = "mask"
        if taken_by in names[len(args) :] and settings.get(taken_by) is None:
            settings = {**settings, taken_by: mask}
    given = {**dict(zip(names, args)), **settings}.get("mask")
    entering = entering if given is None else given
    if "with_mask" in names:  # a network, whose layers make and end masks
        outputs, mask = layer(*args, **settings, with_mask=True)
        return outputs, some(mask)
    outputs = layer(*args, **settings)
    if layer.supports_masking:
        return outputs, some(layer.compute_mask(args[0], entering))
    if known:
        ended(layer)
    return outputs, None


def warn(layer: Any) -> None:
    """Warn that masks end at this layer."""
    if hasattr(layer, "call_names"):
        subject, kind = layer.name, type(layer).__name__
        cure = f"; if {kind} treats each step by itself, supports_masking = True in the class hands them on"
    else:
        subject = f"the function {getattr(layer, '__name__', layer)}"
        cure = "; layers such as Add() or Activation() hand them on"
    warnings.warn(
        f"{subject} does not hand masks on: the layers behind it, and the loss, count the masked steps too{cure}", stacklevel=2
    )


def notice(layer: Any, x: Any) -> None:
    """Warn if x came without a mask although the layer that made it gives one: a `call` written by hand lost it."""
    while isinstance(x, Tensor) and x.inputs and x.scope is not None:
        owner = x.scope.owner
        if not getattr(owner, "supports_masking", False):
            return
        if owner.makes_mask:
            warnings.warn(
                f"{layer.name} counts the steps that {owner.name} masks: in a call of your own hand the mask on, "
                f"{layer.name}(x, mask={owner.name}.compute_mask(...)), or let Sequential or Model call the layers",
                stacklevel=3,
            )
            return
        if owner.tells_masks:
            return
        x = x.inputs[0]


def weigh_by_mask(weight: Any, mask: Any) -> Any:
    """Sample weights, (n,) or (n, steps) or None, with 0 where the mask, (n, steps), is False."""
    if mask is None:
        return weight
    share = plain(mask).astype(float)
    if weight is None:
        return share
    weight = np.asarray(weight, float)
    rank = max(weight.ndim, share.ndim)
    return widen(weight, rank) * widen(share, rank)
