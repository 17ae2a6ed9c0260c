"""A `with` block as a decorator: of functions, and of generators and coroutines, whose steps run inside it one by one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import wraps
from inspect import isasyncgenfunction, iscoroutinefunction, isgeneratorfunction
from typing import Any

Block = AbstractContextManager[Any]


def run_inside(block: Block, function: Any) -> Any:
    """The function, with each call inside `block`; of a generator or a coroutine, each step, but not what runs between."""
    wrapper = next(wrapper for is_kind, wrapper in WRAPPERS if is_kind(function))
    return wraps(function)(wrapper(block, function))


def call_inside(block: Block, function: Any) -> Any:
    def call(*args: Any, **settings: Any) -> Any:
        with block:
            return function(*args, **settings)

    return call


def step_inside(block: Block, function: Any) -> Any:
    def steps(*args: Any, **settings: Any) -> Any:
        with block:
            generator = function(*args, **settings)
        step, given = generator.send, None
        while True:
            with block:
                try:
                    value = step(given)
                except StopIteration as end:
                    return end.value
            try:
                step, given = generator.send, (yield value)
            except GeneratorExit:
                with block:
                    generator.close()
                raise
            except BaseException as error:
                step, given = generator.throw, error

    return steps


def await_inside(block: Block, function: Any) -> Any:
    async def awaits(*args: Any, **settings: Any) -> Any:
        with block:
            return await function(*args, **settings)

    return awaits


def step_asynchronously_inside(block: Block, function: Any) -> Any:
    async def steps(*args: Any, **settings: Any) -> Any:
        generator = function(*args, **settings)
        step, given = generator.asend, None
        while True:
            with block:
                try:
                    value = await step(given)
                except StopAsyncIteration:
                    return
            try:
                step, given = generator.asend, (yield value)
            except GeneratorExit:
                with block:
                    await generator.aclose()
                raise
            except BaseException as error:
                step, given = generator.athrow, error

    return steps


WRAPPERS: tuple[tuple[Callable[[Any], bool], Callable[[Block, Any], Any]], ...] = (
    (isgeneratorfunction, step_inside),
    (isasyncgenfunction, step_asynchronously_inside),
    (iscoroutinefunction, await_inside),
    (callable, call_inside),
)
