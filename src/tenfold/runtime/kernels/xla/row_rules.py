"""How JAX's primitives are done to rows: by instructions of a `native.row_loop.Program`; see `row_loops`."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from tenfold.runtime import xla
from tenfold.runtime.kernels.native.row_loop import FIRST_OF_TWO, SECOND_OF_TWO, bits
from tenfold.runtime.kernels.xla.flat import Equation
from tenfold.runtime.kernels.xla.row_values import Refused, Row, Rows, Same, Steps, number_of
from tenfold.runtime.types import Ints

Rule = Callable[[Rows, Equation, list[Any]], Any]
RULES: dict[str, Rule] = {}
FLOATS = {np.dtype(np.float32), np.dtype(bool)}


def rule(*names: str) -> Callable[[Rule], Rule]:
    """Register what does primitives of these names. It gives the result, or a list where there are several."""

    def register(function: Rule) -> Rule:
        RULES.update(dict.fromkeys(names, function))
        return function

    return register


def handled(one: Equation) -> bool:
    """Whether there is a rule, and the results are of a dtype that registers hold."""
    return one.primitive.name in RULES and all(s.dtype in FLOATS for s in one.shapes)


ONE = {
    **{"neg": "negative", "tanh": "tanh", "logistic": "sigmoid", "exp": "exponential", "sqrt": "square_root"},
    **{"abs": "size"},
}
TWO = {
    **{"add": "add", "add_any": "add", "sub": "subtract", "mul": "multiply", "div": "divide", "max": "maximum"},
    **{"min": "minimum", "lt": "less", "le": "less_equal", "eq": "equal", "ne": "unequal"},
    **{"and": "multiply", "or": "maximum"},  # of ones and zeros
}
TURNED = {"gt": "less", "ge": "less_equal"}


@rule(*ONE)
def _one(rows: Rows, one: Equation, ins: list[Any]) -> Row:
    a = rows.row(ins[0])
    return _made(rows, ONE[one.primitive.name], a, a.register)


@rule(*TWO, *TURNED)
def _two(rows: Rows, one: Equation, ins: list[Any]) -> Row:
    name = one.primitive.name
    if name in TURNED:
        ins = ins[::-1]
    return _of_two(rows, TWO.get(name) or TURNED[name], one.shapes[0].shape, *ins)


def _of_two(rows: Rows, name: str, dims: Ints, a: Any, b: Any) -> Row:
    first, second = number_of(a), number_of(b)
    if second is not None:
        a = rows.row(a)
        return _made(rows, name, a, a.register, bits(second), SECOND_OF_TWO)
    if first is not None:
        b = rows.row(b)
        return _made(rows, name, b, bits(first), b.register, FIRST_OF_TWO)
    a, b = _alike(rows, dims, a, b)
    return _made(rows, name, a, a.register, b.register)


def _alike(rows: Rows, dims: Ints, *values: Any) -> list[Row]:
    """Values in registers as arrays of these dimensions, rows on one axis; those of fewer elements are repeated."""
    whole = (v for v in values if isinstance(v, Row) or isinstance(v, Steps) and v.array.shape[1:] == dims)
    axis = next((rows.row(v).axis for v in whole), None)
    if axis is None or dims[axis] != rows.rows:
        raise Refused("rows are repeated")
    return [rows.repeated(v, dims, axis) for v in values]


def _made(rows: Rows, name: str, like: Row, *numbers: int) -> Row:
    made = rows.made(like.dims, like.axis)
    rows.program.does(name, made.register, *numbers)
    return made


@rule("square")
def _square(rows: Rows, one: Equation, ins: list[Any]) -> Row:
    return _of_two(rows, "multiply", one.shapes[0].shape, ins[0], ins[0])


@rule("integer_pow")
def _power(rows: Rows, one: Equation, ins: list[Any]) -> Row:
    y, a = one.params["y"], rows.row(ins[0])
    if not 1 <= y <= 4:
        raise Refused(f"a power of {y}")
    found = a
    for _ in range(y - 1):
        found = _of_two(rows, "multiply", a.dims, found, a)
    return found


@rule("rsqrt")
def _rsqrt(rows: Rows, one: Equation, ins: list[Any]) -> Row:
    a = rows.row(ins[0])
    return _of_two(rows, "divide", a.dims, Same(np.float32(1)), _made(rows, "square_root", a, a.register))


@rule("expm1")
def _less_one(rows: Rows, one: Equation, ins: list[Any]) -> Row:
    """e^x - 1 = tanh(x / 2) (e^x + 1), which is exact near zero too."""
    a = rows.row(ins[0])
    half = _made(rows, "multiply", a, a.register, bits(0.5), SECOND_OF_TWO)
    power = _made(rows, "exponential", a, a.register)
    more = _made(rows, "add", a, power.register, bits(1.0), SECOND_OF_TWO)
    return _made(rows, "multiply", a, _made(rows, "tanh", a, half.register).register, more.register)


@rule("not")
def _not(rows: Rows, one: Equation, ins: list[Any]) -> Row:
    return _of_two(rows, "subtract", one.shapes[0].shape, Same(np.float32(1)), ins[0])


@rule("convert_element_type", "copy", "stop_gradient")
def _as_it_is(rows: Rows, one: Equation, ins: list[Any]) -> Row:
    a = rows.row(ins[0])
    if one.shapes[0].dtype == bool:
        raise Refused("a number becomes a truth value")
    return a


@rule("select_n")
def _select(rows: Rows, one: Equation, ins: list[Any]) -> Row:
    if len(ins) != 3:
        raise Refused("a choice among more than two")
    where, no, yes = _alike(rows, one.shapes[0].shape, *ins)
    return _made(rows, "select", yes, yes.register, no.register, where.register)


@rule("dot_general")
def _product(rows: Rows, one: Equation, ins: list[Any]) -> Row:
    """Rows times a matrix that is the same in each iteration, all axes of a row summed."""
    (left, right), (left_batch, right_batch) = one.params["dimension_numbers"]
    turned = isinstance(ins[0], Same)
    given, matrix = ins[::-1] if turned else ins
    if left_batch or right_batch or not isinstance(matrix, Same):
        raise Refused("a product whose second factor changes")
    row = rows.row(given)
    summed, of_matrix = (right, left) if turned else (left, right)
    order = sorted(range(len(summed)), key=lambda i: summed[i])
    if [summed[i] for i in order] != [axis for axis in range(len(row.dims)) if axis != row.axis]:
        raise Refused("a product that keeps axes of a row")
    jnp, array = xla.jax().numpy, matrix.value
    free = [axis for axis in range(array.ndim) if axis not in of_matrix]
    if array.dtype != np.float32 or one.shapes[0].dtype != np.float32:
        raise Refused("a product of other dtypes")
    turned_matrix = jnp.transpose(jnp.asarray(array), [*[of_matrix[i] for i in order], *free])
    width = math.prod([array.shape[axis] for axis in free])
    number = rows.program.matrix(turned_matrix.reshape(-1, width))
    made = rows.made(one.shapes[0].shape, len(free) if turned else 0)
    rows.program.does("product", made.register, row.register, number)
    return made


@rule("transpose")
def _transpose(rows: Rows, one: Equation, ins: list[Any]) -> Row:
    a, order = rows.row(ins[0]), list(one.params["permutation"])
    rest = [axis for axis in order if axis != a.axis and a.dims[axis] != 1]
    if rest != sorted(rest):
        raise Refused("axes of a row change places")
    return a._replace(dims=one.shapes[0].shape, axis=order.index(a.axis), source=None)


@rule("reshape", "squeeze", "expand_dims")
def _reshape(rows: Rows, one: Equation, ins: list[Any]) -> Row:
    a, dims = rows.row(ins[0]), one.shapes[0].shape
    before, after = math.prod(a.dims[: a.axis]), math.prod(a.dims[a.axis + 1 :])
    for axis, n in enumerate(dims):
        if (n, math.prod(dims[:axis]), math.prod(dims[axis + 1 :])) == (rows.rows, before, after):
            return a._replace(dims=dims, axis=axis, source=None)
    raise Refused("rows are cut or joined")


@rule("broadcast_in_dim")
def _broadcast(rows: Rows, one: Equation, ins: list[Any]) -> Row:
    a, dims, places = rows.row(ins[0]), one.shapes[0].shape, one.params["broadcast_dimensions"]
    between = [1] * len(dims)
    for place, n in zip(places, a.dims):
        between[place] = n
    return rows.repeated(a._replace(dims=tuple(between), axis=places[a.axis]), dims, places[a.axis])


@rule("reduce_sum", "reduce_max")
def _reduce(rows: Rows, one: Equation, ins: list[Any]) -> Row:
    a, axes = rows.row(ins[0]), one.params["axes"]
    kept = [axis for axis in range(len(a.dims)) if axis not in axes]
    if a.axis in axes or any(a.dims[axis] != 1 for axis in kept if axis != a.axis):
        raise Refused("a sum over rows, or over a part of one")
    made = rows.made(one.shapes[0].shape, kept.index(a.axis))
    rows.program.does("sum" if one.primitive.name == "reduce_sum" else "most", made.register, a.register)
    return made


@rule("concatenate")
def _concatenate(rows: Rows, one: Equation, ins: list[Any]) -> Row:
    dims, axis = one.shapes[0].shape, one.params["dimension"]
    axis_of_rows = next((v.axis for v in ins if isinstance(v, Row)), None)
    parts = [rows.row(v, axis_of_rows) for v in ins]
    made, at = rows.made(dims, parts[0].axis), 0
    for part in parts:
        if part.axis != made.axis or not _outermost(part.dims, part.axis, axis):
            raise Refused("parts of rows are joined")
        width = math.prod(part.dims) // rows.rows
        rows.program.does("columns", made.register, part.register, 0, at, width)
        at += width
    return made


@rule("pad")
def _pad(rows: Rows, one: Equation, ins: list[Any]) -> Row:
    """Columns among zeros, or among another number."""
    a, filling, around = rows.row(ins[0]), number_of(ins[1]), one.params["padding_config"]
    axes = [axis for axis, sides in enumerate(around) if any(sides)]
    if filling is None or len(axes) != 1 or around[axes[0]][2] or min(around[axes[0]]) < 0:
        raise Refused("what is put around rows")
    if not _outermost(a.dims, a.axis, axes[0]):
        raise Refused("rows are put among others, or parts of them")
    dims = one.shapes[0].shape
    made = rows.made(dims, a.axis)
    each = math.prod(dims) // rows.rows // dims[axes[0]]
    rows.program.does("less", made.register, made.register, made.register)  # nothing is: zeros
    if filling:
        rows.program.does("add", made.register, made.register, bits(filling), SECOND_OF_TWO)
    width = math.prod(a.dims) // rows.rows
    rows.program.does("columns", made.register, a.register, 0, around[axes[0]][0] * each, width)
    return made


def _outermost(dims: Ints, rows: int, axis: int) -> bool:
    """Whether what lies along an axis of a row lies in one piece."""
    return axis != rows and all(n == 1 for i, n in enumerate(dims[:axis]) if i != rows)


@rule("slice")
def _slice(rows: Rows, one: Equation, ins: list[Any]) -> Row:
    starts, ends = one.params["start_indices"], one.params["limit_indices"]
    if any(n != 1 for n in one.params["strides"] or ()):
        raise Refused("columns are left out")
    a = rows.row(ins[0])
    cut = [axis for axis, n in enumerate(a.dims) if (starts[axis], ends[axis]) != (0, n)]
    if not cut:
        return a
    return _columns(rows, a, cut[0], starts[cut[0]], one.shapes[0].shape) if len(cut) == 1 else _refuse_cut()


def _refuse_cut() -> Row:
    raise Refused("several axes are cut")


def _columns(rows: Rows, a: Row, axis: int, start: int, dims: Ints) -> Row:
    """Those from `start` on along an axis, as many as `dims` say."""
    if not _outermost(a.dims, a.axis, axis):
        raise Refused("rows are cut, or parts of them")
    each = math.prod(a.dims[axis + 1 :]) // (rows.rows if a.axis > axis else 1)
    made = rows.made(dims, a.axis)
    rows.program.does("columns", made.register, a.register, start * each, 0, dims[axis] * each)
    return made


@rule("split")
def _split(rows: Rows, one: Equation, ins: list[Any]) -> list[Row]:
    a, axis, at, found = rows.row(ins[0]), one.params["axis"], 0, []
    for size, shape in zip(one.params["sizes"], one.shapes):
        found.append(_columns(rows, a, axis, int(at), shape.shape))
        at += size
    return found
