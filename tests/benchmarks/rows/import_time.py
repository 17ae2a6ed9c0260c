"""A fresh Python that runs `import autograd` against one that runs `import numpy`: what our import adds.

Bytecode is kept between the runs, as it is wherever a package has been imported once before.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable

from row import Answer, Case, Row, Target


def _import(module: str) -> Callable[[], Case]:
    def setup() -> Case:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": os.path.join(tempfile.gettempdir(), "tapegrad-bytecode")}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)

        def work() -> None:
            subprocess.run([sys.executable, "-c", f"import {module}"], check=True, env=environment)

        def answer() -> Answer:
            tried = subprocess.run([sys.executable, "-c", f"import {module}"], capture_output=True, text=True, env=environment)
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
