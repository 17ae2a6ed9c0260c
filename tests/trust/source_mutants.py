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
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from importlib.util import spec_from_loader
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from mutations import mutants
from outcome import Outcome

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


def is_noticed(path: Path, text: str, tests: list[str]) -> bool:
    """Whether a test fails with the broken text; in this very process, which can do nothing else afterwards."""
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    sys.meta_path.insert(0, Instead(module, path, text))
    os.chdir(ROOT)
    return pytest.main(["-x", "-q", "-o", "addopts=", "-m", "not slow", "-p", "no:cacheprovider", "-k", SLOW, *tests]) != 0


def start(work: Callable[[], bool]) -> int:
    """The number of a forked process that ends with 1 if the work gives True, or by a signal if it takes too long."""
    child = os.fork()
    if not child:
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        signal.alarm(20 * SECONDS)  # one that waits takes no processor time
        try:
            os._exit(int(work()))
        except BaseException:
            os._exit(1)
    return child


def try_mutants(chosen: list[tuple[Path, int, str, str]], tests: list[str], jobs: int) -> list[str]:
    """The mutants that no test notices, so many at once."""
    missed, running = [], {}
    for path, line, what, text in chosen:
        if len(running) >= jobs:
            missed += wait(running)
        asked = tests or TESTS[path.parent.relative_to(ROOT).as_posix()]
        running[start(partial(is_noticed, path, text, asked))] = f"{path.relative_to(ROOT)}:{line}, {what}"
    while running:
        missed += wait(running)
    return missed


def wait(running: dict[int, str]) -> list[str]:
    """Wait for one process: the mutant's name if no test noticed it."""
    child, status = os.wait()
    name = running.pop(child)
    return [] if status else [name]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--one-of", type=int, default=1, metavar="N", help="only one mutant of N")
    parser.add_argument("--seed", type=int, default=0, help="which one of N comes first")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many at once")
    parser.add_argument("--files", nargs="*", default=[], help="parts of the files' names")
    parser.add_argument("--tests", nargs="*", default=[], help="tests that have to notice, instead of the folder's own")
    arguments = parser.parse_args()
    os.environ.update(CI="1", PYTEST_DISABLE_PLUGIN_AUTOLOAD="1")
    unbroken = [(ROOT / folder / "__init__.py", 0, "nothing", "") for folder in TESTS]
    unbroken = [(path, line, what, path.read_text(encoding="utf-8")) for path, line, what, _ in unbroken]
    if len(try_mutants(unbroken, arguments.tests, arguments.jobs)) < len(unbroken):
        sys.exit("source mutants: the tests fail without any mutant")
    chosen = [m for m in all_mutants() if any(part in str(m[0]) for part in arguments.files or [""])]
    chosen = chosen[arguments.seed % arguments.one_of :: arguments.one_of]
    print(json.dumps({"tried": len(chosen), "failures": try_mutants(chosen, arguments.tests, arguments.jobs)}, indent=1))
    return 0


def try_source_mutants(quick: bool = False, seed: int = 0) -> Outcome:
    """quick: one mutant of a hundred. In a process of its own, where nothing is imported yet."""
    command = [sys.executable, __file__, "--seed", str(seed), "--one-of", "100" if quick else "1"]
    found = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return Outcome("source mutants", found["tried"], [f"{name}: no test notices" for name in found["failures"]])


if __name__ == "__main__":
    sys.exit(main())
