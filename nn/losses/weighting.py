"""By what the losses of single samples are multiplied before they are added up: sample weights and masks."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn.losses.checks import numbers, values
from nn.modules.masks import plain, widen


def weigh(per_sample: Any, weight: Any, mask: Any, own: Any) -> Any:
    """What each loss is multiplied by: the sample's weight, and 0 where a mask is False."""
    weight = None if weight is None else fit_weight(weight, per_sample)
    mask = join_masks(per_sample, mask, own)
    if mask is not None:
        weight = mask.astype(getattr(per_sample, "dtype", float)) * (1.0 if weight is None else weight)
    return weight


def count_samples(per_sample: Any, reduction: str | None, weight: Any, mask: Any, own: Any) -> float:
    """By what the sum of all losses is multiplied for their mean: 1 by the number of those that count, or by their weight."""
    mask = join_masks(per_sample, mask, own)
    if reduction == "mean_with_sample_weight":
        count = float(np.broadcast_to(weigh(per_sample, weight, mask, None), np.shape(per_sample)).sum())
    else:
        count = np.size(per_sample) if mask is None else int(mask.sum())
    return 1.0 / count if count else 0.0


def join_masks(per_sample: Any, mask: Any, own: Any) -> Any:
    """The mask of the predictions and that of the labels in one; None if there is neither."""
    return own if mask is None else fit_mask(mask, per_sample) & (True if own is None else own)


def fit_weight(weight: Any, per_sample: Any) -> Any:
    """Weights shaped so that each multiplies its own sample's values: (n,) or (n, 1), (n, ...) -> (n, 1, ...).

    An axis of size 1 stands for all samples or steps: (n, 1) or (1, steps) with (n, steps).
    """
    shape = np.shape(per_sample)
    weight = numbers("a loss or metric", values(weight), "sample weights").astype(getattr(per_sample, "dtype", float))
    if weight.ndim == len(shape) + 1 and weight.shape[-1] == 1:
        weight = weight[..., 0]  # (n, 1) -> (n,)
    alone = weight.ndim == len(shape) > 1  # with as many axes as the losses: which is which is clear
    if (weight.shape[:1] != shape[: min(weight.ndim, 1)] and not alone) or not _within(weight.shape, shape):
        why = "give one per sample" if shape else "a loss over the whole batch at once has none per sample"
        raise ValueError(f"sample_weight of shape {weight.shape} does not fit losses of shape {shape}: {why}")
    return widen(weight, len(shape))


def _within(sizes: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    """Whether all these sizes are 1 or those wanted."""
    return len(sizes) <= len(wanted) and all(n in (1, m) for n, m in zip(sizes, wanted))


def fit_mask(mask: Any, per_sample: Any) -> np.ndarray:
    """A mask in the shape of the losses: (n, steps) -> (n, steps, ...)."""
    shape, mask = np.shape(per_sample), plain(mask)
    if mask.shape != shape[: mask.ndim]:
        raise ValueError(
            f"the predictions have a mask of shape {mask.shape}, but the losses the shape {shape}: the loss needs predictions "
            "(n, steps, ...) for each step; reduce the steps with a layer that ends masks, such as GlobalAveragePooling1D()"
        )
    return np.broadcast_to(widen(mask, len(shape)), shape)
