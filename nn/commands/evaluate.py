"""evaluate: the loss and the metrics of a saved model on data whose targets are known."""

from __future__ import annotations

import argparse
from pathlib import Path

from nn.commands import model_file
from nn.commands.answer import DONE, Misuse, answer, show_number
from nn.commands.data import read
from nn.options import at_least


def declare(parser: argparse.ArgumentParser) -> None:
    """The arguments."""
    add = parser.add_argument
    add("model", type=Path, help="a .tapegrad or .keras file")
    add("data", type=Path, help="a CSV file, or a folder with a folder of images for each class")
    add("--target", metavar="COLUMN", help="for models of programs: the column of the target (default: the last)")
    add("--batch-size", type=at_least(1), default=256, metavar="N", help="samples at a time (default: %(default)s)")


def work(options: argparse.Namespace) -> int:
    """Measure, and say it."""
    model, form = model_file.load(options.model)
    if not model.compiled:
        raise Misuse(f"{options.model} has no loss to measure: compile the model before it is saved")
    data = read(model, form, options.data, options.target, with_targets=True)
    results = model.evaluate(data.x, data.y, batch_size=options.batch_size, verbose=0, return_dict=True)
    found = {"samples": len(data.x), **results}
    answer(options, found, lambda: [f"{name:<12} {show_number(value)}" for name, value in found.items()])
    return DONE
