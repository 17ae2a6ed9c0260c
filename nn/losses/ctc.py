"""CTC: a sequence of labels read from a longer sequence of guesses, whatever the alignment.

Graves, Fernández, Gomez & Schmidhuber, 2006, "Connectionist temporal classification", section 4.1.
"""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd
from autograd import name_owner
from nn.losses.checks import numbers, values
from nn.losses.loss import MEAN, NamedLoss
from nn.results import give_readable

BLANK = 0  # Keras' class for "no label here", and the padding of short sequences
NEVER = -1e30  # the logarithm of no chance at all: finite, so that no slope becomes ∞ − ∞


@name_owner
@give_readable
def ctc(y_true: Any, y_pred: Any) -> Any:
    """−log of the chance that guesses, with repeats and then blanks taken out, spell the labels.

    y_true: labels 1..C − 1, padded at their end with 0, which is the blank; y_pred: logits: (B, L), (B, T, C) -> (B,).
    Raises ValueError for labels that need more than T steps: one each, and a blank between two that are equal.
    Graves, Fernández, Gomez & Schmidhuber, 2006, section 4.1.

    >>> ctc([[1]], np.zeros((1, 2, 2))).round(6)
    array([0.287682])
    """
    labels, lengths = read_sequences(y_true, y_pred)
    log_p = autograd.log_softmax(y_pred)  # (B, T, C)
    batch, steps, _ = np.shape(y_pred)
    # a blank before, between and after the labels; state s is reached from s and s − 1, over a blank between unlike
    # labels from s − 2 too
    states = np.full((batch, 2 * labels.shape[1] + 1), BLANK)
    states[:, 1::2] = labels
    skips = np.zeros(states.shape, bool)
    skips[:, 2:] = (states[:, 2:] != BLANK) & (states[:, 2:] != states[:, :-2])
    rows, places = np.arange(batch)[:, None], np.arange(states.shape[1])
    alpha = autograd.where(places < 2, log_p[rows, 0, states], NEVER)  # (B, S): the chance of each state at the first step
    for t in range(1, steps):
        back_one = autograd.where(places >= 1, alpha[:, np.maximum(places - 1, 0)], NEVER)
        back_two = autograd.where(skips, alpha[:, np.maximum(places - 2, 0)], NEVER)
        alpha = autograd.logsumexp(autograd.stack([alpha, back_one, back_two]), axis=0) + log_p[rows, t, states]
    last = np.arange(batch)
    with_blank, without = alpha[last, 2 * lengths], alpha[last, np.maximum(2 * lengths - 1, 0)]
    ends = autograd.stack([with_blank, autograd.where(lengths > 0, without, NEVER)])  # (2, B)
    return -autograd.logsumexp(ends, axis=0)


class CTC(NamedLoss, function=ctc):
    """How unlikely the labels are, over all ways to align them with the steps; for speech and handwriting. See `ctc`.

    reduction: how the samples' losses become one number, see Loss (default their mean). name: for logs.

    >>> round(float(CTC()([[1]], np.zeros((1, 2, 2)))), 6)
    0.287682
    """

    def __init__(self, reduction: str | None = MEAN, name: str | None = "ctc") -> None:
        super().__init__(reduction=reduction, name=name)


def read_sequences(y_true: Any, y_pred: Any) -> tuple[np.ndarray, np.ndarray]:
    """Integer labels (B, L) and how many of each row count (B,); ValueError if they cannot be spelled in so few steps."""
    shape, labels = np.shape(y_pred), numbers("ctc", values(y_true))
    if len(shape) != 3 or labels.ndim != 2 or len(labels) != shape[0]:
        raise ValueError(f"ctc takes labels (batch, length) and logits (batch, steps, classes), got {labels.shape} and {shape}")
    labels = labels.astype(int)
    if labels.size and not 0 <= labels.min() <= labels.max() < shape[2]:
        raise ValueError(
            f"ctc: labels must lie in 1..{shape[2] - 1} for {shape[2]} classes, with 0 for the blank and as padding; "
            f"got {labels.min()}..{labels.max()}"
        )
    lengths = (labels != BLANK).sum(1)
    if (labels != BLANK)[np.arange(labels.shape[1]) >= lengths[:, None]].any():
        raise ValueError("ctc: 0 is the blank and pads labels at their end, but one stands between labels")
    needed = lengths + ((labels[:, 1:] == labels[:, :-1]) & (labels[:, 1:] != BLANK)).sum(1)
    if (needed > shape[1]).any():
        worst = int(needed.argmax())
        raise ValueError(
            f"ctc: labels {labels[worst][: lengths[worst]].tolist()} need {needed[worst]} steps, but there are {shape[1]}"
        )
    return labels, lengths
