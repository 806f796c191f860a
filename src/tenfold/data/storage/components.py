"""Elements as byte strings, which is how files of them hold them: TensorProtos, one a leaf, as TensorFlow's do.

What is not one tensor is a tensor of variants: a ragged tensor is one variant of its row splits, the outermost first,
and its flat values; a sparse tensor three of one tensor each: indices, values, dense shape.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

import numpy as np

from tenfold.core.base import errors, nest
from tenfold.core.values.tensor import Tensor
from tenfold.data.plan.structure import Element, Structure
from tenfold.io import messages
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
    return found


def encoder(spec: Structure) -> Callable[[Element], list[bytes]]:
    """A function from an element to its parts."""
    specs = nest.flatten(spec)

    def encoded(element: Element) -> list[bytes]:
        return [_encoded(leaf) for leaf, s in zip(element, specs) if not isinstance(s, NoneTensorSpec)]

    return encoded


def _encoded(leaf: Any) -> bytes:
    if not nest.is_composite(leaf):
        return from_array(np.asarray(leaf), joined=True).SerializeToString()
    parts = [from_array(np.asarray(t._array), content=False) for t in nest.flatten(leaf, expand_composites=True)]
    if hasattr(leaf, "row_splits"):
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

    Raises:
      InvalidArgumentError: they are of another dtype or shape than `spec`. DataLossError: the last one is not whole.
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
    proto = messages.TensorProto()
    proto.ParseFromString(part)
    if isinstance(spec, TensorSpec):
        if proto.dtype == spec.dtype.as_datatype_enum:
            array = to_array(proto)
            if spec.shape.is_compatible_with(array.shape):
                return array
            raise errors.InvalidArgumentError(f"{where}: expected shape {spec.shape} but got {array.shape}.")
    elif proto.dtype == _VARIANT:
        tensors = [t for v in _variants(proto) for t in v.tensors]
        if isinstance(spec, RaggedTensorSpec):
            tensors = [tensors[-1], *tensors[:-1]]
        return nest.pack_sequence_as(spec, [Tensor(to_array(t)) for t in tensors], expand_composites=True)
    got = messages.DataType.Name(proto.dtype)
    raise errors.InvalidArgumentError(f"{where}: data type mismatch: expected {spec!r} but got {got}.")


def _variants(proto: Any) -> list[Any]:
    content, at, lengths = proto.tensor_content, 0, []
    for _ in range(proto.tensor_shape.dim[0].size if proto.tensor_shape.dim else 1):
        length, at = read_varint(content, at)
        lengths.append(length)
    found = []
    for length in lengths:
        found.append(messages.VariantTensorDataProto.FromString(content[at : at + length]))
        at += length
    return found
