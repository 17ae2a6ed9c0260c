"""Breaks kernel and compiler line by line: a condition inverted, a call left out, a number off by one. A test has to notice.

Each mutant lives in a forked process of its own, in which the broken file is imported in place of the right one; nothing on the
disk changes. The tests of its folder run until one fails; one that hangs has been noticed, too.
"""

from __future__ import annotations

import argparse
import importlib.abc
import importlib.machinery
import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from importlib.util import spec_from_loader
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from mutations import mutants
from outcome import Outcome

if sys.platform != "win32":
    import resource

ROOT = Path(__file__).resolve().parents[2]
KERNEL = [  # what looks at it in about half a minute
    *("order_and_reuse quick_paths modes mode_contexts writes hooks joint_rows gradient_slot choices mutation threads").split(),
    *("calls random_programs linear_work depth_time_and_memory").split(),
]
TESTS = {  # a folder's files are broken one by one, and these have to notice
    "autograd/kernel": [
        *[f"tests/autograd/kernel/test_{name}.py" for name in KERNEL],
        *[f"tests/autograd/{name}.py" for name in ("test_gradients", "test_nest", "test_tape", "tensors/test_tensor")],
    ],
    "autograd/compiled": ["tests/autograd/compiled", "tests/autograd/kernel/test_random_programs.py"],
}
SLOW = "not edge and not million and not defined_twice"  # they say in minutes what others say in seconds
SECONDS = 120  # of the processor that a mutant may take before it counts as noticed
NOBODY = "nobody notices"
MOST_MISSED = 0.05  # the largest share that no test may notice


class Instead(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports a broken text in place of a module's file."""

    def __init__(self, module: str, path: Path, text: str) -> None:
        self.module, self.path, self.text = module, path, text

    def find_spec(self, name: str, *_: Any) -> importlib.machinery.ModuleSpec | None:
        return spec_from_loader(name, self, origin=str(self.path)) if name == self.module else None

    def exec_module(self, module: ModuleType) -> None:
        module.__file__ = str(self.path)
        exec(compile(self.text, str(self.path), "exec"), vars(module))


def all_mutants() -> Iterator[tuple[Path, int, str, str]]:
    """The file, the line, what was done, and the broken text, each text once."""
    for folder in TESTS:
        for path in sorted(ROOT.glob(f"{folder}/*.py")):
            seen = set()
            for line, what, text in mutants(path.read_text(encoding="utf-8")):
                if text not in seen:
                    seen.add(text)
                    yield path, line, what, text


class FirstFailure:
    """A plugin of pytest that keeps the name of the first test that failed."""

    name = ""

    def pytest_runtest_logreport(self, report: Any) -> None:
        self.name = self.name or (report.nodeid if report.failed else "")


def find_killer(path: Path, text: str, tests: list[str], first: list[str]) -> str:
    """The test that fails with the broken text, "" if none does; in this very process, which is of no use afterwards.

    first: tests that noticed other mutants of the file: they are asked before all.
    """
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    sys.meta_path.insert(0, Instead(module, path, text))
    os.chdir(ROOT)
    options = ["-x", "-q", "-o", "addopts=", "-m", "not slow", "-p", "no:cacheprovider", "-k", SLOW]
    for asked in [first, tests] if first else [tests]:
        failure = FirstFailure()
        if pytest.main([*options, *asked], plugins=[failure]):
            return failure.name or "it cannot be imported"
    return ""


def start(work: Callable[[], str]) -> tuple[int, int]:
    """A forked process that does the work, and a pipe that brings what it found; it brings nothing if it takes too long."""
    inlet, outlet = os.pipe()
    child = os.fork()
    if not child:
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        signal.alarm(20 * SECONDS)  # one that waits takes no processor time
        try:
            found = work()
        except BaseException as error:
            found = type(error).__name__
        os.write(outlet, (found or NOBODY).encode())
        os._exit(0)
    os.close(outlet)
    return child, inlet


class Trials:
    """Mutants that are tried, so many at once; what noticed one of a file is asked first of the next.

    tests: asked instead of the folder's own. jobs: how many at once.
    """

    def __init__(self, tests: list[str], jobs: int) -> None:
        self.tests, self.jobs = tests, jobs
        self.killers: dict[Path, Counter[str]] = {}
        self.running: dict[int, tuple[int, Path, str]] = {}
        self.missed: list[str] = []

    def run(self, chosen: list[tuple[Path, int, str, str]]) -> list[str]:
        """The mutants that no test notices."""
        for path, line, what, text in chosen:
            if len(self.running) >= self.jobs:
                self.wait()
            tests = self.tests or TESTS[path.parent.relative_to(ROOT).as_posix()]
            first = [name for name, _ in self.killers.setdefault(path, Counter()).most_common(8)]
            child, inlet = start(partial(find_killer, path, text, tests, first))
            self.running[child] = inlet, path, f"{path.relative_to(ROOT)}:{line}, {what}"
        while self.running:
            self.wait()
        return self.missed

    def wait(self) -> None:
        """Wait for one process, and note what it found."""
        inlet, path, name = self.running.pop(os.wait()[0])
        with open(inlet, encoding="utf-8") as pipe:
            killer = pipe.read()
        if killer == NOBODY:
            self.missed.append(name)
        elif "::" in killer:
            self.killers[path][killer] += 1
        print(f"{name}: {killer or 'took too long'}", file=sys.stderr, flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--one-of", type=int, default=1, metavar="N", help="only one mutant of N")
    parser.add_argument("--seed", type=int, default=0, help="which one of N comes first")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many at once")
    parser.add_argument("--files", nargs="*", default=[], help="parts of the files' names")
    parser.add_argument("--tests", nargs="*", default=[], help="tests that have to notice, instead of the folder's own")
    arguments = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    os.environ.update(CI="1", PYTEST_DISABLE_PLUGIN_AUTOLOAD="1")
    heads = [ROOT / folder / "__init__.py" for folder in TESTS]
    unbroken = [(path, 0, "nothing", path.read_text(encoding="utf-8")) for path in heads]
    if len(Trials(arguments.tests, arguments.jobs).run(unbroken)) < len(unbroken):
        sys.exit("source mutants: the tests fail without any mutant")
    chosen = [m for m in all_mutants() if any(part in str(m[0]) for part in arguments.files or [""])]
    chosen = chosen[arguments.seed % arguments.one_of :: arguments.one_of]
    missed = Trials(arguments.tests, arguments.jobs).run(chosen)
    print(json.dumps({"tried": len(chosen), "failures": missed}, indent=1))
    return 0


def try_source_mutants(quick: bool = False, seed: int = 0) -> Outcome:
    """quick: one mutant of a hundred. In a process of its own, where nothing is imported yet."""
    command = [sys.executable, __file__, "--seed", str(seed), "--one-of", "100" if quick else "1"]
    found = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return Outcome("source mutants", found["tried"], [f"{name}: no test notices" for name in found["failures"]])


if __name__ == "__main__":
    sys.exit(main())
