"""Elements of several datasets, and elements grouped: interleave, sample_from_datasets, choose_from_datasets, zip,
rejection_resample, random, group_by_window, bucket_by_sequence_length, group_by_reducer."""

PROGRAMS = {
    "interleave": """
        f = lambda x: tf.data.Dataset.from_tensors(x).repeat(6)
        ds = tf.data.Dataset.range(1, 6).interleave(f, cycle_length=2, block_length=4)
    """,
    "interleave_unequal": """
        f = lambda x: tf.data.Dataset.range(10 * x, 11 * x)
        ds = tf.data.Dataset.range(7).interleave(f, cycle_length=3, block_length=2)
    """,
    "interleave_with_empty": """
        f = lambda x: tf.data.Dataset.range(x % 3)
        ds = tf.data.Dataset.range(9).interleave(f, cycle_length=4, block_length=1)
    """,
    "interleave_one": """
        ds = tf.data.Dataset.range(3).interleave(lambda x: tf.data.Dataset.range(x), cycle_length=1)
    """,
    "interleave_parallel": """
        f = lambda x: tf.data.Dataset.range(10 * x, 11 * x)
        ds = tf.data.Dataset.range(7).interleave(f, 3, 2, num_parallel_calls=2)
    """,
    "interleave_parallel_with_empty": """
        f = lambda x: tf.data.Dataset.range(x % 3)
        ds = tf.data.Dataset.range(9).interleave(f, cycle_length=4, num_parallel_calls=4)
    """,
    "interleave_autotune": """
        f = lambda x: tf.data.Dataset.range(10 * x, 10 * x + 2)
        ds = tf.data.Dataset.range(5).interleave(f, cycle_length=2, num_parallel_calls=tf.data.AUTOTUNE)
    """,
    "interleave_zero": "ds = tf.data.Dataset.range(5).interleave(lambda x: tf.data.Dataset.range(x), cycle_length=0)",
    "interleave_no_block": """
        ds = tf.data.Dataset.range(5).interleave(lambda x: tf.data.Dataset.range(x), block_length=0)
    """,
    "interleave_of_nothing": "ds = tf.data.Dataset.range(0).interleave(lambda x: tf.data.Dataset.range(x))",
    "interleave_that_fails": """
        def f(x):
            y = tf.debugging.check_numerics([1.0, 2.0] / tf.cast(x - 1, tf.float32), 'no')
            return tf.data.Dataset.from_tensor_slices(y)
        ds = tf.data.Dataset.range(4).interleave(f, cycle_length=2)
    """,
    "interleave_errors_inside": """
        g = lambda y: tf.debugging.check_numerics(1.0 / tf.cast(y - 1, tf.float32), 'no')
        ds = tf.data.Dataset.range(3).interleave(lambda x: tf.data.Dataset.range(3).map(g), cycle_length=2)
    """,
    "interleave_parallel_errors_inside": """
        g = lambda y: tf.debugging.check_numerics(1.0 / tf.cast(y - 1, tf.float32), 'no')
        f = lambda x: tf.data.Dataset.range(3).map(g)
        ds = tf.data.Dataset.range(3).interleave(f, cycle_length=2, num_parallel_calls=2)
    """,
    "interleave_old": """
        f = lambda x: tf.data.Dataset.range(10 * x, 10 * x + 3)
        ds = tf.data.Dataset.range(4).apply(tf.data.experimental.parallel_interleave(f, cycle_length=2, block_length=2))
    """,
    "sample_uniform": """
        a, b = tf.data.Dataset.range(0, 20), tf.data.Dataset.range(100, 120)
        ds = tf.data.Dataset.sample_from_datasets([a, b], seed=7)
    """,
    "sample_weights": """
        a, b, c = (tf.data.Dataset.range(x, x + 9).repeat() for x in (0, 100, 200))
        ds = tf.data.Dataset.sample_from_datasets([a, b, c], weights=[0.5, 0.3, 0.2], seed=42).take(35)
    """,
    "sample_weight_zero": """
        a, b = tf.data.Dataset.range(0, 5), tf.data.Dataset.range(100, 105)
        ds = tf.data.Dataset.sample_from_datasets([a, b], weights=[1.0, 0.0], seed=7)
    """,
    "sample_stop": """
        a, b = tf.data.Dataset.range(0, 5), tf.data.Dataset.range(100, 120)
        ds = tf.data.Dataset.sample_from_datasets([a, b], [0.6, 0.4], seed=3, stop_on_empty_dataset=True)
    """,
    "sample_global_seed": """
        a, b = tf.data.Dataset.range(0, 10), tf.data.Dataset.range(100, 110)
        ds = tf.data.Dataset.sample_from_datasets([a, b], [0.6, 0.4])
    """,
    "sample_again": """
        a, b = tf.data.Dataset.range(0, 5), tf.data.Dataset.range(100, 105)
        ds = tf.data.Dataset.sample_from_datasets([a, b], [0.6, 0.4], seed=1, rerandomize_each_iteration=True).repeat(2)
    """,
    "sample_same_again": """
        a, b = tf.data.Dataset.range(0, 5), tf.data.Dataset.range(100, 105)
        ds = tf.data.Dataset.sample_from_datasets([a, b], [0.6, 0.4], seed=1, rerandomize_each_iteration=False)
        ds = ds.repeat(2)
    """,
    "sample_repeated": """
        a, b = tf.data.Dataset.range(0, 5), tf.data.Dataset.range(100, 105)
        ds = tf.data.Dataset.sample_from_datasets([a, b], [0.6, 0.4], seed=1).repeat(2)
    """,
    "sample_weights_dataset": """
        a, b = tf.data.Dataset.range(0, 12), tf.data.Dataset.range(100, 112)
        w = tf.data.Dataset.from_tensor_slices([[0.9, 0.1], [0.1, 0.9]]).repeat()
        ds = tf.data.Dataset.sample_from_datasets([a, b], w, seed=5)
    """,
    "sample_weights_tensor": """
        a, b = tf.data.Dataset.range(0, 12), tf.data.Dataset.range(100, 112)
        ds = tf.data.Dataset.sample_from_datasets([a, b], tf.constant([0.2, 0.8], tf.float64), seed=5)
    """,
    "sample_one": "ds = tf.data.Dataset.sample_from_datasets([tf.data.Dataset.range(4)], seed=1)",
    "sample_none": "ds = tf.data.Dataset.sample_from_datasets([])",
    "sample_too_few_weights": """
        ds = tf.data.Dataset.sample_from_datasets([tf.data.Dataset.range(4)] * 2, [1.0])
    """,
    "sample_of_different_types": """
        ds = tf.data.Dataset.sample_from_datasets([tf.data.Dataset.range(4), tf.data.Dataset.from_tensors('a')])
    """,
    "sample_integer_weights": """
        ds = tf.data.Dataset.sample_from_datasets([tf.data.Dataset.range(4)] * 2, tf.constant([1, 2]))
    """,
    "sample_old": """
        a, b = tf.data.Dataset.range(0, 20), tf.data.Dataset.range(100, 120)
        ds = tf.data.experimental.sample_from_datasets([a, b], [0.25, 0.75], seed=7)
    """,
    "sample_other_shapes": """
        a, b = tf.data.Dataset.from_tensors([1, 2]).repeat(3), tf.data.Dataset.from_tensors([1, 2, 3]).repeat(2)
        ds = tf.data.Dataset.sample_from_datasets([a, b], seed=1)
    """,
    "choose": """
        d = [tf.data.Dataset.from_tensors(x).repeat() for x in ('foo', 'bar', 'baz')]
        ds = tf.data.Dataset.choose_from_datasets(d, tf.data.Dataset.range(3).repeat(3))
    """,
    "choose_until_empty": """
        d = [tf.data.Dataset.range(2), tf.data.Dataset.range(10, 15)]
        ds = tf.data.Dataset.choose_from_datasets(d, tf.data.Dataset.range(2).repeat())
    """,
    "choose_all": """
        d = [tf.data.Dataset.range(2), tf.data.Dataset.range(10, 15)]
        ds = tf.data.Dataset.choose_from_datasets(d, tf.data.Dataset.range(2).repeat(9), stop_on_empty_dataset=False)
    """,
    "choose_out_of_range": """
        d = [tf.data.Dataset.range(2), tf.data.Dataset.range(10, 15)]
        ds = tf.data.Dataset.choose_from_datasets(d, tf.data.Dataset.from_tensor_slices(np.int64([0, 5, 1])))
    """,
    "choose_by_no_number": """
        ds = tf.data.Dataset.choose_from_datasets([tf.data.Dataset.range(2)], tf.data.Dataset.from_tensors('a'))
    """,
    "choose_of_none": "ds = tf.data.Dataset.choose_from_datasets([], tf.data.Dataset.range(2))",
    "choose_old": """
        d = [tf.data.Dataset.range(2), tf.data.Dataset.range(10, 15)]
        ds = tf.data.experimental.choose_from_datasets(d, tf.data.Dataset.range(2).repeat(4))
    """,
    "random": "ds = tf.data.Dataset.random(seed=4).take(10)",
    "random_global": "ds = tf.data.Dataset.random().take(10)",
    "random_whole": "ds = tf.data.Dataset.random(seed=4)",
    "random_again": "ds = tf.data.Dataset.random(seed=4, rerandomize_each_iteration=True).take(3).repeat(2)",
    "random_same": "ds = tf.data.Dataset.random(seed=4, rerandomize_each_iteration=False).take(3).repeat(2)",
    "random_old": "ds = tf.data.experimental.RandomDataset(seed=4).take(3).repeat(2)",
    "rejection": """
        ds = tf.data.Dataset.from_tensor_slices([0, 0, 0, 1, 0, 0, 1, 0]).repeat(4)
        ds = ds.rejection_resample(lambda x: x, target_dist=[0.5, 0.5], initial_dist=[0.75, 0.25], seed=3)
    """,
    "rejection_estimated": """
        ds = tf.data.Dataset.from_tensor_slices([0, 0, 0, 1, 0, 0, 1, 0]).repeat(5)
        ds = ds.rejection_resample(class_func=lambda x: x, target_dist=[0.5, 0.5], seed=3)
    """,
    "rejection_old": """
        ds = tf.data.Dataset.from_tensor_slices([0, 0, 0, 1, 0, 0, 1, 0]).repeat(4)
        f = tf.data.experimental.rejection_resample(lambda x: x, [0.5, 0.5], [0.75, 0.25], seed=8)
        ds = ds.apply(f)
    """,
    "rejection_rare": """
        ds = tf.data.Dataset.from_tensor_slices([0, 0, 0, 1, 0, 0, 0, 0]).repeat(8)
        ds = ds.rejection_resample(lambda x: x, target_dist=[0.1, 0.9], initial_dist=[0.875, 0.125], seed=2)
    """,
    "group_by_window": """
        ds = tf.data.Dataset.range(10)
        ds = ds.group_by_window(lambda x: x % 2, lambda key, d: d.batch(5), window_size=5)
    """,
    "group_by_window_rest": """
        ds = tf.data.Dataset.range(11)
        ds = ds.group_by_window(lambda x: x % 3, lambda key, d: d.map(lambda x: (key, x)), window_size=2)
    """,
    "group_by_window_sizes": """
        ds = tf.data.Dataset.range(20)
        ds = ds.group_by_window(lambda x: x % 2, lambda key, d: d.batch(9), window_size_func=lambda k: k + 2)
    """,
    "group_by_window_both": """
        ds = tf.data.Dataset.range(20).group_by_window(lambda x: x, lambda k, d: d, 2, lambda k: k)
    """,
    "group_by_window_neither": "ds = tf.data.Dataset.range(20).group_by_window(lambda x: x, lambda k, d: d)",
    "group_by_window_zero": """
        ds = tf.data.Dataset.range(20).group_by_window(lambda x: x, lambda k, d: d, window_size_func=lambda k: k * 0)
    """,
    "group_by_window_key_no_int64": """
        ds = tf.data.Dataset.range(20).group_by_window(lambda x: tf.cast(x, tf.float32), lambda k, d: d, 2)
    """,
    "group_by_window_no_dataset": "ds = tf.data.Dataset.range(20).group_by_window(lambda x: x, lambda k, d: k, 2)",
    "group_by_window_keys_as_they_come": """
        ds = tf.data.Dataset.from_tensor_slices(np.int64([9, 3, 9, 1, 3, 5]))
        ds = ds.group_by_window(lambda x: x, lambda k, d: d.batch(4), window_size=4)
    """,
    "group_by_window_empty_windows": """
        ds = tf.data.Dataset.range(6).group_by_window(lambda x: x % 2, lambda k, d: d.skip(2), window_size=2)
    """,
    "group_by_window_old": """
        f = tf.data.experimental.group_by_window(lambda x, y: y, lambda k, d: d.batch(2), 2)
        ds = tf.data.Dataset.from_tensor_slices(([1, 2, 3, 4], np.int64([0, 1, 0, 1]))).apply(f)
    """,
    "group_by_window_of_none": """
        ds = tf.data.Dataset.range(0).group_by_window(lambda x: x % 2, lambda key, d: d.batch(5), window_size=5)
    """,
    "bucket": """
        ds = tf.data.Dataset.range(1, 9).map(lambda x: tf.fill([x], x))
        ds = ds.bucket_by_sequence_length(lambda x: tf.shape(x)[0], [3, 6], [2, 2, 2])
    """,
    "bucket_padded_to_boundary": """
        ds = tf.data.Dataset.range(1, 6).map(lambda x: tf.fill([x], x))
        ds = ds.bucket_by_sequence_length(lambda x: tf.shape(x)[0], [3, 6], [2, 2, 2], pad_to_bucket_boundary=True)
    """,
    "bucket_no_padding": """
        ds = tf.data.Dataset.from_tensor_slices([1, 1, 2, 2, 3]).map(lambda x: tf.fill([x], x))
        ds = ds.bucket_by_sequence_length(lambda x: tf.shape(x)[0], [2, 3], [2, 2, 2], no_padding=True)
    """,
    "bucket_dropping": """
        ds = tf.data.Dataset.range(1, 9).map(lambda x: (tf.fill([x], x), x))
        ds = ds.bucket_by_sequence_length(lambda x, y: tf.size(x), [4], [3, 2], drop_remainder=True)
    """,
    "bucket_with_values": """
        ds = tf.data.Dataset.range(1, 9).map(lambda x: {'a': tf.fill([x], x), 'b': x})
        ds = ds.bucket_by_sequence_length(
            element_length_func=lambda e: tf.size(e['a']), bucket_boundaries=[4], bucket_batch_sizes=[3, 2],
            padded_shapes={'a': [10], 'b': []}, padding_values={'a': np.int64(-1), 'b': np.int64(0)})
    """,
    "bucket_wrong_sizes": """
        ds = tf.data.Dataset.range(1, 9).map(lambda x: tf.fill([x], x))
        ds = ds.bucket_by_sequence_length(lambda x: tf.shape(x)[0], [3, 6], [2, 2])
    """,
    "bucket_old": """
        f = tf.data.experimental.bucket_by_sequence_length(lambda x: tf.shape(x)[0], [3, 6], [2, 2, 2])
        ds = tf.data.Dataset.range(1, 9).map(lambda x: tf.fill([x], tf.strings.as_string(x))).apply(f)
    """,
    "bucket_sparse": """
        ds = tf.data.Dataset.range(1, 5).map(lambda x: tf.sparse.from_dense(tf.fill([3], x)))
        ds = ds.bucket_by_sequence_length(lambda x: tf.cast(x.dense_shape[0], tf.int32), [2], [2, 2], no_padding=True)
    """,
    "group_by_reducer": """
        r = tf.data.experimental.Reducer(lambda _: np.int64(0), lambda s, x: s + x, lambda s: s)
        ds = tf.data.Dataset.range(10).apply(tf.data.experimental.group_by_reducer(lambda x: x % 3, r))
    """,
    "group_by_reducer_structure": """
        r = tf.data.experimental.Reducer(
            lambda k: (k, np.int64(1)), lambda s, x: (s[0], s[1] * (x + 1)), lambda a, b: {'k': a, 'p': b})
        ds = tf.data.Dataset.range(5).apply(tf.data.experimental.group_by_reducer(lambda x: 1 - x % 2, r))
    """,
    "zip_names": """
        a = tf.data.Dataset.range(3)
        ds = tf.data.Dataset.zip(a, a.map(lambda x: x + 1), name='both')
    """,
    "zip_keyword": "ds = tf.data.Dataset.zip(datasets=(tf.data.Dataset.range(3),) * 2)",
    "zip_after_an_error": """
        f = lambda x: tf.debugging.check_numerics(1.0 / tf.cast(x - 1, tf.float32), 'no')
        a = tf.data.Dataset.range(4)
        ds = tf.data.Dataset.zip((a.map(f), a))
    """,
    "concatenate_after_an_error": """
        f = lambda x: tf.debugging.check_numerics(1.0 / tf.cast(x - 1, tf.float32), 'no')
        a = tf.data.Dataset.range(3)
        ds = a.map(f).concatenate(a.map(lambda x: tf.cast(x, tf.float32)))
    """,
    "shuffle_after_an_error": """
        f = lambda x: tf.debugging.check_numerics(1.0 / tf.cast(x - 3, tf.float32), 'no')
        ds = tf.data.Dataset.range(9).map(f).shuffle(3, seed=5)
    """,
    "repeat_endless_after_an_error": """
        f = lambda x: tf.debugging.check_numerics(1.0 / tf.cast(x - 1, tf.float32), 'no')
        ds = tf.data.Dataset.range(3).map(f).repeat()
    """,
    "repeat_of_mapped_shuffles": """
        ds = tf.data.Dataset.range(5).shuffle(5, seed=2).map(lambda x: x + 1).repeat(2)
    """,
    "repeat_of_batched_shuffles": "ds = tf.data.Dataset.range(6).shuffle(5, seed=2).batch(2).repeat(3)",
    "repeat_after_an_error": """
        f = lambda x: tf.debugging.check_numerics(1.0 / tf.cast(x - 1, tf.float32), 'no')
        ds = tf.data.Dataset.range(3).map(f).repeat(2)
    """,
    "filter_after_an_error": """
        def f(x):
            return tf.debugging.check_numerics(1.0 / tf.cast(x - 1, tf.float32), 'no') > -2.0
        ds = tf.data.Dataset.range(5).filter(f)
    """,
    "two_random_numbers_and_a_shuffle_of_one_global_seed": """
        tf.random.set_seed(7)
        a, b = tf.data.Dataset.random().take(3), tf.data.Dataset.range(4).shuffle(9)
        ds = tf.data.Dataset.zip((a, b, tf.data.Dataset.random()))
    """,
    "sample_after_others_of_one_global_seed": """
        tf.random.set_seed(7)
        a = tf.data.Dataset.range(9).shuffle(4)
        ds = tf.data.Dataset.sample_from_datasets([a, tf.data.Dataset.range(10, 19)])
    """,
    "rejection_global_seed": """
        tf.random.set_seed(9)
        f = lambda x: tf.cast(x % 4 == 0, tf.int32)
        ds = tf.data.Dataset.range(40).rejection_resample(f, [0.5, 0.5], [0.75, 0.25])
    """,
    "interleave_shuffles": """
        f = lambda x: tf.data.Dataset.range(4).shuffle(4, seed=5).map(lambda y: x * 10 + y)
        ds = tf.data.Dataset.range(3).interleave(f, 3)
    """,
    "group_by_window_shuffles": """
        ds = tf.data.Dataset.range(8).group_by_window(lambda x: x % 2, lambda k, d: d.shuffle(4, seed=2), 4)
    """,
    "sample_again_in_batches_repeated": """
        parts = [tf.data.Dataset.range(4), tf.data.Dataset.range(10, 14)]
        ds = tf.data.Dataset.sample_from_datasets(parts, seed=4, rerandomize_each_iteration=True).batch(3).repeat(2)
    """,
    "interleave_pairs_of_structures": """
        a = tf.data.Dataset.range(5).map(lambda x: (x, (x, {'z': x})))
        ds = a.interleave(lambda x, y: tf.data.Dataset.from_tensors((y, x)), 2)
    """,
    "group_by_window_namedtuples": """
        import collections
        P = collections.namedtuple('P', 'a b')
        ds = tf.data.Dataset.range(5).map(lambda x: P(x, x * 2))
        ds = ds.group_by_window(lambda e: e.a % 2, lambda k, d: d.batch(3), 3)
    """,
}
