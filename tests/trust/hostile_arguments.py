"""Tries values that no setting expects, in each setting of each public callable, and counts the answers that teach nothing.

An answer is clear if our own code raises it and it names the callable or the setting; accepted if the call goes through; and a
fault if it is a bare error from deep inside, takes long, or needs more memory than there is.
"""

from __future__ import annotations

import contextlib
import io
import linecache
import os
import re
import signal
import tempfile
import traceback
import warnings
from collections import Counter
from collections.abc import Iterator
from typing import Any

from hostile_calls import Call, find_call, public_callables
from hostile_values import CRASH_NUMPY, FIXED, VALUES
from outcome import Outcome

import nn

SECONDS = 10  # after which a call counts as hanging
OURS = tuple(os.sep + package + os.sep for package in ("autograd", "nn"))
WRITES = re.compile(r"path|file|folder|directory|cache_dir")  # settings that name a place to write to: left out
MOST_BARE = 0.01  # the share of bare errors that a run may have


class Hangs(Exception):
    """A call that was stopped."""


@contextlib.contextmanager
def limit_time() -> Iterator[None]:
    """Stop what takes long, where the system has alarms."""

    def stop(*_: Any) -> None:
        raise Hangs

    if not hasattr(signal, "SIGALRM"):
        yield
        return
    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def is_clear(error: BaseException, call: Call, setting: str) -> bool:
    """Whether our code says it, and says of what."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    if frame.name == "__bool__" and "hostile_values" in frame.filename:
        return "it refuses" in str(error)  # the object's own words are the answer
    ours = any(folder in frame.filename for folder in OURS) and "site-packages" not in frame.filename
    raised = linecache.getline(frame.filename, frame.lineno or 0).strip().startswith("raise")
    names = (setting, call.path.rpartition(".")[2], getattr(call.function, "__name__", setting))
    said = str(error).lower().replace("_", "")  # AlphaDropout is called alpha_dropout, too
    return ours and raised and any(name.lower().replace("_", "") in said for name in names)


def answer(call: Call, setting: str, value: Any) -> tuple[str, str]:
    """What kind of answer a value gets: accepted, clear or bare; and, of a bare one, where it came from."""
    try:
        with limit_time(), contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            call.run(setting, value)
    except (Exception, Hangs) as error:
        if not isinstance(error, (MemoryError, RecursionError, Hangs)) and is_clear(error, call, setting):
            return "clear", ""
        frame = traceback.extract_tb(error.__traceback__)[-1]
        ours = [f for f in traceback.extract_tb(error.__traceback__) if any(folder in f.filename for folder in OURS)]
        ours = [f for f in ours if "site-packages" not in f.filename] or [frame]
        place = f"{ours[-1].filename}:{ours[-1].lineno} {ours[-1].name}"
        return "bare", f"{type(error).__name__}: {str(error)[:110]} ({place})"
    return "accepted", ""


def try_call(call: Call, chosen: tuple[str, ...], outcome: Outcome, kinds: Counter[str]) -> None:
    """Every chosen value in every setting of one callable."""
    for setting in call.settings:
        if WRITES.search(setting):
            continue
        for name in chosen:
            if name in CRASH_NUMPY and "seed" in setting:
                continue
            outcome.tried += 1
            kind, why = answer(call, setting, VALUES[name]())
            kinds[kind] += 1
            if kind == "bare":
                outcome.failures.append(f"{call.path}({setting}={name}): {why}")


def try_hostile_arguments(quick: bool = False, seed: int = 0) -> Outcome:
    """quick: a dozen values in every fourth callable. A run fails where more than one answer in a hundred is bare."""
    outcome, kinds, unreached = Outcome("hostile arguments"), Counter[str](), []
    here = os.getcwd()
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        os.chdir(folder)  # for whatever takes a value as a place to write to
        try:
            for i, (path, function) in enumerate(public_callables()):
                if quick and i % 4 != seed % 4:
                    continue
                with contextlib.redirect_stdout(io.StringIO()):
                    call = find_call(path, function)
                if call is None:
                    unreached.append(path)
                else:
                    try_call(call, FIXED if quick else tuple(VALUES), outcome, kinds)
                nn.set_random_seed(0)
        finally:
            os.chdir(here)
    outcome.notes.append(", ".join(f"{n:,} {kind}" for kind, n in sorted(kinds.items())))
    outcome.notes.append(f"{len(unreached)} callables without a call that works: {', '.join(unreached)}")
    return outcome
