"""The script that measures programs for Keras: imports are changed, data stand in, failures are told once."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parent / "benchmarks"
sys.path.insert(0, str(BENCHMARKS))

from keras_programs import Imports, list_bound, read, rename  # noqa: E402

IMPORTS = {
    "import keras": "import nn as keras",
    "import keras.backend as K": "import nn.backend as K",
    "import tensorflow as tf": "import nn.compat as tf",
    "from tensorflow import keras": "import nn as keras",
    "from tensorflow.keras.layers import Dense as D": "from nn.layers import Dense as D",
    "from keras import layers, ops": "from nn import layers, ops",
    "import keras.layers": "import nn as keras\nimport nn.layers",
    "import numpy as np": "import numpy as np",
}
PROGRAMS = {
    "runs.py": "import keras\n(x, y), _ = keras.datasets.mnist.load_data()\nm = keras.Sequential([keras.layers.Flatten(), "
    "keras.layers.Dense(10)])\nm.compile('adam', keras.losses.SparseCategoricalCrossentropy(from_logits=True))\n"
    "h = m.fit(x / 255., y, epochs=50)\nassert len(h.epoch) == 2\nif __name__ == '__main__':\n    print(m.count_params())\n",
    "stops.py": "from keras.layers import NoSuchLayer\nlayer = NoSuchLayer()\nlayer.call\nprint(1 / 0)\n",
    "broken.py": "print(\n",
}


@pytest.mark.parametrize("line", IMPORTS)
def test_only_imports_are_changed(line):
    assert ast.unparse(ast.fix_missing_locations(Imports().visit(ast.parse(line)))) == IMPORTS[line]
    assert rename("kerastuner") == "kerastuner"


def test_a_notebook_is_read_without_its_commands(tmp_path):
    cells = [{"cell_type": "code", "source": ["!pip install x\n", "%matplotlib inline\n", "a = 1"]}, {"cell_type": "markdown"}]
    (tmp_path / "n.ipynb").write_text(json.dumps({"cells": cells}))
    assert ast.unparse(read(tmp_path / "n.ipynb")) == "pass\npass\na = 1"


def test_what_a_statement_would_have_bound_is_known():
    assert list_bound(ast.parse("x, y = f()").body[0]) == {"x", "y"}
    assert list_bound(ast.parse("from a.b import c as d").body[0]) == {"d"}
    assert list_bound(ast.parse("model.add(Dense(1))").body[0]) == {"model"}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="each program is a process that is forked")
def test_programs_run_or_say_what_stops_them(tmp_path):
    for name, text in PROGRAMS.items():
        (tmp_path / name).write_text(text)
    command = [sys.executable, BENCHMARKS / "keras_programs.py", tmp_path, "--json", tmp_path / "found.json"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = json.loads((tmp_path / "found.json").read_text())
    assert found["runs.py"]["failures"] == []
    assert [message.partition(":")[0] for _, message in found["stops.py"]["failures"]] == ["ImportError", "ZeroDivisionError"]
    assert "not a program of this Python" in found["broken.py"]["failures"][0][1]
    assert "runs  runs.py" in said
    assert "1 of 3 run" in said
