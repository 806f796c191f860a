"""What can be done with RaggedTensors: making, joining, picking, reducing, arithmetic."""

import builtins

import numpy as np

from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.ops.arrays import ranges
from tenfold.ops.arrays.casting import cast
from tenfold.ops.arrays.creation import ones_like
from tenfold.ops.arrays.gathering import gather, gather_nd
from tenfold.ops.arrays.joining import concat as join
from tenfold.ops.arrays.joining import stack as pile
from tenfold.ops.arrays.selecting import boolean_mask as masked
from tenfold.ops.arrays.shaping import expand_dims, reshape, shape, squeeze
from tenfold.ops.arrays.sorting import argsort
from tenfold.ops.infer import acts_elementwise, as_tuple, wrap_axis
from tenfold.ops.math import segment
from tenfold.ops.math.arithmetic import add, multiply
from tenfold.ops.ragged import rows
from tenfold.ops.ragged.reductions import KINDS, reduce, softmax
from tenfold.ops.ragged.tensor import RaggedTensor, _integers
from tenfold.ops.ragged.tensor import RaggedTensorSpec as RaggedTensorSpec  # handed on
from tenfold.ops.scoped import scoped
from tenfold.ops.state.sources import identity

EQUALITY = ("equal", "not_equal")
OPERATORS = (
    "add radd sub rsub mul rmul truediv rtruediv floordiv rfloordiv mod rmod pow rpow neg abs "
    "eq ne lt le gt ge and rand or ror xor rxor invert"
).split()


@scoped("RaggedConstant", "values")
def constant(pylist, dtype=None, ragged_rank=None, inner_shape=None, name=None, row_splits_dtype=dtypes.int64):
    """A RaggedTensor of nested lists (a Tensor, where they hold no lists).

    Args:
      ragged_rank: how many dimensions are ragged; by default all but the first.
      inner_shape: shape of the elements below the ragged dimensions.
    """
    depth = _depth(pylist)
    if ragged_rank is None:
        ragged_rank = max(0, depth - 1 - len(inner_shape or ()))
    splits, flat = [], pylist
    for _ in builtins.range(ragged_rank):
        lengths = [len(row) for row in flat]
        splits.append(
            convert(np.concatenate([[0], np.cumsum(lengths)]).astype(dtypes.as_dtype(row_splits_dtype).numpy))
        )
        flat = [v for row in flat for v in row]
    values = convert(flat, dtype)
    if inner_shape is not None:
        values = reshape(values, [-1, *inner_shape])
    return RaggedTensor.from_nested_row_splits(values, splits, validate=False) if splits else values


def _depth(value):
    """How deep lists are nested; every number must lie equally deep."""
    if isinstance(value, (np.ndarray, Tensor)):
        return len(value.shape)
    if not isinstance(value, (list, tuple)):
        return 0
    depths = [_depth(v) for v in value]
    leaves = {d for v, d in zip(value, depths) if not _is_empty(v)}
    if len(leaves) > 1:
        raise ValueError("all scalar values must have the same nesting depth")
    return 1 + max(depths, default=0)


def _is_empty(value):
    return isinstance(value, (list, tuple)) and all(_is_empty(v) for v in value)


def range(starts, limits=None, deltas=1, dtype=None, name=None, row_splits_dtype=dtypes.int64):
    """Row i counts from `starts[i]` by `deltas[i]` until `limits[i]` is reached; one argument is the limits."""
    if limits is None:
        starts, limits = 0, starts
    bounds = [convert(v) for v in (starts, limits, deltas)]
    dtype = (
        dtypes.as_dtype(dtype) if dtype is not None else max((b.dtype for b in bounds), key=ranges.RANGE_DTYPES.index)
    )
    values, splits = rows.counted(*(cast(b, dtype) for b in bounds), name=name)
    return RaggedTensor(values, cast(splits, row_splits_dtype))


@scoped("RaggedConcat", "concat")
def stack(values, axis=0, name=None):
    """Tensors of one rank, whose dimensions may differ, joined along a new axis: rows of the result along axis 0."""
    values = [v if isinstance(v, RaggedTensor) else convert(v) for v in values]
    if axis != 0:
        at = wrap_axis(axis, values[0].shape.rank + 1)
        return concat([expand_dims(v, at) for v in values], at) if at else stack(values)
    if not isinstance(values[0], RaggedTensor):
        if values[0].ndim == 0:
            return pile(values)
        return RaggedTensor.from_row_lengths(join(values, 0), pile([shape(v)[0] for v in values]))
    return RaggedTensor.from_row_lengths(concat(values, 0), pile([v.nrows() for v in values]))


def concat(values, axis, name=None):
    """RaggedTensors (and tensors) joined along `axis`: 0 puts rows below rows, 1 lengthens each row."""
    ragged = [v if isinstance(v, RaggedTensor) else RaggedTensor.from_tensor(v) for v in values]
    axis = wrap_axis(axis, ragged[0].shape.rank)
    if axis > max(v.ragged_rank for v in ragged):
        depth = ragged[0].ragged_rank
        return _same_rows(ragged).with_flat_values(join([v.flat_values for v in ragged], axis - depth))
    if axis == 0:
        inner = [v.values for v in ragged]
        together = concat(inner, 0) if isinstance(inner[0], RaggedTensor) else join(inner, 0)
        return RaggedTensor.from_row_lengths(together, join([v.row_lengths() for v in ragged], 0))
    if axis > 1:
        return ragged[0].with_values(concat([v.values for v in ragged], axis - 1))
    ids = join([v.value_rowids() for v in ragged], 0)
    below = concat(ragged, 0).values
    order = argsort(ids)
    lengths = ragged[0].row_lengths()
    for other in ragged[1:]:
        lengths = add(lengths, other.row_lengths())
    picked = below._rows(order) if isinstance(below, RaggedTensor) else gather(below, order)
    return RaggedTensor.from_row_lengths(picked, lengths)


@scoped("RaggedMask", "boolean_mask/GatherV2")
def boolean_mask(data, mask, name=None):
    """The elements of each row for which `mask` (of the same rows, or a prefix of its dimensions) holds."""
    mask = mask if isinstance(mask, RaggedTensor) else convert(mask)
    if isinstance(mask, Tensor) and mask.ndim == 1:
        if isinstance(data, RaggedTensor):
            return data._rows(masked(ranges.range(data.nrows(dtypes.int64)), mask))
        return masked(data, mask)
    data = data if isinstance(data, RaggedTensor) else RaggedTensor.from_tensor(data)
    mask = mask if isinstance(mask, RaggedTensor) else RaggedTensor.from_tensor(mask)
    values = boolean_mask(data.values, mask.values)
    if mask.shape.rank > 2:
        return data.with_values(values)
    kept = segment.unsorted_segment_sum(cast(mask.flat_values, dtypes.int64), mask.value_rowids(), mask.nrows())
    return RaggedTensor.from_row_lengths(values, kept)


@scoped("SegmentStack", "GatherV2_1")
def stack_dynamic_partitions(data, partitions, num_partitions, name=None):
    """Row i has the elements of `data` for which `partitions` says i, in order."""
    data, partitions = convert(data), convert(partitions)
    order = argsort(partitions)
    return RaggedTensor.from_value_rowids(gather(data, order), gather(partitions, order), num_partitions)


def row_splits_to_segment_ids(splits, name=None, out_type=None):
    """The row of each value, in the dtype of a tensor of splits by default, else int64."""
    return cast(rows.rowids(_integers(splits), name=name), out_type or _dtype_of(splits))


def _dtype_of(rows):
    return rows.dtype if isinstance(rows, Tensor) else dtypes.int64


@scoped("SegmentIdsToRaggedSplits", "concat", type="ConcatV2")
def segment_ids_to_row_splits(segment_ids, num_segments=None, out_type=None, name=None):
    """Splits of rows, from the row of each value, in the dtype of a tensor of those by default, else int64."""
    return cast(rows.splits_of_rowids(_integers(segment_ids), num_segments), out_type or _dtype_of(segment_ids))


def map_flat_values(op, *args, **kwargs):
    """`op` on the flat values of the RaggedTensors among the arguments, which must have the same rows."""
    ragged = [v for v in (*args, *kwargs.values()) if isinstance(v, RaggedTensor)]
    if not ragged:
        return op(*args, **kwargs)
    first = _same_rows(ragged)
    if any(v.ragged_rank != first.ragged_rank for v in ragged):
        raise ValueError(f"map_flat_values: the RaggedTensors' ragged ranks differ: {[v.ragged_rank for v in ragged]}.")
    plain = [v.flat_values if isinstance(v, RaggedTensor) else v for v in args]
    named = {k: v.flat_values if isinstance(v, RaggedTensor) else v for k, v in kwargs.items()}
    return first.with_flat_values(op(*plain, **named))


def _same_rows(ragged):
    """The most ragged of several RaggedTensors, with splits checked to be those of all, as far as they are ragged."""
    first = max(ragged, key=lambda r: r.ragged_rank)
    for other in ragged:
        for a, b in zip(first.nested_row_splits, other.nested_row_splits):
            if a is not b:
                rows.same_splits(a, b)
    return first


# What ops mean for a RaggedTensor


def _called_with(self, op, args, attrs, name):
    if op.name in SPECIAL:
        return SPECIAL[op.name](op, args, attrs)
    kind = op.name.removeprefix("reduce_")
    if kind != op.name and kind in (*KINDS, "any", "all"):
        return reduce(args[0], kind, attrs["axis"], attrs["keepdims"])
    if acts_elementwise(op) or op.name in EQUALITY:
        return _elementwise(op, args, attrs)
    raise ValueError(
        f"{op.name} does not take a RaggedTensor. Use x.to_tensor(), tf.ragged.map_flat_values or tf.map_fn."
    )


def _elementwise(op, args, attrs):
    ragged = [a for a in args if isinstance(a, RaggedTensor)]
    first = _same_rows(ragged)
    dtype = next((a.dtype for a in ragged if not a.dtype.is_bool), first.dtype)
    return first.with_flat_values(op(*(_flat(a, first, dtype) for a in args), **attrs))


def _flat(value, like, dtype):
    """An operand beside the flat values of `like`, broadcast against it: ragged or not."""
    if isinstance(value, RaggedTensor):
        for _ in builtins.range(value.ragged_rank):
            like = like.values
        return value.flat_values if not isinstance(like, RaggedTensor) else _met(value.flat_values, like)
    return _met(convert(value, partner=dtype), like)


def _met(value, like):
    """A dense tensor as it meets the flat values of `like`: ragged dimensions find 1 there, or as many."""
    depth, inner = like.ragged_rank + 1, like.flat_values.ndim
    rank = value.ndim
    if rank == 0 or None not in (rank, inner) and rank < inner:
        return value
    if None in (rank, inner) or rank > depth + inner - 1:
        raise ValueError(
            f"Cannot broadcast a tensor of shape {value.shape} against a RaggedTensor of shape {like.shape}: it must "
            "be of a known rank that is not higher."
        )
    missing = depth + inner - 1 - rank
    outer = (1,) * missing + value._dims[: depth - missing]
    if outer == (1,) * depth:
        return reshape(value, join([convert([1]), shape(value)[depth - missing :]], 0))
    dims = join([convert([1] * missing, partner=dtypes.int32), shape(value)], 0)
    return gather_nd(reshape(value, dims), rows.broadcast_places(dims[:depth], *like.nested_row_splits))


def _gathered(op, args, attrs):
    params, indices = args
    if not attrs["batch_dims"] and attrs["axis"] and wrap_axis(attrs["axis"], params.shape.rank) > params.ragged_rank:
        at = wrap_axis(attrs["axis"], params.shape.rank) - params.ragged_rank
        return params.with_flat_values(op(params.flat_values, indices, axis=at))
    if attrs["batch_dims"] == 1 and attrs["axis"] in (None, 1) and params.ragged_rank == 1:
        return _gathered_by_row(params, indices)
    if attrs["batch_dims"] or attrs["axis"] not in (None, 0):
        raise ValueError("gather with a RaggedTensor works along axis 0, or row by row with batch_dims=1.")
    if isinstance(indices, RaggedTensor):
        return indices.with_flat_values(op(params, indices.flat_values))
    indices = convert(indices)
    if indices.ndim == 2:
        return RaggedTensor.from_tensor(indices).with_values(params._rows(reshape(indices, [-1])))
    return params[indices] if indices.ndim == 0 else params._rows(indices)


def _gathered_by_row(params, indices):
    """Elements of each row by their places in it."""
    indices = indices if isinstance(indices, RaggedTensor) else RaggedTensor.from_tensor(convert(indices))
    places = rows.places_in_rows(params.row_splits, indices.value_rowids(), cast(indices.values, dtypes.int64))
    return indices.with_values(gather(params.values, places))


def _cumulated(op, args, attrs):
    """Along the rows: those of a dense tensor whose ends, which are zeros (ones), do not matter."""
    x = args[0]
    if x.ragged_rank != 1 or wrap_axis(attrs["axis"], x.shape.rank) != 1:
        raise ValueError(f"{op.name} of a RaggedTensor works along axis 1, where one dimension is ragged.")
    dense = op(x.to_tensor(1 if op.name == "cumprod" else None), **attrs)
    return RaggedTensor.from_tensor(dense, lengths=x.row_lengths(), row_splits_dtype=x.row_splits.dtype)


def _reversed(op, args, attrs):
    x = args[0]
    axes = {wrap_axis(a, x.shape.rank) for a in attrs["axis"]}
    return x[tuple([slice(None, None, -1 if i in axes else None) for i in builtins.range(x.shape.rank)])]


def _tiled(op, args, attrs):
    x, multiples = args[0], attrs["multiples"]
    if type(multiples) is not tuple or len(multiples) != x.shape.rank or 0 in multiples:
        raise ValueError(f"tile of a RaggedTensor takes {x.shape.rank} positive integers; received {multiples}.")
    for axis, n in enumerate(multiples):
        x = concat([x] * n, axis) if n > 1 else x
    return x


def _squeezed(op, args, attrs):
    x, axes = args[0], attrs["axis"]
    if axes is None:
        raise ValueError("squeeze of a RaggedTensor needs `axis`: which dimensions have length 1 is not known.")
    for at in sorted({wrap_axis(a, x.shape.rank) for a in as_tuple(axes)}, reverse=True):
        x = _without(x, at)
    return x


def _without(x, at):
    """A RaggedTensor (or what is left of one) without its dimension `at`, all of whose lengths are 1."""
    if not isinstance(x, RaggedTensor):
        return squeeze(x, at)
    if at > 1:
        return x.with_values(_without(x.values, at - 1))
    n = x.nrows()
    if at == 1:
        rows.same_splits(x.row_splits, rows.even_splits(n, each=1))
        return x.values
    rows.same_splits(pile([n]), ones_like(pile([n])))
    return x.values


def _expanded(op, args, attrs):
    x, axis = args[0], wrap_axis(attrs["axis"], args[0].shape.rank + 1)
    if axis > 1:
        return x.with_values(expand_dims(x.values, axis - 1))
    n = x.nrows()
    if axis == 1:
        return RaggedTensor(x, rows.even_splits(n, each=1), 1)
    return RaggedTensor(x, pile([multiply(n, 0), n]), x.shape[0])


def _split(op, args, attrs):
    x, at = args[0], wrap_axis(attrs["axis"], args[0].shape.rank)
    if at > x.ragged_rank:
        parts = op(x.flat_values, attrs["sizes"], at - x.ragged_rank, attrs["num"])
        return [x.with_flat_values(part) for part in parts]
    if at:
        raise ValueError("split of a RaggedTensor works along axis 0 or the dimensions that are not ragged.")
    numbers = ranges.range(x.nrows(dtypes.int64))
    return [x._rows(part) for part in op(numbers, attrs["sizes"], 0, attrs["num"])]


def _dealt(op, args, attrs):
    x, partitions = args
    numbers = ranges.range(x.nrows(dtypes.int64))
    return [x._rows(part) for part in op(numbers, partitions, attrs["num_partitions"])]


def _segmented(op, args, attrs):
    x, ids = args
    if not (isinstance(x, RaggedTensor) and isinstance(ids, RaggedTensor)):
        raise ValueError(f"{op.name} takes a RaggedTensor only together with segment_ids of the same rows.")
    _same_rows([x, ids])
    return op(x.flat_values, ids.flat_values, **attrs)


def _reshaped(op, args, attrs):
    if attrs["shape"] != (-1,):
        raise ValueError("A RaggedTensor is reshaped to [-1] only; x.to_tensor() or x.merge_dims may help.")
    return op(args[0].flat_values, shape=(-1,))


def _one_hot(op, args, attrs):
    if attrs["axis"] not in (-1, args[0].shape.rank):
        raise ValueError("one_hot of a RaggedTensor puts the new axis last.")
    return args[0].with_flat_values(op(args[0].flat_values, *args[1:], **{**attrs, "axis": -1}))


SPECIAL = {
    "softmax": softmax,
    "split": _split,
    "dynamic_partition": _dealt,
    "reshape": _reshaped,
    "where": lambda op, args, attrs: masked(rows.sparse_places(*args[0].nested_row_splits), args[0].flat_values),
    **{f"unsorted_segment_{kind}": _segmented for kind in ("sum", "max", "min", "prod")},
    "cumsum": _cumulated,
    "cumprod": _cumulated,
    "reverse": _reversed,
    "tile": _tiled,
    "squeeze": _squeezed,
    "log_softmax": softmax,
    "one_hot": _one_hot,
    "size": lambda op, args, attrs: op(args[0].flat_values, **attrs),
    "rank": lambda op, args, attrs: convert(args[0].shape.rank),
    "concat": lambda op, args, attrs: concat(args, attrs["axis"]),
    "pack": lambda op, args, attrs: stack(args, attrs["axis"]),
    "gather": _gathered,
    "expand_dims": _expanded,
    "identity": lambda op, args, attrs: args[0].with_flat_values(identity(args[0].flat_values)),
}
RaggedTensor._called_with = _called_with
RaggedTensor._variance = lambda self, axis, keepdims: reduce(self, "variance", axis, keepdims)


def _operator(function):
    return lambda *operands: _elementwise(function, operands, {})


for _name in OPERATORS:
    setattr(RaggedTensor, f"__{_name}__", _operator(getattr(Tensor, f"__{_name}__")))
