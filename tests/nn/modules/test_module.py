"""Modules: parameters in order and by name, modes, weights in and out, and the table of layers."""

from __future__ import annotations

import copy
import os
import pickle
import subprocess
import sys

import numpy as np
import pytest

from autograd import Tensor
from nn import MLP, Activation, Dense, Dropout, Flatten, Input, Module, Sequential, Trainable


class Scale(Module):
    def __init__(self):
        super().__init__()
        self.factor = Tensor(2.0)

    def call(self, x):
        return x * self.factor


class Tree(Module):
    """Parameters everywhere they may be kept, not in alphabetical order."""

    def __init__(self):
        super().__init__()
        self.z = Tensor(1.0)
        self.pair = (Tensor([1.0, 2.0]), Scale())
        self.by_name = {"second": Tensor(2.0), "first": [Tensor(3.0), Tensor(4.0)]}
        self.a = Scale()
        self.fixed = Tensor(5.0, requires_grad=False)
        self._hidden = Tensor(6.0)
        self.number = 7.0

    def call(self, x):
        return self.a(self.pair[1](x)) + self.z


NAMES = ["z", "pair.0", "by_name.second", "by_name.first.0", "by_name.first.1", "pair.1.factor", "a.factor"]


def test_parameters_come_in_order_of_definition_ones_own_first_with_their_paths():
    tree = Tree()
    assert [name for name, _ in tree.named_parameters()] == NAMES
    values = [np.array(p.numpy()).tolist() for p in tree.parameters()]
    assert values == [1.0, [1.0, 2.0], 2.0, 3.0, 4.0, 2.0, 2.0]
    assert [name for name, _ in tree.named_tensors()] == [*NAMES[:5], "fixed", *NAMES[5:]]
    assert [m.name for m in tree.modules()] == ["tree", "scale", "scale"]


def test_a_model_names_parameters_by_its_layers():
    model = Sequential([Dense(3, input_shape=(2,)), Dense(4, name="wide"), Sequential([Dense(1)], name="head"), Dense(1)])
    assert [name for name, _ in model.named_parameters()] == [
        "dense.kernel", "dense.bias", "wide.kernel", "wide.bias", "head.dense.kernel", "head.dense.bias",
        "dense_1.kernel", "dense_1.bias",
    ]  # fmt: skip
    assert [name for name, _ in MLP(1, [2]).named_parameters()] == [
        "layers.0.neurons.0.w.0", "layers.0.neurons.0.b", "layers.0.neurons.1.w.0", "layers.0.neurons.1.b",
    ]  # fmt: skip


def test_names_are_the_same_in_every_process():
    program = (
        "from nn import *\n"
        "m = Sequential([Dense(3, input_shape=(2,)), Dropout(0.5), Dense(1), MLP(1, [2, 2])])\n"
        "print([name for name, _ in m.named_parameters()])"
    )

    def run(hash_seed):
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": os.pathsep.join(sys.path)}
        command = [sys.executable, "-c", program]
        return subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout

    assert run("1") == run("2")
    assert "dense_1.bias" in run("1")


def test_parameters_are_named_once_built_and_keep_a_given_name():
    class Named(Module):
        def __init__(self):
            super().__init__()
            self.w = Tensor(1.0)
            self.v = Tensor(1.0, name="speed")

        def call(self, x):
            return x * self.w * self.v

    module = Named()
    module(2.0)
    assert (module.w.name, module.v.name) == ("w", "speed")


def test_a_shared_parameter_counts_once():
    class Tied(Module):
        def __init__(self):
            super().__init__()
            self.inner = Scale()
            self.again = self.inner
            self.same = self.inner.factor

    tied = Tied()
    assert [name for name, _ in tied.named_parameters()] == ["same"]
    assert tied.count_params() == 1
    assert len(tied.get_weights()) == 1
    assert len(list(tied.modules())) == 2


def test_a_layer_may_know_the_model_it_is_part_of():
    inner, outer = Scale(), Tree()
    inner.parent = outer
    outer.inner = inner
    assert [name for name, _ in outer.named_parameters()] == [*NAMES, "inner.factor"]
    assert len(list(outer.modules())) == 4


def test_kept_results_are_no_weights():
    class Keeps(Scale):
        def call(self, x):
            self.last = super().call(x)
            return self.last

    module = Keeps()
    module(3.0)
    assert [name for name, _ in module.named_tensors()] == ["factor"]


def test_frozen_modules_keep_their_weights_out_of_training():
    model = Sequential([Dense(3, input_shape=(2,)), Dense(1)])
    model.layers[0].trainable = False
    assert [name for name, _ in model.named_parameters()] == ["dense_1.kernel", "dense_1.bias"]
    assert len(model.weights) == 4
    assert model.count_params() == 3 * 2 + 3 + 3 + 1


def test_train_eval_reach_every_module_and_a_call_can_ask_for_one_mode():
    inner = Dropout(0.5, seed=0)
    model = Sequential([Sequential([inner]), Dropout(0.5, seed=1)])
    x = np.ones((4, 50))
    assert model.train() is model
    assert all(m.training for m in model.modules())
    assert model.eval() is model
    assert not any(m.training for m in model.modules())
    np.testing.assert_array_equal(model(x), x)
    assert (model(x, training=True) == 0).any()
    assert not any(m.training for m in model.modules())
    inner.training = True  # one layer apart from the rest: training=False still reaches it, and gives it back
    np.testing.assert_array_equal(model(x, training=False), x)
    assert inner.training


def test_the_mode_comes_back_after_an_error():
    model = Sequential([Dense(3, input_shape=(2,))])
    with pytest.raises(ValueError, match="features"):
        model(np.ones((1, 5)), training=True)
    assert not model.training


def test_zero_grad_forgets_gradients():
    tree = Tree()
    (tree(3.0) ** 2).backward()
    assert tree.z.grad == 2 * (3.0 * 4.0 + 1.0)
    tree.zero_grad()
    assert all(p.grad is None for p in tree.parameters())


def test_weights_out_and_in():
    model = Sequential([Dense(3, input_shape=(2,)), Dense(1)])
    arrays = [w * 2 for w in model.get_weights()]
    model.set_weights(arrays)
    for ours, theirs in zip(model.get_weights(), arrays, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    model.get_weights()[0][:] = 99.0  # copies
    assert not (model.get_weights()[0] == 99.0).any()


def test_weights_that_do_not_fit_change_nothing():
    model = Sequential([Dense(3, input_shape=(2,)), Dense(1)])
    before = model.get_weights()
    with pytest.raises(ValueError, match="4 weights, got 1"):
        model.set_weights(before[:1])
    with pytest.raises(ValueError, match=r"dense_1\.kernel has shape \(3, 1\), got \(1, 3\)"):
        model.set_weights([before[0] + 1, before[1] + 1, before[2].T, before[3]])
    for wrong in (np.ones(1) * 1j, np.array(["one"])):
        with pytest.raises(ValueError, match=r"dense_1\.bias is float32, got (complex128|<U3) data"):
            model.set_weights([*(w + 1 for w in before[:3]), wrong])
    for ours, theirs in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize("carry", [copy.deepcopy, lambda model: pickle.loads(pickle.dumps(model))])
def test_a_copy_is_the_same_network_of_its_own(carry):
    model = Sequential([Dense(3, "relu", input_shape=(2,)), Dropout(0.5), Dense(1, "sigmoid")])
    twin = carry(model)
    assert repr(twin) == repr(model)
    x = np.random.default_rng(0).standard_normal((4, 2))
    np.testing.assert_array_equal(twin.predict(x), model.predict(x))
    twin.set_weights([w + 1 for w in twin.get_weights()])
    assert (twin.predict(x) != model.predict(x)).all()


def test_a_subclass_works_without_calling_init():
    class Bare(Module):
        def __init__(self):
            self.w = Tensor(2.0)

        def call(self, x):
            return x * self.w

    bare = Bare()
    assert bare(3.0).item() == 6.0
    assert (bare.name, bare.training, bare.trainable) == ("bare", False, True)


def test_a_module_without_call_says_so():
    with pytest.raises(TypeError, match=r"Forgot needs a method call\(self, x\)"):
        type("Forgot", (Module,), {})()(1.0)


SUMMARY = """\
Model: "sequential"
────────────────────────────────────────
Layer (type)       Output shape  Param #
────────────────────────────────────────
flatten (Flatten)  (None, 784)         0
dense (Dense)      (None, 128)   100,480
dropout (Dropout)  (None, 128)         0
dense_1 (Dense)    (None, 10)      1,290
────────────────────────────────────────
Total params: 101,770
Trainable params: 1,290
Non-trainable params: 100,480
"""


def test_summary(capsys):
    model = Sequential([Input((28, 28)), Flatten(), Dense(128, "relu"), Dropout(0.5), Dense(10)])
    model.layers[1].trainable = False
    assert model.summary() is None
    assert capsys.readouterr().out == SUMMARY


def test_summary_of_what_is_not_built_and_of_neurons(capsys):
    Sequential([Dense(3), Activation("relu")]).summary()
    text = capsys.readouterr().out
    assert "not built" in text
    assert "Total params: 0" in text
    MLP(2, [16, 16, 1]).summary()
    text = capsys.readouterr().out
    assert "layer 2 (NeuronLayer)  (None, 16)" in text
    assert "Total params: 337" in text


def test_repr():
    assert repr(Sequential([Dense(3, "relu"), Dropout(0.1)])) == "Sequential([Dense(3, activation='relu'), Dropout(0.1)])"
    assert repr(MLP(2, [3, 1])) == "MLP(NeuronLayer(2 -> 3, relu), NeuronLayer(3 -> 1, linear))"
    assert repr(Tree()) == "Tree(Scale, Scale)"


def test_a_model_of_ones_own_trains_all_its_parts():
    class Gated(Trainable):
        """Layers that make their weights at the first call."""

        def __init__(self):
            super().__init__()
            self.hidden = Dense(4, "tanh")
            self.gate = Tensor(np.ones(1, "float32"))
            self.out = Dense(1)

        def call(self, x):
            return self.out(self.hidden(x)) * self.gate

    model = Gated()
    model.compile("sgd", "mse")
    x = np.random.default_rng(0).standard_normal((20, 3))
    history = model.fit(x, x[:, :1], epochs=1, batch_size=20, verbose=0)
    assert [name for name, _ in model.named_parameters()] == ["gate", "hidden.kernel", "hidden.bias", "out.kernel", "out.bias"]
    before = model.get_weights()
    model.fit(x, x[:, :1], epochs=40, verbose=0)
    assert all((a != b).any() for a, b in zip(before, model.get_weights(), strict=True))
    assert model.history.history["loss"][-1] < history.history["loss"][0] / 2
