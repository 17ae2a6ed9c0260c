"""The machine that measures: its one core, its name, and the versions of what is compared."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import sys
from pathlib import Path

PEERS = ("numpy", "torch", "jax", "tensorflow", "keras", "casadi", "micrograd")


def pin(core: int | None, threads: int = 1) -> str:
    """Keep this process and its workers on as many cores as they have threads, where the system can."""
    if sys.platform != "linux":
        return "not pinned (only Linux can)"
    last = sorted(os.sched_getaffinity(0))[-threads:]
    chosen = last if core is None or threads > 1 else [core]
    os.sched_setaffinity(0, chosen)
    return f"pinned to core{'s' if len(chosen) > 1 else ''} {', '.join(map(str, chosen))}"


def machine(core: str, threads: int = 1) -> str:
    """The machine and the versions."""
    counted = "one thread" if threads == 1 else f"{threads} threads"
    versions = ", ".join(f"{peer} {version}" for peer in PEERS if (version := _version(peer)))
    return f"Python {platform.python_version()}, {versions}\n{_processor()}, {core}, {counted}"


def _version(distribution: str) -> str | None:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return None


def _processor() -> str:
    """The processor's name: /proc/cpuinfo knows it best where there is one."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())
