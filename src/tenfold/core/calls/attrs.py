"""Attributes of ops: what an annotation on a keyword argument of a forward accepts, and the one form it becomes.

An attribute is what steers an op and carries no gradient: an axis, a shape, a dtype. Users may write it as a Python
number, a list, a NumPy array or a tensor. While a graph is written a tensor whose value is not known yet stays one, and
its value is put through the same converter when the graph runs.
"""

import operator

import numpy as np

from tenfold.core.base.hooks import hooks
from tenfold.core.base.types import Dims, Function, Iterable, Value
from tenfold.core.calls.complaints import described
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values import dtypes


class Attr:
    """One kind of attribute. `unknown` is what inference sees for a tensor whose value is not known; `low` is the least
    that an entry of a vector of integers may be; `fixed`: TensorFlow's op has it as an attribute, not as a tensor, and
    says TypeError of whatever is of another kind.

    `convert` raises ValueError or TypeError for what the kind does not hold: when the op is called, or, where the
    value is not known then, when it runs.
    """

    def __init__(
        self,
        name: str,
        convert: Function,
        unknown: Value = None,
        plain: Iterable = (),
        optional: bool = True,
        low: Value = None,
        fixed: bool = False,
    ) -> None:
        self.fixed = fixed
        self.name, self.convert, self.unknown, self.low = name, convert, unknown, low
        self.plain = frozenset((*plain, *[type(None)] * optional))  # types that are in canonical form already

    def or_none(self) -> "Attr":
        """The kind that takes None as well."""
        convert = lambda v: v if v is None else self.convert(v)
        return Attr(f"{self.name} or None", convert, self.unknown, self.plain, low=self.low, fixed=self.fixed)

    def as_fixed(self) -> "Attr":
        """The kind where TensorFlow's op has an attribute."""
        return Attr(self.name, self.convert, self.unknown, self.plain - {type(None)}, False, self.low, fixed=True)

    def named(self, key: str) -> Function:
        """`convert`, whose complaint says which attribute or argument it is about."""

        def convert(value: Value) -> Value:
            try:
                return self.convert(value)
            except ValueError as e:
                raise ValueError(f"`{key}` {e}") from None
            except TypeError as e:
                raise TypeError(f"`{key}` {e}") from None

        return convert

    def __repr__(self) -> str:
        return self.name


_INT = frozenset([int])


def _ints(value: Value) -> Dims:
    if value is None or type(value) is tuple and _INT.issuperset(map(type, value)):
        return value
    if type(value) is np.ndarray and value.dtype.kind in "iu":
        return tuple(value.reshape(-1).tolist())
    if hasattr(value, "as_list"):  # TensorShape
        return tuple(value.as_list())
    if isinstance(value, (int, np.integer)):
        return (int(value),)
    if isinstance(value, (list, tuple, range)):
        return tuple(None if v is None else _index(v) for v in value)
    return tuple(_index(v) for v in _array(value, "integers").reshape(-1).tolist())


def _array(value: Value, wanted: str) -> np.ndarray:
    """`value` as an array; ValueError where it is ragged, nested without end, or no value of Python's or NumPy's."""
    try:
        array = np.asarray(value)
    except (ValueError, RecursionError, TypeError):
        array = None
    if array is None or array.dtype == object and not isinstance(value, (list, tuple, np.ndarray)):
        raise ValueError(f"must be {wanted}; received {described(value)}")
    return array


def _element(value: Value, wanted: str) -> Value:
    """The one element of `value`, a scalar or an array of one."""
    array = _array(value, wanted)
    if array.size != 1:
        raise ValueError(f"must be {wanted}; received {described(value)}")
    return array.item()


def _index(value: Value) -> int:
    """An int from anything that is one (NumPy integers, `Dimension`, 0-d arrays, tensors, variables)."""
    if type(value) is int:
        return value
    if type(value) is hooks.dimension:
        return value.value
    try:
        return int(operator.index(value))
    except TypeError:
        cure = f"; write int({value!r}) if the loss is meant" if isinstance(value, (float, np.floating)) else ""
        raise TypeError(f"must be an integer; received {described(value)}{cure}.") from None


def _int(value: Value) -> int:
    if value is None:
        raise ValueError("must be an integer; received None")
    return value if type(value) is int else _index(_element(value, "an integer"))


def _scalar_int(value: Value) -> int | None:
    """As `_int`; a list or an array is no number, not even one of a single element."""
    if value is None:
        return None
    if type(value) is not int and _array(value, "a scalar").ndim:
        raise ValueError(f"must be a scalar; received {described(value)}")
    return _int(value)


def at_least(low: int) -> Function:
    """The converter of one integer that must be `low` or more."""

    def convert(value: Value) -> int:
        number = value if type(value) is int else _scalar_int(value)
        if number is None or number < low:
            raise ValueError(f"must be {low} or more; received {number}")
        return number

    return convert


def all_at_least(low: int, rank: int = 1) -> Function:
    """The converter of a vector (or, flattened, something of `rank`) of integers that must each be `low` or more."""

    def convert(value: Value) -> tuple[int, ...]:
        if getattr(value, "ndim", 0) > rank:
            raise ValueError(f"must be a vector of integers; received shape {list(value.shape)}")
        numbers: Value = _ints(value)
        if numbers is None or None in numbers or min(numbers, default=low) < low:
            raise ValueError(f"must be integers that are {low} or more; received {numbers and list(numbers)}")
        return numbers

    return convert


def _axes(value: Value) -> int | Dims:
    return value if value is None or type(value) is int else _one_or_many(value)


def _one_or_many(value: Value) -> int | Dims:
    if isinstance(value, (list, tuple)):
        return tuple(_index(v) for v in value)
    array = _array(value, "an integer or several")
    return _index(array.item()) if array.ndim == 0 else _ints(array)


def _scalar_of(kind: type, wanted: str) -> Function:
    def convert(value: Value) -> Value:
        if value is None or type(value) is kind:
            return value
        try:
            return kind(_element(value, wanted))
        except (TypeError, ValueError, OverflowError):
            raise ValueError(f"must be {wanted}; received {described(value)}") from None

    return convert


def _truth(value: Value) -> bool | None:
    """No text and no float: `"False"` holds as well as `"True"`, and either was meant for another argument."""
    if value is None or type(value) is bool:
        return value
    truth = _element(value, "True or False")
    if not isinstance(truth, int):
        raise TypeError(f"must be True or False; received {described(value)}")
    return bool(truth)


def _number(value: Value) -> Value:
    if value is None or type(value) in (int, float):
        return value
    number = _element(value, "a number")
    if not isinstance(number, (bool, int, float, complex)):
        raise ValueError(f"must be a number; received {described(value)}")
    return number


def _dtype(value: Value) -> dtypes.DType | None:
    return value if value is None else dtypes.as_dtype(value)


Int = Attr("Int", _scalar_int, unknown=1, plain=[int], fixed=True)
Signed = Attr("Signed", _scalar_int, plain=[int])  # as Int; inference sees None where it is unknown
# Numbers that size a result: inference sees None where they are unknown.
Count = Attr("Count", at_least(0), optional=False)
Size = Attr("Size", at_least(1), optional=False)
Number = Attr("Number", _number, plain=[int, float])
Float = Attr("Float", _scalar_of(float, "a number"), unknown=1.0, plain=[float])
Bool = Attr("Bool", _truth, unknown=False, plain=[bool], fixed=True)
Axis = Attr("Axis", _int, unknown=0, plain=[int], optional=False)
Axes = Attr("Axes", _axes, unknown=0, plain=[int])
Ints = Attr("Ints", _ints, low=-(2**63))
Shape = Counts = Attr("Shape", all_at_least(0), optional=False, low=0)
Paddings = Attr("Paddings", all_at_least(0, rank=2), optional=False, low=0)
Sizes = Attr("Sizes", all_at_least(1), optional=False, low=1)
OpenShape = Attr("OpenShape", all_at_least(-1), optional=False, low=-1)  # -1 stands for the size that is left
Dtype = Attr("Dtype", _dtype, plain=[dtypes.DType])
Any = Attr("Any", lambda v: v)


def word(name: str, value: Value, known: Iterable[str], error: type[Exception] = ValueError) -> str:
    """An argument that is one of the words `known`, str or bytes.

    Raises:
      TypeError: `value` is no string.
      `error`: it is another one.
    """
    *some, last = map(repr, known)
    wanted = f"`{name}` must be {', '.join(some)} or {last}; received {described(value)}."
    if not isinstance(value, (str, bytes)):
        raise TypeError(wanted)
    text = value.decode(errors="replace") if isinstance(value, bytes) else value
    if text not in known:
        raise error(wanted)
    return text


def resolve(attr: "Attr", value: Value) -> Value:
    """`value` in canonical form, or a symbolic tensor where its value is not known while a graph is written."""
    kind, low = type(value), attr.low
    if kind is int:  # this and the next are most calls
        return attr.convert(value)
    if low is not None and (kind is tuple or kind is list) and all([type(v) is int and v >= low for v in value]):
        return tuple(value)
    if kind in attr.plain:
        return value
    try:
        tensor = _as_symbolic(value)
    except RecursionError:
        raise ValueError(f"cannot be {described(value)}: it holds itself, or is nested too deeply") from None
    if tensor is None:
        if hasattr(value, "_as_tensor"):
            value = value._as_tensor()
        return attr.convert(getattr(value, "_array", value))
    known = _known(tensor)
    return tensor if known is None or tensor.graph.keeps_calls else attr.convert(known)


def _known(tensor: SymbolicTensor) -> np.ndarray | None:
    """The value of a symbolic tensor that is wholly known, else None."""
    value = tensor._value
    return None if value is None or None in value.reshape(-1).tolist() else value.astype(np.int64)


def _as_symbolic(value: Value) -> SymbolicTensor | None:
    """The symbolic tensor that `value` is, or holds among its elements; None where everything is known."""
    if isinstance(value, SymbolicTensor):
        return value
    if hasattr(value, "_as_tensor"):
        return _as_symbolic(value._as_tensor())
    if isinstance(value, (list, tuple)) and any(_as_symbolic(v) is not None for v in value):
        return hooks.pack(value)
    return None


def seen_by_inference(attr: "Attr", value: Value) -> tuple[Value, bool]:
    """What an inference rule gets for an attribute: itself, its partly known integers, or the kind's `unknown`."""
    if not isinstance(value, SymbolicTensor):
        return value, True
    known = _known(value)
    if known is not None:
        return attr.convert(known), True
    known = value._value
    if known is not None and attr.low is not None:
        return tuple(known.reshape(-1).tolist()), True
    if attr.low is not None and value._dims is not None and len(value._dims) == 1 and value._dims[0] is not None:
        return (None,) * value._dims[0], True
    return attr.unknown, attr.unknown is None and attr not in (Dtype, Any)
