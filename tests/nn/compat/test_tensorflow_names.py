"""TensorFlow's names around Keras: the tape, data sets, functions."""

from __future__ import annotations

import numpy as np
import pytest

import nn
import nn.compat as tf
from autograd import Tensor
from nn.compat import functions
from nn.compat import math as tf_math

X = np.arange(12.0, dtype="float32").reshape(3, 4) / 10
N = np.array([[3, 1], [2, 5]])


def test_a_tape_gives_the_gradient_and_leaves_no_trace():
    w = tf.Variable([1.0, 2.0])
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(tf.square(w))
    assert tape.gradient(loss, w).numpy().tolist() == [2.0, 4.0]
    assert [g.numpy().tolist() for g in tape.gradient(loss, [w, w])] == [[2.0, 4.0]] * 2
    assert w.grad is None
    assert tape.gradient(loss, tf.Variable(1.0)) is None


def test_a_tape_inside_a_tape_gives_what_can_be_differentiated_again():
    w = tf.Variable([2.0, 3.0])
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            y = tf.reduce_sum(w**3)
        slope = inner.gradient(y, w)
        penalty = tf.reduce_sum(slope * slope)
    assert outer.gradient(penalty, w).numpy().tolist() == [288.0, 972.0]  # 2 · 3w² · 6w
    assert w.grad is None


def test_an_inner_tape_differentiates_by_what_was_computed():
    w = tf.Variable([2.0, 3.0])
    with tf.GradientTape() as outer:
        x = w * 2.0
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = tf.reduce_sum(x**3 * w)
        (slope,) = inner.gradient(y, [x])  # 3x²w = 12w³
        assert inner.gradient([y, y], {"x": x})["x"].numpy().tolist() == [192.0, 648.0]
        assert inner.gradient(y, tf.Variable(1.0)) is None
    assert outer.gradient(slope, w).numpy().tolist() == [144.0, 324.0]


def test_several_axes_may_be_a_list():
    x = tf.ones((2, 3, 4))
    assert tf.reduce_sum(x, axis=[1, 2]).numpy().tolist() == [12.0, 12.0]
    assert tf.reduce_mean(tf.Variable(x), [0, 2], keepdims=True).shape == (1, 3, 1)
    assert tf.keras.ops.max(x, axis=[0, 1]).shape == (4,)


def test_a_tape_cannot_watch_plain_numbers():
    with tf.GradientTape() as tape:
        tape.watch(tf.Variable([1.0]))
        with pytest.raises(TypeError, match=r"make it a tf.Variable\(x\)"):
            tape.watch(tf.ones((2,)))


def test_a_loop_of_ones_own_trains_as_fit_does():
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((32, 3)).astype("float32"), rng.standard_normal((32, 1)).astype("float32")

    def fresh():
        nn.set_random_seed(1)
        return nn.Sequential([nn.Input((3,)), nn.Dense(4, activation="tanh"), nn.Dense(1)])

    by_fit, by_hand = fresh(), fresh()
    by_fit.compile(nn.optimizers.SGD(0.1), "mse")
    by_fit.fit(x, y, epochs=3, batch_size=32, shuffle=False, verbose=0)
    optimizer, loss_fn = tf.keras.optimizers.SGD(learning_rate=0.1), tf.keras.losses.MeanSquaredError()

    @tf.function
    def step(x, y):
        with tf.GradientTape() as tape:
            loss = loss_fn(y, by_hand(x, training=True))
        gradients = tape.gradient(loss, by_hand.trainable_variables)
        optimizer.apply_gradients(zip(gradients, by_hand.trainable_variables))
        return loss

    for _ in range(3):
        for batch in tf.data.Dataset.from_tensor_slices((x, y)).batch(32):
            assert float(step(*batch)) > 0
    for a, b in zip(by_fit.get_weights(), by_hand.get_weights()):
        np.testing.assert_allclose(a, b, atol=1e-6)


def test_a_train_step_with_the_tape_runs_in_fit():
    class Own(tf.keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = tf.keras.layers.Dense(1)

        def call(self, x):
            return self.dense(x)

        def train_step(self, data):
            x, y = data
            with tf.GradientTape() as tape:
                loss = self.compute_loss(y=y, y_pred=self(x, training=True))
            self.optimizer.apply_gradients(zip(tape.gradient(loss, self.trainable_variables), self.trainable_variables))
            return {"loss": loss}

    model = Own()
    model.compile("sgd", "mse")
    history = model.fit(X, X[:, :1], epochs=20, verbose=0)
    assert history.history["loss"][-1] < history.history["loss"][0]


def test_elements_of_a_variable_are_assigned_in_the_variable():
    w = tf.Variable([[1.0, 2.0], [3.0, 4.0]])
    before = w[0, 0]
    assert w[0, 0].assign(9.0) is w
    w[1].assign(tf.constant([5.0, 6.0]))
    w[:, 1].assign_add([10.0, 20.0])
    assert w.numpy().tolist() == [[9.0, 12.0], [5.0, 26.0]]
    assert float(before.numpy()) == 1.0
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(w * w)
    assert tape.gradient(loss, w).numpy().tolist() == [[18.0, 24.0], [10.0, 52.0]]
    with pytest.raises(ValueError, match=r"shape \(2,\), the value \(3,\)"):
        w[0].assign([1.0, 2.0, 3.0])
    with pytest.raises(AttributeError, match="was computed"):
        (w * 2.0)[0].assign([1.0, 2.0])


def test_variables_are_assigned():
    w = tf.Variable([1.0, 2.0], name="w")
    assert w.assign([3.0, 4.0]) is w
    w.assign_add([1.0, 1.0])
    w.assign_sub([0.0, 5.0])
    assert w.numpy().tolist() == [4.0, 0.0]
    count = tf.Variable(0, dtype=tf.int32)
    count.assign_add(2)
    assert count.numpy() == 2
    with pytest.raises(ValueError, match="shape"):
        w.assign([1.0])
    with pytest.raises(AttributeError, match="was computed"):
        (w * w).assign([1.0, 1.0])


def test_a_value_may_be_read_once_its_derivative_has_been_taken():
    w = Tensor([2.0])
    loss = (w * w).sum()
    with pytest.raises(TypeError, match="would lose the derivative"):
        float(loss)
    loss.backward()
    assert float(loss) == 4.0


CALLS = {
    "reduce_mean": (lambda: tf.reduce_mean(X, axis=1, keepdims=True), X.mean(1, keepdims=True)),
    "reduce_sum": (lambda: tf.reduce_sum(input_tensor=X), X.sum()),
    "reduce_max": (lambda: tf.reduce_max(X, 0), X.max(0)),
    "reduce_min": (lambda: tf.reduce_min(X), X.min()),
    "reduce_prod": (lambda: tf.reduce_prod(X + 1, axis=0), (X + 1).prod(0)),
    "reduce_any": (lambda: tf.reduce_any(X > 1), True),
    "reduce_all": (lambda: tf.reduce_all(X > 1), False),
    "reduce_logsumexp": (lambda: tf.reduce_logsumexp(X, axis=1), np.log(np.exp(X).sum(1))),
    "concat": (lambda: tf.concat([X, X], axis=-1), np.hstack([X, X])),
    "stack": (lambda: tf.stack([X, X], axis=1), np.stack([X, X], 1)),
    "split": (lambda: tf.split(X, [1, 3], axis=1)[1], X[:, 1:]),
    "unstack": (lambda: tf.unstack(X, axis=1)[1], X[:, 1]),
    "gather": (lambda: tf.gather(X, [2, 0]), X[[2, 0]]),
    "gather batch_dims": (lambda: tf.gather(X, [[0], [1], [2]], axis=1, batch_dims=1), [[X[0, 0]], [X[1, 1]], [X[2, 2]]]),
    "gather_nd": (lambda: tf.gather_nd(X, [[0, 1], [2, 3]]), X[[0, 2], [1, 3]]),
    "argmax": (lambda: tf.argmax(X), X.argmax(0)),
    "argmin": (lambda: tf.argmin(X, axis=1), X.argmin(1)),
    "clip_by_value": (lambda: tf.clip_by_value(X, 0.2, 0.5), X.clip(0.2, 0.5)),
    "clip_by_norm": (lambda: tf.clip_by_norm(X, 1.0), X / np.linalg.norm(X)),
    "shape": (lambda: tf.shape(X), [3, 4]),
    "rank": (lambda: tf.rank(X), 2),
    "size": (lambda: tf.size(X), 12),
    "range": (lambda: tf.range(1, 7, 2), [1, 3, 5]),
    "zeros": (lambda: tf.zeros((2, 2)), np.zeros((2, 2))),
    "ones": (lambda: tf.ones(tf.shape(X)), np.ones((3, 4))),
    "fill": (lambda: tf.fill([2], 3.0), [3.0, 3.0]),
    "pad": (lambda: tf.pad(X, [[1, 0], [0, 0]]), np.pad(X, [[1, 0], [0, 0]])),
    "pad reflect": (lambda: tf.pad(X, [[1, 1], [0, 0]], "REFLECT"), np.pad(X, [[1, 1], [0, 0]], "reflect")),
    "boolean_mask": (lambda: tf.boolean_mask(X, [True, False, True]), X[[0, 2]]),
    "tensor_scatter_nd_update": (lambda: tf.tensor_scatter_nd_update([1.0, 2.0], [[1]], [5.0]), [1.0, 5.0]),
    "tile": (lambda: tf.tile(X, [1, 2]), np.tile(X, [1, 2])),
    "reverse": (lambda: tf.reverse(X, axis=[1]), X[:, ::-1]),
    "pow": (lambda: tf.pow(X, 2.0), X**2),
    "identity": (lambda: tf.identity(X), X),
    "cast": (lambda: tf.cast(X * 10, tf.int32), (X * 10).astype(int)),
    "one_hot": (lambda: tf.one_hot([1, 0], 3), np.eye(3)[[1, 0]]),
    "constant": (lambda: tf.constant(2.0, shape=(2,)), [2.0, 2.0]),
    "convert_to_tensor": (lambda: tf.convert_to_tensor([[1, 2]]), [[1, 2]]),
    "math.reduce_std": (lambda: tf.math.reduce_std(X, axis=0), X.std(0)),
    "math.reduce_variance": (lambda: tf.math.reduce_variance(X), X.var()),
    "math.log": (lambda: tf.math.log(X + 1), np.log(X + 1)),
    "math.l2_normalize": (lambda: tf.math.l2_normalize(X, axis=1), X / np.linalg.norm(X, axis=1, keepdims=True)),
    "linalg.inv": (lambda: tf.linalg.inv(N * 1.0), np.linalg.inv(N)),
    "nn.softmax": (lambda: tf.nn.softmax(X), np.exp(X) / np.exp(X).sum(1, keepdims=True)),
    "nn.relu": (lambda: tf.nn.relu(X - 0.5), np.maximum(X - 0.5, 0)),
    "nn.sparse": (
        lambda: tf.nn.sparse_softmax_cross_entropy_with_logits(labels=[0, 1, 2], logits=X),
        -np.log((np.exp(X) / np.exp(X).sum(1, keepdims=True))[[0, 1, 2], [0, 1, 2]]),
    ),
    "nn.sigmoid_cross": (lambda: tf.nn.sigmoid_cross_entropy_with_logits(labels=X, logits=X), np.logaddexp(0, X) - X * X),
    "nn.l2_loss": (lambda: tf.nn.l2_loss(X), (X * X).sum() / 2),
    "nn.conv2d": (
        lambda: tf.nn.conv2d(np.ones((1, 3, 3, 1)), np.ones((2, 2, 1, 1)), [1, 1, 1, 1], "VALID"),
        np.full((1, 2, 2, 1), 4),
    ),
    "nn.max_pool2d": (lambda: tf.nn.max_pool2d(X.reshape(1, 3, 4, 1), 2, 2, "VALID"), [[[[0.5], [0.7]]]]),
    "nn.avg_pool2d": (lambda: tf.nn.avg_pool2d(X.reshape(1, 3, 4, 1), [1, 2, 2, 1], 2, "VALID"), [[[[0.25], [0.45]]]]),
    "nn.embedding_lookup": (lambda: tf.nn.embedding_lookup(X, [1]), X[[1]]),
    "image.resize": (lambda: tf.image.resize(np.ones((4, 4, 3), "uint8"), (2, 2)), np.ones((2, 2, 3))),
    "image.flip_left_right": (lambda: tf.image.flip_left_right(X[..., None]), X[:, ::-1, None]),
    "image.flip_up_down": (lambda: tf.image.flip_up_down(X[..., None]), X[::-1, :, None]),
    "image.convert": (lambda: tf.image.convert_image_dtype(np.array([0, 255], "uint8"), "float32"), [0.0, 1.0]),
    "image.pad": (lambda: tf.image.pad_to_bounding_box(X[..., None], 1, 0, 4, 4), np.pad(X, ((1, 0), (0, 0)))[..., None]),
    "image.crop": (lambda: tf.image.crop_to_bounding_box(X[..., None], 1, 0, 2, 2), X[1:3, :2, None]),
}  # fmt: skip


@pytest.mark.parametrize("name", CALLS)
def test_a_function_gives_what_tensorflow_says(name):
    call, expected = CALLS[name]
    given = call()
    np.testing.assert_allclose(np.asarray(given), expected, rtol=1e-5)
    assert hasattr(given, "numpy")


def test_every_function_of_the_tables_can_be_called_by_its_name():
    for name in functions.OPS:
        assert getattr(tf, name) is functions.OPS[name]
    assert {"acos", "reduce_std", "rsqrt", "is_nan"} <= set(tf_math.OPS)


def test_random_numbers_follow_the_seed():
    tf.random.set_seed(3)
    first = [tf.random.normal((3,)), tf.random.uniform((3,), 0, 5, dtype=tf.int32), tf.random.truncated_normal((3,))]
    tf.random.set_seed(3)
    again = [tf.random.normal((3,)), tf.random.uniform((3,), 0, 5, dtype=tf.int32), tf.random.truncated_normal((3,))]
    for a, b in zip(first, again):
        np.testing.assert_array_equal(a, b)
    crop = tf.image.random_crop(np.arange(16.0).reshape(4, 4, 1), (2, 3, 1), seed=1)
    assert crop.shape == (2, 3, 1)
    flipped = tf.image.random_flip_left_right(np.arange(3.0).reshape(1, 3, 1), seed=2).ravel().tolist()
    assert flipped in ([0.0, 1.0, 2.0], [2.0, 1.0, 0.0])
    assert set(tf.nn.dropout(np.ones(50), 0.5).tolist()) == {0.0, 2.0}


class TestDataset:
    def test_steps_are_made_anew_in_each_iteration(self):
        numbers = tf.data.Dataset.range(7)
        assert [int(x) for x in numbers.skip(1).take(3)] == [1, 2, 3]
        assert [x.tolist() for x in numbers.batch(3, drop_remainder=True)] == [[0, 1, 2], [3, 4, 5]]
        shuffled = numbers.shuffle(7, seed=1)
        assert sorted(int(x) for x in shuffled) == list(range(7))
        assert [int(x) for x in shuffled] != [int(x) for x in shuffled]
        fixed = numbers.shuffle(7, seed=1, reshuffle_each_iteration=False)
        assert [int(x) for x in fixed] == [int(x) for x in fixed]

    def test_counts_are_known_where_they_can_be(self):
        numbers = tf.data.Dataset.range(7)
        assert len(numbers.batch(3).map(lambda x: x)) == 3
        assert len(numbers.repeat(2)) == 14
        assert int(numbers.repeat().cardinality()) == tf.data.INFINITE_CARDINALITY
        with pytest.raises(TypeError, match=r"no end: take\(n\)"):
            len(numbers.repeat())
        with pytest.raises(TypeError, match="an unknown number"):
            len(numbers.filter(lambda x: x > 1))

    def test_nests_go_through(self):
        rows = tf.data.Dataset.from_tensor_slices(({"a": X, "b": X[:, 0]}, [0, 1, 2]))
        (first, y), *_ = rows.batch(2)
        assert first["a"].shape == (2, 4)
        assert y.numpy().tolist() == [0, 1]
        assert y.dtype == "int32"
        pairs = tf.data.Dataset.zip((tf.data.Dataset.range(3), rows))
        assert len(pairs) == 3
        both = tf.data.Dataset.from_tensor_slices([1, 2]).concatenate(tf.data.Dataset.from_tensors(3))
        assert [int(x) for x in both] == [1, 2, 3]
        assert [int(i) for i, _ in both.enumerate()] == [0, 1, 2]
        assert [x.tolist() for x in both.batch(2).unbatch().padded_batch(3)] == [[1, 2, 3]]

    def test_generators_windows_and_caches(self):
        calls = []

        def make():
            calls.append(1)
            yield from (1.0, 2.0)

        kept = tf.data.Dataset.from_generator(make, output_types=tf.float32).cache()
        assert [float(x) for x in kept] == [float(x) for x in kept] == [1.0, 2.0]
        assert calls == [1]
        windows = tf.data.Dataset.range(5).window(3, shift=1, drop_remainder=True).flat_map(lambda w: w.batch(3))
        assert [w.tolist() for w in windows] == [[0, 1, 2], [1, 2, 3], [2, 3, 4]]
        assert list(tf.data.Dataset.range(2).as_numpy_iterator()) == [0, 1]
        assert tf.data.Dataset.from_tensors(X).get_single_element().shape == (3, 4)
        assert tf.data.Dataset.from_tensors(X).element_spec == ((3, 4), "float32")

    def test_rows_must_fit_together(self):
        with pytest.raises(ValueError, match=r"different numbers of rows: \[2, 3\]"):
            tf.data.Dataset.from_tensor_slices((np.ones(2), np.ones(3)))

    def test_fit_evaluate_and_predict_take_one(self):
        data = tf.data.Dataset.from_tensor_slices((X, X[:, :1])).batch(2)
        model = nn.Sequential([nn.Dense(1)])
        model.compile("sgd", "mse", metrics=["mae"])
        history = model.fit(data, validation_data=data, epochs=2, verbose=0)
        assert len(history.history["val_mae"]) == 2
        assert len(model.evaluate(data, verbose=0)) == 2
        assert model.predict(data.map(lambda x, y: x), verbose=0).shape == (3, 1)
        model.fit(data.filter(lambda x, y: True), epochs=1, verbose=0)


def test_what_is_not_here_says_what_to_do():
    with pytest.raises(ImportError, match="distribute is not here: there is one process"):
        _ = tf.distribute.MirroredStrategy
    with pytest.raises(AttributeError, match="did you mean reduce_sum"):
        _ = tf.reduce_summ
    with tf.device("/GPU:0"), tf.name_scope("block"):
        assert tf.constant([1.0]).shape == (1,)
    assert tf.keras is nn
    assert tf.float32 == np.float32
    tf.print("a", tf.constant(1.0))


def test_texts_have_pythons_methods():
    texts = tf.constant(["Ab, c!", "  D"])
    assert tf.strings.lower(texts).tolist() == ["ab, c!", "  d"]
    assert tf.strings.upper(tf.strings.strip(texts)).tolist() == ["AB, C!", "D"]
    assert tf.strings.regex_replace(texts, "[,!]", " ").tolist() == ["Ab  c ", "  D"]
    assert tf.strings.regex_replace("aa", "a", r"(\0)", replace_global=False).item() == "(a)a"
    assert tf.strings.length(texts).tolist() == [6, 3]
    assert tf.strings.join(["x", texts], separator="-").tolist() == ["x-Ab, c!", "x-  D"]
    assert tf.strings.reduce_join([["a", "b"], ["c", "d"]], axis=1).tolist() == ["ab", "cd"]
    assert tf.strings.reduce_join(["a", "b"], separator=" ").item() == "a b"
    assert tf.strings.to_number(["1.5", "2"]).tolist() == [1.5, 2.0]
    assert tf.strings.as_string([1, 2]).tolist() == ["1", "2"]


def test_a_picture_is_read_from_its_file(tmp_path):
    x = np.arange(24).reshape(2, 4, 3)
    nn.utils.save_img(tmp_path / "x.png", x, scale=False)
    files = tf.data.Dataset.from_tensor_slices([str(tmp_path / "x.png")] * 2)
    images = files.map(lambda path: tf.image.decode_png(tf.io.read_file(path), channels=3)).batch(2)
    np.testing.assert_array_equal(next(iter(images)), [x, x])
    assert tf.io.decode_image(tf.io.read_file(tmp_path / "x.png"), channels=1, dtype=tf.float32).max() < 1.0


def test_colors_of_images_change_at_random():
    tf.random.set_seed(1)
    images = np.random.default_rng(0).uniform(size=(2, 4, 4, 3)).astype("float32")
    for change in (
        lambda x: tf.image.random_brightness(x, 0.2), lambda x: tf.image.random_contrast(x, 0.5, 1.5),
        lambda x: tf.image.random_saturation(x, 0.5, 1.5), lambda x: tf.image.random_hue(x, 0.2),
    ):  # fmt: skip
        changed = change(images)
        assert changed.shape == images.shape
        assert not np.allclose(changed, images)
    np.testing.assert_allclose(tf.image.random_contrast(images, 1.0, 1.0), images, atol=1e-6)
    np.testing.assert_allclose(tf.image.random_hue(images, 0.0), images, atol=1e-5)
    assert tf.image.extract_patches(images, [1, 2, 2, 1], [1, 2, 2, 1], [1, 1, 1, 1], "VALID").shape == (2, 2, 2, 12)
    assert tf.random.gamma((5,), [1.0, 9.0]).shape == (5, 2)
    assert tf.math.unsorted_segment_sum(np.ones((3, 2)), [0, 1, 0], 2).tolist() == [[2.0, 2.0], [1.0, 1.0]]


def test_a_tape_watches_constants_and_stops_for_a_while():
    x = tf.constant(3.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x * x
        with tape.stop_recording():
            z = x * x
    assert tape.gradient(y, x).numpy() == 6.0
    assert tape.gradient(z, x) is None


def test_there_is_one_device_and_no_gpu():
    assert tf.config.list_physical_devices("GPU") == [] == tf.config.experimental.list_physical_devices("GPU")
    assert [device.device_type for device in tf.config.list_physical_devices()] == ["CPU"]
    assert tf.version.VERSION.startswith("tapegrad")


def test_a_variable_is_made_of_numbers_a_function_or_a_name():
    w = tf.keras.Variable([1.0, 2.0], name="w")
    w.assign([3.0, 4.0])
    assert w.numpy().tolist() == [3.0, 4.0]
    assert w.dtype == "float32"
    assert w.requires_grad
    assert tf.keras.Variable("ones", (2, 1), trainable=False).numpy().tolist() == [[1.0], [1.0]]
    assert tf.keras.Variable(lambda shape, dtype: np.full(shape, 2, dtype), (2,)).numpy().tolist() == [2.0, 2.0]
    count = tf.keras.Variable(3)
    count.assign_add(1)
    assert int(count) == 4
