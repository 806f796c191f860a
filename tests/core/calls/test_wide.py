"""Routines of float32 and more: half types go through them, what is no float is refused."""

import ml_dtypes
import numpy as np
import pytest

from tenfold.core.calls.wide import widened

seen = []


@widened
def doubled(x):
    seen.append(x.dtype.name)
    return x * 2, np.arange(2)


@pytest.mark.parametrize(
    ("dtype", "within"),
    [
        (np.float16, "float32"),
        (ml_dtypes.bfloat16, "float32"),
        (np.float32, "float32"),
        (np.float64, "float64"),
        (np.complex64, "complex64"),
    ],
)
def test_results_come_back_in_the_dtype_given(dtype, within):
    seen.clear()
    twice, count = doubled(np.array([1.5, 2], dtype))
    assert seen == [within] and twice.dtype == dtype and twice.tolist() == [3, 4]
    assert count.dtype == np.arange(2).dtype


@pytest.mark.parametrize("dtype", [np.int64, np.int16, bool, object])
def test_others_are_refused(dtype):
    with pytest.raises(ValueError, match="expected floating point or complex"):
        doubled(np.array([1, 0], dtype))
