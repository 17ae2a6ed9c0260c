"""Weights whose spread follows from the number of connections, so that signals keep their size through the layers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np

from autograd import name_owner
from nn.checks import number
from nn.configuration.kept import Configured
from nn.initializers.drawn import draw_truncated
from nn.seeds import generator

Axes: TypeAlias = "Sequence[int] | None"  # of a weight
MODES = ("fan_in", "fan_out", "fan_avg")
DISTRIBUTIONS = ("truncated_normal", "untruncated_normal", "uniform")


@name_owner
def fans(shape: tuple[int, ...], input_axes: Axes = None, output_axes: Axes = None) -> tuple[int, int]:
    """The numbers of inputs and outputs that one weight connects.

    shape: of the weight, (..., in, out); the axes before are a kernel's area, by which both are multiplied.
    input_axes, output_axes: the axes along which inputs and outputs lie instead, given both (default None).

    >>> fans((3, 3, 16, 32)), fans((32, 4, 16), [0], [1, 2])
    ((144, 288), (32, 64))
    """
    if input_axes is not None and output_axes is not None:
        return math.prod(shape[axis] for axis in input_axes), math.prod(shape[axis] for axis in output_axes)
    if len(shape) < 2:
        n = shape[0] if shape else 1
        return n, n
    area = math.prod(shape[:-2])
    return shape[-2] * area, shape[-1] * area


class VarianceScaling(Configured):
    """Random weights of variance scale / n, with n the inputs, the outputs or their mean.

    scale: default 1.0, positive. mode: n, "fan_in", "fan_out" or "fan_avg" (default "fan_in").
    distribution: "truncated_normal" (default; none beyond two standard deviations), "untruncated_normal" or "uniform".
    seed: makes every call give the same numbers (default None: those of `set_random_seed`).
    input_axes, output_axes: the axes along which inputs and outputs lie, given both (default None: the last two, see `fans`).
    Raises ValueError for other choices. Called with (shape, dtype) it gives the array, as every initializer does.

    >>> w = VarianceScaling(2.0, seed=0)((100, 200)); w.shape, round(float(w.var()), 3)
    ((100, 200), 0.02)
    """

    def __init__(
        self, scale: float = 1.0, mode: str = "fan_in", distribution: str = "truncated_normal", seed: int | None = None,
        input_axes: Axes = None, output_axes: Axes = None,
    ) -> None:  # fmt: skip
        if mode not in MODES or distribution not in DISTRIBUTIONS:
            raise ValueError(
                f"VarianceScaling: mode must be one of {', '.join(MODES)}, distribution one of {', '.join(DISTRIBUTIONS)}; "
                f"got mode={mode!r}, distribution={distribution!r}"
            )
        self.scale = number("VarianceScaling", "scale", scale, above=0)
        self.mode, self.distribution, self.seed = mode, distribution, seed
        self.input_axes, self.output_axes = input_axes, output_axes

    def __call__(self, shape: tuple[int, ...], dtype: Any = "float32") -> np.ndarray:
        fan_in, fan_out = fans(shape, self.input_axes, self.output_axes)
        n = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[self.mode]
        variance = self.scale / max(1.0, n)
        rng = generator(self.seed)
        if self.distribution == "uniform":
            limit = math.sqrt(3.0 * variance)
            return rng.uniform(-limit, limit, shape).astype(dtype)
        if self.distribution == "untruncated_normal":
            return (rng.standard_normal(shape) * math.sqrt(variance)).astype(dtype)
        # cutting a normal at two standard deviations leaves 0.8796 of the deviation
        return (draw_truncated(rng, shape) * (math.sqrt(variance) / 0.87962566103423978)).astype(dtype)


class Scaled(VarianceScaling):
    """A VarianceScaling whose rule is fixed by its class."""

    rule: tuple[float, str, str] = (1.0, "fan_in", "truncated_normal")

    def __init__(self, seed: int | None = None, input_axes: Axes = None, output_axes: Axes = None) -> None:
        super().__init__(*self.rule, seed, input_axes, output_axes)


class GlorotUniform(Scaled):
    """Uniform with variance 2 / (in + out), which keeps the size of both signals and gradients. Glorot & Bengio, 2010.

    seed: makes every call give the same numbers (default None). input_axes, output_axes: see VarianceScaling (default None).

    >>> w = GlorotUniform(seed=0)((100, 100)); round(float(w.var()), 3)
    0.01
    """

    rule = (1.0, "fan_avg", "uniform")


class GlorotNormal(Scaled):
    """Truncated normal with variance 2 / (in + out), which keeps the size of signals and gradients. Glorot & Bengio, 2010.

    seed: makes every call give the same numbers (default None). input_axes, output_axes: see VarianceScaling (default None).

    >>> w = GlorotNormal(seed=0)((100, 100)); round(float(w.var()), 3)
    0.01
    """

    rule = (1.0, "fan_avg", "truncated_normal")


class HeUniform(Scaled):
    """Uniform with variance 2 / in, for relu, which halves the signal. He, Zhang, Ren & Sun, 2015, arXiv:1502.01852.

    seed: makes every call give the same numbers (default None). input_axes, output_axes: see VarianceScaling (default None).

    >>> w = HeUniform(seed=0)((100, 100)); round(float(w.var()), 3)
    0.02
    """

    rule = (2.0, "fan_in", "uniform")


class HeNormal(Scaled):
    """Truncated normal with variance 2 / in, for relu. He, Zhang, Ren & Sun, 2015, arXiv:1502.01852.

    seed: makes every call give the same numbers (default None). input_axes, output_axes: see VarianceScaling (default None).

    >>> w = HeNormal(seed=0)((100, 100)); round(float(w.var()), 3)
    0.02
    """

    rule = (2.0, "fan_in", "truncated_normal")


class LecunUniform(Scaled):
    """Uniform with variance 1 / in. LeCun, Bottou, Orr & Müller, 1998, "Efficient BackProp".

    seed: makes every call give the same numbers (default None). input_axes, output_axes: see VarianceScaling (default None).

    >>> w = LecunUniform(seed=0)((100, 100)); round(float(w.var()), 3)
    0.01
    """

    rule = (1.0, "fan_in", "uniform")


class LecunNormal(Scaled):
    """Truncated normal with variance 1 / in. LeCun, Bottou, Orr & Müller, 1998, "Efficient BackProp".

    seed: makes every call give the same numbers (default None). input_axes, output_axes: see VarianceScaling (default None).

    >>> w = LecunNormal(seed=0)((100, 100)); round(float(w.var()), 3)
    0.01
    """

    rule = (1.0, "fan_in", "truncated_normal")
