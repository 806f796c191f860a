"""Rows replaced in a cell's own memory: Ctrl-C at any moment leaves the cell an array."""

import sys

import numpy as np
import pytest

from tenfold.core.base.env import Cell
from tenfold.core.base.rows import replace_rows


class CtrlC(KeyboardInterrupt):
    pass


def interrupted(function, moment):
    """Call `function`; Ctrl-C at that moment, counted as Python looks: as functions begin, after C ones."""
    moments = iter(range(moment))

    def look(frame, event, _):
        if event in ("call", "c_return") and next(moments, None) is None:
            raise CtrlC

    sys.setprofile(look)
    try:
        function()
    finally:
        sys.setprofile(None)


@pytest.mark.parametrize("held", [False, True], ids=["alone", "held"])
def test_ctrl_c_leaves_the_old_rows_or_the_new_ones(held):
    left = set()
    for moment in range(20):
        cell = Cell()
        cell.store(np.zeros(3))
        holder = cell._value if held else None
        try:
            interrupted(lambda cell=cell: replace_rows(cell, np.array([1]), np.array([5.0])), moment)
        except CtrlC:
            pass
        assert type(cell._value) is np.ndarray, moment
        left.add(tuple(cell._value.tolist()))
        assert holder is None or not holder.any()
    assert left == {(0, 0, 0), (0, 5, 0)}
