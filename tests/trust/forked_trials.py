"""Trials in forked processes: each gives back what it found, or nothing if it took too long."""

from __future__ import annotations

import os
import pickle
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from typing import Any

if sys.platform != "win32":
    import resource

TOO_LONG = "it takes too long"
PATIENCE = 5  # times its usual time may a test take
SHORT = 0.4  # seconds that stand for what usually takes less
WAITING = 6  # seconds on the clock for each that the processor may take, and a minute: other programs run, too
MEMORY = 4 * 2**30  # bytes of addresses that a trial may have


def limit_time(usual: float) -> None:
    """Let this process be ended if it takes much longer than usual from now on."""
    seconds = PATIENCE * max(SHORT, usual)
    signal.setitimer(signal.ITIMER_PROF, seconds)  # of the processor
    signal.setitimer(signal.ITIMER_REAL, 60 + WAITING * seconds)  # one that waits takes no processor time


def run_forked(works: Iterator[tuple[Any, Callable[[], Any]]], jobs: int, memory: int = 0) -> Iterator[tuple[Any, Any]]:
    """Do each work in a forked process, so many at once; gives its label and what it found, in the order in which they end.

    memory=0: how many bytes of addresses a process may have, if there is a limit.
    A work is taken from the iterator only when there is a place for it, so that it may depend on what was found before.
    """
    running: dict[int, tuple[Any, Any]] = {}
    for label, work in works:
        file = tempfile.TemporaryFile()
        child = os.fork()
        if not child:
            do_quietly(work, file, memory)
        running[child] = label, file
        if len(running) >= jobs:
            yield end_of_one(running)
    while running:
        yield end_of_one(running)


def do_quietly(work: Callable[[], Any], file: Any, memory: int) -> None:
    """Do the work, write what it gives to the file, and end the process."""
    try:
        os.setpgid(0, 0)  # so that what it starts can be ended with it
        if memory:
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        try:
            found = work()
        except BaseException as error:
            found = f"{type(error).__name__}: {error}"
        pickle.dump(found, file)
        file.flush()
    finally:
        os._exit(0)


def end_of_one(running: dict[int, tuple[Any, Any]]) -> tuple[Any, Any]:
    """Wait until one of these processes ends: its label, and what it found."""
    child, _ = os.wait()
    label, file = running.pop(child)
    try:
        os.killpg(child, signal.SIGKILL)  # processes that a test started and left behind
    except ProcessLookupError:
        pass
    with file:
        file.seek(0)
        content = file.read()
    return label, pickle.loads(content) if content else TOO_LONG
