"""Codes: whole numbers that stand for things, so that a million of them are sorted and counted by NumPy."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import numpy as np

LARGEST = 2**62  # what a code made of several columns stays below


def encode(things: list[Any]) -> tuple[np.ndarray, list[Any]]:
    """A code for each thing, the same for equal ones, and the things by their codes, the first one first.

    >>> encode(["tanh", "mul", "tanh"])
    (array([0, 1, 0]), ['tanh', 'mul'])
    """
    distinct: dict[Hashable, int] = {thing: code for code, thing in enumerate(dict.fromkeys(things))}
    return np.fromiter(map(distinct.__getitem__, things), np.intp, len(things)), list(distinct)


def combine(*columns: np.ndarray) -> np.ndarray:
    """One code for each row of these columns, the same for rows that agree in all of them.

    >>> combine(np.array([1, 1, 0]), np.array([5, 5, 6]))
    array([2, 2, 1])
    """
    code, size = np.zeros(len(columns[0]), np.intp), 1
    for column in columns if len(code) else ():
        low = int(column.min())
        span = int(column.max()) - low + 1
        if size * span > LARGEST:
            code = np.unique(code, return_inverse=True)[1]
            size = int(code.max()) + 1
        code = code * span + (column - low)
        size *= span
    return code


def group(*columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The group of each row, those that agree in every column together, and each group's first row; the first row's group is 0.

    >>> group(np.array([7, 3, 7, 3]), np.array([1, 1, 1, 2]))
    (array([0, 1, 0, 2]), array([0, 1, 3]))
    """
    _, first, of = np.unique(combine(*columns), return_index=True, return_inverse=True)
    order = np.argsort(first)
    place = np.empty(len(order), np.intp)
    place[order] = np.arange(len(order))
    return place[of], first[order]


def split(groups: np.ndarray, count: int) -> list[np.ndarray]:
    """The rows of each of `count` groups, in their order; rows of group -1 are in none.

    >>> split(np.array([1, -1, 0, 1]), 2)
    [array([2]), array([0, 3])]
    """
    order = np.argsort(groups, kind="stable")
    return np.split(order, np.searchsorted(groups[order], np.arange(count + 1)))[1:-1]


def count_up(groups: np.ndarray) -> np.ndarray:
    """How many rows of its own group stand before each row.

    >>> count_up(np.array([4, 7, 4, 4]))
    array([0, 0, 1, 2])
    """
    order = np.argsort(groups, kind="stable")
    ranks = np.arange(len(groups))
    found = np.empty(len(groups), np.intp)
    found[order] = ranks - np.searchsorted(groups[order], groups[order])
    return found
