"""Layers, one idea per file. Names, arguments and meanings are Keras 3's; the last axis holds the features."""

# ruff: noqa: I001 - several names a line
from typing import TYPE_CHECKING

from autograd import load_later
from nn.aliases import find
from nn.layers.activations.activation import ELU, Activation, LeakyReLU, ReLU, Softmax
from nn.layers.regularization.activity_regularization import ActivityRegularization
from nn.layers.normalization.batch_normalization import BatchNormalization
from nn.layers.recurrent.bidirectional import Bidirectional
from nn.layers.merging.concatenate import Concatenate, concatenate
from nn.layers.convolutional.conv import Conv1D, Conv2D
from nn.layers.convolutional.conv_transpose import Conv1DTranspose, Conv2DTranspose
from nn.layers.core.dense import Dense
from nn.layers.convolutional.depthwise_conv import DepthwiseConv1D, DepthwiseConv2D
from nn.layers.merging.dot import Dot, dot
from nn.layers.regularization.dropout import Dropout
from nn.layers.core.embedding import Embedding
from nn.layers.reshaping.flatten import Flatten
from nn.layers.pooling.global_pooling import (  # fmt: skip
    GlobalAveragePooling1D,
    GlobalAveragePooling2D,
    GlobalMaxPooling1D,
    GlobalMaxPooling2D,
)
from nn.layers.normalization.group_normalization import GroupNormalization
from nn.layers.recurrent.gru import GRU
from nn.layers.core.input import Input, InputLayer
from nn.layers.core.lambda_layer import Lambda
from nn.layers.base.layer import Layer
from nn.layers.normalization.layer_normalization import LayerNormalization
from nn.layers.recurrent.lstm import LSTM
from nn.layers.core.masking import Masking
from nn.layers.merging.elementwise import (  # fmt: skip
    Add,
    Average,
    Maximum,
    Minimum,
    Multiply,
    Subtract,
    add,
    average,
    maximum,
    minimum,
    multiply,
    subtract,
)
from nn.layers.merging.merge import Merge
from nn.layers.attention.multi_head_attention import MultiHeadAttention
from nn.layers.core.nearest_prototype import NearestPrototype
from nn.layers.regularization.noise import AlphaDropout, GaussianDropout, GaussianNoise
from nn.layers.reshaping.permute import Permute
from nn.layers.pooling.windows import AveragePooling1D, AveragePooling2D, MaxPooling1D, MaxPooling2D
from nn.layers.attention.positions import RotaryEmbedding, SinePositionEncoding
from nn.layers.activations.prelu import PReLU
from nn.layers.reshaping.repeat_vector import RepeatVector
from nn.layers.reshaping.reshape import Reshape
from nn.layers.normalization.rms_normalization import RMSNormalization
from nn.layers.convolutional.separable_conv import SeparableConv1D, SeparableConv2D
from nn.layers.recurrent.simple_rnn import SimpleRNN
from nn.layers.regularization.spatial_dropout import SpatialDropout1D, SpatialDropout2D
from nn.layers.recurrent.time_distributed import TimeDistributed
from nn.layers.attention.transformer import TransformerDecoder, TransformerEncoder
from nn.layers.reshaping.upsampling import UpSampling1D, UpSampling2D
from nn.layers.reshaping.zero_padding import Cropping1D, Cropping2D, ZeroPadding1D, ZeroPadding2D

__all__ = [
    "ELU", "GRU", "LSTM", "Activation", "ActivityRegularization", "Add", "AlphaDropout", "Average", "AveragePooling1D",
    "AveragePooling2D", "BatchNormalization", "Bidirectional", "Concatenate", "Conv1D", "Conv1DTranspose", "Conv2D",
    "Conv2DTranspose", "Cropping1D", "Cropping2D", "Dense", "DepthwiseConv1D", "DepthwiseConv2D", "Dot", "Dropout",
    "Embedding", "Flatten", "GaussianDropout", "GaussianNoise", "GlobalAveragePooling1D", "GlobalAveragePooling2D",
    "GlobalMaxPooling1D", "GlobalMaxPooling2D", "GroupNormalization", "Input", "InputLayer", "Lambda", "Layer",
    "LayerNormalization", "LeakyReLU", "Masking", "MaxPooling1D", "MaxPooling2D", "Maximum", "Merge", "Minimum",
    "MultiHeadAttention", "Multiply", "NearestPrototype", "PReLU", "Permute", "RMSNormalization", "ReLU", "RepeatVector",
    "Reshape", "RotaryEmbedding", "SeparableConv1D", "SeparableConv2D", "SimpleRNN", "SinePositionEncoding", "Softmax",
    "SpatialDropout1D", "SpatialDropout2D", "Subtract", "TimeDistributed", "TransformerDecoder", "TransformerEncoder",
    "UpSampling1D", "UpSampling2D", "ZeroPadding1D", "ZeroPadding2D", "add", "average", "concatenate", "dot", "maximum",
    "minimum", "multiply", "subtract",
]  # fmt: skip

if not TYPE_CHECKING:
    __getattr__, __dir__ = load_later(globals(), {}, find)
