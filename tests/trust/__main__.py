"""Run all machines that try to break tapegrad, and print one table.

    python -m tests.trust                          the long form, hours
    python -m tests.trust --quick                  the short form, which the tests run too
    python -m tests.trust --only programs --seed 3

Ends with code 1 if anything failed.
"""

from __future__ import annotations

import argparse
import datetime
import platform
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # its files import each other as the tests see them

import numpy as np
from machines import MACHINES, is_passed

import autograd


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.trust")
    parser.add_argument("--quick", action="store_true", help="the short form")
    parser.add_argument("--seed", type=int, default=0, help="where random numbers start")
    parser.add_argument("--only", nargs="*", default=list(MACHINES), choices=list(MACHINES))
    arguments = parser.parse_args()
    versions = f"tapegrad {autograd.__version__}, Python {platform.python_version()}, NumPy {np.__version__}"
    print(f"{datetime.date.today()}, {versions}, seed {arguments.seed}, {'short' if arguments.quick else 'long'} form\n")
    print("| machine | tried | failed | seconds |\n| --- | ---: | ---: | ---: |")
    outcomes = []
    for name in arguments.only:
        start = time.perf_counter()
        outcome = MACHINES[name](quick=arguments.quick, seed=arguments.seed)
        outcomes.append(outcome)
        seconds = time.perf_counter() - start
        print(f"| {outcome.machine} | {outcome.tried:,} | {outcome.failed:,} | {seconds:,.0f} |", flush=True)
    for outcome in outcomes:
        for line in (*outcome.notes, *outcome.failures[:20]):
            print(f"\n{outcome.machine}: {line}")
    return 0 if all(is_passed(outcome) for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
