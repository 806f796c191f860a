"""Type specifications: what is known of a value before it is there. `tf.TensorSpec` and its kin."""

from tenfold.core.base import nest
from tenfold.core.base.hooks import hooks
from tenfold.core.calls import attrs
from tenfold.core.calls.complaints import described
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.core.values.shapes import TensorShape
from tenfold.core.values.tensor import Tensor
from tenfold.core.values.variable import Variable

_SPEC_OF: dict[type, object] = {}  # class of value -> function(value) that gives its spec


class TypeSpec:
    """The type of a value: its class and what its components may be.

    Subclasses list in `_fields()` what makes two specs equal. Those of composite tensors are composites themselves
    (`nest.register_composite`): of TensorSpecs, their `components`, in place of which a value is built of tensors.
    """

    value_type: type = object
    beyond_components = None  # what its components do not say, hashable

    def _fields(self):
        raise NotImplementedError

    def _like(self, fields):
        return type(self)(*fields)

    def is_compatible_with(self, spec_or_value):
        """Whether a value (or every value of a spec) could have this type."""
        other = spec_or_value if isinstance(spec_or_value, TypeSpec) else type_spec_from_value(spec_or_value, None)
        if type(other) is not type(self):
            return False
        return all(_compatible(a, b) for a, b in zip(self._fields(), other._fields()))

    @classmethod
    def from_value(cls, value):
        """The spec of a value of this type."""
        return type_spec_from_value(value)

    def is_subtype_of(self, other):
        """Whether every value of this type is one of `other`."""
        return type(other) is type(self) and all(_subtype(a, b) for a, b in zip(self._fields(), other._fields()))

    def most_specific_compatible_type(self, other):
        """The narrowest spec that covers this and `other`. ValueError where there is none."""
        merged = self.most_specific_common_supertype([other])
        if merged is None:
            raise ValueError(f"No TypeSpec is compatible with both {self} and {other}")
        return merged

    def most_specific_common_supertype(self, others):
        """The narrowest spec that covers this and all `others`, None where there is none."""
        if not isinstance(others, (list, tuple)):
            raise TypeError(f"`others` must be a list of TypeSpecs; received {described(others)}.")
        fields = list(self._fields())
        for other in others:
            if type(other) is not type(self):
                return None
            for i, (a, b) in enumerate(zip(fields, other._fields())):
                if isinstance(a, TensorShape):
                    fields[i] = a.most_specific_compatible_shape(b)
                elif a != b and isinstance(a, dtypes.DType):
                    return None
                elif a != b:
                    fields[i] = None
        return self._like(fields)

    def __eq__(self, other):
        return type(other) is type(self) and self._fields() == other._fields()

    def __hash__(self):
        return hash((type(self), tuple(self._fields())))

    def __repr__(self):
        return f"{type(self).__name__}({', '.join(map(repr, self._fields()))})"

    def __reduce__(self):
        return type(self), tuple(self._fields())


def _compatible(a, b):
    if isinstance(a, TensorShape):
        return a.is_compatible_with(b)
    return a == b if isinstance(a, (dtypes.DType, int)) else True


def _subtype(a, b):
    return a.is_subtype_of(b) if isinstance(a, TensorShape) else a == b


class TensorSpec(TypeSpec):
    """A tensor's shape (None entries for unknown dimensions), dtype and name."""

    value_type = Tensor
    name_in_print = None  # of an argument of a trace: the name that its author gave it, where `name` is always one

    def __init__(self, shape, dtype=dtypes.float32, name=None):
        self.shape, self.dtype, self.name = TensorShape(shape), dtypes.as_dtype(dtype), name

    def _fields(self):
        return self.shape, self.dtype, self.name

    def is_compatible_with(self, spec_or_tensor):
        """Whether the dtypes are the same and the shapes could be; anything but a tensor or spec is not compatible."""
        if not hasattr(spec_or_tensor, "shape") or not isinstance(spec_or_tensor, (TensorSpec, Tensor, Variable)):
            return False
        return self.dtype == spec_or_tensor.dtype and self.shape.is_compatible_with(spec_or_tensor.shape)

    def is_subtype_of(self, other):
        """Whether every tensor of this spec is one of `other`; a spec that has a name is one of that name only."""
        if type(other) is not type(self) or self.name not in (None, other.name):
            return False
        return self.dtype == other.dtype and self.shape.is_subtype_of(other.shape)

    def most_specific_common_supertype(self, others):
        """The narrowest spec that covers this and all `others`; None where dtypes or names differ."""
        found = super().most_specific_common_supertype(others)
        return found if found is None or all(o.name == self.name for o in others) else None

    @classmethod
    def from_spec(cls, spec, name=None):
        """A copy of `spec`, renamed if `name` is given."""
        return cls(spec.shape, spec.dtype, spec.name if name is None else name)

    @classmethod
    def from_tensor(cls, tensor, name=None):
        """The spec of a tensor."""
        known = tensor.node.name if isinstance(tensor, SymbolicTensor) else None
        return cls(tensor.shape, tensor.dtype, known if name is None else name)

    def __repr__(self):
        return f"{type(self).__name__}(shape={self.shape}, dtype={self.dtype!r}, name={self.name!r})"


class BoundedTensorSpec(TensorSpec):
    """A TensorSpec whose elements lie between `minimum` and `maximum`, both included."""

    def __init__(self, shape, dtype, minimum, maximum, name=None):
        super().__init__(shape, dtype, name)
        self.minimum, self.maximum = convert(minimum, self.dtype).numpy(), convert(maximum, self.dtype).numpy()

    def __reduce__(self):
        return type(self), (self.shape, self.dtype, self.minimum, self.maximum, self.name)

    def _like(self, fields):
        return BoundedTensorSpec(*fields[:2], self.minimum, self.maximum, fields[2])

    def __repr__(self):
        bounds = f"minimum={self.minimum!r}, maximum={self.maximum!r}"
        return f"{super().__repr__()[:-1]}, {bounds})"


class VariableSpec(TypeSpec):
    """A variable's shape, dtype, whether it is trained, and a number that is the same for the same variable."""

    value_type = Variable

    def __init__(self, shape, dtype=dtypes.float32, trainable=True, alias_id=None):
        self.shape, self.dtype = TensorShape(shape), dtypes.as_dtype(dtype)
        self.trainable, self.alias_id = trainable, alias_id

    def _fields(self):
        return self.shape, self.dtype, self.trainable, self.alias_id

    def is_compatible_with(self, spec_or_value):
        """Whether it is a variable (or its spec) of this dtype and training, whose shape could be this one."""
        other = type_spec_from_value(spec_or_value) if isinstance(spec_or_value, Variable) else spec_or_value
        if type(other) is not type(self) or self.trainable != other.trainable:
            return False
        return self.dtype == other.dtype and self.shape.is_compatible_with(other.shape)

    def __repr__(self):
        fields = f"shape={self.shape}, dtype={self.dtype!r}, trainable={self.trainable}, alias_id={self.alias_id}"
        return f"VariableSpec({fields})"


class NoneTensorSpec(TypeSpec):
    """The spec of None."""

    value_type = type(None)

    def _fields(self):
        return ()


class SparseTensorSpec(TypeSpec):
    """A SparseTensor's dense shape and dtype."""

    beyond_components = property(lambda self: self.shape._dims)

    def components(self):
        """Specs of indices, values and dense shape."""
        rank = self.shape.rank
        return [
            TensorSpec([None, rank], dtypes.int64),
            TensorSpec([None], self.dtype),
            TensorSpec([rank], dtypes.int64),
        ]

    def __init__(self, shape=None, dtype=dtypes.float32):
        self.shape, self.dtype = TensorShape(shape), dtypes.as_dtype(dtype)

    def _fields(self):
        return self.shape, self.dtype


class IndexedSlicesSpec(TypeSpec):
    """An IndexedSlices' dense shape and dtypes."""

    def __init__(
        self, shape=None, dtype=dtypes.float32, indices_dtype=dtypes.int64, dense_shape_dtype=None, indices_shape=None
    ):
        self.shape, self.dtype, self.indices_dtype = (
            TensorShape(shape),
            dtypes.as_dtype(dtype),
            dtypes.as_dtype(indices_dtype),
        )
        self.dense_shape_dtype = dense_shape_dtype and dtypes.as_dtype(dense_shape_dtype)
        self.indices_shape = TensorShape([None] if indices_shape is None else indices_shape)

    def _fields(self):
        return self.shape, self.dtype, self.indices_dtype, self.dense_shape_dtype, self.indices_shape

    def components(self):
        """Specs of values, indices and, if there is one, the dense shape."""
        dims = self.shape._dims
        parts = [
            TensorSpec(None if dims is None else [*self.indices_shape, *dims[1:]], self.dtype),
            TensorSpec(self.indices_shape, self.indices_dtype),
        ]
        if self.dense_shape_dtype is not None:
            parts.append(TensorSpec([self.shape.rank], self.dense_shape_dtype))
        return parts


class RaggedTensorSpec(TypeSpec):
    """A RaggedTensor's shape (None for ragged dimensions), dtype and number of ragged dimensions."""

    def __init__(
        self, shape=None, dtype=dtypes.float32, ragged_rank=None, row_splits_dtype=dtypes.int64, flat_values_spec=None
    ):
        if flat_values_spec is not None:
            raise ValueError("RaggedTensorSpec: flat_values_spec is not supported; give dtype instead.")
        self.shape, self.dtype = TensorShape(shape), dtypes.as_dtype(dtype)
        self.row_splits_dtype = dtypes.as_dtype(row_splits_dtype)
        if ragged_rank is None:
            if self.shape.rank is None:
                raise ValueError("Must specify ragged_rank or a shape of known rank.")
            ragged_rank = self.shape.rank - 1
        if not hasattr(ragged_rank, "__index__"):
            raise TypeError(f"ragged_rank must be an int; received {described(ragged_rank)}.")
        ragged_rank = attrs.Axis.named("ragged_rank")(ragged_rank)
        if self.shape.rank is not None and ragged_rank >= max(self.shape.rank, 1):
            raise ValueError(f"ragged_rank ({ragged_rank}) must be less than rank ({self.shape.rank}).")
        self.ragged_rank = ragged_rank

    def _fields(self):
        return self.shape, self.dtype, self.ragged_rank, self.row_splits_dtype

    def components(self):
        """Specs of the flat values and of each ragged dimension's row splits, the outermost first."""
        dims, n = self.shape._dims, self.ragged_rank
        if not n:
            return [TensorSpec(self.shape, self.dtype)]
        rows = dims and dims[0]
        splits = [None if rows is None else rows + 1, *[None] * (n - 1)]
        flat = None if dims is None else [None, *dims[n + 1 :]]
        return [TensorSpec(flat, self.dtype), *[TensorSpec([d], self.row_splits_dtype) for d in splits]]

    def is_compatible_with(self, spec_or_value):
        """As for every TypeSpec; without ragged dimensions, whether a tensor could have this shape and dtype."""
        if self.ragged_rank == 0 and not isinstance(spec_or_value, RaggedTensorSpec):
            return self.components()[0].is_compatible_with(spec_or_value)
        return super().is_compatible_with(spec_or_value)

    flat_values_spec = property(lambda self: None)


def register_spec(cls, spec_of):
    """`spec_of(value)` gives the spec of values of class `cls`."""
    _SPEC_OF[cls] = spec_of


register_spec(Tensor, TensorSpec.from_tensor)
register_spec(Variable, lambda v: VariableSpec(v.shape, v.dtype, v.trainable))
register_spec(type(None), lambda _: NoneTensorSpec())


def type_spec_from_value(value, default=TypeError):
    """The spec of a tensor, composite tensor or anything that becomes a tensor."""
    for cls in type(value).__mro__:
        if cls in _SPEC_OF:
            return _SPEC_OF[cls](value)
    if default is None and nest.is_nested(value):
        return None
    try:
        return TensorSpec.from_tensor(convert(value))
    except (TypeError, ValueError):
        if default is None:
            return None
        raise TypeError(f"Could not build a TypeSpec for {value!r} of unsupported type {type(value)}.") from None


def get_static_value(tensor, partial=False):
    """The value of `tensor` as NumPy, as far as it is known before the graph runs; else None.

    Args:
      partial: also give a vector of which only some entries are known, None standing for the others.
    """
    if not isinstance(tensor, SymbolicTensor):
        return convert(tensor).numpy()
    known = tensor._value
    if known is not None:
        if None not in known.reshape(-1).tolist():
            return known.astype(tensor.dtype.numpy)[()]
        return known if partial else None
    return tensor.node.attrs["value"] if tensor.node.operation is hooks.const else None


def is_tensor(x):
    """Whether `x` is a tensor of any kind: dense, sparse, ragged, indexed slices or a variable; a value of a program's
    own extension type is none."""
    return has_spec(x) and not hasattr(type(x), "_tf_fields")


def has_spec(x):
    """Whether `x` is a tensor of any kind or a value of an extension type."""
    return isinstance(x, (Tensor, Variable)) or x is not None and type(x) in _SPEC_OF


def is_symbolic_tensor(tensor):
    """Whether `tensor` is part of a graph and has no value yet."""
    return isinstance(tensor, SymbolicTensor)
