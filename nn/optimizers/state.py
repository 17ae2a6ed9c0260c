"""What an optimizer has learned, as arrays: exactly, and in the order and scale of Keras' files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd import Tensor

GROUPS: dict[str, tuple[tuple[str, ...], ...]] = {  # running vectors in Keras' order; those of one group go by parameter
    "Adam": (("m", "v"), ("largest",)),
    "AdamW": (("m", "v"), ("largest",)),
    "RMSprop": (("v",), ("m",), ("a",)),
}


class Stateful:
    """The part of an Optimizer that is about its state."""

    slots: tuple[str, ...]
    state: dict[str, np.ndarray]
    steps: int
    vector: Any
    averaging: Any
    _learning_rate: Any
    _gathered: np.ndarray | None
    iterations: Any
    _rate: Any
    numbers: tuple[str, ...] = ()  # attributes that change as it learns, beside `steps` and the running vectors

    def build(self, parameters: Sequence[Tensor]) -> None:
        """Start the running vectors."""

    def scale(self, slot: str) -> float:
        """What a running vector is multiplied by to be Keras'."""
        return 1.0

    def _vectors(self) -> dict[str, np.ndarray]:
        """All vectors as long as the parameters, by name."""
        found = {f"slot.{name}": self.state[name] for name in self.slots}
        if self._gathered is not None:
            found["gathered"] = self._gathered
        if self.averaging is not None:
            found["average"] = self.averaging.mean
        return found

    @property
    def variables(self) -> list[np.ndarray]:
        """What changes as it learns, in Keras' order: iterations, learning rate, then arrays for each parameter."""
        return self.to_keras()

    def set_weights(self, weights: Sequence[Any]) -> None:
        """Go on from another one's `variables`; ValueError before `build`, and for arrays that do not fit.

        weights: as many arrays as `variables`, of their shapes.
        """
        if self.vector is None:
            raise ValueError(
                f"{type(self).__name__}.set_weights: call build(parameters) first, so that there is a place for them"
            )
        if len(weights) != len(self.variables):
            raise ValueError(f"{type(self).__name__}.set_weights takes {len(self.variables)} arrays, got {len(weights)}")
        self.from_keras([np.asarray(each) for each in weights], self.vector.parameters)

    def get_state(self) -> dict[str, np.ndarray]:
        """Everything that steps change, by name, exactly; {} before the first step."""
        if self.vector is None:
            return {}
        found = {name: np.asarray(getattr(self, name), float) for name in self.numbers}
        if not callable(self._learning_rate):
            found["learning_rate"] = np.asarray(self._learning_rate, float)
        return {"steps": np.asarray(self.steps, np.int64), **found, **{k: np.array(v) for k, v in self._vectors().items()}}

    def set_state(self, state: dict[str, np.ndarray], parameters: Sequence[Tensor]) -> None:
        """Go on from what get_state told; ValueError for arrays that do not fit these parameters.

        state: arrays by name; {} starts anew. parameters: those that will be moved, in the order of that time.
        """
        self.build(parameters)
        if not state:
            return
        for name, vector in self._vectors().items():
            if name not in state or state[name].shape != vector.shape:
                got = f"shape {state[name].shape}" if name in state else "nothing"
                raise ValueError(f"{name} has shape {vector.shape}, got {got}")
            vector[:] = state[name]
        self.steps = int(state["steps"])
        for name in self.numbers:
            setattr(self, name, float(state[name]))
        if "learning_rate" in state and not callable(self._learning_rate):
            self._learning_rate = float(state["learning_rate"])

    # -- Keras' files ------------------------------------------------------------------------------------------

    def keep(self, p: Tensor, running: dict[str, np.ndarray]) -> list[np.ndarray]:
        """What Keras keeps for a parameter of its running vectors, given by name in its shape: parts of them, in its order."""
        return list(running.values())

    def _parts(self) -> list[tuple[Tensor, np.ndarray, float]]:
        """The arrays that Keras' files hold, in their order: whose they are, where they lie, and their scale."""
        vectors, own = self._vectors(), list(zip(self.vector.parameters, self.vector.places))
        found = [(p, vectors[name][at], 1.0) for name in ("average", "gathered") if name in vectors for p, at in own]
        found = [(p, part.reshape(p.shape), scale) for p, part, scale in found]
        for names in GROUPS.get(type(self).__name__, (self.slots,)):
            for p, at in own:
                running = {name: self.state[name][at].reshape(p.shape) for name in names if name in self.slots}
                scales = [self.scale(name) for name in running]
                found += [(p, part, scale) for part, scale in zip(self.keep(p, running), scales)]
        return found

    def to_keras(self) -> list[np.ndarray]:
        """Its variables as Keras' files hold them: iterations, learning rate, then arrays for each parameter."""
        found = [np.asarray(self.steps, np.int32)]
        if not callable(self._learning_rate):
            found.append(np.asarray(self._learning_rate, np.float32))
        if self.vector is None:
            return found
        found += [(part * scale).astype(p.dtype) for p, part, scale in self._parts()]
        return [*found, *[np.asarray(getattr(self, name), np.float32) for name in self.numbers]]

    def from_keras(self, variables: list[np.ndarray], parameters: Sequence[Tensor]) -> None:
        """Go on from what a file of Keras' holds; ValueError for arrays that do not fit these parameters."""
        self.build(parameters)
        waiting = list(variables)
        self.steps = int(waiting.pop(0))
        if not callable(self._learning_rate) and waiting:
            self._learning_rate = float(str(np.float32(waiting.pop(0))))  # as short as it was written
        if not waiting:
            return  # it had not begun
        for p, part, scale in self._parts():
            if not waiting or waiting[0].shape != part.shape:
                raise ValueError(f"for the parameter {p.name!r} of shape {p.shape} it holds {_shape(waiting)}")
            part[...] = waiting.pop(0) / scale
        for name in self.numbers:
            if waiting:
                setattr(self, name, float(waiting.pop(0)))


def _shape(waiting: list[np.ndarray]) -> str:
    """The first array's shape in words."""
    return f"shape {waiting[0].shape}" if waiting else "nothing"
