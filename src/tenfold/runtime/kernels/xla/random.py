"""Random ops whose steps follow one another: loops of XLA in place of Python's."""

from typing import Any

from tenfold.core.calls.op import xp
from tenfold.ops.nn import candidates
from tenfold.ops.random import distributions as random_ops
from tenfold.ops.random import gamma_gradient as random_gradients
from tenfold.runtime import xla
from tenfold.runtime.types import Array, Ints


@random_ops.random_gamma.kernel("xla", default=True)
def _(stream: Any, alpha: Array, *, shape: Ints) -> Array:
    return random_ops.draw_gamma(stream, alpha, shape, xla.jax().lax.fori_loop)


@random_ops.gamma_sample_gradient.kernel("xla", default=True)
def _(alpha: Array, sample: Array) -> Array:
    return random_gradients.gamma_sample_gradient(xp(alpha, sample), alpha, sample, xla.jax().lax.fori_loop)


@random_ops.random_permuted.kernel("xla", default=True)
def _(stream: Any, value: Array) -> Array:
    return random_ops.permuted(stream, value, xla.jax().lax.fori_loop)


@candidates.candidate_sampler.kernel("xla", default=True)
def _(
    stream: Any,
    true_classes: Array,
    *,
    num_true: int,
    num_sampled: int,
    unique: bool,
    range_max: int,
    distribution: Any,
) -> tuple[Array, ...]:
    loop = xla.jax().lax.while_loop
    return candidates.draw_candidates(
        stream, true_classes, num_true, num_sampled, unique, range_max, distribution, loop
    )
