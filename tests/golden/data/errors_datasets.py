"""What comes after an element whose making fails: it is lost, and the pass goes on."""

_FAILING = """
        def fail(x):
            return x + tf.cast(0 * tf.debugging.check_numerics(1.0 / tf.cast(x - 5, tf.float32), 'no'), tf.int64)
        m = tf.data.Dataset.range(12).map(fail)
"""
_ENDS = {
    "ragged_batch": "m.map(lambda x: tf.fill([x], x)).ragged_batch(3)",
    "map_of_map_and_batch": "m.map(lambda x: x + 1).batch(3)",
    "take_and_batch": "m.take(7).batch(3)",
    "filter_and_batch": "m.filter(lambda x: x > -1).batch(3)",
    "batch_dropping": "m.batch(4, drop_remainder=True)",
    "take": "m.take(7)",
    "skip_to_it": "tf.data.Dataset.range(1).concatenate(m.skip(5))",
    "skip_past_it": "tf.data.Dataset.range(1).concatenate(m.skip(7))",
    "shard_with_it": "m.shard(2, 0)",
    "shard_without_it": "m.shard(2, 1)",
    "shard_far_from_it": "m.shard(3, 1)",
    "unique": "m.unique()",
    "group_by_window": "m.group_by_window(lambda x: x % 2, lambda k, d: d.batch(9), 2)",
    "sliding_windows": "m.window(2, 1).flat_map(lambda w: w)",
    "windows_dropping": "m.window(3, 2, 1, True).flat_map(lambda w: w)",
    "windows_apart": "m.window(2, 3).flat_map(lambda w: w)",
    "repeat_of_take": "m.take(7).repeat(2)",
    "concatenate": "m.take(7).concatenate(m.take(7))",
    "prefetch_and_batch": "m.prefetch(2).batch(3)",
    "cache": "m.take(8).cache()",
    "choose": "tf.data.Dataset.choose_from_datasets([m, tf.data.Dataset.range(9)], tf.data.Dataset.range(2).repeat(8))",
    "assert_cardinality": "m.apply(tf.data.experimental.assert_cardinality(12))",
    "rebatch": "m.batch(2).rebatch(3)",
    "flat_map": "m.flat_map(lambda x: tf.data.Dataset.from_tensors(x).repeat(2))",
    "zip": "tf.data.Dataset.zip((m, tf.data.Dataset.range(20), m))",
    "shuffle": "m.shuffle(4, seed=1)",
    "batch_and_map": "m.batch(3).map(lambda x: x + 1)",
}
PROGRAMS = {f"after_an_error_{name}": f"{_FAILING}        ds = {end}\n" for name, end in _ENDS.items()}
