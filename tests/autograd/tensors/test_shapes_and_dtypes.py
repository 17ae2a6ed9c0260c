"""Hazards 29-39: shapes, dtypes and foreign arrays. The numbers go on from test_hazards_values."""

from __future__ import annotations

import math

import numpy as np
import pytest

from autograd import Tensor, einsum, grad, gradcheck, hessian, jacobian


@pytest.mark.parametrize(("a", "b"), [((3, 1), (1, 4)), ((4,), (2, 3, 4)), ((), (2, 3)), ((2, 1, 1), (3, 1)), ((1,), ())])
@pytest.mark.parametrize("f", [np.add, np.subtract, np.multiply, np.divide, np.power, np.maximum])
def test_29_a_gradient_has_its_inputs_shape(a, b, f):
    """29. Broadcasting: (3,1)·(1,4), (4,)+(2,3,4), a number with an array; each gets the sum over its copies."""
    rng = np.random.default_rng(0)
    x, y = rng.uniform(0.5, 2.0, a), rng.uniform(0.5, 2.0, b)
    s, t = Tensor(x), Tensor(y)
    z = f(s, t)
    z.backward(np.ones(z.shape) if z.shape else None)
    assert (np.shape(s.grad), np.shape(t.grad)) == (a, b)
    if f is np.multiply:
        np.testing.assert_allclose(np.sum(s.grad * x), np.sum(x * y))  # Euler: x ∂z/∂x = z
        np.testing.assert_allclose(np.sum(t.grad * y), np.sum(x * y))


def test_30_einsum_with_a_stretched_axis_and_with_a_diagonal():
    """30. einsum('i,i') of (2,) and (1,): shape (2,), [2, 2]; a letter twice in one operand reads a diagonal."""
    x, y = Tensor([3.0, 4.0]), Tensor([2.0])
    einsum("i,i", x, y).backward()
    np.testing.assert_array_equal(x.grad, [2.0, 2.0])
    np.testing.assert_array_equal(y.grad, [7.0])
    np.testing.assert_array_equal(grad(lambda m: einsum("ii", m))(np.ones((3, 3))), np.eye(3))
    np.testing.assert_array_equal(grad(lambda m: einsum("ii,i", m, np.array([1.0, 2.0])))(np.ones((2, 2))), np.diag([1.0, 2.0]))
    for subscripts, *shapes in [
        ("...i,i...->...", (2, 3), (3, 2)), ("iij->j", (2, 2, 3)), ("ij,ij,ij->", (2, 3), (2, 3), (2, 3))
    ]:  # fmt: skip
        operands = [np.random.default_rng(1).standard_normal(shape) for shape in shapes]
        assert gradcheck(lambda *xs, s=subscripts: einsum(s, *xs), *operands)


def test_31_an_array_on_the_left():
    """31. ndarray·Tensor, ndarray − Tensor, np.sin(Tensor): Tensors, not object arrays."""
    t = Tensor([1.0, 2.0])
    for z in (np.ones(2) * t, np.ones(2) - t, np.ones(2) / t, np.full(2, 2.0) ** t, np.eye(2) @ t, np.sin(t)):
        assert type(z) is Tensor
        assert (z.shape, z.dtype) == ((2,), np.float64)
    (np.array([5.0, 7.0]) - t * np.array([2.0, 3.0])).sum().backward()
    np.testing.assert_array_equal(t.grad, [-2.0, -3.0])


def test_32_numpy_is_differentiated_and_math_is_refused():
    """32. The jacobian of numpy.dot(A, x) is A; math.sin(t) is a clear error, never silently zero."""
    matrix = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    np.testing.assert_array_equal(jacobian(lambda x: np.dot(matrix, x))(np.ones(2)), matrix)
    with pytest.raises(TypeError, match=r"math function would lose the derivative .* np\.sin\(t\)"):
        math.sin(Tensor(1.0))
    with pytest.raises(TypeError, match="would lose the derivative"):
        np.zeros(3)[0:1] = Tensor([1.0])


def test_33_single_precision_stays_single():
    """33. float32 in, float32 gradient: max, and mixtures with Python numbers."""
    x = np.array([1.0, 2.0, 2.0], np.float32)
    functions = (np.max, np.min, np.prod, np.linalg.norm, np.std, lambda x: (x * 2.0 + 1).sum() ** 2, lambda x: x @ x)
    for f in functions:
        assert grad(f)(x).dtype == np.float32
        assert hessian(f)(x).dtype == np.float32
    w = Tensor(x)
    (w * np.float64(2.0)).sum().backward()  # NumPy's number is a number, not a promotion
    assert w.grad.dtype == np.float32
    y = Tensor(x)
    (y * np.ones(3)).sum().backward()  # the product is float64, the gradient has its input's type
    assert y.grad.dtype == np.float32


@pytest.mark.parametrize(
    "data",
    [np.array([1, 2]), [np.int64(1), 2], [True, False], np.array([True]), True, np.int64(1), np.arange(3, dtype=np.uint8)],
)
def test_34_whole_numbers_cannot_require_gradients(data):
    """34. Integer and boolean data asked for gradients: TypeError that says so and how to go on."""
    with pytest.raises(TypeError, match=r"(int64|bool|uint8) data cannot require gradients: write .*dtype=float"):
        Tensor(data)
    assert not Tensor(data, requires_grad=False).requires_grad
    with pytest.raises(TypeError, match="cannot require gradients"):
        grad(lambda x: x * 1.0)(data if not isinstance(data, list) else np.array(data))


@pytest.mark.parametrize("data", [1 + 2j, [1 + 2j], np.complex128(1), np.array([1j]), np.array(1j)])
def test_35_complex_numbers_are_held_and_differentiated(data):
    """35. Complex data: the value, and the gradient ∂L/∂x − i ∂L/∂y."""
    t = Tensor(data)
    assert t.dtype == complex
    np.testing.assert_array_equal(t.numpy(), data)
    np.real(np.sum(t * t)).backward()
    np.testing.assert_array_equal(t.grad, 2 * np.asarray(data))
    np.testing.assert_array_equal((Tensor([1.0]) * data).numpy(), np.array([1.0]) * data)


def test_36_an_element_picked_twice_gets_both_gradients():
    """36. x[[0, 0]], slices, masks, index arrays: what is picked twice is summed."""
    x = np.array([1.0, 2.0, 3.0])
    np.testing.assert_array_equal(grad(lambda x: x[[0, 0]].sum())(x), [2.0, 0.0, 0.0])
    weights = np.array([1.0, 10.0, 100.0])
    np.testing.assert_array_equal(grad(lambda x: (x[[0, 0, 2]] * weights).sum())(x), [11.0, 0.0, 100.0])
    np.testing.assert_array_equal(grad(lambda x: x[::2].sum())(x), [1.0, 0.0, 1.0])
    np.testing.assert_array_equal(grad(lambda x: x[x > 1.5].sum())(x), [0.0, 1.0, 1.0])
    np.testing.assert_array_equal(grad(lambda x: x[-1] * x[0])(x), [3.0, 0.0, 1.0])
    for key in ([0, 1], np.array([0, 1])):
        t = Tensor(x)
        y = t[key].sum()
        key[:] = [2, 2]  # the key was copied
        y.backward()
        np.testing.assert_array_equal(t.grad, [1.0, 1.0, 0.0])


@pytest.mark.parametrize("name", ["histogram_bin_edges", "histogram"])
def test_37_a_function_without_a_rule_says_so(name):
    """37. What NumPy has and we have not: a TypeError that names it."""
    with pytest.raises(TypeError, match=rf"numpy\.{name} has no derivative rule"):
        getattr(np, name)(Tensor([1.0, 2.0]))


def test_37_what_others_miss_is_there():
    """37. cumsum, flip, broadcast_to, pad, repeat, tile, moveaxis, split, trace: by NumPy's names, gradchecked."""
    m = np.arange(6.0).reshape(2, 3) + 1.0
    for f in (
        lambda x: np.cumsum(x, axis=1) ** 2, lambda x: np.flip(x, 0) ** 2, lambda x: np.broadcast_to(x, (2, 2, 3)) ** 2,
        lambda x: np.pad(x, 1) ** 2, lambda x: np.repeat(x, [1, 2], axis=0) ** 2, lambda x: np.tile(x, (2, 2)) ** 2,
        lambda x: np.moveaxis(x, 0, 1) ** 2, lambda x: np.split(x, [1], axis=1)[1] ** 2, lambda x: np.trace(x @ x.T),
        lambda x: np.outer(x[0], x[1]) ** 2, lambda x: np.swapaxes(x, -1, 0) ** 2, lambda x: np.transpose(x, (-1, 0)) ** 2,
        lambda x: np.ravel(x) ** 2, lambda x: np.squeeze(x[:, :1]) ** 2, lambda x: np.concatenate([x, x], None) ** 2,
    ):  # fmt: skip
        assert gradcheck(f, m)


def test_38_an_object_array_of_tensors_is_refused_with_advice():
    """38. np.array of Tensors: an error that says np.stack."""
    t = Tensor(1.0)
    for join in (lambda: np.array([t, t]), lambda: Tensor([t, t]), lambda: np.array([t], dtype=object) * t):
        with pytest.raises(TypeError, match=r"np\.stack"):
            join()
    box = np.empty(2, dtype=object)
    box[0], box[1] = 1.0, None
    with pytest.raises(TypeError, match=r"not object: look for None"):
        t * box


def test_39_signs_of_matrix_derivatives():
    """39. A covariance, and the inverse of a 2×2 matrix written out: signs checked against the formula −A⁻¹ E A⁻¹."""

    def covariance(x):
        centered = x - np.mean(x, axis=0, keepdims=True)
        return centered.T @ centered / (len(x) - 1)

    data = np.random.default_rng(0).standard_normal((5, 3))
    np.testing.assert_allclose(covariance(data), np.cov(data.T))
    assert gradcheck(covariance, data)

    def inverse(a):
        swapped = np.stack([np.stack([a[1, 1], -a[0, 1]]), np.stack([-a[1, 0], a[0, 0]])])
        return swapped / (a[0, 0] * a[1, 1] - a[0, 1] * a[1, 0])

    a = np.array([[2.0, 1.0], [0.5, 3.0]])
    inv = np.linalg.inv(a)
    np.testing.assert_allclose(jacobian(inverse)(a), -np.einsum("ik,lj->ijkl", inv, inv), rtol=1e-13)
