"""Windows for short-time transforms: vectors made of their length. Computed in float64, then rounded."""

import numpy as np

from tenfold.core.calls.attrs import Bool, Count, Dtype, Float, Size
from tenfold.core.calls.op import op
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.ops.graphdef import COMPOSED


def infer_window(*, window_length, dtype, **_):
    return Spec((window_length,), dtype)


@op(
    infer=infer_window,
    gradient=None,
    type="Sub",
    label=lambda _, attrs: "hann_window/sub_2" if attrs["mean"] == 0.5 else "hamming_window/sub_2",
    graphdef=COMPOSED,
)
def raised_cosine(*, window_length: Count, periodic: Bool, mean: Float, dtype: Dtype):
    """mean - (1 - mean) cos(2 pi i / n); a periodic window of even length leaves out its last value."""
    if window_length == 1:
        return np.ones(1, dtype.numpy)
    n = window_length + (periodic and window_length % 2 == 0) - 1
    return (mean - (1 - mean) * np.cos(2 * np.pi * np.arange(window_length) / n)).astype(dtype.numpy)


@op(infer=infer_window, gradient=None, type="Mul", label="kaiser_window/mul_1", graphdef=COMPOSED)
def _kaiser(*, window_length: Size, beta: Float, dtype: Dtype):
    return np.kaiser(window_length, beta).astype(dtype.numpy)


def infer_even(*, window_length, dtype, **_):
    return Spec((None if window_length is None else window_length // 2 * 2,), dtype)


@op(infer=infer_even, gradient=None, type="ConcatV2", label="kaiser_bessel_derived_window/concat", graphdef=COMPOSED)
def _kaiser_bessel_derived(*, window_length: Count, beta: Float, dtype: Dtype):
    sums = np.cumsum(np.kaiser(window_length // 2 + 1, beta))
    half = np.sqrt(sums[:-1] / sums[-1])
    return np.concatenate([half, half[::-1]]).astype(dtype.numpy)


@op(infer=infer_window, gradient=None, type="Sin", label="vorbis_window/Sin_1", graphdef=COMPOSED)
def _vorbis(*, window_length: Count, dtype: Dtype):
    inner = np.sin(np.pi / max(window_length, 1) * (np.arange(window_length) + 0.5))
    return np.sin(np.pi / 2 * inner**2).astype(dtype.numpy)


def floating(dtype):
    dtype = dtypes.as_dtype(dtype)
    if not dtype.is_floating:
        raise ValueError(f"dtype must be a floating point type. Found {dtype!r}")
    return dtype


def hann_window(window_length, periodic=True, dtype=dtypes.float32, name=None):
    """The window 0.5 - 0.5 cos(2 pi i / n).

    Args:
      window_length: number of values.
      periodic: whether the window repeats without a doubled zero (for spectra) or is symmetric (for filters).
      dtype: floating point.
    """
    return raised_cosine(window_length=window_length, periodic=periodic, mean=0.5, dtype=floating(dtype), name=name)


def hamming_window(window_length, periodic=True, dtype=dtypes.float32, name=None):
    """The window 0.54 - 0.46 cos(2 pi i / n). See `hann_window`."""
    return raised_cosine(window_length=window_length, periodic=periodic, mean=0.54, dtype=floating(dtype), name=name)


def kaiser_window(window_length, beta=12.0, dtype=dtypes.float32, name=None):
    """Kaiser's window I0(beta sqrt(1 - (2i/(n - 1) - 1)^2)) / I0(beta) (Kaiser, 1974); a larger `beta` narrows it."""
    return _kaiser(window_length=window_length, beta=beta, dtype=floating(dtype), name=name)


def kaiser_bessel_derived_window(window_length, beta=12.0, dtype=dtypes.float32, name=None):
    """The window of even length made of Kaiser's whose squares, overlapping by half, add up to 1."""
    return _kaiser_bessel_derived(window_length=window_length, beta=beta, dtype=floating(dtype), name=name)


def vorbis_window(window_length, dtype=dtypes.float32, name=None):
    """sin(pi/2 sin^2(pi/n (i + 1/2))), the power complementary window of the Vorbis codec."""
    return _vorbis(window_length=window_length, dtype=floating(dtype), name=name)
