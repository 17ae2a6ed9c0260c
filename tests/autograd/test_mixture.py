"""Two packages called autograd in one folder: the mixture is noticed at import, and the message says how to mend it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import autograd
from autograd.mixture import refuse_mixture


def test_our_own_folder_is_no_mixture():
    refuse_mixture(str(Path(autograd.__file__).parent))


def test_importing_a_mixture_says_how_to_mend_it(tmp_path):
    shutil.copytree(Path(autograd.__file__).parent, tmp_path / "autograd", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "autograd" / "util.py").write_text("")
    done = subprocess.run([sys.executable, "-c", "import autograd"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "util.py" in done.stderr
    assert "pip uninstall autograd tapegrad" in done.stderr


def test_the_mixture_is_refused_before_anything_else_is_imported(tmp_path):
    (tmp_path / "differential_operators.py").write_text("")
    with pytest.raises(ImportError, match=r"differential_operators\.py"):
        refuse_mixture(str(tmp_path))


def test_the_three_packages_tell_one_version():
    import nn
    import viz

    assert autograd.__version__ == nn.__version__ == viz.__version__
