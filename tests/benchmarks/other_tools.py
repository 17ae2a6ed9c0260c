"""Whether Keras and PyTorch read what is written here, and compute the same from it.

    peers/bin/python tests/benchmarks/other_tools.py

It prints by how much the outputs differ, and ends with code 1 if that is more than rounding. Peers that are missing say so.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np

import nn

SMALL = 1e-5  # a difference that single precision explains


def make() -> tuple[nn.Sequential, np.ndarray]:
    """A small network that has learned a little, and what it is tried on."""
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(64, 8)).astype("float32"), rng.integers(0, 3, 64)
    model = nn.Sequential([nn.Input((8,)), nn.Dense(16, "relu"), nn.Dense(3, "softmax")])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x, y, epochs=3, verbose=0)
    return model, x


def into_keras(model: nn.Sequential, x: np.ndarray, folder: Path) -> Any:
    """What Keras predicts from the file of the whole model, after it has gone on training a copy of it."""
    import keras

    model.save(folder / "model.keras")
    theirs = keras.models.load_model(folder / "model.keras")
    found = theirs.predict(x, verbose=0)
    theirs.fit(x, np.zeros(len(x)), epochs=1, verbose=0)  # the optimizer's state has come along, too
    return found


def into_torch(model: nn.Sequential, x: np.ndarray, folder: Path) -> Any:
    """What a network of PyTorch gives that has read the weights from a file."""
    import safetensors.torch
    import torch

    nn.save_torch(model, folder / "model.safetensors", names=["0", "2"])
    theirs = torch.nn.Sequential(torch.nn.Linear(8, 16), torch.nn.ReLU(), torch.nn.Linear(16, 3), torch.nn.Softmax(-1))
    theirs.load_state_dict(safetensors.torch.load_file(folder / "model.safetensors"))
    with torch.no_grad():
        return theirs(torch.from_numpy(x)).numpy()


TOOLS: dict[str, Callable[[nn.Sequential, np.ndarray, Path], Any]] = {"keras": into_keras, "torch": into_torch}


def measure(tool: str) -> float:
    """How far the tool's outputs are from ours, at most."""
    model, x = make()
    with tempfile.TemporaryDirectory() as folder:
        return float(np.abs(TOOLS[tool](model, x, Path(folder)) - model.predict(x)).max())


def main() -> int:
    """Try every tool that is installed; the exit code."""
    apart = 0.0
    for tool in TOOLS:
        try:
            found = measure(tool)
        except ImportError as error:
            print(f"{tool}: not installed ({error})")
            continue
        print(f"{tool}: outputs differ by {found:.1e}")
        apart = max(apart, found)
    return int(apart > SMALL)


if __name__ == "__main__":
    sys.exit(main())
