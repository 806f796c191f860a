"""Inference rules that most ops share: shape and dtype of the result from those of the inputs, nothing computed.

A rule takes one `Spec` per input and the attributes by name, and gives a `Spec`, or a tuple of them for several
outputs. A shape is a tuple of ints and None, or None where even the rank is unknown.
"""

from tenfold.core.calls.complaints import described
from tenfold.core.graphs.spec import Spec
from tenfold.core.values.shapes import broadcast_shapes, merge


def elementwise(*xs, **_):
    """Every input and the result share shape and dtype."""
    shape = xs[0].shape
    for x in xs[1:]:
        shape = merge(shape, x.shape)
    return Spec(shape, xs[0].dtype)


def broadcast(*xs, **_):
    """NumPy's broadcasting; dtype of the first input."""
    shape = xs[0].shape
    for x in xs[1:]:
        shape = broadcast_shapes(shape, x.shape)
    return Spec(shape, xs[0].dtype)


def broadcast_as(dtype):
    """Broadcasting with a fixed result dtype: comparisons, logic."""
    return lambda *xs, **_: Spec(broadcast(*xs).shape, dtype)


def elementwise_as(dtype):
    return lambda *xs, **_: Spec(elementwise(*xs).shape, dtype)


def acts_elementwise(op):
    """Whether `op` treats every element by itself, so that it may be applied to a sparse or ragged tensor's values."""
    return not op.attrs or op.infer in (elementwise, broadcast) and "axis" not in op.attrs


def same_as(index):
    """Shape and dtype of input number `index`."""
    return lambda *xs, **_: Spec(xs[index].shape, xs[index].dtype)


def reduction(x, *, axis=None, keepdims=False, **_):
    """The axes named vanish, or become 1 with `keepdims`; all of them for `axis=None`."""
    return Spec(reduced(x.shape, axis, keepdims), x.dtype)


def reduced(shape, axis, keepdims):
    if axis is None and not keepdims:
        return ()
    if shape is None:
        return None
    rank = len(shape)
    axes = set(range(rank)) if axis is None else {wrap_axis(a, rank) for a in as_tuple(axis)}
    if keepdims:
        return tuple(1 if i in axes else d for i, d in enumerate(shape))
    return tuple(d for i, d in enumerate(shape) if i not in axes)


def matmul(a, b, *, transpose_a=False, transpose_b=False, **_):
    """(..., n, k) x (..., k, m) -> (..., n, m), leading dimensions broadcast."""
    if a.shape is None or b.shape is None:
        return Spec(None, a.dtype)
    if len(a.shape) < 2 or len(b.shape) < 2:
        raise ValueError(f"matmul needs matrices of rank 2 or more; received shapes {a.shape} and {b.shape}.")
    n, k = a.shape[-2:][:: -1 if transpose_a else 1]
    k2, m = b.shape[-2:][:: -1 if transpose_b else 1]
    if None not in (k, k2) and k != k2:
        raise ValueError(f"Dimensions must be equal, but are {k} and {k2} for matmul of {a.shape} and {b.shape}.")
    return Spec((*broadcast_shapes(a.shape[:-2], b.shape[:-2]), n, m), a.dtype)


def shaped(x, *, shape, **_):
    """The result has the shape that the attribute says, the dtype of the input."""
    return Spec(shape, x.dtype)


def made(*, shape, dtype, **_):
    """Sources: shape and dtype are attributes."""
    return Spec(shape, dtype)


def as_tuple(value):
    return value if isinstance(value, tuple) else (value,)


def wrap_axis(axis, rank):
    """`axis` counted from the front. ValueError where it does not exist."""
    if not hasattr(axis, "__index__"):
        raise ValueError(f"an axis must be an integer; received {described(axis)}")
    if not -rank <= axis < rank:
        axes = f"must be in [{-rank}, {rank})" if rank else "must be left out: a scalar has none"
        raise ValueError(f"Invalid axis {axis}: the input has rank {rank}, so the axis {axes}.")
    return axis % rank


def same_dims(*dims):
    """The dimension that several must agree on; None where none is known."""
    known = {d for d in dims if d is not None}
    if len(known) > 1:
        raise ValueError(f"Dimensions must be equal, but are {' and '.join(map(str, sorted(known)))}.")
    return known.pop() if known else None
