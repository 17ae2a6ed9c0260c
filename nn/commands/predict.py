"""predict: what a saved model gives for the rows of a CSV file, for images or for one image."""

from __future__ import annotations

import argparse
import csv
import io
from pathlib import Path
from typing import Any

import numpy as np

from nn.commands import model_file
from nn.commands.answer import DONE, answer, show_number
from nn.commands.data import Data, read
from nn.files import write_whole
from nn.options import at_least


def declare(parser: argparse.ArgumentParser) -> None:
    """The arguments."""
    add = parser.add_argument
    add("model", type=Path, help="a .tapegrad or .keras file")
    add("data", type=Path, help="a CSV file, with the target or without it, an image, or a folder of images")
    add("--out", type=Path, metavar="FILE", help="a CSV file for the answers (default: they are printed)")
    add("--batch-size", type=at_least(1), default=256, metavar="N", help="samples at a time (default: %(default)s)")


def work(options: argparse.Namespace) -> int:
    """Predict, and print or write it."""
    if options.out is not None:
        model_file.check_place(options.out, (".csv",))
    model, form = model_file.load(options.model)
    data = read(model, form, options.data, None, with_targets=False)
    outputs = np.asarray(model.predict(data.x, batch_size=options.batch_size)).reshape(len(data.x), -1)
    if options.out is not None:
        write_whole(options.out, as_csv(data, outputs), "the predictions")
        found = {"samples": len(data.x), "out": str(options.out)}
        answer(options, found, lambda: [f"{len(data.x)} predictions are in {options.out}"])
        return DONE
    answers = [describe(name, row, data.classes) for name, row in zip(data.names, outputs)]
    answer(options, {"predictions": answers}, lambda: [show(each) for each in answers])
    return DONE


def describe(name: str, row: np.ndarray, classes: list[str] | None) -> dict[str, Any]:
    """The prediction for one sample: its class and the probabilities of all, or its numbers."""
    if classes is None:
        return {"sample": name, "outputs": row.tolist()}
    best = int(row.argmax())
    chances = dict(zip(classes, row.tolist()))
    return {"sample": name, "class": classes[best], "probability": float(row[best]), "probabilities": chances}


def show(found: dict[str, Any]) -> str:
    """One prediction as a line."""
    if "class" in found:
        return f"{found['sample']}: {found['class']} ({found['probability']:.1%})"
    return f"{found['sample']}: {' '.join(map(show_number, found['outputs']))}"


def as_csv(data: Data, outputs: np.ndarray) -> bytes:
    """The predictions as a table with a line of names."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    if data.classes is None:
        writer.writerow(
            ["sample", *(["prediction"] if outputs.shape[1] == 1 else [f"output_{i}" for i in range(outputs.shape[1])])]
        )
        writer.writerows([name, *row.tolist()] for name, row in zip(data.names, outputs))
    else:
        writer.writerow(["sample", "prediction", *(f"p({name})" for name in data.classes)])
        best = [data.classes[i] for i in outputs.argmax(axis=1)]
        writer.writerows([name, label, *row.tolist()] for name, label, row in zip(data.names, best, outputs))
    return text.getvalue().encode()
