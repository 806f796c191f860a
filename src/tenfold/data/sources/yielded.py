"""From what a Python generator yields to elements of a declared structure."""

from collections.abc import Callable
from typing import Any

import numpy as np

from tenfold.core.base import errors, nest
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.data.plan.structure import Element, Structure, up_to
from tenfold.ops.structures.specs import TensorSpec, TypeSpec, type_spec_from_value

Converter = Callable[[Any, int], Any]  # (value, number of the element) -> leaf


def elements_of(spec: Structure) -> Callable[[Any, int], Element]:
    """A function (value, its number) -> element, which is InvalidArgumentError where the value is none of `spec`."""
    converters = [_tensor(s) if type(s) is TensorSpec else _other(s) for s in nest.flatten(spec)]
    types = nest.map_structure(lambda s: s.dtype if type(s) is TensorSpec else s, spec)

    def element(value: Any, number: int) -> Element:
        try:
            leaves = up_to(spec, value)
        except (TypeError, ValueError):
            raise _refused(
                f"did not match the expected structure. The expected structure was {types!r}, but the yielded element "
                f"was {value!r:.500}",
                number,
            ) from None
        return tuple([convert(leaf, number) for convert, leaf in zip(converters, leaves)])

    return element


def _refused(what: str, number: int) -> errors.InvalidArgumentError:
    return errors.InvalidArgumentError(
        f"TypeError: `generator` yielded an element that {what}. (from_generator, element {number} of this pass)"
    )


def _tensor(spec: TensorSpec) -> Converter:
    """Values as arrays of a dtype and shape."""
    to_array = _strings if spec.dtype is dtypes.string else _numbers
    dtype, dims = spec.dtype, spec.shape._dims

    def converted(value: Any, number: int) -> np.ndarray:
        try:
            array = to_array(value, dtype.numpy)
        except (TypeError, ValueError):
            raise _refused(
                f"could not be converted to the expected type. The expected type was {dtype.name}, but the yielded "
                f"element was {value!r:.500}",
                number,
            ) from None
        if dims is not None and array.shape != dims and not spec.shape.is_compatible_with(array.shape):
            raise errors.InvalidArgumentError(
                f"TypeError: `generator` yielded an element of shape {array.shape} where an element of shape "
                f"{spec.shape} was expected. (from_generator, element {number} of this pass)"
            )
        return array

    return converted


def _numbers(value: Any, dtype: np.dtype) -> np.ndarray:
    """A copy: a program may fill the array that it yielded anew. Numbers out of range wrap, as TensorFlow's do."""
    try:
        return np.array(value, dtype)
    except OverflowError:
        array = np.array(value)
        if array.dtype == object:
            raise ValueError from None
        return array.astype(dtype)


def _strings(value: Any, dtype: np.dtype) -> np.ndarray:
    tensor = convert(value)
    if tensor.dtype is dtypes.string:
        return np.array(tensor._array, object)
    if tensor._array.size:
        raise TypeError
    return np.empty(tensor._array.shape, object)


def _other(spec: TypeSpec) -> Converter:
    """Values that are of a spec already."""

    def checked(value: Any, number: int) -> Any:
        found = type_spec_from_value(value, None)
        if found is None or not spec.is_compatible_with(value):
            raise errors.InvalidArgumentError(
                f"TypeError: `generator` yielded an element of {found or repr(value)[:200]} where an element of {spec} "
                f"was expected. (from_generator, element {number} of this pass)"
            )
        return value

    return checked
