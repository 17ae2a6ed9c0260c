"""Steps that a subclass of Model writes itself, as `hooks` describes: running them, and what they ask the Trainer for."""

from __future__ import annotations

from typing import Any

from autograd.nest import refill
from nn.training import hooks
from nn.training.outputs import Losses, by_output
from nn.training.samples import Samples


def may_do_without_labels(trainer: Any, step: str) -> bool:
    """Whether this step may do without labels and without `compile`'s loss, since it is written by hand."""
    return hooks.find_written(trainer.model, (step, "compute_loss")) is not None


STEPS = {"fit": "train_step", "train_on_batch": "train_step", "evaluate": "test_step", "test_on_batch": "test_step"}


def takes_anything(trainer: Any, owner: str) -> bool:
    """Whether batches go to a step written by hand, which may call the model on parts of them: on pairs of images, say."""
    return owner in STEPS and hooks.find_written(trainer.model, (STEPS[owner],)) is not None


def run(trainer: Any, step: str, batch: Samples) -> dict[str, Any]:
    """The results of a batch that a step written by hand gives."""
    model = trainer.model
    hooks.refuse_gradient_tape(model, step)
    data = hooks.pack(batch.x, nest_as_outputs(trainer, batch.y), nest_as_outputs(trainer, batch.weight))
    return hooks.plain(f"{type(model).__name__}.{step}", getattr(model, step)(data))


def train_step(trainer: Any, data: Any) -> dict[str, Any]:
    """What `Model.train_step` does: learn from one batch, x, (x, y) or (x, y, sample_weight)."""
    return report(trainer, trainer.step(take(trainer, "train_step", data), "this batch")[1])


def test_step(trainer: Any, data: Any) -> dict[str, Any]:
    """What `Model.test_step` does: measure one batch, x, (x, y) or (x, y, sample_weight)."""
    return report(trainer, trainer.test(take(trainer, "test_step", data))[1])


def take(trainer: Any, owner: str, data: Any) -> Samples:
    """The samples of what a step was given."""
    x, y, weight = hooks.unpack(data)
    return Samples(x, line_up(trainer, f"{owner}: y", y), line_up(trainer, f"{owner}: sample_weight", weight))


def report(trainer: Any, own: dict[str, Any] | None = None) -> dict[str, Any]:
    """The results that compute_metrics gave, if it is written by hand, else all metrics' results so far."""
    found: dict[str, Any] = trainer.model.get_metrics_result() if own is None else own
    return found


def nest_as_outputs(trainer: Any, parts: Any) -> Any:
    """Labels, or weights, as methods written by hand take them: of several outputs, nested as these are."""
    several = isinstance(trainer.loss, Losses) and isinstance(parts, list)
    return refill(trainer.loss.nest, parts) if several else parts


def line_up(trainer: Any, owner: str, parts: Any) -> Any:
    """Labels, or weights, of several outputs in their order; they may be nested as the outputs are."""
    several = isinstance(trainer.loss, Losses) and isinstance(parts, (list, tuple, dict))
    return by_output(owner, parts, trainer.loss.nest) if several else parts


def compute_loss(trainer: Any, x: Any, y: Any, y_pred: Any, sample_weight: Any) -> Any:
    """What `Model.compute_loss` does: the loss of predictions, with what the last call added."""
    y = line_up(trainer, "compute_loss: y", y)
    weight = line_up(trainer, "compute_loss: sample_weight", sample_weight)
    return trainer.total(y, y_pred, weight, hooks.mask_of(y_pred), trainer.model.losses)


def compute_metrics(trainer: Any, x: Any, y: Any, y_pred: Any, sample_weight: Any) -> dict[str, Any]:
    """What `Model.compute_metrics` does: update the metrics of `compile`, and give all results so far."""
    y = line_up(trainer, "compute_metrics: y", y)
    weight = line_up(trainer, "compute_metrics: sample_weight", sample_weight)
    trainer.goals.update(y, y_pred, weight, hooks.mask_of(y_pred))
    return report(trainer)


def metrics_result(trainer: Any) -> dict[str, Any]:
    """What `Model.get_metrics_result` does: what the model's `metrics` have measured so far, by name."""
    names = {id(metric): name for name, metric in trainer.goals.reported.items()}
    return hooks.results({names.get(id(metric), metric.name): metric for metric in trainer.model.metrics})
