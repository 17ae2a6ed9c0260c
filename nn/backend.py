"""What Keras calls its backend: settings of the numbers, and the functions that programs of Keras 2 call on `K`.

    from nn import backend as K
    K.mean(K.square(x), axis=-1)

A name of Keras 2 is one line of `NAMES`; the function is the one of `nn.ops`.
"""

from __future__ import annotations

import gc
import itertools
from collections import defaultdict
from typing import Any

import numpy as np

from autograd import Tensor
from nn import ops
from nn import random as drawn
from nn.absent import answer
from nn.config import backend as backend  # fmt: skip
from nn.config import epsilon as epsilon
from nn.config import floatx as floatx
from nn.config import image_data_format as image_data_format
from nn.config import set_epsilon as set_epsilon
from nn.config import set_floatx as set_floatx
from nn.config import set_image_data_format as set_image_data_format
from nn.modules.symbols import Symbol
from nn.ops.array import plain
from nn.variable import Variable as Variable

COUNTS: dict[str, Any] = defaultdict(lambda: itertools.count(1))

NAMES = {  # Keras 2's names with those of nn.ops
    "abs": "abs", "all": "all", "any": "any", "arange": "arange", "argmax": "argmax", "argmin": "argmin", "cast": "cast",
    "categorical_crossentropy": "categorical_crossentropy", "clip": "clip", "concatenate": "concatenate",
    "constant": "convert_to_tensor", "cos": "cos", "cumprod": "cumprod", "cumsum": "cumsum", "dot": "matmul", "elu": "elu",
    "equal": "equal", "exp": "exp", "expand_dims": "expand_dims", "eye": "eye", "gather": "take", "greater": "greater",
    "greater_equal": "greater_equal", "hard_sigmoid": "hard_sigmoid", "less": "less", "less_equal": "less_equal", "log": "log",
    "logsumexp": "logsumexp", "max": "max", "maximum": "maximum", "mean": "mean", "min": "min", "minimum": "minimum",
    "not_equal": "not_equal", "ones": "ones", "ones_like": "ones_like", "permute_dimensions": "transpose", "pow": "power",
    "prod": "prod", "relu": "relu", "reshape": "reshape", "round": "round", "shape": "shape", "sigmoid": "sigmoid",
    "sign": "sign", "sin": "sin", "softmax": "softmax", "softplus": "softplus", "softsign": "softsign",
    "sparse_categorical_crossentropy": "sparse_categorical_crossentropy", "sqrt": "sqrt", "square": "square",
    "squeeze": "squeeze", "stack": "stack", "std": "std", "stop_gradient": "stop_gradient", "sum": "sum", "switch": "where",
    "tanh": "tanh", "tile": "tile", "transpose": "transpose", "var": "var", "zeros": "zeros", "zeros_like": "zeros_like",
    "int_shape": "shape", "ndim": "ndim", "is_tensor": "is_tensor", "one_hot": "one_hot", "eval": "convert_to_numpy",
    "get_value": "convert_to_numpy",
}  # fmt: skip
globals().update({name: ops.TABLE[own] for name, own in NAMES.items()})


def clear_session(free_memory: bool = True) -> None:
    """Free the memory of models that nothing names any more; there is nothing else to clear, for no state is shared.

    free_memory=True: whether to look for them now.

    >>> clear_session()
    """
    COUNTS.clear()
    if free_memory:
        gc.collect()


def get_uid(prefix: str = "") -> int:
    """1, 2, 3, ... for each prefix, until `clear_session`.

    prefix="": what is counted.

    >>> get_uid("example"), get_uid("example")
    (1, 2)
    """
    return int(next(COUNTS[prefix]))


def standardize_dtype(dtype: Any) -> str:
    """The name of a type of numbers; None stands for floatx().

    dtype: a name, NumPy's type, or None. Raises TypeError for what is no type.

    >>> standardize_dtype(np.float64), standardize_dtype(None)
    ('float64', 'float32')
    """
    return floatx() if dtype is None else np.dtype(dtype).name


def is_float_dtype(dtype: Any) -> bool:
    """Whether a type holds floats.

    dtype: a name or NumPy's type.

    >>> is_float_dtype("float16"), is_float_dtype("int8")
    (True, False)
    """
    return bool(np.dtype(dtype).kind == "f")


def is_int_dtype(dtype: Any) -> bool:
    """Whether a type holds whole numbers.

    dtype: a name or NumPy's type.

    >>> is_int_dtype("uint8"), is_int_dtype("float32")
    (True, False)
    """
    return np.dtype(dtype).kind in "iu"


def result_type(*dtypes: Any) -> str:
    """The type in which numbers of these types meet, by NumPy's rules.

    dtypes: names or NumPy's types.

    >>> result_type("float32", "float16")
    'float32'
    """
    return str(np.result_type(*[np.dtype(standardize_dtype(each)) for each in dtypes]).name)


def is_keras_tensor(x: Any) -> bool:
    """Whether x is a Symbol: the output of a layer in a network that is being drawn up.

    x: anything.

    >>> is_keras_tensor(np.ones(2))
    False
    """
    return isinstance(x, Symbol)


def flatten(x: Any) -> Any:
    """All numbers of x on one axis.

    x: a tensor.

    >>> flatten(np.ones((2, 3))).shape
    (6,)
    """
    return ops.TABLE["reshape"](x, (-1,))


def batch_flatten(x: Any) -> Any:
    """The numbers of each sample on one axis: (n, ...) -> (n, numbers).

    x: a tensor.

    >>> batch_flatten(np.ones((2, 3, 4))).shape
    (2, 12)
    """
    return ops.TABLE["reshape"](x, (len(x), -1))


def variable(value: Any, dtype: Any = None, name: str | None = None) -> Tensor:
    """A weight of its own.

    value: the numbers it starts with. dtype=None: their type, None for floatx(). name=None: for messages.

    >>> variable([1.0, 2.0]).shape
    (2,)
    """
    return Tensor(np.asarray(plain(value), dtype or floatx()), name=name)


def set_value(x: Tensor, value: Any) -> None:
    """Give a weight other numbers.

    x: the weight. value: the numbers, in its shape.

    >>> w = variable([1.0]); set_value(w, [2.0]); w.numpy().tolist()
    [2.0]
    """
    x.data = np.asarray(value)


def binary_crossentropy(target: Any, output: Any, from_logits: bool = False) -> Any:
    """The cross-entropy of each number: `nn.ops.binary_crossentropy`.

    target: labels from 0 to 1. output: probabilities, or raw scores if from_logits=True.

    >>> binary_crossentropy(np.array([1.0]), np.array([0.5])).round(4).tolist()
    [0.6931]
    """
    return ops.TABLE["binary_crossentropy"](target, output, from_logits)


def l2_normalize(x: Any, axis: int = -1) -> Any:
    """x divided by its length along an axis.

    x: a tensor. axis=-1: along which.

    >>> l2_normalize(np.array([3.0, 4.0])).tolist()
    [0.6, 0.8]
    """
    return ops.TABLE["normalize"](x, axis)


def random_normal(shape: Any, mean: float = 0.0, stddev: float = 1.0, dtype: Any = None, seed: Any = None) -> Any:
    """Normal numbers: `nn.random.normal`.

    shape: of the result. mean=0.0, stddev=1.0: of the distribution. dtype=None: their type. seed=None: where they start.

    >>> random_normal((2,), seed=0).shape
    (2,)
    """
    return drawn.normal(shape, mean, stddev, dtype, seed)


def random_uniform(shape: Any, minval: float = 0.0, maxval: float = 1.0, dtype: Any = None, seed: Any = None) -> Any:
    """Uniform numbers: `nn.random.uniform`.

    shape: of the result. minval=0.0, maxval=1.0: the bounds. dtype=None: their type. seed=None: where they start.

    >>> random_uniform((2,), seed=0).shape
    (2,)
    """
    return drawn.uniform(shape, minval, maxval, dtype, seed)


OF_KERAS_3 = [
    "backend", "clear_session", "epsilon", "floatx", "get_uid", "image_data_format", "is_float_dtype", "is_int_dtype",
    "is_keras_tensor", "result_type", "set_epsilon", "set_floatx", "set_image_data_format", "standardize_dtype",
]  # fmt: skip
OF_KERAS_2 = [
    "Variable",
    "batch_flatten", "binary_crossentropy", "flatten", "l2_normalize", "random_normal", "random_uniform", "set_value",
    "variable", *NAMES,
]  # fmt: skip
__all__ = [*OF_KERAS_3, *OF_KERAS_2]


def __getattr__(name: str) -> Any:
    raise answer(__name__, name, __all__)
