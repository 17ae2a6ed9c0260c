"""viz: pictures of what the tape recorded, and plots of training.

    from viz import draw, play

    draw(loss)                      # in a notebook: the graph, with values, gradients and local derivatives
    draw(loss, names=locals())      # with the names that your variables have
    draw(loss).save("loss.svg")     # or .png, .dot
    play(loss)                      # the tape, to step through: forward, then the gradients flowing back

The plots need matplotlib, which is imported when the first one is drawn.
"""

try:
    from autograd import TABLE as _TABLE  # noqa: F401
except ImportError as error:
    raise ImportError(
        "viz draws tapegrad's tape, but the package called autograd that Python finds is another one: "
        "PyPI's `autograd` uses the same name. Run `pip uninstall autograd`, then "
        "`pip install --force-reinstall tapegrad`"
    ) from error

from viz.architecture import architecture
from viz.diff import diff
from viz.draw import draw
from viz.drawing import Drawing
from viz.failure import watch_failure
from viz.player import Player, play
from viz.plots import confusion_matrix, decision_boundary, digits, training_curves, weight_maps
from viz.render import RenderError

__all__ = [
    "Drawing", "Player", "RenderError", "architecture", "confusion_matrix", "decision_boundary", "diff", "digits", "draw",
    "play", "training_curves", "watch_failure", "weight_maps",
]  # fmt: skip
