"""Runs the tests of the other package called autograd (HIPS) against ours, and prints how many pass, module by module.

    python tests/benchmarks/hips.py PATH/TO/ITS/CHECKOUT
    python tests/benchmarks/hips.py PATH --only test_scipy test_linalg
    python tests/benchmarks/hips.py PATH --failures                       and what fails

It fetches nothing. The tests are copied to a folder that is removed afterwards, so that their `import autograd` finds ours.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[2]


def run_tests(tests: Path, only: list[str]) -> ElementTree.Element:
    """Pytest's report on a copy of these tests."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copytree(tests, Path(folder) / "tests", ignore=shutil.ignore_patterns("__pycache__")))
        files = [f"{name.removesuffix('.py')}.py" for name in only] or [path.name for path in sorted(copy.glob("test_*.py"))]
        (copy / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")  # none of the options that the checkout sets
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--continue-on-collection-errors"]
        command += [f"--junitxml={report}", *files]
        subprocess.run(command, cwd=copy, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.DEVNULL, check=False)
        if not report.exists():
            raise SystemExit("pytest gave no report: is it installed?")
        return ElementTree.parse(report).getroot()


def count(report: ElementTree.Element) -> tuple[dict[str, Counter[str]], list[str]]:
    """For each module how many tests passed, failed and were skipped, and one line for each failure."""
    table: dict[str, Counter[str]] = {}
    failures = []
    for case in report.iter("testcase"):
        module = (case.get("classname") or case.get("name") or "").rpartition(".")[2]
        wrong = next((case.find(kind) for kind in ("failure", "error") if case.find(kind) is not None), None)
        outcome = "fail" if wrong is not None else "skip" if case.find("skipped") is not None else "pass"
        table.setdefault(module, Counter())[outcome] += 1
        if wrong is not None:
            message = (wrong.get("message") or "").partition("\n")[0]
            failures.append(f"{module}::{case.get('name')}: {message[:120]}")
    return table, failures


def table_of(counts: dict[str, Counter[str]]) -> str:
    """The counts in Markdown, with their sum."""
    total: Counter[str] = sum(counts.values(), Counter())
    lines = ["| module | pass | fail | skip |", "| --- | ---: | ---: | ---: |"]
    for module, found in [*sorted(counts.items()), ("all", total)]:
        lines.append(f"| {module} | {found['pass']} | {found['fail']} | {found['skip']} |")
    return "\n".join(lines)


def main() -> int:
    """Runs the command; 1 if a test failed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("checkout", type=Path, help="the folder of its repository, which holds tests/")
    parser.add_argument("--only", nargs="+", default=[], metavar="MODULE", help="some modules, such as test_scipy")
    parser.add_argument("--failures", action="store_true", help="name each test that fails, and why")
    chosen = parser.parse_args()
    tests = chosen.checkout / "tests"
    if not list(tests.glob("test_*.py")):
        parser.error(f"there are no tests in {tests}: give the folder of a checkout")
    counts, failures = count(run_tests(tests, chosen.only))
    print(table_of(counts))
    if chosen.failures:
        print("", *failures, sep="\n")
    return int(bool(failures))


if __name__ == "__main__":
    raise SystemExit(main())
