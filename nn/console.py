"""The console that a program writes to: how the program ends there, and whether it is the page of a notebook."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import NoReturn

READER_GONE, INTERRUPTED = 1, 130  # exit codes; the second is what shells give a program that Ctrl-C stopped


def run_program(name: str, main: Callable[[], int]) -> NoReturn:
    """Run a program to its end, with the exit code that `main` returns; Ctrl-C ends it without a traceback.

    name: what the message begins with, such as "python -m nn".
    """
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True, errors="replace")  # type: ignore[union-attr]
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        print(f"\n{name}: stopped", file=sys.stderr)
        sys.exit(INTERRUPTED)
    except BrokenPipeError:  # whoever read the output went away, as in `python -m nn | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(READER_GONE)


def is_page() -> bool:
    """Whether what is printed becomes part of a notebook. Only the module of its class tells Jupyter's stream from others."""
    return type(sys.stdout).__module__.startswith("ipykernel")
