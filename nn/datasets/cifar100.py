"""CIFAR-100: 60,000 color pictures of 32 x 32 pixels, 100 kinds in 20 groups. Krizhevsky, 2009."""

from __future__ import annotations

from nn.checks import choice
from nn.datasets.cifar import read_archive
from nn.datasets.published import Split, read
from nn.datasets.stand_ins import DIGITS, check_kind, digits

NAMES = ("cifar-100-python-target", "cifar-100-python.tar.gz")
SHA256 = "85cd44d02ba6437773c5bbd22e183051d648de2e7d6b014e1ef29b855ba677a7"
ORIGIN = "https://www.cs.toronto.edu/~kriz/cifar-100-python.tar.gz"


def load_data(label_mode: str = "fine", kind: str = "full") -> Split:
    """((x_train, y_train), (x_test, y_test)), uint8: (50000, 32, 32, 3), (50000, 1) and 10,000 of each to test on.

    label_mode="fine": 100 kinds; "coarse": 20 groups. kind="full": from TAPEGRAD_DATA, Keras' cache or the network. "stand-in":
    scikit-learn's digits, enlarged, in three colors. Raises ConnectionError if the file is nowhere, ValueError for a damaged
    one.

    >>> (x, y), _ = load_data(kind="stand-in"); x.shape, y.shape
    ((1437, 32, 32, 3), (1437, 1))
    """
    mode = choice("cifar100.load_data", "label_mode", label_mode, ("fine", "coarse"))
    if check_kind("cifar100", kind):
        (x, y), (x_test, y_test) = digits(32, 3)
        return (x, y[:, None]), (x_test, y_test[:, None])
    content = read("cifar100", NAMES[0], SHA256, ORIGIN, others=NAMES[1:], instead=DIGITS)
    return read_archive(content, ["train"], "test", f"{mode}_labels")
