"""Python's operators on tensors and variables."""

from tenfold.core.base.thread import STATE
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values.convert import meet
from tenfold.core.values.tensor import Tensor
from tenfold.core.values.variable import Variable
from tenfold.ops.linalg import products as linalg
from tenfold.ops.math import arithmetic, comparison, elementwise, logic, powers

BINARY = {
    "add": arithmetic.add,
    "sub": arithmetic.subtract,
    "mul": arithmetic.multiply,
    "truediv": arithmetic.truediv,
    "floordiv": arithmetic.floordiv,
    "mod": arithmetic.floormod,
    "pow": powers.power,
    "matmul": linalg.matmul,
    "and": logic.and_,
    "or": logic.or_,
    "xor": logic.xor,
}
ORDER = {"lt": comparison.less, "le": comparison.less_equal, "gt": comparison.greater, "ge": comparison.greater_equal}
UNARY = {"neg": arithmetic.negative, "abs": elementwise.absolute, "invert": logic.not_}
IN_PLACE = {"add": ("+", "assign_add"), "sub": ("-", "assign_sub"), "mul": ("*", None), "truediv": ("/", None)}
HASHES = {cls: cls.__hash__ for cls in (Tensor, Variable)}

_equal_by_value = True


def enable_tensor_equality():
    """Compare tensors with `==` elementwise, as TensorFlow 2 does; tensors do not hash."""
    global _equal_by_value
    _equal_by_value = True
    for cls, hashed in HASHES.items():
        cls.__hash__ = hashed


def disable_tensor_equality():
    """Compare tensors with `==` by identity, as TensorFlow 1 does; tensors hash by it."""
    global _equal_by_value
    _equal_by_value = False
    for cls in HASHES:
        cls.__hash__ = object.__hash__


def _binary(name, function):
    """`__name__` and `__rname__`. What the op cannot take is left to an operator of the other operand's own."""

    def method(self, other):
        try:
            return function(self, other)
        except (TypeError, ValueError):
            if _has_own(other, f"__r{name}__"):
                return NotImplemented
            raise

    def reflected(self, other):
        return function(other, self)

    return {f"__{name}__": method, f"__r{name}__": reflected}


def _named(name, function):
    """As `_binary`, for what stands in graphs: the node is named after the operator, "add" where tf.add's is "Add"."""

    def method(self, other):
        try:
            return function(self, other) if STATE.graph is None else function(self, other, name=name)
        except (TypeError, ValueError):
            if _has_own(other, f"__r{name}__"):
                return NotImplemented
            raise

    def reflected(self, other):
        return function(other, self) if STATE.graph is None else function(other, self, name=name)

    return {f"__{name}__": method, f"__r{name}__": reflected}


def _has_own(other, name):
    kind = type(other)
    return (
        kind.__module__ != "builtins"
        and hasattr(kind, name)
        and not isinstance(other, (Tensor, Variable))
        and not hasattr(kind, "__array__")
    )


def _order(function):
    return lambda self, other: function(self, other)


def _unary(function):
    return lambda self: function(self)


def _equality(function, without):
    """`==` or `!=`; `without` is the answer to None."""

    def method(self, other):
        if other is None:
            return without
        if not _equal_by_value or _in_plain_graph(self):
            return (self is other) is not without
        x = self._as_tensor() if isinstance(self, Variable) else self
        y = meet(other, x.dtype)
        if y._dims == () or x._dims == y._dims and x._dims is not None and None not in x._dims:
            return function(x, y)
        return function(x, y, incompatible_shape_error=False)

    return method


def _in_plain_graph(value):
    """Whether `value` lives in a graph of TensorFlow 1's kind, in which `==` is identity."""
    graph = value.graph if isinstance(value, (SymbolicTensor, Variable)) else None
    graph = graph or STATE.graph
    return graph is not None and not graph.building_function


def _in_place(name):
    """`variable += value`: there is no such thing, except in a graph, where it makes a new tensor."""
    symbol, instead = IN_PLACE[name]

    def method(self, other):
        if self.graph is not None:
            return BINARY[name](self, other)
        cure = f"`variable.{instead}(value)`" if instead else f"`variable.assign(variable {symbol} value)`"
        raise RuntimeError(
            f"`variable {symbol}= value` with `tf.Variable`s is not supported. Use {cure} to modify the variable, or "
            f"`out = variable {symbol} value` if you need to get a new output Tensor."
        )

    return method


def _install():
    methods = {"__eq__": _equality(comparison.equal, False), "__ne__": _equality(comparison.not_equal, True)}
    methods |= {f"__{name}__": _order(function) for name, function in ORDER.items()}
    methods |= {f"__{name}__": _unary(function) for name, function in UNARY.items()}
    for cls in (Tensor, Variable):
        for name, method in methods.items():
            setattr(cls, name, method)
    for cls, operators in ((Tensor, _binary), (SymbolicTensor, _named), (Variable, _named)):
        for name, function in BINARY.items():
            for method, written in operators(name, function).items():
                setattr(cls, method, written)
    for name in IN_PLACE:
        setattr(Variable, f"__i{name}__", _in_place(name))


_install()
