"""Makes carried_masks.json: where masks go when layers are called by hand, and how such a model learns in Keras.

    KERAS_BACKEND=tensorflow peers/bin/python tests/nn/golden/make_carried_masks.py

make.py says what `peers` holds.
"""

from __future__ import annotations

import sys
from pathlib import Path

import keras
import numpy as np
from making import write

sys.path.insert(0, str(Path(__file__).parents[1]))
from carried_masks import CALLS, IDS, LABELS, MODELS, wave


def ends(call) -> list | None:
    h = keras.layers.Embedding(5, 2, mask_zero=True)(IDS)
    mask = getattr(call(keras.layers, h), "_keras_mask", None)
    return None if mask is None else np.asarray(mask).tolist()


def learn(make) -> dict:
    model = make(keras)
    model(IDS)
    wave(model)
    model.compile(keras.optimizers.SGD(0.1), "mse", metrics=["mae"])
    logs = [model.train_on_batch(IDS, LABELS, return_dict=True) for _ in range(3)]
    return {
        "logs": [{k: float(v) for k, v in log.items()} for log in logs],
        "predictions": model.predict(IDS, verbose=0),
        "loss": float(keras.losses.MeanAbsoluteError()(LABELS, model(IDS))),
    }


if __name__ == "__main__":
    write("carried_masks.json", {
        "masks": {name: ends(call) for name, call in CALLS.items()},
        "models": {name: learn(make) for name, make in MODELS.items()},
    })  # fmt: skip
