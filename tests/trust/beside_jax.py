"""Runs the random programs in JAX, too, where that is installed, and compares values and gradients:

    PYTHONPATH=. python tests/trust/beside_jax.py 2000

The programs are the same text, with jax.numpy in place of NumPy. Where two inputs of a maximum, or two elements of a sort, are
equal, any share of the gradient is right, so such programs only have their values compared.
"""

from __future__ import annotations

import re
import sys
import warnings
from types import SimpleNamespace
from typing import Any

import jax
import numpy as np
from jax import numpy as jnp
from program_text import Program, draw_program
from random_programs import Disagree, gradients, same

ASSIGNED = re.compile(r"^(\s*)(\w+)\[(.*?)\] = (.*)$", re.MULTILINE)
CHOOSE = ("np.maximum", "np.sort", "np.clip", "ag.relu")
AG = SimpleNamespace(
    relu=jax.nn.relu,
    softmax=jax.nn.softmax,
    grad=jax.grad,
    vjp=lambda f, x: jax.vjp(f, x),
    hvp=lambda f, x, v: jax.jvp(jax.grad(f), (x,), (v,))[1],
)


def in_jax(program: Program) -> Any:
    """The program's function, of jax.numpy."""
    room: dict[str, Any] = {"np": jnp, "ag": AG}
    exec(ASSIGNED.sub(r"\1\2 = \2.at[\3].set(\4)", program.text), room)
    return room["f"]


def compare(program: Program) -> None:
    """Raise Disagree if JAX gives other numbers."""
    f, theirs, inputs = program.compile(), in_jax(program), program.inputs()
    close = 2e-3 if "float32" in program.text or any(d == "float32" for _, d, _ in program.leaves) else 1e-9
    given = [jnp.asarray(x) for x in inputs]
    same("values", f(*inputs), np.asarray(theirs(*given)), close)
    if not any(name in program.text for name in CHOOSE):
        found = jax.grad(theirs, argnums=tuple(range(len(given))))(*given)
        for i, (ours, other) in enumerate(zip(gradients(f, inputs), found)):
            same(f"gradient of argument {i}", ours, np.asarray(other), close)


def main() -> int:
    jax.config.update("jax_enable_x64", True)
    count = int(sys.argv[1]) if sys.argv[1:] else 2000
    failed = refused = 0
    for number in range(count):
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            program = draw_program(9_000_000 + number)
            try:
                compare(program)
            except Disagree as error:
                failed += 1
                print(f"program {program.seed}: {error}\n{program}\n")
            except (ValueError, TypeError, IndexError):
                refused += 1  # axis -1 of a single number, for one
    print(f"{count} programs: JAX does not run {refused}, and gives other numbers for {failed}")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
