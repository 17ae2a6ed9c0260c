"""Breaks kernel and compiler line by line: a condition inverted, a call left out, a number off by one. A test has to notice.

The tests are collected once, and each is watched: what does it call, how long does it take? Then each mutant lives in a forked
process, in which the functions of its file have the broken code; nothing on the disk changes. The tests that call the broken
function run, the quickest first, until one fails; one that takes far longer than usual has failed, too. What runs while a file
is imported is broken in a process that imports it anew. Mutants that change nothing that a program could observe, or nothing
but its speed, stand in `unnoticed.txt`, each below its reason.

    python tests/trust/source_mutants.py --files kernel/op.py --jobs 2
    python tests/trust/source_mutants.py --part 3/40       # a fortieth of all of them, the same one each time
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
from pathlib import Path

from mutant_trials import NOBODY, ROOT, Mutant, try_all
from mutations import mutations
from outcome import Outcome

REASONS = Path(__file__).with_name("unnoticed.txt")
SOURCES = ["autograd/kernel", "autograd/tape.py", "autograd/nest.py", "autograd/tensors"]
SOURCES += ["autograd/compiled", "autograd/derivatives"]
TESTS = [f"tests/autograd/{name}" for name in ("kernel", "ops", "tensors", "compiled", "derivatives", "formulas")]
TESTS += [path.relative_to(ROOT).as_posix() for path in sorted(ROOT.glob("tests/autograd/*.py"))]
TESTS += SOURCES  # their examples
MOST_MISSED = 0.05  # the largest share that no test may notice


def files() -> list[str]:
    """All files that are broken, from the root of the repository."""
    found = [sorted(path.glob("*.py")) if (path := ROOT / name).is_dir() else [path] for name in SOURCES]
    return [path.relative_to(ROOT).as_posix() for each in found for path in each]


def all_mutants(parts: list[str]) -> list[Mutant]:
    """The mutants of all files whose names have one of these parts."""
    chosen = [path for path in files() if any(part in path for part in parts or [""])]
    return [Mutant(path, m) for path in chosen for m in mutations((ROOT / path).read_text(encoding="utf-8"))]


def read_reasons() -> dict[str, str]:
    """Why nobody can notice a mutant, by its name. In the file a line `# reason` stands above the mutants that it is about."""
    reasons, reason = {}, ""
    for line in REASONS.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            reason = line[2:]
        elif line:
            reasons[line] = reason
    return reasons


def choose_part(chosen: list[Mutant], part: str) -> list[Mutant]:
    """The i-th of n parts, "i/n": of mutants in an order that chance made once for all."""
    i, n = [int(number) for number in part.split("/")]
    return [chosen[k] for k in sorted(random.Random(0).sample(range(len(chosen)), len(chosen))[i % n :: n])]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", default="0/1", metavar="I/N", help="only the I-th of N parts")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many at once")
    parser.add_argument("--files", nargs="*", default=[], help="parts of the files' names")
    parser.add_argument("--tests", nargs="*", default=TESTS, help="files and folders of tests that have to notice")
    parser.add_argument("--seconds", type=float, default=5.0, help="of the processor, watched, that a mutant's tests may take")
    parser.add_argument("--again", type=Path, help="what an earlier run printed: try those that nobody noticed")
    parser.add_argument("--memory", type=Path, help="a file that keeps what each test calls, for the next run")
    parser.add_argument("--known", action="store_true", help="try those of unnoticed.txt, too")
    arguments = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    os.chdir(ROOT)
    os.environ.update(CI="1", PYTEST_DISABLE_PLUGIN_AUTOLOAD="1")
    reasons = {} if arguments.known else read_reasons()
    chosen = choose_part(all_mutants(arguments.files), arguments.part)
    if arguments.again:
        missed = json.loads(arguments.again.read_text(encoding="utf-8"))["failures"]
        chosen = [mutant for mutant in chosen if str(mutant) in missed]
    unexplained = [mutant for mutant in chosen if str(mutant) not in reasons]
    paths = {str(ROOT / path) for path in files()}
    killers = try_all(unexplained, paths, arguments.tests, arguments.jobs, arguments.memory, arguments.seconds)
    missed = [name for name, killer in killers.items() if killer == NOBODY]
    found = {"tried": len(chosen), "explained": len(chosen) - len(unexplained), "failures": missed}
    print(json.dumps(found, indent=1, ensure_ascii=False))
    return 0


def try_source_mutants(quick: bool = False, seed: int = 0) -> Outcome:
    """quick: one mutant of a hundred. In a process of its own, where nothing is imported yet."""
    command = [sys.executable, __file__, "--part", f"{seed}/100" if quick else "0/1"]
    found = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return Outcome("source mutants", found["tried"], [f"{name}: no test notices" for name in found["failures"]])


if __name__ == "__main__":
    sys.exit(main())
