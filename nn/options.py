"""What `python -m nn` may be told where no command follows, and what its --help says."""

from __future__ import annotations

import argparse
import platform
from collections.abc import Callable
from pathlib import Path

import numpy as np

from autograd import __version__

VERSIONS = f"tapegrad {__version__} (Python {platform.python_version()}, NumPy {np.__version__})"

DESCRIPTION = """\
Train a 784-128-128-10 network to read handwritten digits (MNIST), test it on
digits it has not seen, and write its weights and pictures of what it learned
into a folder."""

EPILOG = """\
examples:
  python -m nn                            6,000 digits that come along; seconds
  python -m nn --data full --epochs 20    all 70,000: downloaded once, or read
                                          from the folder in TAPEGRAD_DATA
  python -m nn --seed 1 --out second-try  other random numbers, another folder

Ctrl-C stops the training and keeps what was learned: it is tested, and weights
and pictures are written. Files of an earlier run in the folder are replaced.

commands, which do something else (python -m nn COMMAND --help says more):
  train     a network on a CSV file, or on a folder of images
  evaluate  a saved model on data with their targets
  predict   what a saved model gives for data, or for an image
  export    a saved model as a file of another kind, such as ONNX
  info      what a file of a model holds

exit codes:
  0    done
  1    not everything could be written
  2    refused before training: a wrong argument, no data, no place to write to
  130  stopped by Ctrl-C
"""


def parser() -> argparse.ArgumentParser:
    p = argparse.ArgumentParser(
        prog="python -m nn",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    p.add_argument("--version", action="version", version=VERSIONS)
    p.add_argument("--data", choices=("sample", "full"), default="sample", help="which digits (default: %(default)s)")
    p.add_argument("--epochs", type=at_least(1), default=10, metavar="N", help="passes over the data (default: %(default)s)")
    p.add_argument("--batch-size", type=at_least(1), default=128, metavar="N", help="digits per step (default: %(default)s)")
    p.add_argument(
        "--out", type=Path, default=Path("tapegrad-out"), metavar="DIR", help="where to write (default: %(default)s)"
    )
    p.add_argument("--seed", type=at_least(0), default=0, metavar="N", help="of weights and shuffling (default: %(default)s)")
    return p


def at_least(least: int) -> Callable[[str], int]:
    """A reader of whole numbers for argparse."""

    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = least - 1
        if number < least:
            raise argparse.ArgumentTypeError(f"expected a whole number of at least {least}, got {text!r}")
        return number

    return read
