"""What functions give for RaggedTensors. The values are TensorFlow 2.21's, rounded to three places."""

import numpy as np
import pytest

import tenfold as tf

R = tf.ragged.constant([[1.0, 2.0, 3.0], [], [4.0]])
Q = tf.ragged.constant([[3.0, 1.0, 2.0], [], [5.0]])
I = tf.ragged.constant([[1, 2, 3], [], [4]])
B = tf.ragged.constant([[True, False, True], [], [True]])
D = tf.ragged.constant([[[1.0, 2.0], [3.0, 4.0]], [], [[5.0, 6.0]]], ragged_rank=1)  # its inner dimension is dense
DD = tf.ragged.constant([[[1.0, 2.0], [3.0]], [], [[4.0, 5.0, 6.0]]])

VALUES = [
    ("D + tf.constant([10.,20.])", [[[11.0, 22.0], [13.0, 24.0]], [], [[15.0, 26.0]]]),
    ("D + tf.constant([[10.,20.]])", [[[11.0, 22.0], [13.0, 24.0]], [], [[15.0, 26.0]]]),
    ("D + tf.constant([[[10.,20.]]])", [[[11.0, 22.0], [13.0, 24.0]], [], [[15.0, 26.0]]]),
    ("D + tf.constant([[[1.]],[[2.]],[[3.]]])", [[[2.0, 3.0], [4.0, 5.0]], [], [[8.0, 9.0]]]),
    ("D + tf.constant([[[1.,2.]],[[3.,4.]],[[5.,6.]]])", [[[2.0, 4.0], [4.0, 6.0]], [], [[10.0, 12.0]]]),
    ("D * tf.constant([[[2.]]])", [[[2.0, 4.0], [6.0, 8.0]], [], [[10.0, 12.0]]]),
    ("R[..., tf.newaxis] * tf.constant([1.,2.])", [[[1.0, 2.0], [2.0, 4.0], [3.0, 6.0]], [], [[4.0, 8.0]]]),
    ("DD + tf.constant([[[1.]],[[2.]],[[3.]]])", [[[2.0, 3.0], [4.0]], [], [[7.0, 8.0, 9.0]]]),
    ("DD + tf.constant([[10.]])", [[[11.0, 12.0], [13.0]], [], [[14.0, 15.0, 16.0]]]),
    ("DD + tf.ragged.constant([[1.,2.],[],[3.]])[:, :, tf.newaxis]", [[[2.0, 3.0], [5.0]], [], [[7.0, 8.0, 9.0]]]),
    ("tf.divide(R, 2.)", [[0.5, 1.0, 1.5], [], [2.0]]),
    ("tf.math.divide(R, Q)", [[0.333, 2.0, 1.5], [], [0.8]]),
    ("tf.math.truediv(I, 2)", [[0.5, 1.0, 1.5], [], [2.0]]),
    ("tf.math.divide_no_nan(R, Q)", [[0.333, 2.0, 1.5], [], [0.8]]),
    ("tf.nn.softmax(R)", [[0.09, 0.245, 0.665], [], [1.0]]),
    ("tf.nn.softmax(D)", [[[0.269, 0.731], [0.269, 0.731]], [], [[0.269, 0.731]]]),
    ("tf.nn.softmax(DD)", [[[0.269, 0.731], [1.0]], [], [[0.09, 0.245, 0.665]]]),
    ("tf.nn.leaky_relu(R)", [[1.0, 2.0, 3.0], [], [4.0]]),
    ("tf.nn.gelu(R)", [[0.841, 1.954, 2.996], [], [4.0]]),
    ("tf.nn.swish(R)", [[0.731, 1.762, 2.858], [], [3.928]]),
    ("tf.nn.dropout(R, 0.)", [[1.0, 2.0, 3.0], [], [4.0]]),
    (
        "tf.nn.embedding_lookup(tf.constant([[1.,2.],[3.,4.],[5.,6.],[7.,8.],[9.,9.]]), I)",
        [[[3.0, 4.0], [5.0, 6.0], [7.0, 8.0]], [], [[9.0, 9.0]]],
    ),
    ("tf.clip_by_value(R, 1.5, 3.)", [[1.5, 2.0, 3.0], [], [3.0]]),
    ("tf.reduce_sum(R, 1, keepdims=True)", [[6.0], [0.0], [4.0]]),
    ("tf.reduce_sum(R, keepdims=True)", [[10.0]]),
    ("tf.reduce_sum(R, [0,1])", 10.0),
    ("tf.reduce_sum(D, [1,2])", [10.0, 0.0, 11.0]),
    ("tf.reduce_sum(D, [0,2])", [14.0, 7.0]),
    ("tf.reduce_sum(DD, 0)", [[5.0, 7.0, 6.0], [3.0]]),
    ("tf.reduce_sum(DD, [1,2])", [6.0, 0.0, 15.0]),
    ("tf.reduce_sum(DD, [0,1])", [8.0, 7.0, 6.0]),
    ("tf.reduce_mean(DD, 0)", [[2.5, 3.5, 6.0], [3.0]]),
    ("tf.reduce_max(DD, 0)", [[4.0, 5.0, 6.0], [3.0]]),
    ("tf.reduce_any(B, 1)", [True, False, True]),
    ("tf.reduce_all(B, 1)", [False, True, True]),
    ("tf.reduce_all(B, 0)", [True, False, True]),
    ("tf.math.reduce_any(B, 1, keepdims=True)", [[True], [False], [True]]),
    ("tf.math.reduce_variance(R)", 1.25),
    ("tf.math.reduce_variance(R, 0)", [2.25, 0.0, 0.0]),
    ("tf.math.reduce_logsumexp(R, 1)", [3.408, float("-inf"), 4.0]),
    ("tf.math.cumsum(R, 1)", [[1.0, 3.0, 6.0], [], [4.0]]),
    ("tf.map_fn(lambda r: r * 2., R)", [[2.0, 4.0, 6.0], [], [8.0]]),
    ("tf.map_fn(tf.reduce_sum, R, fn_output_signature=tf.float32)", [6.0, 0.0, 4.0]),
    (
        "tf.map_fn(tf.range, tf.constant([1,3,0]), fn_output_signature=tf.RaggedTensorSpec([None], tf.int32))",
        [[0], [0, 1, 2], []],
    ),
    (
        "tf.map_fn(lambda r: r.row_lengths(), DD, fn_output_signature=tf.RaggedTensorSpec([None], tf.int64))",
        [[2, 1], [], [3]],
    ),
    (
        "tf.map_fn(lambda p: p[0] + p[1], (R, Q), fn_output_signature=tf.RaggedTensorSpec([None], tf.float32))",
        [[4.0, 3.0, 5.0], [], [9.0]],
    ),
    (
        "tf.map_fn(lambda p: tf.reduce_sum(p[0]) + p[1], (R, tf.constant([1.,2.,3.])), fn_output_signature=tf.float32)",
        [7.0, 2.0, 7.0],
    ),
    ("tf.concat([D, D], 2)", [[[1.0, 2.0, 1.0, 2.0], [3.0, 4.0, 3.0, 4.0]], [], [[5.0, 6.0, 5.0, 6.0]]]),
    ("tf.stack([R, Q], 1)", [[[1.0, 2.0, 3.0], [3.0, 1.0, 2.0]], [[], []], [[4.0], [5.0]]]),
    ("tf.stack([R, Q], 2)", [[[1.0, 3.0], [2.0, 1.0], [3.0, 2.0]], [], [[4.0, 5.0]]]),
    ("tf.gather(R, [[0],[2]])", [[[1.0, 2.0, 3.0]], [[4.0]]]),
    ("tf.gather(D, [0], axis=2)", [[[1.0], [3.0]], [], [[5.0]]]),
    ("tf.gather(R, tf.ragged.constant([[2, 0], [], [0]]), batch_dims=1)", [[3.0, 1.0], [], [4.0]]),
    (
        "tf.RaggedTensor.from_tensor([[1, 2], [3, 4]], lengths=[-1, 7])",
        [[], [3, 4]],
    ),
    ("tf.tile(R, [2,1])", [[1.0, 2.0, 3.0], [], [4.0], [1.0, 2.0, 3.0], [], [4.0]]),
    ("tf.tile(R, [1,2])", [[1.0, 2.0, 3.0, 1.0, 2.0, 3.0], [], [4.0, 4.0]]),
    ("tf.squeeze(tf.expand_dims(R, 0), 0)", [[1.0, 2.0, 3.0], [], [4.0]]),
    ("tf.squeeze(tf.expand_dims(R, 1), 1)", [[1.0, 2.0, 3.0], [], [4.0]]),
    ("tf.squeeze(tf.expand_dims(R, 2), 2)", [[1.0, 2.0, 3.0], [], [4.0]]),
    ("tf.reverse(R, [0])", [[4.0], [], [1.0, 2.0, 3.0]]),
    ("tf.reverse(R, [0,1])", [[4.0], [], [3.0, 2.0, 1.0]]),
    ("tf.where(B)", [[0, 0], [0, 2], [2, 0]]),
    ("tf.dynamic_partition(R, [0,1,0], 2)", [[[1.0, 2.0, 3.0], [4.0]], [[]]]),
    ("tf.split(R, [1,2])", [[[1.0, 2.0, 3.0]], [[], [4.0]]]),
    ("tf.split(D, 2, axis=2)", [[[[1.0], [3.0]], [], [[5.0]]], [[[2.0], [4.0]], [], [[6.0]]]]),
    ("tf.math.bincount(I)", [0, 1, 1, 1, 1]),
    ("tf.math.unsorted_segment_sum(R, tf.ragged.constant([[0,0,1],[],[1]]), 2)", [3.0, 7.0]),
    ("tf.reshape(R, [-1])", [1.0, 2.0, 3.0, 4.0]),
    ("R[:, None]", [[[1.0, 2.0, 3.0]], [[]], [[4.0]]]),
    ("R[None]", [[[1.0, 2.0, 3.0], [], [4.0]]]),
    ("D[..., 0]", [[1.0, 3.0], [], [5.0]]),
]


def listed(value):
    """Results as nested lists, numbers rounded."""
    if isinstance(value, (list, tuple)):
        return [listed(v) for v in value]
    if isinstance(value, float):
        return value if abs(value) == float("inf") else round(value, 3)
    return (
        listed(value.to_list() if hasattr(value, "to_list") else value.numpy().tolist())
        if hasattr(value, "dtype")
        else value
    )


@pytest.mark.parametrize("expression, expected", VALUES, ids=[e for e, _ in VALUES])
def test_value(expression, expected):
    compute = eval(f"lambda: {expression}", globals())
    assert listed(compute()) == expected
    assert listed(tf.function(compute)()) == expected


def test_shapes_that_are_known_stay_known():
    assert tf.concat([D, D], 2).shape.as_list() == [3, None, 4] and (D + [1.0, 2.0]).shape.as_list() == [3, None, 2]
    assert tf.expand_dims(R, 1).shape.as_list() == [3, 1, None] and R[None].shape.as_list() == [1, 3, None]
    assert tf.truediv(I, 2).dtype == tf.float64 and tf.math.bincount(I).dtype == tf.int32


def test_a_function_of_any_ragged_tensor_broadcasts_and_reduces():
    @tf.function(input_signature=[tf.TensorSpec([None], tf.float32), tf.TensorSpec([None], tf.int64)])
    def shares(values, splits):
        rows = tf.RaggedTensor.from_row_splits(values, splits)
        return tf.divide(rows, tf.reduce_sum(rows, 1, keepdims=True)).flat_values, tf.nn.softmax(rows).flat_values

    parts, soft = shares([1.0, 3.0, 5.0], [0, 2, 2, 3])
    np.testing.assert_allclose(parts, [0.25, 0.75, 1.0])
    np.testing.assert_allclose(soft, [0.11920292, 0.88079708, 1.0], rtol=1e-6)


def test_gradients_flow_through_broadcasting_softmax_and_map_fn():
    values, scale = tf.constant([1.0, 2.0, 3.0]), tf.constant([[2.0], [3.0]])
    with tf.GradientTape() as tape:
        tape.watch([values, scale])
        rows = tf.RaggedTensor.from_row_lengths(values, [2, 1]) * scale
        total = tf.reduce_sum(tf.nn.softmax(rows)[:, :1]) + tf.reduce_sum(tf.map_fn(lambda row: row * row, rows))
    by_values, by_scale = tape.gradient(total, [values, scale])
    np.testing.assert_allclose(by_values, [8.209987, 15.790012, 54.0], rtol=1e-5)  # TensorFlow's
    np.testing.assert_allclose(by_scale, [[19.895006], [54.0]], rtol=1e-5)


MISFITS = [
    "R + [1.0, 2.0, 3.0]",
    "R + [[1.0], [2.0]]",
    "R + tf.ragged.constant([[1.0], [2.0], [3.0]])",
    "DD + tf.ragged.constant([[[1.0], [2.0]], [], [[3.0]]])",
    "tf.squeeze(R, 0)",
    "tf.gather(R, [[1], [0], [0]], batch_dims=1)",
    "R.with_values([1.0])",
    "tf.RaggedTensor.from_tensor([[1, 2], [3, 4]], lengths=[1])",
]


@pytest.mark.parametrize("expression", MISFITS)
def test_rows_that_do_not_match_are_refused(expression):
    with pytest.raises((tf.errors.InvalidArgumentError, ValueError)):
        eval(expression, globals())


@pytest.mark.parametrize(
    "expression", ["tf.norm(R)", "tf.image.resize(R, [2, 2])", "tf.pad(R, [[1, 1], [0, 0]])", "tf.convert_to_tensor(R)"]
)
def test_what_is_not_there_for_ragged_tensors_says_so(expression):
    with pytest.raises(
        ValueError, match=r"RaggedTensor is no Tensor, and this function is not there for one.*to_tensor"
    ):
        eval(expression, globals())


def test_masks_keep_rows_or_elements_at_any_depth():
    x, deep = tf.ragged.constant([[1, 2], [], [3]]), tf.ragged.constant([[[1, 2], [3]], [], [[4]]])
    pairs = tf.RaggedTensor.from_row_lengths([[1, 2], [3, 4], [5, 6]], [1, 0, 2])
    cube = tf.reshape(tf.range(8), [2, 2, 2])
    for data, mask, kept in (  # TensorFlow's
        (x, [True, False, True], [[1, 2], [3]]),
        (deep, [True, False, True], [[[1, 2], [3]], [[4]]]),
        (deep, tf.ragged.constant([[True, False], [], [True]]), [[[1, 2]], [], [[4]]]),
        (deep, deep > 2, [[[], [3]], [], [[4]]]),
        (pairs, pairs > 2, [[[]], [], [[3, 4], [5, 6]]]),
        (cube, cube % 2 == 0, [[[0], [2]], [[4], [6]]]),
    ):
        assert tf.ragged.boolean_mask(data, mask).to_list() == kept


def test_each_row_has_its_own_mean_and_its_own_largest_element():
    x = tf.ragged.constant([[1000.0, 1000.0], [0.0], [-1000.0], []])
    np.testing.assert_allclose(tf.reduce_logsumexp(x, 1), [1000.6931, 0.0, -1000.0, -np.inf])
    np.testing.assert_allclose(tf.reduce_logsumexp(x, 0), [1000.0, 1000.0])
    far = tf.ragged.constant([[10000.25, 10000.75], [-10000.0], [3.0, 5.0, 7.0]])
    np.testing.assert_allclose(tf.math.reduce_variance(far, 1), [0.0625, 0.0, 8 / 3], rtol=1e-6)
    np.testing.assert_allclose(tf.math.reduce_std(far, 1, keepdims=True), [[0.25], [0.0], [np.sqrt(8 / 3)]], rtol=1e-6)
    v = tf.Variable([1000.0, 999.0, -5.0])
    with tf.GradientTape() as tape:
        y = tf.reduce_sum(tf.reduce_logsumexp(tf.RaggedTensor.from_row_lengths(v * 1.0, [2, 0, 1]), 1)[::2])
    np.testing.assert_allclose(tape.gradient(y, v), [0.7310586, 0.2689414, 1.0], rtol=1e-5)
