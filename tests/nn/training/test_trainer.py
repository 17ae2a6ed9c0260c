"""The Trainer that teaches a model, and what models are made of."""

from __future__ import annotations

import copy
import weakref

import numpy as np
import pytest
from waves import X, Y, linear, wave

import nn
from nn import Dense, Input, Model, Module, Sequential
from nn.optimizers import SGD
from nn.training.samples import Samples
from nn.training.trainer import Trainer


def plain():
    return wave(Sequential([Input((4,)), Dense(1)]))


def test_models_are_modules():
    for kind in (Sequential, nn.GPT, nn.PerSample):
        assert kind.__mro__[:2] == (kind, Model)
        assert issubclass(kind, Module)
    assert nn.Trainable is Model


def test_a_trainer_of_a_model_does_what_the_model_does():
    model, twin = plain(), linear(metrics=["mae"])
    trainer = Trainer(model, "mse", SGD(0.1), metrics=["mae"])
    for _ in range(3):
        assert trainer.train_on_batch(X, Y) == twin.train_on_batch(X, Y, return_dict=True)
    np.testing.assert_array_equal(model.get_weights()[0], twin.get_weights()[0])
    assert trainer.test_on_batch(X, Y) == twin.test_on_batch(X, Y, return_dict=True)


def test_a_step_is_outputs_loss_gradients_and_a_move():
    model, by_hand = plain(), plain()
    value, _ = Trainer(model, "mse", SGD(0.1)).step(Samples(X, Y), "this batch")
    loss = np.mean((by_hand(X) - Y) ** 2)
    loss.backward()
    SGD(0.1).step(by_hand.parameters())
    assert value == loss.item()
    for a, b in zip(model.get_weights(), by_hand.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy])
def test_a_copy_of_a_model_is_compiled_by_itself(copied):
    model = linear()
    twin = copied(model)
    twin.compile("adam", "mae")
    assert (model.loss.name, twin.loss.name) == ("mean_squared_error", "mean_absolute_error")
    assert isinstance(model.optimizer, SGD)
    assert isinstance(twin.optimizer, nn.Adam)
    assert model.train_on_batch(X, Y) > 0 < twin.train_on_batch(X, Y)


def test_a_compiled_model_dies_with_its_last_name(without_collector):
    model = linear()
    model.train_on_batch(X, Y)
    dead = weakref.ref(model)
    del model
    assert dead() is None
