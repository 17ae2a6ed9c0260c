"""How many of Keras' own unit tests `nn` passes, by part of Keras.

    pip download keras==3.15.1 --no-deps && unzip -q keras-*.whl -d keras     its tests lie beside its code
    python tests/benchmarks/keras_unit_tests.py keras/keras/src                all parts that are shared
    python tests/benchmarks/keras_unit_tests.py keras/keras/src layers/core losses --json FILE

Needs pytest and absl-py. The tests run as they are; `keras` is an alias of `nn` (keras_alias.py). Tests whose name or message
says that they are of what `nn` has on purpose no use for (LEFT_OUT) are counted apart.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

HERE = Path(__file__).parent
SHARED = "activations callbacks constraints initializers layers losses metrics optimizers regularizers utils".split()
LEFT_OUT = {  # what these are for, and how they are known
    "quantized weights and LoRA": r"quantiz|lora|gptq|awq|int8|int4|float8",
    "mixed precision and policies of dtypes": r"dtype_polic|mixed_precision|DTypePolic|bfloat16|mixed_float16|autocast"
    "|LossScale|test_dtype_arg",
    "other frameworks": r"torch|jax|flax|tf_data|tf\.data|ragged|sparse_input|sparse_tensor|tensorflow|grain|orbax|tfsm|flash",
    "bounding boxes": r"bounding_box|boxes",
    "private attributes of Keras": r"has no attribute '_\w+'",
    "what is not here on purpose": r"RematScope|FeatureSpace|MultiOptimizer|OptimizerMap|name_scope|multi_optimizer|remat",
}


REASONS = {  # why what fails stays as it is, and how it is known
    "what Keras refuses is computed": r"not raised",
    "files and configurations import no modules and run no code: own classes are registered": r"there is no class '|has no name that",
    "weights are Tensors; constraints and paths stand in their layers": r"'Tensor' object has no attribute|load_own_variables",
    "random layers and optimizers name their parts otherwise inside": r"get_random_transformation|KeyError: '(inside|pixels|kernel|"
    r"layer_idxes)'|Mocked|update_step|lr_adjust|zeropower|query_dense|scale_loss|SeedGenerator' object|seed_tracking",
    "metrics count in float64, and losses and metrics have no dtype of their own": r"dtype\('float64'\)|probabilistic_metrics",
    "Tversky by its definition, whose two weights Keras 3.15 has the other way round": r"Tversky",
    "what would be wrong silently is refused: ids outside a table, values outside 0..1, labels that do not fit": r"ids must lie|"
    r"looks up ids|expects values from|labels of shape|does not fit|takes integer labels|blank and pads|compares one-hot|"
    r"would lose the derivative|one sample is a tuple",
    "the text of a message, or of a configuration, is another": r"AssertionError: ?\{|  / ?[-+]|\n- |Unconfigured|root server|"
    r"!= \(|Lists differ|DID NOT WARN|not triggered|Missing entries",
    "RemoteMonitor sends with Python's urllib, TensorBoard writes no projector": r"'post' to be called|projector",
    "None stands for no optimizer, initializer or regularizer": r"got None|'l1l2'",
    "moving averages are written into the weights at the end of a training": r"test_ema|Ema",
}


PUBLIC = set(re.findall(r"\w+", (HERE.parents[1] / "nn/compat/keras_names.txt").read_text()))


def kind(name: str, message: str) -> str | None:
    """Why a test is left out, or None."""
    text = f"{name} {message}"
    missing = re.search(r"MissingName: (\S+) is not here", message)
    if missing and missing[1].rpartition(".")[2] not in PUBLIC:
        return "names that Keras itself does not make public"
    return next((why for why, pattern in LEFT_OUT.items() if re.search(pattern, text, re.I)), None)


def reason(name: str, message: str) -> str:
    """Why a failure stays: a known reason, or the first words of the message."""
    text = f"{name} {message}"
    return next((why for why, pattern in REASONS.items() if re.search(pattern, text)), message.split("\n")[0][:90] or "?")


def copy_parts(source: Path, parts: list[str], folder: Path) -> None:
    """The files of tests in one folder, each under a name of its own."""
    for part in parts:
        for file in sorted((source / part).rglob("*_test.py")):
            name = "_".join(file.relative_to(source).with_suffix("").parts)
            shutil.copy(file, folder / f"test_{name.removesuffix('_test')}.py")


def run(source: Path, parts: list[str]) -> dict[str, list[str]]:
    """What each test of these parts ends with."""
    with tempfile.TemporaryDirectory() as folder:
        copy_parts(source, parts, Path(folder))
        (Path(folder) / "pytest.ini").write_text("[pytest]\naddopts = --import-mode=importlib -p no:cacheprovider\n")
        results = Path(folder) / "results.json"
        search = os.pathsep.join([str(HERE), str(HERE.parents[1]), os.environ.get("PYTHONPATH", "")])
        environment = {**os.environ, "PYTHONPATH": search, "KERAS_SOURCE": str(source), "KERAS_RESULTS": str(results)}
        command = [
            sys.executable,
            "-W",
            "ignore",
            "-m",
            "pytest",
            "-q",
            "--no-header",
            "--tb=short",
            "-p",
            "keras_alias",
            "--continue-on-collection-errors",
            ".",
        ]
        subprocess.run(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, check=False)
        return dict(json.loads(results.read_text()))


def main() -> int:
    """Run the tests and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path)
    parser.add_argument("parts", nargs="*", default=SHARED)
    parser.add_argument("--json", type=Path, help="where to keep the results")
    asked = parser.parse_args()
    results = run(asked.source.resolve(), asked.parts)
    if asked.json:
        asked.json.write_text(json.dumps(results, indent=1))
    table: dict[str, Counter[str]] = {}
    causes: Counter[str] = Counter()
    stays: Counter[str] = Counter()
    for name, (outcome, message) in results.items():
        part = name.partition("test_")[2].partition("_")[0].partition(".")[0]
        apart = kind(name, message) if outcome == "failed" else None
        table.setdefault(part, Counter())["left out" if apart else outcome] += 1
        if outcome == "failed":
            (causes if apart else stays)[apart or reason(name, message)] += 1
    print(f"{'':14}{'passed':>8}{'failed':>8}{'skipped':>9}{'left out':>10}")
    for part, count in [*sorted(table.items()), ("all", sum(table.values(), Counter()))]:
        print(f"{part:14}{count['passed']:8}{count['failed']:8}{count['skipped']:9}{count['left out']:10}")
    for title, found in (("left out", causes), ("failed", stays)):
        print(f"\n{title}:")
        for cause, count in found.most_common(40):
            print(f"{count:5} {cause}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
