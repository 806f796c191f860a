"""What `trajectory_programs` asks of TensorFlow, of NumPy's arrays: for Keras where there is no TensorFlow."""

import ml_dtypes
import numpy as np

float16, float32, float64, int64 = (np.dtype(name) for name in ("float16", "float32", "float64", "int64"))
bfloat16 = np.dtype(ml_dtypes.bfloat16)


def cast(value, dtype):
    return np.asarray(value).astype(dtype)


def constant(value, dtype=None):
    return np.asarray(value, dtype)


class IndexedSlices:
    def __init__(self, values, indices, dense_shape):
        self.values, self.indices, self.dense_shape = values, indices, dense_shape


def convert_to_tensor(slices):
    dense = np.zeros(tuple(slices.dense_shape), slices.values.dtype)
    np.add.at(dense, slices.indices, slices.values)
    return dense
