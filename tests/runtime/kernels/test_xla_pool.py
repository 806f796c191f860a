"""Gradients of max pooling in second gear, which may not count on an element being equal to its maximum."""

import numpy as np
import pytest

from tenfold.ops.conv import pool_ops
from tenfold.runtime import xla

pytestmark = pytest.mark.skipif(not xla.available(), reason="JAX is not installed")
WINDOWS = [((2, 2), (2, 2), "VALID"), ((2, 3), (2, 3), "SAME"), ((3, 3), (2, 2), "SAME"), ((3, 2), (1, 1), "VALID")]


@pytest.mark.parametrize("of_gradient", [False, True])
@pytest.mark.parametrize(("ksize", "strides", "padding"), WINDOWS)
def test_a_maximum_that_was_rounded_otherwise_finds_its_element(ksize, strides, padding, of_gradient):
    """XLA may compute the images anew where it looks for their maxima, and round them otherwise."""
    rng = np.random.default_rng(3)
    window = {"ksize": ksize, "strides": strides, "padding": padding}
    x = rng.integers(-3, 3, (2, 7, 6, 3)) * 0.5  # float64, which is no native kernel's; some maxima are there twice
    x[0, 2, 3] = np.nan
    y = pool_ops.max_pool.forward(x, **window)
    operation, d = (
        (pool_ops.max_pool_grad_grad, rng.normal(size=x.shape))
        if of_gradient
        else (pool_ops.max_pool_grad, rng.normal(size=y.shape))
    )
    with xla.wide():
        arrays = [xla.device_array(a) for a in (x, np.nextafter(y, np.inf), d)]
        found = np.asarray(xla.jax().jit(lambda *a: operation.xla(*a, **window))(*arrays))
    np.testing.assert_allclose(found, operation.forward(x, y, d, **window), rtol=1e-12)
