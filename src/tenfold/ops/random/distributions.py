"""Random ops: each distribution is one op over a stream, and streams come from seeds.

A stream is an int64 tensor of shape [3], (low counter, high counter, key), which is also the state of a
`tf.random.Generator`. Stateful ops take theirs from `random_stream`, stateless ones from `stateless_stream`; the
numbers are those of TensorFlow's CPU kernels for the same seeds and shapes.
"""

import math

import numpy as np

from tenfold.core.base import errors
from tenfold.core.base.thread import STATE, using
from tenfold.core.calls import attrs
from tenfold.core.calls.attrs import Count, Dtype, Int, Ints, Shape
from tenfold.core.calls.complaints import described
from tenfold.core.calls.op import Free, op, xp
from tenfold.core.graphs.spec import Spec
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.ops import memory
from tenfold.ops.arrays.basics import concat, ones_like
from tenfold.ops.arrays.basics import shape as shape_of
from tenfold.ops.arrays.broadcasting import sum_to
from tenfold.ops.failing import check_scalar, fails_where
from tenfold.ops.graphdef import COMPOSED
from tenfold.ops.math.arithmetic import add, divide_real, multiply, subtract
from tenfold.ops.math.powers import maximum
from tenfold.ops.random import gamma_gradient as random_gradients
from tenfold.ops.random import orders as random_orders
from tenfold.ops.random import philox as bits
from tenfold.ops.random import samplers as random_samplers
from tenfold.ops.random.seeds import chosen_pair, eager_counter, graph_counter

_FLOATS = (dtypes.float16, dtypes.bfloat16, dtypes.float32, dtypes.float64)
PER_ELEMENT = bits.reserved_blocks(1)

# where streams come from


def _drawn(stateful, stateless):
    """TensorFlow has one op that keeps a state and one that is given a seed."""
    return lambda inputs, _: stateless if _is_stateless(inputs[0]) else stateful


def _is_stateless(stream):
    return isinstance(stream, SymbolicTensor) and stream.node.operation is stateless_stream


@op(infer=lambda **_: Spec((3,), dtypes.int64), stateful=True, gradient=None)
def random_stream(env, *, shape: Shape, unit: Int, seed: Int, op_seed: Int, counter):
    """The stream of a stateful op; its `counter` moves on by `unit` blocks for each element of `shape`."""
    begin = env.advance(counter, unit * math.prod(shape))
    return bits.generator_state(xp(begin), bits.op_stream(seed, op_seed, begin))


@op(infer=lambda seed: Spec((3,), dtypes.int64), gradient=None)
def stateless_stream(seed: Free):
    """The stream that a stateless op's `seed`, an integer tensor of shape [2], stands for."""
    if seed.shape != (2,) or seed.dtype.kind not in "iu":
        raise errors.InvalidArgumentError(f"seed must be two integers; received {seed.dtype} of shape {seed.shape}.")
    namespace = xp(seed)
    return bits.generator_state(namespace, bits.stateless_stream(namespace, seed))


@op(infer=lambda stream, **_: stream, gradient=None)
def skip(stream, *, shape: Shape, unit: Int = PER_ELEMENT):
    """The stream moved on by `unit` blocks for each element of `shape`."""
    namespace = xp(stream)
    moved = bits.generator_stream(namespace, stream).skip(unit * math.prod(shape))
    return bits.generator_state(namespace, moved)


def stateful_stream(kernel, shape, unit, seed, *inputs):
    """A stream for an op called now, eagerly or in the graph that is being written or that `inputs` belong to.

    Args:
      kernel: what eager calls with one explicit seed must share in order to continue each other.
      shape: in canonical form; the product of its dimensions, times `unit`, is the number of blocks set aside.
      seed: the op's own seed, or None.
    """
    graph = STATE.graph or next((t.graph for t in (shape, *inputs) if isinstance(t, SymbolicTensor)), None)
    if graph is None and type(shape) is tuple and None not in shape:
        memory.reserve(shape, np.dtype(np.int32))  # no seed is drawn for what cannot be
    pair = chosen_pair(graph, seed)
    if graph is None and seed is None:
        return Tensor(np.array([0, pair[1], pair[0]], np.int64))
    counter = eager_counter(kernel, pair) if graph is None else graph_counter(graph)
    with using(graph=graph):
        return random_stream(shape=shape, unit=unit, seed=pair[0], op_seed=pair[1], counter=counter)


# the distributions


def _like_attributes(stream, *_, shape, dtype):
    return Spec(shape, dtype)


@op(
    infer=_like_attributes,
    gradient=None,
    type=_drawn("RandomUniform", "AddV2"),
    label="random_uniform/RandomUniform",
    graphdef=COMPOSED,
)
def random_uniform(stream: Free, *, shape: Shape, dtype: Dtype):
    """Uniform in [0, 1), floating point."""
    return bits.uniform(*_opened(stream), memory.reserve(shape, dtype.numpy), dtype.numpy).reshape(shape)


@op(
    infer=lambda stream, low, high, *, shape: Spec(shape, low.dtype),
    gradient=None,
    type=_drawn("RandomUniformInt", "StatelessRandomUniformIntV2"),
    label="random_uniform",
)
def random_uniform_int(stream: Free, minval, maxval, *, shape: Shape):
    """Integers in [minval, maxval), scalars of int32 or int64."""
    _check_order(minval, maxval)
    return bits.uniform_int(
        *_opened(stream), memory.reserve(shape, minval.dtype), minval, maxval, minval.dtype
    ).reshape(shape)


@op(
    infer=_like_attributes,
    gradient=None,
    type=_drawn("RandomUniformFullInt", "StatelessRandomUniformFullIntV2"),
    label="random_uniform",
)
def random_full_int(stream: Free, *, shape: Shape, dtype: Dtype):
    """Integers over the whole range of `dtype`."""
    return bits.full_range_int(*_opened(stream), memory.reserve(shape, dtype.numpy), dtype.numpy).reshape(shape)


@op(infer=_like_attributes, gradient=None, type="AddV2", label="random_normal", graphdef=COMPOSED)
def random_standard_normal(stream: Free, *, shape: Shape, dtype: Dtype):
    """Normal of mean 0 and deviation 1."""
    return random_samplers.normal(*_opened(stream), memory.reserve(shape, dtype.numpy), dtype.numpy).reshape(shape)


@op(infer=_like_attributes, gradient=None, type="AddV2", label="truncated_normal", graphdef=COMPOSED)
def random_truncated_normal(stream: Free, *, shape: Shape, dtype: Dtype):
    """Normal of mean 0 and deviation 1 without what lies beyond two deviations."""
    return random_samplers.truncated_normal(*_opened(stream), memory.reserve(shape, dtype.numpy), dtype.numpy).reshape(
        shape
    )


@op(
    infer=lambda stream, alpha, *, shape: Spec(shape, alpha.dtype),
    type="Maximum",
    label="random_gamma/Maximum",
    graphdef=COMPOSED,
)
def random_gamma(stream: Free, alpha, *, shape: Shape):
    """Gamma of shape parameter `alpha` and rate 1; `shape` ends with alpha's shape."""
    return draw_gamma(stream, alpha, shape, random_samplers.python_loop)


def draw_gamma(stream, alpha, shape, fori_loop):
    samples = _samples(shape, alpha.shape, "alpha")
    if 0 in shape:
        return np.zeros(shape, alpha.dtype)
    drawn = random_samplers.gamma(*_opened(stream, alpha), alpha.reshape(-1), samples, alpha.dtype, fori_loop)
    return drawn.reshape(shape)


@random_gamma.gradient
def _(dy, alpha, alpha_shape, y):
    return None, lambda: sum_to(multiply(dy, gamma_sample_gradient(multiply(alpha, ones_like(y)), y)), alpha_shape)


@op(infer=lambda alpha, sample: sample, type="RandomGammaGrad")
def gamma_sample_gradient(alpha, sample):
    """d sample / d alpha of draws from a gamma distribution; both of one shape."""
    return random_gradients.gamma_sample_gradient(xp(alpha, sample), alpha, sample)


@op(
    infer=_like_attributes,
    gradient=None,
    type=_drawn("RandomPoissonV2", "StatelessRandomPoisson"),
    label="random_poisson/RandomPoissonV2",
)
def random_poisson(stream: Free, rate: Free, *, shape: Shape, dtype: Dtype):
    """Poisson of the given `rate`; `shape` ends with the rate's shape."""
    samples = _samples(shape, rate.shape, "lam")
    if 0 in shape:
        return np.zeros(shape, dtype.numpy)
    return random_samplers.poisson(*_opened(stream, rate), rate.reshape(-1), samples, dtype.numpy).reshape(shape)


@op(
    infer=_like_attributes,
    gradient=None,
    type="StatelessRandomBinomial",
    label="stateless_random_binomial/StatelessRandomBinomial",
)
def random_binomial(stream: Free, counts, probs, *, shape: Shape, dtype: Dtype):
    """Successes in `counts` trials of probability `probs`; `shape` ends with the shape that these two broadcast to."""
    namespace, opened = _opened(stream, counts, probs)
    counts, probs = namespace.broadcast_arrays(counts, probs)
    samples = _samples(shape, counts.shape, "the broadcast of counts and probs")
    if 0 in shape:
        return np.zeros(shape, dtype.numpy)
    drawn = random_samplers.binomial(namespace, opened, counts.reshape(-1), probs.reshape(-1), samples, dtype.numpy)
    return drawn.reshape(shape)


def _infer_multinomial(stream, logits, *, num_samples, dtype):
    if logits.shape is not None and len(logits.shape) != 2:
        raise ValueError(f"logits should be a matrix, got shape {list(logits.shape)}")
    return Spec((None if logits.shape is None else logits.shape[0], num_samples), dtype)


@op(
    infer=_infer_multinomial,
    gradient=None,
    type=_drawn("Multinomial", "StatelessMultinomial"),
    label="categorical/Multinomial",
)
def random_multinomial(stream: Free, logits, *, num_samples: Count, dtype: Dtype):
    """Classes drawn from unnormalised log-probabilities, row by row."""
    if logits.ndim != 2 or not logits.shape[1]:
        raise errors.InvalidArgumentError(f"logits should be a matrix with columns, got shape {list(logits.shape)}")
    memory.reserve((len(logits), num_samples), logits.dtype)
    return random_samplers.categorical(*_opened(stream, logits), logits, num_samples, dtype.numpy)


@op(infer=lambda stream, value: value, gradient=None, type=_drawn("RandomShuffle", "StatelessShuffle"))
def random_permuted(stream: Free, value: Free):
    """`value` with its rows (elements along the first axis) in random order."""
    return permuted(stream, value, random_samplers.python_loop)


def permuted(stream, value, fori_loop):
    if not value.ndim:
        return value
    return value[random_orders.permutation(*_opened(stream), len(value), fori_loop)]


@op(infer=lambda index, seed, max_index: index, host=True, gradient=None)
def random_index_shuffle(index: Free, seed: Free, max_index: Free):
    """Where `index` goes in the permutation of [0, max_index] that `seed` names."""
    check_scalar(max_index, "max_index")
    for name, array in (("index", index), ("seed", seed), ("max_index", max_index)):
        if array.dtype.kind not in "iu":
            raise errors.InvalidArgumentError(f"`{name}` must be integers; received {described(array)}.")
    if seed.shape not in ((2,), (3,)):
        raise errors.InvalidArgumentError(f"`seed` must be two or three numbers; received {described(seed)}.")
    fails_where(max_index < 0, lambda: f"max_index must be at least 0; received {max_index}.")
    outside = (index < 0) | (index > max_index)
    fails_where(outside, lambda: f"index must lie in [0, max_index]; received {index}, where max_index is {max_index}.")
    return random_orders.index_shuffle(index, seed, int(max_index)).astype(index.dtype)


def _opened(stream, *others):
    """The array namespace, and the stream as `random_bits` takes it."""
    namespace = xp(stream, *others)
    return namespace, bits.generator_stream(namespace, stream)


def _samples(shape, parameters, name):
    """How many draws for each parameter, where `shape` must end with the parameters' shape."""
    rank = len(parameters)
    if tuple(shape[len(shape) - rank :]) != tuple(parameters):
        raise errors.InvalidArgumentError(f"shape {list(shape)} must end with the shape of {name}, {list(parameters)}.")
    return math.prod(shape[: len(shape) - rank])


# what the doors are made of: draws from any stream, scaled as the caller wishes


def as_shape(value):
    """A shape argument in canonical form: a tuple of ints, or an integer tensor while a graph is written."""
    shape = attrs.resolve(Ints, value)
    if type(shape) is tuple and None not in shape and min(shape, default=0) < 0:
        raise errors.InvalidArgumentError(f"Dimension {min(shape)} must be >= 0: received the shape {list(shape)}.")
    return shape


def joined(shape, parameters):
    """`shape` followed by the shape of the tensor `parameters`."""
    if type(shape) is tuple and parameters._dims is not None and None not in parameters._dims:
        return shape + parameters._dims
    return concat([convert(shape, partner=dtypes.int32), shape_of(parameters)], 0)


def parameter(value, dtype, neutral):
    """A factor or an offset as a tensor, before seeds are drawn; a number that changes nothing stays one."""
    return value if type(value) in (int, float) and value == neutral else convert(value, dtype)


def check_bounds(minval, maxval):
    """Refuse eager bounds of whole numbers between which there is none, before seeds are drawn."""
    if type(minval) is Tensor and type(maxval) is Tensor:
        _check_order(minval._array, maxval._array)


def _check_order(minval, maxval):
    if np.ndim(minval) or np.ndim(maxval):
        shapes = f"{np.shape(minval)} and {np.shape(maxval)}"
        raise errors.InvalidArgumentError(f"minval and maxval must be scalars for integers; received shapes {shapes}.")
    fails_where(minval >= maxval, lambda: f"Need minval < maxval, got {minval} >= {maxval}")


def scaled(drawn, dtype, factor, offset, name=None):
    """drawn * factor + offset; factors of 1 and offsets of 0 cost nothing."""
    if type(factor) not in (int, float) or factor != 1:
        drawn = multiply(drawn, convert(factor, dtype))
    return drawn if type(offset) in (int, float) and offset == 0 else add(drawn, convert(offset, dtype), name=name)


def draw_uniform(stream, shape, minval, maxval, dtype, name=None):
    """Numbers of `dtype` in [minval, maxval), from a stream."""
    if dtype.is_integer:
        return random_uniform_int(stream, convert(minval, dtype), convert(maxval, dtype), shape=shape, name=name)
    drawn = random_uniform(stream, shape=shape, dtype=dtype, name=name)
    if type(minval) in (int, float) and minval == 0:
        return scaled(drawn, dtype, maxval, 0, name)
    low, high = convert(minval, dtype), convert(maxval, dtype)
    return add(multiply(drawn, subtract(high, low)), low, name=name)


def check_uniform(dtype, minval, maxval, whole_range=False):
    """dtype and bounds of a uniform op, or ValueError."""
    dtype = dtypes.as_dtype(dtype)
    accepted = (*_FLOATS, dtypes.int32, dtypes.int64, *((dtypes.uint32, dtypes.uint64) if whole_range else ()))
    if dtype not in accepted:
        names = ", ".join(d.name for d in accepted)
        raise ValueError(f"Argument `dtype` got invalid value {dtype.name}. Accepted dtypes are {names}.")
    if dtype.is_integer and whole_range and (minval is None) != (maxval is None):
        raise ValueError(
            f"For integer `dtype` argument {dtype.name}, argument `minval` and `maxval` must be both None or not None. "
            f"Got `minval`={minval} and `maxval`={maxval}."
        )
    if dtype.is_integer and not whole_range and maxval is None:
        raise ValueError(f"Must specify maxval for integer dtype {dtype!r}")
    if dtype in (dtypes.uint32, dtypes.uint64) and minval is not None:
        raise ValueError(f"`dtype` {dtype.name} draws from its whole range only: give minval=None and maxval=None.")
    return dtype, minval, 1 if maxval is None and dtype.is_floating else maxval


def floating(dtype):
    """`dtype` as a DType, or ValueError where it is not floating point."""
    dtype = dtypes.as_dtype(dtype)
    if dtype not in _FLOATS:
        raise ValueError(f"Argument `dtype` must be a floating-point type; received {dtype.name}.")
    return dtype


def gamma_parameters(alpha, beta, dtype):
    """alpha, broadcast with beta, and beta (None for 1)."""
    dtype = floating(dtype)
    alpha = convert(alpha, dtype)
    if beta is None:
        return alpha, None
    beta = convert(beta, dtype)
    return multiply(alpha, ones_like(beta)), beta


def over_rate(drawn, beta, name=None):
    """A gamma draw of rate 1 at the rate `beta`; an underflow to zero becomes the smallest normal number."""
    drawn = drawn if beta is None else divide_real(drawn, beta)
    return maximum(drawn, np.finfo(drawn.dtype.numpy).tiny, name=name)


def logits_and_dtype(logits, dtype):
    """The arguments of a categorical op: a matrix, and int64 or int32 (ValueError otherwise)."""
    logits, dtype = convert(logits), dtypes.as_dtype(dtype or dtypes.int64)
    if dtype not in (dtypes.int32, dtypes.int64):
        raise ValueError(f"Argument `dtype` got invalid value {dtype.name}. Accepted dtypes are int32 and int64.")
    if logits._dims is not None and len(logits._dims) != 2:
        raise errors.InvalidArgumentError(f"logits should be a matrix, got shape {list(logits._dims)}")
    return logits, dtype
