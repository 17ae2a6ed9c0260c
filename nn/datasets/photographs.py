"""Photographs that scikit-image carries: a cat, a cup, bricks; and 200 small cut-outs, half of them faces."""

from __future__ import annotations

import io

import numpy as np

from nn.checks import whole
from nn.datasets.package_files import PackageMissing, read_package_file

PACKAGE = "scikit-image"
FACES_SHA256 = "9560ec2f5edfac01973f63a8a99d00053fecd11e21877e18038fbe500f8e872c"
PHOTOGRAPHS = {  # name -> hash of the file
    "astronaut": "88431cd9653ccd539741b555fb0a46b61558b301d4110412b5bc28b5e3ea6cb5",
    "brick": "7966caf324f6ba843118d98f7a07746d22f6a343430add0233eca5f6eaaa8fcf",
    "chelsea": "596aa1e7cb875eb79f437e310381d26b338a81c2da23439704a73c4651e8c4bb",
    "coffee": "cc02f8ca188b167c775a7101b5d767d1e71792cf762c33d6fa15a4599b5a8de7",
    "grass": "b6b6022426b38936c43a4ac09635cd78af074e90f42ffa8227ac8b7452d39f89",
    "gravel": "c48615b451bf1e606fbd72c0aa9f8cc0f068ab7111ef7d93bb9b0f2586440c12",
    "ihc": "f8dd1aa387ddd1f49d8ad13b50921b237df8e9b262606d258770687b0ef93cef",
}
Split = tuple[np.ndarray, np.ndarray]


def photograph(name: str) -> np.ndarray:
    """A photograph: (height, width, 3) uint8, or (height, width) where it has no color.

    name: "astronaut" (NASA, Eileen Collins), "brick", "chelsea" (a cat), "coffee", "grass", "gravel" or "ihc" (stained cells of
    a colon). License: public domain or CC0, as scikit-image's LICENSE.txt and its function of the same name say. Read from
    scikit-image's files, compared with hashes; Pillow decodes them. Raises ValueError for another name, PackageMissing
    without the package (`pip install --no-deps scikit-image`).

    >>> photograph("chelsea").shape  # doctest: +SKIP
    (300, 451, 3)
    """
    if name not in PHOTOGRAPHS:
        raise ValueError(f"photograph: there is no {name!r}; these are: {', '.join(PHOTOGRAPHS)}")
    content = read_package_file("photograph", PACKAGE, f"skimage/data/{name}.png", PHOTOGRAPHS[name])
    try:
        from PIL import Image
    except ImportError:
        raise PackageMissing("photograph decodes PNG files with Pillow: pip install pillow", name="PIL") from None
    with Image.open(io.BytesIO(content)) as image:
        return np.asarray(image)[..., :3] if image.mode == "RGBA" else np.asarray(image)


def faces(seed: int = 0) -> tuple[Split, Split]:
    """100 faces and 100 cut-outs of what was behind them: ((x_train, y_train), (x_test, y_test)), half to learn from.

    seed: of the split (default 0); each half has 50 of both. x: (100, 25, 25) float32 from 0 to 1. y: (100,) int64, 1 for a
    face. Source: a part of "Labeled Faces in the Wild", Huang et al., 2007, photographs of well-known people in the news;
    scikit-image (BSD) carries it without names and for research. Whose face it is cannot be learned from it, and should not be.
    Raises PackageMissing without the package (`pip install --no-deps scikit-image`).

    >>> (x_train, y_train), (x_test, y_test) = faces()  # doctest: +SKIP
    >>> x_train.shape, y_train.sum()  # doctest: +SKIP
    ((100, 25, 25), 50)
    """
    content = read_package_file("faces", PACKAGE, "skimage/data/lfw_subset.npy", FACES_SHA256)
    images = np.load(io.BytesIO(content), allow_pickle=False).astype(np.float32)
    rng = np.random.default_rng(whole("faces", "seed", seed, low=0))
    mixed = [kind + rng.permutation(100) for kind in (0, 100)]  # faces are the first 100
    known, new = (rng.permutation(np.concatenate([kind[part] for kind in mixed])) for part in (slice(50), slice(50, None)))
    labels = (np.arange(200) < 100).astype(np.int64)
    return (images[known], labels[known]), (images[new], labels[new])
