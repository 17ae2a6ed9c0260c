"""The scalar MLP of `scalar_mlp`, compiled, against scalar code in C++ and against matrices written by hand.

CasADi gets the same scalar graph; PyTorch, JAX and NumPy get the matrices that the scalars hide. All in float64.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
from row import Answer, Case, Row, Target
from rows import scalar_mlp

X = np.array(scalar_mlp.X)  # (100, 2)
Y = np.array(scalar_mlp.Y)[:, None]  # (100, 1)


def matrices() -> list[np.ndarray]:
    """Weights (out, in) and biases (out,), layer by layer, read from the neuron-by-neuron list."""
    flat, found = np.array(scalar_mlp.PARAMETERS), []
    for n_in, n_out in pairwise(scalar_mlp.SIZES):
        neurons, flat = np.split(flat, [(n_in + 1) * n_out])
        neurons = neurons.reshape(n_out, n_in + 1)  # weights, then bias, per neuron
        found += [neurons[:, :-1].copy(), neurons[:, -1].copy()]
    return found


def neurons(gradients: Any) -> list[float]:
    """Gradients of `matrices()` back in neuron-by-neuron order."""
    arrays = [np.asarray(g) for g in gradients]
    return [float(v) for w, b in zip(arrays[::2], arrays[1::2]) for v in np.column_stack([w, b]).ravel()]


def tapegrad() -> Case:
    """The recorded loss with its data inside, as in training on one set; the parameters may move between runs."""
    return _compile(lambda number: number, ())


def tapegrad_new_data() -> Case:
    """The same with the data as inputs, handed in as arrays at every run."""
    from autograd import Tensor

    return _compile(Tensor, (X, Y[:, 0]))


def _compile(number: Callable[[float], Any], data: tuple[np.ndarray, ...]) -> Case:
    from autograd import Tape
    from nn import MLP

    model = MLP(scalar_mlp.SIZES[0], list(scalar_mlp.SIZES[1:]), activation="relu")
    for parameter, value in zip(model.parameters(), scalar_mlp.PARAMETERS, strict=True):
        parameter.data = value
    xs, ys = [[number(v) for v in x] for x in scalar_mlp.X], [number(y) for y in scalar_mlp.Y]
    loss = sum((model(x) - y) ** 2 for x, y in zip(xs, ys))
    inputs = [xs, ys] if data else []
    program = Tape.gather(loss).compile(inputs=inputs, parameters=model.parameters(), output=loss)

    def work() -> Any:
        return program.value_and_grad(*data)

    def answer() -> Answer:
        loss, gradient = work()
        return {"loss": [float(loss)], "gradient": gradient.tolist()}

    return work, answer


def casadi() -> Case:
    """The whole graph in scalar symbols, run in CasADi's virtual machine on fixed memory (its quickest way in)."""
    import casadi as ca

    p, x, y = ca.SX.sym("p", len(scalar_mlp.PARAMETERS)), ca.SX.sym("x", X.size), ca.SX.sym("y", Y.size)
    loss: Any = 0
    for sample in range(len(X)):
        values, at = [x[2 * sample], x[2 * sample + 1]], 0
        for n_out in scalar_mlp.SIZES[1:]:
            layer = []
            for _ in range(n_out):
                total = p[at + len(values)]
                for k, value in enumerate(values):
                    total = total + p[at + k] * value
                at += len(values) + 1
                layer.append(total)
            values = [ca.fmax(0, total) for total in layer] if n_out > 1 else layer
        loss = loss + (values[0] - y[sample]) ** 2
    function = ca.Function("loss_and_gradient", [p, x, y], [loss, ca.gradient(loss, p)])
    memory, run = function.buffer()
    inputs = [np.array(scalar_mlp.PARAMETERS), X.ravel(), Y.ravel()]
    outputs = [np.zeros(1), np.zeros(p.numel())]
    for i, array in enumerate(inputs):
        memory.set_arg(i, array.data)
    for i, array in enumerate(outputs):
        memory.set_res(i, array.data)

    kept = function, memory, inputs, outputs  # CasADi holds bare pointers to these: they must live as long as the work

    def work() -> Any:
        run()
        return kept

    def answer() -> Answer:
        work()
        return {"loss": outputs[0].tolist(), "gradient": outputs[1].tolist()}

    return work, answer


def pytorch() -> Case:
    import torch

    parameters = [torch.tensor(array, requires_grad=True) for array in matrices()]
    w1, b1, w2, b2, w3, b3 = parameters
    x, y = torch.tensor(X), torch.tensor(Y)

    def work() -> Any:
        for parameter in parameters:
            parameter.grad = None
        h = torch.relu(x @ w1.T + b1)
        h = torch.relu(h @ w2.T + b2)
        loss = ((h @ w3.T + b3 - y) ** 2).sum()
        loss.backward()
        return loss

    def answer() -> Answer:
        return {"loss": [work().item()], "gradient": neurons(p.grad for p in parameters)}

    return work, answer


def jax() -> Case:
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    parameters = [jnp.asarray(array) for array in matrices()]
    x, y = jnp.asarray(X), jnp.asarray(Y)

    def loss_of(parameters: Any, x: Any, y: Any) -> Any:
        w1, b1, w2, b2, w3, b3 = parameters
        h = jax.nn.relu(x @ w1.T + b1)
        h = jax.nn.relu(h @ w2.T + b2)
        return ((h @ w3.T + b3 - y) ** 2).sum()

    run = jax.jit(jax.value_and_grad(loss_of))

    def work() -> Any:
        return jax.block_until_ready(run(parameters, x, y))

    def answer() -> Answer:
        loss, gradients = work()
        return {"loss": [float(loss)], "gradient": neurons(gradients)}

    return work, answer


def numpy() -> Case:
    w1, b1, w2, b2, w3, b3 = matrices()

    def work() -> tuple[Any, list[np.ndarray]]:
        a1 = X @ w1.T  # (100, 2) @ (2, 16) -> (100, 16)
        a1 += b1
        h1 = np.maximum(a1, 0, out=a1)
        a2 = h1 @ w2.T
        a2 += b2
        h2 = np.maximum(a2, 0, out=a2)
        e = h2 @ w3.T  # (100, 1)
        e += b3
        e -= Y
        loss = np.vdot(e, e)
        e *= 2
        g2 = e @ w3  # (100, 1) @ (1, 16)
        g2 *= h2 > 0
        g1 = g2 @ w2
        g1 *= h1 > 0
        return loss, [g1.T @ X, g1.sum(0), g2.T @ h1, g2.sum(0), e.T @ h2, e.sum(0)]

    def answer() -> Answer:
        loss, gradients = work()
        return {"loss": [float(loss)], "gradient": neurons(gradients)}

    return work, answer


ROW = Row(
    work="scalar MLP 2-16-16-1 x 100 samples, compiled",
    engines={
        "tapegrad (compiled)": tapegrad,
        "tapegrad (new data each run)": tapegrad_new_data,
        "micrograd": scalar_mlp.micrograd,
        "CasADi (scalars)": casadi,
        "PyTorch eager (matrices)": pytorch,
        "JAX jit (matrices)": jax,
        "NumPy (matrices)": numpy,
    },
    targets=(
        Target("tapegrad (compiled)", "micrograd", 0.0002),
        Target("tapegrad (compiled)", "CasADi (scalars)", 0.25),
        Target("tapegrad (compiled)", "PyTorch eager (matrices)", 0.5),
        Target("tapegrad (compiled)", "JAX jit (matrices)", 1.5),
        Target("tapegrad (compiled)", "NumPy (matrices)", 2),
    ),
)
