"""What stands at the bottom: sources, map, filter, batch, shuffle, repeat, take, skip, zip, concatenate."""

PROGRAMS = {
    "range": "ds = tf.data.Dataset.range(5)",
    "range_two": "ds = tf.data.Dataset.range(2, 7)",
    "range_down": "ds = tf.data.Dataset.range(7, 0, -2, output_type=tf.int32)",
    "range_empty": "ds = tf.data.Dataset.range(5, 1)",
    "tensors": "ds = tf.data.Dataset.from_tensors({'a': [1, 2], 'b': (3.0, 'x')})",
    "slices_of_a_list": "ds = tf.data.Dataset.from_tensor_slices([1, 2, 3])",
    "slices_of_a_tuple": "ds = tf.data.Dataset.from_tensor_slices(([1, 2, 3], [[1.0, 2.0]] * 3))",
    "slices_of_a_dictionary": """
        ds = tf.data.Dataset.from_tensor_slices({'b': np.arange(6.0).reshape(3, 2), 'a': ['x', 'y', 'z']})
    """,
    "slices_of_unequal_rows": "ds = tf.data.Dataset.from_tensor_slices(([1, 2], [3]))",
    "slices_of_a_scalar": "ds = tf.data.Dataset.from_tensor_slices(3)",
    "map_doubles": "ds = tf.data.Dataset.range(5).map(lambda x: 2 * x)",
    "map_to_structures": """
        ds = tf.data.Dataset.range(3).map(lambda x: (x, [x, x + 1], {'z': (x, tf.constant('s'))}))
    """,
    "map_of_a_list": "ds = tf.data.Dataset.range(3).map(lambda x: [x, tf.cast(x, tf.float32)])",
    "map_of_pairs": """
        ds = tf.data.Dataset.from_tensor_slices(([1, 2], [3, 4])).map(lambda a, b: {'sum': a + b, 'none': None})
    """,
    "map_with_if": """
        def f(x):
            if x > 2:
                return x * 10
            else:
                return -x
        ds = tf.data.Dataset.range(5).map(f)
    """,
    "map_that_fails": """
        def f(x):
            return tf.debugging.check_numerics(1.0 / tf.cast(x - 2, tf.float32), 'no')
        ds = tf.data.Dataset.range(5).map(f)
    """,
    "map_reads_a_variable": """
        v = tf.Variable(3, dtype=tf.int64)
        ds = tf.data.Dataset.range(3).map(lambda x: x + v)
    """,
    "map_draws": """
        ds = tf.data.Dataset.range(4).map(lambda x: tf.random.uniform([2], seed=3))
    """,
    "map_numpy_function": """
        def g(x):
            return np.float32(x) / 2
        ds = tf.data.Dataset.range(4).map(lambda x: tf.numpy_function(g, [x], tf.float32))
    """,
    "filter_even": "ds = tf.data.Dataset.range(9).filter(lambda x: x % 2 == 0)",
    "filter_no_bool": "ds = tf.data.Dataset.range(9).filter(lambda x: x)",
    "batch": "ds = tf.data.Dataset.range(7).batch(3)",
    "batch_drop": "ds = tf.data.Dataset.range(7).batch(3, drop_remainder=True)",
    "batch_strings": "ds = tf.data.Dataset.from_tensor_slices((['a', 'b', 'c'], [[1], [2], [3]])).batch(2)",
    "batch_of_batches": "ds = tf.data.Dataset.range(7).batch(2).batch(2, drop_remainder=True)",
    "batch_of_unequal_shapes": "ds = tf.data.Dataset.range(3).map(lambda x: tf.fill([x], x)).batch(2)",
    "batch_of_nothing": "ds = tf.data.Dataset.range(3).batch(0)",
    "shuffle": "ds = tf.data.Dataset.range(20).shuffle(5, seed=42)",
    "shuffle_all": "ds = tf.data.Dataset.range(20).shuffle(100, seed=42)",
    "shuffle_global_seed": "ds = tf.data.Dataset.range(20).shuffle(7)",
    "shuffle_repeat": "ds = tf.data.Dataset.range(6).shuffle(3, seed=1).repeat(3)",
    "shuffle_once": "ds = tf.data.Dataset.range(6).shuffle(3, seed=1, reshuffle_each_iteration=False).repeat(3)",
    "shuffle_after_repeat": "ds = tf.data.Dataset.range(6).repeat(3).shuffle(8, seed=1)",
    "shuffle_batches": "ds = tf.data.Dataset.range(20).batch(3).shuffle(4, seed=9)",
    "shuffle_in_flat_map": """
        ds = tf.data.Dataset.range(3).flat_map(lambda x: tf.data.Dataset.range(4).shuffle(4, seed=3))
    """,
    "repeat_twice": "ds = tf.data.Dataset.range(3).repeat(2)",
    "repeat_without_end": "ds = tf.data.Dataset.range(3).repeat()",
    "repeat_nothing": "ds = tf.data.Dataset.range(0).repeat()",
    "repeat_zero_times": "ds = tf.data.Dataset.range(3).repeat(0)",
    "take": "ds = tf.data.Dataset.range(9).take(4)",
    "take_all": "ds = tf.data.Dataset.range(9).take(-1)",
    "take_of_endless": "ds = tf.data.Dataset.range(3).repeat().take(7)",
    "skip": "ds = tf.data.Dataset.range(9).skip(4)",
    "skip_all": "ds = tf.data.Dataset.range(9).skip(-1)",
    "zip_pair": "ds = tf.data.Dataset.zip((tf.data.Dataset.range(3), tf.data.Dataset.range(10, 20)))",
    "zip_structure": """
        a = tf.data.Dataset.range(3)
        ds = tf.data.Dataset.zip({'x': a, 'y': (a.batch(2), a.map(lambda x: (x, x)))})
    """,
    "concatenate": "ds = tf.data.Dataset.range(3).concatenate(tf.data.Dataset.range(7, 9))",
    "concatenate_shapes": """
        ds = tf.data.Dataset.range(4).batch(2, True).concatenate(tf.data.Dataset.range(3).batch(3, True))
    """,
    "concatenate_dtypes": """
        ds = tf.data.Dataset.range(4).concatenate(tf.data.Dataset.range(4, output_type=tf.int32))
    """,
    "flat_map": """
        ds = tf.data.Dataset.range(4).flat_map(lambda x: tf.data.Dataset.range(x).map(lambda y: 10 * y + x))
    """,
    "flat_map_slices": """
        ds = tf.data.Dataset.from_tensor_slices([[1, 2], [3, 4]]).flat_map(tf.data.Dataset.from_tensor_slices)
    """,
    "map_to_datasets": "ds = tf.data.Dataset.range(3).map(lambda x: tf.data.Dataset.range(x))",
    "the_usual": """
        x, y = np.arange(40, dtype=np.float32).reshape(20, 2), np.arange(20)
        ds = tf.data.Dataset.from_tensor_slices((x, y)).map(lambda a, b: (a / 2, b)).shuffle(10, seed=5).batch(4)
    """,
}
