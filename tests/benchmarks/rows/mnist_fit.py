"""The network of `mnist_step` through `fit`: one epoch of 10,000 samples, after a warm-up epoch, verbose=0."""

from __future__ import annotations

from typing import Any

from row import Answer, Case, Row, Target
from rows import mnist_step

X, Y = mnist_step.images(10_000), mnist_step.labels(10_000)


def tapegrad() -> Case:
    from nn import Dense, Sequential
    from nn.losses import SparseCategoricalCrossentropy
    from nn.optimizers import Adam

    return _case(Sequential, Dense, SparseCategoricalCrossentropy, Adam)


def keras() -> Case:
    from keras import Sequential
    from keras.layers import Dense
    from keras.losses import SparseCategoricalCrossentropy
    from keras.optimizers import Adam

    return _case(Sequential, Dense, SparseCategoricalCrossentropy, Adam)


def _case(Sequential: Any, Dense: Any, SparseCategoricalCrossentropy: Any, Adam: Any) -> Case:
    """One program for both: only its imports change."""

    def build() -> Any:
        model = Sequential([Dense(128, activation="relu"), Dense(128, activation="relu"), Dense(10)])
        model.build((None, 784))
        model.set_weights(mnist_step.WEIGHTS)
        model.compile(optimizer=Adam(1e-3), loss=SparseCategoricalCrossentropy(from_logits=True))
        return model

    model = build()

    def work() -> Any:
        return model.fit(X, Y, batch_size=128, epochs=1, verbose=0)

    def answer() -> Answer:
        history = build().fit(X, Y, batch_size=128, epochs=2, shuffle=False, verbose=0).history
        return {"losses": [float(loss) for loss in history["loss"]]}

    return work, answer


ROW = Row(
    work="the same network through fit: one epoch of 10,000 samples",
    engines={"tapegrad": tapegrad, "Keras 3 on TensorFlow": keras},
    targets=(Target("tapegrad", "Keras 3 on TensorFlow", 0.35),),
    tolerance=1e-3,
)
