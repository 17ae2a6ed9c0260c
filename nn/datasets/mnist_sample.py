"""Choose the MNIST sample that comes with tapegrad from the full set, by a rule that anyone can repeat.

`python -m nn.datasets.mnist_sample` chooses it again and compares it with the file that comes along;
`python -m nn.datasets.mnist_sample new.npz` also writes it to a file. Both need the full set, see `mnist`.
"""

from __future__ import annotations

import hashlib
import io
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from nn.files import write_whole

from . import mnist

SEED = 0
TRAIN_PER_DIGIT, TEST_PER_DIGIT = 500, 100


def choose(labels: np.ndarray, per_digit: int, seed: int = SEED) -> np.ndarray:
    """Places of a balanced sample in a labelled set, in random order.

    labels: (n,) of 0 to 9 -> (10 * per_digit,). Every place draws a 64-bit number; of each digit the
    `per_digit` places with the smallest numbers are taken, ordered by their numbers.
    Raises ValueError when a digit is too rare.

    >>> labels = np.arange(40) % 10
    >>> np.bincount(labels[choose(labels, per_digit=2)]).tolist()
    [2, 2, 2, 2, 2, 2, 2, 2, 2, 2]
    """
    count = np.bincount(labels, minlength=10)
    if count.min() < per_digit:
        raise ValueError(f"choose: {per_digit} of digit {count.argmin()} wanted, the set has {count.min()}.")
    # Raw bits, since NumPy promises the same ones in every version, which it does not for shuffles.
    draws = np.random.PCG64(seed).random_raw(len(labels))
    order = np.argsort(draws, kind="stable")
    taken = np.concatenate([order[labels[order] == digit][:per_digit] for digit in range(10)])
    return taken[np.argsort(draws[taken], kind="stable")]


def choose_sample() -> dict[str, np.ndarray]:
    """The sample's four arrays by name: training digits from the training set, test from the test set."""
    (x_train, y_train), (x_test, y_test) = mnist.load_data()
    train, test = choose(y_train, TRAIN_PER_DIGIT), choose(y_test, TEST_PER_DIGIT)
    return {
        "x_train": x_train[train],
        "y_train": y_train[train],
        "x_test": x_test[test],
        "y_test": y_test[test],
    }


def write(path: str | Path, arrays: dict[str, np.ndarray]) -> str:
    """Write arrays as .npz, which np.load reads, and return the file's SHA-256.

    np.savez_compressed makes the same, 18 % larger, for it knows no LZMA.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_LZMA) as archive:
        for name, array in arrays.items():
            member = io.BytesIO()
            np.lib.format.write_array(member, array, allow_pickle=False)
            # A ZipInfo made by name has a fixed date, so the same arrays make the same file.
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), member.getvalue(), zipfile.ZIP_LZMA)
    write_whole(path, buffer.getvalue(), "the sample")
    return hashlib.sha256(buffer.getvalue()).hexdigest()


def main(arguments: Sequence[str]) -> int:
    """Choose, write where asked, compare; 0 when the sample that comes along is what the rule chooses."""
    if len(arguments) > 1 or any(argument.startswith("-") for argument in arguments):
        print(__doc__)
        return 2
    try:
        sample = choose_sample()
        for path in arguments:
            print(f"wrote {path}, SHA-256 {write(path, sample)}")
        carried = [array for split in mnist.load_data(kind="sample") for array in split]
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    same = all(np.array_equal(ours, theirs) for ours, theirs in zip(sample.values(), carried, strict=True))
    print(f"{mnist.SAMPLE}: {'is' if same else 'is NOT'} what the rule chooses")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
