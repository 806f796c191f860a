"""A function traced for one signature: a traced callable that knows its arguments."""

from typing import Any

from tenfold.core.base import errors, nest
from tenfold.core.base.thread import STATE
from tenfold.core.base.types import Attrs, Dims, Function, Rows, Value
from tenfold.core.graphs.graph import FuncGraph, Node
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.function.signature import check_composite, leaves
from tenfold.ops.structures.specs import TensorSpec, TypeSpec
from tenfold.runtime.gears.traced import Traced
from tenfold.runtime.gears.tracing import trace


class ConcreteFunction(Traced):
    """A function traced for one signature.

    Attributes:
      graph: the FuncGraph.
      structured_outputs: symbolic results in the function's structure.
      structured_input_signature: (args, kwargs) with specs in place of tensors.
      labels: per input, the argument that it came in.
    """

    def __init__(
        self,
        graph: FuncGraph,
        inputs: list[SymbolicTensor],
        labels: list[str],
        result: Value,
        signature: tuple[Any, Any],
        pin: str | None,
    ) -> None:
        super().__init__(graph, inputs, result, pin=pin)
        self.labels, self.structured_input_signature = labels, signature

    def __call__(self, *args: Any, **kwargs: Any) -> Value:
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

    def _given(self, args: Rows, kwargs: Attrs) -> list[Any]:
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
    captured_inputs = property(lambda self: [*self.captured, *self.variables])
    output_dtypes = property(
        lambda self: nest.map_structure(lambda t: getattr(t, "dtype", None), self.structured_outputs)
    )
    output_shapes = property(
        lambda self: nest.map_structure(lambda t: getattr(t, "shape", None), self.structured_outputs)
    )

    @property
    def trainable_variables(self) -> tuple[Any, ...]:
        return tuple(v for v in self.variables if v.trainable)

    def pretty_printed_signature(self, verbose: bool = True) -> str:
        args = ", ".join(f"{t.node.name}: {TensorSpec.from_tensor(t)}" for t in self.inputs)
        return f"{self.name}({args})"

    def __repr__(self) -> str:
        return f"<ConcreteFunction {self.pretty_printed_signature()} at 0x{id(self):X}>"

    __str__ = __repr__


def trace_function(
    function: Function,
    name: str,
    args: Rows,
    kwargs: Attrs,
    flat: list[Any],
    names: list[str],
    pin: str | None,
    adopt: Function,
    relaxed: list[Dims] | None = None,
) -> "ConcreteFunction":
    """The ConcreteFunction of what `function` writes when it is called once on placeholders.

    Args:
      flat: leaves of (args, kwargs).
      names: a name per leaf.
      adopt: called with each variable that is made meanwhile.
      relaxed: shapes for the tensors among them, by default their own.
    """
    graph, structure = FuncGraph(name, STATE.graph), (args, kwargs)
    at = [i for i, leaf in enumerate(flat) if isinstance(leaf, (Tensor, TensorSpec))]
    labels = [_label(flat[i], names[i]) for i in at]
    dims = relaxed if relaxed is not None else [flat[i].shape._dims for i in at]

    def call(*placeholders: SymbolicTensor) -> tuple[Value, Value]:
        values = list(flat)
        for i, placeholder in zip(at, placeholders):
            values[i] = placeholder
        given = nest.pack_sequence_as(structure, values, expand_composites=True)
        result = function(*given[0], **given[1])
        found = [_result(graph, v, name) for v in leaves(result)]
        return given, nest.pack_sequence_as(result, found, expand_composites=True)

    specs = [(d, flat[i].dtype, label) for d, i, label in zip(dims, at, labels)]
    inputs, (given, result) = trace(call, specs, graph, adopt)
    signature = nest.map_structure(_described, structure, given)
    return ConcreteFunction(graph, inputs, labels, result, signature, pin)


def _label(leaf: Value, name: str) -> str:
    """What the placeholder of an argument is called: as its spec says, else as the parameter."""
    return leaf.name or name if isinstance(leaf, TensorSpec) else name


def _described(known: Value, leaf: Value) -> Value:
    """An argument in `structured_input_signature`: tensors by their spec, other objects by their type."""
    if isinstance(leaf, SymbolicTensor):
        return TensorSpec.from_tensor(leaf, leaf.node.name)
    if isinstance(known, TypeSpec):
        return known
    return leaf if isinstance(leaf, (bool, int, float, str, bytes, type(None))) else type(leaf)


def _result(graph: FuncGraph, value: Value, name: str) -> Value:
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
