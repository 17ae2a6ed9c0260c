"""Not here: Keras' networks with pretrained weights. Whoever imports them is told what to do."""

from nn.absent import ABSENT

raise ImportError(f"Keras' applications is not here: {ABSENT['applications']}", name=__name__)
