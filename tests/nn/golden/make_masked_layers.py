"""Makes masked_layers.json: what each layer of Keras gives, and which mask, where steps are masked, in double precision.

    KERAS_BACKEND=tensorflow peers/bin/python tests/nn/golden/make_masked_layers.py

(make.py says how to make that environment.)
"""

from __future__ import annotations

import sys
import warnings
from pathlib import Path
from types import SimpleNamespace

import keras
import numpy as np
import tensorflow as tf
from making import write

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from masked_layers import CASES, X, Y, Z, network, start  # noqa: E402

LAYERS = SimpleNamespace(**vars(keras.layers), Model=keras.Model, Sequential=keras.Sequential)


def measure(name: str) -> dict:
    model = network(LAYERS, name)
    weights = [w if "seed_generator" not in v.path else None for w, v in zip(model.get_weights(), model.weights)]
    model.set_weights(start(weights))
    x = [tf.constant(part) for part in (X, Y, Z)]
    with tf.GradientTape() as tape:
        for part in x:
            tape.watch(part)
        y = model(x)
        loss = tf.reduce_sum(tf.square(y))
    mask = keras.src.backend.get_keras_mask(y)
    gradients = tape.gradient(loss, x, unconnected_gradients="zero")
    return {
        "output": np.asarray(y).tolist(),
        "mask": None if mask is None else np.asarray(mask).tolist(),
        "gradients": [np.asarray(g).tolist() for g in gradients],
    }


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    found = {name: measure(name) for name in CASES}
    write("masked_layers.json", found)
