"""tf.data: the Dataset of `nn.utils`."""

from nn.utils.dataset import AUTOTUNE, INFINITE_CARDINALITY, UNKNOWN_CARDINALITY, Dataset

__all__ = ["AUTOTUNE", "INFINITE_CARDINALITY", "UNKNOWN_CARDINALITY", "Dataset", "Options"]


class Options:
    """Settings that change nothing, for `with_options`.

    >>> Dataset.range(2).with_options(Options()).cardinality().numpy()
    np.int64(2)
    """
