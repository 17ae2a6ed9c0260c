"""The script that runs Keras' own unit tests: which files it takes, and what it counts apart."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "benchmarks"))

from keras_unit_tests import copy_parts, kind, reason

KINDS = [
    ("DenseTest::test_enable_lora", "", "quantized weights and LoRA"),
    ("DenseTest::test_call", "MissingName: keras.src.utils.naming.uniquify is not here", "names that Keras itself does not"),
    ("DenseTest::test_call", "AttributeError: 'Dense' object has no attribute '_kernel'", "private attributes of Keras"),
    ("DenseTest::test_call", "MissingName: keras.src.layers.Dense is not here", None),
    ("DenseTest::test_call", "AssertionError: 1 != 2", None),
]


@pytest.mark.parametrize(("name", "message", "why"), KINDS)
def test_a_failure_is_counted_apart_only_for_a_known_reason(name, message, why):
    found = kind(name, message)
    assert found is None if why is None else found.startswith(why)


def test_each_file_of_tests_has_a_name_of_its_own(tmp_path):
    for part in ("layers/core", "layers/rnn"):
        (tmp_path / "src" / part).mkdir(parents=True)
        (tmp_path / "src" / part / "basic_test.py").write_text("")
    (tmp_path / "to").mkdir()
    copy_parts(tmp_path / "src", ["layers"], tmp_path / "to")
    assert sorted(p.name for p in (tmp_path / "to").iterdir()) == ["test_layers_core_basic.py", "test_layers_rnn_basic.py"]


def test_what_fails_is_told_with_the_reason_why_it_stays_or_with_its_first_words():
    assert reason("ConvTest::test_bad_init_args", "AssertionError: ValueError not raised") == "what Keras refuses is computed"
    assert reason("DenseTest::test_call", "AssertionError: 1 != 2\nmore") == "AssertionError: 1 != 2"
