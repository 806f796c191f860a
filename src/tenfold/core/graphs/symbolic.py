"""The symbolic tensor: a result that a Graph will compute, with what is known of it beforehand."""

from tenfold.core.base.errors import OperatorNotAllowedInGraphError
from tenfold.core.base.hooks import hooks
from tenfold.core.base.thread import STATE
from tenfold.core.base.types import TYPE_CHECKING, Any, Array, Iterator, Memo, NoReturn, Reduced, Value, Writing
from tenfold.core.graphs.spec import Spec
from tenfold.core.values.shapes import TensorShape, merge
from tenfold.core.values.tensor import Tensor, new_key

if TYPE_CHECKING:
    from tenfold.core.graphs.graph import Node


class NeedsValue(Exception):
    """Python asked a symbolic tensor for a value that only a run can give; a step that does so runs eagerly."""


class NeedsValueType(NeedsValue, TypeError):
    """TensorFlow raises a TypeError here."""


class NeedsValueOperator(NeedsValue, OperatorNotAllowedInGraphError):
    """TensorFlow raises an OperatorNotAllowedInGraphError here, which is a TypeError."""


class NeedsValueAttribute(NeedsValue, AttributeError):
    """TensorFlow raises an AttributeError here."""


class NeedsValueArray(NeedsValue, NotImplementedError):
    """TensorFlow raises a NotImplementedError here."""


def graph_of(tensor: "SymbolicTensor") -> Writing:
    """The graph of a symbolic tensor that an op met while no graph was written.

    Raises:
      TypeError: it is that of a function, which is written only while the function is traced.
    """
    if not tensor.graph.open:
        raise TypeError(tensor.graph.out_of_scope(tensor))
    return tensor.graph


def writing(*values: Value) -> Writing | None:
    """The graph that ops on `values` are written into now; None where they run at once."""
    if STATE.graph is not None:
        return STATE.graph
    for v in values:
        if hasattr(v, "node"):
            return graph_of(v)
        if getattr(v, "initializer", None) is not None:  # a variable of a TensorFlow 1 graph
            return v.graph
    return None


class SymbolicTensor(Tensor):
    """Output number `index` of a node.

    Attributes:
      node: the Node that computes it (`.op` in TensorFlow's terms).
      _dims: shape as a tuple of ints and None, or None where the rank is unknown.
      _value: for small integer tensors, an object array of what is known of the value (None per unknown element).
    """

    def __init__(self, node: "Node", index: int, spec: Spec) -> None:
        self.node, self.index = node, index
        self._spec_dims, self._dtype = spec.shape, spec.dtype
        self._value = None
        self._key = new_key()

    dtype = property(lambda self: self._dtype)
    _dims = property(lambda self: self._spec_dims)
    op = property(lambda self: self.node)
    graph = property(lambda self: self.node.graph)
    value_index = property(lambda self: self.index)
    device = property(lambda self: "")

    @property
    def name(self) -> str:
        return self.graph.name_of(self)

    @property
    def ndim(self) -> int | None:
        return None if self._dims is None else len(self._dims)

    @property
    def _array(self) -> Array:
        if STATE.graph is None and not self.graph.open:
            raise NeedsValueType(self.graph.out_of_scope(self))
        raise NeedsValueType(
            f"The symbolic tensor {self.name} has no value yet: it is part of a graph. Use tf ops instead of NumPy on "
            "it, run it in a Session, or read values outside of tf.function."
        )

    def set_shape(self, shape: Value) -> None:
        """Make known what the author knows: the static shape becomes the merge of both."""
        self._spec_dims = merge(self._dims, TensorShape(shape)._dims)

    def consumers(self) -> "list[Node]":
        return [n for n in self.graph.nodes if any(t is self for t in n.inputs)]

    def numpy(self) -> NoReturn:
        raise NeedsValueAttribute(
            f"'SymbolicTensor' object has no attribute 'numpy': {self.name} is part of a graph and has no value yet. "
            "numpy() is only available when eager execution is enabled; inside tf.function use tf.print or "
            "tf.py_function."
        )

    def __array__(self, dtype: Any = None, copy: Any = None) -> NoReturn:
        raise NeedsValueArray(
            f"Cannot convert a symbolic tf.Tensor ({self.name}) to a numpy array. This error may indicate that you're "
            "trying to pass a Tensor to a NumPy call, which is not supported."
        )

    def __bool__(self) -> NoReturn:
        raise NeedsValueOperator(self._no_value())

    def __len__(self) -> int:
        if not self._dims or self._dims[0] is None:
            raise NeedsValueType(
                f"len is not well defined for a symbolic Tensor ({self.name}). Please call `x.shape` rather "
                "than `len(x)` for shape information."
            )
        return self._dims[0]

    def __iter__(self) -> Iterator[Any]:
        if not self._dims or self._dims[0] is None:
            raise NeedsValueOperator(
                "Iterating over a symbolic `tf.Tensor` needs a known first dimension: use tf.map_fn, tf.scan or "
                "a tf.while_loop, or decorate the function with @tf.function."
            )
        return (self[i] for i in range(self._dims[0]))

    def _one_value(self, error: type[Exception] = TypeError) -> NoReturn:
        raise NeedsValueType(self._no_value())

    def _no_value(self) -> str:
        return (
            f"Using a symbolic `tf.Tensor` ({self.name}) as a Python `bool` or number is not allowed: it has no value "
            "while the graph is written. Use tf.cond, tf.where or tf.while_loop, or decorate the function with "
            f"@tf.function.{hooks.why_python()}"
        )

    def __index__(self) -> int:
        if self._value is not None and self._value.ndim == 0 and self._value.item() is not None:
            return int(self._value.item())
        return self._one_value()

    def __hash__(self) -> int:
        return id(self) if not self.graph.building_function else super().__hash__()

    def __deepcopy__(self, memo: Memo) -> "SymbolicTensor":
        return self.graph.copy_of(self, memo)

    def __reduce__(self) -> Reduced:
        return self.graph.pickled(self)

    def __format__(self, spec: str) -> str:
        return str(self).__format__(spec)

    def __repr__(self) -> str:
        return self.graph.describe(self)

    def __str__(self) -> str:
        return self.graph.describe(self, short=True)
