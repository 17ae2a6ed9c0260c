"""Calls of Keras' utilities, for the script that asks Keras and for the test that compares."""

from __future__ import annotations

import numpy as np

SEQUENCES = [[1, 2, 3], [4], [], [5, 6, 7, 8, 9]]
TEXTS = ["The cat sat on the mat.", "The dog ate my homework; the cat did not!", "A b"]
SERIES = np.arange(24.0).reshape(12, 2)
TARGETS = np.arange(100, 112)
ROWS = np.array([[3.0, 4.0], [0.0, 0.0], [1.0, -1.0]])
IMAGE = np.random.default_rng(3).uniform(0, 255, (6, 6, 2))


def batches(data):
    """All batches of a data set as arrays."""
    return [[np.asarray(part) for part in (batch if isinstance(batch, tuple) else (batch,))] for batch in data]


def fit_it(tokenizer):
    """The tokenizer, after it has seen the texts."""
    tokenizer.fit_on_texts(TEXTS)
    return tokenizer


CALLS = [
    "pad_sequences(SEQUENCES)", "pad_sequences(SEQUENCES, maxlen=3)", "pad_sequences(SEQUENCES, 3, padding='post')",
    "pad_sequences(SEQUENCES, 2, truncating='post', value=-1.0, dtype='float32')",
    "pad_sequences([[[1, 2], [3, 4]], [[5, 6]]], maxlen=3)", "normalize(ROWS)", "normalize(ROWS, order=1)",
    "normalize(ROWS[0])", "to_categorical([0, 2, 1])", "to_categorical([[1], [0]], 3)",
    "batches(timeseries_dataset_from_array(SERIES, TARGETS, 3))",
    "batches(timeseries_dataset_from_array(SERIES, None, 3, sequence_stride=2, sampling_rate=2, batch_size=2))",
    "batches(timeseries_dataset_from_array(SERIES, TARGETS, 2, batch_size=4, start_index=2, end_index=9))",
    "batches(timeseries_dataset_from_array(SERIES, TARGETS[:4], 2, batch_size=None))",
    "[list(part) for part in split_dataset(SERIES, left_size=0.75)]",
    "[[[np.asarray(x) for x in pair] for pair in part] for part in split_dataset((SERIES, TARGETS), right_size=3)]",
    "text_to_word_sequence(TEXTS[1])", "hashing_trick(TEXTS[0], 50, 'md5')", "fit_it(Tokenizer()).word_index",
    "fit_it(Tokenizer(num_words=4, oov_token='?')).texts_to_sequences(TEXTS)",
    "fit_it(Tokenizer(num_words=4)).texts_to_sequences(TEXTS)",
    "fit_it(Tokenizer(char_level=True)).texts_to_sequences(['cat'])",
    "fit_it(Tokenizer()).sequences_to_texts([[1, 2], [3]])",
    *[f"fit_it(Tokenizer(num_words=6)).texts_to_matrix(TEXTS, mode={mode!r})" for mode in ("binary", "count", "freq", "tfidf")],
    "batches(TimeseriesGenerator(SERIES, TARGETS, length=4, batch_size=3))",
    "batches(TimeseriesGenerator(SERIES, TARGETS, 4, sampling_rate=2, stride=2, reverse=True, batch_size=2))",
    "make_sampling_table(6)", "skipgrams([1, 2, 3, 0, 2], 5, window_size=1, negative_samples=0, shuffle=False)",
    "apply_affine_transform(IMAGE, theta=20, channel_axis=2)", "apply_affine_transform(IMAGE, tx=1.5, ty=-0.5)",
    "apply_affine_transform(IMAGE, shear=15, zx=1.2, zy=0.8, fill_mode='reflect')",
    "apply_affine_transform(IMAGE, theta=-30, fill_mode='constant', cval=7.0)",
]  # fmt: skip
