"""Preprocessing of numbers, categories, text and sound: what Keras' layers give. golden/make_preprocessing.py says how."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import nn
from nn import layers

GOLDEN = json.loads(Path(__file__).parents[1].joinpath("golden", "preprocessing.json").read_text())
CASES = pytest.mark.parametrize("case", GOLDEN["cases"], ids=lambda case: f"{case['layer']}({case['settings']})")


def as_array(x):
    return np.array(x, dtype=object if isinstance(np.ravel(x)[0], str) else None)


def create(case):
    tuples = ("ngrams", "axis", "salt")
    settings = {k: tuple(v) if k in tuples and isinstance(v, list) else v for k, v in case["settings"].items()}
    layer = getattr(layers, case["layer"])(**settings)
    if case["data"] is not None:
        layer.adapt(as_array(case["data"]))
    return layer


def close(found, wanted):
    if np.asarray(wanted).dtype.kind in "US":
        assert np.asarray(found).tolist() == wanted
    else:
        np.testing.assert_allclose(np.asarray(found), wanted, rtol=1e-5, atol=1e-6)


@CASES
def test_outputs_and_vocabularies_are_keras(case):
    layer = create(case)
    close(layer(as_array(case["x"])), case["y"])
    if "vocabulary" in case:
        assert layer.get_vocabulary() == case["vocabulary"]
        assert layer.vocabulary_size() == len(case["vocabulary"])


@CASES
def test_the_shape_is_told_before_there_are_numbers(case):
    layer, x = create(case), as_array(case["x"])
    layer(x)
    told = layer.compute_output_shape((None, *x.shape[1:]))
    found = np.shape(case["y"])
    assert len(told) == len(found) or x.ndim == 1
    assert all(n in (None, m) for n, m in zip(told[1:], found[1:]))


@CASES
def test_inside_a_model_and_outside_it_is_the_same(case):
    x = as_array(case["x"])
    if (x.ndim < 2 and x.dtype != object) or 0 in np.atleast_1d(case["settings"].get("axis") or ()):
        return  # a model has a batch, of any size
    layer = create(case)
    entry = nn.Input(x.shape[1:] or (1,), dtype="string" if x.dtype == object else x.dtype.name)
    model = nn.Model(entry, layer(entry))
    given = x if x.ndim > 1 else x[:, None]
    close(model.predict(given, verbose=0), np.asarray(layer(given)).tolist())


@pytest.mark.parametrize(("settings", "a", "b", "y"), GOLDEN["crossings"])
def test_crossings_are_keras(settings, a, b, y):
    close(layers.HashedCrossing(**settings)([as_array(a), as_array(b)]), y)


@pytest.mark.parametrize(("settings", "y"), GOLDEN["sounds"])
def test_mel_spectrograms_are_keras(settings, y):
    sound = np.sin(0.2 * np.arange(150) ** 1.2).reshape(2, 75).astype("float32")
    layer = layers.MelSpectrogram(**settings)
    found = layer(sound)
    np.testing.assert_allclose(found, y, rtol=1e-3, atol=2e-3)
    assert layer.compute_output_shape((None, 75)) == (None, *found.shape[1:])


def test_batches_adapt_as_the_whole_does():
    rows = np.random.default_rng(0).normal(3.0, 2.0, (50, 3)).astype("float32")
    whole, parts = layers.Normalization(), layers.Normalization()
    whole.adapt(rows)
    parts.adapt(rows[i : i + 20] for i in (0, 20, 40))
    np.testing.assert_allclose(parts.mean.numpy(), whole.mean.numpy(), rtol=1e-6)
    np.testing.assert_allclose(parts.variance.numpy(), whole.variance.numpy(), rtol=1e-5)
    words = layers.TextVectorization()
    words.adapt(iter([(["a b"], 1), (["b c"], 0)]))
    assert words.get_vocabulary() == ["", "[UNK]", "b", "c", "a"]


def test_text_trains_a_network():
    nn.set_random_seed(0)
    words = layers.TextVectorization(max_tokens=10, output_sequence_length=4)
    texts = np.array(["good film", "bad film", "very good", "very bad"] * 5)
    words.adapt(texts)
    model = nn.Sequential(
        [
            nn.Input((1,), dtype="string"), words, layers.Embedding(10, 4, mask_zero=True), layers.GlobalAveragePooling1D(),
            layers.Dense(1, activation="sigmoid"),
        ]
    )  # fmt: skip
    model.compile(nn.Adam(0.1), "binary_crossentropy", metrics=["accuracy"])
    model.fit(texts, np.array([1, 0, 1, 0] * 5), epochs=10, verbose=0)
    assert model.evaluate(texts, np.array([1, 0, 1, 0] * 5), verbose=0)[1] == 1.0
    assert model.predict(np.array([["a good one"], ["bad bad"]]), verbose=0).round().tolist() == [[1.0], [0.0]]


def test_columns_of_several_kinds_enter_one_model():
    pets, years = np.array([["cat"], ["dog"], ["cat"]]), np.array([[1990], [2001], [7]])
    lookup, numbering = layers.StringLookup(output_mode="one_hot"), layers.IntegerLookup(output_mode="one_hot")
    lookup.adapt(pets)
    numbering.adapt(years)
    a, b = nn.Input((1,), dtype="string", name="pet"), nn.Input((1,), dtype="int64", name="year")
    model = nn.Model([a, b], layers.Dense(1)(layers.concatenate([lookup(a), numbering(b)])))
    model.compile("sgd", "mse")
    data = {"pet": pets, "year": years}
    assert len(model.fit(data, np.ones(3), epochs=2, batch_size=2, verbose=0).history["loss"]) == 2
    assert model.predict(data, verbose=0).shape == (3, 1)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: layers.StringLookup(num_oov_indices=0, vocabulary=["a"])(["b"]), ValueError, "'b' is not in the vocabulary"),
        (lambda: layers.StringLookup(vocabulary=["a", "a"]), ValueError, "has 'a' twice"),
        (lambda: layers.StringLookup(output_mode="count")(["a"]), ValueError, "no vocabulary yet"),
        (lambda: layers.StringLookup(vocabulary=["a"]).adapt(["b"]), ValueError, "was given its vocabulary"),
        (lambda: layers.StringLookup(vocabulary=["a"])([1.5]), TypeError, "takes text, got float64"),
        (lambda: layers.StringLookup(max_tokens=1), ValueError, "max_tokens must be a whole number from 2"),
        (lambda: layers.IntegerLookup(vocabulary=[1])([1.5]), ValueError, "takes whole numbers, got 1.5"),
        (lambda: layers.TextVectorization(split="words"), ValueError, "split must be one of"),
        (lambda: layers.TextVectorization(ragged=True), ValueError, "ragged=True is not possible"),
        (lambda: layers.TextVectorization(output_mode="count", output_sequence_length=2), ValueError, "output_mode='int'"),
        (lambda: layers.CategoryEncoding(), ValueError, "give num_tokens"),
        (lambda: layers.CategoryEncoding(3)([[0, 3]]), ValueError, r"categories lie in 0..2 \(num_tokens=3\)"),
        (lambda: layers.CategoryEncoding(3, sparse=True), ValueError, "sparse=True is not possible"),
        (lambda: layers.CategoryEncoding(3)([[0]], count_weights=[[1]]), ValueError, "output_mode='count'"),
        (lambda: layers.Discretization(), ValueError, "give bin_boundaries, or num_bins"),
        (lambda: layers.Discretization(num_bins=3)([1.0]), ValueError, "no bins yet"),
        (lambda: layers.Normalization(mean=1.0), ValueError, "give both mean and variance"),
        (lambda: layers.Normalization().adapt([]), ValueError, "adapt got no data"),
        (lambda: layers.Normalization(axis=3)(np.ones((2, 2))), ValueError, "has no axis"),
        (lambda: layers.Normalization(mean=1.0, variance=1.0).adapt(np.ones((2, 2))), ValueError, "was given mean"),
        (lambda: layers.HashedCrossing(3)([np.ones(2)]), TypeError, "a list of at least two inputs"),
        (lambda: layers.HashedCrossing(3)([np.ones(1, int), np.ones(2, int)]), ValueError, r"inputs are \(n,\) or \(n, 1\)"),
        (lambda: layers.Hashing(3, salt=(1, 2, 3)), ValueError, "salt is a whole number, or two"),
        (lambda: layers.STFTSpectrogram(mode="db"), ValueError, "mode must be one of"),
        (lambda: layers.STFTSpectrogram()(np.ones((2, 300))), ValueError, r"takes \(n, samples, channels\)"),
        (lambda: layers.STFTSpectrogram(window="kaiser"), ValueError, "window is one of 'boxcar'"),
        (lambda: layers.MelSpectrogram()(np.ones((1, 100))), ValueError, "more than half of fft_length=2048"),
        (lambda: nn.Input((3,), ragged=True), ValueError, "pad them to one length"),
        (lambda: nn.Model(x := nn.Input((1,), dtype="string"), layers.Hashing(3)(x)).predict([[1.0]]), TypeError, "text"),
    ],
)  # fmt: skip
def test_bad_input_is_told_what_is_wrong(make, error, message):
    with pytest.raises(error, match=message):
        make()
