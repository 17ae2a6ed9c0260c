"""Every layer of Keras' on sequences of which some steps do not count, of Keras' layers (golden/make_masked_layers.py) or ours.

A case is what is called on masked sequences x: (4, 5, 4) and others beside them; its output and its output's mask are compared.
"""

from __future__ import annotations

import numpy as np

RNG = np.random.default_rng(21)
COUNTS = np.array([[1, 1, 0, 0, 0], [0, 1, 1, 0, 1], [1, 1, 1, 1, 1], [1, 0, 0, 0, 0]], bool)
OTHER = np.array([[1, 0, 0, 1, 0], [0, 1, 1, 1, 1], [0, 1, 0, 1, 0], [1, 1, 0, 0, 1]], bool)
X, Y, Z = (RNG.uniform(-2.0, 2.0, (4, 5, 4)).round(3) for _ in range(3))
X[~COUNTS], Y[~OTHER] = 0.0, 0.0  # what Masking takes away
ONE = RNG.uniform(-2.0, 2.0, (4, 4)).round(3)
IMAGES = RNG.uniform(-2.0, 2.0, (4, 5, 3, 4)).round(3)
IMAGES[~COUNTS] = 0.0

ALONE = {  # one input, (n, 5, 4) with a mask
    "Activation": ("relu",), "ActivityRegularization": (0.1,), "AlphaDropout": (0.3,), "AveragePooling1D": (2,),
    "BatchNormalization": (), "Conv1D": (3, 2), "Conv1DTranspose": (3, 2), "Cropping1D": (1,), "Dense": (3,),
    "DepthwiseConv1D": (2,), "Dropout": (0.3,), "ELU": (), "Flatten": (), "GaussianDropout": (0.3,), "GaussianNoise": (0.3,),
    "GlobalAveragePooling1D": (), "GlobalMaxPooling1D": (), "GroupNormalization": (2,), "GRU": (3,), "LayerNormalization": (),
    "LeakyReLU": (0.25,), "LSTM": (3,), "Masking": (0.0,), "MaxPooling1D": (2,), "Permute": ((2, 1),), "PReLU": (), "ReLU": (),
    "Reshape": ((4, 5),), "RMSNormalization": (), "SeparableConv1D": (3, 2), "SimpleRNN": (3,),
    "SpatialDropout1D": (0.3,), "UpSampling1D": (2,), "ZeroPadding1D": (1,),
}  # fmt: skip
MERGES = ("Add", "Average", "Concatenate", "Maximum", "Minimum", "Multiply", "Subtract")
THREE = ("xyz", "zxy", "xzy", "xyx")
RECURRENT = ("SimpleRNN", "LSTM", "GRU")


def alone(kind, *args, **settings):
    return lambda L, x, y, z: getattr(L, kind)(*args, **settings)(x)


def join(kind, order, **settings):
    return lambda L, x, y, z: getattr(L, kind)(**settings)([{"x": x, "y": y, "z": z}[name] for name in order])


CASES = {
    **{kind: alone(kind, *args) for kind, args in ALONE.items()},
    **{f"{kind} {order}": join(kind, order) for kind in MERGES for order in ("xy", "xz", "zx", "zz")},
    **{f"{kind} {order}": join(kind, order) for kind in MERGES if kind != "Subtract" for order in THREE},
    **{f"Concatenate {order} of steps": join("Concatenate", order, axis=1) for order in ("xy", "xz", "zx", "zz")},
    "Dot": join("Dot", "xy", axes=2),
    **{f"{kind} of sequences": alone(kind, 3, return_sequences=True) for kind in RECURRENT},
    **{f"{kind} backwards": alone(kind, 3, return_sequences=True, go_backwards=True) for kind in RECURRENT},
    **{f"{kind} zero output": alone(kind, 3, return_sequences=True, zero_output_for_mask=True) for kind in RECURRENT},
    **{
        f"Bidirectional {kind} {mode} {sequences}": (
            lambda L, x, y, z, kind=kind, mode=mode, sequences=sequences: L.Bidirectional(
                getattr(L, kind)(3, return_sequences=sequences), merge_mode=mode
            )(x)
        )
        for kind in RECURRENT
        for mode in ("concat", "sum", "mul", "ave")
        for sequences in (False, True)
    },
    "Lambda": lambda L, x, y, z: L.Lambda(lambda x: 2.0 * x)(x),
    "Lambda with a mask": lambda L, x, y, z: L.Lambda(lambda x: 2.0 * x, mask=lambda x, mask: mask)(x),
    "MultiHeadAttention to itself": lambda L, x, y, z: L.MultiHeadAttention(2, 4)(x, x),
    "MultiHeadAttention to another": lambda L, x, y, z: L.MultiHeadAttention(2, 4)(x, y),
    "MultiHeadAttention from all": lambda L, x, y, z: L.MultiHeadAttention(2, 4)(z, y),
    "MultiHeadAttention to all": lambda L, x, y, z: L.MultiHeadAttention(2, 4)(x, z),
    "MultiHeadAttention causal": lambda L, x, y, z: L.MultiHeadAttention(2, 4)(x, x, use_causal_mask=True),
    "MultiHeadAttention with a key": lambda L, x, y, z: L.MultiHeadAttention(2, 4)(z, z, y),
    "RepeatVector": lambda L, x, y, z: L.RepeatVector(3)(L.LSTM(3)(x)),
    "TimeDistributed": lambda L, x, y, z: L.TimeDistributed(L.Dense(3))(x),
    "Sequential": lambda L, x, y, z: L.Sequential([L.Dense(3), L.Activation("tanh"), L.GRU(2, return_sequences=True)])(x),
    "operator": lambda L, x, y, z: x * 2.0 + z,
}
# layers whose output mask differs from Keras' on purpose: nn/modules/masks.py says why
KEPT = [name for name in CASES if name.startswith("MultiHeadAttention")]


def network(L, name):
    """A Model of three inputs: x and y with a mask, z without."""
    x, y, z = (L.Input((5, 4)) for _ in range(3))
    return L.Model([x, y, z], CASES[name](L, L.Masking()(x), L.Masking()(y), z))


def start(weights):
    """Weights for these shapes, the same on both sides."""
    rng = np.random.default_rng(40)
    return [rng.uniform(0.1, 1.0, w.shape) * rng.choice([-1.0, 1.0], w.shape) for w in weights]
