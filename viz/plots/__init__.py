"""Plots of training and of what networks see, with matplotlib.

Each function draws into `ax` (a new one if None) and returns the Axes; nothing is shown or saved, so that plots
can be put side by side and finished by hand:

    figure, (left, right) = plt.subplots(1, 2)
    training_curves(history, ax=left)
    confusion_matrix(counts, ax=right)
"""

from viz.plots.activation_maps import activation_maps
from viz.plots.attention import attention, word_weights
from viz.plots.boundary import decision_boundary
from viz.plots.boxes import boxes
from viz.plots.confusion import confusion_matrix
from viz.plots.curves import training_curves
from viz.plots.digits import digits
from viz.plots.embeddings import embeddings
from viz.plots.histograms import Histograms, histograms
from viz.plots.landscape import loss_landscape
from viz.plots.live import LiveCurves
from viz.plots.neighbors import neighbors
from viz.plots.parse_tree import parse_tree
from viz.plots.reconstructions import reconstructions
from viz.plots.saliency import saliency
from viz.plots.weights import filters, weight_maps

__all__ = [
    "Histograms", "LiveCurves", "activation_maps", "attention", "boxes", "confusion_matrix", "decision_boundary", "digits",
    "embeddings", "filters", "histograms", "loss_landscape", "neighbors", "parse_tree", "reconstructions", "saliency",
    "training_curves", "weight_maps", "word_weights",
]  # fmt: skip
