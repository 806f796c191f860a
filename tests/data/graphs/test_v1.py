"""TensorFlow 1's iterators: one-shot, initializable, reinitializable and feedable, in sessions."""

import pytest

import tenfold as tf

v1 = tf.compat.v1


@pytest.fixture
def graph():
    with tf.Graph().as_default() as graph:
        yield graph


def test_an_initializer_begins_with_what_is_fed(graph):
    x = v1.placeholder(tf.float32, [None])
    iterator = v1.data.make_initializable_iterator(tf.data.Dataset.from_tensor_slices(x).map(lambda a: 2 * a).batch(2))
    following = iterator.get_next()
    assert following.shape.as_list() == [None] and following.dtype is tf.float32
    with v1.Session() as session:
        with pytest.raises(tf.errors.FailedPreconditionError, match="the iterator has not been initialized"):
            session.run(following)
        session.run(iterator.initializer, {x: [1, 2, 3]})
        assert [session.run(following).tolist() for _ in range(2)] == [[2, 4], [6]]
        with pytest.raises(tf.errors.OutOfRangeError, match="End of sequence"):
            session.run(following)
        session.run(iterator.initializer, {x: [5]})
        assert session.run(following).tolist() == [10]


def test_each_session_has_its_own_pass(graph):
    following = v1.data.make_one_shot_iterator(tf.data.Dataset.range(3)).get_next()
    with v1.Session() as first, v1.Session() as second:
        assert [first.run(following), first.run(following), second.run(following)] == [0, 1, 0]


def test_one_iterator_for_several_datasets(graph):
    training, validation = tf.data.Dataset.range(3), tf.data.Dataset.range(10, 12)
    iterator = v1.data.Iterator.from_structure(v1.data.get_output_types(training), v1.data.get_output_shapes(training))
    following = iterator.get_next()
    begin = [iterator.make_initializer(d) for d in (training, validation)]
    with v1.Session() as session:
        session.run(begin[0])
        assert [session.run(following) for _ in range(2)] == [0, 1]
        session.run(begin[1])
        assert session.run(following) == 10
    with pytest.raises(ValueError, match="make_initializer"):
        iterator.initializer  # noqa: B018
    with pytest.raises(TypeError, match="make_initializer: the iterator gives"):
        iterator.make_initializer(tf.data.Dataset.from_tensors("text"))


def test_a_handle_that_is_fed_says_which_iterator(graph):
    one = v1.data.make_one_shot_iterator(tf.data.Dataset.range(3))
    other = v1.data.make_initializable_iterator(tf.data.Dataset.range(10, 13))
    which = v1.placeholder(tf.string, [])
    following = v1.data.Iterator.from_string_handle(which, tf.int64, tf.TensorShape([])).get_next()
    with v1.Session() as session:
        names = session.run([one.string_handle(), other.string_handle()])
        session.run(other.initializer)
        assert [session.run(following, {which: names[i]}) for i in (0, 1, 0, 1)] == [0, 10, 1, 11]
        with pytest.raises(tf.errors.InvalidArgumentError, match="is no handle of an iterator"):
            session.run(following, {which: "banana"})


def test_structures_and_classes():
    dataset = tf.data.Dataset.from_tensor_slices({"a": [1.0, 2.0], "b": (["x", "y"], [[1], [2]])})
    assert v1.data.get_output_types(dataset) == {"a": tf.float32, "b": (tf.string, tf.int32)}
    assert v1.data.get_output_shapes(dataset)["b"][1].as_list() == [1]
    assert v1.data.get_output_classes(dataset)["a"] is tf.Tensor
    assert [int(x) for x in v1.data.make_one_shot_iterator(tf.data.Dataset.range(2))] == [0, 1]


def test_iter_needs_a_function_or_eager_mode(graph):
    with pytest.raises(RuntimeError, match=r"only supported inside of tf.function .*make_one_shot_iterator"):
        iter(tf.data.Dataset.range(3))
