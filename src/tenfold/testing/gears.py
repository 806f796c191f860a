"""Holding a function to itself: eagerly, as a graph in first gear, compiled in second."""

import numpy as np

from tenfold.core.base import nest
from tenfold.core.base.thread import using
from tenfold.function.function import Function
from tenfold.runtime import xla


def same_in_gears(function, *args, rtol=1e-5, atol=1e-6, compiles=True):
    """`function(*args)` as NumPy values, once traced graphs have given the same in both gears.

    Args:
      args: tensors and Python values, as `tf.function` takes them.
      compiles: whether second gear must be able to hold the graph; False demands that it cannot.

    Raises:
      AssertionError: results differ, or the graph compiles though it should not, or the other way round.
    """
    wanted = nest.map_structure(_array, function(*args))
    for gear in ("first", "second") if xla.available() else ("first",):
        traced = Function(function)
        with using(gear=gear):
            found = nest.map_structure(_array, traced(*args))
        nest.map_structure(lambda a, b, gear=gear: _compare(a, b, rtol, atol, gear), wanted, found)
        if gear == "second":
            assert compiled(traced) == compiles, (
                "second gear holds the graph" if compiled(traced) else "the graph stayed in first gear"
            )
    return wanted


def compiled(function):
    """Whether every signature of a traced function that has run has a program of second gear."""
    executables = [c.executable for c in function._cache.values()]
    return all(s.program is not None for e in executables for s in e._specializations.values())


def _array(value):
    return None if value is None else np.asarray(value)


def _compare(wanted, found, rtol, atol, gear):
    assert (wanted is None) == (found is None), f"{gear} gear: {wanted} and {found}"
    if wanted is None:
        return
    assert wanted.dtype == found.dtype, f"{gear} gear: dtype {found.dtype}, not {wanted.dtype}"
    if wanted.dtype.kind in "fc":
        np.testing.assert_allclose(found, wanted, rtol=rtol, atol=atol, err_msg=f"{gear} gear")
    else:
        np.testing.assert_array_equal(found, wanted, err_msg=f"{gear} gear")


def derivative(function, x, step=1e-4):
    """The gradient of the sum of `function(x)` by finite differences; x a float64 array."""
    x, out = np.array(x, np.float64), np.zeros(np.shape(x))
    for i in np.ndindex(x.shape):
        at = [np.sum(np.asarray(function(_moved(x, i, d)))) for d in (step, -step)]
        out[i] = (at[0] - at[1]) / (2 * step)
    return out


def _moved(x, i, by):
    x = x.copy()
    x[i] += by
    return x
