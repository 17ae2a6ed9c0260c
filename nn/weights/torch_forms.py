"""How each kind of layer keeps its weights in PyTorch: names, layouts and the order of gates.

Dense, Linear                     kernel (in, out)             weight (out, in)
Conv, ConvNd                      kernel (*K, in, out)         weight (out, in, *K)
ConvTranspose, ConvTransposeNd    kernel (*K, out, in)         weight (in, out, *K)
DepthwiseConv, ConvNd(groups=in)  kernel (*K, in, m)           weight (in · m, 1, *K)
normalizations                    gamma, beta                  weight, bias
BatchNormalization, BatchNormNd   moving_mean, _variance       running_mean, running_var
LSTM                              gates i f c o, one bias      gates i f g o, two biases, which are added
GRU (reset_after)                 gates z r h, bias (2, 3H)    gates r z n, two biases
SimpleRNN, RNN                    one bias                     two biases, which are added
Bidirectional                     a forward, a backward layer  the same with _reverse at the end
MultiHeadAttention                (in, heads, d) for q, k, v   in_proj_weight (3 · heads · d, in)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from nn import layers
from nn.modules.module import Module

State = dict[str, np.ndarray]  # PyTorch's names without the module's prefix, and its arrays
Change = Callable[[np.ndarray, Any], np.ndarray]


def plain(array: np.ndarray, _: Any) -> np.ndarray:
    return array


def transpose(array: np.ndarray, _: Any) -> np.ndarray:
    flipped: np.ndarray = array.T
    return flipped


def kernel_from_torch(array: np.ndarray, _: Any) -> np.ndarray:
    return np.moveaxis(array, (0, 1), (-1, -2))  # (out, in, *K) -> (*K, in, out)


def kernel_to_torch(array: np.ndarray, _: Any) -> np.ndarray:
    return np.moveaxis(array, (-1, -2), (0, 1))  # (*K, in, out) -> (out, in, *K)


def depthwise_from_torch(array: np.ndarray, layer: Any) -> np.ndarray:
    m = layer.depth_multiplier
    split = array.reshape(-1, m, *array.shape[2:])  # (in · m, 1, *K) -> (in, m, *K)
    return np.moveaxis(split, (0, 1), (-2, -1))  # (in, m, *K) -> (*K, in, m)


def depthwise_to_torch(array: np.ndarray, _: Any) -> np.ndarray:
    split = np.moveaxis(array, (-2, -1), (0, 1))  # (*K, in, m) -> (in, m, *K)
    return split.reshape(-1, 1, *split.shape[2:])  # (in, m, *K) -> (in · m, 1, *K)


class Direct:
    """Weights that correspond one to one: our attribute -> PyTorch's name, and the change of layout both ways."""

    def __init__(self, **parts: tuple[str, Change, Change]) -> None:
        self.parts = parts

    def load(self, state: State, layer: Module) -> list[Any]:
        """Our weights' names and the arrays for them."""
        return [(ours, load(state[theirs], layer)) for ours, (theirs, load, _) in self._list_parts(layer)]

    def save(self, layer: Module) -> State:
        """The layer's weights as PyTorch keeps them."""
        return {theirs: save(getattr(layer, ours).numpy(), layer) for ours, (theirs, _, save) in self._list_parts(layer)}

    def _list_parts(self, layer: Module) -> list[tuple[str, tuple[str, Change, Change]]]:
        return [(ours, part) for ours, part in self.parts.items() if getattr(layer, ours, None) is not None]


class Recurrent:
    """kernel, recurrent_kernel and bias of an RNN; `gates` are PyTorch's blocks in our order."""

    def __init__(self, gates: tuple[int, ...], biases_added: bool) -> None:
        self.gates, self.biases_added = gates, biases_added
        self.back = tuple(int(i) for i in np.argsort(gates))

    def load(self, state: State, layer: Any, end: str = "") -> list[Any]:
        """Our weights' names and the arrays for them."""
        found = [
            ("kernel", self._reorder(state[f"weight_ih_l0{end}"], self.gates).T),  # (gates · H, in) -> (in, gates · H)
            ("recurrent_kernel", self._reorder(state[f"weight_hh_l0{end}"], self.gates).T),
        ]
        if layer.use_bias:
            biases = [self._reorder(state[f"bias_{which}_l0{end}"], self.gates) for which in ("ih", "hh")]
            found.append(("bias", biases[0] + biases[1] if self.biases_added else np.stack(biases)))
        return found

    def save(self, layer: Any, end: str = "") -> State:
        """The layer's weights as PyTorch keeps them; one bias goes to the input's, and the other is 0."""
        if not getattr(layer, "reset_after", True):
            raise ValueError(f"{layer.name}: PyTorch's GRU is the one with reset_after=True")
        found = {
            f"weight_ih_l0{end}": self._reorder(layer.kernel.numpy().T, self.back),
            f"weight_hh_l0{end}": self._reorder(layer.recurrent_kernel.numpy().T, self.back),
        }
        if layer.use_bias:
            bias = layer.bias.numpy()
            biases = (bias, np.zeros_like(bias)) if self.biases_added else bias
            for which, part in zip(("ih", "hh"), biases):
                found[f"bias_{which}_l0{end}"] = self._reorder(part, self.back)
        return found

    def _reorder(self, array: np.ndarray, order: tuple[int, ...]) -> np.ndarray:
        blocks = np.split(array, len(order))  # one of H rows for each gate
        return np.concatenate([blocks[i] for i in order])


class BothWays:
    """Bidirectional: the forms of the two layers inside."""

    def load(self, state: State, layer: Any) -> list[Any]:
        """Our weights' names and the arrays for them."""
        return [
            (f"{which}_layer.{name}", array)
            for which, end in (("forward", ""), ("backward", "_reverse"))
            for name, array in form_of(getattr(layer, f"{which}_layer")).load(state, getattr(layer, f"{which}_layer"), end)
        ]

    def save(self, layer: Any) -> State:
        """The layer's weights as PyTorch keeps them."""
        forward, backward = layer.forward_layer, layer.backward_layer
        return {**form_of(forward).save(forward), **form_of(backward).save(backward, "_reverse")}


class Attention:
    """MultiHeadAttention; PyTorch joins the kernels of q, k and v where they see equally many features."""

    def load(self, state: State, layer: Any) -> list[Any]:
        """Our weights' names and the arrays for them."""
        names = ("query", "key", "value")
        if "in_proj_weight" in state:
            kernels = np.split(state["in_proj_weight"], 3)  # (3 · heads · d, in) -> 3 of (heads · d, in)
        else:
            kernels = [state[f"{name[0]}_proj_weight"] for name in names]
        pairs = [(f"{name}.kernel", kernel.T) for name, kernel in zip(names, kernels)]
        pairs.append(("attention_output.kernel", state["out_proj.weight"].T))
        if layer.use_bias:
            pairs += [(f"{name}.bias", bias) for name, bias in zip(names, np.split(state["in_proj_bias"], 3))]
            pairs.append(("attention_output.bias", state["out_proj.bias"]))
        found = []
        for path, array in pairs:
            projection, weight = path.split(".")
            shape = getattr(getattr(layer, projection), weight).shape
            if array.size != np.prod(shape):
                raise ValueError(f"{layer.name}: {path} has shape {shape}, the file's {array.shape} does not fit")
            found.append((path, array.reshape(shape)))  # (in, heads · d) -> (in, heads, d)
        return found

    def save(self, layer: Any) -> State:
        """The layer's weights as PyTorch keeps them."""
        parts = [layer.query, layer.key, layer.value]
        kernels = [p.kernel.numpy().reshape(p.kernel.shape[0], -1).T for p in parts]  # (in, heads, d) -> (heads · d, in)
        if len({kernel.shape for kernel in kernels}) == 1:
            found = {"in_proj_weight": np.concatenate(kernels)}
        else:
            found = {f"{name}_proj_weight": kernel for name, kernel in zip("qkv", kernels)}
        out = layer.attention_output
        found["out_proj.weight"] = out.kernel.numpy().reshape(-1, out.kernel.shape[-1]).T  # (heads, d, out) -> (out, heads · d)
        if layer.use_bias:
            found["in_proj_bias"] = np.concatenate([p.bias.numpy().reshape(-1) for p in parts])
            found["out_proj.bias"] = out.bias.numpy()
        return found


BIAS = ("bias", plain, plain)
CONVOLUTION = Direct(kernel=("weight", kernel_from_torch, kernel_to_torch), bias=BIAS)
DEPTHWISE = Direct(kernel=("weight", depthwise_from_torch, depthwise_to_torch), bias=BIAS)
NORMALIZATION = Direct(gamma=("weight", plain, plain), beta=BIAS)
FORMS: dict[type, Any] = {
    layers.Dense: Direct(kernel=("weight", transpose, transpose), bias=BIAS),
    layers.Conv1D: CONVOLUTION,
    layers.Conv2D: CONVOLUTION,
    layers.Conv1DTranspose: CONVOLUTION,  # its channels are exchanged in PyTorch as in Keras
    layers.Conv2DTranspose: CONVOLUTION,
    layers.DepthwiseConv1D: DEPTHWISE,
    layers.DepthwiseConv2D: DEPTHWISE,
    layers.BatchNormalization: Direct(
        gamma=("weight", plain, plain),
        beta=BIAS,
        moving_mean=("running_mean", plain, plain),
        moving_variance=("running_var", plain, plain),
    ),
    layers.LayerNormalization: NORMALIZATION,
    layers.GroupNormalization: NORMALIZATION,
    layers.RMSNormalization: Direct(scale=("weight", plain, plain)),
    layers.Embedding: Direct(embeddings=("weight", plain, plain)),
    layers.SimpleRNN: Recurrent((0,), biases_added=True),
    layers.LSTM: Recurrent((0, 1, 2, 3), biases_added=True),
    layers.GRU: Recurrent((1, 0, 2), biases_added=False),
    layers.Bidirectional: BothWays(),
    layers.MultiHeadAttention: Attention(),
}


def form_of(layer: Module) -> Any:
    """The form of this layer; None for one without."""
    return next((FORMS[kind] for kind in type(layer).__mro__ if kind in FORMS), None)
