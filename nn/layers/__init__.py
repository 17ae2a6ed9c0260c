"""Layers, one idea per file. Names, arguments and meanings are Keras 3's; the last axis holds the features."""

from nn.layers.activation import ELU, Activation, LeakyReLU, ReLU, Softmax
from nn.layers.batch_normalization import BatchNormalization
from nn.layers.concatenate import Concatenate
from nn.layers.dense import Dense
from nn.layers.dot import Dot
from nn.layers.dropout import Dropout
from nn.layers.flatten import Flatten
from nn.layers.group_normalization import GroupNormalization
from nn.layers.input import Input
from nn.layers.lambda_layer import Lambda
from nn.layers.layer_normalization import LayerNormalization
from nn.layers.merge import Add, Average, Maximum, Merge, Minimum, Multiply, Subtract
from nn.layers.noise import AlphaDropout, GaussianDropout, GaussianNoise
from nn.layers.permute import Permute
from nn.layers.repeat_vector import RepeatVector
from nn.layers.reshape import Reshape
from nn.layers.rms_normalization import RMSNormalization
from nn.layers.spatial_dropout import SpatialDropout1D, SpatialDropout2D

__all__ = [
    "ELU", "Activation", "Add", "AlphaDropout", "Average", "BatchNormalization", "Concatenate", "Dense", "Dot",
    "Dropout", "Flatten", "GaussianDropout", "GaussianNoise", "GroupNormalization", "Input", "Lambda",
    "LayerNormalization", "LeakyReLU", "Maximum", "Merge", "Minimum", "Multiply", "Permute", "RMSNormalization",
    "ReLU", "RepeatVector", "Reshape", "Softmax", "SpatialDropout1D", "SpatialDropout2D", "Subtract",
]  # fmt: skip
