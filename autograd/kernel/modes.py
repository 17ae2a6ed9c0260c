"""What holds while code runs: whether the tape records, who watches it, and inside which scope.

    with no_grad():            # predictions: nothing is recorded
        model(x)

The mode lives in one context variable, so threads and asyncio tasks do not disturb each other, and every
change is undone by its `with` block, whatever happens inside. A mode knows the mode around it. So the object that changes the
mode stores nothing, and one `no_grad()` may be used for several blocks, nested ones too, in several threads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextvars import ContextVar
from typing import Any, NoReturn, Protocol, runtime_checkable

from autograd.kernel.blocks import run_inside


@runtime_checkable
class Watcher(Protocol):
    """An object that is told of each recorded operation and of each backward pass, as long as it watches."""

    everything: bool  # also the steps of a backward pass that nobody is going to differentiate?

    def recorded(self, z: Any) -> None: ...

    def played(self, operations: list[Any]) -> None: ...


class Recording(Protocol):
    """An object that records a function to run it again, and refuses what would make a value of this run a constant."""

    draws: list[Any]  # what each run draws anew: functions, with the leaves that hold what they give
    effects: list[Any]  # what each run does besides computing: functions, with the values they are called with
    since: int  # where on the tape the recording began

    def refuse(self, what: str, instead: str) -> NoReturn: ...

    def uses(self, value: Any) -> None:
        """Called with each constant that an operation computes with: an array, or a Tensor."""


class Scope:
    """A part of a program, such as one call of a layer: the operations that were recorded inside belong to it (see `scope`).

    owner: what ran, such as the layer or a name. parent=None: the scope around it.

    >>> Scope("attention", parent=Scope("encoder")).parent.owner
    'encoder'
    """

    __slots__ = ("owner", "parent")

    def __init__(self, owner: Any, parent: Scope | None = None) -> None:
        self.owner = owner
        self.parent = parent


class Mode:
    """One immutable setting of the tape; `replace` makes a changed copy inside it."""

    __slots__ = ("before", "compiling", "grad", "inside", "plain", "scope", "watchers")

    def __init__(
        self,
        grad: bool = True,
        watchers: tuple[Watcher, ...] = (),
        scope: Scope | None = None,
        compiling: Recording | None = None,
        before: Mode | None = None,
        inside: int = 0,
    ) -> None:
        self.grad = grad  # record operations at all?
        self.watchers = watchers  # told of each recorded tensor
        self.scope = scope  # the innermost Scope
        self.compiling = compiling  # being recorded to run again: nobody may look at a value
        self.inside = inside  # where on the tape the outermost derivative around this code began; 0: there is none
        self.before = before  # what holds again afterwards
        self.plain = grad and not watchers  # nothing to do but record

    def replace(self, **changes: Any) -> Mode:
        settings = {"grad": self.grad, "watchers": self.watchers, "scope": self.scope, "compiling": self.compiling}
        return Mode(**{**settings, "inside": self.inside, **changes}, before=self)


MODE: ContextVar[Mode] = ContextVar("mode", default=Mode())  # noqa: B039 - a Mode never changes


def note_use(value: Any) -> None:
    """Tell a recording for compilation of a constant that is computed with: an array, or a Node."""
    recording = MODE.get().compiling
    if recording is not None:
        recording.uses(value)


def note_inputs(inputs: Iterable[Any], recording: Recording, grad: bool) -> None:
    """Tell a recording for compilation of an operation's inputs: of constants, and of a derivative lost without `grad`."""
    for x in inputs:
        if not x._requires_grad:
            recording.uses(x)
        elif not grad:
            recording.refuse("no_grad()", "the function without it: a program computes gradients only when asked")


def differentiated_around(nodes: Iterable[Any]) -> bool:
    """Whether one of these nodes depends on the variable of the derivative that is being taken around this code.

    Callers ask `mode.inside` first: where it is 0, none is being taken.
    """
    mode = MODE.get()
    return mode.grad and any([x._requires_grad and x.position >= mode.inside for x in nodes])


def leave() -> None:
    """Go back to the mode around this one."""
    mode = MODE.get()
    MODE.set(mode.before or mode)


class Setting:
    """Runs a `with` block, or a function that it decorates, in the mode that `change` makes of the present one."""

    __slots__ = ("change",)

    def __init__(self, change: Callable[[Mode], Mode]) -> None:
        self.change = change

    def __enter__(self) -> None:
        MODE.set(self.change(MODE.get()))

    def __exit__(self, *_: Any) -> None:
        leave()

    def __call__(self, function: Any) -> Any:
        """The function, with each call in this mode; of a generator or a coroutine, each step, but not what runs between."""
        if isinstance(function, type) or not callable(function):
            kind = f"the class {function.__name__}" if isinstance(function, type) else f"a {type(function).__name__}"
            raise TypeError(f"what changes the mode decorates functions, not {kind}: decorate its methods, or use a with block")
        return run_inside(self, function)


def change_mode(**changes: Any) -> Setting:
    """Run a block with some settings of the mode changed."""
    return Setting(lambda mode: mode.replace(**changes))


def no_grad(function: Callable[..., Any] | None = None) -> Any:
    """Record nothing inside the block, or inside the function that it decorates, with or without brackets.

    function=None: the function that it decorates; None for a `with` block. Of a generator function, each step runs so. What
    no_grad() returns may be used for several blocks, also for one inside the other.

    >>> from autograd import Tensor, no_grad
    >>> with no_grad():
    ...     Tensor(2.0).exp().requires_grad
    False
    """
    setting = change_mode(grad=False)
    return setting if function is None else setting(function)


def enable_grad(function: Callable[..., Any] | None = None) -> Any:
    """Record inside the block (or the decorated function), even where it is called under no_grad().

    function=None: the function that it decorates; None for a `with` block.

    >>> from autograd import Tensor, enable_grad, no_grad
    >>> with no_grad(), enable_grad():
    ...     Tensor(2.0).exp().requires_grad
    True
    """
    setting = change_mode(grad=True)
    return setting if function is None else setting(function)


class scope(Setting):
    """Mark what is recorded inside the `with` block, or the decorated function, as one part of the program.

    owner: what drawings and tables call the part, a name or an object such as a layer.

    >>> from autograd import Tensor
    >>> with scope("encoder"):
    ...     y = Tensor(2.0).exp()
    >>> y.scope.owner
    'encoder'
    """

    __slots__ = ("owner",)

    def __init__(self, owner: Any) -> None:
        self.owner = owner

    def __enter__(self) -> None:
        mode = MODE.get()  # written out: every call of a neuron passes here
        MODE.set(Mode(mode.grad, mode.watchers, Scope(self.owner, mode.scope), mode.compiling, mode, mode.inside))

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        MODE.set(MODE.get().before)  # type: ignore[arg-type]  # `leave`, written out

    @staticmethod
    def run(owner: Any, function: Callable[..., Any], *args: Any, **settings: Any) -> Any:
        """Call a function with these arguments as the part of the program that `owner` names; gives its result.

        >>> from autograd import Tensor
        >>> scope.run("encoder", Tensor(2.0).exp).scope.owner
        'encoder'
        """
        mode = MODE.get()
        MODE.set(Mode(mode.grad, mode.watchers, Scope(owner, mode.scope), mode.compiling, mode, mode.inside))
        try:
            return function(*args, **settings)
        finally:
            MODE.set(mode)


def watch(watcher: Watcher) -> Setting:
    """Tell a watcher of every operation recorded inside the block (or the decorated function), and of backward passes.

    watcher: an object with `everything` (whether steps of a backward pass count too), `recorded(z)` and `played(operations)`,
    such as a Tape. Raises TypeError for any other.

    >>> from autograd import Tape, Tensor
    >>> tape = Tape()
    >>> with watch(tape):
    ...     y = Tensor(2.0).exp()
    >>> len(tape)
    1
    """
    if not isinstance(watcher, Watcher):
        raise TypeError(
            f"watch takes an object with everything, recorded(z) and played(operations), got {type(watcher).__name__}"
        )
    return Setting(lambda mode: mode.replace(watchers=(*mode.watchers, watcher)))
