"""Variables: named state that ops read and assign."""

import copy
import operator

import numpy as np

from tenfold.core.base import errors
from tenfold.core.base.env import NUMPY, Cell, owned
from tenfold.core.base.exclusive import set_of
from tenfold.core.base.hooks import hooks
from tenfold.core.base.thread import STATE, using
from tenfold.core.base.trackable import VALUE, Trackable
from tenfold.core.base.types import Any, Array, Callable, Dims, Function, Iterator, Memo, NoReturn, Reduced, Value
from tenfold.core.calls.complaints import described
from tenfold.core.graphs.graph import init_scope
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values import format
from tenfold.core.values.convert import convert, snapshot
from tenfold.core.values.creators import Creating
from tenfold.core.values.no_array import explain_absent
from tenfold.core.values.shapes import TensorShape, is_compatible
from tenfold.core.values.tensor import Reference, Tensor, new_key

# in the memo of a deep copy: the copied variables by the originals' keys; what to call with these pairs from now on
COPIED, FOLLOWERS = "copied variables", "followers"


class Variable(Cell, Trackable, metaclass=Creating):
    """Shared, persistent state.

    Args:
      initial_value: tensor-like, or a function of no arguments that gives one.
      trainable: whether tapes watch reads of it; None means True, but where `synchronization` is ON_READ.
      name: by default "Variable".
      dtype: by default that of the initial value.
      constraint: function of the value after an optimizer's update.
      shape: static shape, where later assignments may differ from the initial value's.
      validate_shape: False leaves the static shape unknown.
    """

    __array_priority__ = 100
    _creates = True  # of this class itself: what is made of it goes through the creators of `variable_creator_scope`
    _snapshot: Tensor | None = None
    graph: Any  # the TensorFlow 1 graph that it belongs to, or None

    def __init__(
        self,
        initial_value: Value = None,
        trainable: bool | None = None,
        validate_shape: bool = True,
        caching_device: Any = None,
        name: str | None = None,
        variable_def: Any = None,
        dtype: Value = None,
        import_scope: Any = None,
        constraint: Any = None,
        synchronization: Any = None,
        aggregation: Any = None,
        shape: Value = None,
        collections: Any = None,
        use_resource: Any = None,
        expected_shape: Any = None,
    ) -> None:
        if variable_def is not None or import_scope is not None:
            raise ValueError("Variable: variable_def and import_scope are not supported; give an initial_value.")
        if initial_value is None:
            raise ValueError(
                "The `initial_value` arg to `tf.Variable` must be specified except when you are not providing "
                "a `variable_def`. You provided neither."
            )
        if name is not None and not isinstance(name, str):
            raise TypeError(f"Variable: `name` must be a string; received {described(name)}.")
        check_mode("synchronization", synchronization, name)
        check_mode("aggregation", aggregation, name)
        self.trainable = trained(trainable, synchronization)
        self.constraint, self._key = constraint, new_key()
        self.synchronization, self.aggregation, self.caching_device = synchronization, aggregation, caching_device
        graph = STATE.graph
        if graph is not None and not graph.building_function:
            self._create_in_graph(graph, initial_value, name, dtype, collections)
        else:
            self._create_now(initial_value, name, dtype)
        self._static = TensorShape(shape)._dims if shape is not None else self._initial_dims if validate_shape else None
        if not is_compatible(self._static, self._initial_dims):
            raise ValueError(
                f"In this `tf.Variable` creation, the initial value's shape ({self._initial_dims}) is not compatible "
                f"with the explicitly supplied `shape` argument ({shape})."
            )
        if self.graph is not None:  # the node called as the variable is
            self._node = self.graph.write(hooks.read, [], {"variable": self}, self._name + "/")
            self._node.ends = "VariableV2"

    def _create_now(self, initial_value: Value, name: str | None, dtype: Value) -> None:
        self.graph = None
        prefix = STATE.graph._scope if STATE.graph is not None else STATE.scope
        self._name = prefix + (name or "Variable")
        if STATE.adopt is not None:
            STATE.adopt(self)
        if isinstance(initial_value, SymbolicTensor):
            tensor = convert(hooks.evaluate(initial_value), dtype)
        else:
            with init_scope():
                tensor = convert(initial_value() if callable(initial_value) else initial_value, dtype)
        self._dtype, self._initial_dims, self._value = tensor.dtype, tensor._dims, owned(tensor._array)

    def _create_in_graph(self, graph: Any, initial_value: Value, name: Any, dtype: Value, collections: Any) -> None:
        """TensorFlow 1: the value lives in a session, once `initializer` has run there."""
        self.graph, self._name = graph, graph.unique_name(name or "Variable")
        with graph.name_scope(self._name + "/"):
            value = convert(initial_value() if callable(initial_value) else initial_value, dtype)
            symbolic = isinstance(value, SymbolicTensor)
            self.initial_value = (
                graph.capture(value) if symbolic else graph.constant(value._array, value._key, "initial_value")
            )
            self._dtype, self._initial_dims = value.dtype, value._dims
            self._static = self._initial_dims
            self.initializer = graph.write(hooks.assign, [self.initial_value], {"variable": self}, "Assign")
        names = ["variables"] if collections is None else list(collections)
        if self.trainable and "trainable_variables" not in names:
            names.append("trainable_variables")
        for collection in names:
            graph.collections[collection].append(self)

    # what it is

    name = property(lambda self: self._name + ":0")
    dtype = property(operator.attrgetter("_dtype"))  # of what it holds; some show another, in which they are read
    _shared_name = property(lambda self: self._name)
    shape = property(lambda self: TensorShape._from_tuple(self._static))
    ndim = property(lambda self: len(self._static))
    _dims = property(lambda self: self._static)
    device = property(lambda self: "/job:localhost/replica:0/task:0/device:CPU:0")
    handle = property(lambda self: self)
    op = property(lambda self: self if self.graph is None else self._node)

    def get_shape(self) -> TensorShape:
        return self.shape

    def _as_tensor(self) -> Tensor:
        """What an op reads for itself: a tensor (or node) of its own, which recording tapes tie to the variable."""
        if STATE.graph is None and self.graph is None:
            tensor = Tensor(self.array())
            tensor._live = self
        else:
            tensor = self._read_in_graph()
        for tape in STATE.tapes:
            tape.read(self, tensor)
        return tensor

    _read = _as_tensor  # the value as it is, where a subclass makes something else of what ops read

    def _read_in_graph(self) -> Tensor:
        graph = STATE.graph or self.graph
        return graph.write(
            hooks.read, [], {"variable": self}, self._name.split("/")[-1] + "/Read/ReadVariableOp"
        ).outputs[0]

    def _as_graph_element(self) -> Tensor:
        """One read node for all that fetch, feed or wait for this variable of a graph."""
        if self.graph is None:
            return self._as_tensor()
        if self._snapshot is None:
            with using(graph=self.graph, tapes=()):
                self._snapshot = self._read_in_graph()
        return self._snapshot

    def array(self) -> Array:
        value = self._value
        if isinstance(value, NUMPY):  # the common case, without a further call
            return value
        value = super().array()
        if value is None:
            raise errors.FailedPreconditionError(
                f"Attempting to use uninitialized value {self._name}: it belongs to a graph, so its value lives in a "
                "Session. Run tf.compat.v1.global_variables_initializer() there, and read it with sess.run(variable)."
            )
        return value

    def value(self) -> Tensor:
        """The value as a tensor that later assignments leave alone."""
        return snapshot(self._as_tensor())

    read_value = value

    def numpy(self) -> Any:
        if STATE.graph is not None:
            raise NotImplementedError("numpy() is only available when eager execution is enabled.")
        array = np.asarray(self.array())
        return array.copy() if array.ndim else array[()]

    initialized_value = value

    # the assign family

    def assign(self, value: Value, use_locking: bool = False, name: str | None = None, read_value: bool = True) -> Any:
        """Replace the value; the new one must have this variable's dtype and a compatible shape.

        Returns: the variable, or a read of it in a graph; unless `read_value`, None, or the operation in a graph.
        """
        tensor = convert(value, self._dtype)
        if not self.shape.is_compatible_with(tensor.shape):
            raise ValueError(
                f"Cannot assign value to variable '{self.name}': Shape mismatch. The variable shape {self.shape}, and "
                f"the assigned value shape {tensor.shape} are incompatible."
            )
        return self._write(tensor, name, read_value)

    def assign_add(
        self, delta: Value, use_locking: bool = False, name: str | None = None, read_value: bool = True
    ) -> Any:
        """Add `delta` to the value."""
        if read_value is True and self._is_plain(delta):
            return (self._set or set_of(self)).exclusively(self._add, delta._array)
        delta = self._delta(delta)
        return self._update(lambda value: hooks.add(value, delta), name, read_value)

    def assign_sub(
        self, delta: Value, use_locking: bool = False, name: str | None = None, read_value: bool = True
    ) -> Any:
        """Subtract `delta` from the value."""
        if read_value is True and self._is_plain(delta):
            return (self._set or set_of(self)).exclusively(self._subtract, delta._array)
        delta = self._delta(delta)
        return self._update(lambda value: hooks.subtract(value, delta), name, read_value)

    def _add(self, array: Array) -> "Variable":
        self.store(self.array() + array)
        return self

    def _subtract(self, array: Array) -> "Variable":
        self.store(self.array() - array)
        return self

    def _update(self, change: Function, name: str | None = None, read: bool = True) -> Any:
        """Store `change(value)`, a tensor; no other thread stores anything between the read and the write."""
        if STATE.graph is None and self.graph is None:
            return set_of(self).exclusively(lambda: self._write(change(self._unwatched()), name, read))
        return self._write(change(self._unwatched()), name, read)

    def _is_plain(self, delta: Value) -> bool:
        """Whether an update needs no conversion, check or node: an eager tensor of the same shape and dtype."""
        if type(delta) is not Tensor or STATE.graph is not None or self.graph is not None:
            return False
        return delta._array.shape == self._static and delta._array.dtype == self._dtype.numpy

    def _unwatched(self) -> Tensor:
        if STATE.graph is None and self.graph is None:
            return Tensor(self.array())
        return self._read_in_graph()

    def _delta(self, delta: Value) -> Tensor:
        tensor = convert(delta, self._dtype)
        eager = STATE.graph is None and self.graph is None
        shape = self.array().shape if eager else self._static
        if not is_compatible(shape, tensor._dims):
            error = errors.InvalidArgumentError if eager else ValueError
            raise error(
                f"Cannot update variable '{self.name}' of shape {shape} using a Tensor with shape {tensor._dims}, "
                "shapes must be equal."
            )
        return tensor

    def _write(self, tensor: Tensor, name: str | None = None, read: bool = True) -> Any:
        read = read is True or truth("read_value", read)
        if STATE.graph is None and self.graph is None:
            set_of(self).exclusively(self.store, owned(tensor._array))  # not amid a run, which would undo it
            return self if read else None
        graph = STATE.graph or self.graph
        node = graph.write(hooks.assign, [tensor], {"variable": self}, "Assign" if name is None else name)
        if not read:
            return node
        return self._as_tensor() if graph.building_function else node.outputs[0]  # by a read gradients flow

    # in checkpoints

    def _trackable_children(self) -> dict[str, Any]:
        return {}

    def _saved_values(self) -> dict[str, Any]:
        return {VALUE: self}

    def _restoring(self, values: dict[str, Any]) -> Callable[[], Any]:
        tensor = convert(values[VALUE])
        if tensor.dtype != self._dtype or not self.shape.is_compatible_with(tensor.shape):
            raise ValueError(
                f"Received incompatible tensor with shape {tensor.shape} and dtype {tensor.dtype.name} when attempting "
                f"to restore variable with shape {self.shape}, dtype {self._dtype.name} and name {self.name}."
            )
        return lambda: self._write(tensor)

    def set_shape(self, shape: Value) -> None:
        self._static = self.shape.merge_with(shape)._dims

    def ref(self) -> Reference:
        return Reference(self)

    def experimental_ref(self) -> Reference:
        return Reference(self)

    # behaving as a tensor; arithmetic is installed by `ops`

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray:
        return self._as_tensor().__array__(dtype)

    def __float__(self) -> float:
        return float(self._as_tensor())

    def __int__(self) -> int:
        return int(self._as_tensor())

    def __index__(self) -> int:
        return self._as_tensor().__index__()

    def __bool__(self) -> bool:
        return bool(self._as_tensor())

    def __len__(self) -> int:
        return len(self._as_tensor())

    def __setitem__(self, index: Any, value: Any) -> NoReturn:
        raise TypeError(
            f"'Variable' object does not support item assignment: write v[{index!r:.40}].assign(value), or "
            "v.assign(values) for all of it."
        )

    def __iter__(self) -> Iterator[Any]:
        return iter(self._as_tensor())

    def __format__(self, spec: str) -> str:
        return self._as_tensor().__format__(spec)

    def __hash__(self) -> int:
        if STATE.graph is None and self.graph is None:
            raise TypeError("Variable is unhashable. Instead, use variable.ref() as the key.")
        return id(self)

    def __deepcopy__(self, memo: Memo) -> "Variable":
        make, arguments, state = self.__reduce__()
        new = memo[id(self)] = make(*arguments)
        vars(new).update(copy.deepcopy(state, memo))
        memo.setdefault(COPIED, {})[self._key] = new
        for follow in memo.get(FOLLOWERS, ()):
            follow(self._key, new)
        return new

    def __reduce__(self) -> Reduced:
        array = np.array(self.array())
        state = {k: v for k, v in vars(self).items() if k not in _MADE_ANEW}
        return _restored, (array, self.trainable, self._name, self._static, type(self)), state

    def __repr__(self) -> str:
        written = self.graph is not None or STATE.graph is not None  # no value is shown while a graph is, as TensorFlow
        value = None if self._value is None or written else np.asarray(self.array())
        return format.variable_repr(self.name, value, self._static, self._dtype.name)


explain_absent(Variable)


# what a copy has of its own; all other attributes (a constraint, a layer's regularizer) are copied
_MADE_ANEW = frozenset("trainable graph _dtype _key _name _value _twin _set _static _initial_dims _snapshot".split())


def _restored(array: Array, trainable: bool, name: str, dims: Dims, kind: "type[Variable]" = Variable) -> "Variable":
    """A variable pickled or copied: its key is a new one, by which no tape knows it yet."""
    with using(scope=""):
        return kind(array, trainable, name=name, shape=TensorShape(dims))


_MODES = {
    "synchronization": ("AUTO", "NONE", "ON_WRITE", "ON_READ"),
    "aggregation": ("NONE", "SUM", "MEAN", "ONLY_FIRST_REPLICA"),
}


def check_mode(kind: str, mode: Value, name: str | None) -> None:
    """ValueError unless `mode` is None, or one of tf.VariableSynchronization or tf.VariableAggregation, or its name."""
    if mode is not None and str(getattr(mode, "name", mode)).upper() not in _MODES[kind]:
        raise ValueError(
            f"Invalid variable {kind} mode: {mode} for variable: {name}. It is one of "
            f"{', '.join(f'tf.Variable{kind.capitalize()}.{m}' for m in _MODES[kind])}."
        )


def truth(name: str, value: Any) -> bool:
    """`bool(value)` of the argument `name`."""
    try:
        return bool(value)
    except (TypeError, ValueError):
        raise ValueError(f"`{name}` must be True or False; received {described(value)}.") from None


def trained(trainable: bool | None, synchronization: Any) -> bool:
    """Whether a variable is trained that was made with these arguments."""
    if trainable is not None:
        return truth("trainable", trainable)
    return str(getattr(synchronization, "name", synchronization)).upper() != "ON_READ"
