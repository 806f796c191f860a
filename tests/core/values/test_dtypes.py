"""What a dtype says of itself."""

import numpy as np
import pytest

import tenfold as tf


@pytest.mark.parametrize(
    ("dtype", "low", "high", "limits"),
    [
        (tf.uint8, 0, 255, (0, 255)),
        (tf.int16, -(2**15), 2**15 - 1, (-(2**15), 2**15 - 1)),
        (tf.bool, 0, 1, (False, True)),
        (tf.float32, np.finfo(np.float32).min, np.finfo(np.float32).max, (0, 1)),
        (tf.bfloat16, -3.3895314e38, 3.3895314e38, (0, 1)),
    ],
    ids=lambda v: getattr(v, "name", None),
)
def test_limits(dtype, low, high, limits):
    assert (float(dtype.min), float(dtype.max)) == pytest.approx((low, high))
    assert dtype.limits == limits


@pytest.mark.parametrize("dtype", [tf.string, tf.complex64])
def test_what_has_no_limits_says_so(dtype):
    with pytest.raises(TypeError, match=f"Cannot find minimum value of .*{dtype.name}"):
        dtype.min  # noqa: B018
    with pytest.raises(TypeError, match="Cannot find maximum value of"):
        dtype.max  # noqa: B018
