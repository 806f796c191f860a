"""Activation functions. Where a gradient is cheapest as one pass over the array it is an op of its own."""

import math

import numpy as np

from tenfold.core.calls.attrs import Float
from tenfold.core.calls.op import op, xp
from tenfold.core.values.convert import convert
from tenfold.ops.arrays.casting import cast
from tenfold.ops.arrays.joining import concat
from tenfold.ops.choosing import chosen
from tenfold.ops.graphdef import COMPOSED
from tenfold.ops.infer import elementwise
from tenfold.ops.math.arithmetic import add, conjugate, divide_real, multiply, negative, scalar, square
from tenfold.ops.math.comparison import ordered
from tenfold.ops.math.elementwise import absolute
from tenfold.ops.math.special import erf
from tenfold.ops.scoped import scoped, within
from tenfold.ops.structures.kept_whole import kept_whole

SELU_ALPHA, SELU_SCALE = 1.6732632423543772848170429916717, 1.0507009873554804934193349852946


def floating(x):
    """`x`, if it is floating point or complex: integers have no place on an S curve."""
    if x.dtype.kind in "iub":
        raise ValueError(
            f"received a tensor of dtype {x.dtype}, expected floating point: tf.cast(x, tf.float32) gives one"
        )
    return x


@op(infer=elementwise)
def relu(features):
    """max(features, 0)."""
    return xp(ordered(features)).maximum(features, features.dtype.type(0))


@relu.gradient
def _(dy, y):
    return relu_grad(dy, y)


@op(infer=elementwise)
def relu_grad(gradients, features):
    """`gradients` where `features` > 0, else zero."""
    return gradients * (features > 0)


@relu_grad.gradient
def _(dy, features):
    return relu_grad(dy, features), None


@op(infer=elementwise)
def relu6(features):
    """min(max(features, 0), 6)."""
    np_ = xp(ordered(features))
    return np_.minimum(np_.maximum(features, features.dtype.type(0)), features.dtype.type(6))


@relu6.gradient
def _(dy, y):
    return relu6_grad(dy, y)


@op(infer=elementwise)
def relu6_grad(gradients, features):
    """`gradients` where 0 < `features` < 6, else zero."""
    return gradients * ((features > 0) & (features < 6))


@relu6_grad.gradient
def _(dy, features):
    return relu6_grad(dy, features), None


@op(infer=elementwise)
def _leaky_relu(features, *, alpha: Float = 0.2):
    return chosen(features > 0, features, features * features.dtype.type(alpha))


@_leaky_relu.gradient
def _(dy, features, alpha):
    return leaky_relu_grad(dy, features, alpha)


@op(infer=elementwise)
def leaky_relu_grad(gradients, features, *, alpha: Float = 0.2):
    """`gradients` where `features` > 0, else alpha * `gradients`."""
    return chosen(features > 0, gradients, gradients * gradients.dtype.type(alpha))


@leaky_relu_grad.gradient
def _(dy, features, alpha):
    return leaky_relu_grad(dy, features, alpha), None


def leaky_relu(features, alpha=0.2, name=None):
    """`features` where positive, else alpha * features (Maas et al., 2013). Integers become float32."""
    if hasattr(features, "_map_values"):  # sparse and ragged
        return features._map_values(lambda v: leaky_relu(v, alpha))
    features = convert(features)
    return _leaky_relu(cast(features, np.float32) if features.dtype.is_integer else features, alpha, name=name)


@op(infer=elementwise)
def elu(features):
    """exp(x) - 1 where x < 0, else x (Clevert et al., arXiv:1511.07289)."""
    return chosen(features < 0, _below_zero(floating(features)), features)


def _below_zero(x):
    """exp(x) - 1 where x < 0; elsewhere something else.

    NumPy's expm1 takes three times as long as its tanh, by which that is 2 t / (1 - t), t = tanh(x / 2): nothing is
    lost where t < 0, to three units in the last place.
    """
    if type(x) is not np.ndarray or x.dtype != np.float32 or not x.ndim:
        return xp(x).expm1(x)
    out = np.minimum(x, x.dtype.type(0))
    out *= x.dtype.type(0.5)
    t = np.tanh(out, out=out)
    twice = t + t
    return np.divide(twice, np.subtract(x.dtype.type(1), t, out=t), out=twice)


@elu.gradient
def _(dy, y):
    return elu_grad(dy, y)


@op(infer=elementwise)
def elu_grad(gradients, outputs):
    """Gradient of `elu` from its result: exp(x) is outputs + 1."""
    return chosen(outputs < 0, gradients * (outputs + outputs.dtype.type(1)), gradients)


@elu_grad.gradient
def _(dy, gradients, outputs):
    return elu_grad(dy, outputs), lambda: relu_grad(multiply(dy, gradients), negative(outputs))


@op(infer=elementwise)
def selu(features):
    """scale * elu(x, alpha), with the fixed point of Klambauer et al., arXiv:1706.02515."""
    of = floating(features).dtype.type
    return chosen(features < 0, of(SELU_SCALE * SELU_ALPHA) * _below_zero(features), of(SELU_SCALE) * features)


@selu.gradient
def _(dy, y):
    return selu_grad(dy, y)


@op(infer=elementwise)
def selu_grad(gradients, outputs):
    """Gradient of `selu` from its result."""
    of = outputs.dtype.type
    slope = chosen(outputs < 0, outputs + of(SELU_SCALE * SELU_ALPHA), of(SELU_SCALE))
    return gradients * slope


@selu_grad.gradient
def _(dy, gradients, outputs):
    return selu_grad(dy, outputs), lambda: relu_grad(multiply(dy, gradients), negative(outputs))


@op(infer=elementwise)
def sigmoid(x):
    """1 / (1 + exp(-x))."""
    one = floating(x).dtype.type(1)
    return one / (one + xp(x).exp(-x))


@sigmoid.gradient
def _(dy, y):
    return sigmoid_grad(conjugate(y), dy)


@op(infer=elementwise)
def sigmoid_grad(outputs, gradients):
    """gradients * outputs * (1 - outputs), outputs being the sigmoid."""
    return gradients * outputs * (outputs.dtype.type(1) - outputs)


@sigmoid_grad.gradient
def _(dy, outputs, gradients):
    slope = lambda: multiply(multiply(dy, conjugate(gradients)), 1.0 - conjugate(outputs) * 2.0)
    return slope, lambda: sigmoid_grad(conjugate(outputs), dy)


@op(infer=elementwise)
def tanh(x):
    """Hyperbolic tangent."""
    return xp(x).tanh(floating(x))


@tanh.gradient
def _(dy, y):
    return tanh_grad(conjugate(y), dy)


@op(infer=elementwise)
def tanh_grad(outputs, gradients):
    """gradients * (1 - outputs ** 2), outputs being the tanh."""
    return gradients * (outputs.dtype.type(1) - outputs * outputs)


@tanh_grad.gradient
def _(dy, outputs, gradients):
    slope = lambda: multiply(multiply(dy, conjugate(gradients)), multiply(conjugate(outputs), -2.0))
    return slope, lambda: tanh_grad(conjugate(outputs), dy)


@op(infer=elementwise)
def softplus(features):
    """log(1 + exp(features)), without overflow."""
    np_ = xp(floating(features))
    return np_.maximum(features, features.dtype.type(0)) + np_.log1p(np_.exp(-abs(features)))


@softplus.gradient
def _(dy, features):
    return multiply(dy, sigmoid(features))


@op(infer=elementwise)
def softsign(features):
    """features / (1 + |features|)."""
    return features / (features.dtype.type(1) + abs(floating(features)))


@softsign.gradient
def _(dy, features):
    return divide_real(dy, square(add(absolute(features), scalar(1, features))))


@op(infer=elementwise, type="IdentityN", graphdef=COMPOSED)
def _silu(features):
    return features / (features.dtype.type(1) + xp(features).exp(-floating(features)))


@_silu.gradient
def _(dy, features, y):
    s = sigmoid(features)
    return multiply(dy, s + y * (1.0 - s))


def silu(features, beta=1.0, name=None):
    """features * sigmoid(beta * features), also called swish (Ramachandran et al., arXiv:1710.05941)."""
    if hasattr(features, "_map_values"):  # sparse and ragged
        return features._map_values(lambda v: silu(v, beta))
    features = convert(features)
    if type(beta) in (int, float) and beta == 1:
        return _silu(features, name=name)
    return multiply(features, sigmoid(multiply(features, convert(beta, partner=features.dtype))), name=name)


swish = silu


@kept_whole("nn.gelu")
@scoped("Gelu", None)
def gelu(features, approximate=False, name=None):
    """features * P(X <= features) for X ~ N(0, 1) (Hendrycks and Gimpel, arXiv:1606.08415).

    Args:
      approximate: use tanh in place of the error function.
    """
    if hasattr(features, "_map_values"):  # sparse and ragged
        return features._map_values(lambda v: gelu(v, approximate))
    x = convert(features)
    if not x.dtype.is_floating:
        raise ValueError(f"`features.dtype` must be a floating point tensor. Received: features.dtype={x.dtype.name}")
    if approximate:
        bend = tanh((x + square(x) * x * 0.044715) * math.sqrt(2 / math.pi))
    else:
        bend = erf(x * math.sqrt(0.5))
    return multiply(x * 0.5, bend + 1.0, name=within(name, "mul_3" if approximate else "mul_2"))


@scoped("CRelu", "Relu")
def crelu(features, axis=-1, name=None):
    """relu of `features` and of their negative, joined along `axis` (Shang et al., arXiv:1603.05201)."""
    features = convert(features)
    return relu(concat([features, negative(features)], axis), name=name)


@scoped("LogSigmoid")
def log_sigmoid(x, name=None):
    """log(1 / (1 + exp(-x))), as -softplus(-x)."""
    return negative(softplus(negative(convert(x))), name=name)
