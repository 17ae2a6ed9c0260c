"""Trainings of models whose outputs are nested, for Keras and nn alike: `k` is the package, `nest` puts outputs together."""

import numpy as np

X = np.cos(np.arange(24.0)).reshape(8, 3)
P, Q, R = (np.sin(np.arange(16.0) * (i + 1.3)).reshape(8, 2) for i in range(3))
WEIGHTS = np.linspace(0.5, 1.5, 8)


def lists_in_dict(p, q, r):
    return {"z": p, "b": [q, r]}


def dict_in_list(p, q, r):
    return [p, {"c": q, "d": r}]


def small_dict_in_list(p, q, r):
    return [p, {"c": q}]


def deep(p, q, r):
    return {"u": {"v": p, "w": (q,)}, "x": [r]}


LOSSES = {"z": "mse", "b": ["mae", "mse"]}

# outputs, what compile is given, what fit is given besides x (y nested as the outputs are if there is none)
CASES = {
    "one_loss": (lists_in_dict, {"loss": "mse"}, {}),
    "all_nested": (
        lists_in_dict,
        {
            "loss": LOSSES,
            "loss_weights": {"z": 1.0, "b": [0.5, 2.0]},
            "metrics": {"z": ["mae"], "b": [["mse"], ["mae", "mse"]]},
        },
        {},
    ),
    "lists_of_one_entry_per_output": (lists_in_dict, {"loss": ["mse", "mae", "mse"], "loss_weights": [1.0, 0.5, 2.0]}, {}),
    "labels_in_one_list": (lists_in_dict, {"loss": LOSSES}, {"y": [Q, R, P]}),
    "labels_in_a_tuple": (lists_in_dict, {"loss": LOSSES}, {"y": {"z": P, "b": (Q, R)}}),
    "some_losses": (lists_in_dict, {"loss": {"b": ["mae", None]}}, {}),
    "some_metrics": (lists_in_dict, {"loss": LOSSES, "metrics": {"z": None, "b": [[], ["mae"]]}}, {}),
    "weighted_alike": (
        lists_in_dict,
        {
            "loss": LOSSES,
            "metrics": {"z": ["mae"], "b": ["mae", "mae"]},
            "weighted_metrics": {"z": ["mae"], "b": [["mse", "mae"], []]},
        },
        {"sample_weight": WEIGHTS},
    ),
    "weights_nested": (lists_in_dict, {"loss": LOSSES}, {"sample_weight": {"z": WEIGHTS, "b": [2 * WEIGHTS, 1 / WEIGHTS]}}),
    "dict_in_list": (
        dict_in_list,
        {
            "loss": ["mse", {"c": "mae", "d": "mse"}],
            "loss_weights": [1.0, {"c": 0.5, "d": 2.0}],
            "metrics": [["mae"], {"c": ["mse"], "d": ["mae", "mse"]}],
        },
        {},
    ),
    "labels_of_some": (dict_in_list, {"loss": ["mse", {"d": "mae"}]}, {"y": [P, {"d": R}]}),
    "small_dict_in_list": (
        small_dict_in_list,
        {"loss": ["mse", {"c": "mae"}], "loss_weights": [1.0, {"c": 0.5}], "metrics": ["mae", "mse"]},
        {"y": [P, Q]},
    ),
    "deep": (
        deep,
        {"loss": {"u": {"v": "mse", "w": ("mae",)}, "x": ["mse"]}, "metrics": {"u": {"v": "mae", "w": (["mse"],)}, "x": [[]]}},
        {},
    ),
}


def as_graph(k, nest):
    x = k.Input((3,), dtype="float64")
    return k.Model(x, nest(*(k.layers.Dense(2, name=name, dtype="float64")(x) for name in "pqr")))


def as_class(k, nest):
    class Heads(k.Model):
        def __init__(self):
            super().__init__()
            self.p, self.q, self.r = (k.layers.Dense(2, dtype="float64") for _ in range(3))

        def call(self, x):
            return nest(self.p(x), self.q(x), self.r(x))

    return Heads()


KINDS = {"graph": as_graph, "class": as_class}


def train(k, kind, case):
    """The history of two epochs from weights made of sines."""
    nest, goals, data = CASES[case]
    model = KINDS[kind](k, nest)
    model(X)
    model.set_weights([np.sin(np.arange(np.size(w)) * 1.7 + i).reshape(w.shape) for i, w in enumerate(model.get_weights())])
    model.compile(optimizer=k.optimizers.SGD(0.125), **goals)
    data = {"y": nest(P, Q, R), **data}
    return model.fit(X, epochs=2, batch_size=4, shuffle=False, verbose=0, **data).history
