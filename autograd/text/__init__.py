"""Formulas, tables and descriptions as plain text, for `help`, for terminals and for hovering."""

from typing import TYPE_CHECKING

from autograd.later import load_later

if TYPE_CHECKING:
    from autograd.text import description
else:
    __getattr__, __dir__ = load_later(globals(), {".description": ""})

__all__ = ["description"]
