"""How far programs that were written for Keras run on `nn` with nothing but their imports changed.

    python tests/benchmarks/keras_programs.py FOLDER                   every .py and .ipynb of a folder that you have
    peers/bin/python tests/benchmarks/keras_programs.py FOLDER --engine keras      which of them Keras itself runs
    ... --json FILE                                                    keep the results

Data sets are small random stand-ins of the same shapes, and `fit` sees a few samples for two epochs at most. A program runs
statement by statement and goes on after a failure; a failure that follows from an earlier one is not counted. Each program
runs in a process of its own, which ends after --seconds.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import importlib
import io
import json
import os
import re
import signal
import sys
import tempfile
import warnings
from collections import Counter
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]

from stand_in_data import cut_short, stand_in  # noqa: E402

NAMES = {"tensorflow.keras": "nn", "keras": "nn", "tensorflow": "nn.compat"}  # the longest first


def rename(module: str) -> str:
    """The module that a program for Keras means, by its name here."""
    for theirs, ours in NAMES.items():
        if module == theirs or module.startswith(f"{theirs}."):
            return ours + module[len(theirs) :]
    return module


class Imports(ast.NodeTransformer):
    """Changes the imports of a program, and nothing else."""

    def visit_Import(self, node: ast.Import) -> Any:
        made: list[ast.stmt] = []
        for name in node.names:
            ours = rename(name.name)
            if ours == name.name or name.asname:
                made.append(ast.Import([ast.alias(ours, name.asname)]))
                continue
            top = name.name.partition(".")[0]
            made.append(ast.Import([ast.alias(rename(top), top)]))  # import keras.layers binds keras
            made += [ast.Import([ast.alias(ours, None)])] if "." in name.name else []
        return made

    def visit_ImportFrom(self, node: ast.ImportFrom) -> Any:
        if node.module == "tensorflow" and [name.name for name in node.names] == ["keras"]:
            return ast.Import([ast.alias("nn", node.names[0].asname or "keras")])
        return ast.ImportFrom(rename(node.module or ""), node.names, node.level)


def read(path: Path) -> ast.Module:
    """The program, without what only a notebook understands."""
    text = path.read_text(encoding="utf-8", errors="replace")
    if path.suffix == ".ipynb":
        cells = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
        text = "\n".join("".join(cell["source"]) for cell in cells)
    lines = [re.sub(r"^(\s*)[!%].*$", r"\1pass", line) for line in text.split("\n")]
    return ast.parse("\n".join(lines))


def run(path: Path, engine: str) -> dict[str, Any]:
    """What happens when the program runs here: how many statements, and what they fail with."""
    try:
        tree = read(path)
    except (SyntaxError, ValueError, KeyError) as error:
        return {"statements": 0, "failures": [["", f"not a program of this Python: {error}"]]}
    body = Imports().visit(tree).body if engine == "nn" else tree.body
    keras = importlib.import_module("nn" if engine == "nn" else "keras")
    stand_in(keras, whole=re.search(r"\b[56]0_?000\b", path.read_text(encoding="utf-8", errors="replace")) is not None)
    cut_short(keras)
    space = {"__name__": "__main__", "__file__": str(path)}
    failures: list[list[str]] = []
    lost: set[str] = set()
    for statement in body:
        if isinstance(statement, ast.If) and "__name__" in ast.unparse(statement.test):
            statement.test = ast.copy_location(ast.Constant(True), statement.test)
        code = compile(ast.fix_missing_locations(ast.Module([statement], [])), str(path), "exec")
        try:
            exec(code, space)
        except (Exception, SystemExit) as error:
            text = f"{type(error).__name__}: {error}"
            follows = any(name in lost for name in names_in(statement)) or (isinstance(error, NameError) and error.name in lost)
            lost |= list_bound(statement)
            if not follows:
                failures.append([ast.unparse(statement).split("\n")[0][:100], text.split("\n")[0][:300]])
    return {"statements": len(body), "failures": failures}


def names_in(statement: ast.stmt) -> set[str]:
    """The names that a statement reads."""
    return {node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}


def list_bound(statement: ast.stmt) -> set[str]:
    """The names that a statement would have given a value, and the objects that it would have changed."""
    found = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    for node in ast.walk(statement):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            found |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found.add(node.name)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
            found.add(node.func.value.id)  # model.add(...)
    return found


def apart(path: Path, engine: str, seconds: int) -> dict[str, Any]:
    """The result of `run` in a process of its own, in a folder of its own."""
    with tempfile.NamedTemporaryFile("w+") as answer, tempfile.TemporaryDirectory() as folder:
        child = os.fork()
        if not child:
            os.chdir(folder)
            signal.alarm(seconds)
            quiet(lambda: Path(answer.name).write_text(json.dumps(run(path, engine))))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        text = Path(answer.name).read_text()
    if text:
        return dict(json.loads(text))
    reason = f"ran longer than {seconds} seconds" if os.WIFSIGNALED(status) else "ended without an answer"
    return {"statements": 0, "failures": [["", reason]]}


def quiet(job: Any) -> None:
    """Do it without a word, a window or a warning."""
    os.environ.update(MPLBACKEND="Agg", TQDM_DISABLE="1", TF_CPP_MIN_LOG_LEVEL="3")
    with open(os.devnull, "w") as nothing:
        os.dup2(nothing.fileno(), 2)
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            job()


def main() -> int:
    """Run the programs of a folder and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--engine", choices=("nn", "keras"), default="nn")
    parser.add_argument("--seconds", type=int, default=120, help="for one program")
    parser.add_argument("--json", type=Path, help="where to keep the results")
    parser.add_argument("--valid", type=Path, help="results of --engine keras: run only what ran there")
    asked = parser.parse_args()
    paths = sorted(path for kind in ("*.py", "*.ipynb") for path in asked.folder.rglob(kind))
    if asked.valid:
        ran = {name for name, found in json.loads(asked.valid.read_text()).items() if not found["failures"]}
        paths = [path for path in paths if str(path.relative_to(asked.folder)) in ran]
    importlib.import_module("nn" if asked.engine == "nn" else "keras")
    results, stops = {}, Counter()
    for path in paths:
        name = str(path.relative_to(asked.folder))
        results[name] = found = apart(path, asked.engine, asked.seconds)
        first = found["failures"][0] if found["failures"] else None
        print(
            f"{'stops' if first else 'runs '} {name}" + (f"\n        at {first[0]}\n        {first[1]}" if first else ""),
            flush=True,
        )
        stops.update({first[1][:70]} if first else ())
    print(f"\n{sum(not found['failures'] for found in results.values())} of {len(results)} run; what stops the others first:")
    for message, count in stops.most_common(20):
        print(f"{count:4} {message}")
    if asked.json:
        asked.json.write_text(json.dumps(results, indent=1))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
