"""What the README promises: its programs run as printed and give the numbers printed beside them."""

from __future__ import annotations

import math
import os
import re
from pathlib import Path

import pytest

from autograd import TABLE

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROGRAMS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
COMMANDS = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)


def test_the_five_lines_give_the_gradient_printed_beside_them(capsys):
    namespace: dict = {}
    exec(PROGRAMS[0], namespace)
    assert capsys.readouterr().out.startswith("1.1053")
    assert "print(x.grad)                # 1.1053" in PROGRAMS[0]


def test_derivatives_of_functions_nest():
    namespace: dict = {}
    exec(PROGRAMS[1], namespace)
    assert namespace["grad"](namespace["grad"](lambda x: x**3))(2.0) == 12.0


def test_the_compiled_function_gives_the_numbers_of_the_plain_one():
    namespace: dict = {}
    exec(PROGRAMS[2], namespace)
    x = [1.0, 2.0, 3.0]
    value, (slope, offset) = namespace["step"]([0.4, 0.1], x)  # a replay: the program itself recorded [0.5, 0.1]
    ts = [math.tanh(0.4 * xi + 0.1) for xi in x]
    assert value == pytest.approx(sum(ts), rel=1e-14)
    assert slope == pytest.approx(sum((1 - t * t) * xi for t, xi in zip(ts, x)), rel=1e-14)
    assert offset == pytest.approx(sum(1 - t * t for t in ts), rel=1e-14)


def test_the_own_operation_has_the_derivatives_printed_beside_it_also_when_its_cell_runs_twice():
    (program,) = [program for program in PROGRAMS if "Op(" in program]
    try:
        for _ in range(2):
            namespace: dict = {"__name__": "__main__"}
            exec(program, namespace)
            found = f"# {namespace['slope']:.4f}, {namespace['curvature']:.4f}"
            assert found in program
    finally:
        TABLE.pop("softsign", None)


@pytest.mark.skipif("TAPEGRAD_DATA" not in os.environ, reason="TAPEGRAD_DATA does not name a folder with the full MNIST")
def test_the_course_s_network_reads_97_of_100_digits(capsys):
    from nn import set_random_seed

    set_random_seed(0)
    namespace: dict = {}
    (program,) = [program for program in PROGRAMS if "to_categorical" in program]
    exec(program, namespace)
    assert namespace["accuracy"] >= 0.97


def test_every_linked_file_is_there():
    for link in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / link).exists(), link


def test_the_two_commands_are_those_of_the_build():
    assert COMMANDS[0].startswith("python3 -m venv .venv")
    assert "python -m nn" in COMMANDS[0]
    assert COMMANDS[1].strip() == 'pip install -e ".[test]" && python -m pytest -n auto --dist worksteal'
    assert "README.md" in (ROOT / ".ci/run").read_text(encoding="utf-8")
