"""Public names and signatures change on purpose only: they stand in public_surface.txt, and its diff shows what changed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_public_surface_is_the_listed_one():
    command = [sys.executable, "-m", "tests.public_surface"]
    run = subprocess.run(command, capture_output=True, encoding="utf-8", check=True, cwd=ROOT)
    listed = (ROOT / "tests" / "public_surface.txt").read_text(encoding="utf-8")
    new, gone = (
        [line for line in here.splitlines() if line not in set(there.splitlines())]
        for here, there in ((run.stdout, listed), (listed, run.stdout))
    )
    assert (new, gone) == ([], []), "if that is meant: python -m tests.public_surface > tests/public_surface.txt"
