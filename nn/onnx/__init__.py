"""ONNX, the file format that most tools for networks read: `export` writes a model, `load` reads one back as a Module.

    model.export("model.onnx")
    again = nn.onnx.load("model.onnx")

An export runs the model twice, on two batch sizes, and writes the recorded operations; each row of the op table has one form
in `elementwise`, `moving` or `networks`. Files state opset 18. Both need the package onnx: `pip install onnx`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograd import load_later

if TYPE_CHECKING:
    from nn.onnx.exporting import export
    from nn.onnx.loading import OnnxModel, load
else:
    __getattr__, __dir__ = load_later(globals(), {".exporting": "export", ".loading": "OnnxModel load"})

__all__ = ["OnnxModel", "export", "load"]
