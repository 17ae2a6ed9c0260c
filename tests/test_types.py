"""What type checkers and editors know: the types of expressions that a user writes, and that a misspelt keyword is an error."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

HEAD = """
from typing import Any, Callable
import numpy as np
from typing_extensions import assert_type
import autograd, nn
from autograd import Tape, Tensor, elementwise_grad, grad, hessian, hvp, jacobian, value_and_grad, vjp
from autograd.compiled.decorator import Compiled
from autograd.derivatives.signatures import Derivatives, Gradient, ValueAndGradient
from nn.callbacks import History

Plain = float | np.ndarray
x, array = Tensor([1.0, 2.0]), np.ones(2)
weights = {"w": np.ones(3), "b": np.zeros(3)}
model = nn.Sequential([nn.layers.Dense(1)])


def f(x: Any) -> Any:
    return x * x
"""

EXPRESSIONS = {
    "x * x": "Tensor",
    "2 * x": "Tensor",
    "x / 2.0": "Tensor",
    "x**2": "Tensor",
    "x @ x": "Tensor",
    "x % 2": "Tensor",
    "-x": "Tensor",
    "abs(x)": "Tensor",
    "x[0]": "Tensor",
    "x.T": "Tensor",
    "x.exp()": "Tensor",
    "x.sum(axis=0)": "Tensor",
    "x.reshape(1, 2)": "Tensor",
    "x.clip(0.0, 1.0)": "Tensor",
    "x.dot(x)": "Tensor",
    "x.detach()": "Tensor",
    "x.data": "Plain",
    "x.grad": "Plain | None",
    "x.item()": "float",
    "x.shape": "tuple[int, ...]",
    "x < 0": "bool | np.ndarray",
    "autograd.exp(x)": "Tensor",
    "autograd.exp(array)": "Plain",
    "autograd.add(2.0, x)": "Tensor",
    "autograd.leaky_relu(x, slope=0.1)": "Tensor",
    "autograd.sum(x)": "Tensor",
    "autograd.sum(array)": "Plain",
    "autograd.softmax(x, axis=0)": "Tensor",
    "autograd.where(x > 0, x, 0.0)": "Tensor",
    "autograd.where(x > 0, 0.0, x)": "Tensor",
    "autograd.dot(array, x)": "Tensor",
    "autograd.cross_entropy(x, array)": "Tensor",
    "autograd.reshape(x, (2, 1))": "Tensor",
    'autograd.einsum("i,i", x, x)': "Tensor",
    "autograd.concatenate([x, x])": "Tensor",
    "autograd.stack([array, array])": "Plain",
    "autograd.split(x, 2)": "list[Tensor]",
    "grad(f)": "Gradient",
    "grad(f)(2.0)": "float",
    "grad(f)(2)": "float",
    "grad(f)(x)": "Tensor",
    "grad(f)(weights)": "dict[str, np.ndarray[tuple[int], np.dtype[np.float64]]]",
    "grad(grad(f))(2.0)": "float",
    "elementwise_grad(f)": "Gradient",
    "value_and_grad(f)": "ValueAndGradient",
    "value_and_grad(f)(2.0)": "tuple[float, float]",
    "value_and_grad(f)(x)": "tuple[Tensor, Tensor]",
    "hvp(f, 2.0, 1.0)": "float",
    "hessian(f)": "Derivatives",
    "jacobian(f)(array)": "Plain",
    "vjp(f, 2.0)[1]": "Callable[[Any], tuple[Any, ...]]",
    "autograd.compile(f)": "Compiled",
    "autograd.compile(size=2)(f)": "Compiled",
    "Tape.gather(x)": "Tape",
    "nn.layers.Dense(3)": "nn.layers.Dense",
    "nn.layers.Dense(3)(x)": "Tensor",
    "nn.layers.Dense(3)(array)": "Tensor",
    "model(x)": "Tensor",
    "model.predict(array)": "np.ndarray",
    "model.fit(array, array)": "History",
}

MISSPELT = [
    "x.sum(axs=0)",
    "x.std(keepdim=True)",
    "autograd.sum(x, axs=0)",
    "autograd.reshape(x, (2, 1), oder='F')",
    "grad(f, argnum=1)",
    "autograd.compile(f, sise=2)",
    "nn.layers.Dropout(rat=0.1)",
    "nn.layers.Dense(3, activaton='relu')",
    "nn.layers.LSTM(4, retrun_sequences=True)",
    "nn.losses.Huber(dleta=1.0)",
    "nn.optimizers.Adam(lerning_rate=0.1)",
    "nn.optimizers.SGD(momentun=0.9)",
]


def with_mypy(file: Path) -> dict[int, str]:
    pytest.importorskip("mypy", reason="mypy, of the extra dev, is not installed")
    command = [sys.executable, "-m", "mypy", "--config-file", ROOT / "pyproject.toml", "--no-error-summary", file]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode in (0, 1), ran.stdout + ran.stderr
    found = re.findall(rf"{file.name}:(\d+): error: (.*)", ran.stdout)
    return {int(line): message for line, message in found}


def with_pyright(file: Path) -> dict[int, str]:
    pyright = shutil.which("pyright")
    if pyright is None:
        pytest.skip("pyright is not installed: npm install pyright")
    (file.parent / "pyrightconfig.json").write_text(json.dumps({"extraPaths": [str(ROOT)]}))
    command = [pyright, "--pythonpath", sys.executable, "--outputjson", file.name]
    ran = subprocess.run(command, cwd=file.parent, capture_output=True, text=True)
    if not ran.stdout.startswith("{"):
        pytest.skip(f"pyright does not run here: {ran.stderr[-200:]}")
    found = json.loads(ran.stdout)["generalDiagnostics"]
    return {line["range"]["start"]["line"] + 1: line["message"] for line in found if line["severity"] == "error"}


@pytest.fixture(scope="module", params=[with_mypy, with_pyright], ids=["mypy", "pyright"])
def errors(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The checker's complaint about each line of a program that has one line for each expression."""
    check: Callable[[Path], dict[int, str]] = request.param
    lines = [*(f"assert_type({expression}, {kind})" for expression, kind in EXPRESSIONS.items()), *MISSPELT]
    file = tmp_path_factory.mktemp("types") / "program.py"
    file.write_text("\n".join([HEAD, *lines]))
    first = HEAD.count("\n") + 2
    found = check(file)
    assert all(line >= first for line in found), found
    return {[*EXPRESSIONS, *MISSPELT][line - first]: message for line, message in found.items()}


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_a_checker_knows_the_type_of(expression: str, errors: dict[str, str]) -> None:
    assert expression not in errors, errors[expression]


@pytest.mark.parametrize("call", MISSPELT)
def test_a_checker_refuses_the_misspelt_keyword_of(call: str, errors: dict[str, str]) -> None:
    assert call in errors
