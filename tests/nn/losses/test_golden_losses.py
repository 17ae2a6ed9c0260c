"""Every loss and its gradient, the same as Keras' and PyTorch's: golden/make_losses.py says how the numbers were made."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import autograd
from autograd import Tensor
from nn import losses

GOLDEN = json.loads(Path(__file__).parents[1].joinpath("golden", "losses.json").read_text())
PAIRS = {name: (np.array(y), np.array(p)) for name, (y, p) in GOLDEN["pairs"].items()}
TOLERANCE = {"float64": {"rtol": 1e-10, "atol": 1e-12}, "float32": {"rtol": 2e-5, "atol": 2e-6}}
DTYPES = pytest.mark.parametrize("dtype", ["float64", "float32"])


def title(case):
    settings = ", ".join(f"{key}={value}" for key, value in case["settings"].items())
    name = case.get("loss") or case["function"]
    return f"{name}({settings}) {case.get('data', '')}{', weighted' if case.get('weighted') else ''}"


@DTYPES
@pytest.mark.parametrize("case", GOLDEN["cases"], ids=title)
def test_loss_and_its_gradient(case, dtype):
    y, p = PAIRS[case["data"]]
    leaf = Tensor(p.astype(dtype))
    weight = np.array(GOLDEN["weight"]) if case["weighted"] else None
    value = getattr(losses, case["loss"])(**case["settings"])(y, leaf, weight)
    value = autograd.sum(value)
    value.backward()
    assert value.dtype in (dtype, float)
    assert leaf.grad.dtype == dtype
    np.testing.assert_allclose(value.item(), case["value"], **TOLERANCE[dtype])
    np.testing.assert_allclose(leaf.grad, case["gradient"], **TOLERANCE[dtype])
    plain = getattr(losses, case["loss"])(**case["settings"])(y, p, weight)
    np.testing.assert_allclose(plain, case["value"], rtol=1e-10, atol=1e-12)


@DTYPES
@pytest.mark.parametrize("case", GOLDEN["torch"], ids=title)
def test_what_only_pytorch_has(case, dtype):
    leaves = [Tensor(np.array(a, dtype)) for a in case["arrays"]]
    value = getattr(losses, case["function"])(*leaves, **case["settings"])
    autograd.sum(value).backward()
    np.testing.assert_allclose(value.numpy(), case["value"], **TOLERANCE[dtype])
    for leaf, gradient in zip(leaves, case["gradients"], strict=True):
        np.testing.assert_allclose(leaf.grad, gradient, **TOLERANCE[dtype])


def test_every_named_loss_is_compared():
    compared = {case["loss"] for case in GOLDEN["cases"]}
    ours_alone = {"Contrastive", "GaussianNLL", "Jaccard", "Triplet"}  # compared by hand in test_losses_more.py
    assert compared | ours_alone == set(losses.CLASSES)
