"""Random data in the shapes of the published sets, and a `fit` that is soon done: for keras_programs.py."""

from __future__ import annotations

import inspect
from functools import partial, wraps
from pathlib import Path
from typing import Any

import numpy as np

SAMPLES, EPOCHS, STEPS = 128, 2, 2
FEW = 4 * SAMPLES, SAMPLES  # to train and to test on
WHOLE = {"mnist": (60000, 10000), "fashion_mnist": (60000, 10000), "cifar10": (50000, 10000), "cifar100": (50000, 10000)}
SETS = {  # the shape of a sample, the number of classes, whether labels are columns
    "mnist": ((28, 28), 10, False), "fashion_mnist": ((28, 28), 10, False), "cifar10": ((32, 32, 3), 10, True),
    "cifar100": ((32, 32, 3), 100, True), "boston_housing": ((13,), 0, False), "california_housing": ((8,), 0, False),
    "imdb": (None, 2, False), "reuters": (None, 46, False),
}  # fmt: skip


def stand_in(keras: Any, whole: bool) -> None:
    """Put random data in the place of the published sets, and texts in the place of files from the network."""
    for name, (shape, classes, column) in SETS.items():
        module = getattr(keras.datasets, name)
        counts = WHOLE.get(name, FEW) if whole else FEW
        module.load_data = partial(create, shape, classes, column, counts)
        if shape is None:
            module.get_word_index = lambda *_: {f"word{i}": i for i in range(1, 2000)}
    keras.utils.get_file = file_from_nowhere
    if keras.__name__ == "keras":
        keras.utils.plot_model = lambda *_, **__: None  # Keras' needs graphviz, which says nothing of a program


def create(shape: Any, classes: int, column: bool, counts: tuple[int, int], *_: Any, **given: Any) -> Any:
    """A set to train on and one to test on."""
    rng = np.random.default_rng(0)
    parts = []
    for n, count in zip(FEW, counts):
        y = rng.integers(0, classes, n).astype("uint8") if classes else rng.uniform(5, 50, n)
        if classes:
            y[: min(n, classes)] = np.arange(min(n, classes))  # every class is there
        if shape is None:
            most = given.get("num_words") or 2000
            x = np.empty(n, object)
            x[:] = [rng.integers(1, most, int(length)).tolist() for length in rng.integers(20, 200, n)]
            y = y.astype("int64")
        else:
            x = rng.integers(0, 256, (n, *shape)).astype("uint8") if classes else rng.standard_normal((n, *shape))
        again = np.arange(count) % n
        parts.append((x[again], y[again][:, None] if column else y[again]))
    return tuple(parts)


def file_from_nowhere(fname: Any = None, origin: Any = None, **settings: Any) -> str:
    """A file of text for a text; FileNotFoundError for anything else, which no program can do without."""
    name = Path(str(fname or origin)).name
    if not name.endswith(".txt"):
        raise FileNotFoundError(f"the program needs its data: {origin or fname}")
    path = Path.cwd() / name
    rng = np.random.default_rng(0)
    words = ["".join(rng.choice(list("abcdefghij"), int(rng.integers(2, 8)))) for _ in range(300)]
    path.write_text("\n".join(" ".join(rng.choice(words, 12)) for _ in range(300)))
    return str(path)


def cut_short(keras: Any) -> None:
    """Let `fit` and `evaluate` see few samples, for few epochs and steps."""
    for name in ("fit", "evaluate"):
        setattr(keras.Model, name, shorter(getattr(keras.Model, name)))


def shorter(method: Any) -> Any:
    """The method, with less to do."""
    signature = inspect.signature(method)

    @wraps(method)
    def short(*args: Any, **settings: Any) -> Any:
        given = signature.bind(*args, **settings)
        have = given.arguments
        for name in ("x", "y", "sample_weight", "validation_data"):
            if name in have:
                have[name] = fewer(have[name])
        if have.get("epochs"):
            have["epochs"] = min(have["epochs"], have.get("initial_epoch", 0) + EPOCHS)
        for name in ("steps_per_epoch", "validation_steps", "steps"):
            if have.get(name):
                have[name] = min(have[name], STEPS)
        return method(*given.args, **given.kwargs)

    return short


def fewer(data: Any) -> Any:
    """The first samples, or batches, of anything that holds some."""
    if isinstance(data, dict):
        return {key: fewer(part) for key, part in data.items()}
    if isinstance(data, (list, tuple)) and data and not isinstance(data[0], (int, float, str)):
        return type(data)(fewer(part) for part in data)
    if isinstance(data, np.ndarray) or (isinstance(data, list) and len(data) > SAMPLES):
        return data[:SAMPLES]
    return data.take(STEPS) if hasattr(data, "take") and hasattr(data, "prefetch") else data
