"""One training on several processes: they stay the same to the bit, and make what one process makes of the whole batches."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import nn
from nn import callbacks

ROOT = Path(__file__).parents[3]
PROGRAM = Path(__file__).with_name("two_ranks.py")


def find_mpiexec():
    """The starter of MPI jobs, beside the interpreter or beside mpi4py."""
    mpi4py = pytest.importorskip("mpi4py", reason="mpi4py is not installed")
    beside = [Path(sys.executable).parent, Path(mpi4py.__file__).parents[4] / "bin"]
    found = shutil.which("mpiexec", path=os.pathsep.join([*map(str, beside), os.environ.get("PATH", "")]))
    if found is None:
        pytest.skip("there is no mpiexec")
    return found


def run(folder, kind, ranks):
    """What each process wrote, its weights and its history, and the run."""
    program = [sys.executable, str(PROGRAM), str(folder), kind]
    command = [*program, "alone"] if ranks == 1 else [find_mpiexec(), "-n", str(ranks), *program, "shared"]
    library = Path(command[0]).parents[1] / "lib"  # where the wheel of mpich lies beside its starter
    environment = {**os.environ, "LD_LIBRARY_PATH": os.pathsep.join([str(library), os.environ.get("LD_LIBRARY_PATH", "")])}
    environment |= {"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, env=environment, cwd=folder)
    found = []
    for rank in range(ranks if done.returncode == 0 else 0):
        with np.load(folder / f"rank_{rank}.npz") as kept:
            found.append((list(kept.values()), json.loads((folder / f"rank_{rank}.json").read_text())))
    return found, done


@pytest.mark.parametrize("ranks", [2, 3])
def test_the_processes_stay_the_same_to_the_bit_and_equal_one_with_the_whole_batch(ranks, tmp_path):
    (alone, together) = (tmp_path / "alone", tmp_path / "together")
    alone.mkdir()
    together.mkdir()
    found, done = run(together, "plain", ranks)
    assert done.returncode == 0, done.stderr
    ((wanted, history),), _ = run(alone, "plain", 1)
    for weights, reported in found:
        for w, first, whole in zip(weights, found[0][0], wanted, strict=True):
            assert w.tobytes() == first.tobytes()
            np.testing.assert_allclose(w, whole, rtol=1e-10, atol=1e-10)
        for name in history:
            np.testing.assert_allclose(reported[name], history[name], rtol=1e-10, atol=1e-10)


def test_a_batch_of_fewer_samples_than_processes_counts_once(tmp_path):
    (alone, together) = (tmp_path / "alone", tmp_path / "together")
    alone.mkdir()
    together.mkdir()
    (found, _), _ = run(together, "few", 2)
    ((wanted, _),), _ = run(alone, "few", 1)
    for w, whole in zip(found[0], wanted, strict=True):
        np.testing.assert_allclose(w, whole, rtol=1e-10, atol=1e-10)


def test_the_first_process_alone_shows_progress_and_saves(tmp_path):
    _, done = run(tmp_path, "plain", 2)
    assert [line.split()[0:2] for line in done.stdout.splitlines()] == [["Epoch", f"{i}/3"] for i in (1, 2, 3)]
    assert [path.name for path in tmp_path.glob("*.safetensors")] == ["of_0.weights.safetensors"]


def test_averages_of_batches_are_brought_together(tmp_path):
    found, done = run(tmp_path, "normalized", 2)
    assert done.returncode == 0, done.stderr
    for w, other in zip(found[0][0], found[1][0], strict=True):
        assert w.tobytes() == other.tobytes()


def test_a_process_that_fails_ends_the_job_and_says_why(tmp_path):
    _, done = run(tmp_path, "failing", 2)
    assert done.returncode != 0
    assert "process 1 of 2 ended the job" in done.stderr


class Alone:
    """A communicator of one process."""

    def Get_rank(self):
        return 0

    def Get_size(self):
        return 1

    def bcast(self, value, root):
        return value

    def allreduce(self, value):
        return value


def test_a_distribution_is_chosen_and_given_up():
    chosen = nn.distribution.DataParallel(Alone())
    nn.distribution.set_distribution(chosen)
    assert nn.distribution.distribution() is chosen
    nn.distribution.set_distribution(None)
    assert nn.distribution.distribution() is None
    with pytest.raises(TypeError, match=r"takes nn.distribution.DataParallel\(\) or None"):
        nn.distribution.set_distribution("mpi")


def test_without_mpi4py_the_error_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "mpi4py", None)
    with pytest.raises(ImportError, match=r"pip install mpi4py mpich"):
        nn.distribution.DataParallel()


def test_a_backup_of_one_process_is_refused(tmp_path):
    model = nn.Sequential([nn.Input((2,)), nn.Dense(1)])
    model.compile("sgd", "mse")
    nn.distribution.set_distribution(nn.distribution.DataParallel(Alone()))
    try:
        with pytest.raises(ValueError, match="BackupAndRestore holds the state of one process"):
            model.fit(np.ones((4, 2)), np.ones((4, 1)), callbacks=[callbacks.BackupAndRestore(tmp_path)], verbose=0)
    finally:
        nn.distribution.set_distribution(None)


def test_the_hook_of_an_optimizer_changes_the_gradient_before_the_step():
    w = nn.Dense(1, use_bias=False, input_shape=(2,))
    w(np.ones((1, 2)))
    (kernel,) = w.parameters()
    before = kernel.numpy().copy()
    sgd = nn.SGD(1.0)
    sgd.gradient_hook = lambda gradient: np.copyto(gradient, [1.0, -2.0])
    sgd.apply([np.zeros((2, 1), "float32")], [kernel])
    np.testing.assert_allclose(before - kernel.numpy(), [[1.0], [-2.0]], rtol=1e-6)
