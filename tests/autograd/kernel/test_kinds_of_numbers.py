"""Whole numbers, booleans, complex numbers and single precision: what every row and public function makes of them."""

from __future__ import annotations

import math

import numpy as np
import pytest

import autograd
from autograd import TABLE, Op, Sample, Tape, Tensor, grad

CASES = [pytest.param(row, sample, id=f"{row.name}-{i}") for row in TABLE.values() for i, sample in enumerate(row.samples())]
LOGICAL = {"dot", "einsum", "matmul", "outer"}  # of booleans NumPy's products are booleans, and a sum of them is "any"


def in_kind(sample: Sample, kind: type) -> list:
    """The sample's inputs three times as large and rounded, in another kind of number; labels and masks as they are."""
    found = []
    for x in map(np.asarray, sample.inputs):
        if x.dtype.kind == "f":
            whole = np.round(3 * x)
            found.append((np.abs(whole) if np.dtype(kind).kind == "u" else whole).astype(kind))
        else:
            found.append(x)
    return found


@pytest.mark.parametrize("kind", [np.int64, np.int8, np.uint8, np.bool_])
@pytest.mark.parametrize(("row", "sample"), CASES)
def test_whole_numbers_and_booleans_give_what_numpy_makes_of_them_or_the_same_floats_do(row, sample, kind):
    if any(map(np.iscomplexobj, sample.inputs)):
        return  # a complex number is of no other kind
    given = in_kind(sample, kind)
    floats = [x.astype(float) if np.asarray(y).dtype.kind == "f" else x for x, y in zip(given, sample.inputs)]
    numbers = [float(x) if not np.ndim(x) else x for x in given]  # single numbers are floats
    like_numpy = row.ufunc is not None or (row.name in LOGICAL and kind is np.bool_)
    try:
        expected = (row.ufunc or row.forward)(*numbers, **sample.settings) if like_numpy else row(*floats, **sample.settings)
    except np.linalg.LinAlgError:
        return  # rounded, the matrix has no inverse
    except (TypeError, ValueError):  # -True, or 2 ** -1 of whole numbers
        expected = None
    if expected is None:
        assert row.ufunc is not None
        with pytest.raises((TypeError, ValueError), match=f"^{row.name} of shapes"):
            row(*given, **sample.settings)
        return
    for inputs in (given, [x.tolist() for x in given], [Tensor(x, requires_grad=False) for x in given]):
        if isinstance(inputs[0], list) and (kind in (np.int8, np.uint8) or not np.size(given[0])):
            continue  # a list does not tell its kind
        got = row(*inputs, **sample.settings)
        got = got.data if isinstance(got, Tensor) else got
        kind_of_result = complex if np.iscomplexobj(expected) else float
        assert np.shape(got) == np.shape(expected)
        np.testing.assert_allclose(np.asarray(got, kind_of_result), np.asarray(expected, kind_of_result), rtol=1e-12)
        if np.shape(got) and like_numpy:
            assert got.dtype == expected.dtype


@pytest.mark.parametrize("kind", [np.int64, np.uint8, np.bool_])
@pytest.mark.parametrize(("row", "sample"), CASES)
def test_beside_whole_numbers_and_booleans_the_other_inputs_get_the_same_gradients(row, sample, kind):
    moving = [i for i, x in enumerate(sample.inputs) if np.asarray(x).dtype.kind == "f" and np.ndim(x)]
    if len(moving) < 2 or (row.variadic and row.name in ("einsum", "concatenate", "stack") and kind is np.bool_):
        return
    given = in_kind(sample, kind)
    for alone in moving:
        if row.rule(alone) is None:
            continue
        found = []
        for others in (given, [x.astype(float) if i in moving else x for i, x in enumerate(given)]):
            x = Tensor(sample.inputs[alone])
            try:
                z = row(*[x if i == alone else y for i, y in enumerate(others)], **sample.settings)
            except np.linalg.LinAlgError:
                return  # rounded, the matrix has no inverse
            z.backward(np.ones(z.shape) if z.shape else None)
            found.append((z.data, x.grad))
        np.testing.assert_allclose(found[0][0], found[1][0], rtol=1e-12)
        np.testing.assert_allclose(found[0][1], found[1][1], rtol=1e-12)


def test_the_numbers_that_were_wrong():
    """By Python's math module, one at a time."""
    np.testing.assert_allclose(autograd.erf(np.array([1, 2])), [math.erf(1), math.erf(2)], rtol=1e-15)
    np.testing.assert_allclose(autograd.erf([1, 2]), [math.erf(1), math.erf(2)], rtol=1e-15)
    np.testing.assert_allclose(autograd.gelu_tanh(np.array([1, -2])), [0.8411919906082768, -0.04540230591222494], rtol=1e-14)
    small = np.array([1, 3], np.uint8)
    np.testing.assert_allclose(autograd.softmax(small), [1 / (1 + math.e**2), 1 / (1 + math.e**-2)], rtol=1e-14)
    np.testing.assert_allclose(autograd.sigmoid(small), [1 / (1 + math.exp(-1)), 1 / (1 + math.exp(-3))], rtol=1e-14)
    np.testing.assert_allclose(autograd.logsumexp(small), math.log(math.e + math.e**3), rtol=1e-14)
    np.testing.assert_allclose(autograd.norm(np.array([100, 100], np.int8)), math.sqrt(20000), rtol=1e-14)
    np.testing.assert_allclose(autograd.cross_entropy(np.array([[1, 3]], np.uint8), np.array([0])), [math.log(1 + math.e**2)])
    np.testing.assert_allclose(autograd.average_pool(np.ones((1, 4, 1), bool), padding=1), np.ones((1, 3, 1)))
    np.testing.assert_array_equal(autograd.pad(np.array([1, 2]), 1, "constant", 1.5), [1.5, 1.0, 2.0, 1.5])


@pytest.mark.parametrize("kind", ["M8[D]", "m8[s]", object, "U3"])
@pytest.mark.parametrize(("row", "sample"), CASES)
def test_what_is_no_number_is_refused_by_every_row_with_its_name(row, sample, kind):
    for i, x in enumerate(sample.inputs):
        other = np.asarray(np.real(x)).astype(int).astype(kind) if kind != "U3" else np.full(np.shape(x), "abc")
        inputs = [other if i == j else y for j, y in enumerate(sample.inputs)]
        with pytest.raises(TypeError, match=rf"^{row.name}: tensors hold numbers, not "):
            row(*inputs, **sample.settings)


C = np.array([[1 + 2j, 2.0], [3.0, 4j]])
ORDERED = {
    "logsumexp": (C,), "softmax": (C,), "log_softmax": (C,), "standardize": (C,), "moments": (C,),
    "clip": (C, 0, 1), "normalize": (C, np.ones(2), np.ones(2)), "cross_entropy": (C, C), "average_pool": (C[None],),
    "max_pool": (C[None],), "sum_pool": (C[None],), "attention": (C[None], C[None], C[None]), "conv": (C[None], C[None]),
    "lstm": (C[None], *[np.ones((2, 1))] * 2, np.ones((2, 4)), np.ones((1, 4)), np.ones(4)), "maximum": (C, 1.0),
    "minimum": (C, 1.0), "relu": (C,), "sigmoid": (C,), "gelu": (C,), "softplus": (C,),
}  # fmt: skip


@pytest.mark.parametrize("name", ORDERED)
def test_what_needs_an_order_or_is_for_networks_refuses_complex_numbers(name):
    args = ORDERED[name]
    for given in (args, tuple(Tensor(x) if x is args[0] else x for x in args)):
        with pytest.raises(TypeError, match=r"complex (ones|numbers)"):
            getattr(autograd, name)(*given)


def test_a_forward_of_ones_own_may_give_complex_numbers():
    op = Op("own_root", np.emath.sqrt, (lambda g, z, x: g / (2.0 * z),), "m", ("x", "x"), lambda: [Sample((1.0,))])
    try:
        for x in (-4.0, np.array([-4.0, 4.0])):
            found = op(Tensor(x))
            np.testing.assert_array_equal(found.numpy(), np.emath.sqrt(x))
            np.testing.assert_array_equal(op(x), np.emath.sqrt(x))
    finally:
        del TABLE["own_root"]


def test_numbers_found_in_single_precision_make_arrays_of_single_precision():
    t, u = Tensor(np.array([1, 2, 3], np.float32)), Tensor([1.0, 1.0, 1.0])
    for joined in (np.stack([t.sum(), t.mean()]), np.stack([t @ t, t[0]]), np.where(np.array([True, False]), t.sum(), t.max()),
                   np.broadcast_to(t.sum(), (2,)), np.reshape(t.sum(), (1,)), t.sum()[None], np.tile(t.sum(), 2),
                   np.stack([t.sum(), np.float32(2)]), np.stack([Tensor(np.float32(2)), t.max()])):  # fmt: skip
        assert joined.dtype == np.float32
        assert (joined * np.ones(1, np.float32)).dtype == np.float32
    assert autograd.stack([np.float32(1), np.float32(2)]).dtype == np.float32
    for mixed in ([t.sum(), u.sum()], [t.sum(), 1.0], [u.sum(), u.mean()], [2.0, 3.0 * u.max()]):
        assert np.stack(mixed).dtype == float  # as NumPy has it
    z = np.stack([t.sum(), t.mean()])
    np.testing.assert_array_equal(z.data, np.array([6.0, 2.0], np.float32))
    loss = (z * z).sum()
    loss.backward()
    np.testing.assert_allclose(t.grad, np.full(3, 2 * 6 + 2 * 2 / 3), rtol=1e-6)
    assert t.grad.dtype == np.float32
    np.testing.assert_allclose(grad(lambda x: np.sum(np.stack([np.sum(x), np.mean(x)]) ** 2))(t.data), t.grad, rtol=1e-6)
    program = Tape.gather(loss).compile(inputs=[t])
    np.testing.assert_allclose(program(np.array([1, 2, 6], np.float32)), 81 + 9, rtol=1e-6)


def test_gradients_of_results_share_no_memory():
    for build in (lambda y: y + 1.0, lambda y: np.reshape(y, (3, 2)), lambda y: y.T, lambda y: y[0], lambda y: +y, np.flip,
                  lambda y: np.broadcast_to(y, (4, 2, 3)), lambda y: np.concatenate([y, y]),
                  lambda y: y - y * 0.0):  # fmt: skip
        x = Tensor(np.arange(6.0).reshape(2, 3))
        y = x * 2.0
        z = build(y)
        w = z + 1.0
        w.backward(np.ones(w.shape))
        before = {id(t): np.array(t.grad) for t in (x, y, z, w)}
        for t in (w, z, y):
            t.grad *= 0.0
            before[id(t)] = np.zeros(t.shape)
            for other in (x, y, z, w):
                np.testing.assert_array_equal(other.grad, before[id(other)])


def test_whether_a_result_requires_gradients_is_not_to_be_set():
    x = Tensor([1.0, 2.0])
    for value in (True, False):
        z = x * 2.0
        with pytest.raises(AttributeError, match=r"requires_grad of the result of mul .* use t\.detach\(\)"):
            z.requires_grad = value
        z.sum().backward()
    np.testing.assert_array_equal(x.grad, [4.0, 4.0])
    x.requires_grad = False
    assert not (x * 2.0).requires_grad
    x.requires_grad = np.True_
    assert (x * 2.0).requires_grad
    assert x.requires_grad is True
    with pytest.raises(TypeError, match="requires_grad is True or False, got 1"):
        x.requires_grad = 1
    with pytest.raises(TypeError, match="int64 data cannot require gradients"):
        Tensor(np.array([1, 2]), requires_grad=False).requires_grad = True


def test_a_mask_of_attention_is_boolean_and_says_how_to_turn_an_additive_one():
    q = k = np.zeros((1, 2, 2))
    v = np.array([[[0.0, 1.0], [2.0, 3.0]]])
    added = np.array([[0.0, -np.inf], [0.0, 0.0]])
    for mask in (added, added.astype(np.float32), np.array([[1, 0], [1, 1]]), Tensor(added, requires_grad=False)):
        with pytest.raises(TypeError, match=r"attention: a mask is boolean, .* mask=np\.isfinite\(mask\)"):
            autograd.attention(q, k, v, mask=mask)
    np.testing.assert_allclose(autograd.attention(q, k, v, mask=np.isfinite(added)), [[[0.0, 1.0], [1.0, 2.0]]])


def test_a_number_found_in_single_precision_does_not_widen_an_array_of_half_precision():
    t, u = Tensor(np.array([1, 2, 3], np.float16)), Tensor(np.ones(3, np.float32))
    assert np.where([True, False, True], t, u.sum()).dtype == np.float16


def test_methods_compute_in_floats_and_refuse_complex_numbers_as_their_rows_do():
    whole = Tensor(np.array([0, 1]), requires_grad=False)
    assert whole.sigmoid().dtype == float
    np.testing.assert_array_equal(whole.sigmoid().data, autograd.sigmoid(np.array([0.0, 1.0])))
    with pytest.raises(TypeError, match="relu is for real numbers"):
        Tensor(np.array([1j])).relu()
    z = Tensor(np.array(1j))
    assert type((-z).data) is type(z.data)
    assert z.exp().shape == ()


def test_a_number_takes_the_real_part_of_what_complex_numbers_hand_it():
    x = Tensor(2.0)
    np.real(np.sum(x * np.array([1.0 + 2.0j, 3.0j]) * (1.0 - 1.0j))).backward()
    assert x.grad == 6.0
