"""Data sets from a folder: one folder of files for each class, or labels that are given."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from nn.checks import choice
from nn.ops.array import as_array
from nn.ops.image import resize
from nn.seeds import generator
from nn.utils.dataset import Dataset
from nn.utils.images import img_to_array, load_img

IMAGES = (".bmp", ".gif", ".jpeg", ".jpg", ".png")
TEXTS = (".txt",)
LABEL_MODES = ("int", "categorical", "binary")


class FolderDataset(Dataset):
    """A Dataset that knows the names of its classes and the paths of its files."""

    class_names: list[str] | None = None
    file_paths: list[str] = []


def image_dataset_from_directory(
    directory: Any, labels: Any = "inferred", label_mode: str | None = "int", class_names: Sequence[str] | None = None,
    color_mode: str = "rgb", batch_size: int | None = 32, image_size: tuple[int, int] = (256, 256), shuffle: bool = True,
    seed: int | None = None, validation_split: float | None = None, subset: str | None = None, interpolation: str = "bilinear",
    follow_links: bool = False, crop_to_aspect_ratio: bool = False, pad_to_aspect_ratio: bool = False,
    data_format: str | None = None, format: str = "tf", verbose: bool = True,
) -> Any:  # fmt: skip
    """Images of a folder as a Dataset of batches (batch, *image_size, channels), float32 from 0 to 255, and labels.

    directory: the folder. labels="inferred": each folder inside is a class; or the labels of the files in their order, or None.
    label_mode="int": or "categorical" (one-hot), "binary" (0.0 and 1.0), None for images alone. class_names=None: the folders
    to take, in the order of their numbers. color_mode="rgb": or "grayscale", "rgba". batch_size=32: None for single images.
    image_size=(256, 256): height and width that all are brought to. shuffle=True: whether they come in random order.
    seed=None: of that order. validation_split=None: the share that is kept back. subset=None: "training", "validation", or
    "both" for the two of them. interpolation="bilinear": or "nearest". follow_links=False: through links to folders.
    crop_to_aspect_ratio=False, pad_to_aspect_ratio=False: how not to stretch. data_format=None: the channels come last.
    format="tf": accepted and ignored. verbose=True: print how many files were found.
    Raises ValueError for settings that do not fit together, or if there is no image; ImportError without Pillow.

    >>> import tempfile
    >>> from nn.utils.images import save_img
    >>> with tempfile.TemporaryDirectory() as here:
    ...     for name in ("cats", "dogs"):
    ...         Path(here, name).mkdir(); save_img(Path(here, name, "1.png"), np.ones((4, 4, 1)))
    ...     data = image_dataset_from_directory(here, image_size=(8, 8))
    ...     x, y = next(iter(data))
    Found 2 files belonging to 2 classes.
    >>> x.shape, sorted(y.tolist()), data.class_names
    ((2, 8, 8, 3), [0, 1], ['cats', 'dogs'])
    """

    def read(path: str) -> Any:
        image = img_to_array(load_img(path, color_mode), data_format)
        return resize(image, image_size, interpolation, False, crop_to_aspect_ratio, pad_to_aspect_ratio)

    order = Order("image_dataset_from_directory", shuffle, seed, validation_split, subset)
    found = index(order.who, directory, labels, class_names, IMAGES, follow_links, verbose)
    return order.datasets(*found, label_mode, batch_size, read)


def text_dataset_from_directory(
    directory: Any, labels: Any = "inferred", label_mode: str | None = "int", class_names: Sequence[str] | None = None,
    batch_size: int | None = 32, max_length: int | None = None, shuffle: bool = True, seed: int | None = None,
    validation_split: float | None = None, subset: str | None = None, follow_links: bool = False, format: str = "tf",
    verbose: bool = True,
) -> Any:  # fmt: skip
    """Texts of a folder of .txt files as a Dataset of batches of strings, and labels.

    directory: the folder. labels="inferred": each folder inside is a class; or the labels of the files in their order, or None.
    label_mode="int": or "categorical" (one-hot), "binary" (0.0 and 1.0), None for texts alone. class_names=None: the folders to
    take, in the order of their numbers. batch_size=32: None for single texts. max_length=None: letters that are kept.
    shuffle=True: whether they come in random order. seed=None: of that order. validation_split=None: the share that is kept
    back. subset=None: "training", "validation", or "both" for the two of them. follow_links=False: through links to folders.
    format="tf": accepted and ignored. verbose=True: print how many files were found.
    Raises ValueError for settings that do not fit together, or if there is no text.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as here:
    ...     for name in ("bad", "good"):
    ...         Path(here, name).mkdir(); _ = Path(here, name, "1.txt").write_text(f"a {name} film")
    ...     texts, labels = next(iter(text_dataset_from_directory(here, shuffle=False, verbose=False)))
    >>> texts.tolist(), labels.tolist()
    (['a bad film', 'a good film'], [0, 1])
    """
    read: Callable[[str], Any] = lambda path: np.array(Path(path).read_text("utf-8")[:max_length], object)  # noqa: E731
    order = Order("text_dataset_from_directory", shuffle, seed, validation_split, subset)
    found = index(order.who, directory, labels, class_names, TEXTS, follow_links, verbose)
    return order.datasets(*found, label_mode, batch_size, read)


def index(
    who: str, directory: Any, labels: Any, class_names: Any, endings: tuple[str, ...], follow_links: bool, verbose: bool
) -> tuple[list[str], Any, list[str] | None]:
    """The files of a folder in the order of their names, their labels, and the names of the classes."""
    top = Path(directory).expanduser()
    if not top.is_dir():
        raise ValueError(f"{who}: {top} is not a folder")
    if labels == "inferred":
        folders = sorted(each.name for each in top.iterdir() if each.is_dir() and not each.name.startswith("."))
        if class_names is not None and not set(class_names) <= set(folders):
            raise ValueError(f"{who}: class_names={list(class_names)}, but the folders in {top} are {folders}")
        classes: Any = list(class_names or folders)
        lists = [_files(top / name, endings, follow_links) for name in classes]
        paths = [path for each in lists for path in each]
        numbers: Any = np.repeat(np.arange(len(classes)), [len(x) for x in lists])
    else:
        paths, numbers = _files(top, endings, follow_links), None if labels is None else np.asarray(labels)
        classes = None if labels is None else [str(label) for label in sorted(set(labels))]
        if numbers is not None and len(numbers) != len(paths):
            raise ValueError(
                f"{who}: {len(numbers)} labels were given, but {top} has {len(paths)} files ({', '.join(endings)})"
            )
    if not paths:
        raise ValueError(f"{who}: {top} has no files that end in {', '.join(endings)}")
    if verbose:
        print(f"Found {len(paths)} files" + (f" belonging to {len(classes)} classes." if classes else "."))
    return paths, None if numbers is None else numbers.astype("int32"), classes


def _files(folder: Path, endings: tuple[str, ...], follow_links: bool) -> list[str]:
    walked = sorted(os.walk(folder, followlinks=follow_links))
    return [os.path.join(root, name) for root, _, names in walked for name in sorted(names) if name.lower().endswith(endings)]


class Order:
    """How the files of a folder are shuffled and split."""

    def __init__(self, who: str, shuffle: bool, seed: Any, validation_split: float | None, subset: str | None) -> None:
        self.who, self.shuffle, self.split, self.subset = who, shuffle, validation_split, subset
        if (validation_split is None) != (subset is None):
            raise ValueError(f"{who}: validation_split= and subset= belong together, got {validation_split} and {subset!r}")
        if validation_split is not None and not 0 < validation_split < 1:
            raise ValueError(f"{who}: validation_split lies between 0 and 1, got {validation_split}")
        if subset is not None:
            choice(who, "subset", subset, ("training", "validation", "both"))
        if validation_split and shuffle and seed is None and subset != "both":
            raise ValueError(f"{who}: shuffled files are split alike in both calls only with a seed: say seed=")
        self.seed = int(generator().integers(2**31)) if seed is None else seed

    def datasets(self, paths: list[str], labels: Any, names: Any, mode: str | None, size: int | None, read: Any) -> Any:
        """The Dataset that was asked for, or both."""
        if mode is not None and labels is not None:
            choice(self.who, "label_mode", mode, LABEL_MODES)
            if mode == "binary" and len(names) != 2:
                raise ValueError(f"{self.who}: label_mode='binary' is for two classes, got {len(names)}: {names}")
        places = np.arange(len(paths))
        if self.shuffle:
            np.random.default_rng(self.seed).shuffle(places)
        kept = len(places) - int((self.split or 0) * len(places))
        parts = {"training": places[:kept], "validation": places[kept:], None: places}
        made = {part: self._dataset(parts[part], paths, labels, names, mode, size, read) for part in parts}
        return (made["training"], made["validation"]) if self.subset == "both" else made[self.subset]

    def _dataset(self, places: Any, paths: Any, labels: Any, names: Any, mode: Any, size: Any, read: Any) -> FolderDataset:
        encoded = None if labels is None or mode is None else encode(labels, mode, len(names))

        def element(i: int) -> Any:
            x = as_array(read(paths[i]))
            return x if encoded is None else (x, as_array(encoded[i]))

        made = Dataset(lambda: (element(i) for i in places), len(places))
        made = made.shuffle(max(1, (size or 128) * 8), self.seed) if self.shuffle and self.subset != "validation" else made
        made = made if size is None else made.batch(size)
        found = FolderDataset(made.make, made.count)
        found.class_names, found.file_paths = names, [paths[i] for i in places]
        return found


def encode(labels: np.ndarray, mode: str, classes: int) -> np.ndarray:
    """Class numbers as the mode has them."""
    if mode == "categorical":
        return np.asarray(np.eye(classes, dtype="float32")[labels])
    return labels.astype("float32")[:, None] if mode == "binary" else labels
