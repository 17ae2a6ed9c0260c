"""What PyTorch computes for the network, the losses and the optimizers of make.py, to be compared with Keras."""

from __future__ import annotations

import torch

torch.set_default_dtype(torch.float64)


def torch_forward(x, values, output):
    w1, b1, w2, b2 = values
    z = torch.tanh(torch.tensor(x) @ w1 + b1) @ w2 + b2
    return {"linear": z, "sigmoid": torch.sigmoid(z), "softmax": torch.softmax(z, -1)}[output], z


def torch_loss(x, weights, name, settings, output, y, sample_weight):
    """The same loss by PyTorch's own functions on the logits; None where it has no such loss."""
    values = [torch.tensor(w, requires_grad=True) for w in weights]
    out, z = torch_forward(x, values, output)
    smoothing = settings.get("label_smoothing", 0.0)
    functional = torch.nn.functional
    if name == "MeanSquaredError":
        each = ((out - torch.tensor(y)) ** 2).mean(-1)
    elif name == "MeanAbsoluteError":
        each = (out - torch.tensor(y)).abs().mean(-1)
    elif name == "BinaryCrossentropy":
        soft = torch.tensor(y) * (1 - smoothing) + smoothing / 2
        each = functional.binary_cross_entropy_with_logits(z, soft, reduction="none").mean(-1)
    elif output == "sigmoid":
        return None
    else:
        labels = torch.tensor(y)
        each = functional.cross_entropy(z, labels, reduction="none", label_smoothing=smoothing)
    if sample_weight is not None:
        each = each * torch.tensor(sample_weight)
    total = each.sum() if settings.get("reduction") == "sum" else each.mean()
    total.backward()
    return float(total.detach()), [v.grad.numpy() for v in values]


def torch_optimizer(name, settings, values):
    """PyTorch's optimizer of the same meaning; None where it has none."""
    rate = settings.get("learning_rate", {"SGD": 0.01}.get(name, 0.001))
    if name == "SGD" and not {"clipnorm", "clipvalue", "global_clipnorm", "weight_decay"} & set(settings):
        nesterov = settings.get("nesterov", False)
        return torch.optim.SGD(values, rate, momentum=settings.get("momentum", 0.0), nesterov=nesterov)
    if name == "Adam" and settings.get("epsilon") == 0.0:
        return torch.optim.Adam(values, rate, eps=0.0)
    return None
