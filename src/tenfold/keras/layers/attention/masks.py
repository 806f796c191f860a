"""Which key each query may look at."""

from tenfold.ops.arrays.basics import cast, expand_dims, shape
from tenfold.ops.arrays.ranges import range as range_of


def causal_mask(queries, keys):
    """(1, queries, keys): True where the key is no later than the query."""
    return _distances(queries, keys) >= 0


def window_mask(queries, keys, length):
    """(1, queries, keys): True where the key is less than `length` positions away."""
    distances = _distances(queries, keys)
    return (distances < length) & (distances > -length)


def _distances(queries, keys):
    """(1, queries, keys): position of the query less that of the key."""
    return expand_dims(expand_dims(range_of(queries), 1) - expand_dims(range_of(keys), 0), 0)


def combined(*masks):
    """What all of the masks leave over; None where there are none."""
    found = None
    for mask in masks:
        if mask is not None:
            mask = cast(mask, "bool")
            found = mask if found is None else found & mask
    return found


def of_rank(mask, rank, axis):
    """`mask` with axes of length 1 at `axis`, up to `rank`."""
    while mask is not None and mask.ndim < rank:
        mask = expand_dims(mask, axis)
    return mask


def mask_of(tensor):
    """The mask that came with a tensor."""
    return getattr(tensor, "_keras_mask", None)


def length_of(tensor):
    """Number of positions: the length of axis 1."""
    known = tensor.shape[1]
    return shape(tensor)[1] if known is None else known
