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
    "names that are not here: nn/KERAS.md says what to use": r"MissingName|ImportError"
    r"|no attribute '(eig|lu_factor|jvp|split|random)'",
    "what Keras refuses is computed": r"not raised|test_errors",
    "shapes of symbols are found by trials on zeros, which some operations refuse": r"Tuples differ|is a symbol of shape"
    r"|Singular|positive definite|InputLayer\(None|ZeroDivision|NoLoop|not supported for the input|int indices|an integer"
    r"|'int' object|collapsing|cannot reshape|equal division|Geometric|integer \(or|DynamicShape|StaticShape|tuple index"
    r"|broadcast together",
    "files import no modules and run no code: own classes are registered": r"there is no class '|has no name that",
    "weights are Tensors; constraints and paths stand in their layers": r"'Tensor' object has no attribute|load_own_variables",
    "parts inside have other names": r"get_random_transformation|KeyError: '(inside|pixels|kernel|layer_idxes)'|Mocked"
    r"|update_step|lr_adjust|zeropower|query_dense|scale_loss|SeedGenerator' object|seed_tracking|compute_output_spec"
    r"|'Symbol' object",
    "metrics count in float64, losses and metrics have no dtype": r"dtype\('float64'\)|probabilistic_metrics",
    "Tversky by its definition: Keras 3.15 has its two weights the other way round": r"Tversky",
    "what would be wrong silently is refused: ids outside a table, labels that do not fit": r"ids must lie|looks up ids"
    r"|takes integer|expects values from|labels of shape|does not fit|blank and pads|compares one-hot|lose the derivative"
    r"|one sample is a tuple",
    "a message, or a configuration, in other words": r"AssertionError: ?\{|\n[-+] |root server|!= \(|Lists differ|DID NOT WARN"
    r"|not triggered|Missing entries",
    "RemoteMonitor sends with Python's urllib, TensorBoard writes no projector": r"'post' to be called|projector",
    "None stands for no optimizer, initializer or regularizer": r"got None|'l1l2'",
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
