"""Embeddings of rows of ids among which some are no ids, and rows that are empty."""

from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.ops.arrays.broadcasting import broadcast_to
from tenfold.ops.arrays.creation import zeros_like
from tenfold.ops.arrays.joining import concat
from tenfold.ops.arrays.selecting import where
from tenfold.ops.arrays.shaping import reshape, shape
from tenfold.ops.math.comparison import greater, greater_equal
from tenfold.ops.math.logic import logical_and
from tenfold.ops.math.reduce import reduce_prod
from tenfold.ops.nn.embedding import embedding_lookup_sparse_v1
from tenfold.ops.scoped import scoped
from tenfold.ops.sparse.entries import as_sparse, fill_empty_rows, retain
from tenfold.ops.sparse.entries import reshape as sparse_reshape
from tenfold.ops.sparse.operators import SparseTensor


def safe_embedding_lookup_sparse(
    embedding_weights,
    sparse_ids,
    sparse_weights=None,
    combiner="mean",
    default_id=None,
    max_norm=None,
    name=None,
    allow_fast_lookup=False,
):
    """For each row of `sparse_ids` its embeddings combined into one, whatever ids there are.

    Args:
      embedding_weights: the table (rows, ...), or a list of its consecutive parts.
      sparse_ids: a SparseTensor (..., any) of ids; negative ones are left out.
      sparse_weights: a SparseTensor of the same indices, or None for 1; ids whose weight is not positive are left out,
        unless the combiner is "sum".
      combiner: "sum", "mean" or "sqrtn", as in `embedding_lookup_sparse`.
      default_id: the id that a row without any has; None for zeros there.
      max_norm: rows of the table longer than this are scaled down to it.
      allow_fast_lookup: a hint that changes nothing here.

    Returns: (..., *shape of a row of the table).
    """
    return safe_embedding_lookup_sparse_v1(
        embedding_weights, sparse_ids, sparse_weights, combiner, default_id, name, "div", max_norm
    )


@scoped("embedding_lookup")
def safe_embedding_lookup_sparse_v1(
    embedding_weights,
    sparse_ids,
    sparse_weights=None,
    combiner="mean",
    default_id=None,
    name=None,
    partition_strategy="div",
    max_norm=None,
    allow_fast_lookup=False,
):
    """`safe_embedding_lookup_sparse` with TensorFlow 1's partition strategies."""
    sp = as_sparse(sparse_ids)
    outer, sp = sp.dense_shape[:-1], _matrix(sp)
    weights = None if sparse_weights is None else SparseTensor(sp.indices, sparse_weights.values, sp.dense_shape)
    kept = greater_equal(sp.values, 0)
    if weights is not None and combiner != "sum":
        kept = logical_and(kept, greater(weights.values, 0))
    ids, empty = fill_empty_rows(retain(sp, kept), default_id or 0)
    weights = None if weights is None else fill_empty_rows(retain(weights, kept), 1.0)[0]
    found = embedding_lookup_sparse_v1(
        embedding_weights, ids, weights, partition_strategy, combiner=combiner, max_norm=max_norm
    )
    if default_id is None:
        lines = reshape(empty, concat([shape(empty), [1] * (len(found._dims) - 1)], 0))
        found = where(broadcast_to(lines, shape(found)), zeros_like(found), found)
    return reshape(found, concat([convert(outer, dtypes.int64), shape(found, dtypes.int64)[1:]], 0))


def _matrix(sp):
    rows = reduce_prod(sp.dense_shape[:-1])
    return sparse_reshape(sp, concat([reshape(rows, [1]), sp.dense_shape[-1:]], 0))
