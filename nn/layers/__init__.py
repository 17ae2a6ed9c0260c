"""Layers, one idea per file. Names, arguments and meanings are Keras 3's; the last axis holds the features."""

from nn.layers.activation import ELU, Activation, LeakyReLU, ReLU, Softmax
from nn.layers.dense import Dense
from nn.layers.dropout import Dropout
from nn.layers.flatten import Flatten
from nn.layers.input import Input

__all__ = ["ELU", "Activation", "Dense", "Dropout", "Flatten", "Input", "LeakyReLU", "ReLU", "Softmax"]
