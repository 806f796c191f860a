"""Elements as byte strings, which is how files of them hold them: TensorProtos, one a leaf, as TensorFlow's do.

What is not one tensor is a tensor of variants: a ragged tensor is one variant of its row splits, the outermost first,
and its flat values; a sparse tensor three of one tensor each: indices, values, dense shape.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

import numpy as np
from google.protobuf.message import DecodeError

from tenfold.core.base import errors, nest
from tenfold.core.values.tensor import Tensor
from tenfold.data.plan.components import arrays_of
from tenfold.data.plan.structure import Element, Structure
from tenfold.io import messages
from tenfold.io.bundle.entries import type_name
from tenfold.io.tensor_proto import from_array, to_array
from tenfold.io.varints import read_varint, varint
from tenfold.ops.structures.specs import NoneTensorSpec, RaggedTensorSpec, SparseTensorSpec, TensorSpec, TypeSpec

_VARIANT = 21  # of messages.DataType
_RAGGED, _TENSOR = "RaggedTensorVariant", "tensorflow::Tensor"


def checked(spec: Structure, where: str) -> list[TypeSpec]:
    """The specs of leaves. TypeError where there are elements that no file can hold."""
    found = nest.flatten(spec)
    for s in found:
        if not isinstance(s, (TensorSpec, RaggedTensorSpec, SparseTensorSpec, NoneTensorSpec)):
            raise TypeError(f"{where}: files cannot hold elements of {s!r}: map them to tensors.")
    if all(isinstance(s, NoneTensorSpec) for s in found):
        raise TypeError(f"{where}: files cannot hold elements without any tensor: {spec!r}.")
    return found


def encoder(spec: Structure) -> Callable[[Element], list[bytes]]:
    """A function from an element to its parts."""
    specs = nest.flatten(spec)

    def encoded(element: Element) -> list[bytes]:
        return [_encoded(leaf, s) for leaf, s in zip(element, specs) if not isinstance(s, NoneTensorSpec)]

    return encoded


def _encoded(leaf: Any, spec: TypeSpec) -> bytes:
    if isinstance(spec, TensorSpec):
        return from_array(np.asarray(leaf), joined=True).SerializeToString()
    parts = [from_array(np.asarray(a), content=False) for a in arrays_of((leaf,))]
    if isinstance(spec, RaggedTensorSpec):
        variants = [messages.VariantTensorDataProto(type_name=_RAGGED, tensors=[*parts[1:], parts[0]])]
    else:
        variants = [messages.VariantTensorDataProto(type_name=_TENSOR, tensors=[p]) for p in parts]
    made = [v.SerializeToString() for v in variants]
    proto = messages.TensorProto(dtype=_VARIANT, tensor_content=b"".join([*(varint(len(m)) for m in made), *made]))
    proto.tensor_shape.SetInParent()
    if len(made) > 1:
        proto.tensor_shape.dim.add(size=len(made))
    return proto.SerializeToString()


def elements(spec: Structure, parts: Iterable[bytes], where: str) -> Iterator[Element]:
    """The elements that follow each other in `parts`.

    Args:
      where: what messages begin with: the file.

    Raises:
      InvalidArgumentError: they are of another dtype or shape than `spec`.
      DataLossError: what is no tensor, or tensors that do not fit each other; the last element is not whole.
    """
    specs = nest.flatten(spec)
    count = sum(not isinstance(s, NoneTensorSpec) for s in specs)
    more = iter(parts)
    while found := list(islice(more, count)):
        if len(found) < count:
            raise errors.DataLossError(f"{where}: the last element has {len(found)} of its {count} tensors.")
        one = iter(found)
        yield tuple([None if isinstance(s, NoneTensorSpec) else _decoded(next(one), s, where) for s in specs])


def _decoded(part: bytes, spec: Any, where: str) -> Any:
    try:
        proto = messages.TensorProto.FromString(part)
        if isinstance(spec, TensorSpec):
            return _tensor(proto, spec, where)
        if proto.dtype != _VARIANT:
            raise _mismatch(spec, proto.dtype, where)
        return _composite(proto, spec, where)
    except (DecodeError, TypeError, ValueError, IndexError) as e:
        raise errors.DataLossError(f"{where}: what should be {spec!r} cannot be read: {e}.") from None


def _mismatch(spec: Any, dtype: int, where: str) -> errors.InvalidArgumentError:
    return errors.InvalidArgumentError(f"{where}: data type mismatch: expected {spec!r} but got {type_name(dtype)}.")


def _tensor(proto: Any, spec: TensorSpec, where: str) -> np.ndarray:
    if proto.dtype != spec.dtype.as_datatype_enum:
        raise _mismatch(spec, proto.dtype, where)
    array = to_array(proto)
    if not spec.shape.is_compatible_with(array.shape):
        raise errors.InvalidArgumentError(f"{where}: expected shape {spec.shape} but got {array.shape}.")
    return array


def _composite(proto: Any, spec: Any, where: str) -> Any:
    """A ragged or sparse tensor. ValueError where its parts do not fit each other."""
    found = [t for v in _variants(proto) for t in v.tensors]
    parts = spec.components()
    if len(found) != len(parts):
        raise ValueError(f"it has {len(found)} tensors in place of {len(parts)}")
    if isinstance(spec, RaggedTensorSpec):
        found = [found[-1], *found[:-1]]
    arrays = [_tensor(t, part, where) for t, part in zip(found, parts)]
    if len(arrays) == 1:
        return arrays[0]  # a row of a ragged tensor, see plan.composites
    if isinstance(spec, RaggedTensorSpec):
        _check_splits(arrays)
    else:
        _check_entries(*arrays)
    return nest.pack_sequence_as(spec, [Tensor(a) for a in arrays], expand_composites=True)


def _check_splits(arrays: list[np.ndarray]) -> None:
    for splits, below in zip(arrays[1:], [*arrays[2:], None]):
        n = arrays[0].shape[0] if below is None else len(below) - 1
        if not len(splits) or splits[0] or splits[-1] != n or (splits[1:] < splits[:-1]).any():
            raise ValueError("its row splits do not begin with 0, never decrease and end with the number of values")


def _check_entries(indices: np.ndarray, values: np.ndarray, shape: np.ndarray) -> None:
    if indices.shape != (len(values), len(shape)) or (shape < 0).any():
        raise ValueError(
            f"indices of shape {list(indices.shape)}, {len(values)} values, dense shape {shape.tolist()[:64]}"
        )
    if ((indices < 0) | (indices >= shape)).any():
        raise ValueError(f"an index is not within the dense shape {shape.tolist()[:64]}")


def _variants(proto: Any) -> list[Any]:
    content, at = proto.tensor_content, 0
    lengths: list[int] = []
    for _ in range(proto.tensor_shape.dim[0].size if proto.tensor_shape.dim else 1):
        length, at = read_varint(content, at)
        lengths.append(length)
    if at + sum(lengths) != len(content):
        raise ValueError(f"its parts take {at + sum(lengths)} bytes of {len(content)}")
    found = []
    for length in lengths:
        found.append(messages.VariantTensorDataProto.FromString(content[at : at + length]))
        at += length
    return found
