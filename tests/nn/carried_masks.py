"""Calls by hand on values that carry masks, for Keras and for nn alike: `k` is the package, `L` its layers, `h` the value."""

import numpy as np

IDS = np.array([[1, 2, 0], [3, 0, 0]])
LABELS = np.cos(np.arange(6)).reshape(2, 3, 1)
PLAIN = np.ones((2, 3, 2))

CALLS = {
    "dense": lambda L, h: L.Dense(2)(h),
    "time_distributed": lambda L, h: L.TimeDistributed(L.Dense(2))(h),
    "rms": lambda L, h: L.RMSNormalization()(h),
    "layer_normalization": lambda L, h: L.LayerNormalization()(h),
    "batch_normalization": lambda L, h: L.BatchNormalization()(h),
    "group_normalization": lambda L, h: L.GroupNormalization(1)(h),
    "unit_normalization": lambda L, h: L.UnitNormalization()(h),
    "pooled": lambda L, h: L.GlobalAveragePooling1D()(h),
    "concatenated": lambda L, h: L.Concatenate()([h, h]),
    "one_after_another": lambda L, h: L.Concatenate(axis=1)([h, h]),
    "beside_a_plain_one": lambda L, h: L.Concatenate()([h, PLAIN]),
    "added": lambda L, h: L.Add()([h, h]),
    "added_to_a_plain_one": lambda L, h: L.Add()([h, PLAIN]),
    "multiplied": lambda L, h: L.Multiply()([h, h]),
    "dot": lambda L, h: L.Dot(1)([h, h]),
    "bidirectional": lambda L, h: L.Bidirectional(L.LSTM(2, return_sequences=True))(h),
    "cell": lambda L, h: L.RNN(L.LSTMCell(2), return_sequences=True)(h),
    "last_state": lambda L, h: L.GRU(2)(h),
    "attention": lambda L, h: L.Attention()([h, h]),
    "heads": lambda L, h: L.MultiHeadAttention(1, 2)(h, h),
    "grouped": lambda L, h: L.GroupQueryAttention(2, 2, 1)(h, h),
    "dropout": lambda L, h: L.Dropout(0.5)(h, training=True),
    "spatial_dropout": lambda L, h: L.SpatialDropout1D(0.5)(h, training=True),
    "noise": lambda L, h: L.GaussianNoise(0.1)(h, training=True),
    "activation": lambda L, h: L.Activation("relu")(h),
    "prelu": lambda L, h: L.PReLU()(h),
    "identity": lambda L, h: L.Identity()(h),
    "rescaled": lambda L, h: L.Rescaling(2.0)(h),
    "lambda": lambda L, h: L.Lambda(lambda x: x * 1)(h),
    "reshaped": lambda L, h: L.Reshape((3, 2))(h),
    "permuted": lambda L, h: L.Permute((2, 1))(h),
    "flat": lambda L, h: L.Flatten()(h),
    "convolved": lambda L, h: L.Conv1D(2, 1)(h),
    "windows": lambda L, h: L.MaxPooling1D(1)(h),
    "padded": lambda L, h: L.ZeroPadding1D(1)(h),
    "upsampled": lambda L, h: L.UpSampling1D(2)(h),
    "operator": lambda L, h: h * 2,
}


def tagger(k):
    class Tagger(k.Model):
        def __init__(self):
            super().__init__()
            self.embedding = k.layers.Embedding(5, 3, mask_zero=True)
            self.drop = k.layers.Dropout(0.0)
            self.recurrent = k.layers.GRU(2, return_sequences=True)
            self.out = k.layers.Dense(1)

        def call(self, ids, training=False):
            return self.out(self.recurrent(self.drop(self.embedding(ids), training=training)))

    return Tagger()


def mixer(k):
    class Mixer(k.Model):
        def __init__(self):
            super().__init__()
            self.embedding = k.layers.Embedding(5, 4, mask_zero=True)
            self.attention = k.layers.MultiHeadAttention(2, 2)
            self.out = k.layers.Dense(1)

        def call(self, ids):
            h = self.embedding(ids)
            return self.out(self.attention(h, h) + 1.0)  # an operator ends the mask

    return Mixer()


def encoder(k):
    L = k.layers
    inputs = k.Input((3,), dtype="int32")
    words = k.Model(inputs, L.Embedding(5, 3, mask_zero=True)(inputs))

    class Encoder(k.Model):
        def __init__(self):
            super().__init__()
            self.words = words
            self.network = k.Sequential([L.Bidirectional(L.LSTM(2, return_sequences=True)), L.Dense(1)])

        def call(self, ids):
            return self.network(self.words(ids))

    return Encoder()


MODELS = {"tagger": tagger, "mixer": mixer, "encoder": encoder}


def wave(model):
    """The model with weights made of sines."""
    model.set_weights([np.sin(np.arange(np.size(w)) * 1.7 + i).reshape(w.shape) / 2 for i, w in enumerate(model.get_weights())])
