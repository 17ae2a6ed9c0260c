"""Arrays and tables of other libraries: none takes a Tensor for something else, and a Tensor takes them for what they are."""

from __future__ import annotations

import copy
import operator
import warnings
import weakref

import numpy as np
import pytest

from autograd import Tensor, exp, grad

V = np.array([1.0, 2.0, 3.0])
MASKED = np.ma.masked_array(V, mask=[False, True, False])
with warnings.catch_warnings():
    warnings.simplefilter("ignore", PendingDeprecationWarning)
    MATRIX = np.matrix([[1.0, 2.0], [3.0, 4.0]])
BINARY = [
    operator.add, operator.sub, operator.mul, operator.truediv, operator.pow, operator.mod, operator.floordiv, operator.matmul,
    divmod, np.add, np.multiply, np.maximum, np.dot, np.power, np.remainder,
]  # fmt: skip

# the names by which NumPy's masked arrays and matrices, SciPy, pandas, xarray, matplotlib, scikit-learn, dask, pint, astropy,
# PyTorch, TensorFlow and JAX recognise what is theirs (looked up in their sources: hasattr, getattr and bare attributes)
THEIRS = {
    "_data", "_mask", "_baseclass", "_basedict", "_fill_value", "mask", "filled", "A", "A1", "I", "H", "_series",
    "_mgr", "_values",
    "array", "attrs", "encoding", "dims", "coords", "variable", "values", "_variable", "to_index", "iloc", "loc", "index",
    "columns", "dtypes", "to_numpy", "__dataframe__", "__array_interface__", "__array_struct__", "__cuda_array_interface__",
    "__array_namespace__", "__array_wrap__", "__array_prepare__", "__array_finalize__", "__torch_function__", "__jax_array__",
    "__tf_tensor__", "nnz", "tocsr", "toarray", "todense", "getformat", "format", "indptr", "indices", "is_sparse", "is_cuda",
    "unit", "units", "magnitude", "_units", "dask", "__dask_graph__", "compute", "chunks", "get_values", "categories", "codes",
    "func", "fit", "predict", "get_params", "rgba", "get_array", "convert_units", "__sklearn_tags__", "device", "categorical",
}  # fmt: skip


def test_no_attribute_of_a_tensor_has_a_name_by_which_others_recognise_their_own():
    assert not set(dir(Tensor([1.0]))) & THEIRS


@pytest.mark.parametrize("compute", BINARY, ids=lambda f: f.__name__)
@pytest.mark.parametrize("other", [MASKED, MATRIX], ids=["masked", "matrix"])
@pytest.mark.parametrize("on_the_tape", [True, False])
@pytest.mark.filterwarnings("ignore::RuntimeWarning", "ignore::PendingDeprecationWarning")
def test_masked_arrays_and_matrices_beside_a_tensor_are_refused_or_right(compute, other, on_the_tape):
    """Never a Tensor that forgot the mask, or elements where NumPy multiplies matrices; NumPy's own answer is right."""
    plain = np.full((2, 2), 2.0) if other is MATRIX else V
    for x in (Tensor(plain, requires_grad=on_the_tape), Tensor(2.0, requires_grad=on_the_tape)):
        for left, right in ((x, other), (other, x)):
            try:
                answer = compute(left, right)
            except (TypeError, ValueError):
                continue
            assert not on_the_tape or compute is operator.floordiv  # which has no derivative
            bare = [value.numpy() if isinstance(value, Tensor) else value for value in (left, right)]
            np.testing.assert_array_equal(answer, compute(*bare))
            assert type(answer) is type(compute(*bare))


@pytest.mark.parametrize("name", ["exp", "sqrt", "absolute", "sum", "mean", "median", "sort", "array", "getdata", "filled"])
def test_functions_for_masked_arrays_refuse_what_is_on_the_tape(name):
    t = Tensor(V)
    for x in (t, t * 2.0):
        with pytest.raises(TypeError, match="would lose the derivative"):
            getattr(np.ma, name)(x)


def test_what_np_ma_gets_of_a_constant_is_a_copy():
    c = Tensor(V).detach()
    np.ma.getdata(c)[0] = 100.0
    np.ma.array(c)[1] = 100.0
    np.testing.assert_array_equal(c.numpy(), V)


def test_every_door_for_masked_arrays_and_matrices_says_what_to_do():
    t = Tensor(V)
    doors = [
        lambda: Tensor(MASKED), lambda: t * MASKED, lambda: exp(MASKED), lambda: np.where(MASKED > 1.0, t, 0.0),
        lambda: t[MASKED > 1.0],
        lambda: np.concatenate([t, MASKED]), lambda: setattr(t, "data", MASKED), lambda: np.stack([MASKED, t]),
        lambda: np.add(MASKED, t),
    ]  # fmt: skip
    for door in doors:
        with pytest.raises(TypeError, match=r"numpy\.ma\.\S*MaskedArray does not calculate as an array does.* give m\.filled"):
            door()
    for door in (lambda: Tensor(MATRIX), lambda: MATRIX * Tensor(np.eye(2)), lambda: Tensor(np.eye(2)) * MATRIX):
        with pytest.raises(TypeError, match=r"numpy\.matrix does not calculate as .*np\.asarray\(m\), and write m @ t"):
            door()


class Lengths(np.ndarray):
    """An array with a unit, as astropy's and pint's: its arithmetic is its own."""

    def __array_ufunc__(self, ufunc, method, *inputs, **settings):
        return NotImplemented


def test_arrays_with_arithmetic_of_their_own_are_refused_and_mere_kinds_of_memory_are_not(tmp_path):
    with pytest.raises(TypeError, match=r"Lengths does not calculate as an array does.*np\.asarray\(x\)"):
        Tensor(V) * V.view(Lengths)
    mapped = np.memmap(tmp_path / "v", dtype=float, mode="w+", shape=3)
    mapped[:] = V
    assert (Tensor(V) * mapped).tolist() == (mapped * Tensor(V)).tolist() == [1.0, 4.0, 9.0]
    assert Tensor(V.view(np.recarray)).tolist() == [1.0, 2.0, 3.0]


# -- pandas, xarray, SciPy, scikit-learn, matplotlib ----------------------------------------------------------------


@pytest.mark.parametrize("compute", [f for f in BINARY if f not in (operator.floordiv, divmod, np.dot, operator.matmul)])
def test_a_series_or_a_table_beside_a_tensor_is_a_constant_by_position(compute):
    pd = pytest.importorskip("pandas")
    t = Tensor(V)
    for table in (pd.Series(V + 1.0, index=[7, 8, 9]), pd.DataFrame(np.arange(1.0, 7.0).reshape(2, 3)), pd.Index(V + 1.0)):
        for x in (t, Tensor(2.0)):
            ours = compute(x, table)
            assert type(ours) is Tensor
            np.testing.assert_array_equal(ours.numpy(), compute(x.numpy(), table.to_numpy()))
            if isinstance(table, pd.Index) and isinstance(compute, np.ufunc):
                continue  # pandas makes an Index of it: refused
            ours = compute(table, x)
            assert type(ours) is Tensor
            np.testing.assert_array_equal(ours.numpy(), compute(table.to_numpy(), x.numpy()))
    np.testing.assert_array_equal(grad(lambda x: (pd.Series(V) * x).sum())(V), V)


def test_pandas_takes_nothing_from_the_tape():
    pd = pytest.importorskip("pandas")
    t = Tensor(V)
    series, index = pd.Series(V), pd.Index(V)
    for take in (pd.Series, pd.Index, lambda x: pd.DataFrame({"a": x}), lambda x: np.add(index, x), lambda x: series @ x):
        with pytest.raises(TypeError, match="would lose the derivative"):
            take(t)
    series = pd.Series(Tensor(V).detach())
    series.iloc[0] = 100.0
    assert t.tolist() == Tensor(pd.Series(V)).tolist() == [1.0, 2.0, 3.0]
    assert (t == pd.Series([1.0, 0.0, 3.0])).tolist() == [True, False, True]
    key = pd.Series([True, False, True])
    y = t[key].sum()
    key[:] = False  # the key was copied
    y.backward()
    assert t.grad.tolist() == [1.0, 0.0, 1.0]


@pytest.mark.parametrize("compute", [f for f in BINARY if f not in (np.dot, operator.matmul, divmod, operator.floordiv)])
def test_an_xarray_holds_tensors(compute):
    xarray = pytest.importorskip("xarray")
    t = Tensor(V)
    labelled = xarray.DataArray(V + 1.0, dims="time", attrs={"unit": "m"})
    for x in (t, Tensor(2.0)):
        for left, right in ((x, labelled), (labelled, x)):
            answer = compute(left, right)
            assert (type(answer), type(answer.data), answer.dims) == (xarray.DataArray, Tensor, ("time",))
            bare = [value.numpy() if value is x else value.to_numpy() for value in (left, right)]
            np.testing.assert_array_equal(answer.data.numpy(), compute(*bare))
    loss = (np.exp(labelled * t)).data.sum()
    loss.backward()
    np.testing.assert_allclose(t.grad, (V + 1.0) * np.exp((V + 1.0) * V), rtol=1e-15)


def test_scipy_scikit_learn_and_matplotlib_take_nothing_from_the_tape():
    sparse, linear = pytest.importorskip("scipy.sparse"), pytest.importorskip("sklearn.linear_model")
    pytest.importorskip("matplotlib").use("agg")
    from matplotlib import pyplot

    t = Tensor(V)
    for matrix in (sparse.csr_array(np.eye(3)), sparse.csr_matrix(np.eye(3))):
        for compute in (operator.mul, operator.matmul, operator.add):
            for left, right in ((t, matrix), (matrix, t)):
                with pytest.raises(TypeError):
                    compute(left, right)
        with pytest.raises(TypeError, match=r"make a sparse matrix an array with \.toarray\(\)"):
            Tensor(matrix)
    with pytest.raises(TypeError, match="would lose the derivative"):
        linear.LinearRegression().fit(t[:, None], V)
    for draw in (pyplot.plot, pyplot.hist):
        with pytest.raises(TypeError, match=r"t\.numpy\(\)"):
            draw(t)
    with pytest.raises(TypeError, match=r"t\.numpy\(\) to plot or read it"):
        copy.copy(t * 2.0)
    pyplot.plot(t.detach())
    pyplot.bar(t.detach(), t.detach())
    pyplot.close("all")


# -- DLPack and references ------------------------------------------------------------------------------------------


@pytest.fixture(params=[False, True], ids=["nothing else", "a dtype of its own"])
def kind(request, only_dlpack):
    """The second kind's dtype is no NumPy dtype, as PyTorch's."""
    more = {"dtype": object(), "__array__": lambda self, dtype=None, copy=None: np.array(self.array, dtype)}
    return type("Array", (only_dlpack,), more if request.param else {})


def test_arrays_of_other_libraries_go_in_by_a_copy(kind):
    memory = V.astype(np.float32)
    x = Tensor(kind(memory))
    c = Tensor(V)
    product = c * kind(memory)
    memory[:] = 0.0
    assert (x.dtype, x.requires_grad, x.tolist()) == (np.float32, True, [1.0, 2.0, 3.0])
    assert product.tolist() == [1.0, 4.0, 9.0]
    product.sum().backward()
    assert c.grad.tolist() == [1.0, 2.0, 3.0]
    assert (kind(V) - c).tolist() == np.add(c, kind(-V)).tolist() == [0.0, 0.0, 0.0]
    assert (c == kind(V)).all()
    with pytest.raises(TypeError, match="int64 data cannot require gradients"):
        Tensor(kind(np.array([1, 2])))
    c.data = kind(np.array([4.0, 5.0, 6.0]))
    assert c.tolist() == [4.0, 5.0, 6.0]


def test_constants_go_out_by_a_copy_and_what_is_differentiated_does_not():
    c = Tensor(V).detach()
    taken = np.from_dlpack(c)
    np.testing.assert_array_equal(taken, V)
    assert not np.shares_memory(taken, c.numpy())
    assert np.from_dlpack(Tensor(2.5).detach())[()] == 2.5
    for x in (Tensor(V), Tensor(V) * 2.0):
        with pytest.raises(TypeError, match=r"a DLPack capsule of it would lose the derivative of .*: use t\.detach\(\)"):
            np.from_dlpack(x)


def test_a_tensor_can_be_referenced_weakly(without_collector):
    x = Tensor(V)
    y = x * 2.0
    seen = weakref.ref(y)
    assert seen() is y
    cache = weakref.WeakKeyDictionary({x: 1, y: 2})
    del y
    assert seen() is None  # freed at once, by counting references
    assert list(cache) == [x]
