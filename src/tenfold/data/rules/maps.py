"""Functions of elements moved to where they are called less often: behind what orders and chooses, behind batches."""

from typing import Any

from tenfold.data.batching.batch import Batch
from tenfold.data.elements.map import Map
from tenfold.data.order.shuffle import Shuffle
from tenfold.data.order.skip import Skip
from tenfold.data.plan.dataset import Dataset
from tenfold.data.plan.element_types import batched
from tenfold.data.rules.vectorized import vectorized
from tenfold.data.run.shorter import with_inputs


def map_after_order(node: Dataset) -> Dataset | None:
    """Of a function that cannot fail, nor see how often or in which order it is called, `map` comes after `shuffle`
    and `skip`: it is called for fewer elements, and the buffer holds what comes in, not what the function makes."""
    if not isinstance(node, (Shuffle, Skip)) or not isinstance(node.inputs[0], Map):
        return None
    inner: Any = node.inputs[0]
    if vectorized(inner.function) is None:
        return None
    return with_inputs(inner, with_inputs(node, inner.inputs[0], spec=inner.inputs[0].element_spec))


def map_of_batches(node: Dataset) -> Dataset | None:
    """One call for each batch where every op of the function is there for batches too. Elements whose shapes may differ
    cannot be batched before the function has seen them, which may be what makes them alike."""
    if type(node) is not Batch or not isinstance(node.inputs[0], Map):
        return None
    inner: Any = node.inputs[0]
    if any(t._dims is None or None in t._dims for t in inner.function.inputs):
        return None
    function = vectorized(inner.function)
    if function is None:
        return None
    source = inner.inputs[0]
    batches = with_inputs(node, source, spec=batched(source.element_spec, None))
    found = with_inputs(inner, batches, spec=node.element_spec)
    found.function = function
    return found
