"""Forms: any object of a configuration as plain data, in Keras' JSON shape, and back.

A class of this package is called by Keras' name for it: {"module": "keras.layers", "class_name": "Dense", "config": {...}}.
Nothing is imported or run that a form names: it is looked up among this package's public names and the custom objects.
"""

from __future__ import annotations

import operator
import sys
from collections.abc import Mapping
from typing import Any

import numpy as np

from autograd import TABLE, Tensor
from nn.configuration.custom import SCOPE, CustomObjectScope, get_registered_name, get_registered_object

HOMES = {  # where classes are public under `nn` here, and where Keras has them
    "layers": "keras.layers", "models": "keras", "optimizers": "keras.optimizers",
    "optimizers.schedules": "keras.optimizers.schedules", "losses": "keras.losses", "metrics": "keras.metrics",
    "initializers": "keras.initializers", "regularizers": "keras.regularizers", "constraints": "keras.constraints",
}  # fmt: skip
POLICY = "DTypePolicy"
NUMPY = (  # NumPy's functions that may stand between the layers of a network, beside its ufuncs
    "reshape transpose swapaxes moveaxis concatenate stack squeeze expand_dims where clip sum mean max min prod var std "
    "dot einsum tensordot repeat tile pad flip roll take split cumsum cumprod argmax argmin amax amin"
).split()
OTHER_NAMES = {"Functional": "Model", "L1L2": "L1L2"}  # of Keras: ours


def serialize_keras_object(obj: Any) -> Any:
    """An object as plain data: None, numbers, text, lists, dicts, arrays, functions with names, and what has get_config.

    obj: the object. Raises TypeError or ValueError, saying what to do, for what no file could describe, such as a lambda.

    >>> from nn.initializers import Constant
    >>> serialize_keras_object(Constant(0.5))["config"]
    {'value': 0.5}
    """
    if obj is None or type(obj) in (bool, int, float, str):
        return obj
    if isinstance(obj, (bool, np.bool_)):
        return bool(obj)
    if isinstance(obj, (int, np.integer)):
        return int(obj)
    if isinstance(obj, (float, np.floating)):
        return float(obj)
    if isinstance(obj, (list, tuple)):
        return [serialize_keras_object(part) for part in obj]
    if isinstance(obj, dict):
        return {str(key): serialize_keras_object(part) for key, part in obj.items()}
    if isinstance(obj, (np.ndarray, Tensor)):
        value = obj.numpy() if isinstance(obj, Tensor) else obj
        return of_class("__numpy__", {"value": np.asarray(value).tolist(), "dtype": str(obj.dtype)})
    if isinstance(obj, slice):
        return of_class("__slice__", {name: serialize_keras_object(getattr(obj, name)) for name in ("start", "stop", "step")})
    if obj is Ellipsis:
        return of_class("__ellipsis__", {})
    if isinstance(obj, np.dtype) or (isinstance(obj, type) and issubclass(obj, np.generic)):
        return np.dtype(obj).name
    if hasattr(obj, "get_config") and not isinstance(obj, type):
        return of_object(obj)
    if callable(obj):
        return of_function(obj)
    raise TypeError(f"{obj!r} cannot be put into a configuration: give it a method get_config(self), or leave it out")


def of_class(name: str, config: Any) -> dict[str, Any]:
    """The form of something that has no module."""
    return {"class_name": name, "config": config}


def of_object(obj: Any) -> dict[str, Any]:
    """The form of what has get_config; of a module whose weights were made, with the shape they were made for."""
    kind = type(obj)
    module = find_module(kind)
    class_name = getattr(obj, "keras_name", kind.__name__)
    form = {
        "module": "keras.src.models.functional" if class_name == "Functional" else module or kind.__module__,
        "class_name": class_name,
        "config": obj.get_config(),
        "registered_name": None if module else get_registered_name(kind),
    }
    build = obj.get_build_config() if hasattr(obj, "get_build_config") else None
    return {**form, "build_config": build} if build else form


def find_module(kind: type) -> str | None:
    """Where Keras has a class that is public in this package; None for any other class."""
    return next((module for home, module in HOMES.items() if get_public(home, kind.__name__) is kind), None)


def get_public(home: str, name: str) -> Any:
    """What is public under a name in `nn.layers`, say; None if nothing is. Some of it is loaded when it is asked for."""
    names = sys.modules[f"nn.{home}"]  # by name: this folder stands below those, and cannot import them
    return getattr(names, name) if name in dir(names) else None


def of_function(function: Any) -> Any:
    """The form of a function: the name of one of this package's or NumPy's, or of a registered one of your own."""
    registered = get_registered_name(function) if hasattr(function, "__name__") else ""
    if ">" not in registered:
        name = getattr(function, "__name__", getattr(function, "name", ""))
        if any(get_public(home, name) is function for home in ("activations", "losses", "metrics")):
            return name
        for source, found in SOURCES.items():
            if found.get(name) is function:
                return of_class("__function__", {"module": source, "name": name})
    if registered in ("", "<lambda>"):
        raise ValueError(
            f"{function!r} has no name that a file could call it by: write a function, and decorate it with "
            "@nn.saving.register_keras_serializable()"
        )
    return {"module": function.__module__, "class_name": "function", "config": registered, "registered_name": registered}


def numpy_functions() -> dict[str, Any]:
    """NumPy's functions that networks may contain."""
    ufuncs = {name: f for name, f in vars(np).items() if isinstance(f, np.ufunc)}
    return {**ufuncs, **{f.__name__: f for f in ufuncs.values()}, **{name: getattr(np, name) for name in NUMPY}}


OPERATORS = "add sub mul truediv pow matmul gt ge lt le neg abs getitem".split()
SOURCES: dict[str, Mapping[str, Any]] = {
    "operator": {name: getattr(operator, name) for name in OPERATORS},
    "numpy": numpy_functions(),
    "autograd": TABLE,
}


def deserialize_keras_object(config: Any, custom_objects: Mapping[str, Any] | None = None) -> Any:
    """The object that plain data describe, as `serialize_keras_object` gives them.

    config: a form, or lists and dicts of them; text and numbers are themselves.
    custom_objects: classes and functions of your own by name (default None), see `register_keras_serializable`.
    Raises ValueError for a class or function that is not known, TypeError for arguments that it does not take.

    >>> deserialize_keras_object({"class_name": "Constant", "config": {"value": 0.5}}).value
    0.5
    """
    if custom_objects:
        with CustomObjectScope(custom_objects):
            return deserialize_keras_object(config)
    if isinstance(config, (list, tuple)):
        return [deserialize_keras_object(part) for part in config]
    if not isinstance(config, dict):
        return config
    if not isinstance(config.get("class_name"), str) or "config" not in config:
        return {key: deserialize_keras_object(part) for key, part in config.items()}
    name, inner = config["class_name"], config["config"]
    if name in PLAIN:
        return PLAIN[name](inner)
    if name == "function":
        return own_function(config)
    return of_form(config)


def of_form(form: dict[str, Any]) -> Any:
    """The object of a class that a form names, its weights made if the form says for what shape."""
    kind = find_class(form)
    made = kind.from_config(form["config"]) if hasattr(kind, "from_config") else kind(**form["config"])
    build = form.get("build_config")
    if build and hasattr(made, "build_from_config") and not getattr(made, "built", True):
        made.build_from_config(build)
    return made


def find_class(form: dict[str, Any]) -> Any:
    """The class that a form names: a custom one, or one of this package's; ValueError if there is none."""
    name, registered = form["class_name"], form.get("registered_name")
    known = get_registered_object(registered or name) or get_registered_object(name)
    if known is not None:
        return known
    module = str(form.get("module") or "")
    name = OTHER_NAMES.get(name, name)
    homes = sorted(HOMES, key=lambda home: not module.startswith(f"keras.{home}"))  # the one that the form names, first
    if module.startswith("keras") or not module:
        for home in homes:
            found = get_public(home, name)
            if isinstance(found, type) and hasattr(found, "from_config"):
                return found
    raise ValueError(
        f"there is no class {form['class_name']!r} here (module {module or 'not named'}): if it is your own, decorate it with "
        f"@nn.saving.register_keras_serializable() before reading, or give custom_objects={{{form['class_name']!r}: the class}}"
    )


def own_function(form: dict[str, Any]) -> Any:
    """A function of your own, by its name; ValueError if nobody knows it."""
    name = form.get("registered_name") or form["config"]
    found = get_registered_object(name) or get_registered_object(form["config"])
    home = str(form.get("module"))
    if found is None and home.startswith("nn.ops"):
        found = getattr(sys.modules.get(home), str(form["config"]), None)
    if found is None:
        raise ValueError(
            f"there is no function {form['config']!r} here: decorate it with @nn.saving.register_keras_serializable() before "
            f"reading, or give custom_objects={{{form['config']!r}: the function}}"
        )
    return found


def numpy_function(config: dict[str, Any]) -> Any:
    """One of NumPy's functions or Python's operators; ValueError for any other."""
    found = SOURCES.get(config.get("module", ""), {}).get(config.get("name", ""))
    if found is None:
        raise ValueError(f"a network cannot contain the function {config.get('name')!r} of {config.get('module')!r}")
    return found


def as_array(config: dict[str, Any]) -> np.ndarray:
    """An array of numbers; TypeError for any other type."""
    dtype = np.dtype(config["dtype"])
    if dtype.kind not in "fiub":
        raise TypeError(f"an array in a configuration holds numbers, got {dtype}")
    return np.asarray(config["value"], dtype)


PLAIN: dict[str, Any] = {  # what is no object of a class
    "__numpy__": as_array,
    "__tensor__": as_array,
    "__slice__": lambda config: slice(config.get("start"), config.get("stop"), config.get("step")),
    "__ellipsis__": lambda config: Ellipsis,
    "__function__": numpy_function,
    POLICY: lambda config: config["name"],
}
__all__ = ["SCOPE", "deserialize_keras_object", "serialize_keras_object"]
