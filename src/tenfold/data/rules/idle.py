"""Transformations that change nothing."""

from tenfold.data.order.prefetch import Prefetch
from tenfold.data.order.repeat import Repeat
from tenfold.data.order.skip import Skip
from tenfold.data.order.take import Take
from tenfold.data.plan.dataset import Dataset
from tenfold.data.plan.options import WithOptions


def idle_ones_go(node: Dataset) -> Dataset | None:
    """`take(-1)`, `skip(0)`, `repeat(1)` and `prefetch(0)`; options, which the iterator has read by now."""
    idle = (
        isinstance(node, Take)
        and node.count < 0
        or isinstance(node, Skip)
        and node.count == 0
        or isinstance(node, Repeat)
        and node.count == 1
        or isinstance(node, Prefetch)
        and node.buffer == 0
        or isinstance(node, WithOptions)
    )
    return node.inputs[0] if idle else None
