"""The scaling table: its two programs, its limits, and its lines. No timing."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from autograd import Tape, Tensor, relu

BENCHMARKS = Path(__file__).parent / "benchmarks"
sys.path.insert(0, str(BENCHMARKS))  # its files import each other as the script `scaling.py` sees them

import scaling  # noqa: E402
from growth import PARAMETERS, PROGRAMS  # noqa: E402


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_makes_as_many_operations_as_it_says(name):
    for asked in (1000, 5000):
        with Tape() as tape:
            loss, operations = PROGRAMS[name]([Tensor(value) for value in PARAMETERS], asked, relu)
        assert 0.9 * asked < operations < 1.01 * asked
        constants = operations - len(tape)  # what was done to constants alone is not on the tape
        assert 0 <= constants < 0.15 * operations
        plain, _ = PROGRAMS[name](PARAMETERS, asked, lambda x: max(x, 0.0))
        assert loss.item() == pytest.approx(plain, rel=1e-12)


def test_the_tangle_neither_vanishes_nor_explodes():
    """Over 50,000 operations values and gradients keep their size; over millions they fade slowly."""
    sizes = []
    for asked in (2000, 50_000):
        leaves = [Tensor(value) for value in PARAMETERS]
        with Tape() as tape:
            loss, _ = PROGRAMS["tangle"](leaves, asked, relu)
        loss.backward()
        assert 0.1 < np.std([z.item() for z in tape[-500:]]) < 10
        sizes.append(np.abs([leaf.grad or 0.0 for leaf in leaves]).mean())
    assert sizes[1] < 1000 * sizes[0]


def test_a_child_reports_its_phases_and_agrees_with_its_own_replay():
    run = {"program": "network", "engine": "tapegrad", "asked": 1000}
    run |= scaling.measure("network", "tapegrad", 1000, seconds=60, gigabytes=4)
    assert "reason" not in run
    assert {*scaling.PHASES, "recorded", "compiled", "operations", "loss", "slope"} <= set(run)
    assert run["operations"] == 921
    scaling.compare([run])
    assert "reason" not in run
    assert run["replayed_slope"] == pytest.approx(run["slope"], rel=1e-12)


def test_a_child_is_ended_when_it_goes_too_far():
    assert scaling.measure("tangle", "tapegrad", 10**7, seconds=0.5, gigabytes=4)["reason"] == "more than 0.5 s"
    if sys.platform == "linux":
        assert scaling.measure("tangle", "tapegrad", 10**7, seconds=60, gigabytes=0.06)["reason"] == "more than 0.06 GB"


def test_a_missing_peer_says_so(monkeypatch, tmp_path):
    (tmp_path / "casadi.py").write_text("raise ImportError('No module named casadi')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    reason = scaling.measure("network", "CasADi", 1000, seconds=60, gigabytes=4)["reason"]
    assert reason == "not installed: No module named casadi"


def test_engines_that_disagree_are_marked():
    answers = [("p", 1.0, 2.0), ("p", 1.0 + 1e-8, 2.0), ("q", 3.0, 2.0), ("p", 1.0, 2.1)]
    runs = [{"program": name, "asked": 10, "loss": loss, "slope": slope} for name, loss, slope in answers]
    scaling.compare(runs)
    assert ["reason" in run for run in runs] == [False, True, False, True]
    assert runs[3]["reason"] == "disagrees: slope 2.1 instead of 2.0"


def test_the_table_shows_what_an_operation_costs_decade_by_decade():
    whole = {"program": "network", "engine": "tapegrad", "asked": 1000, "operations": 1000, "record": 0.001234,
             "backward": 4.5e-4, "compile": 2e-3, "replay": 5e-6, "recorded": 250_000, "compiled": 12_500}  # fmt: skip
    runs = [
        whole,
        {**whole, "asked": 10_000, "operations": 5000},
        {"program": "network", "engine": "JAX", "asked": 1000, "operations": 1000, "record": 3.0, "compile": 4.0},
        {"program": "network", "engine": "JAX", "asked": 10_000, "operations": 1000, "record": 3.0, "reason": "more than 30 s"},
        {"program": "network", "engine": "CasADi", "asked": 1000, "reason": "not installed"},
        {**whole, "program": "tangle", "reason": "disagrees: loss 1 instead of 2"},
    ]
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in scaling.table(runs, markdown=True).splitlines()]
    assert lines[0] == ["program", "engine", "per operation", "10^3", "10^4"]
    assert lines[2] == ["network", "tapegrad", "record, ns", "1,234", "247"]
    assert lines[5] == ["", "", "replay, ns", "5", "1"]
    assert lines[6:8] == [["", "", "recorded, B", "250", "50"], ["", "", "compiled, B", "12.5", "2.5"]]
    assert lines[8:10] == [
        ["network", "JAX", "record, ns", "3,000,000", "3,000,000"],
        ["", "", "compile, ns", "4,000,000", "more than 30 s"],
    ]
    assert lines[10] == ["network", "CasADi", "", "not installed", ""]
    assert lines[-1] == ["", "", "", "disagrees: loss 1 instead of 2", ""]
    plain = scaling.table(runs).splitlines()
    assert plain[2].split() == ["network", "tapegrad", "record,", "ns", "1,234", "247"]
