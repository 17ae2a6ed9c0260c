"""Outputs nested deeper than one list or dict: losses, weights and metrics are nested alike, and reported as Keras does.

golden/make_nested_outputs.py says how the numbers were made.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from nested_outputs import CASES, KINDS, LOSSES, P, Q, R, X, as_class, as_graph, lists_in_dict, small_dict_in_list, train

import nn
from nn.training.samples import take_rows

GOLDEN = json.loads(Path(__file__).parents[1].joinpath("golden", "nested_outputs.json").read_text())
Y = lists_in_dict(P, Q, R)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("kind", KINDS)
def test_histories_are_those_of_keras(kind, case):
    ours, golden = train(nn, kind, case), GOLDEN[kind][case]
    assert set(ours) == set(golden) or (kind, case) == ("class", "one_loss")
    for name in set(ours) & set(golden):
        np.testing.assert_allclose(ours[name], golden[name], rtol=1e-12, err_msg=name)


def compiled(model, **goals):
    model.compile(nn.SGD(0.125), **{"loss": LOSSES, **goals})
    return model


def fit(model, y=Y, **settings):
    return model.fit(X, y, **{"epochs": 2, "batch_size": 4, "shuffle": False, "verbose": 0, **settings}).history


class Batches(nn.utils.PyDataset):
    """The same samples, four at a time."""

    def __len__(self):
        return 2

    def __getitem__(self, i):
        return take_rows((X, Y), slice(4 * i, 4 * i + 4))


def test_losses_of_one_name_are_told_apart_by_numbers():
    history = fit(compiled(as_class(nn, lists_in_dict), loss="mse"))
    assert sorted(history) == ["b/output_1_loss", "b/output_2_loss", "loss", "z_loss"]


def test_compile_before_the_first_call_waits_for_what_comes_out():
    for goals in (
        {"loss": LOSSES},
        {"loss": "mse", "loss_weights": {"b": [2.0, 0.5]}},
        {"loss": "mse", "metrics": {"z": "mae", "b": [["mae"], None]}},
        {"loss": "mse", "weighted_metrics": {"z": {"class_name": "MeanAbsoluteError", "config": {}}}},
    ):
        early, late = as_class(nn, lists_in_dict), as_class(nn, lists_in_dict)
        late(X)
        nn.set_random_seed(3)
        expected = fit(compiled(late, **goals))
        nn.set_random_seed(3)
        assert set(fit(compiled(early, **goals))) == set(expected)


def test_every_way_of_training_gives_the_same_numbers():
    def make():
        nn.set_random_seed(3)
        return compiled(as_graph(nn, lists_in_dict), metrics={"z": "mae", "b": ["mse", None]})

    expected = fit(make(), compiled=False, validation_data=(X, Y))
    assert [name for name in expected if name.startswith("val_b")] == ["val_b/q_loss", "val_b/r_loss"]
    batches = Batches()
    for history in (
        fit(make(), compiled=True, validation_data=(X, Y)),
        make().fit(batches, epochs=2, shuffle=False, verbose=0, validation_data=batches).history,
    ):
        assert list(history) == list(expected)
        for name, values in expected.items():
            np.testing.assert_allclose(history[name], values, rtol=1e-12)
    model = make()
    model.train_on_batch(X, Y)
    assert model.metrics_names == ["loss", "b/q_loss", "b/r_loss", "z_loss", "p_mae", "q_mse"]
    loss, *parts = model.evaluate(X, Y, verbose=0)
    assert loss == pytest.approx(sum(parts[:3]), rel=1e-12)
    assert model.test_on_batch(X, Y) == pytest.approx([loss, *parts], rel=1e-12)


def test_steps_written_by_hand_take_nested_labels():
    model = compiled(as_class(nn, lists_in_dict), metrics={"z": "mae", "b": [["mse"], None]})
    loss, *_ = model.evaluate(X, Y, verbose=0)
    assert model.compute_loss(X, Y, model(X)).item() == pytest.approx(loss, rel=1e-12)
    assert model.compute_loss(X, [Q, R, P], model(X)).item() == pytest.approx(loss, rel=1e-12)
    model.reset_metrics()
    expected = np.abs(model.predict(X)["z"] - P).mean()
    assert model.compute_metrics(X, Y, model(X))["mae"] == pytest.approx(expected, rel=1e-12)


def test_steps_written_by_hand_are_given_labels_and_weights_as_the_outputs_are_nested():
    weights = {"z": np.full(len(X), 0.5), "b": [np.arange(8.0), None]}
    seen = []

    class Written(type(as_class(nn, lists_in_dict))):
        def train_step(self, data):
            x, y, weight = data
            loss = self.compute_loss(x, y, self(x, training=True), weight)
            seen.append((y, weight, loss.item()))
            return super().train_step(data)

        def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None):
            assert set(y) == {"z", "b"}
            assert sample_weight["b"][1] is None
            return super().compute_loss(x, y, y_pred, sample_weight)

        def compute_metrics(self, x, y, y_pred, sample_weight=None):
            assert y["b"][1].shape == y_pred["b"][1].shape
            return super().compute_metrics(x, y, y_pred, sample_weight)

    def train(kind):
        model = as_class(nn, lists_in_dict)
        model.__class__ = kind
        nn.set_random_seed(3)
        return fit(compiled(model, metrics={"z": "mae", "b": [["mse"], None]}), sample_weight=weights)

    found, expected = train(Written), train(Written.__base__)
    for name, values in found.items():
        np.testing.assert_allclose(values, expected[name], rtol=1e-12, err_msg=name)
    y, weight, _ = seen[0]
    np.testing.assert_array_equal(y["b"][1], R[:4])
    np.testing.assert_array_equal(weight["b"][0], np.arange(4.0))
    assert np.mean([loss for *_, loss in seen[:2]]) == pytest.approx(expected["loss"][0], rel=1e-12)


def test_a_saved_model_goes_on_with_its_nested_losses(tmp_path):
    model = compiled(as_graph(nn, small_dict_in_list), loss=["mse", {"c": "mae"}], metrics=[["mae"], {"c": ["mse"]}])
    fit(model, [P, {"c": Q}])
    model.save(tmp_path / "nested.tapegrad")
    again = nn.models.load_model(tmp_path / "nested.tapegrad")
    assert fit(again, [P, {"c": Q}]) == fit(model, [P, {"c": Q}])


@pytest.mark.parametrize(
    ("goals", "message"),
    [
        (
            {"loss": {"z": "mse", "k": ["mae", "mse"]}},
            "loss names the outputs 'z', 'k', but the model's are q, r, p, nested as",
        ),
        ({"loss": {"z": "mse", "b": "mse"}}, r"nested as {'z': 'p', 'b': \['q', 'r'\]}"),
        ({"loss": {"z": "mse", "b": ["mae", "mse", "mse"]}}, "but the model's are q, r, p, nested as"),
        ({"loss_weights": {"z": 1.0, "b": [1.0]}}, "loss_weights names the outputs 'z', 'b'"),
        ({"metrics": ["mae"]}, "metrics must have one entry for each of the outputs q, r, p, nested as .*, got 1"),
        ({"loss": {"b": [None, None]}}, "no output of q, r, p has a loss"),
        ({"loss": {"z": ["mse"], "b": ["mse", "mse"]}}, "a loss is a name"),
    ],
)
def test_what_is_nested_otherwise_is_refused(goals, message):
    with pytest.raises((ValueError, TypeError), match=message):
        compiled(as_graph(nn, lists_in_dict), **goals)


def test_a_nested_loss_for_one_output_is_refused():
    model = compiled(as_class(nn, lambda p, q, r: p), loss=LOSSES)
    with pytest.raises(ValueError, match="heads has one output, but compile was given a nested loss"):
        fit(model, P)
    with pytest.raises(ValueError, match="fit needs the labels y"):
        fit(compiled(as_class(nn, lists_in_dict)), None)
