"""Comparisons, and choosing by their result."""

import numpy as np

from tenfold.core.calls.op import Free, op, xp
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.core.values.shapes import broadcast_shapes
from tenfold.ops.arrays.broadcasting import sum_to
from tenfold.ops.choosing import chosen
from tenfold.ops.infer import broadcast_as

of_bools = broadcast_as(dtypes.bool)


@op(infer=of_bools, gradient=None)
def less(x, y):
    """x < y."""
    return ordered(x) < y


@op(infer=of_bools, gradient=None)
def less_equal(x, y):
    """x <= y."""
    return ordered(x) <= y


@op(infer=of_bools, gradient=None)
def greater(x, y):
    """x > y."""
    return ordered(x) > y


@op(infer=of_bools, gradient=None)
def greater_equal(x, y):
    """x >= y."""
    return ordered(x) >= y


def ordered(x):
    """`x`, if its elements have an order: complex numbers, strings and truth values do not."""
    if x.dtype.kind in "cb" or x.dtype.kind == "O" and x.size and type(x.flat[0]) is bytes:
        raise ValueError(
            f"cannot order elements of dtype {str(x.dtype).replace('object', 'string')}, expected real numbers"
        )
    return x


def numbers(x):
    """`x`, if its elements can be added and multiplied: strings cannot."""
    if x.dtype.kind == "O" and x.size and type(x.flat[0]) is bytes:
        raise ValueError(dtypes.NO_NUMBERS)
    return x


def infer_equal(x, y, *, incompatible_shape_error):
    if incompatible_shape_error:
        return of_bools(x, y)
    if None in (x.shape, y.shape) or None in x.shape + y.shape:
        return Spec(None, dtypes.bool)  # it may turn out that they do not broadcast
    return of_bools(x, y) if broadcast_together(x, y) else Spec((), dtypes.bool)


@op(infer=infer_equal, gradient=None)
def equal(x, y, *, incompatible_shape_error=True):
    """x == y, elementwise; shapes that do not broadcast are an error, or simply not equal."""
    if not incompatible_shape_error and not broadcast_together(x, y):
        return np.bool_(False)
    return truths(x == y)


@op(infer=infer_equal, gradient=None)
def not_equal(x, y, *, incompatible_shape_error=True):
    """x != y, elementwise; shapes that do not broadcast are an error, or simply not equal."""
    if not incompatible_shape_error and not broadcast_together(x, y):
        return np.bool_(True)
    return truths(x != y)


def truths(found):
    """A comparison as arrays have it: single strings give a Python bool."""
    return np.bool_(found) if type(found) is bool else found


def broadcast_together(x, y):
    """Whether the shapes of two arrays (or Specs) broadcast."""
    if x.shape == y.shape:
        return True
    try:
        broadcast_shapes(x.shape, y.shape)
        return True
    except ValueError:
        return False


def infer_select(condition, x, y):
    return Spec(broadcast_shapes(condition.shape, broadcast_shapes(x.shape, y.shape)), x.dtype)


@op(infer=infer_select, type="SelectV2")
def select(condition: Free, x, y):
    """x where `condition`, else y; all three broadcast."""
    return chosen(condition, x, y)


@select.gradient
def _(dy, condition, x_shape, y_shape):
    return (
        None,
        lambda: sum_to(keep_where(dy, condition), x_shape),
        lambda: sum_to(clear_where(dy, condition), y_shape),
    )


def infer_masked(x, condition):
    return Spec(broadcast_shapes(x.shape, condition.shape), x.dtype)


@op(infer=infer_masked)
def keep_where(x, condition: Free):
    """x where `condition`, else zero (also where x is infinite or NaN)."""
    return chosen(condition, x, x.dtype.type(0))


@keep_where.gradient
def _(dy, condition, x_shape):
    return sum_to(keep_where(dy, condition), x_shape), None


@op(infer=infer_masked)
def clear_where(x, condition: Free):
    """Zero where `condition`, else x."""
    return xp(x, condition).where(condition, x.dtype.type(0), x)


@clear_where.gradient
def _(dy, condition, x_shape):
    return sum_to(clear_where(dy, condition), x_shape), None
