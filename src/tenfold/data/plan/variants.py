"""Datasets as tensors: what stands for one in a graph, where its elements are not known yet.

A dataset that is an argument, a result or an element is a scalar of dtype variant there. One that was made of tensors
of the graph is made anew, by the op `make_dataset`, each time the graph runs.
"""

from typing import Any

from tenfold.core.base.thread import STATE, using
from tenfold.core.calls.op import Free, op
from tenfold.core.graphs.spec import Spec
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values import dtypes
from tenfold.core.values.dtypes import Held
from tenfold.core.values.tensor import Tensor
from tenfold.data.plan.binding import Values, bound, symbols
from tenfold.data.plan.dataset import Dataset, FromVariant, hooks
from tenfold.ops.structures.specs import TensorSpec

VARIANT = TensorSpec((), dtypes.variant)


@op(
    infer=lambda *tensors, plan: Spec((), dtypes.variant),
    stateful=True,
    host=True,
    outside=True,
    gradient=None,
    type="TensorDataset",
)
def make_dataset(env, *tensors: Free, plan):  # type: ignore[no-untyped-def]  # annotations are kinds of inputs
    """The dataset of `plan` with these tensors in place of its `symbols`, in order, and the variables of this run."""
    return Held(bound(plan, Values(symbols(plan), tensors, env.holder)))


def as_tensor(dataset: Dataset) -> Tensor:
    """The variant that stands for a dataset: one tensor of the graph that made it, also for graphs inside of that."""
    if isinstance(dataset, FromVariant):
        return dataset.tensor
    graph, home = STATE.graph, dataset.home  # type: Any, Any
    if home is None or graph is None or not (graph is home or any(g is home for g in graph.around())):
        waits = symbols(dataset)
        return make_dataset(*waits, plan=dataset) if waits or graph is not None else Tensor(Held(dataset))
    if "_tensor" not in vars(dataset):
        with using(graph=home):
            vars(dataset)["_tensor"] = make_dataset(*symbols(dataset), plan=dataset)
    return vars(dataset)["_tensor"]


def from_tensor(spec: Any, tensor: Any) -> Any:
    """The dataset that a variant stands for; a spec of one where that is what stands in its place."""
    if not isinstance(tensor, Tensor):
        return spec
    return FromVariant(spec.element_spec, tensor) if isinstance(tensor, SymbolicTensor) else tensor._array.value


hooks["as_tensor"], hooks["from_tensor"] = as_tensor, from_tensor
