"""What CONTRIBUTING.md tells a newcomer to write, added as it stands, passes every test that the table's rows pass."""

from __future__ import annotations

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

ParameterSet = type(pytest.param())
ROOT = Path(__file__).parent.parent
TESTS = ["autograd/ops/test_rows.py", "autograd/kernel/test_calls.py", "autograd/kernel/test_kinds_of_numbers.py",
         "autograd/kernel/test_quick_paths.py", "autograd/ops/test_guard.py", "viz/test_draw_text.py"]  # fmt: skip


@pytest.fixture
def example(monkeypatch):
    """The row of the guide, in the file of its family, as a newcomer would add it; nobody finds it afterwards."""
    (code,) = re.findall(r"```python\n(.*?)```", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.DOTALL)
    table, found = dict(TABLE), dict(NUMPY)
    (name,) = re.findall(r'Op\("(\w+)"', code)
    TABLE.pop(name, None)
    module = {"Op": Op, "np": np, "unary": unary, "__name__": elementwise.__name__}
    exec(textwrap.dedent(code), module)
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
