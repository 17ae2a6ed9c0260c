"""DataParallel: every process has the whole model and a share of each batch; their gradients are added up once a step.

The gradients of a batch of N samples in shares of n are means over n each, so that of the batch is Σ n/N · gradient: one
all-reduce of the one vector that an optimizer works on. All processes then make the same step, and stay the same to the bit.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from nn.seeds import generator


class DataParallel:
    """Shares the work of `fit` among the processes of an MPI job: `mpiexec -n 4 python train.py`.

    comm=None: the processes, an mpi4py communicator; None takes all of the job. Raises ImportError without mpi4py.

    Every process runs the same program on the same data and takes its rows of each batch; the first one shows progress and
    writes files. Weights are those of the first when a `fit` begins, random numbers when an epoch does. Metrics report of an
    epoch what one process with all samples would (one of your own that counts in other things than sums writes
    `merge_state(metrics)`); BatchNormalization goes by the statistics of its own share, and its averages are brought together
    after each epoch. Of a batch with fewer samples than processes each takes all, and reports count it as often. Validation
    data are measured by every process as a whole. What BackupAndRestore keeps goes on with any number of processes.

    >>> from nn.distribution import set_distribution
    >>> set_distribution(DataParallel())  # doctest: +SKIP
    """

    def __init__(self, comm: Any = None) -> None:
        if comm is None:
            comm = _world()
        self.comm, self.rank, self.size = comm, comm.Get_rank(), comm.Get_size()
        self.part = 1.0  # of the samples of the batch at hand, those of this process

    def __repr__(self) -> str:
        return f"DataParallel(rank {self.rank} of {self.size})"

    def begin(self, model: Any, optimizer: Any) -> None:
        """Start from the weights and the random numbers of the first process, and from now on add up gradients."""
        self.share_random_numbers()
        model.set_weights(self.hand_out(model.get_weights()))
        optimizer.gradient_hook = self.add_up

    def end(self, optimizer: Any) -> None:
        """Leave the optimizer to itself again."""
        optimizer.gradient_hook = None

    def add_up(self, gradient: np.ndarray) -> None:
        """Make this process' gradient that of the whole batch, in place."""
        gradient *= self.part
        self.comm.Allreduce(_in_place(), gradient)

    def take_share(self, batch: Any) -> Any:
        """The rows of a batch that this process takes: every size-th. If there are fewer rows than processes, it takes all."""
        n = len(batch)
        if n < self.size:
            self.part = 1.0 / self.size
            return batch
        share = batch[slice(self.rank, None, self.size)]
        self.part = len(share) / n
        return share

    def share_random_numbers(self) -> None:
        """Give all processes the random numbers of the first one: shares of unequal sizes have drawn unequally many."""
        generator().bit_generator.state = self.hand_out(generator().bit_generator.state)

    def hand_out(self, value: Any) -> Any:
        """The object that the first process has, for all processes."""
        return self.comm.bcast(value if self.rank == 0 else None, root=0)

    def gather(self, value: Any) -> list[Any]:
        """The objects of all processes in their order, for all processes."""
        found: list[Any] = self.comm.allgather(value)
        return found

    def average(self, weights: Any) -> None:
        """Set the weights that no gradient moves to their mean over all processes."""
        for weight in weights:
            value = np.asarray(weight.numpy())
            if value.dtype.kind == "f":
                weight.assign((self.comm.allreduce(value.astype(float)) / self.size).astype(value.dtype))

    @contextmanager
    def guard(self) -> Iterator[None]:
        """A process that fails in here ends the whole job, since the others would wait for it for ever."""
        try:
            yield
        except BaseException as error:
            if self.size == 1:
                raise
            traceback.print_exc()
            print(f"fit: process {self.rank} of {self.size} ended the job: {error}", file=sys.stderr, flush=True)
            self.comm.Abort(1)


class Shares:
    """The batches of data as one process sees them: its rows of each."""

    def __init__(self, distribution: DataParallel, data: Any) -> None:
        self.distribution, self.data, self.steps = distribution, data, data.steps

    def is_spent(self) -> bool:
        """Whether nothing is left to give for another epoch."""
        return bool(self.data.is_spent())

    def epoch(self) -> Iterator[Any]:
        """The shares of one epoch's batches."""
        self.distribution.share_random_numbers()  # which the order of the samples is drawn from
        return map(self.distribution.take_share, self.data.epoch())


def _world() -> Any:
    """All processes of the job; ImportError says what to install."""
    try:
        from mpi4py import MPI
    except (ImportError, RuntimeError) as error:  # without the package, or without a library of MPI
        raise ImportError("DataParallel needs mpi4py and an MPI: python -m pip install mpi4py mpich") from error
    return MPI.COMM_WORLD


def _in_place() -> Any:
    from mpi4py import MPI

    return MPI.IN_PLACE
