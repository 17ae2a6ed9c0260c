"""A fresh Python that runs `import autograd` against one that runs `import numpy`: what our import adds."""
from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

from row import Answer, Case, Row, Target


def _import(module: str) -> Callable[[], Case]:
    def setup() -> Case:
        def work() -> None:
            subprocess.run([sys.executable, "-c", f"import {module}"], check=True)

        def answer() -> Answer:
            tried = subprocess.run([sys.executable, "-c", f"import {module}"], capture_output=True, text=True)
            if tried.returncode:
                raise ImportError(tried.stderr.strip().splitlines()[-1])
            return {}

        return work, answer

    return setup


ROW = Row(
    work="import time, in a fresh process",
    engines={f"import {module}": _import(module) for module in ("autograd", "numpy", "torch")},
    targets=(Target("import autograd", "import numpy", 30, kind="ms more"),),
    seconds=0,
)
