"""Distribution: one training on several processes, each with its share of every batch.

    nn.distribution.set_distribution(nn.distribution.DataParallel())     # the one line that a program gets
    model.fit(x, y)                                                      # mpiexec -n 4 python train.py

It needs MPI: pip install mpi4py mpich.
"""

from __future__ import annotations

from nn.distribution.chosen import distribution, set_distribution
from nn.distribution.data_parallel import DataParallel

__all__ = ["DataParallel", "distribution", "set_distribution"]
