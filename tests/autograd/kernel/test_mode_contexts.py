"""Contexts that change the mode: used twice, nested, in threads, as decorators with and without brackets, on generators."""

from __future__ import annotations

import asyncio
import gc
import threading

import numpy as np
import pytest

from autograd import Tape, Tensor, detect_anomaly, enable_grad, no_grad, scope, watch


class Count:
    everything = False

    def __init__(self):
        self.heard = 0

    def recorded(self, z):
        self.heard += 1

    def played(self, operations):
        pass


def recording():
    return (Tensor(2.0) * 3.0).requires_grad


def blame():
    try:
        np.sqrt(Tensor(-1.0))
    except FloatingPointError:
        return True
    return False


def scopes():
    z, owners = Tensor(2.0) * 3.0, []
    at = z.scope
    while at is not None:
        owners.append(at.owner)
        at = at.parent
    return owners


COUNT = Count()


def heard():
    before = COUNT.heard
    Tensor(2.0) * 3.0
    return COUNT.heard - before


# what makes the context, what tells whether it holds, what that says outside, inside, and inside twice
CONTEXTS = {
    "no_grad": (no_grad, recording, True, False, False),
    "detect_anomaly": (detect_anomaly, blame, False, True, True),
    "scope": (lambda: scope("layer"), scopes, [], ["layer"], ["layer", "layer"]),
    "watch": (lambda: watch(COUNT), heard, 0, 1, 2),
}
BARE = {"no_grad": no_grad, "detect_anomaly": detect_anomaly}


@pytest.fixture(params=CONTEXTS)
def context(request):
    return CONTEXTS[request.param]


@pytest.fixture(autouse=True)
def _nothing_is_left_behind():
    yield
    assert [tell() for _, tell, *_ in CONTEXTS.values()] == [outside for _, _, outside, *_ in CONTEXTS.values()]


def test_one_object_in_several_blocks_and_inside_itself(context):
    make, tell, outside, inside, twice = context
    once = make()
    for _ in range(2):
        with once:
            assert tell() == inside
            with once:
                assert tell() == twice
            assert tell() == inside
        assert tell() == outside
    with pytest.raises(ZeroDivisionError), once, once:
        raise ZeroDivisionError
    assert tell() == outside


def test_an_object_made_inside_another_context_takes_nothing_of_it_along():
    with watch(Count()) as _, no_grad():
        mine = watch(COUNT)
    other = Count()
    with watch(other), mine:
        assert heard() == 1
    assert other.heard == 1  # it was there when the block began


def test_one_object_in_several_threads(context):
    make, tell, outside, inside, _ = context
    if tell is heard:
        return  # counts what all threads do
    once, steps, found = make(), threading.Barrier(2), []

    def work(first):
        if not first:
            steps.wait(5)  # the other is inside
        with once:
            if first:
                steps.wait(5)
            steps.wait(5)  # both are inside
            found.append(tell())
        found.append(tell())

    threads = [threading.Thread(target=work, args=(first,)) for first in (True, False)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert found.count(inside) == found.count(outside) == 2


def test_as_a_decorator_of_functions_and_methods(context):
    make, tell, outside, inside, _ = context

    @make()
    def inner(*, plus=0):
        """Some words."""
        return tell(), plus

    class Owner:
        @make()
        def method(self):
            return tell()

    assert [inner(plus=5), inner(plus=5)] == [(inside, 5)] * 2
    assert (inner.__name__, inner.__doc__, Owner().method(), tell()) == ("inner", "Some words.", inside, outside)


@pytest.mark.parametrize("name", BARE)
def test_as_a_decorator_without_brackets(name):
    _, tell, outside, inside, _ = CONTEXTS[name]
    bare = BARE[name]

    @bare
    def inner():
        return tell()

    assert (inner(), tell(), inner.__name__) == (inside, outside, "inner")

    @no_grad
    @enable_grad
    def both():
        return recording()

    assert both()


def test_every_step_of_a_generator_runs_inside_and_what_is_between_them_outside(context):
    make, tell, outside, inside, _ = context

    @make()
    def steps(n):
        """Some words."""
        got = []
        for i in range(n):
            got.append((yield i, tell()))
        return got

    found = []
    for i, said in steps(3):
        found.append((i, said, tell()))
    assert found == [(i, inside, outside) for i in range(3)]
    assert steps.__doc__ == "Some words."

    generator = steps(2)
    next(generator)
    assert generator.send("a") == (1, inside)
    with pytest.raises(StopIteration) as end:
        generator.send("b")
    assert end.value.value == ["a", "b"]

    def outer():
        return (yield from steps(1))

    assert list(outer()) == [(0, inside)]


def test_a_generator_is_closed_and_thrown_into_inside():
    said = []

    @no_grad()
    def steps():
        try:
            yield 1
        except KeyError:
            said.append(("caught", recording()))
        try:
            yield 2
        finally:
            said.append(("closed", recording()))

    generator = steps()
    next(generator)
    assert generator.throw(KeyError()) == 2
    generator.close()
    assert said == [("caught", False), ("closed", False)]
    left = steps()
    next(left)
    del left
    gc.collect()
    with pytest.raises(ValueError, match="mine"):
        list(_raising())


@no_grad()
def _raising():
    yield 1
    raise ValueError("mine")


def test_predictions_by_a_generator_are_off_the_tape():
    w = Tensor(3.0)

    @no_grad
    def predictions(xs):
        for x in xs:
            yield w * x

    assert [(z.item(), z.requires_grad) for z in predictions([1.0, 2.0])] == [(3.0, False), (6.0, False)]
    assert [(w * x).requires_grad for x in (1.0,)] == [True]


def test_coroutines_and_asynchronous_generators():
    @no_grad()
    async def predict():
        inside = recording()
        await asyncio.sleep(0)
        return inside, recording()

    @no_grad
    async def steps():
        got = yield recording()
        yield got, recording()

    async def train():
        await asyncio.sleep(0)
        return recording()

    async def main():
        both = await asyncio.gather(predict(), train())
        generator = steps()
        first = await generator.asend(None)
        between = recording()
        second = await generator.asend("x")
        await generator.aclose()
        return both, first, between, second, [z async for z in steps()], recording()

    assert asyncio.run(main()) == ([(False, False), True], False, True, ("x", False), [False, (None, False)], True)


def test_what_is_no_function_is_not_decorated():
    class Layer:
        pass

    for wrong, said in [(Layer, "the class Layer"), (3, "a int")]:
        with pytest.raises(TypeError, match=f"decorates functions, not {said}: decorate its methods, or use a with block"):
            no_grad()(wrong)
    with pytest.raises(TypeError, match="decorates functions"):
        no_grad(Tensor(2.0))
    with pytest.raises(TypeError, match=r"Tape is no decorator: write `with Tape\(\) as tape:`"):
        Tape(lambda x: x)
    with pytest.raises(TypeError, match=r"watch takes an object with everything, recorded\(z\) and played\(op.*got int"):
        watch(3)


def test_tapes_one_after_the_other_and_nested():
    tape = Tape()
    for n in (1, 2):
        with tape:
            Tensor(2.0) * 3.0
            with pytest.raises(RuntimeError, match="recording already"), tape:
                pass
        assert len(tape) == n
    with Tape() as outer, no_grad(), Tape() as inner:
        recording()
        with enable_grad():
            recording()
    assert (len(outer), len(inner)) == (1, 1)
    assert gc.isenabled()


def test_what_is_thrown_into_an_asynchronous_generator_arrives_inside_the_mode():
    @no_grad
    async def steps():
        try:
            yield 1
        except KeyError:
            yield recording()

    async def main():
        generator = steps()
        await generator.asend(None)
        return await generator.athrow(KeyError("no")), recording()

    assert asyncio.run(main()) == (False, True)
