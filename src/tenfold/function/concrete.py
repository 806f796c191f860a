"""A traced function: one graph, the tensors and variables it reads, and how to call it."""

import numpy as np

from tenfold.core.base import errors, nest
from tenfold.core.base.env import EAGER
from tenfold.core.base.state import STATE, using
from tenfold.core.graphs.body import Body
from tenfold.core.graphs.graph import FuncGraph, Node
from tenfold.core.graphs.symbolic import SymbolicTensor, graph_of
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.function.inline import inline
from tenfold.function.signature import check_composite, leaves
from tenfold.ops.composite.specs import TensorSpec, TypeSpec
from tenfold.ops.control.branches import call_body
from tenfold.ops.control.lists import TensorList
from tenfold.runtime.executable import Executable


class FunctionGraph(FuncGraph):
    """The graph that a Python function is traced into.

    Attributes:
      created: the variables created meanwhile.
      may_create: whether that is allowed (on a function's first call only).
    """

    def __init__(self, name, outer, may_create):
        super().__init__(name, outer)
        self.created, self.may_create = [], may_create

    def adopt(self, variable):
        """A variable was made while this graph was written: keep or refuse it."""
        if not self.may_create:
            refuse(variable)
        self.created.append(variable)


def refuse(variable):
    """The error of a variable that is made anew by each trace, and so would never keep what it was assigned."""
    raise ValueError(
        "tf.function only supports singleton tf.Variables created on the first call. Make sure the tf.Variable is only "
        "created once or created outside tf.function: make it (or the layer that has it) in __init__ or build, or "
        f"under `if self.v is None:`. Made again: {variable.name}."
    )


class HotBody(Body):
    """A body called eagerly: it goes through the gears by itself."""

    pin = None

    def run(self, env, *arrays, gear="numpy"):
        if env is not EAGER or gear != "numpy":
            return super().run(env, *arrays, gear=gear)
        if "executable" not in self._plans:
            self._plans["executable"] = Executable(self.graph, self.inputs, self.outputs, pin=self.pin)
        return tuple([as_numpy(a) for a in self._plans["executable"](arrays)])


def as_numpy(array):
    return array if isinstance(array, (np.ndarray, np.generic, TensorList)) else np.asarray(array)


class ConcreteFunction:
    """A function traced for one signature.

    Attributes:
      graph: the FuncGraph.
      structured_outputs: symbolic results in the function's structure.
      structured_input_signature: (args, kwargs) with specs in place of tensors.
      labels: per input, the argument that it came in.
    """

    def __init__(self, graph, declared, labels, result, signature, pin):
        self.graph, self.inputs, self.structured_outputs, self.pin = graph, declared, result, pin
        self.labels = labels
        self.structured_input_signature = signature
        flat = leaves(result)
        self._kept = [i for i, t in enumerate(flat) if isinstance(t, Tensor)]
        self.outputs = [flat[i] for i in self._kept]
        self._template = [None if isinstance(t, (Tensor, Node)) else t for t in flat]
        self._captured = [t for t, _ in graph.captures]
        self._outer = next((t.graph for t in self._captured if isinstance(t, SymbolicTensor)), None)
        self._executable = None if self._outer is not None else Executable(graph, graph.inputs, self.outputs, pin=pin)
        self._body, self._ties = None, None
        self._shape_of_result = self._packing(result)

    def _packing(self, result):
        if isinstance(result, SymbolicTensor):
            return "one"
        return "none" if result is None else "any"

    # calling

    def call_arrays(self, arrays):
        """Run eagerly, unseen by tapes, on NumPy arrays, one per declared input."""
        if self._captured:
            arrays = [*arrays, *[t._array for t in self._captured]]
        outs = self._executable(arrays)
        return self.packed([Tensor(as_numpy(a)) for a in outs])

    def call_tensors(self, tensors):
        """Run on tensors: written into the graph being written, if any, else at once."""
        if STATE.graph is not None or any(isinstance(t, SymbolicTensor) for t in tensors):
            with using(graph=STATE.graph or next(graph_of(t) for t in tensors if isinstance(t, SymbolicTensor))):
                return self.packed(inline(self.graph, self.inputs, tensors, self.outputs))
        if STATE.tapes:
            return self.packed(self._recorded(tensors))
        return self.call_arrays([t._array for t in tensors])

    def _recorded(self, tensors):
        """Run under tapes, which see one op."""
        if self._body is None:
            ties = [(v, v._key) for v in self.variables if v.dtype.is_differentiable]
            ties += [(t, inner._key) for t, inner in self.graph._constants.values() if t.dtype.is_differentiable]
            self._ties = [outer for outer, _ in ties]
            self._body = HotBody(self.graph, self.graph.inputs, self.outputs, [key for _, key in ties])
        return call_body(self._body, [*tensors, *self._captured, *[convert(t) for t in self._ties]])

    def packed(self, outputs):
        """Results in the function's structure."""
        if self._shape_of_result == "one":
            return outputs[0]
        if self._shape_of_result == "none":
            return None
        flat = list(self._template)
        for i, t in zip(self._kept, outputs):
            flat[i] = t
        return nest.pack_sequence_as(self.structured_outputs, flat, expand_composites=True)

    def valid_here(self):
        """Whether what it captured from another graph can be reached from the graph being written."""
        graph = STATE.graph
        while graph is not None and graph is not self._outer:
            graph = graph.outer
        return graph is self._outer or self._outer is None

    def __call__(self, *args, **kwargs):
        """Call with the tensors of the signature, by position or by name; Python arguments are already fixed."""
        given = self._given(args, kwargs)
        tensors = [convert(v, partner=t.dtype) for v, t in zip(given, self.inputs)]
        for v, t in zip(tensors, self.inputs):
            if v.dtype != t.dtype or not t.shape.is_compatible_with(v.shape):
                raise errors.InvalidArgumentError(
                    f"{self.name}: argument '{t.node.name}' must be {t.dtype.name} of shape {t.shape}; "
                    f"received {v.dtype.name} of shape {v.shape}."
                )
        return self.call_tensors(tensors)

    def _given(self, args, kwargs):
        """The leaves of what a caller wrote, one per input."""
        known = self.structured_input_signature[0]
        if kwargs or len(args) != len(known):
            known = [s for s in known if any(isinstance(t, TensorSpec) for t in leaves(s))]
        for spec, value in zip(known, args):
            check_composite(spec, value)
        given, rest, names = leaves(args), dict(kwargs), ", ".join(dict.fromkeys(self.labels))
        if not rest and len(given) > len(self.inputs):
            given = [v for v, s in zip(given, leaves(known)) if isinstance(s, TensorSpec)]
        while len(given) < len(self.inputs):
            label = self.labels[len(given)]
            if label not in rest:
                raise TypeError(f"{self.name}() missing the argument '{label}': it takes ({names}).")
            given += leaves(rest.pop(label))
        if rest or len(given) > len(self.inputs):
            raise TypeError(
                f"{self.name}() takes ({names}); received {len(args)} positional arguments and {sorted(kwargs)}."
            )
        return given

    # what it is

    name = property(lambda self: self.graph.name)
    captured_inputs = property(lambda self: [*self._captured, *self.variables])
    output_dtypes = property(
        lambda self: nest.map_structure(lambda t: getattr(t, "dtype", None), self.structured_outputs)
    )
    output_shapes = property(
        lambda self: nest.map_structure(lambda t: getattr(t, "shape", None), self.structured_outputs)
    )

    @property
    def variables(self):
        """Variables that the graph reads or assigns, in order of first use."""
        cells = [c for n in self.graph.nodes for c, _ in n.cells]
        return tuple({id(c): c for c in cells if hasattr(c, "trainable")}.values())

    @property
    def trainable_variables(self):
        return tuple(v for v in self.variables if v.trainable)

    def pretty_printed_signature(self, verbose=True):
        args = ", ".join(f"{t.node.name}: {TensorSpec.from_tensor(t)}" for t in self.inputs)
        return f"{self.name}({args})"

    def __repr__(self):
        return f"<ConcreteFunction {self.pretty_printed_signature()} at 0x{id(self):X}>"

    __str__ = __repr__


def trace(function, name, args, kwargs, flat, names, may_create, pin, relaxed=None):
    """Run `function` once on placeholders and keep what it wrote: (ConcreteFunction, variables it created).

    Args:
      flat: leaves of (args, kwargs).
      names: a name per leaf.
      relaxed: shapes for the tensors among them, by default their own.
    """
    graph = FunctionGraph(name, STATE.graph, may_create)
    observers = tuple(t for t in STATE.tapes if getattr(t, "observes", False))  # see tf.debugging.enable_check_numerics
    with using(graph=graph, tapes=observers, adopt=graph.adopt):
        values, declared, labels = [], [], []
        for leaf, label in zip(flat, names):
            if isinstance(leaf, (Tensor, TensorSpec)):
                dims = leaf._dims if isinstance(leaf, Tensor) else leaf.shape._dims
                label = getattr(leaf, "name", None) or label if isinstance(leaf, TensorSpec) else label
                dims = relaxed[len(declared)] if relaxed is not None else dims
                declared.append(graph.placeholder(dims, leaf.dtype, label))
                labels.append(label)
                leaf = declared[-1]
            values.append(leaf)
        given = nest.pack_sequence_as((args, kwargs), values, expand_composites=True)
        result = function(*given[0], **given[1])
        flat_result = [_result(graph, v, name) for v in leaves(result)]
    result = nest.pack_sequence_as(result, flat_result, expand_composites=True)
    signature = nest.map_structure(_described, (args, kwargs), given)
    return ConcreteFunction(graph, declared, labels, result, signature, pin), graph.created


def _described(known, leaf):
    """An argument in `structured_input_signature`: tensors by their spec, other objects by their type."""
    if isinstance(leaf, SymbolicTensor):
        return TensorSpec.from_tensor(leaf, leaf.node.name)
    if isinstance(known, TypeSpec):
        return known
    return leaf if isinstance(leaf, (bool, int, float, str, bytes, type(None))) else type(leaf)


def _result(graph, value, name):
    """What a function may return: tensors and what becomes one, None, operations."""
    if value is None or isinstance(value, Node):
        return value
    try:
        tensor = convert(value)
    except (TypeError, ValueError) as e:
        raise TypeError(
            "To be compatible with tf.function, Python functions must return zero or more Tensors or None; in "
            "compilation of "
            f"{name}, found a return value of type {type(value).__name__}, which is not a Tensor. {e}"
        ) from None
    return graph.capture(tensor)
