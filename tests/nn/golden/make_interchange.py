"""Makes interchange/*.safetensors, which PyTorch wrote, and interchange.json: what PyTorch computes with them.

Run as make.py says, in an environment with PyTorch, safetensors and this project's checkout on the path:

    PYTHONPATH=.:tests/nn peers/bin/python tests/nn/golden/make_interchange.py

It also writes each model's weights with this project's `save_torch`, and checks that PyTorch loads them and answers the same.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import numpy as np
import safetensors.torch
import torch
from interchange_models import NAMES, create
from torch import nn as modules

from nn import load_torch, save_torch

FOLDER = Path(__file__).with_name("interchange")


class Recurrent(modules.Module):
    """A recurrent module that gives its outputs alone."""

    def __init__(self, rnn):
        super().__init__()
        self.rnn = rnn

    def forward(self, x):
        return self.rnn(x)[0]


class Attention(modules.Module):
    def __init__(self):
        super().__init__()
        self.attention = modules.MultiheadAttention(6, 2, batch_first=True)
        self.norm = modules.LayerNorm(6, eps=1e-3)

    def forward(self, x):
        return self.norm(self.attention(x, x, x, need_weights=False)[0])


class LeNet(modules.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = modules.Conv2d(2, 3, 3), modules.Conv2d(3, 4, 3, padding=1)
        self.fc1, self.fc2 = modules.Linear(4 * 2 * 3, 5), modules.Linear(5, 2)

    def forward(self, x):  # (n, 2, 6, 8)
        x = torch.max_pool2d(torch.relu(self.conv1(x)), 2)
        x = torch.relu(self.conv2(x))
        return self.fc2(torch.tanh(self.fc1(x.flatten(1))))


def images(x):
    """Channels last to first and back; others stay."""
    return np.moveaxis(x, -1, 1)


TORCH = {
    "mlp": lambda: modules.Sequential(
        modules.Linear(4, 3), modules.Tanh(), modules.Linear(3, 3), modules.ReLU(), modules.Linear(3, 2, bias=False)
    ),
    "lenet": LeNet,
    "convolutions": lambda: modules.Sequential(
        modules.Conv1d(4, 4, 3, groups=2),
        modules.Conv1d(4, 8, 2, groups=4),
        modules.ConvTranspose1d(8, 3, 3, stride=2),
        modules.GroupNorm(3, 3, eps=1e-3),
    ),
    "images": lambda: modules.Sequential(
        modules.ConvTranspose2d(2, 3, (2, 3)),
        modules.BatchNorm2d(3, eps=1e-3),
        modules.Conv2d(3, 6, (3, 2), groups=3),
        modules.BatchNorm2d(6, eps=1e-3),
    ),
    "lstm": lambda: Recurrent(modules.LSTM(3, 4, num_layers=2, batch_first=True)),
    "gru": lambda: Recurrent(modules.GRU(3, 4, batch_first=True, bidirectional=True)),
    "rnn": lambda: Recurrent(modules.RNN(3, 4, batch_first=True)),
    "attention": Attention,
    "embedding": lambda: modules.Sequential(modules.Embedding(7, 4), modules.RMSNorm(4, eps=1e-6), modules.Linear(4, 2)),
}
CHANNELS_FIRST = {"lenet", "convolutions", "images"}


def answers(net, name, x):
    given = torch.tensor(np.ascontiguousarray(images(x) if name in CHANNELS_FIRST else x))
    with torch.no_grad():
        y = net(given).numpy()
    return np.moveaxis(y, 1, -1) if name in {"convolutions", "images"} else y


def randomize(net, rng):
    """Every weight and statistic drawn anew, so that none is 0 or 1."""
    with torch.no_grad():
        for key, value in net.state_dict().items():
            if value.is_floating_point():
                new = rng.uniform(0.5, 1.5, value.shape) if "running_var" in key else rng.standard_normal(value.shape) * 0.5
                value.copy_(torch.tensor(new))
    return net.eval()


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    golden = {"made_with": {"torch": torch.__version__.partition("+")[0], "numpy": np.__version__}}
    for seed, (name, make) in enumerate(TORCH.items()):
        rng = np.random.default_rng(seed)
        net, ours = randomize(make().double(), rng), create(name)
        shape = (2, *ours.inputs[0].shape[1:])
        x = rng.integers(0, 7, shape) if name == "embedding" else rng.standard_normal(shape)
        y = answers(net, name, x)
        safetensors.torch.save_file(net.state_dict(), FOLDER / f"{name}.safetensors")
        golden[name] = {"x": x.tolist(), "y": y.tolist(), "order": list(net.state_dict())}
        load_torch(ours, net.state_dict())
        np.testing.assert_allclose(ours.predict(x), y, rtol=1e-10, atol=1e-12, err_msg=name)
        with tempfile.TemporaryDirectory() as folder:
            fresh, back = create(name), make().double().eval()
            fresh.set_weights([rng.uniform(0.5, 1.5, w.shape) for w in fresh.get_weights()])
            save_torch(fresh, Path(folder) / "ours.safetensors", names=NAMES[name])
            back.load_state_dict(safetensors.torch.load_file(Path(folder) / "ours.safetensors"))
            np.testing.assert_allclose(answers(back, name, x), fresh.predict(x), rtol=1e-10, atol=1e-12, err_msg=name)
        print(f"{name}: PyTorch's weights answer alike here, and ours there")
    (FOLDER / "interchange.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
