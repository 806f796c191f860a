"""Discrete Fourier transforms, over the last axes.

Gradients follow TensorFlow: the gradient of a real loss with respect to z = x + iy is dL/dx + i dL/dy.
"""

import numpy as np

from tenfold.core.calls.attrs import Count, Ints, Shape, Sizes
from tenfold.core.calls.op import op, xp
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.ops.arrays.casting import cast
from tenfold.ops.arrays.shaping import known_shape
from tenfold.ops.graphdef import by_attr
from tenfold.ops.infer import shaped, wrap_axis

ADJOINT = {"backward": "forward", "forward": "backward", "ortho": "ortho"}  # which side the factor 1/n then stands on
Lengths = Sizes.or_none()
COMPLEX_OF = {dtypes.float32: dtypes.complex64, dtypes.float64: dtypes.complex128}
REAL_OF = {c: r for r, c in COMPLEX_OF.items()}


@op(infer=shaped)
def fit(x, *, shape: Shape):
    """`x` cut or filled up with zeros, at the end of each axis, to `shape`."""
    x = x[tuple(slice(0, n) for n in shape)]
    extra = [(0, n - m) for n, m in zip(shape, x.shape)]
    return xp(x).pad(x, extra) if any(e for _, e in extra) else x


@fit.gradient
def _(dy, x_shape):
    return fit(dy, x_shape)


@op(infer=lambda x, *, length: Spec(None if x.shape is None else (*x.shape[:-1], length), x.dtype))
def fit_last(x, *, length: Count):
    """`x` cut or filled up with zeros at the end of its last axis."""
    return fit.forward(x, shape=(*x.shape[:-1], length))


@fit_last.gradient
def _(dy, x_shape):
    return fit_last(dy, length=x_shape[-1])


def transform_type(kind):
    """FFT, IFFT2D, RFFT3D: TensorFlow has one op per direction and number of axes; FFTND for other than the last."""
    suffix = {last(1): "", last(2): "2D", last(3): "3D"}
    return lambda _, attrs: f"{'I' * attrs.get('inverse', False)}{kind}{suffix.get(tuple(attrs['axes']), 'ND')}"


def last(rank):
    return tuple(range(-rank, 0))


def infer_fft(x, *, axes, **_):
    if x.dtype not in REAL_OF:
        raise TypeError(
            f"the transform needs complex64 or complex128 numbers; received {x.dtype.name}. For real ones use rfft."
        )
    _check_rank(x, axes)
    return x


def _check_rank(x, axes):
    if x.shape is not None:
        for axis in axes or ():
            wrap_axis(axis, len(x.shape))


@op(infer=infer_fft, type=transform_type("FFT"))
def _fft(input, *, axes: Ints, inverse, norm):
    check_dtype(input, "c", "complex64 or complex128")
    transform = xp(input).fft.ifftn if inverse else xp(input).fft.fftn
    return transform(input, axes=axes, norm=norm)


@_fft.gradient
def _(dy, axes, inverse, norm):
    return _fft(dy, axes=axes, inverse=not inverse, norm=ADJOINT[norm])


def check_dtype(x, kind, wanted):
    if x.dtype.kind != kind or x.dtype.itemsize == 2:
        raise ValueError(f"the transform needs {wanted} numbers; received {x.dtype}.")


def infer_rfft(x, *, lengths, axes, **_):
    if x.dtype not in COMPLEX_OF:
        raise TypeError(f"the transform needs float32 or float64 numbers; received {x.dtype.name}.")
    _check_rank(x, axes)
    if x.shape is None:
        return Spec(None, COMPLEX_OF[x.dtype])
    dims = list(x.shape)
    for axis, n in zip(axes, [dims[a] for a in axes] if lengths is None else lengths):
        dims[axis] = n
    dims[axes[-1]] = None if dims[axes[-1]] is None else dims[axes[-1]] // 2 + 1
    return Spec(tuple(dims), COMPLEX_OF[x.dtype])


@op(
    infer=infer_rfft,
    type=transform_type("RFFT"),
    label=lambda inputs, attrs: transform_type("RFFT")(inputs, attrs).lower(),
)
def _rfft(input, *, lengths: Lengths, axes: Ints, norm, doubled):
    """`doubled`: columns that stand for two frequencies count twice, as the gradient of `_irfft` needs it."""
    check_dtype(input, "f", "float32 or float64")
    out = xp(input).fft.rfftn(input, s=lengths, axes=axes, norm=norm)
    n = input.shape[axes[-1]] if lengths is None else lengths[-1]
    return out * _inner_columns(out, n, axes[-1], 2.0) if doubled else out


@_rfft.gradient
def _(dy, input_shape, lengths, axes, norm, doubled):
    if lengths is None:
        lengths = [input_shape[a] for a in axes]
    return fit(_irfft(dy, lengths=lengths, axes=axes, norm=ADJOINT[norm], halved=not doubled), input_shape)


def _inner_columns(x, n, axis, factor):
    """`factor` for the columns that stand for two frequencies of a real signal of n values, 1 for the others."""
    share = np.full(n // 2 + 1, factor, x.real.dtype)
    share[0] = 1
    if n % 2 == 0:
        share[-1] = 1
    return share.reshape([-1 if i == axis % x.ndim else 1 for i in range(x.ndim)])


def infer_irfft(x, *, lengths, axes, **_):
    if x.dtype not in REAL_OF:
        raise TypeError(f"the transform needs complex64 or complex128 numbers; received {x.dtype.name}.")
    _check_rank(x, axes)
    if x.shape is None:
        return Spec(None, REAL_OF[x.dtype])
    dims = list(x.shape)
    if lengths is None:
        dims[axes[-1]] = None if dims[axes[-1]] is None else max(2 * (dims[axes[-1]] - 1), 0)
    for axis, n in zip(axes, lengths or ()):
        dims[axis] = n
    return Spec(tuple(dims), REAL_OF[x.dtype])


@op(
    infer=infer_irfft,
    type=transform_type("IRFFT"),
    label=lambda inputs, attrs: transform_type("IRFFT")(inputs, attrs).lower(),
)
def _irfft(input, *, lengths: Lengths, axes: Ints, norm, halved):
    """`halved`: columns that stand for two frequencies count half, as the gradient of `_rfft` needs it."""
    check_dtype(input, "c", "complex64 or complex128")
    dims = infer_irfft(Spec(input.shape, dtypes.complex64), lengths=lengths, axes=axes).shape
    if halved:
        columns = dims[axes[-1]] // 2 + 1
        wanted = [columns if i == axes[-1] % input.ndim else n for i, n in enumerate(input.shape)]
        input = fit.forward(input, shape=wanted)
        input = input * _inner_columns(input, dims[axes[-1]], axes[-1], 0.5)
    return xp(input).fft.irfftn(input, s=[dims[a] for a in axes], axes=axes, norm=norm)


@_irfft.gradient
def _(dy, input_shape, lengths, axes, norm, halved):
    dims = known_shape(dy)
    back = _rfft(dy, lengths=[dims[a] for a in axes], axes=axes, norm=ADJOINT[norm], doubled=not halved)
    return fit(back, input_shape)


def _preferring(dtype, value):
    """A list or an array of numbers as a tensor of `dtype`, if that can hold them; tensors stay what they are."""
    if isinstance(value, Tensor) or hasattr(value, "_as_tensor"):
        return value
    tensor = convert(value, partner=dtype)
    return cast(tensor, dtype) if tensor.dtype.is_numeric and dtype.is_complex >= tensor.dtype.is_complex else tensor


def fft(input, name=None):
    """Fourier transform of complex numbers over the last axis."""
    return _fft(_preferring(dtypes.complex64, input), axes=last(1), inverse=False, norm="backward", name=name)


def ifft(input, name=None):
    """Inverse of `fft`."""
    return _fft(_preferring(dtypes.complex64, input), axes=last(1), inverse=True, norm="backward", name=name)


def fft2d(input, name=None):
    """Fourier transform of complex numbers over the last two axes."""
    return _fft(_preferring(dtypes.complex64, input), axes=last(2), inverse=False, norm="backward", name=name)


def ifft2d(input, name=None):
    """Inverse of `fft2d`."""
    return _fft(_preferring(dtypes.complex64, input), axes=last(2), inverse=True, norm="backward", name=name)


def fft3d(input, name=None):
    """Fourier transform of complex numbers over the last three axes."""
    return _fft(_preferring(dtypes.complex64, input), axes=last(3), inverse=False, norm="backward", name=name)


def ifft3d(input, name=None):
    """Inverse of `fft3d`."""
    return _fft(_preferring(dtypes.complex64, input), axes=last(3), inverse=True, norm="backward", name=name)


def _forward_real(rank):
    def transform(input_tensor, fft_length=None, name=None):
        return _rfft(
            _preferring(dtypes.float32, input_tensor),
            lengths=fft_length,
            axes=last(rank),
            norm="backward",
            doubled=False,
            name=name,
        )

    return transform


def _inverse_real(rank):
    def transform(input_tensor, fft_length=None, name=None):
        return _irfft(
            _preferring(dtypes.complex64, input_tensor),
            lengths=fft_length,
            axes=last(rank),
            norm="backward",
            halved=False,
            name=name,
        )

    return transform


def _documented(function, name, doc):
    function.__name__ = function.__qualname__ = name
    function.__doc__ = doc
    return function


_RFFT = """Fourier transform of real numbers over the last {}: only the n // 2 + 1 columns that are not repeated.

    `fft_length` holds the lengths to which the input is cut or filled up with zeros first."""
_IRFFT = """Inverse of `rfft{}`: real numbers from the n // 2 + 1 columns kept of their transform.

    `fft_length` holds the lengths of the result, by default 2 * (columns - 1) along the last axis."""
rfft = _documented(_forward_real(1), "rfft", _RFFT.format("axis"))
rfft2d = _documented(_forward_real(2), "rfft2d", _RFFT.format("two axes"))
rfft3d = _documented(_forward_real(3), "rfft3d", _RFFT.format("three axes"))
irfft = _documented(_inverse_real(1), "irfft", _IRFFT.format(""))
irfft2d = _documented(_inverse_real(2), "irfft2d", _IRFFT.format("2d"))
irfft3d = _documented(_inverse_real(3), "irfft3d", _IRFFT.format("3d"))


def infer_shift(x, *, axes, inverse):
    _check_rank(x, axes)
    return x


@op(infer=infer_shift, type="Roll", label=by_attr("inverse", {False: "fftshift", True: "ifftshift"}))
def _shift(x, *, axes: Ints, inverse):
    return xp(x).fft.ifftshift(x, axes) if inverse else xp(x).fft.fftshift(x, axes)


@_shift.gradient
def _(dy, axes, inverse):
    return _shift(dy, axes=axes, inverse=not inverse)


def fftshift(x, axes=None, name=None):
    """The zero frequency moved from the front to the middle of `axes` (all of them by default)."""
    return _shift(convert(x), axes=axes, inverse=False, name=name)


def ifftshift(x, axes=None, name=None):
    """Inverse of `fftshift`."""
    return _shift(convert(x), axes=axes, inverse=True, name=name)
