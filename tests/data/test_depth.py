"""Plans of many transformations: loops that add one in each turn."""

import threading

import pytest

import tenfold as tf
from tenfold.data.plan.depth import DEEPEST


def range3():
    return tf.data.Dataset.range(3)


def test_a_loop_of_concatenates_is_one_node():
    dataset, part = range3(), tf.data.Dataset.range(1)
    for _ in range(1000):
        dataset = dataset.concatenate(part)
    assert len(dataset) == 1003 and dataset.depth == 2
    assert sum(1 for _ in dataset) == 1003
    assert len(dataset.explain().splitlines()) == 1003


def test_what_is_concatenated_to_itself_is_there_twice():
    dataset = tf.data.Dataset.range(2)
    for _ in range(4):
        dataset = dataset.concatenate(dataset)
    assert [int(x) for x in dataset] == [0, 1] * 16


def test_one_with_a_name_is_a_node_of_its_own():
    named = range3().concatenate(range3(), name="both")
    both = named.concatenate(range3())
    assert both.inputs[0] is named and "'both'" in both.explain()
    assert [int(x) for x in both] == [0, 1, 2] * 3


def test_concatenates_in_a_function():
    @tf.function
    def total(n):
        dataset = tf.data.Dataset.range(n)
        for _ in range(50):
            dataset = dataset.concatenate(outside).concatenate(tf.data.Dataset.range(n))
        return dataset.reduce(tf.constant(0, tf.int64), lambda a, b: a + b)

    outside = range3().concatenate(range3())
    assert int(total(tf.constant(3, tf.int64))) == 3 + 50 * (6 + 3)


@pytest.mark.parametrize(
    "more",
    [
        lambda d: d.take(3),
        lambda d: d.skip(0),
        lambda d: d.filter(positive),
        lambda d: d.with_options(tf.data.Options()),
    ],
)
def test_deep_plans_run(more):
    dataset = range3()
    while dataset.depth < 250:
        dataset = more(dataset)
    found = []
    worker = threading.Thread(target=lambda: found.extend(dataset))
    worker.start()
    worker.join()
    assert len(found) == 3 == len(list(dataset))
    assert dataset.options() is not None and len(dataset.explain().splitlines()) > 250


def positive(x):
    return x >= 0


def test_deep_plans_run_in_functions(tmp_path):
    @tf.function
    def total(n):
        dataset = tf.data.Dataset.range(n)
        for _ in range(300):
            dataset = dataset.take(n)
        return dataset.concatenate(outside).reduce(tf.constant(0, tf.int64), lambda a, b: a + b)

    outside = range3()
    for _ in range(300):
        outside = outside.take(3)
    assert int(total(tf.constant(3, tf.int64))) == 6
    assert len(list(outside.snapshot(str(tmp_path)))) == 3  # goes by a fingerprint of it all


def test_many_maps_are_a_few():
    dataset = range3()
    for _ in range(40):
        dataset = dataset.map(lambda x: x + 1)
    assert [int(x) for x in dataset] == [40, 41, 42]
    assert len(dataset.explain().split("as it runs:")[1].splitlines()) <= 6


def test_deeper_ones_are_refused_and_say_what_to_do():
    dataset = range3()
    for _ in range(DEEPEST - 1):
        dataset = dataset.take(3)
    with pytest.raises(tf.errors.ResourceExhaustedError, match="1,001 transformations.*1,000.*flat_map"):
        dataset.take(3)
    assert len(list(dataset)) == 3
