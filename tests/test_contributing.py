"""What CONTRIBUTING.md tells a newcomer to write, added as it stands, passes every test that the table's rows pass."""

from __future__ import annotations

import doctest
import importlib.util
import inspect
import itertools
import re
import textwrap
from pathlib import Path

import numpy as np
import pytest

from autograd import TABLE, Op, Tensor, grad
from autograd.formulas import reference
from autograd.kernel.op import NUMPY
from autograd.ops import elementwise
from autograd.ops.samples import unary
from nn import Input, Sequential
from nn.models import model_from_json
from nn.modules.module import Module
from nn.modules.settings import ModuleSettings

ParameterSet = type(pytest.param())
ROOT = Path(__file__).parent.parent
TESTS = ["autograd/ops/test_rows.py", "autograd/kernel/test_calls.py", "autograd/kernel/test_kinds_of_numbers.py",
         "autograd/kernel/test_quick_paths.py", "autograd/ops/test_guard.py", "viz/test_draw_text.py"]  # fmt: skip


def read_code(heading):
    """The example under a heading of the guide."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition(f"## {heading}\n")[2].partition("\n## ")[0]
    (code,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    return textwrap.dedent(code)


@pytest.fixture
def example(monkeypatch):
    """The row of the guide, in the file of its family, as a newcomer would add it; nobody finds it afterwards."""
    code = read_code("Adding an op")
    table, found = dict(TABLE), dict(NUMPY)
    (name,) = re.findall(r'Op\("(\w+)"', code)
    TABLE.pop(name, None)
    module = {"Op": Op, "np": np, "unary": unary, "__name__": elementwise.__name__}
    exec(code, module)
    monkeypatch.setattr(elementwise, name, module[name], raising=False)
    yield module[name]
    for now, before in ((TABLE, table), (NUMPY, found)):
        now.clear()
        now.update(before)


def cases(test, row):
    """The arguments with which pytest would call a test for this row."""
    marks = [mark for mark in getattr(test, "pytestmark", ()) if mark.name == "parametrize"]
    names = [name for mark in marks for name in ([mark.args[0]] if isinstance(mark.args[0], str) else mark.args[0])]
    if set(names) != set(inspect.signature(test).parameters):
        return  # asks for something else besides
    for chosen in itertools.product(*[mark.args[1] for mark in marks]):
        values = [v for case in chosen for v in (case.values if isinstance(case, ParameterSet) else [case])]
        if any(v is row for v in values):
            yield dict(zip(names, values))


def load(path):
    """A file of tests, read anew: it finds the rows that are in the table now."""
    spec = importlib.util.spec_from_file_location(f"newcomer_{Path(path).stem}", ROOT / "tests" / path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_example_row_passes_the_tests_of_all_rows(example):
    ran = {}
    for path in TESTS:
        for name, test in inspect.getmembers(load(path), lambda x: inspect.isfunction(x) and x.__name__.startswith("test_")):
            for arguments in cases(test, example):
                test(**arguments)
                ran[name] = ran.get(name, 0) + 1
    assert len(ran) >= 15
    assert {name for name in ran if "ieee" in name or "finite_differences" in name or "plain_text" in name or "edge" in name}


def test_the_example_row_is_found_by_numpy_and_differentiated(example):
    x = Tensor([8.0, -27.0])
    np.cbrt(x).sum().backward()
    np.testing.assert_allclose(x.grad, [1 / 12, 1 / 27], rtol=1e-14)
    assert grad(example)(0.0) == np.inf
    assert grad(lambda x: np.where(x != 0, np.cbrt(x), x))(0.0) == 1.0  # the pole lies on the branch not taken


def test_the_example_row_is_played_in_the_page_and_listed_in_the_reference(example):
    assert reference.line(example).startswith(f"| `cbrt(x)` | ∛ | {example.doc} |")
    assert "z = ∛x" in inspect.getdoc(example)
    module = load("viz/test_player_rules.py")
    assert example in module.SPELLED
    module.test_every_rule_in_javascript_agrees_with_its_row()


@pytest.fixture
def gain():
    """The layer of the guide."""
    names = {"Module": Module, "ModuleSettings": ModuleSettings, "Shape": tuple, "Tensor": Tensor, "np": np, "Any": object}
    exec("from __future__ import annotations\n" + read_code("Adding a layer"), names)
    return names["Gain"]


def test_the_example_layer_computes_what_its_docstring_shows(gain):
    found = doctest.DocTestFinder(recurse=False).find(gain, "Gain", module=False, globs={"Gain": gain})[0]
    assert doctest.DocTestRunner().run(found) == doctest.TestResults(failed=0, attempted=2)
    assert str(inspect.signature(gain)).startswith("(initial: 'float' = 1.0, *, name: 'str | None' = None")


def test_the_example_layer_learns_and_comes_back(gain):
    x = np.array([[1.0, 2.0], [3.0, -1.0], [-2.0, 0.5]])
    model = Sequential([Input((2,)), gain(0.5)])
    model.compile("sgd", "mse")
    before = model.evaluate(x, x * [2.0, -1.0], verbose=0)
    model.fit(x, x * [2.0, -1.0], epochs=20, verbose=0)
    assert model.evaluate(x, x * [2.0, -1.0], verbose=0) < 0.5 * before
    assert model.output_shape == (None, 2)
    assert model.count_params() == 2
    twin = model_from_json(model.to_json(), custom_objects={"Gain": gain})
    twin.set_weights(model.get_weights())
    np.testing.assert_array_equal(twin.predict(x, verbose=0), model.predict(x, verbose=0))
