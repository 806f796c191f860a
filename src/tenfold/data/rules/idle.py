"""Transformations that change nothing."""

from tenfold.data.order.counted import Counted
from tenfold.data.order.prefetch import Prefetch
from tenfold.data.plan.dataset import Dataset
from tenfold.data.plan.options import WithOptions


def idle_ones_go(node: Dataset) -> Dataset | None:
    """`take(-1)`, `skip(0)`, `repeat(1)` and `prefetch(0)`; options, which the iterator has read by now."""
    idle = (
        isinstance(node, Counted)
        and node.is_idle
        or isinstance(node, Prefetch)
        and node.buffer == 0
        or isinstance(node, WithOptions)
    )
    return node.inputs[0] if idle else None
