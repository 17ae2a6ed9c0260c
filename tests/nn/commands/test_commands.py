"""Commands of `python -m nn`, as functions and as a person runs them: what they answer, write, refuse, and their exit codes."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import nn
from nn import commands
from nn.commands import columns, csv_file

ROOT = Path(__file__).parents[3]
CLASSES = ["dog", "emu", "fox"]


def write_table(path, rows, head=("size", "color", "kind"), delimiter=","):
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file, delimiter=delimiter).writerows([head, *rows])
    return path


def animals(n):
    """Rows of which the kind follows from the size and the color; some cells are empty."""
    rng = np.random.default_rng(0)
    for i in range(n):
        kind = CLASSES[i % 3]
        size = "" if i % 19 == 7 else f"{rng.normal() + 200 * (i % 3):.3f}"
        yield size, "red" if kind == "fox" else "" if i % 7 == 6 else "gray", kind


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("table")


@pytest.fixture(scope="module")
def example(folder):
    """A model for a table, and the table."""
    table = write_table(folder / "animals.csv", animals(150))
    model = folder / "animals.tapegrad"
    command = [
        "train",
        str(table),
        "--out",
        str(model),
        "--hidden",
        "16",
        "--learning-rate",
        "0.02",
        "--epochs",
        "30",
        "--json",
    ]
    assert commands.run(command) == 0
    return model, table


def ask(capsys, *arguments):
    """The answer of a command in JSON."""
    capsys.readouterr()
    assert commands.run([*map(str, arguments), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_train_learns_a_table_of_numbers_and_words_and_tells_how_well(folder, capsys):
    table = write_table(folder / "more.csv", animals(150))
    found = ask(capsys, "train", table, "--out", folder / "m.tapegrad", "--learning-rate", 0.02, "--validation", "0.3")
    assert (found["samples"], found["watched"], found["task"], found["classes"]) == (105, 45, "classify", CLASSES)
    assert found["accuracy"] > 0.9
    assert len(found["history"]["val_loss"]) == found["epochs"] == 50
    assert found["finished"]


def test_evaluate_measures_what_the_model_itself_would(example, capsys):
    model, table = example
    found = ask(capsys, "evaluate", model, table)
    assert found["samples"] == 150
    predicted = [each["class"] for each in ask(capsys, "predict", model, table)["predictions"]]
    assert found["accuracy"] == pytest.approx(np.mean([a == b for a, b in zip(predicted, [row[2] for row in animals(150)])]))
    assert found["accuracy"] > 0.9


def test_predict_needs_no_target_takes_columns_in_any_order_and_writes_a_table(example, folder, capsys):
    model, table = example
    turned = write_table(folder / "turned.csv", [(c, s) for s, c, _ in animals(150)], ("color", "size"), ";")
    same = [ask(capsys, "predict", model, path)["predictions"] for path in (table, turned)]
    assert same[0] == same[1]
    out = folder / "answers.csv"
    assert commands.run(["predict", str(model), str(turned), "--out", str(out)]) == 0
    with open(out, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["prediction"] for row in rows] == [each["class"] for each in same[0]]
    assert sum(float(rows[0][f"p({name})"]) for name in CLASSES) == pytest.approx(1.0, abs=1e-6)


def test_a_word_that_training_has_not_seen_counts_as_empty_and_is_told(example, folder, capsys):
    model, _ = example
    for name, color in (("blue", "blue"), ("none", "")):
        write_table(folder / f"{name}.csv", [(0.1, color)], ("size", "color"))
    assert ask(capsys, "predict", model, folder / "none.csv") == ask(capsys, "predict", model, folder / "blue.csv")
    commands.run(["predict", str(model), str(folder / "blue.csv")])
    assert "the column 'color' holds words that training has not seen, such as 'blue'" in capsys.readouterr().err


def test_numbers_are_predicted_in_their_own_scale(folder, capsys):
    x = np.random.default_rng(0).normal(size=300)
    table = write_table(folder / "prices.csv", [(f"{v:.4f}", f"{1e4 + 2e3 * v:.2f}") for v in x], ("size", "price"))
    model = folder / "prices.tapegrad"
    assert ask(capsys, "train", table, "--out", model, "--learning-rate", 0.02)["task"] == "regress"
    found = [each["outputs"][0] for each in ask(capsys, "predict", model, table)["predictions"]]
    assert np.corrcoef(found, x)[0, 1] > 0.98
    assert abs(np.mean(found) - 1e4) < 400


def test_images_in_folders_are_learned_and_one_image_is_read(folder, capsys):
    image = pytest.importorskip("PIL.Image", reason="needs Pillow")
    rng = np.random.default_rng(0)
    top = folder / "pictures"
    for name, rows in (("high", slice(0, 6)), ("low", slice(6, 12))):
        (top / name).mkdir(parents=True)
        for i in range(24):
            x = rng.integers(0, 60, (12, 12)).astype("uint8")
            x[rows] += 150
            image.fromarray(x).save(top / name / f"{i}.png")
    model = folder / "pictures.tapegrad"
    found = ask(capsys, "train", top, "--out", model, "--epochs", 8, "--hidden", "16", "--learning-rate", 0.01)
    assert (found["classes"], found["watched"]) == (["high", "low"], 10)
    assert ask(capsys, "evaluate", model, top)["accuracy"] > 0.9
    one = ask(capsys, "predict", model, top / "low" / "0.png")["predictions"]
    assert [each["class"] for each in one] == ["low"]
    assert len(ask(capsys, "predict", model, top / "high")["predictions"]) == 24
    (folder / "broken.png").write_bytes(b"no picture")
    assert commands.run(["predict", str(model), str(folder / "broken.png")]) == 2
    assert "broken.png is no image that can be read" in capsys.readouterr().err


def test_training_goes_on_from_a_model(example, folder, capsys):
    model, table = example
    before, again = ask(capsys, "info", model)["steps"], folder / "again.tapegrad"
    assert ask(capsys, "train", table, "--from", model, "--epochs", 2, "--out", again)["classes"] == CLASSES
    assert ask(capsys, "info", again)["steps"] == before + 2 * 4  # 120 samples in batches of 32
    assert commands.run(["predict", str(again), str(table)]) == 0


@pytest.mark.parametrize("suffix", [".keras", ".safetensors", ".json", ".tapegrad", ".onnx"])
def test_export_writes_what_can_be_read_again(example, folder, suffix, capsys):
    pytest.importorskip({".keras": "h5py", ".onnx": "onnx"}.get(suffix, "json"), reason="the file needs a package of its own")
    model, table = example
    out = folder / f"exported{suffix}"
    assert ask(capsys, "export", model, out)["bytes"] == out.stat().st_size
    if suffix == ".json":
        assert nn.models.model_from_json(out.read_text()).count_params() == 16 * 3 + 16 + 17 * 3
        return
    assert ask(capsys, "info", out)["parameters"] == ask(capsys, "info", model)["parameters"] == 16 * 3 + 16 + 17 * 3
    if suffix in (".keras", ".tapegrad"):
        assert ask(capsys, "predict", out, table) == ask(capsys, "predict", model, table)


def test_info_shows_a_table_of_layers(example, capsys):
    commands.run(["info", str(example[0])])
    said = capsys.readouterr().out
    assert re.search(r"^classes +dog, emu, fox$", said, re.M)
    assert re.search(r"^dense +Dense +\(n, 16\) +64$", said, re.M)


def test_a_model_of_a_program_takes_columns_of_numbers(folder, capsys):
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(40, 4)), rng.integers(0, 3, 40)
    model = nn.Sequential([nn.Input((2, 2)), nn.Flatten(), nn.Dense(3, "softmax")])
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    model.save(folder / "own.tapegrad")
    table = write_table(folder / "own.csv", np.column_stack([x, y]), "abcdy")
    found = ask(capsys, "evaluate", folder / "own.tapegrad", table)
    loss, accuracy = model.evaluate(x.reshape(-1, 2, 2), np.eye(3)[y], verbose=0)
    assert (found["loss"], found["accuracy"]) == (pytest.approx(loss, rel=1e-5), pytest.approx(accuracy))
    outputs = [each["outputs"] for each in ask(capsys, "predict", folder / "own.tapegrad", table)["predictions"]]
    np.testing.assert_allclose(outputs, model.predict(x.reshape(-1, 2, 2)), rtol=1e-5)


MISUSES = {
    "no such data": (["train", "{folder}/gone.csv"], "there is no file .*gone.csv"),
    "no such column": (["train", "{table}", "--target", "age"], "--target age: .*there are size, color, kind"),
    "no column left out": (["train", "{table}", "--without", "age"], "--without age"),
    "numbers of words": (["train", "{table}", "--task", "regress"], "the target 'kind' holds words such as 'dog'"),
    "a suffix": (["train", "{table}", "--out", "{folder}/m.pt"], r"m.pt is to end in one of .tapegrad, .keras"),
    "no folder": (["train", "{table}", "--out", "{folder}/no/m.keras"], "there is no folder .*; make it first"),
    "a folder without classes": (["train", "{folder}"], "must hold a folder of images for each class"),
    "no model": (["info", "{folder}/none.keras"], "there is no file"),
    "no kind of model": (["info", "{table}"], "animals.csv is to end in one of .tapegrad"),
    "a table for a model": (["predict", "{table}", "{table}"], "animals.csv is no file of a whole model"),
    "no target": (["evaluate", "{model}", "{folder}/turned.csv"], "has no column 'kind', the target"),
    "one cell short": (["predict", "{model}", "{folder}/short.csv"], "row 2 has 2 cells, the first has 3"),
    "words for numbers": (["predict", "{model}", "{folder}/words.csv"], "'size' must hold numbers, got 'big'"),
    "no text": (["predict", "{model}", "{folder}/latin.csv"], "no text in UTF-8"),
    "no optimizer": (["train", "{table}", "--optimizer", "adman"], "adman"),
}


@pytest.mark.parametrize("what", MISUSES)
def test_what_cannot_be_meant_is_told_in_a_line_and_nothing_is_written(what, example, folder, capsys, monkeypatch):
    model, table = example
    monkeypatch.chdir(folder)
    write_table(folder / "turned.csv", [(1.0, "red")], ("size", "color"))
    write_table(folder / "words.csv", [("big", "red", "fox")])
    (folder / "short.csv").write_text("size,color,kind\n1,red\n")
    (folder / "latin.csv").write_bytes("größe,color,kind\n1,red,fox\n".encode("latin-1"))
    arguments, said = MISUSES[what]
    code = commands.run([part.format(folder=folder, model=model, table=table) for part in arguments])
    error = capsys.readouterr().err
    assert code == (1 if what == "no optimizer" else 2), error
    assert re.search(said, error)
    assert error.startswith(f"python -m nn {arguments[0]}: ")
    assert "Traceback" not in error
    assert not (folder / "model.tapegrad").exists()


def test_a_damaged_model_and_a_full_disk_are_failures(example, folder, capsys):
    model, table = example
    (folder / "half.tapegrad").write_bytes(model.read_bytes()[:900])
    assert commands.run(["info", str(folder / "half.tapegrad")]) == 1
    assert "half.tapegrad is not a whole file of a model" in capsys.readouterr().err
    if Path("/dev/full").exists():
        (folder / "full.csv").symlink_to("/dev/full")
        assert commands.run(["predict", str(model), str(table), "--out", str(folder / "full.csv")]) == 1
        assert "cannot write the predictions to" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("cells", "task", "classes"),
    [
        (["1", "2"] * 10, "auto", ["1", "2"]),
        (["10", "9"] * 10, "auto", ["9", "10"]),
        (["1", "2"] * 10, "regress", None),
        ([str(i) for i in range(40)], "auto", None),
        (["0.5", "1"] * 10, "auto", None),
        (["0.5", "1"] * 10, "classify", ["0.5", "1"]),
        (["yes", "no"] * 2, "auto", ["no", "yes"]),
    ],
)
def test_what_a_target_is(cells, task, classes):
    assert columns.find_target(csv_file.Sheet({"y": cells}, len(cells)), "y", task).classes == classes


def test_tables_without_names_with_a_mark_and_other_line_ends(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes('\ufeff1;2;x\r\n3;;"a;b"\r\n\r\n'.encode())
    assert csv_file.read_sheet(path).columns == {"0": ["1", "3"], "1": ["2", ""], "2": ["x", "a;b"]}


def test_the_process_says_its_version_answers_in_json_and_ends_with_the_right_code(example):
    places = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    environment = {**os.environ, "PYTHONPATH": places}

    def start(*arguments):
        command = [sys.executable, "-m", "nn", *map(str, arguments)]
        return subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, timeout=60, check=False)

    assert start("--version").stdout.startswith(f"tapegrad {nn.__version__} (Python ")
    done = start("info", example[0], "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["classes"] == CLASSES
    wrong = start("trian", "x.csv")
    assert wrong.returncode == 2
    assert "invalid choice: 'trian'" in wrong.stderr
    gone = start("predict", example[0], "gone.csv")
    assert (gone.returncode, gone.stdout) == (2, "")
    assert gone.stderr == "python -m nn predict: there is no file gone.csv\n"
