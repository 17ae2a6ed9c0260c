"""Every numeric setting of every optimizer, schedule, regularizer, constraint and layer: types before ranges, all finite.

The tables are found by introspection, so that what is added is checked too.
"""

from __future__ import annotations

import inspect
import math

import numpy as np
import pytest

from autograd import Tensor
from nn import constraints, initializers, layers, optimizers, regularizers
from nn.checks import number, whole
from nn.optimizers import schedules

NO_NUMBERS = ["1e-7", None, [0.5], object(), True]
NEEDS = {  # arguments without a default, as keywords
    "ExponentialDecay": {"initial_learning_rate": 0.1, "decay_steps": 10, "decay_rate": 0.5},
    "InverseTimeDecay": {"initial_learning_rate": 0.1, "decay_steps": 10, "decay_rate": 0.5},
    "PolynomialDecay": {"initial_learning_rate": 0.1, "decay_steps": 10},
    "CosineDecay": {"initial_learning_rate": 0.1, "decay_steps": 10},
    "CosineDecayRestarts": {"initial_learning_rate": 0.1, "first_decay_steps": 10},
    "StepDecay": {"initial_learning_rate": 0.1, "step_size": 10},
    "OneCycle": {"max_learning_rate": 0.1, "total_steps": 10},
    "AlphaDropout": {"rate": 0.5}, "Dropout": {"rate": 0.5}, "GaussianDropout": {"rate": 0.5}, "GaussianNoise": {"stddev": 0.5},
    "SpatialDropout1D": {"rate": 0.5}, "SpatialDropout2D": {"rate": 0.5},
    "ConvLSTM1D": {"filters": 1, "kernel_size": 1}, "ConvLSTM2D": {"filters": 1, "kernel_size": 1},
    "ConvLSTM3D": {"filters": 1, "kernel_size": 1}, "Discretization": {"num_bins": 2},
    "GRUCell": {"units": 2}, "LSTMCell": {"units": 2}, "SimpleRNNCell": {"units": 2},
    "GroupQueryAttention": {"head_dim": 2, "num_query_heads": 2, "num_key_value_heads": 1},
    "RandomRotation": {"factor": 0.1}, "RandomTranslation": {"height_factor": 0.1, "width_factor": 0.1},
    "RandomZoom": {"height_factor": 0.1}, "Resizing": {"height": 2, "width": 2}, "SpatialDropout3D": {"rate": 0.5},
    "ReversibleEmbedding": {"input_dim": 2, "output_dim": 2},
    "GRU": {"units": 2}, "LSTM": {"units": 2}, "SimpleRNN": {"units": 2},
    "MultiHeadAttention": {"num_heads": 1, "key_dim": 2},
    "TransformerDecoder": {"intermediate_dim": 2, "num_heads": 1},
    "TransformerEncoder": {"intermediate_dim": 2, "num_heads": 1},
}  # fmt: skip


def kinds(package, base=object):
    for name in getattr(package, "__all__", ()):
        getattr(package, name)  # some are loaded when they are asked for
    found = {name: kind for name, kind in vars(package).items() if isinstance(kind, type) and issubclass(kind, base)}
    return {kind.__name__: kind for kind in found.values() if kind.__module__.startswith("nn.") and kind is not base}


OPTIMIZERS = kinds(optimizers, optimizers.Optimizer)
FLOATS = ("float", "float | None")


def numeric(kind):
    """The names of the arguments that are floats."""
    return {
        p.name: p for p in inspect.signature(kind).parameters.values() if p.annotation in FLOATS or isinstance(p.default, float)
    }


def require(kind):
    """Whether the kind cannot be made without arguments."""
    arguments = inspect.signature(kind).parameters.values()
    return any(p.default is p.empty and p.kind is p.POSITIONAL_OR_KEYWORD for p in arguments)


CASES = [
    *((kind, name) for kind in OPTIMIZERS.values() for name in ("learning_rate", *numeric(kind))),
    *((kind, name) for kind in kinds(schedules, schedules.LearningRateSchedule).values() for name in numeric(kind)),
    *((kind, name) for kind in kinds(regularizers).values() for name in numeric(kind)),
    *((kind, name) for kind in kinds(constraints).values() for name in numeric(kind)),
    *((kind, name) for kind in kinds(initializers).values() for name in numeric(kind)),
    *(
        (kind, name)
        for kind in kinds(layers).values()
        if kind.__name__ in NEEDS or not require(kind)
        for name in numeric(kind)
        if (kind, name) != (layers.LeakyReLU, "alpha")  # an old name, taken with a warning
    ),
    *((kind, name) for kind in (layers.LSTM, layers.GRU) for name in ("dropout", "recurrent_dropout")),
]


def create(kind, **settings):
    return kind(**{**NEEDS.get(kind.__name__, {}), **settings})


def optional(kind, name):
    """Whether None is possible: it is the default, or stands for no decay."""
    if kind is optimizers.Muon and name in ("weight_decay", "adam_weight_decay", "rms_rate"):
        return True
    parameters = inspect.signature(kind).parameters
    return name in parameters and parameters[name].default is None


@pytest.mark.parametrize(("kind", "name"), CASES, ids=lambda x: getattr(x, "__name__", x))
def test_a_float_setting_is_a_finite_number(kind, name):
    for bad in NO_NUMBERS:
        if bad is None and optional(kind, name):
            continue
        with pytest.raises(TypeError, match=f"{name}|learning rate"):
            create(kind, **{name: bad})
    with pytest.raises(ValueError, match=f"{name} must be a number.* got nan"):
        create(kind, **{name: math.nan})
    may_be_infinite = name in ("clipnorm", "clipvalue", "global_clipnorm", "max_value", "mask_value")
    for bad in [] if name == "mask_value" else [-math.inf] if may_be_infinite else [math.inf, -math.inf]:
        with pytest.raises(ValueError, match=f"{name} must be a number.* got -?inf"):
            create(kind, **{name: bad})


def test_the_table_has_all_kinds():
    found = {kind.__name__ for kind, _ in CASES}
    assert {"Adam", "LBFGS", "Lion", "OneCycle", "L1L2", "MinMaxNorm", "Dropout", "LSTM", "VarianceScaling"} <= found
    assert len(CASES) > 100


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: optimizers.Adam(epsilon=-1), ValueError, "Adam: epsilon must be a number from 0 on, got -1"),
        (lambda: optimizers.Adam(epsilon="1e-7"), TypeError, "got '1e-7'; without quotes it is one: 1e-07"),
        (lambda: optimizers.LBFGS(max_iter=2.5), TypeError, "max_iter must be a whole number from 1 on, got 2.5"),
        (lambda: optimizers.SGD(gradient_accumulation_steps="2"), TypeError, "must be a whole number from 2 on"),
        (lambda: optimizers.SGD(use_ema=True, ema_overwrite_frequency=1.5), TypeError, "must be a whole number from 1 on"),
        (lambda: schedules.PiecewiseConstantDecay([1, 2], "abc"), TypeError, "values is a list of numbers, got 'abc'"),
        (lambda: schedules.PiecewiseConstantDecay([1, "2"], [1, 2, 3]), TypeError, "boundaries must be a number"),
        (lambda: constraints.MaxNorm(axis="0"), TypeError, "axis must be a whole number, got '0'"),
        (lambda: constraints.MinMaxNorm(2.0, 1.0), ValueError, "max_value must be a number from 2 on, got 1.0"),
    ],
)
def test_other_settings_are_checked_too(make, error, message):
    with pytest.raises(error, match=message):
        make()


def test_numbers_of_numpy_and_python_are_numbers():
    assert number("it", "x", np.float32(0.5)) == number("it", "x", np.array(0.5)) == 0.5
    assert whole("it", "n", np.uint8(200)) == whole("it", "n", np.array(200)) == 200
    assert isinstance(whole("it", "n", np.uint8(200)), int)


# -- what an optimizer can train -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [k for k in OPTIMIZERS.values() if k is not optimizers.LBFGS])
def test_an_optimizer_refuses_what_it_cannot_train(kind):
    w = Tensor(np.ones(2), name="w")
    with pytest.raises(ValueError, match="not what was computed from them: got the result of mul"):
        kind(0.1).step([w * 2.0])
    with pytest.raises(ValueError, match="cannot train a constant"):
        kind(0.1).step([Tensor(np.ones(2), requires_grad=False)])
    with pytest.raises(TypeError, match="moves Tensors, such as"):
        kind(0.1).step([np.ones(2)])
    np.testing.assert_array_equal(w.numpy(), 1.0)


def test_a_learning_rate_that_becomes_nan_moves_nothing():
    w = Tensor(np.ones(2))
    (w * 3.0).sum().backward()
    with pytest.raises(FloatingPointError, match="the learning rate became nan"):
        optimizers.SGD(lambda: math.nan).step([w])
    np.testing.assert_array_equal(w.numpy(), 1.0)


def test_a_step_without_parameters_does_nothing():
    optimizers.Adam().step([])


def test_old_names_of_arguments_say_the_new_ones():
    with pytest.raises(TypeError, match="Adam got an unexpected argument 'lr': learning_rate takes its place"):
        optimizers.Adam(lr=0.1)
    with pytest.warns(
        UserWarning, match=r"SGD: decay is ignored, as in Keras 3; learning_rate=InverseTimeDecay\(rate, 1, 0.01\)"
    ):
        optimizers.SGD(0.1, decay=0.01)
    with pytest.raises(TypeError, match="got an unexpected argument 'speed'"):
        optimizers.RMSprop(speed=3)


def test_inverse_time_decay_is_what_decay_was():
    """Keras 2: rate / (1 + decay · iterations)."""
    schedule = schedules.InverseTimeDecay(0.1, 1, 0.01)
    assert schedule(50) == pytest.approx(0.1 / 1.5)
