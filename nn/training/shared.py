"""Shared: what of a `fit` is done together by the processes of a job, if there is one, and what by the first alone."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any

from nn.distribution import DataParallel
from nn.distribution.data_parallel import Shares


class Shared:
    """A `fit` on one process or several; without a distribution all is as ever.

    callbacks: those that this process calls. params: what they are told, of which other processes than the first show nothing.
    """

    def __init__(self, trainer: Any, distribution: DataParallel | None, callbacks: list[Any], params: dict[str, Any]) -> None:
        self.trainer, self.distribution, self.callbacks = trainer, distribution, callbacks
        if distribution is None:
            return
        if any(callback.holds_one_process for callback in callbacks):
            raise ValueError("fit: BackupAndRestore holds the state of one process: on several, use ModelCheckpoint")
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

    def bring_together(self, logs: dict[str, Any], seen: int) -> dict[str, Any]:
        """The results of an epoch, over all processes."""
        return logs if self.distribution is None else self.distribution.bring_together(self.trainer.model, logs, seen)
