"""Makes functional.json: what Keras computes for models of several inputs and outputs, in double precision.

Run as make.py says:

    KERAS_BACKEND=tensorflow peers/bin/python tests/nn/golden/make_functional.py
"""

from __future__ import annotations

import keras
import numpy as np
import tensorflow as tf
from keras import Input, Model, layers
from making import signatures, write

rng = np.random.default_rng(31)
N = 20
A, B = rng.standard_normal((N, 4)), rng.standard_normal((N, 3))
LABELS, SIZES = rng.integers(0, 3, N), rng.standard_normal((N, 1))
WEIGHTS_Z, WEIGHTS_Y = rng.uniform(0.0, 2.0, N), rng.uniform(0.0, 2.0, N)
LOSSES = {"z": "sparse_categorical_crossentropy", "y": "mse"}


def parts():
    """Two inputs, a joint middle, a classifier z and a regressor y."""
    a, b = Input((4,), name="a"), Input((3,), name="b")
    shared = layers.Dense(3, activation="tanh", name="shared")
    ha = shared(layers.Dense(3, activation="relu", name="ha", kernel_regularizer=keras.regularizers.L2(2**-7))(a))
    joint = layers.Concatenate(name="joint")([ha, shared(b)])
    z = layers.Dense(3, activation="softmax", name="z")(joint)
    y = layers.Dense(1, name="y")(layers.Add(name="sum")([ha, b]))
    return a, b, z, y


def start(model):
    """Weights that do not depend on an order of creation: by layer, from a seed of its own."""
    for i, name in enumerate(("ha", "shared", "z", "y")):
        own = np.random.default_rng(100 + i)
        for layer in [layer for layer in model.layers if layer.name == name]:
            layer.set_weights([own.standard_normal(w.shape) * 0.5 for w in layer.get_weights()])


def adam():
    """Adam with its usual numbers as NumPy doubles, for Keras casts Python's floats to single precision."""
    return keras.optimizers.Adam(
        learning_rate=np.float64(0.01), beta_1=np.float64(0.9), beta_2=np.float64(0.999), epsilon=np.float64(1e-7)
    )


def create(outputs=lambda z, y: [z, y], inputs=lambda a, b: [a, b], **settings):
    a, b, z, y = parts()
    model = Model(inputs(a, b), outputs(z, y))
    start(model)
    model.compile(adam(), **settings)
    return model


def steps():
    """Ten steps on all samples: gradients of the first, weights after the last, and what was reported."""
    model = create(loss=LOSSES, loss_weights={"z": 1.0, "y": 0.25}, metrics={"z": ["accuracy"], "y": ["mae"]})
    with tf.GradientTape() as tape:
        z, y = model([A, B])
        loss = model.compute_loss([A, B], [LABELS, SIZES], [z, y], [WEIGHTS_Z, WEIGHTS_Y], training=True)
    gradients = tape.gradient(loss, [v.value for v in model.trainable_variables])
    reported = [
        model.train_on_batch([A, B], [LABELS, SIZES], sample_weight=[WEIGHTS_Z, WEIGHTS_Y], return_dict=True) for _ in range(10)
    ]
    return {
        "layers": [layer.name for layer in model.layers],
        "start": [w.numpy() for w in create(loss=LOSSES).weights],
        "output": [z, y],
        "loss": float(loss),
        "gradients": gradients,
        "reported": reported,
        "weights": model.get_weights(),
        "evaluated": model.evaluate([A, B], [LABELS, SIZES], verbose=0),
    }


def programs():
    """What fit and evaluate report, in many ways of giving data, losses and metrics.

    Batches are of one size, for on TensorFlow Keras averages the losses of single outputs over batches, not samples.
    """
    one = {"loss": LOSSES, "metrics": {"z": ["accuracy"], "y": ["mae", "mse"]}}
    by_list = {"loss": list(LOSSES.values()), "loss_weights": [0.5, 2.0], "metrics": [["accuracy"], "mae"]}
    common = {"batch_size": 5, "epochs": 2, "shuffle": False, "verbose": 0}
    x, y = [A, B], [LABELS, SIZES]
    cases = {
        "dicts": (create(**one), {"a": A, "b": B}, {"z": LABELS, "y": SIZES}, {}),
        "lists": (create(**by_list), x, y, {"validation_split": 0.25}),
        "one loss": (create(loss="mse"), x, [np.eye(3)[LABELS], SIZES], {}),
        "one output": (create(lambda z, y: z, loss=LOSSES["z"], metrics=["accuracy"]), x, LABELS, {}),
        "dict outputs": (
            create(
                lambda z, y: {"second": z, "first": y},
                loss={"first": "mae", "second": LOSSES["z"]},
                weighted_metrics={"first": ["mse"]},
            ),
            x,
            {"second": LABELS, "first": SIZES},
            {"sample_weight": {"second": WEIGHTS_Z, "first": WEIGHTS_Y}},
        ),
        "one untrained": (create(loss=[None, "mse"]), x, y, {}),
        "weighted": (
            create(**by_list, weighted_metrics=[["accuracy"], ["mae"]]), x, y, {"sample_weight": [WEIGHTS_Z, WEIGHTS_Y]},
        ),
    }  # fmt: skip
    found = {}
    for name, (model, given, labels, settings) in cases.items():
        history = model.fit(given, labels, **common, **settings).history
        evaluated = model.evaluate(given, labels, batch_size=5, verbose=0)
        found[name] = {
            "history": history, "evaluated": evaluated, "weights": [float(np.sum(w * w)) for w in model.get_weights()],
        }  # fmt: skip
    return found


def orders():
    """The order of layers in graphs of every shape, which is the order of their weights."""
    found = []
    for seed in range(40):
        own = np.random.default_rng(seed)
        ends = [Input((2,), name=f"i{i}") for i in range(own.integers(1, 4))]
        inputs, kept = list(ends), [layers.Dense(2, name=f"s{i}") for i in range(2)]
        program = []
        for step in range(own.integers(3, 12)):
            kind = own.integers(0, 4)
            i, j = (int(k) for k in own.integers(0, len(ends), 2))
            if kind == 3:
                ends.append(layers.Add(name=f"a{step}")([ends[i], ends[j]]))
            elif kind == 2:
                ends.append(kept[j % 2](ends[i]))
            else:
                ends.append(layers.Dense(2, name=f"d{step}")(ends[i]))
            program.append([int(kind), i, j])
        outs = sorted({int(k) for k in own.integers(len(inputs), len(ends), 2)}, reverse=bool(seed % 2))
        model = Model(inputs, [ends[k] for k in outs])
        found.append(
            {"inputs": len(inputs), "program": program, "outputs": outs, "layers": [layer.name for layer in model.layers]}
        )
    return found


SIGNATURES = [
    "Model.compile", "Model.fit", "Model.evaluate", "Model.predict", "Model.train_on_batch", "Model.test_on_batch",
    "Model.predict_on_batch", "Model.get_layer", "Model.load_weights", "Input", "layers.InputLayer",
]  # fmt: skip


if __name__ == "__main__":
    golden = {
        "made_with": {"numpy": np.__version__, "keras": keras.__version__, "tensorflow": tf.__version__},
        "a": A, "b": B, "labels": LABELS, "sizes": SIZES, "weights_z": WEIGHTS_Z, "weights_y": WEIGHTS_Y,
        "steps": steps(), "programs": programs(), "orders": orders(), "signatures": signatures(SIGNATURES),
    }  # fmt: skip
    write("functional.json", golden)
