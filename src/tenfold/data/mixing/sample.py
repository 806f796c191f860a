"""`sample_from_datasets`: each element of a dataset that is drawn at random."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.data.mixing.chances import chances, chooser
from tenfold.data.mixing.concatenate import common_spec
from tenfold.data.mixing.directed import Directed, listed
from tenfold.data.order.seeds import EpochSeeds
from tenfold.data.plan.arguments import truth
from tenfold.data.plan.dataset import INFINITE, Dataset, source
from tenfold.data.plan.structure import Element
from tenfold.ops.structures.specs import TensorSpec


class Selector(Dataset):
    """Numbers of datasets, drawn by their weights.

    Attributes:
      weights: (n,) tensor; None where the input has them, another for each draw.
    """

    def __init__(self, weights: Any, seed: Any, again: Any) -> None:
        inputs = (weights,) if isinstance(weights, Dataset) else ()
        super().__init__(*inputs, spec=TensorSpec((), dtypes.int64))
        self.weights = None if inputs else weights
        again = False if again is None else again
        self.seeds = EpochSeeds.of(seed, again, "rerandomize_each_iteration")

    def size(self) -> int:
        return self.inputs[0].size() if self.inputs else INFINITE

    def open(self, run: Any) -> Iterator[Element]:
        chance = chances(self.seeds.draws())
        if self.weights is None:
            return map(lambda element: (chooser(element[0], chance)(),), run.open(self.inputs[0]))
        return _Drawn(self.weights._array, chance)


class _Drawn:
    """Numbers, drawn by constant weights."""

    def __init__(self, weights: Any, chance: Callable[[], float]) -> None:
        self.weights, self.chance, self.choose = weights, chance, chooser(weights, chance)

    def __iter__(self) -> "_Drawn":
        return self

    def __next__(self) -> Element:
        return (self.choose(),)

    def only(self, left: list[int]) -> None:
        """Draw none but these from now on: as likely as others would be passed over."""
        among = chooser(self.weights[left], self.chance)
        self.choose = lambda: left[among()]


@source
def sample_from_datasets(
    datasets: Any,
    weights: Any = None,
    seed: Any = None,
    stop_on_empty_dataset: Any = False,
    rerandomize_each_iteration: Any = None,
) -> Dataset:
    """Elements of `datasets` in the order in which each has them, each time of one that is drawn: TensorFlow's choices
    for the same seeds.

    Args:
      datasets: list of datasets whose elements are of one structure and of the same dtypes.
      weights: as many floats, which need not add up to 1, or a dataset of such vectors, one for each draw. By default
        all datasets are drawn equally often.
      seed: an integer, which together with `tf.random.set_seed` says the choices.
      stop_on_empty_dataset: whether the first dataset that has no more elements is the end; else the others go on.
      rerandomize_each_iteration: whether each pass has choices of its own.

    Raises:
      ValueError: no datasets; as many weights as there are not datasets; weights that are negative or not finite, or
        none above zero.
      TypeError: elements of different types, weights that are not floats.
    """
    found = listed(datasets)
    stop = truth(stop_on_empty_dataset, "stop_on_empty_dataset")
    common_spec("sample_from_datasets", *found)
    if not isinstance(weights, Dataset):
        weights, found = _weights(weights, found)
        if len(found) == 1:
            return found[0]
    return Directed(Selector(weights, seed, rerandomize_each_iteration), found, stop, "sample_from_datasets")


def _weights(given: Any, datasets: list[Dataset]) -> tuple[Any, list[Dataset]]:
    """Weights as a vector, and the datasets that have one above zero."""
    n = len(datasets)
    weights = Tensor(np.full(n, 1 / n, np.float32)) if given is None else convert(given)
    if weights.dtype not in (dtypes.float32, dtypes.float64):
        raise TypeError(
            f"Invalid `weights`. `weights` type must be either `tf.float32` or `tf.float64` but is {weights.dtype!r}."
        )
    if weights._dims != (n,):
        raise ValueError(
            f"Invalid `weights`. `weights` should have the same length as `datasets` but got shape {weights.shape} for "
            f"{n} datasets."
        )
    if isinstance(weights, SymbolicTensor):
        return weights, datasets
    array = weights._array
    if not (array >= 0).all() or not array.any() or not np.isfinite(array).all():
        raise ValueError(
            f"Invalid `weights`. They must be 0 or more and finite, and one above 0; received {array.tolist()}."
        )
    return Tensor(array[array > 0]), [d for d, w in zip(datasets, array.tolist()) if w > 0]


def sample(datasets: Any, weights: Any = None, seed: Any = None, stop_on_empty_dataset: Any = False) -> Dataset:
    """The function of `tf.data.experimental`."""
    return sample_from_datasets(datasets, weights, seed, stop_on_empty_dataset)
