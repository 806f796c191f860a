"""Activation functions that Keras 3 added, each a function of one tensor."""

from tenfold.core.calls.methods import telling
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.keras.backend_config import floatx
from tenfold.ops.arrays.basics import cast, expand_dims, shape, split, zeros_like
from tenfold.ops.arrays.ranges import range as numbers_up_to
from tenfold.ops.arrays.sorting import sort
from tenfold.ops.math.arithmetic import multiply, square
from tenfold.ops.math.clipping import clip_by_value
from tenfold.ops.math.comparison import greater, keep_where, select
from tenfold.ops.math.cumulative import cumsum
from tenfold.ops.math.elementwise import absolute, sqrt
from tenfold.ops.math.reduce import reduce_max, reduce_sum
from tenfold.ops.nn import activations as ops
from tenfold.ops.nn.softmax import log_softmax as log_softmax_op
from tenfold.ops.ragged.tensor import RaggedTensor


def as_tensor(x):
    """`x` as a tensor, a ragged one as it is; Python numbers in the default float type."""
    return x if type(x) is Tensor or isinstance(x, RaggedTensor) else convert(x, partner=dtypes.as_dtype(floatx()))


@telling
def celu(x, alpha=1.0):
    """x where positive, else alpha * (exp(x / alpha) - 1) (Barron, arXiv:1704.07483)."""
    return ops.elu(as_tensor(x) / alpha) * alpha


@telling
def glu(x, axis=-1):
    """a * sigmoid(b) of the two halves of x along `axis` (Dauphin et al., arXiv:1612.08083).

    Raises:
      ValueError: an axis of odd length.
    """
    x = as_tensor(x)
    length = None if x._dims is None else x._dims[axis]
    if length is not None and length % 2:
        raise ValueError(f"glu: axis {axis} must be of even length, to be halved. Received: x.shape={tuple(x.shape)}")
    a, b = split(x, 2, axis)
    return multiply(a, ops.sigmoid(b))


@telling
def hard_shrink(x, threshold=0.5):
    """x where |x| > threshold, else 0."""
    x = as_tensor(x)
    return keep_where(x, greater(absolute(x), threshold))


@telling
def hard_silu(x):
    """x * relu6(x + 3) / 6: a swish of straight lines and a parabola (Howard et al., arXiv:1905.02244)."""
    x = as_tensor(x)
    return multiply(x, ops.relu6(x + 3.0) / 6.0)


@telling
def hard_tanh(x):
    """x kept within [-1, 1]."""
    return clip_by_value(as_tensor(x), -1.0, 1.0)


@telling
def log_sigmoid(x):
    """log(1 / (1 + exp(-x)))."""
    return ops.log_sigmoid(as_tensor(x))


@telling
def log_softmax(x, axis=-1):
    """x - log(sum(exp(x))) along `axis`."""
    return log_softmax_op(as_tensor(x), axis)


@telling
def soft_shrink(x, threshold=0.5):
    """x brought nearer to 0 by `threshold`; 0 within it."""
    x = as_tensor(x)
    return x - clip_by_value(x, -threshold, threshold)


@telling
def sparse_plus(x):
    """0 below -1, x above 1, (x + 1) ** 2 / 4 between."""
    x = as_tensor(x)
    curved = square(clip_by_value(x, -1.0, 1.0) + 1.0) / 4.0
    return select(greater(x, 1.0), x, curved)


@telling
def sparse_sigmoid(x):
    """(x + 1) / 2, kept within [0, 1]: the slope of `sparse_plus`."""
    return clip_by_value((as_tensor(x) + 1.0) * 0.5, 0.0, 1.0)


@telling
def sparsemax(x, axis=-1):
    """The nearest point to x among probabilities along `axis`, many of them 0 (Martins & Astudillo, arXiv:1602.02068).

    It is max(x - t, 0), with the t for which that adds up to 1.
    """
    x = as_tensor(x)
    held = greater(x, _lower_bound(x, axis))
    number = reduce_sum(cast(held, x.dtype), axis, keepdims=True)
    return ops.relu(x - (reduce_sum(keep_where(x, held), axis, keepdims=True) - 1.0) / number)


def _lower_bound(x, axis):
    """The t of `sparsemax`: (sum of the k largest - 1) / k, of all k the largest."""
    ordered = sort(x, axis, direction="DESCENDING")
    count = cast(numbers_up_to(1, shape(x)[axis] + 1), x.dtype)
    for _ in range((axis if axis >= 0 else axis + x.ndim) + 1, x.ndim):
        count = expand_dims(count, -1)
    return reduce_max((cumsum(ordered, axis) - 1.0) / count, axis, keepdims=True)


@telling
def squareplus(x, b=4):
    """(x + sqrt(x ** 2 + b)) / 2 (Barron, arXiv:2112.11687)."""
    x = as_tensor(x)
    return (x + sqrt(square(x) + b)) / 2.0


@telling
def tanh_shrink(x):
    """x - tanh(x)."""
    x = as_tensor(x)
    return x - ops.tanh(x)


@telling
def threshold(x, threshold, default_value):
    """x where above `threshold`, else `default_value`."""
    x = as_tensor(x)
    return select(greater(x, threshold), x, zeros_like(x) + default_value)
