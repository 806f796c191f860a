"""Datasets whose numbers are tensors of a tf.function: each call has its own, and the elements that it has eagerly."""

import pytest

import tenfold as tf

Dataset, experimental = tf.data.Dataset, tf.data.experimental

SUM = experimental.Reducer(lambda k: k, lambda s, x: s + x, lambda s: s)


def rows():
    return Dataset.range(1, 4).map(lambda x: tf.fill([x], x))


CASES = {
    "window": lambda n: Dataset.range(7).window(n, n - 1).flat_map(lambda w: w.batch(3)),
    "padded": lambda n: Dataset.range(1, 4).map(lambda x: tf.fill([x], x)).padded_batch(n),
    "padded_shapes": lambda n: Dataset.range(1, 4).map(lambda x: tf.fill([x], x)).padded_batch(2, [n + 2]),
    "padded_values": lambda n: Dataset.range(1, 4).map(lambda x: tf.fill([x], x)).padded_batch(2, [None], n),
    "shard": lambda n: Dataset.range(7).shard(n, n - 1),
    "rebatch": lambda n: Dataset.range(8).batch(4).rebatch(n),
    "ragged": lambda n: Dataset.range(4).map(lambda x: tf.fill([x], x)).ragged_batch(n).map(lambda r: r.flat_values),
    "sparse": lambda n: Dataset.range(4).map(lambda x: tf.fill([x], x)).sparse_batch(n, [5]).map(lambda r: r.values),
    "sparse_shape": lambda n: (
        Dataset.range(4).map(lambda x: tf.fill([x], x)).sparse_batch(2, [n + 4]).map(lambda r: r.values)
    ),
    "interleave": lambda n: Dataset.range(4).interleave(lambda x: Dataset.range(x), cycle_length=n, block_length=n),
    "counter": lambda n: Dataset.counter(n, n).take(3),
    "enumerate": lambda n: Dataset.range(3).enumerate(n).map(lambda i, x: i + x),
    "scan": lambda n: Dataset.range(3).scan(n, lambda s, x: (s + x, s)),
    "group": lambda n: Dataset.range(6).group_by_window(lambda x: x % n, lambda k, d: d.map(lambda x: x + k), n),
    "group_f": lambda n: Dataset.range(6).group_by_window(
        lambda x: x % n, lambda k, d: d.batch(n), window_size_func=lambda k: n
    ),
    "bucket": lambda n: (
        Dataset.range(1, 6)
        .map(lambda x: tf.fill([x], x))
        .bucket_by_sequence_length(lambda x: tf.size(x) + tf.cast(n, tf.int32) - 2, [3], [2, 2])
    ),
    "take_while": lambda n: Dataset.range(9).take_while(lambda x: x < n),
    "unique": lambda n: Dataset.range(9).map(lambda x: x % n).unique(),
    "choose": lambda n: Dataset.choose_from_datasets(
        [Dataset.range(n), Dataset.range(5, 5 + n)], Dataset.range(2).repeat(n)
    ),
    "list": lambda n: experimental.from_list([n, n + 1]),
    "assert": lambda n: Dataset.range(2).apply(experimental.assert_cardinality(n)),
    "random": lambda n: Dataset.random(seed=3).take(n).map(lambda x: x % 2),
    "options": lambda n: Dataset.range(n).with_options(tf.data.Options()),
    "unbatch": lambda n: Dataset.from_tensors(tf.fill([n, n], n)).unbatch(),
    "ignore": lambda n: Dataset.range(n).ignore_errors(),
    "nested": lambda n: Dataset.range(n).window(2).map(lambda w: w.padded_batch(2).get_single_element()),
    "resample": lambda n: (
        Dataset.range(n * 4)
        .rejection_resample(lambda x: tf.cast(x % 2, tf.int32), [0.5, 0.5], [0.5, 0.5], seed=1)
        .map(lambda c, x: x)
    ),
    "reducer": lambda n: Dataset.range(6).apply(
        experimental.group_by_reducer(
            lambda x: x % n, experimental.Reducer(lambda k: k + n, lambda s, x: s + x, lambda s: s)
        )
    ),
    "mab": lambda n: Dataset.range(5).apply(experimental.map_and_batch(lambda x: x + n, n)),
    "sar": lambda n: Dataset.range(3).apply(experimental.shuffle_and_repeat(n, n, seed=1)),
    "card": lambda n: Dataset.from_tensors(Dataset.range(n).window(2).cardinality()),
}


def total(dataset):
    return dataset.reduce(tf.constant(0, tf.int64), lambda s, x: s * 10 + tf.reduce_sum(x))


@pytest.mark.parametrize("name", CASES)
def test_elements_are_those_of_eager_numbers(name):
    inside = tf.function(lambda n: total(CASES[name](n)), autograph=False)
    for n in (2, 3):
        number = tf.constant(n, tf.int64)
        try:
            expected = int(total(CASES[name](number)))
        except tf.errors.OpError as e:
            with pytest.raises(type(e)):
                inside(number)
        else:
            assert int(inside(number)) == expected


def test_variables_of_a_loop_over_a_dataset_may_change_their_shapes():
    calls = []

    @tf.function
    def joined(dataset):
        found, last = tf.zeros([0, 2], tf.int64), tf.zeros([2], tf.int64)
        for x in dataset:
            calls.append(1)
            found, last = tf.concat([found, [[x, x]]], 0), last + x
        return found, last

    found, last = joined(tf.data.Dataset.range(3))
    assert found.numpy().tolist() == [[0, 0], [1, 1], [2, 2]] and last.numpy().tolist() == [3, 3]
    assert len(calls) == 2 and joined(tf.data.Dataset.range(0))[0].shape == (0, 2)
    with pytest.raises(ValueError, match="has shape"):  # TensorFlow's over an iterator, too
        joined(iter(tf.data.Dataset.range(3)))


def test_the_next_element_may_be_none():
    elements = iter(tf.data.Dataset.range(1, 3).map(lambda x: (x, {"a": 2 * x})))
    first = elements.get_next_as_optional()
    assert first.has_value() and first.get_value()[1]["a"].numpy() == 2
    take = tf.function(lambda it: it.get_next_as_optional().has_value())
    assert take(elements) and not take(elements) and not elements.get_next_as_optional().has_value()
