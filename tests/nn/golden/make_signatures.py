"""Makes signatures.json: the arguments of Keras' losses, metrics, optimizers, schedules, ... that this project has too.

    KERAS_BACKEND=tensorflow peers/bin/python tests/nn/golden/make_signatures.py names.json

`names.json` is what `python tests/nn/models/test_keras_signatures.py` prints: the names here, to be looked up there.
"""

from __future__ import annotations

import inspect
import json
import operator
import sys
from pathlib import Path

import keras

if __name__ == "__main__":
    found = {}
    for path in json.loads(Path(sys.argv[1]).read_text()):
        try:
            parameters = inspect.signature(operator.attrgetter(path)(keras)).parameters.values()
        except AttributeError:
            continue  # ours alone
        named = [p for p in parameters if p.name != "self" and p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL)]
        found[path] = {p.name: "required" if p.default is p.empty else p.default for p in named}
    target = Path(__file__).with_name("signatures.json")
    target.write_text(json.dumps(found, separators=(",", ":")) + "\n")
    print(f"{target.name}: {target.stat().st_size:,} bytes, {len(found)} signatures")
