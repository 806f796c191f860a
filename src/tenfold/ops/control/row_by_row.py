"""`map_fn` of or to ragged and sparse tensors: rows differ in size, so a loop writes their parts into lists."""

from tenfold.core.base import errors, nest
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.ops.arrays.casting import cast
from tenfold.ops.arrays.joining import concat
from tenfold.ops.arrays.ranges import range as numbers
from tenfold.ops.arrays.repeating import repeat
from tenfold.ops.arrays.shaping import expand_dims, shape
from tenfold.ops.control.tensor_array import TensorArray
from tenfold.ops.control.while_loop import while_loop
from tenfold.ops.math.reduce import reduce_max
from tenfold.ops.ragged.tensor import RaggedTensor
from tenfold.ops.sparse.entries import reshape as sparse_reshape
from tenfold.ops.sparse.entries import slice as sparse_slice
from tenfold.ops.sparse.tensor import SparseTensor
from tenfold.ops.structures.specs import RaggedTensorSpec, SparseTensorSpec

COMPOSITES = RaggedTensor, SparseTensor, RaggedTensorSpec, SparseTensorSpec


def is_uneven(structure):
    """Whether there is a ragged or sparse tensor, or the spec of one, in the structure."""
    return any([isinstance(part, COMPOSITES) for part in nest.flatten(structure)])


def map_rows(fn, elems, wanted):
    """`fn` of each row of `elems`, the results under each other as the specs in `wanted` (or `elems`) say."""
    flat = [e if isinstance(e, (RaggedTensor, SparseTensor)) else convert(e) for e in nest.flatten(elems)]
    columns = [_column(spec) for spec in (flat if wanted is None else nest.flatten(wanted))]
    n, kept = _length(flat[0]), {}

    def step(i, arrays):
        kept["result"] = result = fn(nest.pack_sequence_as(elems, [_row(e, i) for e in flat]))
        found = [column.parts(row) for column, row in zip(columns, nest.flatten(result), strict=True)]
        written = [[a.write(i, part) for a, part in zip(*pair)] for pair in zip(arrays, found)]
        return i + 1, written

    arrays = [[TensorArray(t, n, infer_shape=False, element_shape=s) for t, s in c.lists()] for c in columns]
    arrays = while_loop(lambda i, _: i < n, step, [0, arrays], name="map")[1]
    results = [column.joined(part, n) for column, part in zip(columns, arrays)]
    return nest.pack_sequence_as(kept.get("result", elems if wanted is None else wanted), results)


def _length(value):
    """Number of rows, scalar int32 or a number."""
    if isinstance(value, SparseTensor):
        known = value.shape.rank and value.shape[0]
        return cast(value.dense_shape[0], dtypes.int32) if known is None else known
    if isinstance(value, RaggedTensor):
        return cast(value.nrows(), dtypes.int32) if value.shape[0] is None else value.shape[0]
    return shape(value)[0]


def _row(value, i):
    """Row `i` of a tensor of any kind."""
    if not isinstance(value, SparseTensor):
        return value[i]
    inner = value.dense_shape[1:]
    at = concat([cast(expand_dims(i, 0) if hasattr(i, "dtype") else [i], dtypes.int64), inner * 0], 0)
    one = sparse_slice(value, at, concat([convert([1], dtypes.int64), inner], 0))
    return sparse_reshape(one, inner)


def _column(spec):
    """How the results that `spec` describes, or that are rows of such a tensor, are put under each other."""
    if isinstance(spec, (RaggedTensorSpec, RaggedTensor)):
        return _Ragged(spec)
    return _Sparse(spec) if isinstance(spec, (SparseTensorSpec, SparseTensor)) else _Dense(spec)


class _Dense:
    """Tensors of one shape."""

    def __init__(self, spec):
        self.dtype = dtypes.as_dtype(getattr(spec, "dtype", spec))

    def lists(self):
        """(dtype, shape of an entry) of each list that the parts of rows are written into."""
        return [(self.dtype, None)]

    def parts(self, row):
        """What is written for a row, a part into each list."""
        return [self._typed(row)]

    def joined(self, arrays, n):
        """The rows under each other, of the lists."""
        return arrays[0].stack()

    def _typed(self, row):
        tensor = convert(row, partner=self.dtype)
        if tensor.dtype != self.dtype:
            raise errors.InvalidArgumentError(
                f"map_fn: fn gave a {tensor.dtype.name} tensor where {self.dtype.name} is expected. Say what it gives: "
                f"fn_output_signature=tf.{tensor.dtype.name}."
            )
        return tensor


class _Ragged(_Dense):
    """Tensors that differ in length, ragged themselves or not: flat values, and the lengths of each dimension."""

    def __init__(self, spec):
        super().__init__(spec)
        given = isinstance(spec, RaggedTensor)
        self.rank = spec.ragged_rank - given
        dims = spec.shape._dims if spec.shape.rank is not None else ()
        self.inner = dims[spec.ragged_rank + 1 :]
        self.splits = spec.row_splits.dtype if given else spec.row_splits_dtype

    def lists(self):
        return [(self.dtype, (None, *self.inner)), *[(self.splits, (None,))] * (self.rank + 1)]

    def parts(self, row):
        if isinstance(row, RaggedTensor) != bool(self.rank):
            raise ValueError(
                f"map_fn: fn gave a {type(row).__name__} where fn_output_signature says ragged_rank={self.rank}."
            )
        if not self.rank:
            row = self._typed(row)
            return [row, shape(row, self.splits)[:1]]
        lengths = [cast(t, self.splits) for t in row.nested_row_lengths()]
        return [self._typed(row.flat_values), cast(expand_dims(row.nrows(), 0), self.splits), *lengths]

    def joined(self, arrays, n):
        flat, *lengths = [a.concat() for a in arrays]
        return RaggedTensor.from_nested_row_lengths(flat, lengths, validate=False)


class _Sparse(_Dense):
    """Sparse tensors of one rank: coordinates with the row's number before them, values, and the largest shape."""

    def __init__(self, spec):
        super().__init__(spec)
        self.rank = None if spec.shape.rank is None else spec.shape.rank - isinstance(spec, SparseTensor)

    def lists(self):
        wide = (dtypes.int64, (None,))
        return [(self.dtype, (None,)), (dtypes.int64, (None, self.rank)), wide, (dtypes.int64, (self.rank,))]

    def parts(self, row):
        return [self._typed(row.values), row.indices, shape(row.values, dtypes.int64), row.dense_shape]

    def joined(self, arrays, n):
        values, inner, counts = [a.concat() for a in arrays[:3]]
        number = expand_dims(repeat(numbers(cast(n, dtypes.int64)), counts), 1)
        whole = concat([cast(expand_dims(convert(n), 0), dtypes.int64), reduce_max(arrays[3].stack(), 0)], 0)
        return SparseTensor(concat([number, inner], 1), values, whole)
