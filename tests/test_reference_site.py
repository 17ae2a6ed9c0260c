"""The reference: docstrings become pages, every public name has its place, the site builds, and its links lead somewhere."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

pytest.importorskip("matplotlib")

from reference import all_reduce, links
from reference.docstrings import inline, summary, to_markdown
from reference.figures import picture
from reference.names import SURFACE, group_by_folder, public_names
from reference.pages import page, text_of

ROOT = Path(__file__).parents[1]
HERE = ROOT / "notebooks" / "reference"
NEEDED = ("sphinx", "myst_nb", "furo")


def test_arguments_in_prose_become_a_list_in_their_order_and_errors_stand_apart():
    text = """
    The area below a curve.

    curve: "ROC" or "PR" (default "ROC"). points=200: how many; None takes all. Raises ValueError for
    unknown curves, TypeError for text. Both are exact.
    After it `value` holds the area.

    >>> area()
    0.5
    """
    made = to_markdown(inspect.cleandoc(text), ["points", "curve"], types={"points": "int, default 200"})
    assert made.splitlines() == [
        "The area below a curve.",
        "",
        ":param points: how many; None takes all.",
        ":type points: int, default 200",
        ':param curve: "ROC" or "PR" (default "ROC").',
        ":Raises: ValueError for unknown curves, TypeError for text.",
        "",
        "Both are exact.",
        "",
        "After it `value` holds the area.",
        "",
        "```pycon",
        ">>> area()",
        "0.5",
        "```",
    ]


def test_letters_stay_letters_and_formulas_stay_formulas():
    assert inline("x_i * y_j, |z| and $a_i * b_i$, `c_i * d`") == r"x\_i \* y\_j, \|z\| and $a_i * b_i$, `c_i * d`"
    assert inline("the *last* of x *y* 2, a*b*c") == r"the *last* of x *y* 2, a\*b\*c"
    assert inline("Kingma, arXiv:1412.6980.") == "Kingma, [arXiv:1412.6980](https://arxiv.org/abs/1412.6980)."
    assert to_markdown("Momentum.\n\n$$ m = 1 $$\n$$ w = 2 $$").split("\n\n") == ["Momentum.", "$$ m = 1 $$", "$$ w = 2 $$"]


def test_a_summary_is_the_first_sentence():
    assert summary("The mean of x, e.g. of 2. And more.\n\nFurther.") == "The mean of x, e.g. of 2."
    assert summary("No end\nof the line") == "No end of the line"


def test_every_public_name_has_one_page_where_it_is_defined_and_keeps_its_other_paths():
    pages = group_by_folder(public_names())
    places = {name.path: (folder, name.others) for folder, names in pages.items() for name in names}
    assert places["nn.layers.Dense"] == ("nn.layers.core", ["nn.Dense"])
    assert places["autograd.grad"] == ("autograd.derivatives", [])
    assert places["nn.activations.relu"][0] == "nn.activations"
    found = {path for name in public_names() for path in (name.path, *name.others)}
    for folder in SURFACE.ROOMS:
        offered = {n for n in SURFACE.names_in(folder) if not inspect.ismodule(getattr(importlib.import_module(folder), n))}
        assert {f"{folder}.{name}" for name in offered} <= found


def test_a_page_has_signature_arguments_example_and_picture():
    names = {name.path: name for name in public_names()}
    known = {path: name for name in names.values() for path in (name.path, *name.others)}
    text = "\n".join(page("nn.activations", [names["nn.activations.relu"]], known, set()))
    assert "{py:function} relu(x, negative_slope=0.0, max_value=None, threshold=0.0)" in text
    assert ":param negative_slope: the slope below the threshold" in text
    assert ":type negative_slope: `float`, default `0.0`" in text
    assert ">>> relu(np.array([-1.0, 2.0, 9.0])" in text
    assert "<svg" in text
    text = "\n".join(page("autograd.ops", [names["autograd.exp"]], known, set()))
    assert "$$ z = e^x $$" in text


@pytest.mark.parametrize("path", [
    "nn.activations.gelu", "autograd.tanh", "nn.losses.Huber", "nn.optimizers.schedules.OneCycle",
    "nn.initializers.HeNormal", "nn.regularizers.L1", "nn.layers.ELU",
])  # fmt: skip
def test_a_picture_takes_the_color_of_the_page_and_holds_numbers(path):
    (name,) = [name for name in public_names() if name.path == path]
    drawn = picture(name)
    assert drawn.startswith("<svg")
    assert "currentColor" in drawn
    assert "#123456" not in drawn
    assert not re.search(r"\bnan\b", drawn)


def test_nothing_is_drawn_that_a_curve_would_not_show():
    assert [name.path for name in public_names() if name.name in ("softmax", "glu", "Dense", "get") and picture(name)] == []


def test_links_of_the_project_s_pages_become_links_of_the_site():
    staged = {"README.md", "notebooks/README.md", "notebooks/01_a.ipynb"}
    text = "[a](../README.md#how-fast) [b](01_a.ipynb#How-much-data?) [`c`](../autograd/tape.py) [d](../viz) [e](../LICENSE) [f](https://x.y)"
    assert links.rewrite_text(text, ROOT / "notebooks" / "README.md", staged) == (
        "[a](../README.md#how-fast) [b](01_a.ipynb#how-much-data) "
        '<a href="../_modules/autograd/tape.html">`c`</a> <a href="../_modules/viz/__init__.html">d</a> e [f](https://x.y)'
    )


def test_the_table_of_all_reduce_follows_from_its_constants():
    text = (HERE / "all_reduce.md").read_text(encoding="utf-8")
    assert text == all_reduce.page()
    for model in all_reduce.MODELS:
        for link in all_reduce.NETWORKS:
            assert abs(all_reduce.best_size(model, link) - all_reduce.turning_point(model, link)) <= 1
    assert all_reduce.reduce_time(1, 10**6, all_reduce.MEMORY) == 0.0
    assert all_reduce.reduce_time(2, 473_128, all_reduce.MEMORY) == pytest.approx(76e-6, rel=0.01)


def test_a_part_of_the_site_builds_without_a_warning_and_its_links_lead_somewhere(tmp_path, capfd):
    missing = [package for package in NEEDED if not importlib.util.find_spec(package)]
    if missing:
        pytest.skip(f'{", ".join(missing)} not installed: pip install -e ".[reference]"')
    from reference import build
    from sphinx.cmd.build import build_main

    names = {name.path: name for name in public_names()}
    known = {path: name for name in names.values() for path in (name.path, *name.others)}
    chosen = {"nn.activations": ["relu"], "autograd.ops": ["exp"], "nn.losses": ["huber", "Huber"]}
    sources = {"index.md": "# A part\n\n```{toctree}\n:glob:\n\napi/*\n```\n"} | {
        f"api/{folder}.md": "\n".join(page(folder, [names[known[f"{top(folder)}.{n}"].path] for n in inside], known, set()))
        for folder, inside in chosen.items()
    }
    for name, text in sources.items():
        build.write_if_new(tmp_path / "in" / name, text.encode())
    out = tmp_path / "out"
    assert build_main(["-q", "-W", "--keep-going", "-c", str(HERE), str(tmp_path / "in"), str(out)]) == 0, (
        capfd.readouterr().err
    )
    assert links.broken_links(out) == []
    built = (out / "api" / "autograd.ops.html").read_text(encoding="utf-8")
    assert "<math" in built
    assert "<svg" in built
    assert "_modules/autograd/ops/elementwise.html#L-" in built
    found = (out / "searchindex.js").read_text(encoding="utf-8")
    assert "huber" in found


def top(folder):
    """The folder that offers the names of a page."""
    return "autograd" if folder.startswith("autograd") else folder


@pytest.mark.skipif(shutil.which("node") is None, reason="there is no node")
@pytest.mark.parametrize(("words", "first"), [
    ("relu", "autograd.relu"), ("Dense", "nn.layers.Dense"), ("nn.Dense", "nn.layers.Dense"),
    ("early stopping", "nn.callbacks.EarlyStopping"), ("swish", "autograd.silu"),
    ("gradient of the loss", None), ("conv2", "nn.layers.Conv2D"), ("hessian", "autograd.hessian"),
])  # fmt: skip
def test_the_front_page_finds_a_name_by_its_letters(words, first, tmp_path):
    names = [[name.path, "", summary(text_of(name)), name.others] for name in public_names()]
    script = (HERE / "static" / "look_up.js").read_text(encoding="utf-8").partition("document.addEventListener")[0]
    code = f"const NAMES = {json.dumps(names)};\n{script}\nconsole.log(JSON.stringify(findNames({json.dumps(words)}, 5)));"
    (tmp_path / "try.js").write_text(code, encoding="utf-8")
    found = json.loads(subprocess.run(["node", tmp_path / "try.js"], capture_output=True, text=True, check=True).stdout)
    assert found
    if first:
        assert found[0][0] == first
