"""`tf.TensorArraySpec`: what is known of a TensorArray before it is there."""

from tenfold.core.values import dtypes
from tenfold.core.values.shapes import TensorShape
from tenfold.ops.control.tensor_array import TensorArray
from tenfold.ops.structures.specs import TypeSpec, register_spec


class TensorArraySpec(TypeSpec):
    """The shape and dtype of a TensorArray's entries, whether it grows, and whether all have one shape."""

    value_type = TensorArray

    def __init__(self, element_shape=None, dtype=dtypes.float32, dynamic_size=False, infer_shape=True):
        self.element_shape, self.dtype = TensorShape(element_shape), dtypes.as_dtype(dtype)
        self.dynamic_size, self.infer_shape = dynamic_size, infer_shape

    def _fields(self):
        return self.element_shape, self.dtype, self.dynamic_size, self.infer_shape

    def is_compatible_with(self, spec_or_value):
        """Whether it is an array (or its spec) of this kind whose entries could have this shape."""
        other = _spec_of(spec_or_value) if isinstance(spec_or_value, TensorArray) else spec_or_value
        return super().is_compatible_with(other) and self._fields()[2:] == other._fields()[2:]


def _spec_of(array):
    return TensorArraySpec(array.element_shape, array.dtype, array.dynamic_size, array._facts["one_shape"])


register_spec(TensorArray, _spec_of)
