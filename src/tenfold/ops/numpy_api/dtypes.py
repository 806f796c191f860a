"""Dtypes as `tf.experimental.numpy` has them: NumPy's own scalar types."""

import numpy as np

float16, float32, float64 = np.float16, np.float32, np.float64
int8, int16, int32, int64 = np.int8, np.int16, np.int32, np.int64
uint8, uint16, uint32, uint64 = np.uint8, np.uint16, np.uint32, np.uint64
complex64, complex128 = np.complex64, np.complex128
bool_, object_, inexact = np.bool_, np.object_, np.inexact
