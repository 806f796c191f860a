"""Random ops whose steps follow one another: loops of XLA in place of Python's."""

from tenfold.core.calls.op import xp
from tenfold.ops.nn import candidates
from tenfold.ops.random import distributions as random_ops
from tenfold.ops.random import gamma_gradient as random_gradients
from tenfold.runtime import xla


@random_ops.random_gamma.kernel("xla", default=True)
def _(stream, alpha, *, shape):
    return random_ops.draw_gamma(stream, alpha, shape, xla.jax().lax.fori_loop)


@random_ops.gamma_sample_gradient.kernel("xla", default=True)
def _(alpha, sample):
    return random_gradients.gamma_sample_gradient(xp(alpha, sample), alpha, sample, xla.jax().lax.fori_loop)


@random_ops.random_permuted.kernel("xla", default=True)
def _(stream, value):
    return random_ops.permuted(stream, value, xla.jax().lax.fori_loop)


@candidates.candidate_sampler.kernel("xla", default=True)
def _(stream, true_classes, *, num_true, num_sampled, unique, range_max, distribution):
    loop = xla.jax().lax.while_loop
    return candidates.draw_candidates(
        stream, true_classes, num_true, num_sampled, unique, range_max, distribution, loop
    )
