"""Names and manners that Keras' and PyTorch's programs have: results with numpy(), weights to assign, loops of their own."""

import numpy as np
import pytest

import nn
from autograd import Tensor
from nn import Adam, Dense, Input, Model, Sequential, losses, metrics, optimizers
from nn.callbacks import Callback, CallbackList, TerminateOnNaN

X = np.linspace(-1.0, 1.0, 32).reshape(8, 4).astype("float32")
Y = (X[:, :1] > 0).astype("float32")


def make(**compiled):
    nn.set_random_seed(1)
    model = Sequential([Input((4,)), Dense(3, "relu", name="first"), Dense(1, name="last")])
    model.compile("sgd", "mse", **compiled)
    return model


def test_losses_and_metrics_answer_to_numpy():
    loss = losses.MeanSquaredError()(np.ones((2, 1)), np.zeros((2, 1)))
    assert (loss, loss.numpy(), type(loss.numpy()), f"{loss:.2f}") == (1.0, 1.0, np.float64, "1.00")
    each = losses.MeanSquaredError(reduction=None)(np.ones((2, 1)), np.zeros((2, 1)))
    assert type(each.numpy()) is np.ndarray
    metric = metrics.MeanSquaredError()
    metric.update_state(np.ones((2, 1)), np.zeros((2, 1)))
    assert metric.result().numpy() == 1.0
    assert metrics.Mean()([1.0, 2.0]).numpy() == 1.5
    assert type(make(metrics=["mae"]).train_on_batch(X, Y)[1]) is float


def test_the_learning_rate_is_a_number_that_can_be_assigned():
    optimizer = optimizers.SGD(0.5)
    optimizer.learning_rate.assign(0.25)
    assert (optimizer.learning_rate, optimizer.learning_rate.numpy(), optimizer.learning_rate.value) == (0.25, 0.25, 0.25)
    assert (optimizer.iterations, optimizer.iterations.numpy()) == (0, 0)
    with pytest.raises(TypeError, match="follows"):
        optimizers.SGD(optimizers.schedules.ExponentialDecay(0.1, 10, 0.5)).learning_rate.assign(0.1)


def test_weights_are_assigned():
    w = Tensor(np.zeros((2, 2)), name="w")
    assert w.assign(np.ones((2, 2))) is w
    w.assign_add(np.ones((2, 2)))
    w.assign_sub(Tensor(np.full((2, 2), 0.5)))
    assert w.numpy().tolist() == [[1.5, 1.5], [1.5, 1.5]]
    assert w.value is w
    with pytest.raises(ValueError, match="cannot assign data of shape"):
        w.assign(np.ones(3))


def test_an_optimizer_that_was_made_with_the_parameters_steps_alone():
    model, twin = make(), make()
    alone, given = Adam(model.parameters(), 0.1), Adam(0.1)
    for _ in range(3):
        for each, step in ((model, alone.step), (twin, lambda: given.step(twin.parameters()))):
            each.zero_grad()
            losses.get("mse")(Y, each(X)).backward()
            step()
    for a, b in zip(model.get_weights(), twin.get_weights()):
        np.testing.assert_array_equal(a, b)
    alone.zero_grad()
    assert all(p.grad is None for p in model.parameters())
    assert Adam(iter(model.parameters()), lr=0.2).learning_rate == 0.2
    assert len(alone.variables) == 2 + 2 * 4
    with pytest.raises(TypeError, match=r"step\(\) moves nothing: give step\(model\.parameters\(\)\)"):
        Adam(0.1).step()


def test_parameters_are_excluded_from_weight_decay_by_name_or_themselves():
    def move(**excluded):
        kernel, bias = Tensor(np.ones((2, 2)), name="kernel"), Tensor(np.ones(2), name="bias")
        optimizer = optimizers.SGD(0.1, weight_decay=0.5)
        optimizer.exclude_from_weight_decay(**{name: make_list(kernel) for name, make_list in excluded.items()})
        kernel.grad, bias.grad = np.zeros((2, 2)), np.zeros(2)
        optimizer.step([kernel, bias])
        return kernel.numpy()[0, 0], bias.numpy()[0], optimizer

    assert move(var_names=lambda kernel: ["bias"])[:2] == (0.95, 1.0)
    kernel, bias, optimizer = move(var_list=lambda kernel: [kernel])
    assert (kernel, bias) == (1.0, 0.95)
    with pytest.raises(ValueError, match="before the first step"):
        optimizer.exclude_from_weight_decay(var_names=["bias"])


def test_a_model_of_your_own_makes_weights():
    class Line(Model):
        def __init__(self):
            super().__init__()
            self.slope = self.add_weight(shape=(4, 1), initializer="ones", regularizer="l2", constraint="non_neg")

        def call(self, x):
            return x @ self.slope

    model = Line()
    model.compile("sgd", "mse")
    assert len(model.weights) == 1
    with_penalty = model.evaluate(X, Y, verbose=0)
    assert with_penalty == pytest.approx(np.square(X.sum(1, keepdims=True) - Y).mean() + 0.01 * 4, rel=1e-5)
    model.fit(X, -10.0 * X.sum(1, keepdims=True), epochs=20, verbose=0)
    assert (model.slope.numpy() >= 0.0).all()


def test_a_weight_by_name_and_shape_in_keras_2s_order():
    class Line(nn.Layer):
        def build(self, shape):
            self.w = self.add_weight("w", (shape[-1], 1))

        def call(self, x):
            return x @ self.w

    layer = Line()
    assert layer(X).shape == (8, 1)
    assert layer.w.name == "w"


def test_what_a_model_says_of_itself():
    model = make(metrics=["mae"])
    assert (model.output_shape, model.compiled, model.metrics_names) == ((None, 1), True, ["loss", "mae"])
    assert not Sequential().compiled
    a = Input((2,))
    assert Model(a, [Dense(2)(a), Dense(3)(a)]).output_shape == [(None, 2), (None, 3)]


def test_a_summary_is_shown_as_asked_for():
    inner = Sequential([Input((3,)), Dense(2, name="deep")], name="inner")
    model = Sequential([Input((4,)), Dense(3, name="first"), inner, Dense(1, name="last")])
    model.layers[0].trainable = False
    lines = []
    model.summary(line_length=100, print_fn=lines.append, expand_nested=True, show_trainable=True)
    assert max(map(len, lines)) == 100
    text = "\n".join(lines)
    assert "└ deep (Dense)" in text
    assert next(line for line in lines if line.startswith("first")).split()[-1] == "no"
    assert next(line for line in lines if line.startswith("last")).split()[-1] == "yes"
    lines.clear()
    model.summary(print_fn=lines.append, layer_range=("inner", "last"))
    assert not any(line.startswith("first") for line in lines)


def test_a_list_of_callbacks_is_told_by_methods():
    class Note(Callback):
        told = []

        def on_epoch_end(self, epoch, logs=None):
            self.told.append((epoch, logs))

    callbacks = CallbackList([Note()], model=make())
    callbacks.on_epoch_end(3, {"loss": 0.5})
    callbacks.on_epoch_end(4, logs={"loss": 0.25})
    assert Note.told == [(3, {"loss": 0.5}), (4, {"loss": 0.25})]
    with pytest.raises(AttributeError):
        callbacks.on_nothing()


def test_a_failed_training_may_raise_though_it_is_watched():
    model = make()
    with pytest.raises(RuntimeError, match="the loss became inf"):
        model.fit(X * 1e30, Y, verbose=0, callbacks=[TerminateOnNaN(raise_error=True)])
    history = model.fit(X * 1e30, Y, epochs=3, verbose=0, callbacks=[TerminateOnNaN()])
    assert history.history == {"loss": [np.inf]}  # the epoch in which it failed is the last


@pytest.mark.parametrize("kind", [losses.Huber, losses.Loss, metrics.AUC, metrics.Mean, metrics.MeanSquaredError])
def test_losses_and_metrics_take_a_dtype(kind):
    assert kind(dtype="float32").name == kind().name
