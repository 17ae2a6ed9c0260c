"""tape.explain: the chain rule of one tensor as text and as TeX, and what it refuses."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd import TABLE, Tape, Tensor, leaky_relu, mean, no_grad, stack, where
from autograd.formulas import formula
from autograd.formulas.substitution import bar, fill_in, name, number, place


def compute(text: str) -> float:
    """The value of a formula of numbers as it is printed."""
    for sign, word in (("·", "*"), ("−", "-"), ("²", "**2"), ("^", "**"), ("√", "sqrt"), ("π", "pi")):
        text = text.replace(sign, word)
    text = re.sub(r"\b(ln|sin|cos|tan|sinh|cosh|sign|sqrt) ?(-?[\d.]+|pi)", r"\1(\2)", text)
    text = re.sub(r"\b(ln|sin|cos|tan|sinh|cosh|sign|σ|Φ|φ) \(", r"\1(", text)
    text = re.sub(r"sqrt\(", "sqrt(", text)
    known = {
        "ln": math.log, "sin": math.sin, "cos": math.cos, "tan": math.tan, "sinh": math.sinh, "cosh": math.cosh, "pi": math.pi,
        "sqrt": math.sqrt, "sign": np.sign, "floor": math.floor, "trunc": math.trunc, "e": math.e,
        "σ": lambda x: 1 / (1 + math.exp(-x)),
        "Φ": lambda x: 0.5 * (1 + math.erf(x / math.sqrt(2))), "φ": lambda x: math.exp(-x * x / 2) / math.sqrt(2 * math.pi),
    }  # fmt: skip

    def choose(m):
        return f" {float(eval((m[2] if eval(m[1].strip(), {}, known) else m[3]).strip(), {}, known))!r}"

    while "?" in text:  # the innermost choice first, and of several in a row the last
        text, n = re.subn(r"([^()?:]*) \? ([^()?:]*) : ([^()?:]*)(?=$|[):])", choose, text, count=1)
        if not n:
            text, n = re.subn(r"^(.*?) \? (.*?) : (.*)$", r"((\2) if (\1) else (\3))", text)
        assert n, f"no choice can be read from {text}"
    text = re.sub(r"\[([^]]*)\]", r"(1 if \1 else 0)", text)
    return float(eval(text.replace("!", ""), {"__builtins__": {}}, known))


SCALAR = [op for op in TABLE.values() if op.scalar is not None and op.name not in ("erf", "matmul")]


@pytest.mark.parametrize("op", SCALAR, ids=lambda op: op.name)
def test_the_numbers_in_a_share_give_the_share(op):
    """Every scalar row: the printed formula of numbers, computed, is the derivative that backward() found."""
    xs = [Tensor(value, name=letter) for value, letter in zip((0.75, -0.5, 0.25), "abc")][: len(op.vjps)]
    if op.name in ("pow", "div"):
        xs[1] = Tensor(1.5, name="b")
    if op.name == "arccosh":
        xs[0] = Tensor(1.75, name="a")
    attrs = {"clip": {"low": 0.0, "high": 1.0}, "leaky_relu": {"alpha": 0.01}, "elu": {"alpha": 1.0}}.get(op.name, {})
    z = op(*xs, **attrs)
    tape = Tape.gather(z)
    tape.backward(z, gradient=-2.0)
    for x, rule in zip(xs, op.vjps):
        if rule is None:
            continue
        (line,) = [line for line in str(tape.explain(x)).splitlines() if line.startswith(f"  {x.name} =")]
        parts = line.split("    ", 1)[1].strip().split(" = ")
        assert compute(parts[-1]) == pytest.approx(x.grad, rel=6e-4)
        if len(parts) > 3:  # else the numbers are the result itself
            assert compute(parts[-2]) == pytest.approx(x.grad, rel=2e-3, abs=1e-12), line


def test_two_paths_add_up():
    a, b = Tensor(2.0, name="a"), Tensor(1.0, name="b")
    c = a + b
    d = b + 1
    e = c * d
    e.backward()
    explained = Tape.gather(e).explain(b, names=locals())
    assert explained.gradient == 5.0
    assert (
        str(explained)
        == """\
∂e/∂b = 5, along 2 paths

  e = c · d = 6    ē = 1
  d = b + 1 = 2    d̄ = ē · c = 1 · 3 = 3
  c = a + b = 3    c̄ = ē · d = 1 · 2 = 2
  b = 1            b̄ = c̄ + d̄ = 2 + 3 = 5

  e ← d ← b    ∂e/∂d · ∂d/∂b = 3 · 1 = 3
  e ← c ← b    ∂e/∂c · ∂c/∂b = 2 · 1 = 2"""
    )


def test_the_same_in_tex():
    a, b = Tensor(-2.0, name="a"), Tensor(1.5, name="w0")
    loss = a * b
    loss.backward()
    explained = Tape.gather(loss).explain(b, names={"loss": loss})
    assert (
        explained.latex
        == r"""\begin{array}{l@{\qquad}r@{\;}l}
\frac{\partial \mathrm{loss}}{\partial w_{0}} = -2\text{, along 1 path} &  & \\[4pt]
\mathrm{loss} = {a} \cdot {w_{0}} = -3 & \overline{\mathrm{loss}} & = 1\\[4pt]
w_{0} = 1.5 & \bar{w}_{0} & = {\overline{\mathrm{loss}}} \cdot {a} = {1} \cdot {(-2)} = -2
\end{array}"""
    )
    assert explained._repr_latex_() == f"$$\n{explained.latex}\n$$"
    assert repr(explained) == str(explained)


def test_a_value_used_twice_by_one_operation_has_two_shares():
    x = Tensor(3.0, name="x")
    y = x * x
    y.backward()
    assert "x̄ = ȳ · x + ȳ · x = 1 · 3 + 1 · 3 = 6" in str(Tape.gather(y).explain(x, names={"y": y}))


def test_a_result_explains_itself_and_a_seed_that_is_not_1_is_named():
    x = Tensor(3.0, name="x")
    y = -x
    tape = Tape.gather(y)
    tape.backward(y, gradient=2.0)
    assert str(tape.explain(y, names={"y": y})).splitlines()[-1] == "  y = −x = −3    ȳ = 2"
    assert str(tape.explain(x, names={"y": y})).startswith("x̄ = ȳ · ∂y/∂x = −2, along 1 path")
    z = y * 2.0
    tape = Tape.gather(z)
    x.zero_grad()
    tape.backward(z, gradient=3.0)
    assert str(tape.explain(x, names={"y": y, "z": z})).endswith("z ← y ← x    z̄ · ∂z/∂y · ∂y/∂x = 3 · 2 · (−1) = −6")


def test_negative_numbers_stand_in_brackets_where_they_would_be_misread():
    known = {"x": number(-1.5), "y": number(-2.0), r"\bar z": number(-3.0), "z": number(2.25)}
    assert fill_in("x^y", known).text == "(−1.5)^(−2)"
    assert fill_in(r"-\bar z\,\frac{z}{y}", known).text == "−(−3) · 2.25/(−2)"
    assert fill_in(r"\bar z\,(1 - z^2)", known).tex == r"{-3} \cdot (1 - {2.25}^2)"
    assert fill_in(r"x > y \,?\, \bar z : 0", known).text == "−1.5 > −2 ? −3 : 0"


def test_numbers_beyond_the_ordinary():
    texts = {0.0: "0", 1 / 3: "0.3333", 1e-12: "1e−12", math.inf: "∞", -math.inf: "−∞", math.nan: "NaN", 123456.0: "1.235e+05"}
    assert number(-0.0).text == "0"
    assert {x: number(x).text for x in texts} == texts
    assert number(-2.5e-7).tex == r"-2.5 \cdot 10^{-7}"


def test_names_are_harmless_in_tex():
    assert name("a_b%").tex == r"\mathrm{a\_b\%}"
    assert name("w[3]").tex == name("w_3").tex == "w_{3}"
    assert name(r"\evil{x}").tex == r"\mathrm{\ evil\ x\ }"
    assert name("θ", 12).tex == r"θ_{\#12}"
    assert bar(name("x", 7)).text == "x̄#7"


def test_tensors_of_one_name_are_told_apart_by_their_positions():
    xs = [Tensor(2.0, name="w"), Tensor(3.0, name="w")]
    y = xs[0] * xs[1]
    y.backward()
    text = str(Tape.gather(y).explain(xs[1], names={"y": y}))
    first, second = (f"w#{x.position}" for x in xs)
    assert f"y = {first} · {second} = 6" in text


def test_arrays_stand_with_their_shapes():
    x = Tensor(np.ones((4, 3)), requires_grad=False, name="X")
    w, b = Tensor(np.ones((3, 2)), name="W"), Tensor(np.zeros(2), name="b")
    a = x @ w
    s = a + b
    loss = mean(np.tanh(s))
    loss.backward()
    tape = Tape.gather(loss)
    lines = str(tape.explain(w, names=locals())).splitlines()
    assert lines[0] == "∂loss/∂w = [3×2], along 1 path"
    assert lines[-1].split() == "w = [3×2] w̄ = xᵀ · ā = [3×2]".split()
    assert str(tape.explain(b, names=locals())).splitlines()[-1].endswith("b̄ = Σ s̄ = [2]")
    assert str(tape.explain(loss, names=locals())).splitlines()[2].split("    ")[0].startswith("  loss = mean(#")


def test_a_number_that_meets_a_column_sums_what_comes_back():
    w = Tensor(2.0, name="w")
    loss = mean(w * np.array([1.0, 2.0, 6.0]))
    loss.backward()
    last = str(Tape.gather(loss).explain(w)).splitlines()[-1]
    assert re.search(r"w̄ = Σ (?:[#\d]\u0304)+ · #\d+ = 3$", last)


def test_settings_and_indices_are_spelled_out():
    x = Tensor(np.array([3.0, -1.0]), name="x")
    y = stack([x[0], x[1]]).sum(axis=0)
    y.backward()
    text = str(Tape.gather(y).explain(x))
    assert "index(x, key=0) = 3" in text
    assert re.search(r"stack\(#\d+, #\d+, axis=0\) = \[2\]", text)
    assert re.search(r"sum\(#\d+, axis=0\) = 2", text)
    v = Tensor(0.5, name="v")
    z = np.clip(v, 0.0, 1.0)
    z.backward()
    assert "z = min(max(v, 0), 1) = 0.5" in str(Tape.gather(z).explain(v, names={"z": z}))


def test_choices_stand_in_brackets_inside_a_sum():
    x = Tensor(2.0, name="x")
    y = np.maximum(x, 1.0) + x
    y.backward()
    assert "(x > 1 ? #̄" in str(Tape.gather(y).explain(x)).splitlines()[4]


def test_a_long_tape_is_cut_in_the_middle_and_says_so():
    w = Tensor(0.5, name="w")
    y = w
    for i in range(100):
        y = y * 0.99 if i % 2 else y + w
    y.backward()
    explained = Tape.gather(y).explain(w)
    lines = str(explained).splitlines()
    assert len(lines) == 2 + 8 + 1 + 16
    assert lines[10].split() == ["⋮", "77", "steps", "more", "⋮"]
    found = re.search(r"\[45 more: ([\d.]+)\]", lines[-1])  # 52 uses, 7 of them written
    assert found or re.search(r"\[46 more: ([\d.]+)\]", lines[-1])
    assert lines[-1].endswith(f" = {w.grad:.4g}")
    assert explained.gradient == w.grad
    assert "77 steps more" in explained.latex


def test_paths_beyond_counting():
    x = Tensor(1.0, name="x")
    y = x
    for _ in range(60):
        y = y + y
    y.backward()
    text = str(Tape.gather(y).explain(x))
    assert text.startswith(f"∂#{y.position}/∂x")
    assert "along more than a billion paths" in text
    assert Tape.gather(y).explain(x).gradient == 2.0**60


def test_old_gradients_of_a_leaf_are_told_apart():
    x = Tensor(3.0, name="x")
    (x * x).backward()
    y = x * x
    y.backward()
    text = str(Tape.gather(y).explain(x))
    assert text.splitlines()[0].endswith("= 6, along 2 paths")
    assert text.endswith("x.grad is 12: the other 6 came from other passes, or from operations that are not on this tape")
    x.zero_grad()
    assert str(Tape.gather(y).explain(x)).endswith("x.grad was cleared since")


def test_another_result_can_be_asked_for():
    x = Tensor(3.0, name="x")
    with Tape() as tape:
        y = x * 2.0
        z = x * 5.0
    tape.backward(z)
    tape.backward(y)
    assert tape.explain(x).gradient == 5.0
    assert tape.explain(x, result=y).gradient == 2.0


@pytest.mark.parametrize(
    ("explain", "error", "says"),
    [
        (lambda tape, x, far: tape.explain(far), ValueError, "'far' .* is not on this tape"),
        (lambda tape, x, far: tape.explain(3.0), TypeError, "explain takes a Tensor on the tape, got float"),
        (lambda tape, x, far: tape.explain(x), RuntimeError, r"no backward pass was played .* call loss.backward\(\) first"),
        (lambda tape, x, far: tape.explain(x, result=far), ValueError, "'far' .* result= is one of its operations"),
    ],
)
def test_refusals_teach(explain, error, says):
    x, far = Tensor(2.0, name="x"), Tensor(1.0, name="far")
    tape = Tape.gather(x * x)
    with pytest.raises(error, match=says):
        explain(tape, x, far)


def test_constants_and_dead_ends_are_refused_by_name():
    x, c = Tensor(2.0, name="x"), Tensor(5.0, requires_grad=False, name="c")
    with Tape() as tape:
        y = x * c
        dead = y * 2.0
        z = y + 1.0
    tape.backward(z)
    with pytest.raises(ValueError, match=r"'c' .* is not differentiated"):
        tape.explain(c)
    dead.name = "dead"
    with pytest.raises(ValueError, match="does not depend on 'dead'"):
        tape.explain(dead)


def test_a_leaf_that_was_written_since_is_refused():
    x = Tensor(2.0, name="x")
    y = x * x
    y.backward()
    x.data -= 0.1 * x.grad
    with pytest.raises(RuntimeError, match=r"'x' .* was written after mul"):
        Tape.gather(y)
    with Tape() as tape:
        y = x * x
    y.backward()
    x.data = 1.0
    with pytest.raises(RuntimeError, match=r"'x' .* was written after mul"):
        tape.explain(x)


@given(st.lists(st.tuples(st.sampled_from("+*-tm"), st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=20))
@settings(max_examples=60, deadline=None)
def test_every_gradient_of_a_random_program_is_explained(program):
    values = [Tensor(value, name=letter) for value, letter in zip((0.5, -1.25, 2.0), "abc")]
    run = {
        "+": lambda x, y: x + y, "*": lambda x, y: x * y, "-": lambda x, y: x - y, "t": lambda x, y: x.tanh(),
        "m": lambda x, y: where(x > y, x, y * 0.5),
    }  # fmt: skip
    for op, i, j in program:
        values.append(run[op](values[-1 - i % len(values)], values[-1 - j % len(values)]))
    values[-1].backward()
    tape = Tape.gather(values[-1])
    for x in {x for z in tape for x in (z, *z.inputs) if x.requires_grad}:
        explained = tape.explain(x)
        assert explained.gradient == x.grad
        assert str(explained).count("\n") >= 2
        assert explained.latex.count("{") == explained.latex.count("}")


def test_the_tex_is_typeset():
    """Each cell is understood by a TeX parser (matplotlib's): for every row of the table that makes one number."""
    mathtext = pytest.importorskip("matplotlib.mathtext", reason="needs matplotlib: pip install -e '.[plot]'")
    parser = mathtext.MathTextParser("path")
    a, b = Tensor(0.75, name="a"), Tensor(-0.5, name="w_0")
    for op in SCALAR:
        letters = formula.letters(op)
        names = {**dict(zip(letters, (name("a"), name("loss"), name("w0")))), "z": place(12), r"\bar z": bar(place(12))}
        numbers = {**dict(zip(letters, map(number, (0.75, -0.5, 1e-7)))), "z": number(-2.0), r"\bar z": number(-1.5)}
        for tex in op.tex:
            for known in (names, numbers):
                parser.parse(f"${fill_in(tex, known).tex}$")
    z = np.exp(a * b) - b / a
    z.backward()
    _, *rows, _ = Tape.gather(z).explain(a).latex.split("\n")
    for cell in [cell for row in rows for cell in row.removesuffix(r"\\[4pt]").split(" & ") if cell.strip()]:
        parser.parse(f"${cell}$")


def test_inside_no_grad_it_still_explains():
    x = Tensor(2.0, name="x")
    y = x * x
    y.backward()
    with no_grad():
        assert Tape.gather(y).explain(x).gradient == 4.0


def test_a_setting_that_was_left_out_stands_at_its_default():
    x = Tensor(-2.0, name="x")
    z = leaky_relu(x)
    z.backward()
    explained = str(Tape.gather(z).explain(x))
    assert "x > 0 ? x : 0.2 · x" in explained
