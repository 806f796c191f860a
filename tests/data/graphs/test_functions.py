"""Datasets and iterators inside of tf.function: arguments, results, loops, made of a function's tensors."""

import threading

import numpy as np
import pytest

import tenfold as tf


def numbers(n=10):
    return tf.data.Dataset.range(n)


@tf.function
def total(dataset):
    found = tf.constant(0, tf.int64)
    for x in dataset:
        found += x
    return found


def test_a_dataset_is_an_argument_like_others_of_its_spec():
    traces = total.experimental_get_tracing_count()
    assert int(total(numbers())) == 45 and int(total(numbers(5).map(lambda x: 2 * x).prefetch(1))) == 20
    assert total.experimental_get_tracing_count() == traces + 1
    assert int(total(numbers(0))) == 0
    with pytest.raises(TypeError):
        total(tf.data.Dataset.range(3, output_type=tf.int32))


def test_an_iterator_goes_on_where_it_stands():
    @tf.function
    def two(iterator):
        return next(iterator) + next(iterator)

    @tf.function
    def up_to_a_large_one(iterator):
        found = tf.constant(0, tf.int64)
        for x in iterator:
            if x > 6:
                break
            found += x
        return found

    iterator = iter(numbers())
    assert [int(two(iterator)), int(two(iterator)), int(next(iterator))] == [1, 5, 4]
    assert int(up_to_a_large_one(iterator)) == 11 and int(next(iterator)) == 8
    assert int(next(iterator)) == 9
    with pytest.raises(tf.errors.OutOfRangeError, match="End of sequence"):
        two(iterator)


def test_a_captured_dataset_begins_anew_with_each_call():
    batches = tf.data.Dataset.from_tensor_slices((np.arange(6), np.arange(6.0))).batch(4)

    @tf.function
    def summed():
        found = tf.constant(0.0, tf.float64)
        for a, b in batches:
            found += tf.cast(tf.reduce_sum(a), tf.float64) * tf.reduce_sum(b)
        return found

    assert [float(summed()), float(summed())] == [117.0, 117.0]


def test_datasets_are_made_of_a_functions_tensors():
    @tf.function
    def summed(n):
        found = tf.constant(0, tf.int64)
        for x in tf.data.Dataset.range(n).map(lambda x: x + n).batch(n - 3):
            found += tf.reduce_sum(x)
        return found

    assert [int(summed(tf.constant(n, tf.int64))) for n in (5, 6)] == [35, 51]
    with pytest.raises(tf.errors.InvalidArgumentError, match="batch_size must be greater than zero; received 0"):
        summed(tf.constant(3, tf.int64))


def test_a_function_returns_a_dataset():
    @tf.function
    def squares(n):
        return tf.data.Dataset.range(n).map(lambda x: x * x)

    made = squares(tf.constant(4, tf.int64))
    assert [int(x) for x in made] == [int(x) for x in made] == [0, 1, 4, 9]
    assert made.element_spec == tf.TensorSpec((), tf.int64)


def test_assignments_before_a_pass_are_seen_by_it():
    v = tf.Variable(1, dtype=tf.int64)
    added = numbers(3).map(lambda x: x + v)

    @tf.function
    def summed():
        v.assign(10)
        found = tf.constant(0, tf.int64)
        for x in added:
            found += x
        return found

    assert int(summed()) == 33


def test_outside_of_its_function_a_dataset_of_its_tensors_has_no_elements():
    kept = []

    @tf.function
    def leaks(n):
        kept.append(tf.data.Dataset.range(n))
        return n

    leaks(tf.constant(3))
    with pytest.raises(ValueError, match="a tensor of a graph: iterate over it inside of the tf.function"):
        next(iter(kept[0]))


def test_optionals():
    @tf.function
    def next_or_minus_one(iterator):
        found = iterator.get_next_as_optional()
        return found.get_value() if found.has_value() else tf.constant(-1, tf.int64)

    iterator = iter(numbers(2))
    assert [int(next_or_minus_one(iterator)) for _ in range(4)] == [0, 1, -1, -1]
    optional = tf.experimental.Optional.from_value({"a": 1, "b": (2.0, None)})
    assert bool(optional.has_value()) and float(optional.get_value()["b"][0]) == 2.0
    assert optional.get_value()["b"][1] is None
    empty = tf.experimental.Optional.empty(tf.TensorSpec([2]))
    assert not bool(empty.has_value()) and repr(empty).startswith("tf.experimental.Optional.empty(TensorSpec(")
    with pytest.raises(tf.errors.InvalidArgumentError, match="does not have a value: ask has_value"):
        empty.get_value()


def test_training_steps_in_a_loop_over_a_dataset():
    x = np.random.RandomState(0).rand(64, 3).astype("float32")
    batches = tf.data.Dataset.from_tensor_slices((x, x.sum(1, keepdims=True))).batch(16)
    layer, optimizer = tf.keras.layers.Dense(1), tf.keras.optimizers.SGD(0.1)
    layer.build((None, 3))

    @tf.function
    def epoch(data):
        last = tf.constant(0.0)
        for a, b in data:
            with tf.GradientTape() as tape:
                last = tf.reduce_mean((layer(a) - b) ** 2)
            optimizer.apply_gradients(zip(tape.gradient(last, layer.variables), layer.variables))
        return last

    losses = [float(epoch(batches)) for _ in range(30)]
    assert losses[-1] < losses[0] / 5


def test_nothing_is_made_after_a_loop_has_ended():
    made = []

    def numbers_one_by_one():
        for i in range(9):
            made.append(i)
            yield i

    @tf.function
    def up_to(iterator, most):
        found = tf.constant(0, tf.int64)
        for number, x in enumerate(iterator):
            found += x
            if number >= most:
                break
        return found

    dataset = tf.data.Dataset.from_generator(numbers_one_by_one, output_signature=tf.TensorSpec([], tf.int64))
    iterator = iter(dataset)
    assert int(up_to(iterator, tf.constant(2, tf.int64))) == 3 and made == [0, 1, 2]
    assert int(next(iterator)) == 3


def test_datasets_are_counted_and_zipped_as_datasets():
    @tf.function
    def weighed(dataset, iterator):
        found, total = tf.zeros([1], tf.int64), tf.constant(0, tf.int64)
        for number, (x, y) in enumerate(zip(dataset, dataset)):
            found = tf.concat([found, [number * (x + y)]], 0)
        for number, (x, (y, z)) in enumerate(zip(dataset, zip(dataset, iterator)), start=2):
            total += number * (x + y) + z
        return found, total

    found, total = weighed(numbers(4), iter(numbers(3)))
    assert found.numpy().tolist() == [0, 0, 2, 8, 18] and int(total) == 25


def test_threads_that_go_through_one_iterator_take_each_element_once():
    iterator, found = iter(numbers(400)), []

    @tf.function
    def rest(iterator):
        found = tf.constant(0, tf.int64)
        for x in iterator:
            found += x
        return found

    threads = [threading.Thread(target=lambda: found.append(int(rest(iterator)))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4 and sum(found) == 400 * 399 // 2


def test_pythons_for_over_an_iterator_is_refused_where_it_would_never_end():
    def summed(elements):
        found = tf.constant(0, tf.int64)
        for x in elements:
            found += x
        return found

    for elements in (numbers(), iter(numbers())):
        with pytest.raises(ValueError, match="high number of `tf.data.Iterator.get_next.*AutoGraph disabled"):
            tf.function(summed, autograph=False)(elements)
    kept = iter(numbers())
    with pytest.raises(ValueError, match="AutoGraph disabled"):
        tf.function(lambda: summed(kept), autograph=False)()
    assert int(next(kept)) == 0


def test_a_function_saves_a_dataset_when_it_runs(tmp_path):
    @tf.function
    def save(dataset, path):
        dataset.save(path, shard_func=lambda x: x % 2)

    for n in (3, 5):
        save(numbers(n), tf.constant(str(tmp_path)))
        assert sorted(int(x) for x in tf.data.Dataset.load(str(tmp_path))) == [*range(n)]
    with pytest.raises(tf.errors.InvalidArgumentError, match="field 0 is .* still to compute: give a constant"):
        tf.function(lambda x: tf.data.experimental.CsvDataset("a.csv", [x]))(tf.constant(1.0))


def test_a_signature_says_what_the_elements_are():
    number, text = tf.TensorSpec([], tf.int64), tf.data.Dataset.from_tensors("a")
    optional = tf.experimental.Optional.from_value("a")
    for spec, right, wrong in (
        (tf.data.DatasetSpec(number), numbers(3), text),
        (tf.data.IteratorSpec(number), iter(numbers(3)), iter(text)),
        (tf.OptionalSpec(number), tf.experimental.Optional.from_value(tf.constant(2, tf.int64)), optional),
    ):
        same = tf.function(lambda x: x, input_signature=[spec])
        assert type(same(right)) is type(right) and spec.is_compatible_with(right)
        with pytest.raises(TypeError, match=f"Can not cast {type(spec).__name__}.*string.* to .*int64"):
            same(wrong)
        assert not spec.is_compatible_with(wrong) and not spec.is_compatible_with(number)
