"""Initializers: the first values of a weight.

After `keras.utils.set_random_seed` an initializer without a seed draws its own when it is first called, and the numbers
are tf_keras's. Where that was never called, they come from the op seeds that `tf.random.set_seed` starts. An
initializer that has (or drew) a seed gives the same numbers each time it is called.

Up to TensorFlow 2.9 only `tf.random.set_seed` matters to initializers without a seed; in TensorFlow 1 and in 2.7 to 2.9
a seed is that of an op, which gives other numbers each time, and from 2.7 on one more each time.
"""

import math

from tenfold.core.calls.methods import explained, telling
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.keras.backend_config import floatx
from tenfold.keras.saving import constructor_arguments as recorded
from tenfold.keras.saving import newer_form, serialization
from tenfold.keras.utils.arguments import check_numbers
from tenfold.keras.utils.by_era import by_era
from tenfold.keras.utils.naming import to_snake_case
from tenfold.ops.arrays import creation
from tenfold.ops.arrays.basics import cast, eye, fill, reshape, transpose
from tenfold.ops.linalg.orthogonal import orthogonal_columns
from tenfold.ops.random import stateful as random
from tenfold.ops.random import stateless as stateless_random
from tenfold.ops.random.seeds import keras_seed

_TRUNCATED_STDDEV = 0.87962566103423978  # of a standard normal cut off at two deviations


class Initializer(recorded.Recorded):
    """Base class: subclasses write `__call__(shape, dtype=None, **kwargs)` and `get_config`."""

    def __call__(self, shape, dtype=None, **kwargs):
        """A tensor of `shape` and `dtype` (the default float type for None)."""
        raise NotImplementedError(f"{type(self).__name__} must implement `__call__(shape, dtype)`.")

    @recorded.base
    def get_config(self):
        """The arguments of `__init__`; of a subclass that does not override this, those that JSON can hold."""
        return self._with_arguments({}, Initializer.get_config, strict=False)

    @classmethod
    def from_config(cls, config):
        """The initializer that `get_config` described; a "dtype", as TensorFlow 1 wrote, is left out."""
        return recorded.made_from(cls, {k: v for k, v in config.items() if k != "dtype"})

    def _check(self, dtype, kwargs, floating=False):
        """`dtype` as a DType; ValueError for what this initializer cannot make."""
        dtype = dtypes.as_dtype(dtype or floatx())
        if kwargs:
            raise TypeError(
                f"{type(self).__name__}() got unexpected keyword arguments {sorted(kwargs)}: variables have no "
                "partitions here."
            )
        if floating and not dtype.is_floating or dtype is dtypes.string:
            expected = "float" if floating else "numeric or boolean"
            raise ValueError(f"{type(self).__name__} expected a {expected} dtype. Received: {dtype.name}")
        return dtype


class Zeros(Initializer):
    """0."""

    def __call__(self, shape, dtype=None, **kwargs):
        return creation.zeros(_dims(shape), self._check(dtype, kwargs))


class Ones(Initializer):
    """1."""

    def __call__(self, shape, dtype=None, **kwargs):
        return creation.ones(_dims(shape), self._check(dtype, kwargs))


class Constant(Initializer):
    """`value`, a number, or an array with as many elements as the weight."""

    def __init__(self, value=0):
        self.value = value

    def __call__(self, shape, dtype=None, **kwargs):
        dtype, shape = self._check(dtype, kwargs), _dims(shape)
        value = cast(convert(self.value, partner=dtype), dtype)
        return fill(shape, value) if value._dims == () else reshape(value, shape)

    def get_config(self):
        return {"value": self.value}


class _Random(Initializer):
    """What random initializers share: a seed, and a stream that starts with it."""

    def __init__(self, seed=None):
        check_numbers(seed=seed, optional=True)
        self.seed = self._drawn = seed
        if seed is not None and not isinstance(seed, int):
            self._drawn = int(seed)

    def _draw(self, kind, shape, **arguments):
        """Numbers of a distribution ("uniform", "normal", "truncated_normal") from this initializer's stream."""
        seeds = by_era("initializers.seeds")
        if self._drawn is None and seeds == "Keras's":
            self._drawn = keras_seed()
        if self._drawn is None:
            return getattr(random, kind)(shape, **arguments)
        if seeds in ("of ops", "of ops, one after the other"):
            seed, self._drawn = self._drawn, self._drawn + (seeds != "of ops")
            return getattr(random, kind)(shape, seed=seed, **arguments)
        return getattr(stateless_random, f"stateless_{kind}")(shape, [self._drawn, 0], **arguments)

    def get_config(self):
        return {"seed": self.seed}


class RandomUniform(_Random):
    """Uniform in [minval, maxval)."""

    def __init__(self, minval=-0.05, maxval=0.05, seed=None):
        super().__init__(seed)
        check_numbers(minval=minval, maxval=maxval)
        self.minval, self.maxval = minval, maxval

    def __call__(self, shape, dtype=None, **kwargs):
        dtype = self._check(dtype, kwargs)
        return self._draw("uniform", _dims(shape), minval=self.minval, maxval=self.maxval, dtype=dtype)

    def get_config(self):
        return {"minval": self.minval, "maxval": self.maxval, "seed": self.seed}


class RandomNormal(_Random):
    """Normal with `mean` and `stddev`."""

    kind = "normal"

    def __init__(self, mean=0.0, stddev=0.05, seed=None):
        super().__init__(seed)
        check_numbers(mean=mean, stddev=stddev)
        self.mean, self.stddev = mean, stddev

    def __call__(self, shape, dtype=None, **kwargs):
        dtype = self._check(dtype, kwargs, floating=True)
        return self._draw(self.kind, _dims(shape), mean=self.mean, stddev=self.stddev, dtype=dtype)

    def get_config(self):
        return {"mean": self.mean, "stddev": self.stddev, "seed": self.seed}


class TruncatedNormal(RandomNormal):
    """Normal, drawn again where beyond two deviations from the mean."""

    kind = "truncated_normal"


class VarianceScaling(_Random):
    """Random numbers whose variance is scale / n, n being the fan.

    Args:
      scale: positive.
      mode: "fan_in" (inputs of a unit), "fan_out" (outputs) or "fan_avg" (their mean).
      distribution: "truncated_normal" (or "normal"), "untruncated_normal" or "uniform".
      seed: see the module.
    """

    def __init__(self, scale=1.0, mode="fan_in", distribution="truncated_normal", seed=None):
        check_numbers(scale=scale)
        if scale <= 0:
            raise ValueError(f"`scale` must be positive float. Received: scale={scale}.")
        if mode not in ("fan_in", "fan_out", "fan_avg"):
            raise ValueError(f"Invalid `mode` argument: {mode}. Please use one of fan_in, fan_out, fan_avg.")
        distribution = "truncated_normal" if str(distribution).lower() == "normal" else str(distribution).lower()
        if distribution not in ("uniform", "truncated_normal", "untruncated_normal"):
            raise ValueError(
                f"Invalid `distribution` argument: {distribution}. Please use one of uniform, truncated_normal, "
                "untruncated_normal."
            )
        super().__init__(seed)
        self.scale, self.mode, self.distribution = scale, mode, distribution

    def __call__(self, shape, dtype=None, **kwargs):
        dtype, shape = self._check(dtype, kwargs, floating=True), _dims(shape)
        inputs, outputs = compute_fans(shape)
        fan = {"fan_in": inputs, "fan_out": outputs, "fan_avg": (inputs + outputs) / 2}[self.mode]
        variance = self.scale / max(1.0, fan)
        if self.distribution == "uniform":
            limit = math.sqrt(3.0 * variance)
            return self._draw("uniform", shape, minval=-limit, maxval=limit, dtype=dtype)
        if self.distribution == "untruncated_normal":
            return self._draw("normal", shape, mean=0.0, stddev=math.sqrt(variance), dtype=dtype)
        return self._draw(
            "truncated_normal", shape, mean=0.0, stddev=math.sqrt(variance) / _TRUNCATED_STDDEV, dtype=dtype
        )

    def get_config(self):
        return {"scale": self.scale, "mode": self.mode, "distribution": self.distribution, "seed": self.seed}


def _scaled(name, scale, mode, distribution, paper):
    """A `VarianceScaling` whose only argument is the seed."""

    def __init__(self, seed=None):
        VarianceScaling.__init__(self, scale, mode, distribution, seed)

    def get_config(self):
        return {"seed": self.seed}

    doc = f"VarianceScaling(scale={scale}, mode={mode!r}, distribution={distribution!r}): {paper}."
    return type(
        name,
        (VarianceScaling,),
        {"__init__": __init__, "get_config": get_config, "__doc__": doc, "__module__": __name__},
    )


_GLOROT = "Glorot and Bengio, AISTATS 2010"
_HE = "He et al., arXiv:1502.01852"
_LECUN = "LeCun et al., Efficient BackProp, 1998"
GlorotUniform = _scaled("GlorotUniform", 1.0, "fan_avg", "uniform", _GLOROT)
GlorotNormal = _scaled("GlorotNormal", 1.0, "fan_avg", "truncated_normal", _GLOROT)
HeUniform = _scaled("HeUniform", 2.0, "fan_in", "uniform", _HE)
HeNormal = _scaled("HeNormal", 2.0, "fan_in", "truncated_normal", _HE)
LecunUniform = _scaled("LecunUniform", 1.0, "fan_in", "uniform", _LECUN)
LecunNormal = _scaled("LecunNormal", 1.0, "fan_in", "truncated_normal", _LECUN)


class Orthogonal(_Random):
    """A matrix with orthonormal rows or columns, whichever are fewer, times `gain` (Saxe et al., arXiv:1312.6120).

    Weights of more than two dimensions are seen as matrices of shape (product of all but the last, last).
    """

    def __init__(self, gain=1.0, seed=None):
        super().__init__(seed)
        check_numbers(gain=gain)
        self.gain = gain

    def __call__(self, shape, dtype=None, **kwargs):
        dtype, shape = self._check(dtype, kwargs, floating=True), _dims(shape)
        if len(shape) < 2:
            raise ValueError(
                f"The tensor to initialize must be at least two-dimensional. Received: shape={shape} of rank "
                f"{len(shape)}."
            )
        rows, columns = math.prod(shape[:-1]), shape[-1]
        drawn = self._draw("normal", (max(rows, columns), min(rows, columns)), dtype=dtype)
        q = orthogonal_columns(drawn)
        return reshape(transpose(q) if rows < columns else q, shape) * self.gain

    def get_config(self):
        return {"gain": self.gain, "seed": self.seed}


class Identity(Initializer):
    """The identity matrix times `gain`; the weight must have two dimensions."""

    def __init__(self, gain=1.0):
        check_numbers(gain=gain)
        self.gain = gain

    def __call__(self, shape, dtype=None, **kwargs):
        dtype, shape = self._check(dtype, kwargs, floating=True), _dims(shape)
        if len(shape) != 2:
            raise ValueError(
                f"Identity matrix initializer can only be used for 2D matrices. Received: shape={shape} of rank "
                f"{len(shape)}."
            )
        return eye(*shape, dtype=dtype) * self.gain

    def get_config(self):
        return {"gain": self.gain}


def compute_fans(shape):
    """(fan in, fan out) of a weight: the last two dimensions times the size of the window, which all others make."""
    if len(shape) < 1:
        return 1, 1
    if len(shape) == 1:
        return shape[0], shape[0]
    window = math.prod(shape[:-2])
    return shape[-2] * window, shape[-1] * window


def _dims(shape):
    """A shape as a tuple of ints."""
    shape = (shape,) if isinstance(shape, int) else shape
    return tuple(int(d) for d in (shape.as_list() if hasattr(shape, "as_list") else shape))


_CLASSES = (
    Constant,
    GlorotNormal,
    GlorotUniform,
    HeNormal,
    HeUniform,
    Identity,
    LecunNormal,
    LecunUniform,
    Ones,
    Orthogonal,
    RandomNormal,
    RandomUniform,
    TruncatedNormal,
    VarianceScaling,
    Zeros,
)
CLASSES = {}
for _cls in _CLASSES:
    CLASSES[_cls.__name__] = CLASSES[to_snake_case(_cls.__name__)] = _cls
CLASSES |= {"uniform": RandomUniform, "normal": RandomNormal, "one": Ones, "zero": Zeros}
glorot_normal, glorot_uniform, he_normal, he_uniform = GlorotNormal, GlorotUniform, HeNormal, HeUniform
lecun_normal, lecun_uniform, random_normal, random_uniform = LecunNormal, LecunUniform, RandomNormal, RandomUniform
truncated_normal, variance_scaling, orthogonal, identity, constant = (
    TruncatedNormal,
    VarianceScaling,
    Orthogonal,
    Identity,
    Constant,
)
uniform, normal, zeros, ones, zero, one = RandomUniform, RandomNormal, Zeros, Ones, Zeros, Ones


configuration = serialization.serialize_keras_object  # what layers keep of theirs


@telling
def serialize(initializer, use_legacy_format=None):
    """The description of an initializer, in Keras 2's or the newer form; None for None. See `newer_form.serialize`."""
    return newer_form.serialize(initializer, use_legacy_format)


@telling
def deserialize(config, custom_objects=None):
    """The initializer that `serialize` described. ValueError for an unknown one."""
    return serialization.deserialize_keras_object(config, CLASSES, custom_objects, "initializer")


@telling
def get(identifier):
    """The initializer that a name, a configuration, a class, a function (shape, dtype) or an object means."""
    return serialization.resolve(identifier, CLASSES, "initializer")


for _value in list(vars().values()):
    if isinstance(_value, type):
        explained(_value)
