"""What Keras 2 calls the ops of a functional model in its files and layer names: `math.multiply`, `nn.relu`."""

import functools
import inspect

from tenfold import ops
from tenfold.core.calls.op import OPS, Op
from tenfold.ops.public import lookup

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
    "add_n": "math.add_n",
    "divide_real": "math.truediv",
    "floordiv": "compat.v1.floor_div",
    "gather": "compat.v1.gather",
    "matmul": "linalg.matmul",
    "pack": "stack",
    "pad": "compat.v1.pad",
    "round_even": "math.round",
    "select": "where",
    "shape": "compat.v1.shape",
    "size": "compat.v1.size",
    "top_k_v2": "math.top_k",
    "unpack": "unstack",
    "squeeze": "compat.v1.squeeze",
    "transpose": "compat.v1.transpose",
}
SYMBOLS = {n: f"math.{n}" for n in _MATH} | {n: f"nn.{n}" for n in _NN} | _OTHERS
_OPS = {symbol: name for name, symbol in SYMBOLS.items()} | {"math.add": "add"}

_CURE = "Cure: put the call into a Layer of your own, and pass that in `custom_objects`."


_PLACES = ("math.", "strings.", "", "nn.", "linalg.", "image.", "signal.", "bitwise.")  # aliases come after


@functools.cache
def symbol_of(operation):
    """Keras's symbol for an op of the table: its public name; where it has none, its own."""
    if operation.name in SYMBOLS:
        return SYMBOLS[operation.name]
    public = (place + operation.name for place in _PLACES if lookup.loadable(place + operation.name) is operation)
    return next(public, operation.name)


@functools.cache
def public_form(operation):
    """What calls an op of the table from a file: the public function of its name where that takes the same arguments,
    as `tf.fill(dims, value)` and `tf.range(limit)` do in an order or with defaults of their own; else the op itself.
    """
    public = lookup.loadable(symbol_of(operation))
    if public is None or isinstance(public, Op):
        return operation
    return public if {*operation.inputs, *operation.attrs} <= inspect.signature(public).parameters.keys() else operation


def other_form(operation, symbol):
    """The public function called `symbol`, where it takes other arguments than the op that stands for it; else None."""
    public = lookup.loadable(symbol) if isinstance(operation, Op) else None
    return None if isinstance(public, Op) else public


def takes(operation, kwargs):
    """Whether these are the arguments of an op itself, of which a node has all, after the first input."""
    needed = {*operation.inputs[1:], *operation.attrs}
    given = kwargs.keys() - {"name"}
    return needed.difference(operation.optional) <= given <= needed


def parameters_of(function):
    """Names of the parameters of an op or a function, in order."""
    return (
        [*function.inputs, *function.attrs]
        if isinstance(function, Op)
        else list(inspect.signature(function).parameters)
    )


def function_of(symbol):
    """The op or public function that a symbol means: what a model file names is looked up here, and nowhere else.

    Raises:
      ValueError: a name that is neither in the op table nor among the public functions that files may name, or an op
        that reaches outside the program.
    """
    if not isinstance(symbol, str):
        raise ValueError(f"The model calls {symbol!r} where the name of an op is expected, such as 'math.multiply'.")
    public = lookup.loadable(symbol)  # also brings in the family of an op of that name
    found = OPS.get(_OPS.get(symbol, symbol)) or public or _in_whole_table(_OPS.get(symbol, symbol))
    if found is None:
        raise ValueError(
            f"The model calls the op `{symbol}`, which is not among those that a model's configuration may name: the "
            f"op table, and public functions of tensors alone. {_CURE}"
        )
    if getattr(found, "outside", False):
        raise ValueError(
            f"The model calls the op `{symbol}`, which reaches outside the program (files, processes or Python "
            f"functions); such an op is never taken from a file, whatever `safe_mode` is. {_CURE}"
        )
    return public_form(found) if isinstance(found, Op) else found


def own_function(module, name):
    """The op, or the public function of tensors alone, called `name` in a module of ours; None for any other."""
    found = _in_whole_table(name) if module.startswith("tenfold.ops.") else None
    if found is not None and found.__module__ == module:
        return None if found.outside else found
    return lookup.loadable_from(module, name)


def _in_whole_table(name):
    if name not in OPS:
        _whole_table()
    return OPS.get(name)


@functools.cache
def _whole_table():
    """Load every family of ops: which ones a process has used so far does not decide what it can read."""
    ops.load_every_family()
