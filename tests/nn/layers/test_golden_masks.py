"""The same numbers as Keras where steps of a sequence do not count, and what is said where masks end.

golden/make_masks.py says how the numbers were made, masked_models.py holds the networks.
"""

from __future__ import annotations

import json
import warnings
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from masked_models import (
    IDS,
    LABELS,
    LOSSES,
    OUTPUTS,
    SENTENCES,
    STEP_WEIGHTS,
    STEPS,
    WEIGHTS,
    embed_words,
    entering,
    lstm,
    row,
    start,
    tagger,
    two_outputs,
)

import nn
from nn import Model, Sequential, layers
from nn.modules.carried import MASKS

GOLDEN = json.loads(Path(__file__).parents[1].joinpath("golden", "masks.json").read_text())
TOLERANCE = {"float64": {"rtol": 1e-10, "atol": 1e-12}, "float32": {"rtol": 1e-4, "atol": 1e-5}}
DTYPES = pytest.mark.parametrize("dtype", ["float64", "float32"])
WITHOUT = ("Activation", "Add", "Concatenate", "Dropout", "GlobalAveragePooling1D", "Lambda", "Masking", "SpatialDropout1D")
WITHOUT += ("Bidirectional", "TimeDistributed", "Model", "Sequential", "Input")


def ours(dtype="float64"):
    """Our layers, those with weights in this precision."""
    made = {name: getattr(nn, name) for name in WITHOUT}
    weighted = (
        "BatchNormalization", "Dense", "Embedding", "GRU", "LSTM", "LayerNormalization", "MultiHeadAttention", "SimpleRNN",
    )  # fmt: skip
    return SimpleNamespace(**made, **{name: partial(getattr(nn, name), dtype=dtype) for name in weighted})


def ready(model):
    weights = model.get_weights()
    model.set_weights([new.astype(w.dtype) for new, w in zip(start(weights), weights)])
    return model


def close(found, golden, dtype="float64"):
    np.testing.assert_allclose(found, np.array(golden), **TOLERANCE[dtype])


@DTYPES
@pytest.mark.parametrize("name", [*OUTPUTS, "row"])
def test_outputs_and_gradients(name, dtype):
    golden = GOLDEN["outputs"][name]
    model = ready(row(ours(dtype)) if name == "row" else Model(*OUTPUTS[name](ours(dtype))))
    x = entering(name)
    x = [part if part.dtype.kind == "i" else part.astype(dtype) for part in (x if isinstance(x, list) else [x])]
    y = model(x if len(x) > 1 else x[0])
    assert y.dtype == dtype
    close(y.numpy(), golden["output"], dtype)
    (y * y).sum().backward()
    for p, gradient in zip(model.parameters(), golden["gradients"], strict=True):
        close(0.0 if p.grad is None else p.grad, gradient, dtype)


def logs_of(model, y, weight, settings):
    model.compile(nn.SGD(0.1), **settings)
    logs = [model.train_on_batch(IDS, y, sample_weight=weight, return_dict=True) for _ in range(3)]
    return [*logs, model.evaluate(IDS, y, sample_weight=weight, verbose=0, return_dict=True)]


def compare(model, golden, logs):
    for found, theirs in zip(logs, golden["logs"], strict=True):
        assert set(found) == set(theirs)
        for name, value in found.items():
            np.testing.assert_allclose(value, theirs[name], rtol=1e-6 if name != "loss" else 1e-7, err_msg=name)
    for w, theirs in zip(model.get_weights(), golden["weights"], strict=True):
        close(w, theirs)


@pytest.mark.parametrize("name", LOSSES)
def test_the_loss_counts_the_steps_that_count(name):
    settings, weighted = LOSSES[name]
    model = ready(Model(*tagger(ours())))
    compare(model, GOLDEN["losses"][name], logs_of(model, LABELS, STEP_WEIGHTS if weighted else None, settings))


def test_the_losses_of_several_outputs():
    settings = {"loss": {"a": "sparse_categorical_crossentropy", "b": "mse"}, "metrics": {"a": ["accuracy"], "b": ["mae"]}}
    model = ready(Model(*two_outputs(ours())))
    compare(model, GOLDEN["losses"]["two"], logs_of(model, [LABELS, WEIGHTS], None, settings))


@pytest.mark.parametrize("compiled", [False, True])
def test_fit_does_the_same_as_single_steps_eagerly_and_as_a_program(compiled):
    one, other = (ready(Model(*tagger(ours()))) for _ in range(2))
    one.compile(nn.SGD(0.1), "sparse_categorical_crossentropy")
    one.fit(IDS, LABELS, batch_size=4, epochs=3, shuffle=False, verbose=0, compiled=compiled)
    logs_of(other, LABELS, None, {"loss": "sparse_categorical_crossentropy"})
    for a, b in zip(one.get_weights(), other.get_weights()):
        close(a, b)
    way = "compiled, as asked for: the whole step" if compiled else "eager, as asked for"
    assert one.compiled_reason == way


def test_what_follows_the_end_of_a_sentence_does_not_matter():
    model = Model(*lstm(ours()))
    alone = model(IDS[:1, :2]).numpy()
    close(model(IDS[:1]).numpy(), alone)
    close(model.predict(IDS[:1]), alone)
    assert not np.allclose(model(np.array([[2, 1, 3, 0, 0]])).numpy(), alone, rtol=1e-3)


def test_a_mask_enters_and_leaves_a_network():
    x = nn.Input((None, 2))
    model = Model(x, layers.GRU(3, return_sequences=True)(layers.Dense(2)(x)))
    mask = IDS != 0
    y, of_y = model(STEPS.astype("float32"), mask=mask, with_mask=True)
    np.testing.assert_array_equal(of_y, mask)
    gru = model.layers[-1]
    np.testing.assert_array_equal(y.numpy(), gru(model.layers[1](STEPS.astype("float32")), mask=mask).numpy())
    assert model(STEPS.astype("float32"), with_mask=True)[1] is None
    in_a_row = Sequential([layers.Dense(2), layers.GRU(3)])
    assert in_a_row(STEPS.astype("float32"), mask=mask, with_mask=True)[1] is None


def test_a_mask_given_by_hand_is_kept():
    x, h = embed_words(nn)
    y = nn.Input((None,), dtype="bool")
    gru = layers.GRU(2)
    model = Model([x, y], gru(h, mask=y))
    mask = np.array([[True, False, True, True, False]] * 4)
    np.testing.assert_array_equal(model([IDS, mask]).numpy(), gru(model.layers[1](IDS), mask=mask).numpy())


def test_a_mask_reaches_a_recurrent_layer_with_an_initial_state():
    x, h = embed_words(nn)
    state = nn.Input((2,))
    gru = layers.GRU(2)
    model = Model([x, state], gru(h, initial_state=state))
    embedding = next(m for m in model.layers if isinstance(m, layers.Embedding))
    s = np.ones((4, 2), "float32")
    expected = gru(embedding(IDS), initial_state=s, mask=IDS != 0).numpy()
    np.testing.assert_array_equal(model([IDS, s]).numpy(), expected)
    assert not np.allclose(expected, gru(embedding(IDS).numpy(), initial_state=s).numpy(), rtol=1e-3)


def test_attention_leaves_the_mask_of_what_it_was_called_with():
    x, h = embed_words(nn, 4)
    model = Model(x, layers.Add()([h, layers.MultiHeadAttention(2, 2)(h, h)]))
    np.testing.assert_array_equal(model(IDS, with_mask=True)[1], IDS != 0)


def test_transformer_blocks_take_the_mask_as_padding():
    x, h = embed_words(nn, 4)
    encoder, decoder = layers.TransformerEncoder(5, 2), layers.TransformerDecoder(5, 2)
    model = Model(x, decoder(h, encoder(h)))
    mask = IDS != 0
    e = model.layers[1](IDS)
    by_hand = decoder(e, encoder(e, padding_mask=mask), decoder_padding_mask=mask, encoder_padding_mask=mask)
    y, of_y = model(IDS, with_mask=True)
    np.testing.assert_array_equal(y.numpy(), by_hand.numpy())
    np.testing.assert_array_equal(of_y, mask)


def test_words_of_sentences():
    x = nn.Input((None, 3), dtype="int32")
    words, sentences = layers.LSTM(3), layers.LSTM(2)
    embedding = layers.Embedding(5, 3, mask_zero=True)
    model = Model(x, sentences(layers.TimeDistributed(words)(embedding(x))))
    mask = SENTENCES != 0
    each = [words(embedding(SENTENCES[:, i]), mask=mask[:, i]) for i in range(2)]
    expected = sentences(np.stack(each, axis=1), mask=mask.any(-1))
    np.testing.assert_allclose(model(SENTENCES).numpy(), expected.numpy(), rtol=1e-6)


def test_both_outputs_of_two_directions_have_the_mask():
    x, h = embed_words(nn)
    model = Model(x, list(layers.Bidirectional(layers.GRU(2, return_sequences=True), merge_mode=None)(h)))
    first, second = model(IDS, with_mask=True)[1]
    np.testing.assert_array_equal(first, IDS != 0)
    np.testing.assert_array_equal(second, IDS != 0)


def test_where_a_mask_ends_it_is_said():
    x, h = embed_words(nn)
    with pytest.warns(UserWarning, match=r"conv1d does not hand masks on: the layers behind it, and the loss, count"):
        Model(x, layers.GRU(2)(layers.Conv1D(3, 2)(h)))(IDS)
    with pytest.warns(UserWarning, match=r"the function add does not hand masks on.*layers such as Add\(\)"):
        Model(x, layers.GRU(2)(h + 1.0))(IDS)
    with pytest.warns(UserWarning, match="flatten does not hand masks on"):
        Sequential([layers.Embedding(5, 2, mask_zero=True), layers.Flatten(), layers.Dense(1)])(IDS)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        Sequential([layers.Embedding(5, 2), layers.Flatten(), layers.Dense(1)])(IDS)  # there is none to end


class Doubled(nn.Module):
    def call(self, x):
        return 2.0 * x


def test_layers_of_ones_own_say_what_they_do_with_masks():
    class Kept(Doubled):
        supports_masking = True

    class Made(Doubled):
        def compute_mask(self, x, mask=None):
            return np.asarray(x)[..., 0] > 0.0

    x, h = embed_words(nn)
    with pytest.warns(UserWarning, match=r"doubled does not hand masks on.*supports_masking = True in the class"):
        assert Model(x, Doubled()(h))(IDS, with_mask=True)[1] is None
    np.testing.assert_array_equal(Model(x, Kept()(h))(IDS, with_mask=True)[1], IDS != 0)
    y = nn.Input((None, 2))
    model = Model(y, layers.GRU(2)(Made()(y)))
    s = STEPS.astype("float32")
    np.testing.assert_array_equal(model(s).numpy(), model.layers[-1](2.0 * s, mask=s[..., 0] > 0.0).numpy())


def test_a_loss_without_a_number_for_each_step_is_refused():
    x, h = embed_words(nn)
    model = Model(x, layers.Lambda(lambda h: h[..., 0], mask=lambda h, mask: mask)(layers.LSTM(2, return_sequences=True)(h)))
    model.compile("sgd", "mse")
    with pytest.raises(ValueError, match=r"predictions have a mask of shape \(4, 5\), but the losses the shape \(4,\)"):
        model.train_on_batch(IDS, STEPS[..., 0])


def test_weights_of_samples_and_masks_together():
    loss = nn.losses.MeanSquaredError()
    y, mask = np.arange(8.0).reshape(2, 2, 2), np.array([[True, False], [True, True]])
    weight = np.array([2.0, 3.0])
    squares = (y**2).mean(-1)
    assert loss(0.0 * y, y, weight, mask=mask) == pytest.approx((squares * weight[:, None])[mask].sum() / 3)
    assert loss(0.0 * y, y, mask=~mask & mask) == 0.0
    total = nn.losses.MeanSquaredError(reduction="sum")
    assert total(0.0 * y, y, mask=mask) == pytest.approx(squares[mask].sum())


def test_a_copy_and_a_changed_network_keep_their_masks():
    import copy

    model = Model(*lstm(ours()))
    np.testing.assert_array_equal(copy.deepcopy(model)(IDS).numpy(), model(IDS).numpy())
    network = Sequential([layers.Masking(), layers.GRU(2)])
    first = network(STEPS.astype("float32")).numpy()
    np.testing.assert_array_equal(first, network.layers[1](STEPS.astype("float32"), mask=IDS != 0).numpy())


def embed(embedding, ids):
    """What the layer gives, without the mask that it carries: as what NumPy makes of it."""
    h = embedding(ids)
    MASKS.kept.pop(id(h))
    return h


def test_a_mask_that_was_lost_on_the_way_is_noticed():
    embedding, drop = layers.Embedding(5, 4, mask_zero=True), layers.Dropout(0.1)
    with pytest.warns(UserWarning, match=r"lstm counts the steps that embedding masks: in a call of your own hand the mask on"):
        layers.LSTM(2)(drop(embed(embedding, IDS), training=True))
    h = embed(embedding, IDS)
    with pytest.warns(UserWarning, match="multi_head_attention counts the steps that embedding masks"):
        layers.MultiHeadAttention(2, 2)(h, h)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        layers.LSTM(2)(drop(h), mask=embedding.compute_mask(IDS))
        layers.MultiHeadAttention(2, 2)(h, h, value_mask=IDS != 0)
        layers.LSTM(2)(layers.Embedding(5, 4)(IDS))
