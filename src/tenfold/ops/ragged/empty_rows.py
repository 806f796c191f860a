"""A value for each row of ragged values that has none."""

import numpy as np

from tenfold.core.base.errors import InvalidArgumentError
from tenfold.core.calls.op import Free, op
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.ops.arrays.gathering import gather
from tenfold.ops.failing import fails_where
from tenfold.ops.math.arithmetic import subtract
from tenfold.ops.math.reduce import reduce_sum


def _infer(rowids, values, nrows, default):
    rows = Spec((None,), dtypes.bool)
    return Spec((None,), rowids.dtype), Spec((None,), values.dtype), rows, Spec(rowids.shape, rowids.dtype)


@op(infer=_infer, host=True, type="RaggedFillEmptyRows")
def _ragged_fill_empty_rows(value_rowids: Free, values, nrows: Free, default_value):
    rowids, count = np.asarray(value_rowids), int(nrows)
    fails_where((rowids < 0) | (rowids >= count), f"value_rowids must lie in [0, {count}); received {rowids.tolist()}.")
    empty = np.bincount(rowids, minlength=count) == 0
    everything = np.concatenate([rowids, np.flatnonzero(empty).astype(rowids.dtype)])
    order = np.argsort(everything, kind="stable")
    filled = np.concatenate([values, np.full(empty.sum(), default_value, values.dtype)])
    places = np.empty(len(order), rowids.dtype)
    places[order] = np.arange(len(order))
    return everything[order], filled[order], empty, places[: len(rowids)]


@_ragged_fill_empty_rows.gradient
def _(dys, ys):
    to_values, to_default = ragged_fill_empty_rows_grad(ys[3], dys[1])
    return None, to_values, None, to_default


def ragged_fill_empty_rows(value_rowids, values, nrows, default_value, name=None):
    """Values of rows, with `default_value` for each row that has none.

    Args:
      value_rowids: (n,) int64, the row of each value.
      values: (n,).
      nrows: how many rows there are.

    Returns: the rows and values in order of rows, which rows were empty, and where each of `values` went.
    """
    values, rowids = convert(values), convert(value_rowids, dtypes.int64)
    if any(x._dims is not None and len(x._dims) != 1 for x in (values, rowids)):
        raise InvalidArgumentError(
            f"value_rowids and values must be vectors; received {rowids._dims} and {values._dims}."
        )
    default = convert(default_value, partner=values.dtype)
    return _ragged_fill_empty_rows(rowids, values, convert(nrows, dtypes.int64), default, name=name)


def ragged_fill_empty_rows_grad(reverse_index_map, grad_values, name=None):
    """The gradients of `values` and of `default_value`, given that of the filled values."""
    grad = convert(grad_values)
    to_values = gather(grad, reverse_index_map, name=name)
    return to_values, subtract(reduce_sum(grad), reduce_sum(to_values))
