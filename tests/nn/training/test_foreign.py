"""Tables, nullable columns and sparse matrices given to a model: taken where there is one meaning, else explained."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

import nn
from nn.training.foreign import numbers

Y = np.array([1.0, 0.0, 2.0, 1.0])


def learn(x, y=Y, **arguments):
    """The weights after an epoch, what evaluate says of them, and the predictions."""
    nn.set_random_seed(0)
    model = nn.Sequential([nn.layers.Dense(1)])
    model.compile(optimizer="sgd", loss="mse")
    model.fit(x, y, verbose=0, **arguments)
    return [*model.get_weights(), model.evaluate(x, y, verbose=0), model.predict(x, verbose=0)]


def test_tables_are_learned_from_as_the_numbers_they_hold():
    pd = pytest.importorskip("pandas")
    whole = pd.array([1, 2, 3, 4], dtype="Int64")
    tables = [
        (pd.get_dummies(pd.DataFrame({"size": [0.5, 1.5, 2.5, 3.5], "city": ["x", "y", "x", "z"]})),
         [[0.5, 1, 0, 0], [1.5, 0, 1, 0], [2.5, 1, 0, 0], [3.5, 0, 0, 1]]),
        (pd.DataFrame({"a": [1, 2, 3, 4], "b": [True, False, True, True]}), [[1, 1], [2, 0], [3, 1], [4, 1]]),
        (pd.DataFrame({"a": whole, "b": [0.5, 1.0, 1.5, 2.0]}), [[1, 0.5], [2, 1.0], [3, 1.5], [4, 2.0]]),
        (pd.DataFrame({"a": pd.array([True, False, True, False], "boolean"), "b": whole}), [[1, 1], [0, 2], [1, 3], [0, 4]]),
        (pd.DataFrame({"a": pd.Categorical([3, 1, 3, 1])}), [[3], [1], [3], [1]]),
        (pd.DataFrame({"a": pd.arrays.SparseArray([0.0, 0.0, 1.0, 2.0])}), [[0], [0], [1], [2]]),
    ]  # fmt: skip
    for table, plain in tables:
        for ours, theirs in zip(learn(table), learn(np.array(plain, float)), strict=True):
            np.testing.assert_array_equal(ours, theirs)
    x = np.arange(8.0).reshape(4, 2)
    for y in (pd.Series(Y), pd.Series(Y).astype("Int64"), pd.array(Y.astype(int), dtype="Int64"), pd.DataFrame({"y": Y})):
        for ours, theirs in zip(learn(x, y), learn(x), strict=True):
            np.testing.assert_array_equal(ours, theirs)


def test_polars_tables_are_learned_from_as_the_numbers_they_hold():
    pl = pytest.importorskip("polars", reason="needs polars")
    table = pl.DataFrame({"a": [1, 2, 3, 4], "b": [True, False, True, True], "c": [0.5, None, 1.0, 2.0]}).fill_null(0.0)
    for ours, theirs in zip(learn(table, pl.Series(Y)), learn(np.asarray(table.to_numpy(), float)), strict=True):
        np.testing.assert_array_equal(ours, theirs)
    with pytest.raises(TypeError, match="got text in the column 'a'"):
        numbers("fit", "x", pl.DataFrame({"a": ["u", "v"], "b": [1, 2]}))
    with pytest.raises(TypeError, match=r"x is a table that is not computed yet: give x.collect\(\)"):
        numbers("fit", "x", table.lazy())


class Recorded:
    """As a tensor of PyTorch is that records: NumPy may read it only without what it records."""

    def __init__(self, x, records=True):
        self.x, self.records = x, records

    def detach(self):
        return Recorded(self.x, False)

    def __array__(self, dtype=None, copy=None):
        if self.records:
            raise RuntimeError("Can't call numpy() on Tensor that requires grad")
        if self.x is None:
            raise TypeError("Got unsupported ScalarType BFloat16")
        return np.asarray(self.x, dtype)


def test_tensors_of_other_libraries_are_read_where_they_are(only_dlpack):
    x = np.arange(8.0).reshape(4, 2)
    for kind in (only_dlpack, Recorded):
        for ours, theirs in zip(learn(kind(x), kind(Y)), learn(x), strict=True):
            np.testing.assert_array_equal(ours, theirs)


def test_tensors_that_numpy_cannot_read_say_what_to_do():
    with pytest.raises(TypeError, match=r"x cannot be read by NumPy \(Got unsupported.*such as x.cpu\(\).float\(\)"):
        numbers("fit", "x", Recorded(None))


def test_sparse_matrices_are_learned_from_as_what_they_stand_for():
    sparse = pytest.importorskip("scipy.sparse")
    x = np.array([[0.0, 1.0], [2.0, 0.0], [0.0, 0.0], [0.0, 3.0]])
    for kind in (sparse.csr_array, sparse.csr_matrix, sparse.coo_array):
        for ours, theirs in zip(learn(kind(x)), learn(x), strict=True):
            np.testing.assert_array_equal(ours, theirs)
        weighted = learn(x, kind(Y[:, None]), sample_weight=Y + 1.0)
        for ours, theirs in zip(weighted, learn(x, sample_weight=Y + 1.0), strict=True):
            np.testing.assert_array_equal(ours, theirs)


def test_numbers_of_several_kinds_are_numbers():
    mixed = np.array([[True, 1.5], [np.float32(2.0), Fraction(1, 2)], [np.bool_(False), 2**70]], dtype=object)
    np.testing.assert_array_equal(numbers("fit", "x", mixed), [[1.0, 1.5], [2.0, 0.5], [0.0, 2.0**70]])


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda pd: {"n": pd.array([1, None, 3, 4], "Int64"), "x": Y}, r"missing values in the column 'n': fill them first"),
        (lambda pd: {"x": Y, "city": ["a", "b", "a", "c"]}, r"text in the column 'city': make numbers of it"),
        (lambda pd: {"x": Y, "kind": pd.Categorical(["a", "b", "a", "c"])}, r"text in the column 'kind'"),
        (lambda pd: {"x": Y, "flag": pd.array([True, None, True, True], "boolean")}, r"missing values in the column 'flag'"),
        (lambda pd: {"day": pd.date_range("2024-01-01", periods=4)}, r"dates: make numbers of them, such as the days since"),
        (lambda pd: {"x": Y, "price": [Decimal("1.5")] * 4}, r"objects \(Decimal\) in the column 'price'"),
    ],
)  # fmt: skip
def test_tables_without_one_meaning_are_explained(make, said):
    pd = pytest.importorskip("pandas")
    with pytest.raises(TypeError, match=rf"fit: x must hold numbers, got {said}"):
        learn(pd.DataFrame(make(pd)))


@pytest.mark.parametrize(
    ("x", "said"),
    [
        ([[1.0, None]] * 4, "missing values: fill them"), ([["a"]] * 4, r"text: .*np\.unique"), ([[b"a"]] * 4, "text"),
        ([[1j]] * 4, "complex numbers: give their real"), (np.array([["2024-01-01"]] * 4, "datetime64[D]"), "dates"),
    ],
)  # fmt: skip
def test_arrays_without_numbers_are_explained(x, said):
    with pytest.raises(TypeError, match=f"fit: x must hold numbers, got {said}"):
        learn(x)


def test_a_masked_array_is_refused_since_its_mask_would_be_lost():
    masked = np.ma.masked_array(np.eye(4), mask=np.eye(4) > 0)
    with pytest.raises(TypeError, match=r"fit: x is a masked array, whose mask would be lost: give x\.filled\(0\.0\)"):
        learn(masked)
    with pytest.raises(TypeError, match="fit: y is a masked array"):
        learn(np.eye(4), masked[0])
