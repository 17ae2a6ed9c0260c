"""Files that Keras writes, and what their models predict; and, with --check, whether Keras reads what is written here.

python make_keras_files.py                  # where Keras is installed: writes keras_files/
python make_keras_files.py --check FOLDER   # reads FOLDER/*.keras, and compares with FOLDER/*.npz
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
sys.path.insert(0, str(Path(__file__).parent.parent))

import keras
import keras_models
import numpy as np

HERE = Path(__file__).parent / "keras_files"


def outputs(model, name):
    """The predictions by place, as arrays."""
    found = model.predict(keras_models.inputs(name), verbose=0)
    parts = [found[key] for key in sorted(found)] if isinstance(found, dict) else [found]
    return {f"y{i}": np.asarray(part) for i, part in enumerate(parts)}


def make():
    """Write a file and the predictions of each model, one of them after some training."""
    HERE.mkdir(exist_ok=True)
    for name, build in keras_models.MODELS.items():
        model = keras_models.start(build(keras))
        if name == "functional":
            model.compile(keras.optimizers.Adam(0.01), "categorical_crossentropy", metrics=["accuracy"])
            x = keras_models.inputs(name)
            for _ in range(3):
                model.train_on_batch(x, np.eye(2)[[0, 1, 0, 1, 1]])
        model.save(HERE / f"{name}.keras")
        model.save(HERE / f"{name}.h5")  # the older file, which Keras still writes
        if name == "recurrent":
            model.save_weights(HERE / f"{name}.weights.h5")
        np.savez(HERE / f"{name}.npz", **outputs(model, name))
        if name == "functional":
            model.train_on_batch(x, np.eye(2)[[0, 1, 0, 1, 1]])
            np.savez(HERE / "functional_later.npz", *model.get_weights())


def check(folder):
    """Say for each file whether Keras reads it and predicts the same."""
    for path in sorted(Path(folder).glob("*.keras")):
        model = keras.models.load_model(path)
        wanted = np.load(path.with_suffix(".npz"))
        for key, found in outputs(model, path.stem).items():
            np.testing.assert_allclose(found, wanted[key], rtol=1e-5, atol=1e-6)
        model.load_weights(path.with_suffix(".weights.h5"))
        older = keras.models.load_model(path.with_suffix(".h5"), compile=False)
        for key, found in outputs(older, path.stem).items():
            np.testing.assert_allclose(found, wanted[key], rtol=1e-5, atol=1e-6)
        optimizer = getattr(model, "optimizer", None)
        steps = "not compiled" if optimizer is None else f"{int(optimizer.iterations)} steps"
        print(path.name, "read by Keras", keras.__version__, steps)


if __name__ == "__main__":
    check(sys.argv[2]) if "--check" in sys.argv else make()
