"""nn: from one neuron to networks that learn.

from nn import MLP                        # every weight its own Tensor, for looking at
from nn import Dense, Sequential          # layers and training with Keras' names

model = Sequential([Dense(128, activation="relu", input_shape=(784,)), Dense(10, activation="softmax")])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, epochs=10, batch_size=128)
"""

try:
    from autograd import TABLE as _TABLE  # noqa: F401
except ImportError as error:
    raise ImportError(
        "the package called autograd that Python finds is not tapegrad's: PyPI's `autograd` uses the same name, "
        "so the two cannot share an environment. Run `pip uninstall autograd`, then "
        "install tapegrad again from where you have it: in its folder, `pip install -e .`"
    ) from error

# ruff: noqa: I001 - the layers in lines, not one a line
from typing import TYPE_CHECKING as _TYPE_CHECKING

from autograd import __version__, load_later as _load_later
from nn import activations, callbacks, constraints, datasets, initializers, layers, losses, metrics, optimizers, regularizers
from nn import distribution, models, saving
from nn.aliases import find as _find_alias
from nn.datasets import to_categorical
from nn.layers import (  # fmt: skip
    ELU,
    GRU,
    LSTM,
    Activation,
    Add,
    AlphaDropout,
    Average,
    AveragePooling1D,
    AveragePooling2D,
    BatchNormalization,
    Bidirectional,
    Concatenate,
    Conv1D,
    Conv1DTranspose,
    Conv2D,
    Conv2DTranspose,
    Cropping1D,
    Cropping2D,
    Dense,
    DepthwiseConv1D,
    DepthwiseConv2D,
    Dot,
    Dropout,
    Embedding,
    Flatten,
    GaussianDropout,
    GaussianNoise,
    GlobalAveragePooling1D,
    GlobalAveragePooling2D,
    GlobalMaxPooling1D,
    GlobalMaxPooling2D,
    GroupNormalization,
    Input,
    Lambda,
    Layer,
    LayerNormalization,
    LeakyReLU,
    Masking,
    MaxPooling1D,
    MaxPooling2D,
    Maximum,
    Minimum,
    MultiHeadAttention,
    Multiply,
    Permute,
    RMSNormalization,
    ReLU,
    RepeatVector,
    Reshape,
    RotaryEmbedding,
    SeparableConv1D,
    SeparableConv2D,
    SimpleRNN,
    SinePositionEncoding,
    Softmax,
    SpatialDropout1D,
    SpatialDropout2D,
    Subtract,
    TimeDistributed,
    TransformerDecoder,
    TransformerEncoder,
    UpSampling1D,
    UpSampling2D,
    ZeroPadding1D,
    ZeroPadding2D,
)
from nn.models.model import Model
from nn.modules.module import Module
from nn.optimizers import SGD, Adam, AdamW, RMSprop
from nn.seeds import set_random_seed
from nn.models.sequential import Sequential

if _TYPE_CHECKING:
    from nn import backend, config, mixed_precision, onnx, ops, preprocessing, random, tree, utils
    from nn.models.gpt import GPT
    from nn.models.self_organizing_map import SelfOrganizingMap
    from nn.neurons.neuron import MLP, Neuron, NeuronLayer
    from nn.neurons.per_sample import PerSample
    from nn.weights import load_torch, save_torch, torch_state
else:
    __getattr__, __dir__ = _load_later(globals(), {
        ".models.gpt": "GPT", ".models.self_organizing_map": "SelfOrganizingMap",
        ".neurons.neuron": "MLP Neuron NeuronLayer", ".neurons.per_sample": "PerSample",
        ".weights": "load_torch save_torch torch_state", ".onnx": "",
        # the ring around the core that gives programs for Keras their names
        ".backend": "", ".compat": "", ".config": "", ".mixed_precision": "", ".ops": "", ".preprocessing": "", ".random": "",
        ".tree": "", ".utils": "",
    }, _find_alias)  # fmt: skip

Trainable = Model  # its name in older programs

__all__ = [
    "ELU", "GPT", "GRU", "LSTM", "MLP", "SGD", "Activation", "Adam", "AdamW", "Add", "AlphaDropout", "Average",
    "AveragePooling1D", "AveragePooling2D", "BatchNormalization", "Bidirectional", "Concatenate", "Conv1D",
    "Conv1DTranspose", "Conv2D", "Conv2DTranspose", "Cropping1D", "Cropping2D", "Dense", "DepthwiseConv1D",
    "DepthwiseConv2D", "Dot", "Dropout", "Embedding", "Flatten", "GaussianDropout", "GaussianNoise",
    "GlobalAveragePooling1D", "GlobalAveragePooling2D", "GlobalMaxPooling1D", "GlobalMaxPooling2D",
    "GroupNormalization", "Input", "Lambda", "Layer", "LayerNormalization", "LeakyReLU", "Masking", "MaxPooling1D",
    "MaxPooling2D", "Maximum", "Minimum", "Model", "Module", "MultiHeadAttention", "Multiply", "Neuron", "NeuronLayer",
    "PerSample", "Permute", "RMSNormalization", "RMSprop", "ReLU", "RepeatVector", "Reshape", "RotaryEmbedding",
    "SelfOrganizingMap", "SeparableConv1D", "SeparableConv2D", "Sequential", "SimpleRNN", "SinePositionEncoding",
    "Softmax", "SpatialDropout1D", "SpatialDropout2D", "Subtract", "TimeDistributed", "Trainable", "TransformerDecoder",
    "TransformerEncoder", "UpSampling1D", "UpSampling2D", "ZeroPadding1D", "ZeroPadding2D", "__version__",
    "activations", "backend", "callbacks", "config", "constraints", "datasets", "distribution", "initializers", "layers",
    "load_torch", "losses", "metrics", "mixed_precision", "models", "onnx", "ops", "optimizers", "preprocessing", "random",
    "regularizers", "save_torch", "saving", "set_random_seed", "to_categorical", "torch_state", "tree", "utils",
]  # fmt: skip
