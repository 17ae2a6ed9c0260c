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
  On Tensors `kept` is None: there the rule computes everything from the inputs, so that it is recorded. A rule may overwrite
  what was kept, which is computed anew for a second pass; its gradients share no memory with it.
* Rules never un-broadcast: the tape does, in one place.
* `oracle(*inputs, **settings)` computes the forward another way. Of a row with a `ufunc` NumPy's function is the oracle.
* `js` says the forward, and then each rule, as JavaScript of single numbers in the same letters; "0" where there is no rule.
* The arguments of the rules name the inputs and settings of the row, and say which may be left out. Any other call is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from autograd import text
from autograd.kernel.arguments import arguments, takes_settings
from autograd.kernel.joint import call_rule, compute, keep_for_rule, one_of_all
from autograd.kernel.modes import MODE, note_inputs
from autograd.kernel.node import N, Node, constant
from autograd.kernel.rows import NUMPY, TABLE, Found, Sample, Told, choose_kinds, enter, home, require_complete, row
from autograd.kernel.values import let_answer, misfit, plain_result, plain_value, result_value
from autograd.kernel.writes import find_shown_leaf, next_position, note_writes

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = ["NUMPY", "TABLE", "Op", "Sample", "apply_rule", "put_on_tape", "record", "row"]

Rule = Callable[..., Any]


@dataclass(frozen=True, eq=False)
class Op:
    r"""A row of the op table: `op(*inputs, **settings)` runs it, and records it when an input is a Tensor.

    name: what it is called. forward: how it is computed. vjps: the derivative for each input, or None; of one input the rule
    itself will do. label: in drawings, the name if left out. tex: its formula, then each derivative's. samples: makes inputs
    for tests. The others, scalar, variadic, singular, chooses, into, linear, joint, real, floating, ufunc, listed, doc, oracle,
    js and source, may be left out: the comments beside the fields say what each means. Raises ValueError for an incomplete row,
    and for a name that another row has.

    >>> Op("twice", lambda x: x + x, lambda g, z, x: g + g, listed=False)(4.0)
    8.0
    """

    name: str
    forward: Rule
    vjps: tuple[Rule | None, ...]  # or the one rule of a single input
    label: str = ""
    tex: tuple[str, ...] = ()  # the formula, then one derivative per vjp
    samples: Callable[[], list[Sample]] = list
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
    particular: bool = field(init=False)  # about the kind of numbers it takes
    single: Rule | None = field(init=False)  # the rule of a plain unary row: the tape's short cut
    pair: tuple[Rule, Rule] | None = field(init=False)  # both rules of a plain binary row: likewise

    def __post_init__(self) -> None:
        require_complete(self)
        plain = None not in self.vjps and not self.variadic and not self.joint
        both = self.vjps if plain and len(self.vjps) == 2 and not takes_settings(self.vjps[0], 2) else None  # it passes none
        single = self.vjps[0] if plain and len(self.vjps) == 1 else None
        facts = {"single": single, "pair": both, "oracle": self.oracle or self.ufunc, "particular": self.floating or self.real}
        for name, fact in (facts | {"__name__": self.name}).items():
            object.__setattr__(self, name, fact)
        if self.listed:
            enter(self)

    arguments = Found(lambda op: arguments(op.name, op.forward, op.vjps, op.variadic, op.joint))  # its inputs and settings
    alone = Found(lambda op: op.arguments.alone)  # how many inputs will do without settings: asked at every call

    __doc__ = Told(lambda op: text.description.description(op), __doc__)
    __signature__ = Told(lambda op: op.arguments.signature)

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
        try:
            values = [plain_value(x) for x in inputs]
        except (TypeError, ValueError) as error:
            return let_answer(self, inputs, settings, error)
        return plain_result(self.compute(values, settings), inputs)

    def __repr__(self) -> str:
        return f"<op {self.name}>"

    def __reduce__(self) -> Any:
        return row, (self.name,)  # a row is pickled and copied by name: there is one of each

    def run(self, values: list[Any], settings: dict[str, Any] | None) -> Any:
        """Run the forward on floats and arrays. Inputs that it cannot take raise an error that names the op and the shapes."""
        if self.scalar is not None and type(values[0]) is float and all([type(x) is float for x in values]):
            try:
                return self.scalar(*values, **settings) if settings else self.scalar(*values)
            except (ArithmeticError, ValueError):  # Python refuses 1/0, log 0 and exp 1000; IEEE does not
                values = [np.float64(x) for x in values]
        if self.particular:
            values = choose_kinds(self, values)
        try:
            return self.forward(*values, **settings) if settings else self.forward(*values)
        except (ValueError, IndexError, TypeError, AttributeError) as error:
            raise misfit(self.name, error, values, settings) from None  # the message holds it all

    home = property(home)
    compute = compute

    def rule(self, i: int) -> Rule | None:
        """The rule for input i."""
        vjp = self.vjps[0 if self.variadic else i]
        return partial(one_of_all, self, i) if vjp is not None and (self.variadic or self.joint) else vjp

    def contributions(self, wanted: Sequence[int], g: Any, z: Any, inputs: Any, settings: Any, kept: Any = None) -> Any:
        """What the rules give for the wanted inputs, in this order; all of them have a rule.

        kept: what the forward of a joint row kept for the rule; None if there is nothing.
        """
        if self.joint or self.variadic:
            return call_rule(self, wanted, g, z, inputs, settings, kept)
        return (apply_rule(self.vjps[i], g, z, *inputs, **settings) for i in wanted)


def apply_rule(rule: Any, *values: Any, **settings: Any) -> Any:
    """What a rule gives. Where Python's floats raise (1/0, exp 1000), NumPy's floats give IEEE's answer."""
    try:
        return rule(*values, **settings)
    except ArithmeticError:
        return rule(*[np.float64(v) if type(v) is float else v for v in values], **settings)


def record(cls: type[N], op: Op, inputs: tuple[Any, ...], settings: dict[str, Any] | None = None) -> N:
    """Run an operation and put it on the tape; plain numbers and arrays among the inputs are constants."""
    values = []
    for x in inputs:
        if not isinstance(x, Node):
            inputs = tuple([x if isinstance(x, Node) else constant(cls, x) for x in inputs])
            values = [x._value for x in inputs]
            break
        values.append(x._value)
    found = op.run(values, settings)
    if op.joint:
        return keep_for_rule(put_on_tape(cls, op, inputs, settings, found[0]), found[1])
    return put_on_tape(cls, op, inputs, settings, found)


def put_on_tape(cls: type[N], op: Op, inputs: tuple[Any, ...], settings: dict[str, Any] | None, data: Any) -> N:
    """The Node of an operation that gave `data`: on the tape if an input is differentiated, else a constant."""
    mode = MODE.get()
    recorded = False
    for x in inputs:
        recorded = recorded or x._requires_grad
        if x._witness is not None:
            note_writes((x,))
    if mode.compiling is not None:
        note_inputs(inputs, mode.compiling, mode.grad)
    z = object.__new__(cls)
    if type(data) is not float and not (type(data) is type(inputs[-1]._value) and data.ndim and data.dtype.kind == "f"):
        data = result_value(data, inputs, z)
        if type(data) is not float and data.dtype.kind in "iub":
            recorded = recorded and mode.compiling is not None  # whole numbers and booleans have no derivative
    z._value = data
    z.position = next_position()
    z._grad = z.name = z._witness = None
    if recorded and mode.grad:
        z._requires_grad = True
        z.op = op
        z._first, z._second = inputs if len(inputs) == 2 else (inputs[0] if len(inputs) == 1 else inputs, None)
        z.settings = settings
        z.scope = mode.scope
        for watcher in mode.watchers:
            watcher.recorded(z)
        return z
    z._requires_grad = False
    z._first = z._second = z.op = z.settings = z.scope = None
    if type(data) is np.ndarray and (data.base is not None or data is inputs[0]._value):
        z._witness = find_shown_leaf(data, inputs)
    return z
