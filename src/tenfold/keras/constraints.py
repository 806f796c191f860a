"""Constraints: what a weight is projected onto after each update."""

from tenfold.core.calls.methods import explained, telling
from tenfold.core.values.convert import convert
from tenfold.keras.backend_config import epsilon
from tenfold.keras.saving import constructor_arguments as recorded
from tenfold.keras.saving import newer_form, serialization
from tenfold.keras.utils.arguments import check_numbers
from tenfold.ops.arrays.basics import reshape, transpose
from tenfold.ops.arrays.joining import stack
from tenfold.ops.math.arithmetic import divide_real, multiply, square
from tenfold.ops.math.clipping import clip_by_value
from tenfold.ops.math.elementwise import sqrt
from tenfold.ops.math.reduce import reduce_sum
from tenfold.ops.nn.activations import relu


class Constraint(recorded.Recorded):
    """Base class: subclasses write `__call__(w)`, which gives the projected weight, and `get_config`."""

    def __call__(self, w):
        """`w` itself."""
        return w

    @recorded.base
    def get_config(self):
        """The arguments of `__init__`; of a subclass that does not override this, those that JSON can hold."""
        return self._with_arguments({}, Constraint.get_config, strict=False)

    @classmethod
    def from_config(cls, config):
        """The constraint that `get_config` described."""
        return recorded.made_from(cls, config)


class MaxNorm(Constraint):
    """Vectors along `axis` are shortened to a length of `max_value` (Srivastava et al., JMLR 2014).

    Args:
      max_value: greatest length.
      axis: int or ints; 0 for a Dense kernel, [0, 1, 2] for the kernel of a 2D convolution.
    """

    def __init__(self, max_value=2, axis=0):
        check_numbers(max_value=max_value)
        self.max_value, self.axis = max_value, axis

    def __call__(self, w):
        w = convert(w)
        lengths = _lengths(w, self.axis)
        wanted = clip_by_value(lengths, 0.0, float(self.max_value))
        return multiply(w, divide_real(wanted, lengths + epsilon()))

    def get_config(self):
        return {"max_value": self.max_value, "axis": self.axis}


class NonNeg(Constraint):
    """Negative values become zero."""

    def __call__(self, w):
        return relu(convert(w))


class UnitNorm(Constraint):
    """Vectors along `axis` are scaled to length 1."""

    def __init__(self, axis=0):
        self.axis = axis

    def __call__(self, w):
        w = convert(w)
        return divide_real(w, _lengths(w, self.axis) + epsilon())

    def get_config(self):
        return {"axis": self.axis}


class MinMaxNorm(Constraint):
    """Lengths of the vectors along `axis` are brought between two bounds.

    Args:
      min_value, max_value: bounds of the length.
      rate: 1 enforces them at once, less moves towards them: the new length is rate * clipped + (1 - rate) * old.
      axis: int or ints.
    """

    def __init__(self, min_value=0.0, max_value=1.0, rate=1.0, axis=0):
        check_numbers(min_value=min_value, max_value=max_value, rate=rate)
        self.min_value, self.max_value, self.rate, self.axis = min_value, max_value, rate, axis

    def __call__(self, w):
        w = convert(w)
        lengths = _lengths(w, self.axis)
        wanted = clip_by_value(lengths, float(self.min_value), float(self.max_value)) * self.rate + lengths * (
            1.0 - self.rate
        )
        return multiply(w, divide_real(wanted, lengths + epsilon()))

    def get_config(self):
        return {"min_value": self.min_value, "max_value": self.max_value, "rate": self.rate, "axis": self.axis}


class RadialConstraint(Constraint):
    """Conv2D kernels become the same in every direction: every pixel of a ring around the centre gets one value.

    `w` has shape (size, size, channels, filters). The values are those that Keras takes, from the diagonal, beginning
    one pixel before the centre.
    """

    def __call__(self, w):
        w = convert(w)
        if w._dims is None or len(w._dims) != 4:
            raise ValueError(f"The weight tensor must have rank 4. Received weight tensor with shape: {w.shape}")
        height, width, channels, filters = w._dims
        flat = transpose(reshape(w, (height, width, channels * filters)), (2, 0, 1))
        rows = []
        for i in range(height):
            row = []
            for j in range(width):
                ring = max(abs(2 * i - height + 1), abs(2 * j - width + 1)) // 2  # 0 is the centre
                at = height // 2 - 1 + ring + (height % 2 == 0 and ring > 0)
                row.append(flat[:, at, at])
            rows.append(stack(row, -1))
        return reshape(transpose(stack(rows, 1), (1, 2, 0)), (height, width, channels, filters))


def _lengths(w, axis):
    """Euclidean lengths along `axis`, kept as an axis of 1."""
    return sqrt(reduce_sum(square(w), axis, keepdims=True))


max_norm, non_neg, unit_norm, min_max_norm, radial_constraint = MaxNorm, NonNeg, UnitNorm, MinMaxNorm, RadialConstraint
maxnorm, nonneg, unitnorm = MaxNorm, NonNeg, UnitNorm

CLASSES = {cls.__name__: cls for cls in (MaxNorm, MinMaxNorm, NonNeg, RadialConstraint, UnitNorm)} | {
    "max_norm": MaxNorm,
    "maxnorm": MaxNorm,
    "non_neg": NonNeg,
    "nonneg": NonNeg,
    "unit_norm": UnitNorm,
    "unitnorm": UnitNorm,
    "min_max_norm": MinMaxNorm,
    "radial_constraint": RadialConstraint,
}


configuration = serialization.serialize_keras_object  # what layers keep of theirs


@telling
def serialize(constraint, use_legacy_format=None):
    """The description of a constraint, in Keras 2's or the newer form; None for None. See `newer_form.serialize`."""
    return newer_form.serialize(constraint, use_legacy_format)


@telling
def deserialize(config, custom_objects=None):
    """The constraint that `serialize` described. ValueError for an unknown one."""
    return serialization.deserialize_keras_object(config, CLASSES, custom_objects, "constraint")


@telling
def get(identifier):
    """The constraint that a name, a configuration, a class or an object means; None for None."""
    return serialization.resolve(identifier, CLASSES, "constraint")


for _value in list(vars().values()):
    if isinstance(_value, type):
        explained(_value)
