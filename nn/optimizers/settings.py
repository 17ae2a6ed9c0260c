"""The keyword arguments that every optimizer takes, for editors and type checkers: a misspelt one is an error there."""

from __future__ import annotations

from typing import TypedDict


class Others(TypedDict, total=False):
    """The settings beside weight_decay, which AdamW has among its own; `Optimizer` says what each means."""

    clipnorm: float | None
    clipvalue: float | None
    global_clipnorm: float | None
    use_ema: bool
    ema_momentum: float
    ema_overwrite_frequency: int | None
    gradient_accumulation_steps: int | None
    loss_scale_factor: float | None
    name: str | None


class Settings(Others, total=False):
    """What `**settings` of an optimizer may hold."""

    weight_decay: float | None
