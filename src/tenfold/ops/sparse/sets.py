"""Sets along the last axis, and the edit distance between sequences. All of this runs on NumPy."""

import numpy as np

from tenfold.core.calls.attrs import Bool
from tenfold.core.calls.op import Free, op
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.ops.sparse.entries import as_sparse
from tenfold.ops.sparse.operators import SparseTensor
from tenfold.ops.sparse.places import check_places


def infer_sets(*parts, **_):
    return Spec((None, None), dtypes.int64), Spec((None,), parts[1].dtype), Spec((None,), dtypes.int64)


OPERATIONS = {
    "intersection": lambda a, b: a & b,
    "union": lambda a, b: a | b,
    "difference": lambda a, b: a - b,
}


@op(infer=infer_sets, host=True, gradient=None, type="DenseToDenseSetOperation")
def _set_operation(
    a_indices: Free,
    a: Free,
    a_shape: Free,
    b_indices: Free,
    b: Free,
    b_shape: Free,
    *,
    kind,
    aminusb: Bool,
    validate_indices: Bool,
):
    if validate_indices:
        check_places(a_indices, a_shape)
        check_places(b_indices, b_shape)
    groups = tuple(a_shape[:-1].tolist())
    if groups != tuple(b_shape[:-1].tolist()):
        raise ValueError(
            f"sets: shapes {a_shape.tolist()} and {b_shape.tolist()} must agree in all but the last dimension."
        )
    first, second = _members(a_indices, a), _members(b_indices, b)
    if not aminusb:
        first, second = second, first
    indices, values, longest = [], [], 0
    for group in sorted(first.keys() | second.keys()):
        found = sorted(OPERATIONS[kind](first.get(group, set()), second.get(group, set())))
        indices += [(*group, i) for i in range(len(found))]
        values += found
        longest = max(longest, len(found))
    out = np.empty(len(values), a.dtype)
    out[:] = values
    return np.array(indices, np.int64).reshape(-1, len(groups) + 1), out, np.array((*groups, longest), np.int64)


def _members(indices, values):
    """Group (all coordinates but the last) -> set of its values."""
    out = {}
    for place, value in zip(indices.tolist(), values.tolist()):
        out.setdefault(tuple(place[:-1]), set()).add(value)
    return out


def _parts(x):
    """Indices, values and shape of a set tensor, dense or sparse."""
    if isinstance(x, SparseTensor):
        return x.indices, x.values, x.dense_shape
    return _all_entries(convert(x))


@op(
    infer=lambda x: (Spec((None, None), dtypes.int64), Spec((None,), x.dtype), Spec((None,), dtypes.int64)),
    gradient=None,
)
def _all_entries(x):
    places = np.indices(x.shape).reshape(x.ndim, -1).T
    return places.astype(np.int64), x.reshape(-1), np.array(x.shape, np.int64)


MEMBERS = frozenset((dtypes.int8, dtypes.int16, dtypes.int32, dtypes.int64, dtypes.uint8, dtypes.uint16, dtypes.string))


def _check_members(dtype, name):
    if dtype not in MEMBERS:
        raise TypeError(
            f"sets.{name}: members are integers or strings; received {dtype.name}. Use tf.cast(x, tf.int64), after "
            "rounding where the numbers are floats."
        )


def _operate(kind, a, b, validate_indices, aminusb=True):
    a = a if isinstance(a, SparseTensor) else convert(a, partner=getattr(b, "dtype", None))
    b = b if isinstance(b, SparseTensor) else convert(b, partner=a.dtype)
    _check_members(a.dtype, kind)
    if a.dtype != b.dtype:
        raise TypeError(f"sets: both must have one dtype; received {a.dtype.name} and {b.dtype.name}.")
    return SparseTensor(
        *_set_operation(*_parts(a), *_parts(b), kind=kind, aminusb=aminusb, validate_indices=validate_indices)
    )


def intersection(a, b, validate_indices=True):
    """What each row (along the last axis) of `a` and `b` has in common, as a SparseTensor, in ascending order.

    Args:
      a, b: dense or sparse, the same in all but the last dimension.
      validate_indices: without it, entries of sparse ones may come in any order.

    Raises:
      InvalidArgumentError: with `validate_indices`, indices out of bounds, out of order or repeated.
    """
    return _operate("intersection", a, b, validate_indices)


def union(a, b, validate_indices=True):
    """What is in either row. See `intersection`."""
    return _operate("union", a, b, validate_indices)


def difference(a, b, aminusb=True, validate_indices=True):
    """What is in a row of `a` and not of `b`, or the other way round without `aminusb`. See `intersection`."""
    return _operate("difference", a, b, validate_indices, aminusb)


@op(infer=lambda i, v, s, **_: Spec(None, dtypes.int32), host=True, gradient=None)
def _set_size(indices: Free, values: Free, dense_shape: Free, *, validate_indices: Bool):
    if validate_indices:
        check_places(indices, dense_shape)
    out = np.zeros(dense_shape[:-1], np.int32)
    for group, members in _members(indices, values).items():
        out[group] = len(members)
    return out


def size(a, validate_indices=True):
    """How many distinct values each row of the SparseTensor `a` has. `validate_indices` as in `intersection`."""
    a = as_sparse(a)
    _check_members(a.dtype, "size")
    return _set_size(a.indices, a.values, a.dense_shape, validate_indices=validate_indices)


def infer_distance(*parts, normalize):
    return Spec(None, dtypes.float32)


@op(infer=infer_distance, host=True, gradient=None, type="EditDistance", label="edit_distance")
def _edit_distance(
    h_indices: Free, h: Free, h_shape: Free, t_indices: Free, t: Free, t_shape: Free, *, normalize: Bool
):
    groups = np.maximum(h_shape[:-1], t_shape[:-1])
    hypotheses, truths = _sequences(h_indices, h), _sequences(t_indices, t)
    out = np.zeros(groups, np.float32)
    for group in np.ndindex(*groups):
        a, b = hypotheses.get(group, []), truths.get(group, [])
        distance = np.float32(levenshtein(a, b))
        if normalize:
            distance = distance / np.float32(len(b)) if b else np.float32(np.inf if a else 0)
        out[group] = distance
    return out


def _sequences(indices, values):
    out = {}
    for place, value in zip(indices.tolist(), values.tolist()):
        out.setdefault(tuple(place[:-1]), []).append(value)
    return out


def levenshtein(a, b):
    """The least number of insertions, deletions and substitutions that turn `a` into `b` (Wagner and Fischer, 1974)."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (x != y))
    return row[-1]


def edit_distance(hypothesis, truth, normalize=True, name="edit_distance"):
    """Levenshtein distance between the sequences along the last axis of two SparseTensors.

    Args:
      normalize: divide by the length of the truth; inf where only that is empty, 0 where both are.

    Returns: float32 of the shape of all but the last dimension.
    """
    parts = [p for s in (hypothesis, truth) for p in _parts(as_sparse(s))]
    return _edit_distance(*parts, normalize=normalize, name=name)
