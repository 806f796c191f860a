"""tf.experimental.numpy: values, and NumPy's dtypes."""

import numpy as np

from tenfold.testing.cases import bools, c64, case, f32, f64, ints

N = {"grad": False, "unknown": "dims", "why": "NumPy's rules turn on dtypes and ranks"}
STATIC = {"grad": False, "unknown": False, "why": "NumPy's rules turn on dtypes and shapes"}
X, Y, I, J = f32(2, 3), f32(2, 3, low=0.5, high=1.0), ints([[1, 2, 3], [4, 5, 6]]), ints([[3, 1, 2], [4, 0, 6]])
UNARY = "exp sin arctan tanh floor ceil isnan abs negative sign square logical_not conj".split()
BINARY = "add subtract multiply true_divide maximum minimum less equal logical_and arctan2".split()
REDUCTIONS = "sum mean prod max min var std any all argmax cumsum count_nonzero ptp".split()
MADE = (
    "array([1.0, 2])", "array(1)", "array([[1, 2]], dtype='float32')", "array([True])", "array(3, ndmin=2)",
    "zeros([2])", "ones((2,), tf.int32)", "full([2], 3)", "eye(2, 3)", "identity(2)",
    "arange(3)", "arange(3.)", "arange(1, 7, 2)", "linspace(0, 1, 3)",
    "linspace(0, 1, 4, endpoint=False)", "add(1, 2.5)",
)  # fmt: skip

P = f32(2, 3, low=1.1, high=1.9)
DTYPES = (
    "float16 float32 float64 int8 int16 int32 int64 uint8 uint16 uint32 uint64 complex64 complex128 bool_"
).split()
OF_FLOATS = (
    "sqrt expm1 log log1p cos tan sinh cosh arcsinh arccosh isinf isfinite log2 log10 deg2rad rad2deg reciprocal"
)
PYTHON = (
    "pi", "e", "inf", "newaxis", "isscalar(2)", "finfo('float32').max",
    "iinfo('int8').max", "shape([[1, 2]])", "ndim([[1, 2]])",
    "size([[1, 2]])", "result_type(tf.float32, tf.int64)",
    "promote_types(tf.int32, 'float32')",
    "issubdtype(np.int8, np.integer)",
    "issubdtype(tf.experimental.numpy.float32, tf.experimental.numpy.inexact)", "object_ is object",
    "ndarray is tf.Tensor",
)  # fmt: skip

MORE = [
    *(case(f"tf.experimental.numpy.array([1, 0], dtype=tf.experimental.numpy.{dtype})") for dtype in DTYPES),
    *(case(f"tf.experimental.numpy.{name}(x)", x=P, **N) for name in OF_FLOATS.split()),
    *(case(f"tf.experimental.numpy.{name}(x)", x=Y, **N) for name in ("arcsin", "arccos")),
    case("tf.experimental.numpy.arctanh(x)", x=f32(3, low=-0.9, high=0.9), **N),
    *(
        case(f"tf.experimental.numpy.{name}(x, y)", x=X, y=I, **N)
        for name in "greater greater_equal less_equal not_equal".split()
    ),
    *(
        case(f"tf.experimental.numpy.{name}(x, y)", x=I, y=J, **N)
        for name in ("logical_or", "logical_xor", "less_equal")
    ),
    *(
        case(f"tf.experimental.numpy.{name}(x)", x=I, **N)
        for name in ("argmin", "cumprod", "ones_like", "copy", "asarray")
    ),
    *(case(f"tf.experimental.numpy.{name}(x)", x=c64(2, 3), **N) for name in ("real", "imag", "conj")),
    *(case(f"tf.experimental.numpy.{name}(2.0)") for name in ("atleast_1d", "atleast_2d")),
    case("tf.experimental.numpy.broadcast_to(x[0], (2, 3))", x=X, **N),
    case("tf.experimental.numpy.expand_dims(x, 1)", x=X, **N),
    case("tf.experimental.numpy.squeeze(x, 0)", x=f32(1, 3), **N),
    case("tf.experimental.numpy.tensordot(x, y, [[1], [1]])", x=X, y=Y, **N),
    case("tf.experimental.numpy.matmul(x, y[0])", x=X, y=Y, **N),
    case("tf.experimental.numpy.meshgrid([1, 2], [1, 2, 3])"),
    *(case(f"tf.experimental.numpy.{value}") for value in PYTHON),
]

CASES = [
    *(case(f"tf.experimental.numpy.{made}") for made in MADE),
    *(case(f"tf.experimental.numpy.{name}(x)", x=X, **N) for name in UNARY),
    *(case(f"tf.experimental.numpy.{name}(x, y)", x=X, y=Y, **N) for name in BINARY),
    *(case(f"tf.experimental.numpy.{name}(x, y)", x=X, y=I, **N) for name in BINARY),
    *(case(f"tf.experimental.numpy.{name}(x)", x=X, **N) for name in REDUCTIONS),
    *(case(f"tf.experimental.numpy.{name}(x, axis=1)", x=I, **N) for name in REDUCTIONS),
    *(case(f"tf.experimental.numpy.{name}(x, y)", x=I, y=f64(2, 3), **N) for name in ("add", "power", "true_divide")),
    case("tf.experimental.numpy.add(x, 1.5)", x=X, **N),
    case("tf.experimental.numpy.power(x, 2)", x=I, **N),
    case("tf.experimental.numpy.floor_divide(x, 2)", x=I, **N),
    case("tf.experimental.numpy.mod(x, 2)", x=I, **N),
    case("tf.experimental.numpy.clip(x, 0, 1)", x=X, **N),
    case("tf.experimental.numpy.where(b, x, 0)", b=bools(2, 3), x=X, **N),
    case("tf.experimental.numpy.matmul(x, tf.experimental.numpy.transpose(y))", x=X, y=I, **N),
    case("tf.experimental.numpy.dot(x[0], y[0])", x=X, y=Y, **N),
    case("tf.experimental.numpy.dot(x, y)", x=X, y=f32(3, 2), **N),
    case("tf.experimental.numpy.outer(x[0], y[0])", x=X, y=Y, **N),
    case("tf.experimental.numpy.inner(x, y)", x=X, y=Y, **N),
    case("tf.experimental.numpy.einsum('ij,ij->i', x, y)", x=X, y=Y, **N),
    case("tf.experimental.numpy.concatenate([x, y], axis=1)", x=X, y=I, **N),
    case("tf.experimental.numpy.stack([x, y])", x=X, y=I, **N),
    case("tf.experimental.numpy.vstack([x, y])", x=X, y=Y, **N),
    case("tf.experimental.numpy.hstack([x, y])", x=X, y=Y, **N),
    case("tf.experimental.numpy.split(x, 3, axis=1)", x=X, **STATIC),
    case("tf.experimental.numpy.reshape(x, (3, 2))", x=X, **N),
    case("tf.experimental.numpy.ravel(x)", x=X, **N),
    case("tf.experimental.numpy.swapaxes(x, 0, 1)", x=X, **N),
    case("tf.experimental.numpy.moveaxis(x, 0, -1)", x=f32(2, 3, 4), **N),
    case("tf.experimental.numpy.tile(x, 2)", x=X, **STATIC),
    case("tf.experimental.numpy.repeat(x, 2, axis=1)", x=X, **N),
    case("tf.experimental.numpy.flip(x)", x=X, **N),
    case("tf.experimental.numpy.roll(x, 2)", x=X, **N),
    case("tf.experimental.numpy.roll(x, 1, axis=0)", x=X, **N),
    case("tf.experimental.numpy.sort(x)", x=J, **N),
    case("tf.experimental.numpy.argsort(x)", x=J, **N),
    case("tf.experimental.numpy.take(x, [0, 2], axis=1)", x=X, **N),
    case("tf.experimental.numpy.take(x, [0, 7], axis=1)", x=X, **N),
    case("tf.experimental.numpy.take(x, [-1, 7], axis=1, mode='wrap')", x=X, **N),
    case("tf.experimental.numpy.add(x, [1.5])", x=X, **N),
    case("tf.experimental.numpy.add([1], x2=x)", x=X, **N),
    case("tf.experimental.numpy.stack([x[0], [1, 2, 3]])", x=f32(2, 3), **N),
    case("tf.experimental.numpy.maximum(x > 0, x > 1)", x=X, **N),
    case("tf.experimental.numpy.sum(x)", x=ints([1, 2], np.uint8), **N),
    case("tf.experimental.numpy.cumsum(x)", x=ints([1, 2], np.uint8), **N),
    case("tf.experimental.numpy.true_divide(x, x)", x=ints([1, 2], np.int8), **N),
    case("tf.experimental.numpy.arange(2.5, dtype='int64')", **N),
    case("tf.experimental.numpy.ascontiguousarray(x)", x=f32(), **N),
    case("tf.experimental.numpy.add(x, [[]])", x=ints([]), **N),
    case("tf.experimental.numpy.tril(x)", x=X, **STATIC),
    case("tf.experimental.numpy.triu(x, 1)", x=X, **STATIC),
    case("tf.experimental.numpy.diff(x)", x=X, **STATIC),
    case("tf.experimental.numpy.pad(x, [[1, 1], [0, 2]], 'constant')", x=X, **N),
    case("tf.experimental.numpy.isclose(x, x + 1e-9)", x=X, **N),
    case("tf.experimental.numpy.allclose(x, y)", x=X, y=Y, **N),
    case("tf.experimental.numpy.zeros_like(x)", x=I, **N),
    case("tf.experimental.numpy.full_like(x, 2)", x=I, **N),
    *MORE,
]
