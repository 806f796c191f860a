"""Shapes that may be partly unknown: functions on raw tuples, and `TensorShape`, the object users hold.

Inside, a shape is a tuple of `int` and `None` (a dimension not known), or `None` (not even the rank is known).
"""

import math
import operator

from tenfold.core.base.hooks import hooks
from tenfold.core.base.types import Any, Dims, Iterable, Iterator, Reduced, Value

# TensorFlow 1 shows a shape's entries as `Dimension`, TensorFlow 2 as `int` and `None`.
V1_DIMENSIONS = False
_NOT_INTEGER = "Dimension value must be integer or None or have an __index__ method, got value '{!r}' with type '{!r}'"


def dimension_value(dimension: Value) -> int | None:
    """`int` or `None` from an `int`, `None`, TensorFlow 1's `Dimension`, or anything with `__index__`.

    Raises:
      TypeError: for anything else.
      ValueError: for a negative size.
    """
    if dimension is None:
        return None
    if type(dimension) is not int:
        if type(dimension) is hooks.dimension:
            return dimension.value
        try:
            dimension = operator.index(dimension)
        except (TypeError, AttributeError):
            raise TypeError(_NOT_INTEGER.format(dimension, type(dimension))) from None
    if dimension < 0:
        raise ValueError(f"Dimension {dimension} must be >= 0")
    return dimension


def as_tuple(shape: Value) -> Dims:
    """The raw tuple (or `None`) of whatever spells a shape: `None`, an int, a sequence, a `TensorShape`, its message.

    Raises:
      TypeError: an entry is neither an integer nor `None`.
      ValueError: an entry is negative.
    """
    if shape is None:
        return None
    if isinstance(shape, TensorShape):
        return shape._dims
    if isinstance(shape, (str, bytes)):
        raise TypeError(
            f"Failed to convert {shape!r} to a shape. Expected a single dimension (e.g. 10) or "
            "an iterable of dimensions (e.g. [1, 10, None])."
        )
    try:
        entries = iter(shape)
    except TypeError:  # a single size or a TensorShapeProto; a scalar tensor, too, refuses to be iterated
        unranked = getattr(shape, "unknown_rank", None)
        if unranked is None:
            return (dimension_value(shape),)
        return None if unranked else tuple([None if d.size == -1 else dimension_value(d.size) for d in shape.dim])
    return tuple([dimension_value(entry) for entry in entries])


def is_compatible(a: Dims, b: Dims) -> bool:
    """True if raw shapes `a` and `b` could be the same shape."""
    if a is None or b is None or a == b:
        return True
    return len(a) == len(b) and all(x is None or y is None or x == y for x, y in zip(a, b, strict=True))


def merge(a: Dims, b: Dims) -> Dims:
    """What is known from raw shapes `a` and `b` together. Raises `ValueError` where they contradict each other."""
    if not is_compatible(a, b):
        raise ValueError(f"Shapes {shape_text(a)} and {shape_text(b)} are not compatible")
    if a is None or b is None:
        return b if a is None else a
    return tuple([y if x is None else x for x, y in zip(a, b, strict=True)])


def broadcast_shapes(a: Dims, b: Dims) -> Dims:
    """The raw shape that `a` and `b` broadcast to, by NumPy's rules; `None` where the rank is unknown.

    An unknown dimension beside 1 or another unknown one stays unknown; beside n > 1 it must be 1 or n, so gives n.

    Raises:
      ValueError: a pair of dimensions, counted from the last, is known, unequal, and neither is 1.
    """
    if a == b:
        return a
    if a is None or b is None:
        return None
    if len(a) < len(b):
        a, b = b, a
    lead = len(a) - len(b)
    dims = list(a)
    for i, y in enumerate(b, lead):
        x = dims[i]
        if x == y or y == 1:
            continue
        if x == 1 or (x is None and y is not None):
            dims[i] = y
        elif y is not None:
            raise ValueError(
                f"Incompatible shapes for broadcasting: {shape_text(a)} and {shape_text(b)}. "
                "Each pair of dimensions, counted from the last, must be equal, or one of them 1."
            )
    return tuple(dims)


def shape_text(dims: Dims) -> str:
    """A raw shape as TensorFlow prints it: `(None, 2)`, or `<unknown>`; with `V1_DIMENSIONS`, `(?, 2)`."""
    if dims is None:
        return "<unknown>"
    return str(dims).replace("None", "?") if V1_DIMENSIONS else str(dims)


class TensorShape:
    """The shape of a tensor, as far as it is known; immutable and hashable.

    `TensorShape([None, 2])` has an unknown first dimension; of `TensorShape(None)` not even the rank is known.
    It equals any sequence or `TensorShape` with the same entries. `shape + other` concatenates.

    Raises:
      TypeError: an entry is neither an integer nor `None`.
      ValueError: an entry is negative.
    """

    __slots__ = ("_dims",)

    def __init__(self, dims: Value) -> None:
        self._dims = as_tuple(dims)

    @classmethod
    def _from_tuple(cls, dims: Dims) -> "TensorShape":
        """The shape holding the raw tuple (or `None`) `dims`, unchecked."""
        self = _new(cls)
        self._dims = dims
        return self

    @property
    def rank(self) -> int | None:
        """The number of dimensions, or `None`."""
        return None if self._dims is None else len(self._dims)

    ndims = rank

    @property
    def dims(self) -> list[Any] | None:
        """A list of `Dimension`, or `None` if the rank is unknown."""
        return None if self._dims is None else [hooks.dimension(d) for d in self._dims]

    def as_list(self) -> list[int | None]:
        """A list of `int` and `None`. Raises `ValueError` if the rank is unknown."""
        if self._dims is None:
            raise ValueError("as_list() is not defined on an unknown TensorShape.")
        return list(self._dims)

    def as_proto(self) -> Any:
        """The shape as a `TensorShapeProto`, in which -1 is a dimension not known."""
        message = hooks.shape_message()
        if self._dims is None:
            return message(unknown_rank=True)
        return message(dim=[message.Dim(size=-1 if d is None else d) for d in self._dims])

    def num_elements(self) -> int | None:
        """The product of all dimensions, or `None` if one is unknown."""
        return math.prod(self._dims) if self.is_fully_defined() else None  # type: ignore[arg-type]  # no None

    def is_fully_defined(self) -> bool:
        """True if every dimension is known."""
        return self._dims is not None and None not in self._dims

    def is_compatible_with(self, other: Value) -> bool:
        """True if this and `other` could be the same shape."""
        return is_compatible(self._dims, as_tuple(other))

    def is_subtype_of(self, other: Value) -> bool:
        """True if every shape that this one could be is one that `other` could be."""
        if not isinstance(other, TensorShape):
            return False
        if other._dims is None:
            return True
        return (
            self._dims is not None
            and len(self._dims) == len(other._dims)
            and all(theirs is None or ours == theirs for ours, theirs in zip(self._dims, other._dims, strict=True))
        )

    def merge_with(self, other: Value) -> "TensorShape":
        """What is known from both shapes. Raises `ValueError` where they contradict each other."""
        return TensorShape._from_tuple(merge(self._dims, as_tuple(other)))

    def concatenate(self, other: Value) -> "TensorShape":
        """This shape followed by `other`; unknown if either is."""
        theirs = as_tuple(other)
        if self._dims is None or theirs is None:
            return TensorShape._from_tuple(None)
        return TensorShape._from_tuple(self._dims + theirs)

    def most_specific_compatible_shape(self, other: Value) -> "TensorShape":
        """The narrowest shape that both this and `other` are cases of."""
        ours, theirs = self._dims, as_tuple(other)
        if ours is None or theirs is None or len(ours) != len(theirs):
            return TensorShape._from_tuple(None)
        return TensorShape._from_tuple(tuple([x if x == y else None for x, y in zip(ours, theirs, strict=True)]))

    def most_specific_common_supertype(self, others: Iterable[Value]) -> "TensorShape | None":
        """The narrowest shape that this and each of `others` are cases of; `None` if one is no `TensorShape`."""
        shape = self
        for other in others:
            if not isinstance(other, TensorShape):
                return None
            shape = shape.most_specific_compatible_shape(other)
        return shape

    def with_rank(self, rank: int) -> "TensorShape":
        """This shape, known to have `rank` dimensions. Raises `ValueError` if it has another number."""
        if self._dims is None:
            return TensorShape._from_tuple((None,) * rank)
        self.assert_has_rank(rank)
        return self

    def with_rank_at_least(self, rank: int) -> "TensorShape":
        """This shape. Raises `ValueError` if it has fewer than `rank` dimensions."""
        if self._dims is not None and len(self._dims) < rank:
            raise ValueError(f"Shape {self} must have rank at least {rank}")
        return self

    def with_rank_at_most(self, rank: int) -> "TensorShape":
        """This shape. Raises `ValueError` if it has more than `rank` dimensions."""
        if self._dims is not None and len(self._dims) > rank:
            raise ValueError(f"Shape {self} must have rank at most {rank}")
        return self

    def assert_has_rank(self, rank: int) -> None:
        """Raises `ValueError` if the rank is known and is not `rank`."""
        if self.rank not in (None, rank):
            raise ValueError(f"Shape {self} must have rank {rank}")

    def assert_same_rank(self, other: Value) -> None:
        """Raises `ValueError` if both ranks are known and differ."""
        other = as_shape(other)
        if None not in (self.rank, other.rank) and self.rank != other.rank:
            raise ValueError(f"Shapes {self} and {other} must have the same rank")

    def assert_is_compatible_with(self, other: Value) -> None:
        """Raises `ValueError` unless `is_compatible_with(other)`."""
        if not self.is_compatible_with(other):
            raise ValueError(f"Shapes {self} and {other} are incompatible")

    def assert_is_fully_defined(self) -> None:
        """Raises `ValueError` unless every dimension is known."""
        if not self.is_fully_defined():
            raise ValueError(f"Shape {self} is not fully defined")

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, slice):
            return TensorShape._from_tuple(_slice_of_unknown(key) if self._dims is None else self._dims[key])
        size = None if self._dims is None else self._dims[key]
        return hooks.dimension(size) if V1_DIMENSIONS else size

    def __iter__(self) -> Iterator[Any]:
        if self._dims is None:
            raise ValueError("Cannot iterate over a shape with unknown rank.")
        return iter(self.dims or ()) if V1_DIMENSIONS else iter(self._dims)

    def __len__(self) -> int:
        if self._dims is None:
            raise ValueError("Cannot take the length of shape with unknown rank.")
        return len(self._dims)

    def __bool__(self) -> bool:
        return self._dims is not None

    def __eq__(self, other: object) -> bool:
        if isinstance(other, TensorShape):
            return self._dims == other._dims
        try:
            return self._dims == as_tuple(other)
        except (TypeError, ValueError):
            return NotImplemented

    def __hash__(self) -> int:
        return hash(self._dims)

    def __add__(self, other: Value) -> "TensorShape":
        return self.concatenate(other)

    def __radd__(self, other: Value) -> "TensorShape":
        return as_shape(other).concatenate(self)

    def __repr__(self) -> str:
        if self._dims is None:
            return "TensorShape(None)"
        return f"TensorShape({self.dims if V1_DIMENSIONS else list(self._dims)})"

    def __str__(self) -> str:
        return shape_text(self._dims)

    def __reduce__(self) -> Reduced:
        return TensorShape, (self._dims,)


_new = TensorShape.__new__


def as_shape(shape: Value) -> "TensorShape":
    """`shape` as a `TensorShape`."""
    return shape if isinstance(shape, TensorShape) else TensorShape(shape)


def _slice_of_unknown(key: slice) -> Dims:
    """The raw shape that a slice of a shape of unknown rank has: its length is known only for `[start:stop]`."""
    if key.step not in (None, 1):
        raise ValueError("Steps are not yet handled")
    start, stop = key.start or 0, key.stop
    if stop is None or start < 0 or stop < 0:
        return None
    return (None,) * max(stop - start, 0)
