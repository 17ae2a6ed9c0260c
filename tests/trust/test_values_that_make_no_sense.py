"""Settings that would go through in silence, and what they would do later: each is refused, and the error names it."""

from __future__ import annotations

import numpy as np
import pytest

import autograd
import nn
from autograd import Tensor
from nn import losses, metrics
from nn.callbacks import CallbackList, EarlyStopping, ReduceLROnPlateau
from nn.datasets.splits import split_places
from nn.optimizers import Muon
from nn.optimizers.schedules import ExponentialDecay, OneCycle

NAN = float("nan")
X = np.ones((4, 2))


def train(**how):
    model = nn.Sequential([nn.Dense(2, input_shape=(2,))])
    model.compile("sgd", "mse")
    return model.fit(X, X, verbose=0, **how)


def judge(**how):
    model = nn.Sequential([nn.Dense(2, input_shape=(2,))])
    model.compile("sgd", "mse")
    return model.evaluate(X, X, **how)


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda: Tensor([1.0, 2.0]).assign_add(None), "(?i)tensor"),
        (lambda: Tensor([1.0, 2.0]).assign_sub(["a", "b"]), "(?i)tensor"),
        (lambda: Tensor([1.0, 2.0]).assign(None), "assign: tensors"),
        (lambda: Tensor([1.0, 2.0]).assign_add([1.0, 2.0, 3.0]), "assign_add"),
        (lambda: Tensor([1.0, 2.0]).assign_sub(np.array([None])), "assign_sub"),
        (lambda: Tensor([1.0, 2.0], requires_grad=True).backward(["a", "b"]), "gradient of numbers"),
        (lambda: autograd.concatenate(3), "concatenate: arrays"),
        (lambda: autograd.concatenate(None, axis=None), "concatenate: arrays"),
        (lambda: autograd.reshape(X, 8, order=X), "reshape: order"),
        (lambda: autograd.gradcheck(np.exp, 2.0, eps=0), "gradcheck: eps"),
        (lambda: autograd.gradcheck(np.exp, 2.0, rtol=NAN), "gradcheck: rtol"),
        (lambda: autograd.gradcheck(np.exp, 2.0, atol="1"), "gradcheck: atol"),
        (lambda: ExponentialDecay(0.1, 2, 0.5, staircase=X), "ExponentialDecay: staircase"),
        (lambda: OneCycle(0.1, 8, anneal_strategy=X), "OneCycle: anneal_strategy"),
        (lambda: Muon(nesterov=X), "Muon: nesterov"),
        (lambda: Muon(exclude_layers=X), "Muon: exclude_layers"),
        (lambda: train(shuffle=X), "fit: shuffle"),
        (lambda: train(compiled=X), "fit: compiled"),
        (lambda: judge(verbose=X), "evaluate: verbose"),
        (lambda: judge(return_dict=X), "evaluate: return_dict"),
        (lambda: nn.Sequential([nn.Dense(2, input_shape=(2,))]).summary(line_length="a"), "summary: line_length"),
        (lambda: EarlyStopping(patience="3"), "EarlyStopping: patience"),
        (lambda: EarlyStopping(patience=NAN), "EarlyStopping: patience"),
        (lambda: EarlyStopping(min_delta=NAN), "EarlyStopping: min_delta"),
        (lambda: EarlyStopping(start_from_epoch=-1), "EarlyStopping: start_from_epoch"),
        (lambda: EarlyStopping(baseline="0.5"), "EarlyStopping: baseline"),
        (lambda: ReduceLROnPlateau(cooldown=-7), "ReduceLROnPlateau: cooldown"),
        (lambda: ReduceLROnPlateau(patience="abc"), "ReduceLROnPlateau: patience"),
        (lambda: ReduceLROnPlateau(min_lr=NAN), "ReduceLROnPlateau: min_lr"),
        (lambda: ReduceLROnPlateau(factor="0.5"), "ReduceLROnPlateau: factor"),
        (lambda: CallbackList(params=True), "CallbackList"),
        (lambda: losses.triplet([0, 0, 1], np.ones((3, 2)), margin=NAN), "triplet: margin"),
        (lambda: losses.circle([0, 0, 1], np.ones((3, 2)), gamma=NAN), "circle: gamma"),
        (lambda: losses.circle([0, 0, 1], np.ones((3, 2)), margin="0.4"), "circle: margin"),
        (lambda: split_places(5, "0.5", 0), "test_split"),
        (lambda: split_places(5, 0.5, -1), "seed"),
        (lambda: train(validation_split="0.5"), "validation_split"),
        (lambda: train(validation_split=NAN), "validation_split"),
        (lambda: metrics.ConcordanceCorrelation(axis=2.5)(X, X), "concordance_correlation"),
        (lambda: metrics.PearsonCorrelation(axis=7)(X, X), "pearson_correlation"),
        (lambda: autograd.trace(X, axis1=2.5), "trace"),
        (lambda: autograd.gradients(Tensor(2.0), None), "gradients"),
        (lambda: autograd.grad_named(None, "x"), "grad_named"),
        (lambda: autograd.effect(None, 1.0), "effect"),
        (lambda: autograd.fresh("abc"), "fresh"),
        (lambda: autograd.compute_anew(3, X), "compute_anew"),
        (lambda: nn.models.save_model(None, "m.tapegrad"), "save_model"),
        (lambda: nn.models.model_from_json("{}", custom_objects=3), "model_from_json"),
        (lambda: nn.Sequential([nn.Dense(2, input_shape=(2,))]).summary(layer_range="ab"), "layer_range"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_by_name(call, named):
    with pytest.raises((TypeError, ValueError, IndexError), match=named):
        call()
