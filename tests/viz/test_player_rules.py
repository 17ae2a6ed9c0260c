"""The rules of the op table as the player's JavaScript has them, compared with Python's, row by row."""

from __future__ import annotations

import itertools
import json
import math
import shutil
import subprocess

import pytest

from autograd import TABLE, Op, Tensor
from viz import play
from viz.player.page import harmless, source
from viz.player.rules import table

NUMBERS = [-3.7, -1.0, -0.8, -0.3, 0.0, 0.1, 0.4, 0.9, 1.0, 2.5, 6.0]
NODE = shutil.which("node")


def in_javascript(text):
    """What a script, run by node after the page's rules, prints as JSON."""
    if NODE is None:
        pytest.skip("node is not installed: the rules are compared in the browser only")
    done = subprocess.run([NODE, "-"], input=text, capture_output=True, text=True, check=True, timeout=60)
    return json.loads(done.stdout)


SPELLED = [op for op in TABLE.values() if op.js]
CHOICES = [[c, x, y] for c in (0.0, 1.0) for x in NUMBERS[:3] for y in NUMBERS[3:6]]


def settings_of(op):
    """The settings, all of them numbers, of the row's samples and its defaults."""
    found = [op.arguments.with_defaults(sample.settings) for sample in op.samples()]
    usable = [s for s in found if all(isinstance(v, float) for v in s.values())]
    return list({str(s): s for s in usable}.values()) or [{}]


def cases():
    """Each rule in JavaScript at many points, with Python's value and shares for the gradient 1.5."""
    found = []
    for op, attrs in [(row, chosen) for row in SPELLED for chosen in settings_of(row)]:
        n = len(op.vjps)
        for point in CHOICES if n == 3 else map(list, itertools.product(NUMBERS, repeat=n)):
            inputs = [Tensor(x) for x in point]
            z = op(*inputs, **attrs)
            (z * 1.5).backward()
            found.append((op.name, point, attrs, z.item(), [x.grad for x in inputs]))
    return found


def same(got, expected):
    got, expected = (math.nan if x is None else float(x) for x in (got, expected))
    return math.isclose(got, expected, rel_tol=1e-12, abs_tol=1e-15) or (math.isnan(got) and math.isnan(expected))


def test_every_rule_in_javascript_agrees_with_its_row():
    found = cases()
    asked = harmless([[name, point, attrs] for name, point, attrs, *_ in found])
    answers = in_javascript(
        "\n".join([table(), source("functions.js")])
        + f"""
        console.log(JSON.stringify({asked}.map(([name, point, attrs]) => {{
          const row = RULES[name];
          const z = row.forward(...point, attrs);
          return [z, ...row.shares.map((rule, i) => rule ? rule(1.5, z, ...point, attrs) : null)].map(String);
        }})));"""
    )
    assert len(answers) == len(found) > 1000
    for (name, point, _, z, grads), (value, *shares) in zip(found, answers):
        read = [math.nan if x in ("NaN", "null") else float(x.replace("Infinity", "inf")) for x in (value, *shares)]
        assert same(read[0], z), (name, point, read[0], z)
        for got, expected in zip(read[1:], grads):
            assert same(got, expected), (name, point, got, expected)


def test_every_row_for_single_numbers_has_a_rule_in_javascript():
    assert [op.name for op in TABLE.values() if op.scalar is not None and not op.js] == ["matmul"]  # which refuses numbers
    assert {"sigmoid", "softplus", "leaky_relu", "elu", "gelu", "gelu_tanh", "gelu_slope", "silu", "clip", "alias"} <= {
        op.name for op in SPELLED
    }


def test_a_row_of_ones_own_is_played_as_its_javascript_says():
    op = Op("cubed_</script>", lambda x, *, by=1.0: by * x**3, (lambda g, z, x, by=1.0: g * (3.0 * by * x * x),), "x³",
            ("a x^3", r"3 a x^2\,\bar z"), lambda: [], js=("by * x ** 3", "g * (3 * by * x * x)"))  # fmt: skip
    try:
        assert play(op(Tensor(2.0), by=0.5)).html.count("</script>") == 2
        script = f"""
          const row = RULES[{harmless(op.name)}];
          console.log(JSON.stringify([row.forward(2, {{ by: 0.5 }}), row.shares[0](1, 4, 2, {{ by: 0.5 }})]));"""
        assert in_javascript("\n".join([table(), source("functions.js"), script])) == [4, 6]
    finally:
        del TABLE[op.name]
