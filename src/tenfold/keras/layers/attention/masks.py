"""Which key each query may look at, and the softmax over those."""

from tenfold.ops.arrays.basics import cast, concat, expand_dims, reshape, shape
from tenfold.ops.arrays.ranges import range as range_of
from tenfold.ops.arrays.selecting import where
from tenfold.ops.nn.softmax import softmax


def masked_softmax(scores, mask, axes=1, robust=False):
    """exp(scores) / sum(exp(scores)) over the last `axes` axes together, where `mask`.

    Args:
      mask: broadcasts against the scores; None for all. Where it leaves nothing, everything is left.
      robust: put the lowest score where the mask is False, in place of adding it.
    """
    if mask is not None:
        lowest = -65504.0 if scores.dtype.name == "float16" else -1e9
        if robust:
            scores = where(cast(mask, "bool"), scores, cast(lowest, scores.dtype))
        else:
            scores = scores + (1.0 - cast(mask, scores.dtype)) * lowest
    if axes == 1:
        return softmax(scores)
    dims = shape(scores)
    return reshape(softmax(reshape(scores, concat([dims[:-axes], [-1]], 0))), dims)


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
