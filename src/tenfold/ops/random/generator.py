"""`tf.random.Generator`: random numbers whose state is a variable that the program holds."""

import os

import numpy as np

from tenfold.core.base.exclusive import set_of
from tenfold.core.base.process_wide import ProcessWide
from tenfold.core.base.trackable import Trackable
from tenfold.core.calls.complaints import described
from tenfold.core.graphs.graph import init_scope
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.core.values.variable import Variable
from tenfold.ops.arrays.basics import cast, concat, reshape, stack, unstack, zeros_like
from tenfold.ops.random.distributions import (
    as_shape,
    check_uniform,
    draw_uniform,
    floating,
    random_binomial,
    random_full_int,
    random_standard_normal,
    random_truncated_normal,
    scaled,
    skip,
)
from tenfold.ops.random.stateless import algorithm_number

_STATE_SIZE = 3  # low and high half of the counter, key
_WORD = (1 << 64) - 1


def _signed(value):
    """An int of 64 unsigned bits as the signed one of the same bits; anything else unchanged."""
    return value - (1 << 64) if isinstance(value, int) and value >= 1 << 63 else value


def _words(values):
    """Integers of up to 64 bits, signed or unsigned, as an int64 tensor."""
    if isinstance(values, (list, tuple)):
        return convert([_signed(v) for v in values], dtypes.int64)
    return cast(convert(_signed(values), partner=dtypes.int64), dtypes.int64)


def create_rng_state(seed, alg):
    """The state, int64 of shape [3], that a generator of algorithm `alg` has when made from `seed`.

    Args:
      seed: an int of any size (cut to 192 bits), or integers of shape [up to 3], which become the last words.
    """
    algorithm_number(alg)
    if isinstance(seed, int):
        seed = [seed >> 64 * i & _WORD for i in range(_STATE_SIZE)]
    words = reshape(_words(seed), [-1])[:_STATE_SIZE]
    missing = _STATE_SIZE - words._dims[0]
    return concat([convert(np.zeros(missing, np.int64)), words], 0) if missing else words


class Generator(Trackable):
    """A stream of random numbers with a state of its own.

    Make one with `from_seed`, `from_state`, `from_key_counter` or `from_non_deterministic_state`. Every draw moves the
    state on, eagerly and inside `tf.function`; equal states give TensorFlow's numbers.

    Args:
      copy_from: another generator whose state and algorithm to copy; the other arguments are then left out.
      state: integers of shape [3], (low counter, high counter, key), or a Variable that holds them.
      alg: "philox" or "auto_select".
    """

    def __init__(self, copy_from=None, state=None, alg=None):
        if copy_from is not None:
            if state is not None or alg is not None:
                raise ValueError("Generator: copy_from stands alone; received it together with state or alg.")
            state, alg = convert(copy_from.state), copy_from.algorithm
        elif state is None or alg is None:
            raise ValueError("Generator needs state and alg; Generator.from_seed(seed) makes both.")
        self._alg = algorithm_number(alg)
        self._state_var = state if isinstance(state, Variable) else self._variable(_words(state))
        if tuple(self._state_var._dims) != (_STATE_SIZE,):
            raise ValueError(f"A generator's state has shape [3]; received shape {list(self._state_var._dims)}.")

    @staticmethod
    def _variable(state):
        with init_scope():
            return Variable(state, trainable=False, dtype=dtypes.int64, name="random_generator/StateVar")

    @classmethod
    def from_seed(cls, seed, alg="philox"):
        """A generator whose state is made from `seed`, see `tf.random.create_rng_state`."""
        return cls(state=create_rng_state(seed, alg), alg="philox" if alg is None else alg)

    @classmethod
    def from_state(cls, state, alg):
        """A generator that goes on from `state`."""
        return cls(state=state, alg=alg)

    @classmethod
    def from_key_counter(cls, key, counter, alg):
        """A generator with a `key` (scalar) and a `counter` (shape [2], low half first)."""
        return cls(state=_joined(key, counter), alg=alg)

    @classmethod
    def from_non_deterministic_state(cls, alg="philox"):
        """A generator whose state is the operating system's choice."""
        return cls(state=np.frombuffer(os.urandom(8 * _STATE_SIZE), np.int64), alg="philox" if alg is None else alg)

    state = property(lambda self: self._state_var)
    algorithm = property(lambda self: self._alg)
    key = property(lambda self: self._state_var._as_tensor()[-1])

    def reset(self, state):
        """Go on from `state`."""
        self._state_var.assign(_words(state))

    def reset_from_seed(self, seed):
        """Go on as a generator made from `seed` would."""
        self._state_var.assign(create_rng_state(seed, self._alg))

    def reset_from_key_counter(self, key, counter):
        """Go on from `key` (scalar) and `counter` (shape [2])."""
        self._state_var.assign(_joined(key, counter))

    def skip(self, delta):
        """Pass over `delta` numbers; the state before, int64 of shape [3]."""
        return self._advance(as_shape(delta))

    def _advance(self, shape):
        """The stream for numbers of `shape`; the state moves on behind them."""
        return set_of(self._state_var).exclusively(self._advance_now, shape)  # no other thread draws from it

    def _advance_now(self, shape):
        stream = self._state_var._as_tensor()
        self._state_var.assign(skip(stream, shape=shape))
        return stream

    def normal(self, shape, mean=0.0, stddev=1.0, dtype=dtypes.float32, name=None):
        """Normal numbers; arguments as for `tf.random.normal`."""
        dtype, shape = floating(dtype), as_shape(shape)
        mean, stddev = _operand(mean, dtype), _operand(stddev, dtype)
        drawn = random_standard_normal(self._advance(shape), shape=shape, dtype=dtype)
        return scaled(drawn, dtype, stddev, mean, name)

    def truncated_normal(self, shape, mean=0.0, stddev=1.0, dtype=dtypes.float32, name=None):
        """Normal numbers within two deviations; arguments as for `tf.random.truncated_normal`."""
        dtype, shape = floating(dtype), as_shape(shape)
        mean, stddev = _operand(mean, dtype), _operand(stddev, dtype)
        drawn = random_truncated_normal(self._advance(shape), shape=shape, dtype=dtype)
        return scaled(drawn, dtype, stddev, mean, name)

    def uniform(self, shape, minval=0, maxval=None, dtype=dtypes.float32, name=None):
        """Uniform numbers, over the whole range of an integer dtype if minval and maxval are None."""
        dtype, minval, maxval = check_uniform(dtype, minval, maxval, whole_range=True)
        shape = as_shape(shape)
        if dtype.is_integer and minval is None:
            return random_full_int(self._advance(shape), shape=shape, dtype=dtype, name=name)
        return draw_uniform(self._advance(shape), shape, minval, maxval, dtype, name)

    def uniform_full_int(self, shape, dtype=dtypes.uint64, name=None):
        """Integers over the whole range of `dtype` (int32, int64, uint32 or uint64)."""
        shape = as_shape(shape)
        return random_full_int(self._advance(shape), shape=shape, dtype=dtypes.as_dtype(dtype), name=name)

    def binomial(self, shape, counts, probs, dtype=dtypes.int32, name=None):
        """Successes in `counts` trials of `probs`; `shape` ends with the shape that these broadcast to."""
        counts = convert(counts, partner=dtypes.float32)
        probs, shape = convert(probs, partner=counts.dtype), as_shape(shape)
        if type(shape) is not tuple or None in shape:
            raise ValueError(f"Generator.binomial needs a shape of Python integers; received {described(shape)}.")
        batches = np.broadcast_shapes(counts._dims, probs._dims)
        samples = int(np.prod(shape[: len(shape) - len(batches)], dtype=np.int64))
        # TensorFlow's kernel reckons with a hundred attempts of two numbers each
        reserved = int(np.prod(batches, dtype=np.int64)) * 2 * 100 * (samples + 3) // 4
        stream = self._advance((reserved,))
        return random_binomial(stream, counts, probs, shape=shape, dtype=dtypes.as_dtype(dtype), name=name)

    def make_seeds(self, count=1):
        """Seeds for stateless ops, one per column: int64 of shape [2, count]."""
        keys = self.uniform_full_int([count], dtypes.int64)
        return stack([keys, zeros_like(keys)])

    def split(self, count=1):
        """A list of `count` new generators, independent of this one and of each other."""
        keys = unstack(self.uniform_full_int([count], dtypes.int64), count)
        return [Generator(state=_joined(key, (0, 0)), alg=self._alg) for key in keys]


def _operand(value, dtype):
    """A tensor of `dtype`, unless it is a number: what is none is seen before anything is drawn."""
    return value if type(value) in (int, float) else convert(value, dtype)


def _joined(key, counter):
    """Counter and key as one state."""
    return concat([_words(counter), reshape(_words(key), [1])], 0)


class _default(ProcessWide):
    generator = None


def get_global_generator():
    """The process-wide generator; the operating system seeds it unless `set_global_generator` came first."""
    if _default.generator is None:
        _default.generator = Generator.from_non_deterministic_state()
    return _default.generator


def set_global_generator(generator):
    """Replace the process-wide generator."""
    _default.generator = generator
