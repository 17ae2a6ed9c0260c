"""House prices in 20,640 districts of California, 8 measurements each. Pace & Barry, 1997."""

from __future__ import annotations

from nn.checks import choice
from nn.datasets.published import BUCKET, Split, arrays, read, split
from nn.datasets.stand_ins import DIABETES, check_kind, diabetes

SHA256 = "1a2e3a52e0398de6463aebe6f4a8da34fb21fbb6b934cf88c3425e766f2a1a6f"


def load_data(
    version: str = "large", path: str = "california_housing.npz", test_split: float = 0.2, seed: int = 113, kind: str = "full"
) -> Split:
    """((x_train, y_train), (x_test, y_test)): (16512, 8), (16512,) and 4,128 to test on.

    version="large": all; "small": the first 600. path="california_housing.npz": the name of the file. test_split=0.2: the
    share to test on. seed=113: of the order. kind="full": from TAPEGRAD_DATA, Keras' cache or the network. "stand-in":
    scikit-learn's diabetes data. Raises ConnectionError if the file is nowhere, ValueError for a damaged one.

    >>> (x, y), _ = load_data(kind="stand-in"); x.shape
    (353, 10)
    """
    most = {"large": None, "small": 600}[choice("california_housing.load_data", "version", version, ("large", "small"))]
    if check_kind("california_housing", kind):
        return diabetes(test_split, seed)
    with arrays(read("california_housing", path, SHA256, f"{BUCKET}california_housing.npz", instead=DIABETES)) as found:
        return split(found["x"][:most], found["y"][:most], test_split, seed)
