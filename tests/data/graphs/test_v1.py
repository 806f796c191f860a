"""TensorFlow 1's iterators: one-shot, initializable, reinitializable and feedable, in sessions."""

import threading

import numpy as np
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


def test_functions_of_elements_read_the_variables_of_the_session(graph):
    v = v1.Variable(np.int64(7), use_resource=True)
    counted = v1.Variable(np.int64(0), use_resource=True)

    def several(x):
        with tf.control_dependencies([v1.assign_add(counted, 1)]):
            return tf.data.Dataset.from_tensors(x).map(lambda y: y + v)

    iterator = v1.data.make_initializable_iterator(tf.data.Dataset.range(3).flat_map(several))
    following = iterator.get_next()
    for _ in range(2):
        with v1.Session() as session:
            session.run(v1.global_variables_initializer())
            session.run(iterator.initializer)
            assert session.run(following) == 7
            session.run(v1.assign(v, 100))
            assert session.run(following) == 101 and session.run(counted) == 2


def test_a_one_shot_iterator_is_made_of_constants(graph):
    v, fed = v1.Variable(np.int64(7), use_resource=True), v1.placeholder(tf.int64, [], "fed")
    number = tf.data.Dataset.range(3)
    for dataset in (
        number.map(lambda x: x + v),
        number.flat_map(lambda x: tf.data.Dataset.range(fed)),
        number.flat_map(lambda x: number.map(lambda y: y + v)),
        number.batch(fed + 1),
        number.take(v1.random_uniform([], maxval=3, dtype=tf.int64)),
    ):
        with pytest.raises(ValueError, match="one-shot iterator for a dataset: it is made of '.*',.*initializable"):
            v1.data.make_one_shot_iterator(dataset)
    following = v1.data.make_one_shot_iterator(number.skip(tf.constant(1, tf.int64) + 1)).get_next()
    with v1.Session() as session:
        assert session.run(following) == 2


def test_threads_share_the_pass_that_the_first_of_them_begins(graph):
    following = v1.data.make_one_shot_iterator(tf.data.Dataset.range(60)).get_next()
    found, begin = [], threading.Barrier(3)
    with v1.Session() as session:

        def work():
            begin.wait()
            while True:
                try:
                    found.append(int(session.run(following)))
                except tf.errors.OutOfRangeError:
                    return

        threads = [threading.Thread(target=work) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(found) == [*range(60)]


def test_operations_have_tensorflows_names(graph):
    with v1.name_scope("input"):
        first = v1.data.make_one_shot_iterator(tf.data.Dataset.range(4))
        second = v1.data.make_initializable_iterator(tf.data.Dataset.range(3))
        third = v1.data.Iterator.from_structure(tf.int64)
        begins = third.make_initializer(tf.data.Dataset.range(3))
        fourth = v1.data.Iterator.from_string_handle(second.string_handle(), tf.int64)
        assert (
            first.get_next().name == "input/IteratorGetNext:0" and first.get_next(name="batch").name == "input/batch:0"
        )
    assert second.initializer.name == "input/MakeIterator" and begins.name == "input/make_initializer"
    assert second.string_handle().name == "input/IteratorToStringHandle_1:0" and fourth.get_next().op.name
    assert third.string_handle("handle").name == "handle:0"
    assert [n.name for n in graph.get_operations() if n.type == "IteratorV2"] == [
        "input/IteratorV2",
        "input/IteratorV2_1",
    ]


def test_iterators_of_one_shared_name_are_one(graph):
    first, second = (v1.data.make_initializable_iterator(tf.data.Dataset.range(n, 9), shared_name="s") for n in (0, 5))
    following = [first.get_next(), second.get_next()]
    with v1.Session() as session:
        session.run(first.initializer)
        assert [session.run(n) for n in following] == [0, 1]
        session.run(second.initializer)
        assert [session.run(n) for n in following] == [5, 6]
    with pytest.raises(ValueError, match="shared_name='s' is that of an iterator of TensorSpec"):
        v1.data.Iterator.from_structure(tf.float32, [], "s")


def test_handles_and_datasets_of_other_elements_are_refused(graph):
    pair = v1.data.Iterator.from_structure((tf.int64, tf.int64))
    number = tf.data.Dataset.range(3)
    for dataset in (number, tf.data.Dataset.zip((number, number, number)), number.map(lambda x: ((x,), x))):
        with pytest.raises(ValueError, match="make_initializer: the iterator gives"):
            pair.make_initializer(dataset)
    with pytest.raises(TypeError, match="make_initializer: the iterator gives"):
        pair.make_initializer(number.map(lambda x: {"a": x, "b": x}))
    which = v1.placeholder(tf.string, [])
    following = v1.data.Iterator.from_string_handle(which, tf.float32, []).get_next()
    handle = v1.data.make_one_shot_iterator(number).string_handle()
    with v1.Session() as session:
        with pytest.raises(tf.errors.InvalidArgumentError, match="told of elements of .*float32.* are of .*int64"):
            session.run(following, {which: session.run(handle)})
    with pytest.raises(ValueError, match="dtype string"):
        v1.data.Iterator.from_string_handle(tf.constant(3), tf.float32)
    with pytest.raises(TypeError, match="tf.Tensor, tf.SparseTensor, or TypeSpecs"):
        v1.data.Iterator.from_structure(tf.int64, [], output_classes=int)


def test_how_many_elements_is_a_tensor_of_the_graph(graph):
    with v1.Session() as session:
        assert session.run(tf.data.Dataset.range(5).cardinality()) == 5


def test_eagerly_there_are_no_iterators_of_a_graph():
    for make in (
        lambda: v1.data.make_initializable_iterator(tf.data.Dataset.range(3)),
        lambda: v1.data.Iterator.from_structure(tf.int64),
        lambda: v1.data.Iterator.from_string_handle("a", tf.int64),
    ):
        with pytest.raises(RuntimeError, match="not supported when eager execution is enabled: iterate over"):
            make()
