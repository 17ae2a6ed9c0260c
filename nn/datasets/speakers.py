"""Nine speakers, one vowel pair: how the sound of a voice changes within a third of a second."""

from __future__ import annotations

import numpy as np

from nn.datasets.package_files import read_package_file

COEFFICIENTS = 12  # what each moment of sound is described by
LONGEST = 29  # moments in the longest utterance
FILES = {  # utterances, hash
    "TRAIN": (270, "68a430eabd919cc77f40b1f5f3bc0dcafacc1486bca9260785aeb7d262cc78cd"),
    "TEST": (370, "b3d41d6a0ca3bcad3afb9ca7d4365382aa51341e2e58bae2a574babdda5b9462"),
}
Split = tuple[np.ndarray, np.ndarray]


def vowels() -> tuple[Split, Split]:
    """Nine men say the Japanese vowels /ae/: ((x_train, y_train), (x_test, y_test)).

    x: (utterances, 29, 12) float32, 12 cepstral coefficients of linear prediction for each of up to 29 moments; rows of zeros
    follow the end of an utterance, for `Masking()`. y: (utterances,) int64, the speaker, 0 to 8. 270 utterances to learn from,
    30 a speaker, and 370 to test on, as their authors split them.
    Source: Kudo, Toyama & Shimbo, 1999, "Multidimensional curve classification using passing-through regions", Pattern
    Recognition Letters 20; UCI Machine Learning Repository, CC BY 4.0. Read from the package aeon (BSD), compared with hashes.
    Raises PackageMissing without the package (`pip install --no-deps aeon`).

    >>> (x_train, y_train), (x_test, y_test) = vowels()  # doctest: +SKIP
    >>> x_train.shape, x_test.shape  # doctest: +SKIP
    ((270, 29, 12), (370, 29, 12))
    """
    train, test = (_read(kind, *of) for kind, of in FILES.items())
    return train, test


def _read(kind: str, count: int, sha256: str) -> Split:
    place = f"aeon/datasets/data/JapaneseVowels/JapaneseVowels_{kind}.ts"
    text = read_package_file("vowels", "aeon", place, sha256).decode()
    lines = text.partition("@data\n")[2].split()  # one utterance a line: 12 series, then the speaker, parted by colons
    x, y = np.zeros((count, LONGEST, COEFFICIENTS), np.float32), np.zeros(count, np.int64)
    for i, line in enumerate(lines):
        *series, speaker = line.split(":")
        sound = np.array([one.split(",") for one in series], np.float32).T  # (moments, 12)
        x[i, : len(sound)], y[i] = sound, int(speaker) - 1
    return x, y
