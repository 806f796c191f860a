"""Discrete Fourier transforms over any axes, as NumPy's `fftn` and its like."""

from tenfold.core.values import dtypes
from tenfold.core.values.tensor import Tensor
from tenfold.ops.arrays.shaping import known_shape
from tenfold.ops.infer import wrap_axis
from tenfold.ops.signal.fourier import _fft, _irfft, _preferring, _rfft, fit
from tenfold.ops.structures.specs import get_static_value

NORMS = ("backward", "ortho", "forward")


def _plan(x, fft_length, axes, norm):
    """(lengths or None, axes from the end, norm); by default the last axes, one for each length, or all."""
    lengths, axes = _numbers(fft_length, "fft_length"), _numbers(axes, "axes")
    if x._dims is None:
        raise ValueError("a transform over any axes needs an input of known rank.")
    rank = len(x._dims)
    if axes is None:
        axes = list(range(rank if lengths is None else len(lengths)))
        axes = [axis + rank - len(axes) for axis in axes]
    places = [wrap_axis(axis, rank) for axis in axes]
    if not places or len(set(places)) < len(places):
        raise ValueError(f"axes must be different axes of the input, at least one; received {axes}.")
    if lengths is not None and len(lengths) != len(places):
        raise ValueError(f"fft_length must have a length for each of the axes {axes}; received {lengths}.")
    if norm not in (None, *NORMS):
        raise ValueError(f"norm must be None or one of {NORMS}; received {norm!r}.")
    return lengths, tuple(place - rank for place in places), norm or "backward"


def _numbers(value, what):
    if value is None or isinstance(value, (list, tuple)) and not any(isinstance(n, Tensor) for n in value):
        return value
    known = get_static_value(value)
    if known is None:
        raise ValueError(f"{what} must be known when the transform is written; received {value}.")
    return known.reshape(-1).tolist()


def _complex(input_tensor, fft_length, axes, norm, inverse, name):
    x = _preferring(dtypes.complex64, input_tensor)
    lengths, axes, norm = _plan(x, fft_length, axes, norm)
    if lengths is not None:
        dims = list(known_shape(x))
        for axis, n in zip(axes, lengths):
            dims[axis] = n
        x = fit(x, shape=dims)
    return _fft(x, axes=axes, inverse=inverse, norm=norm, name=name)


def fftnd(input_tensor, fft_length=None, axes=None, norm=None, name=None):
    """Fourier transform of complex numbers.

    Args:
      input_tensor: complex64 or complex128, of any shape.
      fft_length: to which length each of `axes` is cut or filled up with zeros first; by default none is.
      axes: which, by default the last ones, as many as `fft_length` has lengths, or all.
      norm: "backward" (None: divide in the inverse only), "ortho" or "forward".

    Returns: the input's shape, with `fft_length` along `axes`.
    """
    return _complex(input_tensor, fft_length, axes, norm, False, name)


def ifftnd(input_tensor, fft_length=None, axes=None, norm=None, name=None):
    """Inverse of `fftnd`."""
    return _complex(input_tensor, fft_length, axes, norm, True, name)


def rfftnd(input_tensor, fft_length=None, axes=None, norm=None, name=None):
    """Fourier transform of real numbers: along the last of `axes` only the n // 2 + 1 columns that are not repeated."""
    x = _preferring(dtypes.float32, input_tensor)
    lengths, axes, norm = _plan(x, fft_length, axes, norm)
    return _rfft(x, lengths=lengths, axes=axes, norm=norm, doubled=False, name=name)


def irfftnd(input_tensor, fft_length=None, axes=None, norm=None, name=None):
    """Inverse of `rfftnd`: real; without `fft_length`, 2 * (columns - 1) numbers along the last of `axes`."""
    x = _preferring(dtypes.complex64, input_tensor)
    lengths, axes, norm = _plan(x, fft_length, axes, norm)
    return _irfft(x, lengths=lengths, axes=axes, norm=norm, halved=False, name=name)
