"""Losses beyond the everyday ones: by hand, at extremes, over shapes, and settings and labels that do not fit.

That ordinary values agree with Keras and PyTorch is tested in test_golden_losses.py.
"""

from __future__ import annotations

import inspect
import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd
from autograd import Tensor, gradcheck
from nn import Dense, Sequential, losses
from nn.losses import NamedLoss, average_last_axis

RNG = np.random.default_rng(3)
ONE_HOT = np.eye(3)[[0, 2, 1, 1]]
HARD = (RNG.uniform(size=(4, 3)) > 0.5).astype(float)
NUMBERS = RNG.standard_normal((4, 3))


# -- by hand -------------------------------------------------------------------------------------------------


def test_jaccard_is_one_less_the_intersection_over_union():
    y, p = np.array([[1.0, 1.0, 0.0, 0.0]]), np.array([[1.0, 0.5, 0.5, 0.0]])
    assert losses.Jaccard()(y, p) == pytest.approx(1 - 1.5 / 2.5, rel=1e-7)
    each = losses.Jaccard(axis=1, reduction="none")(np.tile(y, (2, 1)), np.stack([y[0], p[0]]))
    np.testing.assert_allclose(each, [0.0, 0.4], atol=1e-7)


def test_contrastive_pulls_and_pushes():
    assert losses.contrastive(np.array([[1.0], [0.0], [0.0]]), np.array([[2.0], [0.25], [3.0]])).tolist() == [4.0, 0.5625, 0.0]
    assert losses.Contrastive(margin=2.0)(np.array([0.0, 1.0]), np.array([0.5, 0.5])) == pytest.approx((2.25 + 0.25) / 2)


def test_triplets_are_mined_from_the_batch():
    """On a line: labels 0 0 1 1 at 0, 1, 1.5, 4; a fifth label alone."""
    x, labels = np.array([[0.0], [1.0], [1.5], [4.0], [9.0]]), [0, 0, 1, 1, 2]
    margins = [1.0 - 1.5, 1.0 - 0.5, 2.5 - 0.5, 2.5 - 3.0]  # farthest mate less nearest stranger
    expected = [*[max(m + 1.0, 0.0) for m in margins], 0.0]
    np.testing.assert_allclose(losses.triplet(labels, x), expected, rtol=1e-12)
    assert losses.Triplet(margin=0.5)(labels, x) == pytest.approx(sum(max(m + 0.5, 0.0) for m in margins) / 5)
    assert losses.triplet([1, 1, 1], x[:3]).tolist() == [0.0] * 3  # no stranger
    leaf = Tensor(x)
    losses.Triplet()(labels, leaf).backward()
    assert np.isfinite(leaf.grad).all()
    assert leaf.grad[4] == 0.0


def test_the_gaussian_loss_takes_means_and_log_variances():
    y, mean, spread = RNG.standard_normal((3, 4, 2))
    expected = 0.5 * (spread + (y - mean) ** 2 / np.exp(spread) + math.log(2 * math.pi)).sum(-1)
    np.testing.assert_allclose(losses.gaussian(y, np.concatenate([mean, spread], 1), full=True), expected, rtol=1e-12)
    assert losses.GaussianNLL(full=True)(y, np.concatenate([mean, spread], 1)) == pytest.approx(expected.mean())
    assert losses.GaussianNLL().name == "gaussian_nll"


def test_a_network_learns_how_noisy_its_data_are():
    x = RNG.uniform(-1, 1, (400, 1))
    y = 2 * x + 0.5 * RNG.standard_normal((400, 1))
    model = Sequential([Dense(2, input_shape=(1,))])
    model.compile("adam", losses.GaussianNLL())
    model.optimizer.learning_rate = 0.05
    model.fit(x, y, epochs=30, verbose=0)
    mean, log_variance = model.predict(x).T
    assert np.exp(0.5 * log_variance).mean() == pytest.approx(0.5, rel=0.1)
    assert np.corrcoef(mean, x[:, 0])[0, 1] > 0.99


def test_kl_of_the_standard_normal_is_zero_and_smallest_there():
    at = Tensor(np.zeros((1, 3))), Tensor(np.zeros((1, 3)))
    autograd.sum(losses.gaussian_kl(*at)).backward()
    assert losses.gaussian_kl(np.zeros((1, 3)), np.zeros((1, 3))).tolist() == [0.0]
    assert [t.grad.tolist() for t in at] == [[[0.0] * 3]] * 2


def test_ignored_labels_leave_no_trace():
    """Neither in the value nor in the gradient, however wild the prediction; and nothing is divided by their number."""
    logits = NUMBERS.copy()
    labels = np.array([1, 255, 0, 255])
    loss = losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=255)
    alone = losses.SparseCategoricalCrossentropy(from_logits=True)(labels[[0, 2]], logits[[0, 2]])
    logits[1] = [1e4, -1e4, 0.0]
    leaf = Tensor(logits)
    value = loss(labels, leaf)
    value.backward()
    assert value.item() == pytest.approx(float(alone), rel=1e-12)
    assert not leaf.grad[[1, 3]].any()
    assert leaf.grad[[0, 2]].all()
    assert loss(np.full(4, 255), logits) == 0.0
    weight = np.array([2.0, 5.0, 1.0, 7.0])
    each = losses.sparse_categorical_crossentropy(labels[[0, 2]], logits[[0, 2]], from_logits=True)
    assert loss(labels, logits, weight) == pytest.approx((2 * each[0] + each[1]) / 2)
    by_weight = losses.SparseCategoricalCrossentropy(True, 255, reduction="mean_with_sample_weight")
    assert by_weight(labels, logits, weight) == pytest.approx((2 * each[0] + each[1]) / 3)


def test_classes_along_another_axis():
    logits = RNG.standard_normal((2, 3, 4))  # 3 classes in the middle
    labels = RNG.integers(0, 3, (2, 4))
    moved = np.moveaxis(logits, 1, -1)
    expected = losses.sparse_categorical_crossentropy(labels, moved, from_logits=True)
    hot = np.moveaxis(np.eye(3)[labels], -1, 1)
    for y, loss in ((labels, losses.sparse_categorical_crossentropy), (hot, losses.categorical_crossentropy)):
        np.testing.assert_allclose(loss(y, logits, from_logits=True, axis=1), expected, rtol=1e-12)
        for p in (autograd.softmax(Tensor(1000 * logits), axis=1), autograd.softmax(Tensor(1000 * logits), axis=-2)):
            far = loss(y, p, axis=1).numpy()  # the logits behind are found
            np.testing.assert_allclose(far, losses.sparse_categorical_crossentropy(labels, 1000 * moved, True), rtol=1e-12)
    assert losses.SparseCategoricalCrossentropy(True, 2, axis=1)(labels, logits) == pytest.approx(expected[labels != 2].mean())


def test_ctc_adds_up_every_alignment():
    """By brute force over all paths of 4 steps."""
    logits = RNG.standard_normal((1, 4, 3))
    p = autograd.softmax(logits)[0]
    for labels in ([1], [1, 2], [2, 2], [1, 2, 1], []):
        total = 0.0
        for path in itertools.product(range(3), repeat=4):
            read = [label for label, _ in itertools.groupby(path) if label]
            total += np.prod(p[range(4), path]) if read == labels else 0.0
        padded = np.array([labels + [0] * (3 - len(labels))])
        np.testing.assert_allclose(losses.ctc(padded, logits), [-math.log(total)], rtol=1e-12)


def test_a_network_learns_to_spell():
    """Two letters somewhere in six steps: read without being told where."""
    rng = np.random.default_rng(0)
    words, x = rng.integers(1, 4, (60, 2)), np.zeros((60, 6, 4))
    for i, (word, places) in enumerate(zip(words, [sorted(rng.choice([0, 2, 4], 2, replace=False)) for _ in range(60)])):
        x[i, places, word] = 1.0
    model = Sequential([Dense(4, input_shape=(6, 4))])
    model.compile("adam", "ctc")
    model.optimizer.learning_rate = 0.1
    history = model.fit(x, words, epochs=40, batch_size=20, verbose=0).history["loss"]
    assert history[-1] < 0.2 < history[0]
    read = [[label for label, _ in itertools.groupby(row) if label] for row in model.predict(x).argmax(-1).tolist()]
    assert np.mean([a == b for a, b in zip(read, words.tolist())]) > 0.9


# -- far from the middle -------------------------------------------------------------------------------------

LIMITS = [  # loss, y, p, the value
    (losses.Huber(), [[0.0]], [[1e30]], 1e30),
    (losses.Huber(), [[0.0]], [[0.0]], 0.0),
    (losses.LogCosh(), [[0.0]], [[1000.0]], 1000 - math.log(2)),
    (losses.LogCosh(), [[0.0]], [[-1000.0]], 1000 - math.log(2)),
    (losses.LogCosh(), [[0.0]], [[0.0]], 0.0),
    (losses.MeanAbsolutePercentageError(), [[0.0]], [[1.0]], 1e9),
    (losses.MeanSquaredLogarithmicError(), [[0.0]], [[-5.0]], 0.0),
    (losses.CosineSimilarity(), [[0.0, 0.0]], [[0.0, 0.0]], 0.0),
    (losses.CosineSimilarity(), [[1.0, 0.0]], [[0.0, 0.0]], 0.0),
    (losses.KLDivergence(), [[1.0, 0.0]], [[0.0, 1.0]], -math.log(1e-7) * (1 - 1e-7)),
    (losses.Poisson(), [[0.0]], [[0.0]], 0.0),
    (losses.Poisson(), [[2.0]], [[0.0]], -2 * math.log(1e-7)),
    (losses.Hinge(), [[1.0]], [[-1000.0]], 1001.0),
    (losses.SquaredHinge(), [[-1.0]], [[1000.0]], 1001.0**2),
    (losses.CategoricalHinge(), [[1.0, 0.0]], [[-1000.0, 1000.0]], 2001.0),
    *(
        (losses.BinaryFocalCrossentropy(gamma=gamma, from_logits=True), [[1.0]], [[x]], value)
        for gamma in (0.5, 1.0, 2.0) for x, value in ((1000.0, 0.0), (-1000.0, 1000.0))
    ),
    *(
        (losses.CategoricalFocalCrossentropy(gamma=gamma, alpha=1.0, from_logits=True), [[1.0, 0.0]], [[x, 0.0]], value)
        for gamma in (0.5, 1.0, 2.0) for x, value in ((1000.0, 0.0), (-1000.0, 1000.0))
    ),
    (losses.BinaryFocalCrossentropy(gamma=0.5), [[1.0, 1.0]], [[1.0, 0.0]], -math.log(1e-7) / 2),
    (losses.CategoricalFocalCrossentropy(alpha=1.0), [[1.0, 0.0]], [[0.0, 1.0]], -math.log(1e-7)),
    (losses.Dice(), [[0.0]], [[0.0]], 1.0),
    (losses.Dice(), [[1.0, 0.0]], [[1.0, 0.0]], 0.0),
    (losses.Tversky(), [[0.0]], [[0.0]], 1.0),
    (losses.Jaccard(), [[0.0]], [[0.0]], 1.0),
    (losses.GaussianNLL(), [[1.0]], [[1.0, -1000.0]], 0.5 * math.log(1e-6)),
    (losses.GaussianNLL(), [[1.0]], [[3.0, 1000.0]], 500.0),
    (losses.Contrastive(), [[0.0]], [[0.0]], 1.0),
    (losses.CTC(), [[1]], [[[0.0, 1000.0], [0.0, 1000.0]]], 0.0),
    (losses.CTC(), [[1, 1]], [[[1000.0, 0.0]] * 3], 2000.0),
    (losses.CTC(), [[0]], [[[0.0, 1000.0]] * 2], 2000.0),
    (losses.Triplet(), [0, 0, 1], [[0.0, 0.0]] * 3, 2 / 3),
]  # fmt: skip


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize(("loss", "y", "p", "value"), LIMITS, ids=lambda x: getattr(x, "name", None))
def test_extremes_are_finite_and_so_are_their_gradients(loss, y, p, value, dtype):
    leaf = Tensor(np.array(p, dtype))
    found = loss(np.array(y), leaf)
    found.backward()
    assert found.item() == pytest.approx(value, rel=2e-6, abs=3e-7)
    assert np.isfinite(leaf.grad).all()


def test_the_slope_of_huber_and_log_cosh_is_held():
    x = Tensor(np.array([[-1e30], [-0.5], [0.0], [0.5], [1.0], [1e30]]))
    autograd.sum(losses.huber(np.zeros((6, 1)), x)).backward()
    assert x.grad[:, 0].tolist() == [-1.0, -0.5, 0.0, 0.5, 1.0, 1.0]
    x = Tensor(np.array([[-1000.0], [0.0], [0.3], [1000.0]]))
    autograd.sum(losses.log_cosh(np.zeros((4, 1)), x)).backward()
    np.testing.assert_allclose(x.grad[:, 0], [-1.0, 0.0, math.tanh(0.3), 1.0], rtol=1e-12)


@pytest.mark.parametrize(
    ("loss", "y", "p"),
    [
        *((losses.get(name), NUMBERS, RNG.standard_normal((4, 3))) for name in ("mse", "mape", "huber", "log_cosh")),
        (losses.get("cosine_similarity"), NUMBERS, RNG.standard_normal((4, 3))),
        (losses.get("msle"), abs(NUMBERS), RNG.uniform(0.1, 2, (4, 3))),
        *((losses.get(name), 2 * HARD - 1, 0.4 * NUMBERS) for name in ("hinge", "squared_hinge", "categorical_hinge")),
        *((losses.get(name), HARD, RNG.uniform(0.1, 0.9, (4, 3))) for name in ("dice", "tversky", "jaccard")),
        (losses.get("binary_focal_crossentropy"), HARD, RNG.uniform(0.1, 0.9, (4, 3))),
        (losses.get("kld"), RNG.dirichlet(np.ones(3), 4), RNG.uniform(0.1, 0.9, (4, 3))),
        (losses.get("poisson"), HARD, RNG.uniform(0.5, 2, (4, 3))),
        (losses.CategoricalFocalCrossentropy(from_logits=True), ONE_HOT, NUMBERS),
        (losses.GaussianNLL(), NUMBERS, RNG.standard_normal((4, 6))),
        (losses.Contrastive(), HARD, RNG.uniform(0.1, 0.9, (4, 3))),
        (losses.Triplet(), [0, 1, 0, 1], NUMBERS),
        (losses.CTC(), [[1, 1, 0], [2, 0, 0]], RNG.standard_normal((2, 4, 3))),
    ],
    ids=lambda x: getattr(x, "name", None),
)  # fmt: skip
def test_gradients_of_first_and_second_order(loss, y, p):
    assert gradcheck(lambda p: loss(y, p), p)


# -- over shapes ---------------------------------------------------------------------------------------------

SHAPES = st.lists(st.integers(1, 4), min_size=1, max_size=4).map(tuple)


BY_NUMBER = ["mse", "mae", "mape", "huber", "log_cosh", "hinge", "squared_hinge", "poisson", "msle", "contrastive"]


@settings(deadline=None, max_examples=40)
@given(SHAPES, st.sampled_from(BY_NUMBER))
def test_a_loss_of_many_samples_is_that_of_each(shape, name):
    rng = np.random.default_rng(len(shape))
    y, p = rng.uniform(0.1, 2.0, shape), rng.uniform(0.1, 2.0, shape)
    loss = losses.LOSSES[name]
    whole = loss(y, p)
    assert np.shape(whole) == shape[:-1]
    np.testing.assert_array_equal(whole, [loss(a, b) for a, b in zip(y, p, strict=True)] if len(shape) > 1 else loss(y, p))
    assert losses.get(name)(y, p) == pytest.approx(np.mean(whole), rel=1e-12)
    swapped = loss(np.asfortranarray(y), np.asfortranarray(p))
    np.testing.assert_allclose(swapped, whole, rtol=1e-14)


# -- declarations --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", losses.CLASSES)
def test_a_class_has_its_functions_settings(name):
    cls = losses.CLASSES[name]
    found, function = inspect.signature(cls).parameters, inspect.signature(cls.rule).parameters
    assert list(found)[:-2] == list(function)[2:]
    assert list(found)[-2:] == ["reduction", "name"]
    assert all(found[key].default == function[key].default for key in list(found)[:-2])
    assert cls.__doc__
    assert cls.rule.__doc__
    assert losses.get(name).name == cls().name == found["name"].default
    assert losses.get(cls.rule.__name__).function is cls.rule


@pytest.mark.parametrize(
    ("short", "long"),
    [("mse", "mean_squared_error"), ("mae", "mean_absolute_error"), ("mape", "mean_absolute_percentage_error"),
     ("msle", "mean_squared_logarithmic_error"), ("bce", "binary_crossentropy"), ("kld", "kl_divergence")],
)  # fmt: skip
def test_short_names(short, long):
    assert losses.get(short).function is losses.get(long).function


def test_a_loss_of_ones_own_is_a_formula_and_a_declaration():
    @average_last_axis
    def cubic(y_true, y_pred, scale=1.0):
        return scale * abs(y_pred - y_true) ** 3

    class Cubic(NamedLoss, function=cubic):
        """The mean of scale·|y − ŷ|³."""

    assert Cubic(2.0)(np.zeros(2), np.array([1.0, 2.0])) == 9.0
    assert Cubic(scale=2.0, reduction="sum")(np.zeros((2, 1)), np.array([[1.0], [2.0]])) == 18.0
    assert Cubic().name == "cubic"
    assert str(inspect.signature(Cubic)) == "(scale=1.0, reduction='sum_over_batch_size', name='cubic')"

    class Twice(Cubic):
        def call(self, y_true, y_pred):
            return 2.0 * super().call(y_true, y_pred)

    assert Twice(2.0)(np.zeros(2), np.array([1.0, 2.0])) == 18.0


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: losses.Huber(delta=0.0), "Huber: delta must be positive, got 0.0"),
        (lambda: losses.huber(NUMBERS, NUMBERS, -1.0), "huber: delta must be positive, got -1.0"),
        (lambda: losses.huber(NUMBERS, NUMBERS, delta=math.nan), "delta must be positive, got nan"),
        (lambda: losses.Huber(dleta=1.0), r"Huber.*unexpected keyword argument 'dleta'"),
        (lambda: losses.Huber(reduction="median"), "unknown reduction 'median'"),
        (lambda: losses.BinaryFocalCrossentropy(gamma=-1.0), "gamma must be 0 or more, got -1.0"),
        (lambda: losses.binary_crossentropy(HARD, HARD, label_smoothing=1.5), "label_smoothing must lie in 0..1, got 1.5"),
        (lambda: losses.CategoricalFocalCrossentropy(alpha=[1.0, -1.0]), "alpha must be 0 or more"),
        (lambda: losses.categorical_focal_crossentropy(ONE_HOT, ONE_HOT, alpha=[1.0, 2.0]), "one for each of 3"),
        (lambda: losses.categorical_focal_crossentropy([0, 1], ONE_HOT[:2]), r"use to_categorical\(y, 3\)"),
        (lambda: losses.binary_focal_crossentropy(HARD, NUMBERS), "end the network with a sigmoid"),
        (lambda: losses.Contrastive(margin=0), "margin must be positive, got 0"),
        (lambda: losses.poisson(HARD, NUMBERS), "poisson expects values from 0 on, got -.*softplus or exponential"),
        (lambda: losses.hinge([[1.0, 1.0]], NUMBERS), r"hinge: y_true of shape \(1, 2\) does not fit predictions"),
        (lambda: losses.categorical_hinge([[1.0]], [[1.0]]), "compares several classes"),
        (lambda: losses.cosine_similarity(1.0, 2.0), "compares vectors"),
        (lambda: losses.ctc([[1, 1]], np.ones((1, 2, 3))), r"labels \[1, 1\] need 3 steps, but there are 2"),
        (lambda: losses.ctc([[1, 0, 2]], np.ones((1, 5, 3))), "pads labels at their end, but one stands between"),
        (lambda: losses.ctc([[3]], np.ones((1, 5, 3))), r"labels must lie in 1\.\.2 for 3 classes"),
        (lambda: losses.ctc([1], np.ones((1, 5, 3))), r"labels \(batch, length\) and logits .*, got \(1,\)"),
        (lambda: losses.gaussian(NUMBERS, NUMBERS), r"predictions of shape \(4, 3\) must hold a mean and a log-var.* twice"),
        (lambda: losses.triplet([0, 1], NUMBERS), "one label per embedding"),
        (lambda: losses.Dice()(HARD, HARD, [1.0] * 4), r"does not fit losses of shape \(\): a loss over the whole"),
        (lambda: losses.sparse_categorical_crossentropy([0, 255, 1, 1], ONE_HOT, ignore_class=254), r"must lie in 0\.\.2"),
    ],
)  # fmt: skip
def test_what_cannot_be_says_what_can(make, message):
    with pytest.raises((ValueError, TypeError), match=message):
        make()


def test_tversky_weighs_what_was_taken_wrongly_with_alpha():
    """As the paper says, Keras' documentation, and its code after 3.15; by hand."""
    y = np.array([1.0, 1.0, 0.0, 0.0])
    assert losses.tversky(y, np.array([1.0, 1.0, 1.0, 0.0]), alpha=0.2, beta=0.7) == pytest.approx(1 - 2 / 2.2, rel=1e-6)
    assert losses.tversky(y, np.array([1.0, 0.0, 0.0, 0.0]), alpha=0.2, beta=0.7) == pytest.approx(1 - 1 / 1.7, rel=1e-6)
