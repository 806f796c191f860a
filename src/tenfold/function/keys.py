"""What two calls of a traced function must have in common to share a trace, as hashable keys."""

import weakref
from typing import Any, NamedTuple

import numpy as np

from tenfold.core.base import nest
from tenfold.core.base.types import Dims, Function, Rows, Value
from tenfold.core.values.dtypes import DType
from tenfold.core.values.tensor import Tensor
from tenfold.core.values.variable import Variable
from tenfold.function.rebinding import is_replaceable, numbered
from tenfold.ops.structures.specs import TensorSpec

PLAIN = (type(None), bool, int, float, complex, str, bytes)
LITERAL = "literal"  # what a key of a Python value begins with, where that of a tensor has its dtype
NAN = "nan"


def leaves(structure: Value) -> list[Any]:
    """The leaves of a structure, those of composite tensors among them."""
    return nest.flatten(structure, expand_composites=True)


class Alike(NamedTuple):
    """What variables have in common that share a trace; `number` is the same where one comes more than once."""

    dims: Dims
    dtype: DType
    trainable: bool
    number: int


def key_of(flat: Rows, forget: Function, apart: bool = False) -> tuple[Any, ...]:
    """A hashable key of leaves: dtype and shape of tensors, the value (or identity) of anything else.

    Args:
      forget: see `Same`.
      apart: whether variables differ by identity, too.
    """
    key = [leaf_key(v, forget) for v in flat]
    places = [] if apart else [i for i, v in enumerate(flat) if is_replaceable(v)]
    for i, number in zip(places, numbered([flat[i] for i in places])):
        v = flat[i]
        key[i] = LITERAL, Alike(v._static, v._dtype, v.trainable, number)
    return tuple(key)


def leaf_key(value: Value, forget: Function) -> Any:
    """The key of one leaf. Python's values are alike where they are equal, as in TensorFlow: 1 and 1.0 and True."""
    if isinstance(value, Tensor):
        return value.dtype, value._dims, None
    if isinstance(value, PLAIN):
        return LITERAL, NAN if value != value else value
    if isinstance(value, TensorSpec):
        return value.dtype, value.shape._dims, value.name
    if isinstance(value, slice):  # which Python hashes from 3.12 on
        return LITERAL, (slice, *[leaf_key(part, forget) for part in (value.start, value.stop, value.step)])
    own = tracing_type(value)
    return (LITERAL, own) if own is not None else Same(value, forget)


def tracing_type(value: Value) -> Any:
    """What an object says of how it is traced (a `tf.types.experimental.TraceType`); None where it says nothing."""
    own = getattr(type(value), "__tf_tracing_type__", None)
    return own(value, None) if own is not None else None


class Same:
    """Key of an object: equal to that of an equal object, held weakly where Python can.

    `forget(key)` is called when the object is gone.

    Raises:
      TypeError: the object cannot be hashed, so that nothing would tell when it has changed.
    """

    __slots__ = ("hash", "ref", "__weakref__")

    def __init__(self, value: Value, forget: Function) -> None:
        try:
            self.hash = id(value) if isinstance(value, Variable) else hash(value)
        except TypeError:
            raise TypeError(
                f"Could not generate a generic TraceType for {value!r:.200}: an argument of a tf.function. Please "
                "verify that it is immutable and hashable (a dataclass: `frozen=True` or `eq=False`), or give it "
                "`__tf_tracing_type__`."
            ) from None
        try:
            me = weakref.ref(self)
            self.ref: Function = weakref.ref(value, lambda _: forget(me()))
        except TypeError:
            self.ref = lambda: value

    def __hash__(self) -> int:
        return self.hash

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if type(other) is not Same or self.hash != other.hash:
            return False
        a, b = self.ref(), other.ref()
        if a is b:
            return a is not None
        return a is not None and b is not None and not isinstance(a, Variable) and bool(a == b)


def outline(structure: Value) -> Any:
    """A hashable picture of how a structure nests."""
    if isinstance(structure, (list, tuple, dict)) and nest.is_nested(structure):
        keys = tuple(sorted(structure)) if isinstance(structure, dict) else None
        children = [structure[k] for k in keys] if keys is not None else structure
        return type(structure), keys, tuple([None if type(c) is np.ndarray else outline(c) for c in children])
    parts = leaves(structure)
    if len(parts) == 1 and parts[0] is structure:
        return None
    flatten = getattr(structure, "__tf_flatten__", None)
    if flatten is not None:
        metadata, components = flatten()
        return type(structure), metadata, tuple([outline(c) for c in components])
    return type(structure), len(parts), getattr(structure, "beyond_components", None)


def is_tensor_key(part: Any) -> bool:
    """Whether a leaf's key is that of a tensor."""
    return type(part) is tuple and part[0] is not LITERAL


def is_wide(key: tuple[Any, ...]) -> bool:
    """Whether a trace made for leaves of this key serves other keys too: it knows not all dimensions, or has names."""
    return any([is_tensor_key(k) and (k[2] is not None or k[1] is None or None in k[1]) for k in key])


def alike(a: tuple[Any, ...], b: tuple[Any, ...]) -> bool:
    """Whether two keys of leaves differ at most in the shapes of tensors."""
    if len(a) != len(b):
        return False
    for x, y in zip(a, b):
        if is_tensor_key(x) and is_tensor_key(y):
            if x[0] != y[0]:
                return False
        elif x != y:
            return False
    return True


def fits(a: tuple[Any, ...], b: tuple[Any, ...]) -> bool:
    """Whether a trace made for leaves of key `b` serves those of key `a`: unknown dimensions take any."""
    if len(a) != len(b):
        return False
    for x, y in zip(a, b):
        if is_tensor_key(x) and is_tensor_key(y):
            if x[0] != y[0] or x[2] not in (None, y[2]) or not _within(x[1], y[1]):
                return False
        elif x != y:
            return False
    return True


def _within(dims: Dims, wider: Dims) -> bool:
    if wider is None:
        return True
    return dims is not None and len(dims) == len(wider) and all(w is None or w == d for d, w in zip(dims, wider))
