"""Makes ops.json: what Keras' operations give for the calls in op_cases.py, in double precision.

Run as make.py says:

    KERAS_BACKEND=tensorflow peers/bin/python tests/nn/golden/make_ops.py
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

sys.path.insert(0, str(Path(__file__).parents[1]))
from op_cases import CALLS, INPUTS

keras.config.set_floatx("float64")


def numbers(given):
    """What came out as nested lists, with the shapes of the arrays."""
    if isinstance(given, (list, tuple)):
        return [numbers(part) for part in given]
    array = np.asarray(given)
    return {"shape": array.shape, "values": np.where(np.isfinite(array), array, 0).astype(float).ravel().tolist()}


def main():
    names = {name: getattr(keras.ops, name) for name in dir(keras.ops) if not name.startswith("_")}
    found = {}
    for call in CALLS:
        inputs = {name: tf.constant(value) for name, value in INPUTS.items()}
        try:
            found[call] = numbers(eval(call, {**names, **inputs}))
        except Exception as error:
            print(call, type(error).__name__, str(error).split("\n")[0][:200], file=sys.stderr)
    Path(__file__).with_name("ops.json").write_text(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
