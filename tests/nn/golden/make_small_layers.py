"""Makes small_layers.json: what Keras' merging and shaping layers give, and all their arguments.

    KERAS_BACKEND=tensorflow peers/bin/python tests/nn/golden/make_small_layers.py

make.py says what `peers` holds.
"""

from __future__ import annotations

import keras
import numpy as np
import tensorflow as tf
from making import signatures_of_layers, write

MERGES = ["Add", "Multiply", "Average", "Maximum", "Minimum"]
TOGETHER = [[(2, 3)], [(2, 3), (2, 3), (2, 3)], [(2, 4, 3), (2, 3)], [(2, 1, 3), (2, 4, 1)]]
CASES = [  # layer, settings, shapes of the inputs
    *[(name, {}, shapes) for name in MERGES for shapes in TOGETHER],
    ("Subtract", {}, [(2, 3), (2, 3)]),
    ("Subtract", {}, [(2, 3), (2, 2, 3)]),
    ("Concatenate", {}, [(2, 3), (2, 1), (2, 2)]),
    ("Concatenate", {"axis": 1}, [(2, 3, 2), (2, 1, 2)]),
    ("Dot", {"axes": 1}, [(2, 3), (2, 3)]),
    ("Dot", {"axes": (1, 2)}, [(2, 3, 4), (2, 5, 3)]),
    ("Dot", {"axes": (2, 1)}, [(2, 3, 4), (2, 4)]),
    ("Dot", {"axes": -1, "normalize": True}, [(2, 3), (2, 3)]),
    ("Dot", {"axes": -1, "normalize": True}, [(2, 4, 3), (2, 2, 3)]),
    ("Reshape", {"target_shape": (2, -1)}, [(3, 4, 2)]),
    ("Reshape", {"target_shape": (8,)}, [(3, 4, 2)]),
    ("Permute", {"dims": (3, 1, 2)}, [(2, 3, 4, 1)]),
    ("RepeatVector", {"n": 3}, [(2, 2)]),
]  # fmt: skip
OTHERS = ["Lambda", "SpatialDropout1D", "SpatialDropout2D", "GaussianNoise", "GaussianDropout", "AlphaDropout"]


def numbers(shape, seed: float) -> np.ndarray:
    return 1.7 * np.sin(1.3 * seed + (1.1 + 0.37 * seed) * np.arange(np.prod(shape, dtype=int)).reshape(shape)) + 0.4


def case(name, settings, shapes):
    inputs = [tf.constant(numbers(shape, i)) for i, shape in enumerate(shapes)]
    layer = getattr(keras.layers, name)(**settings)
    single = name in ("Reshape", "Permute", "RepeatVector")
    with tf.GradientTape() as tape:
        for x in inputs:
            tape.watch(x)
        y = layer(inputs[0] if single else inputs)
    gradients = tape.gradient(y, inputs, numbers(y.shape, 9))
    symbols = [keras.Input(shape[1:]) for shape in shapes]
    symbol = layer(symbols[0] if single else symbols)
    return {
        "layer": name, "settings": settings, "shapes": shapes, "single": single, "y": y.numpy(),
        "gradients": [g.numpy() for g in gradients], "output_shape": list(symbol.shape),
    }  # fmt: skip


if __name__ == "__main__":
    golden = {
        "made_with": {"keras": keras.__version__, "numpy": np.__version__},
        "signatures": signatures_of_layers([name for name, *_ in CASES] + OTHERS),
        "cases": [case(*each) for each in CASES],
    }
    write("small_layers.json", golden)
