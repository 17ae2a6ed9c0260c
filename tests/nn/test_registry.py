"""A name, a class, a dict as Keras writes it, or an object: every `get` reads them alike."""

from __future__ import annotations

import pytest

from nn import constraints, initializers, losses, metrics, optimizers, regularizers

ROOMS = [
    (losses, "huber", losses.Huber, {"delta": 2.0}),
    (metrics, "auc", metrics.AUC, {"curve": "PR"}),
    (optimizers, "adam", optimizers.Adam, {"learning_rate": 0.5}),
    (regularizers, "l2", regularizers.L2, {"l2": 0.5}),
    (constraints, "max_norm", constraints.MaxNorm, {"max_value": 3.0}),
    (initializers, "constant", initializers.Constant, {"value": 0.5}),
]


@pytest.mark.parametrize(("room", "name", "kind", "config"), ROOMS)
def test_get_reads_a_name_a_class_a_dict_and_an_object(room, name, kind, config):
    assert type(room.get(kind)) is kind
    assert type(room.get(kind.__name__)) is kind
    assert type(room.get(name)) is (losses.FunctionLoss if room is losses else kind)
    made = room.get({"class_name": kind.__name__, "config": config})
    ((setting, value),) = config.items()
    assert getattr(made, setting, getattr(made, "settings", {}).get(setting)) == value
    assert room.get(made) is made


@pytest.mark.parametrize(("room", "name", "kind", "config"), ROOMS)
def test_get_says_what_it_knows(room, name, kind, config):
    with pytest.raises(ValueError, match=rf"unknown \w+ 'nosuch': choose from .*\b{name}\b.*, or give an? "):
        room.get("nosuch")
    with pytest.raises(TypeError, match=r"as a dict is \{.class_name.: name"):
        room.get({"name": kind.__name__})
    with pytest.raises(TypeError, match=rf"{kind.__name__} by itself failed: .*nosuch"):
        room.get({"class_name": kind.__name__, "config": {"nosuch": 1}})
    with pytest.raises(TypeError, match=r"is a name or .*, got 3"):
        room.get(3)


def test_a_class_that_needs_arguments_is_named_with_them():
    with pytest.raises(TypeError, match=r"MeanIoU by itself failed: .*num_classes"):
        metrics.get(metrics.MeanIoU)
