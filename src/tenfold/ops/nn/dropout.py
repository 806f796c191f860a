"""Dropout (Srivastava et al., JMLR 15, 2014)."""

import functools
import numbers

from tenfold.core.calls.attrs import Float
from tenfold.core.calls.complaints import described
from tenfold.core.calls.op import Free, op
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.ops.arrays.creation import ones_like
from tenfold.ops.arrays.shaping import shape
from tenfold.ops.choosing import chosen
from tenfold.ops.graphdef import COMPOSED
from tenfold.ops.math.arithmetic import add, multiply, subtract
from tenfold.ops.nn.activations import SELU_ALPHA, SELU_SCALE
from tenfold.ops.random import stateful as random
from tenfold.ops.random.stateless import stateless_uniform
from tenfold.ops.scoped import scoped
from tenfold.ops.structures.kept_whole import kept_whole


@op(infer=lambda x, noise, *, rate: x, type="SelectV2", label="dropout/SelectV2", graphdef=COMPOSED)
def drop(x, noise: Free, *, rate: Float):
    """x / (1 - rate) where `noise`, uniform in [0, 1), is at least `rate`, else zero."""
    of = x.dtype.type
    return chosen(noise >= noise.dtype.type(rate), x * of(1 / (1 - rate)), of(0))


@drop.gradient
def _(dy, noise, rate):
    return drop(dy, noise, rate), None


@op(infer=lambda x, noise, rate: x, type="SelectV2", label="dropout/SelectV2", graphdef=COMPOSED)
def drop_at(x, noise: Free, rate: Free):
    """`drop` with a rate that is known only when the op runs, a scalar tensor."""
    rate, one = rate.astype(x.dtype), x.dtype.type(1)
    return chosen(noise >= rate, x * (one / (one - rate)), x.dtype.type(0))


@drop_at.gradient
def _(dy, noise, rate):
    return drop_at(dy, noise, rate), None, None


@kept_whole("nn.dropout")
def dropout(x, rate, noise_shape=None, seed=None, name=None):
    """`x` with each element zeroed with probability `rate`, the others scaled by 1 / (1 - rate).

    Args:
      x: floating point.
      rate: a float in [0, 1), or a scalar tensor.
      noise_shape: shape of the random choice, broadcast over `x`; None entries are those of `x`.
      seed: an int for the same choice in every process.

    Raises:
      ValueError: `rate` is not in [0, 1), or `x` is not floating point.
    """
    return general_dropout(x, rate, functools.partial(random.uniform, seed=seed), noise_shape, name or "dropout")


@scoped("general_dropout", "SelectV2")
def general_dropout(x, rate, uniform_sampler, noise_shape=None, name=None):
    """`dropout` with noise from `uniform_sampler(shape=, dtype=)`, uniform in [0, 1)."""
    if hasattr(x, "flat_values"):  # ragged
        return x._map_values(lambda v: general_dropout(v, rate, uniform_sampler, noise_shape))
    x = convert(x)
    if not x.dtype.is_floating:
        raise ValueError(
            f"x must be floating point, as it will be scaled; received dtype {x.dtype.name}: tf.cast it first."
        )
    if isinstance(rate, Tensor) or hasattr(rate, "_as_tensor"):
        return drop_at(x, uniform_sampler(shape=noise_dims(x, noise_shape), dtype=x.dtype), rate, name=name)
    if not isinstance(rate, numbers.Real) or not 0 <= rate < 1:
        raise ValueError(f"`rate` must be a scalar tensor or a float in the range [0, 1). Received: {described(rate)}")
    return (
        x if rate == 0 else drop(x, uniform_sampler(shape=noise_dims(x, noise_shape), dtype=x.dtype), rate, name=name)
    )


def noise_dims(x, noise_shape):
    """The shape of the noise: that of `x` where `noise_shape` leaves it open."""
    known = x._dims is not None and None not in x._dims
    dims = x._dims if known else shape(x)
    if noise_shape is None:
        return dims
    noise_shape = noise_shape.as_list() if hasattr(noise_shape, "as_list") else noise_shape
    if isinstance(noise_shape, (list, tuple)) and None in noise_shape:
        return [dims[i] if n is None else n for i, n in enumerate(noise_shape)]
    return noise_shape


@kept_whole("compat.v1.nn.dropout")
def dropout_v1(x, keep_prob=None, noise_shape=None, seed=None, name=None, rate=None):
    """TensorFlow 1's dropout, told the probability to keep an element (`keep_prob`) or to drop it (`rate`)."""
    if (rate is None) == (keep_prob is None):
        raise ValueError(
            f"dropout needs one of `rate` and `keep_prob` = 1 - rate; received rate={rate}, keep_prob={keep_prob}."
        )
    return dropout(x, 1 - keep_prob if rate is None else rate, noise_shape, seed, name)


def stateless_dropout(x, rate, seed, rng_alg=None, noise_shape=None, name=None):
    """`dropout` whose choice is a function of `seed`, two ints."""
    sampler = lambda shape, dtype: stateless_uniform(shape, seed, dtype=dtype, alg=rng_alg or "auto_select")
    return general_dropout(x, rate, sampler, noise_shape, name or "stateless_dropout")


def alpha_dropout(x, rate, noise_shape=None, seed=None, name=None):
    """Dropout for `selu` (Klambauer et al., arXiv:1706.02515).

    Dropped elements become -alpha * scale, then an affine map restores zero mean and unit variance.
    """
    x = convert(x)
    low = -SELU_ALPHA * SELU_SCALE
    slope = ((1 - rate) * (1 + rate * low**2)) ** -0.5
    noise = random.uniform(noise_dims(x, noise_shape), dtype=x.dtype, seed=seed)
    kept = multiply(drop(x, noise, rate), 1 - rate)
    dropped = multiply(subtract(1.0, multiply(drop(ones_like(x), noise, rate), 1 - rate)), low)
    return add(multiply(add(kept, dropped), slope), -slope * low * rate, name=name)
