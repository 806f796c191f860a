"""Sobol's sequences, which fill a cube evenly. Direction numbers: Joe and Kuo (2008), as SciPy has them."""

import warnings

import numpy as np

from tenfold.core.base.errors import InvalidArgumentError
from tenfold.core.calls.attrs import Count, Dtype
from tenfold.core.calls.op import op
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes


@op(infer=lambda *, dim, num_results, dtype, **_: Spec((num_results, dim), dtype), gradient=None, type="SobolSample")
def _sobol_sample(*, dim: Count, num_results: Count, skip: Count, dtype: Dtype):
    try:
        from scipy.stats import qmc
    except ImportError:
        raise ImportError("tf.math.sobol_sample asks SciPy, which is not installed: pip install scipy.") from None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of counts that are no powers of two
        points = qmc.Sobol(dim, scramble=False).fast_forward(skip + 1).random(num_results)
    return np.asarray(points, dtype.numpy)


def sobol_sample(dim, num_results, skip=0, dtype=dtypes.float32, name=None):
    """(num_results, dim) points in [0, 1) of Sobol's sequence, whose first is all 0.5.

    Args:
      dim: 1 to 21201.
      skip: how many points of the sequence are left out first.
      dtype: float32 or float64.
    """
    if dtypes.as_dtype(dtype) not in (dtypes.float32, dtypes.float64):
        raise InvalidArgumentError(f"sobol_sample gives float32 or float64; received {dtypes.as_dtype(dtype).name}.")
    return _sobol_sample(dim=dim, num_results=num_results, skip=skip, dtype=dtype, name=name)
