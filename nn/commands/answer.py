"""Answers: what a command found out, for people as lines or for programs as JSON, and the exit code."""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Callable, Mapping
from typing import Any

from autograd import printable

DONE, FAILED, MISUSED, INTERRUPTED = 0, 1, 2, 130


class Misuse(ValueError):
    """What was asked for cannot be meant: no such file, column or format."""


MISUSES = (Misuse, FileNotFoundError, IsADirectoryError, NotADirectoryError)
FAILURES = (ArithmeticError, ImportError, MemoryError, OSError, RuntimeError, TypeError, ValueError)


def guard(work: Callable[[argparse.Namespace], int], options: argparse.Namespace) -> int:
    """The exit code of some work; what went wrong is one message on stderr."""
    try:
        return work(options)
    except BrokenPipeError:  # the reader of the output went away
        raise
    except MISUSES as error:
        code, text = MISUSED, str(error)
    except FAILURES as error:
        code, text = FAILED, str(error) or type(error).__name__
    print(printable(f"python -m nn {options.command}: {text}"), file=sys.stderr)
    return code


def answer(options: argparse.Namespace, found: Mapping[str, Any], lines: Callable[[], Any]) -> None:
    """Print what was found: as one object in JSON where --json asks for it, or else as lines."""
    if options.json:
        print(json.dumps(plain(found), ensure_ascii=False))
    else:
        for line in lines():
            print(printable(line))


def note(text: str) -> None:
    """Say something beside the answer."""
    print(printable(text), file=sys.stderr)


def plain(value: Any) -> Any:
    """Numbers of NumPy's as Python's; JSON has no NaN and no infinity, they become null."""
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    return None if isinstance(value, float) and not math.isfinite(value) else value


def show_number(value: Any) -> str:
    """A number as people read it.

    >>> show_number(0.123456789), show_number(3.0)
    ('0.123457', '3')
    """
    return f"{value:.6g}"
