"""Small networks that PyTorch exports to ONNX, with an input and what PyTorch makes of it.

Run with PyTorch (and onnx) at hand: python tests/nn/golden/make_onnx.py
"""

from pathlib import Path

import numpy as np
import torch
from torch import nn

FOLDER = Path(__file__).parent / "onnx"


class Last(nn.Module):
    """A recurrent network, and a Linear on its last step."""

    def __init__(self, kind, **settings):
        super().__init__()
        self.rnn = kind(3, 4, batch_first=True, **settings)
        self.head = nn.Linear(8 if settings.get("bidirectional") else 4, 2)

    def forward(self, x):
        return self.head(self.rnn(x)[0][:, -1])


def networks():
    lenet = nn.Sequential(
        nn.Conv2d(1, 3, 3, padding=1), nn.BatchNorm2d(3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(3, 4, 3, stride=2), nn.Tanh(),
        nn.AvgPool2d(2), nn.Flatten(), nn.Linear(4, 3), nn.Softmax(-1),
    )  # fmt: skip
    block = nn.TransformerEncoderLayer(8, 2, 16, batch_first=True, activation="gelu")
    yield "lenet", lenet, (2, 1, 12, 12)
    yield "lstm", Last(nn.LSTM, bidirectional=True), (2, 5, 3)
    yield "gru", Last(nn.GRU), (2, 5, 3)
    yield "transformer", nn.Sequential(block, nn.Linear(8, 2)), (2, 4, 8)


if __name__ == "__main__":
    torch.manual_seed(0)
    torch.backends.mha.set_fastpath_enabled(False)
    for name, network, shape in networks():
        for part in network.modules():
            if isinstance(part, nn.BatchNorm2d):
                nn.init.normal_(part.running_mean)
        network.eval()
        x = torch.randn(*shape)
        path = FOLDER / f"torch_{name}.onnx"
        batch = {"x": {0: "batch"}, "y": {0: "batch"}}
        torch.onnx.export(network, (x,), str(path), input_names=["x"], output_names=["y"], dynamic_axes=batch, dynamo=False)
        np.savez(path.with_suffix(".npz"), x=x.numpy(), y=network(x).detach().numpy())
