"""The page of NumPy's names tells the truth: what it says a function does, a call of the function on a Tensor does."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

import autograd
from autograd.formulas import numpy_names
from autograd.kernel.op import NUMPY

PAGE = Path(autograd.__file__).with_name("NUMPY.md")
VERSION = ".".join(np.__version__.split(".")[:2])


def test_the_committed_page_is_current():
    written = PAGE.read_text(encoding="utf-8")
    if f"with NumPy {VERSION}." not in written:
        pytest.skip("the page was written with another NumPy, whose names are others")
    assert numpy_names.text() == written


def test_each_function_stands_under_one_kind():
    for name, module in numpy_names.MODULES.items():
        functions = numpy_names.functions_of(module)
        section = numpy_names.text().split(f"## {name}\n")[1].split("\n## ")[0]
        listed = [line for line in section.splitlines() if line.startswith(("`", "  `"))]
        assert sorted(re.findall(r"`(\w+)`", ", ".join(listed))) == sorted(functions)


@pytest.mark.parametrize("name", ["histogram", "union1d", "packbits", "unpackbits"])
def test_what_is_called_refused_is_not_registered(name):
    assert numpy_names.kind_of(getattr(np, name)) == "refused"
    assert getattr(np, name) not in NUMPY


def test_most_of_what_can_be_differentiated_is():
    names = {f for module in numpy_names.MODULES.values() for f in numpy_names.functions_of(module).values()}
    assert sum(numpy_names.kind_of(f) == "differentiates" for f in names) >= 190  # of NumPy 1.26; newer ones have more
    assert numpy_names.kind_of(np.argsort) == "constant"
    assert numpy_names.kind_of(np.shape) == "constant"


def test_each_refused_function_has_one_reason():
    reasons = " ".join(numpy_names.WHY_REFUSED.values()).split()
    assert len(reasons) == len(set(reasons))
    for module in numpy_names.MODULES.values():
        for name, function in numpy_names.functions_of(module).items():
            assert (numpy_names.kind_of(function) == "refused") == (name in reasons), name
