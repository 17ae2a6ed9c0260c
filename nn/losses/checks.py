"""What labels, predictions and settings must be before they are used; every error says what to do."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import wraps
from typing import Any

import numpy as np

import autograd
from autograd import Tensor

# a setting, what it must do, and the test
ALLOWED: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "label_smoothing": ("lie in 0..1", lambda v: 0 <= v <= 1),
    "delta": ("be positive", lambda v: v > 0),
    "margin": ("be positive", lambda v: v > 0),
    "gamma": ("be 0 or more", lambda v: v >= 0),
    "alpha": ("be 0 or more", lambda v: np.all(np.asarray(v) >= 0)),
    "beta": ("be 0 or more", lambda v: v >= 0),
    "eps": ("be positive", lambda v: v > 0),
}


REAL = "fiub"  # NumPy's kinds of real numbers: floats, whole numbers with and without a sign, booleans


def check_settings(owner: str, **settings: Any) -> None:
    """ValueError for a setting that makes no sense."""
    for name, value in settings.items():
        what, test = ALLOWED.get(name, ("", lambda v: True))
        try:
            fits = bool(test(value))
        except (TypeError, ValueError):
            raise TypeError(f"{owner}: {name} must be a number, and {what}, got {value!r}") from None
        if not fits:
            raise ValueError(f"{owner}: {name} must {what}, got {value!r}")


def of_labels(prepare: Callable[..., Any]) -> Callable[..., Any]:
    """Let a function of (loss, y_true, y_pred, ...) that makes an array of labels run anew for each batch of a program.

    It asks y_pred for nothing but shape and dtype.
    """

    @wraps(prepare)
    def prepare_anew(loss: str, y_true: Any, y_pred: Any, *more: Any) -> Any:
        if not isinstance(y_true, Tensor):
            return prepare(loss, y_true, y_pred, *more)
        like = outline(y_pred)
        return autograd.compute_anew(lambda y: prepare(loss, y, like, *more), y_true)

    return prepare_anew


def outline(y: Any) -> Any:
    """An array of zeros in the shape and dtype of y, which takes no memory; numbers and lists as they are."""
    return np.broadcast_to(np.zeros((), y.dtype), y.shape) if isinstance(y, (Tensor, np.ndarray)) else y


def values(y: Any) -> Any:
    """The plain array behind y."""
    return np.asarray(y.numpy() if isinstance(y, Tensor) else y)


def shape_of(y: Any) -> tuple[int, ...]:
    """The shape of a Tensor, an array, or a list of numbers."""
    return y.shape if isinstance(y, (Tensor, np.ndarray)) else np.shape(y)


def align_single_axis(y_true: Any, y_pred: Any) -> Any:
    """y_true with one axis of size 1 more or less, where only that keeps it from y_pred's shape.

    y_true: (n,) with y_pred (n, 1) -> (n, 1), and (n, 1) with (n,) -> (n,); anything else stays. Without this,
    NumPy's broadcasting would compare every label with every prediction.
    """
    given, wanted = shape_of(y_true), shape_of(y_pred)
    if (given == wanted[:-1] and wanted[-1:] == (1,)) or (given[:-1] == wanted and given[-1:] == (1,)):
        return autograd.reshape(y_true, wanted)  # (n,) -> (n, 1), or back
    return y_true


def align_labels(loss: str, y_true: Any, y_pred: Any) -> Any:
    """The same for labels of a loss."""
    return y_true if np.shape(y_true) == np.shape(align_single_axis(outline(y_true), y_pred)) else _align(loss, y_true, y_pred)


@of_labels
def _align(loss: str, y_true: Any, y_pred: Any) -> Any:
    return align_single_axis(y_true, y_pred)


def to_floats(y: Any) -> Any:
    """y itself; lists as arrays, plain integers and booleans as floats, since differences of unsigned ones wrap around."""
    y = np.asarray(y) if isinstance(y, (list, tuple)) else y
    return y if isinstance(y, Tensor) or np.asarray(y).dtype.kind == "f" else numbers("a loss", y).astype(float)


def fit_labels(loss: str, y_true: Any, y_pred: Any) -> tuple[Any, Any]:
    """Labels and predictions as floats of one shape and dtype; ValueError if the labels do not fit."""
    if type(y_true) is np.ndarray and isinstance(y_pred, Tensor) and y_true.shape == y_pred.shape and y_true.dtype.kind in REAL:
        return y_true.astype(y_pred.dtype, copy=False), y_pred  # as they mostly come
    y_pred = to_floats(y_pred)
    return fit_to_shape_and_dtype(loss, y_true, y_pred), y_pred


@of_labels
def fit_to_shape_and_dtype(loss: str, y_true: Any, y_pred: Any) -> Any:
    """y_true in y_pred's shape and dtype; ValueError if its shape does not fit."""
    y_true = fit_to_shape(loss, y_true, y_pred)
    dtype = getattr(y_pred, "dtype", None)
    return y_true if isinstance(y_true, Tensor) or dtype is None else y_true.astype(dtype, copy=False)


def fit_to_shape(loss: str, y_true: Any, y_pred: Any) -> Any:
    """y_true in y_pred's shape; ValueError if it does not fit, TypeError for what is no number."""
    y_true = align_single_axis(y_true if isinstance(y_true, Tensor) else numbers(loss, y_true), y_pred)
    given, wanted = shape_of(y_true), shape_of(y_pred)
    if given != wanted:
        raise ValueError(f"{loss}: y_true of shape {given} does not fit predictions of shape {wanted}{_hint(given, wanted)}")
    return y_true


def _hint(given: tuple[int, ...], wanted: tuple[int, ...]) -> str:
    if len(wanted) > 2 and len(wanted) > len(given):
        return ": the network ends with more axes than the labels have; is a Flatten() missing in front?"
    if len(wanted) == 2 and given[:1] == wanted[:1]:
        return f": the last layer has {wanted[1]} units, one per number to predict"
    return ""


def numbers(loss: str, y: Any, what: str = "labels") -> Any:
    """y as an array of numbers."""
    y = np.asarray(y)
    if y.dtype.kind not in REAL:
        raise TypeError(
            f"{loss}: {what} must be numbers, got {y.dtype} data"
            + ("; number the classes first: names, labels = np.unique(labels, return_inverse=True)" if what == "labels" else "")
        )
    return y


def look_at(check: Callable[[Any], None], y: Any) -> None:
    """Check the plain array behind y, in a compiled program at each run."""
    if isinstance(y, Tensor):
        autograd.effect(lambda y: check(np.asarray(y)), y)
    else:
        check(values(y))


def require_unit_interval(loss: str, y: Any, advice: str) -> None:
    """ValueError if a value lies outside 0..1; NaN passes, for the training loop explains it better."""

    def check(y: Any) -> None:
        if y.size and (y.min() < 0 or y.max() > 1 + 1e-6):
            raise ValueError(f"{loss} expects values from 0 to 1, got {y.min():.4g}..{y.max():.4g}: {advice}")

    look_at(check, y)


def warn_far_from_unit_interval(loss: str, y: Any, advice: str) -> None:
    """A warning for labels that are not meant for 0 and 1, such as -1 or 2: Keras computes with them, too."""
    y = values(y)
    if y.size and (y.min() < -0.5 or y.max() > 1.5):
        text = f"{loss} expects labels from 0 to 1, got {y.min():.4g}..{y.max():.4g}: {advice}"
        warnings.warn(text, UserWarning, stacklevel=5)


def require_not_negative(loss: str, y: Any, advice: str) -> None:
    """ValueError if a value lies below 0; NaN passes, for the training loop explains it better."""

    def check(y: Any) -> None:
        if y.size and y.min() < 0:
            raise ValueError(f"{loss} expects values from 0 on, got {y.min():.4g}: {advice}")

    look_at(check, y)


def require_several_classes(loss: str, y_pred: Any) -> None:
    """ValueError if predictions have no axis of classes, or one class alone, whose probability is 1 whatever happens."""
    shape = shape_of(y_pred)
    if not shape or shape[-1] == 1:
        raise ValueError(
            f"{loss} compares several classes, but the predictions have shape {shape}: give the last layer one unit per "
            "class and a softmax, or use binary_crossentropy with one sigmoid unit"
        )


@of_labels
def integer_labels(loss: str, y_true: Any, y_pred: Any, ignore: int | None = None) -> Any:
    """Labels as integers within the classes of y_pred, 0 for the label to ignore: (n,) or (n, 1), (n, classes) -> (n,)."""
    labels, classes = whole_labels(loss, y_true, y_pred), shape_of(y_pred)[-1]
    labels = labels if ignore is None else np.where(labels == ignore, 0, labels)
    if labels.size and not np.maximum.reduce(labels.view(np.uint64), axis=None) < classes:  # so seen, negative ones are large
        raise ValueError(
            f"{loss}: labels must lie in 0..{classes - 1} for {classes} classes, got {labels.min()}..{labels.max()}: "
            "give the last layer one unit per class, and count classes from 0"
        )
    return labels


def whole_labels(loss: str, y_true: Any, y_pred: Any) -> Any:
    """Labels as integers, one for each row of classes in y_pred: (n,) or (n, 1), (n, classes) -> (n,)."""
    shape = shape_of(y_pred)
    if type(y_true) is np.ndarray and y_true.dtype == np.int64 and y_true.shape == shape[:-1]:
        return y_true  # as they mostly come
    labels = numbers(loss, values(y_true))
    if labels.ndim == len(shape) and labels.shape[-1] == 1:
        labels = labels[..., 0]  # (n, 1) -> (n,)
    if labels.shape == shape:
        raise ValueError(
            f"{loss} expects integer labels of shape {shape[:-1]}, got {labels.shape}, which looks one-hot: "
            "use y.argmax(-1), or the loss categorical_crossentropy"
        )
    if labels.shape != shape[:-1]:
        raise ValueError(
            f"{loss}: labels of shape {labels.shape} do not fit predictions of shape {shape}{_hint(labels.shape, shape)}"
        )
    if labels.dtype.kind == "f" and (labels != np.round(labels)).any():
        raise ValueError(f"{loss}: labels must be whole numbers, got {labels[labels != np.round(labels)].flat[0]:.4g}")
    return np.asarray(labels, np.int64)
