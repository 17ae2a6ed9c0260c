"""fit(compiled=...): the numbers are the same eagerly and compiled, and `compiled_reason` says which it was, and why."""

from __future__ import annotations

import copy
import weakref

import numpy as np
import pytest

import nn
from autograd import Tensor, tanh
from nn.callbacks import Callback
from nn.neurons import per_sample
from nn.training import compiled_step

X = np.random.default_rng(0).normal(size=(70, 6)).astype("float32")  # 70 of 16: the last batch has 6
LABELS = np.random.default_rng(1).integers(0, 3, 70)
STEPS = np.random.default_rng(2).normal(size=(70, 5, 4)).astype("float32")
WORDS = np.random.default_rng(4).integers(0, 20, (70, 7))
IMAGES = np.random.default_rng(3).normal(size=(70, 6, 6, 2)).astype("float32")


def dense(*layers, **last):
    return nn.Sequential([nn.Dense(8, activation="tanh", input_shape=(6,)), *layers, nn.Dense(3, activation="softmax", **last)])


def functional():
    a, b = nn.Input((6,), name="a"), nn.Input((6,), name="b")
    h = nn.Concatenate()([nn.Dense(5, activation="gelu")(a), np.tanh(b) * 2.0])
    return nn.Model([a, b], {"class": nn.Dense(3, activation="softmax")(h), "size": nn.Dense(1, activation="sigmoid")(h)})


def see_through_a_view():
    a = nn.Input((6,))
    h = nn.Dense(6)(a)
    r = nn.Reshape((3, 2))(nn.Lambda(lambda t: +t)(h))
    z = nn.Reshape((3, 2))(nn.Activation("tanh")(nn.Dense(6)(a)))
    return nn.Model(a, nn.Dense(3, activation="softmax")(nn.Flatten()(nn.Multiply()([r, z]))))


GAPS = STEPS * (np.arange(5)[:, None] < np.random.default_rng(5).integers(1, 6, (70, 1, 1))).astype("float32")
EACH_STEP = np.random.default_rng(6).integers(0, 3, (70, 5))


def mask_steps():
    return nn.Sequential(
        [nn.Input((5, 4)), nn.Masking(), nn.SimpleRNN(6, return_sequences=True), nn.Dense(3, activation="softmax")]
    )


def join_masks():
    a, b = nn.Input((7,), dtype="int32"), nn.Input((7,), dtype="int32")
    words = nn.Embedding(20, 4, mask_zero=True)
    h = nn.GlobalAveragePooling1D()(nn.Add()([words(a), words(b)]))
    return nn.Model([a, b], nn.Dense(3, activation="softmax")(h))


def features(*layers, data):
    model = nn.Sequential([nn.Input(data.shape[1:]), *layers, nn.Dense(3)])
    return model, data, {"loss": nn.losses.SparseCategoricalCrossentropy(from_logits=True)}


MODELS = {
    "dense": lambda: (dense(), X, {}),
    "float64": lambda: (nn.Sequential([nn.Dense(3, activation="softmax", input_shape=(6,), dtype="float64")]), X, {}),
    "regularized": lambda: (dense(kernel_regularizer="l2", bias_regularizer=nn.regularizers.L1(0.01)), X, {}),
    "dropout and noise": lambda: (dense(nn.Dropout(0.3), nn.GaussianNoise(0.1), nn.AlphaDropout(0.1)), X, {}),
    "a dropout with a seed": lambda: (dense(nn.Dropout(0.3, seed=5)), X, {}),
    "normalized": lambda: (dense(nn.BatchNormalization(), nn.LayerNormalization(), nn.Dense(8, activation="relu")), X, {}),
    "squared": lambda: (dense(), X, {"loss": "mse"}),
    "lstm": lambda: features(nn.LSTM(6, return_sequences=True), nn.GRU(4, dropout=0.2, recurrent_dropout=0.1), data=STEPS),
    "rnn": lambda: features(nn.Bidirectional(nn.SimpleRNN(4)), nn.ReLU(), data=STEPS),
    "embedding": lambda: features(nn.Embedding(20, 5), nn.GRU(4), data=WORDS),
    "attention": lambda: features(nn.TransformerEncoder(8, 2, dropout=0.1), nn.GlobalAveragePooling1D(), data=STEPS),
    "conv": lambda: features(nn.Conv2D(4, 3), nn.BatchNormalization(), nn.MaxPooling2D(), nn.Flatten(), data=IMAGES),
    "masked words": lambda: features(
        nn.Embedding(20, 5, mask_zero=True), nn.LSTM(4, return_sequences=True), nn.GRU(3), data=WORDS
    ),
    "masked steps": lambda: (mask_steps(), GAPS, {"y": EACH_STEP}),
    "backwards in both directions": lambda: features(
        nn.Embedding(20, 5, mask_zero=True), nn.Bidirectional(nn.LSTM(3)), data=WORDS
    ),
    "an alias seen through a view": lambda: (see_through_a_view(), X, {}),
    "functional": lambda: (functional(), [X, X[::-1].copy()], {"loss": BOTH}),
}


BOTH = {"class": "sparse_categorical_crossentropy", "size": "mse"}


def train(make, compiled, epochs=2, seed=7, callbacks=(), **settings):
    nn.set_random_seed(seed)
    model, x, chosen = make()
    several = isinstance(x, list)
    loss = chosen.get("loss", "sparse_categorical_crossentropy")
    y = {"class": LABELS, "size": X[:, :1]} if loss is BOTH else np.eye(3)[LABELS] if loss == "mse" else LABELS
    y = chosen.get("y", y)
    model.compile(nn.Adam(0.01, clipnorm=1.0), loss, metrics=None if several else ["accuracy"])
    held = {} if several else {"validation_split": 0.1, "class_weight": {0: 2.0, 1: 0.5}}
    held = {} if loss == "mse" or "y" in chosen else held
    model.fit(x, y, 16, epochs, verbose=0, compiled=compiled, callbacks=callbacks, **held, **settings)
    return model


def same(model, other):
    assert model.history.history == other.history.history  # to the last bit
    for w, v in zip(model.get_weights(), other.get_weights()):
        np.testing.assert_array_equal(w, v)


@pytest.mark.parametrize("name", MODELS)
def test_the_same_numbers_to_the_last_bit(name):
    eager, compiled = train(MODELS[name], False), train(MODELS[name], True)
    assert (eager.compiled_reason, compiled.compiled_reason) == (
        "eager, as asked for",
        "compiled, as asked for: the whole step",
    )
    same(compiled, eager)


def test_masks_that_are_joined_are_told_anew_for_each_batch():
    def make():
        return join_masks(), [WORDS, WORDS[::-1].copy()], {"loss": "sparse_categorical_crossentropy"}

    eager, compiled = train(make, False), train(make, True)
    for w, v in zip(compiled.get_weights(), eager.get_weights()):
        np.testing.assert_allclose(w, v, rtol=1e-3, atol=1e-6)  # the table is used twice: its gradients add up in another order


def test_a_gpt_learns_the_same():
    def learn(compiled):
        nn.set_random_seed(0)
        gpt = nn.GPT(20, 7, n_layer=2, n_head=2, n_embd=8, dropout=0.1)
        gpt.compile("adam", nn.losses.SparseCategoricalCrossentropy(from_logits=True))
        gpt.fit(WORDS, np.roll(WORDS, -1, axis=1), 16, 2, verbose=0, compiled=compiled)
        return gpt

    same(learn(True), learn(False))


def test_auto_goes_over_to_the_whole_step_after_a_number_of_steps(monkeypatch):
    monkeypatch.setattr(compiled_step, "WAIT", 6)
    model = train(MODELS["dropout and noise"], "auto", 8)
    assert model.compiled_reason == "compiled: the whole step"
    same(model, train(MODELS["dropout and noise"], False, 8))


def test_a_short_training_stays_eager():
    assert train(MODELS["dense"], "auto").compiled_reason == "eager: the first 24 steps of a form, then compiled"


class Later(Callback):
    """Forgets more in the second epoch, and much more in its last batch."""

    def on_epoch_begin(self, epoch, logs=None):
        self.model.layers[1].rate = 0.1 + 0.2 * epoch

    def on_train_batch_begin(self, batch, logs=None):
        if batch == 4:
            self.model.layers[1].rate = 0.9


def test_settings_changed_by_callbacks_are_recorded_anew():
    make = MODELS["a dropout with a seed"]
    same(train(make, True, callbacks=[Later()]), train(make, False, callbacks=[Later()]))


def test_only_callbacks_that_act_on_batches_are_watched_at_each():
    from nn.training.run import acts_on_batches

    assert acts_on_batches(Later())
    assert acts_on_batches(nn.callbacks.LambdaCallback(on_train_batch_end=lambda batch, logs: None))
    assert not acts_on_batches(nn.callbacks.EarlyStopping())
    assert not acts_on_batches(nn.callbacks.LearningRateScheduler(lambda epoch, rate: rate))


def test_freezing_layers_records_anew():
    def twice(compiled):
        nn.set_random_seed(3)
        model = dense(nn.BatchNormalization())
        for frozen in (False, True):
            model.layers[1].trainable = model.layers[0].trainable = not frozen
            model.compile("sgd", "sparse_categorical_crossentropy")
            model.fit(X, LABELS, epochs=2, verbose=0, compiled=compiled)
        return model

    same(twice(True), twice(False))


def test_what_is_added_to_the_loss_is_seen_in_losses_and_so_runs_eagerly(monkeypatch):
    monkeypatch.setattr(compiled_step, "WAIT", 2)

    def make():
        return dense(nn.Dense(8, activity_regularizer=nn.regularizers.L2(0.1))), X, {}

    auto, eager = train(make, "auto"), train(make, False)
    assert "adds to the loss" in auto.compiled_reason
    same(auto, eager)
    assert [term.item() for term in auto.losses] == [term.item() for term in eager.losses]


def test_words_are_looked_up_anew_in_each_batch(monkeypatch):
    monkeypatch.setattr(compiled_step, "WAIT", 2)
    words = np.array(["red", "green", "blue"])[LABELS][:, None]

    def learn(compiled):
        nn.set_random_seed(1)
        words_to_numbers = nn.layers.TextVectorization(vocabulary=["red", "green", "blue"], output_sequence_length=1)
        layers = [nn.Input((1,), dtype="string"), words_to_numbers, nn.Embedding(6, 3), nn.Flatten()]
        model = nn.Sequential([*layers, nn.Dense(3, activation="softmax")])
        model.compile("adam", "sparse_categorical_crossentropy")
        model.fit(words, LABELS, 16, 3, shuffle=False, verbose=0, compiled=compiled)
        for _ in range(30):
            model.predict(words[:8], verbose=0)
        return model

    auto, eager = learn("auto"), learn(False)
    same(auto, eager)
    np.testing.assert_array_equal(auto.predict(words[8:16], verbose=0), auto(words[8:16]).numpy())


def test_many_forms_of_batches_do_not_hold_memory_without_end(monkeypatch):
    monkeypatch.setattr(compiled_step, "WAIT", 1)
    monkeypatch.setattr(compiled_step, "MOST", 2)
    model = dense()
    model.compile("sgd", "sparse_categorical_crossentropy")
    for n in (4, 5, 6, 7):
        for _ in range(3):
            model.train_on_batch(X[:n], LABELS[:n])
    ways = model._trainer.network._ways.values()
    assert [way.program is not None for way in ways] == [True, True, False, False]


class Printing(nn.Module):
    def call(self, x):
        return x * 2.0


class Looking(nn.Module):
    def call(self, x):
        return x if x.sum() > 0 else -x


@pytest.mark.parametrize("layer", [lambda: Printing(name="loud"), lambda: nn.Lambda(lambda x: x * 2.0, name="loud")])
def test_what_others_wrote_is_recorded_only_when_asked_for(layer):
    def make():
        return dense(layer()), X, {}

    auto = train(make, "auto", 30)
    assert "loud" in auto.compiled_reason
    assert auto.compiled_reason.startswith("eager: what")
    same(train(make, True, 30), auto)


def test_what_cannot_be_recorded_falls_back_or_raises(monkeypatch):
    def make():
        return dense(Looking()), X, {}

    with pytest.raises(RuntimeError, match=r"fit\(compiled=True\): sequential cannot be recorded: .*where"):
        train(make, True)

    monkeypatch.setattr(compiled_step, "WAIT", 2)
    monkeypatch.setattr(Looking, "only_computes", True)  # which is true, and yet it cannot be recorded
    auto = train(make, "auto")
    assert auto.compiled_reason.startswith("eager, since it cannot be recorded")
    same(auto, train(make, False))


def test_states_are_carried_from_batch_to_batch(monkeypatch):
    monkeypatch.setattr(compiled_step, "WAIT", 2)

    def learn(compiled):
        nn.set_random_seed(1)
        model = nn.Sequential([nn.Input((5, 4)), nn.LSTM(4, stateful=True), nn.Dense(3, activation="softmax")])
        model.compile("adam", "sparse_categorical_crossentropy")
        model.fit(STEPS[:64], LABELS[:64], 16, 3, shuffle=False, verbose=0, compiled=compiled)
        return model

    auto, eager = learn("auto"), learn(False)
    assert auto.compiled_reason == "compiled: the whole step"
    same(auto, eager)
    np.testing.assert_array_equal(auto.predict(STEPS[:16]), eager.predict(STEPS[:16]))


def test_after_an_error_in_the_middle_training_goes_on_as_if_nothing_had_been():
    def learn(compiled):
        nn.set_random_seed(2)
        model = dense(nn.BatchNormalization())
        model.compile("adam", "sparse_categorical_crossentropy")
        for i in range(6):
            if i == 3:
                with pytest.raises(ValueError, match=r"labels must lie in 0\.\.2"):
                    model.fit(X[:16], LABELS[:16] + 3, 16, verbose=0, compiled=compiled)
            model.fit(X[16:48], LABELS[16:48], 16, verbose=0, shuffle=False, compiled=compiled)
        return model

    same(learn(True), learn(False))


OPTIMIZERS = [
    "adadelta", "adafactor", "adagrad", "adam", "adamax", "adamw", "ftrl", "lamb", "lion", "muon", "nadam", "rmsprop",
    "schedulefreeadamw", "sgd",
]  # fmt: skip


@pytest.mark.parametrize("settings", [{}, {"clipnorm": 0.1}, {"gradient_accumulation_steps": 2}, {"use_ema": True}])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_makes_the_same_steps_in_a_program_and_leaves_the_gradients_as_they_came(name, settings):
    def learn(compiled):
        nn.set_random_seed(5)
        model = dense()
        optimizer = type(nn.optimizers.get(name))(**settings)
        model.compile(optimizer, "sparse_categorical_crossentropy")
        model.fit(X, LABELS, 32, 2, verbose=0, shuffle=False, compiled=compiled)
        return model

    compiled, eager = learn(True), learn(False)
    same(compiled, eager)
    for p, q in zip(compiled.parameters(), eager.parameters()):
        np.testing.assert_array_equal(p.grad, q.grad)


LOSSES = {
    "mae": np.abs(X[:, :3]), "huber": X[:, :3], "log_cosh": X[:, :3], "msle": np.abs(X[:, :3]), "poisson": np.abs(X[:, :3]),
    "kl_divergence": np.abs(X[:, :3]), "mape": X[:, :3] + 3.0, "cosine_similarity": X[:, :3], "hinge": np.eye(3)[LABELS],
    "squared_hinge": np.eye(3, dtype=int)[LABELS], "categorical_hinge": np.eye(3)[LABELS], "dice": np.eye(3)[LABELS],
    "binary_crossentropy": np.eye(3, dtype=bool)[LABELS], "categorical_crossentropy": np.eye(3, dtype=int)[LABELS],
    "binary_focal_crossentropy": np.eye(3)[LABELS], "categorical_focal_crossentropy": np.eye(3)[LABELS],
    "sparse_categorical_crossentropy": LABELS[:, None].astype("uint8"), "tversky": np.eye(3)[LABELS],
    "categorical_generalized_cross_entropy": LABELS, "mse": (10 * X[:, :3]).astype(int), "circle": LABELS, "triplet": LABELS,
}  # fmt: skip


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("name", LOSSES)
def test_every_loss_gives_the_same_in_a_program(name, weighted):
    def learn(compiled):
        nn.set_random_seed(3)
        model = dense()
        loss = nn.losses.SparseCategoricalCrossentropy(ignore_class=1) if name == "sparse_categorical_crossentropy" else name
        model.compile(nn.SGD(0.1), loss, weighted_metrics=["mse"] if LOSSES[name].shape == (70, 3) and weighted else None)
        weights = np.linspace(0.0, 2.0, 70) if weighted else None
        model.fit(X, LOSSES[name], 32, 2, verbose=0, shuffle=False, compiled=compiled, sample_weight=weights)
        return model

    if weighted and name in ("circle", "triplet", "dice", "tversky"):  # of the whole batch at once
        return
    compiled = learn(True)
    same(compiled, learn(False))
    recorded = name not in ("circle", "triplet", "categorical_generalized_cross_entropy")  # they look at numbers themselves
    assert compiled.compiled_reason.startswith("compiled, as asked for: the whole step") == recorded, compiled.compiled_reason


def test_wrong_settings_and_wrong_data_are_named_as_ever():
    with pytest.raises(ValueError, match='compiled must be True, False or "auto"'):
        train(MODELS["dense"], "yes")
    model = dense()
    model.compile("sgd", "sparse_categorical_crossentropy")
    with pytest.raises(ValueError, match="expects 6 features"):
        model.fit(X[:, :5], LABELS, verbose=0, compiled=True)
    spoiled = X.copy()
    spoiled[3, 2] = np.nan
    with pytest.raises(FloatingPointError, match="x holds NaN"):
        model.fit(spoiled, LABELS, verbose=0, compiled=True)


def test_a_spoiled_step_is_explained_by_its_operation():
    def create(compiled):
        nn.set_random_seed(0)
        model = nn.Sequential([nn.Dense(4, activation="exponential", input_shape=(6,)), nn.Dense(1)])
        model.set_weights([w + 200.0 for w in model.get_weights()])
        model.compile("sgd", "mse")
        with pytest.raises(FloatingPointError) as raised:
            model.fit(X, X[:, :1], verbose=0, compiled=compiled, shuffle=False)
        return str(raised.value)

    assert create(True) == create(False)


def test_a_model_can_be_copied_and_dies_with_its_last_name(without_collector):
    model = train(MODELS["normalized"], True)
    twin = copy.deepcopy(model)
    twin.fit(X, LABELS, verbose=0, compiled=True, shuffle=False)
    model.fit(X, LABELS, verbose=0, compiled=True, shuffle=False)
    np.testing.assert_array_equal(twin.get_weights()[0], model.get_weights()[0])
    dead = weakref.ref(model)
    del model
    assert dead() is None


# -- one neuron at a time ------------------------------------------------------------------------------------


def neurons(sizes, compiled, loss="mse", epochs=3, n=70, batch=16, **settings):
    nn.set_random_seed(4)
    mlp = nn.MLP(6, sizes, activation="tanh", seed=0, **settings)
    mlp.compile(nn.SGD(0.1, momentum=0.9), loss, metrics=["mae"] if sizes[-1] == 1 else ["accuracy"])
    y = X[:n, :1] * 2.0 if sizes[-1] == 1 else LABELS[:n]
    mlp.fit(X[:n], y, batch, epochs, verbose=0, compiled=compiled)
    return mlp


@pytest.mark.parametrize("sizes", [[5, 1], [1], [4, 3, 3]])
def test_neurons_learn_the_same_eagerly_compiled_and_as_layers(sizes, monkeypatch):
    monkeypatch.setattr(per_sample, "PIECE", 40 * 2 * 6)  # so that a batch is cut into pieces
    loss = "mse" if sizes[-1] == 1 else nn.losses.SparseCategoricalCrossentropy(from_logits=True)
    eager, compiled = neurons(sizes, False, loss), neurons(sizes, True, loss)
    assert compiled.compiled_reason == "compiled, as asked for: the network alone"
    np.testing.assert_allclose(compiled.get_weights(), eager.get_weights(), rtol=1e-9)
    np.testing.assert_allclose(compiled.history.history["loss"], eager.history.history["loss"], rtol=1e-10)
    layers = nn.MLP(6, sizes, activation="tanh", seed=0).to_dense()
    nn.set_random_seed(4)
    nn.MLP(6, sizes, seed=0)
    layers.compile(nn.SGD(0.1, momentum=0.9), loss)
    layers.fit(X, X[:, :1] * 2.0 if sizes[-1] == 1 else LABELS, 16, 3, verbose=0)
    np.testing.assert_allclose(layers.history.history["loss"], eager.history.history["loss"], rtol=1e-9)
    np.testing.assert_allclose(layers.predict(X), compiled.predict(X), rtol=1e-7, atol=1e-9)
    assert compiled.predict(X).shape == (70, sizes[-1])


def test_auto_compiles_neurons_by_their_number(monkeypatch):
    monkeypatch.setattr(per_sample, "WAIT", 5)
    many, few = neurons([8, 1], "auto"), neurons([1], "auto")
    assert many.compiled_reason == "compiled: 65 single parameters and batches of 16 make matrices"
    assert few.compiled_reason == "eager: for 7 single parameters and batches of 16 columns are quicker than a program"
    np.testing.assert_allclose(many.get_weights(), neurons([8, 1], False).get_weights(), rtol=1e-9)


class Line(nn.PerSample):
    def __init__(self):
        super().__init__()
        self.slope, self.height = Tensor(1.0), Tensor(0.0)

    def call(self, x):
        return tanh(self.slope * x[0]) + self.height, 1.0


def test_a_class_of_ones_own_written_for_one_sample():
    fitted = []
    for compiled in (False, True):
        nn.set_random_seed(0)
        line = Line()
        line.compile(nn.SGD(0.2), "mse")
        x = X[:, :1]
        y = np.hstack([np.tanh(0.5 * x) - 0.3, np.ones_like(x)])
        line.fit(x, y, 16, 60, verbose=0, compiled=compiled)
        assert abs(line.slope.data - 0.5) < 0.02
        assert abs(line.height.data + 0.3) < 0.01
        fitted.append(line.predict(x))
    np.testing.assert_allclose(*fitted, rtol=1e-9)
    with pytest.raises(ValueError, match="rows of numbers"):
        line.predict(STEPS)


SCALE = 1.0


class Own(nn.Module):
    """A layer that uses whatever may be changed under way."""

    steepness = 1.0

    def __init__(self, use, **settings):
        super().__init__(**settings)
        self.use = use
        self.constant = Tensor([1.0] * 8, requires_grad=False)
        self.table = np.ones(8)
        self._hidden, self._table = 1.0, np.ones(8)
        self.scales = [1.0, {"b": 1.0}]

    def call(self, x):
        return USES[self.use](self, x)

    def twice(self, x):
        return x * (2.0 * self._hidden)


USES = {
    "a constant Tensor": lambda m, x: x * m.constant,
    "an array": lambda m, x: x * m.table,
    "an array that NumPy sees first": lambda m, x: x * np.exp(m.table),
    "a hidden number": lambda m, x: x * m._hidden,
    "a hidden array": lambda m, x: x * m._table,
    "a hidden number behind a method": lambda m, x: m.twice(x),
    "a list": lambda m, x: x * m.scales[0],
    "a dict in a list": lambda m, x: x * m.scales[1]["b"],
    "a class attribute": lambda m, x: x * m.steepness,
    "a global": lambda m, x: x * SCALE,
}


def change(m, batch):
    global SCALE
    to = 1.0 + 0.5 * batch
    m.constant.data[:] = to
    m.table[:] = to
    m._hidden, m._table, m.scales[0], m.scales[1]["b"] = to, np.full(8, to), to, to
    Own.steepness = SCALE = to


class Changing(Callback):
    def on_train_batch_begin(self, batch, logs=None):
        change(self.model.layers[1], batch)


@pytest.mark.parametrize("kind", ["layer", "Lambda"])
@pytest.mark.parametrize("use", USES)
def test_what_own_layers_see_is_never_stale(use, kind):
    def make():
        own = Own(use)
        if kind == "layer":
            return dense(own), X, {}
        layer = nn.Lambda(lambda x: USES[use](own, x))
        for name in ("constant", "table", "_hidden", "_table", "scales"):
            setattr(layer, name, getattr(own, name))
        return dense(layer), X, {}

    class Both(Changing):
        def on_train_batch_begin(self, batch, logs=None):
            super().on_train_batch_begin(batch, logs)
            layer = self.model.layers[1]
            if kind == "Lambda":
                own = layer.function.__closure__[0].cell_contents
                own._hidden, own._table = layer._hidden, layer._table

    trainings = []
    for compiled in (True, False):
        change(Own(use), 0)
        trainings.append(train(make, compiled, callbacks=[Both()]))
    same(*trainings)
    change(Own(use), 0)
    still = train(make, False)
    assert any(np.any(a.numpy() != b.numpy()) for a, b in zip(still.parameters(), trainings[1].parameters()))
