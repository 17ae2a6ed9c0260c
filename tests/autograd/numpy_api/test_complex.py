"""Complex numbers: values as NumPy's, derivatives by the rule that L changes by Re(g·dz), once and twice."""

from __future__ import annotations

import numpy as np
import pytest

from autograd import Tensor, compile, grad, gradcheck, holomorphic_grad, jacobian, jvp, vjp
from autograd.extend import defvjp, primitive

rng = np.random.default_rng(0)


def plane(*shape):
    return rng.standard_normal(shape) + 1j * rng.standard_normal(shape)


Z, M = plane(4), plane(3, 3)
ELEMENTWISE = [
    np.exp, np.log, np.sin, np.cos, np.tan, np.tanh, np.sinh, np.cosh, np.sqrt, np.square, np.reciprocal, np.abs, np.angle,
    np.real, np.imag, np.conj, np.arctan, np.arcsinh, np.expm1, np.log1p, np.log2, lambda z: z**3,
    lambda z: 2j * z + 1 - z / 3j,
]  # fmt: skip
REDUCTIONS = [np.sum, np.mean, np.prod, np.var, np.std, np.linalg.norm, np.cumsum]


@pytest.mark.parametrize("f", ELEMENTWISE)
def test_functions_of_one_number(f):
    for z in (Z, 0.4 - 1.3j, plane(2, 0)):
        found = f(Tensor(z)).numpy()
        np.testing.assert_allclose(found, f(z), rtol=1e-14)
        assert np.asarray(found).dtype == np.asarray(f(z)).dtype
        assert gradcheck(f, z)


@pytest.mark.parametrize("f", REDUCTIONS)
def test_functions_of_many_numbers(f):
    np.testing.assert_allclose(f(Tensor(Z)).numpy(), f(Z), rtol=1e-14)
    assert gradcheck(f, Z)


def test_real_and_imaginary_parts_of_real_tensors():
    x = np.array([1.0, -2.0])
    for f in (np.real, np.imag, np.conj, np.angle, np.real_if_close):
        np.testing.assert_array_equal(f(Tensor(x)).numpy(), f(x))
        assert grad(lambda x, f=f: f(x * x).sum())(x).dtype == float
    assert not np.iscomplex(Tensor(x)).any()
    assert not np.iscomplexobj(Tensor(x)._value)
    np.testing.assert_array_equal(np.iscomplex(Tensor(Z)), np.iscomplex(Z))


def test_a_real_input_gets_the_real_part():
    x = np.array([0.3, 1.2])
    found = grad(lambda x: np.real(np.exp(1j * x)).sum())(x)
    assert found.dtype == float
    np.testing.assert_allclose(found, -np.sin(x), rtol=1e-14)
    assert grad(lambda x: np.abs(x * (3 + 4j)))(2.0) == 5.0


def test_the_gradient_of_the_size_is_the_conjugate_direction():
    assert abs(grad(np.abs)(3 + 4j) - (0.6 - 0.8j)) < 1e-15
    assert grad(np.abs)(0j) == 0
    np.testing.assert_allclose(jvp(np.abs, (np.array([3 + 4j, 1j]),), (np.array([1 + 1j, 2 + 1j]),))[1], [1.4, 1.0])


def test_holomorphic_derivatives():
    z = 0.7 + 0.2j
    assert abs(holomorphic_grad(lambda z: z * np.exp(z))(z) - (1 + z) * np.exp(z)) < 1e-14
    assert abs(holomorphic_grad(holomorphic_grad(lambda z: z**3))(z) - 6 * z) < 1e-13
    with pytest.raises(TypeError, match="differentiates by complex numbers, got a float"):
        holomorphic_grad(np.exp)(1.0)
    with pytest.raises(TypeError, match=r"holomorphic_grad\(f\)\(z\)"):
        holomorphic_grad(1.0j)


def test_a_complex_result_has_no_gradient_and_says_what_has():
    for derivative in (grad, jacobian):
        with pytest.raises(TypeError, match=r"returned complex ones: take np.abs, .* holomorphic_grad"):
            derivative(lambda x: x * 1j)(2.0)


def test_pulling_and_pushing_agree():
    value, back = vjp(lambda z: np.conj(z) * z[::-1], Z)
    v, u = plane(4), plane(4)
    _, along = jvp(lambda z: np.conj(z) * z[::-1], (Z,), (v,))
    assert value.dtype == complex
    np.testing.assert_allclose(np.sum(u * along).real, np.sum(back(u)[0] * v).real, rtol=1e-12)


def test_single_precision_stays_single():
    z = Z.astype(np.complex64)
    x = z.real.copy()
    assert np.fft.fft(Tensor(z)).dtype == np.complex64  # NumPy 1.26 itself widens
    for f in (np.exp, np.abs, np.angle, lambda t: t * 1j, lambda t: 1j + t):
        assert f(Tensor(z)).dtype == np.asarray(f(z)).dtype
        assert f(Tensor(x)).dtype == np.asarray(f(x)).dtype
        assert grad(lambda t, f=f: np.abs(f(t)).sum())(z).dtype == np.complex64
        assert grad(lambda t, f=f: np.abs(f(t)).sum())(x).dtype == np.float32


def test_products_and_equations():
    for f in (np.matmul, np.dot, np.inner, np.outer, lambda a, b: np.einsum("i,i->", a, b), np.vdot, np.kron):
        a, b = plane(3), plane(3)
        np.testing.assert_allclose(f(Tensor(a), b).numpy(), f(a, b), rtol=1e-13)
        assert gradcheck(f, a, b)
    for f in (np.linalg.inv, np.linalg.det, lambda m: np.linalg.solve(m, np.ones(3))):
        assert gradcheck(f, M)


def hermitian(uplo):
    def f(m):
        w, v = np.linalg.eigh(m, uplo)
        return w, np.abs(v)

    return f


def any_square(m):
    w, v = np.linalg.eig(m)
    return w, np.abs(v)


def singular(m):
    u, s, vh = np.linalg.svd(m, full_matrices=False)
    return np.abs(u), s, np.abs(vh), u @ vh


@pytest.mark.parametrize("f", [hermitian("L"), hermitian("U"), any_square, singular])
def test_decompositions_up_to_the_angle_of_their_vectors(f):
    for m in (M, plane(2, 3, 3)):
        assert gradcheck(f, m, rtol=1e-4, atol=1e-5)
    for given, found in zip(f(M), f(Tensor(M))):
        np.testing.assert_allclose(found.numpy(), given, rtol=1e-12)


def test_singular_vectors_of_matrices_that_are_not_square():
    for m in (plane(4, 2), plane(2, 4)):
        assert gradcheck(singular, m, rtol=1e-4, atol=1e-5)


def test_complex_eigenvalues_of_a_real_matrix():
    m = np.array([[1.0, -2.0, 0.3], [1.5, 0.5, 0.1], [0.2, 0.4, 3.0]])
    assert np.iscomplexobj(np.linalg.eigvals(m))
    assert gradcheck(any_square, m)
    assert grad(lambda m: np.abs(np.linalg.eigvals(m)).sum())(m).dtype == float


def test_what_needs_an_order_or_has_no_rule_is_refused():
    t = Tensor(M)
    for f in (
        np.median, np.unwrap, np.linalg.cholesky, np.linalg.qr, np.linalg.slogdet, lambda t: np.maximum(t, 1.0),
        lambda t: np.quantile(t, 0.5), lambda t: np.clip(t, 0.0, 1.0), lambda t: np.heaviside(t, 0.5),
    ):  # fmt: skip
        with pytest.raises(TypeError, match="complex"):
            f(t)
    for compare in (lambda t: t < 1.0, lambda t: 1.0 >= t):
        with pytest.raises(TypeError, match="complex numbers have no order"):
            compare(t)
    assert (t == M).all()


OLD = np.lib.NumpyVersion(np.__version__) < "2.0.0"


@pytest.mark.parametrize(
    "f",
    [np.max, np.min, np.sort, lambda z: np.partition(z, 1)[:2], np.ptp,
     pytest.param(np.sign, marks=pytest.mark.skipif(OLD, reason="NumPy 2.0 changed the sign of complex numbers")),
     lambda z: np.correlate(z, z[:2]), np.nanvar,
     np.nanstd, np.cov, lambda z: np.corrcoef(z, z**2), lambda z: np.convolve(z, z[:2]), np.gradient],
)  # fmt: skip
def test_choices_and_statistics_follow_numpy(f):
    np.testing.assert_allclose(f(Tensor(Z)).numpy(), f(Z), rtol=1e-13)
    assert gradcheck(f, Z)


def test_the_order_of_numpy_goes_by_real_then_by_imaginary_part():
    z = np.array([1 + 2j, 1 - 1j, 0.5 + 9j])
    np.testing.assert_array_equal(np.sort(Tensor(z)).numpy(), z[[2, 1, 0]])
    assert np.max(Tensor(z)).item() == 1 + 2j
    np.testing.assert_array_equal(grad(lambda z: np.real(np.max(z)))(z), [1.0, 0.0, 0.0])


def test_the_sign_of_a_complex_number_is_its_direction():
    assert abs(np.sign(Tensor(3 + 4j)).item() - (0.6 + 0.8j)) < 1e-15
    assert np.sign(Tensor(0j)).item() == 0
    assert type(np.sign(Tensor([-2.0, 0.5]))) is np.ndarray


def test_compiled_programs_give_the_same():
    z, x = plane(8), rng.standard_normal(8)
    for f, given in (
        (lambda z: np.abs(z * np.exp(z)), z), (lambda x: np.abs(np.fft.rfft(x)), x), (lambda x: np.real(np.exp(1j * x)), x),
        (grad(lambda z: np.abs(np.sin(z) * z).sum()), z), (grad(lambda x: np.abs(np.fft.rfft(x)).sum()), x),
        (grad(lambda x: np.real(np.exp(1j * x)) * x), 0.3),
    ):  # fmt: skip
        program = compile(f)
        for factor in (1.0, 0.5):
            np.testing.assert_allclose(program(given * factor), f(given * factor), rtol=1e-12)
    with pytest.raises(TypeError, match="compile takes no single complex number"):
        compile(grad(np.abs))(1 + 2j)


def test_numbers_are_shown_read_and_assigned():
    z = Tensor(1 + 2j, name="z")
    assert repr(z) == "Tensor(1.+2.j, dtype=complex128, name='z')"
    assert z.item() == z.data == z.numpy() == complex(z.detach()) == 1 + 2j
    z.data = 3j
    z.grad = 1.0
    assert z.grad == 1.0
    assert z.grad.dtype == z.dtype == complex
    with pytest.raises(TypeError, match="real"):
        Tensor([1.0]).astype(complex).astype(float)


def test_a_primitive_of_ones_own():
    double = primitive(lambda z: 2j * z)
    defvjp(double, lambda ans, z: lambda g: 2j * g)
    assert grad(lambda z: np.real(double(z)))(1.0 + 0j) == 2j


@pytest.mark.parametrize(
    ("f", "x"),
    [
        (lambda x: np.abs(np.fft.fft(x)), np.array([0.3, 1.2, -0.7, 0.4])),
        (lambda x: np.real(np.exp(1j * np.outer(x, x))).ravel(), np.array([0.3, 1.2])),
        (lambda z: np.abs(z * z[::-1]), Z),
        (lambda z: np.abs(np.outer(z, z)).ravel(), Z),
        (lambda z: np.stack([np.real(z * z).sum(), np.imag(z).sum()]), Z),
    ],
)
def test_a_jacobian_is_that_of_differences_whatever_its_shape(f, x):
    def slope(direction):
        return (f(x + 1e-6 * direction) - f(x - 1e-6 * direction)) / 2e-6

    units = np.eye(x.size)
    expected = [slope(unit) - 1j * slope(1j * unit) if np.iscomplexobj(x) else slope(unit) for unit in units]
    found = jacobian(f)(x)
    assert found.dtype == x.dtype
    np.testing.assert_allclose(found, np.stack(expected, axis=-1), atol=1e-8)


def test_a_complex_tensor_is_assigned_and_a_real_one_refuses_complex_elements():
    def f(z):
        t = z * 2.0
        t[0] = 1j * np.sum(z)
        return np.abs(t)

    assert gradcheck(f, Z)
    t = Tensor([1.0, 2.0]) * 1.0
    with pytest.raises(TypeError, match="holds real numbers"):
        t[0] = 1j
