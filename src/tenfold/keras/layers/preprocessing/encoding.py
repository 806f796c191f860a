"""How layers here give categories: by number, or in a row with a place for each category."""

from tenfold.core.values import dtypes
from tenfold.core.values.shapes import TensorShape
from tenfold.keras.backend_config import floatx
from tenfold.keras.layers.preprocessing.batches import is_composite
from tenfold.ops.arrays.basics import cast, expand_dims, ones_like, reshape, squeeze, stack
from tenfold.ops.arrays.gathering import gather
from tenfold.ops.arrays.one_hot import one_hot
from tenfold.ops.math.arithmetic import multiply
from tenfold.ops.math.bincount import bins_by_row, rows_of_values, values_of
from tenfold.ops.math.powers import minimum
from tenfold.ops.sparse.counting import counted_entries
from tenfold.ops.sparse.operators import SparseTensor

INT, ONE_HOT, MULTI_HOT, COUNT, TF_IDF = "int", "one_hot", "multi_hot", "count", "tf_idf"
_OLDER = {"binary": MULTI_HOT, "tf-idf": TF_IDF}  # TensorFlow 2.3's


def checked_mode(mode, allowed, layer, sparse=False):
    """The output mode, by its present name.

    Raises:
      ValueError: the layer has no such mode, or `sparse` goes with a row of categories and not with their numbers.
    """
    mode = _OLDER.get(mode, mode) if isinstance(mode, str) else mode
    if mode not in allowed:
        raise ValueError(
            f"Unknown value for `output_mode` argument of layer {layer}. Allowed values are: {tuple(allowed)}. "
            f"Received: {mode!r}"
        )
    if sparse and mode in (INT, None):
        rows = tuple(m for m in allowed if m not in (INT, None))
        raise ValueError(f"`sparse` may only be true if `output_mode` is one of {rows}. Received: {mode!r}")
    return mode


def mode_dtype(dtype, mode):
    """The dtype of the outputs: integers are int64 unless the user said which; rows of categories are floats."""
    if mode == INT:
        named = getattr(dtype, "name", dtype)
        return dtype if named is not None and not _is_mixed(named) and dtypes.as_dtype(named).is_integer else "int64"
    return dtype or floatx()


def lookup_dtype(dtype, mode):
    """`mode_dtype`; ValueError for numbers in a vocabulary that shall be no integers."""
    named = getattr(dtype, "name", dtype)
    if mode == INT and named not in (None, "string") and mode_dtype(dtype, mode) != dtype:
        raise ValueError(f"When `output_mode='int'`, `dtype` should be an integer type. Received: dtype={named}")
    return mode_dtype(dtype, mode)


def _is_mixed(name):
    return isinstance(name, str) and name.startswith("mixed_")


def over_values(function, tensor):
    """`function` of a tensor, or of the values of a ragged or sparse one."""
    return tensor._map_values(function) if is_composite(tensor) else function(tensor)


def encoded(ids, mode, depth, dtype, sparse=False, weights=None, idf=None, layer=""):
    """Category numbers as `mode` says.

    Args:
      ids: int64 of rank 0 to 2, also ragged or sparse; any rank with "int".
      mode: "int" gives the numbers as they are, "one_hot" a row for each, "multi_hot" a row with 1 for whatever is in
        one row of `ids`, "count" how often it is there, "tf_idf" this times its inverse document frequency.
      depth: number of categories, the length of rows. Numbers that are not below it, and negative ones, are left out.
      dtype: of the result.
      sparse: give a SparseTensor.
      weights: with "count", what each counts, in the shape of `ids`.
      idf: with "tf_idf", (depth,) weights.

    Raises:
      ValueError: `ids` have too many axes for rows of categories.
    """
    if mode == INT:
        return over_values(lambda v: cast(v, dtype), ids)
    rank = _checked_rank(ids, mode, layer)
    if mode == ONE_HOT and not sparse and not is_composite(ids):
        return one_hot(squeeze(ids, [-1]) if rank == 2 else ids, depth, dtype=dtype)
    if rank == 2 or mode == ONE_HOT:
        ids = expand_dims(ids, -1) if rank < 2 else ids
        ids = expand_dims(ids, 0) if rank == 0 else ids
    else:
        ids = reshape(ids, [1, -1])
        weights = weights if weights is None else reshape(weights, [1, -1])
    found = _rows_of_categories(ids, mode, depth, dtype, sparse, weights, idf)
    alone = rank < 2 and mode != ONE_HOT or rank == 0
    return squeeze(found, [0]) if alone and not sparse else found


def _checked_rank(ids, mode, layer):
    rank, last = ids.shape.rank, ids.shape[-1] if ids.shape.rank else None
    if rank is None:
        raise ValueError(f"Layer {layer}: with output_mode {mode!r} the rank of the inputs must be known.")
    if rank > 2 or mode == ONE_HOT and rank == 2 and last != 1:
        raise ValueError(
            f"Layer {layer}: When output_mode is not `'int'`, maximum supported output rank is 2. Received output_mode "
            f"{mode} and input shape {tuple(ids.shape)}, which would result in output rank "
            f"{rank + 1 if mode == ONE_HOT else rank}."
        )
    return rank


def _rows_of_categories(ids, mode, depth, dtype, sparse, weights, idf):
    """(rows, depth) of what is in each row of a matrix."""
    (row, rows), ids = rows_of_values(ids), values_of(ids)
    worth = cast(values_of(weights), dtype) if weights is not None else cast(ones_like(ids), dtype)
    if sparse:
        worth = worth if weights is None else reshape(worth, [-1])
        indices, counts = counted_entries(
            reshape(row, [-1]), reshape(ids, [-1]), reshape(worth, [-1]), depth, mode in (ONE_HOT, MULTI_HOT)
        )
        counts = counts if mode != TF_IDF else multiply(counts, gather(cast(idf, dtype), indices[:, 1]))
        return SparseTensor(indices, counts, stack([cast(rows, dtypes.int64), depth]))
    counts = bins_by_row(row, ids, worth, rows, depth)
    if mode in (ONE_HOT, MULTI_HOT):
        return minimum(counts, cast(1, dtype))
    return multiply(counts, cast(idf, dtype)) if mode == TF_IDF else counts


def encoded_shape(input_shape, mode, depth):
    """The shape of `encoded` for numbers of `input_shape`."""
    dims = tuple(TensorShape(input_shape).as_list())
    if mode == INT:
        return dims
    if mode == ONE_HOT and dims[-1:] != (1,):
        return (*dims, depth)
    return (*dims[:-1], depth)
