"""Every layer, loss, metric, optimizer, schedule, initializer, regularizer and constraint comes back from its configuration."""

import inspect
import json

import numpy as np
import pytest

import nn
from nn import Dense, Input, Model, Sequential, constraints, initializers, layers, losses, metrics, optimizers, regularizers
from nn.configuration import Configured
from nn.models import clone_model, model_from_json
from nn.optimizers import schedules
from nn.saving import (
    CustomObjectScope,
    deserialize_keras_object,
    get_custom_objects,
    get_registered_name,
    get_registered_object,
    register_keras_serializable,
    serialize_keras_object,
)

X = np.linspace(-1.0, 1.0, 8).reshape(2, 4).astype("float32")

NEEDED = {  # arguments without a default
    "units": 3, "filters": 2, "kernel_size": 2, "rate": 0.5, "stddev": 0.1, "input_dim": 5, "output_dim": 2, "dims": (2, 1),
    "n": 2, "target_shape": (4,), "num_heads": 2, "key_dim": 2, "prototypes": 3, "function": np.tanh, "activation": "relu",
    "axes": 1, "intermediate_dim": 4, "num_classes": 3, "target_class_ids": [0], "recall": 0.5, "precision": 0.5,
    "sensitivity": 0.5, "specificity": 0.5, "initial_learning_rate": 0.1, "decay_steps": 10, "decay_rate": 0.5,
    "first_decay_steps": 5, "step_size": 3, "max_learning_rate": 0.1, "total_steps": 10, "boundaries": [2, 4],
    "values": [0.1, 0.05, 0.01], "groups": 2, "num_prototypes": 3, "max_length": 7, "pool_size": 2, "classes": 3,
    "factor": 0.3, "output_size": 2, "height": 4, "width": 4, "num_bins": 3, "height_factor": 0.1, "width_factor": 0.1,
    "scale": 0.5, "head_dim": 2, "num_query_heads": 4, "num_key_value_heads": 2, "equation": "ab,bc->ac", "output_shape": 3,
}  # fmt: skip
SPECIAL = {
    "Pipeline": lambda: layers.Pipeline([layers.Rescaling(0.5), layers.Rescaling(2.0)]),
    "RandomPosterization": lambda: layers.RandomPosterization(4),
    "Wrapper": lambda: layers.Wrapper(Dense(2)),
    "SpectralNormalization": lambda: layers.SpectralNormalization(Dense(2)),
    "RNN": lambda: layers.RNN(layers.LSTMCell(2)),
    "StackedRNNCells": lambda: layers.StackedRNNCells([layers.LSTMCell(2), layers.GRUCell(3)]),
    "Discretization": lambda: layers.Discretization(bin_boundaries=[0.0, 1.0]),
    "CategoryEncoding": lambda: layers.CategoryEncoding(num_tokens=3),
    "Bidirectional": lambda: layers.Bidirectional(layers.LSTM(2)),
    "TimeDistributed": lambda: layers.TimeDistributed(Dense(2)),
    "FunctionLoss": lambda: losses.FunctionLoss(losses.huber, delta=2.0),
    "FunctionMetric": lambda: metrics.FunctionMetric(losses.huber, "far", delta=2.0),
    "MeanMetricWrapper": lambda: metrics.MeanMetricWrapper(losses.huber, "far", delta=2.0),
    "InputLayer": lambda: layers.InputLayer((4,)),
}
BASES = {
    "Layer",
    "Merge",
    "Loss",
    "NamedLoss",
    "Metric",
    "NamedMetric",
    "Optimizer",
    "LearningRateSchedule",
    "Constraint",
    "Regularizer",
}


def kinds():
    for package in (layers, losses, metrics, optimizers, schedules, initializers, regularizers, constraints):
        for name in package.__all__:
            kind = getattr(package, name)
            if isinstance(kind, type) and issubclass(kind, Configured) and name not in BASES:
                yield pytest.param(kind, id=f"{package.__name__}.{name}")


def make(kind):
    if kind.__name__ in SPECIAL:
        return SPECIAL[kind.__name__]()
    parameters = inspect.signature(kind).parameters.values()
    needed = [p.name for p in parameters if p.default is p.empty and p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)]
    return kind(**{name: NEEDED[name] for name in needed})


@pytest.mark.parametrize("kind", list(kinds()))
def test_an_object_comes_back_from_json(kind):
    made = make(kind)
    form = json.loads(json.dumps(serialize_keras_object(made)))
    twin = deserialize_keras_object(form)
    assert type(twin) is type(made)
    assert json.loads(json.dumps(serialize_keras_object(twin))) == form
    assert json.loads(json.dumps(kind.from_config(made.get_config()).get_config())) == form["config"]


@pytest.mark.parametrize(
    ("package", "given"),
    [
        (losses, losses.Huber(2.0)), (metrics, metrics.AUC(curve="PR")), (optimizers, optimizers.Adam(0.5)),
        (initializers, initializers.VarianceScaling(2.0)), (regularizers, regularizers.L2(0.3)),
        (constraints, constraints.MaxNorm(2.0)),
    ],
)  # fmt: skip
def test_every_package_has_serialize_and_deserialize(package, given):
    form = package.serialize(given)
    assert form["module"] == "keras." + package.__name__.removeprefix("nn.")
    assert package.deserialize(form).get_config() == package.get(form).get_config() == given.get_config()


def test_a_form_has_keras_shape():
    form = serialize_keras_object(Dense(3, activation="relu", kernel_regularizer="l2", input_shape=(4,), name="d"))
    assert {key: form[key] for key in ("module", "class_name", "registered_name", "build_config")} == {
        "module": "keras.layers", "class_name": "Dense", "registered_name": None, "build_config": {"input_shape": [None, 4]},
    }  # fmt: skip
    config = form["config"]
    assert (config["name"], config["trainable"], config["units"], config["activation"]) == ("d", True, 3, "relu")
    assert config["kernel_regularizer"]["config"] == {"l2": 0.01}
    assert config["kernel_initializer"]["class_name"] == "GlorotUniform"
    assert config["dtype"]["config"] == {"name": "float32"}


def test_what_changed_after_it_was_made_is_told():
    optimizer = optimizers.Adam(0.5)
    optimizer.learning_rate.assign(0.25)
    assert optimizer.get_config()["learning_rate"] == 0.25
    layer = Dense(3)
    layer.trainable, layer.name = False, "other"
    assert (layer.get_config()["trainable"], layer.get_config()["name"]) == (False, "other")


def network():
    a, b = Input((4,), name="a"), Input((4,), name="b")
    shared = Dense(3, name="shared")
    h = layers.Concatenate()([shared(a), shared(b)])
    h = np.tanh(h)[:, 1:] * 2.0 + 1.0
    inner = Sequential([Input((5,)), Dense(2), layers.Dropout(0.5)], name="inner")
    return Model([a, b], {"one": Dense(1, name="one")(inner(h)), "two": h - 1.0})


@pytest.mark.parametrize(
    "remake", [lambda m: model_from_json(m.to_json()), clone_model, lambda m: Model.from_config(m.get_config())]
)
def test_a_network_of_branches_and_functions_comes_back(remake):
    model = network()
    twin = remake(model)
    assert twin.count_params() == model.count_params()
    assert not set(map(id, twin.layers)) & set(map(id, model.layers))
    twin.set_weights(model.get_weights())
    for name, y in model.predict([X, X + 1.0], verbose=0).items():
        np.testing.assert_array_equal(twin.predict([X, X + 1.0], verbose=0)[name], y)


def test_clone_function_makes_the_layers():
    model = Sequential([Input((4,)), Dense(3, name="first"), layers.Dropout(0.5), Dense(1)])

    def remake(layer):
        if isinstance(layer, layers.Dropout):
            return layers.Dropout(0.0)
        return type(layer).from_config(layer.get_config())

    twin = clone_model(model, clone_function=remake)
    assert [type(layer).__name__ for layer in twin.layers] == ["Dense", "Dropout", "Dense"]
    assert twin.layers[1].rate == 0.0


def test_what_compile_was_given_comes_back():
    model = Sequential([Input((4,)), Dense(3, "softmax")])
    assert model.get_compile_config() == {}
    model.compile(nn.Adam(0.5), losses.CategoricalCrossentropy(label_smoothing=0.1), metrics=["accuracy", metrics.AUC()])
    twin = clone_model(model)
    twin.compile_from_config(json.loads(json.dumps(model.get_compile_config())))
    assert twin.get_compile_config() == model.get_compile_config()
    assert twin.loss.settings["label_smoothing"] == 0.1


def test_own_classes_and_functions_are_found_by_registration_scope_or_argument():
    class Scaled(nn.Layer):
        def __init__(self, factor=1.0, **settings):
            super().__init__(**settings)
            self.factor = factor

        def call(self, x):
            return self.factor * x

        def get_config(self):
            return {**super().get_config(), "factor": self.factor}

    form = serialize_keras_object(Scaled(3.0))
    with pytest.raises(ValueError, match="there is no class 'Scaled' here"):
        deserialize_keras_object(form)
    assert deserialize_keras_object(form, custom_objects={"Scaled": Scaled}).factor == 3.0
    with CustomObjectScope({"Scaled": Scaled}):
        assert deserialize_keras_object(form).factor == 3.0

    @register_keras_serializable(package="tests", name="half")
    def halve(x):
        return x / 2.0

    try:
        assert (get_registered_name(halve), get_registered_object("tests>half")) == ("tests>half", halve)
        layer = Dense(2, activation=halve)
        assert Dense.from_config(json.loads(json.dumps(layer.get_config()))).activation is halve
    finally:
        del get_custom_objects()["tests>half"]
    with pytest.raises(TypeError, match="needs a method get_config"):
        register_keras_serializable()(type("Bare", (), {}))


def test_a_configuration_with_an_argument_that_does_not_exist_says_so():
    with pytest.raises(TypeError, match="unexpected argument 'unit'"):
        Dense.from_config({"units": 3, "unit": 3})
    assert Dense.from_config({"units": 3, "quantization_config": None, "lora_rank": None}).units == 3


def test_an_object_that_no_file_can_describe_says_what_to_do():
    with pytest.raises(ValueError, match=r"decorate it with @nn\.saving\.register_keras_serializable"):
        serialize_keras_object(Dense(2, activation=lambda x: x))
    with pytest.raises(TypeError, match="give it a method get_config"):
        serialize_keras_object(object())
