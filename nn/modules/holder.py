"""What lies inside a module, in its attributes: other modules, and weights, which are counted, frozen, read and set."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd import Tensor
from nn import saving
from nn.modules.attributes import attributes
from nn.modules.mode import LEARNS
from nn.modules.symbol_calls import fallback

if TYPE_CHECKING:
    from nn.modules.module import Module


class Holder:
    """The part of a Module that is about the modules and weights in its attributes."""

    name: str
    _trainable = True
    _to_loss: Any

    def children(self) -> Iterator[Module]:
        """The modules directly inside."""
        yield from {id(m): m for _, m in attributes(vars(self), Holder)}.values()

    def named_children(self) -> Iterator[tuple[str, Module]]:
        """The modules directly inside, each once, with the name that parameters' names have for it."""
        seen: dict[int, tuple[str, Module]] = {}
        for path, m in attributes(vars(self), Holder):
            seen.setdefault(id(m), (self._path_name(path), m))
        yield from seen.values()

    def modules(self) -> Iterator[Module]:
        """This module and all inside it, depth first, each once."""
        found: dict[int, Any] = {}
        stack: list[Any] = [self]
        while stack:
            m = stack.pop()
            if id(m) not in found:
                found[id(m)] = m
                stack.extend(reversed(list(m.children())))
        yield from found.values()

    def learning_modules(self) -> Iterator[Module]:
        """This module and the modules inside, without those that are frozen and what lies inside these, each once."""
        found: dict[int, Any] = {}
        stack: list[Any] = [self]
        while stack:
            m = stack.pop()
            if m.trainable and id(m) not in found:
                found[id(m)] = m
                stack.extend(m.children())
        yield from found.values()

    def named_tensors(self, prefix: str = "", _above: tuple[Any, ...] = ()) -> Iterator[tuple[str, Tensor]]:
        """Every Tensor inside with the path of attributes that leads to it: a module's own first, as in Keras and PyTorch.

        Else in order of definition. What was computed, such as an output kept in an attribute, is not a weight and left out.
        """
        for path, x in sorted(attributes(vars(self), (Tensor, Holder)), key=lambda held: not isinstance(held[1], Tensor)):
            if isinstance(x, Tensor):
                if x.op is None:
                    yield prefix + path, x
            elif x is not self and x not in _above:  # a layer may hold the model it is part of
                yield from x.named_tensors(prefix + self._path_name(path) + ".", (*_above, self))

    def _path_name(self, path: str) -> str:
        """What the names of parameters call the module at this path of attributes."""
        return path

    def named_parameters(self) -> list[tuple[str, Tensor]]:
        """What training changes, each once, with its name. As in Keras, what lies inside a frozen module is frozen."""
        learning = {id(t) for m in self.learning_modules() for _, t in attributes(vars(m), (Tensor, Holder))}
        first: dict[int, tuple[str, Tensor]] = {}
        for name, t in self.named_tensors():
            if t.requires_grad and t.op is None and id(t) in learning:
                first.setdefault(id(t), (name, t))
        return list(first.values())

    @property
    def trainable(self) -> bool:
        """Whether training changes the parameters; set, it holds for all modules inside too.

        `fit` and `train_on_batch` train what `compile` saw: compile anew after setting it.
        """
        seen = LEARNS.get()
        return self._trainable if seen is None else seen.get(self, self._trainable)

    @trainable.setter
    def trainable(self, flag: bool) -> None:
        for m in self.modules():
            m._trainable = bool(flag)

    def parameters(self) -> list[Tensor]:
        """What training changes, in order of definition."""
        return [p for _, p in self.named_parameters()]

    @property
    def weights(self) -> list[Tensor]:
        """All Tensors inside, trained or not, each once."""
        return list({id(t): t for _, t in self.named_tensors()}.values())

    @property
    def trainable_weights(self) -> list[Tensor]:
        """The weights that training changes."""
        return self.parameters()

    @property
    def non_trainable_weights(self) -> list[Tensor]:
        """The weights that training leaves alone: frozen ones, and statistics."""
        changed = {id(p) for p in self.parameters()}
        return [w for w in self.weights if id(w) not in changed]

    @fallback
    def trainable_variables(self) -> list[Tensor]:
        """The same as `trainable_weights`."""
        return self.trainable_weights

    @fallback
    def non_trainable_variables(self) -> list[Tensor]:
        """The same as `non_trainable_weights`."""
        return self.non_trainable_weights

    @fallback
    def variables(self) -> list[Tensor]:
        """The same as `weights`."""
        return self.weights

    def get_weights(self) -> list[np.ndarray]:
        """Copies of all weights, in order of definition."""
        return [np.array(t.numpy()) for t in self.weights]

    def set_weights(self, arrays: list[Any]) -> None:
        """Put these numbers in place of all weights; ValueError, and nothing changed, if one does not fit."""
        tensors = self.weights
        if len(arrays) != len(tensors):
            raise ValueError(f"{self.name} has {len(tensors)} weights, got {len(arrays)}")
        names = {id(t): name for name, t in self.named_tensors()}
        for t, array in zip(tensors, arrays):
            if np.shape(array) != t.shape:
                raise ValueError(f"{self.name}: weight {names[id(t)]} has shape {t.shape}, got {np.shape(array)}")
            if not np.can_cast(np.asarray(array).dtype, t.dtype, "same_kind"):
                raise ValueError(f"{self.name}: weight {names[id(t)]} is {t.dtype}, got {np.asarray(array).dtype} data")
        for t, array in zip(tensors, arrays):
            t.data = array

    def count_params(self) -> int:
        """How many numbers the weights hold."""
        return sum(t.size for t in self.weights)

    def save_weights(self, filepath: Any, overwrite: bool = True) -> None:
        """Write all weights to a .safetensors file, which PyTorch, JAX and others read too, or to Keras' .weights.h5.

        filepath: its suffix says which; Keras' needs h5py. overwrite=True: whether a file that is there may be replaced.
        The file appears whole or not at all. Raises ValueError for another suffix, FileExistsError, OSError with a remedy.
        """
        if not overwrite and os.path.exists(filepath):
            raise FileExistsError(f"save_weights: {filepath} is there already: take another name, or overwrite=True")
        (saving.hdf5.save if str(filepath).endswith(saving.hdf5.SUFFIX) else saving.weights.save_weights)(self, filepath)

    def load_weights(self, filepath: Any, skip_mismatch: bool = False, by_name: bool = False) -> None:
        """Read weights written by `save_weights`, or Keras' .weights.h5; ValueError, and no change, if they do not fit.

        by_name takes what model and file both have; skip_mismatch leaves out, too, what has another shape.
        """
        if str(filepath).endswith(saving.hdf5.SUFFIX) and saving.hdf5.is_hdf5(filepath):
            saving.hdf5.load(self, filepath, skip_mismatch)
        else:
            saving.weights.load_weights(self, filepath, skip_mismatch, by_name)

    def zero_grad(self) -> None:
        """Forget the parameters' gradients, and what was added to the loss."""
        for m in self.modules():
            m._to_loss = ()
        for p in self.parameters():
            p.grad = None
