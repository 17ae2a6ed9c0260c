"""Makes schedule_free.json: ten steps of Keras' ScheduleFreeAdamW, on the gradients of optimizers.json.

    KERAS_BACKEND=jax peers/bin/python tests/nn/golden/make_schedule_free.py

On JAX, for on TensorFlow and PyTorch the old momentum that its rule asks for has changed already by then.
"""

from __future__ import annotations

import json
from pathlib import Path

import jax

jax.config.update("jax_enable_x64", True)

import keras  # noqa: E402
import numpy as np  # noqa: E402

keras.config.set_floatx("float64")
HERE = Path(__file__).parent
GIVEN = json.loads(HERE.joinpath("optimizers.json").read_text())
CASES = [{}, {"learning_rate": 0.1, "warmup_steps": 4, "beta_1": 0.8, "weight_decay": 0.1}]
SAVED = (1, 2, 4, 9, 10)

found = []
for settings in CASES:
    variables = [keras.Variable(np.array(w)) for w in GIVEN["start"]]
    optimizer = keras.optimizers.ScheduleFreeAdamW(**settings)
    after = {}
    for step, gradients in enumerate(GIVEN["gradients"], 1):
        optimizer.apply([keras.ops.convert_to_tensor(np.array(g)) for g in gradients], variables)
        if step in SAVED:
            after[str(step)] = np.concatenate([np.asarray(v).ravel() for v in variables]).tolist()
    found.append({"optimizer": "ScheduleFreeAdamW", "settings": settings, "after": after})
HERE.joinpath("schedule_free.json").write_text(json.dumps(found))
