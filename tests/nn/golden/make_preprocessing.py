"""Makes preprocessing.json: what Keras' preprocessing layers give for text, numbers and images.

    KERAS_BACKEND=tensorflow peers/bin/python tests/nn/golden/make_preprocessing.py

make.py says what `peers` holds. Random layers are given their random numbers, so that what they do with them can be compared.
"""

from __future__ import annotations

import json
from pathlib import Path

import keras
import numpy as np

WORDS = ["the cat sat", "The dog, sat!", "a CAT   and a dog", "nothing; else", "", "sat sat the"]
PETS = [["cat", "dog"], ["cat", ""], ["bird", "cat"], ["dog", "fish"]]
YEARS = [[1990, 2001], [2001, 7], [2001, 1990], [-3, 0]]
ROWS = [[1.0, 20.0, -3.0], [2.0, 40.0, 0.5], [4.0, -10.0, 2.5], [0.0, 5.0, 1.0]]
MODES = ["one_hot", "multi_hot", "count"]
CASES = [  # layer, settings, what adapt gets, what it is called with
    ("Rescaling", {"scale": 1 / 127.5, "offset": -1}, None, [[0, 255], [100, 3]]),
    ("Rescaling", {"scale": [1.0, 2.0], "offset": [0.5, 0.0]}, None, [[0.0, 255.0], [100.0, 3.0]]),
    ("Normalization", {}, ROWS, ROWS),
    ("Normalization", {"axis": None}, ROWS, ROWS),
    ("Normalization", {"axis": [0, 1], "invert": True}, ROWS, ROWS),
    ("Normalization", {"mean": [1.0, 2.0, 3.0], "variance": [4.0, 0.0, 1.0]}, None, ROWS),
    ("Normalization", {"mean": 3.0, "variance": 2.0}, None, ROWS),
    ("Discretization", {"bin_boundaries": [0.0, 1.0, 20.0]}, None, ROWS),
    ("Discretization", {"num_bins": 4}, ROWS, ROWS),
    ("Discretization", {"num_bins": 3, "epsilon": 0.1, "output_mode": "count"}, ROWS, ROWS),
    ("Discretization", {"bin_boundaries": [0.0, 2.0], "output_mode": "one_hot"}, None, [[0.0], [3.0], [1.0]]),
    ("Discretization", {"bin_boundaries": [0.0, 2.0], "output_mode": "multi_hot"}, None, ROWS),
    *[("CategoryEncoding", {"num_tokens": 4, "output_mode": mode}, None, [[0, 1], [3, 3], [2, 0]]) for mode in MODES],
    ("CategoryEncoding", {"num_tokens": 3, "output_mode": "one_hot"}, None, [[0], [2]]),
    ("CategoryEncoding", {"num_tokens": 3}, None, [0, 2]),
    ("Hashing", {"num_bins": 5}, None, PETS),
    ("Hashing", {"num_bins": 5}, None, YEARS),
    ("Hashing", {"num_bins": 7, "mask_value": ""}, None, PETS),
    ("Hashing", {"num_bins": 7, "salt": 133}, None, PETS),
    ("Hashing", {"num_bins": 7, "salt": [133, 137]}, None, YEARS),
    *[("Hashing", {"num_bins": 4, "output_mode": mode}, None, PETS) for mode in MODES],
    ("StringLookup", {}, PETS, PETS),
    ("StringLookup", {"mask_token": "", "max_tokens": 4}, PETS, PETS),
    ("StringLookup", {"num_oov_indices": 3, "vocabulary": ["cat"]}, None, PETS),
    ("StringLookup", {"num_oov_indices": 3, "vocabulary": ["cat"], "salt": 9}, None, PETS),
    ("StringLookup", {"vocabulary": ["cat", "dog"], "invert": True}, None, [[0, 1], [2, 9]]),
    ("StringLookup", {"vocabulary": ["", "[UNK]", "cat", "dog"], "mask_token": "", "invert": True}, None, [[0, 1], [2, 3]]),
    *[("StringLookup", {"output_mode": mode, "mask_token": ""}, PETS, PETS) for mode in MODES],
    ("StringLookup", {"output_mode": "tf_idf"}, PETS, PETS),
    ("StringLookup", {"output_mode": "count", "pad_to_max_tokens": True, "max_tokens": 9}, PETS, PETS),
    ("IntegerLookup", {}, YEARS, YEARS),
    ("IntegerLookup", {"mask_token": 0, "num_oov_indices": 2, "vocabulary": [1990, 2001]}, None, YEARS),
    ("IntegerLookup", {"num_oov_indices": 3, "oov_method": "farmhash", "vocabulary": [1990]}, None, YEARS),
    ("IntegerLookup", {"vocabulary": [1990, 2001], "invert": True}, None, [[0, 1], [2, 9]]),
    ("IntegerLookup", {"output_mode": "multi_hot"}, YEARS, YEARS),
    ("TextVectorization", {}, WORDS, WORDS),
    ("TextVectorization", {"output_sequence_length": 3, "max_tokens": 5}, WORDS, WORDS),
    ("TextVectorization", {"standardize": "lower", "ngrams": 2}, WORDS, WORDS),
    ("TextVectorization", {"standardize": "strip_punctuation", "ngrams": [1, 3]}, WORDS, WORDS),
    ("TextVectorization", {"standardize": None, "split": "character"}, WORDS, WORDS),
    ("TextVectorization", {"split": None}, WORDS, WORDS),
    *[("TextVectorization", {"output_mode": mode}, WORDS, WORDS) for mode in ["multi_hot", "count", "tf_idf"]],
    ("TextVectorization", {"vocabulary": ["sat", "cat"], "output_mode": "tf_idf", "idf_weights": [0.5, 2.0]}, None, WORDS),
]  # fmt: skip
CROSSINGS = [
    ({"num_bins": 7}, ["a", "b", "ü"], [1, 7, -2]),
    ({"num_bins": 5, "output_mode": "one_hot"}, ["a", "b"], ["x", "yy"]),
]
SOUNDS = [
    {"fft_length": 32, "sequence_stride": 10, "num_mel_bins": 6, "sampling_rate": 400, "min_freq": 5.0},
    {"fft_length": 32, "sequence_stride": 16, "sequence_length": 20, "num_mel_bins": 4, "sampling_rate": 200, "min_freq": 1.0,
     "power_to_db": False, "mag_exp": 1.0, "window": "hamming"},
]  # fmt: skip
ANGLES = [0.3, -1.2]
IMAGES = [  # layer, settings, the random numbers; images of IMAGE
    ("Resizing", {"height": 4, "width": 9}, None),
    ("Resizing", {"height": 3, "width": 4, "interpolation": "nearest"}, None),
    ("Resizing", {"height": 9, "width": 4, "interpolation": "bicubic"}, None),
    ("Resizing", {"height": 9, "width": 4, "interpolation": "lanczos3"}, None),
    ("Resizing", {"height": 3, "width": 5, "interpolation": "area"}, None),
    ("Resizing", {"height": 2, "width": 3, "antialias": True}, None),
    ("Resizing", {"height": 3, "width": 3, "interpolation": "bicubic", "antialias": True}, None),
    ("Resizing", {"height": 4, "width": 4, "crop_to_aspect_ratio": True}, None),
    ("Resizing", {"height": 4, "width": 4, "pad_to_aspect_ratio": True, "fill_value": 9.0}, None),
    ("CenterCrop", {"height": 3, "width": 4}, None),
    ("CenterCrop", {"height": 8, "width": 5}, None),
    *[("RandomFlip", {"mode": mode}, {"flips": [0.0, 1.0]}) for mode in ["horizontal", "vertical", "horizontal_and_vertical"]],
    ("RandomBrightness", {"factor": 0.5}, {"rgb_delta": [30.0, -60.0]}),
    ("RandomContrast", {"factor": 0.5}, {"contrast_factor": [0.6, 1.9]}),
    ("RandomHue", {"factor": 0.5}, {"factor": [0.2, -0.4]}),
    ("RandomSaturation", {"factor": 0.5}, {"factor": [0.2, 3.0]}),
    ("RandomColorDegeneration", {"factor": 0.5}, {"factor": [0.2, 0.9]}),
    ("RandomInvert", {"factor": 0.5}, {"apply_inversion": [True, False]}),
    ("RandomPosterization", {"factor": 4}, {"shift_factor": [6, 3]}),
    ("RandomSharpness", {"factor": 0.5}, {"factor": [0.1, 0.9]}),
    ("Solarization", {}, {"additions": [20.0, 100.0], "thresholds": [120.0, 200.0]}),
    ("AutoContrast", {}, None),
    ("Equalization", {}, {}),
    ("ContrastLimitedAdaptiveHistogramEqualization", {"tile_grid_size": [2, 3]}, None),
    ("ContrastLimitedAdaptiveHistogramEqualization", {"tile_grid_size": [3, 2], "clip_limit": 0.0}, None),
    ("MixUp", {}, {"mix_weight": [0.3, 0.8], "permutation_order": [1, 0]}),
]  # fmt: skip
IMAGE = (2, 6, 7, 3)
WIDE = ("flips", "rgb_delta", "contrast_factor", "additions", "thresholds")  # of shape (n, 1, 1, 1)


def image() -> np.ndarray:
    return np.round(127.5 + 120 * np.sin(0.37 * np.arange(np.prod(IMAGE)) ** 1.1)).reshape(IMAGE).astype("float32")


def sound() -> np.ndarray:
    return np.sin(0.2 * np.arange(150) ** 1.2).reshape(2, 75).astype("float32")


def as_array(x):
    return np.array(x, dtype=object if isinstance(np.ravel(x)[0], str) else None)


def case(name, settings, data, x):
    given = {
        key: tuple(value) if key in ("ngrams", "axis", "salt") and isinstance(value, list) else value
        for key, value in settings.items()
    }
    layer = getattr(keras.layers, name)(**given)
    if data is not None:
        layer.adapt(as_array(data))
    y = np.array(layer(as_array(x)))
    if y.dtype == object:
        y = np.vectorize(lambda word: word.decode())(y)
    found = {"layer": name, "settings": settings, "data": data, "x": x, "y": y}
    return {**found, "vocabulary": layer.get_vocabulary()} if hasattr(layer, "get_vocabulary") else found


def image_case(name, settings, transformation):
    layer = getattr(keras.layers, name)(**settings)
    if transformation is None:
        y = layer(image())
    else:
        given = {key: np.array(v).reshape(2, 1, 1, 1) if key in WIDE else np.array(v) for key, v in transformation.items()}
        if name == "RandomColorDegeneration":
            given["factor"] = given["factor"].reshape(2, 1, 1, 1)
        if name == "RandomPosterization":
            given["shift_factor"] = given["shift_factor"].astype("uint8")
        given = {key: keras.ops.convert_to_tensor(v, "float32" if v.dtype == float else None) for key, v in given.items()}
        y = layer.transform_images(keras.ops.convert_to_tensor(image()), given, training=True)
    return {"layer": name, "settings": settings, "transformation": transformation, "y": np.array(y)}


def affine_case(fill_mode, interpolation):
    turn = keras.layers.RandomRotation(0.5, fill_mode=fill_mode, interpolation=interpolation, fill_value=7.0)
    zeros, ones = np.zeros(2, "float32"), np.ones(2, "float32")
    matrices = turn._compute_affine_matrix(
        0.5, 0.5, np.degrees(np.array(ANGLES, "float32")), zeros, zeros, ones, zeros, zeros, IMAGE[1], IMAGE[2]
    )
    y = turn.transform_images(image(), {"rotation_matrix": matrices}, training=True)
    return {"fill_mode": fill_mode, "interpolation": interpolation, "matrices": np.array(matrices), "y": np.array(y)}


def moves():
    """Translation, zoom, shear and perspective with given random numbers, in the bilinear reflect mode."""
    move, near = keras.layers.RandomTranslation(0.5, 0.5), keras.layers.RandomZoom(0.5, 0.5)
    slant, side = keras.layers.RandomShear(0.5, 0.5), keras.layers.RandomPerspective()
    start = np.array([[[0, 0], [6, 0], [0, 5], [6, 5]]] * 2, "float32")
    end = start * (1 + 0.2 * np.sin(np.arange(16)).reshape(2, 4, 2)).astype("float32")
    pairs = np.array([[1.5, -2.0], [-0.25, 0.75]], "float32")
    return {
        "translation": np.array(move.transform_images(image(), {"translations": pairs})),
        "zoom": np.array(near.transform_images(image(), {"width_zoom": pairs[:, :1] + 1.5, "height_zoom": pairs[:, 1:] + 3.0})),
        "shear": np.array(slant.transform_images(image(), {"shear_factor": pairs / 4})),
        "perspective": np.array(side.transform_images(
            image(), {"start_points": start, "end_points": end, "apply_perspective": np.array([True, True])}
        )),
        "start": start, "end": end, "pairs": pairs,
    }  # fmt: skip


def plain(value):
    if isinstance(value, np.ndarray):
        return np.round(value, 4).tolist() if value.dtype.kind == "f" and value.size > 90 else value.tolist()
    return value.item() if isinstance(value, np.generic) else str(value)


if __name__ == "__main__":
    crossing = keras.layers.HashedCrossing
    golden = {
        "made_with": {"keras": keras.__version__, "numpy": np.__version__},
        "cases": [case(*each) for each in CASES],
        "crossings": [[s, a, b, np.array(crossing(**s)([as_array(a), as_array(b)]))] for s, a, b in CROSSINGS],
        "sounds": [[s, np.array(keras.layers.MelSpectrogram(**s)(sound()))] for s in SOUNDS],
        "images": [image_case(*each) for each in IMAGES],
        "affine": [affine_case(f, i) for f in ("reflect", "wrap", "constant", "nearest") for i in ("nearest", "bilinear")],
        "moves": moves(),
    }
    path = Path(__file__).with_name("preprocessing.json")
    path.write_text(json.dumps(golden, default=plain, separators=(",", ":")) + "\n")
    print(path.name, path.stat().st_size, "bytes")
