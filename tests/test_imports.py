"""The arrows between modules: imports flow one way, each module stands alone, and NumPy is all that is needed."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import autograd

ROOT = Path(autograd.__file__).parent.parent

# from the ground up: each folder, and each file that lies in a package itself, with all that it may use of its package
ROOMS: dict[str, dict[str, str]] = {
    "autograd": {
        "mixture": "",
        "version": "",
        "nest": "",
        "later": "",
        "text": "later",
        "kernel": "text",
        "anomaly": "kernel",
        "ops": "kernel",
        "numpy_api": "kernel nest ops text",
        "ops.networks": "kernel ops",
        "numpy": "kernel numpy_api ops",
        "tensors": "kernel numpy_api ops text",
        "derivatives": "kernel nest ops tensors text",
        "builtins": "kernel",
        "extend": "kernel nest",
        "tracer": "extend kernel",
        "core": "derivatives extend nest",
        "test_util": "core derivatives nest",
        "wrap_util": "derivatives",
        "scipy.rows": "kernel numpy_api ops tensors",
        "scipy.stats": "numpy_api ops scipy.rows",
        "scipy": "derivatives kernel nest numpy_api ops ops.networks scipy.rows scipy.stats tensors",
        "compiled": "anomaly derivatives kernel nest tensors text",
        "formulas": "derivatives kernel numpy numpy_api ops ops.networks text",
        "tape": "anomaly compiled formulas kernel text",
        "misc": "compiled core derivatives extend nest numpy_api tape tensors",
    },
    "nn": {
        "absent": "",
        "aliases": "absent",
        "results": "",
        "activations": "aliases results",
        "applications": "absent",
        "checks": "",
        "formats": "checks",
        "dtypes": "",
        "config": "absent dtypes formats",
        "mixed_precision": "absent config dtypes",
        "help": "",
        "configuration": "help",
        "registry": "configuration",
        "constraints": "aliases checks configuration registry",
        "files": "",
        "console": "",
        "saving": "aliases configuration files",
        "modules": "checks configuration constraints dtypes files help results saving",
        "losses": "activations aliases checks configuration modules registry results",
        "optimizers.schedules": "checks configuration",
        "optimizers": "aliases checks configuration help optimizers.schedules registry results",
        "regularizers": "aliases checks configuration registry",
        "seeds": "",
        "initializers": "aliases checks configuration registry seeds",
        "layers.base": "activations checks configuration constraints formats initializers modules regularizers",
        "layers.activations": "activations checks layers.base modules",
        "layers.convolutional": "activations checks layers.base modules",
        "layers.core": "activations checks layers.base modules",
        "layers.merging": "layers.base modules",
        "layers.normalization": "checks initializers layers.base layers.core modules",
        "layers.pooling": "checks layers.base modules",
        "layers.recurrent": "activations checks layers.base layers.convolutional modules seeds",
        "layers.regularization": "checks layers.base modules regularizers seeds",
        "layers.attention": "checks initializers layers.base layers.core layers.normalization layers.regularization modules "
        "regularizers",
        "layers.reshaping": "checks layers.base modules",
        "layers.preprocessing": "checks formats layers.base modules",
        "layers.images": "checks layers.base layers.preprocessing modules seeds",
        "layers": "aliases layers.activations layers.attention layers.base layers.convolutional layers.core layers.images "
        "layers.merging layers.normalization layers.pooling layers.preprocessing layers.recurrent layers.regularization "
        "layers.reshaping",
        "metrics": "aliases checks configuration initializers losses modules registry results",
        "callbacks": "aliases checks files metrics modules saving",
        "distribution": "seeds",
        "training": "activations callbacks checks configuration console constraints distribution losses metrics modules "
        "optimizers regularizers seeds",
        "datasets": "aliases checks files",
        "onnx": "files modules",
        "models": "activations aliases callbacks checks configuration initializers layers.attention layers.base layers.core "
        "layers.normalization layers.regularization modules onnx saving seeds training",
        "neurons": "activations checks layers.core models modules seeds training",
        "sklearn": "layers layers.core models modules seeds",
        "demo": "datasets layers metrics models neurons",
        "options": "",
        "weights": "layers modules saving",
        "ops": "absent activations checks config formats layers.base losses modules results",
        "random": "absent config ops seeds",
        "tree": "absent",
        "variable": "config initializers metrics",
        "backend": "absent config modules ops random variable",
        "utils": "aliases backend callbacks checks config datasets files formats ops seeds",
        "preprocessing": "absent checks config seeds utils",
        "compat": "absent config metrics ops random results seeds utils",
        "commands": "callbacks datasets files layers models modules onnx optimizers options saving seeds utils",
        "__main__": "commands console demo files models options seeds",
    },
    "viz": {
        "graph": "",
        "formats.page": "",
        "formats.layout": "graph",
        "formats": "formats.layout formats.page graph",
        "tape": "graph",
        "architecture": "formats graph tape",
        "plots": "graph",
        "program": "graph",
        "summary": "architecture graph tape",
        "folding": "graph tape",
        "reading": "folding graph tape",
        "diff": "formats graph reading",
        "draw": "formats program reading tape",
        "failure": "formats graph reading tape",
        "player": "formats formats.layout formats.page graph reading tape",
        "network": "formats graph",
        "playground": "formats formats.page network player tape",
        "course": "formats",
        "script": "architecture draw formats",
        "__main__": "script",
    },
}
OPTIONAL = set(
    "IPython PIL graphviz h5py imageio_ffmpeg matplotlib mpi4py numba onnx pandas pooch pygraphviz safetensors sklearn tqdm "
    "yaml".split()
)
STANDARD = set(sys.stdlib_module_names) | {"numpy"}
MACHINE = {("autograd.compiled.machine", "numba"), ("autograd.compiled.switch", "numba")}  # when it is installed


def modules(package: str) -> dict[str, Path]:
    """Every module of a package by its dotted name."""
    found = {}
    for path in sorted((ROOT / package).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


ALL = {name: path for package in ("autograd", "nn", "viz") for name, path in modules(package).items()}
WITH_SCIPY = "autograd.scipy"  # the one folder that needs SciPy
OURS = [pytest.param(name, id=name) for name in ALL if name.startswith("autograd") and not name.startswith(WITH_SCIPY)]


def imports(name: str) -> list[tuple[str, ast.stmt]]:
    """The modules (or names in modules) that a module imports, with the statements that do."""
    found = []
    for node in ast.walk(ast.parse(ALL[name].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [(alias.name, node) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found += [(f"{source(name, node)}.{alias.name}", node) for alias in node.names]
    return found


def source(name: str, node: ast.ImportFrom) -> str:
    """Where a `from` import looks, relative ones resolved."""
    if not node.level:
        return node.module or ""
    package = name.split(".") if ALL[name].name == "__init__.py" else name.split(".")[:-1]
    return ".".join([*package[: len(package) - node.level + 1], *([node.module] if node.module else [])])


def guard(name: str) -> set[str]:
    """Imports for the type checker only."""
    tree = ast.parse(ALL[name].read_text(encoding="utf-8"))
    blocks = [node for node in ast.walk(tree) if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"]
    return {ast.unparse(line) for block in blocks for line in block.body}


def within(package: str, target: str) -> str | None:
    """The module of a package that an imported name lives in."""
    while target and target not in ALL:
        target = target.rpartition(".")[0]
    return target if target.partition(".")[0] == package else None


def room(module: str) -> str:
    """The folder that a module lies in, without its package; the module itself if it lies in the package."""
    rest = module.split(".")[1:]
    folder = rest if ALL[module].name == "__init__.py" else rest[:-1]
    return ".".join(folder or rest)


def test_every_room_is_listed_and_stands_on_those_above_it():
    for package, rooms in ROOMS.items():
        assert {room(name) for name in ALL if name.startswith(f"{package}.")} == set(rooms)
        above: set[str] = set()
        for name, used in rooms.items():
            assert set(used.split()) <= above, f"{package}.{name} uses what does not stand above it"
            above.add(name)


@pytest.mark.parametrize("name", [name for name in ALL if "." in name])
def test_a_room_uses_only_the_rooms_it_names(name):
    package = name.split(".")[0]
    own = room(name)
    allowed = {*ROOMS[package][own].split(), own}
    if ALL[name].name == "__init__.py":  # the door of a folder opens to the folders inside
        allowed |= {each for each in ROOMS[package] if each.startswith(f"{own}.")}
    for target, statement in imports(name):
        module = within(package, target)
        if module and module != package and ast.unparse(statement) not in guard(name):
            assert room(module) in allowed, f"{name} imports {module}, but {own} names only {sorted(allowed)}"


@pytest.mark.parametrize("package", ["autograd", "nn", "viz"])
def test_no_circle_of_imports(package):
    links = {}
    for name in (name for name in ALL if name.startswith(f"{package}.")):
        targets = {within(package, t) for t, line in imports(name) if ast.unparse(line) not in guard(name)}
        links[name] = targets - {name, None, package}
    done: set[str] = set()
    while links:
        free = [name for name, targets in links.items() if targets <= done]
        assert free, f"a circle among {sorted(links)}"
        done.update(free)
        for name in free:
            del links[name]


@pytest.mark.parametrize("name", OURS)
def test_autograd_imports_neither_nn_nor_viz_nor_anything_but_numpy(name):
    for target, _ in imports(name):
        top = target.partition(".")[0]
        assert top in STANDARD | {"autograd"} or (name, top) in MACHINE, f"{name} imports {target}"


@pytest.mark.parametrize("name", [name for name in ALL if name.split(".")[0] in ("nn", "viz")])
def test_nn_and_viz_use_public_names_only(name):
    allowed = {"nn": {"nn", "autograd"}, "viz": {"nn", "autograd", "viz"}}[name.split(".")[0]]
    for target, _ in imports(name):
        top, *rest = target.split(".")
        if top in ("nn", "autograd", "viz") and name != "nn.__main__":  # the main job draws what it trained
            assert top in allowed, f"{name} imports {target}"
        if top == "autograd" and rest:
            assert rest[0] in autograd.__all__, f"{name} imports {target}, which is not public"
            if len(rest) > 1:  # a name of a public module
                module = getattr(autograd, rest[0])
                assert rest[1:] in [[public] for public in getattr(module, "__all__", ())], f"{name} reaches into {target}"


@pytest.mark.parametrize("name", ALL)
def test_no_star_imports_and_no_imports_inside_functions(name):
    tree = ast.parse(ALL[name].read_text(encoding="utf-8"))
    assert not any(target.endswith(".*") for target, _ in imports(name)), f"{name} imports a star"
    for function in [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]:
        for node in ast.walk(function):
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                named = [a.name for a in node.names] if isinstance(node, ast.Import) else [source(name, node)]
                tops = {each.partition(".")[0] for each in named}
                assert tops <= OPTIONAL, f"{name}: {ast.unparse(node)} inside {function.name}"


@pytest.mark.parametrize("name", OURS)
def test_a_module_can_be_imported_alone_and_needs_only_numpy(name):
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); import {name}\n"
        "print(*sorted({m.partition('.')[0] for m in sys.modules if getattr(sys.modules[m], '__file__', None)}))"
    )
    run = subprocess.run([sys.executable, "-S", "-c", paths() + code], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    foreign = {top for top in run.stdout.split() if top not in STANDARD and not top.startswith("_")}
    assert foreign <= {"autograd"}


@pytest.mark.parametrize("name", [name for name in ALL if name.startswith(WITH_SCIPY)])
def test_the_folder_of_scipy_imports_nothing_but_numpy_and_scipy(name):
    for target, _ in imports(name):
        assert target.partition(".")[0] in STANDARD | {"autograd", "scipy"}, f"{name} imports {target}"


def test_without_scipy_its_folder_says_what_to_install():
    code = "import sys; sys.modules['scipy'] = None; import autograd.scipy"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT)
    assert run.returncode
    assert "needs SciPy: python -m pip install scipy" in run.stderr


def paths() -> str:
    """Third-party modules by path alone: without site, no start-up hook of another package is run."""
    return f"import sys; sys.path[:] = {[p for p in sys.path if p]!r}\n"


def test_every_public_name_is_there_once_and_documented():
    assert sorted(set(autograd.__all__)) == sorted(autograd.__all__)
    for name in autograd.__all__:
        thing = getattr(autograd, name)
        if isinstance(thing, autograd.Op):
            assert thing.tex, name  # a row documents itself by its formula
        elif callable(thing):
            assert (thing.__doc__ or "").strip(), f"autograd.{name} has no docstring"
