"""Python's operators on tensors and variables."""

from tenfold.core.tensor import Tensor
from tenfold.core.variable import Variable
from tenfold.ops import arithmetic, linalg


def _install(name, function):
    def method(self, other):
        return function(self, other)

    def reflected(self, other):
        return function(other, self)

    for cls in (Tensor, Variable):
        setattr(cls, f"__{name}__", method)
        setattr(cls, f"__r{name}__", reflected)


BINARY = {"add": arithmetic.add, "sub": arithmetic.subtract, "mul": arithmetic.multiply, "truediv": arithmetic.truediv,
          "floordiv": arithmetic.floordiv, "mod": arithmetic.floormod, "matmul": linalg.matmul}
for _name, _function in BINARY.items():
    _install(_name, _function)
for _cls in (Tensor, Variable):
    _cls.__neg__ = lambda self: arithmetic.negative(self)
