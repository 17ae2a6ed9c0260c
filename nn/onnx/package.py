"""The package onnx, which is there only where it was installed."""

from __future__ import annotations

from typing import Any

OPSET = 18  # of the operators that an export uses
IR_VERSION = 8  # of the file; what came with that opset, so that tools of 2022 read it


def require_onnx(owner: str) -> Any:
    """The package onnx; ImportError says how to get it. owner: who needs it."""
    try:
        import onnx
    except ImportError as error:
        raise ImportError(f"{owner} needs the package onnx: python -m pip install onnx") from error
    return onnx
