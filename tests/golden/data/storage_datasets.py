"""Elements that are kept: cache, save and load, snapshot, records written."""

PROGRAMS = {
    "cache": "ds = tf.data.Dataset.range(5).cache()",
    "cache_draws": "ds = tf.data.Dataset.range(3).map(lambda x: tf.random.uniform([], seed=1)).cache()",
    "cache_shuffled": "ds = tf.data.Dataset.range(9).shuffle(9, seed=1).cache().repeat(2)",
    "cache_then_shuffle": "ds = tf.data.Dataset.range(9).cache().shuffle(9, seed=1).repeat(2)",
    "cache_taken": "ds = tf.data.Dataset.range(9).map(lambda x: tf.random.uniform([], seed=1)).cache().take(3)",
    "cache_failing": """
        def f(x):
            return tf.debugging.check_numerics(1.0 / tf.cast(x - 1, tf.float32), 'no')
        ds = tf.data.Dataset.range(4).map(f).cache()
    """,
    "cache_file": """
        ds = tf.data.Dataset.range(4).map(lambda x: tf.random.uniform([], seed=1)).cache(path('c'))
    """,
    "cache_file_structure": """
        value = {'a': [[1, 2], [3, 4]], 'b': (['x', ''], [1.5, 2.5])}
        ds = tf.data.Dataset.from_tensor_slices(value).cache(path('c')).repeat(2)
    """,
    "cache_file_batches": "ds = tf.data.Dataset.range(5).batch(2).cache(path('c')).repeat(2)",
    "cache_file_named": "ds = tf.data.Dataset.range(2).cache(filename=path('c'), name='n')",
    "cache_file_ragged_rows": """
        rows = tf.ragged.constant([[1], [2, 3], [], [4]])
        ds = tf.data.Dataset.from_tensor_slices(rows).cache(path('c'))
    """,
    "save_ragged_rows": """
        rows = tf.data.Dataset.from_tensor_slices((tf.ragged.constant([['a'], [], ['b', 'c']]), [1, 2, 3]))
        rows.save(path('d'))
        ds = tf.data.Dataset.load(path('d'))
    """,
    "cache_in_flat_map": "ds = tf.data.Dataset.range(3).flat_map(lambda x: tf.data.Dataset.range(x).cache().repeat(2))",
    "cache_of_nothing": "ds = tf.data.Dataset.range(0).cache().repeat()",
    "snapshot": "ds = tf.data.Dataset.range(5).map(lambda x: 2 * x).snapshot(path('s'))",
    "saved": """
        tf.data.Dataset.range(5).map(lambda x: (x, {'a': tf.cast(x, tf.float32)})).save(path('s'))
        ds = tf.data.Dataset.load(path('s'))
    """,
    "saved_in_shards": """
        tf.data.Dataset.range(6).save(path('s'), shard_func=lambda x: x % 2, compression='GZIP')
        ds = tf.data.Dataset.load(path('s'), compression='GZIP')
    """,
    "saved_nowhere": "ds = tf.data.Dataset.load(path('s'))",
    "saved_badly_sharded": "ds = tf.data.Dataset.range(5).save(path('s'), shard_func=lambda x: tf.cast(x, tf.int32))",
}
