"""`python -m viz`: a saved model or a program becomes a drawing in a file."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import nn
from viz.__main__ import main
from viz.script import choose, draw_file

ROOT = Path(__file__).parents[2]
PROGRAM = """\
from autograd import Tensor
import nn, sys
model = nn.Sequential([nn.Input((2,)), nn.Dense(1)])
a, b = Tensor(2.0, name="a"), Tensor(3.0, name="b")
loss = a * b
late = Tensor(4.0, name="late")
if __name__ == "__main__":
    print(sys.argv[0].endswith("program.py"))
"""


@pytest.fixture
def program(tmp_path):
    path = tmp_path / "program.py"
    path.write_text(PROGRAM)
    return path


def test_a_saved_model_is_drawn_by_its_layers(tmp_path, capsys):
    model = nn.Sequential([nn.Input((4,)), nn.Dense(3, "tanh"), nn.layers.Normalization(mean=0.0, variance=1.0)])
    model.save(tmp_path / "m.tapegrad")
    out = tmp_path / "m.mmd"
    assert main([str(tmp_path / "m.tapegrad"), "--out", str(out)]) == 0
    assert capsys.readouterr().out == f"{out}: <Drawing: Architecture of sequential: 2 layers, 15 parameters>\n"
    assert "Normalization" in out.read_text(encoding="utf-8")


def test_more_detail_draws_the_values_of_a_call(tmp_path):
    nn.Sequential([nn.Input((4,)), nn.Dense(3, "tanh")]).save(tmp_path / "m.tapegrad")
    assert "Computation graph" in repr(draw_file(tmp_path / "m.tapegrad", "tensor"))


def test_a_program_is_drawn_by_what_it_computed_last(program, capsys):
    assert repr(draw_file(program)) == "<Drawing: Computation graph: 3 values, 1 operation>"
    assert capsys.readouterr().out == "True\n"
    assert "Architecture" in repr(draw_file(program, name="model"))


def test_a_model_that_comes_last_is_drawn_and_a_leaf_if_there_is_nothing_else(tmp_path):
    leaf, model = nn.Dense(1, input_shape=(2,)).parameters()[0], nn.Sequential([nn.Input((2,)), nn.Dense(1)])
    assert choose({"x": leaf, "m": model, "n": 3}, tmp_path, None) is model
    assert choose({"x": leaf, "_hidden": model}, tmp_path, None) is leaf


def test_a_file_in_onnx_is_drawn_by_its_operators(tmp_path):
    pytest.importorskip("onnx", reason="needs onnx")
    nn.Sequential([nn.Input((4,)), nn.Dense(3, "tanh", name="first")]).export(tmp_path / "m.onnx")
    assert "first.kernel" in draw_file(tmp_path / "m.onnx").dot


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["gone.py"], 2, "there is no file gone.py"),
        (["data.csv"], 2, "data.csv is neither a program (.py) nor a saved model"),
        (["program.py", "--name", "lost"], 2, "leaves no Tensor or Model called 'lost'; there are model, a, b, loss, late"),
        (["program.py", "--out", "x.png", "--format", "svg"], 2, "--out x.png is to end in .svg"),
        (["program.py", "--out", "no/x.svg"], 2, "there is no folder no"),
        (["empty.py"], 2, "leaves no Tensor and no Model"),
        (["failing.py"], 1, "failing.py failed: ZeroDivisionError"),
        (["ending.py"], 1, "ending.py ended itself with 3"),
    ],
)
def test_what_cannot_be_drawn_is_told_in_a_line(arguments, code, said, program, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, text in (("data.csv", "1,2"), ("empty.py", "x = 1"), ("failing.py", "1 / 0"), ("ending.py", "exit(3)")):
        Path(name).write_text(text)
    assert main(arguments) == code
    error = capsys.readouterr().err
    assert error.splitlines()[-1].startswith("python -m viz: ")
    assert said in error
    assert not list(tmp_path.glob("*.svg"))


def test_the_process_writes_beside_itself(program, tmp_path):
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    command = [sys.executable, "-m", "viz", "program.py", "--format", "dot"]
    done = subprocess.run(
        command, capture_output=True, encoding="utf-8", env=environment, cwd=tmp_path, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "True\nprogram.dot: <Drawing: Computation graph: 3 values, 1 operation>\n"
    assert (tmp_path / "program.dot").read_text(encoding="utf-8").startswith("digraph")
