"""Makes optimizers.json: ten steps of Keras' optimizers on given gradients, and learning-rate schedules step by step.

    KERAS_BACKEND=tensorflow peers/bin/python tests/nn/golden/make_optimizers.py

The environment is that of make.py. Keras is the authority; PyTorch a second witness where its rule is the same, and the
source of the schedules that Keras lacks.
"""

from __future__ import annotations

import inspect
import json
from pathlib import Path

import keras
import numpy as np
import torch

keras.config.set_floatx("float64")
torch.set_default_dtype(torch.float64)

rng = np.random.default_rng(9)
STEPS, SAVED = 10, (1, 2, 4, 9, 10)
START = [rng.standard_normal((3, 2)), rng.standard_normal(2)]
GRADIENTS = [[rng.standard_normal((3, 2)), rng.standard_normal(2)] for _ in range(STEPS)]

CASES = [
    ("SGD", {"learning_rate": 0.1, "use_ema": True, "ema_momentum": 0.9}),
    ("SGD", {"learning_rate": 0.1, "use_ema": True, "ema_momentum": 0.8, "ema_overwrite_frequency": 3}),
    ("SGD", {"learning_rate": 0.1, "momentum": 0.9, "gradient_accumulation_steps": 3}),
    ("SGD", {"learning_rate": 0.1, "gradient_accumulation_steps": 2, "clipnorm": 0.3, "weight_decay": 0.1}),
    ("SGD", {"learning_rate": 0.1, "gradient_accumulation_steps": 2, "use_ema": True, "ema_momentum": 0.7,
             "ema_overwrite_frequency": 2}),
    ("Adam", {"learning_rate": 0.05, "amsgrad": True}),
    ("Adam", {"learning_rate": 0.05, "amsgrad": True, "beta_2": 0.5, "epsilon": 0.0}),
    ("Adam", {"learning_rate": 0.05, "gradient_accumulation_steps": 4, "global_clipnorm": 0.5}),
    ("Adam", {"learning_rate": 0.05, "use_ema": True, "weight_decay": 0.05}),
    ("AdamW", {"learning_rate": 0.05, "weight_decay": 0.1, "amsgrad": True}),
    ("RMSprop", {"learning_rate": 0.05, "centered": True}),
    ("RMSprop", {"learning_rate": 0.05, "centered": True, "momentum": 0.8, "rho": 0.7, "epsilon": 1e-4}),
    ("RMSprop", {"learning_rate": 0.05, "clipvalue": 0.5, "gradient_accumulation_steps": 5}),
    ("Adagrad", {}),
    ("Adagrad", {"learning_rate": 0.1, "initial_accumulator_value": 0.5, "epsilon": 1e-3}),
    ("Adagrad", {"learning_rate": 0.1, "initial_accumulator_value": 0.0, "epsilon": 0.0}),
    ("Adagrad", {"learning_rate": 0.1, "weight_decay": 0.2, "clipvalue": 0.7}),
    ("Adadelta", {}),
    ("Adadelta", {"learning_rate": 1.0, "rho": 0.8, "epsilon": 1e-4}),
    ("Adadelta", {"learning_rate": 1.0, "weight_decay": 0.1}),
    ("Adamax", {}),
    ("Adamax", {"learning_rate": 0.05, "beta_1": 0.8, "beta_2": 0.9, "epsilon": 1e-3}),
    ("Adamax", {"learning_rate": 0.05, "epsilon": 0.0, "gradient_accumulation_steps": 2}),
    ("Nadam", {}),
    ("Nadam", {"learning_rate": 0.05, "beta_1": 0.8, "beta_2": 0.9, "epsilon": 1e-3}),
    ("Nadam", {"learning_rate": 0.05, "gradient_accumulation_steps": 2, "weight_decay": 0.1}),
    ("Lion", {}),
    ("Lion", {"learning_rate": 0.03, "beta_1": 0.6, "beta_2": 0.8}),
    ("Lion", {"learning_rate": 0.03, "weight_decay": 0.3}),
    ("Adafactor", {}),
    ("Adafactor", {"learning_rate": 0.5, "clip_threshold": 0.5, "epsilon_2": 0.01, "beta_2_decay": -0.6, "weight_decay": 0.1}),
    ("Adafactor", {"learning_rate": 0.3, "relative_step": False}),
    ("Ftrl", {}),
    ("Ftrl", {"learning_rate": 0.2, "l1_regularization_strength": 0.3, "l2_regularization_strength": 0.1, "beta": 0.2,
              "l2_shrinkage_regularization_strength": 0.05, "learning_rate_power": -0.7}),
    ("Lamb", {}),
    ("Lamb", {"learning_rate": 0.1, "beta_1": 0.8, "beta_2": 0.9, "epsilon": 1e-3, "weight_decay": 0.1}),
    ("Muon", {"learning_rate": 0.1}),
    ("Muon", {"learning_rate": 0.1, "nesterov": False, "rms_rate": None, "ns_steps": 3, "weight_decay": 0.2,
              "adam_weight_decay": 0.1, "adam_lr_ratio": 0.5, "momentum": 0.8}),
    ("SGD", {"learning_rate": ("ExponentialDecay", {"initial_learning_rate": 0.2, "decay_steps": 3, "decay_rate": 0.5})}),
    ("Adam", {"learning_rate": ("CosineDecay", {"initial_learning_rate": 0.0, "decay_steps": 6, "warmup_target": 0.1,
              "warmup_steps": 3}), "weight_decay": 0.1}),
    ("Nadam", {"learning_rate": ("PiecewiseConstantDecay", {"boundaries": [2, 5], "values": [0.1, 0.05, 0.01]})}),
    ("SGD", {"learning_rate": ("PolynomialDecay", {"initial_learning_rate": 0.2, "decay_steps": 6}), "momentum": 0.5,
             "gradient_accumulation_steps": 2}),
]  # fmt: skip

SCHEDULES = [
    ("ExponentialDecay", {"initial_learning_rate": 0.1, "decay_steps": 7, "decay_rate": 0.9}),
    ("ExponentialDecay", {"initial_learning_rate": 0.1, "decay_steps": 7, "decay_rate": 0.9, "staircase": True}),
    ("InverseTimeDecay", {"initial_learning_rate": 0.1, "decay_steps": 5, "decay_rate": 0.5}),
    ("InverseTimeDecay", {"initial_learning_rate": 0.1, "decay_steps": 5, "decay_rate": 0.5, "staircase": True}),
    ("PolynomialDecay", {"initial_learning_rate": 0.1, "decay_steps": 20}),
    ("PolynomialDecay", {"initial_learning_rate": 0.1, "decay_steps": 15, "end_learning_rate": 0.02, "power": 2.0}),
    ("PolynomialDecay", {"initial_learning_rate": 0.1, "decay_steps": 9, "power": 0.5, "cycle": True}),
    ("PiecewiseConstantDecay", {"boundaries": [3, 10, 30], "values": [1.0, 0.5, 0.2, 0.1]}),
    ("CosineDecay", {"initial_learning_rate": 0.1, "decay_steps": 30}),
    ("CosineDecay", {"initial_learning_rate": 0.1, "decay_steps": 30, "alpha": 0.1}),
    ("CosineDecay", {"initial_learning_rate": 0.01, "decay_steps": 25, "alpha": 0.2, "warmup_target": 0.1, "warmup_steps": 8}),
    ("CosineDecayRestarts", {"initial_learning_rate": 0.1, "first_decay_steps": 7}),
    ("CosineDecayRestarts", {"initial_learning_rate": 0.1, "first_decay_steps": 9, "t_mul": 1.0, "m_mul": 0.7}),
    ("CosineDecayRestarts", {"initial_learning_rate": 0.1, "first_decay_steps": 7, "t_mul": 1.4, "m_mul": 0.8, "alpha": 0.05}),
    ("StepDecay", {"initial_learning_rate": 0.1, "step_size": 6, "gamma": 0.3}),
    ("OneCycle", {"max_learning_rate": 0.1, "total_steps": 50}),
    ("OneCycle", {"max_learning_rate": 0.1, "total_steps": 50, "pct_start": 0.25, "anneal_strategy": "linear",
                  "div_factor": 10.0, "final_div_factor": 100.0}),
    ("OneCycle", {"max_learning_rate": 0.1, "total_steps": 50, "pct_start": 0.4, "three_phase": True}),
]  # fmt: skip
N = 50


def doubles(x):
    """Python's floats as NumPy doubles, for Keras casts floats to single precision."""
    if isinstance(x, dict):
        return {key: doubles(value) for key, value in x.items()}
    return [doubles(v) for v in x] if isinstance(x, list) else np.float64(x) if type(x) is float else x


def with_defaults(make, settings):
    defaults = {key: p.default for key, p in inspect.signature(make).parameters.items() if type(p.default) is float}
    return make(**doubles({**defaults, **settings}))


def keras_optimizer(name, settings):
    rate = settings.get("learning_rate")
    if isinstance(rate, tuple):
        kind, given = rate
        settings = {**settings, "learning_rate": with_defaults(getattr(keras.optimizers.schedules, kind), given)}
    return with_defaults(getattr(keras.optimizers, name), settings)


def torch_optimizer(name, s, values):
    """PyTorch's optimizer of the same meaning; None where it has none."""
    if name == "Nadam":
        more = {"momentum_decay": 1.0, "weight_decay": s.get("weight_decay", 0.0), "decoupled_weight_decay": True}
        betas = s.get("beta_1", 0.9), s.get("beta_2", 0.999)
        return torch.optim.NAdam(values, 0.001, betas, s.get("epsilon", 1e-7), **more)
    if {"weight_decay", "clipvalue", "use_ema", "gradient_accumulation_steps", "global_clipnorm", "clipnorm"} & set(s):
        return None
    if name == "Adadelta":
        return torch.optim.Adadelta(values, s.get("learning_rate", 0.001), s.get("rho", 0.95), s.get("epsilon", 1e-7))
    if s.get("epsilon") != 0.0:
        return None
    if name == "Adagrad":
        return torch.optim.Adagrad(
            values, s["learning_rate"], initial_accumulator_value=s["initial_accumulator_value"], eps=0.0
        )
    return torch.optim.Adam(values, s["learning_rate"], (0.9, s["beta_2"]), 0.0, amsgrad=True) if name == "Adam" else None


def flat(arrays):
    return np.concatenate([np.ravel(a) for a in arrays])


def optimizer_case(name, settings):
    variables = [keras.Variable(w) for w in START]
    optimizer = keras_optimizer(name, settings)
    values = [torch.tensor(w, requires_grad=True) for w in START]
    peer = torch_optimizer(name, settings, values)
    after, each = {}, settings.get("gradient_accumulation_steps", 1)
    for step, gradients in enumerate(GRADIENTS, 1):
        rate = float(optimizer.learning_rate)
        optimizer.apply([keras.ops.convert_to_tensor(g) for g in gradients], variables)
        if peer is not None and step % each == 0:
            for value, *several in zip(values, *GRADIENTS[step - each : step], strict=True):
                value.grad = torch.tensor(np.mean(several, axis=0))
            peer.param_groups[0]["lr"] = rate
            peer.step()
        ours = flat([v.numpy() for v in variables])
        if peer is not None:
            theirs = flat([v.detach().numpy() for v in values])
            rounded = name == "Nadam"  # Keras rounds a constant of it to single precision
            np.testing.assert_allclose(ours, theirs, rtol=1e-5 if rounded else 1e-10, err_msg=f"{name} {settings}")
            ours = theirs if rounded else ours
        if step in SAVED:
            after[step] = ours.tolist()
    case = {"optimizer": name, "settings": settings, "after": after}
    if settings.get("use_ema"):
        optimizer.finalize_variable_values(variables)
        case["finally"] = flat([v.numpy() for v in variables]).tolist()
    return case


def torch_schedule(name, s):
    parameter = torch.zeros(1, requires_grad=True)
    if name == "OneCycle":
        optimizer = torch.optim.SGD([parameter], s["max_learning_rate"], momentum=0.9)
        renamed = {"max_lr" if key == "max_learning_rate" else key: value for key, value in s.items()}
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, **renamed)
    else:
        optimizer = torch.optim.SGD([parameter], s["initial_learning_rate"])
        schedule = torch.optim.lr_scheduler.StepLR(optimizer, s["step_size"], s["gamma"])
    rates = []
    for step in range(N):
        rates.append(float(schedule.get_last_lr()[0]))
        optimizer.step()
        if step < N - 1:
            schedule.step()
    return rates


def schedule_case(name, settings):
    if hasattr(keras.optimizers.schedules, name):
        schedule = with_defaults(getattr(keras.optimizers.schedules, name), settings)
        rates = [float(schedule(step)) for step in range(N)]
    else:
        rates = torch_schedule(name, settings)
    return {"schedule": name, "settings": settings, "rates": rates}


LBFGS = [
    {"max_iter": 4},
    {"learning_rate": 0.5, "max_iter": 6},
    {"learning_rate": 0.1, "max_iter": 8, "history_size": 2},
    {"learning_rate": 0.2, "max_iter": 10, "max_eval": 3, "history_size": 1},
    {"max_iter": 30, "tolerance_grad": 1e-3},
]
A = rng.standard_normal((8, 8))


def lbfgs_case(settings):
    """Three steps on a convex function that is no parabola: ½|A w|² + Σ log cosh w − b w."""
    a, b = torch.tensor(A), torch.linspace(-1.0, 1.0, 8)
    w = torch.tensor(np.concatenate([w.ravel() for w in START]), requires_grad=True)
    given = {"lr" if key == "learning_rate" else key: value for key, value in settings.items()}
    optimizer = torch.optim.LBFGS([w], **given)

    def closure():
        optimizer.zero_grad()
        loss = 0.5 * ((a @ w) ** 2).sum() + torch.log(torch.cosh(w)).sum() - (b * w).sum()
        loss.backward()
        return loss

    after, losses = [], []
    for _ in range(3):
        losses.append(float(optimizer.step(closure).detach()))
        after.append(w.detach().numpy().tolist())
    return {"settings": settings, "losses": losses, "after": after}


if __name__ == "__main__":
    golden = {
        "made_with": {"keras": keras.__version__, "torch": torch.__version__.partition("+")[0]},
        "start": [w.tolist() for w in START],
        "gradients": [[g.tolist() for g in gradients] for gradients in GRADIENTS],
        "optimizers": [optimizer_case(name, settings) for name, settings in CASES],
        "matrix": A.tolist(),
        "lbfgs": [lbfgs_case(settings) for settings in LBFGS],
        "schedules": [schedule_case(name, settings) for name, settings in SCHEDULES],
    }
    path = Path(__file__).with_name("optimizers.json")
    path.write_text(json.dumps(golden, separators=(",", ":")) + "\n")
    print(f"{path.name}: {path.stat().st_size:,} bytes")
