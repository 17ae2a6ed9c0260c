"""NumPy's functions on Tensors: which differentiate, which give plain values, which refuse and what they say."""

from __future__ import annotations

import numpy as np
import pytest

import autograd
from autograd import Tensor, grad, gradcheck

M = np.array([[0.3, -1.2, 0.7], [1.1, 0.4, -0.6]])
REDUCTIONS = ["sum", "mean", "max", "min", "prod", "var", "std", "cumsum"]
WITHOUT_EMPTY = ["max", "min", "logsumexp"]


@pytest.mark.parametrize(
    "f",
    [
        np.exp, np.expm1, np.square, np.sin, np.cos, np.tan, np.sinh, np.cosh, np.tanh, np.arctan, np.negative, np.positive,
        np.absolute, np.abs, lambda x: np.log(x * x), lambda x: np.log1p(x * x), lambda x: np.sqrt(x * x + 1.0),
        lambda x: np.arcsin(x / 2.0), lambda x: np.arccos(x / 2.0), lambda x: np.add(x, M), lambda x: np.subtract(M, x),
        lambda x: np.multiply(x, x), lambda x: np.divide(1.0, x), lambda x: np.true_divide(x, 3), lambda x: np.power(x, 3),
        lambda x: np.maximum(x, 0.1), lambda x: np.minimum(0.1, x), lambda x: np.matmul(x, M.T), lambda x: np.dot(M.T, x),
        lambda x: np.add.reduce(x * x), lambda x: np.clip(x, -0.5, 0.5), lambda x: np.clip(x, a_min=-0.5, a_max=None),
        lambda x: np.clip(x, M - 0.5, 0.65), lambda x: np.where(M > 0, x * x, x), lambda x: np.einsum("ij,kj->ik", x, M),
        lambda x: np.linalg.norm(x), lambda x: np.linalg.norm(x, axis=1), lambda x: np.linalg.norm(x, 2, 1),
        lambda x: np.linalg.norm(x, "fro"), lambda x: np.linalg.norm(x, axis=0, keepdims=True),
        lambda x: np.array_split(x, 2)[1], lambda x: np.split(x, np.int64(3), axis=-1)[0] * x[:, 1:2],
        lambda x: np.reshape(x, (3, -1)), lambda x: np.expand_dims(x, (0, 2)), lambda x: np.tile(x, np.int64(2)),
        lambda x: np.stack([x, M]) * np.stack((M, x), axis=0), lambda x: np.pad(x, ((1, 0), (0, 2)), constant_values=0.5),
    ],
)  # fmt: skip
def test_functions_that_differentiate(f):
    t = Tensor(M)
    assert type(f(t)) is Tensor
    np.testing.assert_array_equal(f(t).numpy(), f(M))
    assert gradcheck(f, M)


@pytest.mark.parametrize("name", REDUCTIONS)
@pytest.mark.parametrize("axis", [None, 0, 1, -1])
def test_reductions_take_numpys_arguments(name, axis):
    f = getattr(np, name)
    np.testing.assert_allclose(f(Tensor(M), axis=axis).numpy(), f(M, axis=axis), rtol=1e-15)
    np.testing.assert_allclose(f(Tensor(M), axis).numpy(), f(M, axis), rtol=1e-15)
    if name != "cumsum":
        np.testing.assert_allclose(f(Tensor(M), axis=axis, keepdims=True).numpy(), f(M, axis=axis, keepdims=True))
        np.testing.assert_allclose(f(Tensor(M), axis=(0, 1)).item(), f(M, axis=(0, 1)))
        assert getattr(autograd, name)(Tensor(M), axis=axis).shape == f(M, axis=axis).shape


def test_functions_with_plain_answers():
    t = Tensor(M)
    assert (np.shape(t), np.ndim(t), np.size(t), np.argmax(t), np.count_nonzero(t)) == ((2, 3), 2, 6, 3, 6)
    assert np.isnan(Tensor(np.nan)) is True
    for f in (np.sign, np.floor, np.ceil, np.rint, np.zeros_like, np.ones_like, np.isfinite, np.signbit):
        assert type(f(t)) is np.ndarray
        np.testing.assert_array_equal(f(t), f(M))
    np.testing.assert_array_equal(np.argsort(t, axis=0), np.argsort(M, axis=0))
    assert np.allclose(t, M)
    assert np.array_equal(t, t)
    assert np.zeros_like(t, dtype=np.float32).dtype == np.float32


def test_a_constant_step_function_has_gradient_zero():
    assert grad(lambda x: x * np.sign(x) + np.floor(x))(2.5) == 1.0


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda t: np.exp(t, out=np.empty((2, 3))), r"np\.exp on Tensors takes no out: a result is always a new Tensor"),
        (lambda t: np.add(t, 1.0, where=M > 0), r"np\.add on Tensors takes no where"),
        (lambda t: np.multiply(t, 2.0, dtype=np.float32), r"np\.multiply on Tensors takes no dtype"),
        (lambda t: np.sum(t, out=np.empty(())), r"numpy\.sum on Tensors: .*'out'; its arguments are x, axis, keepdims"),
        (lambda t: np.sum(t, where=M > 0), r"numpy\.sum on Tensors: .*'where'; its arguments are"),
        (lambda t: np.mean(t, dtype=np.float32), r"numpy\.mean on Tensors: .*'dtype'"),
        (lambda t: np.sum(t, 0, np.float32), r"numpy\.sum on Tensors: too many positional arguments"),
        (lambda t: np.max(t, initial=0.0), r"numpy\.max on Tensors: .*'initial'"),
        (lambda t: np.clip(t, 0, 1, out=np.empty((2, 3))), r"numpy\.clip on Tensors: .*'out'; its arguments are x, a_min"),
        (lambda t: np.where(t), r"numpy\.where on Tensors: missing a required argument: 'x'"),
        (lambda t: np.multiply.reduce(t), r"np\.multiply\.reduce has no derivative rule"),
        (lambda t: np.maximum.accumulate(t), r"np\.maximum\.accumulate has no derivative rule"),
        (lambda t: np.add.outer(t, t), r"np\.add\.outer has no derivative rule"),
        (lambda t: np.add.at(np.zeros((2, 3)), 0, t), r"np\.add\.at has no derivative rule"),
        (lambda t: np.histogram(t), r"numpy\.histogram has no derivative rule"),
    ],
)  # fmt: skip
def test_arguments_and_methods_that_are_refused(call, said):
    with pytest.raises(TypeError, match=said):
        call(Tensor(M))


def test_an_array_is_never_updated_in_place_by_a_tensor():
    a = np.zeros(2)
    with pytest.raises(TypeError, match=r"write a = a \+ t, not a \+= t"):
        a += Tensor([1.0, 2.0])
    with pytest.raises(ValueError, match="setting an array element") as caught:
        a[0] = Tensor(1.0)
    assert "would lose the derivative" in str(caught.value.__cause__)
    with pytest.raises(TypeError, match="would lose the derivative"):
        a[:] = Tensor([1.0, 2.0])
    np.testing.assert_array_equal(a, [0.0, 0.0])


@pytest.mark.parametrize(
    ("call", "kind", "said"),
    [
        (lambda t: np.sum(t, axis=5), ValueError, r"sum of shapes \(2, 3\), axis=5: axis 5 is out of bounds"),
        (lambda t: t.reshape(4), ValueError, r"reshape of shapes \(2, 3\), shape=4: cannot reshape array of size 6"),
        (lambda t: t[7], IndexError, r"index of shapes \(2, 3\), key=7: index 7 is out of bounds"),
        (lambda t: t[1.0], IndexError, r"an index must be an integer, got 1\.0: use int"),
        (lambda t: t[Tensor(1.0)], IndexError, "an index must be an integer"),
        (lambda t: t[Tensor([0.0, 1.0])], IndexError, "arrays used as indices must be of integer"),
        (lambda t: np.concatenate([t, M.T]), ValueError, r"concatenate of shapes \(2, 3\) and \(3, 2\), axis=0"),
        (lambda t: np.stack([t, M.T]), ValueError, r"stack of shapes \(2, 3\) and \(3, 2\)"),
        (lambda t: np.einsum("ij,jk", t, M), ValueError, r"einsum of shapes \(2, 3\) and \(2, 3\), subscripts='ij,jk'"),
        (lambda t: t @ M, ValueError, r"matmul of shapes \(2, 3\) and \(2, 3\)"),
        (lambda t: np.split(t, 2, axis=1), ValueError, "3 rows do not divide into 2 equal pieces"),
        (lambda t: np.split(t, 2, axis=4), IndexError, r"split of shape \(2, 3\): there is no axis 4"),
        (lambda t: np.swapaxes(t, 0, 2), IndexError, r"swapaxes of shape \(2, 3\): there is no axis 2"),
        (lambda t: np.repeat(t, [1, 2], axis=-3), IndexError, r"repeat of shape \(2, 3\): there is no axis -3"),
        (lambda t: np.linalg.norm(t, 3), ValueError, "norm: ord=3 is unknown for matrices: 1, 2, inf, their negatives"),
        (lambda t: np.pad(t, 1, mode="edge"), ValueError, "mode='edge' has no derivative rule"),
        (lambda t: t.astype(int), TypeError, r"astype: int64 has no derivative: use t\.numpy\(\)\.astype\(int64\)"),
        (lambda t: autograd.cross_entropy(t, [[0], [1]]), ValueError, r"need targets of shape \(2, 3\) .* or \(2,\)"),
        (lambda t: autograd.cross_entropy(t, [0, 3]), ValueError, r"labels must lie in 0\.\.2 for 3 logits, got 0\.\.3"),
        (lambda t: autograd.cross_entropy(t, [0.0, 1.0]), TypeError, "labels must be integers, got float64"),
    ],
)
def test_impossible_shapes_name_function_shapes_and_reason(call, kind, said):
    with pytest.raises(kind, match=said):
        call(Tensor(M))


@pytest.mark.parametrize("name", [*REDUCTIONS, "norm", "logsumexp"])
@pytest.mark.parametrize(("shape", "axis"), [((0,), None), ((0, 3), 0), ((3, 0), 1), ((3, 0), 0), ((2, 0, 3), (0, 2))])
@pytest.mark.filterwarnings("ignore:Mean of empty slice", "ignore:Degrees of freedom")
def test_reductions_of_nothing(name, shape, axis):
    """An empty array has an empty gradient; the largest of nothing is an error that names the reduction."""
    if name == "cumsum" and isinstance(axis, tuple):
        return
    f = getattr(autograd, name)
    x = Tensor(np.zeros(shape))
    reduced = [n for i, n in enumerate(shape) if axis is None or i in (axis if isinstance(axis, tuple) else (axis,))]
    if name in WITHOUT_EMPTY and 0 in reduced:
        with pytest.raises(ValueError, match=rf"{name} of shapes .*zero-size array"):
            f(x, axis=axis)
        return
    z = f(x, axis=axis)
    z.backward(np.ones(z.shape) if z.shape else None)
    assert x.grad.shape == shape
    assert autograd.jacobian(lambda t: f(t, axis=axis))(x.numpy()).shape == (*z.shape, *shape)


@pytest.mark.parametrize("name", [*REDUCTIONS[:7], "norm", "logsumexp"])
def test_reductions_of_one_number(name):
    f = getattr(autograd, name)
    assert type(grad(f)(2.0)) is float
    if name not in ("mean", "var", "std"):  # where NumPy allows an axis of a number
        assert grad(lambda x: f(x, axis=-1))(2.0) == grad(f)(2.0) == 1.0


def test_numbers_of_every_type_beside_a_tensor_keep_single_precision():
    t = Tensor(np.ones(2, np.float32))
    for number in (2, 2.0, True, np.float64(2), np.float32(2), np.int8(2), np.array(2.0)):
        assert (t * number).dtype == (number * t).dtype == np.float32
    assert (t * np.ones(2)).dtype == np.float64
    assert Tensor(np.float32(0.1)).item() == np.float32(0.1)


def test_a_constant_tensor_of_integers_is_an_index():
    x = Tensor([1.0, 2.0, 3.0])
    key = Tensor([2, 2, 0], requires_grad=False)
    x[key].sum().backward()
    np.testing.assert_array_equal(x.grad, [1.0, 0.0, 2.0])
    m = Tensor(np.arange(6.0).reshape(2, 3))
    m[Tensor([0, 1], requires_grad=False), [2, 0]].sum().backward()
    np.testing.assert_array_equal(m.grad, [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]])


def test_numbers_can_be_indexed_like_arrays_without_axes():
    x = Tensor(2.0)
    assert (x[...].item(), x[None].shape, x[None, None].shape) == (2.0, (1,), (1, 1))
    with pytest.raises(IndexError, match=r"index of shapes \(\), key=0: too many indices"):
        x[0]


def test_bounds_given_as_arrays_are_copied():
    low = np.array([0.0, 0.0])
    x = Tensor([1.0, 2.0])
    y = np.clip(x, low, 5.0)
    low[:] = 3.0
    y.sum().backward()
    np.testing.assert_array_equal(x.grad, [1.0, 1.0])
