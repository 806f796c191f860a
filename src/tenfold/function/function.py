"""`tf.function`: a Python function that is traced into a graph once per signature, and run as that graph."""

import functools
import weakref
from collections.abc import Callable
from typing import Any, NoReturn

from tenfold.core.base.process_wide import ProcessWide
from tenfold.core.base.thread import STATE
from tenfold.core.base.trackable import Trackable
from tenfold.core.base.types import Attrs, Dims, Memo, Rows, Value
from tenfold.core.values.convert import convert
from tenfold.core.values.shapes import TensorShape
from tenfold.core.values.tensor import Tensor
from tenfold.function import autograph as converter
from tenfold.function.concrete import ConcreteFunction, trace_function
from tenfold.function.explaining import explanation
from tenfold.function.keys import alike, fits, is_tensor_key, is_wide, key_of, leaves, outline
from tenfold.function.lock import TraceLock
from tenfold.function.rebinding import is_replaceable
from tenfold.function.signature import Signature, as_leaf
from tenfold.ops.state.copying import deep
from tenfold.ops.structures.specs import TypeSpec
from tenfold.runtime.gears.tracing import trace_for_good

Key = tuple[Any, tuple[Any, ...]]  # how arguments nest, and a key per leaf


class switches(ProcessWide):
    """`run_functions_eagerly`: whether traced functions are called as plain Python instead."""

    eager = False


def function(
    func: Callable[..., Any] | None = None,
    input_signature: Rows | None = None,
    autograph: bool = True,
    jit_compile: bool | None = None,
    reduce_retracing: bool = False,
    experimental_implements: Any = None,
    experimental_autograph_options: Any = None,
    experimental_attributes: Any = None,
    experimental_relax_shapes: bool | None = None,
    experimental_compile: bool | None = None,
    experimental_follow_type_hints: Any = None,
) -> Any:
    """Decorator: trace `func` into a graph for each new signature, and run that graph.

    Tensors differ by dtype and shape, other arguments by value or identity. Python's side effects happen while tracing
    only; variables may be created on the first call only.

    Args:
      input_signature: sequence of TensorSpecs: one trace serves every call, which must fit it.
      autograph: whether Python's `if`, `while` and `for` on tensors are converted (function/autograph).
      jit_compile: True compiles with XLA on the first run instead of when it pays, where JAX is installed. Ops that XLA
        has not got (strings, tables, Python functions) are an InvalidArgumentError then; shapes that depend on data
        stay in first gear.
      reduce_retracing (experimental_relax_shapes): a second shape makes a trace for unknown dimensions that serves all.
      experimental_compile: the old name of jit_compile.
      experimental_implements, experimental_autograph_options, experimental_attributes, experimental_follow_type_hints:
        accepted as hints to TensorFlow's own graph compiler; they change no result.
    """

    def decorate(python_function: Callable[..., Any]) -> "Function":
        return Function(
            python_function,
            None,
            input_signature,
            autograph,
            experimental_compile if jit_compile is None else jit_compile,
            reduce_retracing or bool(experimental_relax_shapes),
        )

    return decorate if func is None else decorate(func)


class Function(Trackable):
    """A Python function with its traces.

    Attributes:
      python_function: the function as written.
      input_signature: tuple of TensorSpecs, or None.
    """

    instance: Any  # what a method's traces keep alive, where Python can hold it in no other way

    def __init__(
        self,
        python_function: Callable[..., Any],
        name: str | None = None,
        input_signature: Rows | None = None,
        autograph: bool = True,
        jit_compile: bool | None = None,
        reduce_retracing: bool = False,
        skip: int = 0,
    ) -> None:
        if not callable(python_function):
            raise TypeError(f"tf.function needs a function; received {python_function!r}.")
        self.python_function = python_function
        self._name: Any = name or getattr(python_function, "__name__", "function")
        self.input_signature = tuple(input_signature) if input_signature is not None else None
        self.autograph, self.jit_compile, self.reduce_retracing = autograph, jit_compile, reduce_retracing
        functools.update_wrapper(self, python_function)
        self._skip, self._lock = skip, TraceLock()
        self._signature: Signature | None = None
        self._cache: dict[tuple[Any, Any], ConcreteFunction] = {}
        self._fast: dict[tuple[Any, ...], ConcreteFunction] = {}
        self._wide: dict[Key, ConcreteFunction] = {}  # traces that serve more than one signature, by what they are for
        self._traced_as: dict[Key, Key] = {}  # of signatures that share a trace for more: that trace's own
        self._paths: dict[Key, list[str]] = {}  # of each signature traced, what its leaves are called
        self._traces, self._called = 0, False
        self._methods: dict[int, Function] = {}

    def _shape_of_calls(self) -> Signature:
        if self._signature is None:
            self._signature = Signature(self.python_function, self.input_signature, self._skip)
        return self._signature

    def __call__(self, *args: Any, **kwargs: Any) -> Value:
        """Run the graph of this signature, tracing it first if it is new."""
        if STATE.eager and not kwargs and not switches.eager:
            key, arrays = [], []
            for a in args:
                if type(a) is not Tensor:
                    break
                arrays.append(a._array)
                key.append((a._array.shape, a._array.dtype))
            else:
                found = self._fast.get(tuple(key))
                if found is not None:
                    return found.call_tensors(args) if STATE.tapes else found.call_arrays(arrays)
        return self._slow_call(args, kwargs)

    def _slow_call(self, args: Rows, kwargs: Attrs) -> Value:
        if switches.eager:
            return self.python_function(*args, **kwargs)
        concrete, flat = self._find(args, kwargs)
        tensors = _tensors(flat)
        if STATE.eager and not kwargs and len(tensors) == len(args) and all(type(a) is Tensor for a in args):
            self._fast[tuple([(a._array.shape, a._array.dtype) for a in args])] = concrete
        return concrete.call_tensors(tensors)

    def _find(self, args: Rows, kwargs: Attrs) -> tuple[ConcreteFunction, list[Any]]:
        """The concrete function for these arguments, and their leaves."""
        args, kwargs = self._shape_of_calls().bind(args, kwargs)
        flat = [as_leaf(v) for v in leaves((args, kwargs))]
        args, kwargs = self._shape_of_calls().described(args, kwargs)
        specs = [as_leaf(v) for v in leaves((args, kwargs))]
        forget = functools.partial(_forget, weakref.ref(self))
        key = outline((args, kwargs)), key_of(specs, forget, apart=self.input_signature is not None)
        found = self._trace_for(key, args, kwargs, specs)
        if found.variables_given and self.input_signature is None:
            bound = found.bound_to([v for v in flat if is_replaceable(v)])
            if bound is None:
                key = key[0], key_of(specs, forget, apart=True)
                bound = self._trace_for(key, args, kwargs, specs)
            found = bound
        return found, flat

    def _trace_for(self, key: Key, args: Rows, kwargs: Attrs, specs: list[Any]) -> ConcreteFunction:
        """The trace for a signature, made where there is none that can be reached from here."""
        found = self._cache.get(key)
        if found is None or not found.valid_here():
            with self._lock:
                found = self._cache.get(key)
                if found is None or not found.valid_here():
                    found = self._cache[key] = self._wider(key) or self._trace(args, kwargs, specs, key)
        return found

    def _alike(self, key: Key) -> list[Key]:
        """The signatures known that differ from this one in the shapes of tensors at most."""
        return [k for k in list(self._cache) if k[0] == key[0] and alike(k[1], key[1])]

    def _wider(self, key: Key) -> ConcreteFunction | None:
        """A trace that serves this signature too: the most specific one of those for unknown dimensions."""
        found, best = None, key
        for made, concrete in list(self._wide.items()):
            if made[0] != key[0] or not fits(key[1], made[1]) or not concrete.valid_here():
                continue
            if found is None or fits(made[1], best[1]):
                found, best = concrete, made
        if found is not None:
            self._traced_as[key] = best
        return found

    def _trace(self, args: Rows, kwargs: Attrs, flat: list[Any], key: Key) -> ConcreteFunction:
        relaxed = self._general_dims(key) if self.reduce_retracing and self.input_signature is None else None
        pin = "second" if self.jit_compile else None

        run = converter.conversion.for_trace(self.python_function, self.autograph)

        def write(adopt: Any) -> ConcreteFunction:
            python = self._shape_of_calls()
            made = trace_function(python, run, self._name, args, kwargs, flat, pin, adopt, relaxed)
            self._traces += 1
            return made

        concrete = trace_for_good(write, may_create=not self._called)
        self._called = True
        self._paths[key] = [path for _, path in self._shape_of_calls().names(args, kwargs)]
        if relaxed is not None:
            dims = iter(relaxed)
            parts = tuple([(k[0], next(dims), k[2]) if is_tensor_key(k) else k for k in key[1]])
            self._traced_as[key] = key[0], parts
        made = self._traced_as.get(key, key)
        if is_wide(made[1]):
            self._wide[made] = concrete
        return concrete

    def _general_dims(self, key: Key) -> list[Dims]:
        """The shapes of the tensors in `key`, unknown where an earlier trace that is otherwise alike differs."""
        dims = [k[1] for k in key[1] if is_tensor_key(k)]
        for other in self._alike(key):
            theirs = [k[1] for k in self._traced_as.get(other, other)[1] if is_tensor_key(k)]
            dims = [TensorShape(a).most_specific_compatible_shape(TensorShape(b))._dims for a, b in zip(dims, theirs)]
        return dims

    def get_concrete_function(self, *args: Any, **kwargs: Any) -> ConcreteFunction:
        """The ConcreteFunction for these arguments: tensors, TensorSpecs or Python values."""
        if self.input_signature is not None and len(args) <= self._skip and not kwargs:
            args = (*args, *self.input_signature)
        return self._find(args, kwargs)[0]

    def experimental_get_tracing_count(self) -> int:
        """How often the Python function has been traced: once a signature, and again where that made variables."""
        return self._traces

    def pretty_printed_concrete_signatures(self, verbose: bool = True) -> str:
        """A line for each signature traced."""
        return "\n\n".join(c.pretty_printed_signature() for c in dict.fromkeys(list(self._cache.values())))

    def explain(self) -> str:
        """What became of this function: its traces, and of each in which gear it runs, and why; how many ops it has,
        the shapes seen, and what compiling took. `explain_retracing` says why there are so many traces."""
        found = dict.fromkeys(list(self._cache.values()))
        head = f"{self._name}: {self._traces} trace{'s' * (self._traces != 1)}"
        return "\n".join([head, *[concrete.explain() for concrete in found]])

    def explain_retracing(self) -> str:
        """What made each trace of this function: a line for each, with what it had that the nearest one before had not,
        and how to do without it."""
        return explanation(self._name, list(self._paths.items()))

    def experimental_get_compiler_ir(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise NotImplementedError(
            "experimental_get_compiler_ir is not supported: graphs are compiled by JAX. See "
            "get_concrete_function(...).graph for what was traced."
        )

    # methods

    def __get__(self, instance: Any, owner: Any) -> "Function | Method":
        return self if instance is None else Method(self, instance)

    def _of(self, instance: Any) -> "Function":
        """This function's traces for one object, which they do not keep alive."""
        held = self._methods.get(id(instance))
        if held is None:
            forget = functools.partial(self._methods.pop, id(instance), None)
            bound = Function(
                self.python_function,
                self._name,
                self.input_signature,
                self.autograph,
                self.jit_compile,
                self.reduce_retracing,
                skip=1,
            )
            held = self._methods.setdefault(id(instance), bound)  # another thread may have been here meanwhile
            if held is not bound:
                return held
            try:
                weakref.finalize(instance, forget).atexit = False
            except TypeError:  # an object that Python cannot refer to weakly lives as long as its traces
                bound.instance = instance
        return held

    def _trackable_children(self) -> dict[str, Any]:
        return {}

    def __deepcopy__(self, memo: Memo) -> "Function":
        """The same function, not traced yet; a method, or what has closed over variables, is that of the copy."""
        new = memo[id(self)] = Function(
            deep(self.python_function, memo),
            self._name,
            self.input_signature,
            self.autograph,
            self.jit_compile,
            self.reduce_retracing,
            self._skip,
        )
        return new

    def __reduce__(self) -> NoReturn:
        raise TypeError("A tf.function cannot be pickled; pickle its python_function.")

    def __repr__(self) -> str:
        return f"<tf.function {self._name} at 0x{id(self):X}>"


class Method:
    """A traced function called on an object."""

    __slots__ = ("__self__", "_function", "_traces")

    def __init__(self, function: "Function", instance: Any) -> None:
        self.__self__, self._function, self._traces = instance, function, function._of(instance)

    @property
    def __func__(self) -> "Function":
        return self._function

    def __call__(self, *args: Any, **kwargs: Any) -> Value:
        traces = self._traces
        if STATE.eager and not kwargs and not switches.eager:
            key, arrays = [], []
            for a in args:
                if type(a) is not Tensor:
                    break
                arrays.append(a._array)
                key.append((a._array.shape, a._array.dtype))
            else:
                found = traces._fast.get(tuple(key))
                if found is None:
                    return self._first(args, tuple(key))
                return found.call_tensors(args) if STATE.tapes else found.call_arrays(arrays)
        return traces._slow_call((self.__self__, *args), kwargs)

    def _first(self, args: Rows, key: tuple[Any, ...]) -> Value:
        concrete, flat = self._traces._find((self.__self__, *args), {})
        tensors = _tensors(flat)
        if len(tensors) == len(args):
            self._traces._fast[key] = concrete
        return concrete.call_tensors([convert(v) for v in tensors])

    def __deepcopy__(self, memo: Memo) -> "Method":
        return Method(self._function, deep(self.__self__, memo))

    def get_concrete_function(self, *args: Any, **kwargs: Any) -> ConcreteFunction:
        return self._traces.get_concrete_function(self.__self__, *args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._traces, name)

    def __repr__(self) -> str:
        return f"<tf.function {self._function._name} of {self.__self__!r}>"


def _tensors(flat: list[Any]) -> list[Tensor]:
    """The tensors among the leaves of a call. ValueError where a spec stands in the place of one."""
    for leaf in flat:
        if isinstance(leaf, TypeSpec):
            raise ValueError(
                f"Attempt to convert a value ({leaf!r}) with an unsupported type ({type(leaf)}) to a Tensor: a call "
                "needs values. Specs are for get_concrete_function and input_signature."
            )
    return [v for v in flat if isinstance(v, Tensor)]


def _forget(function: "Callable[[], Function | None]", key: object) -> None:
    """An object that a trace was made for is gone: so is the trace.

    Python calls this wherever it happens to collect garbage, so it takes no lock: others read copies of the cache.
    """
    held = function()
    if held is not None and key is not None:
        for k in list(held._cache):
            if any(part is key for part in k[1]):
                held._cache.pop(k, None)
                held._traced_as.pop(k, None)
                held._paths.pop(k, None)
        for k in list(held._wide):
            if any(part is key for part in k[1]):
                held._wide.pop(k, None)


def run_functions_eagerly(run_eagerly: bool) -> None:
    """Whether functions decorated with tf.function are called as plain Python from here on: for debugging."""
    switches.eager = bool(run_eagerly)


def functions_run_eagerly() -> bool:
    """Whether `run_functions_eagerly(True)` is in force."""
    return switches.eager
