"""Windows that become tensors at once: views of the arrays that the rows come from.

from_tensor_slices(a).window(n, shift=1, drop_remainder=True).flat_map(lambda w: w.batch(n))   ->   a[i : i + n]
"""

from typing import Any

import numpy as np

from tenfold.core.base import nest
from tenfold.core.values.tensor import Tensor
from tenfold.data.batching.batch import Batch
from tenfold.data.batching.window import Window
from tenfold.data.elements.flat_map import FlatMap
from tenfold.data.mixing.zip import Zip
from tenfold.data.plan.dataset import Dataset, FromVariant
from tenfold.data.rules.gathered import Gathered
from tenfold.data.rules.numbers import Numbers
from tenfold.data.sources.slices import Slices


def windows_are_views(node: Dataset) -> Dataset | None:
    """`flat_map` of whole windows over slices of arrays, each put together by `batch`."""
    if not isinstance(node, FlatMap) or not isinstance(node.inputs[0], Window):
        return None
    window, source = node.inputs[0], node.inputs[0].inputs[0]
    if not isinstance(source, Slices) or not all(type(t) is Tensor for t in source.leaves):
        return None
    batches = _batches_of(node.function)
    if batches is None or any(b.count != window.count for b in batches):
        return None
    if not window.drop and not all(b.drop for b in batches):
        return None
    firsts = range(0, source.size() - window.span + 1, window.shift)
    offsets = np.arange(0, window.span, window.stride)
    return Gathered([t._array for t in source.leaves], Numbers(firsts), node.element_spec, offsets)


def _batches_of(function: Any) -> list[Batch] | None:
    """The batch of each of the function's arguments, in order, where that is all it gives."""
    made = function.outputs[0].node
    if made.operation.name != "make_dataset":
        return None
    plan = made.attrs["plan"]
    parts = list(plan.inputs) if isinstance(plan, Zip) else [plan]
    if isinstance(plan, Zip) and nest.flatten(function.taken) != function.taken:
        return None
    found = []
    for part, given in zip(parts, function.inputs, strict=False):
        if type(part) is not Batch or not isinstance(part.count, int) or not isinstance(part.drop, bool):
            return None
        inner = part.inputs[0]
        if not isinstance(inner, FromVariant) or inner.tensor is not given:
            return None
        found.append(part)
    return found if len(found) == len(function.inputs) == len(parts) else None
