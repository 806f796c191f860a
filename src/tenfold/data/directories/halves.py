"""`split_dataset`: a dataset, or arrays, in two parts."""

import contextlib
import random
from collections.abc import Iterator
from typing import Any

import numpy as np

from tenfold.core.values.convert import convert
from tenfold.data import everything  # noqa: F401  datasets have all of their methods
from tenfold.data.order.prefetch import Prefetch
from tenfold.data.plan.dataset import INFINITE, Dataset
from tenfold.data.plan.structure import Element, Structure
from tenfold.data.run.iterator import DatasetIterator
from tenfold.data.sources.slices import Slices


def split_dataset(
    dataset: Any,
    left_size: Any = None,
    right_size: Any = None,
    shuffle: bool = False,
    seed: Any = None,
    preferred_backend: str | None = None,
) -> tuple[Dataset, Dataset]:
    """Two datasets: the first elements of `dataset`, and the last.

    Args:
      dataset: a tf.data.Dataset, which is read at once; an array, or a list or tuple of arrays of as many rows.
      left_size, right_size: how many elements: whole numbers, or shares between 0 and 1; one of them is enough.
      shuffle: whether elements are put in a random order before.
      seed: of that order.
      preferred_backend: None or "tensorflow": the parts are tf.data.Datasets.

    Raises:
      TypeError: something else to split. ValueError: sizes that do not fit.
    """
    if preferred_backend not in (None, "tensorflow"):
        raise NotImplementedError(
            f'`preferred_backend` must be None or "tensorflow". Received: preferred_backend={preferred_backend!r}'
        )
    elements, spec = _elements(dataset)
    left, right = _sizes(left_size, right_size, len(elements))
    if shuffle:
        random.Random(random.randint(0, 1_000_000) if seed is None else seed).shuffle(elements)
    parts = (elements[:left], elements[len(elements) - right :])
    return Prefetch(Read(parts[0], spec)), Prefetch(Read(parts[1], spec))


class Read(Dataset):
    """Elements that have been read."""

    shown = "_TensorSliceDataset"

    def __init__(self, elements: list[Element], spec: Structure) -> None:
        super().__init__(spec=spec)
        self.elements = _Elements(elements)

    def size(self) -> int:
        return len(self.elements.kept)

    def open(self, run: Any) -> Iterator[Element]:
        return iter(self.elements.kept)


class _Elements:
    """A list that no plan looks into."""

    def __init__(self, kept: list[Element]) -> None:
        self.kept = kept


def _elements(dataset: Any) -> tuple[list[Element], Structure]:
    """The elements to split, and their spec."""
    if isinstance(dataset, np.ndarray):
        whole: Any = convert(dataset.tolist() if dataset.ndim == 1 and dataset.dtype.kind == "i" else dataset)
    elif isinstance(dataset, (list, tuple)):
        if not len(dataset):
            raise ValueError("Received an empty list dataset. Please provide a non-empty list of arrays.")
        whole = tuple(map(_array, dataset))
    elif not isinstance(dataset, Dataset):
        raise TypeError(
            "The `dataset` argument must be either a `tf.data.Dataset` object or a list/tuple of arrays. Received: "
            f"dataset={dataset!r:.200} of type {type(dataset)}"
        )
    source = dataset if isinstance(dataset, Dataset) else Slices(whole)
    if source.size() == INFINITE:
        raise ValueError("split_dataset: the dataset has no end: take(n) elements of it.")
    found, kept = DatasetIterator(source), []
    with contextlib.suppress(StopIteration):
        while True:
            kept.append(found.next_element())
    return kept, source.element_spec


def _array(value: Any) -> np.ndarray:
    if not isinstance(value, np.ndarray) or not value.ndim:
        raise ValueError(f"Expected a list of `numpy.ndarray` objects. Received: {type(value)}")
    return value


def _sizes(left: Any, right: Any, total: int) -> tuple[int, int]:
    """How many elements each part has.

    Raises:
      TypeError, ValueError: sizes that are none, or too large, or leave a part empty.
    """
    if left is None and right is None:
        raise ValueError(
            "At least one of the `left_size` or `right_size` must be specified. Received: left_size=None and "
            "right_size=None"
        )
    for name, size in (("left_size", left), ("right_size", right)):
        _check_size(name, size, total)
    if isinstance(left, float) and isinstance(right, float) and left + right > 1:
        raise ValueError(
            "The sum of `left_size` and `right_size` is greater than 1. It must be less than or equal to 1."
        )
    n_left, n_right = (round(s * total) if isinstance(s, float) else s for s in (left, right))
    n_left = total - n_right if n_left is None else n_left
    n_right = total - n_left if n_right is None else n_right
    if n_left + n_right > total:
        raise ValueError(
            f"The sum of `left_size` and `right_size` should be smaller than {total}. Received: left_size + right_size "
            f"= {n_left + n_right} and total_length = {total}"
        )
    for side, n in (("left", n_left), ("right", n_right)):
        if not n:
            raise ValueError(
                f"With `dataset` of length={total}, `left_size`={n_left} and `right_size`={n_right}. Resulting {side} "
                "side dataset split will be empty. Adjust any of the aforementioned parameters"
            )
    return n_left, n_right


def _check_size(name: str, size: Any, total: int) -> None:
    if size is None:
        return
    if isinstance(size, bool) or not isinstance(size, (int, float)):
        raise TypeError(f"Invalid `{name}` Type. Expected: int or float or None, Received: type({name})={type(size)}.")
    if not (0 < size < 1 if isinstance(size, float) else 0 < size < total):
        raise ValueError(
            f"`{name}` should be either a positive integer smaller than {total}, or a float within the range `[0, 1]`. "
            f"Received: {name}={size}"
        )
