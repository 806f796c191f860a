"""How many transformations stand one on another: Python goes through a plan, and runs it, by functions that call each
other, some frames for each.

So a deep plan needs more of Python's recursion limit, of which a program has 1,000 frames for everything. The limit is
raised as a plan grows, and never lowered: threads may be anywhere. TensorFlow needs minutes for plans as deep as ours
may be; the exception, `concatenate` in a loop, is one node here.
"""

import sys
from collections.abc import Iterable
from typing import Any

from tenfold.core.base import errors

DEEPEST = 1000
FRAMES = 14  # of a level, at most: of walks, and of iterators that ask each other for an element
_OWN = sys.getrecursionlimit()  # for the program


def above(inputs: Iterable[Any]) -> int:
    """The depth of a node on such inputs.

    Raises:
      ResourceExhaustedError: it is more than a plan can have.
    """
    depth = 1 + max([d.depth for d in inputs], default=0)
    if depth > DEEPEST:
        raise errors.ResourceExhaustedError(
            f"This dataset would be {depth:,} transformations one on another, and {DEEPEST:,} is the most. Is one "
            "added in each turn of a loop? Do what the loop does in one function for one map or filter; add up counts "
            "for one skip or take; take many datasets together by flat_map or choose_from_datasets."
        )
    wanted = _OWN + FRAMES * depth
    if depth % 16 == 0 and sys.getrecursionlimit() < wanted + 16 * FRAMES:
        sys.setrecursionlimit(wanted + 16 * FRAMES)
    return depth
