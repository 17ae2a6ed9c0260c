"""A newcomer's working week, each day's step a test: train, stop, kill, go on, evaluate, save, load, export, search, look up.

Installing is what the build does before it runs these.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import nn
from nn import commands

ROOT = Path(__file__).parents[2]
EPOCHS = 6
TRAIN = """\
import sys
import nn
from nn import commands
from nn.datasets import mnist

if "shared" in sys.argv:
    nn.distribution.set_distribution(nn.distribution.DataParallel())
(x, y), _ = mnist.load_data(kind="sample")
x = x[:1000].reshape(-1, 784).astype("float32") / 255
nn.set_random_seed(0)
model = nn.Sequential([nn.Input((784,)), nn.Dense(32, "relu"), nn.Dropout(0.1), nn.Dense(10, "softmax")])
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
keep = nn.callbacks.BackupAndRestore("backup", save_freq="epoch")
model.fit(x, y[:1000], epochs=int(sys.argv[1]), validation_split=0.2, callbacks=[keep], verbose=2)
model.save("model.tapegrad")
"""
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no signals to one process")


def environment(**more):
    places = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    return {**os.environ, "PYTHONPATH": places, "PYTHONUNBUFFERED": "1", **more}


def train(folder, epochs, stop_at=None, sign=None):
    """The lines and the exit code of `python train.py`, which gets a signal once it has printed a line that begins so."""
    command = [sys.executable, "train.py", str(epochs)]
    settings = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "encoding": "utf-8", "cwd": folder}
    default = None if sign is None else lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)  # a background job ignores Ctrl-C
    process = subprocess.Popen(command, env=environment(), preexec_fn=default, **settings)
    lines = []
    for line in process.stdout:
        lines.append(line)
        if stop_at is not None and line.startswith(stop_at):
            process.send_signal(sign)
            break
    rest, _ = process.communicate(timeout=120)
    return [*lines, *rest.splitlines()], process.returncode


@pytest.fixture(scope="module")
def week(tmp_path_factory):
    """The folder that she works in, with her program."""
    folder = tmp_path_factory.mktemp("week")
    (folder / "train.py").write_text(TRAIN)
    return folder


@pytest.fixture(scope="module")
def whole_run(week):
    """What one run in one piece says, and the model that it leaves."""
    lines, code = train(week, EPOCHS)
    assert code == 0, lines
    shutil.move(week / "model.tapegrad", week / "whole.tapegrad")
    return lines, week / "whole.tapegrad"


def digits():
    (_, _), (x, y) = nn.datasets.mnist.load_data(kind="sample")
    return x.reshape(-1, 784).astype("float32") / 255, y


def test_monday_she_trains(whole_run):
    lines, _ = whole_run
    assert [line.split()[1] for line in lines if line.startswith("Epoch")] == [f"{i}/{EPOCHS}" for i in range(1, EPOCHS + 1)]


@POSIX
def test_tuesday_she_stops_it_the_machine_kills_it_and_it_goes_on_to_the_same_bits(whole_run, week):
    lines, code = train(week, EPOCHS, "Epoch 2/", signal.SIGINT)
    assert code != 0
    assert "KeyboardInterrupt" in lines[-1]
    lines, code = train(week, EPOCHS, "Epoch 4/", signal.SIGKILL)
    assert code == -signal.SIGKILL
    assert lines[0].startswith("Epoch 3/") or lines[0].startswith("Epoch 2/")  # Ctrl-C may come before the epoch was kept
    lines, code = train(week, EPOCHS)
    assert code == 0, lines
    assert not (week / "backup").exists()
    again, whole = (nn.models.load_model(path) for path in (week / "model.tapegrad", whole_run[1]))
    assert [w.tobytes() for w in again.get_weights()] == [w.tobytes() for w in whole.get_weights()]


def test_wednesday_she_evaluates_saves_loads_and_goes_on(whole_run, week):
    model = nn.models.load_model(whole_run[1])
    x, y = digits()
    loss, accuracy = model.evaluate(x, y, verbose=0)
    assert accuracy > 0.8
    model.save_weights(week / "weights.safetensors")
    other = nn.models.clone_model(model)
    other.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    other.load_weights(week / "weights.safetensors")
    assert other.evaluate(x, y, verbose=0) == [loss, accuracy]
    model.fit(x, y, verbose=0)
    assert model.optimizer.iterations == EPOCHS * 25 + 32  # batches of 32: of the 800 digits then, of the 1,000 now


def test_wednesday_the_command_line_says_the_same(whole_run, week, capsys):
    x, y = digits()
    np.savetxt(week / "digits.csv", np.column_stack([x[:50], y[:50]]), delimiter=",", fmt="%.7g")
    assert commands.run(["evaluate", str(whole_run[1]), str(week / "digits.csv"), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    wanted = nn.models.load_model(whole_run[1]).evaluate(x[:50], y[:50], verbose=0)
    assert (found["loss"], found["accuracy"]) == (pytest.approx(wanted[0], rel=1e-4), wanted[1])


def test_thursday_she_exports_and_onnxruntime_computes_the_same(whole_run, week):
    pytest.importorskip("onnx", reason="needs onnx: pip install -e '.[onnx]'")
    runtime = pytest.importorskip("onnxruntime", reason="needs onnxruntime")
    model = nn.models.load_model(whole_run[1])
    model.export(week / "model.onnx")
    (found,) = runtime.InferenceSession(str(week / "model.onnx")).run(None, {"input": digits()[0]})
    np.testing.assert_allclose(found, model.predict(digits()[0]), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("tool", ["keras", "torch"])
def test_thursday_keras_and_pytorch_read_it(tool):
    if not importlib.util.find_spec(tool):
        pytest.skip(f"{tool} is not installed; tests/benchmarks/other_tools.py checks it where it is")
    spec = importlib.util.spec_from_file_location("other_tools", ROOT / "tests" / "benchmarks" / "other_tools.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.measure(tool) < module.SMALL


def test_friday_she_searches_a_grid():
    pytest.importorskip("sklearn", reason="needs scikit-learn")
    from sklearn.model_selection import GridSearchCV

    from nn.sklearn import NeuralClassifier

    x, y = digits()
    search = GridSearchCV(NeuralClassifier(epochs=5, batch_size=32, random_state=0), {"hidden": [(1,), (16,)]}, cv=2)
    assert search.fit(x[:400], y[:400]).best_params_ == {"hidden": (16,)}


def test_friday_two_processes_share_the_work(week, tmp_path):
    mpi4py = pytest.importorskip("mpi4py", reason="needs mpi4py: pip install -e '.[mpi]'")
    starter = shutil.which("mpiexec") or Path(mpi4py.__file__).parents[4] / "bin" / "mpiexec"
    if not Path(starter).exists():
        pytest.skip("there is no mpiexec")
    (tmp_path / "train.py").write_text(TRAIN)
    library = os.pathsep.join([str(Path(starter).parents[1] / "lib"), os.environ.get("LD_LIBRARY_PATH", "")])
    command = [str(starter), "-n", "2", sys.executable, "train.py", "2", "shared"]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment(LD_LIBRARY_PATH=library), capture_output=True, encoding="utf-8", timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert [line.split()[1] for line in done.stdout.splitlines() if line.startswith("Epoch")] == ["1/2", "2/2"]
    assert nn.models.load_model(tmp_path / "model.tapegrad").optimizer.iterations == 50


def test_friday_she_looks_a_function_up():
    done = subprocess.run(
        [sys.executable, "-c", "import nn; help(nn.Adam); help(nn.optimizers)"],
        env=environment(PAGER="cat"), capture_output=True, encoding="utf-8", timeout=120,
    )  # fmt: skip
    for text in ("learning_rate", "Kingma", "optimizer.step()", "apply_gradients"):
        assert text in done.stdout
