"""Makes utilities.json: what Keras' utilities give for the calls in utility_cases.py.

Run as make.py says; the affine transforms also need SciPy there:

    KERAS_BACKEND=tensorflow peers/bin/python tests/nn/golden/make_utilities.py
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import keras
import numpy as np
from keras.src.legacy.preprocessing import image, sequence, text

sys.path.insert(0, str(Path(__file__).parents[1]))
import utility_cases


def plain(given):
    """Arrays as nested lists."""
    if isinstance(given, dict):
        return given
    if isinstance(given, (list, tuple)):
        return [plain(part) for part in given]
    return given if isinstance(given, (str, int, float)) else np.asarray(given).tolist()


def transform(x, *args, **settings):
    """Keras' transform with the axes where images of ours have them."""
    return image.apply_affine_transform(x, *args, **{"row_axis": 0, "col_axis": 1, "channel_axis": 2, **settings})


def main():
    names = {**vars(keras.utils), **vars(text), **vars(sequence), **vars(utility_cases), "apply_affine_transform": transform}
    found = {}
    for call in utility_cases.CALLS:
        try:
            found[call] = plain(eval(call, names))
        except Exception as error:
            print(call, type(error).__name__, str(error).split("\n")[0][:200], file=sys.stderr)
    Path(__file__).with_name("utilities.json").write_text(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
