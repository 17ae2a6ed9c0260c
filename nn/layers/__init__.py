"""Layers, one idea per file. Names, arguments and meanings are Keras 3's; the last axis holds the features."""

from nn.layers.activation import ELU, Activation, LeakyReLU, ReLU, Softmax
from nn.layers.batch_normalization import BatchNormalization
from nn.layers.dense import Dense
from nn.layers.dropout import Dropout
from nn.layers.flatten import Flatten
from nn.layers.group_normalization import GroupNormalization
from nn.layers.input import Input
from nn.layers.layer_normalization import LayerNormalization
from nn.layers.rms_normalization import RMSNormalization

__all__ = [
    "ELU", "Activation", "BatchNormalization", "Dense", "Dropout", "Flatten", "GroupNormalization", "Input",
    "LayerNormalization", "LeakyReLU", "RMSNormalization", "ReLU", "Softmax",
]  # fmt: skip
