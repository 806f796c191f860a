"""`get_single_element`: the only element of a dataset, as tensors; inside of a graph as an op."""

from typing import Any

import numpy as np

from tenfold.core.base import errors, nest
from tenfold.core.base.thread import STATE
from tenfold.core.calls.op import Free, op
from tenfold.core.graphs.spec import Spec
from tenfold.data.plan.arguments import dataset as checked
from tenfold.data.plan.binding import bound, symbols
from tenfold.data.plan.components import arrays_of, components, of_tensors
from tenfold.data.plan.dataset import Dataset, method
from tenfold.data.plan.structure import Element, Structure, packer
from tenfold.data.run.iterator import DatasetIterator


def only(dataset: Dataset) -> Element:
    """The leaves of the only element.

    Raises:
      InvalidArgumentError: there is none, or more than one.
    """
    elements = DatasetIterator(dataset)
    try:
        found = elements.next_element()
    except StopIteration:
        raise errors.InvalidArgumentError("Dataset was empty.") from None
    try:
        elements.next_element()
    except StopIteration:
        return found
    raise errors.InvalidArgumentError("Dataset had more than one element.")


def single(dataset: Dataset) -> Structure:
    """The only element of `dataset`: now, or when the graph that is being written runs."""
    waits = symbols(dataset)
    if STATE.graph is None and not waits:
        return packer(dataset.element_spec)(only(dataset))
    parts = [s for leaf in nest.flatten(dataset.element_spec) for s in components(leaf)]
    specs = tuple([Spec(s.shape._dims, s.dtype) for s in parts])
    found = dataset_to_single_element(*waits, plan=_Plan(dataset, waits), specs=specs)
    return of_tensors(dataset.element_spec, iter(found if isinstance(found, (list, tuple)) else [found]))


class _Plan:
    """A dataset, as an attribute of an op."""

    def __init__(self, dataset: Dataset, waits: list[Any]) -> None:
        self.dataset, self.waits = dataset, [id(t) for t in waits]


@op(
    infer=lambda *waits, plan, specs: specs,
    stateful=True,
    host=True,
    outside=True,
    gradient=None,
    type="DatasetToSingleElement",
)
def dataset_to_single_element(env: Any, *waits: Free, plan: Any, specs: Any) -> Any:
    """The only element of a dataset that waits for tensors."""
    element = only(bound(plan.dataset, dict(zip(plan.waits, waits))))
    return tuple([a if isinstance(a, Dataset) else np.asarray(a) for a in arrays_of(element)])


@method
def get_single_element(self: Dataset, name: str | None = None) -> Structure:
    """The only element of the dataset, a structure of tensors. `name`: see `Dataset`.

    Raises:
      InvalidArgumentError: there is none, or more than one.
    """
    return single(self)


def single_element_of(dataset: Dataset) -> Structure:
    """The function of `tf.data.experimental`: `dataset.get_single_element()`."""
    return single(checked(dataset, "dataset"))
