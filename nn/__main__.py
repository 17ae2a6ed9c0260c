"""python -m nn: train the course's network on real handwritten digits, and leave weights and pictures in a folder.

Told a command, such as `python -m nn train data.csv`, it does that instead: see nn.commands.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from autograd import Tensor
from nn import commands, demo
from nn.console import INTERRUPTED, run_program
from nn.files import write_whole
from nn.models.sequential import Sequential
from nn.options import parser
from nn.seeds import set_random_seed
from viz import draw, plots  # this file is the program: the library itself never imports viz

DONE, UNWRITTEN, REFUSED = 0, 1, 2


class Trained(NamedTuple):
    """What the pictures show: the network, its first layer's weights from before training, (784, 128), and a neuron's loss."""

    model: Sequential
    start: np.ndarray
    loss: Tensor | None = None


class Output(NamedTuple):
    """One file of the result: its name, what it shows, and how it is made."""

    name: str
    shows: str
    write: Callable[[Trained, Path], Any]


def weights(trained: Trained, path: Path) -> None:
    trained.model.save_weights(path)


def curves(trained: Trained, path: Path) -> None:
    history = trained.model.history
    if not (history and history.epoch):
        raise ValueError("no epoch was finished, so there is no curve to draw")
    figure, axes = panels(1, (6.4, 3.8))
    plots.training_curves(history, ax=axes[0])
    save(figure, path)


def first_weights(trained: Trained, path: Path) -> None:
    figure, axes = panels(2, (12.0, 5.2))
    kernel = trained.model.get_weights()[0]
    for ax, title, maps in zip(axes, ("weights", "what training changed"), (kernel, kernel - trained.start)):
        plots.weight_maps(maps, ax=ax).set_title(title, pad=20)
    save(figure, path)


def neuron(trained: Trained, path: Path) -> None:
    draw(demo.one_neuron() if trained.loss is None else trained.loss).save(path)


def save(figure: Any, path: Path) -> None:
    content = io.BytesIO()
    figure.savefig(content, dpi=160, format="png")
    write_whole(path, content.getvalue(), "the picture")


def panels(count: int, inches: tuple[float, float]) -> tuple[Any, Any]:
    """A figure with axes side by side; ImportError, with the remedy, without matplotlib."""
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise ImportError("drawn with matplotlib, which is not installed: python -m pip install matplotlib") from error
    figure = Figure(figsize=inches, layout="constrained")
    return figure, figure.subplots(1, count, squeeze=False)[0]


OUTPUTS = (
    Output("model.safetensors", "the trained weights, for model.load_weights(...)", weights),
    Output("curves.png", "how loss and accuracy changed from epoch to epoch", curves),
    Output("weights.png", "the weights of 16 neurons of the first layer as pictures, and what training changed", first_weights),
    Output("neuron.svg", "the graph of one neuron's loss, with every value and gradient; open it in a browser", neuron),
    Output("neuron.png", "the same graph, for a document", neuron),
)


def check_folder(folder: Path) -> None:
    """Make the folder, and find out before any training whether the results can be written; OSError if not."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise OSError(f"cannot write to the folder {folder} ({error.strerror}); choose another one with --out") from error
    for output in OUTPUTS:
        if (folder / output.name).is_dir():
            raise OSError(f"{folder / output.name} is a folder, but a file is to be written there; choose another --out")


def check_packages() -> None:
    """ModuleNotFoundError if something is missing without which training would be in vain."""
    missing = [name for name in ("safetensors", "tqdm") if find_spec(name) is None]
    if missing:
        raise ModuleNotFoundError(f"this needs {' and '.join(missing)}: python -m pip install {' '.join(missing)}")


def load(kind: str) -> demo.Digits:
    """The digits; RuntimeError with the ways out if they cannot be had."""
    try:
        return demo.load_digits(kind)
    except (ImportError, OSError, RuntimeError, ValueError) as error:
        hint = "\nNo need to wait for them: python -m nn --data sample" if kind != "sample" else ""
        raise RuntimeError(f"{error}{hint}") from error


def train(model: Sequential, digits: demo.Digits, options: argparse.Namespace) -> bool:
    """Fit, telling of every epoch; False if Ctrl-C stopped it."""
    watching = round(len(digits.x_train) * demo.HELD_BACK)
    try:
        print(
            f"A 784-128-128-10 network learns from {len(digits.x_train) - watching:,} digits and is watched on {watching:,} "
            f"others;\n{len(digits.x_test):,} more, unseen, are the test. Ctrl-C stops and keeps what was learned.\n"
        )
        model.fit(
            digits.x_train,
            digits.y_train,
            epochs=options.epochs,
            batch_size=options.batch_size,
            validation_split=demo.HELD_BACK,
        )
    except KeyboardInterrupt:
        return False
    return True


def report(counts: np.ndarray) -> None:
    """Print the test accuracy and the commonest mistakes."""
    right, total = int(np.trace(counts)), int(counts.sum())
    print(f"\nTest accuracy {right / total:.4f}: {right:,} of {total:,} unseen digits read right.")
    for digit, read_as, times in demo.mistakes(counts):
        print(f"  {digit} read as {read_as}: {times} of {counts[digit].sum():,}")


def write(trained: Trained, folder: Path) -> int:
    """Write every file that can be written, and say what lies where and what was left out, and why."""
    written, left_out, failed = [], [], False
    for output in OUTPUTS:
        path = folder / output.name
        try:
            output.write(trained, path)
            written.append(output)
        except (ImportError, OSError, RuntimeError, ValueError) as error:
            old = " (the one that is there is from an earlier run)" if path.exists() else ""
            left_out.append(f"{output.name}: {error}{old}")
            failed |= isinstance(error, OSError)
    print(f"\nLook in {folder}{'' if written else ': nothing could be written'}")
    width = max(len(output.name) for output in OUTPUTS)
    for output in written:
        print(f"  {output.name:<{width}}  {output.shows}")
    for line in left_out:
        print(f"Left out: {line}")
    return UNWRITTEN if failed else DONE


def main(arguments: Sequence[str] | None = None) -> int:
    """The whole job, or a command; returns the exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments and not arguments[0].startswith("-"):
        return commands.run(arguments)
    options = parser().parse_args(arguments)
    try:
        check_packages()
        check_folder(options.out)
        digits = load(options.data)
    except (ImportError, OSError, RuntimeError) as error:
        print(f"python -m nn: {error}", file=sys.stderr)
        return REFUSED
    loss = demo.one_neuron()  # before training, so that the tape has low positions to name its values by
    set_random_seed(options.seed)
    model = demo.network()
    start = model.get_weights()[0]
    finished = train(model, digits, options)
    if not model.optimizer.iterations:
        print("\nStopped before anything was learned: nothing is written.")
        return INTERRUPTED
    if not finished:
        epochs = len(model.history.epoch) if model.history else 0
        print(f"\nStopped in epoch {epochs + 1} of {options.epochs}: what was learned until then is kept.")
    report(demo.confusion(model, digits))
    code = write(Trained(model, start, loss), options.out)
    return code if finished else INTERRUPTED


if __name__ == "__main__":
    run_program("python -m nn", main)
