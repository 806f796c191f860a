"""Replacing rows of what a cell holds: in its own memory, where nobody else holds that too."""

import sys

import numpy as np

from tenfold.core.base.exclusive import NOW
from tenfold.core.base.types import Any, Array

TAKEN = object()  # the value of a cell while rows of it are being replaced


def replace_rows(cell: Any, index: Array, rows: Array) -> None:
    """`value[index] = rows` for the cell's value, an array. No other thread writes to the cell meanwhile.

    An array that was handed out is never written in place: where anything else refers to it, the rows go into a copy.
    """
    cell.array()  # what second gear left is fetched before the moment, which should be a short one
    with NOW:
        array = cell.array()
        try:
            cell._value = TAKEN  # who reads the cell from now on waits; who has read it is counted
            if sys.getrefcount(array) > ALONE or array.base is not None or not array.flags.writeable:
                array = array.copy()
            array[index] = rows
        finally:
            cell._twin, cell._value = None, array  # no call: Ctrl-C comes before one or after it


def _count_alone() -> int:
    value: Array = np.empty(1)
    array = value
    value = TAKEN
    return sys.getrefcount(array)


# What Python counts where nobody else refers to the array: that differs by version. Without the global interpreter lock
# a count may be out of date, and is never taken for that.
ALONE = _count_alone() if getattr(sys, "_is_gil_enabled", lambda: True)() else 0
