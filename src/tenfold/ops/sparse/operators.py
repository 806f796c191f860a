"""What Python's operators and the ops for dense tensors mean for a SparseTensor.

What makes SparseTensors has the class from here, so that they can do all this however they came to be.
"""

import numpy as np

from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.ops.arrays.broadcasting import broadcast_to
from tenfold.ops.arrays.casting import cast
from tenfold.ops.arrays.gathering import gather_nd
from tenfold.ops.infer import acts_elementwise
from tenfold.ops.math.arithmetic import multiply, truediv
from tenfold.ops.math.reduce import reduce_prod
from tenfold.ops.sparse.tensor import SparseTensor
from tenfold.ops.structures.specs import SparseTensorSpec as SparseTensorSpec  # handed on


def _values_of(sp, other):
    """A dense operand at the entries of `sp`, by broadcasting."""
    other = convert(other, partner=sp.dtype)
    if other.ndim == 0:
        return other
    return gather_nd(broadcast_to(other, sp.dense_shape), sp.indices)


SparseTensor.__mul__ = lambda self, other: self.with_values(multiply(self.values, _values_of(self, other)))
SparseTensor.__truediv__ = lambda self, other: self.with_values(truediv(self.values, _values_of(self, other)))


def _called_with(self, op, args, attrs, name):
    """An op on a SparseTensor: functions of one tensor that keep 0 act on the values; `shape` is the dense shape."""
    if op.name == "shape":
        return cast(self.dense_shape, attrs["out_type"])
    if op.name == "size":
        return cast(reduce_prod(self.dense_shape), attrs["out_type"])
    if op.name == "rank":
        return convert(self.shape.rank)
    if op.name == "multiply" or op.name == "divide_real" and args[0] is self:
        other = args[1] if args[0] is self else args[0]
        return self.with_values(op(self.values, _values_of(self, other), name=name))
    if len(args) == 1 and acts_elementwise(op) and _keeps_zero(op, self.dtype, attrs):
        return self.with_values(op(self.values, **attrs, name=name))
    raise ValueError(
        f"{op.name} does not take a SparseTensor. Use tf.sparse.to_dense(x) first, or a function of tf.sparse."
    )


def _keeps_zero(op, dtype, attrs):
    zero = np.zeros(2, dtype.numpy)
    found = None if any(isinstance(v, Tensor) for v in attrs.values()) else op.forward(zero, **attrs)
    return getattr(found, "shape", None) == zero.shape and not found.any()


SparseTensor._called_with = _called_with
