"""Every layer that Keras has too takes Keras' arguments: all of them, with the same defaults, meaning the same by position.

golden/make_layer_signatures.py says how Keras' were found.
"""

from __future__ import annotations

import inspect
import json
from pathlib import Path

import pytest

from nn import layers

KERAS = json.loads(Path(__file__).parents[1].joinpath("golden", "layer_signatures.json").read_text())
SHARED = [name for name in KERAS if name in layers.__all__]
ABSENT = {  # what a layer here does not take: parts of Keras for other hardware, or for its own files
    "lora_rank", "lora_alpha", "quantization_config", "gptq_unpacked_column_size",
}  # fmt: skip
DIFFERENT = {  # on purpose: the names "Zeros" and "zeros" are one
    ("PReLU", "alpha_initializer"),
}
ORDER = {  # arguments that stand in another place here, and are given by name
    "Conv3DTranspose": ("output_padding", "data_format"),
}


def ours(name):
    return inspect.signature(getattr(layers, name)).parameters


def plain(value):
    """One number for all axes and the same for each are one."""
    if isinstance(value, (list, tuple)):
        parts = [plain(part) for part in value]
        return parts[0] if parts and all(part == parts[0] for part in parts) else parts
    return value


def test_most_of_keras_layers_are_here():
    assert len(SHARED) > 130
    lacking = {name for name in KERAS if name not in layers.__all__ and name != "InputSpec"}
    assert not {name for name in lacking if name.startswith(("Random", "Conv", "Max", "Average", "Global", "Adaptive"))} - {
        "Convolution1D", "Convolution1DTranspose", "Convolution2D", "Convolution2DTranspose", "Convolution3D",
        "Convolution3DTranspose", "MaxPool1D", "MaxPool2D", "MaxPool3D", "GlobalAvgPool1D", "GlobalAvgPool2D",
        "GlobalAvgPool3D", "GlobalMaxPool1D", "GlobalMaxPool2D", "GlobalMaxPool3D",
        "MaxNumBoundingBoxes",
    }  # fmt: skip


@pytest.mark.parametrize("name", SHARED)
def test_keras_arguments_are_taken(name):
    assert not set(KERAS[name]) - set(ours(name)) - ABSENT


@pytest.mark.parametrize("name", SHARED)
def test_keras_defaults_hold(name):
    for argument, default in KERAS[name].items():
        if argument in ours(name) and (name, argument) not in DIFFERENT:
            found = ours(name)[argument].default
            found = "required" if found is inspect.Parameter.empty else found
            assert plain(found) == plain(default), argument


@pytest.mark.parametrize("name", SHARED)
def test_arguments_by_position_mean_the_same(name):
    keras = list(KERAS[name])
    named = [p.name for p in ours(name).values() if p.kind is p.POSITIONAL_OR_KEYWORD and p.name not in ORDER.get(name, ())]
    for place, argument in enumerate(named):
        if argument in keras and name not in ORDER:
            assert keras.index(argument) == place, argument


@pytest.mark.parametrize("name", SHARED)
def test_every_layer_takes_name_trainable_and_dtype(name):
    if name != "Input":
        assert {"name", "dtype"} <= set(ours(name))
