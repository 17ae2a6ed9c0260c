"""A training that is killed and started again ends with the same bits as one that was not."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import nn
from nn.callbacks import BackupAndRestore, Callback, EarlyStopping, ModelCheckpoint, ReduceLROnPlateau
from nn.files import PREFIX, SUFFIX

X = np.random.default_rng(0).normal(size=(50, 4)).astype("float32")
Y = (X[:, :1] > 0).astype("float32")


class Killed(Exception):
    pass


class Kill(Callback):
    """Ends the program at a batch."""

    def __init__(self, at):
        self.at, self.seen = at, 0

    def on_train_batch_end(self, batch, logs=None):
        self.seen += 1
        if self.seen == self.at:
            raise Killed


def make(optimizer=None):
    nn.set_random_seed(3)
    model = nn.Sequential(
        [
            nn.Input((4,)),
            nn.Dense(8, "relu"),
            nn.Dropout(0.3),
            nn.BatchNormalization(),
            nn.Dropout(0.1, seed=4),
            nn.Dense(1, "sigmoid"),
        ]
    )
    metrics = ["accuracy", nn.metrics.AUC(), nn.metrics.Precision()]
    model.compile(optimizer or nn.Adam(0.01), "binary_crossentropy", metrics=metrics)
    return model


def train(model, *more, **settings):
    callbacks = [EarlyStopping("val_loss", patience=2, restore_best_weights=True), ReduceLROnPlateau("val_loss", patience=1)]
    chosen = {"epochs": 6, "batch_size": 8, "validation_split": 0.2, "verbose": 0, **settings}
    return model.fit(X, Y, callbacks=[*callbacks, *more], **chosen)


def assert_same(model, history, other, other_history):
    assert all((a == b).all() for a, b in zip(model.get_weights(), other.get_weights()))
    assert (history.history, history.epoch) == (other_history.history, other_history.epoch)


@pytest.fixture(scope="module")
def whole():
    model = make()
    return model, train(model)


@pytest.mark.parametrize("freq", ["epoch", 1, 3])
@pytest.mark.parametrize("at", [1, 4, 5, 13, 17, 29])
def test_a_killed_training_ends_with_the_same_bits(freq, at, whole, tmp_path):
    with pytest.raises(Killed):
        train(make(), BackupAndRestore(tmp_path, freq), Kill(at))
    model = make()
    history = train(model, BackupAndRestore(tmp_path, freq))
    assert_same(model, history, *whole)


def test_a_training_that_is_killed_again_and_again_ends_with_the_same_bits(whole, tmp_path):
    for _ in range(5):
        with pytest.raises(Killed):
            train(make(), BackupAndRestore(tmp_path, 2), Kill(5))
    model = make()
    assert_same(model, train(model, BackupAndRestore(tmp_path, 2)), *whole)


@pytest.mark.parametrize(
    "optimizer",
    [
        lambda: nn.SGD(nn.optimizers.schedules.CosineDecay(0.1, 20), momentum=0.9), nn.optimizers.Nadam,
        lambda: nn.Adam(0.01, use_ema=True, ema_overwrite_frequency=3), lambda: nn.SGD(0.1, gradient_accumulation_steps=3),
    ],
)  # fmt: skip
def test_optimizers_go_on_with_all_that_they_remember(optimizer, tmp_path):
    def run(*more):
        model = make(optimizer())
        return model, model.fit(X, Y, epochs=4, batch_size=8, verbose=0, callbacks=[*more])

    whole = run()
    with pytest.raises(Killed):
        run(BackupAndRestore(tmp_path, 1), Kill(12))
    assert_same(*run(BackupAndRestore(tmp_path, 1)), *whole)


def test_steps_written_by_hand_and_batches_of_a_sequence_go_on_too(tmp_path):
    class Own(nn.Sequential):
        def train_step(self, data):
            x, y = data
            loss = self.compute_loss(x=x, y=y, y_pred=self(x, training=True))
            self.zero_grad()
            loss.backward()
            self.optimizer.step(self.trainable_weights)
            return {"loss": loss}

    batches = [(X[i : i + 10], Y[i : i + 10]) for i in range(0, 50, 10)]

    class Batches:
        def __len__(self):
            return len(batches)

        def __getitem__(self, i):
            return batches[i]

    def run(*more):
        nn.set_random_seed(5)
        model = Own([nn.Input((4,)), nn.Dense(4, "tanh"), nn.Dropout(0.2), nn.Dense(1)])
        model.compile("adam", "mse")
        return model, model.fit(Batches(), epochs=3, verbose=0, callbacks=[*more])

    whole = run()
    for at in (3, 8):
        with pytest.raises(Killed):
            run(BackupAndRestore(tmp_path / str(at), 1), Kill(at))
        assert_same(*run(BackupAndRestore(tmp_path / str(at), 1)), *whole)


def test_the_backup_is_deleted_at_the_end_unless_it_is_to_stay(tmp_path):
    train(make(), BackupAndRestore(tmp_path / "a"))
    assert not (tmp_path / "a").exists()
    train(make(), BackupAndRestore(tmp_path / "b", delete_checkpoint=False), epochs=2)
    history = train(make(), BackupAndRestore(tmp_path / "b", delete_checkpoint=False), epochs=3)
    assert history.epoch == [0, 1, 2]


def test_parts_that_an_earlier_training_left_go_with_the_backup_and_younger_ones_stay(tmp_path):
    for name, seconds, gone in (("earlier", -5.0, True), ("younger", 60.0, False)):  # before and after this training begins
        folder = tmp_path / name
        folder.mkdir()
        part = folder / f"{PREFIX}1234{SUFFIX}"
        part.write_bytes(b"cut short")
        os.utime(part, (time.time() + seconds,) * 2)
        train(make(), BackupAndRestore(folder))
        assert folder.exists() is part.exists() is not gone


def test_settings_are_those_of_the_program_that_goes_on_and_the_backup_may_have_moved(tmp_path):
    with pytest.raises(Killed):
        train(make(), BackupAndRestore(tmp_path / "old"), ModelCheckpoint(tmp_path / "a" / "{epoch}.safetensors"), Kill(13))
    (tmp_path / "old").rename(tmp_path / "new")
    train(make(), BackupAndRestore(tmp_path / "new"), ModelCheckpoint(tmp_path / "b" / "{epoch}.safetensors"), Kill(999))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == ["1.safetensors", "2.safetensors"]
    assert "3.safetensors" in [path.name for path in (tmp_path / "b").iterdir()]


def test_a_damaged_backup_or_one_of_another_model_says_what_to_do(tmp_path):
    keep = BackupAndRestore(tmp_path, delete_checkpoint=False)
    train(make(), keep, epochs=1)
    other = nn.Sequential([nn.Dense(1, input_shape=(4,))])
    other.compile("sgd", "mse")
    with pytest.raises(ValueError, match=r"cannot be gone on from: its weights are not those.*delete it to start anew"):
        other.fit(X, Y, verbose=0, callbacks=[BackupAndRestore(tmp_path)])
    path = Path(keep.backup_dir, "latest.backup")
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(ValueError, match="is not a whole file"):
        train(make(), BackupAndRestore(tmp_path))


# -- really killed -------------------------------------------------------------------------------------------------

PROGRAM = """
import sys
sys.path.insert(0, {tests!r})
from test_resuming import BackupAndRestore, make, train
import nn
model = make()
history = train(model, BackupAndRestore(sys.argv[1], 1), epochs=4)
model.save_weights(sys.argv[2])
"""


def run_and_kill(folder, delays):
    """Start the program, kill it (SIGKILL) after each delay, and let the last one end: how many were killed, the weights."""
    program = PROGRAM.format(tests=str(Path(__file__).parent))
    result, killed = folder / "end.safetensors", 0
    for delay in delays:
        process = subprocess.Popen([sys.executable, "-c", program, str(folder / "backup"), str(result)])
        seen = time.monotonic()
        while process.poll() is None and not (folder / "backup").exists():
            time.sleep(0.01)  # its imports take longer than its training
        while process.poll() is None and time.monotonic() < seen + 60 and delay > 0:
            time.sleep(min(delay, 0.002))
            delay -= 0.002
        if process.poll() is None:
            process.kill()
            killed += 1
        process.wait()
    subprocess.run([sys.executable, "-c", program, str(folder / "backup"), str(result)], check=True)
    return killed, result


def assert_ends_the_same(kills, folder):
    rng = random.Random(7)
    model = make()
    train(model, epochs=4)
    wanted = folder / "wanted.safetensors"
    model.save_weights(wanted)
    killed = 0
    for i in range(10_000):
        here = folder / str(i)
        here.mkdir()
        more, result = run_and_kill(here, [rng.uniform(0.0, 0.12) for _ in range(min(6, kills))])
        killed += more
        assert result.read_bytes() == wanted.read_bytes()
        if killed >= kills:
            return


def test_kill_9_at_any_moment_changes_no_bit(tmp_path):
    assert_ends_the_same(3, tmp_path)


@pytest.mark.slow
def test_300_times_kill_9_change_no_bit(tmp_path):
    assert_ends_the_same(300, tmp_path)
