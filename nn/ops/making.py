"""How an operation is made of a function and Keras' signature."""

from __future__ import annotations

import ast
import functools
import inspect
import re
from collections.abc import Callable
from typing import Any

from nn.modules.symbols import apply, has_symbols
from nn.ops.array import wrap_arrays

P = inspect.Parameter


def operation(name: str, function: Callable[..., Any], signature: inspect.Signature, doc: str) -> Callable[..., Any]:
    """The operation that passes its arguments on to `function`: those without a default by place, the others by name."""
    needed = [p.name for p in signature.parameters.values() if p.kind is P.POSITIONAL_OR_KEYWORD and p.default is P.empty]

    def run(*args: Any, **settings: Any) -> Any:
        if settings or len(args) > len(needed):
            args, settings = arrange(name, signature, needed, args, settings)
        if has_symbols(args, settings):
            return apply(function, args, settings)
        return wrap_arrays(function(*args, **settings))

    run.__name__ = run.__qualname__ = name
    run.__module__ = "nn.ops"
    run.__doc__ = doc
    run.__signature__ = signature  # type: ignore[attr-defined]
    run.only_computes = True  # type: ignore[attr-defined]
    return run


def arrange(name: str, signature: inspect.Signature, needed: list[str], args: Any, settings: Any) -> tuple[Any, Any]:
    """Arguments as the function takes them; TypeError that names the operation for those it does not have."""
    try:
        given = signature.bind(*args, **settings)
    except TypeError as error:
        raise TypeError(f"ops.{name}{signature}: {error}") from None
    if any(p.kind is P.VAR_POSITIONAL for p in signature.parameters.values()):
        return given.args, given.kwargs
    named = dict(given.arguments)
    first = [named.pop(each) for each in needed]
    named.update(named.pop("kwargs", {}))
    if isinstance(named.get("axis"), list):
        named["axis"] = tuple(named["axis"])  # as NumPy takes several
    return tuple(first), named


def same_as(row: str, function: Callable[..., Any], where: str) -> tuple[str, Callable[..., Any]]:
    """An operation for a line such as "sum(x, axis=None)" that is another package's function."""
    name = row.partition("(")[0]
    same = f"`{row}` is {where} `{getattr(function, '__name__', name)}`, also on Tensors and on Symbols."
    doc = "\n\n".join(filter(None, [first_sentence(function), same]))
    return name, operation(name, function, read_signature(row), doc)


def first_sentence(function: Any) -> str:
    """What a function says of itself first, after a line that shows how it is called; empty if it says nothing."""
    text = getattr(function, "doc", None) or inspect.cleandoc((function.__doc__ or "")[:500])
    said = [part for part in text.split("\n\n") if not re.match(r"\w+\(|>>>", part)]
    return " ".join(said[0].replace("``", "`").split()) if said else ""


def read_signature(row: str) -> inspect.Signature:
    """The signature of a line such as "sum(x, axis=None)"."""
    (written,) = ast.parse(f"def {row}: ...").body
    assert isinstance(written, ast.FunctionDef)
    listed = written.args
    defaults = [P.empty] * (len(listed.args) - len(listed.defaults)) + [ast.literal_eval(each) for each in listed.defaults]
    found = [P(each.arg, P.POSITIONAL_OR_KEYWORD, default=default) for each, default in zip(listed.args, defaults)]
    if listed.vararg is not None:
        found.append(P(listed.vararg.arg, P.VAR_POSITIONAL))
    for each, value in zip(listed.kwonlyargs, listed.kw_defaults):
        found.append(P(each.arg, P.KEYWORD_ONLY, default=P.empty if value is None else ast.literal_eval(value)))
    return inspect.Signature(found)


def keep_signature(function: Callable[..., Any]) -> Callable[..., Any]:
    """The operation for a function that is written here and has Keras' signature itself."""
    parameters = inspect.signature(function).parameters.values()
    bare = inspect.Signature([p.replace(annotation=P.empty) for p in parameters])
    made = operation(function.__name__, function, bare, inspect.getdoc(function) or "")
    return functools.wraps(function, ("__module__",), ())(made)


def table(*functions: Callable[..., Any]) -> dict[str, Callable[..., Any]]:
    """Operations by their names, for functions that are written here."""
    return {function.__name__: keep_signature(function) for function in functions}
