"""A run of `fit`: epoch after epoch, callbacks told of each, and a validation after those that have one."""

from __future__ import annotations

import itertools
import warnings
from typing import Any

from autograd import printable
from nn.callbacks import Callback, CallbackList, History, TerminateOnNaN
from nn.modules.mode import calling
from nn.training import by_hand, hooks, resuming
from nn.training.batches import Stream, Whole
from nn.training.passes import Pass
from nn.training.progress import ProgressBar
from nn.training.shared import of_epoch
from nn.training.trainer import Trainer


class Run:
    """One `fit`: the data to learn from, those to validate on, and the callbacks that are told.

    with run:
        run.go(0, epochs)
    """

    def __init__(
        self, trainer: Trainer, data: Whole | Stream, watched: Whole | Stream | None, own: list[Any], params: dict[str, Any]
    ) -> None:
        self.trainer, self.model, self.data, self.watched, self.own = trainer, trainer.model, data, watched, own
        shown = any(getattr(each, "shows_progress", False) for each in own)
        self.bar, self.history = ProgressBar(0 if shown else params["verbose"]), History()
        self.params, self.logs = params, None
        told = sorted([*own, self.history, self.bar], key=lambda each: bool(getattr(each, "is_last", False)))
        self.model.stop_training, self.model.history = False, self.history
        self.listeners = CallbackList(told, model=self.model, params=params)
        self.changing = any(map(acts_on_batches, own))  # whether callbacks may change the layers' settings between batches
        self.acting = self.listeners.only(list(filter(acts_on_batches, told)))  # those told of batches
        self.at_first: list[Any] = []  # what the callbacks held when it began, where a backup is taken
        self.resumed: Any = None  # what a backup holds of an epoch that was broken off

    logs: dict[str, Any] | None
    shared: Any = None  # how the processes of a job share this run

    def __enter__(self) -> Run:
        self.trainer.run = self
        return self

    def __exit__(self, kind: Any, error: Any, trace: Any) -> bool:
        """Close the bar. A number that is not finite is printed and ends the run, if a TerminateOnNaN waits for it."""
        self.trainer.run = None
        self.bar.close()
        self.model.history = self.history  # that of this fit, though a callback may have trained too
        self.history.model = None  # or model and history would keep each other alive
        if not isinstance(error, FloatingPointError):
            return False
        if not any(isinstance(callback, TerminateOnNaN) and not callback.raise_error for callback in self.own):
            return False
        print(printable(f"fit: {error}"))
        self.model.stop_training = True
        return True

    def go(self, first: int, epochs: int) -> None:
        """All epochs from the first one on, or from where a backup was taken."""
        self.listeners.tell("on_train_begin")
        if self.shared is not None:
            self.shared.go_on(self)
        if self.resumed is not None:
            first = self.resumed[0]["epoch"]
        for epoch in range(first, epochs):
            if self.model.stop_training:
                break
            if self.data.is_spent():
                text = f"fit: the data ended in epoch {epoch} of {epochs}; give steps_per_epoch, or more batches"
                warnings.warn(text, stacklevel=4)
                break
            self.run_epoch(epoch)

    def run_epoch(self, epoch: int) -> None:
        """Learn from all batches once, validate, and tell the callbacks."""
        begun = 0 if self.resumed is None else self.resumed[0]["batch"]
        (self.listeners if not begun else self.listeners.only([self.bar])).tell("on_epoch_begin", epoch)
        self.logs = self.learn(epoch, begun)
        if self.shared is not None:
            self.logs = self.shared.bring_together(self.logs)
        if self.watched is not None and (epoch + 1) % self.params["validation_freq"] == 0:
            measured = measure(self.trainer, self.watched, self.listeners.only(self.own))
            self.logs.update({f"val_{name}": value for name, value in measured.items()})
        self.listeners.tell("on_epoch_end", epoch, self.logs)

    def learn(self, epoch: int, begun: int) -> dict[str, Any]:
        """Learn from the batches of an epoch that are not done already, and give the results."""
        trainer, model = self.trainer, self.model
        own = hooks.find_written(model, hooks.TRAINING_STEPS)
        network = None
        trainer.running = (0.0, 0)
        with Pass(trainer) as parts:
            batches = self.batches(begun)
            total, seen = trainer.running
            logs = trainer.results(total / seen, parts) if seen else model.get_metrics_result() if begun else {}
            for i, batch in batches:
                self.acting.tell("on_train_batch_begin", i)
                if own:
                    logs = by_hand.run(trainer, "train_step", batch)
                else:
                    parts = trainer.intake.parts()  # the first batch may have made the weights
                    if self.changing or i == begun:
                        network = trainer.watch(parts)
                    loss, _ = trainer.step(batch, f"batch {i + 1} of epoch {epoch + 1}", parts, network)
                    n = len(batch)
                    total, seen = trainer.running = (trainer.running[0] + loss * n, trainer.running[1] + n)
                    logs = trainer.results(total / seen, parts)
                self.acting.tell("on_train_batch_end", i, logs)
                if model.stop_training:
                    break
            return of_epoch(trainer, logs) if own else logs

    def batches(self, begun: int) -> Any:
        """The batches of an epoch with their numbers; those done before a backup was taken are passed over."""
        numbered = enumerate(self.data.epoch())
        if not begun:
            return numbered
        state, arrays = self.resumed
        self.resumed = None
        resuming.set_generators(self.model, resuming.decode(state["begun"], arrays))  # the order is drawn as it was
        for _ in itertools.islice(numbered, begun):
            pass
        resuming.set_generators(self.model, resuming.decode(state["generators"], arrays))
        resuming.put_back_metrics(self.trainer, state, arrays)
        return numbered


def measure(trainer: Trainer, data: Whole | Stream, listeners: CallbackList) -> dict[str, Any]:
    """The loss and metrics of all batches, by name."""
    own = hooks.find_written(trainer.model, hooks.TEST_STEPS)
    listeners.tell("on_test_begin")
    total, seen, results = 0.0, 0, {}
    with Pass(trainer):
        for i, batch in enumerate(data.epoch()):
            listeners.tell("on_test_batch_begin", i)
            if own:
                with calling(training=False):
                    results = by_hand.run(trainer, "test_step", batch)
            else:
                loss, _ = trainer.test(batch)
                total += loss * len(batch)
                seen += len(batch)
            if listeners.callbacks:
                listeners.tell(
                    "on_test_batch_end", i, results if own else trainer.results(total / seen, trainer.intake.parts())
                )
        results = of_epoch(trainer, results) if own else trainer.results(total / seen, trainer.intake.parts())
    listeners.tell("on_test_end", results)
    return results


def acts_on_batches(callback: Any) -> bool:
    """Whether a callback does something between the batches of a training."""
    events = ("on_train_batch_begin", "on_train_batch_end", "on_batch_begin", "on_batch_end")
    return any(getattr(getattr(callback, event), "__func__", None) is not getattr(Callback, event) for event in events)
