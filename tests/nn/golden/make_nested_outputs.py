"""Makes nested_outputs.json: what Keras reports of trainings whose outputs, losses and metrics are nested.

    KERAS_BACKEND=tensorflow peers/bin/python tests/nn/golden/make_nested_outputs.py

make.py says what `peers` holds.
"""

from __future__ import annotations

import sys
from pathlib import Path

import keras
from making import write

sys.path.insert(0, str(Path(__file__).parents[1]))
from nested_outputs import CASES, KINDS, train

if __name__ == "__main__":
    write("nested_outputs.json", {kind: {case: train(keras, kind, case) for case in CASES} for kind in KINDS})
