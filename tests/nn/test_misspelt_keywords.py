"""A misspelt keyword of a loss, metric, optimizer or callback is an error for a type checker, before anything runs."""

from __future__ import annotations

import pytest

MISSPELT = [
    ("nn.losses", "Huber(dleta=1.0)"),
    ("nn.losses", "BinaryCrossentropy(from_logit=True)"),
    ("nn.metrics", "TopKCategoricalAccuracy(kk=3)"),
    ("nn.metrics", "AUC(curves='PR')"),
    ("nn.optimizers", "Adam(lerning_rate=0.1)"),
    ("nn.optimizers", "AdamW(wieght_decay=0.1)"),
    ("nn.optimizers", "SGD(clipnrom=1.0)"),
    ("nn.callbacks", "EarlyStopping(patiense=3)"),
    ("nn.callbacks", "LambdaCallback(on_epoch_ends=print)"),
    ("nn.regularizers", "L2(l1=0.1)"),
]
RIGHT = [
    ("nn.losses", "Huber(delta=1.0, reduction='sum', name='h')"),
    ("nn.metrics", "BinaryAccuracy(threshold=0.4)"),
    ("nn.optimizers", "Adam(0.1, beta_1=0.8, weight_decay=0.1, clipnorm=1.0, name='a')"),
    ("nn.optimizers", "AdamW(weight_decay=0.1, use_ema=True)"),
    ("nn.callbacks", "LambdaCallback(on_epoch_end=print)"),
]


def test_mypy_finds_each_misspelt_keyword_and_nothing_else(tmp_path):
    api = pytest.importorskip("mypy.api")
    lines = [f"import {room}" for room in ("nn.losses", "nn.metrics", "nn.optimizers", "nn.callbacks", "nn.regularizers")]
    lines += [f"{room}.{call}" for room, call in MISSPELT + RIGHT]
    program = tmp_path / "program.py"
    program.write_text("\n".join(lines) + "\n")
    told, errors, _ = api.run([str(program), "--follow-imports=silent", "--no-error-summary", f"--cache-dir={tmp_path}"])
    assert not errors
    found = [line for line in told.splitlines() if "error:" in line]
    assert [int(line.split(".py:")[1].split(":")[0]) for line in found] == [6 + i for i in range(len(MISSPELT))]
    assert all("Unexpected keyword argument" in line or "Extra keys" in line for line in found), found
