"""The speed table: its statistics and lines on engines of known speed, and that the rows' answers agree. No timing."""

from __future__ import annotations

import importlib
import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from autograd import Tape, Tensor, exp

BENCHMARKS = Path(__file__).parent / "benchmarks"
sys.path.insert(0, str(BENCHMARKS))  # its files import each other as the script `run.py` sees them

from harness import busy, difference, run_row, spread  # noqa: E402
from row import Row, Target  # noqa: E402
from rows import chain, scalar_gpt  # noqa: E402
from run import ROWS  # noqa: E402
from table import duration, plain, table  # noqa: E402
from worker import Absent, Worker, choose_repeats, environment  # noqa: E402


class Fake:
    """A worker whose rounds take the times it was given."""

    def __init__(self, times: list[float], answer: dict[str, list[float]], log: list[str], name: str) -> None:
        self.times, self.numbers, self.log, self.name = iter(times), answer, log, name

    def memory(self) -> int:
        self.log.append(f"memory of {self.name}")
        return 12_345_678

    def answer(self) -> dict[str, list[float]]:
        return self.numbers

    def repeats(self, seconds: float) -> int:
        return 7

    def round(self, repeats: int) -> tuple[float, float]:
        assert repeats == 7
        self.log.append(self.name)
        wall = next(self.times)
        return wall, wall / 2

    def close(self) -> None:
        self.log.append(f"closed {self.name}")


def fake_row(**settings: Any) -> Row:
    engines = {name: lambda: pytest.fail("setups run in workers only") for name in ("ours", "slow", "other", "gone")}
    targets = (Target("ours", "slow", 0.5), Target("ours", "gone", 0.1), Target("ours", "slow", 1.0, kind="ms more"))
    return Row(work="the work", engines=engines, targets=targets, **settings)  # type: ignore[arg-type]


def fake_start(log: list[str]):
    answer = {"loss": [3.0, 4.0]}
    fakes = {
        "ours": Fake([1e-3, 2e-3, 9e-3], {"loss": [3.0, 4.0 + 1e-13]}, log, "ours"),
        "slow": Fake([4e-3, 4e-3, 12e-3], answer, log, "slow"),
        "other": Fake([], {"loss": [3.0, 4.01]}, log, "other"),
    }

    def start(name: str) -> Fake:
        if name not in fakes:
            raise Absent("not installed: No module named 'gone'")
        return fakes[name]

    return start


def test_rounds_go_in_turns_and_ratios_are_paired_by_round():
    log: list[str] = []
    row = fake_row()
    result = run_row(row, fake_start(log), rounds=3)
    assert log[:6] == ["ours", "slow"] * 3
    assert sorted(log[6:]) == ["closed other", "closed ours", "closed slow"]
    assert result.wall == {"ours": [1e-3, 2e-3, 9e-3], "slow": [4e-3, 4e-3, 12e-3]}
    assert result.processor["slow"] == [2e-3, 2e-3, 6e-3]
    assert result.compare(row.targets[0]) == pytest.approx(0.5)  # the median of 0.25, 0.5, 0.75
    assert result.compare(row.targets[1]) is None
    assert result.compare(row.targets[2]) == pytest.approx(-3.0)  # the median of -3, -2, -3 ms


def test_busy_is_processor_time_over_wall_time():
    assert busy(run_row(fake_row(), fake_start([]), rounds=3), "ours") == pytest.approx(0.5)
    assert busy(run_row(fake_row(seconds=0), fake_start([]), rounds=3), "ours") is None  # the work is done elsewhere


def test_an_engine_that_computes_something_else_is_not_timed():
    result = run_row(fake_row(), fake_start([]), rounds=3)
    assert result.absent["other"] == "disagrees with slow: apart by 2.0e-03, allowed 1e-12"
    assert "other" not in result.wall
    assert result.apart["ours"] == pytest.approx(2e-14, rel=0.2)


def test_checking_times_nothing():
    log: list[str] = []
    result = run_row(fake_row(), fake_start(log), rounds=0)
    assert result.wall == {}
    assert result.apart["other"] == pytest.approx(0.002)
    assert "ours" not in log


def test_an_engine_that_dies_while_timed_is_absent():
    log: list[str] = []
    start = fake_start(log)

    def dying(name: str) -> Fake:
        fake = start(name)
        if name == "slow":

            def die(repeats: int) -> tuple[float, float]:
                raise Absent("failed: its process ended with code -9 (no message)")

            fake.round = die  # type: ignore[method-assign]
        return fake

    result = run_row(fake_row(), dying, rounds=3)
    assert result.absent["slow"].startswith("failed: its process ended")
    assert list(result.wall) == ["ours"]
    assert len(result.wall["ours"]) == 3


def test_a_row_refuses_a_target_that_is_no_engine():
    with pytest.raises(ValueError, match="a target names 'typo'"):
        Row(work="w", engines={"ours": lambda: pytest.fail("not run")}, targets=(Target("ours", "typo", 1),))


def test_difference_is_relative_and_never_overlooks():
    assert difference({"g": [3.0, 4.0]}, {"g": [3.0, 4.0]}) == 0
    assert difference({"g": [3.0, 4.005]}, {"g": [3.0, 4.0]}) == pytest.approx(0.001)
    assert difference({"a": [1.0], "b": [2.2]}, {"a": [1.0], "b": [2.0]}) == pytest.approx(0.1)
    assert difference({"g": [0.5]}, {"g": [0.0]}) == 0.5
    assert difference({"g": [1.0]}, {"g": [1.0, 2.0]}) == math.inf
    assert difference({"g": [math.nan]}, {"g": [1.0]}) == math.inf
    assert difference({"loss": [1.0]}, {"g": [1.0]}) == math.inf


def test_spread_is_half_the_quartile_distance_over_the_median():
    assert spread([8.0, 9.0, 10.0, 11.0, 12.0]) == pytest.approx(0.1)
    assert spread([1.0, 10.0, 10.0, 10.0, 100.0]) == 0
    assert spread([2.0]) == 0


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.00012345, "123 µs"),
        (4.567e-5, "45.7 µs"),
        (1.5e-6, "1.50 µs"),
        (0.0099996, "10.0 ms"),
        (0.99996, "1.00 s"),
        (0.0009999, "1.00 ms"),
        (12.345, "12.3 s"),
        (2e-8, "0.02 µs"),
    ],
)
def test_durations_have_three_digits(seconds: float, text: str):
    assert duration(seconds) == text


def test_table_shows_times_ratios_verdicts_and_reasons():
    result = run_row(fake_row(), fake_start([]), rounds=3)
    lines = [line.rstrip() for line in table([result]).splitlines()]
    cells = [[cell for cell in line.split("  ") if cell] for line in lines]
    cells = [[cell.strip() for cell in row] for row in cells]
    assert cells[0] == ["work", "engine", "time", "±", "busy", "memory", "ours / it", "at most"]
    assert cells[2][:3] == ["the work", "ours", "2.00 ms"]
    assert cells[3][:2] + cells[3][3:] == ["slow", "4.00 ms", "50%", "0.5", "0.5", "ok"]
    assert cells[4][-3:] == ["-3 ms more", "1 ms more", "ok"]
    assert cells[5] == ["other", "disagrees with slow: apart by 2.0e-03, allowed 1e-12"]
    assert cells[6] == ["gone", "not installed: No module named 'gone'", "0.1"]


def test_memory_is_asked_of_a_fresh_worker():
    log: list[str] = []
    result = run_row(fake_row(), fake_start(log), rounds=3, memory=True)
    assert log[:2] == ["memory of ours", "closed ours"]
    assert result.memory == {"ours": 12_345_678, "slow": 12_345_678, "other": 12_345_678}
    (line,) = (line for line in table([result], markdown=True).splitlines() if "| ours |" in line)
    assert "| 12 MB |" in line
    assert run_row(fake_row(), fake_start([]), rounds=3).memory == {}


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="only Linux tells how large a process was")
def test_growth_is_what_the_work_took():
    program = 'kept = []; print(growth(lambda: kept.append(b"x" * 20_000_000), repeats=3), growth(lambda: None))'
    run = [sys.executable, "-c", f"from worker import growth; {program}"]  # alone: here freed memory would be used again
    taken, nothing = map(int, subprocess.run(run, cwd=BENCHMARKS, capture_output=True, text=True, check=True).stdout.split())
    assert 55e6 < taken < 75e6
    assert nothing < 2e6


def test_every_library_is_told_how_many_threads():
    assert environment(2)["OPENBLAS_NUM_THREADS"] == environment(2)["OMP_NUM_THREADS"] == "2"
    assert environment(1)["MKL_NUM_THREADS"] == "1"


def test_table_marks_what_is_over():
    log: list[str] = []
    row = fake_row()
    result = run_row(Row(row.work, row.engines, (Target("ours", "slow", 0.499),)), fake_start(log), rounds=3)
    (line,) = (line for line in table([result], markdown=True).splitlines() if "| slow |" in line)
    assert line.endswith("| 0.5 | 0.499 | OVER |")


def test_a_row_that_counts_something_says_how_much_of_it_per_second():
    result = run_row(fake_row(amount=(8, "tokens")), fake_start([]), rounds=3)
    text = table([result])
    assert "2.00 ms = 4,000 tokens/s" in text
    assert "4.00 ms = 2,000 tokens/s" in text
    assert plain([result])[0]["amount"] == (8, "tokens")


def test_data_keeps_every_round():
    data = json.loads(json.dumps(plain([run_row(fake_row(), fake_start([]), rounds=3)])))
    assert data[0]["engines"]["ours"]["rounds"] == [1e-3, 2e-3, 9e-3]
    assert data[0]["engines"]["ours"]["median"] == 2e-3
    assert data[0]["engines"]["ours"]["busy"] == pytest.approx(0.5)
    assert [target["reached"] for target in data[0]["targets"]] == [pytest.approx(0.5), None, pytest.approx(-3.0)]


FAKE_ENGINES = """
import os
import time
from row import Row

def counted():
    calls = []
    return lambda: (print("noise"), calls.append(1), time.sleep(0.001)), lambda: {"calls": [float(len(calls))]}

def missing():
    import no_such_module

def broken():
    raise ValueError("wrong shape")

def dies():
    os._exit(3)

ROW = Row("w", {"counted": counted, "missing": missing, "broken": broken, "dies": dies}, ())
"""


@pytest.fixture
def fake_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "fake_engines.py").write_text(FAKE_ENGINES)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return "fake_engines"


def test_a_worker_answers_from_its_own_process(fake_module: str):
    worker = Worker(fake_module, "counted")
    try:
        assert worker.answer() == {"calls": [0.0]}
        wall, processor = worker.round(3)
        assert worker.answer() == {"calls": [3.0]}
        assert wall >= 0.001  # it sleeps, so the processor's clock must not be what is shown
        assert processor < wall
    finally:
        worker.close()


@pytest.mark.parametrize(
    ("engine", "reason"),
    [
        ("missing", "not installed: No module named 'no_such_module'"),
        ("broken", "failed: ValueError: wrong shape"),
        ("dies", r"failed: its process ended with code 3 \(no message\)"),
    ],
)
def test_a_worker_says_why_an_engine_is_absent(fake_module: str, engine: str, reason: str):
    with pytest.raises(Absent, match=reason):
        Worker(fake_module, engine)


def test_repeats_are_at_least_one_and_warm_up_first():
    calls: list[int] = []
    assert choose_repeats(lambda: calls.append(1), 0) == 1
    assert len(calls) == 1
    assert choose_repeats(lambda: calls.append(1), 1e-9) == 1


@pytest.mark.parametrize("name", ROWS)
def test_every_row_declares_itself(name: str):
    row = importlib.import_module(f"rows.{name}").ROW
    assert row.work
    assert row.targets
    assert {target.ours for target in row.targets} < set(row.engines)


@pytest.mark.parametrize(
    ("name", "ours", "by_hand"),
    [
        ("tanh_layers", "tapegrad", "NumPy by hand"),
        ("mnist_step", "tapegrad", "NumPy by hand"),
    ],
)
def test_ours_agrees_with_numpy_by_hand(name: str, ours: str, by_hand: str):
    row = importlib.import_module(f"rows.{name}").ROW
    answers = [row.engines[engine]()[1]() for engine in (ours, by_hand)]
    assert difference(*answers) < min(row.tolerance, 1e-5)


def test_the_scalar_network_agrees_with_its_matrices():
    scalar, matrices = (importlib.import_module(f"rows.{name}").ROW for name in ("scalar_mlp", "scalar_mlp_compiled"))
    by_hand = matrices.engines["NumPy (matrices)"]()[1]()
    assert difference(scalar.engines["tapegrad"]()[1](), by_hand) < matrices.tolerance
    for name in ("tapegrad (compiled)", "tapegrad (new data each run)"):
        assert difference(matrices.engines[name]()[1](), by_hand) < matrices.tolerance


def test_the_scalar_gpt_agrees_with_its_program_and_sees_no_later_token():
    row = scalar_gpt.ROW
    eager, compiled = (row.engines[name]()[1]() for name in ("tapegrad", "tapegrad (compiled)"))
    assert difference(compiled, eager) < 1e-12
    assert len(eager["gradient"]) == sum(m * n for m, n in scalar_gpt.SHAPES.values())
    weights = {name: [list(map(Tensor, row)) for row in rows] for name, rows in scalar_gpt.WEIGHTS.items()}
    two, three = (scalar_gpt.gpt(weights, scalar_gpt.TOKENS[:n], exp) for n in (2, 3))
    assert [[s.item() for s in scores] for scores in three[:2]] == [[s.item() for s in scores] for scores in two]


def test_the_chain_has_a_hundred_operations_and_its_derivative():
    leaves = [Tensor(value) for value in chain.LEAVES]
    assert len(Tape.gather(chain.chain(*leaves))) == 100
    x, w, b = chain.LEAVES
    a = w / 2  # relu stays open: a link is x -> a x + b/2
    dw = 0.0
    for _ in range(chain.LINKS):
        dw, x = a * dw + x / 2, a * x + b / 2
    answer = chain.tapegrad()[1]()
    assert answer["result"] == [pytest.approx(x, rel=1e-12)]
    assert answer["gradient"][:2] == [pytest.approx(a**chain.LINKS, rel=1e-12), pytest.approx(dw, rel=1e-12)]
    assert answer["gradient"][2] == pytest.approx((1 - a**chain.LINKS) / (1 - a) / 2, rel=1e-12)
