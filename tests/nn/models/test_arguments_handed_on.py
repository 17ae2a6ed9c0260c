"""A class of one's own comes back from its configuration, whichever arguments it hands on to its base by itself."""

import json

import numpy as np
import pytest

import nn
from nn import losses, metrics, optimizers
from nn.models import model_from_json
from nn.saving import serialize_keras_object


class WithoutBias(nn.Dense):
    """Hands on an argument that has a default."""

    def __init__(self, units, scale=1.0, **settings):
        super().__init__(units, use_bias=False, **settings)
        self.scale = scale


class OfSeven(nn.Dense):
    """Hands on an argument that has none."""

    def __init__(self, scale=1.0, **settings):
        super().__init__(7, **settings)
        self.scale = scale


class Miss(metrics.MeanMetricWrapper):
    def __init__(self, name="miss", **settings):
        super().__init__(losses.huber, name, dtype=None, **settings)


class Far(losses.FunctionLoss):
    def __init__(self, far=2.0, **settings):
        super().__init__(losses.huber, delta=far, **settings)
        self.far = far


class Slow(optimizers.Adam):
    def __init__(self, slower=10.0, **settings):
        super().__init__(0.01 / slower, amsgrad=True, **settings)
        self.slower = slower


class Fan(nn.initializers.VarianceScaling):
    def __init__(self, scale=3.0, **settings):
        super().__init__(scale, mode="fan_out", **settings)


class Renamed(nn.Dense):
    """Has no `__init__` of its own."""


OWN = {
    "an optional one": lambda: WithoutBias(3, scale=2.0), "a needed one": lambda: OfSeven(2.0),
    "given by name": lambda: WithoutBias(3, activation="relu", name="layer"), "of a metric": lambda: Miss("far"),
    "of a loss": lambda: Far(3.0), "of an optimizer": lambda: Slow(5.0, clipnorm=1.0),
    "of an initializer": lambda: Fan(2.0, seed=3), "none": lambda: Renamed(3, use_bias=False),
}  # fmt: skip


@pytest.mark.parametrize("make", OWN.values(), ids=OWN)
def test_a_class_that_hands_on_arguments_comes_back(make):
    made = make()
    config = json.loads(json.dumps(made.get_config()))
    twin = type(made).from_config(config)
    assert json.loads(json.dumps(twin.get_config())) == config
    for name in ("scale", "far", "slower", "units", "use_bias", "clipnorm", "mode"):
        assert vars(twin).get(name) == vars(made).get(name)


def test_the_configuration_tells_what_was_given_and_what_the_class_names():
    every_layer = {"name", "trainable", "dtype"}
    assert WithoutBias(3, activation="relu").get_config().keys() == {"units", "scale", "activation"} | every_layer
    assert OfSeven().get_config().keys() == {"scale"} | every_layer
    assert metrics.MeanMetricWrapper(losses.huber, delta=2.0).get_config().keys() == {"fn", "name", "dtype", "delta"}
    assert Miss().get_config() == {"name": "miss"}


def test_a_class_without_an_init_leaves_out_what_its_base_leaves_out():
    assert Renamed.from_config({"units": 3, "quantization_config": None, "lora_rank": None}).units == 3


def test_a_model_with_a_layer_that_hands_on_arguments_comes_back():
    model = nn.Sequential([nn.Input((4,)), WithoutBias(3, scale=2.0), OfSeven()])
    twin = model_from_json(model.to_json(), custom_objects={"WithoutBias": WithoutBias, "OfSeven": OfSeven})
    twin.set_weights(model.get_weights())
    x = np.ones((2, 4))
    np.testing.assert_array_equal(twin.predict(x, verbose=0), model.predict(x, verbose=0))


def test_a_class_of_ones_own_is_told_by_its_module_even_if_it_is_called_as_one_of_this_package():
    own = type("Dense", (nn.Dense,), {})
    assert serialize_keras_object(nn.Dense(3))["module"] == "keras.layers"
    form = serialize_keras_object(own(3))
    assert (form["module"], form["registered_name"]) == (__name__, "Dense")
