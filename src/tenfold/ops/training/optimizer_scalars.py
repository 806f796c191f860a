"""The numbers that an optimizer's step on every variable shares, computed once a step: one op each."""

import numpy as np

from tenfold.core.calls.attrs import Bool, Dtype, Float, Int
from tenfold.core.calls.op import Free, op, xp
from tenfold.core.graphs.spec import Spec


def _scalar(*_, dtype, **__):
    return Spec((), dtype)


def _power(base, exponent, dtype):
    """base ** exponent in `dtype` itself, as TensorFlow computes it."""
    number = dtype.numpy.type(base)
    return xp(exponent).power(number, exponent.astype(number.dtype))


@op(infer=_scalar, gradient=None)
def decayed_rate(rate: Free, iterations: Free, *, decay: Float, dtype: Dtype):
    """rate / (1 + decay * iterations): the `decay=` of Keras 1 and 2."""
    one = dtype.numpy.type(1)
    return rate.astype(dtype.numpy) / (one + dtype.numpy.type(decay) * iterations.astype(dtype.numpy))


@op(infer=_scalar, gradient=None)
def adam_rate(rate: Free, iterations: Free, *, beta_1: Float, beta_2: Float, dtype: Dtype):
    """rate * sqrt(1 - beta_2 ** t) / (1 - beta_1 ** t), t = iterations + 1."""
    of, np_ = dtype.numpy.type, xp(iterations)
    if np_ is np:  # whose scalars are several times as fast as arrays of one number
        t = of(iterations.item() + 1)
        return of(rate.item()) * np.sqrt(of(1) - of(beta_2) ** t) / (of(1) - of(beta_1) ** t)
    t = (iterations + iterations.dtype.type(1)).astype(dtype.numpy)
    root = np_.sqrt(of(1) - np_.power(of(beta_2), t))
    return rate.astype(dtype.numpy) * root / (of(1) - np_.power(of(beta_1), t))


@op(infer=_scalar, gradient=None)
def adamax_rate(rate: Free, iterations: Free, *, beta_1: Float, dtype: Dtype):
    """rate / (1 - beta_1 ** t), t = iterations + 1."""
    t = iterations + iterations.dtype.type(1)
    return rate.astype(dtype.numpy) / (dtype.numpy.type(1) - _power(beta_1, t, dtype))


@op(infer=lambda *_, dtype, **__: (Spec((), dtype),) * 4, gradient=None)
def nadam_factors(iterations: Free, product: Free, *, beta_1: Float, beta_2: Float, dtype: Dtype, pace: Float = 1.0):
    """Factors of the mean, the gradient and the variance, and the new product of all momenta (Dozat, 2015).

    The momentum of step t is beta_1 * (1 - 0.96 ** (pace * t) / 2).
    """
    of = dtype.numpy.type
    t, base = iterations + iterations.dtype.type(1), 0.96**pace
    now = of(beta_1) * (of(1) - of(0.5) * _power(base, t, dtype))
    ahead = of(beta_1) * (of(1) - of(0.5) * _power(base, t + t.dtype.type(1), dtype))
    product = product.astype(dtype.numpy) * now
    of_mean = ahead / (of(1) - product * ahead)
    of_gradient = (of(1) - now) / (of(1) - product)
    return of_mean, of_gradient, of(1) / (of(1) - _power(beta_2, t, dtype)), product


@op(infer=lambda *_, dtype, **__: (Spec((), dtype),) * 2, gradient=None)
def corrections(iterations: Free, *, beta_1: Float, beta_2: Float, dtype: Dtype):
    """1 / (1 - beta_1 ** t) and 1 / (1 - beta_2 ** t), t = iterations + 1: averages that start at zero times these."""
    one, t = dtype.numpy.type(1), iterations + iterations.dtype.type(1)
    return one / (one - _power(beta_1, t, dtype)), one / (one - _power(beta_2, t, dtype))


@op(infer=lambda *_, dtype, **__: (Spec((), dtype),) * 2, gradient=None)
def adafactor_scalars(rate: Free, iterations: Free, *, beta_2_decay: Float, relative: Bool, dtype: Dtype):
    """The rate, if `relative` at most 1 / sqrt(t), and t ** beta_2_decay, a share that is new; t = iterations + 1."""
    of, np_ = dtype.numpy.type, xp(iterations)
    t = (iterations + iterations.dtype.type(1)).astype(dtype.numpy)
    rate = rate.astype(dtype.numpy)
    return np_.minimum(rate, of(1) / np_.sqrt(t)) if relative else rate, np_.power(t, of(beta_2_decay))


@op(infer=lambda *_, dtype, **__: (Spec((), dtype),) * 3, gradient=None)
def schedule_free_scalars(rate: Free, iterations: Free, *, beta_2: Float, warmup: Int, dtype: Dtype):
    """The rate, in the first `warmup` steps a part of it; 1 / (1 - beta_2 ** t); 1 / t, the share of an average that
    is new; t = iterations + 1."""
    of, np_ = dtype.numpy.type, xp(iterations)
    t = (iterations + iterations.dtype.type(1)).astype(dtype.numpy)
    rate = rate.astype(dtype.numpy)
    rate = rate * np_.minimum(of(1), t / of(warmup)) if warmup else rate
    return rate, of(1) / (of(1) - np_.power(of(beta_2), t)), of(1) / t
