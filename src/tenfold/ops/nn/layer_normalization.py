"""Normalisation by the moments over chosen axes: one op for layers, groups, instances and batches."""

import numpy as np

from tenfold.core.calls.attrs import Axes, Float
from tenfold.core.calls.op import Free, op, xp
from tenfold.core.calls.tape import GradientTape
from tenfold.core.graphs.spec import Spec
from tenfold.ops.arrays.broadcasting import sum_to
from tenfold.ops.arrays.casting import cast
from tenfold.ops.arrays.shaping import known_shape
from tenfold.ops.graphdef import COMPOSED
from tenfold.ops.infer import reduction
from tenfold.ops.math.arithmetic import add, multiply, subtract
from tenfold.ops.math.reduce import reduce_mean, total
from tenfold.ops.nn.normalization import inverse_deviation, moments


def _infer(x, scale, offset, *, axes, epsilon):
    moment = Spec(reduction(x, axis=axes, keepdims=True).shape, scale.dtype)
    return x, moment, moment


@op(infer=_infer, type="AddV2", label="batchnorm/add_1", graphdef=COMPOSED)
def layer_normalization(x, scale: Free, offset: Free, *, axes: Axes = -1, epsilon: Float = 1e-3):
    """scale * (x - mean) / sqrt(variance + epsilon) + offset (Ba et al. 2016, arXiv:1607.06450).

    Args:
      x: any rank.
      scale, offset: of one dtype, in which all is computed; they broadcast against `x`.
      axes: those over which mean and variance are taken.

    Gives the result in the dtype of `x`, and mean and population variance with the axes kept at length 1, through which
    no gradient flows.
    """
    wide = x.astype(scale.dtype)
    part = wide.dtype.type(1 / _count(wide, axes))
    mean = total(wide, axes, True) * part
    y = wide - mean
    variance = total(y * y, axes, True) * part
    y = y * (wide.dtype.type(1) / xp(x, scale).sqrt(variance + wide.dtype.type(epsilon)))
    return (y * scale + offset).astype(x.dtype), mean, variance


def _count(x, axes):
    """Elements that are averaged together; 1 of nothing."""
    chosen = range(x.ndim) if axes is None else np.atleast_1d(axes)
    return max(int(np.prod([x.shape[a] for a in chosen], dtype=np.int64)), 1)


@layer_normalization.gradient
def _(dys, x, scale, offset_shape, ys, axes, epsilon):
    dx, d_scale = _gradient(dys[0], x, scale, ys[1], ys[2], axes, epsilon)
    return dx, lambda: sum_to(d_scale, known_shape(scale)), lambda: sum_to(cast(dys[0], scale.dtype), offset_shape)


@op(infer=lambda dy, x, scale, *_, **__: (x, Spec(x.shape, scale.dtype)), type="Mul", graphdef=COMPOSED)
def _gradient(gradients, x, scale: Free, mean: Free, variance: Free, *, axes: Axes, epsilon: Float):
    """Gradient for x, and `gradients` times the normalised x, which sums to that for the scale."""
    of = scale.dtype.type
    inv = of(1) / xp(x, variance).sqrt(variance + of(epsilon))
    normal = (x.astype(scale.dtype) - mean) * inv
    dy, part = gradients.astype(scale.dtype), of(1 / _count(x, axes))
    steep, d_scale = dy * scale, dy * normal
    pull = total(d_scale * scale, axes, True) * part
    dx = (steep - total(steep, axes, True) * part - normal * pull) * inv
    return dx.astype(x.dtype), d_scale


@_gradient.gradient
def _(dys, gradients, x, scale, axes, epsilon):
    with GradientTape() as tape:  # the formula written out in ops, the moments as functions of x, differentiated
        tape.watch([gradients, x, scale])
        outputs = _written_out(gradients, x, scale, axes, epsilon)
    return [*tape.gradient(outputs, [gradients, x, scale], output_gradients=dys), None, None]


def _written_out(dy, x, scale, axes, epsilon):
    narrow, dy, x = x.dtype, cast(dy, scale.dtype), cast(x, scale.dtype)
    mean, variance = moments(x, axes, keepdims=True)
    inv = inverse_deviation(variance, epsilon)
    normal, steep = multiply(subtract(x, mean), inv), multiply(dy, scale)
    pulled = multiply(normal, reduce_mean(multiply(steep, normal), axes, keepdims=True))
    dx = multiply(subtract(steep, add(reduce_mean(steep, axes, keepdims=True), pulled)), inv)
    return cast(dx, narrow), multiply(dy, normal)
