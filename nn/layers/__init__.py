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
from nn.layers.convolutional.conv import Conv1D, Conv2D, Conv3D
from nn.layers.convolutional.conv_transpose import Conv1DTranspose, Conv2DTranspose, Conv3DTranspose
from nn.layers.core.dense import Dense
from nn.layers.convolutional.depthwise_conv import DepthwiseConv1D, DepthwiseConv2D
from nn.layers.merging.dot import Dot, dot
from nn.layers.regularization.dropout import Dropout
from nn.layers.core.embedding import Embedding
from nn.layers.reshaping.flatten import Flatten
from nn.layers.pooling.global_pooling import (  # fmt: skip
    GlobalAveragePooling1D,
    GlobalAveragePooling2D,
    GlobalAveragePooling3D,
    GlobalMaxPooling1D,
    GlobalMaxPooling2D,
    GlobalMaxPooling3D,
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
from nn.layers.pooling.windows import (  # fmt: skip
    AveragePooling1D,
    AveragePooling2D,
    AveragePooling3D,
    MaxPooling1D,
    MaxPooling2D,
    MaxPooling3D,
)
from nn.layers.attention.positions import RotaryEmbedding, SinePositionEncoding
from nn.layers.activations.prelu import PReLU
from nn.layers.reshaping.repeat_vector import RepeatVector
from nn.layers.reshaping.reshape import Reshape
from nn.layers.normalization.rms_normalization import RMSNormalization
from nn.layers.convolutional.separable_conv import SeparableConv1D, SeparableConv2D
from nn.layers.recurrent.simple_rnn import SimpleRNN
from nn.layers.regularization.spatial_dropout import SpatialDropout1D, SpatialDropout2D, SpatialDropout3D
from nn.layers.recurrent.time_distributed import TimeDistributed
from nn.layers.attention.transformer import TransformerDecoder, TransformerEncoder
from nn.layers.reshaping.upsampling import UpSampling1D, UpSampling2D, UpSampling3D
from nn.layers.reshaping.zero_padding import (  # fmt: skip
    Cropping1D,
    Cropping2D,
    Cropping3D,
    ZeroPadding1D,
    ZeroPadding2D,
    ZeroPadding3D,
)

if TYPE_CHECKING:
    from nn.layers.attention.attention import AdditiveAttention as AdditiveAttention, Attention as Attention
    from nn.layers.attention.grouped_query_attention import GroupQueryAttention as GroupQueryAttention
    from nn.layers.core.einsum_dense import EinsumDense as EinsumDense
    from nn.layers.core.identity import Identity as Identity
    from nn.layers.core.reversible_embedding import ReversibleEmbedding as ReversibleEmbedding
    from nn.layers.core.wrapper import Wrapper as Wrapper
    from nn.layers.images.affine import (  # fmt: skip
        RandomRotation as RandomRotation,
        RandomShear as RandomShear,
        RandomTranslation as RandomTranslation,
        RandomZoom as RandomZoom,
    )
    from nn.layers.images.aug_mix import AugMix as AugMix
    from nn.layers.images.brightness import RandomBrightness as RandomBrightness, RandomContrast as RandomContrast
    from nn.layers.images.clahe import (  # fmt: skip
        ContrastLimitedAdaptiveHistogramEqualization as ContrastLimitedAdaptiveHistogramEqualization,
    )
    from nn.layers.images.colors import (  # fmt: skip
        RandomColorDegeneration as RandomColorDegeneration,
        RandomGrayscale as RandomGrayscale,
        RandomHue as RandomHue,
        RandomSaturation as RandomSaturation,
    )
    from nn.layers.images.elastic import RandomElasticTransform as RandomElasticTransform
    from nn.layers.images.mixing import CutMix as CutMix, MixUp as MixUp, RandomErasing as RandomErasing
    from nn.layers.images.random_flip import RandomFlip as RandomFlip
    from nn.layers.images.random_perspective import RandomPerspective as RandomPerspective
    from nn.layers.images.resizing import CenterCrop as CenterCrop, RandomCrop as RandomCrop, Resizing as Resizing
    from nn.layers.images.several import RandAugment as RandAugment, RandomColorJitter as RandomColorJitter
    from nn.layers.images.sharpness import RandomGaussianBlur as RandomGaussianBlur, RandomSharpness as RandomSharpness
    from nn.layers.images.tones import (  # fmt: skip
        AutoContrast as AutoContrast,
        Equalization as Equalization,
        RandomInvert as RandomInvert,
        RandomPosterization as RandomPosterization,
        Solarization as Solarization,
    )
    from nn.layers.normalization.spectral_normalization import SpectralNormalization as SpectralNormalization
    from nn.layers.normalization.unit_normalization import UnitNormalization as UnitNormalization
    from nn.layers.pooling.adaptive import (  # fmt: skip
        AdaptiveAveragePooling1D as AdaptiveAveragePooling1D,
        AdaptiveAveragePooling2D as AdaptiveAveragePooling2D,
        AdaptiveAveragePooling3D as AdaptiveAveragePooling3D,
        AdaptiveMaxPooling1D as AdaptiveMaxPooling1D,
        AdaptiveMaxPooling2D as AdaptiveMaxPooling2D,
        AdaptiveMaxPooling3D as AdaptiveMaxPooling3D,
    )
    from nn.layers.preprocessing.category_encoding import CategoryEncoding as CategoryEncoding
    from nn.layers.preprocessing.discretization import Discretization as Discretization
    from nn.layers.preprocessing.hashed_crossing import HashedCrossing as HashedCrossing
    from nn.layers.preprocessing.hashing import Hashing as Hashing
    from nn.layers.preprocessing.integer_lookup import IntegerLookup as IntegerLookup
    from nn.layers.preprocessing.mel_spectrogram import MelSpectrogram as MelSpectrogram
    from nn.layers.preprocessing.normalization import Normalization as Normalization
    from nn.layers.preprocessing.pipeline import Pipeline as Pipeline
    from nn.layers.preprocessing.rescaling import Rescaling as Rescaling
    from nn.layers.preprocessing.stft_spectrogram import STFTSpectrogram as STFTSpectrogram
    from nn.layers.preprocessing.string_lookup import StringLookup as StringLookup
    from nn.layers.preprocessing.text_vectorization import TextVectorization as TextVectorization
    from nn.layers.recurrent.cells import GRUCell as GRUCell, LSTMCell as LSTMCell, SimpleRNNCell as SimpleRNNCell
    from nn.layers.recurrent.conv_lstm import ConvLSTM1D as ConvLSTM1D, ConvLSTM2D as ConvLSTM2D, ConvLSTM3D as ConvLSTM3D
    from nn.layers.recurrent.rnn import RNN as RNN
    from nn.layers.recurrent.stacked_cells import StackedRNNCells as StackedRNNCells

_LATER = {  # layers that fewer programs need, loaded when they are first asked for: the file, and the names in it
    ".attention.attention": "AdditiveAttention Attention",
    ".attention.grouped_query_attention": "GroupQueryAttention",
    ".core.einsum_dense": "EinsumDense",
    ".core.identity": "Identity",
    ".core.reversible_embedding": "ReversibleEmbedding",
    ".core.wrapper": "Wrapper",
    ".images.affine": "RandomRotation RandomShear RandomTranslation RandomZoom",
    ".images.aug_mix": "AugMix",
    ".images.brightness": "RandomBrightness RandomContrast",
    ".images.clahe": "ContrastLimitedAdaptiveHistogramEqualization",
    ".images.colors": "RandomColorDegeneration RandomGrayscale RandomHue RandomSaturation",
    ".images.elastic": "RandomElasticTransform",
    ".images.mixing": "CutMix MixUp RandomErasing",
    ".images.random_flip": "RandomFlip",
    ".images.random_perspective": "RandomPerspective",
    ".images.resizing": "CenterCrop RandomCrop Resizing",
    ".images.several": "RandAugment RandomColorJitter",
    ".images.sharpness": "RandomGaussianBlur RandomSharpness",
    ".images.tones": "AutoContrast Equalization RandomInvert RandomPosterization Solarization",
    ".normalization.spectral_normalization": "SpectralNormalization",
    ".normalization.unit_normalization": "UnitNormalization",
    ".pooling.adaptive": "AdaptiveAveragePooling1D AdaptiveAveragePooling2D AdaptiveAveragePooling3D "
    "AdaptiveMaxPooling1D AdaptiveMaxPooling2D AdaptiveMaxPooling3D",
    ".preprocessing.category_encoding": "CategoryEncoding",
    ".preprocessing.discretization": "Discretization",
    ".preprocessing.hashed_crossing": "HashedCrossing",
    ".preprocessing.hashing": "Hashing",
    ".preprocessing.integer_lookup": "IntegerLookup",
    ".preprocessing.mel_spectrogram": "MelSpectrogram",
    ".preprocessing.normalization": "Normalization",
    ".preprocessing.pipeline": "Pipeline",
    ".preprocessing.rescaling": "Rescaling",
    ".preprocessing.stft_spectrogram": "STFTSpectrogram",
    ".preprocessing.string_lookup": "StringLookup",
    ".preprocessing.text_vectorization": "TextVectorization",
    ".recurrent.cells": "GRUCell LSTMCell SimpleRNNCell",
    ".recurrent.conv_lstm": "ConvLSTM1D ConvLSTM2D ConvLSTM3D",
    ".recurrent.rnn": "RNN",
    ".recurrent.stacked_cells": "StackedRNNCells",
}
__getattr__, __dir__ = load_later(globals(), _LATER, find)

__all__ = [
    "ELU", "GRU", "LSTM", "Activation", "ActivityRegularization", "Add", "AlphaDropout", "Average", "AveragePooling1D",
    "AveragePooling2D", "AveragePooling3D", "BatchNormalization", "Bidirectional", "Concatenate", "Conv1D",
    "Conv1DTranspose", "Conv2D", "Conv2DTranspose", "Conv3D", "Conv3DTranspose", "Cropping1D", "Cropping2D",
    "Cropping3D", "Dense", "DepthwiseConv1D", "DepthwiseConv2D", "Dot", "Dropout", "Embedding", "Flatten",
    "GaussianDropout", "GaussianNoise", "GlobalAveragePooling1D", "GlobalAveragePooling2D", "GlobalAveragePooling3D",
    "GlobalMaxPooling1D", "GlobalMaxPooling2D", "GlobalMaxPooling3D", "GroupNormalization", "Input", "InputLayer",
    "Lambda", "Layer", "LayerNormalization", "LeakyReLU", "Masking", "MaxPooling1D", "MaxPooling2D", "MaxPooling3D",
    "Maximum", "Merge", "Minimum", "MultiHeadAttention", "Multiply", "NearestPrototype", "PReLU", "Permute",
    "RMSNormalization", "ReLU", "RepeatVector", "Reshape", "RotaryEmbedding", "SeparableConv1D", "SeparableConv2D",
    "SimpleRNN", "SinePositionEncoding", "Softmax", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D",
    "Subtract", "TimeDistributed", "TransformerDecoder", "TransformerEncoder", "UpSampling1D", "UpSampling2D",
    "UpSampling3D", "ZeroPadding1D", "ZeroPadding2D", "ZeroPadding3D", "add", "average", "concatenate", "dot",
    "maximum", "minimum", "multiply", "subtract",
    *[name for names in _LATER.values() for name in names.split()],
]  # fmt: skip
