"""Tries threads that share a model, trainings side by side, compiled functions in children, tasks, leaks by failing rounds.

Whatever runs at once has to give what it gives alone, and a round that failed has to leave nothing behind.
"""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any

import numpy as np
from outcome import Outcome

from autograd import Tensor, compile, no_grad, value_and_grad, vjp
from nn import Adam, Dense, Dropout, Sequential, set_random_seed

X, Y = np.sin(np.arange(96.0)).reshape(32, 3), np.cos(np.arange(64.0)).reshape(32, 2)
SECONDS = 60  # that a child may take


def make_model(seed: int) -> Sequential:
    set_random_seed(seed)
    model = Sequential([Dense(8, activation="tanh", input_shape=(3,)), Dropout(0.0), Dense(2)])
    model.compile(optimizer=Adam(0.01), loss="mse")
    return model


@contextmanager
def many_switches() -> Iterator[None]:
    """Threads take turns all the time."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def run_at_once(works: list[Callable[[], Any]]) -> list[Any]:
    """What each work gives, run in threads; an exception stands for itself."""
    found: list[Any] = [None] * len(works)

    def keep(i: int) -> None:
        try:
            found[i] = works[i]()
        except BaseException as error:
            found[i] = error

    threads = [threading.Thread(target=keep, args=(i,)) for i in range(len(works))]
    with many_switches():
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return found


def disagree(found: list[Any], wanted: list[Any], what: str) -> list[str]:
    """A line for each thread that gave something else than it gives alone."""
    return [
        f"{what}, thread {i}: {ours!r:.200}"
        for i, (ours, theirs) in enumerate(zip(found, wanted))
        if isinstance(ours, BaseException) or not all(np.allclose(a, b, rtol=1e-6, atol=1e-7) for a, b in zip(ours, theirs))
    ]


def predict_from_eight(rounds: int) -> list[str]:
    """Eight threads predict with one model, each its own samples."""
    model = make_model(0)
    parts = [X + i for i in range(8)]
    alone = [[model.predict(x, verbose=0)] for x in parts]
    works = [lambda x=x: [[model.predict(x, verbose=0) for _ in range(rounds)][-1]] for x in parts]
    return disagree(run_at_once(works), alone, "predict")


def train_from_four(rounds: int) -> list[str]:
    """Four threads train, each a model of its own, eagerly or compiled."""

    def train(model: Any, how: Any) -> list[Any]:
        model.fit(X, Y, epochs=rounds, batch_size=8, shuffle=False, verbose=0, compiled=how)
        weights: list[Any] = model.get_weights()
        return weights

    alone = [train(make_model(i), bool(i % 2)) for i in range(4)]
    models = [make_model(i) for i in range(4)]
    return disagree(run_at_once([lambda i=i: train(models[i], bool(i % 2)) for i in range(4)]), alone, "fit")


def share_leaves(rounds: int) -> list[str]:
    """Four threads add gradients up in the same leaves, as in training with several workers."""
    w = Tensor(np.linspace(0.5, 1.5, 5))

    def work() -> list[Any]:
        for _ in range(rounds):
            (w * w).sum().backward()
        return []

    found = disagree(run_at_once([work] * 4), [[]] * 4, "backward")
    wanted = 4 * rounds * 2.0 * w.numpy()
    return found if np.allclose(w.grad, wanted, rtol=1e-9) else [*found, f"shared leaves: {w.grad} for {wanted}"]


def share_compiled(rounds: int) -> list[str]:
    """Eight threads call one compiled function."""
    step = compile(value_and_grad(lambda x: (np.sin(x) * x).sum()))
    parts = [X[i] for i in range(8)]
    alone = [step(x) for x in parts]
    works = [lambda x=x: [step(x) for _ in range(rounds)][-1] for x in parts]
    return disagree(run_at_once(works), alone, "compiled")


def fork_compiled(rounds: int) -> list[str]:
    """Children of a process that has compiled functions and trained models use both."""
    if not hasattr(os, "fork"):
        return []
    step = compile(value_and_grad(lambda x: (np.sin(x) * x).sum()))
    model = make_model(0)
    wanted, predicted = step(X), model.predict(X, verbose=0)

    def work() -> bool:
        model.fit(X, Y, epochs=1, verbose=0)
        again = compile(lambda x: x * 2.0)(X)
        return all(np.array_equal(a, b) for a, b in zip(step(X), wanted)) and np.array_equal(again, X * 2.0)

    codes = [run_in_child(work) for _ in range(max(1, rounds // 10))]
    untouched = np.array_equal(predicted, model.predict(X, verbose=0))
    return [f"a child ended with {code}" for code in codes if code] + ([] if untouched else ["a child changed its parent"])


def run_in_child(work: Callable[[], bool]) -> int:
    """The exit code of a forked process that does the work: 0 if it gives True."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # newer Pythons warn of forking beside threads
        child = os.fork()
    if not child:
        signal.alarm(SECONDS)
        try:
            os._exit(0 if work() else 1)
        except BaseException:
            os._exit(2)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def compute_in_a_new_process(x: np.ndarray) -> list[Any]:
    """A compiled function's results and the weights of a training."""
    model = make_model(1)
    model.fit(x, Y, epochs=1, batch_size=8, shuffle=False, verbose=0)
    return [*compile(value_and_grad(lambda x: (np.sin(x) * x).sum()))(x), *model.get_weights()]


def spawn_compiled(rounds: int) -> list[str]:
    """Spawned processes give what this one gives."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        found = list(pool.map(compute_in_a_new_process, [X] * max(1, rounds // 100)))
    return disagree(found, [compute_in_a_new_process(X)] * len(found), "spawned")


def take_turns(rounds: int) -> list[str]:
    """Tasks of one event loop, half of them under no_grad, give way to each other in the middle of a computation."""
    w = Tensor(np.linspace(0.5, 1.5, 5))

    async def task(i: int) -> bool:
        if i % 2:
            with no_grad():
                await asyncio.sleep(0)
                z = w * float(i)
                await asyncio.sleep(0)
            return not z.requires_grad
        z = w * float(i)
        await asyncio.sleep(0)
        z = (z * z).sum()
        slope = vjp(lambda w: ((w * float(i)) ** 2).sum(), w.numpy())[1](1.0)
        return z.requires_grad and np.allclose(slope, 2.0 * i * i * w.numpy())

    async def all_tasks() -> list[bool]:
        return list(await asyncio.gather(*map(task, range(rounds))))

    return [f"task {i} recorded, or did not, against its mode" for i, right in enumerate(asyncio.run(all_tasks())) if not right]


def fail_again_and_again(rounds: int) -> list[str]:
    """Rounds that fail in the middle of a forward pass, a backward pass, a recording, a training, and of no_grad."""

    def stop(*_: Any) -> Any:
        raise KeyboardInterrupt

    w, model = Tensor(np.ones(4)), make_model(0)
    layers = [model.layers[0]]

    def fail_forward() -> None:
        with no_grad():
            w @ Tensor(np.ones((3, 3)))

    def fail_backward() -> None:
        z = w * 2.0
        z.register_hook(stop)
        (z * z).sum().backward()

    def fail_recording() -> None:
        compile(lambda x: stop() if x is not None else x)(np.ones(3))

    def fail_training() -> None:
        layers[0].call, call = stop, layers[0].call
        try:
            model.train_on_batch(X, Y)
        finally:
            layers[0].call = call

    def count(turns: int) -> int:
        for _ in range(turns):
            for fail in (fail_forward, fail_backward, fail_recording, fail_training):
                try:
                    fail()
                except (ValueError, KeyboardInterrupt):
                    continue
                raise AssertionError(f"{fail.__name__} went through")
        gc.collect()
        return len(gc.get_objects())

    count(5)
    first = count(5)
    more = count(rounds) - first
    (w * w).sum().backward()
    found = [] if np.array_equal(w.grad, 2.0 * w.numpy()) else [f"after failures the gradient is {w.grad}"]
    return found if more < 100 else [*found, f"{more} objects are left after {rounds} failing rounds"]


WORKS = (
    *(predict_from_eight, train_from_four, share_leaves, share_compiled),
    *(fork_compiled, spawn_compiled, take_turns, fail_again_and_again),
)


def try_threads_and_forks(quick: bool = False, seed: int = 0) -> Outcome:
    """quick: 20 rounds of each, else 500."""
    outcome, rounds = Outcome("threads and forks"), 20 if quick else 500
    for work in WORKS:
        outcome.tried += rounds
        outcome.failures += work(rounds)
    return outcome
