"""Models, under the path where Keras' programs look for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograd import load_later
from nn.aliases import find
from nn.models.model import Model
from nn.models.reading import model_from_json
from nn.models.recipes import clone_model
from nn.models.sequential import Sequential

if TYPE_CHECKING:
    from nn.saving.models import load_model, save_model
else:
    __getattr__, __dir__ = load_later(globals(), {"nn.saving.models": "load_model save_model"}, find)

Functional = Model  # as Keras' configurations call a Model of inputs and outputs

__all__ = ["Functional", "Model", "Sequential", "clone_model", "load_model", "model_from_json", "save_model"]
