"""TensorFlow's names for programs that use a little of it around Keras: `import nn.compat as tf`.

`tf.keras` is `nn`; `tf.GradientTape` asks the tape that is always running; `tf.function` calls the function as it is; `tf.data`
feeds `fit`; functions such as `tf.reduce_mean` are NumPy's and autograd's. One line of `functions.py` adds a name.
"""

from __future__ import annotations

from typing import Any

import numpy as np

import nn as keras
from autograd import Tensor
from nn.absent import answer
from nn.compat import config, data, functions, image, io, linalg, math, random, strings, version
from nn.compat import networks as nn
from nn.compat.tape import GradientTape
from nn.compat.variables import Variable, constant, convert_to_tensor, function, no_op_scope
from nn.results import Array

globals().update(functions.OPS)
DTYPES = ("float16", "float32", "float64", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "bool")
globals().update({name: np.dtype(name) for name in DTYPES})
string = np.dtype(object)
newaxis = None
device = name_scope = no_op_scope
Module = keras.Module
initializers, losses, metrics, optimizers = keras.initializers, keras.losses, keras.metrics, keras.optimizers
__version__ = f"tapegrad {keras.__version__}"

__all__ = [
    "Array", "GradientTape", "Module", "Tensor", "Variable", "config", "constant", "convert_to_tensor", "data", "device",
    "function", "image", "io", "initializers", "keras", "linalg", "losses", "math", "metrics", "name_scope", "newaxis", "nn",
    "optimizers", "random", "string", "strings", "version", *DTYPES, *functions.OPS,
]  # fmt: skip

ELSEWHERE = {
    "distribute": "there is one process: leave the strategy out",
    "saved_model": "model.save_weights writes .safetensors",
    "lite": "there is no converter for phones",
    "signal": "nn.ops.fft and nn.ops.rfft, or np.fft on plain arrays",
    "audio": "scipy.io.wavfile reads sounds",
    "RaggedTensor": "nn.utils.pad_sequences makes one array of lists of different lengths",
    "compat": "TensorFlow 1 is not here",
    "while_loop": "Python's while",
}


def __getattr__(name: str) -> Any:
    if name in ELSEWHERE:
        raise ImportError(f"TensorFlow's {name} is not here: {ELSEWHERE[name]}", name=__name__)
    raise answer(__name__, name, __all__)
