"""CIFAR-10: 60,000 color pictures of 32 x 32 pixels, 10 kinds. Krizhevsky, 2009, Learning multiple layers of features."""

from __future__ import annotations

from nn.datasets.cifar import read_archive
from nn.datasets.published import Split, read
from nn.datasets.stand_ins import DIGITS, check_kind, digits

NAMES = ("cifar-10-batches-py-target", "cifar-10-python.tar.gz", "cifar-10-batches-py.tar.gz")
SHA256 = "6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce"
ORIGIN = "https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz"


def load_data(kind: str = "full") -> Split:
    """((x_train, y_train), (x_test, y_test)), uint8: (50000, 32, 32, 3), (50000, 1) and 10,000 of each to test on.

    kind="full": from TAPEGRAD_DATA, Keras' cache or the network. "stand-in": scikit-learn's digits, enlarged, in three colors.
    Raises ConnectionError if the file is nowhere, ValueError for a damaged one.

    >>> (x, y), _ = load_data(kind="stand-in"); x.shape, y.shape
    ((1437, 32, 32, 3), (1437, 1))
    """
    if check_kind("cifar10", kind):
        (x, y), (x_test, y_test) = digits(32, 3)
        return (x, y[:, None]), (x_test, y_test[:, None])
    content = read("cifar10", NAMES[0], SHA256, ORIGIN, others=NAMES[1:], instead=DIGITS)
    return read_archive(content, [f"data_batch_{i}" for i in range(1, 6)], "test_batch", "labels")
