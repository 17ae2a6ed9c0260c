"""A training on the processes of an MPI job, or on one; each process writes what came out. Run by test_data_parallel.py."""

from __future__ import annotations

import json
import sys

import numpy as np

import nn
from nn import layers


def main(folder: str, kind: str, shared: bool) -> None:
    rng = np.random.default_rng(0)
    n = 37 if kind == "few" else 41  # of batches of 12 the last one has 1 or 5
    x, y = rng.normal(size=(n, 6)), rng.integers(0, 3, n)
    parts = [nn.Dense(8, activation="tanh", dtype="float64"), nn.Dense(3, activation="softmax", dtype="float64")]
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
    model.compile(nn.Adam(0.05), "sparse_categorical_crossentropy", metrics=["accuracy"])
    if kind == "failing" and rank == 1:
        x[20] = np.nan
    checkpoint = nn.callbacks.ModelCheckpoint(f"{folder}/of_{rank}.weights.safetensors", save_weights_only=True)
    verbose = 2 if kind == "plain" else 0
    run = model.fit(x, y, epochs=3, batch_size=12, callbacks=[checkpoint], validation_data=(x, y), verbose=verbose)
    np.savez(f"{folder}/rank_{rank}.npz", *model.get_weights())
    with open(f"{folder}/rank_{rank}.json", "w", encoding="utf-8") as file:
        json.dump(run.history, file)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3] == "shared")
