"""CIFAR's archives of 32 x 32 color pictures, read from the verified tar file. Krizhevsky, 2009."""

from __future__ import annotations

import io
import pickle
import tarfile
from collections.abc import Sequence
from typing import Any

import numpy as np

from nn.datasets.published import Split

ALLOWED = {("numpy.core.multiarray", "_reconstruct"), ("numpy._core.multiarray", "_reconstruct"), ("numpy", "ndarray"),
           ("numpy", "dtype")}  # fmt: skip


class Arrays(pickle.Unpickler):
    """Reads pickles that hold arrays, numbers and texts, and refuses all others."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in ALLOWED:
            raise pickle.UnpicklingError(f"a CIFAR file holds arrays and texts only, found {module}.{name}")
        return super().find_class(module, name)


def read_archive(content: bytes, train: Sequence[str], test: str, label_key: str) -> Split:
    """The pictures of a tar file, uint8 (n, 32, 32, 3), and their labels, (n, 1)."""
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        members = {name.rpartition("/")[2]: name for name in archive.getnames()}
        parts = [_batch(archive, members[name], label_key) for name in (*train, test)]
    x, y = (np.concatenate(column) for column in zip(*parts[:-1]))
    return (x, y), parts[-1]


def _batch(archive: tarfile.TarFile, member: str, label_key: str) -> tuple[np.ndarray, np.ndarray]:
    file = archive.extractfile(member)
    assert file is not None
    found = Arrays(file, encoding="bytes").load()
    images = found[b"data"].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
    return images, np.array(found[label_key.encode()], "uint8")[:, None]
