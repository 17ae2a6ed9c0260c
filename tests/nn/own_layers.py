"""Programs with rarer inputs and layers of one's own, which Keras and nn run alike; each gives its numbers by name."""

from __future__ import annotations

import numpy as np

X = np.cos(np.arange(24.0)).reshape(8, 3)
Z = np.sin(np.arange(16.0)).reshape(8, 2)
Y = np.sin(np.arange(16.0) * 0.7).reshape(8, 2)


def learn(k, model, x, losses=()):
    """Predictions, a training of three steps and the weights it leaves, from weights made of sines."""
    model.set_weights([np.sin(np.arange(np.size(w)) * 1.7 + i).reshape(w.shape) for i, w in enumerate(model.get_weights())])
    before = model.predict(x, verbose=0)
    model.compile(optimizer=k.optimizers.SGD(0.125), loss="mse", metrics=["mae"])
    history = model.fit(x, Y, epochs=3, batch_size=8, shuffle=False, verbose=0).history
    return {
        "before": np.asarray(before).tolist(),
        "history": {name: [float(v) for v in values] for name, values in history.items()},
        "weights": [np.asarray(w).tolist() for w in model.get_weights()],
    }


def batch_shape(k):
    x = k.Input(batch_shape=(8, 3), dtype="float64")
    model = k.Model(x, k.layers.Dense(2, activation="tanh", dtype="float64")(x))
    return {**learn(k, model, X), "shape": [*x.shape, *model.output_shape]}


def make_between(k):
    class Between(k.layers.Layer):
        """Between two inputs, by a share that is learned; the second comes by its name."""

        def __init__(self, **settings):
            super().__init__(**settings)
            self.inner = k.layers.Dense(2, kernel_regularizer=k.regularizers.L2(0.125), dtype="float64")

        def build(self, *shapes, **named):
            self.share = self.add_weight(name="share", shape=(2,), initializer="ones", regularizer=k.regularizers.L1(0.25))
            self.built = True

        def call(self, first, second=None, scale=1.0):
            mixed = self.inner(first) * self.share
            self.add_loss(k.ops.sum(mixed * mixed) * 0.03125)
            return mixed if second is None else mixed + scale * second

    return Between


def tensors_by_keyword(k):
    first, second = k.Input((3,), dtype="float64"), k.Input((2,), dtype="float64")
    model = k.Model([first, second], make_between(k)(dtype="float64")(first, second=second, scale=0.5))
    return learn(k, model, [X, Z])


def one_tensor_of_two(k):
    first = k.Input((3,), dtype="float64")
    return learn(k, k.Model(first, make_between(k)(dtype="float64")(first)), X)


def losses_of_a_layer(k):
    layer = make_between(k)(dtype="float64")
    layer(X)
    layer.set_weights([np.sin(np.arange(np.size(w)) + i).reshape(w.shape) for i, w in enumerate(layer.get_weights())])
    layer(X)
    return {
        "losses": sorted(float(np.asarray(v.numpy())) for v in layer.losses),
        "inner": [float(np.asarray(v.numpy())) for v in layer.inner.losses],
        "names": [w.name for w in layer.weights],
    }


def optional(k):
    class Either(k.layers.Layer):
        def call(self, x, z=None):
            return x if z is None else x + z

    x, z = k.Input((2,), dtype="float64"), k.Input((2,), dtype="float64", optional=True)
    model = k.Model([x, z], Either(dtype="float64")(x, z))
    return {name: np.asarray(model([Z, given])).tolist() for name, given in (("with", Y), ("without", None))}


CASES = {case.__name__: case for case in (batch_shape, tensors_by_keyword, one_tensor_of_two, losses_of_a_layer, optional)}
