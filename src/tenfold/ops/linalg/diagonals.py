"""Diagonals and bands of matrices."""

import functools

import numpy as np

from tenfold.core.calls.attrs import Int, Ints, Signed
from tenfold.core.calls.op import op, xp
from tenfold.core.graphs.spec import Spec
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values.convert import convert
from tenfold.ops.arrays.creation import zeros_like
from tenfold.ops.failing import fails_where
from tenfold.ops.infer import elementwise
from tenfold.ops.math.comparison import numbers
from tenfold.ops.math.reduce import reduce_sum
from tenfold.ops.scoped import scoped

ALIGNMENTS = ("RIGHT_LEFT", "LEFT_RIGHT", "LEFT_LEFT", "RIGHT_RIGHT")


@op(infer=elementwise, type="MatrixBandPart")
def band_part(input, *, num_lower: Int, num_upper: Int):
    """Each matrix with zeros outside a band.

    Args:
      input: (..., n, m).
      num_lower, num_upper: how many diagonals below and above the main one are kept, all of them if negative.
    """
    rows, columns = sizes(numbers(input))
    fails_where(
        (num_lower > rows) | (num_upper > columns),
        lambda: f"num_lower and num_upper are at most {rows} and {columns} here; received {num_lower} and {num_upper}",
    )
    distance = np.arange(columns) - np.arange(rows)[:, None]
    kept = ((num_lower < 0) | (-distance <= num_lower)) & ((num_upper < 0) | (distance <= num_upper))
    return xp(input).where(kept, input, input.dtype.type(0))


@band_part.gradient
def _(dy, num_lower, num_upper):
    return band_part(dy, num_lower, num_upper)


@functools.lru_cache(256)
def places(rows, cols, k, align):
    """Where the diagonals `k = (lowest, highest)` of a rows x cols matrix lie, stacked from the highest to the lowest.

    Returns:
      (d, i, j): index arrays, row d and column c of the stacked diagonals is element (i[d, c], j[d, c]) of the matrix;
      and whether it exists: the shorter diagonals are padded, on the side that `align` says.
    """
    numbers = np.arange(k[1], k[0] - 1, -1)
    lengths = np.minimum(rows + np.minimum(numbers, 0), cols - np.maximum(numbers, 0))
    if (lengths <= 0).any() and rows and cols:
        raise ValueError(f"diagonals k={k} lie outside a matrix of {rows} rows and {cols} columns.")
    longest = max(lengths.max(initial=0), 0)
    above, below = align.split("_")
    left = np.where(numbers > 0, above == "LEFT", below == "LEFT") | (numbers == 0) & (above == "LEFT")
    at = np.arange(longest) - np.where(left, 0, longest - lengths)[:, None]
    exists = (at >= 0) & (at < lengths[:, None])
    i = np.where(exists, at + np.maximum(-numbers, 0)[:, None], 0)
    j = np.where(exists, at + np.maximum(numbers, 0)[:, None], 0)
    return i, j, exists


@functools.lru_cache(256)
def inverse_places(rows, cols, k, align):
    """For each element of a rows x cols matrix its place in the flattened diagonals, and whether it has one."""
    i, j, exists = places(rows, cols, k, align)
    where, there = np.zeros((rows, cols), np.intp), np.zeros((rows, cols), bool)
    where[i[exists], j[exists]] = np.arange(exists.size).reshape(exists.shape)[exists]
    there[i[exists], j[exists]] = True
    return where, there


def both(k):
    """k as (lowest, highest)."""
    low, high = (k[0], k[0]) if len(k) == 1 else k
    if low > high:
        raise ValueError(f"k must be one number or (lowest, highest); received {k}.")
    return low, high


def sizes(matrices):
    """Rows and columns of an array of matrices."""
    if matrices.ndim < 2:
        raise ValueError(f"a matrix, or a batch of them, has rank 2 or more; received shape {matrices.shape}")
    return matrices.shape[-2:]


def stacked(diagonal, k):
    """(..., len) as (..., 1, len): one diagonal is given without the axis that counts diagonals."""
    return diagonal[..., None, :] if k[0] == k[1] else diagonal


def flattened(stack):
    """(..., d, len) as (..., d * len)."""
    return stack.reshape(*stack.shape[:-2], stack.shape[-2] * stack.shape[-1])


def infer_diag_part(x, *, k, padding_value, align):
    if x.shape is None or k is None or None in k:
        return Spec(None, x.dtype)
    (low, high), (n, m) = both(k), x.shape[-2:]
    longest = None if None in (n, m) else min(n + min(high, 0), m - max(low, 0))
    return Spec((*x.shape[:-2], *(() if low == high else (high - low + 1,)), longest), x.dtype)


@op(infer=infer_diag_part, type="MatrixDiagPartV3", label="diag_part")
def _diag_part(input, *, k: Ints, padding_value, align):
    k = both(k)
    i, j, exists = places(*sizes(input), k, align)
    found = input[..., i, j]
    if not exists.all():
        found = xp(input).where(exists, found, np.asarray(padding_value).astype(input.dtype))
    return found[..., 0, :] if k[0] == k[1] else found


@_diag_part.gradient
def _(dy, input, k, align):
    return _set_diag(zeros_like(input), dy, k, align)


def infer_set_diag(x, diagonal, **_):
    return Spec(x.shape, x.dtype)


@op(infer=infer_set_diag, type="MatrixSetDiagV3", label="set_diag")
def _set_diag(input, diagonal, *, k: Ints, align):
    k = both(k)
    where, there = inverse_places(*sizes(numbers(input)), k, align)
    diagonal = stacked(diagonal, k)
    wanted = places(*input.shape[-2:], k, align)[2].shape
    if diagonal.shape[-2:] != wanted:
        raise ValueError(
            f"diagonals k={k} of matrices {input.shape} have shape (..., {wanted}); received {diagonal.shape}."
        )
    values = flattened(diagonal)[..., where]
    return xp(input, diagonal).where(there, values, input)


@_set_diag.gradient
def _(dy, diagonal, k, align):
    return lambda: _set_diag(dy, zeros_like(diagonal), k, align), lambda: diag_part(dy, k=k, align=align)


def sides(longest, k, rows, cols):
    """Rows and columns of the matrix that diagonals `k` of at most `longest` elements fill."""
    least = longest - min(k[1], 0), longest + max(k[0], 0)
    if rows == cols == -1:
        return max(least), max(least)
    rows, cols = least[0] if rows == -1 else rows, least[1] if cols == -1 else cols
    if rows < least[0] or cols < least[1]:
        raise ValueError(f"{rows} rows and {cols} columns are too few for diagonals k={k} of {longest} elements.")
    return rows, cols


def infer_diag(diagonal, *, k, num_rows, num_cols, padding_value, align):
    if diagonal.shape is None or k is None or None in k:
        return Spec(None, diagonal.dtype)
    low, high = both(k)
    batch = diagonal.shape[: -1 if low == high else -2]
    unknown = None in (diagonal.shape[-1], num_rows, num_cols)
    return Spec(
        (*batch, *((None, None) if unknown else sides(diagonal.shape[-1], (low, high), num_rows, num_cols))),
        diagonal.dtype,
    )


@op(infer=infer_diag, type="MatrixDiagV3", label="diag")
def _diag(diagonal, *, k: Ints, num_rows: Signed, num_cols: Signed, padding_value, align):
    k = both(k)
    numbers(diagonal)
    where, there = inverse_places(*sides(diagonal.shape[-1], k, num_rows, num_cols), k, align)
    diagonal = stacked(diagonal, k)
    values = flattened(diagonal)[..., where]
    return xp(diagonal).where(there, values, np.asarray(padding_value).astype(diagonal.dtype))


@_diag.gradient
def _(dy, k, align):
    return diag_part(dy, k=k, align=align)


def _plain(padding_value):
    """The padding as a number: it fills up, nothing flows through it."""
    value = convert(padding_value)
    if isinstance(value, SymbolicTensor):
        raise ValueError("padding_value must be a number, it cannot be computed in the graph.")
    return value._array


def _aligned(align):
    if align not in ALIGNMENTS:
        raise ValueError(f"align must be one of {', '.join(ALIGNMENTS)}; received {align!r}.")
    return align


def diag(diagonal, name="diag", k=0, num_rows=-1, num_cols=-1, padding_value=0, align="RIGHT_LEFT"):
    """Matrices with the given diagonals.

    Args:
      diagonal: (..., len), or (..., high - low + 1, len) for several, from the highest to the lowest.
      k: number of the diagonal (0 the main one, positive above), or (low, high).
      num_rows, num_cols: size of the matrices; -1 is as small as holds the diagonals, square if both are -1.
      padding_value: what fills the rest.
      align: on which side shorter diagonals above and below the main one are aligned.
    """
    return _diag(
        diagonal,
        k=k,
        num_rows=num_rows,
        num_cols=num_cols,
        padding_value=_plain(padding_value),
        align=_aligned(align),
        name=name,
    )


def diag_part(input, name="diag_part", k=0, padding_value=0, align="RIGHT_LEFT"):
    """The diagonals `k` of (..., n, m): (..., len) for one, (..., high - low + 1, len) for several. See `diag`."""
    return _diag_part(input, k=k, padding_value=_plain(padding_value), align=_aligned(align), name=name)


def set_diag(input, diagonal, name="set_diag", k=0, align="RIGHT_LEFT"):
    """`input` (..., n, m) with its diagonals `k` replaced. See `diag`."""
    return _set_diag(input, diagonal, k=k, align=_aligned(align), name=name)


@op(infer=lambda x: Spec(None if x.shape is None else x.shape * 2, x.dtype), type="Diag")
def tensor_diag(diagonal):
    """A tensor of twice the rank, zero but for `out[i, ..., i, ...] = diagonal[i, ...]`."""
    np_, n = xp(diagonal), diagonal.size
    return np_.where(np.eye(n, dtype=bool), diagonal.reshape(-1), diagonal.dtype.type(0)).reshape(diagonal.shape * 2)


@tensor_diag.gradient
def _(dy):
    return tensor_diag_part(dy)


def infer_tensor_diag_part(x):
    if x.shape is None:
        return Spec(None, x.dtype)
    half = len(x.shape) // 2
    if (
        len(x.shape) % 2
        or not half
        or any(None not in (a, b) and a != b for a, b in zip(x.shape[:half], x.shape[half:]))
    ):
        raise ValueError(f"tensor_diag_part needs a shape that repeats itself, as (3, 4, 3, 4); received {x.shape}.")
    return Spec(tuple(a if a is not None else b for a, b in zip(x.shape[:half], x.shape[half:])), x.dtype)


@op(infer=infer_tensor_diag_part, type="DiagPart")
def tensor_diag_part(input):
    """The elements `input[i, ..., i, ...]` of a tensor whose shape repeats itself."""
    dims = infer_tensor_diag_part(input).shape
    n = int(np.prod(dims))
    return xp(input).diagonal(input.reshape(n, n)).reshape(dims)


@tensor_diag_part.gradient
def _(dy):
    return tensor_diag(dy)


@scoped("Trace")
def trace(x, name=None):
    """The sum of the main diagonal of (..., n, m)."""
    return reduce_sum(diag_part(x), axis=-1, name=name)
