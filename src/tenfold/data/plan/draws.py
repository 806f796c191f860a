"""How far a function's random ops have got in one pass over a dataset: each pass begins anew. Where the plan itself
goes through a dataset again and again, by `repeat` or in `flat_map`, they go on.

Where each call draws as many numbers as the last one, it is known beforehand where a call begins, and threads may make
several at once.
"""

from typing import Any

import numpy as np

from tenfold.core.base.env import Cell, Counter, itself
from tenfold.core.graphs.graph import Graph
from tenfold.runtime.types import Holder


class PassCounters:
    """The counters of one pass, in place of those that the ops of a graph name."""

    def __init__(self) -> None:
        self.own: dict[int, Counter] = {}

    def holder(self, cell: Cell, of_variables: Holder = itself) -> Any:
        """What holds the value of a cell: a counter of the pass, or what `of_variables` gives for a variable."""
        return self.own.setdefault(id(cell), Counter()) if isinstance(cell, Counter) else of_variables(cell)

    def now(self, graph: Graph) -> dict[int, int]:
        """How far those of a function's graph have got."""
        cells = [cell for node in graph.nodes for cell, _ in node.cells if isinstance(cell, Counter)]
        return {id(cell): int(self.holder(cell)._value) for cell in cells}

    def set_to(self, begun: dict[int, int], each: dict[int, int], number: int) -> None:
        """Where call `number`, counted from 0, begins."""
        for key, blocks in each.items():
            self.own.setdefault(key, Counter())._value = np.uint64(begun[key] + blocks * number)

    def go_on(self, each: dict[int, int]) -> None:
        """Go past one call."""
        for key, blocks in each.items():
            self.own[key]._value += np.uint64(blocks)


def draws(graph: Graph) -> bool:
    """Whether anything in a graph draws random numbers."""
    return any(isinstance(cell, Counter) for node in graph.nodes for cell, _ in node.cells)


def draws_evenly(graph: Graph) -> bool:
    """Whether each call draws as many as the last: of known shapes, and not under a condition or in a loop."""
    for node in graph.nodes:
        if any(isinstance(cell, Counter) for cell, _ in node.cells):
            direct = any(isinstance(value, Counter) for value in node.attrs.values())
            if not direct or any(t._dims is None or None in t._dims for t in node.outputs):
                return False
    return True


def assigns(graph: Graph) -> bool:
    """Whether anything in a graph assigns to a variable."""
    return any(writes and not isinstance(cell, Counter) for node in graph.nodes for cell, writes in node.cells)
