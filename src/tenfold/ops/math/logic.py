"""Logic on truth values, and bitwise logic on integers."""

import contextlib

import numpy as np

from tenfold.core.calls.op import op, xp
from tenfold.core.values import dtypes
from tenfold.ops.graphdef import COMPOSED
from tenfold.ops.infer import broadcast, elementwise
from tenfold.ops.scopes import name_scope


@op(infer=broadcast, gradient=None)
def logical_and(x, y):
    """x and y."""
    return truth(x) & y


@op(infer=broadcast, gradient=None)
def logical_or(x, y):
    """x or y."""
    return truth(x) | y


@op(infer=broadcast, gradient=None, type="LogicalAnd", label="LogicalXor", graphdef=COMPOSED)
def logical_xor(x, y):
    """Either x or y."""
    return truth(x) ^ y


@op(infer=elementwise, gradient=None)
def logical_not(x):
    """not x."""
    return ~truth(x)


def truth(x):
    """`x`, if it is of dtype bool: nothing else becomes a truth value by itself."""
    if x.dtype.kind != "b":
        raise ValueError(f"received dtype {x.dtype}, expected bool: tf.cast(x, tf.bool), or compare with a number")
    return x


@op(infer=broadcast, gradient=None)
def bitwise_and(x, y):
    """x & y, bit by bit."""
    return whole(x) & y


@op(infer=broadcast, gradient=None)
def bitwise_or(x, y):
    """x | y, bit by bit."""
    return whole(x) | y


@op(infer=broadcast, gradient=None)
def bitwise_xor(x, y):
    """x ^ y, bit by bit."""
    return whole(x) ^ y


@op(infer=elementwise, gradient=None)
def invert(x):
    """Every bit flipped."""
    return ~whole(x)


@op(infer=broadcast, gradient=None)
def left_shift(x, y):
    """The bits of x moved left by y places, y held to the width of the type."""
    return whole(x) << places(x, y)


@op(infer=broadcast, gradient=None)
def right_shift(x, y):
    """The bits of x moved right by y places, y held to the width of the type; the sign stays."""
    return whole(x) >> places(x, y)


def places(x, y):
    return xp(x, y).clip(y, y.dtype.type(0), y.dtype.type(8 * np.dtype(x.dtype).itemsize - 1))


def whole(x):
    """`x`, if it is an integer: other numbers have no bits of their own."""
    if x.dtype.kind not in "iu":
        raise ValueError(f"received dtype {x.dtype}, expected integers: tf.cast(x, tf.int32) gives them")
    return x


def by_dtype(of_bools, of_integers, symbol):
    """The Python operator `symbol`: logic between truth values, bitwise between integers."""

    def operate(*xs, name=None):
        if dtypes.bool == next((x.dtype for x in xs if hasattr(x, "dtype")), None):
            return of_bools(*xs, name=name)
        with name_scope(name) if name else contextlib.nullcontext():
            return of_integers(*xs)

    operate.__name__ = operate.__qualname__ = symbol
    return operate


and_ = by_dtype(logical_and, bitwise_and, "and")
or_ = by_dtype(logical_or, bitwise_or, "or")
xor = by_dtype(logical_xor, bitwise_xor, "xor")
not_ = by_dtype(logical_not, invert, "invert")
