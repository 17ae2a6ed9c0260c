"""Where weights start: so small or large that signals and gradients keep their size through the layers."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd import Tensor, load_later
from nn.aliases import find
from nn.configuration.custom import make_deserialize
from nn.configuration.forms import serialize_keras_object as serialize
from nn.initializers.drawn import Orthogonal, RandomNormal, RandomUniform, TruncatedNormal
from nn.initializers.fixed import Constant, Identity, Ones, Zeros
from nn.initializers.scaled import (
    GlorotNormal,
    GlorotUniform,
    HeNormal,
    HeUniform,
    LecunNormal,
    LecunUniform,
    VarianceScaling,
    fans,
)  # fmt: skip
from nn.registry import look_up

Initializer = Callable[..., np.ndarray]

INITIALIZERS: dict[str, type[Any]] = {
    "zeros": Zeros,
    "zero": Zeros,
    "ones": Ones,
    "one": Ones,
    "constant": Constant,
    "identity": Identity,
    "variance_scaling": VarianceScaling,
    "glorot_uniform": GlorotUniform,
    "glorot_normal": GlorotNormal,
    "he_uniform": HeUniform,
    "he_normal": HeNormal,
    "lecun_uniform": LecunUniform,
    "lecun_normal": LecunNormal,
    "orthogonal": Orthogonal,
    "random_uniform": RandomUniform,
    "uniform": RandomUniform,
    "random_normal": RandomNormal,
    "normal": RandomNormal,
    "truncated_normal": TruncatedNormal,
}
IdentityInitializer, OrthogonalInitializer = Identity, Orthogonal  # Keras' other names

NAMES: dict[str, Callable[..., Initializer]] = {
    **INITIALIZERS,
    **{kind.__name__: kind for kind in INITIALIZERS.values()},
    "IdentityInitializer": Identity,
    "OrthogonalInitializer": Orthogonal,
}


def get(initializer: Any) -> Initializer:
    """The initializer for a name, a class or a dict; one, or a function of (shape, dtype), as it is.

    initializer: a name such as "he_normal" or "HeNormal"; a class; {"class_name": "Constant", "config": {"value": 0.5}}; an
    array of the numbers themselves; or a function of (shape, dtype) that gives an array.
    Raises ValueError for an unknown name, listing all, and TypeError for anything else.

    >>> get("zeros")((2,)), get({"class_name": "Constant", "config": {"value": 0.5}})((2,))
    (array([0., 0.], dtype=float32), array([0.5, 0.5], dtype=float32))
    """
    if isinstance(initializer, (np.ndarray, Tensor)):
        return Constant(np.asarray(initializer.numpy() if isinstance(initializer, Tensor) else initializer))
    found: Initializer = look_up("initializer", initializer, NAMES, callable, "a function of (shape, dtype)")
    return call_by_name(found) if inspect.isfunction(found) else found


def call_by_name(function: Initializer) -> Initializer:
    """The same function of (shape, dtype), also where other arguments stand between the two, as in nn.random.normal."""
    if "dtype" not in list(inspect.signature(function).parameters)[2:]:
        return function

    @wraps(function)
    def draw(shape: Any, dtype: Any = "float32") -> np.ndarray:
        return np.asarray(function(shape, dtype=dtype))

    return draw


deserialize = make_deserialize(get)

__all__ = [
    "Constant", "GlorotNormal", "GlorotUniform", "HeNormal", "HeUniform", "Identity", "IdentityInitializer", "LecunNormal",
    "LecunUniform", "Ones", "Orthogonal", "OrthogonalInitializer", "RandomNormal", "RandomUniform", "TruncatedNormal",
    "VarianceScaling", "Zeros", "deserialize", "fans", "get", "serialize",
]  # fmt: skip

if not TYPE_CHECKING:
    __getattr__, __dir__ = load_later(globals(), {}, find)
