"""In a `call` written by hand values carry their masks from layer to layer, to the loss and the metrics, as in Keras.

golden/make_carried_masks.py says how Keras' numbers were found.
"""

from __future__ import annotations

import gc
import json
import warnings
from pathlib import Path

import numpy as np
import pytest
from carried_masks import CALLS, IDS, LABELS, MODELS, wave

import nn
from nn import SGD, Model, layers, losses, metrics
from nn.modules.carried import MASKS

KERAS = json.loads(Path(__file__).parents[1].joinpath("golden", "carried_masks.json").read_text())


@pytest.mark.filterwarnings("ignore:.*does not hand masks on")
@pytest.mark.parametrize("name", CALLS)
def test_layers_hand_on_and_end_the_masks_that_keras_does(name):
    mask = MASKS.get(CALLS[name](layers, layers.Embedding(5, 2, mask_zero=True)(IDS)))
    found = None if mask is None else np.asarray(mask)
    assert (found is None) == (KERAS["masks"][name] is None)
    if found is not None:
        np.testing.assert_array_equal(found, KERAS["masks"][name])


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.filterwarnings("ignore:.*counts the steps that")
def test_models_with_a_call_of_their_own_learn_as_in_keras(name):
    model, golden = MODELS[name](nn), KERAS["models"][name]
    model(IDS)
    wave(model)
    model.compile(SGD(0.1), "mse", metrics=["mae"])
    for log in golden["logs"]:
        assert model.train_on_batch(IDS, LABELS, return_dict=True) == pytest.approx(log, rel=1e-5)
    np.testing.assert_allclose(model.predict(IDS, verbose=0), golden["predictions"], rtol=1e-5, atol=1e-6)
    assert losses.MeanAbsoluteError()(LABELS, model(IDS)).item() == pytest.approx(golden["loss"], rel=1e-5)
    mean = metrics.MeanAbsoluteError()
    mean.update_state(LABELS, model(IDS))
    assert mean.result() == pytest.approx(golden["loss"], rel=1e-5)


@pytest.mark.parametrize("kind", ["Maximum", "Minimum"])
def test_masked_steps_give_way_to_the_others(kind):
    sign = -1.0 if kind == "Maximum" else 1.0
    mask, join = layers.Masking(), getattr(layers, kind)()
    x = mask(sign * np.array([[[0.0, 0.0], [1.0, 2.0], [0.0, 0.0], [3.0, 4.0]]]))
    y = sign * np.array([[[0.0, 0.0], [0.0, 0.0], [1.0, 2.0], [3.0, 4.0]]])
    np.testing.assert_array_equal(join([x, y]), sign * np.array([[[0.0, 0.0], [0.0, 0.0], [1.0, 2.0], [3.0, 4.0]]]))
    both = join([x, mask(y)])
    np.testing.assert_array_equal(both, sign * np.array([[[0.0, 0.0], [1.0, 2.0], [1.0, 2.0], [3.0, 4.0]]]))
    np.testing.assert_array_equal(MASKS.get(both), [[False, True, True, True]])


def test_a_mask_goes_with_the_value_it_belongs_to():
    before = len(MASKS.kept)
    h = layers.Dropout(0.1)(layers.Embedding(5, 2, mask_zero=True)(IDS))
    assert len(MASKS.kept) > before
    del h
    gc.collect()
    assert len(MASKS.kept) == before


def test_a_layer_that_ends_a_mask_says_so_once():
    h = layers.Embedding(5, 2, mask_zero=True)(IDS)
    with pytest.warns(UserWarning, match="flatten does not hand masks on") as told:
        layers.Flatten()(h)
    assert len(told) == 1


def test_a_mask_given_by_hand_comes_before_the_one_carried():
    h, lstm = layers.Embedding(5, 2, mask_zero=True)(IDS), layers.LSTM(2)
    every = np.ones(IDS.shape, bool)
    np.testing.assert_array_equal(lstm(h, mask=every).numpy(), lstm(h * 1.0, mask=every).numpy())
    assert np.any(lstm(h).numpy() != lstm(h, mask=every).numpy())


def test_a_layer_inside_time_distributed_gets_the_mask_of_each_step():
    class Kept(layers.Layer):
        def call(self, x, mask=None):
            return x if mask is None else x * np.asarray(mask, x.dtype)[:, None]

    x, mask = np.arange(12.0).reshape(2, 3, 2), IDS != 0
    np.testing.assert_array_equal(layers.TimeDistributed(Kept())(x, mask=mask), x * mask[..., None])


def test_no_mask_is_kept_by_a_network_that_has_none():
    inputs = nn.Input((3,))
    model = Model(inputs, layers.Dense(1)(inputs))
    before = dict(MASKS.kept)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        y = model(np.ones((2, 3), "float32"))
    assert MASKS.get(y) is None
    assert before == MASKS.kept
