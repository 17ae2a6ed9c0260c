"""Functional and subclassed programs as people write them for Keras, with nothing but their imports changed."""

from __future__ import annotations

import numpy as np
import pytest

import nn


def digits(n=600):
    (x, y), (xt, yt) = nn.datasets.mnist.load_data(kind="sample")
    return (x[:n], y[:n].astype("int64")), (xt[:300], yt[:300].astype("int64"))


def test_the_functional_guides_two_branch_classifier(capsys):
    import nn as keras
    from nn import layers

    keras.set_random_seed(1)
    (x_train, y_train), (x_test, y_test) = digits(1500)
    inputs = keras.Input(shape=(784,), name="digits")
    x = layers.Dense(64, activation="relu", name="dense_1")(inputs)
    x = layers.Dense(64, activation="relu", name="dense_2")(x)
    outputs = layers.Dense(10, name="predictions")(x)
    model = keras.Model(inputs=inputs, outputs=outputs, name="mnist_model")
    model.summary()
    assert 'Model: "mnist_model"' in capsys.readouterr().out
    x_train = x_train.reshape(-1, 784).astype("float32") / 255
    x_test = x_test.reshape(-1, 784).astype("float32") / 255
    model.compile(
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        optimizer=keras.optimizers.RMSprop(),
        metrics=["accuracy"],
    )
    history = model.fit(x_train, y_train, batch_size=64, epochs=4, validation_split=0.2, verbose=0)
    test_scores = model.evaluate(x_test, y_test, verbose=0)
    assert set(history.history) == {"loss", "accuracy", "val_loss", "val_accuracy"}
    assert test_scores[1] > 0.75


def test_ticket_triage_with_several_inputs_and_outputs():
    import nn as keras
    from nn import layers

    keras.set_random_seed(2)
    num_tags, num_words, num_departments, n = 12, 100, 4, 128
    title_input = keras.Input(shape=(None,), name="title")
    body_input = keras.Input(shape=(None,), name="body")
    tags_input = keras.Input(shape=(num_tags,), name="tags")
    title_features = layers.Embedding(num_words, 16)(title_input)
    body_features = layers.Embedding(num_words, 16)(body_input)
    title_features = layers.LSTM(8)(title_features)
    body_features = layers.LSTM(4)(body_features)
    x = layers.Concatenate()([title_features, body_features, tags_input])
    priority_pred = layers.Dense(1, name="priority")(x)
    department_pred = layers.Dense(num_departments, name="department")(x)
    model = keras.Model(
        inputs=[title_input, body_input, tags_input],
        outputs={"priority": priority_pred, "department": department_pred},
    )
    model.compile(
        optimizer=keras.optimizers.RMSprop(1e-2),
        loss={
            "priority": keras.losses.BinaryCrossentropy(from_logits=True),
            "department": keras.losses.CategoricalCrossentropy(from_logits=True),
        },
        loss_weights={"priority": 1.0, "department": 0.2},
    )
    title_data = np.random.randint(num_words, size=(n, 6))  # noqa: NPY002 - as the guide does
    body_data = np.random.randint(num_words, size=(n, 10))  # noqa: NPY002
    tags_data = np.random.randint(2, size=(n, num_tags)).astype("float32")  # noqa: NPY002
    priority_targets = tags_data[:, :1]
    dept_targets = np.eye(num_departments)[(tags_data[:, 0] + 2 * tags_data[:, 1]).astype(int)]
    history = model.fit(
        {"title": title_data, "body": body_data, "tags": tags_data},
        {"priority": priority_targets, "department": dept_targets},
        epochs=12,
        batch_size=32,
        verbose=0,
    )
    losses = history.history
    assert set(losses) == {"loss", "priority_loss", "department_loss"}
    assert losses["priority_loss"][-1] < 0.5 * losses["priority_loss"][0]
    assert losses["department_loss"][-1] < 0.8 * losses["department_loss"][0]
    assert losses["loss"][-1] == pytest.approx(losses["priority_loss"][-1] + 0.2 * losses["department_loss"][-1], rel=1e-5)


def test_shared_siamese_network_tells_equal_digits_from_different_ones():
    import nn as keras
    from nn import layers
    from nn.models import Model, Sequential

    keras.set_random_seed(3)
    (x, y), (xt, yt) = digits(1500)
    x, xt = x.reshape(-1, 784).astype("float32") / 255, xt.reshape(-1, 784).astype("float32") / 255

    def make_pairs(x, y, seed):
        rng = np.random.default_rng(seed)
        pairs, labels = [], []
        for i in range(len(x)):
            same = int(rng.integers(2))
            candidates = np.flatnonzero((y == y[i]) if same else (y != y[i]))
            pairs.append([x[i], x[rng.choice(candidates)]])
            labels.append(same)
        return np.array(pairs), np.array(labels).astype("float32")

    pairs_train, labels_train = make_pairs(x, y, 0)
    pairs_test, labels_test = make_pairs(xt, yt, 1)
    embedding_network = Sequential(
        [keras.Input((784,)), layers.Dense(128, activation="relu"), layers.Dense(32, activation="tanh")], name="embedding"
    )
    input_1, input_2 = keras.Input((784,)), keras.Input((784,))
    tower_1, tower_2 = embedding_network(input_1), embedding_network(input_2)
    merge_layer = layers.Lambda(lambda vects: (vects[0] - vects[1]) ** 2, output_shape=(32,))([tower_1, tower_2])
    output_layer = layers.Dense(1, activation="sigmoid")(merge_layer)
    siamese = Model(inputs=[input_1, input_2], outputs=output_layer)
    assert siamese.count_params() == embedding_network.count_params() + 33
    siamese.compile(loss="binary_crossentropy", optimizer="adam", metrics=["accuracy"])
    siamese.fit(
        [pairs_train[:, 0], pairs_train[:, 1]], labels_train, batch_size=16, epochs=10, verbose=0,
        validation_data=([pairs_test[:, 0], pairs_test[:, 1]], labels_test),
    )  # fmt: skip
    assert siamese.history.history["val_accuracy"][-1] > 0.75
    one_way, other_way = siamese.predict([xt, xt[::-1]], verbose=0), siamese.predict([xt[::-1], xt], verbose=0)
    np.testing.assert_allclose(one_way, other_way, rtol=1e-5)  # what is shared does not tell left from right


def test_transfer_with_a_frozen_base_then_fine_tuning(tmp_path):
    import nn as keras
    from nn import layers

    keras.set_random_seed(4)
    (x, y), (xt, yt) = digits(2000)
    x, xt = x.astype("float32")[..., None] / 255, xt.astype("float32")[..., None] / 255
    low, high = y < 5, y >= 5
    inputs = keras.Input(shape=(28, 28, 1))
    h = layers.Conv2D(8, 3, strides=2, activation="relu", name="conv")(inputs)
    h = layers.MaxPooling2D(2)(h)
    h = layers.Flatten()(h)
    features = layers.Dense(32, activation="relu", name="features")(h)
    outputs = layers.Dense(5, activation="softmax", name="head")(features)
    source = keras.Model(inputs, outputs)
    source.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    source.fit(x[low], y[low], epochs=2, batch_size=32, verbose=0)
    source.save_weights(tmp_path / "source.safetensors")

    base_model = keras.Model(source.input, source.get_layer("features").output, name="base")
    base_model.trainable = False
    frozen = [w.copy() for w in base_model.get_weights()]
    inputs = keras.Input(shape=(28, 28, 1))
    h = base_model(inputs, training=False)
    outputs = layers.Dense(5, activation="softmax")(layers.Dropout(0.2)(h))
    model = keras.Model(inputs, outputs)
    assert len(model.trainable_weights) == 2
    model.compile(optimizer=keras.optimizers.Adam(1e-2), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x[high], y[high] - 5, epochs=2, batch_size=32, verbose=0)
    for before, after in zip(frozen, base_model.get_weights(), strict=True):
        np.testing.assert_array_equal(before, after)
    first = model.evaluate(xt[yt >= 5], yt[yt >= 5] - 5, verbose=0)[1]
    assert first > 0.6

    base_model.trainable = True
    for layer in base_model.layers[:2]:
        layer.trainable = False
    model.compile(optimizer=keras.optimizers.Adam(1e-3), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x[high], y[high] - 5, epochs=4, batch_size=32, verbose=0)
    after = base_model.get_weights()
    np.testing.assert_array_equal(frozen[0], after[0])
    assert not np.array_equal(frozen[2], after[2])
    assert model.evaluate(xt[yt >= 5], yt[yt >= 5] - 5, verbose=0)[1] > first

    source.load_weights(tmp_path / "source.safetensors")
    for before, again in zip(frozen, base_model.get_weights(), strict=True):
        np.testing.assert_array_equal(before, again)


def test_a_subclassed_model_with_a_training_argument():
    import nn as keras
    from nn import layers

    class Block(keras.Layer):
        def __init__(self, units):
            super().__init__()
            self.dense = layers.Dense(units, activation="relu")
            self.dropout = layers.Dropout(0.3)

        def call(self, inputs, training=False):
            return self.dropout(self.dense(inputs), training=training)

    class MLP(keras.Model):
        def __init__(self, num_classes=10):
            super().__init__()
            self.flatten = layers.Flatten()
            self.block_1, self.block_2 = Block(64), Block(32)
            self.classifier = layers.Dense(num_classes, activation="softmax")

        def call(self, inputs):
            x = self.flatten(inputs)
            x = self.block_2(self.block_1(x))
            return self.classifier(x)

    keras.set_random_seed(5)
    (x, y), (xt, yt) = digits(1500)
    x, xt = x / 255.0, xt / 255.0
    model = MLP()
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x, y, epochs=6, batch_size=32, verbose=0)
    assert model.evaluate(xt, yt, verbose=0)[1] > 0.8
    np.testing.assert_array_equal(model.predict(xt[:5]), model.predict(xt[:5]))  # nothing is dropped there
    assert not np.array_equal(model(xt[:5], training=True).numpy(), model(xt[:5], training=True).numpy())
    assert [layer.name for layer in model.layers][-1] == "dense"


def test_a_residual_network_with_add():
    import nn as keras
    from nn import layers

    keras.set_random_seed(6)
    inputs = keras.Input(shape=(16, 16, 3), name="img")
    x = layers.Conv2D(8, 3, activation="relu")(inputs)
    x = layers.Conv2D(8, 3, activation="relu")(x)
    block_1_output = layers.MaxPooling2D(3)(x)
    x = layers.Conv2D(8, 3, activation="relu", padding="same")(block_1_output)
    x = layers.Conv2D(8, 3, activation="relu", padding="same")(x)
    block_2_output = layers.Add()([x, block_1_output])
    x = layers.GlobalAveragePooling2D()(block_2_output)
    outputs = layers.Dense(10)(layers.Dropout(0.5)(layers.Dense(16, activation="relu")(x)))
    model = keras.Model(inputs, outputs, name="toy_resnet")
    extractor = keras.Model(inputs=model.inputs, outputs=[layer.output for layer in model.layers])
    features = extractor(np.ones((2, 16, 16, 3), "float32"))
    assert [tuple(f.shape) for f in features] == [(2, *layer.output.shape[1:]) for layer in model.layers]
    np.testing.assert_array_equal(features[-1].numpy(), model(np.ones((2, 16, 16, 3), "float32")).numpy())


def test_an_autoencoder_taken_apart_and_put_together():
    import nn as keras
    from nn import layers

    keras.set_random_seed(7)
    encoder_input = keras.Input(shape=(8,), name="original")
    encoder = keras.Model(encoder_input, layers.Dense(3, activation="tanh")(encoder_input), name="encoder")
    decoder_input = keras.Input(shape=(3,), name="code")
    decoder = keras.Model(decoder_input, layers.Dense(8)(decoder_input), name="decoder")
    autoencoder_input = keras.Input(shape=(8,))
    autoencoder = keras.Model(autoencoder_input, decoder(encoder(autoencoder_input)), name="autoencoder")
    autoencoder.compile("adam", "mse")
    x = np.random.default_rng(0).standard_normal((64, 3)) @ np.random.default_rng(1).standard_normal((3, 8)) * 0.2
    history = autoencoder.fit(x, x, epochs=60, batch_size=16, verbose=0).history["loss"]
    assert history[-1] < 0.5 * history[0]
    np.testing.assert_allclose(
        decoder.predict(encoder.predict(x, verbose=0), verbose=0), autoencoder.predict(x, verbose=0), rtol=1e-5, atol=1e-6
    )
    assert [layer.name for layer in autoencoder.layers][1:] == ["encoder", "decoder"]


def test_an_ensemble_of_models():
    import nn as keras
    from nn import layers

    def get_model():
        inputs = keras.Input(shape=(128,))
        return keras.Model(inputs, layers.Dense(1)(inputs))

    models = [get_model() for _ in range(3)]
    inputs = keras.Input(shape=(128,))
    ensemble_model = keras.Model(inputs=inputs, outputs=layers.Average()([model(inputs) for model in models]))
    x = np.random.default_rng(0).standard_normal((4, 128)).astype("float32")
    mean = np.mean([model.predict(x, verbose=0) for model in models], axis=0)
    np.testing.assert_allclose(ensemble_model.predict(x, verbose=0), mean, rtol=1e-4, atol=1e-6)
    assert ensemble_model.count_params() == 3 * 129
