"""train: a network for a CSV file or a folder of images, from the data alone to the file of the model."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np

from nn.callbacks import BackupAndRestore
from nn.commands import model_file
from nn.commands.answer import DONE, INTERRUPTED, Misuse, answer, show_number
from nn.commands.data import Data, learn, read
from nn.commands.network import build
from nn.options import at_least
from nn.seeds import set_random_seed


def declare(parser: argparse.ArgumentParser) -> None:
    """The arguments."""
    add = parser.add_argument
    add("data", type=Path, help="a CSV file, or a folder with a folder of images for each class")
    add("--target", metavar="COLUMN", help="the column to predict (default: the last)")
    add("--without", metavar="COLUMN", action="append", default=[], help="a column to leave out; may be said again")
    add("--task", choices=("auto", "classify", "regress"), default="auto",
        help="what the target is (default: words and few whole numbers are classes)")  # fmt: skip
    add("--hidden", type=widths, default=(64, 64), metavar="N,N", help="neurons of the dense layers (default: 64,64)")
    add("--epochs", type=at_least(1), default=50, metavar="N", help="passes over the data (default: %(default)s)")
    add("--batch-size", type=at_least(1), default=32, metavar="N", help="samples per step (default: %(default)s)")
    add("--optimizer", default="adam", metavar="NAME", help="one of nn.optimizers (default: %(default)s)")
    add("--learning-rate", type=positive, metavar="X", help="of the optimizer (default: its own)")
    add(
        "--validation", type=share, default=0.2, metavar="X", help="share of the data held back to watch (default: %(default)s)"
    )
    add("--image-size", type=size, metavar="HxW", help="of images (default: that of the first, at most 64 a side)")
    add("--color", choices=("auto", "gray", "rgb"), default="auto", help="of images (default: as the first one is)")
    add("--from", dest="start", type=Path, metavar="MODEL", help="a model of an earlier `train`, to go on with")
    add("--backup", type=Path, metavar="DIR", help="folder in which a run that is killed finds where it was")
    add("--seed", type=at_least(0), default=0, metavar="N", help="of weights and shuffling (default: %(default)s)")
    add("--out", type=Path, default=Path("model.tapegrad"), metavar="FILE",
        help="the model: .tapegrad, or .keras with h5py (default: %(default)s)")  # fmt: skip


def work(options: argparse.Namespace) -> int:
    """Learn from the data, say how good it is, and write the model."""
    model_file.check_place(options.out)
    if not options.data.exists():
        raise FileNotFoundError(f"there is no file {options.data}")
    set_random_seed(options.seed)
    if options.start is None:
        data = learn(options)
        model = build(data, options)
    else:
        model, form = model_file.load(options.start)
        data = read(model, form, options.data, options.target, with_targets=True)
    learned, watched = split(data, options)
    finished = fit(model, learned, watched, options)
    model_file.save(model, data.form, options.out)
    results = measure(model, learned, watched)
    found = {
        "model": str(options.out), "samples": len(learned[0]), "watched": len(watched[0]) if watched else 0,
        "task": "regress" if data.classes is None else "classify", "classes": data.classes,
        "epochs": len(model.history.epoch), "finished": finished, "history": model.history.history, **results,
    }  # fmt: skip
    answer(options, found, lambda: tell(found, results))
    return DONE if finished else INTERRUPTED


def split(data: Data, options: argparse.Namespace) -> tuple[Any, Any]:
    """The data in a random order: those to learn from, and those held back, None for none."""
    n = len(data.x)
    kept = round(n * options.validation)
    if n - kept < 1:
        raise Misuse(f"{options.data} has {n} samples: --validation {options.validation} leaves none to learn from")
    order = np.random.default_rng(options.seed).permutation(n)
    x, y = data.x[order], np.asarray(data.y)[order]
    return (x[kept:], y[kept:]), (x[:kept], y[:kept]) if kept else None


def fit(model: Any, learned: Any, watched: Any, options: argparse.Namespace) -> bool:
    """Train; False if Ctrl-C ended it, which keeps what was learned."""
    callbacks = [BackupAndRestore(options.backup)] if options.backup else []
    try:
        model.fit(
            *learned, batch_size=options.batch_size, epochs=options.epochs, validation_data=watched, callbacks=callbacks,
            verbose=0 if options.json else "auto",
        )  # fmt: skip
    except KeyboardInterrupt:
        return False
    return True


def measure(model: Any, learned: Any, watched: Any) -> dict[str, Any]:
    """The results on the data that were held back, or else on those learned from."""
    found: dict[str, Any] = model.evaluate(*(watched or learned), verbose=0, return_dict=True)
    return found


def tell(found: dict[str, Any], results: dict[str, Any]) -> list[str]:
    """The result as lines."""
    which = f"{found['watched']} samples held back" if found["watched"] else f"the {found['samples']} samples learned from"
    return [
        *([] if found["finished"] else ["Stopped by Ctrl-C: what was learned until then is kept."]),
        f"On {which}: " + ", ".join(f"{name} {show_number(value)}" for name, value in results.items()),
        f"The model is in {found['model']}; to use it: python -m nn predict {found['model']} DATA",
    ]


def widths(text: str) -> tuple[int, ...]:
    """The sizes of layers in "64,64"; none in ""."""
    return tuple(at_least(1)(part) for part in text.split(",") if part)


def size(text: str) -> tuple[int, int]:
    """Height and width in "28x28"."""
    height, _, width = text.partition("x")
    return at_least(1)(height), at_least(1)(width or height)


def positive(text: str) -> float:
    """A number above 0."""
    return between(text, 0.0, float("inf"), "a number above 0")


def share(text: str) -> float:
    """A share of the data, 0 for none."""
    return 0.0 if text in ("0", "0.0") else between(text, 0.0, 1.0, "a number between 0 and 1")


def between(text: str, low: float, high: float, expected: str) -> float:
    """A number between two others, itself none of them."""
    try:
        number = float(text)
    except ValueError:
        number = low
    if not low < number < high:
        raise argparse.ArgumentTypeError(f"expected {expected}, got {text!r}")
    return number
