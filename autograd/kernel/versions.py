"""Versions: a Tensor whose elements were assigned becomes another node; operations that used it before keep the old node.

`t[0] = v` computes a new value from the old one and v. The object t becomes the node of the new value, so that it is seen
wherever t is held. The old node moves to an object of its own, which is the first input of the new one. Operations that used t
before still point to t. A walk along their links notices that t stands later on the tape than they do; `find_version` then
gives the node that t was when they ran, and the link is corrected once for all.
"""

from __future__ import annotations

from bisect import bisect, bisect_left
from operator import attrgetter
from typing import Any

from autograd.kernel.node import Node
from autograd.kernel.writes import refuse_written

POSITION = attrgetter("position")
OF_ONE_VERSION = ("_hooks", "_kept", "_lent", "_precision", "_versions")  # slots that are not always set
NEAR = 100  # operations that `let_go` looks through


def copy_node(x: Any) -> Any:
    """Another object with all that a node holds, in the same place of the tape."""
    old = object.__new__(type(x))
    for name in Node.__slots__:
        if name != "_versions" and hasattr(x, name):
            setattr(old, name, getattr(x, name))
    return old


def take_over(x: Any, old: Any, z: Any) -> None:
    """Let the object x be the node z from now on. z was computed from `old`, a copy of the node that x was."""
    kept = [*getattr(x, "_versions", ()), old] if z.op is not None else None
    for name in OF_ONE_VERSION:
        if hasattr(x, name):
            delattr(x, name)
    for name in Node.__slots__:
        if name not in ("name", "_versions") and hasattr(z, name):
            setattr(x, name, getattr(z, name))
    if kept is None:
        return  # what is off the tape keeps no versions: whoever used it before is told, for x stands later now
    x._versions = kept
    x._first, x._second = z.inputs, None  # a tuple, at which the quick pass looks closer
    let_go(x, old)


def let_go(x: Any, old: Any) -> None:
    """Correct the links to x in the operations just before it: else x would hold itself, and outlive its last user."""
    near = [z for z in x._first[1:] if z.op is not None]
    for z in near:
        for y in z.operands:
            if y is x:
                replace_link(z, x, find_version(x, z))
            elif type(y) is not float and y.op is not None and y.position > old.position and len(near) < NEAR:
                near.append(y)


def has_versions(z: Any) -> bool:
    """Whether elements of z were assigned."""
    return getattr(z, "_versions", None) is not None


def find_version(x: Any, z: Any) -> Any:
    """The node that x was when z used it."""
    versions = getattr(x, "_versions", None)
    if versions is None or x.position < z.position:
        return x
    i = bisect(versions, z.position, key=POSITION)
    return versions[i - 1] if i else x


def replace_link(z: Any, x: Any, y: Any) -> None:
    """Let z have y as its input where it had x."""
    if type(z._first) is tuple:
        z._first = tuple([y if old is x else old for old in z._first])
    else:
        z._first, z._second = (y if z._first is x else z._first), (y if z._second is x else z._second)


def find_used(x: Any, z: Any) -> Any:
    """The node that z used as its input x, if x stands later than z or was written. RuntimeError if that value is gone."""
    used = find_version(x, z)
    if used is not x:
        replace_link(z, x, used)
    if used.position > z.position or used._witness is not None:
        refuse_written(used, z)
    return used


def keep_version(operations: list[Any], x: Any) -> None:
    """In a list of operations, oldest first, put the last version of x before the present one in the place of x."""
    old = x.inputs[0]
    i = bisect_left(operations, old.position, key=POSITION)
    if i < len(operations) and operations[i] is x:
        operations[i] = old
    for z in operations[i:]:
        if any([y is x for y in z.operands]):
            replace_link(z, x, find_version(x, z))


def versions_at(nodes: list[Any], position: int) -> list[Any]:
    """The nodes that these were at a position, such as before the call of a function that may have assigned elements."""
    return [x if x.position < position else next(iter(getattr(x, "_versions", ())), x) for x in nodes]
