"""Assertions on ranks, shapes and types: on what is known while a graph is written, else when it runs."""

from tenfold.core.calls.complaints import described
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.core.values.shapes import TensorShape
from tenfold.core.values.tensor import Tensor
from tenfold.ops.arrays.shaping import rank as rank_of
from tenfold.ops.arrays.shaping import shape as shape_of
from tenfold.ops.checks.assert_op import check
from tenfold.ops.math import comparison


def _prefix(message):
    return f"{message}.  " if message else ""


def _label(tensor):
    return getattr(tensor, "name", "") if hasattr(tensor, "node") else ""


def _by_rank(x, allowed, dynamic, message, wanted, name):
    x = convert(x)
    if x._dims is None:
        return check(
            dynamic(rank_of(x)),
            f"{_prefix(message)}Tensor {_label(x)} must have rank {wanted}.  Received rank:",
            [rank_of(x)],
            name=name,
        )
    if not allowed(len(x._dims)):
        raise ValueError(
            f"{_prefix(message)}Tensor {_label(x)} must have rank {wanted}.  Received rank {len(x._dims)}, shape "
            f"{x.shape}"
        )
    return None


def assert_rank(x, rank, message=None, name=None):
    """Raise unless `x` has `rank` dimensions: ValueError where that is known, else InvalidArgumentError when run."""
    rank = int(rank)
    return _by_rank(x, lambda n: n == rank, lambda r: comparison.equal(r, rank), message, rank, name)


def assert_rank_at_least(x, rank, message=None, name=None):
    """Raise unless `x` has at least `rank` dimensions. Errors as `assert_rank`."""
    rank = int(rank)
    return _by_rank(
        x, lambda n: n >= rank, lambda r: comparison.greater_equal(r, rank), message, f"at least {rank}", name
    )


def assert_rank_in(x, ranks, message=None, name=None):
    """Raise unless the number of dimensions of `x` is among `ranks`. Errors as `assert_rank`."""
    ranks = tuple(int(r) for r in ranks)

    def among(r):
        found = comparison.equal(r, ranks[0])
        for other in ranks[1:]:
            found = found | comparison.equal(r, other)
        return found

    return _by_rank(x, lambda n: n in ranks, among, message, f"in {ranks}", name)


def assert_scalar(tensor, message=None, name=None):
    """ValueError if `tensor` is known to have dimensions."""
    tensor = convert(tensor)
    if tensor.shape.rank not in (None, 0):
        raise ValueError(f"{_prefix(message)}Expected scalar shape, saw shape: {tensor.shape}.")


def assert_type(tensor, tf_type, message=None, name=None):
    """Raise TypeError unless the dtype is `tf_type`."""
    tf_type, tensor = dtypes.as_dtype(tf_type), convert(tensor)
    if tensor.dtype != tf_type:
        raise TypeError(f"{message + ' ' if message else ''}tensor must be of type {tf_type!r}; got {tensor.dtype!r}")


def assert_integer(x, message=None, name=None):
    """Raise TypeError unless the dtype is an integer one."""
    x = convert(x)
    if not x.dtype.is_integer:
        raise TypeError(f'{_prefix(message)}Expected "x" to be integer type.  Found: tensor of dtype {x.dtype}')


def assert_same_float_dtype(tensors=None, dtype=None):
    """The float dtype that all `tensors` (and `dtype`) share, float32 if there are none. ValueError if they do not."""
    met = None
    for t in tensors or ():
        if t is None:
            continue
        if not hasattr(t, "dtype"):
            raise TypeError(f"assert_same_float_dtype takes tensors; received {described(t)}.")
        if met is not None and t.dtype != met.dtype:
            raise ValueError(f"{t}, type={t.dtype}, must be of the same type ({met.dtype}) as {met}.")
        met = t
    found = dtypes.as_dtype(dtype) if dtype is not None else met.dtype if met is not None else dtypes.float32
    if met is not None and met.dtype != found:
        raise ValueError(f"{met}, type={met.dtype}, must be of the same type ({found}).")
    if not found.is_floating:
        raise ValueError(f"Expected floating point type, got {found}.")
    return found


def assert_proper_iterable(values):
    """Raise TypeError unless `values` is a list, tuple or other container: not a tensor, array or string."""
    odd = isinstance(values, (Tensor, str, bytes)) or hasattr(values, "_as_tensor") or hasattr(values, "__array__")
    if odd or not hasattr(values, "__iter__"):
        raise TypeError(f'Expected argument "values" to be a "proper" iterable.  Found: {type(values)}')


def assert_shapes(shapes, data=None, summarize=None, message=None, name=None):
    """Raise unless tensors have the shapes given, in which equal symbols stand for equal sizes.

    Args:
      shapes: list of (tensor, dims) pairs, or dict. Entries of dims are sizes, symbols ("N"), or None and "." for any;
        "..." or "*" first or last stands for any number of dimensions.
      data: shown in the message of an error at run time.

    Raises:
      ValueError: where the shapes are known; InvalidArgumentError at run time otherwise.
    """
    pairs = list(shapes.items()) if isinstance(shapes, dict) else list(shapes)
    pairs = [(convert(x.deref() if hasattr(x, "deref") else x), _entries(dims)) for x, dims in pairs]
    sizes, checks = {}, []
    for x, dims in pairs:
        _rank_fits(x, dims, message)
        for axis, symbol in _axes(dims):
            size = _size(x, axis, message)
            expected, by = (symbol, None) if isinstance(symbol, int) else sizes.setdefault(symbol, (size, x))
            if isinstance(size, Tensor) or isinstance(expected, Tensor):
                text = f"{_prefix(message)}dimension {axis} of {_label(x)} must have size"
                checks.append(
                    check(comparison.equal(size, expected), text, [convert(expected), *(data or ())], summarize, name)
                )
            elif size != expected:
                raise ValueError(_mismatch(x, axis, size, expected, by, message))
    return next((c for c in checks if c is not None), None)


def _size(x, axis, message):
    """A dimension: a number, or a tensor where it is not known."""
    if x._dims is None:
        raise ValueError(
            f"{_prefix(message)}assert_shapes: the rank of {_label(x)} is not known; give it one with set_shape."
        )
    return shape_of(x)[axis] if x._dims[axis] is None else x._dims[axis]


def _mismatch(x, axis, size, expected, by, message):
    origin = f"Specified by tensor {_shown(by)}.  " if by is not None else ""
    return (
        f"{_prefix(message)}{origin}Tensor {_shown(x)} dimension {axis} must have size {expected}.  Received "
        f"size {size}, shape {x.shape}"
    )


def _shown(tensor):
    return f"{_label(tensor)} shape={tensor.shape} dtype={tensor.dtype.name}".strip()


def _entries(dims):
    if isinstance(dims, TensorShape):
        return tuple(dims.as_list())
    return tuple(dims) if isinstance(dims, (list, tuple, str)) else (dims,)


def _open(symbol):
    return symbol in ("...", "*", Ellipsis)


def _rank_fits(x, dims, message):
    some = any(_open(d) for d in dims)
    if any(_open(d) for d in dims[1:-1]):
        raise ValueError(f"{_prefix(message)}assert_shapes: '...' may stand only first or last; received {dims}.")
    if x._dims is None:
        return
    wanted = len(dims) - some
    if len(x._dims) != wanted if not some else len(x._dims) < wanted:
        least = "at least " if some else ""
        raise ValueError(
            f"{_prefix(message)}Tensor {_label(x)} must have rank {least}{wanted}.  Received rank {len(x._dims)}, "
            f"shape {x.shape}"
        )


def _axes(dims):
    """(axis, symbol) of the entries that say something; counted from the end after a leading '...'."""
    n = len(dims)
    from_end = n and _open(dims[0])
    for i, d in enumerate(dims):
        if d is None or d == "." or _open(d):
            continue
        yield (i - n if from_end else i), d
