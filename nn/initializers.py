"""Where weights start: so small or large that signals and gradients keep their size through the layers."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from nn.checks import number
from nn.registry import look_up
from nn.seeds import generator

Initializer = Callable[..., np.ndarray]


def fans(shape: tuple[int, ...]) -> tuple[int, int]:
    """The numbers of inputs and outputs that one weight connects.

    shape: of the weight, (..., in, out); the axes before are a kernel's area, by which both are multiplied.

    >>> fans((3, 3, 16, 32))
    (144, 288)
    """
    if len(shape) < 2:
        n = shape[0] if shape else 1
        return n, n
    area = math.prod(shape[:-2])
    return shape[-2] * area, shape[-1] * area


MODES = ("fan_in", "fan_out", "fan_avg")
DISTRIBUTIONS = ("truncated_normal", "untruncated_normal", "uniform")


class VarianceScaling:
    """Random weights of variance scale / n, with n the inputs, the outputs or their mean.

    scale: default 1.0, positive. mode: n, "fan_in", "fan_out" or "fan_avg" (default "fan_in").
    distribution: "truncated_normal" (default; none beyond two standard deviations), "untruncated_normal" or "uniform".
    seed: for the same numbers at every call (default None: those of `set_random_seed`). Raises ValueError for other choices.
    Called with (shape, dtype) it gives the array, as every initializer does.

    >>> w = VarianceScaling(2.0, seed=0)((100, 200)); w.shape, round(float(w.var()), 3)
    ((100, 200), 0.02)
    """

    def __init__(
        self, scale: float = 1.0, mode: str = "fan_in", distribution: str = "truncated_normal", seed: int | None = None
    ) -> None:
        if mode not in MODES or distribution not in DISTRIBUTIONS:
            raise ValueError(
                f"VarianceScaling: mode must be one of {', '.join(MODES)}, distribution one of {', '.join(DISTRIBUTIONS)}; "
                f"got mode={mode!r}, distribution={distribution!r}"
            )
        self.scale = number("VarianceScaling", "scale", scale, above=0)
        self.mode, self.distribution, self.seed = mode, distribution, seed

    def __call__(self, shape: tuple[int, ...], dtype: Any = "float32") -> np.ndarray:
        fan_in, fan_out = fans(shape)
        n = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[self.mode]
        variance = self.scale / max(1.0, n)
        rng = generator(self.seed)
        if self.distribution == "uniform":
            limit = math.sqrt(3.0 * variance)
            return rng.uniform(-limit, limit, shape).astype(dtype)
        if self.distribution == "untruncated_normal":
            return (rng.standard_normal(shape) * math.sqrt(variance)).astype(dtype)
        # cutting a normal at two standard deviations leaves 0.8796 of the deviation
        return (truncated_normal(rng, shape) * (math.sqrt(variance) / 0.87962566103423978)).astype(dtype)


def truncated_normal(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """Standard normal numbers, those beyond two standard deviations drawn again."""
    x = rng.standard_normal(shape)
    while (far := np.abs(x) > 2.0).any():
        x[far] = rng.standard_normal(int(far.sum()))
    return x


class Scaled(VarianceScaling):
    """A VarianceScaling whose rule is fixed by its class."""

    rule: tuple[float, str, str] = (1.0, "fan_in", "truncated_normal")

    def __init__(self, seed: int | None = None) -> None:
        super().__init__(*self.rule, seed=seed)


class GlorotUniform(Scaled):
    """Uniform with variance 2 / (in + out), which keeps the size of both signals and gradients. Glorot & Bengio, 2010.

    seed: for the same numbers at every call (default None).

    >>> w = GlorotUniform(seed=0)((100, 100)); round(float(w.var()), 3)
    0.01
    """

    rule = (1.0, "fan_avg", "uniform")


class GlorotNormal(Scaled):
    """Truncated normal with variance 2 / (in + out), which keeps the size of signals and gradients. Glorot & Bengio, 2010.

    seed: for the same numbers at every call (default None).

    >>> w = GlorotNormal(seed=0)((100, 100)); round(float(w.var()), 3)
    0.01
    """

    rule = (1.0, "fan_avg", "truncated_normal")


class HeUniform(Scaled):
    """Uniform with variance 2 / in, for relu, which halves the signal. He, Zhang, Ren & Sun, 2015, arXiv:1502.01852.

    seed: for the same numbers at every call (default None).

    >>> w = HeUniform(seed=0)((100, 100)); round(float(w.var()), 3)
    0.02
    """

    rule = (2.0, "fan_in", "uniform")


class HeNormal(Scaled):
    """Truncated normal with variance 2 / in, for relu. He, Zhang, Ren & Sun, 2015, arXiv:1502.01852.

    seed: for the same numbers at every call (default None).

    >>> w = HeNormal(seed=0)((100, 100)); round(float(w.var()), 3)
    0.02
    """

    rule = (2.0, "fan_in", "truncated_normal")


class LecunUniform(Scaled):
    """Uniform with variance 1 / in. LeCun, Bottou, Orr & Müller, 1998, "Efficient BackProp".

    seed: for the same numbers at every call (default None).

    >>> w = LecunUniform(seed=0)((100, 100)); round(float(w.var()), 3)
    0.01
    """

    rule = (1.0, "fan_in", "uniform")


class LecunNormal(Scaled):
    """Truncated normal with variance 1 / in. LeCun, Bottou, Orr & Müller, 1998, "Efficient BackProp".

    seed: for the same numbers at every call (default None).

    >>> w = LecunNormal(seed=0)((100, 100)); round(float(w.var()), 3)
    0.01
    """

    rule = (1.0, "fan_in", "truncated_normal")


class Constant:
    """One number everywhere.

    value: default 0.0; an array must fit the shape. Raises TypeError for what is no number.

    >>> Constant(0.5)((2,))
    array([0.5, 0.5], dtype=float32)
    """

    def __init__(self, value: float = 0.0) -> None:
        self.value = value if isinstance(value, np.ndarray) else number(type(self).__name__, "value", value)

    def __call__(self, shape: tuple[int, ...], dtype: Any = "float32") -> np.ndarray:
        return np.full(shape, self.value, dtype)


class RandomUniform:
    """Uniform between two numbers.

    minval: default -0.05. maxval: default 0.05. seed: for the same numbers at every call (default None).

    >>> w = RandomUniform(0.0, 1.0, seed=0)((1000,)); bool(0 <= w.min() <= w.max() < 1)
    True
    """

    def __init__(self, minval: float = -0.05, maxval: float = 0.05, seed: int | None = None) -> None:
        self.minval = number("RandomUniform", "minval", minval)
        self.maxval, self.seed = number("RandomUniform", "maxval", maxval), seed

    def __call__(self, shape: tuple[int, ...], dtype: Any = "float32") -> np.ndarray:
        return generator(self.seed).uniform(self.minval, self.maxval, shape).astype(dtype)


class RandomNormal:
    """Normal with a mean and a standard deviation.

    mean: default 0.0. stddev: default 0.05, 0 or more. seed: for the same numbers at every call (default None).

    >>> w = RandomNormal(stddev=0.5, seed=0)((10_000,)); round(float(w.std()), 2)
    0.5
    """

    def __init__(self, mean: float = 0.0, stddev: float = 0.05, seed: int | None = None) -> None:
        who = type(self).__name__
        self.mean, self.stddev, self.seed = number(who, "mean", mean), number(who, "stddev", stddev, low=0), seed

    def __call__(self, shape: tuple[int, ...], dtype: Any = "float32") -> np.ndarray:
        return generator(self.seed).normal(self.mean, self.stddev, shape).astype(dtype)


class TruncatedNormal(RandomNormal):
    """Normal, numbers beyond two standard deviations drawn again.

    mean: default 0.0. stddev: default 0.05, before the cut. seed: for the same numbers at every call (default None).

    >>> w = TruncatedNormal(stddev=0.5, seed=0)((10_000,)); bool(abs(w).max() <= 1.0)
    True
    """

    def __call__(self, shape: tuple[int, ...], dtype: Any = "float32") -> np.ndarray:
        return (self.mean + self.stddev * truncated_normal(generator(self.seed), shape)).astype(dtype)


class Identity:
    """gain on the diagonal of a matrix, 0 elsewhere: a layer that starts by passing its input on.

    gain: default 1.0. Raises ValueError, when called, for a shape of other than two axes.

    >>> Identity()((2, 2))
    array([[1., 0.],
           [0., 1.]], dtype=float32)
    """

    def __init__(self, gain: float = 1.0) -> None:
        self.gain = number("Identity", "gain", gain)

    def __call__(self, shape: tuple[int, ...], dtype: Any = "float32") -> np.ndarray:
        if len(shape) != 2:
            raise ValueError(f"Identity makes matrices: shape needs two axes, got {tuple(shape)}")
        return self.gain * np.eye(*shape, dtype=dtype)


class Zeros(Constant):
    """All zeros.

    >>> Zeros()((2,))
    array([0., 0.], dtype=float32)
    """

    def __init__(self) -> None:
        super().__init__(0.0)


class Ones(Constant):
    """All ones.

    >>> Ones()((2,))
    array([1., 1.], dtype=float32)
    """

    def __init__(self) -> None:
        super().__init__(1.0)


class Orthogonal:
    """Orthonormal columns, or rows where there are fewer, times gain: a product with it keeps lengths.

    gain: default 1.0. seed: for the same numbers at every call (default None). Of (..., in, out) all axes but the last count as
    rows. Raises ValueError, when called, for fewer than two axes. Saxe, McClelland & Ganguli, 2013, arXiv:1312.6120.

    >>> w = Orthogonal(seed=0)((3, 2)); np.allclose(w.T @ w, np.eye(2), atol=1e-6)
    True
    """

    def __init__(self, gain: float = 1.0, seed: int | None = None) -> None:
        self.gain, self.seed = number("Orthogonal", "gain", gain), seed

    def __call__(self, shape: tuple[int, ...], dtype: Any = "float32") -> np.ndarray:
        if len(shape) < 2:
            raise ValueError(f"Orthogonal makes matrices: shape needs at least two axes, got {tuple(shape)}")
        rows, columns = math.prod(shape[:-1]), shape[-1]
        q, r = np.linalg.qr(generator(self.seed).standard_normal((max(rows, columns), min(rows, columns))))
        q *= np.where(np.diag(r) < 0, -1.0, 1.0)  # else q would not be spread evenly over the orthogonal matrices
        return (self.gain * (q if rows >= columns else q.T)).reshape(shape).astype(dtype)


INITIALIZERS: dict[str, type[Any]] = {
    "zeros": Zeros,
    "zero": Zeros,
    "ones": Ones,
    "one": Ones,
    "constant": Constant,
    "identity": Identity,
    "variance_scaling": VarianceScaling,
    "glorot_uniform": GlorotUniform,
    "glorot_normal": GlorotNormal,
    "he_uniform": HeUniform,
    "he_normal": HeNormal,
    "lecun_uniform": LecunUniform,
    "lecun_normal": LecunNormal,
    "orthogonal": Orthogonal,
    "random_uniform": RandomUniform,
    "uniform": RandomUniform,
    "random_normal": RandomNormal,
    "normal": RandomNormal,
    "truncated_normal": TruncatedNormal,
}
IdentityInitializer, OrthogonalInitializer = Identity, Orthogonal  # Keras' other names

NAMES: dict[str, Callable[..., Initializer]] = {
    **INITIALIZERS,
    **{kind.__name__: kind for kind in INITIALIZERS.values()},
    "IdentityInitializer": Identity,
    "OrthogonalInitializer": Orthogonal,
}


def get(initializer: Any) -> Initializer:
    """The initializer for a name, a class or a dict; one, or a function of (shape, dtype), as it is.

    initializer: a name such as "he_normal" or "HeNormal"; a class; {"class_name": "Constant", "config": {"value": 0.5}}; or
    a function of (shape, dtype) that gives an array.
    Raises ValueError for an unknown name, listing all, and TypeError for anything else.

    >>> get("zeros")((2,)), get({"class_name": "Constant", "config": {"value": 0.5}})((2,))
    (array([0., 0.], dtype=float32), array([0.5, 0.5], dtype=float32))
    """
    found: Initializer = look_up("initializer", initializer, NAMES, callable, "a function of (shape, dtype)")
    return found


__all__ = [
    "Constant", "GlorotNormal", "GlorotUniform", "HeNormal", "HeUniform", "Identity", "IdentityInitializer", "LecunNormal",
    "LecunUniform", "Ones", "Orthogonal", "OrthogonalInitializer", "RandomNormal", "RandomUniform", "TruncatedNormal",
    "VarianceScaling", "Zeros", "fans", "get",
]  # fmt: skip
