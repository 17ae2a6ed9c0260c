"""What the page of a playground is told: the network, its tape, the samples and the settings, as plain data."""

from __future__ import annotations

from typing import Any

from autograd import Tensor
from nn import Dense, activations
from nn.regularizers import L1L2
from viz.network.net import Net
from viz.player import play
from viz.player.payload import number
from viz.playground.record import Recording, choices, penalties
from viz.playground.samples import Samples, task
from viz.tape.survey import in_order


def payload(
    net: Net, recording: Recording, loss: str, train: Samples, test: Samples | None, settings: dict[str, Any]
) -> dict[str, Any]:
    """Everything that the page knows. The tape of one sample is there twice: as columns to train with, and as a player."""
    own = own_activation(net)
    return {
        "title": net.title,
        "sizes": net.sizes,
        "loss": loss,
        "recording": {
            "values": recording.values,
            "neurons": recording.neurons,
            "outputs": recording.outputs,
            "end": recording.end,
        },
        "weights": weights(net),
        "wires": wires(net),
        "entries": entries(net),
        "own": own,
        "activations": choices(),
        "penalties": penalties(),
        "train": rows(train),
        "test": test and rows(test),
        "task": task(net, train),
        "settings": {**settings, "activation": own},
        **open_page(recording),
    }


def own_activation(net: Net) -> str | None:
    """What the hidden layers apply, by name; None if there are none."""
    names = list(dict.fromkeys(activations.name_of(net.activation(i)) for i in range(len(net.layers) - 1)))
    return " and ".join(names) or None


def weights(net: Net) -> list[dict[str, Any]]:
    """Every weight and bias in the order of `net.weights()`: its number, its name and what it is."""
    found = []
    for layer, neurons in enumerate(net.layers):
        for i, neuron in enumerate(neurons):
            where = f"neuron {i} of layer {layer + 1}"
            for k, w in enumerate(neuron.w):
                source = f"x{k}" if layer == 0 else f"neuron {k} of layer {layer}"
                found.append(
                    {"value": number(w.item()), "kind": "weight", "short": f"w{k}", "name": f"w{k} of {where}, from {source}"}
                )
            found.append({"value": number(neuron.b.item()), "kind": "bias", "short": "b", "name": f"b of {where}, its bias"})
            for facts in found[-len(neuron.w) - 1 :]:
                facts |= {"spread": net.spreads[layer], "frozen": facts["kind"] == "bias" and id(neuron.b) in net.frozen}
    return found


def wires(net: Net) -> list[dict[str, Any]]:
    """Where each weight is drawn: from an input or neuron of the layer before to a neuron; a bias comes from nowhere."""
    found: list[dict[str, Any]] = []
    for layer, neurons in enumerate(net.layers):
        for to, neuron in enumerate(neurons):
            ways: list[int | None] = [*range(len(neuron.w))]
            ways += [] if id(neuron.b) in net.frozen else [None]
            place = sum(len(each.w) + 1 for row in net.layers[:layer] for each in row)
            place += to * (len(neuron.w) + 1)
            found += [{"place": place + k, "layer": layer, "to": to, "from": way} for k, way in enumerate(ways)]
    return found


def entries(net: Net) -> list[dict[str, Any]]:
    """The model's own arrays of weights, made of the places of single ones."""
    place = {id(t): i for i, t in enumerate(net.weights())}
    return [
        {"name": e.name, "shape": list(e.shape), "dtype": e.dtype, "parts": [place[id(t)] for t in e.parts]}
        for e in net.entries
    ]


def rows(samples: Samples) -> dict[str, Any]:
    return {"x": samples.x.tolist(), "y": samples.y.tolist(), "labels": samples.labels.tolist()}


def open_page(recording: Recording) -> dict[str, Any]:
    """The player's page of the recorded sample, with where its values stand in the recording, and rows of other activations."""
    order = in_order((recording.loss,))
    pieces = [play(f(Tensor(0.5))).data for name in choices() if (f := activations.get(name)) is not activations.linear]
    known = {name: row for piece in pieces for name, row in piece["rows"].items()}
    return {"player": {"html": play(recording.loss).html, "order": [recording.index[id(t)] for t in order]}, "rows": known}


def penalty_of(model: Any) -> tuple[str, float]:
    """The penalty that all Dense layers of a model have on their kernels, and its strength; nothing if they differ."""
    layers = [layer for layer in getattr(model, "layers", []) if isinstance(layer, Dense)]
    found = {
        (p.l1, p.l2) if isinstance(p := getattr(layer, "kernel_regularizer", None), L1L2) else (0.0, 0.0) for layer in layers
    }
    l1, l2 = found.pop() if len(found) == 1 else (0.0, 0.0)
    if bool(l1) == bool(l2):
        return "", 0.0
    return ("L1", l1) if l1 else ("L2", l2)
