"""Counting integers row by row where most counts are zero."""

import numpy as np

from tenfold.core.calls.attrs import Bool, Count
from tenfold.core.calls.op import Free, op
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes


@op(
    infer=lambda rows, ids, worth, **_: (Spec((None, 2), dtypes.int64), Spec((None,), worth.dtype)),
    gradient=None,
)
def counted_entries(rows: Free, ids: Free, worth, *, depth: Count, binary: Bool):
    """How often each of `ids` occurs in each of `rows`: (row, id) of what occurs, in order, and the counts.

    Args:
      rows, ids: (n,) the row of each, and what is counted; what is not in [0, depth) is left out.
      worth: (n,) what each occurrence counts.
      binary: count 1 for whatever occurs.
    """
    rows, ids, worth = np.asarray(rows), np.asarray(ids), np.asarray(worth)
    kept = (ids >= 0) & (ids < depth)
    places, group = np.unique(rows[kept].astype(np.int64) * depth + ids[kept], return_inverse=True)
    counts = np.bincount(group.reshape(-1), worth[kept].astype(np.float64), len(places))
    indices = np.stack([places // max(depth, 1), places % max(depth, 1)], 1)
    return indices, (np.ones_like(counts) if binary else counts).astype(worth.dtype)
