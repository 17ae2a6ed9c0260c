"""Optimizers: how a step follows from a gradient. Each update rule works in place on the one parameter vector."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from autograd import load_later
from nn.aliases import find
from nn.configuration.custom import make_deserialize
from nn.configuration.forms import serialize_keras_object as serialize
from nn.optimizers import schedules
from nn.optimizers.adadelta import Adadelta
from nn.optimizers.adafactor import Adafactor
from nn.optimizers.adagrad import Adagrad
from nn.optimizers.adam import Adam, AdamW
from nn.optimizers.adamax import Adamax
from nn.optimizers.ftrl import Ftrl
from nn.optimizers.lamb import Lamb
from nn.optimizers.lion import Lion
from nn.optimizers.muon import Muon
from nn.optimizers.nadam import Nadam
from nn.optimizers.optimizer import Optimizer
from nn.optimizers.rmsprop import RMSprop
from nn.optimizers.schedule_free_adamw import ScheduleFreeAdamW
from nn.optimizers.sgd import SGD
from nn.registry import look_up

if TYPE_CHECKING:
    from nn.optimizers.lbfgs import LBFGS
else:
    __getattr__, __dir__ = load_later(globals(), {".lbfgs": "LBFGS"}, find)

__all__ = [
    "LBFGS", "SGD", "Adadelta", "Adafactor", "Adagrad", "Adam", "AdamW", "Adamax", "Ftrl", "Lamb", "Lion", "Muon",
    "Nadam", "Optimizer", "RMSprop", "ScheduleFreeAdamW", "deserialize", "get", "schedules", "serialize",
]  # fmt: skip

OPTIMIZERS: dict[str, type[Optimizer]] = {  # every optimizer named above that `fit` can use: LBFGS computes the loss itself
    name.lower(): found
    for name, found in globals().items()
    if name in __all__ and isinstance(found, type) and issubclass(found, Optimizer) and found is not Optimizer
}


def get(optimizer: Any) -> Optimizer:
    """The optimizer for a name, a class or a dict, with its defaults where nothing is said; an optimizer as it is.

    optimizer: a name such as "adam", in any case; a class; {"class_name": "Adam", "config": {"learning_rate": 0.01}}; or an
    Optimizer.
    Raises ValueError for an unknown name, listing all, and TypeError for anything else.

    >>> get("adam").learning_rate, get({"class_name": "SGD", "config": {"momentum": 0.9}}).momentum
    (0.001, 0.9)
    """
    others = "an object such as Adam(learning_rate=0.001)"
    made = lambda found: isinstance(found, Optimizer)  # noqa: E731
    found: Optimizer = look_up("optimizer", optimizer, OPTIMIZERS, made, others, ignore_case=True)
    return found


deserialize = make_deserialize(get)
