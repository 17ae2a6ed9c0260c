"""Keras' names: the page is the one that the code writes, and each name is there or says what to do."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

import nn
import nn as keras
from nn.absent import ABSENT, why_absent
from nn.aliases import ALIASES, find
from nn.compat.names import ABSENT as NOT_HERE
from nn.compat.names import SAME, find_ours, judge, page, read_list

ROOT = Path(nn.__file__).parents[1]


def test_the_page_of_names_is_the_one_that_the_code_writes():
    written = (ROOT / "nn" / "KERAS.md").read_text(encoding="utf-8")
    assert written == page(), "python -m nn.compat.names > nn/KERAS.md"


@pytest.mark.parametrize("room", ALIASES)
def test_a_second_name_is_the_thing_itself(room):
    for name, own in ALIASES[room].items():
        try:
            first = find_ours(own)
        except ModuleNotFoundError:
            continue
        if first is not None:
            assert find(f"nn.{room}".rstrip("."), name, ()) is first


def answers(path):
    """Whether the module of a name is there, and says what is not in it."""
    room = f"nn.{path.rpartition('.')[0]}".rstrip(".")
    return find_spec(room) is not None and hasattr(import_module(room), "__getattr__")


@pytest.mark.parametrize("path", [path for path in ABSENT if path in read_list() and answers(path)])
def test_a_name_that_is_absent_on_purpose_says_what_to_do(path):
    room, _, name = path.rpartition(".")
    assert judge(path, read_list()[path])[0] == NOT_HERE
    with pytest.raises(ImportError, match="is not here: "):
        exec(f"from nn{'.' if room else ''}{room} import {name}")


def test_what_lies_inside_an_absent_room_is_absent_for_the_same_reason():
    assert why_absent("applications.VGG16") == ABSENT["applications"]
    assert why_absent("layers.Dense") is None


@pytest.mark.parametrize(
    "line", ["from nn.applications import VGG16", "import nn.applications", "import nn.applications.vgg16"]
)
def test_networks_with_pretrained_weights_say_what_to_do(line):
    with pytest.raises(ImportError, match=r"pretrained weights, which are not here: .* nn.load_torch"):
        exec(line)


def test_a_misspelt_name_is_told_with_the_nearest():
    with pytest.raises(AttributeError, match="did you mean MaxPooling2D"):
        _ = nn.layers.MaxPoolling2D
    with pytest.raises(AttributeError, match="did you mean pad_sequences"):
        _ = nn.utils.pad_sequence


def test_the_layer_of_keras_is_a_base_of_own_layers():
    class Double(keras.Layer):
        def call(self, x):
            return 2 * x

    assert Double()(3.0) == 6.0
    assert isinstance(keras.__version__, str)
    assert judge("Layer", read_list()["Layer"])[0] == SAME


def test_the_ring_loads_when_it_is_first_used():
    code = (
        "import sys, nn; print(sorted(m for m in sys.modules if m.startswith(('nn.utils', 'nn.ops', 'nn.compat')))); nn.utils"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert run.stdout == "[]\n"


def test_the_modules_that_programs_import_are_modules():
    for line in (
        "from nn.utils import to_categorical, pad_sequences, plot_model, set_random_seed",
        "from nn.preprocessing.sequence import pad_sequences, TimeseriesGenerator",
        "from nn.preprocessing.text import Tokenizer",
        "from nn.preprocessing.image import ImageDataGenerator, load_img, img_to_array",
        "from nn.datasets import cifar10, cifar100, fashion_mnist, imdb, reuters, boston_housing, california_housing, mnist",
        "from nn.layers import MaxPool2D, AvgPool2D, GlobalAvgPool2D, Convolution2D",
        "from nn.initializers import he_normal, glorot_uniform",
        "import nn.backend as K; K.clear_session()",
    ):
        exec(line)
