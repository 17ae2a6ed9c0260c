"""All-reduce against compute, on paper: python notebooks/reference/all_reduce.py writes table and figure of all_reduce.md.

    mpiexec -n 2 python notebooks/reference/all_reduce.py --measure

prints the constants of this machine: seconds per sample of each model, and the latency and bandwidth between two processes.
"""

from __future__ import annotations

import math
import sys
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
BEGIN, END = "<!-- table: written by all_reduce.py -->\n", "<!-- end of the table -->\n"
MOST = 1024  # processes
BATCH = 1024  # samples of a step, all processes together
SHARE = 32  # samples of a step for each process, where the batch grows with them


@dataclass(frozen=True)
class Model:
    """A network: its weights, all float32, and the seconds that one core takes to train it on one sample."""

    name: str
    parameters: int
    seconds: float

    @property
    def nbytes(self) -> int:
        return 4 * self.parameters


@dataclass(frozen=True)
class Link:
    """What carries messages: seconds until one arrives, and bytes per second from then on."""

    name: str
    latency: float
    bandwidth: float


MODELS = (  # a training step of the README's table of speeds, divided by the samples in it
    Model("MLP 784-128-128-10", 118_282, 1.47e-3 / 128),
    Model("LeNet-5", 61_706, 7.4e-3 / 64),
    Model("GPT, 4 layers of 64", 212_480, 31.4e-3 / 16),
)
NETWORKS = (  # as such networks usually are, with TCP and with remote memory access
    Link("10 Gb/s", 30e-6, 10e9 / 8),
    Link("100 Gb/s", 2e-6, 100e9 / 8),
)
MEMORY = Link("two processes of one machine", 0.85e-6, 6.4e9)  # measured with mpich 5.0


def reduce_time(n: int, nbytes: int, link: Link) -> float:
    """Seconds until n processes have the sum of their vectors, passed around a ring in n parts."""
    return 2 * (n - 1) / n * nbytes / link.bandwidth + 2 * (n - 1) * link.latency


def step_time(n: int, model: Model, link: Link, batch: int = BATCH) -> float:
    """Seconds of a training step of n processes that share a batch."""
    return batch / n * model.seconds + reduce_time(n, model.nbytes, link)


def best_size(model: Model, link: Link, batch: int = BATCH) -> int:
    """The number of processes, up to MOST, with the shortest step: where one more stops paying."""
    return min(range(1, MOST + 1), key=lambda n: step_time(n, model, link, batch))


def turning_point(model: Model, link: Link, batch: int = BATCH) -> float:
    """The same as a formula: where the derivative of step_time by n is 0; 1 where sharing never pays."""
    saved = batch * model.seconds - 2 * model.nbytes / link.bandwidth
    return max(1.0, math.sqrt(saved / (2 * link.latency))) if saved > 0 else 1.0


def efficiency(n: int, model: Model, link: Link) -> float:
    """The share of its time for which a process computes, where each has SHARE samples of its own."""
    compute = SHARE * model.seconds
    return compute / (compute + reduce_time(n, model.nbytes, link))


def table() -> str:
    """The table of the page."""
    lines = [
        "| model | weights | compute, a sample | network | at 2 | best number | at that | at 1,024 | own batch, at 1,024 |",
        "| --- | ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for model in MODELS:
        what = f"{model.name} | {model.parameters:,} | {short(model.seconds * 1e6)} µs"
        for link in NETWORKS:
            alone, best = step_time(1, model, link), best_size(model, link)
            times = [alone / step_time(n, model, link) for n in (2, best, MOST)]
            cells = [link.name, f"{times[0]:.2f}", f"**{best}**", short(times[1]), short(times[2])]
            lines.append(f"| {what} | {' | '.join(cells)} | {100 * efficiency(MOST, model, link):.2g} % |")
    return "\n".join(lines) + "\n"


def short(number: float) -> str:
    """A number to three digits, or without any after the point."""
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"


def page() -> str:
    """The page with its table made anew."""
    text = (HERE / "all_reduce.md").read_text(encoding="utf-8")
    return text[: text.index(BEGIN) + len(BEGIN)] + table() + text[text.index(END) :]


def draw(file: Path) -> None:
    """Times as fast as one process, over the number of processes: one panel a model."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    ink = "#7d8590"  # seen on white and on black
    colors = ["edgecolor", "labelcolor", "titlecolor"]
    style = {f"axes.{name}": ink for name in colors} | dict.fromkeys(("xtick.color", "ytick.color", "text.color"), ink)
    with mpl.rc_context({**style, "svg.fonttype": "none", "svg.hashsalt": "tapegrad", "font.family": "sans-serif"}):
        figure = Figure(figsize=(9.5, 3.3), layout="constrained")
        for axes, model in zip(figure.subplots(1, len(MODELS), sharey=True), MODELS):
            n = sorted({round(2 ** (k / 4)) for k in range(41)})
            axes.loglog(n, n, color=ink, linestyle=":", label="without a network")
            for link, color in zip(NETWORKS, ("#d0871a", "#3b82d0")):
                times = [step_time(1, model, link) / step_time(k, model, link) for k in n]
                axes.loglog(n, times, color=color, label=link.name)
                best = best_size(model, link)
                axes.plot(best, step_time(1, model, link) / step_time(best, model, link), "o", color=color)
                axes.annotate(f"{best}", (best, step_time(1, model, link) / step_time(best, model, link)), (0, -15),
                              textcoords="offset points", ha="center", color=color)  # fmt: skip
            axes.set(title=model.name, xlabel="processes", ylim=(0.5, 1100))
            axes.spines[["top", "right"]].set_visible(False)
        figure.axes[0].set_ylabel("times as fast as one process")
        figure.axes[0].legend(frameon=False, fontsize=9)
        figure.savefig(file, format="svg", transparent=True, metadata={"Date": None})


def measure() -> None:
    """Print the constants of this machine; on two processes of an MPI job also those of the way between them."""
    from mpi4py import MPI

    world = MPI.COMM_WORLD
    if world.rank == 0:
        for name, (model, x, y) in networks().items():
            model.train_on_batch(x, y)
            work = partial(model.train_on_batch, x, y)
            best = min(clock(work, time.process_time) for _ in range(60))  # of the processor, whoever else uses it
            print(
                f"{name}: {model.count_params():,} weights, {best / len(x) * 1e6:.3g} µs a sample, batch {len(x)}", flush=True
            )
    world.Barrier()
    if world.size != 2:
        return
    import numpy as np

    for size in (1, *[model.parameters for model in MODELS]):
        vector, best = np.zeros(size, "float32"), math.inf
        for _ in range(300):
            world.Barrier()
            best = min(best, world.allreduce(clock(partial(world.Allreduce, MPI.IN_PLACE, vector)), MPI.MAX))
        if world.rank == 0:
            print(f"all-reduce of {size:,} float32 between two processes: {best * 1e6:.3g} µs", flush=True)


def clock(work: Any, watch: Any = time.perf_counter) -> float:
    """How many seconds something takes."""
    start = watch()
    work()
    return float(watch() - start)


def networks() -> dict[str, tuple[Any, Any, Any]]:
    """Each model with a batch of data to learn."""
    import numpy as np

    import nn

    rng = np.random.default_rng(0)
    images, labels = rng.random((64, 28, 28, 1), dtype="float32"), rng.integers(0, 10, 64)
    dense = [nn.Dense(128, "relu", input_shape=(784,)), nn.Dense(128, "relu"), nn.Dense(10)]
    lenet = [
        nn.Conv2D(6, 5, padding="same", activation="relu", input_shape=(28, 28, 1)), nn.MaxPooling2D(),
        nn.Conv2D(16, 5, activation="relu"), nn.MaxPooling2D(), nn.Flatten(),
        nn.Dense(120, "relu"), nn.Dense(84, "relu"), nn.Dense(10),
    ]  # fmt: skip
    letters = rng.integers(0, 65, (16, 65))
    made = {
        MODELS[0].name: (nn.Sequential(dense), images.reshape(-1, 784), labels),
        MODELS[1].name: (nn.Sequential(lenet), images, labels),
        MODELS[2].name: (nn.GPT(65), letters[:, :-1], letters[:, 1:]),
    }
    for model, _, _ in made.values():
        model.compile("adam", nn.losses.SparseCategoricalCrossentropy(from_logits=True))
    return made


if __name__ == "__main__":
    if "--measure" in sys.argv:
        measure()
    else:
        (HERE / "all_reduce.md").write_text(page(), encoding="utf-8")
        draw(HERE / "all_reduce.svg")
