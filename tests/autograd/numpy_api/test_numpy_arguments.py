"""NumPy's arguments on Tensors: defaults given explicitly, options, and which arguments carry a derivative."""

from __future__ import annotations

import inspect

import numpy as np
import pytest

import autograd
from autograd import Tensor, grad, gradcheck
from autograd.kernel.op import NUMPY

pytestmark = [
    pytest.mark.filterwarnings("ignore:numpy.fix is deprecated:DeprecationWarning"),  # from NumPy 2.5 on
    pytest.mark.filterwarnings("ignore:`trapz` is deprecated:DeprecationWarning"),  # in NumPy 2.0 to 2.3, then gone
]

M = np.array([[0.3, -1.2, 0.7], [1.1, 0.4, -0.6]])
CUBE = np.sin(np.arange(24.0)).reshape(2, 3, 4)
SQUARE = np.sin(np.arange(9.0) * 1.7).reshape(3, 3) + 2.0 * np.eye(3)
FUNCTIONS = [f for f in NUMPY if not isinstance(f, np.ufunc)]
UFUNCS = [f for f in NUMPY if isinstance(f, np.ufunc)]

# a call of every function that answers a Tensor, with a number in each place where NumPy takes one that may be a fraction
CALLS = {
    np.sum: ((M,), {}), np.mean: ((M,), {}), np.max: ((M,), {}), np.min: ((M,), {}), np.prod: ((M,), {}),
    np.var: ((M,), {"ddof": 1}), np.std: ((M,), {"ddof": 1}), np.cumsum: ((M,), {}), np.cumprod: ((M,), {}),
    np.linalg.norm: ((M,), {}), np.where: ((M > 0, M, 0.5), {}), np.clip: ((M, -0.5, 0.5), {}), np.dot: ((M, M.T), {}),
    np.outer: ((M[0], M[1]), {}), np.einsum: (("ij,kj->ik", M, M), {}), np.trace: ((M,), {}), np.reshape: ((M, (3, 2)), {}),
    np.ravel: ((M,), {}), np.transpose: ((M,), {}), np.swapaxes: ((M, 0, 1), {}), np.moveaxis: ((M, 0, 1), {}),
    np.broadcast_to: ((M, (2, 2, 3)), {}), np.expand_dims: ((M, 0), {}), np.squeeze: ((M[None],), {}), np.flip: ((M,), {}),
    np.tile: ((M, 2), {}), np.repeat: ((M, 2), {}), np.pad: ((M, 1), {"constant_values": 0.5}), np.concatenate: (([M, M],), {}),
    np.stack: (([M, M],), {}), np.split: ((M, 2), {}), np.array_split: ((M, 2), {}), np.take: ((M, [0, 0, 5]), {}),
    np.sort: ((M,), {}), np.diagonal: ((M,), {}), np.copy: ((M,), {}), np.full_like: ((M, 0.5), {}), np.zeros_like: ((M,), {}),
    np.ones_like: ((M,), {}), np.size: ((M,), {}), np.shape: ((M,), {}), np.ndim: ((M,), {}), np.argmax: ((M,), {}),
    np.argmin: ((M,), {}), np.argsort: ((M,), {}), np.round: ((M,), {}), np.array_equal: ((M, M), {}),
    np.allclose: ((M, M, 0.1, 0.1), {}), np.isclose: ((M, M, 0.1, 0.1), {}), np.any: ((M,), {}), np.all: ((M,), {}),
    np.count_nonzero: ((M,), {}), np.nonzero: ((M,), {}), np.result_type: ((M, 0.5), {}),
    np.roll: ((M, 1), {}), np.rollaxis: ((M, 1), {}), np.rot90: ((M,), {}), np.fliplr: ((M,), {}), np.flipud: ((M,), {}),
    np.delete: ((M, 1), {}), np.resize: ((M, (4, 2)), {}), np.lib.stride_tricks.sliding_window_view: ((M, 2, 1), {}),
    np.partition: ((M, 1), {}), np.take_along_axis: ((M, np.argsort(M), 1), {}), np.compress: (([True, False], M), {}),
    np.extract: ((M > 0, M), {}), np.trim_zeros: ((M[0],), {}), np.select: (([M > 1, M < 0], [M, M]), {}),
    np.piecewise: ((M, [M > 0], [0.5, np.exp]), {}), np.choose: (([0, 1, 0], [M, M]), {}), np.inner: ((M, M), {}),
    np.vdot: ((M, M), {}),
    np.nan_to_num: ((M,), {"nan": 0.5, "posinf": 1.5}), np.tensordot: ((M, M), {}), np.kron: ((M, M), {}),
    np.cross: ((M, M), {}),
    np.diff: ((M,), {"prepend": 0.5}), np.ediff1d: ((M, 0.5, 1.5), {}), np.gradient: ((M, 0.5), {}),
    np.interp: ((M + 0.013, M[0, [1, 0, 2]], M[1]), {"left": 0.5}),
    np.convolve: ((M[0], M[1]), {}), np.correlate: ((M[0], M[1]), {}), np.sinc: ((M,), {}), np.unwrap: ((M * 5,), {}),
    np.atleast_1d: ((M,), {}),
    np.atleast_2d: ((M[0],), {}), np.atleast_3d: ((M,), {}), np.vstack: (([M, M],), {}), np.hstack: (([M, M],), {}),
    np.dstack: (([M, M],), {}),
    np.column_stack: (([M, M],), {}), np.append: ((M, 0.5), {}), np.insert: ((M, 1, 0.5), {}), np.block: (([M, M],), {}),
    np.broadcast_arrays: ((M, M[0]), {}), np.meshgrid: ((M[0], M[1]), {}), np.hsplit: ((M, 3), {}), np.vsplit: ((M, 2), {}),
    np.dsplit: ((CUBE, 2), {}),
    np.linalg.inv: ((SQUARE,), {}), np.linalg.solve: ((SQUARE, M.T), {}), np.linalg.det: ((SQUARE,), {}),
    np.linalg.slogdet: ((SQUARE,), {}),
    np.linalg.cholesky: ((SQUARE @ SQUARE.T,), {}), np.linalg.eigh: ((SQUARE,), {}), np.linalg.eigvalsh: ((SQUARE,), {}),
    np.linalg.svd: ((SQUARE,), {}),
    np.linalg.qr: ((SQUARE,), {}), np.linalg.pinv: ((M,), {}), np.linalg.lstsq: ((M.T, SQUARE), {"rcond": None}),
    np.linalg.matrix_power: ((SQUARE, 3), {}),
    np.linalg.multi_dot: (([SQUARE, SQUARE],), {}), np.linalg.tensorinv: ((SQUARE.reshape(3, 1, 3), 1), {}),
    np.linalg.tensorsolve: ((SQUARE, M[0]), {}),
    np.linalg.cond: ((SQUARE,), {}), np.quantile: ((M, 0.3), {}), np.percentile: ((M, 30.0), {}), np.median: ((M,), {}),
    np.nanquantile: ((M, 0.3), {}),
    np.nanpercentile: ((M, 30.0), {}), np.nanmedian: ((M,), {}), np.ptp: ((M,), {}), np.average: ((M,), {"weights": np.abs(M)}),
    np.cov: ((M, M * M), {}),
    np.corrcoef: ((M, M * M), {}), np.tril: ((M,), {}), np.triu: ((M,), {}), np.diag: ((M,), {}), np.diagflat: ((M,), {}),
    np.nansum: ((M,), {}),
    np.nanprod: ((M,), {}), np.nanmean: ((M,), {}), np.nanvar: ((M,), {}), np.nanstd: ((M,), {}), np.nanmax: ((M,), {}),
    np.nanmin: ((M,), {}),
    np.nancumsum: ((M,), {}), np.nancumprod: ((M,), {}), np.polyval: ((M[0], M), {}), np.polyadd: ((M[0], M[1]), {}),
    np.polysub: ((M[0], M[1]), {}),
    np.polymul: ((M[0], M[1]), {}), np.polyder: ((M[0],), {}), np.polyint: ((M[0],), {"k": 0.5}), np.poly: ((M[0],), {}),
    np.vander: ((M[0],), {}),
    np.polyfit: ((M[0], M[1], 1), {}), np.apply_along_axis: ((np.exp, 0, M), {}), np.apply_over_axes: ((np.sum, M, [0]), {}),
    np.unique: ((M,), {}),
    np.argpartition: ((M, 1), {}), np.argwhere: ((M,), {}), np.nanargmax: ((M,), {}), np.nanargmin: ((M,), {}),
    np.flatnonzero: ((M,), {}),
    np.lexsort: ((M,), {}), np.searchsorted: ((M[0, [1, 0, 2]], M + 0.013), {}),
    np.digitize: ((M + 0.013, M[0, [1, 0, 2]]), {}), np.isneginf: ((M,), {}),
    np.isposinf: ((M,), {}), np.isreal: ((M,), {}), np.iscomplex: ((M,), {}), np.isrealobj: ((M,), {}),
    np.iscomplexobj: ((M,), {}),
    np.around: ((M,), {}), np.fix: ((M,), {}), np.array_equiv: ((M, M), {}), np.isin: ((M, M[0]), {}),
    np.tril_indices_from: ((SQUARE,), {}), np.triu_indices_from: ((SQUARE,), {}), np.diag_indices_from: ((SQUARE,), {}),
    np.linalg.matrix_rank: ((M,), {}),
}  # fmt: skip
for name, call in {
    "unstack": ((M,), {}), "unique_values": ((M,), {}), "cumulative_sum": ((M,), {"axis": 1}),
    "cumulative_prod": ((M,), {"axis": 1}),
    "trapezoid": ((M,), {"dx": 0.5}), "trapz": ((M,), {}), "matrix_transpose": ((M,), {}), "astype": ((M, "float64"), {}),
}.items():  # fmt: skip
    if getattr(np, name, None) in FUNCTIONS:  # NumPy 1 has not all of them
        CALLS[getattr(np, name)] = call
for name, call in {
    "vector_norm": ((M,), {}), "matrix_norm": ((M,), {}), "svdvals": ((SQUARE,), {}), "matmul": ((M, M.T), {}),
    "matrix_transpose": ((M,), {}),
    "outer": ((M[0], M[1]), {}), "cross": ((M, M), {}), "diagonal": ((M,), {}), "vecdot": ((M, M), {}),
    "tensordot": ((M, M), {}), "trace": ((M,), {}),
}.items():  # fmt: skip
    if getattr(np.linalg, name, None) in FUNCTIONS:
        CALLS[getattr(np.linalg, name)] = call
CALLS |= {
    np.real: ((M,), {}), np.imag: ((M,), {}), np.angle: ((M,), {}), np.real_if_close: ((M,), {}),
    **{f: ((M,), {}) for f in FUNCTIONS if f.__module__.startswith("numpy.fft")},
    np.roots: (([1.0, -3.0, 2.0] * np.ones(3),), {}), np.polydiv: ((M[0], M[1, :2]), {}), np.sort_complex: ((M,), {}),
    np.bincount: (([0, 2, 2], M[0]), {}), np.i0: ((M,), {}),
    np.linalg.eig: ((np.diag([1.0, 2.0]) + 0.1,), {}), np.linalg.eigvals: ((np.diag([1.0, 2.0]) + 0.1,), {}),
}  # fmt: skip
WORDS = [
    np.array2string,
    np.array_repr,
    np.array_str,
    np.common_type,
    np.min_scalar_type,
    np.can_cast,
    np.empty_like,
    np.shares_memory,
    np.may_share_memory,
]  # these give no numbers, or none to compare


def total(answer) -> float:
    """One number that all of an answer counts in."""
    parts = answer if isinstance(answer, (list, tuple)) else [answer]
    weights = np.cos(np.arange(100.0))
    numbers = [part for part in parts if not isinstance(part, np.dtype)]
    numbers = [np.real(part) + 2.0 * np.imag(part) if np.iscomplexobj(part) else part for part in numbers]
    return sum(((part * weights[: np.size(part)].reshape(np.shape(part))).sum() for part in numbers), 0.0)


def fractions(value) -> bool:
    """Whether this is an array of numbers that may be fractions."""
    return isinstance(value, np.ndarray) and value.dtype.kind == "f"


def places():
    """Each argument of each call that holds numbers which may be fractions."""
    for function, (args, kwargs) in CALLS.items():
        for at, value in [*enumerate(args), *kwargs.items()]:
            if isinstance(value, float) or fractions(value) or (isinstance(value, list) and value[0] is M):
                yield pytest.param(function, at, id=f"{function.__name__}-{at}")


def test_every_function_that_answers_a_tensor_is_called_here():
    second_names = {np.amax, np.amin, getattr(np, "row_stack", None)} - {np.vstack}  # in NumPy before 2.0 the two are one
    assert set(CALLS) == {f for f in FUNCTIONS if f not in (*second_names, *WORDS)}


@pytest.mark.parametrize(("function", "at"), list(places()))
@pytest.mark.parametrize("among_tensors", [False, True])
def test_an_argument_that_can_carry_a_derivative_does_or_is_refused(function, at, among_tensors):
    args, kwargs = CALLS[function]
    value = args[at] if isinstance(at, int) else kwargs[at]
    if among_tensors:
        args = [Tensor(a, requires_grad=False) if fractions(a) else a for a in args]

    def call(x):
        x = [x, M] if isinstance(value, list) else x
        if isinstance(at, int):
            return total(function(*args[:at], x, *args[at + 1 :], **kwargs))
        return total(function(*args, **{**kwargs, at: x}))

    x = M if isinstance(value, list) else value
    step = 1e-6 * np.cos(np.arange(np.size(x)) + 1.0).reshape(np.shape(x))
    wanted = (call(x + step) - call(x - step)) / 2e-6
    try:
        found = grad(lambda x: call(x) + 0.0 * np.sum(x))(x)
    except TypeError as error:
        assert "derivative" in str(error)  # noqa: PT017 - NumPy asks us too late to do better than to refuse
        assert not among_tensors
        return
    assert np.sum(found * step) / 1e-6 == pytest.approx(float(wanted), rel=1e-7, abs=1e-8)


def test_the_derivative_of_a_fill_value():
    """d/du of the sum of three u and one u more is 4; an array as fill value is spread, a float32 like keeps its type."""
    t = Tensor([1.0, 2.0, 3.0])
    assert grad(lambda u: np.sum(np.full_like(t, u)) + u)(2.0) == 4.0
    np.testing.assert_array_equal(grad(lambda u: np.sum(np.full_like(M * Tensor(1.0), u)))(np.ones(3)), [2.0, 2.0, 2.0])
    single = Tensor(np.ones(2, np.float32))
    assert np.full_like(single, Tensor(2.0)).dtype == np.float32
    assert grad(lambda u: np.sum(np.full_like(single, u)))(2.0) == 2.0
    whole = np.full_like(Tensor([1, 2], requires_grad=False), Tensor(2.7))
    assert (type(whole), whole.tolist()) == (np.ndarray, [2, 2])  # cut down to whole numbers: no derivative
    assert np.full_like(t, 7.0, shape=(2,)).tolist() == [7.0, 7.0]


def test_the_constant_of_a_border_may_be_a_tensor():
    f = lambda x, u: np.pad(x, ((1, 0), (0, 2)), constant_values=u)  # noqa: E731
    np.testing.assert_array_equal(f(Tensor(M), Tensor(0.5)).numpy(), np.pad(M, ((1, 0), (0, 2)), constant_values=0.5))
    assert gradcheck(f, M, 0.5)
    with pytest.raises(ValueError, match=r"constant_values must be a single number, got shape \(2,\)"):
        f(Tensor(M), Tensor([1.0, 2.0]))


@pytest.mark.parametrize("function", [f for f in CALLS if f not in (np.where, np.result_type)], ids=lambda f: f.__name__)
def test_numpys_defaults_may_be_given(function):
    """By name, all at once; and in NumPy's places, as far as they have any."""
    args, kwargs = CALLS[function]
    tensors = [Tensor(x) if fractions(x) else x for x in args]
    tensors = [[Tensor(M), M] if isinstance(x, list) and x[0] is M else x for x in tensors]
    try:
        signature = inspect.signature(function)
    except ValueError:
        pytest.skip("this NumPy does not tell the function's arguments")
    rest = [p for p in signature.parameters.values() if p.kind is not p.VAR_POSITIONAL][len(args) :]
    by_name = {p.name: p.default for p in rest if p.default is not p.empty and p.name not in kwargs}
    if function is np.einsum:
        by_name = {"out": None, "optimize": False}
    calls = [function(*tensors, **by_name, **kwargs), *(function(*tensors, **{k: v}, **kwargs) for k, v in by_name.items())]
    if not kwargs and function is not np.einsum:
        calls.append(function(*tensors, *[p.default for p in rest if p.kind is p.POSITIONAL_OR_KEYWORD]))
    for answer in calls:
        np.testing.assert_allclose(bare(answer), bare(function(*args, **kwargs)), rtol=1e-14)


def bare(answer):
    parts = answer if isinstance(answer, (list, tuple)) else [answer]
    return np.concatenate([np.ravel(p.numpy() if isinstance(p, Tensor) else p) for p in parts]) if parts else []


@pytest.mark.parametrize("ufunc", UFUNCS, ids=lambda f: f.__name__)
def test_a_ufuncs_defaults_may_be_given(ufunc):
    inputs = [np.full((2, 2), 0.3), np.full((2, 2), 3 if ufunc is np.ldexp else 0.7)][: ufunc.nin]
    out = (None,) * ufunc.nout
    answer = ufunc(Tensor(inputs[0]), *inputs[1:], out=out, casting="same_kind", order="K", dtype=None, subok=True)
    np.testing.assert_array_equal(bare(answer), bare(ufunc(*inputs)))
    if ufunc.signature is None:
        np.testing.assert_array_equal(bare(ufunc(Tensor(inputs[0]), *inputs[1:], where=True)), bare(ufunc(*inputs)))
    if ufunc.nout == 1:
        np.testing.assert_array_equal(bare(ufunc(Tensor(inputs[0]), *inputs[1:], out=None)), bare(ufunc(*inputs)))


def test_a_sums_defaults_may_be_given_in_every_way():
    t = Tensor(M)
    for answer in (
        np.add.reduce(t, 0, None, None, False), np.add.reduce(t, axis=0, where=True), np.sum(a=t, axis=0),
        np.sum(t, 0, None, None, False), np.sum(t, axis=0, where=True, dtype=None), np.sum(t, 0, out=None),
    ):  # fmt: skip
        np.testing.assert_array_equal(answer.numpy(), M.sum(0))
    assert np.var(t, None, None, None, 1).item() == pytest.approx(np.var(M, ddof=1), rel=1e-15)
    assert np.mean(t, 0, None, keepdims=True).shape == (1, 3)


@pytest.mark.parametrize(
    "f",
    [
        lambda x: np.trace(x), lambda x: np.trace(x, 1), lambda x: np.trace(x, offset=-1), lambda x: np.trace(x, 5),
        lambda x: np.diagonal(x), lambda x: np.diagonal(x, -1), lambda x: np.diagonal(x, 1, 1, 0), lambda x: np.sort(x),
        lambda x: np.sort(x, 0), lambda x: np.sort(x, axis=None), lambda x: np.sort(x, -1, "stable"), lambda x: np.cumprod(x),
        lambda x: np.cumprod(x, 0), lambda x: np.cumprod(x, axis=-1), lambda x: np.take(x, [3, 0, 0]),
        lambda x: np.take(x, 2, 1),
        lambda x: np.take(x, [[0, 2], [1, 1]], axis=-1), lambda x: np.array_split(x, 2, axis=1)[1], lambda x: x[[]],
        lambda x: np.array_split(x, 4)[3], lambda x: np.array_split(x, [1], 1)[1], lambda x: x[:, []], lambda x: x[[], [0]],
        lambda x: x * ((1.0, 2.0, 3.0), (4.0, 5.0, 6.0)), lambda x: (1.0, 2.0, 3.0) - x, lambda x: np.pad(x, {0: (1, 2)}),
        lambda x: np.pad(x, {-1: 1, 0: (0, 1)}), lambda x: np.einsum("ij,kj->ik", x, M, optimize=True),
        lambda x: np.einsum(x, [0, 1], M, [2, 1], [0, 2]), lambda x: np.einsum(x, [5, 2], M, [3, 2]),
        lambda x: np.einsum(x, [1, 0]),
        lambda x: np.einsum(x, [..., 1], [...]), lambda x: np.einsum(x, [0, 1], []), lambda x: np.reshape(x, (3, 2), "F"),
        lambda x: x.reshape(3, 2, order="F"), lambda x: x.reshape(-1, order="F"), lambda x: x.reshape((1, -1, 2), order="F"),
        lambda x: np.ravel(x, "F"), lambda x: x.flatten("F"), lambda x: x.ravel(order="C"), lambda x: x.mT, lambda x: x % 0.53,
        lambda x: 5.0 % x, lambda x: x % -0.37, lambda x: np.mod(x, M * M), lambda x: np.remainder(M * 3.3, x),
        lambda x: divmod(x, 0.53)[1],
        lambda x: divmod(5.0, x)[1], lambda x: np.divmod(x, 0.53)[1], lambda x: x * (x // 0.53), lambda x: x * (2.05 // x),
        lambda x: x * np.round(x * 1.03, 1), lambda x: x * np.floor_divide(x, 0.53), lambda x: x.cumprod(1),
        lambda x: x.take([0, 5]), lambda x: x.take([1], axis=1), lambda x: x.diagonal(1), lambda x: x.trace(),
        lambda x: np.copy(x),
        lambda x: x.copy() * x, lambda x: np.clip(x, min=-0.5, max=0.5), lambda x: np.clip(x, -0.5, M + 0.4),
    ],
)  # fmt: skip
def test_functions_and_options_have_numpys_values_and_right_derivatives(f):
    try:
        expected = f(M)
    except (AttributeError, TypeError):
        if np.lib.NumpyVersion(np.__version__) >= "2.3.0":  # where all of these are, and pad takes a dict
            raise
        pytest.skip("this NumPy does not have the option yet")
    np.testing.assert_allclose(f(Tensor(M)).numpy(), expected, rtol=1e-14, atol=1e-15)
    assert gradcheck(f, M)


@pytest.mark.parametrize("axes", [(0, 1), (0, 2), (2, 1), (1, 0), (-1, 0)])
@pytest.mark.parametrize("offset", [0, 1, -1, 3, -4])
def test_diagonals_of_more_axes(axes, offset):
    for f in (np.diagonal, np.trace):
        np.testing.assert_allclose(f(Tensor(CUBE), offset, *axes).numpy(), f(CUBE, offset, *axes), rtol=1e-15)
        assert gradcheck(lambda x, f=f: f(x, offset, *axes), CUBE)


@pytest.mark.parametrize("pieces", [1, 2, 3, 4, 5, 7, 9])
def test_uneven_pieces(pieces):
    x = np.arange(7.0)
    ours, theirs = np.array_split(Tensor(x), pieces), np.array_split(x, pieces)
    assert [piece.tolist() for piece in ours] == [piece.tolist() for piece in theirs]
    with pytest.raises(ValueError, match="at least one piece, got 0"):
        np.array_split(Tensor(x), 0)


@pytest.mark.parametrize("x", [7.5, -7.5, 0.0, 6.0, -6.0, 1e20, np.inf, -np.inf, np.nan])
@pytest.mark.parametrize("y", [2.0, -2.0, 0.3, np.inf, -np.inf, 0.0])
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_the_remainder_of_numbers_is_numpys_everywhere(x, y):
    wanted = np.remainder(x, y)
    np.testing.assert_array_equal((Tensor(x) % y).item(), wanted)
    np.testing.assert_array_equal((x % Tensor([y])).numpy(), [wanted])
    np.testing.assert_array_equal(Tensor(x) // y, np.floor_divide(x, y))


def test_the_derivative_of_a_remainder():
    """x − y⌊x/y⌋: 1 and −⌊x/y⌋, as PyTorch's remainder and JAX's jnp.mod have it; ⌊x/y⌋ and rounding are constants."""
    assert grad(lambda x: x % 2.0)(7.5) == grad(lambda x: x % 2.0)(-7.5) == 1.0
    assert (grad(lambda y: 7.5 % y)(2.0), grad(lambda y: -7.5 % y)(2.0), grad(lambda y: 7.5 % y)(-2.0)) == (-3.0, 4.0, 4.0)
    assert grad(lambda x: (x // 2.0) * 3.0)(7.5) == grad(lambda x: round(x) * 1.0)(7.6) == 0.0
    assert grad(lambda x: x * (x // 2.0))(7.5) == 3.0
    assert grad(grad(lambda x: (x % 2.0) ** 2))(7.5) == 2.0


def test_a_program_divides_and_rounds_down_anew_for_other_numbers():
    program = autograd.compile(lambda x: x * (x // 2.0) + x % 3.0)
    for x in (7.5, 2.5, -4.5):
        assert program(x) == x * (x // 2.0) + x % 3.0
    derivative = autograd.compile(grad(lambda x, y: (x % y) * (x // y)))
    for x in (7.5, 2.5):
        assert derivative(x, 2.0) == x // 2.0


def test_a_wrong_option_is_explained():
    t = Tensor(M)
    with pytest.raises(ValueError, match="order must be 'C' or 'F', got 'A'"):
        np.ravel(t, "A")
    with pytest.raises(ValueError, match=r"diagonal needs two axes or more, got shape \(3,\)"):
        np.trace(t[0])
    with pytest.raises(ValueError, match="needs a matrix"):
        t[0].mT  # noqa: B018
    with pytest.raises(TypeError, match=r"'mode'; its arguments are x, indices, axis"):
        np.take(t, [9], mode="clip")
    with pytest.raises(TypeError, match=r"^ellipk has no derivative rule"):
        pytest.importorskip("scipy.special").ellipk(t)


def test_rows_of_tensors_are_joined():
    a, b, c, d = map(Tensor, (1.0, 2.0, 3.0, 4.0))
    joined = autograd.stack([[a, b], [c, d]])
    assert joined.tolist() == [[1.0, 2.0], [3.0, 4.0]]
    (joined * [[1.0, 10.0], [100.0, 1000.0]]).sum().backward()
    assert [x.grad for x in (a, b, c, d)] == [1.0, 10.0, 100.0, 1000.0]
    with pytest.raises(TypeError, match=r"autograd\.stack\(rows\) where they lie in lists of lists"):
        np.stack([[a, b], [c, d]])
    with pytest.raises(ValueError, match="stack of shapes"):
        autograd.stack([[a, b], [c]])


def test_running_products_past_zeros():
    x = np.array([2.0, 0.0, 3.0, 0.0, 5.0])
    np.testing.assert_array_equal(np.cumprod(Tensor(x)).numpy(), np.cumprod(x))
    by_hand = [1.0, 8.0, 0.0, 0.0, 0.0]  # for x₂: x₁(1 + x₃(1 + x₄(1 + x₅)))
    np.testing.assert_array_equal(grad(lambda x: np.sum(np.cumprod(x)))(x), by_hand)
    for n in range(9):
        x = np.linspace(0.5, 1.5, n)
        np.testing.assert_allclose(np.cumprod(Tensor(x)).numpy(), np.cumprod(x), rtol=1e-15)


def test_each_sorted_element_keeps_its_own_gradient():
    x = np.array([3.0, 1.0, 2.0, 1.0])
    weighted = lambda x: np.sum(np.sort(x) * [1.0, 10.0, 100.0, 1000.0])  # noqa: E731
    np.testing.assert_array_equal(grad(weighted)(x), [1000.0, 1.0, 100.0, 10.0])
    assert np.isnan(np.sort(Tensor([np.nan, 1.0])).tolist()[1])
    assert np.isclose(1.0, 1.05, rtol=Tensor(0.1)) is True
