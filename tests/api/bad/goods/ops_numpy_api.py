"""Good calls of NumPy's functions that draw numbers."""

from tenfold.testing.cases import case, f32

CASES = [
    case("tf.experimental.numpy.random.seed(3)"),
    case("tf.experimental.numpy.random.randn(2, 3)"),
    case("tf.experimental.numpy.random.standard_normal(size=[2, 3])"),
    case("tf.experimental.numpy.random.uniform(low=0.0, high=1.0, size=[2, 3])"),
    case("tf.experimental.numpy.random.rand(2, 3)"),
    case("tf.experimental.numpy.random.randint(low=0, high=5, size=[2, 3], dtype='int64')"),
    case("tf.experimental.numpy.random.poisson(lam=1.0, size=[2, 3])"),
    case("tf.experimental.numpy.random.random(size=[2, 3])"),
    case("tf.experimental.numpy.hypot(x, y)", x=f32(3), y=f32(3)),
    case("tf.experimental.numpy.around(x, decimals=1)", x=f32(3)),
]
