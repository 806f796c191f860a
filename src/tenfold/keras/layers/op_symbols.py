"""What Keras 2 calls the ops of a functional model in its files and layer names: `math.multiply`, `nn.relu`."""

import functools
import sys

from tenfold.core.op import OPS

_MATH = (
    "abs acos asin atan ceil cos cosh cumsum equal erf exp expm1 floor floormod greater greater_equal is_finite is_nan "
    "less less_equal log log1p logical_and logical_not logical_or maximum minimum multiply negative not_equal pow "
    "reciprocal "
    "reduce_all reduce_any reduce_max reduce_mean reduce_min reduce_prod reduce_std reduce_sum reduce_variance rsqrt "
    "sigmoid sign sin sinh softplus sqrt square squared_difference subtract tan tanh"
).split()
_NN = "elu gelu leaky_relu log_softmax relu relu6 selu softmax".split()
_OTHERS = {
    "add": "__operators__.add",
    "divide_real": "math.truediv",
    "floor_div": "compat.v1.floor_div",
    "matmul": "linalg.matmul",
    "pack": "stack",
    "select": "where",
    "shape": "compat.v1.shape",
    "squeeze": "compat.v1.squeeze",
    "transpose": "compat.v1.transpose",
}
SYMBOLS = {n: f"math.{n}" for n in _MATH} | {n: f"nn.{n}" for n in _NN} | _OTHERS
_OPS = {symbol: name for name, symbol in SYMBOLS.items()} | {"math.add": "add"}


def symbol_of(operation):
    """Keras's symbol for an op of the table; its own name where Keras has none."""
    return SYMBOLS.get(operation.name, operation.name)


def function_of(symbol):
    """The op or public function that a symbol means. ValueError for an unknown one."""
    name = _OPS.get(symbol, symbol)
    if name in OPS:
        return OPS[name]
    try:
        return functools.reduce(getattr, symbol.split("."), sys.modules["tenfold"])
    except AttributeError as e:
        raise ValueError(f"The model calls the op `{symbol}`, which is not known here: {e}") from None
