"""numpy.linalg on Tensors: NumPy's values, derivatives of first and second order, and what happens where there are none."""

from __future__ import annotations

import numpy as np
import pytest

import autograd
from autograd import Tensor, grad, gradcheck

RNG = np.random.default_rng(3)
A = RNG.normal(size=(3, 3)) + 2.0 * np.eye(3)
STACK = RNG.normal(size=(2, 3, 3)) + 2.0 * np.eye(3)
TALL, WIDE = RNG.normal(size=(4, 3)), RNG.normal(size=(2, 4))
B, BS = RNG.normal(size=3), RNG.normal(size=(3, 2))
IMAGE = RNG.normal(size=(2, 3, 6))
WEIGHTS = RNG.normal(size=(3, 3))

sym = lambda x: 0.5 * (x + np.swapaxes(x, -1, -2))  # noqa: E731
pos = lambda x: x @ np.swapaxes(x, -1, -2) + np.eye(x.shape[-1])  # noqa: E731

CALLS = [  # (function, input)
    (lambda x: np.linalg.inv(x), A), (lambda x: np.linalg.inv(x), STACK), (lambda x: np.linalg.solve(x, B), A),
    (lambda x: np.linalg.solve(x, np.stack([BS, -BS])), STACK), (lambda x: np.linalg.solve(A, x), BS),
    (lambda x: np.linalg.solve(x, x[:, 0]), A),
    (lambda x: np.linalg.det(x), A), (lambda x: np.linalg.det(x), STACK), (lambda x: np.linalg.slogdet(x)[1], -STACK),
    (lambda x: np.linalg.slogdet(x).sign * x[..., 0, 0], STACK), (lambda x: np.linalg.cholesky(pos(x)), A),
    (lambda x: np.linalg.cholesky(pos(x)), STACK), (lambda x: np.linalg.eigh(sym(x))[0], A),
    (lambda x: np.linalg.eigh(sym(x)).eigenvectors**2, A),
    (lambda x: np.linalg.eigh(x)[1] ** 2, STACK), (lambda x: np.linalg.eigvalsh(x), STACK),
    (lambda x: np.linalg.eigh(x, "U")[0], A),
    (lambda x: np.linalg.svd(x)[1], A), (lambda x: np.linalg.svd(x, full_matrices=False)[0] ** 2, TALL),
    (lambda x: np.linalg.svd(x, full_matrices=False).Vh ** 2, WIDE), (lambda x: np.linalg.svd(x, compute_uv=False), STACK),
    (lambda x: (lambda u, s, vh: (u * s**2) @ vh)(*np.linalg.svd(x, full_matrices=False)), TALL),
    (lambda x: np.linalg.qr(x)[0], TALL),
    (lambda x: np.linalg.qr(x).R, WIDE), (lambda x: np.linalg.qr(x)[0] @ np.linalg.qr(x)[1], STACK),
    (lambda x: np.linalg.qr(x, "r"), A),
    (lambda x: np.linalg.qr(x, "complete")[1], WIDE), (lambda x: np.linalg.pinv(x), TALL), (lambda x: np.linalg.pinv(x), WIDE),
    (lambda x: np.linalg.pinv(x), STACK), (lambda x: np.linalg.pinv(np.outer(x[0], x[1])), A),
    (lambda x: np.linalg.lstsq(x, TALL[:, 0], rcond=None)[0], TALL + 1.0),
    (lambda x: np.linalg.lstsq(TALL, x, rcond=None)[1], TALL[:, :2] + 0.3),
    (lambda x: np.linalg.lstsq(x, WIDE, rcond=None)[3], WIDE + 1.0),
    (lambda x: np.linalg.matrix_power(x, 0), A), (lambda x: np.linalg.matrix_power(x, 1), A),
    (lambda x: np.linalg.matrix_power(x, 5), A), (lambda x: np.linalg.matrix_power(x, -2), STACK),
    (lambda x: np.linalg.multi_dot([WIDE, x, x.T, B[:2] @ WIDE]), TALL.T @ TALL @ RNG.normal(size=(3, 4)) if False else
    RNG.normal(size=(4, 3))), (lambda x: np.linalg.multi_dot([x[0], A, BS]), A), (lambda x: np.linalg.tensorinv(x.reshape(2, 3,
    6)), IMAGE.reshape(6, 6)), (lambda x: np.linalg.tensorsolve(x.reshape(2, 3, 6), np.ones((2, 3))), IMAGE.reshape(6, 6)),
    (lambda x: np.linalg.cond(x), A), (lambda x: np.linalg.cond(x, 1), STACK), (lambda x: np.linalg.cond(x, -2), TALL), (lambda
    x: np.linalg.cond(x, "fro"), A), (lambda x: np.linalg.norm(x, 1), A), (lambda x: np.linalg.norm(x, -1), A), (lambda x:
    np.linalg.norm(x, np.inf), A), (lambda x: np.linalg.norm(x, -np.inf, keepdims=True), A), (lambda x: np.linalg.norm(x, 2),
    A), (lambda x: np.linalg.norm(x, -2), A), (lambda x: np.linalg.norm(x, "nuc", (0, 2)), STACK), (lambda x: np.linalg.norm(x,
    "fro", (2, 1)), STACK), (lambda x: np.linalg.norm(x, 3, 1), A), (lambda x: np.linalg.norm(x, 1, axis=0), A), (lambda x:
    np.linalg.norm(x[0], 0.5), A), (lambda x: np.linalg.norm(x, -np.inf, 1), A), (lambda x: np.linalg.norm(x[0], np.inf), A),
    (lambda x: np.linalg.norm(x, 0, 1) * x[0], A), (lambda x: np.linalg.norm(x[0], -2), A),
]  # fmt: skip


@pytest.mark.parametrize(("f", "x"), CALLS)
def test_values_are_numpys_and_derivatives_are_right(f, x):
    found, expected = f(Tensor(x)), f(x)
    assert found.shape == np.shape(expected)
    np.testing.assert_allclose(found.numpy(), expected, rtol=1e-11, atol=1e-12)
    assert gradcheck(f, x)


@pytest.mark.skipif(not hasattr(np.linalg, "vector_norm"), reason="NumPy 2 has the array API's names")
def test_the_array_apis_names():
    pairs = [
        (lambda x: np.linalg.vector_norm(x, axis=(0, 2), ord=3, keepdims=True), STACK), (lambda x: np.linalg.vector_norm(x), A),
        (lambda x: np.linalg.matrix_norm(x, ord="nuc"), STACK), (lambda x: np.linalg.svdvals(x), STACK),
        (lambda x: np.linalg.trace(x), STACK),
        (lambda x: np.linalg.diagonal(x, offset=1), STACK), (lambda x: np.linalg.matrix_transpose(x), STACK),
        (lambda x: np.linalg.outer(x[0], x[1]), A),
        (lambda x: np.linalg.vecdot(x, B), A), (lambda x: np.linalg.cross(x, B), A), (lambda x: np.linalg.tensordot(x, x), A),
        (lambda x: np.linalg.matmul(x, x), A),
    ]  # fmt: skip
    for f, x in pairs:
        np.testing.assert_allclose(f(Tensor(x)).numpy(), f(x), rtol=1e-12)
        assert gradcheck(f, x)


def test_numpy_reads_one_triangle_and_so_does_the_derivative():
    """Both conventions give the same derivative by whatever the matrix is made of; ours is that of NumPy's function."""
    turned = lambda t: np.linalg.eigvalsh(sym(A) + t * sym(WEIGHTS))  # noqa: E731
    lower = grad(lambda x: np.sum(np.linalg.eigvalsh(x) * B))(sym(A))
    assert not np.triu(lower, 1).any()
    by_t = grad(lambda t: np.sum(turned(t) * B))(0.0)
    assert by_t == pytest.approx(np.sum(B * (turned(1e-6) - turned(-1e-6))) / 2e-6, rel=1e-7)
    assert by_t == pytest.approx(np.sum(lower * sym(WEIGHTS)), rel=1e-12)


def test_equal_eigenvalues():
    """The eigenvalues' sum has a gradient there, the eigenvectors have none, and no number stands in its place."""
    np.testing.assert_allclose(grad(lambda x: np.sum(np.linalg.eigvalsh(x)))(np.eye(3)), np.eye(3), atol=1e-15)
    np.testing.assert_allclose(grad(lambda x: np.sum(np.linalg.eigh(x)[0]))(np.eye(3)), np.eye(3), atol=1e-15)
    assert np.isnan(grad(lambda x: np.sum(np.linalg.eigh(x)[1] * WEIGHTS))(np.eye(3))).any()
    rebuilt = lambda x: np.sum((lambda w, v: (v * w) @ v.T)(*np.linalg.eigh(x)) * WEIGHTS)  # noqa: E731
    assert np.isnan(grad(rebuilt)(np.zeros((3, 3)))).any()
    assert np.isnan(grad(lambda x: np.sum(grad(lambda x: np.sum(np.linalg.eigvalsh(x) ** 2))(x) * WEIGHTS))(np.eye(3))).any()


def test_equal_singular_values_and_lost_rank():
    np.testing.assert_allclose(grad(lambda x: np.sum(np.linalg.svd(x)[1]))(np.eye(2) * 3.0), np.eye(2), atol=1e-15)
    assert np.isnan(grad(lambda x: np.sum(np.linalg.svd(x)[0] * WEIGHTS[:2, :2]))(np.eye(2))).any()
    flat = np.array([[1.0, 2.0], [2.0, 4.0], [3.0, 6.0]])
    with np.errstate(all="ignore"):
        assert not np.isfinite(grad(lambda x: np.sum(np.linalg.svd(x, full_matrices=False)[0] * TALL[:3, :2]))(flat)).all()
    assert np.isnan(grad(lambda x: np.sum(np.linalg.qr(x)[0] * TALL[:3, :2]))(np.zeros((3, 2)))).any()
    assert np.isnan(grad(lambda x: np.linalg.slogdet(x)[1])(np.ones((2, 2)))).all()


@pytest.mark.parametrize(
    "x", [np.zeros((3, 3)), np.diag([1.0, 0.0, 2.0]), np.arange(9.0).reshape(3, 3), np.ones((2, 2)), np.zeros((1, 1))]
)
def test_the_determinant_of_a_singular_matrix_has_derivatives_of_every_order(x):
    assert gradcheck(np.linalg.det, x)
    third = grad(lambda x: np.sum(grad(lambda x: np.sum(grad(np.linalg.det)(x) * WEIGHTS[: len(x), : len(x)]))(x) ** 2))(x)
    assert np.isfinite(third).all()


def test_what_cannot_be_differentiated_is_said():
    t = Tensor(TALL)
    with pytest.raises(np.linalg.LinAlgError, match=r"inv needs a square matrix, or a stack of them, got shape \(4, 3\)"):
        np.linalg.inv(t)
    with pytest.raises(np.linalg.LinAlgError, match="inv of shapes"):
        np.linalg.inv(Tensor(np.ones((2, 2))))
    with pytest.raises(ValueError, match="full_matrices=False"):
        np.linalg.svd(t)
    with pytest.raises(ValueError, match="mode='reduced'"):
        np.linalg.qr(t, "complete")
    with pytest.raises(ValueError, match="UPLO"):
        np.linalg.eigh(Tensor(A), "X")
    with pytest.raises(ValueError, match="matrices: 1, 2, inf"):
        np.linalg.norm(Tensor(A), 3)
    with pytest.raises(ValueError, match="solve of shapes"):
        np.linalg.solve(Tensor(A), np.ones((2, 1)))


@pytest.mark.parametrize("f", [np.linalg.inv, np.linalg.det, lambda x: np.linalg.svd(x)[1],
lambda x: np.linalg.cholesky(pos(x)), lambda x: np.linalg.eigvalsh(x)])  # fmt: skip
def test_a_compiled_program_gives_the_same(f):
    program = autograd.compile(lambda x: np.sum(f(x) * 1.0))
    derivative = autograd.compile(grad(lambda x: np.sum(f(x) * 1.0)))
    for x in (A, A @ A + np.eye(3)):
        np.testing.assert_allclose(program(x), np.sum(f(x)), rtol=1e-12)
        np.testing.assert_allclose(derivative(x), grad(lambda x: np.sum(f(x) * 1.0))(x), rtol=1e-10, atol=1e-12)


def test_single_precision_stays():
    single = STACK.astype(np.float32)
    for f in (
        np.linalg.inv,
        lambda x: np.linalg.eigh(x)[1],
        lambda x: np.linalg.svd(x)[0],
        lambda x: np.linalg.qr(x)[1],
        np.linalg.pinv,
    ):
        x = Tensor(single)
        z = f(x)
        z.backward(np.ones(z.shape, np.float32))
        assert z.dtype == x.grad.dtype == np.float32
