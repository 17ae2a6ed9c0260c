"""Steps that a subclass of Model writes itself, as `hooks` describes: running them, and what they ask the Trainer for."""

from __future__ import annotations

from typing import Any

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
    return hooks.plain(f"{type(model).__name__}.{step}", getattr(model, step)(hooks.pack(batch.x, batch.y, batch.weight)))


def train_step(trainer: Any, data: Any) -> dict[str, Any]:
    """What `Model.train_step` does: learn from one batch, x, (x, y) or (x, y, sample_weight)."""
    return report(trainer, trainer.step(Samples(*hooks.unpack(data)), "this batch")[1])


def test_step(trainer: Any, data: Any) -> dict[str, Any]:
    """What `Model.test_step` does: measure one batch, x, (x, y) or (x, y, sample_weight)."""
    return report(trainer, trainer.test(Samples(*hooks.unpack(data)))[1])


def report(trainer: Any, own: dict[str, Any] | None = None) -> dict[str, Any]:
    """The results that compute_metrics gave, if it is written by hand, else all metrics' results so far."""
    found: dict[str, Any] = trainer.model.get_metrics_result() if own is None else own
    return found


def line_up(trainer: Any, owner: str, y: Any) -> Any:
    """The labels of several outputs in their order; y may be nested as the outputs are."""
    several = isinstance(trainer.loss, Losses) and isinstance(y, (list, tuple, dict))
    return by_output(f"{owner}: y", y, trainer.loss.nest) if several else y


def compute_loss(trainer: Any, x: Any, y: Any, y_pred: Any, sample_weight: Any) -> Any:
    """What `Model.compute_loss` does: the loss of predictions, with what the last call added."""
    y = line_up(trainer, "compute_loss", y)
    return trainer.total(y, y_pred, sample_weight, hooks.mask_of(y_pred), trainer.model.losses)


def compute_metrics(trainer: Any, x: Any, y: Any, y_pred: Any, sample_weight: Any) -> dict[str, Any]:
    """What `Model.compute_metrics` does: update the metrics of `compile`, and give all results so far."""
    trainer.goals.update(line_up(trainer, "compute_metrics", y), y_pred, sample_weight, hooks.mask_of(y_pred))
    return report(trainer)


def metrics_result(trainer: Any) -> dict[str, Any]:
    """What `Model.get_metrics_result` does: what the model's `metrics` have measured so far, by name."""
    names = {id(metric): name for name, metric in trainer.goals.reported.items()}
    return hooks.results({names.get(id(metric), metric.name): metric for metric in trainer.model.metrics})
