"""Signals cut into overlapping frames, put together again, and their short-time Fourier transform."""

import numpy as np

from tenfold.core.calls.attrs import Axis, Count, Number, Size
from tenfold.core.calls.op import op, xp
from tenfold.core.graphs.spec import Spec
from tenfold.core.values.convert import convert
from tenfold.ops.arrays.broadcasting import broadcast_to
from tenfold.ops.arrays.shaping import reshape
from tenfold.ops.graphdef import COMPOSED
from tenfold.ops.infer import wrap_axis
from tenfold.ops.math.arithmetic import square
from tenfold.ops.math.reduce import reduce_sum
from tenfold.ops.scoped import scoped
from tenfold.ops.signal.fourier import fit, fit_last, irfft, rfft
from tenfold.ops.signal.windows import hann_window


def frame_count(n, length, step, pad_end):
    """How many frames of `length` begin every `step` values in a signal of n."""
    return -(-n // step) if pad_end else max(0, 1 + (n - length) // step)


def infer_frame(x, *, frame_length, frame_step, pad_end, axis, **_):
    if x.shape is None:
        return Spec(None, x.dtype)
    at = wrap_axis(axis, len(x.shape))
    unknown = None in (x.shape[at], frame_length, frame_step)
    count = None if unknown else frame_count(x.shape[at], frame_length, frame_step, pad_end)
    return Spec((*x.shape[:at], count, frame_length, *x.shape[at + 1 :]), x.dtype)


@op(infer=infer_frame, type="Reshape", label="frame/Reshape_3", graphdef=COMPOSED)
def _frame(signal, *, frame_length: Count, frame_step: Size, pad_end, pad_value: Number, axis: Axis):
    np_, axis = xp(signal), axis % signal.ndim
    n = signal.shape[axis]
    count = frame_count(n, frame_length, frame_step, pad_end)
    missing = (count - 1) * frame_step + frame_length - n
    if count and missing > 0:
        pads = [(0, missing if i == axis else 0) for i in range(signal.ndim)]
        signal = np_.pad(signal, pads, constant_values=signal.dtype.type(pad_value))
    index = np.arange(count)[:, None] * frame_step + np.arange(frame_length)
    return np_.take(signal, index, axis)


@_frame.gradient
def _(dy, signal_shape, frame_step, axis):
    return fit(_overlap(dy, frame_step=frame_step, axis=axis if axis >= 0 else axis - 1), signal_shape)


def frame(signal, frame_length, frame_step, pad_end=False, pad_value=0, axis=-1, name=None):
    """Overlapping frames along `axis`: (..., n, ...) to (..., frames, frame_length, ...).

    Args:
      frame_length, frame_step: length of a frame, and how far apart two frames begin.
      pad_end: whether a frame begins at every step as long as there is a value, filled up with `pad_value`.
    """
    return _frame(
        signal,
        frame_length=frame_length,
        frame_step=frame_step,
        pad_end=bool(pad_end),
        pad_value=pad_value,
        axis=axis,
        name=name,
    )


def infer_overlap(x, *, frame_step, axis):
    if x.shape is None:
        return Spec(None, x.dtype)
    at = wrap_axis(axis, len(x.shape))
    if at + 1 >= len(x.shape):
        raise ValueError(f"expected frames (..., frames, frame_length), rank 2 or more; received shape {x.shape}.")
    count, length = x.shape[at : at + 2]
    total = None if None in (count, length, frame_step) else max((count - 1) * frame_step + length, 0)
    return Spec((*x.shape[:at], total, *x.shape[at + 2 :]), x.dtype)


@op(infer=infer_overlap, type="StridedSlice", label="overlap_and_add/strided_slice_1", graphdef=COMPOSED)
def _overlap(signal, *, frame_step: Size, axis: Axis):
    """Frames at `axis`, values of a frame at the next axis: added up where they overlap."""
    np_, axis = xp(signal), axis % signal.ndim
    total = infer_overlap(signal, frame_step=frame_step, axis=axis).shape[axis]
    x = np_.moveaxis(signal, (axis, axis + 1), (-2, -1))
    count, length = x.shape[-2:]
    parts = -(-length // frame_step)
    x = _padded(np_, x, (0, parts * frame_step - length)).reshape(*x.shape[:-1], parts, frame_step)
    pieces = (x[..., part, :].reshape(*x.shape[:-3], count * frame_step) for part in range(parts))
    rest = parts - 1
    out = sum(_padded(np_, p, (i * frame_step, (rest - i) * frame_step)) for i, p in enumerate(pieces))
    return np_.moveaxis(out[..., :total], -1, axis)


def _padded(np_, x, ends):
    return np_.pad(x, [(0, 0)] * (x.ndim - 1) + [ends])


@_overlap.gradient
def _(dy, signal_shape, frame_step, axis):
    at = axis if axis >= 0 else axis + 1
    return _frame(dy, frame_length=signal_shape[axis + 1], frame_step=frame_step, pad_end=False, pad_value=0, axis=at)


def overlap_and_add(signal, frame_step, name=None):
    """Frames (..., frames, frame_length), each `frame_step` after the one before, added up: (..., n)."""
    return _overlap(signal, frame_step=frame_step, axis=-2, name=name)


def enclosing_power_of_two(n):
    return 1 << max(int(n) - 1, 0).bit_length()


@scoped("stft", "rfft")
def stft(signals, frame_length, frame_step, fft_length=None, window_fn=hann_window, pad_end=False, name=None):
    """Short-time Fourier transform.

    Args:
      signals: real numbers (..., n).
      frame_length, frame_step: see `frame`.
      fft_length: length of each transform, by default the smallest power of two that holds a frame.
      window_fn: called as `window_fn(frame_length, dtype=...)`; None for no window.
      pad_end: see `frame`.

    Returns: complex numbers (..., frames, fft_length // 2 + 1).
    """
    signals = convert(signals)
    fft_length = enclosing_power_of_two(frame_length) if fft_length is None else fft_length
    frames = frame(signals, frame_length, frame_step, pad_end)
    if window_fn is not None:
        frames = frames * window_fn(frame_length, dtype=frames.dtype)
    return rfft(frames, [fft_length], name=name)


@scoped("inverse_stft", "overlap_and_add/strided_slice_1")
def inverse_stft(stfts, frame_length, frame_step, fft_length=None, window_fn=hann_window, name=None):
    """Inverse of `stft`, given a window that undoes its own: `inverse_stft_window_fn`.

    Args:
      stfts: complex numbers (..., frames, fft_length // 2 + 1); the rest as there.

    Returns: real numbers (..., n).
    """
    stfts = convert(stfts)
    fft_length = enclosing_power_of_two(frame_length) if fft_length is None else fft_length
    frames = fit_last(irfft(stfts, [fft_length]), length=frame_length)
    if window_fn is not None:
        frames = frames * window_fn(frame_length, dtype=frames.dtype)
    return overlap_and_add(frames, frame_step, name=name)


def inverse_stft_window_fn(frame_step, forward_window_fn=hann_window, name=None):
    """A `window_fn` for `inverse_stft` that makes up for the window of `stft` (Griffin and Lim, 1984)."""

    @scoped(name or "inverse_stft_window_fn", "Select")
    def inverse_window(frame_length, dtype):
        window = forward_window_fn(frame_length, dtype=dtype)
        parts = -(-frame_length // frame_step)
        squares = reshape(fit_last(square(window), length=parts * frame_step), [parts, frame_step])
        total = broadcast_to(reduce_sum(squares, 0, True), [parts, frame_step])
        return window / reshape(total, [-1])[:frame_length]

    return inverse_window
