"""Each element becomes a block: of equal elements (nearest neighbour), or of itself and zeros ("bed of nails").

`factors` has a number for each axis of the input, so that layouts make no difference. The transposes, the sum of each
block and its first element, need neither index nor scatter.
"""

import functools
import itertools
import operator

import numpy as np

from tenfold.core.calls.op import op, xp
from tenfold.core.graphs.spec import Spec
from tenfold.ops import memory
from tenfold.ops.graphdef import COMPOSED, by_rank


def infer_blocks(x, *, factors):
    if x.shape is None:
        return Spec((None,) * len(factors), x.dtype)
    if len(x.shape) != len(factors):
        raise ValueError(f"the input must have rank {len(factors)}; received shape {x.shape}.")
    return Spec(tuple(None if d is None else d * f for d, f in zip(x.shape, factors)), x.dtype)


def infer_of_blocks(d, *, factors):
    if d.shape is None:
        return Spec((None,) * len(factors), d.dtype)
    return Spec(tuple(None if n is None else n // f for n, f in zip(d.shape, factors)), d.dtype)


def opened(x, factors):
    """`x` with an axis of 1 behind each axis that has a factor above 1; and the numbers of those new axes."""
    at = [i + 1 for i, f in enumerate(factors) if f > 1]
    new = tuple(i + n for n, i in enumerate(at))
    return xp(x).expand_dims(x, new), new


@op(
    infer=infer_blocks,
    type=by_rank({4: "ResizeNearestNeighbor", 3: "ConcatV2", 5: "ConcatV2"}),
    label=by_rank({4: "resize/ResizeNearestNeighbor", 3: "concat", 5: "concat_2"}),
    graphdef=COMPOSED,
)
def upsample(input, *, factors):
    """Each element of `input` as a block of `factors` equal ones."""
    return blocks(input, factors)


def blocks(x, factors):
    """The forward of `upsample`: innermost axis first, so that what is copied last are long rows."""
    out = [n * f for n, f in zip(x.shape, factors)]
    memory.reserve(out, x.dtype)
    if xp(x) is np:
        for axis in reversed(range(x.ndim)):
            x = np.repeat(x, factors[axis], axis) if factors[axis] > 1 else x
        return x
    wide = list(itertools.chain(*([n, f] if f > 1 else [n] for n, f in zip(x.shape, factors))))
    return xp(x).broadcast_to(opened(x, factors)[0], wide).reshape(out)


@upsample.gradient
def _(dy, factors):
    return block_sums(dy, factors)


@op(infer=infer_of_blocks, type=by_rank({4: "ResizeNearestNeighborGrad"}), graphdef=COMPOSED)
def block_sums(d, *, factors):
    """The sum of each block of `factors` elements: one of the places in the block after the other."""
    places = itertools.product(*(range(f) for f in factors))
    return functools.reduce(operator.add, [d[tuple([slice(p, None, f) for p, f in zip(at, factors)])] for at in places])


@block_sums.gradient
def _(dy, factors):
    return upsample(dy, factors)


@op(infer=infer_blocks)
def bed_of_nails(input, *, factors):
    """Each element of `input` in the first corner of a block of `factors` zeros."""
    out = [n * f for n, f in zip(input.shape, factors)]
    memory.reserve(out, input.dtype)
    if xp(input) is np:
        y = np.zeros(out, input.dtype)
        y[corners(factors)] = input
        return y
    x, new = opened(input, factors)
    behind = iter([f - 1 for f in factors if f > 1])
    return xp(x).pad(x, [(0, next(behind) if i in new else 0) for i in range(x.ndim)]).reshape(out)


def corners(factors):
    """The index of the first element of each block."""
    return tuple([slice(None, None, f) for f in factors])


@bed_of_nails.gradient
def _(dy, factors):
    return block_corners(dy, factors)


@op(infer=infer_of_blocks)
def block_corners(d, *, factors):
    """The first element of each block of `factors`."""
    return d[corners(factors)]


@block_corners.gradient
def _(dy, factors):
    return bed_of_nails(dy, factors)
