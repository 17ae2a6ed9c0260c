"""Which tests call which functions, and how long they take: a mutant meets those that can notice it, the quickest first."""

from __future__ import annotations

import hashlib
import pickle
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from broken_code import Name, name_code
from forked_trials import run_forked

MOST_CASES = 100  # of one test
LONGEST = 12.0  # seconds of the processor, watched, that a test may take
Record = tuple[float, set[Name]]  # seconds of the processor, and the code that was called


class Calls:
    """Notes which code of some files is called inside a `with` block."""

    def __init__(self, paths: set[str]) -> None:
        self.paths = paths
        self.names: set[Name] = set()

    def __enter__(self) -> Calls:
        threading.settrace(self.note)
        sys.settrace(self.note)
        return self

    def __exit__(self, *_: Any) -> None:
        sys.settrace(None)
        threading.settrace(None)  # type: ignore[arg-type]

    def note(self, frame: Any, event: str, _: Any) -> None:
        code = frame.f_code
        if code.co_filename in self.paths:
            self.names.add(name_code(code))


class FirstFailure:
    """A plugin of pytest that keeps the name of the first test that failed."""

    name = ""

    def pytest_runtest_logreport(self, report: Any) -> None:
        self.name = self.name or (report.nodeid if report.failed else "")


def run_tests(items: list[Any]) -> Iterator[tuple[Any, str]]:
    """Run tests one by one: each with "", or with the name of what failed. `items` may not change meanwhile."""
    failure = FirstFailure()
    items[0].config.pluginmanager.register(failure)
    for item, following in zip(items, [*items[1:], None]):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        yield item, failure.name
        failure.name = ""


def thin_out(items: list[Any]) -> list[Any]:
    """Of a test with very many cases some, spread over all."""
    cases: dict[str, list[Any]] = {}
    for item in items:
        cases.setdefault(item.nodeid.partition("[")[0], []).append(item)
    return [item for each in cases.values() for item in each[:: -(-len(each) // MOST_CASES)]]


def watch(items: list[Any], paths: set[str]) -> dict[str, Record]:
    """Run tests in this process; those that fail, or take too long, are left out."""
    records = {}
    calls, start = Calls(paths), time.process_time()
    with calls:
        for item, failed in run_tests(items):
            seconds = time.process_time() - start
            if not failed and seconds < LONGEST:
                records[item.nodeid] = seconds, calls.names
            calls.names, start = set(), time.process_time()
    return records


def watch_all(items: list[Any], paths: set[str], jobs: int, memory: Path | None) -> dict[str, Record]:
    """What each test calls; what the file `memory` knows from an earlier run of the same sources is not asked again."""
    digest = hashlib.sha256(b"".join([Path(path).read_bytes() for path in sorted(paths)])).hexdigest()
    known = pickle.loads(memory.read_bytes()) if memory and memory.exists() else {}
    records: dict[str, Record] = known.get(digest, {})
    unknown = [item for item in items if item.nodeid not in records]
    size = 1 + len(unknown) // (8 * jobs)
    shares = [unknown[start : start + size] for start in range(0, len(unknown), size)]
    for _, found in run_forked(((None, partial(watch, share, paths)) for share in shares), jobs):
        records.update(found)
    if memory and unknown:
        memory.write_bytes(pickle.dumps({digest: records}))
    return {item.nodeid: records[item.nodeid] for item in items if item.nodeid in records}


def choose_tests(records: dict[str, Record], called: Iterable[str], first: list[str], seconds: float) -> Iterator[str]:
    """Tests in the order in which they are asked, as many as take so many seconds together.

    called: the tests that reach the broken code. first: those that noticed other mutants near it. Then come the quickest,
    the first case of each test before the second of another.
    """
    cases: dict[str, int] = {}
    costs = {}
    for name in sorted(called, key=lambda name: records[name][0]):
        test = name.partition("[")[0]
        cases[test] = cases.get(test, 0) + 1
        costs[name] = records[name][0] * cases[test]
    left = seconds
    for name in dict.fromkeys([*[name for name in first if name in costs], *sorted(costs, key=costs.__getitem__)]):
        left -= records[name][0]
        if left < 0:
            return
        yield name
