"""What a recorded function saw besides its arguments, and whether all of it is still what it was.

A program holds what names meant and constants held when it was recorded. Before each run they are looked at again, and
if one has changed, the function is recorded anew:

* names that the function reads: its closure, its module's globals, default values, attributes; the same for functions
  and methods of its module that it reaches by them, and for what its method `sees()` lists, if it is an object with one;
* lists, dicts and arrays found there, and arrays that an operation used from elsewhere;
* constant Tensors that an operation used. (Tensors that require gradients are read at each run anyway.)

Where `f` is an object that says `watches_itself = True`, its owner looks after the names that it reads: only what it lists
in `sees()`, and constants and arrays, are watched here.
"""

from __future__ import annotations

import builtins
import marshal
import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from operator import eq, is_
from types import CodeType, FunctionType, MethodType, ModuleType
from typing import Any

import numpy as np

from autograd.kernel.node import Node

STEADY = {  # what modules hold that nobody rebinds: their names, and the folders in which their files lie
    **dict.fromkeys(sys.stdlib_module_names, os.path.dirname(getattr(os, "__file__", ""))),
    "numpy": os.path.dirname(np.__file__),
    "autograd": os.path.dirname(os.path.dirname(__file__)),
}
PIECE = 1 << 16  # bytes compared at once, so that they stay near the processor
MISSING = object()


class Surroundings:
    """Everything that `f` sees, as it is now."""

    def __init__(self, f: Any, arguments: Iterable[Any], used: Iterable[Any], constants: Iterable[Node]) -> None:
        """`used` are weak references to the arrays that operations took, `constants` the constant Tensors."""
        self._names: list[tuple[Mapping[str, Any], str, Any]] = []
        self._cells: list[tuple[Any, Any]] = []
        self._functions: list[tuple[FunctionType, Any, Any, Any]] = []
        self._nests: list[tuple[Any, bytes | list[Any]]] = []
        self._arrays: dict[int, tuple[np.ndarray, list[bytes]]] = {}
        self._tensors = [(x, x.position) for x in dict.fromkeys(constants)]
        for reference in used:
            array = reference()
            if array is not None:  # else only the recording held it
                self.note_array(array)
        _Search(self, f, arguments).run()

    def have_changed(self) -> bool:
        """Whether anything is not what it was."""
        for names, name, value in self._names:
            if names.get(name, MISSING) is not value and not _are_equal(names.get(name, MISSING), value):
                return True
        for cell, value in self._cells:
            if _look_into(cell) is not value and not _are_equal(_look_into(cell), value):
                return True
        for f, code, defaults, keywords in self._functions:
            if f.__code__ is not code or f.__defaults__ is not defaults or f.__kwdefaults__ is not keywords:
                return True
        for nest, kept in self._nests:
            if _differs(nest, kept):
                return True
        for x, position in self._tensors:
            if x.position != position or x.written_behind():
                return True
        for array, pieces in self._arrays.values():
            if not all(map(eq, _cut(array), pieces)):
                return True
        return False

    def note_array(self, array: np.ndarray) -> None:
        if id(array) not in self._arrays and array.flags.writeable and array.dtype != object:
            self._arrays[id(array)] = array, list(_cut(array))


class _Search:
    """A walk through everything that a function sees, which notes in `found` what may change."""

    def __init__(self, found: Surroundings, f: Any, arguments: Iterable[Any]) -> None:
        listed: list[Any] = getattr(getattr(f, "__self__", f), "sees", list)()
        self.found = found
        self.homes, self.words = set(map(_find_home, [f, *listed])), {"__call__"}
        self.waiting: list[Any] = [*listed, *arguments] if getattr(f, "watches_itself", False) else [f, *listed, *arguments]
        self.known: dict[Any, Any] = {}  # what was looked at: things by their id, names by that of their namespace
        self.chains: list[list[Mapping[str, Any]]] = []  # where the attributes that `words` name may be, in Python's order
        self.of_classes: dict[type, Mapping[str, Any]] = {}

    def run(self) -> None:
        while self.waiting:
            while self.waiting:
                x = self.waiting.pop()
                if id(x) in self.known or isinstance(x, (Node, str, bytes, int, float, complex, type(None))):
                    continue
                self.known[id(x)] = x
                self.waiting.append(getattr(x, "__dict__", {}).get("__wrapped__"))
                visit = next((visit for kinds, visit in VISITS if isinstance(x, kinds)), _Search.visit_object)
                visit(self, x)
            for chain in self.chains:
                for name in sorted(self.words.intersection(set().union(*chain))):
                    self.note(chain, name)

    def note(self, chain: list[Mapping[str, Any]], name: str) -> None:
        """Note what a name means, and that it means nothing where Python would find it sooner; look at what it means, too."""
        for names in chain:
            value = names.get(name, MISSING)
            if (id(names), name) not in self.known:
                self.known[id(names), name] = value
                self.found._names.append((names, name, value))
                self.waiting += [] if value is MISSING else [value]
            if value is not MISSING:
                return

    def list_classes(self, kind: type) -> list[Mapping[str, Any]]:
        """The attributes of a class and of those that it inherits from, as far as they are looked into."""
        return [self.of_classes.setdefault(k, vars(k)) for k in kind.__mro__ if k.__module__ in self.homes]

    def visit_function(self, x: Any) -> None:
        cells = [(cell, _look_into(cell)) for cell in x.__closure__ or ()]
        self.found._cells += cells
        self.waiting += [*[value for _, value in cells], x.__defaults__, x.__kwdefaults__]
        self.found._functions.append((x, x.__code__, x.__defaults__, x.__kwdefaults__))
        if x.__module__ in self.homes and x.__globals__.get("__name__") in self.homes:
            read = set(_list_words(x.__code__))
            self.words |= read
            for name in sorted(read.intersection({*x.__globals__, *vars(builtins)})):  # a module may come to hide Python's own
                self.note([x.__globals__], name)

    def visit_nest(self, x: Any) -> None:
        kept = _write(x) or list(_list_items(x))
        self.found._nests.append((x, kept))
        self.waiting += [] if type(kept) is bytes else kept

    def visit_object(self, x: Any) -> None:
        slots = [_Slots(x, names) for kind in type(x).__mro__ if (names := vars(kind).get("__slots__"))]
        self.chains.append([*([vars(x)] if hasattr(x, "__dict__") else []), *slots, *self.list_classes(type(x))])
        self.waiting.append(type(x))  # whose attributes may be read past those of the object: type(x).name


VISITS: tuple[tuple[Any, Callable[[_Search, Any], None]], ...] = (  # the first that fits
    (FunctionType, _Search.visit_function),
    (np.ndarray, lambda search, x: search.found.note_array(find_owner(x))),
    ((list, dict, set, deque, bytearray), _Search.visit_nest),
    ((tuple, frozenset), lambda search, x: search.waiting.extend(x)),
    (MethodType, lambda search, x: search.waiting.extend([x.__self__, x.__func__])),
    (partial, lambda search, x: search.waiting.extend([x.func, *x.args, *x.keywords.values()])),
    ((staticmethod, classmethod), lambda search, x: search.waiting.append(x.__func__)),
    (property, lambda search, x: search.waiting.append(x.fget)),
    (ModuleType, lambda search, x: search.chains.extend([] if _is_steady(x) else [[vars(x)]])),
    (type, lambda search, x: search.chains.append(search.list_classes(x))),
)


class _Slots(Mapping[str, Any]):
    """The attributes that an object keeps in slots."""

    def __init__(self, x: Any, slots: Any) -> None:
        self._x, self._slots = x, [slots] if isinstance(slots, str) else list(slots)

    def __getitem__(self, name: str) -> Any:
        value = getattr(self._x, name, MISSING) if name in self._slots else MISSING
        if value is MISSING:
            raise KeyError(name)
        return value

    def __iter__(self) -> Iterator[str]:
        return (name for name in self._slots if hasattr(self._x, name))

    def __len__(self) -> int:
        return len(list(iter(self)))


def _is_steady(module: ModuleType) -> bool:
    """Whether a module is Python's, NumPy's or this package's, and no file of somebody else that is called alike."""
    folder = STEADY.get(module.__name__.partition(".")[0])
    return folder is not None and (getattr(module, "__file__", None) or folder).startswith(folder)


def _find_home(f: Any) -> str:
    """The module whose functions and classes are looked into, by its name: that is how both tell where they are from."""
    while isinstance(f, partial):
        f = f.func
    f = getattr(f, "__func__", f)
    return getattr(f, "__module__", None) or type(f).__module__


def _list_words(code: CodeType) -> Iterator[str]:
    """The names of globals and attributes in a function's code, and in that of the functions inside."""
    yield from code.co_names
    for x in code.co_consts:
        if isinstance(x, CodeType):
            yield from _list_words(x)


def _look_into(cell: Any) -> Any:
    try:
        return cell.cell_contents
    except ValueError:  # a name not bound yet
        return MISSING


def _list_items(nest: Any) -> Any:
    return [*nest, *nest.values()] if isinstance(nest, dict) else nest


def _write(nest: Any) -> bytes | None:
    """A nest of nothing but numbers, words and the like, as bytes; None if it holds anything else."""
    try:
        return marshal.dumps(nest, 2)
    except ValueError:
        return None


def _differs(nest: Any, kept: bytes | list[Any]) -> bool:
    if isinstance(kept, bytes):
        return _write(nest) != kept
    now = _list_items(nest)
    return len(now) != len(kept) or not all(map(is_, now, kept))


def _are_equal(a: Any, b: Any) -> bool:
    """Whether two numbers or words are the same in all respects: -0.0 is not 0.0, and True is not 1."""
    return type(a) is type(b) and isinstance(a, (int, float, str, bytes)) and repr(a) == repr(b)


def find_owner(array: np.ndarray) -> np.ndarray:
    """The array whose memory this one shows."""
    while isinstance(base := array.base.obj if isinstance(array.base, memoryview) else array.base, np.ndarray):
        array = base
    return array


def _cut(array: np.ndarray) -> Iterator[bytes]:
    """The bytes of an array, bit for bit: -0 is not 0, and a NaN is itself."""
    yield repr(array.shape).encode()
    if array.nbytes <= PIECE or not array.flags.forc:
        yield array.tobytes()
        return
    flat = array.reshape(-1, order="A")
    step = max(1, PIECE // array.itemsize)
    for i in range(0, len(flat), step):
        yield flat[i : i + step].tobytes()
