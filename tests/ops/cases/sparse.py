"""SparseTensors: their entries elsewhere, and arithmetic on them."""

from tenfold.testing.cases import case, f32, ints, pos, strs

DATA = "which entries there are is data"
FIRST = {"xla": False, "why": DATA}
FLAT_FIRST = {"grad": False, **FIRST}
DIMS = {"unknown": "dims", "why": "ranks must be known"}


def sparse(expression, **options):
    """A case with `s`, 3 x 4 with three entries, and `t` with two; values x and y."""
    made = {"i": ints([[0, 1], [1, 0], [2, 3]], dtype="int64"), "x": f32(3)}
    s = "tf.SparseTensor(i, x, [3, 4])"
    if "(t)" in expression or ", t" in expression.replace(", tf", ""):
        made |= {"j": ints([[0, 1], [1, 1]], dtype="int64"), "y": f32(2)}
    text = f"(lambda s, t: ({expression}))({s}, {'tf.SparseTensor(j, y, [3, 4])' if 'y' in made else None})"
    return case(text, **made, **options)


CASES = [
    sparse("tf.sparse.to_dense(s)"),
    sparse("tf.sparse.to_dense(s, -1.0)"),
    sparse("tf.sparse.reorder(s)"),
    sparse("tf.sparse.transpose(s)"),
    sparse("tf.sparse.transpose(s, [0, 1])"),
    sparse("tf.sparse.retain(s, [True, False, True])"),
    sparse("tf.sparse.slice(s, [0, 0], [2, 9])", **FIRST),
    sparse("tf.sparse.concat(0, [s, t])"),
    sparse("tf.sparse.concat(-1, [s, t])"),
    sparse("tf.sparse.reshape(s, [2, -1])"),
    sparse("tf.sparse.expand_dims(s, 0)"),
    sparse("tf.sparse.expand_dims(s)"),
    sparse("tf.sparse.split(sp_input=s, num_split=3, axis=1)", **FIRST),
    sparse("tf.sparse.fill_empty_rows(tf.sparse.slice(s, [0, 0], [3, 2]), 7.0)", **FIRST),
    sparse("tf.sparse.reset_shape(s, [5, 5])"),
    sparse("tf.sparse.reset_shape(tf.sparse.slice(s, [0, 0], [2, 4]))", **FIRST),
    sparse("tf.sparse.add(s, t)", **FIRST),
    sparse("tf.sparse.add(s, t, threshold=0.5)", **FIRST),
    sparse("tf.sparse.add(s, b)", b=f32(3, 4)),
    sparse("tf.sparse.add(b, s)", b=f32(3, 4)),
    sparse("tf.sparse.reduce_sum(s)"),
    sparse("tf.sparse.reduce_sum(s, 1)"),
    sparse("tf.sparse.reduce_sum(s, axis=0, keepdims=True)"),
    sparse("tf.sparse.reduce_sum(s, [0, 1])"),
    sparse("tf.sparse.reduce_sum(s, -1, output_is_sparse=True)", **FIRST),
    sparse("tf.sparse.reduce_max(s, 1)", **FIRST),
    sparse("tf.sparse.softmax(tf.sparse.reshape(s, [1, 12]))", **FIRST),
    sparse("tf.sparse.maximum(s, t)", **FIRST),
    sparse("tf.sparse.minimum(s, t)", **FIRST),
    sparse("tf.sparse.map_values(tf.square, s)"),
    sparse("tf.sparse.map_values(tf.add, s, 1.0)"),
    sparse("tf.sparse.map_values(tf.add, s, t)"),
    sparse("s * 2.0"),
    sparse("s / b", b=pos(4)),
    sparse("tf.sqrt(tf.abs(s))"),
    sparse("tf.cast(s, tf.float64)"),
    sparse("tf.shape(s), tf.size(s), tf.rank(s)"),
    sparse("tf.identity(s)"),
    sparse("tf.sparse.sparse_dense_matmul(s, b)", b=f32(4, 2)),
    sparse("tf.sparse.sparse_dense_matmul(s, b, adjoint_a=True)", b=f32(3, 2)),
    sparse("tf.sparse.sparse_dense_matmul(s, b, adjoint_b=True)", b=f32(2, 4)),
    sparse("tf.sparse.sparse_dense_matmul(b, s)", b=f32(2, 3)),
    sparse("tf.sparse.sparse_dense_matmul(b, s, adjoint_b=True)", b=f32(2, 4)),
    case("tf.sparse.from_dense(x)", x=f32([[0.0, 1.0], [2.0, 0.0]]), **FLAT_FIRST),
    case("tf.sparse.from_dense(x)", x=strs(["", "a"])),
    case("tf.sparse.eye(2, 3)"),
    case("tf.sparse.to_dense(tf.SparseTensor([[1, 0], [0, 1]], x, [2, 2]))", x=f32(2)),
    case("tf.sparse.to_dense(tf.SparseTensor([[1, 0], [0, 1]], x, [2, 2]), validate_indices=False)", x=f32(2)),
    case("tf.sparse.to_dense(tf.SparseTensor([[0, 1], [0, 1]], x, [2, 2]))", x=f32(2)),
    case("tf.sparse.to_dense(tf.SparseTensor([[1, 5]], x, [2, 2]))", x=f32(1)),
    case("tf.sparse.to_dense(tf.SparseTensor([[0, 1]], x, [1, 2]))", x=strs(["a"])),
    case("tf.sparse.to_indicator(tf.SparseTensor([[0, 0], [1, 0]], x, [2, 1]), 4)", x=ints([1, 2])),
    case("tf.sparse.reorder(tf.SparseTensor([[1, 0], [0, 1], [0, 0]], x, [2, 2]))", x=f32(3)),
    case("tf.SparseTensor([[0]], [1], [2, 3])"),
    case("tf.sparse_to_dense(i, [4], 1.0, 9.0)", v1=True, i=ints([1, 2]), **DIMS),
    case("tf.sparse_to_dense(1, [4], x)", v1=True, x=f32()),
    case("tf.sparse.mask(tf.IndexedSlices(x, [4, 2, 7]), [2, 9])", x=f32(3, 2), **FIRST),
    case("tf.sets.intersection(x, y)", x=ints([[1, 2, 3], [1, 1, 4]]), y=ints([[3, 2, 9], [4, 5, 1]])),
    case("tf.sets.union(x, y)", x=ints([[1, 2], [3, 4]]), y=ints([[2, 5], [3, 3]])),
    case("tf.sets.difference(x, y)", x=ints([[1, 2, 3]]), y=ints([[2]])),
    case("tf.sets.difference(x, y, aminusb=False)", x=ints([[1, 2, 3]]), y=ints([[2, 7]])),
    case("tf.sets.intersection(x, y)", x=strs([["a", "b"]]), y=strs([["b", "c"]])),
    case("tf.sets.size(tf.SparseTensor([[0, 0], [0, 1], [1, 0]], x, [2, 2]))", x=ints([1, 1, 2])),
    case(
        "tf.edit_distance(tf.SparseTensor([[0, 0], [0, 1], [1, 0]], x, [2, 2]), "
        "tf.SparseTensor([[0, 0], [1, 0], [1, 1]], y, [2, 2]))",
        x=strs(["a", "b", "c"]),
        y=strs(["a", "c", "d"]),
    ),
    case(
        "tf.edit_distance(tf.SparseTensor([[0, 0, 0]], x, [1, 1, 1]), tf.SparseTensor([[0, 1, 0]], x, [1, 2, 2]), "
        "normalize=False)",
        x=ints([1]),
    ),
]
