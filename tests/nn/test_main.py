"""The main job, as a person runs it: `python -m nn` in a process of its own."""

from __future__ import annotations

import os
import re
import signal
import struct
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from nn import demo
from nn.__main__ import Trained, write

ROOT = Path(__file__).parents[2]
FILES = ["model.safetensors", "curves.png", "weights.png", "neuron.svg", "neuron.png"]
WITHOUT = "import sys; sys.modules[{module!r}] = None; import runpy; runpy.run_module('nn', run_name='__main__')"

needs_pictures = pytest.mark.skipif(not find_spec("matplotlib"), reason="needs matplotlib: pip install -e '.[plot]'")


def environment(**settings: str) -> dict[str, str]:
    places = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    return {**os.environ, "PYTHONPATH": places, "PYTHONIOENCODING": "utf-8", **settings}


def run(*arguments: object, without: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    """Run the job to its end, as if a package were not installed, or with other environment variables."""
    command = ["-c", WITHOUT.format(module=without)] if without else ["-m", "nn"]
    return subprocess.run(
        [sys.executable, *command, *map(str, arguments)],
        capture_output=True, encoding="utf-8", env=environment(**settings), timeout=120,
    )  # fmt: skip


def png_size(path: Path) -> tuple[int, int]:
    """Width and height from the head of a PNG file."""
    head = path.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", head[16:24])


def accuracy(output: str) -> float:
    """The printed test accuracy, checked against the printed counts."""
    found = re.search(r"Test accuracy (0\.\d{4}): ([\d,]+) of ([\d,]+) unseen digits read right", output)
    assert found, output
    right, total = (int(number.replace(",", "")) for number in found.groups()[1:])
    assert float(found[1]) == pytest.approx(right / total, abs=5e-5)
    return right / total


def of_weights(path: Path) -> float:
    """The test accuracy of a weights file, measured anew."""
    model, digits = demo.network(), demo.load_digits("sample")
    model.load_weights(path)
    return float(np.mean(model.predict(digits.x_test).argmax(axis=1) == digits.y_test))


@pytest.fixture(scope="module")
def finish(tmp_path_factory):
    """One short run: the finished process and its folder."""
    folder = tmp_path_factory.mktemp("job") / "made" / "on the way"
    return run("--data", "sample", "--epochs", 2, "--out", folder), folder


def test_learns_and_says_so(finish):
    process, _ = finish
    assert process.returncode == 0, process.stderr
    assert accuracy(process.stdout) > 0.87
    assert re.findall(r"^Epoch +(\d)/2 .*val_accuracy 0\.\d{4}", process.stdout, re.M) == ["1", "2"]
    assert "learns from 4,500 digits" in process.stdout
    assert "Traceback" not in process.stderr


def test_the_weights_are_those_that_were_tested(finish):
    process, folder = finish
    assert of_weights(folder / "model.safetensors") == accuracy(process.stdout)


def test_mistakes_add_up(finish):
    found = re.findall(r"^  (\d) read as (\d): (\d+) of 100$", finish[0].stdout, re.M)
    times = [int(n) for _, _, n in found]
    assert len(found) == 5
    assert times == sorted(times, reverse=True)
    assert all(digit != read_as for digit, read_as, _ in found)
    assert sum(times) <= round(1000 * (1 - accuracy(finish[0].stdout)))


@needs_pictures
def test_every_file_is_what_it_claims(finish):
    process, folder = finish
    assert sorted(path.name for path in folder.iterdir()) == sorted(FILES)
    for name in ("curves.png", "weights.png", "neuron.png"):
        width, height = png_size(folder / name)
        assert 400 < width < 8000
        assert 200 < height < 4000
    svg = ElementTree.parse(folder / "neuron.svg").getroot()
    assert svg.tag.endswith("svg")
    shown = " ".join(svg.itertext())
    for text in ("w0", "w1", "w2", "x2", "target", "loss", "tanh"):
        assert text in shown
    loss = demo.one_neuron()
    assert f"{loss.item():.4g}" in shown
    where = process.stdout[process.stdout.index(f"Look in {folder}") :]
    assert re.findall(r"^  (\S+\.\w+)  ", where, re.M) == FILES
    assert "Left out" not in process.stdout


def test_a_seed_repeats_the_run_and_another_changes_it(finish, tmp_path):
    again = run("--epochs", 2, "--out", tmp_path / "same", "--seed", 0)
    other = run("--epochs", 2, "--out", tmp_path / "other", "--seed", 1)
    losses = [re.findall(r"\bloss \d\.\d{4}", process.stdout) for process in (finish[0], again, other)]
    assert len(losses[0]) == 2
    assert losses[0] == losses[1]
    assert losses[0] != losses[2]


def test_without_matplotlib_it_still_trains(tmp_path):
    process = run("--epochs", 1, "--out", tmp_path, without="matplotlib")
    assert process.returncode == 0, process.stderr
    assert accuracy(process.stdout) > 0.8
    assert sorted(path.name for path in tmp_path.iterdir()) == ["model.safetensors", "neuron.png", "neuron.svg"]
    left_out = re.findall(r"^Left out: (\S+): .*pip install.*matplotlib.*$", process.stdout, re.M)
    assert left_out == ["curves.png", "weights.png"]


@pytest.mark.parametrize("module", ["safetensors", "tqdm"])
def test_what_the_job_needs_is_asked_for_before_training(tmp_path, module):
    process = run("--out", tmp_path / "out", without=module)
    assert process.returncode == 2
    assert process.stderr.strip() == f"python -m nn: this needs {module}: python -m pip install {module}"
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_is_refused_before_training(tmp_path):
    (tmp_path / "file").write_text("mine")
    for out in (tmp_path / "file", tmp_path / "file" / "inside"):
        process = run("--out", out)
        assert process.returncode == 2
        assert f"cannot write to the folder {out}" in process.stderr
        assert "--out" in process.stderr
        assert process.stdout == ""
        assert "Traceback" not in process.stderr
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the administrator may write everywhere")
def test_a_folder_without_permission_is_refused_before_training(tmp_path):
    (tmp_path / "closed").mkdir(mode=0o500)
    process = run("--out", tmp_path / "closed")
    assert process.returncode == 2
    assert f"cannot write to the folder {tmp_path / 'closed'}" in process.stderr


def test_a_folder_in_the_place_of_a_file_is_refused_before_training(tmp_path):
    (tmp_path / "curves.png").mkdir()
    process = run("--out", tmp_path)
    assert process.returncode == 2
    assert f"{tmp_path / 'curves.png'} is a folder" in process.stderr
    assert process.stdout == ""


def test_missing_data_is_refused_with_a_way_out(tmp_path):
    process = run("--data", "full", "--out", tmp_path / "out", TAPEGRAD_DATA=str(tmp_path))
    assert process.returncode == 2
    assert "has no train-images-idx3-ubyte.gz" in process.stderr
    assert "--data sample" in process.stderr
    assert "Traceback" not in process.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--epochs", "0"), "argument --epochs: expected a whole number of at least 1, got '0'"),
        (("--epochs", "ten"), "argument --epochs: expected a whole number of at least 1, got 'ten'"),
        (("--batch-size", "-3"), "argument --batch-size: expected a whole number of at least 1, got '-3'"),
        (("--batch-size", "1.5"), "argument --batch-size: expected a whole number of at least 1, got '1.5'"),
        (("--seed", "-1"), "argument --seed: expected a whole number of at least 0, got '-1'"),
        (("--data", "half"), "argument --data: invalid choice: 'half'"),
        (("--epoch-count", "3"), "unrecognized arguments: --epoch-count 3"),
    ],
)
def test_bad_arguments_are_named(arguments, said):
    process = run(*arguments)
    assert process.returncode == 2
    assert said in process.stderr
    assert "Traceback" not in process.stderr


def test_help_shows_defaults_examples_and_exit_codes():
    process = run("--help", COLUMNS="80")
    assert process.returncode == 0
    for text in ("default: sample", "default: 10", "default: 128", "default: tapegrad-out", "examples:",
                 "python -m nn --data full", "exit codes:", "130"):  # fmt: skip
        assert text in process.stdout
    assert max(map(len, process.stdout.splitlines())) <= 80


def interrupt(folder: Path, after: str) -> tuple[int, str]:
    """Start a run far too long to end, press Ctrl-C once it has printed a line like this; exit code, output."""
    process = subprocess.Popen(
        [sys.executable, "-m", "nn", "--epochs", "100000", "--out", str(folder)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", env=environment(),
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a background job would ignore Ctrl-C
    )  # fmt: skip
    assert process.stdout is not None
    try:
        lines = []
        for line in process.stdout:
            lines.append(line)
            if re.match(after, line):
                process.send_signal(signal.SIGINT)
                break
        rest, _ = process.communicate(timeout=60)
    finally:
        process.kill()
    return process.returncode, "".join(lines) + rest


@needs_pictures
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send to one process")
def test_ctrl_c_keeps_what_was_trained(tmp_path):
    code, output = interrupt(tmp_path, after=r"Epoch +3/")
    assert code == 130, output
    assert re.search(r"^Stopped in epoch \d+ of 100000: what was learned until then is kept\.$", output, re.M)
    assert "Traceback" not in output
    assert accuracy(output) > 0.87
    assert of_weights(tmp_path / "model.safetensors") == accuracy(output)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(FILES)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send to one process")
def test_ctrl_c_at_the_start_writes_nothing_untrained(tmp_path):
    code, output = interrupt(tmp_path, after="A 784-128-128-10 network")
    assert code == 130, output
    assert "Traceback" not in output
    if "Stopped before anything was learned" in output:
        assert list(tmp_path.iterdir()) == []
    else:
        assert of_weights(tmp_path / "model.safetensors") == accuracy(output)


def test_without_a_finished_epoch_there_is_no_curve(tmp_path, capsys):
    model = demo.network()
    (tmp_path / "curves.png").write_text("of an earlier run")
    assert write(Trained(model, model.get_weights()[0]), tmp_path) == 0
    said = capsys.readouterr().out
    assert "Left out: curves.png: no epoch was finished, so there is no curve to draw (the one that is there" in said
    assert (tmp_path / "curves.png").read_text() == "of an earlier run"
    assert (tmp_path / "model.safetensors").exists()


def test_a_file_that_cannot_be_written_is_named(tmp_path, capsys):
    model = demo.network()
    assert write(Trained(model, model.get_weights()[0]), tmp_path / "gone") == 1
    said = capsys.readouterr().out
    assert f"Look in {tmp_path / 'gone'}: nothing could be written" in said
    assert re.search(r"^Left out: model\.safetensors: cannot write weights to .*gone", said, re.M)


@pytest.mark.skipif(sys.platform == "win32", reason="pipes close differently on Windows")
def test_a_reader_who_goes_away_gets_no_traceback(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-m", "nn", "--out", str(tmp_path)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", env=environment(),
    )  # fmt: skip
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()
    _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (1, "")


def test_commonest_mistakes_in_order():
    counts = np.array([[9, 0, 1], [2, 8, 0], [0, 4, 6]])
    assert demo.mistakes(counts, most=2) == [(2, 1, 4), (1, 0, 2)]
    assert demo.mistakes(np.eye(3, dtype=int)) == []


def test_digits_are_rows_of_ink():
    digits = demo.load_digits("sample")
    assert digits.x_test.shape == (1000, 784)
    assert digits.x_test.dtype == np.float32
    assert (digits.x_train.min(), digits.x_train.max()) == (0.0, 1.0)


def test_the_drawn_neuron_has_its_gradient():
    loss = demo.one_neuron()
    out = loss.inputs[0].inputs[0]
    assert loss.item() == pytest.approx((out.item() - 1.0) ** 2, rel=1e-12)
    assert out.grad == pytest.approx(2 * (out.item() - 1.0), rel=1e-12)
