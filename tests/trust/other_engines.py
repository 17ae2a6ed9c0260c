"""Random programs as JAX and PyTorch run them: the same text, with their functions in NumPy's place.

What they cannot say in NumPy's words is put into theirs: an assignment to elements is a new array in both, and PyTorch turns
an array round by `flip`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib.util import find_spec
from types import SimpleNamespace
from typing import Any

import numpy as np

ASSIGNED = re.compile(r"^(\s*)(\w+)\[(.*?)\] = (.*)$", re.MULTILINE)
Engine = tuple[Callable[[str], Any], Callable[[Any, list[Any]], list[Any]]]  # makes a function of text; its value and gradients


def build(text: str, functions: Any, own: Any) -> Any:
    """The function f of a program's text."""
    room: dict[str, Any] = {"np": functions, "ag": own}
    exec(text, room)
    return room["f"]


def open_jax() -> Engine:
    import jax
    from jax import numpy as jnp

    jax.config.update("jax_enable_x64", True)
    own = SimpleNamespace(
        relu=jax.nn.relu,
        softmax=jax.nn.softmax,
        grad=jax.grad,
        vjp=jax.vjp,
        hvp=lambda f, x, v: jax.jvp(jax.grad(f), (x,), (v,))[1],
    )

    def read(text: str) -> Any:
        return build(ASSIGNED.sub(r"\1\2 = \2.at[\3].set(\4)", text), jnp, own)

    def run(f: Any, inputs: list[Any]) -> list[Any]:
        given = [jnp.asarray(x) for x in inputs]
        value, slopes = jax.jit(jax.value_and_grad(f, argnums=tuple(range(len(given)))))(*given)  # one compilation, not dozens
        return [np.asarray(part) for part in (value, *slopes)]

    return read, run


def open_pytorch() -> Engine:
    import torch

    own = SimpleNamespace(
        relu=torch.relu,
        softmax=lambda x: torch.softmax(x, -1),
        grad=torch.func.grad,
        vjp=torch.func.vjp,
        hvp=lambda f, x, v: torch.func.jvp(torch.func.grad(f), (x,), (v,))[1],
        put=lambda x, key, value: torch.Tensor.__setitem__(copy := x.clone(), key, value) or copy,
    )

    def read(text: str) -> Any:
        text = ASSIGNED.sub(r"\1\2 = ag.put(\2, np.s_[\3], \4)", text)
        text = re.sub(r"(\w+)\[::-1\]", r"np.flip(\1, (0,))", text)
        return build(text.replace(".astype('float32')", ".float()"), functions_of(torch), own)

    def run(f: Any, inputs: list[Any]) -> list[Any]:
        given = [torch.tensor(np.array(x, order="C")) for x in inputs]  # PyTorch takes no negative strides
        slopes = torch.func.grad(f, argnums=tuple(range(len(given))))(*given)
        return [part.detach().numpy() for part in (f(*given), *slopes)]

    return read, run


def functions_of(torch: Any) -> Any:
    """PyTorch's functions under NumPy's names."""

    def total(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
        return x.sum() if axis is None else x.sum(axis, keepdims)

    alike = ("sin", "cos", "tanh", "exp", "reshape", "where", "clip", "squeeze", "maximum", "mean", "cumsum", "prod")
    return SimpleNamespace(
        **{name: getattr(torch, name) for name in (*alike, "stack", "swapaxes", "concatenate", "flip", "broadcast_to")},
        transpose=lambda x: x.permute(tuple(range(x.ndim))[::-1]),
        expand_dims=torch.unsqueeze,
        array=torch.tensor,
        sum=total,
        ndim=lambda x: x.ndim,
        shape=lambda x: tuple(x.shape),
        sort=lambda x, axis: torch.sort(x, axis).values,
        linalg=SimpleNamespace(norm=torch.linalg.norm),
        s_=np.s_,
    )


def engines_that_are_there() -> dict[str, Engine]:
    """JAX and PyTorch, if they are installed."""
    known = {"jax": ("JAX", open_jax), "torch": ("PyTorch", open_pytorch)}
    return {name: start() for module, (name, start) in known.items() if find_spec(module)}
