"""Metrics against scikit-learn, however the data are cut into batches; by name in compile; and what cannot be.

That they agree with Keras is tested in test_golden_metrics.py.
"""

from __future__ import annotations

import inspect
import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd import Tensor
from nn import Dense, Input, Sequential, losses, metrics, set_random_seed
from nn.callbacks import EarlyStopping, LambdaCallback

sklearn = pytest.importorskip("sklearn.metrics", reason="scikit-learn is not installed")

RNG = np.random.default_rng(4)
N, C = 60, 4
LABELS = RNG.integers(0, C, N)
ONE_HOT = np.eye(C)[LABELS]
SCORES = RNG.dirichlet(np.ones(C), N) * 0.6 + 0.4 * ONE_HOT * RNG.uniform(size=(N, 1))
SCORES /= SCORES.sum(1, keepdims=True)
TAKEN = SCORES.argmax(1)
YES = RNG.integers(0, 2, N)
CHANCE = np.round(np.clip(0.25 * YES + 0.75 * RNG.uniform(size=N), 0, 1), 2)  # with ties
WIDE, WIDE_CHANCE = RNG.integers(0, 2, (N, 3)), RNG.uniform(size=(N, 3))
Y, P = 1e6 + RNG.standard_normal((N, 2)), 1e6 + RNG.standard_normal((N, 2))
WEIGHT = RNG.uniform(0.1, 2.0, N)
CALLED = CHANCE > 0.5

CASES = [  # metric, labels, predictions, scikit-learn's function of a sample_weight
    (metrics.get("accuracy"), LABELS, SCORES, lambda w: sklearn.accuracy_score(LABELS, TAKEN, sample_weight=w)),
    (metrics.CategoricalAccuracy(), ONE_HOT, SCORES, lambda w: sklearn.accuracy_score(LABELS, TAKEN, sample_weight=w)),
    (metrics.BinaryAccuracy(), YES, CHANCE, lambda w: sklearn.accuracy_score(YES, CALLED, sample_weight=w)),
    (metrics.SparseTopKCategoricalAccuracy(2), LABELS, SCORES,
     lambda w: sklearn.top_k_accuracy_score(LABELS, SCORES, k=2, sample_weight=w)),
    (metrics.TopKCategoricalAccuracy(k=3), ONE_HOT, SCORES,
     lambda w: sklearn.top_k_accuracy_score(LABELS, SCORES, k=3, sample_weight=w)),
    (metrics.Precision(), YES, CHANCE, lambda w: sklearn.precision_score(YES, CALLED, sample_weight=w)),
    (metrics.Recall(0.3), YES, CHANCE, lambda w: sklearn.recall_score(YES, CHANCE > 0.3, sample_weight=w)),
    (metrics.Precision(), WIDE, WIDE_CHANCE,
     lambda w: sklearn.precision_score(WIDE, WIDE_CHANCE > 0.5, average="micro", sample_weight=w)),
    (metrics.Recall(class_id=1), WIDE, WIDE_CHANCE,
     lambda w: sklearn.recall_score(WIDE[:, 1], WIDE_CHANCE[:, 1] > 0.5, sample_weight=w)),
    *((metrics.F1Score(average), ONE_HOT, SCORES,
       lambda w, a=average: sklearn.f1_score(LABELS, TAKEN, average=a, sample_weight=w))
      for average in (None, "micro", "macro", "weighted")),
    *((metrics.FBetaScore(average, beta=0.5, threshold=0.5), WIDE, WIDE_CHANCE,
       lambda w, a=average: sklearn.fbeta_score(WIDE, WIDE_CHANCE > 0.5, beta=0.5, average=a, sample_weight=w))
      for average in (None, "micro", "macro", "weighted")),
    (metrics.AUC(None), YES, CHANCE, lambda w: sklearn.roc_auc_score(YES, CHANCE, sample_weight=w)),
    (metrics.AUC(None, "PR", "step"), YES, CHANCE, lambda w: sklearn.average_precision_score(YES, CHANCE, sample_weight=w)),
    (metrics.AUC(None, multi_label=True), WIDE, WIDE_CHANCE,
     lambda w: sklearn.roc_auc_score(WIDE, WIDE_CHANCE, sample_weight=w)),
    (metrics.AUC(None, "PR", "step", multi_label=True), WIDE, WIDE_CHANCE,
     lambda w: sklearn.average_precision_score(WIDE, WIDE_CHANCE, sample_weight=w)),
    (metrics.ConfusionMatrix(C), LABELS, TAKEN, lambda w: sklearn.confusion_matrix(LABELS, TAKEN, sample_weight=w)),
    (metrics.MeanIoU(C), LABELS, TAKEN, lambda w: sklearn.jaccard_score(LABELS, TAKEN, average="macro", sample_weight=w)),
    (metrics.IoU(C, [2]), LABELS, TAKEN, lambda w: sklearn.jaccard_score(LABELS, TAKEN, average=None, sample_weight=w)[2]),
    (metrics.MeanSquaredError(), Y, P, lambda w: sklearn.mean_squared_error(Y, P, sample_weight=w)),
    (metrics.MeanAbsoluteError(), Y, P, lambda w: sklearn.mean_absolute_error(Y, P, sample_weight=w)),
    (metrics.RootMeanSquaredError(), Y[:, 0], P[:, 0],
     lambda w: math.sqrt(sklearn.mean_squared_error(Y[:, 0], P[:, 0], sample_weight=w))),
    (metrics.R2Score(), Y, P, lambda w: sklearn.r2_score(Y, P, sample_weight=w)),
    (metrics.R2Score(None), Y, P, lambda w: sklearn.r2_score(Y, P, sample_weight=w, multioutput="raw_values")),
    (metrics.R2Score("variance_weighted_average"), Y, P,
     lambda w: sklearn.r2_score(Y, P, sample_weight=w, multioutput="variance_weighted")),
    (metrics.SparseCategoricalCrossentropy(), LABELS, SCORES, lambda w: sklearn.log_loss(LABELS, SCORES, sample_weight=w)),
    (metrics.Perplexity(), LABELS, SCORES, lambda w: math.exp(sklearn.log_loss(LABELS, SCORES, sample_weight=w))),
]  # fmt: skip
IDS = [f"{i}-{case[0].name}" for i, case in enumerate(CASES)]


@pytest.mark.parametrize("weight", [None, WEIGHT], ids=["plain", "weighted"])
@pytest.mark.parametrize(("metric", "y", "p", "oracle"), CASES, ids=IDS)
def test_the_same_as_scikit_learn(metric, y, p, oracle, weight):
    metric.reset_state()
    metric.update_state(y, p, weight)
    np.testing.assert_allclose(metric.result(), oracle(weight), rtol=1e-10)


@pytest.mark.parametrize(("metric", "y", "p", "oracle"), CASES, ids=IDS)
@settings(deadline=None, max_examples=12)
@given(cuts=st.lists(st.integers(0, N), max_size=6), weighted=st.booleans())
def test_any_batching_gives_the_same(metric, y, p, oracle, cuts, weighted):
    """Empty batches and single samples included."""
    metric.reset_state()
    edges = [0, *sorted(cuts), N]
    for start, end in pairwise(edges):
        part = slice(start, end)
        metric.update_state(y[part], p[part], WEIGHT[part] if weighted else None)
    np.testing.assert_allclose(metric.result(), oracle(WEIGHT if weighted else None), rtol=1e-9)


def test_before_the_first_batch_everything_is_zero():
    for name in metrics.CLASSES:
        assert np.all(np.asarray(metrics.get(name).result()) == 0), name


def test_auc_with_many_thresholds_nears_the_exact_area():
    near, exact = metrics.AUC(20_000), metrics.AUC(None)
    assert near(YES, CHANCE) == pytest.approx(exact(YES, CHANCE), abs=1e-9)  # chances have two digits
    assert metrics.AUC(5)(YES, CHANCE) != pytest.approx(exact.result(), abs=1e-3)
    perfect = metrics.AUC(None, "PR")
    assert perfect([0, 1, 1], [0.1, 0.5, 0.9]) == 1.0


def test_labels_far_from_zero_lose_no_digits():
    """One pass with sums of squares would give nonsense here."""
    y, p = 1e9 + np.arange(6.0), 1e9 + np.arange(6.0) + np.tile([0.1, -0.1], 3)
    metric = metrics.R2Score()
    for a, b in zip(y, p, strict=True):
        metric.update_state([a], [b])
    assert metric.result() == pytest.approx(1 - 0.06 / 17.5, rel=1e-6)


def test_r2_of_equal_labels():
    assert metrics.R2Score()([2.0, 2.0], [2.0, 2.0]) == sklearn.r2_score([2.0, 2.0], [2.0, 2.0]) == 1.0
    assert metrics.R2Score()([2.0, 2.0], [2.0, 3.0]) == sklearn.r2_score([2.0, 2.0], [2.0, 3.0]) == 0.0


def test_padding_does_not_count_in_perplexity():
    y, p = np.array([[1, 2, 0], [3, 0, 0]]), RNG.dirichlet(np.ones(C), (2, 3))
    chosen = [p[0, 0, 1], p[0, 1, 2], p[1, 0, 3]]
    expected = math.exp(-np.mean(np.log(chosen)))
    assert metrics.Perplexity(mask_token_id=0)(y, p) == pytest.approx(expected, rel=1e-12)
    logits = Tensor(np.log(p) + 3.0)
    assert metrics.Perplexity(from_logits=True, mask_token_id=0)(y, logits) == pytest.approx(expected, rel=1e-12)
    weighted = metrics.Perplexity(mask_token_id=0)(y, p, sample_weight=[2.0, 1.0])
    assert weighted == pytest.approx(math.exp(-np.average(np.log(chosen), weights=[2, 2, 1])), rel=1e-12)


def test_ties_at_the_edge_are_all_in():
    assert metrics.sparse_top_k_categorical_accuracy([0, 1, 2], [[0.4, 0.3, 0.3]] * 3, k=2).tolist() == [True] * 3
    assert metrics.sparse_top_k_categorical_accuracy([0, 1, 2], [[0.4, 0.3, 0.3]] * 3, k=1).tolist() == [True, False, False]


# -- in compile ----------------------------------------------------------------------------------------------


def softmax_model():
    model = Sequential([Dense(C, "softmax", input_shape=(C,), dtype="float64", use_bias=False)])
    model.set_weights([RNG.standard_normal((C, C))])
    return model


@pytest.mark.parametrize("name", metrics.METRICS)
def test_every_metric_has_a_name_for_compile(name):
    metric = metrics.get(name)
    assert metric.name == name
    assert metrics.better(name) in ("max", "min") or name in ("gaussian", "triplet")


def test_metrics_by_name_in_evaluate_and_fit():
    model, x = softmax_model(), RNG.standard_normal((N, C))
    named = ["AUC", "f1_score", "precision", "Recall", "top_k_categorical_accuracy", metrics.F1Score("macro", name="f1")]
    model.compile("sgd", "categorical_crossentropy", metrics=named)
    p = model.predict(x)
    results = model.evaluate(x, ONE_HOT, batch_size=7, verbose=0, return_dict=True)
    assert list(results) == ["loss", "auc", "f1_score", "precision", "recall", "top_k_categorical_accuracy", "f1"]
    np.testing.assert_allclose(results["f1_score"], sklearn.f1_score(LABELS, p.argmax(1), average=None), rtol=1e-12)
    assert results["precision"] == pytest.approx(sklearn.precision_score(ONE_HOT, p > 0.5, average="micro"), rel=1e-12)
    assert results["top_k_categorical_accuracy"] == 1.0  # 4 classes, k = 5
    assert results["auc"] == pytest.approx(sklearn.roc_auc_score(ONE_HOT.ravel(), p.ravel()), abs=0.01)
    history = model.fit(x, ONE_HOT, epochs=2, validation_split=0.2, verbose=0, callbacks=[EarlyStopping("val_auc")]).history
    assert len(history["val_f1"]) == 2


def test_several_numbers_are_printed(capsys):
    model, x = softmax_model(), ONE_HOT + 0.5 * np.random.default_rng(0).standard_normal((N, C))
    model.set_weights([np.eye(C)])  # every class is hit at least once
    model.compile("sgd", "categorical_crossentropy", metrics=["f1_score"])
    result = model.evaluate(x, ONE_HOT)
    assert f"f1_score [{' '.join(f'{v:.4f}' for v in result[1])}]" in capsys.readouterr().out


def test_better_is_known():
    ups = {"accuracy", "auc", "f1_score", "precision", "r2_score", "cosine_similarity", "pearson_correlation", "binary_io_u"}
    assert {metrics.better(name) for name in ups} == {"max"}
    downs = {"mse", "huber", "root_mean_squared_error", "perplexity", "false_positives", "logcosh"}
    assert {metrics.better(name) for name in downs} == {"min"}
    assert metrics.better("f1") is None


@pytest.mark.parametrize("name", [n for n in metrics.__all__ if n[0].isupper()])
def test_every_class_has_a_docstring_and_a_name(name):
    cls = getattr(metrics, name)
    assert inspect.getdoc(cls)
    if issubclass(cls, metrics.NamedMetric) and cls is not metrics.NamedMetric:  # written out, and as the function has them
        written = [(p.name, p.kind, p.default) for p in inspect.signature(cls).parameters.values()]
        assert written == [(p.name, p.kind, p.default) for p in cls.arguments.parameters.values()]
    if name in metrics.CLASSES:
        assert cls(name="mine").name == "mine"
        assert inspect.signature(cls).parameters["name"].default in (metrics.get(name).name, None)


# -- what cannot be ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: metrics.Precision()(LABELS, SCORES), r"labels of shape \(60,\) do not fit predictions .*; one-hot"),
        (lambda: metrics.Precision()(YES, CHANCE * 9), "precision expects values from 0 to 1.*end the network with a sigmoid"),
        (lambda: metrics.Precision(thresholds=1.5), r"thresholds must be a number from 0 to 1, got 1.5"),
        (lambda: metrics.Recall(top_k=0), "Recall: top_k must be a whole number from 1 on, got 0"),
        (lambda: metrics.AUC()(YES, CHANCE - 1), "say from_logits=True"),
        (lambda: metrics.AUC(1), "num_thresholds must be a whole number from 2 on, got 1"),
        (lambda: metrics.AUC(curve="roc"), "curve must be one of ROC, PR"),
        (lambda: metrics.F1Score("mean"), "average must be one of None, 'micro', 'macro', 'weighted', got 'mean'"),
        (lambda: metrics.F1Score(threshold=0.0), r"threshold must be a number above 0 and up to 1"),
        (lambda: metrics.FBetaScore(beta=0.0), "beta must be a number above 0"),
        (lambda: metrics.F1Score()(YES[:, None], CHANCE[:, None]), "of one yes-or-no output give threshold=0.5"),
        (lambda: metrics.MeanIoU(C)(LABELS, ONE_HOT), "shape .60,. do not fit .* shape .60, 4.* say sparse_y_pred=False"),
        (lambda: metrics.MeanIoU(C)(YES, CHANCE), "takes integer labels, got 0.*sparse_y_pred=False"),
        (lambda: metrics.IoU(C, [4]), r"target_class_ids must be a whole number from 0 to 3, got 4"),
        (lambda: metrics.MeanIoU(0), "num_classes must be a whole number from 1 on"),
        (lambda: metrics.R2Score("mean"), "class_aggregation must be one of None, 'uniform_average'"),
        (lambda: metrics.R2Score()(np.zeros((2, 2, 2)), np.zeros((2, 2, 2))), r"labels of shape \(n,\) or \(n, columns\)"),
        (lambda: metrics.PrecisionAtRecall(1.5), r"PrecisionAtRecall: recall must be a number from 0 to 1, got 1.5"),
        (lambda: metrics.TopKCategoricalAccuracy(k=0)(ONE_HOT, SCORES), "k must be a whole number from 1 on"),
        (lambda: metrics.TopKCategoricalAccuracy(kk=2), r"Accuracy.*unexpected keyword argument 'kk'"),
        (lambda: metrics.Metric("m").update_state(1, 2), "needs a method update_state"),
        (lambda: metrics.get("auroc"), "unknown metric 'auroc': choose from accuracy"),
    ],
)  # fmt: skip
def test_what_cannot_be_says_what_can(make, message):
    with pytest.raises((ValueError, TypeError), match=message):
        make()


def test_a_metric_of_ones_own_is_a_function_and_a_declaration():
    def worst(y_true, y_pred, power=1):
        return (abs(y_true - y_pred) ** power).max(axis=-1)

    class Worst(metrics.NamedMetric, function=worst):
        """The mean over samples of the largest error."""

    assert Worst(power=2)(np.zeros((2, 2)), [[1.0, 2.0], [3.0, 0.0]]) == (4 + 9) / 2
    assert str(inspect.signature(Worst)) == "(name='worst', *, power=1)"
    assert losses.get("mse").name in metrics.METRICS


def test_an_evaluation_in_the_middle_of_a_training_leaves_its_counts_alone():
    x = np.random.default_rng(0).normal(size=(40, 2))
    y = (x[:, :1] > 0) * 1.0

    def train(*callbacks):
        set_random_seed(0)
        model = Sequential([Input((2,)), Dense(1, "sigmoid")])
        model.compile("sgd", "binary_crossentropy", metrics=[metrics.Recall(), metrics.AUC()])
        return model, model.fit(x, y, batch_size=8, verbose=0, callbacks=[each(model) for each in callbacks]).history

    def look(model):
        return LambdaCallback(on_train_batch_end=lambda batch, logs: model.evaluate(x[:5], y[:5], verbose=0))

    assert train()[1] == train(look)[1]


def test_metrics_tell_their_variables_and_take_numbers_by_them():
    mean = metrics.Mean()
    mean.update_state([1.0, 5.0])
    assert [(v.name, float(v)) for v in mean.variables] == [("total", 6.0), ("count", 2.0)]
    mean.variables[0].assign(10.0)
    assert mean.result() == 5.0
    for variable in mean.variables:
        variable.assign(0.0)
    assert mean.result() == 0.0
    precision = metrics.Precision()
    precision.update_state([0, 1, 1], [0.9, 0.8, 0.1])
    assert [(v.name, v.numpy().tolist()) for v in precision.variables] == [
        ("true_positives", [1.0]),
        ("false_positives", [1.0]),
    ]
    assert [v.name for v in metrics.AUC().variables] == [
        "true_positives",
        "true_negatives",
        "false_positives",
        "false_negatives",
    ]


def test_the_gains_of_precision_and_recall_as_keras_measures_them():
    y, p = [0, 1, 0, 1, 1, 0, 1, 1], [0.1, 0.4, 0.35, 0.8, 0.65, 0.7, 0.2, 0.95]
    found = [metrics.AUC(6, "PRGAIN", method)(y, p) for method in ("interpolation", "minoring", "majoring")]
    assert found == pytest.approx([0.212963, 0.097222, 0.328704], abs=1e-6)  # what Keras 3.15 gives


def test_classes_in_their_order_are_predictions_too():
    metric = metrics.SparseTopKCategoricalAccuracy(k=2, from_sorted_ids=True)
    assert metric([2, 2, 2], [[3, 2, 1], [1, 0, 2], [2, 0, 1]]) == pytest.approx(2 / 3)
