"""RaggedTensor as an object; its ops have their cases."""

import pytest

import tenfold as tf

TEXTS = [
    ([[1, 2, 3], [], [4, 5]], "[[1, 2, 3], [], [4, 5]]"),
    ([[1.0, 2.0], [3.0]], "[[1.0, 2.0], [3.0]]"),
    ([[1, 2], [3, 4]], "[[1, 2],\n [3, 4]]"),
    ([["a"], ["b", "c"]], "[[b'a'], [b'b', b'c']]"),
    ([[[1, 2], [3]], [], [[4]]], "[[[1, 2], [3]], [], [[4]]]"),
    ([[], []], "[[], []]"),
]


@pytest.mark.parametrize("rows, text", TEXTS)
def test_text(rows, text):
    assert repr(tf.ragged.constant(rows)) == str(tf.ragged.constant(rows)) == f"<tf.RaggedTensor {text}>"


@pytest.fixture
def ragged():
    return tf.ragged.constant([[1, 2, 3], [], [4, 5]])


def test_what_it_is(ragged):
    deep = tf.ragged.constant([[[1, 2], [3]], [], [[4]]])
    assert ragged.shape.as_list() == [3, None] and deep.shape.as_list() == [3, None, None]
    assert ragged.dtype == tf.int32 and ragged.ragged_rank == 1 and deep.ragged_rank == 2
    assert deep.to_list() == [[[1, 2], [3]], [], [[4]]]
    assert deep.values.to_list() == [[1, 2], [3], [4]]
    assert deep.flat_values.numpy().tolist() == [1, 2, 3, 4]
    assert [s.numpy().tolist() for s in deep.nested_row_splits] == [[0, 2, 2, 3], [0, 2, 3, 4]]
    assert ragged.with_row_splits_dtype(tf.int32).row_splits.dtype == tf.int32
    assert tf.is_tensor(ragged)


def test_uniform_rows():
    even = tf.RaggedTensor.from_uniform_row_length([1, 2, 3, 4], 2)
    assert even.shape.as_list() == [2, 2] and even.uniform_row_length.numpy() == 2
    assert even.numpy().tolist() == [[1, 2], [3, 4]]
    assert tf.ragged.constant([[1, 2], [3, 4]]).uniform_row_length is None


def test_numpy(ragged):
    rows = ragged.numpy()
    assert rows.dtype == object and [r.tolist() for r in rows] == [[1, 2, 3], [], [4, 5]]


def test_iteration_and_truth(ragged):
    assert [row.numpy().tolist() for row in ragged] == [[1, 2, 3], [], [4, 5]]
    with pytest.raises(TypeError, match="may not be used as a boolean"):
        bool(ragged)


def test_nest_and_specs(ragged):
    flat, splits = tf.nest.flatten(ragged, expand_composites=True)
    assert flat is ragged.values and splits is ragged.row_splits
    doubled = tf.nest.map_structure(lambda t: t, ragged, expand_composites=True)
    assert doubled.to_list() == ragged.to_list()
    spec = tf.type_spec_from_value(ragged)
    assert spec == tf.RaggedTensorSpec([3, None], tf.int32, 1, tf.int64)
    assert repr(spec) == "RaggedTensorSpec(TensorShape([3, None]), tf.int32, 1, tf.int64)"


def test_gradient(ragged):
    x = tf.Variable([1.0, 2.0, 3.0, 4.0, 5.0])
    with tf.GradientTape() as tape:
        rows = tf.RaggedTensor.from_row_splits(x, ragged.row_splits)
        y = tf.reduce_sum(rows.to_tensor() * [1.0, 10.0, 100.0]) + tf.reduce_sum(tf.square(rows[:, 1:]))
    assert tf.convert_to_tensor(tape.gradient(y, x)).numpy().tolist() == [1.0, 14.0, 106.0, 1.0, 20.0]


def test_what_it_refuses(ragged):
    with pytest.raises(tf.errors.InvalidArgumentError, match="must have the same rows"):
        ragged + tf.ragged.constant([[1], [2]])
    with pytest.raises(tf.errors.InvalidArgumentError, match="along axis 1 it has 5 elements"):
        ragged + [1, 2, 3, 4, 5]
    with pytest.raises(ValueError, match="Cannot broadcast a tensor of shape"):
        ragged + tf.zeros([1, 1, 1])
    with pytest.raises(ValueError, match="cumsum of a RaggedTensor works along axis 1"):
        tf.cumsum(ragged)
    with pytest.raises(ValueError, match="transpose does not take a RaggedTensor"):
        tf.transpose(ragged)
    with pytest.raises(ValueError, match="same nesting depth"):
        tf.ragged.constant([[1], 2])


def test_map_flat_values_without_ragged_is_the_function():
    assert tf.ragged.map_flat_values(tf.add, 1, 2).numpy() == 3


def test_in_a_session():
    with tf.Graph().as_default(), tf.compat.v1.Session() as sess:
        ragged = tf.ragged.constant([[[1], [2, 3]], []])
        assert repr(ragged).startswith("tf.RaggedTensor(values=tf.RaggedTensor(values=Tensor(")
        value = sess.run(ragged)
        assert value.to_list() == [[[1], [2, 3]], []] and str(value) == "<tf.RaggedTensorValue [[[1], [2, 3]], []]>"
        assert repr(value).startswith("tf.RaggedTensorValue(values=tf.RaggedTensorValue(values=array([1, 2, 3]")
        assert sess.run((ragged + 1).to_tensor()).tolist() == [[[2, 0], [3, 4]], [[0, 0], [0, 0]]]


@pytest.mark.parametrize(
    "made, shape",
    [
        (lambda: tf.ragged.constant([], ragged_rank=1), (0, 0)),
        (lambda: tf.ragged.constant([], ragged_rank=2), (0, 0, 0)),
        (lambda: tf.RaggedTensor.from_row_lengths(tf.zeros([0, 2]), []), (0, 0, 2)),
        (lambda: tf.RaggedTensor.from_row_splits([1, 2], [0], validate=False), (0, 0)),
        (lambda: tf.ragged.constant([[[1]], [[2], [3]]])[0:0], (0, 0, 0)),
    ],
)
def test_without_rows_there_is_nothing_to_show(made, shape):
    """As TensorFlow: no rows are not one empty row."""
    ragged = made()
    assert repr(ragged) == str(ragged) == "<tf.RaggedTensor []>" and ragged.to_list() == []
    assert ragged.numpy().shape == shape and ragged.numpy().dtype == ragged.dtype.as_numpy_dtype


def test_only_what_lies_in_rows_is_shown():
    ragged = tf.RaggedTensor.from_row_splits([1, 2, 3], [1, 2], validate=False)
    assert repr(ragged) == "<tf.RaggedTensor [[2]]>" and ragged.numpy().tolist() == ragged.to_list() == [[2]]
