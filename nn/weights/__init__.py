"""Weights to and from PyTorch, under its names and in its layouts.

    nn.load_torch(model, "lenet.safetensors")           # written by safetensors.torch.save_file(net.state_dict(), ...)
    nn.save_torch(model, "lenet.safetensors", names=["conv1", "conv2", "fc1", "fc2", "fc3"])

Weights go to and from Keras as they are: `model.set_weights(keras_model.get_weights())`.
"""

from __future__ import annotations

from nn.weights.torch import load_torch, save_torch, torch_state

__all__ = ["load_torch", "save_torch", "torch_state"]
