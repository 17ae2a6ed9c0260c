"""Functions are verbs: `widen`, not `widened`. What a name may look like otherwise, and why."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
IRREGULAR = frozenset(
    "begun bound bought broken brought built caught chosen dealt done drawn driven fed forgotten found frozen given gone held "
    "hidden kept known laid led left lent lost made meant met paid said seen sent shown shrunk sold spent spoken stuck taken "
    "taught thought thrown told torn understood woven won worn wound written".split()
)
VERBS = frozenset(
    "cut set split spread embed exceed feed need proceed seed shed speed succeed".split()
)  # as they are said in commands
KNOWN_ELSEWHERE = {
    "named_children": "PyTorch",
    "named_parameters": "PyTorch",
    "named_tensors": "stands beside named_parameters",
    "squared_hinge": "Keras",
    "truncated_normal": "Keras",
    "vectorized_map": "Keras",
    "padded_batch": "TensorFlow",
    "fixed_point": "HIPS autograd",
    "compiled": "Keras",
}
EVENTS = {
    "recorded",
    "played",
}  # what the engine tells those who watch the tape: methods that it calls, called after what happened
# asked in an `if`: was x written behind the tape's back?
QUESTIONS = {"differentiated_around", "kept_for", "written_behind"}


def is_participle(name: str) -> bool:
    """Whether a function's name begins with a participle: `widened`, `_kept_for`, `drawnMark`, but not `copy_if_shared`."""
    first = re.split(r"_|(?=[A-Z])", name.strip("_"))[0]
    return first not in VERBS and (first in IRREGULAR or (first.endswith("ed") and len(first) > 4))


def functions(package: str) -> set[str]:
    """The names of all functions and methods of a package; properties are data, and so nouns or adjectives."""
    found = set()
    for path in (ROOT / package).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and not any("property" in ast.unparse(d) for d in node.decorator_list):
                found.add(node.name)
    return found


def test_a_participle_is_told_from_a_verb():
    assert [name for name in ("widened", "_kept", "told_apart", "split", "seed", "copy_if_shared") if is_participle(name)] == [
        "widened", "_kept", "told_apart",
    ]  # fmt: skip


@pytest.mark.parametrize("package", ["autograd", "nn", "viz", "tests"])
def test_functions_are_called_by_verbs(package):
    found = {name for name in functions(package) if is_participle(name)}
    assert found - KNOWN_ELSEWHERE.keys() - EVENTS - QUESTIONS == set()


def test_functions_of_the_pages_are_called_by_verbs():
    scripts = [path.read_text(encoding="utf-8") for path in (ROOT / "viz").rglob("*.js")]
    names = re.findall(r"^(?:async )?function (\w+)\(", "\n".join(scripts), re.MULTILINE)
    assert len(names) > 80
    assert [name for name in names if is_participle(name)] == []


def test_each_exception_is_still_needed():
    everything = functions("autograd") | functions("nn") | functions("viz")
    assert KNOWN_ELSEWHERE.keys() | EVENTS | QUESTIONS <= everything
