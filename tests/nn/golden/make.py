"""Makes golden.json: what Keras and PyTorch compute for the same numbers, in double precision.

Needs an environment of its own, for neither is a dependency of this project:

    python -m venv peers && peers/bin/pip install "keras==3.15.1" "tensorflow==2.21.0" "torch==2.13.0"
    KERAS_BACKEND=tensorflow peers/bin/python tests/nn/golden/make.py

(On its other backends Keras 3.15 rounds to single precision inside mean and tanh.)

Keras is the authority on names, defaults and meanings. Where PyTorch defines the same thing, this script checks
that its own function agrees before anything is written.
"""

from __future__ import annotations

import inspect
import itertools
import platform

import keras
import numpy as np
import tensorflow as tf
import torch
from making import signatures, write
from making_torch import torch_forward, torch_loss, torch_optimizer

rng = np.random.default_rng(20)
N, FEATURES, HIDDEN, CLASSES, STEPS = 6, 4, 5, 3, 10

X = rng.standard_normal((N, FEATURES))
WEIGHTS = [
    rng.standard_normal((FEATURES, HIDDEN)),
    rng.standard_normal(HIDDEN),
    rng.standard_normal((HIDDEN, CLASSES)),
    rng.standard_normal(CLASSES),
]
LABELS = rng.integers(0, CLASSES, N)
ONE_HOT = np.eye(CLASSES)[LABELS]
SOFT = rng.dirichlet(np.ones(CLASSES), N)
YES_NO = rng.integers(0, 2, (N, CLASSES)).astype(float)
TARGETS = rng.standard_normal((N, CLASSES))
SAMPLE_WEIGHT = rng.uniform(0.0, 2.0, N)

ACTIVATIONS = [
    "linear", "relu", "leaky_relu", "elu", "gelu", "silu", "swish", "sigmoid", "tanh", "softplus", "softsign",
    "softmax", "log_softmax", "exponential",
]  # fmt: skip
ROUNDED = {
    "leaky_relu": lambda x: torch.nn.functional.leaky_relu(x, 0.2),
    "gelu": torch.nn.functional.gelu,
}
LOSSES = [  # class, settings, the output layer's activation, labels
    ("MeanSquaredError", {}, "linear", TARGETS),
    ("MeanSquaredError", {"reduction": "sum"}, "linear", TARGETS),
    ("MeanAbsoluteError", {}, "linear", TARGETS),
    ("BinaryCrossentropy", {}, "sigmoid", YES_NO),
    ("BinaryCrossentropy", {"label_smoothing": 0.2}, "sigmoid", YES_NO),
    ("BinaryCrossentropy", {"from_logits": True}, "linear", YES_NO),
    ("BinaryCrossentropy", {"from_logits": True, "label_smoothing": 0.1, "reduction": "sum"}, "linear", YES_NO),
    ("CategoricalCrossentropy", {}, "softmax", ONE_HOT),
    ("CategoricalCrossentropy", {}, "sigmoid", ONE_HOT),  # probabilities that do not add up to 1
    ("CategoricalCrossentropy", {}, "softmax", SOFT),
    ("CategoricalCrossentropy", {"label_smoothing": 0.1}, "softmax", ONE_HOT),
    ("CategoricalCrossentropy", {"from_logits": True}, "linear", ONE_HOT),
    ("CategoricalCrossentropy", {"from_logits": True, "label_smoothing": 0.3}, "linear", SOFT),
    ("SparseCategoricalCrossentropy", {}, "softmax", LABELS),
    ("SparseCategoricalCrossentropy", {}, "sigmoid", LABELS),
    ("SparseCategoricalCrossentropy", {"from_logits": True}, "linear", LABELS),
]
OPTIMIZERS = [
    ("SGD", {}),
    ("SGD", {"learning_rate": 0.1, "momentum": 0.9}),
    ("SGD", {"learning_rate": 0.1, "momentum": 0.9, "nesterov": True}),
    ("SGD", {"learning_rate": 0.1, "clipnorm": 0.3}),
    ("SGD", {"learning_rate": 0.1, "clipvalue": 0.05}),
    ("SGD", {"learning_rate": 0.1, "momentum": 0.5, "global_clipnorm": 0.4}),
    ("SGD", {"learning_rate": 0.1, "weight_decay": 0.01}),
    ("Adam", {}),
    ("Adam", {"learning_rate": 0.05, "beta_1": 0.8, "beta_2": 0.95, "epsilon": 1e-3}),
    ("Adam", {"learning_rate": 0.05, "epsilon": 0.0}),
    ("Adam", {"learning_rate": 0.05, "weight_decay": 0.1}),
    ("AdamW", {"learning_rate": 0.05}),
    ("RMSprop", {}),
    ("RMSprop", {"learning_rate": 0.05, "rho": 0.5, "epsilon": 1e-3}),
    ("RMSprop", {"learning_rate": 0.01, "momentum": 0.9}),
]


def network(output: str) -> keras.Sequential:
    """FEATURES-HIDDEN-CLASSES with tanh inside, holding WEIGHTS."""
    model = keras.Sequential(
        [
            keras.layers.Input((FEATURES,)),
            keras.layers.Dense(HIDDEN, activation="tanh"),
            keras.layers.Dense(CLASSES, activation=output),
        ]
    )
    model.set_weights(WEIGHTS)
    return model


def value_and_gradients(model, loss, y, sample_weight=None, plain=False):
    """The loss at the model's weights, and its gradient for each of them.

    Keras on TensorFlow notes the logits behind a sigmoid and then takes them for a softmax's; `plain` hides them.
    """
    with tf.GradientTape() as tape:
        output = model(X)
        value = loss(y, tf.identity(output) if plain else output, sample_weight)
    return float(value), [g.numpy() for g in tape.gradient(value, [v.value for v in model.trainable_variables])]


def keras_optimizer(name, settings):
    """Keras' optimizer with its own defaults; as NumPy doubles, for Keras casts Python's floats to single precision."""
    make = getattr(keras.optimizers, name)
    defaults = {key: p.default for key, p in inspect.signature(make).parameters.items()}
    given = {key: value for key, value in {**defaults, **settings}.items() if type(value) is float}
    return make(**{**settings, **{key: np.float64(value) for key, value in given.items()}})


def close(ours, theirs, what):
    for a, b in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-12, err_msg=what)


def activations():
    x = np.array([[-3.0, -1.0, -0.2], [0.3, 1.0, 2.5]])
    seed = rng.standard_normal(x.shape)
    cases = {}
    for name in ACTIVATIONS:
        function = keras.activations.get(name)
        leaf = tf.constant(x)
        with tf.GradientTape() as tape:
            tape.watch(leaf)
            y = function(leaf)
        cases[name] = {"y": y.numpy(), "gradient": tape.gradient(y, leaf, seed).numpy()}
        if name in ROUNDED:  # Keras rounds a constant of these to single precision
            peer = torch.tensor(x, requires_grad=True)
            z = ROUNDED[name](peer)
            z.backward(torch.tensor(seed))
            exact = {"y": z.detach().numpy(), "gradient": peer.grad.numpy()}
            np.testing.assert_allclose(list(exact.values()), list(cases[name].values()), rtol=1e-6)
            cases[name] = exact
    return {"x": x, "seed": seed, "cases": cases}


def losses():
    cases = []
    for (name, settings, output, y), weight in itertools.product(LOSSES, (None, SAMPLE_WEIGHT)):
        model = network(output)
        plain = output == "sigmoid" and "Categorical" in name
        value, gradients = value_and_gradients(model, getattr(keras.losses, name)(**settings), y, weight, plain)
        peer = torch_loss(X, WEIGHTS, name, settings, output, y, weight)
        if peer is not None:
            close([value, *gradients], [peer[0], *peer[1]], f"{name} {settings} {output}")
        case = {"loss": name, "settings": settings, "activation": output, "y": y, "sample_weight": weight}
        cases.append({**case, "output": model(X).numpy(), "value": value, "gradients": gradients})
    return cases


def optimizers():
    cases = []
    for name, settings in OPTIMIZERS:
        model, loss = network("softmax"), keras.losses.CategoricalCrossentropy()
        optimizer = keras_optimizer(name, settings)
        values = [torch.tensor(w, requires_grad=True) for w in WEIGHTS]
        peer = torch_optimizer(name, settings, values)
        after = {}
        for step in range(1, STEPS + 1):
            _, gradients = value_and_gradients(model, loss, ONE_HOT)
            optimizer.apply(gradients, model.trainable_variables)
            if peer is not None:
                peer.zero_grad()
                torch.nn.functional.cross_entropy(torch_forward(X, values, "softmax")[1], torch.tensor(LABELS)).backward()
                peer.step()
            after[step] = model.get_weights()
        if peer is not None:
            close(after[STEPS], [v.detach().numpy() for v in values], f"{name} {settings}")
        cases.append({"optimizer": name, "settings": settings, "after": {step: after[step] for step in (1, STEPS)}})
    return cases


def program():
    """What fit, evaluate and predict report of a training with everything in it, in order and without shuffling."""
    n, labels = 50, rng.integers(0, CLASSES, 50)
    x, weight = rng.standard_normal((n, FEATURES)), rng.uniform(0.0, 2.0, n)
    model = keras.Sequential(
        [
            keras.layers.Input((FEATURES,)),
            keras.layers.Dense(HIDDEN, activation="relu", kernel_regularizer="l2"),
            keras.layers.Dense(CLASSES, activation="softmax", bias_regularizer=keras.regularizers.L1(0.05)),
        ]
    )
    model.set_weights(WEIGHTS)
    loss = "sparse_categorical_crossentropy"
    model.compile("adam", loss, metrics=["accuracy"], weighted_metrics=[loss])
    common = {"batch_size": 8, "shuffle": False, "verbose": 0}
    first = model.fit(x, labels, epochs=3, validation_split=0.21, sample_weight=weight, **common)
    evaluated = model.evaluate(x, labels, batch_size=7, sample_weight=weight, verbose=0, return_dict=True)
    model.compile(keras.optimizers.RMSprop(0.01, momentum=0.9, clipnorm=0.5), loss, metrics=["accuracy"])
    class_weight = {0: 1.0, 1: 2.0, 2: 0.5}
    watched = (x[:5], labels[:5])
    second = model.fit(
        x, labels, epochs=4, initial_epoch=1, validation_data=watched, validation_freq=2, class_weight=class_weight, **common
    )
    return {
        "x": x,
        "labels": labels,
        "sample_weight": weight,
        "class_weight": list(class_weight.values()),
        "first": first.history,
        "evaluated": evaluated,
        "second": second.history,
        "epochs": second.epoch,
        "predicted": model.predict(x, verbose=0),
        "weights": model.get_weights(),
    }


SIGNATURES = [
    "layers.Dense", "layers.Dropout", "layers.Flatten", "layers.Activation", "layers.LeakyReLU", "layers.ELU",
    "layers.Softmax", "layers.Input", "losses.Loss", "losses.MeanSquaredError", "losses.MeanAbsoluteError",
    "losses.BinaryCrossentropy", "losses.CategoricalCrossentropy", "losses.SparseCategoricalCrossentropy",
    "losses.mean_squared_error", "losses.mean_absolute_error", "losses.binary_crossentropy",
    "losses.categorical_crossentropy", "losses.sparse_categorical_crossentropy", "optimizers.SGD", "optimizers.Adam",
    "optimizers.AdamW", "optimizers.RMSprop", "callbacks.EarlyStopping", "callbacks.ModelCheckpoint",
    "callbacks.LearningRateScheduler", "initializers.VarianceScaling", "initializers.GlorotUniform",
    "initializers.GlorotNormal", "initializers.HeUniform", "initializers.HeNormal", "initializers.LecunUniform",
    "initializers.LecunNormal", "initializers.RandomNormal", "initializers.RandomUniform",
    "initializers.TruncatedNormal", "initializers.Constant", "initializers.Zeros", "initializers.Ones",
    "regularizers.L1", "regularizers.L2", "regularizers.L1L2", "metrics.BinaryAccuracy", "metrics.CategoricalAccuracy",
    "metrics.SparseCategoricalAccuracy", "metrics.MeanSquaredError", "metrics.MeanAbsoluteError", "metrics.Mean",
    "Sequential.add", "Sequential.compile", "Sequential.fit", "Sequential.evaluate", "Sequential.predict",
    "Sequential.train_on_batch", "Sequential.test_on_batch", "Sequential.predict_on_batch", "Sequential.summary",
    "Sequential.save_weights", "Sequential.load_weights", "Sequential.get_layer", "Sequential.pop",
    "utils.to_categorical", "utils.set_random_seed",
]  # fmt: skip


if __name__ == "__main__":
    versions = {"python": platform.python_version(), "numpy": np.__version__, "keras": keras.__version__}
    golden = {
        "made_with": {**versions, "tensorflow": tf.__version__, "torch": torch.__version__.partition("+")[0]},
        "x": X, "weights": WEIGHTS, "one_hot": ONE_HOT, "activations": activations(), "losses": losses(),
        "optimizers": optimizers(), "program": program(), "signatures": signatures(SIGNATURES),
    }  # fmt: skip
    write("golden.json", golden)
