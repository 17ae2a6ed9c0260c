"""Ten steps of every optimizer and fifty of every schedule, the same as Keras' and PyTorch's.

golden/make_optimizers.py and make_schedule_free.py say how the numbers were made.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from autograd import Tensor
from nn import optimizers
from nn.optimizers import schedules

GOLDEN = json.loads(Path(__file__).parents[1].joinpath("golden", "optimizers.json").read_text())
FREE = json.loads(Path(__file__).parents[1].joinpath("golden", "schedule_free.json").read_text())
GRADIENTS = [[np.array(g) for g in gradients] for gradients in GOLDEN["gradients"]]
TOLERANCE = {"float64": {"rtol": 1e-10, "atol": 1e-13}, "float32": {"rtol": 2e-5, "atol": 2e-6}}


def title(case):
    settings = ", ".join(f"{key}={value}" for key, value in case["settings"].items())
    return f"{case.get('optimizer') or case['schedule']}({settings})"


def create(name, settings):
    rate = settings.get("learning_rate")
    if isinstance(rate, list):
        kind, given = rate
        settings = {**settings, "learning_rate": getattr(schedules, kind)(**given)}
    return getattr(optimizers, name)(**settings)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("case", [*GOLDEN["optimizers"], *FREE], ids=title)
def test_ten_steps(case, dtype):
    parameters = [Tensor(np.array(w, dtype)) for w in GOLDEN["start"]]
    optimizer = create(case["optimizer"], case["settings"])
    for step, gradients in enumerate(GRADIENTS, 1):
        for p, g in zip(parameters, gradients, strict=True):
            p.grad = g.astype(dtype)
        optimizer.step(parameters)
        if str(step) in case["after"]:
            ours = np.concatenate([p.numpy().ravel() for p in parameters])
            assert ours.dtype == dtype
            np.testing.assert_allclose(ours, case["after"][str(step)], **TOLERANCE[dtype], err_msg=f"step {step}")
    assert optimizer.iterations == 10 // case["settings"].get("gradient_accumulation_steps", 1)
    if "finally" in case:
        optimizer.finalize_variable_values(parameters)
        ours = np.concatenate([p.numpy().ravel() for p in parameters])
        np.testing.assert_allclose(ours, case["finally"], **TOLERANCE[dtype])


@pytest.mark.parametrize("case", GOLDEN["lbfgs"], ids=lambda case: str(case["settings"]))
def test_lbfgs_without_a_search_makes_pytorchs_steps(case):
    a, b = np.array(GOLDEN["matrix"]), np.linspace(-1.0, 1.0, 8)
    start = np.concatenate([np.ravel(w) for w in GOLDEN["start"]])
    w = [Tensor(start[:3]), Tensor(start[3:])]  # of any number of parameters
    optimizer = optimizers.LBFGS(**case["settings"])

    def closure():
        whole = np.concatenate(w)
        return 0.5 * np.sum((a @ whole) ** 2) + np.sum(np.log(np.cosh(whole))) - np.sum(b * whole)

    for loss, after in zip(case["losses"], case["after"], strict=True):
        assert optimizer.step(w, closure) == pytest.approx(loss, rel=1e-10)
        np.testing.assert_allclose(np.concatenate([p.numpy() for p in w]), after, rtol=1e-8, atol=1e-10)


def test_every_optimizer_is_compared():
    assert {case["optimizer"].lower() for case in [*GOLDEN["optimizers"], *FREE]} == set(optimizers.OPTIMIZERS)


@pytest.mark.parametrize("case", GOLDEN["schedules"], ids=title)
def test_fifty_rates(case):
    schedule = getattr(schedules, case["schedule"])(**case["settings"])
    np.testing.assert_allclose([schedule(step) for step in range(50)], case["rates"], rtol=1e-12, atol=1e-15)


def test_every_schedule_is_compared():
    assert {case["schedule"] for case in GOLDEN["schedules"]} == set(schedules.__all__) - {"LearningRateSchedule"}
