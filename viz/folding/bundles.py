"""Bundles: the values that a folded drawing shows, those that play the same part together as one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from autograd import Scope, Tensor
from viz.folding.box import Box, Folding
from viz.tape.survey import Survey

BUNDLED = 4  # values beside one module from which on they are drawn as one


@dataclass(eq=False)
class Bundle:
    """One drawn value: a tensor, or several of one kind between the same nodes."""

    tensors: list[Tensor]
    maker: Any  # the node that computed it, None for leaves
    users: list[Any]  # the nodes that use it, in tape order


class Bundles:
    """What is visible of the values of a survey under a folding."""

    def __init__(self, survey: Survey, folding: Folding) -> None:
        self.survey, self.folding = survey, folding
        self._found = self._users()
        self.all = self._bundle()
        self.of = {id(t): bundle for bundle in self.all for t in bundle.tensors}

    def _users(self) -> dict[int, Any]:
        """The node that uses a value, by the value's id, or a dict of several; the node that made it is left out."""
        boxes, origin, through = self.folding.boxes, self.folding.origin, self.folding.through
        users: dict[int, Any] = {}
        for z, inputs in zip(self.survey.operations, self.survey.inputs):
            node = boxes.get(id(z), z)
            if node is z and id(z) in through:
                continue
            for x in inputs:
                if through:
                    x = origin(x)
                if x.op is not None and boxes.get(id(x), x) is node:
                    continue
                known = users.get(id(x))
                if known is None:
                    users[id(x)] = node
                elif type(known) is dict:
                    known[node] = None
                elif known is not node:
                    users[id(x)] = {known: None, node: None}
        return users

    def users(self, t: Tensor) -> list[Any]:
        found = self._found.get(id(t))
        return [] if found is None else list(found) if type(found) is dict else [found]

    def _bundle(self) -> list[Bundle]:
        """Visible values in tape order, those that share a key together."""
        groups: dict[Any, Bundle] = {}
        used, roots = self._found, self.survey.roots
        boxes, coarse = self.folding.boxes, self.folding.coarse
        for t in self.survey.tensors:
            found = used.get(id(t))
            if t.op is not None and id(t) not in roots:
                if found is None:
                    continue  # it never leaves a box
                if type(found) is Box and not coarse:  # what most of a long tape is: from one box into another
                    known = groups.get((id(boxes.get(id(t))), t.shape, id(found)))
                    if known is not None:
                        known.tensors.append(t)
                        continue
            kind = self.survey.kind(t)
            if kind == "constant" and coarse and id(t) not in roots:
                continue
            users = self.users(t)
            if self._visible(t, kind, users):
                maker = None if t.op is None else self.folding.node(t)
                key = self._key(t, kind, maker, users)
                if key in groups:
                    groups[key].tensors.append(t)
                else:
                    groups[key] = Bundle([t], maker, users)
        bundles = [part for bundle in groups.values() for part in self._split(bundle)]
        if self.folding.coarse:
            for bundle in bundles:
                bundle.users = list(dict.fromkeys(node for t in bundle.tensors for node in self.users(t)))
        return bundles

    def _visible(self, t: Tensor, kind: str, users: list[Any]) -> bool:
        """Whether a value is drawn: not if it never leaves a box, and not a weight that only closed modules use."""
        if id(t) in self.survey.roots:
            return True
        if t.op is not None or id(t) in self.folding.through:
            return bool(users)
        return kind == "input" or any(type(user) is not Box or user.kind != "module" for user in users)

    def _key(self, t: Tensor, kind: str, maker: Any, users: list[Any]) -> Any:
        """What values must have in common to be drawn as one."""
        if self.folding.coarse and (id(t) not in self.survey.roots or len(self.survey.roots) > BUNDLED):
            return id(maker), kind
        if id(t) not in self.survey.roots and (type(maker) is Box or maker is None):
            if len(users) == 1 and maker is not None:
                return id(maker), t.shape, id(users[0])
            return id(maker), kind, t.shape, frozenset(map(id, users))
        return id(t)

    def _split(self, bundle: Bundle) -> list[Bundle]:
        """What lies between alike or repeated nodes stays together, beside one module if it is a crowd."""
        around = [node for node in (bundle.maker, *bundle.users) if type(node) is Box]
        together = self.folding.coarse or any(box.kind == "alike" or box.count > 1 for box in around)
        crowd = len(bundle.tensors) >= BUNDLED and any(box.kind == "module" for box in around)
        if together or crowd:
            return [bundle]
        return [Bundle([t], bundle.maker, bundle.users) for t in bundle.tensors]

    def frame(self, bundle: Bundle) -> Scope | None:
        """Where a value is drawn: a result where it was made, a leaf where all its users are, an input outside."""
        if bundle.maker is not None:
            return self.home(bundle.maker)
        if self.survey.kind(bundle.tensors[0]) == "input" or not bundle.users:
            return None
        return self.survey.scopes.common([self.home(user) for user in bundle.users])

    def home(self, node: Any) -> Scope | None:
        """The frame in which a node stands."""
        return self.folding.frame(node.scope)
