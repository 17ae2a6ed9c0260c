"""Every metric over three uneven batches, the same as Keras': golden/make_metrics.py says how the numbers were made."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from autograd import Tensor
from nn import metrics

GOLDEN = json.loads(Path(__file__).parents[1].joinpath("golden", "metrics.json").read_text())
DATA = {name: (np.array(y), np.array(p)) for name, (y, p) in GOLDEN["data"].items()}


def title(case):
    settings = ", ".join(f"{key}={value}" for key, value in case["settings"].items())
    return f"{case['metric']}({settings}) {case['data']}{', weighted' if case['weighted'] else ''}"


@pytest.mark.parametrize("case", GOLDEN["cases"], ids=title)
def test_metric(case):
    metric = getattr(metrics, case["metric"])(**case["settings"])
    y, p = DATA[case["data"]]
    weight = np.array(GOLDEN["weight"])
    for start, end in ((0, 11), (11, 12), (12, 30)):
        part = slice(start, end)
        seen = Tensor(p[part]) if isinstance(metric, metrics.FunctionMetric) and p.dtype.kind == "f" else p[part]
        metric.update_state(y[part], seen, weight[part] if case["weighted"] else None)
    np.testing.assert_allclose(metric.result(), case["value"], rtol=2e-6, atol=2e-7)


def test_every_metric_is_compared():
    compared = {case["metric"] for case in GOLDEN["cases"]}
    here_alone = {"ConfusionMatrix", "Perplexity"}  # and Mean and Sum, of values instead of a batch
    bases = {"FunctionMetric", "Mean", "MeanMetricWrapper", "Metric", "NamedMetric", "Sum"}
    assert compared | here_alone | bases == {name for name in metrics.__all__ if name[0].isupper()}
