"""Makes losses.json: what Keras (and PyTorch, where it has them) gives for every loss, in double precision.

    KERAS_BACKEND=tensorflow peers/bin/python tests/nn/golden/make_losses.py

The environment is that of make.py. Keras is the authority; PyTorch alone has triplet_margin and gaussian_nll.
"""

from __future__ import annotations

import json
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
import torch
from torch.nn import functional

keras.config.set_floatx("float64")
torch.set_default_dtype(torch.float64)

rng = np.random.default_rng(5)
N, D = 4, 3


def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


LABELS = rng.integers(0, D, N)
PAIRS = {  # y_true, y_pred
    "numbers": (2 * rng.standard_normal((N, D)), 2 * rng.standard_normal((N, D))),
    "column": (rng.standard_normal((N, 1)), rng.standard_normal((N, 1))),
    "sequence": (rng.standard_normal((2, 2, D)), rng.standard_normal((2, 2, D))),
    "positive": (rng.uniform(0.1, 3.0, (N, D)), rng.uniform(0.1, 3.0, (N, D))),
    "counts": (rng.poisson(2.0, (N, D)).astype(float), rng.uniform(0.5, 3.0, (N, D))),
    "signs": (np.sign(rng.standard_normal((N, D))), rng.standard_normal((N, D))),
    "yes_no": (rng.integers(0, 2, (N, D)).astype(float), rng.standard_normal((N, D))),
    "shares": (rng.integers(0, 2, (N, D)).astype(float), rng.uniform(0.02, 0.98, (N, D))),
    "mask": (rng.integers(0, 2, (2, 3, 2, 1)).astype(float), rng.uniform(0.02, 0.98, (2, 3, 2, 1))),
    "one_hot": (np.eye(D)[LABELS], softmax(rng.standard_normal((N, D)))),
    "one_hot_logits": (np.eye(D)[LABELS], 2 * rng.standard_normal((N, D))),
    "soft": (rng.dirichlet(np.ones(D), N), rng.dirichlet(np.ones(D), N)),
    "labels": (LABELS, softmax(rng.standard_normal((N, D)))),
    "labels_logits": (LABELS, 2 * rng.standard_normal((N, D))),
    "speech": (np.array([[1, 2, 2, 0], [3, 0, 0, 0], [2, 1, 3, 1], [1, 1, 0, 0]]), 2 * rng.standard_normal((4, 6, 4))),
    "pixels": (np.array([[0, 2, 255], [1, 255, 0]]), 2 * rng.standard_normal((2, 3, D))),
}
UNIT = np.stack([np.cos(np.arange(N) * 0.9), np.sin(np.arange(N) * 0.9)], -1)
PAIRS["embeddings"] = (np.array([0, 1, 0, 1]), UNIT)  # of length 1
WEIGHT = rng.uniform(0.2, 2.0, N)
LOGITS = {"from_logits": True}
CASES = [  # class, settings, data
    *(("Circle", settings, "embeddings") for settings in ({}, {"gamma": 2.0, "margin": 0.2}, {"remove_diagonal": False})),
    *(("CategoricalGeneralizedCrossEntropy", {"q": q}, "labels") for q in (0.3, 0.5, 0.9)),
    *(("MeanSquaredError", {}, data) for data in ("numbers", "column", "sequence")),
    *(("MeanAbsoluteError", {}, data) for data in ("numbers", "column", "sequence")),
    *(("MeanAbsolutePercentageError", {}, data) for data in ("numbers", "column", "sequence")),
    *(("MeanSquaredLogarithmicError", {}, data) for data in ("positive", "numbers")),
    *(("Huber", {"delta": delta}, data) for delta in (1.0, 0.3, 2.5) for data in ("numbers", "column")),
    ("Huber", {"reduction": "sum"}, "sequence"),
    *(("LogCosh", {}, data) for data in ("numbers", "column", "sequence")),
    *(("CosineSimilarity", {}, data) for data in ("numbers", "sequence", "signs")),
    ("CosineSimilarity", {"axis": 0}, "numbers"),
    ("CosineSimilarity", {"axis": 1}, "sequence"),
    *(("Hinge", {}, data) for data in ("signs", "yes_no")),
    *(("SquaredHinge", {}, data) for data in ("signs", "yes_no")),
    ("CategoricalHinge", {}, "one_hot_logits"),
    *(("KLDivergence", {}, data) for data in ("soft", "one_hot")),
    ("Poisson", {}, "counts"),
    ("BinaryCrossentropy", {"axis": 0, "label_smoothing": 0.1}, "shares"),
    ("BinaryFocalCrossentropy", {}, "shares"),
    ("BinaryFocalCrossentropy", {"gamma": 0.7, "alpha": 0.6, "apply_class_balancing": True}, "shares"),
    ("BinaryFocalCrossentropy", {"gamma": 3.0, "label_smoothing": 0.2, **LOGITS}, "yes_no"),
    ("BinaryFocalCrossentropy", {"apply_class_balancing": True, **LOGITS}, "yes_no"),
    ("CategoricalFocalCrossentropy", {}, "one_hot"),
    ("CategoricalFocalCrossentropy", {"alpha": [0.25, 0.375, 0.875], "gamma": 1.5}, "one_hot"),
    ("CategoricalFocalCrossentropy", {"label_smoothing": 0.1, **LOGITS}, "one_hot_logits"),
    ("CategoricalFocalCrossentropy", {"gamma": 0.0, "alpha": 1.0, **LOGITS}, "one_hot_logits"),
    ("SparseCategoricalCrossentropy", {"ignore_class": 0}, "labels"),
    ("SparseCategoricalCrossentropy", {"ignore_class": 1, "reduction": "sum", **LOGITS}, "labels_logits"),
    ("SparseCategoricalCrossentropy", {"ignore_class": 255, **LOGITS}, "pixels"),
    ("CategoricalCrossentropy", {"reduction": "mean_with_sample_weight"}, "one_hot"),
    ("Dice", {}, "mask"),
    ("Dice", {"axis": [1, 2, 3]}, "mask"),
    ("Dice", {"axis": [1]}, "shares"),
    ("CTC", {}, "speech"),
    ("Tversky", {}, "mask"),
    ("Tversky", {"alpha": 0.3, "beta": 0.8, "axis": [1, 2, 3]}, "mask"),
]


def mean_of(settings: dict) -> dict:
    """The settings as Keras' documentation means them: the code of Keras 3.15 has Tversky's alpha and beta swapped."""
    return settings if "beta" not in settings else {**settings, "alpha": settings["beta"], "beta": settings["alpha"]}


def torch_value(name, settings, y, p):
    """The mean over the batch by PyTorch; None where it has no such loss."""
    y, p = torch.tensor(y), torch.tensor(p)
    if set(settings) - {"delta"}:
        return None
    table = {
        "MeanSquaredError": lambda: functional.mse_loss(p, y),
        "MeanAbsoluteError": lambda: functional.l1_loss(p, y),
        "Huber": lambda: functional.huber_loss(p, y, delta=settings["delta"]),
        "CosineSimilarity": lambda: -functional.cosine_similarity(p, y, dim=-1).mean(),
        "KLDivergence": lambda: functional.kl_div(p.log(), y, reduction="batchmean") if (y > 0).all() else None,
        "Poisson": lambda: functional.poisson_nll_loss(p, y, log_input=False, eps=1e-7),
    }
    value = table[name]() if name in table else None
    return None if value is None else float(value)


def torch_ctc(y, p, weight):
    """PyTorch's loss and gradient, the mean over the batch as Keras takes it."""
    leaf, y = torch.tensor(p, requires_grad=True), torch.tensor(y)
    lengths = [p.shape[1]] * len(p), (y != 0).sum(1).tolist()
    each = functional.ctc_loss(torch.log_softmax(leaf, -1).transpose(0, 1), y, *lengths, reduction="none")
    value = (each if weight is None else each * torch.tensor(weight)).mean()
    value.backward()
    return float(value.detach()), leaf.grad.numpy()


def keras_case(name, settings, data, weight):
    y, p = PAIRS[data]
    leaf = tf.constant(p)
    with tf.GradientTape() as tape:
        tape.watch(leaf)
        value = getattr(keras.losses, name)(**mean_of(settings))(y, leaf, weight)
    gradient = tape.gradient(value, leaf).numpy()
    if name == "LogCosh":  # Keras rounds log 2 to single precision
        exact = np.log(np.cosh(p - y)).mean(-1) * (1.0 if weight is None else weight)
        np.testing.assert_allclose(value, exact.mean(), rtol=1e-6)
        value = exact.mean()
    if name == "CTC":  # TensorFlow computes it in single precision
        exact = torch_ctc(y, p, weight)
        np.testing.assert_allclose(value, exact[0], rtol=1e-6)
        np.testing.assert_allclose(gradient, exact[1], atol=1e-6)
        value, gradient = exact
    peer = None if weight is not None else torch_value(name, settings, y, p)
    if peer is not None:
        np.testing.assert_allclose(float(value), peer, rtol=1e-7, err_msg=f"{name} {settings}")
    return {"loss": name, "settings": settings, "data": data, "weighted": weight is not None,
            "value": float(value), "gradient": gradient.tolist()}  # fmt: skip


def torch_case(function, settings, *arrays):
    leaves = [torch.tensor(a, requires_grad=True) for a in arrays]
    value = function(*leaves)
    value.sum().backward()
    return {"settings": settings, "arrays": [a.tolist() for a in arrays], "value": value.tolist(),
            "gradients": [leaf.grad.tolist() for leaf in leaves]}  # fmt: skip


def torch_cases():
    a, b, c = rng.standard_normal((3, N, D))
    cases = []
    for settings in ({}, {"margin": 0.4}, {"swap": True, "margin": 2.0}):
        case = torch_case(lambda *x, s=settings: functional.triplet_margin_loss(*x, reduction="none", **s), settings, a, b, c)
        cases.append({"function": "triplet_margin", **case})
    for settings in ({}, {"full": True}):

        def nll(y, mean, log_variance, s=settings):
            return functional.gaussian_nll_loss(mean, y, log_variance.exp(), reduction="none", **s).sum(-1)

        cases.append({"function": "gaussian_nll", **torch_case(nll, settings, a, b, c)})

    def kl(mean, log_variance):
        normal = torch.distributions.Normal
        return torch.distributions.kl_divergence(normal(mean, (0.5 * log_variance).exp()), normal(0.0, 1.0)).sum(-1)

    return [*cases, {"function": "gaussian_kl", **torch_case(kl, {}, a, b)}]


if __name__ == "__main__":
    cases = []
    for name, settings, data in CASES:
        cases.append(keras_case(name, settings, data, None))
        if len(PAIRS[data][1]) == N and settings.get("axis", -1) in (-1, [1]):
            cases.append(keras_case(name, settings, data, WEIGHT))
    golden = {
        "made_with": {"keras": keras.__version__, "torch": torch.__version__.partition("+")[0]},
        "pairs": {key: [y.tolist(), p.tolist()] for key, (y, p) in PAIRS.items()},
        "weight": WEIGHT.tolist(),
        "cases": cases,
        "torch": torch_cases(),
    }
    path = Path(__file__).with_name("losses.json")
    path.write_text(json.dumps(golden, separators=(",", ":")) + "\n")
    print(f"{path.name}: {path.stat().st_size:,} bytes, {len(cases)} cases")
