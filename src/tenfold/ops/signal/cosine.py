"""Cosine transforms over the last axis: DCT of types I to IV, and the modified one. They go through Fourier transforms.

Formulas: Makhoul, "A fast cosine transform in one and two dimensions", 1980; Princen and Bradley, 1986 (MDCT).
"""

import numpy as np

from tenfold.core.calls.attrs import Count, Dtype
from tenfold.core.calls.op import op
from tenfold.core.graphs.spec import Spec
from tenfold.core.values.convert import convert
from tenfold.ops.arrays.joining import concat, split
from tenfold.ops.arrays.reversing import reverse
from tenfold.ops.arrays.shaping import known_shape
from tenfold.ops.math.complex_numbers import as_complex, real_part
from tenfold.ops.scoped import scoped
from tenfold.ops.signal.fourier import COMPLEX_OF, fit_last, irfft, rfft
from tenfold.ops.signal.frames import frame, overlap_and_add
from tenfold.ops.signal.windows import vorbis_window
from tenfold.ops.state.sources import identity

INVERSE = {1: 1, 2: 3, 3: 2, 4: 4}


@op(infer=lambda *, n, sign, dtype: Spec((n,), COMPLEX_OF[dtype]), gradient=None)
def turns(*, n: Count, sign, dtype: Dtype):
    """2 exp(sign i pi k / 2n) for k < n."""
    return (2 * np.exp(sign * 0.5j * np.pi * np.arange(n) / n)).astype(COMPLEX_OF[dtype].numpy)


@op(infer=lambda *, n, first, rest, power, dtype: Spec((n,), dtype), gradient=None)
def weights(*, n: Count, first, rest, power, dtype: Dtype):
    """n^power times `first`, then times `rest`."""
    return (np.where(np.arange(n) == 0, first, rest) * float(n) ** power).astype(dtype.numpy)


def dct(input, type=2, n=None, axis=-1, norm=None, name=None):
    """Discrete cosine transform over the last axis.

    Args:
      input: float32 or float64.
      type: 1, 2, 3 or 4.
      n: length to which the input is cut or filled up with zeros first; by default its own.
      axis: -1.
      norm: None, or "ortho" for an orthonormal transform (not of type 1).

    Raises:
      ValueError: an unknown type or norm, or type 1 with "ortho" or with fewer than two values.
    """
    _check(type, axis, norm)
    x = convert(input)
    x = x if n is None else fit_last(x, length=n)
    return identity(_TYPES[type](x, norm == "ortho"), name=name)


def idct(input, type=2, n=None, axis=-1, norm=None, name=None):
    """Inverse of `dct` of that type, up to the factor 2n (2(n - 1) for type 1) where norm is None.

    `n` is the length to which the input is cut or filled up with zeros first; by default its own.
    """
    _check(type, axis, norm)
    return dct(input, INVERSE[type], n, axis, norm, name)


def _check(type, axis, norm):
    if axis not in (-1, None):
        raise NotImplementedError(f"axis must be -1; received {axis}.")
    if type not in INVERSE:
        raise ValueError(f"Types I, II, III and IV (I)DCT are supported; received type {type!r}.")
    if norm not in (None, "ortho"):
        raise ValueError(f"Unknown normalization. Expected None or 'ortho', got: {norm!r}")
    if type == 1 and norm == "ortho":
        raise ValueError("Normalization is not supported for the Type-I DCT.")


def _dct1(x, ortho):
    length = x._dims[-1] if x._dims is not None else None
    if length is not None and length < 2:
        raise ValueError(f"The type I DCT needs two values or more along the last axis; received shape {x.shape}.")
    return real_part(rfft(concat([x, reverse(x, [-1])[..., 1:-1]], -1)))


def _dct2(x, ortho):
    n, dtype = known_shape(x)[-1], x.dtype
    found = real_part(rfft(x, [2 * n])[..., :n] * turns(n=n, sign=-1, dtype=dtype))
    return found * weights(n=n, first=0.5, rest=0.5**0.5, power=-0.5, dtype=dtype) if ortho else found


def _dct3(x, ortho):
    n, dtype = known_shape(x)[-1], x.dtype
    share = (1.0, 0.5**0.5, 0.5) if ortho else (1.0, 1.0, 1.0)
    x = x * weights(n=n, first=share[0], rest=share[1], power=share[2], dtype=dtype)
    return irfft(as_complex(x) * turns(n=n, sign=1, dtype=dtype), [2 * n])[..., :n]


def _dct4(x, ortho):
    n, dtype = known_shape(x)[-1], x.dtype
    found = _dct2(fit_last(x, length=2 * n), False)[..., 1::2]
    return found * weights(n=n, first=0.5**0.5, rest=0.5**0.5, power=-0.5, dtype=dtype) if ortho else found


_TYPES = {1: _dct1, 2: _dct2, 3: _dct3, 4: _dct4}


def mdct(signals, frame_length, window_fn=vorbis_window, pad_end=False, norm=None, name=None):
    """Modified discrete cosine transform of frames that overlap by half.

    Args:
      signals: real numbers (..., n).
      frame_length: divisible by 4.
      window_fn: called as `window_fn(frame_length, dtype=...)`; None for 1 / sqrt(2) everywhere.
      pad_end: see `frame`.
      norm: see `dct`.

    Returns: (..., frames, frame_length // 2).
    """
    signals = convert(signals)
    if frame_length % 4:
        raise ValueError(f"The frame length must be a multiple of 4; received {frame_length}.")
    frames = frame(signals, frame_length, frame_length // 2, pad_end)
    frames = frames * (0.5**0.5 if window_fn is None else window_fn(frame_length, dtype=frames.dtype))
    a, b, c, d = split(frames, 4, -1)
    return dct(concat([-reverse(c, [-1]) - d, a - reverse(b, [-1])], -1), type=4, norm=norm, name=name)


@scoped("inverse_mdct", "overlap_and_add/strided_slice_1")
def inverse_mdct(mdcts, window_fn=vorbis_window, norm=None, name=None):
    """Inverse of `mdct`: (..., frames, frame_length // 2) to (..., n)."""
    mdcts = convert(mdcts)
    half = mdcts._dims[-1] if mdcts._dims is not None else None
    if half is None:
        raise ValueError("inverse_mdct needs a known last dimension; call set_shape first.")
    found = dct(mdcts, type=4, norm=norm) * (1.0 if norm == "ortho" else 0.5 / half)
    a, b = split(found, 2, -1)
    frames = concat([b, -reverse(b, [-1]), -reverse(a, [-1]), -a], -1)
    frames = frames * (0.5**0.5 if window_fn is None else window_fn(2 * half, dtype=frames.dtype))
    return overlap_and_add(frames, half, name=name)
