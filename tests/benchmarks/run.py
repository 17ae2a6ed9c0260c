"""Print the speed table: tapegrad and its peers side by side, in one run.

    python tests/benchmarks/run.py                       every row
    python tests/benchmarks/run.py --only chain --peers micrograd
    python tests/benchmarks/run.py --check               compare the answers, time nothing

Run it with the Python of an environment that holds the peers (see README.md beside this file). A peer that is not
installed keeps its line and says so. Ends with code 1 when engines disagree about an answer.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
from functools import partial
from pathlib import Path

from harness import Result, run_row
from machine import machine, pin
from row import Row
from table import plain, table
from worker import Worker

ROWS = tuple(sorted(path.stem for path in (Path(__file__).parent / "rows").glob("*.py")))
GROUPS = ("calculus",)  # rows whose names begin so
ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    arguments = _parse()
    core = pin(arguments.core, arguments.threads)
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    results = [_run(name, arguments) for name in arguments.only]
    if arguments.check:
        _print_check(results)
    else:
        heading = machine(core, arguments.threads)
        print(f"{heading}\n\n{table(results)}")
        if arguments.markdown:
            arguments.markdown.write_text(f"{heading}\n\n{table(results, markdown=True)}\n", encoding="utf-8")
        if arguments.json:
            data = {"machine": heading, "rows": plain(results)}
            arguments.json.write_text(json.dumps(data, indent=1), encoding="utf-8")
    return int(any(reason.startswith("disagrees") for result in results for reason in result.absent.values()))


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    rows = f"rows: {', '.join(ROWS)}"
    parser.add_argument("--only", nargs="+", metavar="ROW", choices=(*ROWS, *GROUPS), default=ROWS, help=rows)
    parser.add_argument(
        "--peers", nargs="*", metavar="NAME", help="engines whose name contains one of these, besides tapegrad (default: all)"
    )
    parser.add_argument("--check", action="store_true", help="compare the answers and time nothing")
    parser.add_argument("--rounds", type=int, help="rounds per engine (default: 15)")
    parser.add_argument("--core", type=int, help="the processor core to run on (default: the last one allowed)")
    parser.add_argument("--threads", type=int, default=1, help="threads and cores for each engine (default: 1)")
    parser.add_argument("--memory", action="store_true", help="also by how much each engine's process grows")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every round as data")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the table as Markdown")
    arguments = parser.parse_args()
    wanted = arguments.only
    arguments.only = [row for name in wanted for row in ROWS if row == name or (name in GROUPS and row.startswith(name))]
    return arguments


def _run(name: str, arguments: argparse.Namespace) -> Result:
    row: Row = importlib.import_module(f"rows.{name}").ROW
    ours = {target.ours for target in row.targets}
    asked = [""] if arguments.peers is None else arguments.peers  # every name contains ""

    def choose(engine: str) -> bool:
        return engine in ours or any(part.lower() in engine.lower() for part in asked)

    print(f"{name}: {row.work} ...", file=sys.stderr, flush=True)
    start = partial(Worker, f"rows.{name}", threads=arguments.threads)
    rounds = 0 if arguments.check else arguments.rounds
    return run_row(row, start, only=choose, rounds=rounds, memory=arguments.memory)


def _print_check(results: list[Result]) -> None:
    """Per engine: how far its answer is from the first present engine's."""
    for result in results:
        print(result.row.work)
        for engine in result.row.engines:
            if engine in result.absent:
                print(f"  {engine:32} {result.absent[engine]}")
            elif engine in result.apart:
                print(f"  {engine:32} apart by {result.apart[engine]:.1e}, allowed {result.row.tolerance:.0e}")


if __name__ == "__main__":
    sys.exit(main())
