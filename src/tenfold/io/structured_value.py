"""Structures of type specs as StructuredValue messages (structure.proto), as saved datasets have them."""

from collections import namedtuple
from typing import Any

from tenfold.core.base import nest
from tenfold.core.values import dtypes
from tenfold.core.values.shapes import TensorShape
from tenfold.io import messages
from tenfold.ops.structures.specs import NoneTensorSpec, RaggedTensorSpec, SparseTensorSpec, TensorSpec

_SPARSE, _RAGGED, _REGISTERED = 1, 3, 12  # of TypeSpecProto.TypeSpecClass
_NONE = "tf.NoneTensorSpec"
RANK = 254  # of TensorFlow's tensors


def to_message(structure: Any) -> Any:
    """The StructuredValue of a structure. TypeError for what it cannot hold."""
    value = messages.StructuredValue()
    if isinstance(structure, tuple) and hasattr(structure, "_fields"):
        value.named_tuple_value.name = type(structure).__name__
        for name, part in zip(structure._fields, structure):
            value.named_tuple_value.values.add(key=name, value=to_message(part))
    elif isinstance(structure, tuple):
        value.tuple_value.SetInParent()
        value.tuple_value.values.extend(map(to_message, structure))
    elif isinstance(structure, dict):
        value.dict_value.SetInParent()
        for key, part in structure.items():
            value.dict_value.fields[key].CopyFrom(to_message(part))
    else:
        _put_leaf(value, structure)
    return value


def _put_leaf(value: Any, spec: Any) -> None:
    if type(spec) is TensorSpec:
        _put_shape(value.tensor_spec_value.shape, spec.shape)
        value.tensor_spec_value.dtype = spec.dtype.as_datatype_enum
    elif isinstance(spec, SparseTensorSpec):
        _put_type(value.type_spec_value, _SPARSE, "SparseTensorSpec", 3, spec.shape, spec.dtype)
    elif isinstance(spec, RaggedTensorSpec):
        parts = (spec.shape, spec.dtype, spec.ragged_rank, spec.row_splits_dtype)
        _put_type(value.type_spec_value, _RAGGED, "RaggedTensorSpec", 1 + spec.ragged_rank, *parts)
    elif isinstance(spec, NoneTensorSpec):
        _put_type(value.type_spec_value, _REGISTERED, _NONE, 0)
    else:
        raise TypeError(f"A saved structure cannot hold {spec!r}.")


def _put_type(proto: Any, kind: int, name: str, count: int, *state: Any) -> None:
    proto.type_spec_class, proto.type_spec_class_name, proto.num_flat_components = kind, name, count
    proto.type_state.tuple_value.SetInParent()
    for part in state:
        value = proto.type_state.tuple_value.values.add()
        if isinstance(part, TensorShape):
            _put_shape(value.tensor_shape_value, part)
        elif isinstance(part, dtypes.DType):
            value.tensor_dtype_value = part.as_datatype_enum
        else:
            value.int64_value = part


def _put_shape(proto: Any, shape: TensorShape) -> None:
    proto.SetInParent()
    if shape._dims is None:
        proto.unknown_rank = True
        return
    for size in shape._dims:
        proto.dim.add(size=-1 if size is None else size)


def from_message(value: Any) -> Any:
    """The structure that a StructuredValue describes.

    Raises:
      TypeError: parts that are not known here. ValueError: sizes and names that none can have.
    """
    kind = value.WhichOneof("kind")
    if kind == "tuple_value":
        return tuple([from_message(v) for v in value.tuple_value.values])
    if kind == "dict_value":
        return {key: from_message(value.dict_value.fields[key]) for key in sorted(value.dict_value.fields)}
    if kind == "named_tuple_value":
        pairs = value.named_tuple_value.values
        made = namedtuple(value.named_tuple_value.name, [p.key for p in pairs])  # type: ignore[misc]
        return made(*[from_message(p.value) for p in pairs])
    if kind == "tensor_spec_value":
        return TensorSpec(_shape(value.tensor_spec_value.shape), dtypes.as_dtype(value.tensor_spec_value.dtype))
    if kind == "type_spec_value":
        return _type(value.type_spec_value)
    raise TypeError(f"A saved structure has a part that is not known here: {kind}.")


def _type(proto: Any) -> Any:
    state = proto.type_state.tuple_value.values
    if proto.type_spec_class == _REGISTERED and proto.type_spec_class_name == _NONE:
        return NoneTensorSpec()
    if proto.type_spec_class not in (_SPARSE, _RAGGED):
        raise TypeError(f"A saved structure has a part that is not known here: {proto.type_spec_class_name}.")
    sparse = proto.type_spec_class == _SPARSE
    if len(state) < (2 if sparse else 4):
        raise ValueError(f"A saved {'SparseTensorSpec' if sparse else 'RaggedTensorSpec'} has {len(state)} fields.")
    shape, dtype = _shape(state[0].tensor_shape_value), dtypes.as_dtype(state[1].tensor_dtype_value)
    if sparse:
        return SparseTensorSpec(shape, dtype)
    rank, splits = state[2].int64_value, dtypes.as_dtype(state[3].tensor_dtype_value)
    if not 0 <= rank <= RANK or splits not in (dtypes.int32, dtypes.int64):
        raise ValueError(f"A saved RaggedTensorSpec has ragged_rank {rank} and row splits of {splits.name}.")
    return RaggedTensorSpec(shape, dtype, rank, splits)


def _shape(proto: Any) -> TensorShape:
    if len(proto.dim) > RANK:
        raise ValueError(f"A saved shape has {len(proto.dim)} dimensions, of at most {RANK}.")
    return TensorShape(None if proto.unknown_rank else [None if d.size < 0 else d.size for d in proto.dim])


def dtypes_of(structure: Any) -> list[int]:
    """Numbers of the dtypes of leaves, that of variants (21) for what is not one tensor; None has none."""
    leaves = [s for s in nest.flatten(structure) if not isinstance(s, NoneTensorSpec)]
    return [s.dtype.as_datatype_enum if type(s) is TensorSpec else 21 for s in leaves]
