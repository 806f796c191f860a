"""Special functions, and other arithmetic, that XLA has under a name of its own."""

from collections.abc import Callable

import numpy as np

from tenfold.ops.math import bessel, complex_numbers, cumulative, special
from tenfold.runtime import xla
from tenfold.runtime.types import Array

# op -> its name in jax.scipy.special
SPECIAL = {
    special.erf: "erf",
    special.erfc: "erfc",
    special.erfinv: "erfinv",
    special.ndtri: "ndtri",
    special.lgamma: "gammaln",
    special.zeta: "zeta",
    special.igamma: "gammainc",
    special.igammac: "gammaincc",
    special.betainc: "betainc",
    bessel.bessel_i0: "i0",
    bessel.bessel_i0e: "i0e",
    bessel.bessel_i1: "i1",
    bessel.bessel_i1e: "i1e",
    bessel.spence: "spence",
}  # not expint: the series of JAX's expi never ends at infinity and NaN


def kernel(name: str) -> Callable[..., Array]:
    """`jax.scipy.special.<name>`, looked up when first traced."""

    def forward(*xs: Array, **named: Array) -> Array:
        return getattr(xla.jax().scipy.special, name)(*xs, *named.values())

    return forward


for _op, _name in SPECIAL.items():
    _op.kernel("xla", default=True)(kernel(_name))


@special.digamma.kernel("xla", default=True)
def _(x: Array) -> Array:
    """At the poles releases of JAX differ (NaN, or -inf at 0), and none knows infinity."""
    jax = xla.jax()
    np_ = jax.numpy
    pole, ordinary = (x <= 0) & (x == np_.floor(x)), np_.isfinite(x)
    found = jax.scipy.special.digamma(np_.where(pole | ~ordinary, x.dtype.type(1), x))
    return np_.where(pole | (x == -np.inf), x.dtype.type(np.nan), np_.where(ordinary, found, x))


@special.polygamma.kernel("xla", default=True)
def _(a: Array, x: Array) -> Array:
    jnp = xla.jax().numpy
    order = jnp.where((a == jnp.rint(a)) & (a >= 0), a, 0)
    return jnp.where(order == a, xla.jax().scipy.special.polygamma(order.astype(np.int32), x), jnp.nan).astype(x.dtype)


@special.igamma_grad_a.kernel("xla", default=True)
def _(a: Array, x: Array) -> Array:
    jax = xla.jax()
    return jax.lax.igamma_grad_a(*jax.numpy.broadcast_arrays(a, x))


@complex_numbers._complex.kernel("xla", default=True)
def _(real: Array, imag: Array) -> Array:
    jax = xla.jax()
    return jax.lax.complex(*jax.numpy.broadcast_arrays(real, imag))


@cumulative.cumulative_logsumexp.kernel("xla", default=True)
def _(x: Array, *, axis: int, exclusive: bool, reverse: bool) -> Array:
    lax = xla.jax().lax
    return cumulative.running(
        lambda x, axis: lax.cumlogsumexp(x, axis % x.ndim), -float("inf"), x, axis, exclusive, reverse
    )
