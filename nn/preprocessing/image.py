"""Images with random changes, in the manner of Keras 2. In new programs the layers RandomFlip and the like do this."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from nn.checks import choice
from nn.config import floatx
from nn.preprocessing.affine import apply_affine_transform
from nn.preprocessing.image_batches import ImageBatches, class_labels
from nn.seeds import generator
from nn.utils.folders import IMAGES, index
from nn.utils.images import array_to_img, img_to_array, load_img, save_img, smart_resize

__all__ = [
    "ImageDataGenerator", "apply_affine_transform", "array_to_img", "img_to_array", "load_img", "save_img", "smart_resize",
]  # fmt: skip

EPSILON = 1e-6


class ImageDataGenerator:
    """Batches of images, each changed at random every time it is asked for.

    featurewise_center=False, featurewise_std_normalization=False, zca_whitening=False: by what `fit` found in all images.
    samplewise_center=False, samplewise_std_normalization=False: by each image's own mean and spread. zca_epsilon=1e-06: keeps
    the whitening finite. rotation_range=0, shear_range=0.0: the largest angle in degrees. width_shift_range=0.0,
    height_shift_range=0.0: the largest shift, as a share of the size or, from 1 on, in pixels. brightness_range=None: the
    darkest and the brightest factor. zoom_range=0.0: the most that 1 changes by, or a pair. channel_shift_range=0.0: what
    colors may be raised by. fill_mode="nearest", cval=0.0: what lies outside. horizontal_flip=False, vertical_flip=False:
    half of the images. rescale=None: a factor for all numbers. preprocessing_function=None: called with each image after its
    changes. data_format=None: the channels come last. validation_split=0.0: the share that subset="validation" gives.
    interpolation_order=1: 0 takes the nearest pixel. dtype=None: of the numbers, None for floatx().

    >>> images = ImageDataGenerator(rescale=1 / 255, horizontal_flip=True)
    >>> x, y = next(images.flow(np.ones((5, 4, 4, 1)), np.arange(5), batch_size=2))
    >>> x.shape, y.shape
    ((2, 4, 4, 1), (2,))
    """

    def __init__(
        self, featurewise_center: bool = False, samplewise_center: bool = False, featurewise_std_normalization: bool = False,
        samplewise_std_normalization: bool = False, zca_whitening: bool = False, zca_epsilon: float = 1e-6,
        rotation_range: float = 0, width_shift_range: Any = 0.0, height_shift_range: Any = 0.0, brightness_range: Any = None,
        shear_range: float = 0.0, zoom_range: Any = 0.0, channel_shift_range: float = 0.0, fill_mode: str = "nearest",
        cval: float = 0.0, horizontal_flip: bool = False, vertical_flip: bool = False, rescale: float | None = None,
        preprocessing_function: Callable[[Any], Any] | None = None, data_format: str | None = None,
        validation_split: float = 0.0, interpolation_order: int = 1, dtype: Any = None,
    ) -> None:  # fmt: skip
        choice("ImageDataGenerator", "data_format", data_format or "channels_last", ("channels_last",))
        settings = dict(locals())
        del settings["self"]
        vars(self).update(settings)
        self.zoom = (1 - zoom_range, 1 + zoom_range) if np.ndim(zoom_range) == 0 else tuple(zoom_range)
        self.dtype = np.dtype(dtype or floatx())
        self.mean: Any = None
        self.std: Any = None
        self.whitening: Any = None

    # -- settings by name, for the checker: they are set from the arguments above
    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"ImageDataGenerator has no {name}")

    def fit(self, x: Any, augment: bool = False, rounds: int = 1, seed: int | None = None) -> None:
        """Find the mean, the spread and the whitening of images (n, height, width, channels)."""
        x = np.array(x, self.dtype) * (self.rescale or 1)
        if x.ndim != 4:
            raise ValueError(f"ImageDataGenerator.fit takes (n, height, width, channels), got {x.shape}")
        rng = generator(seed)
        if augment:
            x = np.concatenate([[self.random_transform(image, rng) for image in x] for _ in range(rounds)])
        if self.featurewise_center:
            self.mean = x.mean(axis=(0, 1, 2))
            x = x - self.mean
        if self.featurewise_std_normalization:
            self.std = x.std(axis=(0, 1, 2))
            x = x / (self.std + EPSILON)
        if self.zca_whitening:
            u, s, _ = np.linalg.svd(x.reshape(len(x), -1).T, full_matrices=False)
            self.whitening = (u * (np.sqrt(len(x)) / (s + self.zca_epsilon))) @ u.T

    def standardize(self, x: Any) -> Any:
        """An image after all changes that are not random."""
        x = x if self.preprocessing_function is None else self.preprocessing_function(x)
        x = np.asarray(x, self.dtype) * self.dtype.type(self.rescale or 1)
        x = x - x.mean() if self.samplewise_center else x
        x = x / (x.std() + EPSILON) if self.samplewise_std_normalization else x
        asked = (self.featurewise_center, self.featurewise_std_normalization, self.zca_whitening)
        if any(flag and found is None for flag, found in zip(asked, (self.mean, self.std, self.whitening))):
            raise ValueError("ImageDataGenerator: what is known of all images comes from fit(x): call it first")
        x = x - self.mean if self.featurewise_center else x
        x = x / (self.std + EPSILON) if self.featurewise_std_normalization else x
        return (x.reshape(1, -1) @ self.whitening).reshape(x.shape).astype(self.dtype) if self.zca_whitening else x

    def get_random_transform(self, img_shape: Any, seed: Any = None) -> dict[str, Any]:
        """What is to happen to an image of this shape."""
        rng = generator(seed)

        def shift(most: Any, size: int) -> float:
            if np.ndim(most):
                drawn = float(rng.choice(most)) * float(rng.choice([-1, 1]))
            else:
                drawn = float(rng.uniform(-most, most))
            return drawn * size if np.max(most) < 1 else drawn

        bright = self.brightness_range
        return {
            "theta": rng.uniform(-self.rotation_range, self.rotation_range),
            "tx": shift(self.width_shift_range, img_shape[1]),
            "ty": shift(self.height_shift_range, img_shape[0]),
            "shear": rng.uniform(-self.shear_range, self.shear_range),
            "zx": rng.uniform(*self.zoom),
            "zy": rng.uniform(*self.zoom),
            "flip_horizontal": bool(self.horizontal_flip and rng.random() < 0.5),
            "flip_vertical": bool(self.vertical_flip and rng.random() < 0.5),
            "channel_shift_intensity": rng.uniform(-1, 1) * self.channel_shift_range or None,
            "brightness": None if bright is None else rng.uniform(*bright),
        }

    def apply_transform(self, x: Any, transform_parameters: dict[str, Any]) -> Any:
        """An image changed as `get_random_transform` says."""
        given = {"zx": 1, "zy": 1, **transform_parameters}
        moved = {name: given.get(name, 0) for name in ("theta", "tx", "ty", "shear", "zx", "zy")}
        if moved != {"theta": 0, "tx": 0, "ty": 0, "shear": 0, "zx": 1, "zy": 1}:
            x = apply_affine_transform(x, **moved, fill_mode=self.fill_mode, cval=self.cval, order=self.interpolation_order)
        if given.get("channel_shift_intensity") is not None:
            x = np.clip(x + given["channel_shift_intensity"], x.min(), x.max())
        x = x[:, ::-1] if given.get("flip_horizontal") else x
        x = x[::-1] if given.get("flip_vertical") else x
        return x if given.get("brightness") is None else np.clip(x * given["brightness"], 0, 255)

    def random_transform(self, x: Any, seed: Any = None) -> Any:
        """An image changed at random."""
        return self.apply_transform(x, self.get_random_transform(x.shape, seed))

    def flow(
        self, x: Any, y: Any = None, batch_size: int = 32, shuffle: bool = True, sample_weight: Any = None,
        seed: int | None = None, subset: str | None = None, **saving: Any,
    ) -> ImageBatches:  # fmt: skip
        """Batches of images at hand, without end: x, (x, y) or (x, y, sample_weight)."""
        images = np.asarray(x, self.dtype)
        parts = [np.asarray(part) for part in (y, sample_weight) if part is not None]
        return ImageBatches(self, lambda i: images[i], len(images), parts, batch_size, shuffle, seed, subset)

    def flow_from_directory(
        self, directory: Any, target_size: tuple[int, int] = (256, 256), color_mode: str = "rgb", classes: Any = None,
        class_mode: str | None = "categorical", batch_size: int = 32, shuffle: bool = True, seed: int | None = None,
        follow_links: bool = False, subset: str | None = None, interpolation: str = "nearest", **saving: Any,
    ) -> ImageBatches:  # fmt: skip
        """Batches of the images of a folder that has a folder for each class."""
        paths, labels, names = index("flow_from_directory", directory, "inferred", classes, IMAGES, follow_links, True)
        return self._files(paths, labels, names, target_size, color_mode, class_mode, batch_size, shuffle, seed, subset,
                           interpolation)  # fmt: skip

    def flow_from_dataframe(
        self, dataframe: Any, directory: Any = None, x_col: str = "filename", y_col: Any = "class",
        target_size: tuple[int, int] = (256, 256), color_mode: str = "rgb", classes: Any = None,
        class_mode: str | None = "categorical", batch_size: int = 32, shuffle: bool = True, seed: int | None = None,
        subset: str | None = None, interpolation: str = "nearest", **saving: Any,
    ) -> ImageBatches:  # fmt: skip
        """Batches of the images whose paths stand in a column of a table."""
        paths = [str(Path(directory or "", name)) for name in dataframe[x_col]]
        if class_mode in ("raw", None):
            values = None if class_mode is None else np.asarray(dataframe[y_col])
            return self._files(paths, values, None, target_size, color_mode, class_mode, batch_size, shuffle, seed, subset,
                               interpolation)  # fmt: skip
        names = list(classes) if classes is not None else sorted(set(dataframe[y_col]))
        labels = np.array([names.index(label) for label in dataframe[y_col]])
        return self._files(paths, labels, names, target_size, color_mode, class_mode, batch_size, shuffle, seed, subset,
                           interpolation)  # fmt: skip

    def _files(
        self, paths: Any, labels: Any, names: Any, size: Any, color: str, mode: str | None, batch_size: int, shuffle: bool,
        seed: Any, subset: Any, interpolation: str,
    ) -> ImageBatches:  # fmt: skip
        read = lambda i: img_to_array(load_img(paths[i], color, size, interpolation), dtype=self.dtype)  # noqa: E731
        choice("ImageDataGenerator", "class_mode", mode or "none", ("categorical", "binary", "sparse", "input", "raw", "none"))
        parts = class_labels(labels, mode, len(names or ()), self.dtype)
        made = ImageBatches(self, read, len(paths), parts, batch_size, shuffle, seed, subset, labels)
        made.class_indices = {name: i for i, name in enumerate(names or ())}
        made.classes, made.filepaths, made.repeats_input = labels, paths, mode == "input"
        return made
