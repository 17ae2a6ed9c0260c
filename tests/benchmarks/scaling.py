"""Print how cost grows: seconds and bytes per operation from 10^3 to 10^7 scalar operations, for us and for peers.

    python tests/benchmarks/scaling.py                        all engines, both programs, as far as each gets
    python tests/benchmarks/scaling.py --engines tapegrad casadi --to 6
    python tests/benchmarks/scaling.py --programs tangle      what has no matrices inside
    python tests/benchmarks/scaling.py --json FILE --markdown FILE

Each engine runs each decade in a process of its own, which is ended when it takes too long (--seconds) or too much
memory (--gigabytes); the table then says so, and larger decades are not tried.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from growth import ENGINES, PROGRAMS
from machine import machine, pin
from worker import environment

ROOT = Path(__file__).resolve().parents[2]
PHASES = ("record", "backward", "compile", "replay")
FIGURES = {phase: f"{phase}, ns" for phase in PHASES} | {"recorded": "recorded, B", "compiled": "compiled, B"}
HEADINGS = ("program", "engine", "per operation")
APART = {"loss": 1e-9, "slope": 1e-6}  # how far the loss, and the sum of all gradients, may be from the first engine's


def main() -> int:
    arguments = _parse()
    heading = machine(pin(arguments.core))
    runs: list[dict[str, Any]] = []
    for program in arguments.programs:
        for engine in arguments.engines:
            for decade in range(3, arguments.to + 1):
                print(f"{program}, {engine}, 10^{decade} operations ...", file=sys.stderr, flush=True)
                found = measure(program, engine, 10**decade, arguments.seconds, arguments.gigabytes)
                runs.append({"program": program, "engine": engine, "asked": 10**decade, **found})
                if "reason" in found:
                    break
    compare(runs)
    print(f"{heading}\n\n{table(runs)}")
    if arguments.markdown:
        arguments.markdown.write_text(f"{heading}\n\n{table(runs, markdown=True)}\n", encoding="utf-8")
    if arguments.json:
        arguments.json.write_text(json.dumps({"machine": heading, "runs": runs}, indent=1), encoding="utf-8")
    return int(any(run.get("reason", "").startswith("disagrees") for run in runs))


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for option, known in (("--engines", ENGINES), ("--programs", PROGRAMS)):
        parser.add_argument(option, nargs="+", metavar="NAME", choices=known, default=list(known), help=", ".join(known))
    parser.add_argument("--to", type=int, default=7, metavar="DECADE", help="the largest power of ten (default: 7)")
    parser.add_argument("--seconds", type=float, default=120, help="for one engine and decade (default: 120)")
    parser.add_argument("--gigabytes", type=float, default=8, help="likewise (default: 8; watched on Linux)")
    parser.add_argument("--core", type=int, help="the processor core to run on (default: the last one allowed)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the measurements as data")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the table as Markdown")
    return parser.parse_args()


def measure(program: str, engine: str, operations: int, seconds: float, gigabytes: float) -> dict[str, Any]:
    """What a child process reports before it ends or is ended: phases with seconds and bytes, or the reason why not."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    script = str(Path(__file__).parent / "growth.py")
    with tempfile.TemporaryFile("w+") as said, tempfile.TemporaryFile("w+") as errors:
        child = subprocess.Popen(
            [sys.executable, script, program, engine, str(operations)],
            stdout=said,
            stderr=errors,
            env={**os.environ, **environment(1), "PYTHONPATH": path},
        )
        reason = _watch(child, seconds, gigabytes)
        said.seek(0)
        errors.seek(0)
        found: dict[str, Any] = {}
        for line in said:
            found |= json.loads(line)
        last = (errors.read().strip().splitlines() or ["no message"])[-1]
    if not reason and child.returncode:
        reason = f"failed: {last[:100]}"
    if reason and "reason" not in found:
        found["reason"] = reason
    return found


def _watch(child: subprocess.Popen[bytes], seconds: float, gigabytes: float) -> str:
    """Wait for a child; end it and say why when it goes too far."""
    end = time.monotonic() + seconds
    while child.poll() is None:
        over = f"more than {seconds:g} s" if time.monotonic() > end else ""
        if _resident(child.pid) > gigabytes * 1e9:
            over = f"more than {gigabytes:g} GB"
        if over:
            child.kill()
            child.wait()
            return over
        time.sleep(0.02)
    return ""


def _resident(pid: int) -> int:
    """Bytes of memory that a process holds; 0 where the system does not tell."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0


def compare(runs: list[dict[str, Any]]) -> None:
    """Mark runs whose answer is not that of the first engine that ran the same program."""
    first: dict[tuple[str, int, str], float] = {}
    for run in runs:
        for key in [key for key in run if key.endswith(("loss", "slope"))]:
            kind = key.removeprefix("replayed_")
            expected = first.setdefault((run["program"], run["asked"], kind), run[key])
            if not abs(run[key] - expected) <= APART[kind] * abs(expected):
                run["reason"] = f"disagrees: {key} {run[key]!r} instead of {expected!r}"


def table(runs: list[dict[str, Any]], *, markdown: bool = False) -> str:
    """Nanoseconds and bytes per operation, a column for each decade, so that what is linear stays the same along a line."""
    decades = sorted({run["asked"] for run in runs})
    lines = [[*HEADINGS, *[f"10^{round(math.log10(n))}" for n in decades]]]
    for which in dict.fromkeys((run["program"], run["engine"]) for run in runs):
        found = {run["asked"]: run for run in runs if (run["program"], run["engine"]) == which}
        shown = {name: [_figure(found.get(n, {}), name) for n in decades] for name in FIGURES}
        shown = {name: row for name, row in shown.items() if any(row)} | {"": [""] * len(decades)}
        for column, n in enumerate(decades):  # why it ended stands where the first figure is missing
            if "reason" in found.get(n, {}):
                next(row for row in shown.values() if not row[column])[column] = found[n]["reason"]
        rows = [[FIGURES.get(name, ""), *row] for name, row in shown.items() if any(row)]
        lines += [[*(which if i == 0 else ("", "")), *row] for i, row in enumerate(rows)]
    if markdown:
        rule = ["---"] * len(HEADINGS) + ["---:"] * len(decades)
        return "\n".join("| " + " | ".join(line) + " |" for line in [lines[0], rule, *lines[1:]])
    widths = [max(map(len, column)) for column in zip(*lines)]
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join("  ".join(_align(line, widths)).rstrip() for line in lines)


def _align(line: list[str], widths: list[int]) -> list[str]:
    """Words to the left, numbers to the right."""
    words = len(HEADINGS)
    return [cell.ljust(width) if i < words else cell.rjust(width) for i, (cell, width) in enumerate(zip(line, widths))]


def _figure(run: dict[str, Any], name: str) -> str:
    """One figure per operation, with three digits and no more decimals than they need; empty where there is none."""
    if name not in run:
        return ""
    value = run[name] / run["operations"] * (1e9 if name in PHASES else 1)
    return f"{value:,.0f}" if value >= 99.5 else f"{value:.3g}"


if __name__ == "__main__":
    sys.exit(main())
