"""How a gamma sample moves with its shape parameter: implicit reparameterisation.

Figurnov, Mohamed, Mnih: Implicit Reparameterization Gradients (NeurIPS 2018).
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from tenfold.ops.random.philox import Array
from tenfold.ops.random.samplers import python_loop


def _digamma_of_large(xp: Any, z: Array) -> Array:
    """The asymptotic series: error below 1e-14 from z = 10 on."""
    inverse = 1 / (z * z)
    series = inverse * (1 / 12 - inverse * (1 / 120 - inverse * (1 / 252 - inverse * (1 / 240 - inverse / 132))))
    return xp.log(z) - 0.5 / z - series


def _digamma(xp: Any, z: Array) -> Array:
    """The derivative of log gamma for z >= 1, in float64: ten steps of its recurrence, then the asymptotic series."""
    return _digamma_of_large(xp, z + 10) - sum(1 / (z + i) for i in range(10))


def gamma_sample_gradient(xp: Any, alpha: Array, sample: Array, fori_loop: Callable = python_loop) -> Array:
    """d sample / d alpha of draws from Gamma(alpha, 1), both of one shape and floating dtype, which the result keeps.

    The distribution function P(alpha, x) stays put while both move, so dx = -(dP/dalpha) / density, with P as its
    series x^alpha e^-x / Gamma(alpha + 1) * sum of x^n / ((alpha + 1) ... (alpha + n)), in double precision. Under
    jax.numpy pass `jax.lax.fori_loop`: the number of terms depends on the numbers.
    """
    a, x = alpha.astype(np.float64), xp.maximum(sample.astype(np.float64), np.finfo(np.float64).tiny)
    largest = xp.max(xp.maximum(x - a, 0.0) + 10 * xp.sqrt(xp.maximum(x, a)), initial=0.0)
    terms = 50 + (int(largest) if xp is np else largest.astype(np.int64))
    loop = python_loop if xp is np else fori_loop

    def add(n: Any, state: tuple) -> tuple:
        total, moved, term, term_moves = state
        below = a + (n + 1)
        term, term_moves = term * x / below, (term_moves - term / below) * x / below
        return total + term, moved + term_moves, term, term_moves

    one, zero = xp.ones_like(a), xp.zeros_like(a)
    total, moved, _, _ = loop(0, terms, add, (one, zero, one, zero))
    gradient = -(x / a) * (total * (xp.log(x) - _digamma(xp, a + 1)) + moved)
    return gradient.astype(alpha.dtype)
