"""`Dimension`: TensorFlow 1's face of one dimension of a shape, known or not (TensorFlow 2 shows `int` and `None`)."""

import operator

from tenfold.core.base.hooks import hooks
from tenfold.core.values import shapes
from tenfold.core.values.shapes import as_tuple, dimension_value


def _arithmetic(function, reflected=False):
    """A method that applies `function` to two sizes; unknown if either is unknown."""

    def method(self, other):
        try:
            ours, theirs = self.value, dimension_value(other)
        except (TypeError, ValueError):
            return NotImplemented
        if ours is None or theirs is None:
            return Dimension(None)
        return Dimension(function(theirs, ours) if reflected else function(ours, theirs))

    return method


def _comparison(function):
    """A method that compares two sizes; `None` ("cannot be said") if either is unknown."""

    def method(self, other):
        ours, theirs = self.value, dimension_value(other)
        return None if ours is None or theirs is None else function(ours, theirs)

    return method


class Dimension:
    """One dimension of a TensorFlow 1 shape: a size, or `None` where it is not known.

    Arithmetic with `int`, `None` or another `Dimension` gives a `Dimension`; comparing with an unknown one, `None`.
    """

    __slots__ = ("value",)
    __hash__ = None  # an unknown dimension equals nothing, not even itself

    def __init__(self, value):
        self.value = dimension_value(value)

    __add__ = _arithmetic(operator.add)
    __radd__ = _arithmetic(operator.add, reflected=True)
    __sub__ = _arithmetic(operator.sub)
    __rsub__ = _arithmetic(operator.sub, reflected=True)
    __mul__ = _arithmetic(operator.mul)
    __rmul__ = _arithmetic(operator.mul, reflected=True)
    __floordiv__ = _arithmetic(operator.floordiv)
    __rfloordiv__ = _arithmetic(operator.floordiv, reflected=True)
    __mod__ = _arithmetic(operator.mod)
    __rmod__ = _arithmetic(operator.mod, reflected=True)
    __lt__ = _comparison(operator.lt)
    __le__ = _comparison(operator.le)
    __gt__ = _comparison(operator.gt)
    __ge__ = _comparison(operator.ge)

    def __truediv__(self, other):
        raise TypeError(f"unsupported operand type(s) for /: 'Dimension' and '{_name(other)}', please use // instead")

    def __rtruediv__(self, other):
        raise TypeError(f"unsupported operand type(s) for /: '{_name(other)}' and 'Dimension', please use // instead")

    def __eq__(self, other):
        try:
            theirs = dimension_value(other)
        except (TypeError, ValueError):
            return NotImplemented
        return None if self.value is None or theirs is None else self.value == theirs

    def __ne__(self, other):
        equal = self.__eq__(other)
        return equal if equal is NotImplemented or equal is None else not equal

    def __bool__(self):
        return bool(self.value)

    def __int__(self):
        return self.value

    __index__ = __int__

    def __repr__(self):
        return f"Dimension({self.value})"

    def __str__(self):
        return "?" if self.value is None else str(self.value)

    def __reduce__(self):
        return Dimension, (self.value,)

    def is_compatible_with(self, other):
        """True if either is unknown, or both are the same size."""
        theirs = dimension_value(other)
        return self.value is None or theirs is None or self.value == theirs

    def assert_is_compatible_with(self, other):
        """Raises `ValueError` unless `is_compatible_with(other)`."""
        if not self.is_compatible_with(other):
            raise ValueError(f"Dimensions {self} and {Dimension(other)} are not compatible")

    def merge_with(self, other):
        """The `Dimension` that is known if either is known. Raises `ValueError` where they differ."""
        self.assert_is_compatible_with(other)
        return Dimension(dimension_value(other) if self.value is None else self.value)


def _name(value):
    return type(value).__name__


hooks.dimension = Dimension


def enable_v2_tensorshape():
    """From here on, indexing and iterating a `TensorShape` gives `int` and `None` (the default)."""
    shapes.V1_DIMENSIONS = False


def disable_v2_tensorshape():
    """From here on, indexing and iterating a `TensorShape` gives `Dimension`, as TensorFlow 1 did."""
    shapes.V1_DIMENSIONS = True


def dimension_at_index(shape, index):
    """The `Dimension` of `shape` at `index`, whichever way shapes show their entries; unknown if the rank is."""
    dims = as_tuple(shape)
    return Dimension(None if dims is None else dims[index])
