"""Makes own_layers.json: what Keras computes for rarer inputs and layers of one's own.

    KERAS_BACKEND=tensorflow peers/bin/python tests/nn/golden/make_own_layers.py

make.py says what `peers` holds.
"""

from __future__ import annotations

import sys
from pathlib import Path

import keras
from making import write

sys.path.insert(0, str(Path(__file__).parents[1]))
from own_layers import CASES

if __name__ == "__main__":
    write("own_layers.json", {name: case(keras) for name, case in CASES.items()})
