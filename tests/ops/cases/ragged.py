"""RaggedTensors: made, turned into others, and computed with."""

from tenfold.testing.cases import case, f32, ints, strs

DATA = "the lengths of rows are data"


def ragged(expression, **options):
    """A case with `r`, rows of 3, 0 and 2 values x."""
    text = f"(lambda r: ({expression}))(tf.RaggedTensor.from_row_lengths(x, [3, 0, 2]))"
    return case(text, **{"x": f32(5), "xla": False, "unknown": False, "why": DATA, **options})


def deep(expression, **options):
    """A case with `r`, two ragged dimensions: [[[.], [. .]], [], [[. .]]]."""
    text = f"(lambda r: ({expression}))(tf.RaggedTensor.from_nested_row_lengths(x, [[2, 0, 1], [1, 2, 2]]))"
    return case(text, **{"x": f32(5), "xla": False, "unknown": False, "why": DATA, **options})


def made(expression, **options):
    return case(expression, **{"xla": False, "why": DATA, **options})


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
    case("tf.RaggedTensor.from_tensor(x, padding=0)", x=ints([[1, 2, 0], [3, 0, 0], [0, 0, 0]]), xla=False, why=DATA),
    case("tf.RaggedTensor.from_tensor(x, lengths=[1, 2])", x=f32(2, 3, 2), xla=False, unknown="dims", why=DATA),
    case("tf.RaggedTensor.from_tensor(x)", x=f32(2, 3), xla=False, unknown=False, why=DATA),
    made("tf.RaggedTensor.from_uniform_row_length([1, 2, 3, 4], 2)"),
    made("tf.RaggedTensor.from_sparse(tf.SparseTensor([[0, 0], [0, 1], [2, 0]], [1, 2, 3], [3, 2]))"),
    made("tf.ragged.range([3, 0, 2])"),
    made("tf.ragged.range([0.0, 1.0], [2.0, 4.0], 0.5)"),
    made("tf.ragged.stack([x, y])", x=f32(2), y=f32(1)),
    made("tf.ragged.boolean_mask([[1, 2], [3, 4]], [[True, False], [True, True]])"),
    made("tf.ragged.stack_dynamic_partitions([1, 2, 3], [0, 1, 0], 2)"),
    made("tf.ragged.row_splits_to_segment_ids([0, 2, 3])"),
    made("tf.ragged.segment_ids_to_row_splits([0, 0, 2])"),
    ragged("r.to_tensor()"),
    ragged("r.to_tensor(-1.0, shape=[4, 2])"),
    ragged("r.to_sparse()"),
    ragged("r.row_lengths(), r.row_starts(), r.row_limits(), r.value_rowids(), r.nrows(), r.bounding_shape()"),
    ragged("r[0], r[-1], r[2, 1]"),
    ragged("r[:2]"),
    ragged("r[::-1]"),
    ragged("r[:, :2]"),
    ragged("r[1:, -1:]"),
    ragged("r[:, ::-1]"),
    ragged("r[:, 0]"),
    ragged("r + 1.0"),
    ragged("2.0 * r - r * r / 3.0"),
    ragged("-tf.square(r)"),
    ragged("r > 0.5"),
    ragged("tf.where(r > 0.5, r, 0.0)"),
    ragged("r + y", y=f32(3, 1)),
    ragged("tf.cast(r, tf.float64)"),
    ragged("tf.zeros_like(r), tf.ones_like(r), tf.size(r), tf.rank(r)"),
    ragged("tf.reduce_sum(r), tf.reduce_mean(r)"),
    ragged("tf.reduce_sum(r, axis=1)"),
    ragged("tf.reduce_sum(r, axis=0)"),
    ragged("tf.reduce_mean(r, axis=0)"),
    ragged("tf.reduce_max(r, axis=-1)", grad=False),
    ragged("tf.reduce_prod(r, axis=1)"),
    ragged("tf.concat([r, r], 0)"),
    ragged("tf.concat([r, r * 2.0], 1)"),
    ragged("tf.stack([r, r])"),
    ragged("tf.gather(r, [2, 0, 2])"),
    ragged("tf.gather(y, tf.ragged.constant([[0], [2, 1]]))", y=f32(3, 2)),
    ragged("tf.expand_dims(r, 0), tf.expand_dims(r, 1), tf.expand_dims(r, 2)"),
    ragged("tf.one_hot(tf.cast(r * 0.0, tf.int32), 2)", grad=False),
    ragged("tf.ragged.map_flat_values(tf.exp, r)"),
    ragged("r.with_values(tf.zeros([5, 2]))"),
    ragged("tf.sort(r)"),
    deep("r.to_tensor()"),
    deep("r.to_tensor(shape=[None, 1, 3])"),
    deep("r.to_sparse()"),
    deep("r[0], r[0, 1], r[2][0]"),
    deep("r[:, :1]"),
    deep("r[:, :, :1]"),
    deep("r.row_lengths(axis=2)"),
    deep("r.merge_dims(0, 1), r.merge_dims(1, 2), r.bounding_shape()"),
    deep("tf.reduce_sum(r, axis=2)"),
    deep("tf.reduce_sum(r, axis=1)"),
    deep("tf.concat([r, r], 1)"),
    deep("tf.gather(r, [2, 0])"),
    deep("r + r"),
    made("tf.ragged.constant([['a', 'b'], ['c']]).to_tensor('-')"),
    made("tf.ragged.constant([['a'], []]).to_tensor()[0]", x=strs(["unused"])),
]
