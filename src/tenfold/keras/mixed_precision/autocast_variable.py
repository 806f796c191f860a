"""Variables that a layer's `call` reads in the layer's compute dtype."""

from tenfold.core.base.thread import STATE
from tenfold.core.values import format
from tenfold.core.values.convert import convert
from tenfold.core.values.variable import Variable
from tenfold.keras.layers.base.context import CALL
from tenfold.ops.arrays.casting import cast
from tenfold.ops.arrays.gathering import gather_rows


class AutoCastVariable(Variable):
    """A floating-point variable of a layer whose policy computes in another dtype than it keeps variables in.

    Ops that read it inside of a layer's `call` get a tensor of that layer's compute dtype, which is its `dtype` there:
    `tf.cast(x, self.w.dtype)` fits what is read. Its own dtype (`true_dtype`) it shows everywhere else, to optimizers
    and files, and its gradients have it too, since the cast is an op. What such a `call` assigns is cast to it.
    """

    true_dtype = property(lambda self: self._dtype)
    dtype = _cast_dtype = property(lambda self: CALL.reads_as or self._dtype)

    def _as_tensor(self):
        tensor, wanted = super()._as_tensor(), CALL.reads_as
        return tensor if wanted is None or wanted is self._dtype else cast(tensor, wanted)

    def assign(self, value, *args, **kwargs):
        return super().assign(self._in_own_dtype(value), *args, **kwargs)

    def assign_add(self, delta, *args, **kwargs):
        return super().assign_add(self._in_own_dtype(delta), *args, **kwargs)

    def assign_sub(self, delta, *args, **kwargs):
        return super().assign_sub(self._in_own_dtype(delta), *args, **kwargs)

    def _in_own_dtype(self, value):
        """What a layer's call has computed, of the dtype of that, in the dtype that is kept."""
        if CALL.reads_as is None:
            return value
        tensor = convert(value, partner=self._dtype)
        return tensor if tensor.dtype is self._dtype else cast(tensor, self._dtype)

    def sparse_read(self, indices, name=None):
        """The rows at `indices`, in the dtype that ops read: no others are cast."""
        found, wanted = gather_rows(super()._as_tensor(), indices, name), CALL.reads_as
        return found if wanted is None or wanted is self._dtype else cast(found, wanted)

    def __repr__(self):
        wanted, has_value = self._cast_dtype, self.graph is None and STATE.graph is None
        value = self.array().astype(wanted.numpy) if has_value else None
        dtypes = f"{self._dtype.name} dtype_to_cast_to={wanted.name}"
        return format.variable_repr(self.name, value, self._static, dtypes, "AutoCastVariable")
