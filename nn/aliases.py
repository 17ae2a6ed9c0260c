"""Keras' second names for what is here under another one. A line of the table adds a name; the heads of folders ask `find`."""

from __future__ import annotations

from importlib import import_module
from typing import Any

SHORT_LOSSES = {
    "mse": "mean_squared_error", "mae": "mean_absolute_error", "mape": "mean_absolute_percentage_error",
    "msle": "mean_squared_logarithmic_error", "bce": "binary_crossentropy", "kld": "kl_divergence", "logcosh": "log_cosh",
}  # fmt: skip
LOSSES = {
    **SHORT_LOSSES,
    **{short.upper(): name for short, name in SHORT_LOSSES.items() if short != "logcosh"},
    "KLD": "kl_divergence",
}
LOSS_FUNCTIONS = (
    "binary_crossentropy binary_focal_crossentropy categorical_crossentropy categorical_focal_crossentropy categorical_hinge "
    "hinge huber kl_divergence log_cosh mean_absolute_error mean_absolute_percentage_error mean_squared_error "
    "mean_squared_logarithmic_error poisson sparse_categorical_crossentropy squared_hinge"
).split()
SIZES = ("1D", "2D", "3D")

ALIASES: dict[str, dict[str, str]] = {  # by room: each name, with what it stands for, seen from nn
    "": {
        "DTypePolicy": "dtypes.DTypePolicy", "FloatDTypePolicy": "dtypes.DTypePolicy",
        "InputSpec": "layers.base.input_spec.InputSpec",
        "Loss": "losses.Loss", "Metric": "metrics.Metric", "Optimizer": "optimizers.Optimizer", "Variable": "backend.Variable",
        "version": "compat.version.version",
    },
    "layers": {
        **{f"MaxPool{n}": f"layers.MaxPooling{n}" for n in SIZES},
        **{f"AvgPool{n}": f"layers.AveragePooling{n}" for n in SIZES},
        **{f"GlobalMaxPool{n}": f"layers.GlobalMaxPooling{n}" for n in SIZES},
        **{f"GlobalAvgPool{n}": f"layers.GlobalAveragePooling{n}" for n in SIZES},
        **{f"Convolution{n}": f"layers.Conv{n}" for n in SIZES},
        **{f"Convolution{n}Transpose": f"layers.Conv{n}Transpose" for n in SIZES},
        "InputSpec": "layers.base.input_spec.InputSpec",
        "deserialize": "saving.deserialize_keras_object", "serialize": "saving.serialize_keras_object",
        **{f"SeparableConvolution{n}": f"layers.SeparableConv{n}" for n in SIZES[:2]},
    },
    "losses": {short: f"losses.{name}" for short, name in LOSSES.items()},
    "metrics": {
        **{short: f"losses.{name}" for short, name in LOSSES.items()},
        **{name: f"losses.{name}" for name in LOSS_FUNCTIONS},
    },
    "initializers": {
        "constant": "initializers.Constant", "identity": "initializers.Identity", "ones": "initializers.Ones",
        "orthogonal": "initializers.Orthogonal", "zeros": "initializers.Zeros",
        "glorot_normal": "initializers.GlorotNormal", "glorot_uniform": "initializers.GlorotUniform",
        "he_normal": "initializers.HeNormal", "he_uniform": "initializers.HeUniform",
        "lecun_normal": "initializers.LecunNormal", "lecun_uniform": "initializers.LecunUniform",
        "random_normal": "initializers.RandomNormal", "random_uniform": "initializers.RandomUniform",
        "truncated_normal": "initializers.TruncatedNormal", "variance_scaling": "initializers.VarianceScaling",
    },
    "utils": {
        name: f"saving.{name}"
        for name in (
            "CustomObjectScope custom_object_scope deserialize_keras_object get_custom_objects get_registered_name "
            "get_registered_object register_keras_serializable serialize_keras_object"
        ).split()
    },
    "models": {},
    "optimizers": {},
    "callbacks": {},
    "regularizers": {},
    "constraints": {},
    "activations": {"deserialize": "activations.get", "serialize": "activations.name_of", "sparsemax": "ops.sparsemax"},
}  # fmt: skip


def find(module: str, name: str, known: Any) -> Any:
    """What a second name stands for; the error that teaches for one that stands for nothing.

    >>> find("nn.losses", "mse", ()).__name__
    'mean_squared_error'
    """
    own = ALIASES.get(module.partition(".")[2], {}).get(name)
    if own is None:
        raise _answer(module, name, known)
    home, _, attribute = own.rpartition(".")
    try:
        return getattr(import_module(f"nn.{home}"), attribute)
    except (ImportError, AttributeError):
        raise _answer(module, name, known) from None


def _answer(module: str, name: str, known: Any) -> Exception:
    """The error for a name that is not here; what makes its text loads when it is needed."""
    error: Exception = import_module("nn.absent").answer(module, name, known)
    return error
