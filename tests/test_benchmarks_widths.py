"""Networks of 10^3 to 10^7 weights: each engine makes its step, and the script runs. No timing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np

BENCHMARKS = Path(__file__).parent / "benchmarks"
sys.path.insert(0, str(BENCHMARKS))  # its files import each other as the script `widths.py` sees them

import widths  # noqa: E402


def test_a_step_learns_and_the_products_are_those_of_a_step():
    x, y = (np.random.default_rng(seed).normal(size=(8, 4)).astype(np.float32) for seed in range(2))
    step = widths.tapegrad(4, x, y)
    losses = [step() for _ in range(40)]
    assert losses[-1] < losses[0]
    assert widths.products(4, x, y)() is None


def test_the_script_says_how_it_is_called():
    run = [sys.executable, str(BENCHMARKS / "widths.py"), "--help"]
    assert "the last power of ten" in subprocess.run(run, capture_output=True, text=True, check=True).stdout
