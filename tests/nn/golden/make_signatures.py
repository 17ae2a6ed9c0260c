"""Makes signatures.json: the arguments of Keras' losses, metrics, optimizers, schedules, ... that this project has too.

    KERAS_BACKEND=tensorflow peers/bin/python tests/nn/golden/make_signatures.py names.json

`names.json` is what `python tests/nn/models/test_keras_signatures.py` prints: the names here, to be looked up there.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from making import signatures, write

if __name__ == "__main__":
    found = {}
    for path in json.loads(Path(sys.argv[1]).read_text()):
        try:
            found |= signatures([path])
        except AttributeError:
            continue  # ours alone
    write("signatures.json", found)
