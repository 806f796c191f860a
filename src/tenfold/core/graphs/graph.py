"""The Graph: ops written down instead of run. Every door (Session, tf.function, fit, functional models) shares it."""

import contextlib
import threading
from collections import defaultdict

import numpy as np

from tenfold.core.base.env import Cell
from tenfold.core.base.forks import free_in_child
from tenfold.core.base.hooks import hooks
from tenfold.core.base.thread import STATE, PerThread, using
from tenfold.core.base.types import Any, Array, Attrs, Function, Iterable, Iterator, Memo, Reduced, Rows, Value, Writing
from tenfold.core.calls.complaints import described, is_raw, sentence
from tenfold.core.calls.gradient import GradientRule, Record, record
from tenfold.core.calls.op import Op
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values import dtypes, format
from tenfold.core.values.tensor import Tensor

SMALL = 1024  # bytes; a larger eager tensor becomes an argument of a function's graph instead of a constant in it
_NAMING = free_in_child(threading.RLock())  # held while a node's name is chosen
FOLDED = 64  # elements; integer values up to this size are carried through inference


class Node:
    """One op call in a graph: an Operation in TensorFlow's terms.

    Attributes:
      ends: the op of TensorFlow's that several nodes stand for, the last of which this one is; else None.
      text: an expression that a plan holds in place of a call of the op, where a pass found one.
      plain: attributes whose computed value needs no conversion.
    """

    ends: str | None = None
    text: str | None = None
    plain: frozenset[str] = frozenset()

    def __init__(
        self, graph: "Graph", op: Op, inputs: Rows, attrs: Attrs, name: str, control_inputs: Rows = ()
    ) -> None:
        self.graph, self.operation, self.inputs, self.attrs, self.name = graph, op, inputs, attrs, name
        self.control_inputs = control_inputs
        specs, self.several = op.specs(inputs, attrs)
        self.outputs = [SymbolicTensor(self, i, s) for i, s in enumerate(specs)]

    @property
    def type(self) -> str:
        """TensorFlow's name for what it does: "MatMul"."""
        return self.ends or self.operation.type_for(self.inputs, self.attrs)

    @property
    def sources(self) -> Rows:
        """What its gradient flows to: its inputs; the variable, if it is a read."""
        return [self.attrs["variable"]] if self.operation is hooks.read else self.inputs

    @property
    def cells(self) -> list[tuple[Cell, bool]]:
        """(cell, whether it is written) for the variables and counters of this node and of the sub-graphs it holds."""
        found = []
        for value in self.attrs.values():
            if isinstance(value, Cell):
                found.append((value, self.operation is not hooks.read and self.operation is not hooks.reread))
            elif hasattr(value, "cells"):
                found += value.cells
        return found

    @property
    def has_effect(self) -> bool:
        return self.operation.effect or any(getattr(v, "has_effect", False) for v in self.attrs.values())

    @property
    def host(self) -> bool:
        """Whether it, or a node of a sub-graph it holds, runs on NumPy only."""
        return self.operation.host or any(getattr(v, "host", False) for v in self.attrs.values())

    def all_inputs(self) -> Iterator[SymbolicTensor]:
        """Data inputs, attributes whose value is computed, and control inputs' results."""
        yield from (t for t in self.inputs if t is not None)
        yield from (v for v in self.attrs.values() if isinstance(v, SymbolicTensor))

    def get_attr(self, name: str) -> Value:
        return self.attrs[name]

    def __repr__(self) -> str:
        return f"<tf.Operation '{self.name}' type={self.type}>"


class _Place(PerThread):
    """Where in a graph a thread is writing."""

    scope = ""
    controls: tuple[Any, ...] = ()
    constant: str | None = None  # the name for a constant that is made for an op's input


class Graph:
    """Ops in program order, with inferred shapes. Several threads may write into it.

    Attributes:
      nodes: the Nodes written so far.
      building_function: whether this is the graph of a function (True) or a TensorFlow 1 graph of its own.
      open: whether ops on its tensors may be written at any time, not only while it is the one being written.
      seed: graph-level random seed.
      collections: TensorFlow 1's named lists.
      keeps_calls: whether calls of functions that are `kept_whole` stand in it as calls (functional models).
    """

    building_function = keeps_calls = open = False
    outer: Any = None
    captures = property(lambda self: ())

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.collections: defaultdict[str, list[Any]] = defaultdict(list)
        self.seed: int | None = None
        self._names: dict[str, int] = {}
        self._place, self._finalized = _Place(), False
        self._constants: dict[int, tuple[Tensor, SymbolicTensor]] = {}
        self._by_name: dict[str, Any] = {}

    @property
    def _scope(self) -> str:
        return self._place.scope

    @property
    def _controls(self) -> tuple[Any, ...]:
        return self._place.controls

    def as_default(self) -> "_Default":
        """Write the op calls of a `with` block into this graph."""
        return _Default(self)

    def write(self, op: Op, inputs: Rows, attrs: Attrs, name: str | None = None) -> "Node":
        """Append a node; inputs that come from elsewhere are captured first.

        Args:
          name: of the node, under the open scope and made unique; one that ends in "/" is taken whole. By default the
            op's label, in which a "/" opens a scope ("eye/diag").
        """
        if self._finalized:
            raise RuntimeError("Graph is finalized and cannot be modified.")
        whole = self._name_of(op, inputs, attrs, name)
        inputs = [None if t is None else self._input(t, op, i, whole) for i, t in enumerate(inputs)]
        attrs = {k: self.capture(v) if isinstance(v, SymbolicTensor) else v for k, v in attrs.items()}
        try:
            self._check_dtypes(op, inputs)
            node = Node(self, op, inputs, attrs, whole, self._controls)
        except (ValueError, TypeError) as e:
            why = sentence(e) if is_raw(e) else e
            raise type(e)(f"{why} (while building '{name or op.name}')") from None
        if op.static:
            hooks.carry_value(node)
        self._append(node)
        return node

    def _append(self, node: "Node") -> None:
        self.nodes.append(node)

    def _name_of(self, op: Op, inputs: Rows, attrs: Attrs, name: str | None) -> str:
        if name is not None and not isinstance(name, str):
            raise TypeError(f"{op.name}: `name` must be a string; received {described(name)}.")
        if name is not None and name.endswith("/"):
            return name[:-1]
        scope, _, rest = op.label_for(inputs, attrs).partition("/")
        if name is not None and not rest:
            return self.unique_name(name)
        scope = self.unique_name(name or scope)
        return f"{scope}/{rest}" if rest else scope

    def _input(self, tensor: Tensor, op: Op, index: int, whole: str) -> SymbolicTensor:
        """Input number `index` of the node that will be called `whole`; a constant is named after both: "add/y"."""
        if isinstance(tensor, SymbolicTensor) and tensor.graph is self:
            return tensor
        place = self._place
        place.constant = f"{whole}/{op.inputs[0]}_{index}" if op.variadic else f"{whole}/{op.inputs[index]}"
        try:
            return self.capture(tensor)
        finally:
            place.constant = None

    def _check_dtypes(self, op: Op, inputs: Rows) -> None:
        if op.one_dtype:
            partners = op.partners * len(inputs) if op.variadic else op.partners
            met = [t for t, shares in zip(inputs, partners) if shares and t is not None]
            if len({t.dtype for t in met}) > 1:
                types = [t.dtype for t in met]
                raise TypeError(
                    f"Inputs of '{op.name}' must have one dtype; received {', '.join(t.name for t in types)}. "
                    f"Nothing is converted silently; {dtypes.cure_for(types)}."
                )

    def capture(self, tensor: Tensor) -> SymbolicTensor:
        """`tensor` as a tensor of this graph."""
        if isinstance(tensor, SymbolicTensor):
            if tensor.graph is self:
                return tensor
            return self._capture_symbolic(tensor)
        return self._capture_eager(tensor)

    def _capture_symbolic(self, tensor: SymbolicTensor) -> SymbolicTensor:
        raise ValueError(
            f"Tensor {tensor.name} must be from the same graph as the op that uses it: it belongs to {tensor.graph!r}, "
            f"the op is written into {self!r}. Build both inside one `with graph.as_default():` block."
        )

    def out_of_scope(self, tensor: SymbolicTensor) -> str:
        """What an error says of a tensor of this graph that is used outside of it."""
        return (
            f"{tensor!r} is out of scope and cannot be used here: it belongs to a tf.Graph that is not being written. "
            "Go on writing it inside `with graph.as_default():`, or run it in a Session."
        )

    def around(self) -> "Iterator[Graph]":
        """The graphs that were being written when this one began, innermost first."""
        outer = self.outer
        while outer is not None:
            yield outer
            outer = outer.outer

    def _capture_eager(self, tensor: Tensor) -> SymbolicTensor:
        return self.constant(tensor._array, key=tensor._key)

    def constant(self, array: Array, key: int | None = None, name: str | None = None) -> SymbolicTensor:
        """A node that holds `array`."""
        array = np.asarray(array)
        if name is None and self._place.constant is not None:
            name = self._numbered(self._place.constant, True) + "/"
        node = self.write(hooks.const, [], {"value": array}, name)
        out = node.outputs[0]
        if array.dtype.kind in "iub" and array.size <= FOLDED:
            out._value = array.astype(object)
        out._key = key or out._key
        return out

    def copy_of(self, tensor: SymbolicTensor, memo: Memo) -> SymbolicTensor:
        """What a deep copy holds in place of a tensor of this graph."""
        return tensor

    def pickled(self, tensor: SymbolicTensor) -> Reduced:
        """What a pickle holds in place of a tensor of this graph, see `object.__reduce__`."""
        raise TypeError(f"The symbolic tensor {tensor.name} cannot be pickled: it has no value outside of its graph.")

    def name_of(self, tensor: SymbolicTensor) -> str:
        """What a tensor of this graph is called."""
        return f"{tensor.node.name}:{tensor.index}"

    def describe(self, tensor: SymbolicTensor, short: bool = False) -> str:
        """How a tensor of this graph prints: its repr, or its str for `short`."""
        write = format.symbolic_str if short else format.symbolic_repr
        return write(tensor.name, tensor._dims, tensor.dtype.name)

    def unique_name(self, name: str, mark_as_used: bool = True) -> str:
        """`name` under the open scope, made unique as TensorFlow does: name, name_1, ..."""
        name = name[:-1] if name.endswith("/") else self._scope + name
        with _NAMING:
            return self._numbered(name, mark_as_used)

    def _numbered(self, name: str, mark_as_used: bool) -> str:
        key = name.lower()
        count = self._names.get(key)
        if mark_as_used:
            self._names[key] = (count or 0) + 1
        if count is None:
            return name
        while f"{key}_{count}" in self._names:
            count += 1
        if mark_as_used:
            self._names[f"{key}_{count}"] = 1
            self._names[key] = count + 1
        return f"{name}_{count}"

    @contextlib.contextmanager
    def name_scope(self, name: str | None) -> Iterator[str]:
        """Prefix the names of nodes written in the block."""
        if name is not None and not isinstance(name, str):
            raise TypeError(f"`name` must be a string; received {described(name)}.")
        place, saved = self._place, self._scope
        place.scope = name if name and name.endswith("/") else self.unique_name(name) + "/" if name else ""
        try:
            yield place.scope
        finally:
            place.scope = saved

    @contextlib.contextmanager
    def control_dependencies(self, inputs: Rows | None) -> Iterator[None]:
        """Nodes written in the block run after `inputs` (Nodes, tensors or variables)."""
        place, saved = self._place, self._controls
        elements = [i._as_graph_element() if hasattr(i, "_as_graph_element") else i for i in inputs or ()]
        nodes = [getattr(e, "node", e) for e in elements]
        place.controls = (*saved, *nodes) if inputs is not None else ()
        try:
            yield
        finally:
            place.controls = saved

    def records(self) -> list[Record]:
        """The nodes as backprop reads them."""
        return records(self.nodes)


class FuncGraph(Graph):
    """The graph of a function: what it uses from outside becomes an input.

    Attributes:
      inputs: placeholders, the declared ones first, then one per capture.
      captures: (tensor outside, placeholder) pairs, in order.
      outer: the graph (or None) that was being written when this one began.
    """

    building_function = True

    def __init__(self, name: str = "function", outer: Writing | None = None) -> None:
        super().__init__()
        self.name, self.outer, self.seed = name, outer, getattr(outer, "seed", None)
        self.inputs: list[SymbolicTensor] = []
        self.captured: dict[int, tuple[Tensor, SymbolicTensor]] = {}

    @property
    def captures(self) -> list[tuple[Tensor, SymbolicTensor]]:
        return list(self.captured.values())

    def placeholder(self, shape: Value, dtype: dtypes.DType, name: str = "arg") -> SymbolicTensor:
        """A declared input."""
        node = self.write(hooks.placeholder, [], {"shape": shape, "dtype": dtype}, name)
        self.inputs.append(node.outputs[0])
        return node.outputs[0]

    def trace(self, function: Function, specs: Iterable[Rows], **state: Any) -> tuple[list[SymbolicTensor], Value]:
        """Write `function(*placeholders)`.

        Args:
          specs: the arguments of `placeholder`, per placeholder.
          state: what holds meanwhile, see `using`; by default no tape records.

        Returns: the placeholders, and what the function returned.
        """
        with using(graph=self, **{"tapes": (), **state}):
            placeholders = [self.placeholder(*spec) for spec in specs]
            return placeholders, function(*placeholders)

    def _capture_symbolic(self, tensor: SymbolicTensor) -> SymbolicTensor:
        if self.within(tensor.graph):
            return self._captured(tensor)
        beside = any(g is self or self.within(g) for g in tensor.graph.around())
        raise (ValueError if beside else TypeError)(tensor.graph.out_of_scope(tensor))

    def out_of_scope(self, tensor: SymbolicTensor) -> str:
        """What an error says of a tensor of this graph that is used outside of it."""
        return (
            f"{tensor!r} is out of scope and cannot be used here: it was made while '{self.name}' was traced, and has "
            "a value only in a run of that. Use return values, explicit Python locals or a tf.Variable to get at it."
        )

    def within(self, graph: "Graph") -> bool:
        return any(g is graph for g in self.around())

    def _capture_eager(self, tensor: Tensor) -> SymbolicTensor:
        array = np.asarray(tensor._array)
        if array.dtype == object or array.nbytes <= SMALL:
            if id(tensor) not in self._constants:
                self._constants[id(tensor)] = (tensor, self.constant(array, key=tensor._key))
            return self._constants[id(tensor)][1]
        return self._captured(tensor)

    def _captured(self, tensor: Tensor) -> SymbolicTensor:
        found = self.captured.get(id(tensor))
        if found is None:
            with _no_controls(self):
                inner = self.placeholder(tensor._dims, tensor.dtype, "capture")
            inner._key, inner._value = tensor._key or inner._key, getattr(tensor, "_value", None)
            if tensor._key is None:
                tensor._key = inner._key
            found = self.captured[id(tensor)] = (tensor, inner)
        return found[1]


def records(nodes: "list[Node]") -> list[Record]:
    """Nodes as backprop reads them, those left out that no gradient passes."""
    return [
        record(n.operation, n.sources, n.outputs, n.attrs)
        for n in nodes
        if n.operation.rule is not GradientRule.none and any(t is not None for t in n.sources)
    ]


@contextlib.contextmanager
def _no_controls(graph: "Graph") -> Iterator[None]:
    place, saved = graph._place, graph._controls
    place.controls = ()
    try:
        yield
    finally:
        place.controls = saved


class _Default:
    def __init__(self, graph: "Graph") -> None:
        self.graph = graph
        self.entered: list[using] = []

    def __enter__(self) -> "Graph":
        self.entered.append(using(graph=self.graph))
        self.entered[-1].__enter__()
        return self.graph

    def __exit__(self, *exc: Any) -> None:
        self.entered.pop().__exit__(*exc)


def init_scope() -> using:
    """Leave the functions being traced: ops of the block run eagerly (or are written into the enclosing TF1 graph)."""
    graph = STATE.graph
    while graph is not None and graph.building_function:
        graph = graph.outer
    return using(graph=graph, tapes=())


def inside_function() -> bool:
    """Whether a function is being traced."""
    return STATE.graph is not None and STATE.graph.building_function


def executing_eagerly() -> bool:
    """Whether op calls run at once in this thread."""
    return STATE.graph is None
