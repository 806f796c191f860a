"""`get_single_element`: the only element of a dataset, as tensors; inside of a graph as an op."""

from typing import Any

from tenfold.core.base import errors
from tenfold.core.base.thread import STATE
from tenfold.core.calls.op import Free, op
from tenfold.data.plan.arguments import dataset as checked
from tenfold.data.plan.binding import symbols
from tenfold.data.plan.components import arrays_of, graph_specs, of_tensors
from tenfold.data.plan.dataset import Dataset, method
from tenfold.data.plan.structure import Element, Structure, packer
from tenfold.data.plan.variants import as_tensor
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
    if STATE.graph is None and not symbols(dataset):
        return packer(dataset.element_spec)(only(dataset))
    found = dataset_to_single_element(as_tensor(dataset), specs=graph_specs(dataset.element_spec))
    return of_tensors(dataset.element_spec, iter(found))


@op(
    infer=lambda dataset, *, specs: list(specs),
    stateful=True,
    host=True,
    outside=True,
    gradient=None,
    type="DatasetToSingleElement",
)
def dataset_to_single_element(env: Any, dataset: Free, *, specs: Any) -> Any:
    """The only element of a dataset."""
    env.show()
    return arrays_of(only(dataset.value))  # type: ignore[attr-defined]


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
