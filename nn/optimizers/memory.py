"""Memory that one training step gives back is kept for the next.

A step's arrays are freed at its end. The C library may then return their pages to the system, and the next step has to
get them again, emptied, one page fault for every 4 kB: up to a fifth of the time of a small convolutional network.
"""

from __future__ import annotations

import numpy as np

LARGEST = (1 << 25) - (1 << 16)  # bytes; glibc's limit is 32 MB, and NumPy may ask for a little more than an array holds


def keep_freed() -> None:
    """Ask the C library to let freed memory stay with the process, up to 64 MB; it may not listen.

    glibc takes blocks above a threshold directly from the system, and returns free memory above twice of it. It
    raises that threshold to the size of the largest such block freed so far (mallopt(3), M_MMAP_THRESHOLD). Here one is
    freed that was never touched, which costs microseconds. Other C libraries take no notice, nor does glibc where the
    threshold was set by hand.
    """
    np.empty(LARGEST, np.uint8)
