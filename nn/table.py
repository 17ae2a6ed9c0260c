"""A model as a table: layers, shapes, parameter counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nn.module import Module


def summary(model: Module) -> str:
    """One line per layer with its type, output shape and number of parameters, and the totals."""
    shape: Any = getattr(model, "_input_shape", None)
    rows = [("Layer (type)", "Output shape", "Param #")]
    for layer in list(model.children()) or [model]:
        shape = layer.compute_output_shape(shape) if shape is not None else None
        count = f"{layer.count_params():,}" if layer.built else "not built"
        rows.append((f"{layer.name} ({type(layer).__name__})", "?" if shape is None else str(tuple(shape)), count))
    widths = [max(map(len, column)) for column in zip(*rows)]
    lines = [f"{a:<{widths[0]}}  {b:<{widths[1]}}  {c:>{widths[2]}}" for a, b, c in rows]
    rule = "─" * len(lines[0])
    total, trained = model.count_params(), sum(p.size for p in model.parameters())
    totals = [("Total", total), ("Trainable", trained), ("Non-trainable", total - trained)]
    counts = [f"{name} params: {count:,}" for name, count in totals]
    return "\n".join([f'Model: "{model.name}"', rule, lines[0], rule, *lines[1:], rule, *counts])
