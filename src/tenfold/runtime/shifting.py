"""The shifting rule: when a graph that keeps being run moves from first gear (NumPy) to second (XLA).

It looks only at what is known before the run: how often this signature has run, how many runs the caller has ahead, and
the work estimated from shapes. Never at a clock, never at a cache; so a program gives the same numbers every time.
"""

import os

from tenfold.core.infer import size_of
from tenfold.core.state import STATE

OP_COST = 2e-6  # seconds that one NumPy op costs besides its arithmetic
ELEMENT_COST = 1e-9  # seconds an element of a result costs in first gear
GAIN = 0.3  # what is left of the arithmetic in second gear
CALL_COST = 4e-5  # seconds to call a compiled program
START_COST = 1.0  # seconds to import JAX
COMPILE_COST = 4e-3  # seconds of compilation per op


def choose_gear(runs, ahead, ops, elements, pin=None):
    """ "second" once the seconds that it is expected to save exceed those that compiling costs, else "first".

    Args:
      runs: how often this signature has run already.
      ahead: runs that the caller knows will follow this one (0 where unknown).
      ops: number of nodes.
      elements: elements of all results, products counted by their inner length as well.
      pin: "first" or "second" to decide the question.
    """
    if pin is not None:
        return pin
    first = ops * OP_COST + elements * ELEMENT_COST
    second = CALL_COST + elements * ELEMENT_COST * GAIN
    return "second" if (runs + ahead) * (first - second) > START_COST + ops * COMPILE_COST else "first"


def pinned():
    """The gear pinned by this thread, or by TENFOLD_GEAR=first|second."""
    gear = STATE.gear or os.environ.get("TENFOLD_GEAR") or None
    if gear not in (None, "first", "second"):
        raise ValueError(f"TENFOLD_GEAR must be 'first' or 'second'; received {gear!r}.")
    return gear


def work(nodes, leading):
    """Elements that `nodes` compute; an unknown dimension counts as `leading`."""
    total = 0
    for node in nodes:
        weight = getattr(node.operation, "cost", _once)(node)
        for t in node.outputs:
            total += weight * (size_of(tuple(leading if d is None else d for d in t._dims)) if t._dims is not None else leading)
    return total


def _once(node):
    return 1
