"""Keras' names over `nn`, for the files of Keras' own unit tests: a plugin of pytest, see keras_unit_tests.py.

`keras.src.layers.core.dense.Dense` is `nn.layers.Dense`, and so on: a class is looked for in the part of `nn` that the path
names. What is not here becomes a Missing, whose use fails the test that uses it and no other.
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import signal
import sys
import types
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import itertools

import keras_test_case
import numpy as np

import nn
import nn.compat

try:
    importlib.import_module("ml_dtypes")  # the numbers called bfloat16, which lists of types in the tests name
except ImportError:
    pass

SOURCE = Path(os.environ["KERAS_SOURCE"])  # the folder src of Keras' package
HELPERS = {  # they run as they are
    "testing.test_utils", "utils.argument_validation", "backend.common.backend_utils", "backend.common.dtypes",
}  # fmt: skip
ROOMS = {
    "layers": "layers", "losses": "losses", "metrics": "metrics", "schedules": "optimizers.schedules",
    "optimizers": "optimizers",
    "regularizers": "regularizers", "constraints": "constraints", "initializers": "initializers", "activations": "activations",
    "callbacks": "callbacks", "models": "models", "trainers": "models", "saving": "saving", "utils": "utils", "ops": "ops",
    "random": "random", "tree": "tree", "datasets": "datasets", "backend": "backend", "dtype_policies": "dtype_policies",
}  # fmt: skip
WHOLE = {f"{top}.{name}" for top in ("keras", "keras.src") for name in (
    "layers losses metrics optimizers regularizers constraints initializers activations callbacks models saving utils random "
    "tree datasets".split())}  # fmt: skip


class MissingName(AttributeError):
    """A name of Keras that is not here."""


class Missing:
    """What stands where a name is not here: its use says so."""

    def __init__(self, path: str) -> None:
        self.path = path

    def fail(self, *_: Any, **__: Any) -> Any:
        """Say which name it is."""
        raise MissingName(f"{self.path} is not here")

    __call__ = __getitem__ = __iter__ = __enter__ = fail

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Missing(f"{self.path}.{name}")

    def __mro_entries__(self, bases: Any) -> Any:
        path = self.path
        return (type("Missing", (), {"__init__": lambda *_, **__: Missing(path).fail()}),)


def decorator(*_: Any, **__: Any) -> Any:
    """In the place of decorators that skip a test on some backend: none of them is ours."""
    return lambda function: function


def variable(
    value: Any, *_: Any, dtype: Any = None, trainable: bool = True, name: Any = None, shape: Any = None, **__: Any
) -> Any:
    """Keras' Variable."""
    return nn.Variable(value, shape, dtype, trainable, name=name)


def symbol(shape: Any, dtype: Any = "float32", name: Any = None, **_: Any) -> Any:
    """Keras' KerasTensor."""
    return nn.Input(batch_shape=tuple(shape), dtype=dtype, name=name)


SPECIAL: dict[str, Any] = {
    "KerasTensor": symbol, "Variable": variable, "TestCase": keras_test_case.TestCase, "skip_if_backend": decorator,
    "EPSILON": 1e-7, "SUPPORTS_SPARSE_TENSORS": False, "SUPPORTS_RAGGED_TENSORS": False, "SUPPORTS_COMPLEX_DTYPES": False,
    "keras_export": decorator, "Functional": nn.Model, "serialization_lib": nn.saving, "saving_api": nn.saving,
    "object_registration": nn.saving,
    **{f"{which}uses_{kind}": lambda *_, **__: False
       for which in ("", "torch_", "jax_", "tensorflow_") for kind in ("gpu", "tpu")},
}  # fmt: skip


def find(module: str, name: str) -> Any:
    """What stands for a name of a module of Keras."""
    parts = module.split(".")
    if name in SPECIAL:
        return SPECIAL[name]
    if name in OPERATIONS and parts[-1] in ("ops", "backend"):
        return Alias(f"keras.src.ops.{name}")
    path = f"{module}.{name}"
    if path in WHOLE:
        return importlib.import_module(f"nn.{name}")
    if parts[-2:-1] == ["ops"] and parts[-1] in OPERATIONS and name[:1].isupper() and (made := as_class(name)) is not None:
        return made
    if parts[-2:] == ["layers", "activations"] and name.islower():
        return importlib.import_module(path)
    for part in reversed(parts):
        room = ROOMS.get(part)
        for home in (room, "ops" if room == "backend" else None, "ops.image" if room == "ops" else None):
            found = look(home, name) if home else None
            if found is not None:
                return found
    if parts[-1] in ("keras", "src") and name not in ROOMS and (found := look("", name)) is not None:
        return found
    return importlib.import_module(path) if name[:1].islower() and "__" not in name else Missing(path)


OPERATIONS = set("core image linalg math nn numpy".split())  # the files of Keras' operations


def as_class(name: str) -> Any:
    """What stands for the class of an operation, which Keras keeps to itself: Sum(axis=1)(x) is sum(x, axis=1)."""
    plain = name.replace("_", "").lower()
    known = {own.replace("_", ""): own for own in (*nn.ops.TABLE, *nn.ops.image.OPS)}
    if plain not in known:
        return None
    own = known[plain]
    function = getattr(nn.ops, own, None) or getattr(nn.ops.image, own)

    class Operation:
        def __init__(self, *args: Any, **settings: Any) -> None:
            self.args, self.settings = args, {k: v for k, v in settings.items() if k != "name"}

        def __call__(self, *x: Any, **more: Any) -> Any:
            first = (*self.args, *x) if own == "einsum" else (*x, *self.args)
            return function(*first, **self.settings, **more)

        call = compute_output_spec = symbolic_call = __call__

    Operation.__name__ = name
    return Operation


def look(room: str, name: str) -> Any:
    """A name in a part of nn, or None."""
    home: Any = nn
    try:
        for part in room.split("."):
            home = getattr(home, part, None) if part else home
        return getattr(home, name, None)
    except ImportError:  # absent on purpose
        return None


def clip(self: Any, gradients: Any) -> list[Any]:
    """What Keras' optimizers call _clip_gradients."""
    sizes = np.cumsum([0, *[np.size(g) for g in gradients]])
    flat = np.concatenate([np.ravel(keras_test_case.plain(g)) for g in gradients]).astype(float)
    self.clip(flat, [slice(a, b) for a, b in itertools.pairwise(sizes)])
    return [flat[a:b].reshape(np.shape(g)) for g, a, b in zip(gradients, sizes, sizes[1:])]


def parts(self: Any, vector: Any) -> list[Any]:
    """The part of each parameter of a vector."""
    return [vector[place].reshape(p.shape) for p, place in zip(self.vector.parameters, self.vector.places)]


PRIVATE = {  # private names of Keras that its tests read, and what holds the same here
    "_clip_gradients": clip,
    "_iterations": property(lambda self: self.steps),
    "_accumulated_gradients": property(lambda self: parts(self, self._gathered)),
    "_model_variables_moving_average": property(lambda self: parts(self, self.averaging.mean)),
}
for own, meaning in PRIVATE.items():
    setattr(nn.optimizers.Optimizer, own, meaning)


class Alias(types.ModuleType):
    """A module of Keras."""

    __path__: list[str] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return find(self.__name__, name)

    def __call__(self, *_: Any, **__: Any) -> Any:
        raise MissingName(f"{self.__name__} is not here")


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives Keras' modules as Aliases, its helpers as they are, TensorFlow as nn.compat, and no other framework."""

    def find_spec(self, name: str, path: Any, target: Any = None) -> Any:
        """A spec for what we stand in for."""
        top = name.partition(".")[0]
        if name.startswith("keras.src."):
            file = SOURCE / (name[len("keras.src.") :].replace(".", "/") + ".py")
            if (name[len("keras.src.") :] in HELPERS or name.endswith("_test")) and file.exists():
                return importlib.util.spec_from_file_location(name, file)
        if top in ("keras", "conftest", "tensorflow", "torch", "jax", "grain"):
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec: Any) -> Any:
        """The module itself."""
        name = spec.name.replace("tensorflow", "nn.compat", 1)
        if name != spec.name:
            try:
                return importlib.import_module(name)
            except ImportError:
                pass
        return Alias(spec.name)

    def exec_module(self, module: Any) -> None:
        """There is nothing to execute."""


sys.meta_path.insert(0, Finder())
sys.modules.pop("conftest", None)
RESULTS: dict[str, list[str]] = {}


def pytest_runtest_logreport(report: Any) -> None:
    """Keep what each test ended with."""
    if report.when == "call" or report.outcome != "passed":
        text = (
            ""
            if report.outcome == "passed"
            else str(getattr(getattr(report.longrepr, "reprcrash", None), "message", report.longrepr))
        )
        if RESULTS.get(report.nodeid, ["passed"])[0] == "passed":
            RESULTS[report.nodeid] = [report.outcome, text[:600]]


def pytest_collectreport(report: Any) -> None:
    """Keep what files could not be read."""
    if report.failed:
        RESULTS[report.nodeid] = ["failed", f"not collected: {report.longrepr}"[-600:]]


def pytest_runtest_setup(item: Any) -> None:
    """A minute for a test."""
    signal.signal(signal.SIGALRM, lambda *_: (_ for _ in ()).throw(TimeoutError("ran longer than a minute")))
    signal.alarm(60)


def pytest_runtest_teardown(item: Any) -> None:
    """The minute ends with the test."""
    signal.alarm(0)


def pytest_sessionfinish(session: Any) -> None:
    """Write the results."""
    Path(os.environ["KERAS_RESULTS"]).write_text(json.dumps(RESULTS, indent=1))
