"""Mutants are tried: in the functions of the running program where that will do, else where their file is imported broken."""

from __future__ import annotations

import gc
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import pytest
from broken_code import Instead, collect_functions, is_replaceable, name_code, pair_changes, replace_code
from forked_trials import MEMORY, limit_time, run_forked
from hypothesis import Phase, settings
from mutations import Mutation
from watched_tests import Calls, FirstFailure, choose_tests, run_tests, thin_out, watch_all

ROOT = Path(__file__).resolve().parents[2]
SLOW = "not edge and not million and not defined_twice"  # they say in minutes what others say in seconds
FEW = 12  # files of tests are collected for a file that is imported broken
NOBODY = "nobody notices"


@dataclass(eq=False)
class Mutant:
    """A mutation of a file. path: from the root of the repository."""

    path: str
    mutation: Mutation

    def __str__(self) -> str:
        return f"{self.path}: {self.mutation}"

    @cached_property
    def pairs(self) -> list[Any]:
        """The code that is changed, with what it is changed to; outermost first."""
        where = str(ROOT / self.path)
        return list(
            pair_changes(compile((ROOT / self.path).read_text(encoding="utf-8"), where, "exec"), self.mutation.compile(where))
        )


class Trials:
    """A plugin of pytest that collects the tests, and then tries mutants with them instead of running them.

    report: called with each mutant and what noticed it. anew: the mutants whose file must be imported anew, with tests to ask.
    """

    def __init__(
        self, chosen: list[Mutant], paths: set[str], jobs: int, memory: Path | None, seconds: float,
        report: Callable[[Mutant, str], None],
    ) -> None:  # fmt: skip
        """paths: the files in which calls are noted. seconds: of tests, while they are watched, that a mutant meets."""
        self.chosen, self.paths, self.jobs, self.memory, self.seconds = chosen, paths, jobs, memory, seconds
        self.report = report
        self.importing = Calls(self.paths)
        self.killers: dict[Any, Counter[str]] = {}
        self.anew: list[tuple[Mutant, list[str]]] = []

    def pytest_sessionstart(self) -> None:
        settings.register_profile("once", settings(), phases=(Phase.explicit, Phase.generate), database=None)
        settings.load_profile("once")  # an example that fails need not be made short
        self.importing.__enter__()

    def pytest_runtestloop(self, session: Any) -> bool:
        self.importing.__exit__()
        self.items = {item.nodeid: item for item in thin_out(session.items)}
        self.records = watch_all(list(self.items.values()), self.paths, self.jobs, self.memory)
        self.callers: dict[Any, list[str]] = {}
        for test, (_, names) in self.records.items():
            for name in [*names, *{name[0] for name in names}]:
                self.callers.setdefault(name, []).append(test)
        self.functions = collect_functions(self.paths)
        gc.freeze()  # what is here stays: a child that collects garbage need not look through it
        for mutant, killer in run_forked(self.works(), self.jobs, MEMORY):
            self.note(mutant, killer)
        return True

    def works(self) -> Iterator[tuple[Mutant, Callable[[], str]]]:
        for mutant in self.chosen:
            tests = self.tests_for(mutant)
            if not is_replaceable(mutant.pairs):
                self.anew.append((mutant, tests))
            elif tests:
                yield mutant, partial(self.find_killer, mutant, tests)
            else:
                self.note(mutant, NOBODY)

    def where(self, mutant: Mutant) -> Any:
        """What a test must call to notice the mutant: the broken function, or anything in a file that is imported anew."""
        code = mutant.pairs[-1][0] if mutant.pairs else None
        return name_code(code) if is_replaceable(mutant.pairs) else str(ROOT / mutant.path)

    def tests_for(self, mutant: Mutant, of_file: bool = False) -> list[str]:
        path = str(ROOT / mutant.path)
        where = path if of_file else self.where(mutant)
        first = [name for place in (where, path) for name, _ in self.killers.get(place, Counter()).most_common(6)]
        called = self.callers.get(where) or self.callers.get(path, [])  # what only a forked child calls was not seen
        return list(choose_tests(self.records, called, first, self.seconds))

    def find_killer(self, mutant: Mutant, tests: list[str]) -> str:
        """In a process of its own: the first test that fails with the mutant, or NOBODY."""
        try:
            replace_code(str(ROOT / mutant.path), mutant.pairs, self.functions)
        except ValueError:  # it uses other variables from outside than before
            return ""
        limit_time(self.records[tests[0]][0])
        for (_, failed), following in zip(run_tests([self.items[name] for name in tests]), [*tests[1:], tests[0]]):
            if failed:
                return failed
            limit_time(self.records[following][0])
        return NOBODY

    def note(self, mutant: Mutant, killer: str) -> None:
        if "::" in killer:
            for place in (self.where(mutant), str(ROOT / mutant.path)):
                self.killers.setdefault(place, Counter())[killer] += 1
        at_import = mutant.pairs and name_code(mutant.pairs[-1][0]) in self.importing.names
        if not killer or (killer == NOBODY and at_import):
            self.anew.append((mutant, self.tests_for(mutant, of_file=True)))
        else:
            self.report(mutant, killer)


class Chosen:
    """A plugin of pytest that runs some tests, in their order."""

    def __init__(self, names: list[str]) -> None:
        self.places = {name: place for place, name in enumerate(names)}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        items[:] = sorted([item for item in items if item.nodeid in self.places], key=lambda item: self.places[item.nodeid])


def run_pytest(tests: list[str], *plugins: Any) -> int:
    options = "-x -q -s --assert=plain --doctest-modules -o addopts= -p no:cacheprovider -p no:logging".split()
    return int(pytest.main([*options, "-m", "not slow", "-k", SLOW, *tests], plugins=list(plugins)))


def import_broken(mutant: Mutant, tests: list[str]) -> str:
    """In a process of its own, where nothing is imported yet: the first test that fails with the broken file, or NOBODY."""
    limit_time(10.0)
    path = ROOT / mutant.path
    name = mutant.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    sys.meta_path.insert(0, Instead(name, path, mutant.mutation.compile(str(path))))
    failure = FirstFailure()
    files = dict.fromkeys([test.partition("::")[0] for test in tests])
    files = [file for file in files if Path(file).name.startswith("test_")][
        :FEW
    ]  # pytest itself imports files that it is given
    if not files:
        return NOBODY
    code = run_pytest(files, failure, Chosen(tests))
    return failure.name or (NOBODY if code == 0 else "it cannot be imported")


class Findings:
    """What noticed each mutant, told line by line as it is found."""

    def __init__(self) -> None:
        self.log = os.fdopen(os.dup(2), "w", encoding="utf-8")  # forked processes close their own
        self.killers: dict[str, str] = {}

    def add(self, mutant: Mutant, killer: str) -> None:
        self.killers[str(mutant)] = killer
        print(f"{mutant.path}:{mutant.mutation.line}: {mutant.mutation}: {killer}", file=self.log, flush=True)


def try_all(
    chosen: list[Mutant], paths: set[str], tests: list[str], jobs: int, memory: Path | None, seconds: float
) -> dict[str, str]:
    """What noticed each of these mutants, or NOBODY.

    paths: all files whose mutants there are. tests: folders and files of tests. memory: a file for `watch_all`.
    seconds: see `Trials`.
    """
    findings = Findings()

    def try_in_place() -> Any:
        trials = Trials(chosen, paths, jobs, memory, seconds, findings.add)
        run_pytest(tests, trials)
        return findings.killers, [(chosen.index(mutant), tests) for mutant, tests in trials.anew]

    ((_, found),) = run_forked(iter([(None, try_in_place)]), 1)
    if isinstance(found, str):
        sys.exit(f"source mutants: {found}")
    findings.killers, anew = found
    works = ((chosen[i], partial(import_broken, chosen[i], tests)) for i, tests in anew)
    for mutant, killer in run_forked(works, jobs, MEMORY):
        findings.add(mutant, killer)
    return findings.killers
