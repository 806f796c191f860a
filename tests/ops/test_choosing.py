"""One of two arrays: bit for bit what `where` gives, whatever the numbers are."""

import numpy as np
import pytest

from tenfold.ops.choosing import MANY, chosen

ODD = [0.0, -0.0, np.inf, -np.inf, np.nan, 1e-42, 1.5, -2.25]


@pytest.mark.parametrize("dtype", ["float32", "float64", "float16", "int32", "complex64"])
@pytest.mark.parametrize("count", [0, 3, MANY + 5])
def test_bits_are_those_of_where(dtype, count):
    rng = np.random.default_rng(count)
    with np.errstate(invalid="ignore"):
        x, y = (rng.choice(ODD, count).astype(dtype) for _ in range(2))
    condition, of = rng.random(count) < 0.5, x.dtype.type
    for a, b in [(x, y), (x, of(0)), (x, of(3)), (of(3), y), (x[::-1], y)]:
        found, expected = chosen(condition, a, b), np.where(condition, a, b)
        assert found.dtype == expected.dtype and found.base is None
        assert found.tobytes() == expected.tobytes()


def test_shapes_that_differ_are_broadcast():
    x, y = np.ones((MANY, 3), np.float32), np.zeros(3, np.float32)
    condition = np.arange(MANY)[:, None] % 2 == 0
    np.testing.assert_array_equal(chosen(condition, x, y), np.where(condition, x, y))
    assert chosen(condition, np.float32(1), y).shape == (MANY, 3)
