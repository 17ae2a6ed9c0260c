"""What the scripts that make golden files share: double precision, the arguments of Keras' functions, writing JSON.

Import it first, before anything is made with Keras: it sets Keras' precision.
"""

from __future__ import annotations

import inspect
import json
import operator
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf

keras.config.set_floatx("float64")
keras.config.set_dtype_policy("float64")


def signature(function: Any) -> dict[str, Any]:
    """The names of a function's arguments in order, with their defaults; "required" where there is none."""
    parameters = inspect.signature(function).parameters.values()
    named = [p for p in parameters if p.name != "self" and p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL)]
    return {p.name: "required" if p.default is p.empty else p.default for p in named}


def signatures_of_layers(names: Any) -> dict[str, Any]:
    """The signatures of Keras' layers, in this order, each once."""
    return {name: signature(getattr(keras.layers, name)) for name in dict.fromkeys(names)}


def signatures(paths: Any) -> dict[str, Any]:
    """The signatures of what Keras calls so: "layers.Dense", "Sequential.fit", ..."""
    return {path: signature(operator.attrgetter(path)(keras)) for path in paths}


def as_json(x: Any) -> Any:
    """Dicts and lists of numbers, whatever arrays and tensors they hold."""
    if isinstance(x, dict):
        return {str(key): as_json(value) for key, value in x.items()}
    if isinstance(x, (list, tuple)):
        return [as_json(value) for value in x]
    if isinstance(x, (np.ndarray, tf.Tensor)):
        return np.asarray(x).tolist()
    return x.item() if isinstance(x, np.generic) else x


def write(name: str, golden: Any) -> None:
    """Write a golden file beside the scripts, and say how large it is; what JSON does not know is written as text."""
    path = Path(__file__).with_name(name)
    path.write_text(json.dumps(as_json(golden), separators=(",", ":"), default=str) + "\n")
    print(f"{name}: {path.stat().st_size:,} bytes")
