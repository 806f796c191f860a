"""RaggedTensor: rows of different lengths, kept as all their values in one tensor and the places where rows begin."""

import itertools
from typing import NamedTuple

import numpy as np

from tenfold.core.base import nest
from tenfold.core.calls import attrs
from tenfold.core.calls.complaints import described
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert, convert_to_tensor
from tenfold.core.values.shapes import TensorShape
from tenfold.core.values.variable import truth
from tenfold.ops.arrays.casting import cast
from tenfold.ops.arrays.creation import fill
from tenfold.ops.arrays.gathering import gather
from tenfold.ops.arrays.joining import concat, stack
from tenfold.ops.arrays.ranges import range as range_
from tenfold.ops.arrays.scattering import tensor_scatter_nd_update
from tenfold.ops.arrays.shaping import expand_dims, reshape, shape
from tenfold.ops.infer import wrap_axis
from tenfold.ops.math.reduce import reduce_max
from tenfold.ops.ragged import rows
from tenfold.ops.scoped import scoped
from tenfold.ops.sparse.entries import SparseTensor, as_sparse
from tenfold.ops.structures.specs import RaggedTensorSpec, register_spec


class RaggedTensorValue(NamedTuple):
    """The parts of a RaggedTensor as NumPy arrays: what a Session gives."""

    values: object
    row_splits: object

    def to_list(self):
        """Nested Python lists."""
        inner = self.values.to_list() if isinstance(self.values, RaggedTensorValue) else self.values.tolist()
        return [inner[a:b] for a, b in itertools.pairwise(self.row_splits.tolist())]

    def __str__(self):
        return f"<tf.RaggedTensorValue {self.to_list()}>"

    def __repr__(self):
        return f"tf.RaggedTensorValue(values={self.values!r}, row_splits={self.row_splits!r})"


class RaggedTensor:
    """Row i is `values[row_splits[i]:row_splits[i + 1]]`. Made by `tf.ragged.constant` and the `from_...` methods.

    Attributes:
      values: all rows one after the other: a Tensor, or a RaggedTensor where an inner dimension is ragged too.
      row_splits: (rows + 1,) int64 or int32.
      uniform_row_length: the length of every row where that is promised, else None.
    """

    __array_priority__ = 100

    def __init__(self, values, row_splits, uniform_row_length=None):
        self._values, self._row_splits, self._uniform = values, row_splits, uniform_row_length

    # made from something

    @classmethod
    @scoped("RaggedFromRowSplits", "values")
    def from_row_splits(cls, values, row_splits, name=None, validate=True):
        """Row i ends where row i + 1 begins: `row_splits` is 0, ..., len(values)."""
        values, splits = _values(values), _integers(row_splits)
        if truth("validate", validate):
            splits = rows.checked_splits(splits, _length(values, splits.dtype))
        return cls(values, splits)

    @classmethod
    @scoped("RaggedFromRowLengths", "values")
    def from_row_lengths(cls, values, row_lengths, name=None, validate=True):
        """The first row has the first `row_lengths[0]` values, and so on."""
        return cls.from_row_splits(values, rows.splits_of_lengths(_integers(row_lengths)), name, validate)

    @classmethod
    @scoped("RaggedFromValueRowIds", "values")
    def from_value_rowids(cls, values, value_rowids, nrows=None, name=None, validate=True):
        """Value j is in row `value_rowids[j]`; these must not decrease. `nrows` allows for empty rows at the end."""
        return cls.from_row_splits(values, rows.splits_of_rowids(_integers(value_rowids), nrows), name, validate)

    @classmethod
    @scoped("RaggedFromRowStarts", "values")
    def from_row_starts(cls, values, row_starts, name=None, validate=True):
        """Row i begins at `row_starts[i]` and ends where the next begins."""
        values, starts = _values(values), _integers(row_starts)
        return cls.from_row_splits(
            values, concat([starts, reshape(_length(values, starts.dtype), [1])], 0), name, validate
        )

    @classmethod
    @scoped("RaggedFromRowLimits", "values")
    def from_row_limits(cls, values, row_limits, name=None, validate=True):
        """Row i ends before `row_limits[i]` and begins where the one before it ends."""
        limits = _integers(row_limits)
        return cls.from_row_splits(values, concat([convert([0], limits.dtype), limits], 0), name, validate)

    @classmethod
    @scoped("RaggedFromUniformRowLength", "values")
    def from_uniform_row_length(cls, values, uniform_row_length, nrows=None, validate=True, name=None):
        """Rows of one length."""
        values, each = _values(values), int(uniform_row_length)
        if nrows is None:
            if not each:
                raise ValueError("from_uniform_row_length needs nrows where uniform_row_length is 0.")
            nrows = _length(values, dtypes.int64) // each
        splits = rows.even_splits(convert(nrows, partner=dtypes.int64), each=each)
        made = cls.from_row_splits(values, splits, name, validate)
        made._uniform = each
        return made

    @classmethod
    @scoped("RaggedFromNestedRowSplits", None)
    def from_nested_row_splits(cls, flat_values, nested_row_splits, name=None, validate=True):
        """Several ragged dimensions, the outermost first."""
        return _nested(cls.from_row_splits, flat_values, nested_row_splits, validate)

    @classmethod
    @scoped("RaggedFromNestedRowlengths", None)
    def from_nested_row_lengths(cls, flat_values, nested_row_lengths, name=None, validate=True):
        """Several ragged dimensions, the outermost first."""
        return _nested(cls.from_row_lengths, flat_values, nested_row_lengths, validate)

    @classmethod
    @scoped("RaggedFromTensor", lambda node: "boolean_mask/GatherV2" if node.type == "GatherV2" else node.type)
    def from_tensor(cls, tensor, lengths=None, padding=None, ragged_rank=1, name=None, row_splits_dtype=dtypes.int64):
        """The rows of a dense tensor, cut to `lengths`, or without the `padding` elements at their ends."""
        if ragged_rank != 1:
            raise ValueError(f"RaggedTensor.from_tensor supports ragged_rank=1; received {ragged_rank}.")
        if lengths is not None and padding is not None:
            raise ValueError("from_tensor takes lengths or padding, not both.")
        tensor = convert(tensor)
        flat = reshape(tensor, concat([convert([-1]), shape(tensor)[2:]], 0))
        if lengths is None and padding is None:
            each = tensor._dims and tensor._dims[1]
            width = shape(tensor)[1] if each is None else each
            return cls(flat, rows.even_splits(shape(tensor, row_splits_dtype)[0], each=width), each)
        if padding is not None:
            lengths = rows.unpadded_lengths(tensor, convert(padding, tensor.dtype))
        n, width = shape(tensor, row_splits_dtype)[0], shape(tensor, row_splits_dtype)[1]
        splits = rows.splits_of_lengths(rows.fitting_lengths(cast(_integers(lengths), row_splits_dtype), n, width))
        return cls(gather(flat, rows.positions(splits, width)), splits)

    @classmethod
    @scoped("RaggedFromSparse", "values")
    def from_sparse(cls, st_input, name=None, row_splits_dtype=dtypes.int64):
        """The rows of a sparse matrix whose entries fill each row from its beginning, in order."""
        sp = as_sparse(st_input)
        nrows = sp.dense_shape[0]
        return cls(sp.values, cast(rows.splits_of_rowids(sp.indices[:, 0], nrows), row_splits_dtype))

    @staticmethod
    def _fetched(flat, *splits):
        """What a Session gives for it."""
        for part in reversed(splits):
            flat = RaggedTensorValue(flat, part)
        return flat

    # what it is

    values = property(lambda self: self._values)
    row_splits = property(lambda self: self._row_splits)
    dtype = property(lambda self: self._values.dtype)
    flat_values = property(
        lambda self: self._values.flat_values if isinstance(self._values, RaggedTensor) else self._values
    )
    ragged_rank = property(lambda self: 1 + getattr(self._values, "ragged_rank", 0))

    @property
    def uniform_row_length(self):
        return None if self._uniform is None else convert(self._uniform, self._row_splits.dtype)

    @property
    def nested_row_splits(self):
        return self._row_splits, *getattr(self._values, "nested_row_splits", ())

    @property
    def shape(self):
        n = self._row_splits._dims and self._row_splits._dims[0]
        inner = self._values.shape
        return (
            TensorShape([None if n is None else n - 1, self._uniform, *inner[1:]]) if inner.rank is not None else inner
        )

    def get_shape(self):
        return self.shape

    @scoped("RaggedNRows", "Const")
    def nrows(self, out_type=None, name=None):
        """Number of rows."""
        return shape(self._row_splits, self._row_splits.dtype if out_type is None else out_type)[0] - 1

    def row_lengths(self, axis=1, name=None):
        """The length of each row; along an inner `axis`, of its rows."""
        axis = attrs.Axis.named("axis")(axis)
        if axis > self.ragged_rank:
            raise ValueError(f"axis={axis} out of bounds: expected 1 to the number of ragged axes, {self.ragged_rank}.")
        if axis > 1:
            return self.with_values(self._values.row_lengths(axis - 1))
        return self.row_limits() - self.row_starts()

    @scoped("RaggedNestedRowLengths", None)
    def nested_row_lengths(self, name=None):
        """Row lengths of each ragged dimension, the outermost first."""
        return self.row_lengths(), *getattr(self._values, "nested_row_lengths", lambda: ())()

    @scoped("RaggedRowStarts", "strided_slice")
    def row_starts(self, name=None):
        return self._row_splits[:-1]

    @scoped("RaggedRowLimits", "strided_slice")
    def row_limits(self, name=None):
        return self._row_splits[1:]

    @scoped("RaggedValueRowIds", "RaggedSplitsToSegmentIds/Repeat/boolean_mask/GatherV2")
    def value_rowids(self, name=None):
        """The row of each value."""
        return rows.rowids(self._row_splits)

    @scoped("RaggedNestedValueRowIds", None)
    def nested_value_rowids(self, name=None):
        return self.value_rowids(), *getattr(self._values, "nested_value_rowids", lambda: ())()

    @scoped("RaggedBoundingBox", "concat")
    def bounding_shape(self, axis=None, name=None, out_type=None):
        """The smallest dense shape that holds it."""
        longest = reduce_max(concat([self.row_lengths(), convert([0], self._row_splits.dtype)], 0))
        inner = (
            self._values.bounding_shape()
            if isinstance(self._values, RaggedTensor)
            else shape(self._values, longest.dtype)
        )
        bounds = cast(
            concat([stack([self.nrows(), longest]), inner[1:]], 0), longest.dtype if out_type is None else out_type
        )
        return bounds if axis is None else gather(bounds, axis)

    # the same rows with other values

    def with_values(self, new_values):
        """The same rows of other values; as many of them."""
        values = _values(new_values)
        had, has = ((v.shape[0] if v.shape.rank else None) for v in (self._values, values))
        if None not in (had, has) and had != has:
            raise ValueError(f"Shapes ({had},) and ({has},) are incompatible: with_values needs as many values.")
        return RaggedTensor(values, self._row_splits, self._uniform)

    def with_flat_values(self, new_values):
        """The same nesting of other values."""
        inner = self._values
        return self.with_values(inner.with_flat_values(new_values) if isinstance(inner, RaggedTensor) else new_values)

    def _map_values(self, function):
        return self.with_flat_values(function(self.flat_values))

    def with_row_splits_dtype(self, dtype):
        inner = self._values
        inner = inner.with_row_splits_dtype(dtype) if isinstance(inner, RaggedTensor) else inner
        return RaggedTensor(inner, cast(self._row_splits, dtype), self._uniform)

    def merge_dims(self, outer_axis, inner_axis):
        """Dimensions `outer_axis` to `inner_axis` made one."""
        rank = self.shape.rank
        outer, last, inner = wrap_axis(outer_axis, rank), wrap_axis(inner_axis, rank), self._values
        if outer >= last:
            return self
        if outer == 0:
            return _merge(inner, 0, last - 1)
        if outer > 1:
            return self.with_values(_merge(inner, outer - 1, last - 1))
        if isinstance(inner, RaggedTensor):
            merged = RaggedTensor(inner.values, gather(inner.row_splits, self._row_splits))
        else:
            merged = RaggedTensor(_merge(inner, 0, 1), self._row_splits * shape(inner, self._row_splits.dtype)[1])
        return merged.merge_dims(1, last - 1)

    # as something else

    def to_list(self):
        """Nested Python lists."""
        splits, inner = self._row_splits.numpy().tolist(), self._values
        inner = inner.to_list() if isinstance(inner, RaggedTensor) else inner.numpy().tolist()
        return [inner[a:b] for a, b in itertools.pairwise(splits)]

    def numpy(self):
        """A NumPy array where all rows have one shape, else an object array of rows."""
        splits, values = self._row_splits.numpy().tolist(), self._values.numpy()
        inner = [values[a:b] for a, b in itertools.pairwise(splits)]
        if not inner:
            return np.empty((0, 0, *values.shape[1:]), values.dtype)
        if len({r.shape for r in inner}) == 1:
            return np.stack(inner)
        out = np.empty(len(inner), object)
        out[:] = inner
        return out

    @scoped("RaggedToTensor", "RaggedTensorToTensor", type="RaggedTensorToTensor")
    def to_tensor(self, default_value=None, name=None, shape=None):
        """A dense tensor, rows filled up with `default_value` (0 or "").

        Args:
          shape: what the result's shape must be, None entries as they come; longer rows are cut.
        """
        dims = TensorShape(shape)._dims or (None, None)
        values = self._values
        if isinstance(values, RaggedTensor):
            values = values.to_tensor(default_value, shape=(None, *dims[2:]) if len(dims) > 2 else None)
        bounds = self.bounding_shape()[:2]
        size = stack([bounds[i] if d is None else convert(d, bounds.dtype) for i, d in enumerate(dims[:2])])
        kept, places = rows.dense_places(self._row_splits, size)
        default = (
            (b"" if self.dtype is dtypes.string else False if self.dtype.is_bool else 0)
            if default_value is None
            else default_value
        )
        whole = fill(concat([size, _shape_of(values, size.dtype)[1:]], 0), convert(default, self.dtype))
        filled = tensor_scatter_nd_update(whole, places, gather(values, kept))
        filled.set_shape(TensorShape(dims[:2]).concatenate(values.shape[1:]))
        return filled

    @scoped("RaggedToSparse", "RaggedTensorToSparse")
    def to_sparse(self, name=None):
        """A SparseTensor with an entry for every value."""
        dense = rows.sparse_places(*self.nested_row_splits)
        return SparseTensor(dense, self.flat_values, cast(self.bounding_shape(), dtypes.int64))

    def consumers(self):
        return [c for t in nest.flatten(self, expand_composites=True) for c in t.consumers()]

    def __iter__(self):
        n = self.shape[0]
        if n is None or isinstance(self._row_splits, SymbolicTensor) and self._row_splits._dims[0] is None:
            raise TypeError("Iterating over a symbolic RaggedTensor needs a known number of rows; use tf.map_fn.")
        return (self[i] for i in range(n))

    def __bool__(self):
        raise TypeError("RaggedTensor may not be used as a boolean.")

    def __repr__(self):
        if any(isinstance(t, SymbolicTensor) for t in nest.flatten(self, expand_composites=True)):
            return f"tf.RaggedTensor(values={self._values!s}, row_splits={self._row_splits!s})"
        with np.printoptions(formatter={"all": _text}):
            return f"<tf.RaggedTensor {_text(self.numpy())}>"

    # parts

    def _rows(self, numbers):
        """The rows with these numbers (a vector)."""
        index, splits = rows.picked(self._row_splits, numbers)
        inner = self._values
        return RaggedTensor(inner._rows(index) if isinstance(inner, RaggedTensor) else gather(inner, index), splits)

    def __getitem__(self, key):
        """A row (int), rows (slice), and what is wanted of each (slices; an int for dimensions that are not ragged)."""
        keys = list(key) if isinstance(key, tuple) else [key]
        if any(k is Ellipsis for k in keys):
            at = next(i for i, k in enumerate(keys) if k is Ellipsis)
            keys[at : at + 1] = [slice(None)] * (self.shape.rank + 1 - sum(k is not None for k in keys))
        if any(k is None for k in keys):
            return self._with_new_axes(keys)
        first, *rest = keys or [slice(None)]
        if isinstance(first, slice):
            kept = self if first == slice(None) else self._rows(range_(self.nrows(dtypes.int64))[first])
            return kept._inner(rest) if rest else kept
        row = self._values[self.row_starts()[first] : self.row_limits()[first]]
        return row[tuple(rest)] if rest else row

    def _with_new_axes(self, keys):
        """The parts that `keys` pick, with a new axis for every None among them."""
        out = self[tuple([k for k in keys if k is not None])]
        left = [k for k in keys if k is None or isinstance(k, slice)]  # an int takes its dimension away
        for axis, k in enumerate(left):
            out = expand_dims(out, axis) if k is None else out
        return out

    def _inner(self, keys):
        """Every row indexed with `keys`."""
        first, *rest = keys
        if first is Ellipsis:
            return self
        if not isinstance(first, slice):
            raise ValueError("Cannot index into an inner ragged dimension.")
        values, splits = self._values, self._row_splits
        if first != slice(None):
            index, splits = rows.sliced(splits, piece=(first.start, first.stop, first.step))
            values = values._rows(index) if isinstance(values, RaggedTensor) else gather(values, index)
        return RaggedTensor(values[(slice(None), *rest)] if rest else values, splits)


def _text(x):
    """An array as Python lists are written."""
    if not isinstance(x, np.ndarray):
        return str(x)
    return np.array2string(x, separator=", ") if x.size else repr(x.tolist())


def _values(value):
    return value if isinstance(value, RaggedTensor) else convert_to_tensor(value)


def _integers(value):
    """Splits, lengths or row numbers: int64 unless they are int32 already."""
    if hasattr(value, "dtype") and value.dtype in (dtypes.int32, dtypes.int64):
        return convert_to_tensor(value)
    return cast(convert_to_tensor(value, dtype_hint=dtypes.int64), dtypes.int64)


def _shape_of(values, dtype):
    return values.bounding_shape(out_type=dtype) if isinstance(values, RaggedTensor) else shape(values, dtype)


def _length(values, dtype):
    return cast(values.nrows(), dtype) if isinstance(values, RaggedTensor) else shape(values, dtype)[0]


def _merge(x, outer, inner):
    """Dimensions of what is left of a RaggedTensor made one."""
    if isinstance(x, RaggedTensor):
        return x.merge_dims(outer, inner)
    return reshape(x, concat([shape(x)[:outer], convert([-1]), shape(x)[inner + 1 :]], 0)) if outer < inner else x


def _nested(make, values, partitions, validate):
    if not isinstance(partitions, (list, tuple)):
        raise TypeError(f"nested partitions must be a list, a tensor a dimension; received {described(partitions)}.")
    for partition in reversed(partitions):
        values = make(values, partition, validate=validate)
    return values


def _rebuilt(like, tensors):
    """A RaggedTensor nested like `like` of flat values and splits, innermost splits last."""
    flat, *splits = tensors
    return RaggedTensor.from_nested_row_splits(flat, splits, validate=False)


nest.register_composite(RaggedTensor, lambda r: [r.flat_values, *r.nested_row_splits], _rebuilt)
RaggedTensorSpec.value_type = RaggedTensor
nest.register_composite(
    RaggedTensorSpec,
    RaggedTensorSpec.components,
    lambda spec, tensors: _rebuilt(spec, tensors) if spec.ragged_rank else tensors[0],
)
register_spec(RaggedTensor, lambda r: RaggedTensorSpec(r.shape, r.dtype, r.ragged_rank, r.row_splits.dtype))
