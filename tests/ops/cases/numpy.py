"""tf.experimental.numpy: values, and NumPy's dtypes."""

from tenfold.testing.cases import bools, case, f32, f64, ints

N = {"grad": False, "unknown": "dims", "why": "NumPy's rules turn on dtypes and ranks"}
STATIC = {"grad": False, "unknown": False, "why": "NumPy's rules turn on dtypes and shapes"}
X, Y, I, J = f32(2, 3), f32(2, 3, low=0.5, high=1.0), ints([[1, 2, 3], [4, 5, 6]]), ints([[3, 1, 2], [4, 0, 6]])
UNARY = "exp sin arctan tanh floor ceil isnan abs negative sign square logical_not around conj".split()
BINARY = "add subtract multiply true_divide maximum minimum less equal logical_and arctan2 hypot".split()
REDUCTIONS = "sum mean prod max min var std any all argmax cumsum count_nonzero ptp".split()
MADE = (
    "array([1.0, 2])", "array(1)", "array([[1, 2]], dtype='float32')", "array([True])", "array(3, ndmin=2)", "zeros([2])",
    "ones((2,), tf.int32)", "full([2], 3)", "eye(2, 3)", "identity(2)", "arange(3)", "arange(3.)", "arange(1, 7, 2)", "linspace(0, 1, 3)",
    "linspace(0, 1, 4, endpoint=False)", "add(1, 2.5)", "sqrt(2)",
)  # fmt: skip

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
    case("tf.experimental.numpy.tril(x)", x=X, **STATIC),
    case("tf.experimental.numpy.triu(x, 1)", x=X, **STATIC),
    case("tf.experimental.numpy.diff(x)", x=X, **STATIC),
    case("tf.experimental.numpy.pad(x, 1, 'constant')", x=X, **N),
    case("tf.experimental.numpy.isclose(x, x + 1e-9)", x=X, **N),
    case("tf.experimental.numpy.allclose(x, y)", x=X, y=Y, **N),
    case("tf.experimental.numpy.zeros_like(x)", x=I, **N),
    case("tf.experimental.numpy.full_like(x, 2)", x=I, **N),
]
