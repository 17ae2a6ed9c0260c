"""One complete row of the op table, and the table itself.

An Op declares an operation once: how to compute it, the derivative for each input, one sentence about it, how a drawing
labels it, its formula, the inputs that exercise it, an oracle and its JavaScript. Running, differentiating, gradient
checking, `help`, drawing, the tape player, the reference and the tests all read this row; a new operation touches nothing else.

    mul = Op("mul", operator.mul,
             vjps=(lambda g, z, x, y: g * y,
                   lambda g, z, x, y: g * x),
             doc="The product of x and y, element by element.", js=("x * y", "g * y", "g * x"), ufunc=np.multiply,
             label="×", tex=(r"x \\cdot y", r"\\bar z\\, y", r"\\bar z\\, x"), samples=binary())

* `forward(*inputs, **settings)` takes plain numbers and arrays; arrays are positional, settings are keywords. One that
  also takes `out=` as NumPy's functions do writes into memory that a compiled program keeps.
* `vjps[i](g, z, *inputs, **settings)` is input i's contribution, given `g`, the gradient of the result `z`; None where there
  is no derivative. A rule is written with Python operators, NumPy functions and other rows, so the same rule
  runs on floats, on arrays and on Tensors, and on Tensors it is recorded and can be differentiated again.
* A row whose rules share work is `joint`: `forward` gives `(z, kept)`, and one rule gives the gradients of all inputs that are
  wanted, `rule(g, z, kept, *inputs, wanted=indices, **settings)`. It stands in `vjps` for each input that has a derivative.
  On Tensors `kept` is None: there the rule is written out, so that it is recorded. A rule that uses up
  what was kept finds it anew in a second pass; its gradients share no memory with it.
* Rules never un-broadcast: the tape does, in one place.
* `oracle(*inputs, **settings)` computes the forward another way. Of a row with a `ufunc` NumPy's function is the oracle.
* `js` says the forward, and then each rule, as JavaScript of single numbers in the same letters; "0" where there is no rule.
* The names of inputs and settings, and what may be left out, are the rules' own: a call of anything else is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, overload

import numpy as np
from numpy.typing import ArrayLike

from autograd.kernel.arguments import LENT, Arguments, arguments
from autograd.kernel.modes import note_use
from autograd.kernel.node import N, Node, record
from autograd.kernel.values import as_value, copy_in, keep_precision
from autograd.text.description import description

TABLE: dict[str, Op] = {}  # every row, in order of declaration
NUMPY: dict[Any, Any] = {}  # NumPy's ufuncs to the rows that differentiate them

Rule = Callable[..., Any]


@dataclass(frozen=True, eq=False)
class Sample:
    """Inputs that exercise a row in tests.

    inputs: the tuple of numbers and arrays. settings={}: the row's keyword arguments. grads=None: the gradients of the result's
    sum by each input, written out, for kinks and extremes where finite differences cannot judge.

    >>> Sample((0.0,), grads=(0.5,)).inputs
    (0.0,)
    """

    inputs: tuple[Any, ...]
    settings: dict[str, Any] = field(default_factory=dict)
    grads: tuple[Any, ...] | None = None  # for kinks and extremes, where finite differences cannot judge


class Told:
    """What a row says of itself to `help` and `inspect`, found when asked for; the class Op keeps its own."""

    def __init__(self, of: Callable[[Any], Any], own: Any = None) -> None:
        self.of, self.own = of, own

    def __get__(self, op: Any, kind: type) -> Any:
        if op is not None:
            return self.of(op)
        if self.own is None:
            raise AttributeError
        return self.own


@dataclass(frozen=True, eq=False)
class Op:
    """A row: `op(*inputs, **settings)` runs it, and records it when an input is a Tensor."""

    name: str
    forward: Rule
    vjps: tuple[Rule | None, ...]
    label: str
    tex: tuple[str, ...]  # the formula, then one derivative per vjp
    samples: Callable[[], list[Sample]]
    scalar: Rule | None = None  # a faster forward for Python floats
    variadic: bool = False  # any number of inputs: the one rule is called as vjp(g, z, *inputs, wanted=indices, **settings)
    singular: bool = False  # the derivative can be infinite or NaN where the value is not: see kernel.choices
    chooses: bool = False  # the rules choose: what was not chosen gets a 0 that no later infinity undoes, see kernel.choices
    into: Rule | None = None  # into(out, g, **settings) adds the contribution to an array: spares a whole array per use
    linear: bool = False  # in each of its inputs alone: forward carries a tangent as it carries a value, see derivatives.push
    joint: bool = False  # forward gives (z, kept), one rule all gradients; forward(room=) may write into an earlier run's kept
    real: bool = False  # of real numbers alone: complex ones are refused
    floating: bool = False  # computes in floats: whole numbers and booleans become some, but labels and masks (no rule) stay
    ufunc: Any = None  # the NumPy ufunc this row differentiates
    listed: bool = True  # False: not in the table, since it has nothing to differentiate
    doc: str = ""  # one sentence that says what it computes
    oracle: Rule | None = None  # the forward computed another way, which the tests compare with; None: the ufunc itself
    js: tuple[str, ...] = ()  # the forward, then each rule, of single numbers in JavaScript; (): the player has none
    source: str = ""  # where the method comes from: author, year, arXiv
    arguments: Arguments = field(init=False, repr=False)  # how many inputs it takes, and which settings
    alone: Sequence[int] = field(init=False, repr=False)  # how many inputs will do without settings: asked at every call
    single: Rule | None = field(init=False)  # the rule of a plain unary row: the tape's short cut
    pair: tuple[Rule, Rule] | None = field(init=False)  # both rules of a plain binary row: likewise

    def __post_init__(self) -> None:
        if len(self.tex) != 1 + len(self.vjps):
            raise ValueError(f"row {self.name!r}: {len(self.vjps)} rules need {1 + len(self.vjps)} formulas in tex")
        if self.js and len(self.js) != 1 + len(self.vjps):
            raise ValueError(f"row {self.name!r}: {len(self.vjps)} rules need {1 + len(self.vjps)} expressions in js")
        if not (self.label and callable(self.forward) and callable(self.samples)):
            raise ValueError(f"row {self.name!r} is incomplete: it needs forward, label and samples")
        before = TABLE.get(self.name) if self.listed else None
        if before is not None and (before.home != self.home or self.home.startswith("autograd.")):
            raise ValueError(f"two rows are called {self.name!r}: the other one is declared in {before.home}")
        took = arguments(self.name, self.forward, self.vjps, self.variadic, self.joint)
        plain = None not in self.vjps and not self.variadic and not self.joint
        both = self.vjps if plain and len(self.vjps) == 2 and not (took.settings or took.open) else None  # it passes none
        self._keep(oracle=self.oracle or self.ufunc)
        self._keep(arguments=took, alone=took.alone, single=self.vjps[0] if plain and len(self.vjps) == 1 else None, pair=both)
        self._keep(__name__=self.name)
        if not self.listed:
            return
        for ufunc in [known for known, found in NUMPY.items() if found is before is not None]:
            del NUMPY[ufunc]
        TABLE[self.name] = self  # in the place of one that a notebook's cell, run once more, has declared before
        if self.ufunc is not None:
            NUMPY[self.ufunc] = self

    __doc__ = Told(description, __doc__)
    __signature__ = Told(lambda op: op.arguments.signature)

    def _keep(self, **facts: Any) -> None:
        for name, fact in facts.items():
            object.__setattr__(self, name, fact)

    @overload
    def __call__(self, x: N, /, *inputs: Any, **settings: Any) -> N: ...
    @overload
    def __call__(self, x: ArrayLike, y: N, /, *inputs: Any, **settings: Any) -> N: ...
    @overload
    def __call__(self, x: ArrayLike, y: ArrayLike, z: N, /, *inputs: Any, **settings: Any) -> N: ...
    @overload
    def __call__(self, *inputs: ArrayLike, **settings: Any) -> float | np.ndarray: ...
    def __call__(self, *inputs: Any, **settings: Any) -> Any:
        if settings or len(inputs) not in self.alone:
            self.arguments.check(inputs, settings)
        for x in inputs:
            if isinstance(x, Node):
                return record(type(x), self, inputs, settings or None)
        for x in inputs:
            if type(x) is np.ndarray:
                note_use(x)
        try:
            values = [
                x if type(x) is float or (type(x) is np.ndarray and x.dtype.kind == "f" and x.ndim) else as_value(copy_in(x))
                for x in inputs
            ]
        except (TypeError, ValueError) as error:
            raise type(error)(f"{self.name}: {error}") from None
        data = self.compute(values, settings)
        if type(data) is not float:
            data = as_value(data)
            if type(data) is not float and type(values[-1]) is float and data.dtype.char == "d":
                data = keep_precision(data, inputs)
        return data

    def __repr__(self) -> str:
        return f"<op {self.name}>"

    def __reduce__(self) -> Any:
        return row, (self.name,)  # a row is pickled and copied by name: there is one of each

    def compute(self, values: list[Any], settings: dict[str, Any] | None) -> Any:
        """The value for floats and arrays."""
        found = self.run(values, settings)
        return found[0] if self.joint else found

    def run(self, values: list[Any], settings: dict[str, Any] | None) -> Any:
        """What the forward gives for floats and arrays; what it cannot do raises an error that names the op and the shapes."""
        if self.scalar is not None:
            for x in values:
                if type(x) is not float:
                    break
            else:
                try:
                    return self.scalar(*values, **settings) if settings else self.scalar(*values)
                except (ArithmeticError, ValueError):  # Python refuses 1/0, log 0 and exp 1000; IEEE does not
                    values = [np.float64(x) for x in values]
        if self.real:
            self.refuse_complex(values)
        if self.floating:
            for i, x in enumerate(values):
                if type(x) is not float and x.dtype.kind in "iub" and self.rule(i) is not None:
                    values = [*values[:i], x.astype(float), *values[i + 1 :]]
        try:
            return self.forward(*values, **settings) if settings else self.forward(*values)
        except (ValueError, IndexError, TypeError, AttributeError) as error:
            raise self.misfit(error, values, settings) from error

    def refuse_complex(self, values: Sequence[Any]) -> None:
        """TypeError if one of the inputs is complex."""
        if any([type(x) is not float and x.dtype.kind == "c" for x in values]):
            raise TypeError(
                f"{self.name} is for real numbers, and got complex ones: give it their size np.abs(t), "
                "their angle np.angle(t), or np.real(t) and np.imag(t)"
            )

    def misfit(self, error: Exception, values: Sequence[Any], settings: dict[str, Any] | None = None) -> Exception:
        """NumPy's complaint with the op's name and the shapes in front."""
        kind = type(error) if isinstance(error, (ValueError, IndexError)) else TypeError
        shapes = " and ".join(str(np.shape(x)) for x in values)
        written = "".join(f", {key}={value!r}" for key, value in (settings or {}).items() if key not in LENT)
        return kind(f"{self.name} of shapes {shapes}{written}: {error}")

    @property
    def home(self) -> str:
        """The module that declares it: where its rules are written."""
        return str(next((rule.__module__ for rule in self.vjps if rule), getattr(self.forward, "__module__", "numpy")))

    def rule(self, i: int) -> Rule | None:
        """The rule for input i."""
        vjp = self.vjps[0 if self.variadic else i]
        return partial(_one_of_all, self, i) if vjp is not None and (self.variadic or self.joint) else vjp

    def contributions(
        self, wanted: Sequence[int], g: Any, z: Any, inputs: Sequence[Any], settings: dict[str, Any], kept: Any = None
    ) -> Iterable[Any]:
        """What the rules give for the wanted inputs, in this order; all of them have a rule.

        kept: what the forward of a joint row left, None if that is not to be had: between plain values it runs again.
        """
        if self.joint:
            if kept is None and not any([isinstance(v, Node) for v in (g, z, *inputs)]):
                z, kept = self.run(list(inputs), settings)
            return apply_rule(self.vjps[0], g, z, kept, *inputs, wanted=wanted, **settings)
        if self.variadic:
            return apply_rule(self.vjps[0], g, z, *inputs, wanted=wanted, **settings)
        return (apply_rule(self.vjps[i], g, z, *inputs, **settings) for i in wanted)


def _one_of_all(op: Op, i: int, g: Any, z: Any, *inputs: Any, **settings: Any) -> Any:
    (contribution,) = op.contributions((i,), g, z, inputs, settings)
    return contribution


def apply_rule(rule: Any, *values: Any, **settings: Any) -> Any:
    """What a rule gives; where Python's floats refuse (1/0, exp 1000), what IEEE has for an answer."""
    try:
        return rule(*values, **settings)
    except ArithmeticError:
        return rule(*[np.float64(v) if type(v) is float else v for v in values], **settings)


def row(name: str) -> Op:
    """The row of this name."""
    return TABLE[name]
