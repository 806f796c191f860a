"""`tf.experimental.numpy`: making arrays, their shapes, joining and picking, and random numbers."""

import numpy as np

from tenfold.core.values import dtypes
from tenfold.core.values.tensor import Tensor
from tenfold.ops.arrays import creation, joining, ranges, repeating, shaping, sorting
from tenfold.ops.arrays import reversing as turning
from tenfold.ops.arrays.basics import reshape as reshaped
from tenfold.ops.arrays.broadcasting import broadcast_to as spread
from tenfold.ops.arrays.creation import fill
from tenfold.ops.arrays.gathering import gather
from tenfold.ops.arrays.padding import pad as padded
from tenfold.ops.math.arithmetic import floormod, subtract
from tenfold.ops.math.clipping import clip_by_value
from tenfold.ops.numpy_api.promotion import Preference, array, floating, promoted
from tenfold.ops.random import stateful as random
from tenfold.ops.random.seeds import set_seed
from tenfold.ops.scoped import scoped

pi, e, inf, newaxis = np.pi, np.e, np.inf, None
finfo, iinfo, issubdtype = np.finfo, np.iinfo, np.issubdtype
ndarray = Tensor


def asarray(a, dtype=None):
    """`a` as a tensor, by NumPy's rules for dtypes."""
    return array(a, dtype)


def ascontiguousarray(a, dtype=None):
    """`a` as a tensor of one dimension or more."""
    return array(a, dtype, ndmin=1)


def copy(a):
    """`a` as a tensor; tensors never change, so that is a copy."""
    return array(a)


def _size(shape):
    return (shape,) if isinstance(shape, int) else shape


def zeros(shape, dtype=float):
    """Zeros, float64 by default."""
    return array(creation.zeros(_size(shape), dtypes.float32), dtype)


def ones(shape, dtype=float):
    """Ones, float64 by default."""
    return array(creation.ones(_size(shape), dtypes.float32), dtype)


def full(shape, fill_value, dtype=None):
    """`fill_value` everywhere, in its own dtype by default."""
    return spread(array(fill_value, dtype), _size(shape))


def zeros_like(a, dtype=None):
    """Zeros of the shape (and dtype) of `a`."""
    a = array(a)
    return creation.zeros_like(a if dtype is None else array(a, dtype))


def ones_like(a, dtype=None):
    """Ones of the shape (and dtype) of `a`."""
    a = array(a)
    return creation.ones_like(a if dtype is None else array(a, dtype))


def full_like(a, fill_value, dtype=None, order="K", subok=True, shape=None):
    """`fill_value` in the shape (and dtype) of `a`; tensors have no order in memory, and no subclasses."""
    for name, given, default in (("order", order, "K"), ("subok", subok, True), ("shape", shape, None)):
        if given != default:
            raise ValueError(f"full_like: {name} is not supported, {default!r} is all there is; received {given!r}.")
    a = array(a)
    return fill(shaping.known_shape(a), array(fill_value, a.dtype if dtype is None else dtype))


def eye(N, M=None, k=0, dtype=float):
    """Ones on the k-th diagonal of an N x M matrix, float64 by default."""
    return array(np.eye(N, M, k), dtype)


def identity(n, dtype=float):
    """The identity matrix, float64 by default."""
    return eye(n, dtype=dtype)


def arange(start, stop=None, step=1, dtype=None):
    """Numbers from `start` (0 if `stop` is not given) in steps; int64 or float64 by default."""
    start, stop = (0, start) if stop is None else (start, stop)
    if step == 0:
        raise ValueError("step must be non-zero")
    found = ranges.range(*promoted(start, stop, step))
    return found if dtype is None else array(found, dtype)


def linspace(start, stop, num=50, endpoint=True, retstep=False, dtype=None, axis=0):
    """`num` numbers from `start` to `stop`, evenly spaced; in their own dtype by default, float64 for integers."""
    start, stop = floating(start, stop)
    last = stop if endpoint else stop - (stop - start) / num
    step = (last - start) / max(num - 1, 1)
    found = ranges.linspace(start, last, num, axis=axis)
    found = found if dtype is None else array(found, dtype)
    return (found, step) if retstep else found


def meshgrid(*xi, copy=True, sparse=False, indexing="xy"):
    """Coordinate matrices of coordinate vectors."""
    if sparse or not copy:
        raise ValueError(f"meshgrid: matrices are full and new; received sparse={sparse!r}, copy={copy!r}.")
    return ranges.meshgrid(*promoted(*xi), indexing=indexing)


# shapes


def shape(a):
    """The TensorShape."""
    return array(a).shape


def isscalar(num):
    """Whether `num` is a number, or a tensor or array of no dimensions."""
    return num.ndim == 0 if isinstance(num, (Tensor, np.ndarray)) else bool(np.isscalar(num))


def ndim(a):
    """Number of dimensions."""
    return array(a).ndim


def size(x, axis=None):
    """Number of elements, or those along `axis`; a tensor where the shape is not known."""
    if axis is None and isinstance(x, (bool, int, float, complex)):
        return 1
    x = array(x)
    dims = x.shape if axis is None else x.shape[axis : axis + 1 or None]
    if dims.is_fully_defined():
        return np.int64(dims.num_elements())
    return shaping.size(x) if axis is None else shaping.shape(x)[axis]


def reshape(a, newshape, order="C"):
    """The same elements under another shape."""
    if order != "C":
        raise ValueError(f"reshape: order must be 'C'; received {order!r}. Transpose before and after for 'F'.")
    return reshaped(array(a), [newshape] if isinstance(newshape, int) else newshape)


def ravel(a):
    """The elements as a vector."""
    return reshaped(array(a), [-1])


def transpose(a, axes=None):
    """Axes in another order, reversed by default."""
    return shaping.transpose(array(a), axes)


def swapaxes(a, axis1, axis2):
    """Two axes exchanged."""
    a = array(a)
    order = list(range(a.ndim))
    order[axis1], order[axis2] = order[axis2], order[axis1]
    return shaping.transpose(a, order)


def moveaxis(a, source, destination):
    """Axes moved to other places, the rest in their order."""
    a = array(a)
    places = [(source,), (destination,)] if isinstance(source, int) else [tuple(source), tuple(destination)]
    moved = {d % a.ndim: s % a.ndim for s, d in zip(*places)}
    rest = iter(i for i in range(a.ndim) if i not in moved.values())
    order = [moved[i] if i in moved else next(rest) for i in range(a.ndim)]
    return shaping.transpose(a, order)


def expand_dims(a, axis):
    """A new axis of length 1."""
    return shaping.expand_dims(array(a), axis)


def squeeze(a, axis=None):
    """Without the axes of length 1."""
    return shaping.squeeze(array(a), axis)


def broadcast_to(array, shape):
    """Repeated to fill `shape`."""
    return spread(asarray(array), _size(shape))


def concatenate(arys, axis=0):
    """Joined along `axis`, or flattened and joined for None."""
    parts = promoted(*arys)
    return joining.concat([reshaped(p, [-1]) for p in parts], 0) if axis is None else joining.concat(parts, axis)


def stack(arrays, axis=0):
    """Joined along a new axis."""
    return joining.stack(promoted(*arrays), axis)


def vstack(tup):
    """Joined as rows."""
    return joining.concat(promoted(*(atleast_2d(p) for p in tup)), 0)


def hstack(tup):
    """Joined as columns; vectors end to end."""
    parts = promoted(*(atleast_1d(p) for p in tup))
    return joining.concat(parts, 0 if parts[0].ndim == 1 else 1)


def atleast_1d(*arys):
    """A scalar as a vector of one element; a list of several."""
    return _each(arys, lambda a: reshaped(a, [1]) if a.ndim == 0 else a)


def atleast_2d(*arys):
    """A scalar or a vector as a matrix of one row; a list of several."""
    return _each(arys, lambda a: reshaped(a, [1, -1]) if a.ndim < 2 else a)


def _each(arys, change):
    made = [change(array(a)) for a in arys]
    return made[0] if len(made) == 1 else made


def split(ary, indices_or_sections, axis=0):
    """Equal parts, or those between indices, as a list."""
    ary = array(ary)
    if not isinstance(indices_or_sections, int):
        ends = [0, *indices_or_sections, ary.shape[axis]]
        indices_or_sections = [b - a for a, b in zip(ends[:-1], ends[1:])]
    return joining.split(ary, indices_or_sections, axis)


def tile(a, reps):
    """Repeated as a whole."""
    a, reps = array(a), [reps] if isinstance(reps, int) else list(reps)
    reps = [1] * (a.ndim - len(reps)) + reps
    return repeating.tile(reshaped(a, [1] * (len(reps) - a.ndim) + list(a.shape)), reps)


def repeat(a, repeats, axis=None):
    """Every element repeated."""
    return repeating.repeat(array(a), repeats, axis)


def flip(m, axis=None):
    """Backwards along `axis`, along all by default."""
    m = array(m)
    return turning.reverse(m, range(m.ndim) if axis is None else [axis])


def roll(a, shift, axis=None):
    """Moved along `axis`, or flattened for None; what falls off one end comes in at the other."""
    a = array(a)
    if axis is None:
        return reshaped(turning.roll(reshaped(a, [-1]), [shift], [0]), shaping.known_shape(a))
    return turning.roll(a, [shift], [axis])


def take(a, indices, axis=None, out=None, mode="clip"):
    """The elements at `indices` along `axis`, or of the flattened tensor; indices outside go to the nearest end.

    With mode "wrap" they go round instead.
    """
    if out is not None:
        raise ValueError("take: out= is not supported: tensors are not written in place.")
    if mode not in ("clip", "wrap"):
        raise ValueError(f"take: mode must be 'clip' or 'wrap'; received {mode!r}.")
    a, indices = array(a), array(indices)
    a, axis = (reshaped(a, [-1]), 0) if axis is None else (a, axis)
    count = array(shaping.known_shape(a)[axis], indices.dtype)
    inside = clip_by_value(indices, array(0, indices.dtype), count - 1) if mode == "clip" else floormod(indices, count)
    return gather(a, inside, axis=axis)


def sort(a, axis=-1, kind="quicksort", order=None):
    """In ascending order along `axis`, flattened for None."""
    _orderly("sort", kind, order, ("quicksort",))
    return sorting.sort(ravel(a), 0) if axis is None else sorting.sort(array(a), axis)


def argsort(a, axis=-1, kind="quicksort", order=None):
    """Indices that sort along `axis`, flattened for None; int64. Either kind keeps equal elements in their order."""
    _orderly("argsort", kind, order, ("quicksort", "stable"))
    found = sorting.argsort(ravel(a), 0, stable=True) if axis is None else sorting.argsort(array(a), axis, stable=True)
    return array(found, np.int64)


def _orderly(function, kind, order, kinds):
    if kind not in kinds:
        raise ValueError(f"{function}: kind must be {' or '.join(map(repr, kinds))}; received {kind!r}.")
    if order is not None:
        raise ValueError(f"{function}: order names fields, which tensors have none of; received {order!r}.")


def pad(array, pad_width, mode, constant_values=0):
    """With elements added at the ends of each axis; mode "constant", "reflect" or "symmetric"."""
    a = asarray(array)
    pairs = np.broadcast_to(pad_width, (a.ndim, 2)).tolist()
    return padded(a, pairs, mode.upper(), constant_values=constant_values)


@scoped("SelectV2", type="SelectV2")
def tril(m, k=0):
    """Zeros above the k-th diagonal."""
    return array(m) * _triangle(m, lambda row, column: column <= row + k)


@scoped("SelectV2", type="SelectV2")
def triu(m, k=0):
    """Zeros below the k-th diagonal."""
    return array(m) * _triangle(m, lambda row, column: column >= row + k)


def _triangle(m, inside):
    m = array(m)
    rows, columns = m.shape[-2:]
    return array(inside(np.arange(rows)[:, None], np.arange(columns)), m.dtype)


def diff(a, n=1, axis=-1):
    """Differences of neighbours along `axis`, n times."""
    a = array(a)
    if n < 0:
        raise ValueError(f"diff: n must be 0 or more; received {n}.")
    for _ in range(min(n, a.shape[axis])):  # nothing is left after as many
        length = a.shape[axis]
        a = subtract(gather(a, np.arange(1, length), axis=axis), gather(a, np.arange(length - 1), axis=axis))
    return a


# random numbers


def seed(s):
    """`tf.random.set_seed`."""
    set_seed(s)


def randn(*args):
    """Normal numbers of a shape, float64."""
    return random.normal(args, dtype=dtypes.as_dtype(Preference.float))


def standard_normal(size=None):
    """Normal numbers of a shape, float64."""
    return randn(*_drawn(size))


def uniform(low=0.0, high=1.0, size=None):
    """Numbers uniform in [low, high), float64."""
    return random.uniform(_drawn(size), low, high, dtypes.as_dtype(Preference.float))


def rand(*size):
    """Numbers uniform in [0, 1) of a shape, float64."""
    return uniform(size=size)


def random_(size=None):
    """Numbers uniform in [0, 1) of a shape, float64."""
    return uniform(size=size)


def randint(low, high=None, size=None, dtype=np.int64):
    """Integers from [low, high), or [0, low)."""
    low, high = (0, low) if high is None else (low, high)
    return random.uniform(_drawn(size), low, high, dtypes.as_dtype(dtype))


def poisson(lam=1.0, size=None):
    """Poisson numbers of rate `lam`, int64."""
    return random.poisson(_drawn(size), lam, dtypes.int64)


def _drawn(size):
    return () if size is None else (size,) if isinstance(size, int) else tuple(size)
