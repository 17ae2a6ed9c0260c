"""What fit shows: in a terminal, in a file, in a notebook."""

from __future__ import annotations

import os
import re
import struct
import subprocess
import sys

import numpy as np
import pytest

from nn import Dense, Sequential
from nn.training.progress import Page, duration, line

X = np.zeros((8, 2))


def fit(**settings):
    model = Sequential([Dense(1, input_shape=(2,))])
    model.compile("sgd", "mse", metrics=["mae"])
    return model.fit(X, X[:, :1], **settings)


@pytest.mark.parametrize("verbose", ["auto", 1, 2, True])
def test_output_to_a_file_is_one_line_an_epoch(verbose, capsys):
    fit(epochs=11, validation_split=0.5, verbose=verbose)
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert err == ""
    assert len(lines) == 11
    pattern = r"Epoch  1/11  loss 0  mae 0  val_loss 0  val_mae 0  \d+(\.\d)? (ms|s)"
    assert re.fullmatch(pattern, lines[0]), lines[0]
    assert lines[10].startswith("Epoch 11/11  loss ")


@pytest.mark.parametrize("verbose", [0, False])
def test_silence(verbose, capsys):
    fit(epochs=2, verbose=verbose)
    assert capsys.readouterr() == ("", "")


def test_numbers_as_people_read_them():
    assert line({"loss": 0.123456, "mae": 12.5}) == "loss 0.1235  mae 12.5000"
    assert line({"loss": 1.5e-7, "mae": 123456.0}) == "loss 1.5e-07  mae 1.235e+05"
    times = {0.0004: "0 ms", 0.25: "250 ms", 1.26: "1.3 s", 9.99: "10.0 s", 59.6: "60 s", 1000: "1000 s"}
    assert {seconds: duration(seconds) for seconds in times} == times


POSIX = ("pty", "fcntl", "termios")
PROGRAM = """
import time
import numpy as np
from nn import Dense, Sequential
from nn.callbacks import LambdaCallback

model = Sequential([Dense(1, input_shape=(2,))])
model.compile("sgd", "mse")
slow = LambdaCallback(on_train_batch_end=lambda batch, logs: time.sleep(0.04))
x = np.zeros((30, 2))
model.fit(x, x[:, :1], epochs=2, batch_size=1, callbacks=[slow])
"""


def settle(text: str) -> list[str]:
    """The lines that remain on a terminal once everything was written."""
    lines = []
    for written in text.split("\n"):
        shown = ""
        for part in written.rstrip("\r").split("\r"):
            shown = part + shown[len(part) :]
        lines.append(shown.rstrip())
    return [shown for shown in lines if shown]


def test_a_terminal_shows_a_bar_and_keeps_one_line_an_epoch():
    pty, fcntl, termios = (pytest.importorskip(name, reason="only POSIX imitates terminals") for name in POSIX)
    shown, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONIOENCODING": "utf-8"}
    process = subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=terminal, stderr=terminal, env=environment)
    os.close(terminal)
    pieces = []
    while True:
        try:
            piece = os.read(shown, 4096)
        except OSError:  # the other end was closed
            break
        if not piece:
            break
        pieces.append(piece)
    assert process.wait(30) == 0
    text = b"".join(pieces).decode().replace("\r\n", "\n")
    states = [state for state in re.split(r"[\r\n]", text) if "batches" in state]
    assert len(states) >= 2, text
    pattern = r"Epoch [12]/2 \|.{24}\| +\d+/30 batches, \d\d:\d\d left, loss 0\.0000 *"
    assert all(re.fullmatch(pattern, state) for state in states), text
    assert max(map(len, states)) < 80
    left = settle(text)
    assert len(left) == 2, left
    assert [re.sub(r"\d\.\d s", "T s", shown) for shown in left] == ["Epoch 1/2  loss 0  T s", "Epoch 2/2  loss 0  T s"]


def test_a_notebook_keeps_one_output_with_one_line_an_epoch():
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(PROGRAM)])
    path = os.environ.get("PYTHONPATH", "")
    os.environ["PYTHONPATH"] = os.pathsep.join(sys.path)
    try:
        nbclient.NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
    finally:
        os.environ["PYTHONPATH"] = path
    outputs = notebook.cells[0].outputs
    pages = [output for output in outputs if output.output_type == "display_data"]
    assert len(pages) == 1
    lines = pages[0].data["text/plain"].split("\n")
    assert [re.sub(r"\d\.\d s", "T s", shown) for shown in lines] == ["Epoch 1/2  loss 0  T s", "Epoch 2/2  loss 0  T s"]
    assert not [output for output in outputs if output.output_type == "stream"]


def test_a_page_writes_over_what_follows_a_carriage_return():
    shown = []
    page = object.__new__(Page)
    page.kept = page.passing = ""
    page.handle = type("Handle", (), {"update": lambda self, data, raw: shown.append(data["text/plain"])})()
    for text in ("\rbar 1", "\rbar 2", "\r     \r", "Epoch 1", "\n", "\rbar 3", "\r     \r", "Epoch 2", "\n"):
        page.write(text)
    page.flush()
    both = "Epoch 1\nEpoch 2"
    assert shown == ["bar 1", "bar 2", "", "Epoch 1", "Epoch 1", "Epoch 1\nbar 3", "Epoch 1", both, both]


@pytest.mark.parametrize("verbose", ["auto", 1, 2])
def test_a_program_without_a_console_trains_all_the_same(verbose, monkeypatch):
    """As under pythonw, where sys.stdout is None."""
    monkeypatch.setattr(sys, "stdout", None)
    model = Sequential([Dense(1, input_shape=(2,))])
    model.compile("sgd", "mse")
    history = model.fit(np.ones((4, 2)), np.ones((4, 1)), epochs=2, verbose=verbose)
    assert history.epoch == [0, 1]
    assert model.evaluate(np.ones((4, 2)), np.ones((4, 1)), verbose=verbose) < history.history["loss"][0]
