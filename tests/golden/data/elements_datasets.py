"""What is done to each element, and which elements are taken: enumerate, reduce, scan, take_while, shard, unique,
ignore_errors, assert_cardinality, options, apply, flat_map."""

PROGRAMS = {
    "enumerate": "ds = tf.data.Dataset.from_tensor_slices(['a', 'b']).enumerate()",
    "enumerate_from": "ds = tf.data.Dataset.range(3).map(lambda x: (x, x)).enumerate(start=5)",
    "enumerate_endless": "ds = tf.data.Dataset.range(2).repeat().enumerate().take(5)",
    "enumerate_old": "ds = tf.data.Dataset.range(2).apply(tf.data.experimental.enumerate_dataset(start=3))",
    "reduce_sum": """
        total = tf.data.Dataset.range(5).reduce(np.int64(0), lambda a, x: a + x)
        ds = tf.data.Dataset.from_tensors(total)
    """,
    "reduce_structure": """
        f = lambda s, x: (s[0] + x, {'n': s[1]['n'] + 1})
        ds = tf.data.Dataset.from_tensors(tf.data.Dataset.range(5).reduce((np.int64(0), {'n': 0}), f))
    """,
    "reduce_nothing": "ds = tf.data.Dataset.from_tensors(tf.data.Dataset.range(0).reduce(7, lambda a, x: a + 1))",
    "reduce_to_another_dtype": "ds = tf.data.Dataset.range(5).reduce(0, lambda a, x: a + tf.cast(x, tf.float32))",
    "reduce_to_another_structure": "ds = tf.data.Dataset.range(5).reduce(0, lambda a, x: (a, a))",
    "reduce_that_grows": """
        found = tf.data.Dataset.range(4).reduce(np.zeros([0], np.int64), lambda a, x: tf.concat([a, [x]], 0))
        ds = tf.data.Dataset.from_tensors(found)
    """,
    "reduce_pairs": """
        ds = tf.data.Dataset.from_tensor_slices(([1, 2], [3, 4]))
        ds = tf.data.Dataset.from_tensors(ds.reduce(0, lambda s, e: s + e[0] * e[1]))
    """,
    "reduce_strings": """
        ds = tf.data.Dataset.from_tensor_slices(['a', 'b', 'c'])
        ds = tf.data.Dataset.from_tensors(ds.reduce('', lambda s, e: s + e))
    """,
    "reduce_with_if": """
        def f(most, x):
            if x > most:
                most = x
            return most
        ds = tf.data.Dataset.from_tensors(tf.data.Dataset.range(5).reduce(np.int64(-1), f))
    """,
    "reduce_that_fails": """
        f = lambda s, x: s + tf.debugging.check_numerics(1.0 / tf.cast(x - 2, tf.float32), 'no')
        ds = tf.data.Dataset.range(5).reduce(0.0, f)
    """,
    "scan": "ds = tf.data.Dataset.range(5).scan(np.int64(0), lambda s, x: (s + x, s + x))",
    "scan_structure": """
        f = lambda s, x: ({'n': s['n'] + 1}, (s['n'], x * 2))
        ds = tf.data.Dataset.range(3).scan({'n': 10}, f)
    """,
    "scan_of_one_value": "ds = tf.data.Dataset.range(3).scan(0, lambda s, x: s)",
    "scan_to_another_dtype": "ds = tf.data.Dataset.range(3).scan(0, lambda s, x: (tf.cast(s, tf.float32), x))",
    "scan_that_grows": """
        ds = tf.data.Dataset.range(4).scan(np.zeros([0], np.int64), lambda s, x: 2 * (tf.concat([s, [x]], 0),))
    """,
    "scan_old": """
        ds = tf.data.Dataset.range(4).apply(tf.data.experimental.scan(np.int64(1), lambda s, x: (s * 2, s + x)))
    """,
    "scan_draws": """
        ds = tf.data.Dataset.range(3).scan(0.0, lambda s, x: (s + 1, s + tf.random.uniform([], seed=5)))
    """,
    "scan_that_fails": """
        def f(s, x):
            return s + 1, tf.debugging.check_numerics(1.0 / tf.cast(x - 2, tf.float32), 'no') + s
        ds = tf.data.Dataset.range(5).scan(0.0, f)
    """,
    "scan_no_elements": "ds = tf.data.Dataset.range(0).scan(0, lambda s, x: (s, s))",
    "take_while": "ds = tf.data.Dataset.range(9).take_while(lambda x: x < 4)",
    "take_while_endless": "ds = tf.data.Dataset.counter().take_while(lambda x: x < 4)",
    "take_while_never": "ds = tf.data.Dataset.range(9).take_while(lambda x: False)",
    "take_while_no_bool": "ds = tf.data.Dataset.range(9).take_while(lambda x: x)",
    "take_while_old": "ds = tf.data.Dataset.range(9).apply(tf.data.experimental.take_while(lambda x: x != 3))",
    "take_while_fails": """
        def f(x):
            return tf.debugging.check_numerics(1.0 / tf.cast(x - 2, tf.float32), 'no') < 0.3
        ds = tf.data.Dataset.range(9).take_while(f)
    """,
    "shard": "ds = tf.data.Dataset.range(10).shard(3, 1)",
    "shard_none_left": "ds = tf.data.Dataset.range(1).shard(3, 2)",
    "shard_endless": "ds = tf.data.Dataset.range(4).repeat().shard(3, 2).take(5)",
    "shard_index_over": "ds = tf.data.Dataset.range(10).shard(3, 3)",
    "shard_index_negative": "ds = tf.data.Dataset.range(10).shard(3, -1)",
    "shard_zero": "ds = tf.data.Dataset.range(10).shard(0, 0)",
    "shard_of_filtered": "ds = tf.data.Dataset.range(10).filter(lambda x: x % 2 == 0).shard(2, 1)",
    "unique": "ds = tf.data.Dataset.from_tensor_slices([1, 37, 2, 37, 2, 1]).unique()",
    "unique_strings": "ds = tf.data.Dataset.from_tensor_slices(['a', 'b', 'a']).unique()",
    "unique_rows": "ds = tf.data.Dataset.from_tensor_slices([[1, 2], [3, 4], [1, 2]]).unique()",
    "unique_old": "ds = tf.data.Dataset.range(9).map(lambda x: x % 4).apply(tf.data.experimental.unique())",
    "unique_floats": "ds = tf.data.Dataset.from_tensor_slices([1.0, 2.0, 1.0, -0.0, 0.0]).unique()",
    "unique_pairs": "ds = tf.data.Dataset.from_tensor_slices(([1, 1, 2], [3, 3, 3])).unique()",
    "ignore_errors": """
        f = lambda x: tf.debugging.check_numerics(1.0 / tf.cast(x - 2, tf.float32), 'no')
        ds = tf.data.Dataset.range(5).map(f).ignore_errors()
    """,
    "ignore_errors_old": """
        f = lambda x: tf.debugging.check_numerics(1.0 / tf.cast(x - 2, tf.float32), 'no')
        ds = tf.data.Dataset.range(5).map(f).apply(tf.data.experimental.ignore_errors(log_warning=True))
    """,
    "ignore_errors_before_batch": """
        f = lambda x: tf.debugging.check_numerics(1.0 / tf.cast(x - 2, tf.float32), 'no')
        ds = tf.data.Dataset.range(7).map(f).ignore_errors().batch(2)
    """,
    "assert_cardinality": """
        ds = tf.data.Dataset.range(9).filter(lambda x: x > 4)
        ds = ds.apply(tf.data.experimental.assert_cardinality(4))
    """,
    "assert_cardinality_few": """
        ds = tf.data.Dataset.range(9).filter(lambda x: x > 4)
        ds = ds.apply(tf.data.experimental.assert_cardinality(5))
    """,
    "assert_cardinality_many": """
        ds = tf.data.Dataset.range(9).filter(lambda x: x > 4)
        ds = ds.apply(tf.data.experimental.assert_cardinality(3))
    """,
    "assert_cardinality_infinite": """
        ds = tf.data.Dataset.range(2).apply(tf.data.experimental.assert_cardinality(tf.data.INFINITE_CARDINALITY))
    """,
    "with_options": """
        o = tf.data.Options()
        o.deterministic = False
        ds = tf.data.Dataset.range(3).with_options(o)
    """,
    "apply": "ds = tf.data.Dataset.range(3).apply(lambda d: d.map(lambda x: x + 1))",
    "apply_no_dataset": "ds = tf.data.Dataset.range(3).apply(lambda d: 3)",
    "flat_map_to_slices": """
        ds = tf.data.Dataset.from_tensor_slices([[1, 2], [3, 4]]).flat_map(tf.data.Dataset.from_tensor_slices)
    """,
    "flat_map_of_repeats": """
        ds = tf.data.Dataset.range(1, 4).flat_map(lambda x: tf.data.Dataset.from_tensors((x, 'a')).repeat(x))
    """,
    "flat_map_that_fails": """
        def f(x):
            y = tf.debugging.check_numerics([1.0, 2.0] / tf.cast(x - 2, tf.float32), 'no')
            return tf.data.Dataset.from_tensor_slices(y)
        ds = tf.data.Dataset.range(4).flat_map(f)
    """,
    "flat_map_with_errors_inside": """
        g = lambda y: tf.debugging.check_numerics(1.0 / tf.cast(y - 1, tf.float32), 'no')
        ds = tf.data.Dataset.range(2).flat_map(lambda x: tf.data.Dataset.range(3).map(g))
    """,
    "flat_map_of_pairs_of_datasets": """
        ds = tf.data.Dataset.range(4).map(lambda x: (tf.data.Dataset.range(x), x)).flat_map(lambda d, n: d)
    """,
    "map_to_mapped_datasets": """
        ds = tf.data.Dataset.range(3).map(lambda x: tf.data.Dataset.range(x).map(lambda y: y + x))
    """,
    "tensors_of_datasets": "ds = tf.data.Dataset.from_tensors(tf.data.Dataset.range(3))",
    "shuffle_and_repeat": """
        ds = tf.data.Dataset.range(5).apply(tf.data.experimental.shuffle_and_repeat(4, count=2, seed=3))
    """,
    "map_and_batch": """
        ds = tf.data.Dataset.range(5).apply(tf.data.experimental.map_and_batch(lambda x: x + 1, 2))
    """,
    "map_and_batch_drop": """
        f = tf.data.experimental.map_and_batch(lambda x: (x, x), 2, drop_remainder=True, num_parallel_calls=2)
        ds = tf.data.Dataset.range(5).apply(f)
    """,
    "from_list": "ds = tf.data.experimental.from_list([(1, 'a'), (2, 'b')])",
    "pad_to_cardinality": """
        ds = tf.data.Dataset.from_tensor_slices({'a': [1, 2]}).apply(tf.data.experimental.pad_to_cardinality(3))
    """,
    "parse_example": """
        made = [tf.train.Example(features=tf.train.Features(feature={
            'a': tf.train.Feature(int64_list=tf.train.Int64List(value=[i])),
            'b': tf.train.Feature(bytes_list=tf.train.BytesList(value=[b'x'] * i)),
        })).SerializeToString() for i in range(4)]
        features = {'a': tf.io.FixedLenFeature([], tf.int64), 'b': tf.io.VarLenFeature(tf.string)}
        ds = tf.data.Dataset.from_tensor_slices(made).batch(2)
        ds = ds.apply(tf.data.experimental.parse_example_dataset(features))
    """,
    "v1_from_sparse_tensor_slices": """
        s = tf.sparse.SparseTensor([[0, 1], [2, 0], [2, 3]], [7, 8, 9], [3, 4])
        ds = tf.compat.v1.data.Dataset.from_sparse_tensor_slices(s)
    """,
    "scan_namedtuples": """
        import collections
        P = collections.namedtuple('P', 'a b')
        zero = tf.constant(0, tf.int64)
        f = lambda s, e: (P(s.a + e.a, s.b + e.b), s)
        ds = tf.data.Dataset.range(5).map(lambda x: P(x, x * 2)).scan(P(zero, zero), f)
    """,
    "scan_draws_of_a_global_seed": """
        tf.random.set_seed(3)
        ds = tf.data.Dataset.range(3).scan(0.0, lambda s, x: (s + tf.random.uniform([]), s))
    """,
    "reduce_draws_of_a_global_seed": """
        tf.random.set_seed(3)
        total = tf.data.Dataset.range(3).reduce(0.0, lambda s, x: s + tf.random.uniform([]))
        ds = tf.data.Dataset.from_tensors(total)
    """,
    "reduce_in_a_function": """
        @tf.function
        def f(n):
            windows = tf.data.Dataset.range(n).window(2)
            sums = windows.map(lambda w: w.reduce(np.int64(0), lambda a, x: a + x))
            return sums.reduce(np.int64(1), lambda a, x: a * (x + 1)), windows.cardinality()
        ds = tf.data.Dataset.from_tensors(f(tf.constant(5, tf.int64)))
    """,
    "all_in_a_row": """
        ds = tf.data.Dataset.range(5).map(lambda x: (x, {'a': tf.fill([x], x)})).padded_batch(2).unbatch()
        ds = ds.window(2, 1).flat_map(lambda x, d: tf.data.Dataset.zip((x, d['a'])).padded_batch(2))
        ds = ds.enumerate(7).take_while(lambda i, e: i < 10)
    """,
}
