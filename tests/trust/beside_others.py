"""Runs the random programs in JAX and PyTorch, too, where those are installed, and compares values and gradients:

    PYTHONPATH=. python tests/trust/beside_others.py 2000        # or 2000 5000: from the 5000th on

Where two inputs of a maximum, or two elements of a sort, are equal, any share of the gradient is right, so such programs only
have their values compared.
"""

from __future__ import annotations

import sys
import warnings
from typing import Any

import numpy as np
from other_engines import Engine, engines_that_are_there
from outcome import Outcome
from program_text import Program, draw_program
from random_programs import Disagree, gradients, same

CHOOSE = ("np.maximum", "np.sort", "np.clip", "ag.relu")
FIRST = 9_000_000  # the number of the first program, far from those of the other machine
SHORT, LONG = 100, 10_000


def compare(program: Program, engine: Engine) -> None:
    """Raise Disagree if the other engine gives other numbers."""
    f, inputs, (read, run) = program.compile(), program.inputs(), engine
    single = "float32" in program.text or any(dtype == "float32" for _, dtype, _ in program.leaves)
    close = 2e-3 if single else 1e-9
    value, *slopes = run(read(program.text), inputs)
    same("values", f(*inputs), value, close)
    if not any(name in program.text for name in CHOOSE):
        for i, (ours, theirs) in enumerate(zip(gradients(f, inputs), slopes)):
            same(f"gradient of argument {i}", ours, theirs, close)


def try_beside_others(quick: bool = False, seed: int = 0, count: int | None = None, first: int = 0) -> Outcome:
    """quick: 100 programs, else 10,000, or count of them, from the first on. What another engine refuses is counted."""
    outcome, engines = Outcome("programs beside others"), engines_that_are_there()
    refused = dict.fromkeys(engines, 0)
    for number in range(first, first + (count or (SHORT if quick else LONG))):
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            program = draw_program(FIRST + seed * 1_000_000 + number)
            for name, engine in engines.items():
                outcome.tried += 1
                what, gone = find_difference(program, engine)
                refused[name] += gone
                outcome.failures += [f"program {program.seed}, {name}: {what}\n{program}"] if what else []
    outcome.notes += [f"{name} does not run {n:,} of them" for name, n in refused.items()] or ["neither is installed"]
    return outcome


def find_difference(program: Program, engine: Any) -> tuple[str, bool]:
    """In what two engines differ, and whether the other one cannot run the program: axis -1 of a single number, for one."""
    try:
        compare(program, engine)
    except Disagree as error:
        return str(error), False
    except (ValueError, TypeError, IndexError, RuntimeError, AttributeError):
        return "", True
    return "", False


def main() -> int:
    count, first = (*map(int, sys.argv[1:]), *(2000, 0)[len(sys.argv) - 1 :])
    outcome = try_beside_others(count=count, first=first)
    print("\n\n".join([f"{outcome.tried:,} comparisons, {outcome.failed} differ", *outcome.notes, *outcome.failures]))
    return int(outcome.failed > 0)


if __name__ == "__main__":
    sys.exit(main())
