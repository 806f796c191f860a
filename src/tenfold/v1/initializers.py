"""TensorFlow 1's initializers: their dtype is given when they are made, their seeds are op seeds.

Each call with a seed draws on from that seed's stream, as TensorFlow 1's operations do.
"""

import math

from tenfold.core.values import dtypes
from tenfold.keras.initializers import compute_fans
from tenfold.ops.arrays import creation
from tenfold.ops.arrays.shaping import reshape
from tenfold.ops.linalg.orthogonal import orthogonal_columns
from tenfold.ops.linalg.products import matrix_transpose
from tenfold.ops.random import stateful as random

_TRUNCATED_STDDEV = 0.87962566103423978  # of a standard normal cut off at two deviations


class Initializer:
    """Base class: subclasses name their arguments in `arguments` and write `draw(shape, dtype)`."""

    arguments: tuple[str, ...] = ()
    floating = False

    def __init__(self, dtype=dtypes.float32):
        self.dtype = dtypes.as_dtype(dtype)
        if self.floating and not self.dtype.is_floating:
            raise ValueError(f"{type(self).__name__} expected a float dtype. Received: {self.dtype.name}")

    def __call__(self, shape, dtype=None, partition_info=None):
        """A tensor of `shape`; of the initializer's own dtype where none is given."""
        if partition_info is not None:
            raise ValueError(
                f"{type(self).__name__}(partition_info=...): variables have no partitions here; leave it out."
            )
        shape = [shape] if isinstance(shape, int) else shape
        return self.draw(shape, self.dtype if dtype is None else dtypes.as_dtype(dtype))

    def get_config(self):
        """The arguments of `__init__`."""
        return {name: getattr(self, name) for name in self.arguments} | {"dtype": self.dtype.name}

    @classmethod
    def from_config(cls, config):
        """The initializer that `get_config` described."""
        return cls(**config)


class Zeros(Initializer):
    """0 (empty text in strings)."""

    def draw(self, shape, dtype):
        return creation.zeros(shape, dtype)


class Ones(Initializer):
    """1."""

    def draw(self, shape, dtype):
        return creation.ones(shape, dtype)


class Constant(Initializer):
    """`value`: a number, or a list or array with as many elements as the variable."""

    arguments = ("value",)

    def __init__(self, value=0, dtype=dtypes.float32, verify_shape=False):
        super().__init__(dtype)
        self.value, self._verify_shape = value, verify_shape

    def __call__(self, shape, dtype=None, partition_info=None, verify_shape=None):
        self._checked = self._verify_shape if verify_shape is None else verify_shape
        return super().__call__(shape, dtype, partition_info)

    def draw(self, shape, dtype):
        value = creation.constant(self.value, dtype)
        if self._checked and value.shape != shape:
            raise TypeError(f"Expected a value of shape {tuple(shape)}, got {value.shape} (verify_shape=True).")
        return creation.constant(self.value, dtype, shape)


class RandomUniform(Initializer):
    """Uniform in [minval, maxval); maxval is 1 for floating point and must be given for integers."""

    arguments = ("minval", "maxval", "seed")

    def __init__(self, minval=0.0, maxval=None, seed=None, dtype=dtypes.float32):
        super().__init__(dtype)
        self.minval, self.maxval, self.seed = minval, maxval, seed

    def draw(self, shape, dtype):
        return random.uniform(shape, self.minval, self.maxval, dtype, self.seed)


class RandomNormal(Initializer):
    """Normal with `mean` and `stddev`."""

    arguments = ("mean", "stddev", "seed")
    floating = True

    def __init__(self, mean=0.0, stddev=1.0, seed=None, dtype=dtypes.float32):
        super().__init__(dtype)
        self.mean, self.stddev, self.seed = mean, stddev, seed

    def draw(self, shape, dtype):
        return random.normal(shape, self.mean, self.stddev, dtype, self.seed)


class TruncatedNormal(RandomNormal):
    """Normal, drawn again where beyond two deviations from the mean."""

    def draw(self, shape, dtype):
        return random.truncated_normal(shape, self.mean, self.stddev, dtype, self.seed)


class UniformUnitScaling(Initializer):
    """Uniform in +-factor * sqrt(3 / n), n being the product of all dimensions but the last (Sussillo and Abbott,
    2014)."""

    arguments = ("factor", "seed")
    floating = True

    def __init__(self, factor=1.0, seed=None, dtype=dtypes.float32):
        super().__init__(dtype)
        self.factor, self.seed = factor, seed

    def draw(self, shape, dtype):
        limit = math.sqrt(3 / max(1.0, math.prod(float(d) for d in shape[:-1]))) * self.factor
        return random.uniform(shape, -limit, limit, dtype, self.seed)


class VarianceScaling(Initializer):
    """Random numbers whose variance is scale / n, n being the fan.

    Args:
      scale: positive.
      mode: "fan_in" (inputs of a unit), "fan_out" (outputs) or "fan_avg" (their mean).
      distribution: "truncated_normal" (or "normal"), "untruncated_normal" or "uniform".
      seed: op seed.
      dtype: a floating-point one.
    """

    arguments = ("scale", "mode", "distribution", "seed")
    floating = True

    def __init__(self, scale=1.0, mode="fan_in", distribution="truncated_normal", seed=None, dtype=dtypes.float32):
        super().__init__(dtype)
        if scale <= 0:
            raise ValueError(f"`scale` must be positive. Received: {scale}")
        if mode not in ("fan_in", "fan_out", "fan_avg"):
            raise ValueError(f"`mode` must be fan_in, fan_out or fan_avg. Received: {mode}")
        if distribution not in ("normal", "uniform", "truncated_normal", "untruncated_normal"):
            raise ValueError(
                "`distribution` must be normal, uniform, truncated_normal or untruncated_normal. Received: "
                f"{distribution}"
            )
        self.scale, self.mode, self.distribution, self.seed = scale, mode, distribution, seed

    def draw(self, shape, dtype):
        inputs, outputs = compute_fans([int(d) for d in shape])
        fan = {"fan_in": inputs, "fan_out": outputs, "fan_avg": (inputs + outputs) / 2}[self.mode]
        deviation = math.sqrt(self.scale / max(1.0, fan))
        if self.distribution == "uniform":
            return random.uniform(shape, -math.sqrt(3.0) * deviation, math.sqrt(3.0) * deviation, dtype, self.seed)
        if self.distribution == "untruncated_normal":
            return random.normal(shape, 0.0, deviation, dtype, self.seed)
        return random.truncated_normal(shape, 0.0, deviation / _TRUNCATED_STDDEV, dtype, self.seed)


class _Scaled(VarianceScaling):
    scaling: tuple[float, str, str] = (1.0, "fan_avg", "uniform")
    arguments = ("seed",)

    def __init__(self, seed=None, dtype=dtypes.float32):
        super().__init__(*self.scaling, seed, dtype)


class GlorotUniform(_Scaled):
    """VarianceScaling(1, "fan_avg", "uniform"): Glorot and Bengio, AISTATS 2010."""


class GlorotNormal(_Scaled):
    """VarianceScaling(1, "fan_avg", "truncated_normal"): Glorot and Bengio, AISTATS 2010."""

    scaling = (1.0, "fan_avg", "truncated_normal")


def he_normal(seed=None):
    """VarianceScaling(2, "fan_in", "truncated_normal"): He et al., arXiv:1502.01852."""
    return VarianceScaling(2.0, "fan_in", "truncated_normal", seed)


def he_uniform(seed=None):
    """VarianceScaling(2, "fan_in", "uniform"): He et al., arXiv:1502.01852."""
    return VarianceScaling(2.0, "fan_in", "uniform", seed)


def lecun_normal(seed=None):
    """VarianceScaling(1, "fan_in", "truncated_normal"): LeCun et al., Efficient BackProp, 1998."""
    return VarianceScaling(1.0, "fan_in", "truncated_normal", seed)


def lecun_uniform(seed=None):
    """VarianceScaling(1, "fan_in", "uniform"): LeCun et al., Efficient BackProp, 1998."""
    return VarianceScaling(1.0, "fan_in", "uniform", seed)


class Orthogonal(Initializer):
    """A matrix with orthonormal rows or columns, whichever are fewer, times `gain` (Saxe et al., arXiv:1312.6120).

    A shape of more than two dimensions is seen as the matrix (product of all but the last, last).
    """

    arguments = ("gain", "seed")
    floating = True

    def __init__(self, gain=1.0, seed=None, dtype=dtypes.float32):
        super().__init__(dtype)
        self.gain, self.seed = gain, seed

    def draw(self, shape, dtype):
        if len(shape) < 2:
            raise ValueError(f"Orthogonal makes tensors of two dimensions or more. Received: shape={tuple(shape)}")
        rows, columns = math.prod(int(d) for d in shape[:-1]), int(shape[-1])
        q = orthogonal_columns(random.normal([max(rows, columns), min(rows, columns)], dtype=dtype, seed=self.seed))
        return reshape(matrix_transpose(q) if rows < columns else q, shape) * self.gain


class Identity(Initializer):
    """The identity matrix times `gain`; for shapes of two dimensions."""

    arguments = ("gain",)

    def __init__(self, gain=1.0, dtype=dtypes.float32):
        super().__init__(dtype)
        self.gain = gain

    def draw(self, shape, dtype):
        if len(shape) != 2:
            raise ValueError(f"Identity makes matrices. Received: shape={tuple(shape)}")
        return creation.eye(*shape, dtype=dtype) * self.gain
