"""Image layers: what Keras' do with the same random numbers, and what ours draw. golden/make_preprocessing.py says how."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import autograd
import nn
from autograd import Tensor
from nn import layers
from nn.layers.images.affine import identity_matrices, rotate, zoom
from nn.layers.images.random_perspective import match_corners

GOLDEN = json.loads(Path(__file__).parents[1].joinpath("golden", "preprocessing.json").read_text())
SHAPE = (2, 6, 7, 3)
IMAGE = np.round(127.5 + 120 * np.sin(0.37 * np.arange(np.prod(SHAPE)) ** 1.1)).reshape(SHAPE).astype("float32")
CASES = pytest.mark.parametrize("case", GOLDEN["images"], ids=lambda case: f"{case['layer']}({case['settings']})")
WIDE = ("flips", "rgb_delta", "contrast_factor", "additions", "thresholds")
RANDOM = {
    "AugMix": {}, "RandomElasticTransform": {},
    "CutMix": {}, "MixUp": {}, "RandAugment": {}, "RandomBrightness": {"factor": 0.4},
    "RandomColorDegeneration": {"factor": 1.0},
    "RandomColorJitter": {"brightness_factor": 0.3, "contrast_factor": 0.3, "saturation_factor": 0.3, "hue_factor": 0.3},
    "RandomContrast": {"factor": 0.4}, "RandomErasing": {}, "RandomFlip": {}, "RandomGaussianBlur": {"factor": (1.0, 1.0)},
    "RandomGrayscale": {}, "RandomHue": {"factor": 0.4}, "RandomInvert": {}, "RandomPerspective": {},
    "RandomPosterization": {"factor": 4}, "RandomRotation": {"factor": 0.4}, "RandomSaturation": {"factor": 0.9},
    "RandomSharpness": {"factor": 0.9}, "RandomShear": {"x_factor": 0.4}, "Solarization": {"threshold_factor": 0.8},
    "RandomTranslation": {"height_factor": 0.4, "width_factor": 0.3}, "RandomZoom": {"height_factor": 0.4},
}  # fmt: skip
BY_NUMPY = (
    "AugMix", "RandAugment", "RandomColorJitter", "RandomColorDegeneration", "RandomGrayscale", "RandomHue", "RandomInvert",
            "RandomPosterization", "RandomSaturation", "Solarization")  # fmt: skip


def create(case):
    return getattr(layers, case["layer"])(**case["settings"])


@CASES
def test_images_are_keras(case):
    layer, given = create(case), case["transformation"]
    if given is None:
        found = layer(IMAGE)
    else:
        wide = (*WIDE, "factor") if case["layer"] == "RandomColorDegeneration" else WIDE
        numbers = {k: np.array(v, int if "order" in k else float) for k, v in given.items()}
        numbers = {k: v.reshape(2, 1, 1, 1) if k in wide else v for k, v in numbers.items()}
        found = layer.transform_images(IMAGE, numbers)
    loose = case["settings"].get("interpolation") in ("bicubic", "lanczos3")  # TensorFlow reads these curves from a table
    np.testing.assert_allclose(found, case["y"], rtol=1e-3, atol=0.3 if loose else 2e-3)


@pytest.mark.parametrize("case", GOLDEN["affine"], ids=lambda case: f"{case['fill_mode']} {case['interpolation']}")
def test_turned_images_are_keras(case):
    layer = layers.RandomRotation(0.5, case["fill_mode"], case["interpolation"], fill_value=7.0)
    matrices = rotate(np.array([0.3, -1.2], "float32"), *SHAPE[1:3])
    np.testing.assert_allclose(matrices, case["matrices"], atol=1e-5)
    found = layer.transform_images(IMAGE, layer.plan(np.array(case["matrices"], "float32"), SHAPE))
    np.testing.assert_allclose(found, case["y"], atol=2e-3)


@pytest.mark.parametrize("name", ["translation", "zoom", "shear", "perspective"])
def test_moved_images_are_keras(name):
    golden = GOLDEN["moves"]
    pairs = np.array(golden["pairs"], "float32")
    matrices, layer = identity_matrices(2), layers.RandomTranslation(0.5, 0.5)
    if name == "translation":
        matrices[:, 2], matrices[:, 5] = -pairs[:, 0], -pairs[:, 1]
    elif name == "zoom":
        matrices = zoom(pairs[:, 1] + 3.0, pairs[:, 0] + 1.5, *SHAPE[1:3])
    elif name == "shear":
        matrices[:, 1], matrices[:, 3] = pairs[:, 0] / 4, pairs[:, 1] / 4
    else:
        start, end = np.array(golden["start"]), np.array(golden["end"])
        matrices, layer = np.stack([match_corners(*each) for each in zip(start, end)]), layers.RandomPerspective()
    found = layer.transform_images(IMAGE, layer.plan(matrices, SHAPE))
    np.testing.assert_allclose(found, golden[name], atol=2e-2)


@pytest.mark.parametrize("name", RANDOM)
def test_random_layers_change_images_in_training_and_by_hand_only(name):
    make = getattr(layers, name)
    layer = make(**RANDOM[name], seed=9)
    found = layer(IMAGE)
    assert found.shape == SHAPE
    assert found.dtype == "float32"
    assert not np.array_equal(found, IMAGE)
    np.testing.assert_array_equal(make(**RANDOM[name], seed=9)(IMAGE), found)  # a seed says what is drawn
    np.testing.assert_array_equal(layer(IMAGE, training=False), IMAGE)
    np.testing.assert_array_equal(nn.Sequential([layer]).predict(IMAGE, verbose=0), IMAGE)
    assert layer(IMAGE[0]).shape == SHAPE[1:]
    first = make(**RANDOM[name], seed=9, data_format="channels_first")
    np.testing.assert_allclose(np.moveaxis(first(np.moveaxis(IMAGE, -1, 1)), 1, -1), found, atol=1e-3)
    assert layer.compute_output_shape((None, 6, 7, 3)) == (None, 6, 7, 3)


@pytest.mark.parametrize("name", [name for name in RANDOM if name not in BY_NUMPY])
def test_gradients_pass_and_compiled_programs_draw_anew(name):
    nn.set_random_seed(0)
    layer = getattr(layers, name)(**RANDOM[name])
    x = Tensor(IMAGE)
    autograd.sum(layer(x)).backward()
    assert x.grad.shape == SHAPE
    step = autograd.compile(lambda x: layer(x))
    results = [step(IMAGE) for _ in range(4)]
    assert any(not np.array_equal(results[0], other) for other in results[1:])


def test_a_network_learns_behind_augmentation():
    nn.set_random_seed(0)
    stack = [layers.Rescaling(1 / 255), layers.RandomFlip("horizontal"), layers.RandomRotation(0.1), layers.RandomZoom(0.1)]
    model = nn.Sequential([nn.Input(SHAPE[1:]), *stack, layers.Flatten(), layers.Dense(1)])
    model.compile("sgd", "mse")
    loss = model.fit(np.repeat(IMAGE, 8, axis=0), np.repeat([[0.0], [1.0]], 8, axis=0), epochs=20, verbose=0).history["loss"]
    assert loss[-1] < 0.5 * loss[0]


def test_labels_and_masks_change_with_the_images():
    labels = np.eye(2, dtype="float32")
    data = {"images": IMAGE, "labels": labels, "segmentation_masks": (IMAGE[..., :1] > 100).astype("float32")}
    turned = layers.RandomTranslation(0.4, 0.4, seed=1, fill_mode="wrap")(data)
    assert set(np.unique(turned["segmentation_masks"])) == {0.0, 1.0}
    assert turned["labels"] is labels
    mixed = layers.MixUp(alpha=1.0, seed=3)(data)
    weight = mixed["labels"][0, 0]
    assert 0 < weight < 1
    np.testing.assert_allclose(mixed["images"][0], weight * IMAGE[0] + (1 - weight) * IMAGE[1], rtol=1e-4)
    cut = layers.CutMix(seed=1)(data)
    np.testing.assert_allclose(cut["labels"].sum(axis=1), 1.0, rtol=1e-6)


def test_crops_are_parts_of_the_images():
    found = layers.RandomCrop(3, 4, seed=0)(IMAGE)
    places = [(i, j) for i in range(4) for j in range(4) if np.allclose(IMAGE[:, i : i + 3, j : j + 4], found)]
    assert len(places) == 1
    assert layers.RandomCrop(3, 4)(IMAGE, training=False).shape == (2, 3, 4, 3)
    assert layers.Resizing(3, 4)(IMAGE.astype("uint8")).dtype == "uint8"
    assert layers.Resizing(3, 4).compute_output_shape((None, None, None, 3)) == (None, 3, 4, 3)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: layers.RandomFlip("sideways"), ValueError, "mode must be one of 'horizontal'"),
        (lambda: layers.RandomFlip()(np.ones((2, 2))), ValueError, "takes images"),
        (lambda: layers.RandomRotation(2.0), ValueError, "factor must be a number from -1 to 1"),
        (lambda: layers.RandomRotation(0.1, fill_mode="mirror"), ValueError, "fill_mode must be one of"),
        (lambda: layers.RandomHue(0.1)(np.ones((1, 2, 2, 1))), ValueError, "takes red, green and blue, got 1 channels"),
        (lambda: layers.RandomBrightness(0.1, value_range=3), ValueError, "value_range is two numbers"),
        (lambda: layers.Resizing(2, 2, crop_to_aspect_ratio=True, pad_to_aspect_ratio=True), ValueError, "not both"),
        (lambda: layers.RandomGaussianBlur(kernel_size=2), ValueError, "kernel_size is an odd number"),
        (lambda: layers.RandomFlip()({"images": IMAGE, "bounding_boxes": {}}), ValueError, "a dict holds 'images'"),
    ],
)  # fmt: skip
def test_bad_input_is_told_what_is_wrong(make, error, message):
    with pytest.raises(error, match=message):
        make()


def test_a_pipeline_is_its_layers_in_a_row():
    pipeline = layers.Pipeline([layers.Rescaling(1 / 255), layers.RandomFlip("horizontal", seed=1)])
    same = layers.RandomFlip("horizontal", seed=1)
    np.testing.assert_array_equal(pipeline(IMAGE), same(layers.Rescaling(1 / 255)(IMAGE)))
    np.testing.assert_array_equal(pipeline(IMAGE, training=False), layers.Rescaling(1 / 255)(IMAGE))
    with pytest.raises(TypeError, match="Pipeline takes a list of layers"):
        layers.Pipeline([3])
