"""Data as a model takes them, read from a CSV file, a folder of images or an image, in the form that training chose."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from nn.commands import columns, pictures
from nn.commands.answer import Misuse
from nn.commands.csv_file import Sheet, read_sheet
from nn.commands.model_file import find_input_shape
from nn.commands.plain_table import read_plain


class Data(NamedTuple):
    """Inputs, targets where there are some, what each sample is called, and the form that says how they were read."""

    x: np.ndarray
    y: np.ndarray | None
    names: list[str]
    form: dict[str, Any]

    @property
    def classes(self) -> list[str] | None:
        """The names of the classes; None for numbers, or where nothing is known of them."""
        return classes_of(self.form)


def classes_of(form: dict[str, Any]) -> list[str] | None:
    """The names of the classes that a form knows."""
    found: list[str] | None = form.get("target", form).get("classes")
    return found


def learn(options: argparse.Namespace) -> Data:
    """The data to train on, and the form that they are in; Misuse for what cannot be learned from."""
    path: Path = options.data
    if path.is_dir():
        found = pictures.find_classes(path)
        paths = [each for group in found.values() for each in group]
        form = pictures.choose_form(paths[0], options.image_size, options.color)._replace(classes=list(found))
        labels = np.repeat(np.arange(len(found)), [len(group) for group in found.values()])
        return Data(form.read(paths), labels, list(map(str, paths)), pictures.to_form(form))
    sheet = read_sheet(path)
    for name in options.without:
        if name not in sheet.columns:
            raise Misuse(f"--without {name}: the data have no such column; there are {', '.join(sheet.columns)}")
        del sheet.columns[name]
    name = find_target_name(sheet, options.target)
    target = columns.find_target(sheet, name, options.task)
    taken = columns.find_columns(sheet, name)
    y = columns.encode_target(target, sheet.columns[name])
    return Data(columns.encode(taken, sheet), y, number_rows(sheet), columns.to_form(taken, target))


def find_target_name(sheet: Sheet, asked: str | None) -> str:
    """The column to predict: the one that was asked for, or else the last; Misuse if there is none."""
    name = list(sheet.columns)[-1] if asked is None else asked
    if name not in sheet.columns:
        raise Misuse(f"--target {name}: the data have no such column; there are {', '.join(sheet.columns)}")
    return name


def read(model: Any, form: dict[str, Any], path: Path, asked: str | None, with_targets: bool) -> Data:
    """Data in the form that the model was trained with; without one, numbers as they come."""
    kind = form.get("kind")
    if not path.exists():
        raise FileNotFoundError(f"there is no file {path}")
    if path.is_dir() or path.suffix.lower() in pictures.ENDINGS:
        if kind == "table":
            raise Misuse(f"the model was trained on a table, {path} holds images")
        return read_pictures(pictures.from_form(form) if kind else form_of_inputs(model), form, path, with_targets)
    if kind == "images":
        raise Misuse(
            f"the model was trained on images, {path} is none: give an image ({', '.join(pictures.ENDINGS)}) or a folder"
        )
    sheet = read_sheet(path)
    if not kind:
        x, y = read_plain(model, sheet, find_target_name(sheet, asked) if with_targets or asked else None)
        return Data(x, y, number_rows(sheet), form)
    taken, target = columns.from_form(form)
    if with_targets and target.name not in sheet.columns:
        raise Misuse(f"{path} has no column {target.name!r}, the target; there are {', '.join(sheet.columns)}")
    y = columns.encode_target(target, sheet.columns[target.name]) if with_targets else None
    return Data(columns.encode(taken, sheet), y, number_rows(sheet), form)


def read_pictures(how: pictures.Pictures, form: dict[str, Any], path: Path, with_targets: bool) -> Data:
    """One image, all of a folder, or with targets those in the folders of the classes."""
    if not with_targets:
        paths = pictures.find_images(path) if path.is_dir() else [path]
        if not paths:
            raise Misuse(f"there are no images in {path} ({', '.join(pictures.ENDINGS)})")
        return Data(how.read(paths), None, list(map(str, paths)), form)
    if not path.is_dir():
        raise Misuse(f"{path} is one image, whose class nobody knows: give a folder with a folder of images for each class")
    found = pictures.find_classes(path)
    classes = how.classes or list(found)
    strange = [name for name in found if name not in classes]
    if strange:
        raise Misuse(f"{path / strange[0]} is the folder of a class that the model does not know: {', '.join(classes)}")
    pairs = [(each, classes.index(name)) for name, group in found.items() for each in group]
    x = how.read([each for each, _ in pairs])
    return Data(x, np.array([label for _, label in pairs]), [str(each) for each, _ in pairs], form)


def form_of_inputs(model: Any) -> pictures.Pictures:
    """Images as a model takes them that was saved by a program; Misuse if it takes none."""
    shape = find_input_shape(model)
    if shape is None or len(shape) != 4 or None in shape[1:] or shape[3] not in (1, 3):
        raise Misuse(f"the model takes data of the shape {shape}, which are no images (height, width, 1 or 3)")
    return pictures.Pictures(*shape[1:])


def number_rows(sheet: Sheet) -> list[str]:
    """What rows are called: their number, from 1."""
    return [str(i + 1) for i in range(sheet.rows)]
