"""Programs written for a scalar engine run with Tensor in the place of its Value."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from autograd import Tensor as Value


def test_published_numbers_of_a_long_expression():
    """x = −4 gives y = −20 and dy/dx = 46 (micrograd's test)."""
    x = Value(-4.0)
    z = 2 * x + 2 + x
    q = z.relu() + z * x
    y = (z * z).relu() + q + q * x
    y.backward()
    assert (y.data, x.grad) == (-20.0, 46.0)


def test_published_numbers_of_the_example_in_a_readme():
    """a = −4, b = 2 give g = 24.7041, dg/da = 138.8338 and dg/db = 645.5773 (micrograd's README)."""
    a, b = Value(-4.0), Value(2.0)
    c = a + b
    d = a * b + b**3
    c += c + 1
    c += 1 + c + (-a)
    d += d * 2 + (b + a).relu()
    d += 3 * d + (b - a).relu()
    e = (c - d) ** 2
    g = e / 2.0
    g += 10.0 / e
    g.backward()
    assert (f"{g.data:.4f}", f"{a.grad:.4f}", f"{b.grad:.4f}") == ("24.7041", "138.8338", "645.5773")


class Neuron:
    def __init__(self, n, rng, linear=False):
        self.w = [Value(rng.uniform(-1, 1)) for _ in range(n)]
        self.b = Value(0)
        self.linear = linear

    def __call__(self, xs):
        out = sum((w * x for w, x in zip(self.w, xs)), self.b)
        return out if self.linear else out.relu()

    def parameters(self):
        return [*self.w, self.b]


class Network:
    """Hidden layers and one output, one neuron at a time."""

    def __init__(self, sizes, rng):
        last = len(sizes) - 2
        self.layers = [[Neuron(n, rng, i == last) for _ in range(m)] for i, (n, m) in enumerate(pairwise(sizes))]

    def __call__(self, xs):
        for layer in self.layers:
            xs = [neuron(xs) for neuron in layer]
        return xs[0]

    def parameters(self):
        return [p for layer in self.layers for neuron in layer for p in neuron.parameters()]


def hinge(model, points, labels, alpha=1e-4):
    scores = [model([Value(a, requires_grad=False), b]) for a, b in points]
    losses = [(1 - y * score).relu() for y, score in zip(labels, scores)]
    data = sum(losses) * (1.0 / len(losses))
    right = [(y > 0) == (score.data > 0) for y, score in zip(labels, scores)]
    return data + alpha * sum(p * p for p in model.parameters()), sum(right) / len(right)


def points_and_sides(n, rng):
    """Points in a square, and on which side of a parabola they lie."""
    points = [(rng.uniform(-1, 1), rng.uniform(-1, 1)) for _ in range(n)]
    return points, [1 if b > 1.5 * a * a - 0.5 else -1 for a, b in points]


def test_a_scalar_network_learns_by_hinge_loss():
    rng = random.Random(1)
    points, labels = points_and_sides(30, rng)
    model = Network([2, 8, 8, 1], rng)
    first, _ = hinge(model, points, labels)
    for step in range(40):
        loss, accuracy = hinge(model, points, labels)
        for p in model.parameters():
            p.grad = 0.0
        loss.backward()
        for p in model.parameters():
            p.data -= (0.5 - 0.01 * step) * p.grad
    assert loss.data < 0.35 * first.data
    assert accuracy >= 0.9


def test_its_gradients_agree_with_finite_differences():
    rng = random.Random(2)
    points, labels = points_and_sides(6, rng)
    model = Network([2, 3, 1], rng)
    loss, _ = hinge(model, points, labels)
    loss.backward()
    for p in model.parameters():
        kept = p.data
        p.data = kept + 1e-6
        ahead = hinge(model, points, labels)[0].data
        p.data = kept - 1e-6
        behind = hinge(model, points, labels)[0].data
        p.data = kept
        assert p.grad == pytest.approx((ahead - behind) / 2e-6, rel=1e-6, abs=1e-8)
