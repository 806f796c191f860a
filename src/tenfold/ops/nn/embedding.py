"""Rows of an embedding table, by number."""

from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.ops.arrays.casting import cast
from tenfold.ops.arrays.creation import ones_like
from tenfold.ops.arrays.gathering import gather
from tenfold.ops.arrays.joining import concat, stack
from tenfold.ops.arrays.partitioning import dynamic_partition, dynamic_stitch
from tenfold.ops.arrays.ranges import range as numbers
from tenfold.ops.arrays.selecting import unique
from tenfold.ops.arrays.shaping import known_shape, reshape, shape, size
from tenfold.ops.arrays.sorting import searchsorted
from tenfold.ops.math.arithmetic import divide_real, floordiv, floormod, multiply, square, subtract
from tenfold.ops.math.clipping import clip_by_norm
from tenfold.ops.math.cumulative import cumsum
from tenfold.ops.math.elementwise import sqrt
from tenfold.ops.math.powers import minimum
from tenfold.ops.math.segment import segment_sum
from tenfold.ops.scoped import scoped
from tenfold.ops.state.sources import identity


def embedding_lookup(params, ids, max_norm=None, name=None):
    """The rows `ids` of `params`.

    Args:
      params: (rows, ...), or a list of tensors that are its consecutive parts.
      ids: ints of any shape, each a row.
      max_norm: rows longer than this (in the L2 norm) are scaled down to it.

    Returns: shape(ids) + params.shape[1:].
    """
    return embedding_lookup_v1(params, ids, "div", name, max_norm=max_norm)


@scoped("embedding_lookup", "Identity", closed_by=identity)
def embedding_lookup_v1(params, ids, partition_strategy="mod", name=None, validate_indices=True, max_norm=None):
    """The rows `ids` of `params`, which may be cut into parts.

    Args:
      partition_strategy: "mod" if row i is row i // n of part i % n, "div" if parts are consecutive.
      validate_indices: must be True: indices are always checked.

    See `embedding_lookup` for the rest.
    """
    if not validate_indices:
        raise ValueError("embedding_lookup always checks its indices; remove validate_indices=False.")
    if hasattr(ids, "flat_values"):  # ragged
        return ids._map_values(lambda v: embedding_lookup_v1(params, v, partition_strategy, name, max_norm=max_norm))
    if partition_strategy not in ("mod", "div"):
        raise ValueError(f"partition_strategy must be 'mod' or 'div'; received {partition_strategy!r}.")
    parts, ids = _parts(params), convert(ids)
    if len(parts) == 1:
        return _rows(parts[0], ids, max_norm, name)
    return _of_parts(parts, ids, partition_strategy, max_norm, name)


def _parts(params):
    if isinstance(params, Tensor) or not isinstance(params, (list, tuple)):
        params = [params]
    if not len(params):
        raise ValueError("embedding_lookup needs at least one tensor of params.")
    return [p if hasattr(p, "_as_tensor") else convert(p) for p in params]


def _rows(table, ids, max_norm, name=None):
    """The rows `ids` of one table, none longer than `max_norm`."""
    rows = gather(table, ids, name=name if max_norm is None else None)
    if max_norm is None:
        return rows
    ranks = [None if t._dims is None else len(t._dims) for t in (rows, ids)]
    if None in ranks:
        raise ValueError("embedding_lookup with max_norm needs params and ids of known rank.")
    return clip_by_norm(rows, max_norm, list(range(ranks[1], ranks[0])), name)


def _of_parts(parts, ids, strategy, max_norm, name):
    """The rows `ids` of a table in several parts: each part is asked for its own, so that none is read as a whole."""
    flat, n = reshape(ids, [-1]), len(parts)
    if strategy == "mod":
        which, rows = floormod(flat, n), floordiv(flat, n)
    else:
        sizes = cast(stack([known_shape(p)[0] for p in parts]), flat.dtype)
        ends = cumsum(sizes)
        which = minimum(searchsorted(ends, flat, "right"), n - 1)
        rows = subtract(flat, gather(subtract(ends, sizes), which))
    which = cast(which, dtypes.int32)
    places = dynamic_partition(numbers(size(flat)), which, n)
    found = [_rows(p, i, max_norm) for p, i in zip(parts, dynamic_partition(rows, which, n))]
    found = dynamic_stitch(places, found)
    dims = parts[0]._dims
    rest = dims[1:] if dims is not None and None not in dims[1:] else shape(parts[0])[1:]
    return reshape(found, concat([shape(ids), rest], 0), name=name)


def embedding_lookup_sparse(
    params, sp_ids, sp_weights, combiner=None, max_norm=None, name=None, allow_fast_lookup=False
):
    """For each row of the sparse matrix `sp_ids`, its embeddings combined into one.

    Args:
      params: as in `embedding_lookup`.
      sp_ids: a SparseTensor (rows, any) of ids; every row has at least one.
      sp_weights: a SparseTensor of the same indices with a weight for each id, or None for 1.
      combiner: "sum", "mean" (default: by the sum of weights) or "sqrtn" (by the root of the sum of their squares).
      max_norm: as in `embedding_lookup`.
      allow_fast_lookup: a hint that changes nothing here.
    """
    return embedding_lookup_sparse_v1(params, sp_ids, sp_weights, "div", name, combiner, max_norm, allow_fast_lookup)


@scoped("embedding_lookup_sparse")
def embedding_lookup_sparse_v1(
    params,
    sp_ids,
    sp_weights,
    partition_strategy="mod",
    name=None,
    combiner=None,
    max_norm=None,
    allow_fast_lookup=False,
):
    """`embedding_lookup_sparse` with TensorFlow 1's partition strategies."""
    combiner = combiner or "mean"
    if combiner not in ("mean", "sqrtn", "sum"):
        raise ValueError(f"combiner must be one of 'mean', 'sqrtn' or 'sum', got {combiner}")
    rows = cast(sp_ids.indices[:, 0], dtypes.int32)
    ids, index = unique(sp_ids.values)
    found = gather(embedding_lookup_v1(params, ids, partition_strategy, max_norm=max_norm), index)
    weights = None if sp_weights is None else cast(sp_weights.values, found.dtype)
    return _combined(found, rows, weights, combiner, name)


def _combined(found, rows, weights, combiner, name):
    """Embeddings (ids, ...) summed by row, divided as the combiner says."""
    if weights is None:
        weights = cast(ones_like(rows), found.dtype)
    wide = reshape(weights, concat([shape(weights), [1] * (len(found._dims) - 1)], 0))
    total = segment_sum(multiply(found, wide), rows, name=name if combiner == "sum" else None)
    if combiner == "sum":
        return total
    norm = segment_sum(wide, rows) if combiner == "mean" else sqrt(segment_sum(square(wide), rows))
    return divide_real(total, norm, name=name)
