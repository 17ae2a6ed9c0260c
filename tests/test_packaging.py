"""What is handed out: a source distribution whose tests collect, and no advice to install a name that is not ours."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PARTS = ("autograd", "nn", "viz", "notebooks", "tests")
UNWANTED = shutil.ignore_patterns("__pycache__", "*.pyc", ".ipynb_checkpoints", ".*_cache", "*.egg-info", ".hypothesis")


@pytest.fixture(scope="module")
def unpack(tmp_path_factory):
    """The tree that a source distribution, built from a copy of this one, unpacks to, and the copy."""
    folder = tmp_path_factory.mktemp("sdist")
    copy = folder / "copy"
    copy.mkdir()
    for part in (*PARTS, ".ci"):
        shutil.copytree(ROOT / part, copy / part, ignore=UNWANTED)
    for path in ROOT.iterdir():
        if path.is_file() and path.suffix in (".md", ".toml", ".in", ""):
            shutil.copy(path, copy)
    build = f"from setuptools.build_meta import build_sdist; build_sdist({str(folder)!r})"
    subprocess.run([sys.executable, "-c", build], cwd=copy, check=True, capture_output=True)
    (archive,) = folder.glob("*.tar.gz")
    with tarfile.open(archive) as tar:
        tar.extractall(folder / "unpacked", filter="data")
    (tree,) = (folder / "unpacked").iterdir()
    return tree, copy


def test_a_source_distribution_holds_packages_tests_notebooks_and_pages(unpack):
    tree, copy = unpack
    expected = {path.relative_to(copy) for part in PARTS for path in (copy / part).rglob("*") if path.is_file()}
    expected |= {Path(name) for name in ("LICENSE", "pyproject.toml", ".ci/run", *(page.name for page in ROOT.glob("*.md")))}
    found = {path.relative_to(tree) for path in tree.rglob("*") if path.is_file()}
    assert not expected - found


def test_the_tests_of_a_source_distribution_collect_and_run(unpack):
    tree, _ = unpack
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHONPATH", "PYTEST_"))}
    pytest_ = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider"]

    def run(*arguments):
        return subprocess.run([*pytest_, *arguments], cwd=tree, env=environment, capture_output=True, text=True, check=False)

    collected = run("--collect-only", "-q", "-m", "slow or not slow", "tests")
    assert collected.returncode == 0, collected.stdout[-3000:]
    ours = {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py")}
    found = {Path(line.partition(":")[0]).stem for line in collected.stdout.splitlines() if line.startswith("tests")}
    assert [name for name in ours.keys() - found if "importorskip" not in ours[name]] == []
    ran = run("tests/test_benchmarks.py", "tests/autograd/derivatives/test_derivatives.py", "tests/viz/test_draw_text.py", "-q")
    assert ran.returncode == 0, ran.stdout[-3000:]


INDEX = re.compile(r"\b(?:pip|pipx|uv|conda|poetry|pixi)\b.*\b(?:install|add)\b.*[ '\"`]tapegrad\b")


def test_no_text_advises_to_install_from_an_index_by_our_name():
    files = [path for part in PARTS for path in (ROOT / part).rglob("*") if path.suffix in (".py", ".md", ".ipynb", ".html")]
    found = {
        f"{path.relative_to(ROOT)}:{i}: {line.strip()}"
        for path in [*files, *ROOT.glob("*.md")]
        if path != Path(__file__)
        for i, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if INDEX.search(line)
    }
    assert not found, "\n".join(sorted(found))


@pytest.mark.parametrize("package", ["nn", "viz"])
def test_another_package_called_autograd_is_told_apart_with_a_way_out(package, tmp_path):
    (tmp_path / "autograd").mkdir()
    (tmp_path / "autograd" / "__init__.py").write_text("def grad(f): ...\n")
    code = f"import sys; sys.path[:0] = [{str(tmp_path)!r}, {str(ROOT)!r}]; import {package}"
    said = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False).stderr
    assert "PyPI's `autograd` uses the same name" in said
    assert "pip uninstall autograd" in said
    assert "in its folder, `pip install -e .`" in said
