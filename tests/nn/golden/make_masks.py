"""Makes masks.json: what Keras computes where steps of a sequence do not count, in double precision.

    KERAS_BACKEND=tensorflow peers/bin/python tests/nn/golden/make_masks.py

(make.py says how to make that environment.)
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import keras
import numpy as np
import tensorflow as tf
from making import write

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from masked_models import IDS, LABELS, LOSSES, OUTPUTS, STEP_WEIGHTS, WEIGHTS, entering, row, start, tagger, two_outputs  # noqa: E402

LAYERS = SimpleNamespace(**vars(keras.layers), Model=keras.Model, Sequential=keras.Sequential)


def ready(model):
    model.set_weights(start(model.get_weights()))
    return model


def measure(model, x) -> dict:
    """The output, and the gradients of the sum of its squares."""
    with tf.GradientTape() as tape:
        y = model(x)
        loss = tf.reduce_sum(tf.square(y))
    gradients = tape.gradient(loss, [v.value for v in model.trainable_variables])
    return {"output": y.numpy().tolist(), "gradients": [tf.convert_to_tensor(g).numpy().tolist() for g in gradients]}


def learn(model, y, settings, weight) -> dict:
    rate = np.float64(0.1)
    model.compile(keras.optimizers.SGD(rate), **settings)
    logs = [model.train_on_batch(IDS, y, sample_weight=weight, return_dict=True) for _ in range(3)]
    last = model.evaluate(IDS, y, sample_weight=weight, verbose=0, return_dict=True)
    return {
        "logs": [{k: float(v) for k, v in log.items()} for log in [*logs, last]],
        "weights": [w.tolist() for w in model.get_weights()],
    }


if __name__ == "__main__":
    found: dict = {"outputs": {}, "losses": {}}
    for name, make in OUTPUTS.items():
        found["outputs"][name] = measure(ready(keras.Model(*make(LAYERS))), entering(name))
    found["outputs"]["row"] = measure(ready(row(LAYERS)), IDS)
    for name, (settings, weighted) in LOSSES.items():
        model = ready(keras.Model(*tagger(LAYERS)))
        found["losses"][name] = learn(model, LABELS, settings, STEP_WEIGHTS if weighted else None)
    settings = {"loss": {"a": "sparse_categorical_crossentropy", "b": "mse"}, "metrics": {"a": ["accuracy"], "b": ["mae"]}}
    found["losses"]["two"] = learn(ready(keras.Model(*two_outputs(LAYERS))), [LABELS, WEIGHTS], settings, None)
    write("masks.json", found)
