"""Keras' config, backend and random: what they give, and what they refuse."""

from __future__ import annotations

import numpy as np
import pytest

import nn
from nn import backend as K
from nn import config, layers, random, tree


@pytest.fixture(autouse=True)
def settings():
    """The settings as they were."""
    before = dict(config.SETTINGS)
    yield
    config.SETTINGS.update(before)


def test_the_usual_type_can_be_chosen():
    assert (K.floatx(), config.dtype_policy().name) == ("float32", "float32")
    config.set_floatx("float64")
    assert random.normal((2,)).dtype == nn.ops.zeros((2,)).dtype == "float64"
    with pytest.raises(ValueError, match="choose from float16, float32, float64"):
        config.set_floatx("float33")
    config.set_dtype_policy("mixed_float16")
    assert K.floatx() == "float32"


@pytest.fixture
def channels_first():
    K.set_image_data_format("channels_first")
    yield
    K.set_image_data_format("channels_last")


def test_the_place_of_the_channels_can_be_chosen_for_all(channels_first):
    assert K.image_data_format() == "channels_first"
    x = np.arange(2 * 3 * 6 * 6.0, dtype="float32").reshape(2, 3, 6, 6)
    conv, pool = layers.Conv2D(4, 3), layers.GlobalAveragePooling2D()
    assert layers.MaxPooling2D()(conv(x)).shape == (2, 4, 2, 2)
    np.testing.assert_allclose(pool(x), x.mean(axis=(2, 3)), rtol=1e-6)
    assert conv.get_config()["data_format"] == "channels_first"
    assert nn.ops.max_pool(x, 2).shape == nn.ops.image.resize(x, (3, 3)).shape == (2, 3, 3, 3)
    K.set_image_data_format("channels_last")  # layers keep what held when they were made
    again = layers.Conv2D.from_config(conv.get_config())
    again.build((None, 3, 6, 6))
    again.set_weights(conv.get_weights())
    np.testing.assert_array_equal(again(x).numpy(), conv(x).numpy())
    assert layers.Conv2D(4, 3).get_config()["data_format"] == "channels_last"


def test_other_places_of_the_channels_are_refused():
    with pytest.raises(ValueError, match="channels_last"):
        K.set_image_data_format("channels_middle")


def test_small_settings_are_kept():
    config.set_epsilon(1e-3)
    assert K.epsilon() == 1e-3
    config.disable_interactive_logging()
    assert not nn.utils.is_interactive_logging_enabled()
    with pytest.raises(ValueError, match="must be positive"):
        config.set_epsilon(0)


def test_functions_of_keras_2_are_those_of_ops():
    x = np.array([[1.0, -2.0], [3.0, 4.0]], "float32")
    assert K.mean(K.square(x), axis=-1).numpy().tolist() == [2.5, 12.5]
    assert K.int_shape(x) == (2, 2)
    assert K.batch_flatten(np.ones((2, 3, 4))).shape == (2, 12)
    w = K.variable([1.0, 2.0])
    K.set_value(w, [5.0, 6.0])
    assert K.get_value(w).tolist() == [5.0, 6.0]
    np.testing.assert_allclose(K.l2_normalize(x, axis=1)[1], [0.6, 0.8], rtol=1e-6)
    assert K.random_uniform((2, 2), seed=1).shape == K.random_normal((2, 2), seed=1).shape == (2, 2)
    assert all(name in K.__all__ for name in ("clear_session", "gather", "dot"))


def test_names_of_types():
    assert K.standardize_dtype(np.int32) == "int32"
    assert K.result_type("float32", "int8") == "float32"
    assert K.is_float_dtype("float64")
    assert not K.is_int_dtype("float64")
    assert (K.get_uid("a"), K.get_uid("a"), K.get_uid("b")) == (1, 2, 1)
    K.clear_session()
    assert K.get_uid("a") == 1


SEEDED = {
    "normal": lambda seed: random.normal((500,), 1.0, 2.0, seed=seed),
    "uniform": lambda seed: random.uniform((500,), -1.0, 3.0, seed=seed),
    "randint": lambda seed: random.randint((500,), 0, 9, seed=seed),
    "truncated_normal": lambda seed: random.truncated_normal((500,), seed=seed),
    "categorical": lambda seed: random.categorical(np.log([[0.2, 0.8]]), 500, seed=seed),
    "gamma": lambda seed: random.gamma((500,), 3.0, seed=seed),
    "beta": lambda seed: random.beta((500,), 2.0, 3.0, seed=seed),
    "binomial": lambda seed: random.binomial((500,), 10, 0.3, seed=seed),
    "shuffle": lambda seed: random.shuffle(np.arange(500), seed=seed),
    "dropout": lambda seed: random.dropout(np.ones(500), 0.3, seed=seed),
}
MEANS = {
    "normal": 1.0, "uniform": 1.0, "randint": 4.0, "truncated_normal": 0.0, "categorical": 0.8, "gamma": 3.0, "beta": 0.4,
    "binomial": 3.0, "shuffle": 249.5, "dropout": 1.0,
}  # fmt: skip


@pytest.mark.parametrize("name", SEEDED)
def test_a_seed_repeats_the_numbers_and_they_have_their_mean(name):
    first, again, other = (np.asarray(SEEDED[name](seed)) for seed in (7, 7, 8))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)
    assert abs(first.mean() - MEANS[name]) < 4 * max(first.std(), 0.01) / np.sqrt(500)


@pytest.mark.parametrize("name", SEEDED)
def test_without_a_seed_the_common_generator_is_asked(name):
    nn.set_random_seed(1)
    first = np.asarray(SEEDED[name](None))
    nn.set_random_seed(1)
    np.testing.assert_array_equal(first, np.asarray(SEEDED[name](None)))


@pytest.mark.parametrize("name", SEEDED)
def test_a_seed_generator_goes_on_and_repeats(name):
    seeds, again = random.SeedGenerator(5), random.SeedGenerator.from_config({"seed": 5})
    first, second = (np.asarray(SEEDED[name](seeds)) for _ in range(2))
    assert not np.array_equal(first, second)
    np.testing.assert_array_equal(first, np.asarray(SEEDED[name](again)))
    assert seeds.next().shape == (2,)
    assert seeds.get_config() == {"seed": 5}


def test_nests_have_keras_names():
    nest = {"b": [1, (2, 3)], "a": 0}
    assert tree.flatten(nest) == [0, 1, 2, 3]
    assert tree.map_structure(lambda x, y: x + y, nest, nest) == {"b": [2, (4, 6)], "a": 0}
    assert tree.pack_sequence_as(nest, [9, 8, 7, 6]) == {"b": [8, (7, 6)], "a": 9}
    assert tree.lists_to_tuples([1, {"a": [2]}]) == (1, {"a": (2,)})
    with pytest.raises(ValueError, match="different forms"):
        tree.assert_same_structure([1], (1,))


def test_policies_of_dtypes_are_taken_and_compute_in_float32():
    nn.mixed_precision.set_global_policy("mixed_float16")
    assert config.dtype_policy() == nn.DTypePolicy("mixed_float16") == nn.mixed_precision.global_policy()
    x = np.ones((2, 3), "float32")
    for given in ("mixed_float16", nn.DTypePolicy("mixed_bfloat16"), nn.mixed_precision.Policy("float32"), None):
        assert layers.Dense(2, dtype=given)(x).dtype == "float32"
    dense = layers.Dense(2, dtype=nn.DTypePolicy("float64"))
    dense(x)
    assert dense.kernel.dtype == "float64" == nn.layers.Dense.from_config(dense.get_config()).dtype
    with pytest.raises(ValueError, match="choose from float16, float32, float64, mixed_float16"):
        nn.DTypePolicy("float33")


@pytest.mark.parametrize(
    ("dtype", "weights"), [("float16", "float16"), ("mixed_float16", "float32"), ("mixed_bfloat16", "float32")]
)
def test_a_layer_of_half_precision_keeps_the_weights_that_the_readme_says(dtype, weights):
    model = nn.Sequential([nn.Input((3,)), nn.Dense(2, dtype=dtype)])
    model.compile("sgd", "mse")
    losses = model.fit(np.eye(3, dtype="float32"), np.ones((3, 2), "float32"), epochs=5, verbose=0).history["loss"]
    assert losses[-1] < losses[0]
    assert {w.dtype.name for w in model.weights} == {weights}


def test_a_policy_of_half_precision_changes_no_layer():
    config.set_dtype_policy("float16")
    layer = nn.Dense(2)
    assert layer(np.ones((1, 3), "float32")).dtype == layer.kernel.dtype == "float32"
