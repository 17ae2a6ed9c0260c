"""One engine of the scaling table, on one program of about so many scalar operations: what the child process runs.

    python growth.py network tapegrad 100000

Prints one JSON object a line: {phase: seconds} as each phase ends, then bytes, the number of operations and the loss.
Phases: *record* runs the program once on the engine's numbers; *backward* finds the gradient of all parameters;
*compile* turns that into something that runs again; *replay* is one such run, forward and backward, the best of 3.
"""

from __future__ import annotations

import gc
import json
import math
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

INPUTS, HIDDEN = 8, 16
PER_SAMPLE = HIDDEN * (2 * INPUTS + 1) + 2 * HIDDEN + 3  # per neuron products, sums and a relu; the error, its square, the sum
PER_STEP, SPAN = 12, 20.0  # operations of a step of the loop, and the time that it covers at most
NEAR, LAST = 1000, 100  # the tangle reaches back over so many values, and adds up the last ones
Relu = Callable[[Any], Any]
Program = Callable[[list[Any], int, Relu], tuple[Any, int]]


def network(parameters: list[Any], operations: int, relu: Relu) -> tuple[Any, int]:
    """An MLP 8-16-1 of single neurons, as many samples as it takes, the sum of squared errors: matrices in disguise."""
    draw = random.Random(7)
    samples = max(1, operations // PER_SAMPLE)
    loss: Any = 0.0
    for _ in range(samples):
        values: list[Any] = [draw.uniform(-1, 1) for _ in range(INPUTS)]
        truth, at = values[0] * values[1], 0
        for size in (HIDDEN, 1):
            layer = []
            for _ in range(size):
                total = parameters[at]
                for k, value in enumerate(values, at + 1):
                    total = total + parameters[k] * value
                at += len(values) + 1
                layer.append(relu(total) if size > 1 else total)
            values = layer
        error = values[0] - truth
        loss = loss + error * error
    return loss, samples * PER_SAMPLE


def tangle(parameters: list[Any], operations: int, relu: Relu) -> tuple[Any, int]:
    """Values made of any two of the thousand before them, by turns and kinks: nothing regular.

    The values fade slowly, to about 1e-20 at 10^6 operations and 1e-220 at 10^7, still far from underflow.
    """
    draw = random.Random(7)
    values: list[Any] = [draw.gauss(0, 1) for _ in range(NEAR)]
    done = LAST
    while done < operations:
        a, b = values[-1 - draw.randrange(NEAR)], values[-1 - draw.randrange(NEAR)]
        if draw.random() < 0.25:
            values.append(relu(a * parameters[1]) - relu(b * parameters[1]))
            done += 5
        else:
            k = 2 * draw.randrange(len(parameters) // 2)
            values.append(parameters[k] * a - parameters[k + 1] * b)
            done += 3
    loss: Any = 0.0
    for value in values[-LAST:]:
        loss = loss + value
    return loss, done


def loop(parameters: list[Any], operations: int, relu: Relu) -> tuple[Any, int]:
    """Hares and foxes by Euler's method (Lotka and Volterra, 1925), 12 operations a step: each step needs the one before.

    The same stretch of time in more and more steps.
    """
    steps = max(1, operations // PER_STEP)
    h = min(0.01, SPAN / steps)
    a, b, c, d = (p * p + 0.1 for p in parameters[:4])
    x: Any = 1.0
    y: Any = 0.5
    for _ in range(steps):
        x, y = x + h * (a * x - b * x * y), y + h * (c * x * y - d * y)
    return x + y, steps * PER_STEP + 9  # four times p·p + 0.1, and the last sum


def around(n: int) -> list[float]:
    """Cosines and sines of n angles."""
    draw = random.Random(3)
    angles = [draw.uniform(0, math.pi) for _ in range(n)]
    return [f(angle) for angle in angles for f in (math.cos, math.sin)]


PROGRAMS: dict[str, Program] = {"network": network, "tangle": tangle, "loop": loop}
PARAMETERS = around((HIDDEN * (INPUTS + 1) + HIDDEN + 2) // 2)


class Meter:
    """Times phases and says what they took, as they end."""

    def __init__(self, program: Program, operations: int) -> None:
        self.program, self.asked = program, operations
        gc.collect()

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        before, begin = resident(), time.perf_counter()
        yield
        self.say(**{name: time.perf_counter() - begin})
        if name == "record":
            self.say(recorded=resident() - before)
        elif name == "compile":
            self.say(compiled=resident() - before)

    def run(self, parameters: list[Any], relu: Relu) -> Any:
        loss, operations = self.program(parameters, self.asked, relu)
        self.say(operations=operations)
        return loss

    def replay(self, run: Callable[[], Any]) -> None:
        """The best of three runs after the first."""
        run()
        seconds = []
        for _ in range(3):
            begin = time.perf_counter()
            run()
            seconds.append(time.perf_counter() - begin)
        self.say(replay=min(seconds))

    def say(self, **facts: float) -> None:
        print(json.dumps(facts), flush=True)


def resident() -> int:
    """Bytes of memory that this process holds (where there is no /proc: the most that it ever held)."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        import resource

        unit = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def tapegrad(meter: Meter) -> None:
    from autograd import Tape, Tensor, relu

    leaves = [Tensor(value) for value in PARAMETERS]
    with meter.phase("record"), Tape() as tape:  # which lets the garbage collector rest
        loss = meter.run(leaves, relu)
    with meter.phase("backward"):
        loss.backward()
    meter.say(loss=loss.item(), slope=sum(leaf.grad or 0.0 for leaf in leaves))
    with meter.phase("compile"):
        program = tape.compile(parameters=leaves, output=loss)
    meter.say(compiled=program.nbytes())
    meter.replay(program.value_and_grad)
    value, gradient = program.value_and_grad()
    meter.say(replayed_loss=value, replayed_slope=float(gradient.sum()))


def micrograd(meter: Meter) -> None:
    from micrograd.engine import Value

    sys.setrecursionlimit(10**8)  # it sorts its graph by recursion
    leaves = [Value(value) for value in PARAMETERS]
    with meter.phase("record"):
        loss = meter.run(leaves, lambda x: x.relu() if isinstance(x, Value) else max(x, 0.0))
    with meter.phase("backward"):
        loss.backward()
    meter.say(loss=loss.data, slope=sum(leaf.grad for leaf in leaves))


def pytorch(meter: Meter) -> None:
    import torch

    leaves = [torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in PARAMETERS]
    with meter.phase("record"):
        loss = meter.run(leaves, lambda x: torch.relu(x) if isinstance(x, torch.Tensor) else max(x, 0.0))
    with meter.phase("backward"):
        loss.backward()
    meter.say(loss=loss.item(), slope=float(sum(leaf.grad or 0.0 for leaf in leaves)))


def casadi(meter: Meter) -> None:
    import casadi as ca
    import numpy as np

    parameters = ca.SX.sym("p", len(PARAMETERS))
    with meter.phase("record"):
        loss = meter.run(ca.vertsplit(parameters), lambda x: ca.fmax(0, x))
    with meter.phase("backward"):
        gradient = ca.gradient(loss, parameters)
    with meter.phase("compile"):
        function = ca.Function("value_and_grad", [parameters], [loss, gradient])
    memory, run = function.buffer()
    values, answer, slopes = np.array(PARAMETERS), np.zeros(1), np.zeros(len(PARAMETERS))
    memory.set_arg(0, values.data)
    memory.set_res(0, answer.data)
    memory.set_res(1, slopes.data)
    meter.replay(run)
    meter.say(loss=float(answer[0]), slope=float(slopes.sum()))


def jax(meter: Meter) -> None:
    import jax

    jax.config.update("jax_enable_x64", True)
    traced: Any = jax.jit(jax.value_and_grad(lambda leaves: meter.run(leaves, lambda x: jax.lax.max(x, 0.0))))
    with meter.phase("record"):
        lowered = traced.lower(PARAMETERS)
    with meter.phase("compile"):
        compiled = lowered.compile()
    loss, gradient = compiled(PARAMETERS)
    meter.say(loss=float(loss), slope=float(sum(gradient)))
    meter.replay(lambda: jax.block_until_ready(compiled(PARAMETERS)))


ENGINES: dict[str, Callable[[Meter], None]] = {
    "tapegrad": tapegrad,
    "micrograd": micrograd,
    "CasADi": casadi,
    "PyTorch": pytorch,
    "JAX": jax,
}


def serve(program: str, engine: str, operations: int) -> None:
    try:
        ENGINES[engine](Meter(PROGRAMS[program], operations))
    except ImportError as error:
        print(json.dumps({"reason": f"not installed: {error}"}), flush=True)
    sys.stderr.flush()
    os._exit(0)  # taking ten million objects apart one by one is not what is measured


if __name__ == "__main__":
    serve(sys.argv[1], sys.argv[2], int(sys.argv[3]))
