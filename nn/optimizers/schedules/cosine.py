"""Learning rates that follow half a cosine wave: once, again and again, or up and down in one cycle."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from nn.optimizers.schedules.schedule import LearningRateSchedule, cosine


@dataclass(frozen=True)
class CosineDecay(LearningRateSchedule):
    r"""$$ \eta_t = \eta_0 \left(\alpha + (1 - \alpha)\,\tfrac12 (1 + \cos \pi t/n)\right) $$ until n = decay_steps, then αη₀.

    initial_learning_rate: η₀. decay_steps: n. alpha: α, the share of the rate that stays (default 0.0).
    warmup_target: climb first, in `warmup_steps`, straight from η₀ to this rate, and fall from there (default None, no climb).
    warmup_steps: how long the climb is (default 0). name: for messages.
    Raises TypeError or ValueError for a setting out of its range.
    Loshchilov & Hutter, 2016, arXiv:1608.03983; warm-up: Goyal et al., 2017, arXiv:1706.02677.

    >>> schedule = CosineDecay(0.0, decay_steps=100, warmup_target=0.1, warmup_steps=10)
    >>> schedule(5), schedule(10), schedule(60)
    (0.05, 0.1, 0.05)
    """

    initial_learning_rate: float
    decay_steps: float
    alpha: float = 0.0
    name: str = "CosineDecay"
    warmup_target: float | None = None
    warmup_steps: float = 0

    def __call__(self, step: float) -> float:
        top, start = self.initial_learning_rate, 0.0
        if self.warmup_target is not None:
            if step < self.warmup_steps:
                return top + (self.warmup_target - top) * step / self.warmup_steps
            top, start = self.warmup_target, self.warmup_steps
        return cosine(top, top * self.alpha, min(1.0, (step - start) / self.decay_steps))


@dataclass(frozen=True)
class CosineDecayRestarts(LearningRateSchedule):
    """CosineDecay that starts anew: each run is `t_mul` times as long and `m_mul` times as high as the one before.

    initial_learning_rate: the rate at step 0. first_decay_steps: the length of the first run. t_mul: default 2.0, at least 1.
    m_mul: default 1.0. alpha: the share of the rate that stays at the end of a run (default 0.0). name: for messages.
    Raises TypeError or ValueError for a setting out of its range.
    Loshchilov & Hutter, 2016, "SGDR", arXiv:1608.03983.

    >>> schedule = CosineDecayRestarts(1.0, first_decay_steps=10)
    >>> schedule(0), schedule(5), schedule(10), schedule(20)
    (1.0, 0.5, 1.0, 0.5)
    """

    initial_learning_rate: float
    first_decay_steps: float
    t_mul: float = 2.0
    m_mul: float = 1.0
    alpha: float = 0.0
    name: str = "SGDRDecay"

    def __call__(self, step: float) -> float:
        run, length = step, self.first_decay_steps
        restarts, run = divmod(run, length) if self.t_mul == 1 else (0.0, run)
        while run >= length:
            run, length, restarts = run - length, length * self.t_mul, restarts + 1.0
        rate = cosine(self.m_mul**restarts, 0.0, run / length)
        return self.initial_learning_rate * ((1.0 - self.alpha) * rate + self.alpha)


@dataclass(frozen=True)
class OneCycle(LearningRateSchedule):
    """PyTorch's OneCycleLR: up from max/div_factor to max_learning_rate, then down to a final_div_factor-th of the start.

    max_learning_rate: the highest rate. total_steps: steps of the whole cycle, after which the rate stays.
    pct_start: the share of them for the way up (default 0.3). anneal_strategy: the curve, "cos" or "linear" (default "cos").
    div_factor: max / start (default 25.0). final_div_factor: start / end (default 1e4).
    three_phase: go down to the start as fast as it came up, then on (default False). name: for messages.
    Raises TypeError or ValueError for a setting out of its range. The momentum is left alone.
    Smith & Topin, 2017, arXiv:1708.07120.

    >>> schedule = OneCycle(1.0, total_steps=11, pct_start=0.5, anneal_strategy="linear")
    >>> schedule(0), schedule(4.5), schedule(100)
    (0.04, 1.0, 4e-06)
    """

    max_learning_rate: float
    total_steps: int
    pct_start: float = 0.3
    anneal_strategy: str = "cos"
    div_factor: float = 25.0
    final_div_factor: float = 1e4
    three_phase: bool = False
    name: str = "OneCycle"

    def __post_init__(self) -> None:
        super().__post_init__()
        if not isinstance(self.anneal_strategy, str) or self.anneal_strategy not in ("cos", "linear"):
            raise ValueError(f"OneCycle: anneal_strategy must be 'cos' or 'linear', got {self.anneal_strategy!r}")

    def __call__(self, step: float) -> float:
        low = self.max_learning_rate / self.div_factor
        up, last, lowest = self.pct_start * self.total_steps - 1.0, self.total_steps - 1.0, low / self.final_div_factor
        corners = [(0.0, low), (up, self.max_learning_rate), (last, lowest)]
        if self.three_phase:
            corners.insert(2, (2.0 * up, low))
        for (begin, start), (end, stop) in pairwise(corners):
            if begin < end and step <= end:
                share = (step - begin) / (end - begin)
                return cosine(start, stop, share) if self.anneal_strategy == "cos" else start + (stop - start) * share
        return lowest
