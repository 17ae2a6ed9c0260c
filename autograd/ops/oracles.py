"""Results of rows computed another way, plainly and from the definition: a row names its own, and the tests hold it to that.

A row that differentiates a NumPy ufunc needs none: NumPy's function itself is the oracle.
"""

from __future__ import annotations

import math

import numpy as np


def erf(x):
    """Python's own, number by number."""
    return np.vectorize(math.erf, otypes=[float])(x)


def gelu_tanh(x):
    return 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))


def softmax(x, axis=-1):
    return np.exp(x) / np.exp(x).sum(axis, keepdims=True)


def sparse_cross_entropy(x, y):
    flat = -np.log(softmax(x)).reshape(-1, x.shape[-1])  # (..., C) -> (rows, C)
    return np.stack([line[label] for line, label in zip(flat, y.reshape(-1))]).reshape(y.shape)


def variance(x, axis=None, ddof=0, keepdims=False):
    mean = x.mean(axis, keepdims=True)
    n = x.size / mean.size
    return ((x - mean) ** 2).sum(axis, keepdims=keepdims) / (n - ddof)


def put(x, key, shape):
    out = np.zeros(shape)
    np.add.at(out, key, x)
    return out


def assign(x, y, key):
    numbers = np.arange(x.size if np.ndim(x) else 1).reshape(np.shape(x))[key]
    z = np.array(x).ravel()
    for place, value in zip(np.ravel(numbers), np.ravel(np.broadcast_to(np.squeeze(y), np.squeeze(numbers).shape))):
        z[place] = value
    return z.reshape(np.shape(x))


def moveaxis(x, source, destination):
    source, destination = ([v] if isinstance(v, int) else list(v) for v in (source, destination))
    order = [axis for axis in range(x.ndim) if axis not in source]
    for place, axis in sorted(zip(destination, source)):
        order.insert(place, axis)
    return x.transpose(order)


def expand_dims(x, axis):
    new = axis if isinstance(axis, tuple) else (axis,)
    shape = list(np.shape(x))
    for place in sorted(new):
        shape.insert(place, 1)
    return np.reshape(x, shape)


def flip(x, axis=None):
    axes = range(x.ndim) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    return x[tuple([slice(None, None, -1 if i in axes else 1) for i in range(x.ndim)])]


def pad(x, width, value=0.0):
    out = np.full([n + before + after for n, (before, after) in zip(x.shape, width)], value)
    out[tuple([slice(before, before + n) for n, (before, _) in zip(x.shape, width)])] = x
    return out


def concatenate(*xs, axis=0):
    lists = [list(np.swapaxes(x, 0, axis)) for x in xs]  # each array as the list of its slices
    return np.swapaxes(np.array([part for found in lists for part in found]), 0, axis)


def sinc(x, order):
    """The mean of the derivative of cos πxt over t from 0 to 1, by Gauss and Legendre."""
    t, weights = np.polynomial.legendre.leggauss(80)
    t, weights = (t + 1) / 2, weights / 2
    x = np.asarray(x)[..., None]  # (...) -> (..., points)
    return np.sum(weights * (np.pi * t) ** order * np.cos(np.pi * x * t + order * np.pi / 2), axis=-1)


def each_matrix(function):
    """A function of one matrix, for stacks of them."""

    def of_stack(x):
        found = [function(one) for one in np.reshape(x, (-1, *x.shape[-2:]))]
        return np.reshape(found, (*x.shape[:-2], *found[0].shape))

    return of_stack


@each_matrix
def cholesky(x):
    """Row by row, as by hand."""
    z = np.zeros(x.shape)
    for i in range(len(x)):
        for j in range(i):
            z[i, j] = (x[i, j] - z[i] @ z[j]) / z[j, j]
        z[i, i] = math.sqrt(x[i, i] - z[i] @ z[i])
    return z


@each_matrix
def eigenvectors(x):
    """Each one solves (x − λ) v = 0: found by inverse iteration, with the sign that NumPy chose."""
    signs = np.linalg.eigh(x)[1]
    columns = []
    for i, value in enumerate(np.sort(np.linalg.eigvals(x).real)):
        v = np.cos(np.arange(len(x)) + 1.0)
        for _ in range(3):
            v = np.linalg.solve(x - (value + 1e-9) * np.eye(len(x)), v)
            v = v / np.linalg.norm(v)
        columns.append(v * np.sign(v @ signs[:, i]))
    return np.stack(columns, axis=1)


@each_matrix
def singular_values(x):
    """The roots of the eigenvalues of x xᵀ, falling."""
    return np.sqrt(np.sort(np.linalg.eigvals(x @ x.T if x.shape[0] < x.shape[1] else x.T @ x).real)[::-1])


@each_matrix
def singular_vectors(x):
    """The eigenvectors of x xᵀ and xᵀ x, falling, with the signs that NumPy chose."""
    u, _, vt = np.linalg.svd(x, full_matrices=False)
    k = min(x.shape)
    left, right = (np.linalg.eigh(square)[1][:, ::-1][:, :k] for square in (x @ x.T, x.T @ x))
    left, right = left * np.sign(np.sum(left * u, axis=0)), right * np.sign(np.sum(right * vt.T, axis=0))
    return np.concatenate([left, right])


@each_matrix
def qr(x):
    """Gram and Schmidt, column by column, with the signs that NumPy chose."""
    signs = np.sign(np.diag(np.linalg.qr(x)[1]))
    q, r = np.zeros(x.shape), np.zeros((x.shape[1], x.shape[1]))
    for j in range(x.shape[1]):
        r[:j, j] = q[:, :j].T @ x[:, j]
        v = x[:, j] - q[:, :j] @ r[:j, j]
        r[j, j] = np.linalg.norm(v) * signs[j]
        q[:, j] = v / r[j, j]
    return np.concatenate([q, r])


def eigenvectors_of_any(x):
    """For each eigenvalue λ the direction that x − λ maps to 0, with NumPy's sign."""
    values, vectors = (np.real_if_close(part) for part in np.linalg.eig(x))  # complex in any case from NumPy 2.5 on
    found = np.zeros(x.shape)
    for place in np.ndindex(values.shape):
        v = np.linalg.svd(x[place[:-1]] - values[place] * np.eye(x.shape[-1]))[2][-1]
        key = (*place[:-1], slice(None), place[-1])
        found[key] = v * np.sign(v @ vectors[key])
    return found
