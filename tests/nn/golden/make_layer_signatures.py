"""Makes layer_signatures.json: the arguments of all of Keras' layers, with their defaults, in their order.

    KERAS_BACKEND=tensorflow peers/bin/python tests/nn/golden/make_layer_signatures.py

make.py says what `peers` holds.
"""

from __future__ import annotations

import inspect
import json
from pathlib import Path

import keras

if __name__ == "__main__":
    kinds = {name: kind for name, kind in vars(keras.layers).items() if inspect.isclass(kind)}
    found = {}
    for name, kind in sorted(kinds.items()):
        parameters = [p for p in inspect.signature(kind).parameters.values() if p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL)]
        found[name] = {p.name: "required" if p.default is p.empty else p.default for p in parameters}
    found["Input"] = {p.name: p.default for p in inspect.signature(keras.Input).parameters.values()}
    path = Path(__file__).with_name("layer_signatures.json")
    path.write_text(json.dumps(found, separators=(",", ":")) + "\n")
    print(f"{path.name}: {path.stat().st_size:,} bytes, {len(found)} signatures")
