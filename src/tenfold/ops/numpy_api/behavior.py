"""`experimental_enable_numpy_behavior`: tensors with NumPy's methods, operators with NumPy's promotion."""

import numpy as np

from tenfold.core.values.tensor import Tensor
from tenfold.core.values.variable import Variable
from tenfold.ops.numpy_api import maths, shapes
from tenfold.ops.numpy_api.promotion import Preference, array

_OPERATORS = {
    "add": maths.add, "sub": maths.subtract, "mul": maths.multiply, "truediv": maths.divide,
    "floordiv": maths.floor_divide, "mod": maths.mod, "pow": maths.power, "matmul": maths.matmul,
}  # fmt: skip
_ORDER = {"lt": maths.less, "le": maths.less_equal, "gt": maths.greater, "ge": maths.greater_equal}


def experimental_enable_numpy_behavior(prefer_float32=False, dtype_conversion_mode="legacy"):
    """Give tensors NumPy's methods (`x.T`, `x.reshape`, `x.astype`, `x.sum`, ...), and let operators mix dtypes.

    Args:
      prefer_float32: Python floats and integers become float32 and int32 instead of float64 and int64.
      dtype_conversion_mode: "legacy", NumPy's rules.
    """
    if dtype_conversion_mode != "legacy":
        raise ValueError(
            f"dtype_conversion_mode={dtype_conversion_mode!r} is not supported; only 'legacy', NumPy's rules."
        )
    if prefer_float32:
        Preference.float, Preference.int, Preference.complex = np.float32, np.int32, np.complex64
    for kind in (Tensor, Variable):
        for name, function in _OPERATORS.items():
            setattr(kind, f"__{name}__", _forward(function))
            setattr(kind, f"__r{name}__", _backward(function))
        for name, function in _ORDER.items():
            setattr(kind, f"__{name}__", _forward(function))
    for name, method in _METHODS.items():
        setattr(Tensor, name, method)


def _forward(function):
    return lambda self, other: function(self, other)


def _backward(function):
    return lambda self, other: function(other, self)


def _reshape(self, *newshape, order="C"):
    return shapes.reshape(self, newshape[0] if len(newshape) == 1 else newshape, order)


def _transpose(self, *axes):
    return shapes.transpose(self, None if not axes else axes[0] if len(axes) == 1 else axes)


def _method(function):
    return lambda self, *args, **kwargs: function(self, *args, **kwargs)


_METHODS = {
    "T": property(shapes.transpose),
    "size": property(shapes.size),
    "data": property(lambda self: self),
    "nbytes": property(lambda self: shapes.size(self) * self.dtype.size),
    "itemsize": property(lambda self: self.dtype.size),
    "astype": lambda self, dtype: array(self, dtype),
    "reshape": _reshape,
    "transpose": _transpose,
    "ravel": shapes.ravel,
    "flatten": shapes.ravel,
    "tolist": lambda self: self.numpy().tolist(),
    "item": lambda self, *index: self.numpy().item(*index),
    "__pos__": lambda self: self,
    **{name: _method(getattr(maths, f"{name}_")) for name in ("sum", "all", "any")},
    **{
        name: _method(getattr(maths, name))
        for name in ("mean", "std", "var", "prod", "argmax", "argmin", "cumsum", "cumprod", "clip", "dot")
    },
    **{name: _method(getattr(maths, f"a{name}")) for name in ("max", "min")},
    **{name: _method(getattr(shapes, name)) for name in ("squeeze", "repeat", "take", "sort", "argsort", "swapaxes")},
}
