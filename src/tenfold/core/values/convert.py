"""From Python and NumPy values to tensors, by TensorFlow's rules.

Python floats become float32, ints int32 (int64 where they do not fit), NumPy arrays keep their dtype; a Python number
takes the dtype of the tensor it meets. Nothing is ever promoted behind the user's back.
"""

import numpy as np

from tenfold.core.base.hooks import hooks
from tenfold.core.base.thread import STATE
from tenfold.core.base.types import Array, Rows, Value
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values import dtypes
from tenfold.core.values.converters import CONVERTERS, converted
from tenfold.core.values.copying import copied
from tenfold.core.values.shapes import TensorShape
from tenfold.core.values.tensor import Tensor

_NUMBER = {float: "fc", int: "iufc", complex: "c", bool: "biuf"}  # kinds of dtype a Python number may become
_KIND = {"f": float, "V": float, "i": int, "u": int, "b": bool, "c": complex}  # of NumPy's dtypes


def convert(value: Value, dtype: Value = None, partner: dtypes.DType | None = None) -> Tensor:
    """A Tensor of `value`. `dtype` is a demand; `partner` is the dtype a bare Python value should take if it can.

    Raises:
      ValueError: `value` is a tensor of another dtype than demanded, None, or a ragged list.
      TypeError: a Python value that the dtype cannot hold.
    """
    kind = type(value)
    if kind is Tensor and dtype is None:
        return value
    if kind is float and dtype is None and partner is not None and partner.numpy.kind == "f":
        return Tensor(partner.numpy.type(value))
    if isinstance(value, Tensor):
        return _checked(value, dtype)
    if hasattr(value, "_as_tensor"):
        return _checked(value._as_tensor(), dtype)
    if hasattr(value, "_called_with"):
        raise (ValueError if STATE.graph is None else TypeError)(
            f"a {kind.__name__} is no Tensor, and this function is not there for one: {value!r:.80}. Use x.to_tensor() "
            "(tf.sparse.to_dense), tf.ragged.map_flat_values or tf.map_fn."
        )
    if dtype is not None:
        dtype = dtypes.as_dtype(dtype)
    if CONVERTERS and (found := converted(value, dtype)) is not None:
        return _checked(found, dtype)
    if isinstance(value, (np.ndarray, np.generic)):
        return Tensor(_from_numpy(value, dtype))
    return _of_python(value, dtype, partner)


def _of_python(value: Value, dtype: dtypes.DType | None, partner: dtypes.DType | None) -> Tensor:
    try:
        if isinstance(value, (list, tuple)) and _holds_tensor(value):
            return hooks.pack(value, dtype)
        return Tensor(_from_python(value, dtype, partner))
    except RecursionError:
        kind = type(value).__name__
        raise ValueError(f"Can't convert {kind} to Tensor: it holds itself, or is nested too deeply.") from None


def meet(value: Value, dtype: dtypes.DType) -> Tensor:
    """`value` as a tensor that meets one of `dtype` in an op: NumPy numbers are cast to it, as are tensors in a list;
    Python's numbers must fit.

    Raises:
      TypeError: a Python value that the dtype cannot hold: nothing is promoted.
    """
    if isinstance(value, (np.ndarray, np.generic)):
        castable = value.dtype.kind not in "SUO" and dtype.is_numeric and (dtype.is_complex or value.dtype.kind != "c")
        return Tensor(_from_numpy(value, dtype if castable else None))
    try:
        if type(value) in (list, tuple) and _holds_tensor(value):
            return hooks.pack(value, dtype)
    except RecursionError:
        pass  # which `convert` explains
    tensor = convert(value, None, dtype)
    if tensor.dtype is not dtype and not isinstance(value, Tensor) and not hasattr(value, "_as_tensor"):
        raise TypeError(
            f"Cannot convert {value!r:.100} to EagerTensor of dtype {dtype.name}, which a tensor that it meets has: "
            f"{dtypes.cure_for((dtype, tensor.dtype))}, or write a value that fits {dtype.name}."
        )
    return tensor


def convert_to_tensor(
    value: Value, dtype: Value = None, dtype_hint: Value = None, name: str | None = None, preferred_dtype: Value = None
) -> Tensor:
    """`value` as a tensor. `dtype_hint` is the dtype a bare Python value should take if it can; `name` that of the node
    which a graph has for what was none."""
    if name is not None and isinstance(value, (list, tuple)) and _holds_tensor(value):
        return hooks.pack(value, dtype, name)
    hint = dtype_hint or preferred_dtype
    tensor = snapshot(convert(value, dtype, dtypes.as_dtype(hint) if hint is not None else None))
    graph = STATE.graph
    if graph is None or isinstance(tensor, SymbolicTensor):
        return tensor
    named = name is not None and tensor is not value and not graph.building_function
    return graph.constant(tensor._array, name=name) if named else graph.capture(tensor)


def snapshot(tensor: Tensor) -> Tensor:
    """A read of a variable that a program asked for: it keeps its value, unlike one that an op makes for itself."""
    tensor._live = None
    return tensor


def _checked(tensor: Tensor, dtype: Value) -> Tensor:
    if dtype is not None and tensor.dtype != dtype:
        dtype = dtypes.as_dtype(dtype)
        raise ValueError(
            f"Tensor conversion requested dtype {dtype.name} for Tensor with dtype {tensor.dtype.name}: {tensor!r}; "
            f"{dtypes.cure_for((tensor.dtype, dtype), dtype)}."
        )
    return tensor


def _holds_tensor(values: Rows) -> bool:
    kinds = set(map(type, values))  # a list may be long, but holds few kinds of things
    if any([issubclass(k, Tensor) or hasattr(k, "_as_tensor") for k in kinds]):
        return True
    nested = any([issubclass(k, (list, tuple)) for k in kinds])
    return nested and any(_holds_tensor(v) for v in values if isinstance(v, (list, tuple)))


def _from_numpy(array: Array, dtype: dtypes.DType | None) -> Array:
    if array.dtype.kind in "SUO":
        return _strings(array) if dtype is None or dtype == dtypes.string else _of_objects(array, dtype)
    native = array.dtype.newbyteorder("=")
    wanted = native if dtype is None else dtype.numpy
    strange = wanted if wanted not in dtypes._BY_NUMPY else native if native.fields or native.kind in "mM" else None
    if strange is not None:
        raise ValueError(
            f"Failed to convert a NumPy array to a Tensor (Unsupported numpy type: {strange}). Give an array of "
            "another type, such as array.astype(np.float32)."
        )
    if not array.ndim:
        return wanted.type(array)
    return copied(array) if array.dtype == wanted else np.array(array, wanted)


def _of_objects(array: np.ndarray, dtype: dtypes.DType) -> np.ndarray:
    """Numbers, held as objects, in an array of their own."""
    try:
        return array.astype(dtype.numpy)
    except (TypeError, ValueError, OverflowError):
        odd = next((v for v in array.reshape(-1).tolist() if not isinstance(v, (int, float, complex))), None)
        what = f"it holds {odd!r:.60}" if odd is not None else f"a number of it does not fit {dtype.name}"
        raise ValueError(f"Failed to convert an object array to a Tensor of dtype {dtype.name}: {what}.") from None


def _strings(array: np.ndarray) -> np.ndarray:
    flat = [_as_bytes(v) for v in array.reshape(-1).tolist()]
    bad = next((type(v).__name__ for v in flat if type(v) is not bytes), None)
    if bad is not None:
        raise ValueError(f"Failed to convert a NumPy array to a Tensor (Unsupported object type {bad}).")
    out = np.empty(len(flat), object)
    out[:] = flat
    return out.reshape(array.shape)


def _mixture(array: np.ndarray, value: Value) -> str | None:
    """What is wrong with a Python value that became `array`, of objects; None for strings alone."""
    kinds = dict.fromkeys(type(v) for v in array.reshape(-1).tolist())
    if all(issubclass(k, (str, bytes)) for k in kinds):
        return None
    if not isinstance(value, (list, tuple)):
        return f"Attempt to convert a value ({value!r:.100}) with an unsupported type ({type(value)}) to a Tensor."
    names = " and ".join(k.__name__ for k in kinds)
    if len(kinds) > 1:
        return (
            f"Can't convert Python sequence with mixed types to Tensor: {value!r:.100} holds {names}. A tensor holds "
            "either numbers or strings, and no None."
        )
    return f"Can't convert Python sequence to Tensor: {value!r:.100} holds {names}, and a tensor numbers or strings."


def _as_bytes(element: Value) -> Value:
    """Strings as bytes, which are no bytes of another class (np.bytes_)."""
    if isinstance(element, str):
        return element.encode()
    return bytes(element) if isinstance(element, bytes) and type(element) is not bytes else element


def _from_python(value: Value, dtype: dtypes.DType | None, partner: dtypes.DType | None) -> Array:
    kind = type(value)
    if kind in _NUMBER:
        wanted = dtype or _fitting(kind, partner)
        return _scalar(value, kind, wanted)
    if value is None:
        raise ValueError("Attempt to convert a value (None) with an unsupported type (<class 'NoneType'>) to a Tensor.")
    if kind in (str, bytes):
        if dtype is not None and dtype != dtypes.string:
            raise TypeError(f"Cannot convert {value!r} to EagerTensor of dtype {dtype.name}")
        return _strings(np.array(value, object))
    return _sequence(value, dtype, partner)


def _fitting(kind: type, partner: dtypes.DType | None) -> dtypes.DType | None:
    """The partner's dtype where a Python number of this kind may become it."""
    if partner is None or partner.numpy.kind in _NUMBER[kind] or partner.is_floating and kind is not complex:
        return partner
    return None


def _scalar(value: Value, kind: type, dtype: dtypes.DType | None) -> Array:
    if dtype is None:
        dtype = dtypes.as_dtype(kind)
        if dtype is dtypes.int32 and not -(2**31) <= value < 2**31:
            dtype = dtypes.int64
    elif _fitting(kind, dtype) is None:
        raise TypeError(f"Cannot convert {value!r} to EagerTensor of dtype {dtype.name}")
    try:
        return dtype.numpy.type(value)
    except OverflowError:
        raise ValueError(f"Can't convert Python int {value} to a Tensor of dtype {dtype.name}: out of range.") from None


def _sequence(value: Value, dtype: dtypes.DType | None, partner: dtypes.DType | None) -> Array:
    try:
        array = np.asarray(value)
    except ValueError:
        raise ValueError(f"Can't convert non-rectangular Python sequence to Tensor: {value!r:.200}") from None
    if array.dtype.kind in "SU" or array.dtype == object:
        array = np.array(value, object)
        if dtype is not None and dtype != dtypes.string:
            _check_numbers(array, value, dtype)
        try:
            return _from_numpy(array, dtype)
        except ValueError as e:
            raise ValueError(_mixture(array, value) or str(e)) from None
    kind = None if array.dtype.fields else _KIND.get(array.dtype.kind)
    if kind is None or not isinstance(value, (list, tuple, range, TensorShape)):
        return _from_numpy(array, dtype)
    wanted = dtype or _fitting(kind, partner) if array.size else dtype or partner or dtypes.float32
    if array.size and wanted is not None and _fitting(kind, wanted) is None:
        raise TypeError(f"Cannot convert {value!r:.100} to EagerTensor of dtype {wanted.name}")
    return array.astype((wanted or _dtype_of(array, kind, value)).numpy, copy=False)


def _check_numbers(array: Array, value: Value, dtype: dtypes.DType) -> None:
    """Refuse Python values that NumPy would read numbers or truth into: strings, None, objects."""
    for element in array.reshape(-1):
        if isinstance(element, (str, bytes)):
            raise TypeError(f"Cannot convert {value!r:.100} to EagerTensor of dtype {dtype.name}")
        if not isinstance(element, (int, float, complex, np.generic)):
            kind = type(element)
            raise ValueError(
                f"Attempt to convert a value ({element!r:.100}) with an unsupported type ({kind}) to a Tensor."
            )


def _dtype_of(array: Array, kind: type, value: Value) -> dtypes.DType:
    """That of a sequence: integers of any width are int32 where they fit, other numbers are what the first one is."""
    if kind is int:
        if array.dtype.kind == "u" and array.max() >= 2**63:
            raise ValueError("Can't convert Python sequence with out-of-range integer to Tensor.")
        return dtypes.int32 if -(2**31) <= array.min() and array.max() < 2**31 else dtypes.int64
    while isinstance(value, (list, tuple)):
        value = value[0]
    return dtypes.as_dtype(getattr(value, "dtype", kind))
