"""`padded_batch`: elements under each other, filled up to one shape."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np

from tenfold.core.base import errors, nest
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values.convert import convert
from tenfold.core.values.shapes import TensorShape
from tenfold.core.values.tensor import Tensor
from tenfold.core.values.variable import Variable
from tenfold.data.batching.batch import batches
from tenfold.data.plan import arguments
from tenfold.data.plan.arguments import closed, known_dims, truth, whole
from tenfold.data.plan.dataset import Dataset, method
from tenfold.data.plan.structure import Element, Structure, is_level
from tenfold.data.run.run import END
from tenfold.ops.structures.specs import TensorSpec


class PaddedBatch(Dataset):
    """`count` elements under each other, each filled up to its leaf's entry of `shapes`.

    Attributes:
      shapes: for each leaf, its dims; None where it is as large as the largest of the batch.
      values: for each leaf, an array of the scalar that fills it up.
    """

    shown = "_PaddedBatchDataset"

    def __init__(
        self,
        source: Dataset,
        count: Any,
        shapes: Structure = None,
        values: Structure = None,
        drop: Any = False,
        name: str | None = None,
    ) -> None:
        self.count, self.drop, self.inputs = count, drop, (source,)
        spec = source.element_spec
        for s in nest.flatten(spec):
            if type(s) is not TensorSpec:
                raise TypeError(f"padded_batch fills up dense tensors only; the dataset has {s!r}. Use batch.")
        self.shapes, self.values = padded_shapes(spec, shapes), padding_values(spec, values)
        self.check()
        rows = self.count if self.drop is True and isinstance(self.count, int) else None
        leaves = [TensorSpec((rows, *closed(dims)), s.dtype) for dims, s in zip(self.shapes, nest.flatten(spec))]
        super().__init__(source, spec=nest.pack_sequence_as(spec, leaves), name=name)

    def check(self) -> None:
        self.count, self.drop = whole(self.count, "batch_size", least=1), truth(self.drop, "drop_remainder")
        self.shapes = [known_dims(s) for s in self.shapes]

    def size(self) -> int:
        return batches(self.inputs[0].size(), self.count, self.drop)

    def open(self, run: Any) -> Iterator[Element]:
        elements, count = run.open(self.inputs[0]), self.count
        least = count if self.drop else 1
        leaves = list(enumerate(zip(self.shapes, [as_array(v) for v in self.values])))

        def batch() -> Any:
            found = list(islice(elements, count))
            if len(found) < least:
                return END
            columns = list(zip(*found))
            return tuple([filled(columns[i], dims, value, f"component {i}") for i, (dims, value) in leaves])

        return iter(batch, END)


def as_array(value: Any) -> Any:
    """What a constant or a tensor holds, as an array."""
    return value._array if isinstance(value, Tensor) else value


def filled(arrays: Sequence[Any], dims: Sequence[int | None], value: Any, where: str) -> np.ndarray:
    """Arrays under each other, each filled up to `dims` with `value`.

    Raises:
      InvalidArgumentError: an array of another rank.
      DataLossError: a larger one.
    """
    for a in arrays:
        if a.ndim != len(dims):
            raise errors.InvalidArgumentError(
                f"All elements in a batch must have the same rank as the padded shape for {where}: expected rank "
                f"{len(dims)} but got element with rank {a.ndim}."
            )
    largest = [max(sizes) for sizes in zip(*[a.shape for a in arrays])]
    goal = [most if d is None else d for d, most in zip(dims, largest)]
    if any(most > d for most, d in zip(largest, goal)):
        raise errors.DataLossError(
            f"Attempted to pad to a smaller size than the input element in {where}: padded_shapes says {goal}, the "
            f"largest element is {largest}. Give None for dimensions that differ, or a larger number."
        )
    out = np.empty((len(arrays), *goal), arrays[0].dtype)
    if all(a.shape == tuple(goal) for a in arrays):
        for row, a in enumerate(arrays):
            out[row] = a if a.ndim else a[()]
        return out
    out.fill(value[()])
    for row, a in enumerate(arrays):
        place: tuple[Any, ...] = (row, *[slice(d) for d in a.shape])
        out[place] = a
    return out


def padded_shapes(spec: Structure, shapes: Structure) -> list[tuple[Any, ...]]:
    """The dims that each leaf of `spec` is filled up to.

    Raises:
      ValueError: a rank that is not known, or differs; a dimension smaller than the spec's.
    """
    leaves = nest.flatten(spec)
    given = [s.shape for s in leaves] if shapes is None else parts(spec, shapes, "padded_shapes")
    return [_dims(s, wanted) for s, wanted in zip(leaves, given)]


def parts(spec: Structure, given: Structure, argument: str) -> list[Any]:
    """What a structure like `spec` has in the places of its leaves.

    Raises:
      ValueError, TypeError: it is another structure.
    """
    if not is_level(spec):
        return [given]
    kind = nest.kind_of(spec, False)
    if not nest.is_nested(given) or isinstance(given, TensorShape):
        raise TypeError(f"`{argument}` must nest as the elements do, {spec!r}; received {given!r}.")
    children = list(nest.children_of(given, nest.kind_of(given, False)))
    if len(children) != len(list(nest.children_of(spec, kind))) or kind == nest.MAPPING and set(given) != set(spec):
        raise ValueError(f"`{argument}` must nest as the elements do, {spec!r}; received {given!r}.")
    pairs = zip(nest.children_of(spec, kind), children)
    return [leaf for inner, part in pairs for leaf in parts(inner, part, argument)]


def _dims(spec: TensorSpec, wanted: Any) -> tuple[Any, ...]:
    dims, known = arguments.dims(wanted), spec.shape._dims
    if dims is None:
        raise ValueError(
            f"padded_batch needs padded_shapes where the rank of elements is not known; received {spec!r}."
        )
    if known is not None and len(known) != len(dims):
        raise ValueError(
            f"The padded shape {TensorShape(closed(dims))} is not compatible with the shape {spec.shape} of the "
            f"corresponding input component: {len(dims)} dimensions instead of {len(known)}."
        )
    if any(d is not None and k is not None and d < k for d, k in zip(closed(dims), known or ())):
        raise ValueError(
            f"The padded shape {TensorShape(closed(dims))} is not compatible with the shape {spec.shape} of the "
            "corresponding input component: nothing is cut. Give None, or at least its size."
        )
    return dims


def padding_values(spec: Structure, values: Structure) -> list[Any]:
    """For each leaf of `spec` a scalar of its dtype; zero, False or "" where none is given.

    Raises:
      TypeError: a value of another dtype.
      ValueError: one that is no scalar.
    """
    leaves = nest.flatten(spec)
    one = values is None or isinstance(values, (Tensor, Variable, np.ndarray)) or not nest.is_nested(values)
    given = [values] * len(leaves) if one or not is_level(spec) else parts(spec, values, "padding_values")
    return [_value(s, v) for s, v in zip(leaves, given)]


def _value(spec: TensorSpec, value: Any) -> Any:
    if value is None:
        zero = b"" if spec.dtype.name == "string" else spec.dtype.numpy.type(0)
        return np.array(zero, spec.dtype.numpy)
    found = convert(value)
    if found.shape.rank != 0:
        raise ValueError(f"`padding_values` must be scalars; received shape {found.shape}: {value!r}.")
    if found.dtype != spec.dtype:
        raise TypeError(
            f"The padding value {value!r} has dtype {found.dtype.name}, but its component has dtype {spec.dtype.name}: "
            f"give tf.constant({value!r}, tf.{spec.dtype.name})."
        )
    return found if isinstance(found, SymbolicTensor) else found._array


@method
def padded_batch(
    self: Dataset,
    batch_size: Any,
    padded_shapes: Structure = None,
    padding_values: Structure = None,
    drop_remainder: Any = False,
    name: str | None = None,
) -> Dataset:
    """Elements under each other, `batch_size` of them at a time, each filled up at its ends to one shape.

    Args:
      padded_shapes: structure of shapes, like the elements; None in one (or -1) for as much as the largest of the
        batch needs. The default is the shapes of `element_spec`.
      padding_values: structure of scalars of the leaves' dtypes, or one for all; None for zero and "".
      drop_remainder: whether the last batch is left out where it would be smaller.
      name: see `Dataset`.

    Raises:
      ValueError: shapes that the elements cannot have.
      TypeError: a padding value of another dtype than its leaf; ragged or sparse elements.
      DataLossError: when it runs, an element larger than its padded shape.
    """
    return PaddedBatch(self, batch_size, padded_shapes, padding_values, drop_remainder, name)
