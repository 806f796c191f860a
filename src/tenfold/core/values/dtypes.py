"""TensorFlow's element types, each a thin name for a NumPy dtype."""

import builtins
import functools

import ml_dtypes
import numpy as np

from tenfold.core.base.types import Any, Iterable, NoReturn, Reduced, Value

_BY_NUMPY: dict[np.dtype, "DType"] = {}
_BY_NAME: dict[str, "DType"] = {}


class DType:
    """The type of a tensor's elements: `tf.float32`, `tf.string`, ... Compares equal to any spelling of itself."""

    __slots__ = ("as_datatype_enum", "is_complex", "is_differentiable", "is_floating", "name", "numpy")

    def __init__(self, name: str, numpy_type: Any, enum: int) -> None:
        self.name, self.as_datatype_enum = name, enum
        self.numpy = np.dtype(numpy_type)
        self.is_floating = self.numpy.kind == "f" or name in ("bfloat16", "float8_e4m3fn", "float8_e5m2")
        self.is_complex = self.numpy.kind == "c"
        self.is_differentiable = self.is_floating or self.is_complex
        _BY_NAME[name] = self
        if not name.startswith("q") and name not in ("resource", "variant"):
            _BY_NUMPY[self.numpy] = self

    @property
    def as_numpy_dtype(self) -> type:
        """The NumPy scalar type (`np.float32`); `object` for strings."""
        return object if self.numpy.kind == "O" else self.numpy.type

    @property
    def dtype(self) -> np.dtype:
        """The NumPy dtype, so that NumPy accepts a DType wherever it takes a dtype."""
        return self.numpy

    @property
    def base_dtype(self) -> "DType":
        return self

    @property
    def real_dtype(self) -> "DType":
        return {"complex64": float32, "complex128": float64}.get(self.name, self)

    @property
    def is_integer(self) -> builtins.bool:
        return not self.is_quantized and self.numpy.kind in "iu"

    @property
    def is_unsigned(self) -> builtins.bool:
        return self.numpy.kind == "u" and not self.is_quantized

    @property
    def is_bool(self) -> builtins.bool:
        return self.numpy.kind == "b"

    @property
    def is_quantized(self) -> builtins.bool:
        return self.name.startswith("q")

    @property
    def is_numeric(self) -> builtins.bool:
        return self.numpy.kind in "fiuc" or self.is_floating

    @property
    def is_numpy_compatible(self) -> builtins.bool:
        return self.name not in ("resource", "variant")

    @property
    def size(self) -> int:
        """Bytes an element takes; 1 for the types that have no fixed size."""
        return 1 if self.numpy.kind == "O" else self.numpy.itemsize

    @property
    def min(self) -> Any:
        """Smallest finite value."""
        return self._limit("min", False)

    @property
    def max(self) -> Any:
        """Largest finite value."""
        return self._limit("max", True)

    @property
    def limits(self) -> tuple[Any, Any]:
        """(min, max) of values an image of this type may hold: (0, 1) for floats, the full range for integers."""
        return (0, 1) if self.is_floating else (self.min, self.max)

    def _limit(self, which: str, of_bool: builtins.bool) -> Any:
        if self.is_bool:
            return of_bool
        if self.is_floating:
            return getattr(ml_dtypes.finfo(self.numpy), which)
        if self.is_integer:
            return getattr(np.iinfo(self.numpy), which)
        raise TypeError(f"Cannot find {which}imum value of {self}.")

    def is_compatible_with(self, other: Value) -> builtins.bool:
        return self is as_dtype(other)

    def __eq__(self, other: object) -> builtins.bool:
        if type(other) is DType:
            return self is other
        try:
            return other is not None and self is as_dtype(other)
        except TypeError:
            return False

    def __ne__(self, other: object) -> builtins.bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return f"tf.{self.name}"

    def __str__(self) -> str:
        return f"<dtype: '{self.name}'>"

    def __reduce__(self) -> Reduced:
        return as_dtype, (self.name,)

    def __call__(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError(f"tf.{self.name} is a dtype, not a function: write tf.cast(x, tf.{self.name})")


class ListType(DType):
    """The type of a list of tensors (a TensorArray inside a graph). Not an element type: it has no public name."""

    __slots__ = ("element",)

    def __init__(self, element: "DType") -> None:
        self.element, self.name, self.as_datatype_enum, self.numpy = element, "variant", 21, np.dtype(object)

    @property
    def is_differentiable(self) -> builtins.bool:  # type: ignore[override]  # asked of the elements each time
        return self.element.is_differentiable

    def __eq__(self, other: object) -> builtins.bool:
        return self is other

    def __reduce__(self) -> Reduced:
        return list_of, (self.element,)

    __hash__ = DType.__hash__


class HeldType:
    """What stands in the place of NumPy's dtype for a `Held` value."""

    kind, itemsize = "V", 8

    @property
    def type(self) -> Any:
        return Held


class Held:
    """A scalar of dtype variant: a value of a program that is no array, such as a dataset or an iterator."""

    __slots__ = ("value",)
    ndim, shape, size, dtype = 0, (), 1, HeldType()

    def __init__(self, value: Any) -> None:
        self.value = value

    def __repr__(self) -> str:
        return f"<variant of {self.value!r}>"


@functools.cache
def list_of(element: "DType") -> "ListType":
    """The type of a list of tensors of dtype `element`."""
    return ListType(element)


float32 = DType("float32", np.float32, 1)
float64 = DType("float64", np.float64, 2)
int32 = DType("int32", np.int32, 3)
uint8 = DType("uint8", np.uint8, 4)
int16 = DType("int16", np.int16, 5)
int8 = DType("int8", np.int8, 6)
string = DType("string", object, 7)
complex64 = DType("complex64", np.complex64, 8)
int64 = DType("int64", np.int64, 9)
bool = DType("bool", np.bool_, 10)
qint8 = DType("qint8", np.int8, 11)
quint8 = DType("quint8", np.uint8, 12)
qint32 = DType("qint32", np.int32, 13)
bfloat16 = DType("bfloat16", ml_dtypes.bfloat16, 14)
qint16 = DType("qint16", np.int16, 15)
quint16 = DType("quint16", np.uint16, 16)
uint16 = DType("uint16", np.uint16, 17)
complex128 = DType("complex128", np.complex128, 18)
float16 = DType("float16", np.float16, 19)
resource = DType("resource", object, 20)
variant = DType("variant", object, 21)
_BY_NUMPY[Held.dtype] = variant  # type: ignore[index]
uint32 = DType("uint32", np.uint32, 22)
uint64 = DType("uint64", np.uint64, 23)
float8_e5m2 = DType("float8_e5m2", ml_dtypes.float8_e5m2, 24)
float8_e4m3fn = DType("float8_e4m3fn", ml_dtypes.float8_e4m3fn, 25)
half, double = float16, float64

QUANTIZED_DTYPES = frozenset({qint8, quint8, qint16, quint16, qint32})
_OTHER_NAMES = {"half": float16, "double": float64, "float": float32, "int": int32, "str": string, "complex": complex64}
_OTHER_NAMES["a"] = string  # which NumPy 2 would rather call "S"
_PYTHON = {float: float32, int: int32, builtins.bool: bool, str: string, bytes: string, complex: complex128}


def of_numpy(dtype: np.dtype) -> "DType":
    """The DType of a NumPy dtype; byte and unicode strings are `tf.string`."""
    found = _BY_NUMPY.get(dtype) or _BY_NUMPY.get(dtype.newbyteorder("="))
    if found is None and dtype.kind in "SUO":
        return string
    if found is None:
        raise TypeError(f"Cannot convert {dtype!r} to a TensorFlow DType")
    return found


def as_dtype(type_value: Value) -> "DType":
    """The DType that `type_value` spells: a DType, a name ("float32"), a NumPy or Python type, or a DataType number."""
    if isinstance(type_value, DType):
        return type_value
    try:
        if isinstance(type_value, str):
            name = type_value.removesuffix("_ref")
            return _BY_NAME.get(name) or _OTHER_NAMES.get(name) or of_numpy(np.dtype(name))
        if isinstance(type_value, (int, np.integer)):
            number = type_value - 100 if 100 < type_value < 200 else type_value  # from 101 on: a reference to one
            return next(d for d in _BY_NAME.values() if d.as_datatype_enum == number)
        if type_value is None or hasattr(type_value, "shape") and not isinstance(type_value, (type, np.dtype)):
            raise TypeError("no dtype")
        return _PYTHON.get(type_value) or of_numpy(np.dtype(type_value))
    except (TypeError, ValueError, StopIteration, RecursionError):
        raise TypeError(f"Cannot convert value {type_value!r:.100} to a TensorFlow DType.") from None


NO_NUMBERS = "received a tensor of dtype string, expected numbers: tf.strings.to_number reads them"


def cure_for(types: "Iterable[DType]", wanted: "DType | None" = None) -> str:
    """What to do about tensors that should have one dtype and have several: all become what holds most values (among
    floats float32, which models compute in), or `wanted`."""
    if string in types:
        return "tf.strings.to_number(x) makes numbers of strings, tf.strings.as_string(x) strings of numbers"
    wanted = wanted or max(types, key=lambda t: (t.is_complex, t.is_floating, t.is_integer, t is float32, t.size))
    return f"cast the {next(t.name for t in types if t is not wanted)} tensor: tf.cast(x, tf.{wanted.name})"
