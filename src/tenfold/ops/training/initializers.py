"""`tf.zeros_initializer` and its kin: objects that make the first value of a variable from its shape and dtype.

Keras's initializers are others, with draws of their own; these follow `tf.random.set_seed`. With a seed of its own an
initializer gives the same numbers at each call, without one new numbers.
"""

from tenfold.core.calls import attrs
from tenfold.core.values import dtypes
from tenfold.ops.arrays import creation
from tenfold.ops.random import stateful as random
from tenfold.ops.random import stateless as stateless_random


class Initializer:
    """Base class: subclasses write `__call__(shape, dtype=tf.float32)` and `get_config`."""

    def __call__(self, shape, dtype=dtypes.float32):
        """A tensor of `shape` and `dtype`."""
        raise NotImplementedError(f"{type(self).__name__} must implement `__call__(shape, dtype)`.")

    def get_config(self):
        """The arguments of `__init__`."""
        return {}

    @classmethod
    def from_config(cls, config):
        """The initializer that `get_config` described; a "dtype", as TensorFlow 1 wrote, is left out."""
        return cls(**{key: value for key, value in config.items() if key != "dtype"})


class Zeros(Initializer):
    """0, in any dtype but string."""

    def __call__(self, shape, dtype=dtypes.float32):
        return creation.zeros(shape, _numeric(self, dtype))


class Ones(Initializer):
    """1, in any dtype but string."""

    def __call__(self, shape, dtype=dtypes.float32):
        return creation.ones(shape, _numeric(self, dtype))


class Constant(Initializer):
    """`value`: a number, or a list or array with as many elements as the variable."""

    def __init__(self, value=0, support_partition=False):
        if attrs.resolve(attrs.Bool, support_partition):
            raise ValueError(
                "constant_initializer(support_partition=True): variables have no partitions here; leave it out."
            )
        self.value = value

    def __call__(self, shape, dtype=None):
        """A tensor of `shape`; of the value's own dtype where none is given."""
        return creation.constant(self.value, dtype, shape)

    def get_config(self):
        return {"value": self.value}


class RandomUniform(Initializer):
    """Uniform in [minval, maxval); floating point or integers."""

    def __init__(self, minval=-0.05, maxval=0.05, seed=None):
        self.minval, self.maxval, self.seed = minval, maxval, seed

    def __call__(self, shape, dtype=dtypes.float32):
        return _draw("uniform", shape, self.seed, minval=self.minval, maxval=self.maxval, dtype=_number(self, dtype))

    def get_config(self):
        return {"minval": self.minval, "maxval": self.maxval, "seed": self.seed}


class RandomNormal(Initializer):
    """Normal with `mean` and `stddev`, in floating point."""

    def __init__(self, mean=0.0, stddev=0.05, seed=None):
        self.mean, self.stddev, self.seed = mean, stddev, seed

    def __call__(self, shape, dtype=dtypes.float32):
        return _draw("normal", shape, self.seed, mean=self.mean, stddev=self.stddev, dtype=_floating(self, dtype))

    def get_config(self):
        return {"mean": self.mean, "stddev": self.stddev, "seed": self.seed}


def _draw(kind, shape, seed, **arguments):
    """Numbers of a distribution, from the op-seed stream or, with a seed, the same ones each time."""
    if seed is None:
        return getattr(random, kind)(shape, **arguments)
    return getattr(stateless_random, f"stateless_{kind}")(shape, [seed, 0], **arguments)


def _numeric(initializer, dtype):
    return _checked(initializer, dtype, lambda d: d is not dtypes.string, "numeric or boolean")


def _number(initializer, dtype):
    return _checked(initializer, dtype, lambda d: d.is_floating or d.is_integer, "float or integer")


def _floating(initializer, dtype):
    return _checked(initializer, dtype, lambda d: d.is_floating, "float")


def _checked(initializer, dtype, holds, expected):
    dtype = dtypes.as_dtype(dtypes.float32 if dtype is None else dtype)
    if not holds(dtype):
        raise ValueError(f"{type(initializer).__name__} expected a {expected} dtype. Received: {dtype.name}")
    return dtype
