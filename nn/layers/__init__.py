"""Layers, one idea per file. Names, arguments and meanings are Keras 3's; the last axis holds the features."""

# ruff: noqa: I001 - several names a line
from nn.layers.activation import ELU, Activation, LeakyReLU, ReLU, Softmax
from nn.layers.activity_regularization import ActivityRegularization
from nn.layers.batch_normalization import BatchNormalization
from nn.layers.bidirectional import Bidirectional
from nn.layers.concatenate import Concatenate, concatenate
from nn.layers.conv import Conv1D, Conv2D
from nn.layers.conv_transpose import Conv1DTranspose, Conv2DTranspose
from nn.layers.dense import Dense
from nn.layers.depthwise_conv import DepthwiseConv1D, DepthwiseConv2D
from nn.layers.dot import Dot, dot
from nn.layers.dropout import Dropout
from nn.layers.embedding import Embedding
from nn.layers.flatten import Flatten
from nn.layers.global_pooling import GlobalAveragePooling1D, GlobalAveragePooling2D, GlobalMaxPooling1D, GlobalMaxPooling2D
from nn.layers.group_normalization import GroupNormalization
from nn.layers.gru import GRU
from nn.layers.input import Input, InputLayer
from nn.layers.lambda_layer import Lambda
from nn.layers.layer import Layer
from nn.layers.layer_normalization import LayerNormalization
from nn.layers.lstm import LSTM
from nn.layers.masking import Masking
from nn.layers.merge import (  # fmt: skip
    Add, Average, Maximum, Merge, Minimum, Multiply, Subtract, add, average, maximum, minimum, multiply, subtract,
)
from nn.layers.multi_head_attention import MultiHeadAttention
from nn.layers.nearest_prototype import NearestPrototype
from nn.layers.noise import AlphaDropout, GaussianDropout, GaussianNoise
from nn.layers.permute import Permute
from nn.layers.pooling import AveragePooling1D, AveragePooling2D, MaxPooling1D, MaxPooling2D
from nn.layers.positions import RotaryEmbedding, SinePositionEncoding
from nn.layers.prelu import PReLU
from nn.layers.repeat_vector import RepeatVector
from nn.layers.reshape import Reshape
from nn.layers.rms_normalization import RMSNormalization
from nn.layers.separable_conv import SeparableConv1D, SeparableConv2D
from nn.layers.simple_rnn import SimpleRNN
from nn.layers.spatial_dropout import SpatialDropout1D, SpatialDropout2D
from nn.layers.time_distributed import TimeDistributed
from nn.layers.transformer import TransformerDecoder, TransformerEncoder
from nn.layers.upsampling import UpSampling1D, UpSampling2D
from nn.layers.zero_padding import Cropping1D, Cropping2D, ZeroPadding1D, ZeroPadding2D

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
