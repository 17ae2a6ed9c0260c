"""Print how a training step grows with the network: two dense layers of 10^3 to 10^7 weights, batch 32, Adam, float32.

    python tests/benchmarks/widths.py                     tapegrad, PyTorch and NumPy's matrix products alone
    python tests/benchmarks/widths.py --to 6

Each engine runs each decade in a process of its own. The time of a step is the least of ten rounds, in nanoseconds of
processor time for each weight.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from machine import machine, pin
from worker import environment

ROOT = Path(__file__).resolve().parents[2]
BATCH, ROUNDS, SECONDS = 32, 10, 0.1
Step = Callable[[], Any]


def tapegrad(width: int, x: np.ndarray, y: np.ndarray) -> Step:
    from nn import Dense, Sequential

    model = Sequential([Dense(width, activation="relu", input_shape=(width,)), Dense(width)])
    model.compile("adam", "mse")
    return lambda: model.train_on_batch(x, y)


def pytorch(width: int, x: np.ndarray, y: np.ndarray) -> Step:
    import torch

    model = torch.nn.Sequential(torch.nn.Linear(width, width), torch.nn.ReLU(), torch.nn.Linear(width, width))
    adam = torch.optim.Adam(model.parameters())
    given, wanted = torch.tensor(x), torch.tensor(y)

    def step() -> Any:
        adam.zero_grad()
        loss = torch.nn.functional.mse_loss(model(given), wanted)
        loss.backward()
        adam.step()
        return loss.item()

    return step


def products(width: int, x: np.ndarray, y: np.ndarray) -> Step:
    """The five matrix products of a step, and nothing else: what no NumPy program can go below."""
    w, v, out = np.ones((width, width), np.float32), np.ones((width, width), np.float32), np.empty((width, width), np.float32)

    def step() -> None:
        h = x @ w
        g = (h @ v) @ v.T
        np.matmul(h.T, g, out=out)
        np.matmul(x.T, g, out=out)

    return step


ENGINES: dict[str, Callable[[int, np.ndarray, np.ndarray], Step]] = {
    "tapegrad": tapegrad,
    "PyTorch": pytorch,
    "matrix products alone": products,
}


def serve(engine: str, weights: int) -> None:
    """Print the time of a step, in seconds; the child process runs this."""
    width = round(math.sqrt(weights / 2))
    draw = np.random.default_rng(0)
    x, y = (draw.normal(size=(BATCH, width)).astype(np.float32) for _ in range(2))
    try:
        step = ENGINES[engine](width, x, y)
    except ImportError as error:
        print(json.dumps({"reason": f"not installed: {error}"}))
        return
    for _ in range(30):  # from the 25th on, ours is a program
        step()
    begin = time.process_time()
    step()
    repeats = max(1, int(SECONDS / max(1e-9, time.process_time() - begin)))
    found = []
    for _ in range(ROUNDS):
        begin = time.process_time()
        for _ in range(repeats):
            step()
        found.append((time.process_time() - begin) / repeats)
    print(json.dumps({"step": min(found), "weights": 2 * width * width}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--to", type=int, default=7, choices=range(3, 8), help="the last power of ten")
    parser.add_argument("--core", type=int, default=None)
    arguments = parser.parse_args()
    heading = machine(pin(arguments.core))
    decades = range(3, arguments.to + 1)
    lines = [["weights", *[f"10^{decade}" for decade in decades]]]
    for engine in ENGINES:
        line = [engine]
        for decade in decades:
            found = _measure(engine, 10**decade)
            line.append(f"{found['step'] / found['weights'] * 1e9:.3g}" if "step" in found else found["reason"])
        lines.append(line)
    print(f"{heading}\n\n" + "\n".join("  ".join(f"{cell:>22}" for cell in line) for line in lines))


def _measure(engine: str, weights: int) -> dict[str, Any]:
    command = [sys.executable, __file__, "--serve", engine, str(weights)]
    home = {**os.environ, **environment(1), "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(command, env=home, capture_output=True, text=True, check=False)
    if ended.returncode:
        return {"reason": ended.stderr.strip().splitlines()[-1]}
    found: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return found


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        serve(sys.argv[2], int(sys.argv[3]))
    else:
        main()
