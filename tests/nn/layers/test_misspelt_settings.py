"""A misspelt keyword is an error for type checkers, and when it runs the error says which one was meant."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

from nn import layers

ROOT = Path(__file__).parents[3]
CLASSES = [name for name in layers.__all__ if inspect.isclass(getattr(layers, name))]


@pytest.fixture(scope="module")
def complaints(tmp_path_factory):
    """mypy's errors about a program that makes each layer with the keyword `nmae`."""
    pytest.importorskip("mypy", reason="mypy, of the extra dev, is not installed")
    program = tmp_path_factory.mktemp("misspelt") / "program.py"
    lines = [f"layers.{name}(nmae='a')" for name in CLASSES]
    program.write_text("\n".join(["from nn import layers", *lines, "layers.Dense(3, activation='relu', name='a')"]))
    command = [sys.executable, "-m", "mypy", "--config-file", ROOT / "pyproject.toml", "--no-error-summary", program]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    found = {}
    for line, message in re.findall(r"program.py:(\d+): error: (.*)", ran.stdout):
        found.setdefault(int(line), []).append(message)
    return found


@pytest.mark.parametrize("name", CLASSES)
def test_mypy_refuses_it(name, complaints):
    found = " ".join(complaints.get(2 + CLASSES.index(name), []))
    assert "nmae" in found
    assert "Unexpected keyword argument" in found or 'expected "Never"' in found


def test_mypy_lets_the_right_one_pass(complaints):
    assert 2 + len(CLASSES) not in complaints


@pytest.mark.parametrize(
    ("make", "meant"),
    [
        (lambda: layers.Dense(3, activaton="relu"), "activation"),
        (lambda: layers.Dense(3, kernel_initialiser="zeros"), "kernel_initializer"),
        (lambda: layers.LSTM(3, return_sequence=True), "return_sequences"),
        (lambda: layers.Conv2D(3, 3, pading="same"), "padding"),
        (lambda: layers.BatchNormalization(momentun=0.9), "momentum"),
        (lambda: layers.Dropout(0.5, sede=1), "seed"),
        (lambda: layers.Add(nmae="sum"), "name"),
    ],
)
def test_the_error_says_which_keyword_was_meant(make, meant):
    with pytest.raises(TypeError, match=f"did you mean '{meant}'"):
        make()


def test_a_keyword_like_no_other_is_answered_with_all_of_them():
    with pytest.raises(TypeError, match=r"Flatten got an unexpected argument 'qq': its arguments are data_format, name, train"):
        layers.Flatten(qq=1)
