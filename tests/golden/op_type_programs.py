"""What no case of tests/ops/cases holds: ops that draw, keep a state or act, as expressions that write a graph.

Loaded by the script that records TensorFlow's op types and by the test that compares ours with them.
"""

from tenfold.testing.cases import bools, case, f32, ints, strs

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

# Each writes a node of an op whose inputs and attributes are called otherwise in a GraphDef.
ROWS = [
    *[
        case(f"tf.reduce_{kind}({arguments})", x=f32(2, 3))
        for kind in ("sum", "mean", "prod", "max", "min")
        for arguments in ("x", "x, axis=1, keepdims=True", "x, axis=[0, -1]")
    ],
    *[case(f"tf.reduce_{kind}(x, axis=[1], keepdims=True)", x=bools(2, 3)) for kind in ("any", "all")],
    *[case(f"tf.arg{kind}(x, axis=1, output_type=tf.int32)", x=f32(2, 3)) for kind in ("max", "min")],
    case("tf.argmax(x)", x=f32(2, 3)),
    case("tf.math.reduce_euclidean_norm(x, axis=1)", x=f32(2, 3)),
    *[
        case(f"tf.math.{name}(x, axis=-1, exclusive=True)", x=f32(2, 3))
        for name in ("cumsum", "cumprod", "cumulative_logsumexp")
    ],
    case("tf.cast(x, tf.int64)", x=f32(2)),
    case("tf.reshape(x, [3, -1])", x=f32(2, 3)),
    case("tf.expand_dims(x, -1)", x=f32(2, 3)),
    case("tf.squeeze(x)", x=f32(2, 1)),
    case("tf.squeeze(x, axis=[0, 2])", x=f32(1, 3, 1)),
    case("tf.transpose(x)", x=f32(2, 3, 4)),
    case("tf.transpose(x, [0, 2, 1])", x=f32(2, 3, 4)),
    case("tf.stack([x, x], axis=1)", x=f32(2)),
    case("tf.unstack(x, axis=1)[0]", x=f32(2, 3)),
    case("tf.concat([x, x, x], axis=1)", x=f32(2, 3)),
    case("tf.tile(x, [2, 1])", x=f32(2, 3)),
    case("tf.broadcast_to(x, [2, 3])", x=f32(3)),
    case("tf.gather(x, i)", x=f32(3), i=ints([2, 0])),
    case("tf.gather(x, i, axis=1, batch_dims=1)", x=f32(2, 3), i=ints([[2], [0]])),
    case("tf.slice(x, [0, 1], [2, -1])", x=f32(2, 3)),
    case("x[0, 1:, tf.newaxis]", x=f32(2, 3)),
    case("x[..., ::-1]", x=f32(2, 3)),
    case("tf.fill([2, 3], x)", x=f32()),
    case("tf.reverse(x, [1])", x=f32(2, 3)),
    case("tf.one_hot(i, 4, axis=0)", i=ints([1, 2])),
    case("tf.nn.conv2d(x, w, [1, 2], 'SAME', dilations=1)", x=f32(1, 4, 4, 2), w=f32(2, 2, 2, 3)),
    case("tf.nn.conv2d(x, w, 1, [[0, 0], [1, 0], [2, 1], [0, 0]])", x=f32(1, 4, 4, 2), w=f32(2, 2, 2, 3)),
    case("tf.nn.max_pool2d(x, 2, [1, 2], 'VALID')", x=f32(1, 4, 4, 2)),
    case("tf.matmul(x, x, transpose_b=True)", x=f32(2, 3)),
    case("tf.nn.leaky_relu(x, alpha=0.25)", x=f32(2)),
    case("tf.linalg.solve(x, y, adjoint=True)", x=f32(2, 2), y=f32(2, 1)),
]
