"""A model as a table: layers, shapes, parameter counts."""

from __future__ import annotations

from typing import Any

from nn.module import Module


def summary(model: Module) -> str:
    """One line per layer with its type, output shape and number of parameters, and the totals."""
    rows: list[tuple[str, str, str]] = [("Layer (type)", "Output shape", "Param #")]
    shape: Any = getattr(model, "_input_shape", None)
    for layer in list(model.children()) or [model]:
        shape = layer.compute_output_shape(shape) if shape is not None else None
        shown = "?" if shape is None else str(tuple(shape))
        count = f"{layer.count_params():,}" if layer.built else "not built"
        rows.append((f"{layer.name} ({type(layer).__name__})", shown, count))
    widths = [max(map(len, column)) for column in zip(*rows)]
    lines = [f"{a:<{widths[0]}}  {b:<{widths[1]}}  {c:>{widths[2]}}" for a, b, c in rows]
    rule = "─" * len(lines[0])
    trained = sum(p.size for p in model.parameters())
    total = model.count_params()
    kept = [
        f"Total params: {total:,}",
        f"Trainable params: {trained:,}",
        f"Non-trainable params: {total - trained:,}",
    ]
    return "\n".join([f'Model: "{model.name}"', rule, lines[0], rule, *lines[1:], rule, *kept])
