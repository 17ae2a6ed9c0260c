"""playground: a network and its data as a page to train it in, step by step, with every weight to be moved."""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path
from typing import Any

from autograd import printable
from nn.files import write_whole
from viz.formats.still import show_page
from viz.network import Network
from viz.network.net import read
from viz.player.frame import THEMES, frame
from viz.playground.goal import goal, name_of
from viz.playground.page import page
from viz.playground.payload import payload, penalty_of
from viz.playground.record import Recording
from viz.playground.samples import split_samples

HEIGHT = 780  # pixels of the frame in a notebook
MOST_WEIGHTS = 1000  # more are too many for a step in every picture
REMEDY = "playground(model, x, y).save('playground.html')"


def playground(
    model: Any,
    x: Any,
    y: Any,
    *,
    test: Any = None,
    loss: Any = None,
    learning_rate: float = 0.1,
    batch_size: int | None = None,
    theme: str = "auto",
    height: int = HEIGHT,
    seed: int = 0,
) -> Playground:
    """Train a network in a page: circles and lines, the data with what the network answers, the loss, and every control.

    model: an MLP, a NeuronLayer, a Neuron, or a Sequential of Dense layers, of at most 1,000 weights; it is left as it is.
    x: (n, inputs), or (n,) for one input. y: (n,) or (n, outputs); classes by number, or one-hot, for a softmax.
    test: samples that are not trained with: a pair (x, y), a share of x and y such as 0.3, or None (default).
    loss: a name or function of nn.losses (default: the one the model was compiled with, else binary_crossentropy after a
    sigmoid, crossentropy after a softmax, and mean_squared_error). learning_rate: of gradient descent (default 0.1).
    batch_size: samples a step, None for all (default). theme: "auto" (default) follows the reader's, "light" or "dark".
    height: pixels of the frame in a notebook (default 780). seed: of the order of batches, of noise, of new weights and of the
    share to test with (default 0).
    The page computes with the rules of the op table on the tape of one sample: its weights are those that nn.SGD finds. A click
    on a sample opens its loss in the tape player; "weights for Python" hands the weights back, as code or a safetensors file.
    Raises TypeError or ValueError for a model, data or a loss that the page cannot show.

    >>> from nn import MLP, datasets
    >>> x, y = datasets.moons(100, seed=0)
    >>> playground(MLP(2, [4, 1], activation="tanh", seed=0), x, y)
    <Playground: mlp: 2 → 4 → 1, 17 weights, 100 samples>
    """
    _check(learning_rate, batch_size, theme, height, seed)
    net = read(model, "playground", MOST_WEIGHTS)
    train, tested = split_samples(x, y, test, net, seed)
    name, function = goal(net, name_of(net, model, loss), train)
    penalty, strength = penalty_of(model)
    settings = {
        "rate": float(learning_rate), "batch": batch_size or 0, "penalty": penalty, "strength": strength, "noise": 0.0,
        "seed": seed,
    }  # fmt: skip
    recording = Recording(net, function, train.y.shape[1])
    data = payload(net, recording, name, train, tested, settings)
    return Playground(data, theme, height, Network(net, train.x, "light"))


def _check(learning_rate: Any, batch_size: Any, theme: Any, height: Any, seed: Any) -> None:
    """ValueError for a setting that makes no sense."""
    if theme not in THEMES:
        raise ValueError(f"playground: theme={theme!r} is not one of {', '.join(map(repr, THEMES))}")
    if not isinstance(learning_rate, (int, float)) or not 0 < learning_rate < float("inf"):
        raise ValueError(f"playground: learning_rate must be a number above 0, got {learning_rate!r}")
    for name, value, low in (("batch_size", batch_size, 1), ("height", height, 300), ("seed", seed, 0)):
        if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < low):
            raise ValueError(f"playground: {name} must be a whole number from {low} on, got {value!r}")


class Playground:
    """A network to train in a page: shows itself in notebooks, in a frame of its own, and saves itself as one HTML page.

    Made by `playground`, from the `data` of the page, a `theme`, the `height` of the frame, and a `picture` for where no page
    can be shown. It keeps the numbers of the moment it was made, and no Tensor alive.

    >>> from nn import Neuron
    >>> playground(Neuron(1, "linear", seed=0), [0.0, 1.0], [1.0, 3.0]).html[:15]
    '<!DOCTYPE html>'
    """

    def __init__(self, data: dict[str, Any], theme: str, height: int, picture: Network) -> None:
        self.data = data
        self.theme = theme
        self.height = height
        self.picture = picture

    @cached_property
    def html(self) -> str:
        """The page, complete in itself."""
        return page(self.data, self.theme)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the page to `path`, which ends in .html; a file that is there stays whole if this fails.

        Raises ValueError for another suffix, OSError if the file cannot be written.
        """
        path = Path(path)
        if path.suffix.lower() not in (".html", ".htm"):
            raise ValueError(
                f"save: {path.name!r} does not end in .html, and a playground is a page: network(model) is a picture"
            )
        write_whole(path, self.html.encode(), "the page")
        return path

    def __str__(self) -> str:
        return printable(repr(self))

    def __repr__(self) -> str:
        return f"<Playground: {self.data['title']}, {len(self.data['train']['x']):,} samples>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """The page in a frame that may run its scripts and hand out a file, with a line of text. Never raises.

        Where TAPEGRAD_DISPLAY asks for PNG, the network as circles and lines instead.
        """
        return show_page(
            lambda: frame(self.html, repr(self), self.height, REMEDY, "allow-downloads"),
            lambda: self.picture,
            repr(self),
            include,
            exclude,
        )
