"""RaggedTensors: made, turned into others, and computed with."""

from tenfold.testing.cases import case, f32, ints, strs

DATA = "the lengths of rows are data"
FIRST = {"xla": False, "why": DATA}
DIMS = {"unknown": "dims", "why": "ranks must be known"}
DIMS_FIRST = {"unknown": "dims", "xla": False, "why": f"{DATA}, and ranks must be known"}
FLAT_DIMS = {"grad": False, "unknown": "dims", "why": "finite differences pad the rows; ranks must be known"}
KNOWN = {"unknown": False, "why": "whether y stands for all columns must be known"}


def ragged(expression, **options):
    """A case with `r`, rows of 3, 0 and 2 values x."""
    text = f"(lambda r: ({expression}))(tf.RaggedTensor.from_row_lengths(x, [3, 0, 2]))"
    return case(text, **{"x": f32(5), **options})


def deep(expression, **options):
    """A case with `r`, two ragged dimensions: [[[.], [. .]], [], [[. .]]]."""
    text = f"(lambda r: ({expression}))(tf.RaggedTensor.from_nested_row_lengths(x, [[2, 0, 1], [1, 2, 2]]))"
    return case(text, **{"x": f32(5), **options})


def made(expression, **options):
    return case(expression, **options)


CASES = [
    made("tf.ragged.constant([[1, 2], [], [3]])"),
    made("tf.ragged.constant([[[1, 2], [3]], [], [[4]]], dtype=tf.float32)"),
    made("tf.ragged.constant([[[1, 2], [3, 4]], [[5, 6]]], ragged_rank=1)"),
    made("tf.ragged.constant([[[1, 2], [3, 4]], [[5, 6]]], inner_shape=(2,))"),
    made("tf.ragged.constant([['a'], ['b', 'c']])"),
    made("tf.ragged.constant([[1, 2], 3])"),
    made("tf.ragged.constant([[], []])"),
    made("tf.ragged.constant([1, 2])"),
    made("tf.RaggedTensor.from_row_splits([1, 2, 3], [0, 2, 2, 3])"),
    made("tf.RaggedTensor.from_row_splits([1, 2, 3], [0, 2])"),
    made("tf.RaggedTensor.from_value_rowids([1, 2, 3], [0, 0, 2], nrows=5)"),
    made("tf.RaggedTensor.from_row_starts([1, 2, 3], [0, 1])"),
    made("tf.RaggedTensor.from_row_limits([1, 2, 3], [1, 3])"),
    case("tf.RaggedTensor.from_tensor(x, padding=0)", x=ints([[1, 2, 0], [3, 0, 0], [0, 0, 0]]), **FIRST),
    case("tf.RaggedTensor.from_tensor(x, lengths=[1, 2])", x=f32(2, 3, 2), **FIRST),
    case("tf.RaggedTensor.from_tensor(x)", x=f32(2, 3), **FIRST),
    made("tf.RaggedTensor.from_uniform_row_length([1, 2, 3, 4], 2)", **FIRST),
    made("tf.RaggedTensor.from_sparse(tf.SparseTensor([[0, 0], [0, 1], [2, 0]], [1, 2, 3], [3, 2]))"),
    made("tf.ragged.range([3, 0, 2])", **FIRST),
    made("tf.ragged.range([0.0, 1.0], [2.0, 4.0], 0.5)", **FIRST),
    made("tf.ragged.stack([x, y])", x=f32(2), y=f32(1)),
    made("tf.ragged.boolean_mask([[1, 2], [3, 4]], [[True, False], [True, True]])", **FIRST),
    made("tf.ragged.stack_dynamic_partitions([1, 2, 3], [0, 1, 0], 2)"),
    made("tf.ragged.row_splits_to_segment_ids([0, 2, 3])", **FIRST),
    made("tf.ragged.segment_ids_to_row_splits([0, 0, 2])", **FIRST),
    ragged("r.to_tensor()", **FIRST),
    ragged("r.to_tensor(-1.0, shape=[4, 2])"),
    ragged("r.to_sparse()", **FIRST),
    ragged("r.row_lengths(), r.row_starts(), r.row_limits(), r.value_rowids(), r.nrows(), r.bounding_shape()", **FIRST),
    ragged("r[0], r[-1], r[2, 1]", **FIRST),
    ragged("r[:2]", **FIRST),
    ragged("r[::-1]", **FIRST),
    ragged("r[:, :2]", **FIRST),
    ragged("r[1:, -1:]", **FIRST),
    ragged("r[:, ::-1]", **FIRST),
    ragged("r[:, 0]"),
    ragged("r + 1.0"),
    ragged("2.0 * r - r * r / 3.0"),
    ragged("-tf.square(r)"),
    ragged("r > 0.5"),
    ragged("tf.where(r > 0.5, r, 0.0)"),
    ragged("r + y", y=f32(3, 1), **KNOWN),
    ragged("tf.cast(r, tf.float64)"),
    ragged("tf.zeros_like(r), tf.ones_like(r), tf.size(r), tf.rank(r)", **DIMS),
    ragged("tf.reduce_sum(r), tf.reduce_mean(r)"),
    ragged("tf.reduce_sum(r, axis=1)", **DIMS),
    ragged("tf.reduce_sum(r, axis=0)", **DIMS_FIRST),
    ragged("tf.reduce_mean(r, axis=0)", **DIMS_FIRST),
    ragged("tf.reduce_max(r, axis=-1)", **FLAT_DIMS),
    ragged("tf.reduce_prod(r, axis=1)", **DIMS),
    ragged("tf.concat([r, r], 0)", **DIMS),
    ragged("tf.concat([r, r * 2.0], 1)", **DIMS_FIRST),
    ragged("tf.stack([r, r])", **DIMS),
    ragged("tf.gather(r, [2, 0, 2])", **FIRST),
    ragged("tf.gather(y, tf.ragged.constant([[0], [2, 1]]))", y=f32(3, 2)),
    ragged("tf.expand_dims(r, 0), tf.expand_dims(r, 1), tf.expand_dims(r, 2)", **DIMS_FIRST),
    ragged("tf.one_hot(tf.cast(r * 0.0, tf.int32), 2)"),
    ragged("tf.ragged.map_flat_values(tf.exp, r)"),
    ragged("r.with_values(tf.zeros([5, 2]))"),
    ragged("tf.sort(r)"),
    deep("r.to_tensor()", **FIRST),
    deep("r.to_tensor(shape=[None, 1, 3])", **FIRST),
    deep("r.to_sparse()", **FIRST),
    deep("r[0], r[0, 1], r[2][0]", **FIRST),
    deep("r[:, :1]", **FIRST),
    deep("r[:, :, :1]", **FIRST),
    deep("r.row_lengths(axis=2)"),
    deep("r.merge_dims(0, 1), r.merge_dims(1, 2), r.bounding_shape()", **DIMS),
    deep("tf.reduce_sum(r, axis=2)", **DIMS),
    deep("tf.reduce_sum(r, axis=1)", **DIMS_FIRST),
    deep("tf.concat([r, r], 1)", **DIMS_FIRST),
    deep("tf.gather(r, [2, 0])", **FIRST),
    deep("r + r"),
    made("tf.ragged.constant([['a', 'b'], ['c']]).to_tensor('-')"),
    made("tf.ragged.constant([['a'], []]).to_tensor()[0]", x=strs(["unused"])),
]
