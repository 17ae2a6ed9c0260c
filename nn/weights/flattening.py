"""One layer's weights as PyTorch keeps them, behind flattened images too, whose numbers lie in another order there."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn import layers
from nn.modules.module import Module
from nn.modules.symbols import Symbol
from nn.weights.torch_forms import State, form_of


def state_of(layer: Module) -> State:
    """One layer's weights as PyTorch keeps them."""
    state: State = form_of(layer).save(layer)
    return {**state, **reorder_inputs(layer, state, to_torch=True)}


def reorder_inputs(layer: Module, state: State, to_torch: bool) -> State:
    """Of a Dense behind a Flatten of images, the weight with its inputs in the other order.

    PyTorch flattens (C, H, W), we (H, W, C). Raises ValueError for another layer with weights at that place.
    """
    sizes = find_flattened_shape(layer)
    if sizes is None:
        return {}
    if not isinstance(layer, layers.Dense):
        raise ValueError(
            f"{layer.name}: only a Dense may follow the Flatten of images, for the order of features differs in PyTorch"
        )
    *space, channels = sizes
    weight = state["weight"]
    if weight.ndim != 2 or weight.shape[1] != np.prod(sizes):
        return {}
    if to_torch:
        split = np.moveaxis(weight.reshape(-1, *space, channels), -1, 1)  # (out, H · W · C) -> (out, C, H, W)
    else:
        split = np.moveaxis(weight.reshape(-1, channels, *space), 1, -1)  # (out, C · H · W) -> (out, H, W, C)
    return {"weight": split.reshape(len(weight), -1)}


def find_flattened_shape(layer: Module) -> tuple[int, ...] | None:
    """The shape of the images, (H, W, C), that were made flat before they come to this layer; None if none were."""
    try:
        symbol: Any = layer.input
    except AttributeError:
        return None
    flat = None
    while isinstance(symbol, Symbol):
        called, feeds = symbol.node.function, symbol.node.feeds
        if isinstance(called, Module) and called.weights:
            images = len(flat or ()) == 3 or isinstance(called, (layers.Conv1D, layers.Conv1DTranspose, layers.DepthwiseConv1D))
            return flat if flat and images else None
        if len(feeds) != 1:
            break
        if isinstance(called, layers.Flatten):
            flat = feeds[0].shape[1:]
        symbol = feeds[0]
    return flat if flat and len(flat) == 3 and flat[-1] > 1 else None
