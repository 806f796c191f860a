"""What no case of tests/ops/cases holds: ops that draw, keep a state or act, as expressions that write a graph.

Loaded by the script that records TensorFlow's op types and by the test that compares ours with them.
"""

from tenfold.testing.cases import case, f32, ints, strs

PROGRAMS = [
    case("tf.compat.v1.placeholder(tf.float32, [2])"),
    case("[tf.compat.v1.placeholder(tf.float32), tf.compat.v1.placeholder(tf.int32, name='p')]"),
    case("tf.compat.v1.placeholder_with_default(x, [None])", x=f32(3)),
    case("[tf.constant(1.0), tf.constant(2, name='two'), tf.constant(3.0)]"),
    case("[x + 1.0, x + x, 2.0 * x, x - 1.0, x / 2.0, x // 2.0, x % 2.0, x**2.0, -x, abs(x)]", x=f32(3)),
    case("[1.0 + x, 1.0 - x, 2.0 / x, 2.0**x, x < 1.0, x >= x, x[0], x[1:], x[..., None]]", x=f32(3)),
    case("[(x > 0.0) & (x < 1.0), (x > 0.0) | (x < 1.0), ~(x > 0.0)]", x=f32(3)),
    case("[x @ x, tf.matmul(x, x), tf.matmul(x, x, name='product'), tf.linalg.matmul(x[None], x[None])]", x=f32(2, 2)),
    case("[tf.add(x, x, name='sum'), tf.add(x, x, name='sum'), tf.nn.relu(x, name='r'), x + x]", x=f32(2)),
    case("[tf.nn.l2_normalize(x, name='unit'), tf.reduce_mean(x, name='m'), tf.nn.gelu(x, name='g')]", x=f32(2)),
    case("tf.random.uniform([2, 3], seed=1)"),
    case("tf.random.normal([2, 3], seed=1)"),
    case("tf.random.truncated_normal([2, 3], seed=1)"),
    case("tf.random.shuffle(x, seed=1)", x=f32(4)),
    case("tf.random.categorical(x, 3, seed=1)", x=f32(2, 4)),
    case("tf.random.gamma([2], 2.0, seed=1)"),
    case("tf.random.poisson([2], 2.0, seed=1)"),
    case("tf.nn.dropout(x, 0.5, seed=1)", x=f32(4)),
    case("tf.compat.v1.nn.dropout(x, 0.5, seed=1)", x=f32(4)),
    case("tf.compat.v1.random_uniform([2])", v1=False),
    case("tf.image.random_flip_left_right(x, seed=1)", x=f32(2, 2, 3)),
    case("tf.image.random_crop(x, [1, 1, 3], seed=1)", x=f32(2, 2, 3)),
    case("tf.io.read_file(x)", x=strs("name")),
    case("tf.io.matching_files(x)", x=strs("name")),
    case("tf.io.write_file(x, x)", x=strs("name")),
    case("tf.print(x)", x=f32(2)),
    case("tf.timestamp()"),
    case("tf.no_op()"),
    case("[tf.no_op(name='nothing'), tf.group(x, x), tf.group(x, name='all')]", x=f32(2)),
    case("tf.debugging.check_numerics(x, 'm')", x=f32(2)),
    case("tf.debugging.Assert(x[0] > 0.0, [x])", x=f32(2)),
    case("tf.gradients(x * x, x)", x=f32(2)),
    case("tf.one_hot(x, 3, name='hot')", x=ints([1, 2])),
]
