"""Dtypes as `tf.experimental.numpy` has them: NumPy's own scalar types."""

from numpy import (
    bool_,
    complex64,
    complex128,
    float16,
    float32,
    float64,
    inexact,
    int8,
    int16,
    int32,
    int64,
    object_,
    uint8,
    uint16,
    uint32,
    uint64,
)
