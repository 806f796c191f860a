"""Products of matrices by the library, in second gear: XLA's own leave much of the processor idle where rows are few.

First gear has BLAS for them.
"""

from tenfold.runtime import xla
from tenfold.runtime.gears import products
from tenfold.runtime.kernels.native.calls import FLOAT32
from tenfold.runtime.native import library
from tenfold.runtime.types import Array, Ints

FIRST_TURNED, SECOND_TURNED, ADDS_BIAS, ENDS_IN_RELU = 1, 2, 4, 8  # flags of a product
FOR_BIAS, FOR_INPUT = 1, 2  # flags of a product's gradients
LEAST, MOST = 2**14, 2**26  # multiplications: of fewer a call costs more than they do, for more XLA does as well


def _numbers(a: Array, b: Array, a_turned: bool, b_turned: bool, flags: int) -> Ints | None:
    """What the library is told of a product; None for what is not the library's, shapes that do not fit among that."""
    if len(a.shape) != 2 or len(b.shape) != 2 or not a.dtype == b.dtype == FLOAT32:
        return None
    (rows, depth), (inner, columns) = a.shape[:: -1 if a_turned else 1], b.shape[:: -1 if b_turned else 1]
    if depth != inner or not LEAST <= rows * depth * columns <= MOST or xla.jax().default_backend() != "cpu":
        return None
    return int(rows), int(depth), int(columns), flags


@products.product.kernel("xla", version=library.VERSION)
def _product(
    a: Array, b: Array, bias: Array | None, *, transpose_a: bool = False, transpose_b: bool = False, relu: bool = False
) -> Array:
    flags = FIRST_TURNED * transpose_a | SECOND_TURNED * transpose_b | ADDS_BIAS * (bias is not None)
    numbers = _numbers(a, b, transpose_a, transpose_b, flags | ENDS_IN_RELU * relu)
    if numbers is None or (bias is not None and (bias.shape != numbers[2:3] or bias.dtype != FLOAT32)):
        attrs = {"transpose_a": transpose_a, "transpose_b": transpose_b, "relu": relu}
        return products.product.beneath("xla", _product)(a, b, bias, **attrs)
    given = [xla.jax().numpy.asarray(array) for array in (a, b, bias) if array is not None]
    return library.xla_call("product", numbers, given, (numbers[:3:2],))[0]


@products.product_gradients.kernel("xla", version=library.VERSION)
def _gradients(x: Array, dy: Array, weights: Array | None, *, bias: bool) -> tuple[Array, ...]:
    flags = FOR_BIAS * bias | FOR_INPUT * (weights is not None)
    numbers = _numbers(x, dy, True, False, flags)
    if numbers is None or (weights is not None and (weights.shape, weights.dtype) != (numbers[:3:2], FLOAT32)):
        return products.product_gradients.beneath("xla", _gradients)(x, dy, weights, bias=bias)
    depth, rows, columns, _ = numbers  # of the forward product
    shapes = [(depth, columns), *[(columns,)] * bias, *[(rows, depth)] * (weights is not None)]
    given = [xla.jax().numpy.asarray(array) for array in (x, dy, weights) if array is not None]
    return library.xla_call("product_grads", (rows, depth, columns, flags), given, shapes)
