"""Predictions of LeNet-5 for a batch of 64 images, against the same network in onnxruntime."""

from __future__ import annotations

from predictions import row
from rows.lenet import X, network

ROW = row("predictions of LeNet-5 on 28x28, batch 64", network, X[0])
