"""What the rows that time predictions share: the same network in `predict`, and as a file in ONNX read by onnxruntime."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from row import Case, Row, Setup, Target

MANY = 30  # batches predicted first: from the 25th on a program runs


def row(work: str, network: Callable[[], Any], x: np.ndarray, by_hand: Callable[[], np.ndarray] | None = None) -> Row:
    """A row for `network()`, which makes the same network each time, on the batch x; by_hand: the same in NumPy alone."""

    def tapegrad() -> Case:
        model = network()
        for _ in range(MANY):
            model.predict(x, batch_size=len(x), verbose=0)
        return _case(lambda: model.predict(x, batch_size=len(x), verbose=0))

    def onnxruntime() -> Case:
        import onnxruntime as ort

        import nn

        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "network.onnx")
            nn.onnx.export(network(), path)
            options = ort.SessionOptions()
            options.intra_op_num_threads = options.inter_op_num_threads = 1
            session = ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        name = session.get_inputs()[0].name
        return _case(lambda: session.run(None, {name: x})[0])

    engines: dict[str, Setup] = {"tapegrad": tapegrad, "onnxruntime": onnxruntime}
    if by_hand is not None:
        engines["NumPy by hand"] = lambda: _case(by_hand)
    return Row(
        work=work,
        engines=engines,
        targets=(Target("tapegrad", "onnxruntime", 1.5),),
        tolerance=1e-5,
    )


def _case(predict: Callable[[], np.ndarray]) -> Case:
    return predict, lambda: {"outputs": [float(v) for v in predict().ravel()]}
