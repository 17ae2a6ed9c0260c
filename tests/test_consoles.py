"""Every printed text on consoles of every encoding: nothing raises, and what the console lacks is put in plain letters."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograd import printable
from nn import Dense, Sequential

ROOT = Path(__file__).parents[1]
ENCODINGS = ("ascii", "cp1252", "cp437", "cp850", "latin-1", "shift_jis", "utf-8", "utf-16")

PROGRAM = """
import sys
sys.path.insert(0, {root!r})
import numpy as np
from autograd import Tape, Tensor, compile, printable
from nn import Dense, Input, Model, Sequential
from nn.callbacks import Callback, CSVLogger, EarlyStopping, ModelCheckpoint, ReduceLROnPlateau, TerminateOnNaN
from nn.training.progress import line
from viz import LiveCurves, architecture, diff, draw, play, summary, watch_failure

def title(text):
    print(f"== {{text}}")

w, x = Tensor(-3.0, name="w"), Tensor(2.0, name="größe θ 模型")
v = Tensor(np.ones(3), name="α")
with Tape() as tape:
    y = ((w * x + 1.0).tanh() * w + (v * v).sum() / 3.0) ** 2
y.backward()
things = {{
    "tensor": x, "format": f"{{x}} {{v}}", "tape": tape, "long tape": Tape.gather(*[x * w for _ in range(60)]),
    "explain": tape.explain(w), "explain x": tape.explain(x), "drawing": draw(y), "player": play((w * x + 1.0).tanh()),
    "diff": diff(w * x, w + x),
}}
for name, thing in things.items():
    title(name)
    print(thing)
title("program")
print(Tape.gather(y).compile([w, x]))
def größe(x):
    return x * 2.0
print(compile(größe))

inputs = Input((2,), name="模型")
model = Model(inputs, Dense(1, name="dense_é")(Dense(3, "relu", name="θ")(inputs)), name="größe")
title("models")
for thing in (model, inputs, architecture(model), summary(model)):
    print(thing)
model.summary()
Sequential([Dense(3, input_shape=(2,))]).summary()
with watch_failure() as failed:
    pass
print(failed)
try:
    with watch_failure() as failed:
        x.reshape(7)
except Exception:
    print(failed)
    print(failed.draw())

title("fit")
def größe_θ(true, said):
    return ((true - said) ** 2).mean()
class Tells(Callback):
    def on_epoch_end(self, epoch, logs=None):
        logs["θ"] = 1.0
x, y = np.ones((4, 2)), np.ones((4, 1))
model.compile("sgd", "mse", metrics=[größe_θ])
callbacks = [
    Tells(), EarlyStopping("θ", patience=1, verbose=1, mode="min"), LiveCurves(), CSVLogger(sys.argv[1] + "/log.csv"),
    ReduceLROnPlateau("θ", patience=1, verbose=1, mode="min"),
    ModelCheckpoint(sys.argv[1] + "/模型-{{epoch}}.safetensors", verbose=1),
]
history = model.fit(x, y, epochs=4, verbose=2, callbacks=callbacks)
print(history)
model.evaluate(x, y)
model.fit(x * np.nan, y, verbose=2, callbacks=[TerminateOnNaN()])
print(line({{"θ": 0.5}}))
title("end")
"""


def print_it(encoding, folder, errors=""):
    wanted = {"PYTHONIOENCODING": f"{encoding}:{errors}" if errors else encoding, "PYTHONUTF8": "0"}
    environment = {**os.environ, **wanted, "LC_ALL": "C.UTF-8"}  # names of files are another matter
    program = folder / "program.py"
    program.write_text(PROGRAM.format(root=str(ROOT)), encoding="utf-8")
    done = subprocess.run([sys.executable, program, folder], env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode(errors="replace")[-2000:]
    return done.stdout.decode(encoding).replace("\r\n", "\n")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_everything_prints_on_every_console(encoding, tmp_path):
    text = print_it(encoding, tmp_path)
    assert text.splitlines()[-1] == "== end"
    if encoding.startswith("utf"):
        assert all(sign in text for sign in "─—×−·∂θ模é")
    if encoding == "ascii":
        for said in (
            "name='grosse theta ??'", "d#16/dw = -8.007, along 2 paths", "#16 = #14^2 = 16", "#16_bar = 1",
            "#8 = tanh #7 = -0.9999",
            "w_bar = #5_bar * grosse theta ?? + #9_bar * #8", "grosse theta ??_bar = #5_bar * w", "#16 <- #14 <- #9 <- w",
            "x(w, grosse theta ??)", ":         :          20 more", 'Model: "grosse"', "theta (Dense)", "??-1.safetensors",
            "  grosse_theta ", "<compiled grosse", "n x 3, 9 parameters", "theta 0.5000",
        ):  # fmt: skip
            assert said in text, said


@pytest.mark.parametrize("encoding", ["ascii", "cp437"])
def test_tables_stay_aligned_in_plain_letters(encoding, tmp_path):
    text = print_it(encoding, tmp_path)
    for name in ("tape", "drawing"):
        table = text.split(f"== {name}\n")[1].split("\n==")[0].split("\n\n")[-1].splitlines()
        head, rule, *rows = table
        starts = [i for i, c in enumerate(rule) if i == 0 or (c != " " and rule[i - 1] == " ")]
        assert len(starts) >= 5
        for row in (head, *rows):
            for start in starts[1:]:
                assert row[start - 2 : start].strip() == "", (name, row)


class Stream(io.StringIO):
    """Stands for sys.stdout with any encoding."""

    def __init__(self, encoding):
        super().__init__()
        self.named = encoding

    @property
    def encoding(self):
        return self.named


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        (None, "∂θ ȳ é ☃"), ("no-such-thing", "∂θ ȳ é ☃"), (7, "∂θ ȳ é ☃"), ("utf-8", "∂θ ȳ é ☃"),
        ("ascii", "dtheta y_bar e ?"),
        ("cp1252", "dtheta y_bar é ?"), ("cp1253", "dθ y_bar e ?"), ("cp437", "dtheta y_bar é ?"),
        ("cp1257", "dtheta y_bar é ?"),
    ],
)  # fmt: skip
def test_only_what_a_console_lacks_is_replaced(encoding, text, monkeypatch):
    monkeypatch.setattr(sys, "stdout", Stream(encoding))
    assert printable("∂θ ȳ é ☃") == text


def test_without_a_console_texts_stay_as_they_are(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    assert printable("∂") == "∂"
    Sequential([Dense(1, input_shape=(2,))]).summary()  # printed nowhere


def test_a_name_that_no_encoding_can_hold_is_printed(monkeypatch):
    monkeypatch.setattr(sys, "stdout", Stream("utf-8"))
    assert printable("file \udcff.txt") == "file ?.txt"  # as Python reads file names that are no text
