"""Our own special functions against SciPy over their whole range, and what happens without SciPy."""

import sys

import numpy as np
import pytest

import tenfold as tf
from tenfold.core.base.thread import using
from tenfold.ops.math import erf_and_gamma as special_functions
from tenfold.ops.math import special

scipy_special = pytest.importorskip("scipy.special")


@pytest.mark.parametrize(
    "name, theirs, low, high",
    [
        ("erf", "erf", -30, 30),
        ("erfc", "erfc", -6, 26),
        ("lgamma", "gammaln", -20.3, 60),
        ("lgamma", "gammaln", 1e3, 1e9),
        ("digamma", "digamma", -10.31, 60),
        ("digamma", "digamma", 1e3, 1e9),
    ],
)
@pytest.mark.parametrize("dtype, rtol", [(np.float64, 2e-13), (np.float32, 1e-6)])
def test_against_scipy(name, theirs, low, high, dtype, rtol):
    x = np.linspace(low, high, 20_011).astype(dtype)
    x = x[(x > 0.5) | (np.abs(x - np.rint(x)) > 0.02)] if "gamma" in name else x  # at a pole the last bit of x decides
    found = getattr(special_functions, name)(x)
    wanted = getattr(scipy_special, theirs)(x.astype(np.float64))
    assert found.dtype == dtype
    scale = np.maximum(np.abs(wanted), np.finfo(np.float32).tiny if name == "erfc" else 1)
    assert np.max(np.abs(found - wanted) / scale) < rtol


def test_the_slope_of_igamma_by_its_shape():
    a, x = np.meshgrid(np.geomspace(0.1, 200, 25), np.geomspace(1e-3, 400, 25))
    h = 1e-5 * a
    wanted = (scipy_special.gammainc(a + h, x) - scipy_special.gammainc(a - h, x)) / (2 * h)
    assert np.allclose(special_functions.igamma_grad_a(a, x), wanted, rtol=1e-5, atol=1e-8)


def test_edges():
    values = np.array([np.inf, -np.inf, np.nan, 0.0, -1.0])
    assert np.allclose(special_functions.erf(values), scipy_special.erf(values), 1e-15, equal_nan=True)
    assert np.array_equal(special_functions.lgamma(values), [np.inf, np.inf, np.nan, np.inf, np.inf], equal_nan=True)
    assert np.array_equal(special_functions.digamma(values), [np.inf, np.nan, np.nan, np.nan, np.nan], equal_nan=True)


def test_without_scipy_our_own_work_and_the_rest_say_what_is_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "scipy.special", None)
    special.scipy_function.cache_clear()
    assert abs(float(tf.math.erf(1.0)) - 0.8427008) < 1e-6
    with pytest.raises(ImportError, match=r"scipy\.special\.erfinv.*pip install"):
        tf.math.erfinv(0.5)
    special.scipy_function.cache_clear()


def test_digamma_at_its_poles_is_the_same_in_both_gears():
    values = np.array([0.0, -0.0, -1.0, -2.0, np.inf, -np.inf, np.nan, 1.0, -0.5], np.float32)
    nan = np.nan  # the values are TensorFlow's
    wanted = np.array([nan, nan, nan, nan, np.inf, nan, nan, -0.5772157, 0.03648998], np.float32)
    digamma = tf.function(lambda x: tf.math.digamma(x))
    for gear in ("first", "second"):
        with using(gear=gear):
            np.testing.assert_allclose(digamma(tf.constant(values)), wanted, rtol=1e-5)
