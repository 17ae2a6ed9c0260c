"""Fashion-MNIST: 70,000 pictures of clothes, 28 x 28 gray levels, 10 kinds. Xiao, Rasul & Vollgraf, 2017, arXiv:1708.07747."""

from __future__ import annotations

from nn.datasets import idx
from nn.datasets.published import BUCKET, Split, read
from nn.datasets.stand_ins import DIGITS, check_kind, digits

FILES = {  # with their MD5, as their authors publish it
    "train-images-idx3-ubyte.gz": "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
    "train-labels-idx1-ubyte.gz": "25c81989df183df01b3e8a0aad5dffbe",
    "t10k-images-idx3-ubyte.gz": "bef4ecab320f06d8554ea6380940ec79",
    "t10k-labels-idx1-ubyte.gz": "bb300cfdad3c16e7a12a480ee83cd310",
}


def load_data(kind: str = "full") -> Split:
    """((x_train, y_train), (x_test, y_test)), uint8: (60000, 28, 28), (60000,) and 10,000 of each to test on.

    kind="full": from TAPEGRAD_DATA/fashion-mnist, Keras' cache or the network. "stand-in": scikit-learn's digits, enlarged.
    Raises ConnectionError if the files are nowhere, ValueError for damaged ones.

    >>> (x, y), _ = load_data(kind="stand-in"); x.shape
    (1437, 28, 28)
    """
    if check_kind("fashion_mnist", kind):
        return digits(28)
    contents = [read("fashion_mnist", name, md5, BUCKET + name, "fashion-mnist", (), DIGITS) for name, md5 in FILES.items()]
    x, y, x_test, y_test = [idx.parse(idx.gunzip(raw, name), name) for raw, name in zip(contents, FILES)]
    return (x, y), (x_test, y_test)
