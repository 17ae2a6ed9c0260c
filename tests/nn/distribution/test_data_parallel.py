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


def run(folder, kind, ranks, *more):
    """What each process wrote, its weights and its history, and the run."""
    folder.mkdir(exist_ok=True)
    program = [sys.executable, str(PROGRAM), str(folder), kind]
    command = [*program, "alone"] if ranks == 1 else [find_mpiexec(), "-n", str(ranks), *program, "shared", *more]
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


def test_metrics_that_are_no_means_are_those_of_all_samples(tmp_path):
    found, done = run(tmp_path / "together", "measured", 3)
    assert done.returncode == 0, done.stderr
    ((_, history),), _ = run(tmp_path / "alone", "measured", 1)
    assert {"auc", "precision", "r2_score"} < history.keys()
    for _, reported in found:
        assert reported == found[0][1]
        for name in history:
            np.testing.assert_allclose(reported[name], history[name], rtol=1e-10, atol=1e-10)


def test_the_order_of_samples_stays_the_same_where_random_numbers_are_drawn_for_shares(tmp_path):
    found, done = run(tmp_path, "dropping", 3)
    assert done.returncode == 0, done.stderr
    for (weights, reported), _ in zip(found, range(3)):
        assert reported == found[0][1]
        assert [w.tobytes() for w in weights] == [w.tobytes() for w in found[0][0]]


@pytest.fixture(scope="module")
def interruption(tmp_path_factory):
    """The folder of a run of three processes, one killed in the third of five epochs; weights and history of a whole run."""
    folder = tmp_path_factory.mktemp("killed")
    _, done = run(folder, "kept", 3, "2")
    assert done.returncode != 0
    assert "BAD TERMINATION" in done.stdout + done.stderr  # what mpich says of a process that was killed
    assert [path.name for path in (folder / "backup").iterdir()] == ["latest.backup"]
    (wanted,), _ = run(tmp_path_factory.mktemp("alone"), "kept", 1)
    return folder, wanted


@pytest.mark.parametrize("ranks", [1, 2])
def test_a_run_that_was_killed_goes_on_with_another_number_of_processes(ranks, interruption, tmp_path):
    folder, (wanted, history) = interruption
    shutil.copytree(folder / "backup", tmp_path / "backup")
    found, done = run(tmp_path, "kept", ranks)
    assert done.returncode == 0, done.stderr
    for weights, reported in found:
        for w, whole in zip(weights, wanted, strict=True):
            np.testing.assert_allclose(w, whole, rtol=1e-10, atol=1e-10)
        assert len(reported["loss"]) == 5
        for name in history:
            np.testing.assert_allclose(reported[name], history[name], rtol=1e-10, atol=1e-10)
    assert not (tmp_path / "backup").exists()


def test_counts_of_several_metrics_are_merged_into_one():
    rng = np.random.default_rng(0)
    y, p, w = rng.integers(0, 2, (30, 1)), rng.uniform(size=(30, 1)), rng.uniform(size=30)
    kinds = [nn.metrics.AUC, nn.metrics.Recall, nn.metrics.R2Score, nn.metrics.BinaryIoU]
    for kind in [*kinds, nn.metrics.MeanSquaredError, nn.metrics.TruePositives, nn.metrics.PearsonCorrelation]:
        whole, merged, parts = kind(), kind(), [kind() for _ in range(3)]
        whole.update_state(y, p, w)
        merged.update_state(y[:3], p[:3])  # which counts for nothing
        for part, rows in zip(parts, (slice(0, 7), slice(7, 30))):  # and one has seen nothing
            part.update_state(y[rows], p[rows], w[rows])
        merged.merge_state(parts)
        if kind is not nn.metrics.PearsonCorrelation:  # a mean over batches, whose size it depends on
            np.testing.assert_allclose(merged.result(), whole.result(), rtol=1e-12)
        merged.reset_state()
        assert np.all(merged.result() == kind().result())


def test_a_metric_with_variables_of_its_own_is_merged_by_their_sums():
    class Total(nn.metrics.Metric):
        def __init__(self):
            super().__init__()
            self.total = self.add_weight(name="total")

        def update_state(self, y_true, y_pred, sample_weight=None):
            self.total.assign_add(np.sum(y_pred))

        def result(self):
            return float(self.total)

    parts = [Total(), Total()]
    for part, value in zip(parts, (1.5, 2.0)):
        part.update_state(None, [value])
    merged = Total()
    merged.merge_state(parts)
    assert merged.result() == 3.5


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


def test_a_backup_in_the_middle_of_an_epoch_is_refused(tmp_path):
    model = nn.Sequential([nn.Input((2,)), nn.Dense(1)])
    model.compile("sgd", "mse")
    nn.distribution.set_distribution(nn.distribution.DataParallel(Alone()))
    try:
        with pytest.raises(ValueError, match=r"holds the counts of one process: on several, save_freq='epoch'"):
            model.fit(np.ones((4, 2)), np.ones((4, 1)), callbacks=[callbacks.BackupAndRestore(tmp_path, 2)], verbose=0)
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
