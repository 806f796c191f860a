"""`tf.random`'s stateful functions: each call, and each run of one in a graph, gives new numbers.

How the seeds combine is said in `random_seed`; where TensorFlow and the seeds agree, so do the numbers.
"""

from tenfold.core.calls import attrs
from tenfold.core.calls.attrs import Int
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.ops.arrays.basics import reshape
from tenfold.ops.arrays.basics import shape as shape_of
from tenfold.ops.random.distributions import (
    PER_ELEMENT,
    as_shape,
    check_bounds,
    check_uniform,
    draw_uniform,
    floating,
    gamma_parameters,
    joined,
    logits_and_dtype,
    over_rate,
    parameter,
    random_gamma,
    random_multinomial,
    random_permuted,
    random_poisson,
    random_standard_normal,
    random_truncated_normal,
    scaled,
    stateful_stream,
)
from tenfold.ops.random.orders import permutation_blocks
from tenfold.ops.scoped import scoped
from tenfold.ops.structures.kept_whole import kept_whole


@kept_whole("random.uniform")
@scoped("random_uniform", lambda node: "" if node.type == "AddV2" else node.type)
def uniform(shape, minval=0, maxval=None, dtype=dtypes.float32, seed=None, name=None):
    """Numbers uniform in [minval, maxval), bit for bit TensorFlow's.

    Args:
      shape: of the result, [...].
      minval, maxval: bounds; 0 and 1 by default. Scalars for integers (where maxval is required), else broadcastable.
      dtype: float16, bfloat16, float32, float64, int32 or int64.
      seed: op seed; see `tf.random.set_seed`.

    Raises:
      ValueError: another dtype, or an integer dtype without maxval.
      InvalidArgumentError: minval >= maxval for integers.
    """
    dtype, minval, maxval = check_uniform(dtype, minval, maxval)
    shape = as_shape(shape)
    if dtype.is_integer:
        minval, maxval = convert(minval, dtype), convert(maxval, dtype)
        check_bounds(minval, maxval)
    else:
        minval, maxval = parameter(minval, dtype, 0), parameter(maxval, dtype, 1)
    stream = stateful_stream(("uniform", dtype), shape, PER_ELEMENT, seed, minval, maxval)
    return draw_uniform(stream, shape, minval, maxval, dtype, name)


@kept_whole("random.normal")
@scoped("random_normal")
def normal(shape, mean=0.0, stddev=1.0, dtype=dtypes.float32, seed=None, name=None):
    """Numbers from a normal distribution (Box and Muller's transform of TensorFlow's uniforms).

    Args:
      shape: of the result, [...].
      mean, stddev: broadcastable with it.
      dtype: float16, bfloat16, float32 or float64.
      seed: op seed; see `tf.random.set_seed`.
    """
    dtype, shape = floating(dtype), as_shape(shape)
    mean, stddev = parameter(mean, dtype, 0), parameter(stddev, dtype, 1)
    stream = stateful_stream(("normal", dtype), shape, PER_ELEMENT, seed, mean, stddev)
    return scaled(random_standard_normal(stream, shape=shape, dtype=dtype), dtype, stddev, mean, name)


@kept_whole("random.truncated_normal")
@scoped("truncated_normal")
def truncated_normal(shape, mean=0.0, stddev=1.0, dtype=dtypes.float32, seed=None, name=None):
    """Numbers from a normal distribution, drawn again where they lie beyond two standard deviations from the mean.

    Arguments as for `normal`.
    """
    dtype, shape = floating(dtype), as_shape(shape)
    mean, stddev = parameter(mean, dtype, 0), parameter(stddev, dtype, 1)
    stream = stateful_stream(("truncated_normal", dtype), shape, PER_ELEMENT, seed, mean, stddev)
    return scaled(random_truncated_normal(stream, shape=shape, dtype=dtype), dtype, stddev, mean, name)


@kept_whole("random.shuffle")
def shuffle(value, seed=None, name=None):
    """`value`, [n, ...], with its n rows in random order."""
    value = convert(value)
    rows = value._dims[0] if value._dims else value._dims
    if rows is None:
        blocks = reshape((shape_of(value)[0] + 2) // 4, [1])
    else:
        blocks = (permutation_blocks(rows) if rows else 0,)
    return random_permuted(stateful_stream(("shuffle", value.dtype), blocks, 1, seed, value), value, name=name)


@kept_whole("random.categorical")
def categorical(logits, num_samples, dtype=None, seed=None, name=None):
    """`num_samples` classes for each row of `logits`, [batch, classes], which are unnormalised log-probabilities.

    Shape [batch, num_samples], int64 by default or int32. TensorFlow's numbers as its kernel draws them on one thread;
    on several it cuts large batches at places that depend on the machine.
    """
    logits, dtype = logits_and_dtype(logits, dtype)
    samples = attrs.resolve(Int, num_samples)
    batch = logits._dims[0] if logits._dims is not None and logits._dims[0] is not None else shape_of(logits)[0]
    # a uniform double takes two words, and each row is rounded up to whole blocks
    area = as_shape([batch, 2 * ((samples + 3) // 4 * 4)])
    stream = stateful_stream(("categorical", logits.dtype, dtype), area, PER_ELEMENT, seed, logits)
    return random_multinomial(stream, logits, num_samples=samples, dtype=dtype, name=name)


@kept_whole("random.gamma")
@scoped("random_gamma", "Maximum")
def gamma(shape, alpha, beta=None, dtype=dtypes.float32, seed=None, name=None):
    """`shape` draws from the gamma distribution of each (alpha, beta): shape + the shape these broadcast to.

    Differentiable in alpha (implicit reparameterisation) and beta (the rate, 1 by default).
    """
    alpha, beta = gamma_parameters(alpha, beta, dtype)
    full = joined(as_shape(shape), alpha)
    stream = stateful_stream(("gamma", alpha.dtype), full, PER_ELEMENT, seed, alpha)
    return over_rate(random_gamma(stream, alpha, shape=full), beta, name)


@kept_whole("random.poisson")
def poisson(shape, lam, dtype=dtypes.float32, seed=None, name=None):
    """`shape` draws from the Poisson distribution of each rate in `lam`: shape + the shape of lam, any real dtype."""
    lam, dtype = convert(lam, partner=dtypes.float32), dtypes.as_dtype(dtype)
    full = joined(as_shape(shape), lam)
    stream = stateful_stream(("poisson", lam.dtype, dtype), full, PER_ELEMENT, seed, lam)
    return random_poisson(stream, lam, shape=full, dtype=dtype, name=name)


# TensorFlow 1's spellings


@kept_whole("compat.v1.random_poisson")
def random_poisson_v1(lam, shape, dtype=dtypes.float32, seed=None, name=None):
    """`poisson` with its first two arguments the other way round."""
    return poisson(shape, lam, dtype, seed, name)


@kept_whole("compat.v1.multinomial")
def multinomial(logits, num_samples, seed=None, name=None, output_dtype=None):
    """`categorical` by its older name."""
    return categorical(logits, num_samples, output_dtype, seed, name)
