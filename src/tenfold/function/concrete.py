"""A function traced for one signature: a traced callable that knows its arguments."""

import contextlib
import functools
import itertools
from typing import Any

from tenfold.core.base import errors, nest
from tenfold.core.base.thread import STATE
from tenfold.core.base.types import Attrs, Dims, Function, Rows, Value
from tenfold.core.graphs.graph import FuncGraph, Node
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.core.values.variable import Variable
from tenfold.function.keys import PLAIN, leaves, tracing_type
from tenfold.function.printing import FunctionType, many_lines, one_line, parameters
from tenfold.function.rebinding import bytes_of, copied, is_replaceable, numbered
from tenfold.function.signature import Signature, check_composite
from tenfold.ops.structures import nest_walks
from tenfold.ops.structures.specs import TensorSpec, TypeSpec, VariableSpec, has_spec
from tenfold.runtime.gears.traced import Traced
from tenfold.runtime.gears.tracing import trace
from tenfold.runtime.types import Gear


class ConcreteFunction(Traced):
    """A function traced for one signature.

    Attributes:
      graph: the FuncGraph.
      structured_outputs: symbolic results in the function's structure.
      structured_input_signature: (args, kwargs) with specs in place of tensors, without the object of a method.
      labels: per input, the name that callers of the flat signature may use.
      variables_given: the variables among the arguments that it was traced with.
    """

    graph: FuncGraph

    def __init__(
        self,
        graph: FuncGraph,
        inputs: list[SymbolicTensor],
        result: Value,
        signature: tuple[Any, Any],
        python: Signature,
        pin: Gear | None,
        variables_given: Rows = (),
    ) -> None:
        super().__init__(graph, inputs, result, pin=pin, strict=pin == "second")
        self.labels = [t.node.name for t in inputs]
        self.structured_input_signature = signature
        self._python, self.variables_given = python, list(variables_given)
        self._for_others: dict[tuple[int, ...], ConcreteFunction] = {}
        args, kwargs = signature
        self._plain = not kwargs and len(args) == len(inputs) and all(type(s) is TensorSpec for s in args)
        graph.outputs, graph.structured_outputs = self.outputs, result  # type: ignore[attr-defined]

    def __call__(self, *args: Any, **kwargs: Any) -> Value:
        """Call with the tensors of the signature, by position or by name.

        Python arguments are already fixed: they may be left out, or be given as they are. Where the arguments do not
        match the function's parameters, they may be its tensors alone, in order or by the names of `inputs`.
        """
        if kwargs or not self._plain or len(args) != len(self.inputs):
            found, variables = self._given(args, kwargs)
            if variables:
                return self._bound_for_call(variables).call_tensors(self._as_inputs(found, args, kwargs))
            args = tuple(found)
        return self.call_tensors(self._as_inputs(args, args, kwargs))

    def _as_inputs(self, given: Rows, args: Rows, kwargs: Attrs) -> list[Tensor]:
        """The leaves of a call as tensors of the inputs' dtypes and shapes."""
        tensors = []
        for value, t in zip(given, self.inputs):
            try:
                known = isinstance(value, (Tensor, Variable))
                tensors.append(convert(value) if known else convert(value, t.dtype))
            except (TypeError, ValueError) as e:
                raise TypeError(f"{self._refusal(e, args, kwargs)}") from None
        for v, t in zip(tensors, self.inputs):
            if v.dtype != t.dtype or not t.shape.is_compatible_with(v.shape):
                raise errors.InvalidArgumentError(
                    f"{self.graph.name}: argument '{t.node.name}' must be {t.dtype.name} of shape {t.shape}; "
                    f"received {v.dtype.name} of shape {v.shape}."
                )
        return tensors

    def bound_to(self, variables: Rows) -> "ConcreteFunction | None":
        """This trace with other variables as arguments; None where it has to be made anew for them."""
        if all(a is b for a, b in zip(self.variables_given, variables)):
            return self
        key = tuple(map(id, variables))
        found = self._for_others.get(key)
        if found is None:
            cells = {id(old): new for old, new in zip(self.variables_given, variables)}
            made = copied(self.graph, self.inputs, self.structured_outputs, cells)
            if made is None:
                return None
            found = ConcreteFunction(*made, self.structured_input_signature, self._python, self.pin, variables)
            self._make_room(bytes_of(variables))
            self._for_others[key] = found
        return found

    def _make_room(self, size: int) -> None:
        """Let those go that were kept first: a trace keeps the variables alive that it is bound to."""
        held = [(key, bytes_of(c.variables_given)) for key, c in list(self._for_others.items())]
        total = sum(size for _, size in held)
        while held and (len(held) >= OTHERS or total + size > OTHERS_BYTES):
            key, freed = held.pop(0)
            self._for_others.pop(key, None)
            total -= freed

    def _bound_for_call(self, variables: Rows) -> "ConcreteFunction":
        if numbered(variables) != numbered(self.variables_given):
            raise TypeError(
                f"{self.graph.name} was traced with variables of which others are the same: received {variables!r:.300}"
            )
        found = self.bound_to(variables)
        if found is None:
            raise ValueError(
                f"{self.graph.name} uses a variable that is its argument in a branch or loop, and was traced with "
                "another one: call the tf.function itself, which is traced for this one."
            )
        return found

    def _given(self, args: Rows, kwargs: Attrs) -> tuple[list[Any], list[Any]]:
        """The leaves of what a caller wrote, one per input; and the variables among the arguments."""
        try:
            return self._by_parameter(args, kwargs)
        except TypeError as e:
            with contextlib.suppress(TypeError):
                if (found := self._by_input(args, kwargs)) is not None:
                    return found, []
            raise TypeError(self._refusal(e, args, kwargs)) from None

    def _by_parameter(self, args: Rows, kwargs: Attrs) -> tuple[list[Any], list[Any]]:
        """The leaves of arguments for the parameters of the Python function, variables that are such apart."""
        known, rest = self._called_without(args, kwargs), dict(kwargs)
        values: list[Any] = []
        variables: list[Any] = []
        for i, (name, spec) in enumerate(known):
            if i < len(args):
                if name is not None and name in rest:
                    raise TypeError(f"multiple values for argument '{name}'")
                values += _leaves_for(spec, args[i], variables)
            elif name in rest:
                values += _leaves_for(spec, rest.pop(name), variables)
            elif any(isinstance(s, TypeSpec) for s in leaves(spec)):
                raise TypeError(f"missing a required argument: '{name}'")
        if rest:
            raise TypeError(f"got an unexpected keyword argument '{next(iter(rest))}'")
        return values, variables

    def _called_without(self, args: Rows, kwargs: Attrs) -> list[tuple[str | None, Any]]:
        """(name, spec) of each argument of the trace in the order of its leaves; those of `*rest` have no name."""
        known, named = self.structured_input_signature
        names = self._python.positional_names()
        if len(args) > len(known):
            raise TypeError("too many positional arguments")
        listed = [(names[i] if i < len(names) else None, s) for i, s in enumerate(known)]
        return listed + [(key, named[key]) for key in sorted(named)]

    def _by_input(self, args: Rows, kwargs: Attrs) -> list[Any] | None:
        """The tensors alone, by position and then by the names of `inputs`; None where they are not that."""
        if self.variables_given:
            return None
        specs = [s for s in nest.flatten(self.structured_input_signature) if isinstance(s, TypeSpec)]
        for spec, value in zip(specs, nest.flatten(list(args))):
            check_composite(spec, value)
        given, rest = leaves(list(args)), dict(kwargs)
        for label in self.labels[len(given) :]:
            if label not in rest:
                return None
            given.append(rest.pop(label))
        if not all(isinstance(v, (Tensor, Variable)) for v in given):
            return None
        return None if rest or len(given) > len(self.inputs) else given

    def _refusal(self, error: Exception, args: Rows, kwargs: Attrs) -> str:
        return (
            f"Binding inputs to tf.function failed due to `{error}`. Received args: {args} and kwargs: {kwargs} for "
            f"signature: {self.function_type}; its tensors alone are ({', '.join(self.labels)})."
        )

    # what it is

    @functools.cached_property
    def name(self) -> bytes:
        """What the program calls it: b"__inference_f_12", another one for each trace."""
        return f"__inference_{self.graph.name}_{next(_COUNT)}".encode()

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

    @property
    def function_type(self) -> FunctionType:
        """Its parameters and its result."""
        return FunctionType(self._parameters(), self.structured_outputs)

    def _parameters(self) -> list[Any]:
        args, kwargs = self.structured_input_signature
        return parameters(self._python.python, self._python.skip, args, kwargs)

    def pretty_printed_signature(self, verbose: bool = True) -> str:
        """Its parameters, its result and, if `verbose`, what it has captured, a line each."""
        found = self._parameters()
        if not verbose:
            return one_line(found, self.structured_outputs)
        return many_lines(found, self.structured_outputs, self.captured_inputs)

    def explain(self) -> str:
        """In which gear it runs, and why; how many ops it has, the shapes seen, and what compiling took.
        Calls under a GradientTape run another program, which also gives what the gradient needs.
        """
        lines = [self.pretty_printed_signature(verbose=False)]
        if self.executable is None:
            return "\n  ".join([*lines, "part of the graph that it captures tensors of"])
        lines += self.executable.explain()
        if (under_tapes := self.executable_under_tapes) is not None:
            lines += ["under a GradientTape:", *under_tapes.explain()]
        return "\n  ".join(lines)

    def __repr__(self) -> str:
        return f"<ConcreteFunction {self.pretty_printed_signature(verbose=False)} at 0x{id(self):X}>"

    def __str__(self) -> str:
        return f"ConcreteFunction {self.pretty_printed_signature()}"


OTHERS = 64  # sets of variables that a trace is kept for at a time
OTHERS_BYTES = 16 << 20  # and what they hold together, but for the last set
_COUNT = itertools.count(1)


def _leaves_for(spec: Value, value: Value, variables: list[Any]) -> list[Any]:
    """The tensors of an argument; `variables` gets those that are arguments themselves.

    TypeError where it is not built as `spec`, or is another Python value.
    """
    given = []
    if any(isinstance(s, TypeSpec) for s in leaves(spec)) or nest.is_nested(spec):
        parts = nest.flatten(spec)
        try:
            flat = nest_walks.flatten_up_to(spec, value, check_types=False)
        except ValueError as e:
            raise TypeError(str(e)) from None
        for part, v in zip(parts, flat):
            check_composite(part, v)
            if isinstance(part, VariableSpec):
                variables.append(v)
            elif isinstance(part, TypeSpec):
                given += leaves(v)
            else:
                _check_same(part, v)
    else:
        _check_same(spec, value)
    return given


def _check_same(known: Value, value: Value) -> None:
    if isinstance(known, PLAIN) and (has_spec(value) or known != value):
        raise TypeError(f"Can not cast {value!r} to type Literal[{known!r}]: the trace was made for that value")


def trace_function(
    python: Signature,
    run: Function,
    name: str,
    args: Rows,
    kwargs: Attrs,
    flat: list[Any],
    pin: Gear | None,
    adopt: Function,
    relaxed: list[Dims] | None = None,
) -> "ConcreteFunction":
    """The ConcreteFunction of what a function writes when it is called once on placeholders.

    Args:
      python: the function with its parameters.
      run: what is called in its place.
      flat: leaves of (args, kwargs).
      adopt: called with each variable that is made meanwhile.
      relaxed: shapes for the tensors among them, by default their own.
    """
    graph, structure = FuncGraph(name, STATE.graph), (args, kwargs)
    names = python.names(args, kwargs)
    at = [i for i, leaf in enumerate(flat) if isinstance(leaf, (Tensor, TensorSpec))]
    labels = [(flat[i].name if isinstance(flat[i], TensorSpec) else None) or names[i][0] for i in at]
    dims = relaxed if relaxed is not None else [flat[i].shape._dims for i in at]

    def call(*placeholders: SymbolicTensor) -> tuple[Value, Value]:
        values = [_stand_in(leaf) for leaf in flat]
        for i, placeholder in zip(at, placeholders):
            values[i] = placeholder
        given = nest.pack_sequence_as(structure, values, expand_composites=True)
        result = run(*given[0], **given[1])
        found = [_result(graph, v, name) for v in leaves(result)]
        return values, nest.pack_sequence_as(result, found, expand_composites=True)

    specs = [(d, flat[i].dtype, label) for d, i, label in zip(dims, at, labels)]
    inputs, (values, result) = trace(call, specs, graph, adopt)
    signature = _described_all(
        (args[python.skip :], kwargs), flat, values, [path for _, path in names], len(leaves(args[: python.skip]))
    )
    given = [leaf for leaf in flat if is_replaceable(leaf)]
    return ConcreteFunction(graph, inputs, result, signature, python, pin, given)


def _stand_in(leaf: Value) -> Value:
    """What the function is called with in place of a Python argument: itself, unless it says otherwise."""
    own = tracing_type(leaf)
    return leaf if own is None else own.placeholder_value(None)


def _described_all(structure: tuple[Any, Any], flat: Rows, values: Rows, paths: list[str], skip: int) -> Any:
    """(args, kwargs) with specs in place of tensors.

    Args:
      flat, values, paths: leaves of the arguments, of what the function was called with, and what they are called;
        `skip` more of them than in `structure` stand in front.
    """
    variables: dict[int, int] = {}
    done, found = skip, []
    for whole in nest.flatten(structure):
        count = len(leaves(whole))
        known, leaf, path = flat[done], values[done], paths[done]
        if count == 1 and leaves(whole)[0] is whole or isinstance(whole, TensorSpec):
            found.append(_described(known, leaf, path, variables))
        else:
            found.append(whole)
        done += count
    return nest.pack_sequence_as(structure, found)


def _described(known: Value, leaf: Value, path: str, variables: dict[int, int]) -> Value:
    """An argument in `structured_input_signature`: tensors by their spec, other objects by their type."""
    if isinstance(leaf, SymbolicTensor):
        given = known.name if isinstance(known, TensorSpec) else None
        spec = TensorSpec(leaf.shape, leaf.dtype, given or path)
        spec.name_in_print = given
        return spec
    if isinstance(leaf, Variable):
        number = variables.setdefault(id(leaf), len(variables))
        return VariableSpec(leaf.shape, leaf.dtype, leaf.trainable, number)
    return leaf if isinstance(leaf, PLAIN) else type(leaf)


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
