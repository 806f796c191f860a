"""`tf.register_tensor_conversion_function`: how objects of a program's own classes become tensors."""

import numpy as np

from tenfold.core.base.types import Any, Function, Value
from tenfold.core.values import dtypes
from tenfold.core.values.tensor import Tensor

CONVERTERS: list[tuple[int, Any, Function]] = []  # (priority, class or classes, function), what is asked first first
_ITS_OWN = (bool, int, float, complex, str, bytes, np.ndarray, np.generic, Tensor)


def register_tensor_conversion_function(base_type: Any, conversion_func: Function, priority: int = 100) -> None:
    """From here on `conversion_func(value, dtype=None, name=None, as_ref=False)` makes tensors of `base_type`'s values.

    Args:
      base_type: a class or a tuple of classes; not Python's numbers or NumPy's, whose conversion is fixed.
      conversion_func: gives a tensor, of `dtype` if that is not None; NotImplemented leaves the value to others.
      priority: the lowest is asked first, and of equal ones the one that was registered first.

    Raises:
      TypeError: `base_type` is neither a class nor a tuple of them, is a fixed one; or `conversion_func` is no
        function.
    """
    kinds = base_type if isinstance(base_type, tuple) else (base_type,)
    if not kinds or not all(isinstance(kind, type) for kind in kinds):
        raise TypeError(f"Argument `base_type` must be a type or a tuple of types. Received: {base_type!r}")
    fixed = next((kind for kind in kinds if issubclass(kind, _ITS_OWN)), None)
    if fixed is not None:
        raise TypeError(f"Cannot register conversions for Python numeric types and NumPy scalars and arrays: {fixed}.")
    if not callable(conversion_func):
        raise TypeError(f"Argument `conversion_func` must be callable. Received: {conversion_func!r}")
    CONVERTERS.append((priority, base_type, conversion_func))
    CONVERTERS.sort(key=lambda row: row[0])


def converted(value: Value, dtype: dtypes.DType | None) -> Tensor | None:
    """The tensor that a registered function makes of a value; None where none does."""
    if isinstance(value, _ITS_OWN):
        return None
    for _, base_type, function in CONVERTERS:
        if isinstance(value, base_type):
            found = function(value, dtype=dtype, name=None, as_ref=False)
            if found is not NotImplemented:
                if not isinstance(found, Tensor):
                    raise RuntimeError(
                        f"Conversion function {function!r} for {base_type} returned no tensor: {found!r}"
                    )
                return found
    return None
