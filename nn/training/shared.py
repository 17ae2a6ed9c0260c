"""Shared: what the processes of a job do together in a `fit`, and what the first of them does alone."""

from __future__ import annotations

import copy
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from nn.distribution import DataParallel
from nn.distribution.data_parallel import Shares
from nn.metrics.variable import counts
from nn.training import hooks


class Shared:
    """A `fit` on one process or several; without a distribution there is one.

    callbacks: those that this process calls. params: what they are told, of which other processes than the first show nothing.
    """

    def __init__(self, trainer: Any, distribution: DataParallel | None, callbacks: list[Any], params: dict[str, Any]) -> None:
        self.trainer, self.distribution, self.callbacks = trainer, distribution, callbacks
        if distribution is None:
            return
        if any(callback.holds_one_process for callback in callbacks):
            raise ValueError(
                "fit: in the middle of an epoch BackupAndRestore holds the counts of one process: on several, save_freq='epoch'"
            )
        if distribution.rank:
            params["verbose"] = 0
            self.callbacks = [callback for callback in callbacks if not callback.writes_files]

    def __enter__(self) -> Shared:
        if self.distribution is not None:
            self.distribution.begin(self.trainer.model, self.trainer.optimizer)
        return self

    def __exit__(self, *_: Any) -> None:
        if self.distribution is not None:
            self.distribution.end(self.trainer.optimizer)

    def take(self, data: Any) -> Any:
        """This process' share of the data."""
        return data if self.distribution is None else Shares(self.distribution, data)

    def guard(self) -> AbstractContextManager[None]:
        """Around the training: a process that fails ends the job."""
        return nullcontext() if self.distribution is None else self.distribution.guard()

    def go_on(self, run: Any) -> None:
        """If the first process found a backup, let all processes go on from it."""
        if self.distribution is None:
            return
        found = self.distribution.hand_out(run.resumed)
        if found is not None and self.distribution.rank:
            self.trainer.model.resume(*found)

    def bring_together(self, logs: dict[str, Any]) -> dict[str, Any]:
        """The results of an epoch, over the samples of all processes."""
        if self.distribution is None:
            return logs
        trainer, gather = self.trainer, self.distribution.gather
        parts = trainer.intake.parts()
        kept = counts(trainer.measuring(parts))
        others = gather([state for _, state in kept])
        for (metric, _), states in zip(kept, zip(*others)):
            metric.merge_state([copy_with(metric, state) for state in states])
        totals, seen = zip(*gather(trainer.running))
        trainer.running = sum(totals), sum(seen)
        self.distribution.average(trainer.model.non_trainable_weights)
        if not hooks.find_written(trainer.model, hooks.TRAINING_STEPS):
            found: dict[str, Any] = trainer.results(sum(totals) / sum(seen), parts) if any(seen) else logs
            return found
        reports = gather({name: float(value) for name, value in logs.items()})
        means = {name: sum(each[name] for each in reports) / len(reports) for name in logs}
        return of_epoch(trainer, means)


def copy_with(metric: Any, state: dict[str, Any]) -> Any:
    """A copy of the metric with these attributes."""
    other = copy.copy(metric)
    vars(other).update(state)
    return other


def of_epoch(trainer: Any, logs: dict[str, Any]) -> dict[str, Any]:
    """What is reported of an epoch of steps written by hand: their metrics, if they report these, or the last step."""
    measured = trainer.model.get_metrics_result()
    all_updated = all(getattr(metric, "count", True) for metric in trainer.model.metrics)
    return hooks.plain("metrics", measured) if all_updated and measured.keys() == logs.keys() else dict(logs)
