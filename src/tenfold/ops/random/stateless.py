"""`tf.random.stateless_*`: the numbers depend on the arguments alone.

Every function takes `seed`, an integer tensor of shape [2], and the same seed and shape always give the same numbers,
TensorFlow's. `alg` may be "philox" or "auto_select", which are one on CPUs.
"""

import enum

from tenfold.core.base.errors import InvalidArgumentError
from tenfold.core.calls import attrs
from tenfold.core.calls.attrs import Int
from tenfold.core.calls.complaints import short
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.ops.arrays.basics import stack
from tenfold.ops.random.distributions import (
    as_shape,
    check_uniform,
    draw_uniform,
    floating,
    gamma_parameters,
    logits_and_dtype,
    over_rate,
    random_binomial,
    random_full_int,
    random_gamma,
    random_index_shuffle,
    random_multinomial,
    random_permuted,
    random_poisson,
    random_standard_normal,
    random_truncated_normal,
    scaled,
    stateless_stream,
)
from tenfold.ops.scoped import scoped


class Algorithm(enum.Enum):
    """Random number algorithms. AUTO_SELECT selects PHILOX; THREEFRY is a name only, no function takes it."""

    PHILOX = 1
    THREEFRY = 2
    AUTO_SELECT = 3


def algorithm_number(alg):
    """1 or 3 for the algorithm that `alg` (a number, name, Algorithm or None) means; ValueError for any but Philox."""
    if isinstance(alg, str):
        name = alg.strip().lower().replace("-", "").replace("_", "")
        alg = {"philox": Algorithm.PHILOX, "autoselect": Algorithm.AUTO_SELECT}.get(name, alg)
    known = {None: 3, Algorithm.PHILOX: 1, Algorithm.AUTO_SELECT: 3, 1: 1, 3: 3}
    number = known.get(alg) if isinstance(alg, (int, float, Algorithm, type(None))) else None
    if number is None:
        raise ValueError(
            f'Argument `alg` got unsupported value {short(alg)}. Supported are "philox" (1) and "auto_select" (3).'
        )
    return number


def _stream(seed, alg=None):
    algorithm_number(alg)
    return stateless_stream(seed)


@scoped("stateless_random_uniform")
def stateless_uniform(shape, seed, minval=0, maxval=None, dtype=dtypes.float32, name=None, alg="auto_select"):
    """Numbers uniform in [minval, maxval); over the whole range of an integer dtype if both are None.

    Arguments as for `tf.random.uniform`; uint32 and uint64 are accepted for the whole range.
    """
    dtype, minval, maxval = check_uniform(dtype, minval, maxval, whole_range=True)
    shape, stream = as_shape(shape), _stream(seed, alg)
    if dtype.is_integer and minval is None:
        return random_full_int(stream, shape=shape, dtype=dtype, name=name)
    return draw_uniform(stream, shape, minval, maxval, dtype, name)


@scoped("stateless_random_normal")
def stateless_normal(shape, seed, mean=0.0, stddev=1.0, dtype=dtypes.float32, name=None, alg="auto_select"):
    """Numbers from a normal distribution; arguments as for `tf.random.normal`."""
    dtype = floating(dtype)
    drawn = random_standard_normal(_stream(seed, alg), shape=as_shape(shape), dtype=dtype)
    return scaled(drawn, dtype, stddev, mean, name)


@scoped("stateless_truncated_normal")
def stateless_truncated_normal(shape, seed, mean=0.0, stddev=1.0, dtype=dtypes.float32, name=None, alg="auto_select"):
    """Normal numbers within two deviations of the mean; arguments as for `tf.random.truncated_normal`."""
    dtype = floating(dtype)
    drawn = random_truncated_normal(_stream(seed, alg), shape=as_shape(shape), dtype=dtype)
    return scaled(drawn, dtype, stddev, mean, name)


@scoped("stateless_random_gamma", "Maximum")
def stateless_gamma(shape, seed, alpha, beta=None, dtype=dtypes.float32, name=None):
    """Draws from gamma distributions; unlike `tf.random.gamma`'s, `shape` ends with the shape of the parameters."""
    alpha, beta = gamma_parameters(alpha, beta, dtype)
    return over_rate(random_gamma(_stream(seed), alpha, shape=as_shape(shape)), beta, name)


@scoped("stateless_random_poisson", "StatelessRandomPoisson")
def stateless_poisson(shape, seed, lam, dtype=dtypes.int32, name=None):
    """Draws from Poisson distributions; `shape` ends with the shape of the rates `lam`."""
    lam = convert(lam, partner=dtypes.float32)
    return random_poisson(_stream(seed), lam, shape=as_shape(shape), dtype=dtypes.as_dtype(dtype), name=name)


@scoped("stateless_random_binomial", "StatelessRandomBinomial")
def stateless_binomial(shape, seed, counts, probs, output_dtype=dtypes.int32, name=None):
    """Successes in `counts` trials of probability `probs`; `shape` ends with the shape that these broadcast to."""
    probs = convert(probs, partner=dtypes.float32)
    counts, dtype = convert(counts, partner=probs.dtype), dtypes.as_dtype(output_dtype)
    return random_binomial(_stream(seed), counts, probs, shape=as_shape(shape), dtype=dtype, name=name)


@scoped("stateless_categorical", "StatelessMultinomial")
def stateless_categorical(logits, num_samples, seed, dtype=dtypes.int64, name=None):
    """Classes drawn from the rows of `logits`, [batch, classes]; arguments as for `tf.random.categorical`."""
    logits, dtype = logits_and_dtype(logits, dtype)
    samples = attrs.resolve(Int, num_samples)
    return random_multinomial(_stream(seed), logits, num_samples=samples, dtype=dtype, name=name)


def stateless_multinomial(logits, num_samples, seed, output_dtype=dtypes.int64, name=None):
    """`stateless_categorical` by its older name."""
    return stateless_categorical(logits, num_samples, seed, output_dtype, name or "stateless_multinomial")


@scoped("stateless_shuffle", "StatelessShuffle")
def stateless_shuffle(value, seed, alg="auto_select", name=None):
    """`value`, [n, ...], with its n rows in random order."""
    return random_permuted(_stream(seed, alg), convert(value), name=name)


def index_shuffle(index, seed, max_index):
    """Where `index` goes in the permutation of [0, max_index] that `seed` names, without making the permutation."""
    index = convert(index)
    return random_index_shuffle(index, convert(seed), convert(max_index, partner=index.dtype))


def keyed_index_shuffle(index, seed, max_index, rounds=4, name=None):
    """`index_shuffle` with a seed of three numbers, uint32, int32 or int64. `rounds` of the cipher: 4."""
    if rounds != 4:
        raise ValueError(f"random_index_shuffle does 4 rounds; received rounds={rounds}.")
    index, seed = convert(index), convert(seed)
    if seed._dims not in (None, (3,)):
        raise InvalidArgumentError(f"seed must be three numbers; received shape {seed._dims}.")
    return random_index_shuffle(index, seed, convert(max_index, partner=index.dtype), name=name)


def split(seed, num=2, alg="auto_select"):
    """`num` new seeds, [num, 2], made of one."""
    seed = _seed_tensor(seed)
    return stateless_uniform([num, 2], seed, None, None, seed.dtype, alg=alg)


def fold_in(seed, data, alg="auto_select"):
    """A new seed, [2], that depends on `seed` and on the integer `data`, whose dtype it has."""
    data = _seed_tensor(data)
    return stack([stateless_uniform([], seed, None, None, data.dtype, alg=alg), data])


def _seed_tensor(value):
    return value if isinstance(value, Tensor) else convert(value)
