"""No test depends on how fast the machine is, or, in the build, on luck.

Hypothesis' limit of 200 ms an example is off everywhere. Where CI is set, each run draws the same examples; elsewhere
others each time, so that people who run the tests go on searching.
"""

import gc
import os

import pytest
from hypothesis import settings

collect_ignore_glob = ["nn/golden/mak*.py", "trust/beside_jax.py"]  # they ask Keras, PyTorch and JAX, which are no dependencies

settings.register_profile("search", deadline=None)
settings.register_profile("build", deadline=None, derandomize=True)
settings.load_profile("build" if os.environ.get("CI") else "search")


def pytest_collection_modifyitems(items):
    """Cases of one test run in the order of their names: sets differ from process to process, which must agree."""
    first: dict[str, int] = {}
    for place, item in enumerate(items):
        first.setdefault(item.nodeid.partition("[")[0], place)
    items.sort(key=lambda item: (first[item.nodeid.partition("[")[0]], item.nodeid))


@pytest.fixture
def without_collector():
    """Python's garbage collector rests: what nobody names any more must be gone by itself."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


class OnlyDLPack:
    """What an array of another library offers: DLPack, and nothing else."""

    def __init__(self, array):
        self.array = array

    def __dlpack__(self, **settings):
        return self.array.__dlpack__(**settings)

    def __dlpack_device__(self):
        return self.array.__dlpack_device__()


@pytest.fixture
def only_dlpack():
    """A kind of array that hands its numbers out by DLPack alone."""
    return OnlyDLPack
