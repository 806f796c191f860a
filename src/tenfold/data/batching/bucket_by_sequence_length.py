"""`bucket_by_sequence_length`: batches of elements that are about as long."""

import bisect
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from tenfold.core.base import errors, nest
from tenfold.data.batching.batch import Batch
from tenfold.data.batching.group_by_window import GroupByWindow
from tenfold.data.batching.padded_batch import PaddedBatch
from tenfold.data.batching.padded_batch import padded_shapes as dims_of
from tenfold.data.plan.arguments import several, truth, whole
from tenfold.data.plan.dataset import Dataset, DatasetSpec, method
from tenfold.data.plan.functions import ElementFunction
from tenfold.data.plan.kept import Kept
from tenfold.data.plan.structure import Element, Structure
from tenfold.ops.structures.specs import TensorSpec

NUMBERS = "whole numbers"


class Bucket(NamedTuple):
    """Which bucket an element is in: the number of `boundaries` that are not above its length."""

    length: ElementFunction
    boundaries: list[int]

    def runner(self, counters: Any = None) -> Callable[[Element], Element]:
        length, boundaries = self.length.runner(counters), self.boundaries
        return lambda element: (np.int64(bisect.bisect_right(boundaries, int(length(element)[0]))),)

    def symbols(self) -> list[Any]:
        return self.length.symbols()

    def bound(self, values: Any) -> "Bucket":
        return self._replace(length=self.length.bound(values))


class Sizes(NamedTuple):
    """How large the batches of a bucket are."""

    sizes: list[int]

    def runner(self, counters: Any = None) -> Callable[[Element], Element]:
        return lambda key: (self.sizes[int(key[0])],)

    def symbols(self) -> list[Any]:
        return []

    def bound(self, values: Any) -> "Sizes":
        return self


class Batches:
    """The elements of a bucket as a dataset of one batch.

    Args:
      element_spec: structure of specs of elements.
      sizes, boundaries: of the buckets.
      shapes, values: as `padded_batch` takes them.
      pad: "longest", "boundary", or "" for elements that need no padding.
      drop: whether smaller batches are left out.
    """

    transformation = name = "bucket_by_sequence_length"

    def __init__(
        self,
        element_spec: Structure,
        sizes: list[int],
        boundaries: list[int],
        shapes: Structure,
        values: Structure,
        pad: str,
        drop: bool,
    ) -> None:
        self.sizes, self.boundaries, self.pad, self.drop = sizes, boundaries, pad, drop
        self.element_spec, self.shapes, self.values = element_spec, shapes, values
        self.spec = DatasetSpec(self._batch(sizes[0], Kept(element_spec, ()), shapes, False).element_spec)

    def _batch(self, size: int, elements: Dataset, shapes: Structure, drop: bool) -> Dataset:
        if not self.pad:
            return Batch(elements, size, drop)
        return PaddedBatch(elements, size, shapes, self.values, drop)

    def runner(self, counters: Any = None) -> Callable[[Element], Element]:
        return lambda element: (self._of(int(element[0]), element[1]),)

    def _of(self, bucket: int, elements: Dataset) -> Dataset:
        shapes = self.shapes
        if self.pad == "boundary":
            if bucket == len(self.boundaries):
                raise errors.InvalidArgumentError(
                    "When pad_to_bucket_boundary=True, elements must have length < max(bucket_boundaries), which is "
                    f"{self.boundaries[-1]}; received a longer one."
                )
            shapes = self._filled(self.boundaries[bucket] - 1)
        return self._batch(self.sizes[bucket], elements, shapes, self.drop)

    def _filled(self, length: int) -> Structure:
        """The shapes with `length` in place of dimensions that are open."""
        dims = [[length if d is None else d for d in s] for s in dims_of(self.element_spec, self.shapes)]
        packed: Structure = nest.pack_sequence_as(self.element_spec, [tuple(d) for d in dims])
        return packed


def _length(function: Callable[..., Any], spec: Structure) -> ElementFunction:
    traced = ElementFunction(function, spec, "bucket_by_sequence_length")
    found = traced.spec
    if not (type(found) is TensorSpec and found.dtype.is_integer and found.shape.rank in (0, None)):
        raise TypeError(
            "bucket_by_sequence_length: `element_length_func` must return a scalar integer, the length; "
            f"{traced.name} returns {found!r}."
        )
    return traced


@method
def bucket_by_sequence_length(
    self: Dataset,
    element_length_func: Callable[..., Any],
    bucket_boundaries: Sequence[int],
    bucket_batch_sizes: Sequence[int],
    padded_shapes: Structure = None,
    padding_values: Structure = None,
    pad_to_bucket_boundary: bool = False,
    no_padding: bool = False,
    drop_remainder: bool = False,
    name: str | None = None,
) -> Dataset:
    """Batches of elements whose lengths lie between the same two boundaries, filled up to one shape.

    Args:
      element_length_func: gives the length of an element, an integer.
      bucket_boundaries: rising; bucket i has the lengths from boundary i - 1 (included) to boundary i (excluded).
      bucket_batch_sizes: how large the batches of each bucket are, one more than there are boundaries.
      padded_shapes, padding_values: see `padded_batch`.
      pad_to_bucket_boundary: fill open dimensions up to the largest length of the bucket, and not of the batch.
        Elements must then be shorter than the last boundary.
      no_padding: batch elements as they are: they must be of one shape, or sparse.
      drop_remainder: whether batches that are smaller at the end are left out.
      name: see `Dataset`.

    Raises:
      TypeError: boundaries or sizes that are no lists of whole numbers.
      ValueError: the number of sizes is not that of the buckets; boundaries that do not rise.
    """
    boundaries = [whole(b, "bucket_boundaries") for b in several(bucket_boundaries, "bucket_boundaries", NUMBERS)]
    sizes = [whole(n, "bucket_batch_sizes", 1) for n in several(bucket_batch_sizes, "bucket_batch_sizes", NUMBERS)]
    if len(sizes) != len(boundaries) + 1:
        raise ValueError(
            "`len(bucket_batch_sizes)` must equal `len(bucket_boundaries) + 1`; received "
            f"{len(sizes)} sizes and {len(boundaries)} boundaries."
        )
    if boundaries != sorted(set(boundaries)):
        raise ValueError(f"`bucket_boundaries` must rise; received {boundaries}.")
    no_padding, drop = truth(no_padding, "no_padding"), truth(drop_remainder, "drop_remainder")
    pad = "" if no_padding else "boundary" if truth(pad_to_bucket_boundary, "pad_to_bucket_boundary") else "longest"
    batches = Batches(self.element_spec, sizes, boundaries, padded_shapes, padding_values, pad, drop)
    key = Bucket(_length(element_length_func, self.element_spec), boundaries)
    return GroupByWindow(self, key, batches, Sizes(sizes), name)
