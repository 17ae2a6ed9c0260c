"""Kills processes (SIGKILL) at random instants while they save, in every kind of file that is written.

A file has to be whole afterwards, the old one or the new one, beside nothing but parts that a later writer sweeps away; of a
log all lines but the last, and what is added later stands on lines of its own.
"""

from __future__ import annotations

import csv
import json
import os
import signal
import tempfile
import time
import warnings
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from outcome import Outcome

import nn
from autograd import Tensor
from nn.callbacks import BackupAndRestore, Callback, CSVLogger, ModelCheckpoint, TensorBoard
from nn.commands import model_file
from nn.commands.export import KINDS as EXPORTS
from nn.files import PREFIX, SUFFIX, append_line
from nn.models import load_model
from viz import draw, network, play

SHORT, LONG = 2, 300  # kills of each kind
Save = Callable[[Path, int], Any]  # the path and a number, which makes contents differ
Read = Callable[[Path], Any]


def make_model(turn: int = 0) -> Any:
    nn.set_random_seed(turn)
    model = nn.Sequential([nn.Dense(64, input_shape=(32,), activation="tanh"), nn.Dense(2)])
    model.compile("adam", "mse")
    return model


def train(callback: Callback, turn: int = 0) -> None:
    """Three short epochs with a callback that saves."""
    make_model(turn).fit(np.ones((4, 32)), np.ones((4, 2)), epochs=3, verbose=0, callbacks=[callback])


def read_weights(path: Path) -> None:
    make_model().load_weights(path)


def ends_with(*ends: str) -> Read:
    def read(path: Path) -> None:
        assert path.read_text(encoding="utf-8").rstrip().endswith(ends), f"{path.name} is cut short"

    return read


def read_film(path: Path) -> None:
    from PIL import Image

    with Image.open(path) as film:
        for i in range(getattr(film, "n_frames", 1)):
            film.seek(i)
            film.load()


def read_backup(path: Path) -> None:
    """A training goes on from it to its end."""
    train(BackupAndRestore(path, 1))


def read_onnx(path: Path) -> None:
    import nn.onnx

    nn.onnx.load(path)


FILES: dict[str, tuple[str, Save, Read]] = {  # the file's name, what saves it, what reads it
    "model": ("m.tapegrad", lambda path, turn: make_model(turn).save(path), load_model),
    "model of a command": ("c.tapegrad", lambda path, turn: model_file.save(make_model(turn), {}, path), load_model),
    "weights": ("w.safetensors", lambda path, turn: make_model(turn).save_weights(path), read_weights),
    "Keras' model": ("m.keras", lambda path, turn: make_model(turn).save(path), load_model),
    "Keras' older model": ("m.h5", lambda path, turn: make_model(turn).save(path), load_model),
    "Keras' weights": ("w.weights.h5", lambda path, turn: make_model(turn).save_weights(path), read_weights),
    "ONNX": ("m.onnx", lambda path, turn: make_model(turn).export(path), read_onnx),
    "JSON": (
        "m.json",
        lambda path, turn: EXPORTS[".json"](make_model(turn), {}, path),
        lambda path: json.loads(path.read_text()),
    ),
    "picture": ("p.png", lambda path, turn: nn.utils.save_img(path, np.full((64, 64, 3), turn % 2)), read_film),
    "drawing": ("d.dot", lambda path, turn: draw(Tensor(2.0) * float(turn)).save(path), ends_with("}")),
    "network": ("n.svg", lambda path, turn: network(nn.MLP(2, [2, 1])).save(path), ends_with("</svg>")),
    "page": ("p.html", lambda path, turn: play(Tensor(2.0) * float(turn)).save(path), ends_with("</html>", "</script>")),
    "film": ("f.gif", lambda path, turn: play(Tensor(2.0) * float(turn)).save(path, seconds=0.1), read_film),
    "checkpoint": ("ck.tapegrad", lambda path, turn: train(ModelCheckpoint(path), turn), load_model),
    "backup": ("backup", lambda path, turn: train(BackupAndRestore(path, 1)), read_backup),
}
NEEDED = {
    **dict.fromkeys(["Keras' model", "Keras' older model", "Keras' weights"], "h5py"),
    **{"ONNX": "onnx", "picture": "PIL", "film": "matplotlib"},
}


def read_table(path: Path) -> None:
    """A line that a kill cut short may stand before what was added after that kill, and nowhere else."""
    append_line(path, "added\n")
    rows = list(csv.reader(path.read_text().splitlines()))
    assert rows[-1] == ["added"], rows[-1]
    for row, after in pairwise(rows):
        assert "added" in (row[0], after[0]) or len(row) == 3, rows


def read_events(path: Path) -> None:
    """Records with their lengths; the last one may be cut short."""
    for file in (file for file in path.rglob("*") if file.is_file()):
        raw, at = file.read_bytes(), 0
        while at + 12 <= len(raw):
            length = int.from_bytes(raw[at : at + 8], "little")
            assert length < 1e6, f"{file.name} is no log at {at}"
            at += 16 + length


LOGS: dict[str, tuple[str, Save, Read]] = {
    "log": ("log.csv", lambda path, turn: train(CSVLogger(path)), read_table),
    "events": ("events", lambda path, turn: train(TensorBoard(path)), read_events),
}


def save_for_ever(path: Path, save: Save) -> None:
    turn = 1
    while True:
        save(path, turn)
        turn += 1


def start(work: Callable[[], Any]) -> int:
    """A forked process that works until it is killed."""
    child = os.fork()
    if not child:
        try:
            work()
        finally:
            os._exit(1)
    return child


def find_fault(path: Path, read: Read) -> str:
    """What a killed writer left that should not be: a file that cannot be read, or something beside it."""
    try:
        read(path)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    beside = [p.name for p in path.parent.iterdir() if p != path and not p.name.startswith(PREFIX) and p.suffix != SUFFIX]
    return f"beside it lie {beside}" if beside else ""


def kill_writers(kind: str, case: tuple[str, Save, Read], kills: int, rng: Any) -> list[str]:
    """So many kills of one kind; the first save, which is timed, is left to its end."""
    name, save, read = case
    found = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        save(path, 0)
        begin = time.perf_counter()
        save(path, 1)
        seconds = time.perf_counter() - begin
        for _ in range(kills):
            child = start(partial(save_for_ever, path, save))
            time.sleep(float(rng.uniform(0.0, 2.0 * seconds)))
            os.kill(child, signal.SIGKILL)
            code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            fault = find_fault(path, read) if code == -signal.SIGKILL else f"the writer ended by itself with {code}"
            found += [f"{kind}: {fault}"] if fault else []
    return found


def try_killed_writers(quick: bool = False, seed: int = 0) -> Outcome:
    """quick: two kills of each kind, else 300."""
    outcome, rng, kills = Outcome("killed writers"), np.random.default_rng(seed), SHORT if quick else LONG
    if not hasattr(os, "fork"):
        outcome.notes.append("this system does not fork")
        return outcome
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # newer Pythons warn of forking beside threads
        for kind, case in (FILES | LOGS).items():
            if kind not in NEEDED or find_spec(NEEDED[kind]):
                outcome.tried += kills
                outcome.failures += kill_writers(kind, case, kills, rng)
    return outcome
