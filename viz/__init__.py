"""viz: pictures of what the tape recorded, and plots of training.

    from viz import architecture, diff, draw, play, watch_failure

    draw(loss)                      # in a notebook: the graph, with values, gradients and local derivatives
    draw(loss, names=locals())      # with the names that your variables have
    draw(loss, detail="tensor")     # single numbers that are computed alike as arrays; "module": a box for each module
    draw(loss).save("loss.svg")     # or .png, .pdf, .dot, .mmd (Mermaid), .tex (TikZ)
    draw(grad(f)(x))                # the backward pass itself
    diff(before, after)             # two computations side by side, with what changed
    architecture(model)             # layers, shapes, parameter counts; summary(model): the same as a table
    with watch_failure() as failed:  # what raised: failed.draw() shows the graph up to there
        ...
    play(loss)                      # the tape, to step through: forward, then the gradients flowing back
    playground(model, x, y)         # circles and lines to train, with every control; network(model): a still picture

The plots need matplotlib, which is imported when the first one is drawn.
"""

try:
    from autograd import TABLE as _TABLE  # noqa: F401
except ImportError as error:
    raise ImportError(
        "viz draws tapegrad's tape, but the package called autograd that Python finds is another one: "
        "PyPI's `autograd` uses the same name. Run `pip uninstall autograd`, then "
        "install tapegrad again from where you have it: in its folder, `pip install -e .`"
    ) from error

from typing import TYPE_CHECKING as _TYPE_CHECKING

from autograd import __version__
from autograd import load_later as _load_later
from viz.architecture import architecture
from viz.diff import diff
from viz.draw import draw
from viz.formats.drawing import Drawing
from viz.network import Network, network
from viz.summary import summary

if _TYPE_CHECKING:
    from viz.failure import watch_failure
    from viz.formats.graphviz import RenderError
    from viz.player import Player, play
    from viz.playground import Playground, playground
    from viz.plots import (  # fmt: skip
        Histograms,
        LiveCurves,
        activation_maps,
        confusion_matrix,
        decision_boundary,
        digits,
        embeddings,
        filters,
        histograms,
        loss_landscape,
        saliency,
        training_curves,
        weight_maps,
    )
else:
    __getattr__, __dir__ = _load_later(globals(), {
        ".failure": "watch_failure", ".formats.graphviz": "RenderError", ".player": "Player play",
        ".playground": "Playground playground",
        ".plots": "Histograms LiveCurves activation_maps confusion_matrix decision_boundary digits embeddings filters "
        "histograms loss_landscape saliency training_curves weight_maps",
    })  # fmt: skip

__all__ = [
    "Drawing", "Histograms", "LiveCurves", "Network", "Player", "Playground", "RenderError", "__version__",
    "activation_maps", "architecture", "confusion_matrix",
    "decision_boundary", "diff", "digits", "draw", "embeddings", "filters", "histograms", "loss_landscape", "network",
    "play", "playground", "saliency",
    "summary", "training_curves", "watch_failure", "weight_maps",
]  # fmt: skip
