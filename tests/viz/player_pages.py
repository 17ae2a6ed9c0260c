"""A program for the player's pages, and what such a page shows of it."""

from __future__ import annotations

import math

from autograd import Tensor, clip, leaky_relu, sigmoid


def program(a=1.5, b=-3.0):
    a, b = Tensor(a, name="a"), Tensor(b, name="b")
    c = a * b
    loss = (c * (c + a)) / b + a**2 + sigmoid(leaky_relu(c, slope=0.2)) * clip(b, -5.0, 5.0)
    loss.name = "L"
    return loss, a, b


def gradients(page):
    """The gradients that the table shows, in full, by row."""
    cells = page.eval_on_selector_all("td.grad", "cells => cells.map((c) => c.dataset.full || '')")
    return [float(x.replace("Infinity", "inf")) if x else None for x in cells]


def tensors_of(loss):
    """Every tensor below a result, by the rows of the table: in tape order, a leaf before its first use."""
    found = []

    def visit(z):
        if any(z is y for y in found):
            return
        for x in z.inputs:
            visit(x)
        found.append(z)

    visit(loss)
    operations = sorted((z for z in found if z.op), key=lambda z: z.position)
    ordered = []
    for z in operations:
        ordered += [t for t in (*z.inputs, z) if not any(t is y for y in ordered)]
    return ordered


def close(shown, expected):
    return len(shown) == len(expected) and all(
        (a is None) == (b is None) and (a is None or math.isclose(a, b, rel_tol=1e-12, abs_tol=1e-15))
        for a, b in zip(shown, expected)
    )


def text(page, selector):
    return page.inner_text(selector)
