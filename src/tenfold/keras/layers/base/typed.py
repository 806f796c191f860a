"""In which dtype a layer computes, and in which it keeps its variables."""

import numpy as np

from tenfold.core.base import nest
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.core.values.variable import Variable
from tenfold.keras.mixed_precision import policy as policies
from tenfold.keras.mixed_precision.autocast_variable import AutoCastVariable
from tenfold.ops.arrays.casting import cast


class Typed:
    """A layer's policy, and what it does: it casts inputs, and chooses the variables.

    Attributes:
      casts_numbers: whether integer and bool inputs too become the layer's dtype, in which it multiplies them.
      _autocast: whether floating point inputs become the layer's compute dtype.
      _compute_dtype_object, _variable_dtype_object: the policy's dtypes.
      _reads_as: what `CALL.reads_as` is during the layer's call.
    """

    casts_numbers = False

    def _set_dtype_policy(self, dtype):
        """Take the policy that the constructor's argument `dtype` means."""
        self._dtype_policy = policies.get(dtype)
        computes = self._compute_dtype_object = dtypes.as_dtype(self._dtype_policy.compute_dtype)
        self._variable_dtype_object = dtypes.as_dtype(self._dtype_policy.variable_dtype)
        self._reads_as = computes if computes.is_floating else None

    dtype_policy = property(lambda self: self._dtype_policy)
    dtype = property(lambda self: self._dtype_policy.variable_dtype)
    variable_dtype = dtype
    compute_dtype = property(lambda self: self._dtype_policy.compute_dtype)
    _compute_dtype = compute_dtype

    @property
    def _dtype(self):
        """`dtype`, which older layers of users' own set and read by this name."""
        return self._dtype_policy.variable_dtype

    @_dtype.setter
    def _dtype(self, value):
        self._set_dtype_policy(dtypes.as_dtype(value).name)

    def _variable_class(self, dtype, autocast):
        """The class of a new weight of `dtype`: one that casts itself where the policy's two dtypes differ."""
        policy = self._dtype_policy
        casts = autocast and dtype.is_floating and policy.compute_dtype != policy.variable_dtype
        return AutoCastVariable if casts else Variable

    def _as_tensors(self, inputs):
        """NumPy arrays and numbers as tensors; floating point inputs in the layer's compute dtype."""
        if type(inputs) is Tensor:
            casts = self._autocast or self.casts_numbers
            if not casts or inputs._array.dtype == self._compute_dtype_object.numpy:
                return inputs
        return nest.map_structure(self._as_tensor_input, inputs)

    def _as_tensor_input(self, value):
        if isinstance(value, (np.ndarray, np.generic, float, int)) or isinstance(value, list):
            value = convert(value)
        wanted = self._compute_dtype_object
        if not isinstance(value, (Tensor, Variable)) or value.dtype is wanted or not self._casts(value.dtype):
            return value
        mask, found = getattr(value, "_keras_mask", None), cast(value, wanted)
        if mask is not None:
            found._keras_mask = mask
        return found

    def _casts(self, dtype):
        """Whether inputs of `dtype` become the layer's."""
        if self.casts_numbers:
            return dtype.is_floating or dtype.is_integer or dtype.is_bool
        return self._autocast and dtype.is_floating and self._compute_dtype_object.is_floating
