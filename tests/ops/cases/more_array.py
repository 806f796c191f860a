"""Arrays again: TensorFlow 1's signatures, 64-bit indices, empty tensors, negative axes, narrow dtypes, errors."""

from tenfold.testing.cases import bf16, bools, c64, case, f16, f32, f64, ints, strs

DATA = "the shape of the result is data"
RANK = "ranks must be known"
SLOW = {"xla": False, "why": DATA}

V1 = [
    case("tf.concat([x, y], 1)", v1=True, x=f32(2, 3), y=f32(2, 1)),
    case("tf.concat(values=[x, y], axis=-2)", v1=True, x=f32(2, 3), y=f32(1, 3)),
    case("tf.split(x, 2, 1)", v1=True, x=f32(2, 4)),
    case("tf.split(value=x, num_or_size_splits=[1, 3], axis=-1)", v1=True, x=f32(2, 4)),
    case("tf.reverse(x, [1])", v1=True, x=f32(2, 3)),
    case("tf.reverse_v2(x, axis=[-1, 0])", v1=True, x=f32(2, 3)),
    case("tf.size(x, out_type=tf.int64)", v1=True, x=f32(2, 3)),
    case("tf.zeros_like(x, tf.int32), tf.ones_like(x)", v1=True, x=f32(2, 3)),
    case("tf.constant([1, 2], tf.float32, [2, 1], 'c', True)", v1=True),
    case("tf.constant(3, shape=[2])", v1=True),
    case("tf.gather_nd(x, i)", v1=True, x=f32(3, 2), i=ints([[2, 0], [0, 1]])),
    case("tf.space_to_depth(x, 2)", v1=True, x=f32(1, 2, 4, 1)),
    case("tf.nn.space_to_depth(x, 2)", v1=True, x=f16(1, 2, 2, 3)),
    case("tf.invert_permutation(x)", v1=True, x=ints([1, 2, 0], "int64")),
    case("tf.where(c)", v1=True, c=bools([True, False]), **SLOW),
    case("tf.where_v2(c, x, y)", v1=True, c=bools([True, False]), x=f32(2), y=f32(1)),
    case("tf.rank(x), tf.identity(x)", v1=True, x=f32(2)),
    case("tf.squeeze(x, squeeze_dims=[0])", v1=True, x=f32(1, 2)),
    case("tf.space_to_batch_nd(x, [2], [[0, 0]])", v1=True, x=f32(1, 4, 1)),
    case("tf.batch_to_space_nd(x, [2], [[0, 0]])", v1=True, x=f32(2, 2, 1)),
]

MADE = [
    case(
        "tf.function(lambda x, y: tf.parallel_stack([x, y]))(x, y)",
        x=f32(2, 3),
        y=f32(2, 3),
        grad=False,
        unknown=False,
        why="TensorFlow has no gradient of it, and wants shapes",
    ),
    case("tf.fill([0, 2], 3.0)"),
    case("tf.fill(s, 1)", s=ints([2, 2], "int64"), **SLOW),
    case("tf.eye(2, dtype=tf.complex64)"),
    case("tf.eye(0)"),
    case("tf.zeros([2], tf.bfloat16), tf.ones([1], tf.float16), tf.zeros([], tf.complex64)"),
    case("tf.zeros_like(x), tf.ones_like(x)", x=f16(2)),
    case("tf.zeros_like(x)", x=strs(["a"])),
    case("tf.range(1, 6, 2, dtype=tf.int64)"),
    case("tf.range(x, 3.0, 0.5)", x=f32(), grad=False, **SLOW),
    case("tf.range(0)"),
    case("tf.range(0, 3, 0)"),
    case("tf.linspace(x, y, 3)", x=f64(), y=f64()),
    case("tf.one_hot(x, 3)", x=ints([], "int64")),
    case("tf.one_hot(x, 3, dtype=tf.bfloat16)", x=ints([1])),
    case("tf.one_hot(x, 3)", x=f32([1.0])),
    case("tf.one_hot(x, 2, axis=3)", x=ints([0, 1])),
    case("tf.sequence_mask(x, 3)", x=ints([], "int64")),
    case("tf.meshgrid(x, y)", x=ints([1, 2], "int64"), y=ints([3], "int64")),
]

SHAPES = [
    case("tf.reshape(x, [0, 5])", x=f32(0, 3)),
    case("tf.reshape(x, [-1])", x=f32(0, 3)),
    case("tf.reshape(x, [])", x=f32(1, 1)),
    case("tf.reshape(x, [-1, -1])", x=f32(4)),
    case("tf.reshape(x, tf.constant([2, -1], tf.int64))", x=bf16(4)),
    case("tf.expand_dims(x, -1)", x=f32()),
    case("tf.expand_dims(x, 3)", x=f32(2)),
    case("tf.squeeze(x, axis=-1)", x=f32(2, 1)),
    case("tf.squeeze(x, axis=[3])", x=f32(2, 1)),
    case("tf.transpose(x, [0, 0])", x=f32(2, 2)),
    case("tf.transpose(x)", x=f32(0, 2)),
    case("tf.transpose(x, p)", x=f32(2, 3), p=ints([1, 0], "int64"), xla=False, why="the permutation is data"),
    case("tf.broadcast_to(x, [0, 2])", x=f32(1, 2)),
    case("tf.broadcast_to(x, [2])", x=f32(3)),
    case("tf.stack([x, y], -2)", x=f32(2, 3), y=f32(2, 3)),
    case("tf.stack([x, y])", x=f32(2), y=f32(3)),
    case("tf.unstack(x, axis=-1)", x=f32(2, 3), unknown=False, why="how many results there are must be known"),
    case("tf.concat([x, y], 0)", x=f32(0, 2), y=f32(3, 2)),
    case("tf.concat([x, y], 1)", x=f32(2, 2), y=f32(3, 2)),
    case("tf.concat([x, y], 0)", x=f32(2), y=ints([1])),
    case("tf.concat([x, y], 0)", x=ints([1], "int64"), y=ints([2], "int64")),
    case("tf.concat([x], 0)", x=f16(2)),
    case("tf.split(x, [0, 3])", x=f32(3)),
    case("tf.split(x, [1, 3])", x=f32(3)),
    case("tf.split(x, tf.constant([2, 1], tf.int64), -1)", x=ints([[1, 2, 3]], "int64")),
    case("tf.shape(x), tf.size(x), tf.rank(x)", x=f32(0, 3)),
    case("tf.ensure_shape(x, None)", x=f32(2)),
    case("tf.ensure_shape(x, [2])", x=f32(3)),
    case("tf.identity_n([x, y])", x=f16(2), y=c64(1)),
]

PICKED = [
    case("tf.gather(x, i)", x=f16(4, 2), i=ints([3, 0], "int64")),
    case("tf.gather(x, i)", x=ints([5, 6, 7], "int64"), i=ints([[2], [0]])),
    case("tf.gather(x, i, axis=-2)", x=f32(2, 3, 2), i=ints([1, 1])),
    case("tf.gather(x, i, axis=3)", x=f32(2, 3), i=ints([0])),
    case("tf.gather(x, i)", x=f32(0, 2), i=ints([])),
    case("tf.gather(x, i, batch_dims=2)", x=f32(2, 2, 3), i=ints([[0, 2], [1, 1]])),
    case("tf.gather_nd(x, i)", x=f64(2, 3), i=ints([[1], [0]], "int64")),
    case("tf.gather_nd(x, i)", x=f32(2, 3), i=ints([[]])),
    case("tf.scatter_nd(i, x, [4])", i=ints([[1], [1]], "int64"), x=ints([3, 4], "int64")),
    case("tf.scatter_nd(i, x, [4])", i=ints([[0]]), x=f32(2)),
    case("tf.scatter_nd(i, x, [3])", i=ints([[2], [2], [0]]), x=f16(3)),
    *(
        case(f"tf.tensor_scatter_nd_{k}(x, i, y)", x=f64(3, 2), i=ints([[2], [0]], "int64"), y=f64(2, 2))
        for k in "update add sub min max".split()
    ),
    *(
        case(f"tf.tensor_scatter_nd_{k}(x, i, y)", x=ints([1, 2, 3]), i=ints([[2], [2]]), y=ints([4, 9]))
        for k in "add sub min max".split()
    ),
    *(
        case(f"tf.tensor_scatter_nd_{k}(x, i, y)", x=f32(3), i=ints([[3]]), y=f32(1))
        for k in "update add sub min max".split()
    ),
    case("tf.where(c, x, y)", c=bools(3), x=f16(2, 3), y=f16(1)),
    case("tf.where(c, x, y)", c=bools(3), x=f32(2), y=f32(3)),
    case("tf.where(c, x, y)", c=bools(2), x=f32(2), y=f64(2)),
    case("tf.where(c)", c=bools(0, 2), **SLOW),
    case("tf.boolean_mask(x, c)", x=f32(2), c=bools([False, False]), xla=False, unknown="dims", why=DATA),
    case("tf.unique(x)", x=ints([4, 4], "int64"), **SLOW),
    case("tf.unique(x)", x=ints([]), **SLOW),
    case("tf.unique_with_counts(x, tf.int64)", x=strs(["b", "a", "b"])),
    case("x[i]", x=f32(3), i=ints(-1, "int64")),
    case("x[:, -2:]", x=f32(2, 3)),
    case("x[2:1]", x=f32(3)),
    case("x[::-2]", x=f32(5)),
    case("x[0, 0]", x=f32(3)),
    case("x['a']", x=f32(3)),
    case("tf.slice(x, [0], [0])", x=f32(3)),
    case("tf.slice(x, [-1], [1])", x=f32(3)),
    case("tf.strided_slice(x, [2], [0], [-1])", x=f32(4)),
    case("tf.strided_slice(x, [0], [3], [0])", x=f32(4)),
]

ORDERED = [
    case("tf.sort(x, -1)", x=f16(2, 3)),
    case("tf.sort(x)", x=bf16(4)),
    case("tf.sort(x)", x=f32(0)),
    case("tf.sort(x, 2)", x=f32(2)),
    case("tf.argsort(x, -1, 'DESCENDING')", x=ints([[2, 2, 5]], "int64")),
    case("tf.argsort(x)", x=f32(0, 3)),
    case("tf.math.top_k(x, 2)", x=f16(2, 4)),
    case("tf.math.top_k(x, 2)", x=ints([3, 9, 9], "int64")),
    case("tf.math.top_k(x, 1)", x=f32()),
    case("tf.searchsorted(x, y, out_type=tf.int64)", x=f64([1.0, 2.0]), y=f64([0.0, 2.0, 5.0])),
    case("tf.reverse(x, [-1])", x=f16(2, 3)),
    case("tf.reverse(x, [2])", x=f32(2)),
    case("tf.reverse(x, [0])", x=strs(["a", "b"])),
    case("tf.roll(x, -1, -1)", x=f64(2, 3)),
    case("tf.roll(x, [1, 1], [0, 0])", x=f32(3)),
    case("tf.roll(x, 1, 2)", x=f32(3)),
    case("tf.roll(x, 5, 0)", x=ints([1, 2, 3], "int64")),
    case("tf.pad(x, [[0, 1]], 'SYMMETRIC')", x=f16(2)),
    case("tf.pad(x, [[1, 1], [0, 0]], 'REFLECT')", x=f32(2, 2)),
    case("tf.pad(x, [[2, 1]])", x=f32(0)),
    case("tf.pad(x, tf.constant([[1, 0]], tf.int64), constant_values=1.5)", x=f32(2)),
    case("tf.pad(x, [[1, 0]])", x=f32(2, 2)),
    case("tf.tile(x, tf.constant([2], tf.int64))", x=f16(2)),
    case("tf.tile(x, [-1])", x=f32(2)),
    case("tf.repeat(x, [2, 0])", x=f16(2)),
    case("tf.repeat(x, 2, axis=-1)", x=ints([[1, 2]], "int64")),
]

REFUSED = [
    case("tf.linspace(0.0, 1.0, 0)"),
    case("tf.linspace(x, y, 0, axis=-1)", x=f32(2), y=f32(2)),
    case("tf.one_hot(x, 2, axis=-2)", x=ints([[0, 1, 1]])),
    case("tf.gather(x, i)", x=f32(3), i=f32([1.0])),
    case("tf.gather_nd(x, i)", x=f32(2), i=ints([[0, 1]])),
    case("tf.math.top_k(x, 0)", x=f32(3)),
    case("tf.searchsorted(x, y)", x=ints([]), y=ints([1])),
    case("tf.cast(x, tf.int32)", x=strs(["1"])),
    case("tf.cast(x, tf.string)", x=ints([1])),
]

BLOCKS = [
    case("tf.nn.space_to_depth(x, 3)", x=f32(1, 4, 3, 1)),
    case("tf.nn.depth_to_space(x, 2)", x=f16(1, 1, 2, 4)),
    case("tf.space_to_batch(x, [2], [[1, 0]])", x=f32(1, 4, 1)),
    case("tf.batch_to_space(x, [2], [[0, 0]])", x=f32(3, 2, 1)),
    case("tf.batch_to_space(x, [2], [[1, 0]])", x=f64(2, 3, 2)),
    case("tf.dynamic_partition(x, p, 2)", x=f16(3), p=ints([0, 0, 0]), **SLOW),
    case(
        "tf.dynamic_stitch([i, j], [x, y])",
        i=ints([0, 1]),
        j=ints([1, 2]),
        x=f32(2),
        y=f32(2),
        grad=False,
        xla=False,
        why="TensorFlow gives what was overwritten a gradient too; " + DATA,
    ),
    case("tf.unravel_index(x, tf.constant([3, 4], tf.int64))", x=ints([7, 11], "int64")),
    case("tf.cast(x, tf.float16)", x=ints([70000, 1], "int64")),
    case("tf.cast(x, tf.int8)", x=ints([300, -129], "int64")),
    case("tf.cast(x, tf.uint8)", x=f32([0.0, 254.9, 3.5])),
    case("tf.cast(x, tf.bfloat16)", x=f32([1.00390625, 1.01171875, 3.14159]), grad=False, why="the dtype is fixed"),
    case("tf.cast(x, tf.complex64)", x=f32(2), grad=False, why="the dtype is fixed"),
    case("tf.cast(x, tf.int32)", x=bools(3)),
    case("tf.setdiff1d(x, y, tf.int64)", v1=True, x=strs(["a", "b"]), y=strs(["b"])),
]

CASES = [*V1, *MADE, *SHAPES, *PICKED, *ORDERED, *REFUSED, *BLOCKS]
