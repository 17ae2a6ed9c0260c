"""One engine of one row in a process of its own, answering "time one round" over a pipe.

Importing torch, tensorflow or jax changes a process for good (threads, garbage collector, signal handlers), so each
engine lives alone. `Worker` is the side that asks; running this file as a script is the side that answers, one JSON
object a line.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from row import Answer

COUNTED = ("OMP", "OPENBLAS", "MKL", "NUMEXPR")  # each reads how many threads it may use from ..._NUM_THREADS


def environment(threads: int) -> dict[str, str]:
    """What tells every library how many threads it may use, and to stay on the processor."""
    return {
        **{f"{library}_NUM_THREADS": str(threads) for library in COUNTED},
        "VECLIB_MAXIMUM_THREADS": str(threads),
        "TF_NUM_INTRAOP_THREADS": str(threads),
        "TF_NUM_INTEROP_THREADS": "1",
        "XLA_FLAGS": f"--xla_cpu_multi_thread_eigen={str(threads > 1).lower()}",
        "JAX_PLATFORMS": "cpu",
        "CUDA_VISIBLE_DEVICES": "",
        "KERAS_BACKEND": "tensorflow",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PYTHONHASHSEED": "0",
    }


class Absent(Exception):
    """The engine cannot be measured; the message is the reason to print."""


class Worker:
    """A child process that holds one engine ready: `Worker("rows.chain", "tapegrad", threads=2)`.

    Raises `Absent` when the engine is not installed or fails; the message says which.
    """

    def __init__(self, module: str, engine: str, threads: int = 1) -> None:
        self._errors = tempfile.TemporaryFile("w+")
        self._process = subprocess.Popen(
            [sys.executable, __file__, module, engine],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            env={**os.environ, **environment(threads)},
        )
        try:
            self._receive()
        except Absent:
            self.close()
            raise

    def memory(self) -> int | None:
        """By how many bytes the process grew at most while it worked for the first times; None where nobody tells."""
        grown: int | None = self._ask("memory")
        return grown

    def answer(self) -> Answer:
        """The numbers this engine computes."""
        numbers: Answer = self._ask("answer")
        return numbers

    def repeats(self, seconds: float) -> int:
        """How many repeats of the work last about `seconds` (at least one; the first run, a warm-up, is left out)."""
        count: int = self._ask("repeats", seconds)
        return count

    def round(self, repeats: int) -> tuple[float, float]:
        """Time one round. Returns wall and processor seconds per repeat."""
        wall, processor = self._ask("round", repeats)
        return wall, processor

    def close(self) -> None:
        """End the process; harmless when it ended already."""
        self._process.kill()
        self._process.communicate()
        self._errors.close()

    def _ask(self, question: str, *arguments: float) -> Any:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps([question, *arguments]) + "\n")
        self._process.stdin.flush()
        return self._receive()

    def _receive(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            code = self._process.wait()
            self._errors.seek(0)
            last = (self._errors.read().strip().splitlines() or ["no message"])[-1]
            raise Absent(f"failed: its process ended with code {code} ({last})")
        reply = json.loads(line)
        if "absent" in reply:
            raise Absent(reply["absent"])
        return reply["value"]


def time_round(work: Callable[[], object], repeats: int) -> tuple[float, float]:
    """Wall and processor seconds per repeat of `work`."""
    if not gc.isenabled():
        gc.collect()  # an engine that leaves cycles must not fill the memory; its own round stays free of it
    wall, processor = time.perf_counter(), time.process_time()
    for _ in range(repeats):
        work()
    return (time.perf_counter() - wall) / repeats, (time.process_time() - processor) / repeats


def growth(work: Callable[[], object], repeats: int = 3) -> int | None:
    """Bytes by which this process grows at most while it works, what it keeps for later steps included."""
    status, peak = Path("/proc/self/status"), Path("/proc/self/clear_refs")
    try:
        peak.write_text("5")  # Linux forgets the largest size so far
        before = _kilobytes(status, "VmRSS")
        for _ in range(repeats):
            work()
        return 1024 * max(0, _kilobytes(status, "VmHWM") - before)
    except (OSError, StopIteration):
        return None


def _kilobytes(status: Path, name: str) -> int:
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith(name))


def choose_repeats(work: Callable[[], object], seconds: float) -> int:
    """Double the number of repeats until a round lasts a quarter of `seconds`, then scale up to it."""
    work()  # compiling and filling caches is not what a round measures
    if seconds <= 0:
        return 1
    repeats = 1
    while (spent := time_round(work, repeats)[0]) * repeats < seconds / 4:
        repeats *= 2
    return max(1, round(seconds / spent))


def serve(module: str, engine: str) -> None:
    """Answer questions on standard input until it closes."""
    replies = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what libraries print must not get between the replies

    def reply(**content: Any) -> None:
        replies.write(json.dumps(content) + "\n")
        replies.flush()

    try:
        work, answer = importlib.import_module(module).ROW.engines[engine]()
        questions = {
            "memory": lambda: growth(work),
            "answer": answer,
            "repeats": lambda seconds: choose_repeats(work, seconds),
            "round": lambda repeats: time_round(work, repeats),
        }
        reply(value="ready")
        for line in sys.stdin:
            question, *arguments = json.loads(line)
            reply(value=questions[question](*arguments))
    except ImportError as error:
        reply(absent=f"not installed: {error}")
    except Exception as error:
        reply(absent=f"failed: {type(error).__name__}: {error}")
        raise


if __name__ == "__main__":
    serve(*sys.argv[1:])
