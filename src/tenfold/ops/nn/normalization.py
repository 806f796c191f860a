"""Moments and batch normalisation."""

import numpy as np

from tenfold.core.calls.attrs import Axes, Bool, Float
from tenfold.core.calls.op import Free, Optional, op, xp
from tenfold.core.calls.tape import GradientTape
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.ops.arrays.broadcasting import sum_to
from tenfold.ops.arrays.casting import cast
from tenfold.ops.arrays.joining import concat
from tenfold.ops.arrays.shaping import reshape, shape, transpose
from tenfold.ops.graphdef import COMPOSED
from tenfold.ops.infer import broadcast, elementwise, reduction
from tenfold.ops.math.arithmetic import add, divide_real, multiply, negative, square, subtract
from tenfold.ops.math.reduce import reduce_mean, reduce_sum, spread, total
from tenfold.ops.nn.bias import channel_axis


def infer_moments(x, *, axes, keepdims):
    s = reduction(x, axis=axes, keepdims=keepdims)
    return s, s


def average(x, axes, keepdims):
    """The mean of an array, in its dtype; NaN of nothing."""
    if x.dtype.kind in "iu":
        return reduce_mean.forward(x, axis=axes, keepdims=keepdims)
    s = total(x, axes, keepdims)
    return s / x.dtype.type(x.size // s.size if s.size else 1)


@op(
    infer=infer_moments,
    type=lambda _, attrs: "Mean" if attrs["keepdims"] else "Squeeze",
    label=lambda _, attrs: "moments/mean" if attrs["keepdims"] else "moments/Squeeze",
    graphdef=COMPOSED,
)
def _moments(x, *, axes: Axes, keepdims: Bool = False):
    mean = average(x, axes, True)
    centred = x - mean
    variance = average(centred * centred, axes, keepdims)
    return mean if keepdims else mean.reshape(variance.shape), variance


@_moments.gradient
def _(dys, x, x_shape, axes, keepdims):
    def mean_of(d):
        wide = spread(d, x_shape, axes, keepdims)
        return divide_real(wide, count_over(x, axes, x.dtype))

    centred = subtract(x, reduce_mean(x, axes, keepdims=True))
    return add(mean_of(dys[0]), multiply(multiply(mean_of(dys[1]), centred), 2.0))


def count_over(x, axes, dtype):
    """Elements that are averaged together, as a tensor of `dtype`."""
    return cast(_averaged(x, axes), dtype)


@op(infer=lambda x, *, axes: Spec((), dtypes.int32), gradient=None)
def _averaged(x, *, axes: Axes):
    chosen = range(x.ndim) if axes is None else np.atleast_1d(axes)
    return np.int32(np.prod([x.shape[a] for a in chosen], dtype=np.int64))


def moments(x, axes, shift=None, keepdims=False, name=None):
    """Mean and variance over `axes`, computed in float32 for 16-bit floats.

    Args:
      x: floating point.
      axes: ints; all but the last for what batch normalisation needs.
      shift: unused, as in TensorFlow 2.
      keepdims: keep the reduced axes with length 1.

    Returns: (mean, variance), the variance being that of the population.
    """
    x = convert(x)
    axes = axes if axes is None or not isinstance(axes, list) else tuple(axes)
    if x.dtype.size == 2:
        mean, variance = _moments(cast(x, dtypes.float32), axes, keepdims, name=name)
        return cast(mean, x.dtype), cast(variance, x.dtype)
    return _moments(x, axes, keepdims, name=name)


@op(infer=elementwise)
def inverse_deviation(variance, *, epsilon: Float):
    """1 / sqrt(variance + epsilon)."""
    one = variance.dtype.type(1)
    return one / xp(variance).sqrt(variance + variance.dtype.type(epsilon))


@inverse_deviation.gradient
def _(dy, y):
    return multiply(dy, multiply(multiply(square(y), y), -0.5))


@op(
    infer=lambda *xs, **_: broadcast(*(x for x in xs if x is not None)),
    type="AddV2",
    label="batchnorm/add_1",
    graphdef=COMPOSED,
)
def _batch_normalization(x, mean, variance, offset: Optional, scale: Optional, *, variance_epsilon: Float):
    inv = variance.dtype.type(1) / xp(variance).sqrt(variance + variance.dtype.type(variance_epsilon))
    inv = inv if scale is None else inv * scale
    return x * inv + (-mean * inv if offset is None else offset - mean * inv)


@_batch_normalization.gradient
def _(dy, x, mean, variance, scale, x_shape, mean_shape, variance_shape, offset_shape, scale_shape, variance_epsilon):
    inv = inverse_deviation(variance, variance_epsilon)
    slope = inv if scale is None else multiply(inv, scale)
    steep = multiply(dy, slope)

    def d_variance():
        pull = multiply(multiply(steep, subtract(x, mean)), multiply(square(inv), -0.5))
        return sum_to(pull, variance_shape)

    return (
        lambda: sum_to(steep, x_shape),
        lambda: sum_to(negative(steep), mean_shape),
        d_variance,
        lambda: sum_to(dy, offset_shape),
        lambda: sum_to(multiply(dy, multiply(subtract(x, mean), inv)), scale_shape),
    )


def batch_normalization(x, mean, variance, offset, scale, variance_epsilon, name=None):
    """scale * (x - mean) / sqrt(variance + variance_epsilon) + offset (Ioffe and Szegedy, arXiv:1502.03167).

    Args:
      x: any rank.
      mean, variance: what `moments` gives, of shapes that broadcast against `x`.
      offset, scale: the same, or None for 0 and 1.
      variance_epsilon: a small float.
    """
    x = convert(x)
    mean, variance = convert(mean, partner=x.dtype), convert(variance, partner=x.dtype)
    offset, scale = (None if t is None else convert(t, partner=x.dtype) for t in (offset, scale))
    return _batch_normalization(x, mean, variance, offset, scale, variance_epsilon, name=name)


def normalize_by(x, mean, variance, offset, scale, epsilon, name=None):
    """`batch_normalization` in the dtype of the moments, which that of `x` need not be; the result has that of `x`."""
    if x.dtype is mean.dtype:
        return batch_normalization(x, mean, variance, offset, scale, epsilon, name)
    return cast(batch_normalization(cast(x, mean.dtype), mean, variance, offset, scale, epsilon, name), x.dtype)


def infer_batch_norm(x, scale, offset, **_):
    channel = Spec((None if x.shape is None else x.shape[-1],), scale.dtype)
    return x, channel, channel


def flat_channels(x):
    """(positions, channels) in at least single precision."""
    x = x.reshape(-1, x.shape[-1])
    return x if x.dtype.itemsize >= 4 else x.astype(np.float32)


@op(infer=infer_batch_norm, type="FusedBatchNormV3")
def batch_norm_training(x, scale: Free, offset: Free, *, epsilon: Float = 1e-3):
    """Each channel (last axis) of `x` normalised by its own moments over all other axes, then scaled and shifted.

    Gives the result, and mean and population variance of each channel, through which no gradient flows.
    """
    flat = flat_channels(x)
    mean = average(flat, 0, False)
    flat = flat - mean
    variance = average(flat * flat, 0, False)
    y = flat * (scale / xp(x).sqrt(variance + variance.dtype.type(epsilon))) + offset
    return y.reshape(x.shape).astype(x.dtype), mean.astype(scale.dtype), variance.astype(scale.dtype)


@batch_norm_training.gradient
def _(dys, x, scale, ys, epsilon):
    return batch_norm_grad(dys[0], x, scale, ys[1], ys[2], epsilon)


@op(infer=lambda dy, x, scale, *_, **__: (x, scale, scale), type="FusedBatchNormGradV3")
def batch_norm_grad(gradients, x, scale: Free, mean: Free, variance: Free, *, epsilon: Float):
    """Gradients of `batch_norm_training` for x, scale and offset, given the moments that it found."""
    dy, flat = flat_channels(gradients), flat_channels(x)
    inv = variance.dtype.type(1) / xp(x).sqrt(variance + variance.dtype.type(epsilon))
    normal = (flat - mean) * inv
    d_offset, d_scale = total(dy, 0, False), total(dy * normal, 0, False)
    count = dy.dtype.type(len(dy))
    dx = (dy - d_offset / count - normal * (d_scale / count)) * (scale * inv)
    return dx.reshape(x.shape).astype(x.dtype), d_scale.astype(scale.dtype), d_offset.astype(scale.dtype)


@batch_norm_grad.gradient
def _(dys, gradients, x, scale, epsilon):
    with GradientTape() as tape:  # the formula written out in ops, the moments as functions of x, differentiated
        tape.watch([gradients, x, scale])
        outputs = _written_out(gradients, x, scale, epsilon)
    return [*tape.gradient(outputs, [gradients, x, scale], output_gradients=dys), None, None]


def _written_out(dy, x, scale, epsilon):
    dims, dtype = shape(x), x.dtype
    dy, x = (cast(reshape(t, concat([[-1], dims[-1:]], 0)), scale.dtype) for t in (dy, x))
    mean, variance = _moments(x, 0)
    inv = inverse_deviation(variance, epsilon)
    normal = multiply(subtract(x, mean), inv)
    d_offset, d_scale = reduce_sum(dy, 0), reduce_sum(multiply(dy, normal), 0)
    means = add(reduce_mean(dy, 0), multiply(normal, reduce_mean(multiply(dy, normal), 0)))
    dx = multiply(subtract(dy, means), multiply(scale, inv))
    return cast(reshape(dx, dims), dtype), d_scale, d_offset


def fused_batch_norm(
    x,
    scale,
    offset,
    mean=None,
    variance=None,
    epsilon=0.001,
    data_format="NHWC",
    is_training=True,
    name=None,
    exponential_avg_factor=1.0,
):
    """Batch normalisation of images, and the moments to keep.

    Args:
      x: (batch, height, width, channels), or channels second with data_format "NCHW"; 5-D likewise.
      scale, offset: (channels,).
      mean, variance: the moments to use, or while training, where `exponential_avg_factor` < 1, to update.
      is_training: normalise with the moments of `x` itself.
      exponential_avg_factor: the weight of the moments of `x` in the moments returned.

    Returns: (y, mean, variance): while training the moments of `x` with the unbiased variance, mixed with those given.
    """
    x, first, n = convert(x), channel_axis(data_format) == 1, len(data_format) - 2
    scale, offset = convert(scale, partner=x.dtype), convert(offset, partner=x.dtype)
    x = transpose(x, (0, *range(2, n + 2), 1)) if first else x
    if is_training:
        y, batch_mean, batch_variance = batch_norm_training(x, scale, offset, epsilon, name=name)
        count = count_over(x, tuple(range(n + 1)), scale.dtype)
        batch_variance = multiply(batch_variance, divide_real(count, subtract(count, 1.0)))
        mean, variance = (
            _mixed(old, new, exponential_avg_factor) for old, new in ((mean, batch_mean), (variance, batch_variance))
        )
    else:
        mean, variance = convert(mean, partner=scale.dtype), convert(variance, partner=scale.dtype)
        y = normalize_by(x, mean, variance, offset, scale, epsilon, name)
    return transpose(y, (0, n + 1, *range(1, n + 1))) if first else y, mean, variance


def _mixed(old, new, weight):
    """The running average `old` after seeing `new`."""
    if weight == 1 or old is None:
        return new
    old = convert(old, partner=new.dtype)
    return add(multiply(old, 1.0 - weight), multiply(new, weight))


def batch_norm_with_global_normalization(
    input, mean, variance, beta, gamma, variance_epsilon, scale_after_normalization, name=None
):
    """`batch_normalization` with scale `gamma` only if `scale_after_normalization`."""
    return batch_normalization(
        input, mean, variance, beta, gamma if scale_after_normalization else None, variance_epsilon, name
    )
