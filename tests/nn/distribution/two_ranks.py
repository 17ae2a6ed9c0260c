"""A training on the processes of an MPI job, or on one; each process writes what came out. Run by test_data_parallel.py."""

from __future__ import annotations

import json
import os
import signal
import sys

import numpy as np

import nn
from nn import layers


class Killed(nn.callbacks.Callback):
    """The process ends in the middle of this epoch as if the machine had failed."""

    def __init__(self, epoch: int) -> None:
        self.last = epoch

    def on_epoch_begin(self, epoch, logs=None):
        self.going_on = epoch

    def on_train_batch_begin(self, batch, logs=None):
        if self.going_on == self.last and batch == 2:
            os.kill(os.getpid(), signal.SIGKILL)


def main(folder: str, kind: str, shared: bool, killed_in: int = -1) -> None:
    rng = np.random.default_rng(0)
    n = 37 if kind == "few" else 41  # of batches of 12 the last one has 1 or 5
    x, y = rng.normal(size=(n, 6)), rng.integers(0, 3, n)
    parts = [nn.Dense(8, activation="tanh", dtype="float64"), nn.Dense(3, activation="softmax", dtype="float64")]
    if kind == "measured":
        y = y > 0
        parts[-1] = nn.Dense(1, activation="sigmoid", dtype="float64")
    if kind == "dropping":
        parts.insert(1, layers.Dropout(0.4))
    if kind == "normalized":
        parts.insert(1, layers.BatchNormalization(dtype="float64"))
    rank = 0
    nn.set_random_seed(1)
    if shared:
        chosen = nn.distribution.DataParallel()
        nn.distribution.set_distribution(chosen)
        rank = chosen.rank
        nn.set_random_seed(1 + rank)  # each process draws its own weights: those of the first are taken
    model = nn.Sequential([nn.Input((6,)), *parts])
    if kind == "measured":
        measures = [nn.metrics.AUC(), nn.metrics.Precision(), nn.metrics.R2Score()]
        model.compile(nn.Adam(0.05), "binary_crossentropy", metrics=measures)
    else:
        model.compile(nn.Adam(0.05), "sparse_categorical_crossentropy", metrics=["accuracy"])
    if kind == "failing" and rank == 1:
        x[20] = np.nan
    checkpoint = nn.callbacks.ModelCheckpoint(f"{folder}/of_{rank}.weights.safetensors", save_weights_only=True)
    told = [checkpoint]
    if kind == "kept":
        told += [nn.callbacks.BackupAndRestore(f"{folder}/backup"), nn.callbacks.EarlyStopping("loss", patience=5)]
        told += [Killed(killed_in)] if killed_in >= 0 and chosen.rank == chosen.size - 1 else []
    verbose = 2 if kind == "plain" else 0
    epochs = 5 if kind == "kept" else 3
    run = model.fit(x, y, epochs=epochs, batch_size=12, callbacks=told, validation_data=(x, y), verbose=verbose)
    np.savez(f"{folder}/rank_{rank}.npz", *model.get_weights())
    with open(f"{folder}/rank_{rank}.json", "w", encoding="utf-8") as file:
        json.dump(run.history, file)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3] == "shared", *map(int, sys.argv[4:]))
