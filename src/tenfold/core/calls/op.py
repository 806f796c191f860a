"""The op table: an operation is one function over arrays, with what it infers and its gradient beside it.

    @op(infer=elementwise)
    def softplus(features):
        return xp(features).logaddexp(features, 0)

    @softplus.gradient
    def _(dy, features):
        return dy * sigmoid(features)

Positional parameters of the forward are its inputs (tensors), keyword-only ones its attributes, in the order in which
callers may also write them by position. Unless an input is annotated `Free`, all inputs must share one dtype.
"""

import importlib
from collections import namedtuple
from inspect import Parameter, Signature
from types import CodeType

import numpy as np

from tenfold.core.base import errors
from tenfold.core.base.env import EAGER, Cell
from tenfold.core.base.exclusive import set_of
from tenfold.core.base.hooks import hooks
from tenfold.core.base.recording import recorder, unwatched, watched
from tenfold.core.base.thread import STATE
from tenfold.core.base.types import Any, Array, Attrs, Function, Iterable, Memo, NoReturn, Reduced, Rows, Value
from tenfold.core.calls import attrs as kinds
from tenfold.core.calls.complaints import KINDS, described, given_to, in_terms_of_the_call, is_raw, sentence
from tenfold.core.calls.explaining import explained
from tenfold.core.calls.fastcall import ARRAYS, MISSING, written_call
from tenfold.core.calls.gradient import GradientRule
from tenfold.core.calls.kernels import Kernels
from tenfold.core.calls.wide import widened
from tenfold.core.graphs.spec import Spec
from tenfold.core.graphs.symbolic import SymbolicTensor, graph_of
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert, meet
from tenfold.core.values.tensor import Tensor, whole

OPS: dict[str, "Op"] = {}


def _named(module: str, name: str) -> "Op":
    """The op that a pickle names."""
    importlib.import_module(module)
    return OPS[name]


UNSAID = object()
KIND = Parameter.POSITIONAL_OR_KEYWORD


class Free:
    """Annotation of an input whose dtype is its own: indices, conditions, the second tensor of a `cast`."""


class Optional:
    """Annotation of an input that may be None."""


def xp(*arrays: Array) -> Any:
    """The namespace of the arrays: NumPy, unless one of them is a JAX array or tracer."""
    for a in arrays:
        if not isinstance(a, (np.ndarray, np.generic)) and hasattr(a, "aval"):
            return jax_numpy()
    return np


def jax_numpy() -> Any:
    """`jax.numpy`; only ever asked for once a JAX array is at hand."""
    raise RuntimeError("a JAX array met an op before tenfold.runtime was loaded")


class Op(Kernels):
    """One line of the op table. Calling it runs it, or writes a node where a graph is being written.

    Args:
      forward: the function over arrays.
      infer: gives Specs of the results from Specs of the inputs and the attributes, see `ops.infer`.
      stateful: the forward takes an environment first, in which it finds cells.
      effect: it must run even if nobody uses its result (assignment, print).
      static: the forward also works on object arrays, to carry small integers through inference.
      partial: the gradient takes None for results that have no gradient, instead of zeros.
      sparse: the gradient takes IndexedSlices as they are, where others are handed the dense tensor.
      lazy: the forward takes `used` (a bool per result, None for all) and may leave out what nobody uses.
      host: it runs on NumPy only (strings, files, Python functions), so its graph stays in first gear.
      wide: it is a routine for matrices of float32 and more: half types go through it as float32 and come back as they
        were, and what is not floating point or complex is refused.
      outside: it reaches outside the program: files, processes, Python functions. A file never names such an op.
      results: `list`, or a tuple of names, for how several results reach the caller.
      gradient: None declares that there is none.
      type: TensorFlow's name for it ("MatMul"), or a function of inputs and attributes that says which; by default the
        op's own name in that spelling.
      label: what nodes are named after: by default their type. In "eye/diag" a scope comes first, as where TensorFlow
        makes several ops of it and the result is the one called so.
      graphdef: how it stands in a GraphDef where its inputs and attributes are not called the same there.
    """

    __slots__ = ("__call__", "__dict__", "__weakref__")

    def __init__(
        self,
        forward: Function,
        infer: Function,
        name: str | None = None,
        stateful: bool = False,
        effect: bool = False,
        static: bool = False,
        host: bool = False,
        wide: bool = False,
        outside: bool = False,
        results: Any = None,
        gradient: Any = UNSAID,
        partial: bool = False,
        lazy: bool = False,
        sparse: bool = False,
        type: str | Function | None = None,
        label: str | Function | None = None,
        graphdef: Any = None,
    ) -> None:
        self.infer, self.stateful, self.effect, self.wide = infer, stateful, effect, wide
        self.forward = self.numpy = self.xla = widened(forward) if wide else forward
        self.static, self.host, self.outside, self.partial, self.lazy = static, host, outside, partial, lazy
        self.sparse = sparse
        self.kernels = {}
        self.name = self.__name__ = name or forward.__name__.strip("_")
        self.__doc__, self.__module__ = forward.__doc__, forward.__module__
        self.__qualname__ = self.__name__
        self.rule: GradientRule | None = None if gradient is UNSAID else GradientRule.none
        self.results, self.graphdef = results, graphdef
        self.type = type or "".join([w[:1].upper() + w[1:] for w in self.name.split("_")])
        self.label = label or self.type
        self._read_signature(forward.__code__, forward.__annotations__, forward.__kwdefaults__ or {})
        self._call_by(self._first_call)
        OPS[self.name] = self

    def __deepcopy__(self, memo: Memo) -> "Op":
        return self

    def __reduce__(self) -> Reduced:
        if OPS.get(self.name) is not self:
            raise TypeError(f"The op '{self.name}' is made by this program and cannot be pickled.")
        return _named, (self.__module__, self.name)

    def _read_signature(self, code: CodeType, annotations: Attrs, defaults: Attrs) -> None:
        """Inputs and attributes from the forward's parameters (`inspect.signature` takes a third of an import)."""
        n, m = code.co_argcount, code.co_kwonlyargcount
        self.variadic = bool(code.co_flags & 4)
        positional = code.co_varnames[:n] + code.co_varnames[n + m : n + m + self.variadic]
        self.inputs = [p for p in positional if p != "env" and not (self.lazy and p == "used")]
        self.optional = {p for p in self.inputs if annotations.get(p) is Optional}
        self.partners = [p not in annotations for p in self.inputs]
        named = [p for p in code.co_varnames[n : n + m] if not (self.lazy and p == "used")]
        self.attrs = {p: kind if isinstance(kind := annotations.get(p), kinds.Attr) else kinds.Any for p in named}
        self.defaults = {p: defaults[p] for p in named if p in defaults}
        self.one_dtype = sum(self.partners) > 1 or self.variadic and self.partners[0]

    def type_for(self, inputs: Rows, attrs: Attrs) -> str:
        """TensorFlow's op type of a call: "MatMul", or "BatchMatMulV2"."""
        return self.type if isinstance(self.type, str) else self.type(inputs, attrs)

    def label_for(self, inputs: Rows, attrs: Attrs) -> str:
        """What the node of a call is named after."""
        return self.label if isinstance(self.label, str) else self.label(inputs, attrs)

    @property
    def signature(self) -> str:
        """How to call it, for messages."""
        names = [*self.inputs, *(f"{n}={self.defaults.get(n, '...')!r}" for n in self.attrs), "name=None"]
        return f"{self.name}({', '.join(names)})"

    @property
    def __signature__(self) -> Signature:
        """How to call it, for `inspect`."""
        parameters = [Parameter(p, KIND, default=None if p in self.optional else Parameter.empty) for p in self.inputs]
        if self.variadic:
            parameters[-1] = parameters[-1].replace(kind=Parameter.VAR_POSITIONAL)
        kind = Parameter.KEYWORD_ONLY if self.variadic else KIND
        parameters += [Parameter(k, kind, default=self.defaults.get(k, Parameter.empty)) for k in self.attrs]
        parameters += [Parameter("name", kind, default=None), Parameter("spellings", Parameter.VAR_KEYWORD)]
        return Signature(parameters, __validate_parameters__=False)  # a default may stand before what has none

    def gradient(self, function: Function) -> Function:
        """Decorator: the gradient rule. See `core.calls.gradient` for what its parameters may be named."""
        self.rule = GradientRule(function, self)
        self._call_by(self._first_call)
        return function

    def _call_by(self, call: Function) -> None:
        """Let `call` be what calls run; where calls are recorded, what notes it."""
        on = recorder.on
        self.__call__ = call if on is None or not on.wanted else watched(call, self._shown(), _is_eager)

    def _shown(self) -> str:
        return self.type if isinstance(self.type, str) else self.name

    def _first_call(self, *args: Any, **kwargs: Any) -> Value:
        """The call until code is written for it, which costs more than the few calls that write nodes."""
        self.bring_kernels()
        bound = self._bound(args, kwargs) if STATE.graph is not None else None
        if bound is not None:
            return self.general(*bound)
        call = written_call(self)
        self._call_by(call)
        return call(*args, **kwargs)

    def _bound(self, args: Rows, kwargs: Attrs) -> tuple[Rows, Attrs, Any] | None:
        """(inputs, attributes, name) of a call that names only what there is; None for any other."""
        given = dict(zip(names := [*self.inputs, *self.attrs], args))
        if self.variadic or len(args) > len(names) or any(k in given or k not in (*names, "name") for k in kwargs):
            return None
        given |= kwargs
        attrs = {k: given.get(k, MISSING) for k in self.attrs}
        return tuple([given.get(p, MISSING) for p in self.inputs]), attrs, given.get("name")

    def general(self, inputs: Rows, attrs: Attrs, name: Any = None, rest: Rows = (), options: Any = None) -> Value:
        """A call with all that callers may write, of which `calls.fastcall` is the short way.

        Args:
          inputs: one per input, MISSING where the caller gave none.
          attrs: all attributes as the caller wrote them, or MISSING; changed in place.
          name: of the node, should there be one.
          rest, options: arguments that found no parameter.
        """
        if rest or options:
            return self._called_again(inputs, attrs, name, rest, options or {})
        if not self.variadic:
            inputs = [
                a if a is not MISSING else None if p in self.optional else self._missing(p)
                for a, p in zip(inputs, self.inputs)
            ]
        for key, value in attrs.items():
            if value is MISSING:
                attrs[key] = self.defaults[key] if key in self.defaults else self._missing(key)
            elif type(value) not in (kind := self.attrs[key]).plain:
                try:
                    attrs[key] = kinds.resolve(kind, value)
                except KINDS as e:
                    raise self._refusal(key, value, e) from None
        return self.apply(inputs, attrs, name)

    def apply(self, inputs: Rows, attrs: Attrs, name: str | None = None) -> Value:
        """The op on inputs of any kind, all attributes in canonical form: it runs now, or a node is written."""
        for a in inputs:
            if type(a) is not Tensor and hasattr(a, "_called_with"):
                return self._on_composite(a, inputs, attrs, name)
        inputs = self._tensors(inputs)
        graph = STATE.graph
        if graph is None:
            met = [t for t in (*inputs, *attrs.values()) if isinstance(t, SymbolicTensor)]
            if not met:
                return self._run(inputs, attrs)
            graph = graph_of(met[0])
        node = graph.write(self, inputs, attrs, name)
        if not node.outputs:
            return node  # something to be waited for
        return self._recorded(inputs, self.wrap(node.outputs) if node.several else node.outputs[0], attrs)

    def _on_composite(self, composite: Any, inputs: Rows, attrs: Attrs, name: str | None) -> Value:
        """What the op means for a sparse or ragged tensor among its inputs, or for slices."""
        try:
            return composite._called_with(self, inputs, attrs, name)
        except KINDS as e:
            if is_raw(e):
                raise in_terms_of_the_call(e, self, given_to(self.inputs, inputs, attrs)) from e
            raise

    def _run(self, inputs: Rows, attrs: Attrs) -> Value:
        """Compute now: eager tensors (or None) in, eager tensors out."""
        arrays = [None if t is None else t._array for t in inputs]
        if self.one_dtype:
            self._check_dtypes(arrays)
        try:
            out = self._on_cells(arrays, attrs) if self.stateful else self.numpy(*arrays, **attrs)
        except errors.FAILURES as e:
            raise self.explained(e, arrays, None, attrs) from None
        return self._recorded(inputs, Tensor(out) if type(out) in ARRAYS else self.packed(out), attrs)

    def _recorded(self, inputs: Rows, result: Value, attrs: Attrs) -> Value:
        """`result`, with a line on every tape that watches an input."""
        for tape in STATE.tapes:
            tape.record(self, inputs, result, attrs)
        return result

    def _on_cells(self, arrays: list[Array], attrs: Attrs) -> Any:
        """The forward of a stateful op. One that changes cells by what it reads there does so at one go (a Python
        function of the user's, which may wait for another thread, does not)."""
        held = None
        if self.effect and not self.host:
            for v in attrs.values():
                if isinstance(v, Cell) and (held is None or v._set is not held):
                    held = set_of(v) if held is None else held.united(set_of(v))
        if held is None:
            return self.numpy(EAGER, *arrays, **attrs)
        return held.exclusively(self.numpy, EAGER, *arrays, **attrs)

    def packed(self, out: Any) -> Value:
        """What a forward returned that is no plain array: several results, or one element of a string array."""
        return self.wrap([Tensor(whole(o)) for o in out]) if type(out) is tuple else Tensor(whole(out))

    def wrap(self, outputs: list[Tensor]) -> Value:
        """Several outputs as the caller gets them: a tuple, a list or a named tuple."""
        kind = self.results
        if type(kind) is tuple:
            kind = self.results = namedtuple(self.name.title().replace("_", ""), kind)
        return tuple(outputs) if kind is None else kind(outputs) if kind is list else kind(*outputs)

    def explained(self, error: Any, inputs: Iterable[Any], node: Any = None, attrs: Any = None) -> Exception:
        """A complaint of a forward about `inputs` in TensorFlow's class and the user's terms."""
        return explained(self, error, list(inputs), node, attrs or {})

    def _check_dtypes(self, arrays: list[Array]) -> None:
        partners = self.partners * len(arrays) if self.variadic else self.partners
        wanted = None
        for array, shares in zip(arrays, partners):
            if shares and array is not None:
                if wanted is None:
                    wanted = array.dtype
                elif array.dtype != wanted:
                    raise errors.InvalidArgumentError(self._dtype_clash(arrays, partners))

    def _dtype_clash(self, arrays: list[Array], partners: list[bool]) -> str:
        types = [dtypes.of_numpy(a.dtype) for a, shares in zip(arrays, partners) if shares and a is not None]
        return (
            f"cannot compute {self.name} on tensors of different dtypes: received {', '.join(t.name for t in types)}. "
            f"Nothing is converted silently; {dtypes.cure_for(types)}."
        )

    def _refusal(self, key: str, value: Value, complaint: Exception) -> Exception:
        """The error for an attribute that its kind does not hold: TensorFlow's class, which looks when an op runs, at
        None before."""
        if is_raw(complaint):
            complaint = ValueError(f"cannot be {described(value)}: {sentence(complaint)}")
        parts = value if isinstance(value, (list, tuple)) else [value]
        if value is not None and any(v is None for v in parts):
            return (ValueError if STATE.graph is None else TypeError)(
                f"{self.name}: `{key}` {complaint}. None is a dimension that is not known while the function is "
                "traced: write tf.shape(x)[i] in place of x.shape[i]."
            )
        if not isinstance(complaint, (ValueError, TypeError)):
            return complaint
        if isinstance(complaint, TypeError) and any(isinstance(v, SymbolicTensor) for v in parts):
            return complaint  # of a tensor that is out of scope
        return self._class_for(key, value, complaint)(f"{self.name}: `{key}` {str(complaint).rstrip('.')}.")

    def _class_for(self, key: str, value: Value, complaint: Exception) -> type[Exception]:
        """TensorFlow's class for a refused attribute: there it is an attribute, whose kind is looked at, or a tensor,
        which is made before anybody looks at it."""
        fixed = self.attrs[key].fixed
        try:
            whole = value is not None and convert(value).dtype.is_integer
        except KINDS:
            return TypeError if fixed else ValueError
        if fixed and not whole:
            return TypeError
        if value is None:
            return ValueError
        if STATE.graph is None:
            return errors.InvalidArgumentError
        return TypeError if isinstance(complaint, TypeError) else ValueError

    def _missing(self, parameter: str) -> NoReturn:
        raise TypeError(f"{self.name}() missing argument '{parameter}': {self.signature}")

    def _called_again(self, inputs: Rows, attrs: Attrs, name: str | None, rest: Rows, options: Attrs) -> Value:
        """A call with arguments that have no parameter: old spellings get theirs, others are mistakes."""
        if rest:
            most = len(self.inputs) + len(self.attrs) + 1
            raise TypeError(f"{self.name}() takes at most {most} positional arguments: {self.signature}")
        by_name = attrs if self.variadic else {**dict(zip(self.inputs, inputs)), **attrs}
        given = {k: v for k, v in by_name.items() if v is not MISSING}
        self._respell(options, given)
        return unwatched(self.__call__)(*(inputs if self.variadic else ()), **given, name=name)

    def _respell(self, options: Attrs, given: Attrs) -> None:
        """Old argument names (`keep_dims`, `reduction_indices`) under today's, entered in `given`."""
        for key, value in options.items():
            today = next((n for n in hooks.spellings.get(key, ()) if n in self.attrs or n in self.inputs), None)
            if today is None:
                raise TypeError(f"{self.name}() got an unexpected keyword argument '{key}': {self.signature}")
            if given.get(today) is not None:
                raise TypeError(f"{self.name}() got both '{key}' and '{today}', which mean the same.")
            given[today] = value

    def _tensors(self, args: Rows) -> Rows:
        """Inputs as tensors; a Python number takes the dtype of the tensors that it shares one with."""
        if all([type(a) is Tensor for a in args]):
            return args
        args = [a._as_tensor() if hasattr(a, "_as_tensor") else a for a in args]  # a read may be of another dtype
        partners = self.partners * len(args) if self.variadic else self.partners
        shared = [a for a, shares in zip(args, partners) if shares and hasattr(a, "dtype")]
        leader = next(
            (a for a in shared if hasattr(a, "_dims")), shared[0] if shared else None
        )  # a tensor, before a NumPy array
        dtype: Any = dtypes.as_dtype(leader.dtype) if leader is not None else None
        out: list[Any] = []
        for a, shares in zip(args, partners):
            if a is None and self.optional:
                out.append(None)
                continue
            tensor = meet(a, dtype) if shares and shared else convert(a, None, dtype if shares else None)
            if shares and dtype is None:
                dtype = tensor.dtype
            out.append(tensor)
        return self._promoted(out, args) if self.one_dtype else out

    def _promoted(self, tensors: Rows, args: Rows) -> Rows:
        """`tf.add(1, 2.0)`: among nothing but Python numbers the float decides."""
        if (
            None in (tensors[0], tensors[-1])
            or tensors[0].dtype == tensors[-1].dtype
            or any(hasattr(a, "dtype") for a in args)
        ):
            return tensors
        widest = max((t.dtype for t in tensors), key=lambda d: (d.is_complex, d.is_floating, d.size))
        return [convert(a, partner=widest) for a in args]

    def specs(self, inputs: Rows, attrs: Attrs) -> tuple[list[Spec], bool]:
        """What inference says of the results: a list of Specs, and whether there are several."""
        seen, known = {}, True
        for key, value in attrs.items():
            seen[key], sure = kinds.seen_by_inference(self.attrs[key], value)
            known = known and sure
        out = self.infer(*[None if t is None else Spec(t._dims, t.dtype) for t in inputs], **seen)
        several = not isinstance(out, Spec)
        specs = list(out) if several else [out]
        return (specs if known else [Spec(None, s.dtype) for s in specs]), several

    def __repr__(self) -> str:
        return f"<op {self.signature}>"


def _is_eager() -> bool:
    return STATE.graph is None


def _watch(begins: bool) -> None:
    """Calls are recorded from here on, or no longer."""
    for each in list(OPS.values()):
        call = unwatched(each.__call__)
        each.__call__ = watched(call, each._shown(), _is_eager) if begins else call


recorder.watching.append(_watch)


def op(infer: Function, **options: Any) -> Function:
    """Decorator that enters a forward in the op table. `gradient=None` declares that none exists (argmax)."""
    return lambda forward: Op(forward, infer, **options)
