"""Training keeps nothing it does not need: no growth, no cycles, nothing left to the garbage collector."""

from __future__ import annotations

import gc
import platform
import subprocess
import sys
import weakref

import numpy as np
import pytest

from autograd import Tensor
from nn import MLP, Dense, Dropout, Sequential
from nn.callbacks import Callback, EarlyStopping

X = np.random.default_rng(0).standard_normal((64, 20)).astype("float32")
Y = np.eye(4)[np.random.default_rng(1).integers(0, 4, 64)]


pytestmark = pytest.mark.usefixtures("without_collector")


def model():
    m = Sequential([Dense(16, "relu", kernel_regularizer="l2", input_shape=(20,)), Dropout(0.2), Dense(4, "softmax")])
    m.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    return m


def tensors():
    """How many Tensors are alive; they hold no cycles, but the collector knows their containers."""
    return sum(type(x) is Tensor for x in gc.get_objects())


def test_the_number_of_tensors_is_the_same_after_every_step():
    counts = []

    class Count(Callback):
        def on_train_batch_end(self, batch, logs=None):
            counts.append(tensors())

    m = model()
    m.fit(X, Y, epochs=3, batch_size=16, validation_data=(X, Y), callbacks=[Count(), EarlyStopping(patience=9)], verbose=0)
    assert len(counts) == 12
    assert len(set(counts)) == 1


@pytest.mark.parametrize(
    "work",
    [
        lambda m: m.train_on_batch(X, Y),
        lambda m: m.test_on_batch(X, Y),
        lambda m: m.evaluate(X, Y, verbose=0),
        lambda m: m.predict(X),
        lambda m: m(X),
        lambda m: m(X, training=True),
    ],
    ids=["train_on_batch", "test_on_batch", "evaluate", "predict", "call", "call in training"],
)
def test_nothing_stays_behind(work):
    m = model()
    work(m)
    before = tensors()
    for _ in range(5):
        work(m)
    assert tensors() == before


def test_a_loop_of_neurons_keeps_nothing():
    mlp = MLP(2, [4, 1], "tanh", seed=0)
    before = tensors()
    for _ in range(5):
        loss = (mlp([1.0, 2.0]) - 1.0) ** 2
        mlp.zero_grad()
        loss.backward()
        for p in mlp.parameters():
            p.data -= 0.1 * p.grad
        del loss
    assert tensors() == before


def test_memory_does_not_grow():
    m = Sequential([Dense(4, "relu", input_shape=(4,)), Dense(1)])
    m.compile("adam", "mse")
    x, y = X[:8, :4], X[:8, :1]

    def blocks(steps):
        for _ in range(steps):
            m.train_on_batch(x, y)
        return sys.getallocatedblocks()

    before = blocks(4000)  # until NumPy's and Python's stores of small freed blocks are full
    assert blocks(2000) - before < 200


def test_a_model_dies_with_its_last_name():
    m = model()
    m.fit(X, Y, verbose=0)
    layer, weight = weakref.ref(m.layers[0]), weakref.ref(m.optimizer.vector)
    history = m.history
    del m
    assert layer() is None
    assert weight() is None
    assert history.model is None
    assert len(history.history["loss"]) == 1


def test_a_failed_step_leaves_the_model_usable_and_frees_the_graph():
    m = model()
    m.train_on_batch(X, Y)
    before = tensors()
    bad = X.copy()
    bad[0, 0] = np.nan
    for _ in range(3):
        try:
            m.train_on_batch(bad, Y)
        except FloatingPointError as error:
            error.__traceback__ = None
    m.train_on_batch(X, Y)
    assert tensors() == before


FAULTS = """
import resource
import numpy as np
from nn.optimizers.memory import keep_freed

def fresh():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    np.empty(1 << 22, np.uint8).fill(1)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

keep_freed()
fresh()
print(fresh())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc is known to listen")
def test_freed_memory_comes_back_without_asking_the_system():
    pages = int(subprocess.run([sys.executable, "-c", FAULTS], capture_output=True, text=True, check=True).stdout)
    assert pages < 10  # of 1024
