"""Networks whose sequences have steps that do not count, of Keras' layers (golden/make_masks.py) or of ours."""

from __future__ import annotations

import numpy as np

IDS = np.array([[2, 1, 0, 0, 0], [0, 3, 1, 0, 4], [1, 1, 2, 3, 4], [3, 0, 0, 0, 0]])
STEPS = np.random.default_rng(5).uniform(-1.0, 1.0, (4, 5, 2)).round(3)
STEPS[IDS == 0] = 0.0
LABELS = np.array([[1, 0, 2, 1, 0], [2, 2, 1, 0, 0], [0, 1, 1, 2, 0], [2, 0, 1, 0, 1]])
WEIGHTS = np.array([0.5, 1.5, 1.0, 2.0])
STEP_WEIGHTS = WEIGHTS[:, None] * np.linspace(0.5, 1.5, 5)
SENTENCES = np.array([[[1, 2, 0], [3, 0, 0]], [[4, 1, 1], [2, 0, 0]]])


def embed_words(L, size=3):
    x = L.Input((None,), dtype="int32")
    return x, L.Embedding(5, size, mask_zero=True)(x)


def lstm(L):
    x, h = embed_words(L)
    return x, L.LSTM(3)(h)


def stack(L):
    x, h = embed_words(L)
    h = L.LSTM(3, return_sequences=True)(L.Dropout(0.3)(h))
    return x, L.Dense(2)(L.GRU(2)(L.LayerNormalization()(h)))


def bidirectional(L):
    x, h = embed_words(L)
    h = L.Bidirectional(L.GRU(3, return_sequences=True))(h)
    return x, L.Bidirectional(L.SimpleRNN(2), merge_mode="sum")(h)


def masking(L):
    x = L.Input((None, 2))
    h = L.TimeDistributed(L.Dense(3, activation="tanh"))(L.Masking()(x))
    return x, L.GRU(2)(L.Activation("tanh")(h))


def attention(L):
    x, h = embed_words(L, 4)
    h = L.MultiHeadAttention(2, 4)(h, h)
    return x, L.GlobalAveragePooling1D()(h)


def cross_attention(L):
    x, h = embed_words(L, 4)
    query = L.Input((3, 4))
    h = L.MultiHeadAttention(2, 4)(query, h)
    return [x, query], L.GlobalAveragePooling1D()(h)


def merge(L):
    x, h = embed_words(L)
    y, k = embed_words(L)
    both = L.Add()([h, k])
    return [x, y], L.LSTM(2)(L.Concatenate()([both, h]))


def join(L):
    """One after another, one of them without a mask."""
    x, h = embed_words(L)
    y = L.Input((2, 3))
    return [x, y], L.GRU(2)(L.Concatenate(axis=1)([h, y]))


def one_without(L):
    """A sum of which one part has no mask has none."""
    x, h = embed_words(L)
    y = L.Input((5, 3))
    return [x, y], L.GRU(2)(L.Add()([h, y]))


def normalize(L):
    x, h = embed_words(L)
    return x, L.GRU(2)(L.BatchNormalization(epsilon=9.0)(h))


def nest(L):
    inner_x = L.Input((None, 3))
    inner = L.Model(inner_x, L.GRU(3, return_sequences=True)(L.Dense(3)(inner_x)))
    x, h = embed_words(L)
    return x, L.LSTM(2)(inner(h))


def make_nest(L):
    """The mask is made inside a network that is a layer."""
    x, h = embed_words(L)
    encoder = L.Model(x, L.Dense(3)(h))
    ids = L.Input((None,), dtype="int32")
    return ids, L.LSTM(2)(encoder(ids))


def lambda_mask(L):
    x = L.Input((None, 2))
    h = L.Lambda(lambda x: 2.0 * x, mask=lambda x, mask: x[..., 0] > 0.0)(x)
    return x, L.GRU(2)(h)


def tagger(L):
    """A label for each step: the loss and the accuracy are those of the steps that count."""
    x, h = embed_words(L)
    return x, L.Dense(3, activation="softmax")(L.LSTM(3, return_sequences=True)(h))


def two_outputs(L):
    x, h = embed_words(L)
    h = L.GRU(3, return_sequences=True)(h)
    return x, [L.Dense(3, activation="softmax", name="a")(h), L.Dense(1, name="b")(L.LSTM(2)(h))]


def row(L):
    """Layers in a row."""
    return L.Sequential(
        [
            L.Input((None,), dtype="int32"),
            L.Embedding(5, 3, mask_zero=True),
            L.SpatialDropout1D(0.2),
            L.Bidirectional(L.LSTM(2, return_sequences=True)),
            L.GRU(2),
        ]
    )


EXTRA = {  # what enters beside the ids
    "cross_attention": np.random.default_rng(6).uniform(-1.0, 1.0, (4, 3, 4)).round(3),
    "merge": IDS[::-1],
    "join": np.random.default_rng(7).uniform(-1.0, 1.0, (4, 2, 3)).round(3),
    "one_without": np.random.default_rng(8).uniform(-1.0, 1.0, (4, 5, 3)).round(3),
}
OUTPUTS = {
    f.__name__: f
    for f in (
        lstm, stack, bidirectional, masking, attention, cross_attention, merge, join, one_without, normalize, nest,
        make_nest, lambda_mask,
    )
}  # fmt: skip
LOSSES = {  # the settings of compile, and whether samples have weights
    "mean": ({"loss": "sparse_categorical_crossentropy"}, False),
    "weighted": ({"loss": "sparse_categorical_crossentropy", "weighted_metrics": ["accuracy"]}, True),
}


def entering(name: str):
    first = STEPS if name in ("masking", "lambda_mask") else IDS
    return [first, EXTRA[name]] if name in EXTRA else first


def start(weights):
    """Weights for these shapes, the same on both sides."""
    rng = np.random.default_rng(40)
    return [rng.uniform(0.1, 1.0, w.shape) * rng.choice([-1.0, 1.0], w.shape) for w in weights]
