"""House prices in 506 districts of Boston, 13 measurements each. Harrison & Rubinfeld, 1978; one column of theirs, on race, is
why scikit-learn no longer offers these data: take them for comparisons with older programs only.
"""

from __future__ import annotations

from nn.datasets.published import BUCKET, Split, arrays, read, split
from nn.datasets.stand_ins import DIABETES, check_kind, diabetes

SHA256 = "f553886a1f8d56431e820c5b82552d9d95cfcb96d1e678153f8839538947dff5"


def load_data(path: str = "boston_housing.npz", test_split: float = 0.2, seed: int = 113, kind: str = "full") -> Split:
    """((x_train, y_train), (x_test, y_test)): (404, 13), (404,) and 102 to test on.

    path="boston_housing.npz": the name of the file. test_split=0.2: the share to test on. seed=113: of the order.
    kind="full": from TAPEGRAD_DATA, Keras' cache or the network. "stand-in": scikit-learn's diabetes data.
    Raises ConnectionError if the file is nowhere, ValueError for a damaged one.

    >>> (x, y), _ = load_data(kind="stand-in"); x.shape
    (353, 10)
    """
    if check_kind("boston_housing", kind):
        return diabetes(test_split, seed)
    with arrays(read("boston_housing", path, SHA256, f"{BUCKET}boston_housing.npz", instead=DIABETES)) as found:
        return split(found["x"], found["y"], test_split, seed)
