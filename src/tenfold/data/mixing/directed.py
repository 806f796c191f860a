"""`choose_from_datasets`: the next element of the dataset that another dataset names."""

from collections.abc import Iterator, Sequence
from typing import Any

from tenfold.core.base import errors
from tenfold.core.values import dtypes
from tenfold.data.mixing.concatenate import common_spec
from tenfold.data.plan import arguments
from tenfold.data.plan.dataset import INFINITE, UNKNOWN, Dataset, source
from tenfold.data.plan.structure import Element
from tenfold.data.run.run import END
from tenfold.ops.structures.specs import TensorSpec

PATIENCE = 10_000  # numbers in a row that are passed over


class Directed(Dataset):
    """The next element of that of `datasets` whose number the next element of `selector` is.

    Attributes:
      stop: whether the first dataset that has no more elements is the end; else its numbers are passed over.
    """

    shown = "_DirectedInterleaveDataset"

    def __init__(self, selector: Dataset, datasets: Sequence[Dataset], stop: bool, transformation: str) -> None:
        super().__init__(selector, *datasets, spec=common_spec(transformation, *datasets))
        self.stop = stop

    def size(self) -> int:
        return INFINITE if any(d.size() == INFINITE for d in self.inputs[1:]) else UNKNOWN

    def open(self, run: Any) -> Iterator[Element]:
        numbers, *inputs = [run.open(d) for d in self.inputs]
        return iter(_Directing(numbers, inputs, self.stop), END)


class _Directing:
    """A function that gives the next element. Where numbers are drawn, and those of datasets without more elements
    come again and again, no others are drawn (`only`): TensorFlow goes on until the least likely one comes."""

    def __init__(self, numbers: Any, inputs: list[Any], stop: bool) -> None:
        self.numbers, self.inputs, self.stop, self.left = numbers, inputs, stop, len(inputs)
        self.passed = 0

    def __call__(self) -> Any:
        while self.left:
            chosen = next(self.numbers, END)
            if chosen is END:
                return END
            at = int(chosen[0])
            if not 0 <= at < len(self.inputs):
                raise errors.InvalidArgumentError(f"Selector index out of range: {at} >= {len(self.inputs)}")
            if self.inputs[at] is None:
                self.pass_over()
                continue
            self.passed = 0
            found = next(self.inputs[at], END)
            if found is not END:
                return found
            self.inputs[at], self.left = None, 0 if self.stop else self.left - 1
        return END

    def pass_over(self) -> None:
        """Another number of a dataset that has ended."""
        self.passed += 1
        if self.passed >= PATIENCE and hasattr(self.numbers, "only"):
            self.numbers.only([i for i, elements in enumerate(self.inputs) if elements is not None])
            self.passed = 0


def listed(datasets: Any) -> list[Dataset]:
    """A list of datasets, of which there must be one.

    Raises:
      ValueError: there is none.
      TypeError: no list, or one is no dataset.
    """
    found = [arguments.dataset(d, "datasets") for d in arguments.several(datasets, "datasets", "datasets")]
    if not found:
        raise ValueError("Invalid `datasets`. `datasets` should not be empty.")
    return found


@source
def choose_from_datasets(datasets: Any, choice_dataset: Dataset, stop_on_empty_dataset: Any = True) -> Dataset:
    """For each element of `choice_dataset`, a scalar int64, the next element of the dataset of that number.

    Args:
      datasets: list of datasets whose elements are of one structure and of the same dtypes.
      stop_on_empty_dataset: whether the first of them that has no more elements is the end; else its numbers are
        passed over.

    Raises:
      ValueError: no datasets.
      TypeError: elements of different types; choices that are not scalars of int64.
      InvalidArgumentError: when it runs, a number that no dataset has.
    """
    found, choices = listed(datasets), arguments.dataset(choice_dataset, "choice_dataset")
    spec = choices.element_spec
    if not (type(spec) is TensorSpec and spec.dtype == dtypes.int64 and spec.shape.rank in (0, None)):
        raise TypeError(
            "Invalid `choice_dataset`. Elements of `choice_dataset` must be scalar `tf.int64` tensors but are "
            f"{spec!r}."
        )
    stop = arguments.truth(stop_on_empty_dataset, "stop_on_empty_dataset")
    return Directed(choices, found, stop, "choose_from_datasets")


def choose_until_all_end(datasets: Any, choice_dataset: Dataset, stop_on_empty_dataset: Any = False) -> Dataset:
    """The function of `tf.data.experimental`, which goes on by default until no dataset has more elements."""
    return choose_from_datasets(datasets, choice_dataset, stop_on_empty_dataset)
