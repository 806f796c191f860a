"""Elements put together and taken apart: composite tensors in batches, padded_batch, ragged_batch, unbatch, rebatch,
window."""

PROGRAMS = {
    # composite tensors and None in batches
    "slices_of_ragged": """
        r = tf.ragged.constant([[1, 2], [], [3, 4, 5]])
        ds = tf.data.Dataset.from_tensor_slices(r)
    """,
    "slices_of_deep_ragged": """
        r = tf.ragged.constant([[[1.0], [2.0, 3.0]], [], [[4.0]]])
        ds = tf.data.Dataset.from_tensor_slices({'r': r, 'i': [0, 1, 2]})
    """,
    "slices_of_sparse": """
        s = tf.sparse.SparseTensor([[0, 1], [2, 0], [2, 3]], [7, 8, 9], [3, 4])
        ds = tf.data.Dataset.from_tensor_slices((s, ['a', 'b', 'c']))
    """,
    "ragged_batched_again": """
        r = tf.ragged.constant([[1, 2], [], [3, 4, 5]])
        ds = tf.data.Dataset.from_tensor_slices(r).batch(2)
    """,
    "ragged_batched_twice": """
        r = tf.ragged.constant([[1, 2], [], [3, 4, 5], [6]])
        ds = tf.data.Dataset.from_tensor_slices(r).batch(2).batch(2)
    """,
    "ragged_batched_dropping": """
        r = tf.ragged.constant([['a', 'b'], [], ['c']])
        ds = tf.data.Dataset.from_tensor_slices(r).batch(2, drop_remainder=True)
    """,
    "ragged_with_an_inner_dimension": """
        r = tf.RaggedTensor.from_row_splits(tf.reshape(tf.range(10), [5, 2]), [0, 2, 2, 5])
        ds = tf.data.Dataset.from_tensor_slices(r).batch(3)
    """,
    "sparse_batched_again": """
        s = tf.sparse.SparseTensor([[0, 1], [2, 0], [2, 3]], [7.0, 8.0, 9.0], [3, 4])
        ds = tf.data.Dataset.from_tensor_slices(s).batch(2)
    """,
    "sparse_made_by_map": """
        ds = tf.data.Dataset.range(4).map(lambda x: tf.sparse.from_dense([x, 0, x * 2])).batch(3)
    """,
    "sparse_of_unequal_shapes": """
        f = lambda x: tf.sparse.SparseTensor([[0]], [x], tf.stack([x + 1]))
        ds = tf.data.Dataset.range(4).map(f).batch(2)
    """,
    "ragged_made_by_map": """
        ds = tf.data.Dataset.range(4).map(lambda x: tf.RaggedTensor.from_row_lengths(tf.range(x), [x])).batch(2)
    """,
    "ragged_rows_repeated": """
        r = tf.ragged.constant([[1], [2, 3]])
        ds = tf.data.Dataset.from_tensors(r).repeat(2).unbatch()
    """,
    "none_in_batches": """
        ds = tf.data.Dataset.range(3).map(lambda x: (x, None)).batch(2)
    """,
    "batch_of_nothing_at_all": "ds = tf.data.Dataset.range(0).batch(2)",
    "batch_of_endless": "ds = tf.data.Dataset.range(3).repeat().batch(2).take(3)",
    "batch_in_parallel": "ds = tf.data.Dataset.range(7).batch(2, num_parallel_calls=2, deterministic=True)",
    "batch_of_dictionaries": """
        ds = tf.data.Dataset.from_tensor_slices({'a': [1, 2, 3], 'b': (['x', 'y', 'z'],)}).batch(2)
    """,
    # padded_batch
    "padded": "ds = tf.data.Dataset.range(1, 6).map(lambda x: tf.fill([x], x)).padded_batch(2)",
    "padded_to_a_shape": """
        ds = tf.data.Dataset.range(1, 4).map(lambda x: tf.fill([x], x)).padded_batch(2, padded_shapes=[5])
    """,
    "padded_with_a_value": """
        ds = tf.data.Dataset.range(1, 6).map(lambda x: tf.fill([x], x))
        ds = ds.padded_batch(3, padded_shapes=[None], padding_values=np.int64(-1))
    """,
    "padded_with_minus_one": """
        ds = tf.data.Dataset.range(1, 6).map(lambda x: tf.fill([x], x))
        ds = ds.padded_batch(3, [None], -1)
    """,
    "padded_too_small": """
        ds = tf.data.Dataset.range(1, 5).map(lambda x: tf.fill([x], x)).padded_batch(2, padded_shapes=[3])
    """,
    "padded_matrix": """
        f = lambda x: tf.fill([x, 2 * x], tf.cast(x, tf.float32))
        ds = tf.data.Dataset.range(1, 4).map(f).padded_batch(2, padded_shapes=(None, 6))
    """,
    "padded_pair": """
        f = lambda x: (tf.fill([x], x), tf.strings.as_string(x))
        ds = tf.data.Dataset.range(1, 4).map(f)
        ds = ds.padded_batch(2, padded_shapes=([None], []), padding_values=(tf.constant(9, tf.int64), ''))
    """,
    "padded_pair_with_one_value": """
        f = lambda x: (tf.fill([x], x), tf.fill([x + 1], 2 * x))
        ds = tf.data.Dataset.range(1, 4).map(f).padded_batch(2, padding_values=tf.constant(7, tf.int64))
    """,
    "padded_strings": """
        f = lambda x: tf.fill([x], tf.strings.as_string(x))
        ds = tf.data.Dataset.range(1, 4).map(f).padded_batch(2, padding_values='-')
    """,
    "padded_strings_with_nothing": """
        f = lambda x: tf.fill([x], tf.strings.as_string(x))
        ds = tf.data.Dataset.range(1, 4).map(f).padded_batch(2)
    """,
    "padded_dictionary": """
        f = lambda x: {'ids': tf.fill([x], x), 'y': x}
        ds = tf.data.Dataset.range(1, 4).map(f)
        ds = ds.padded_batch(2, padded_shapes={'ids': [None], 'y': []}, drop_remainder=True)
    """,
    "padded_bools_and_halves": """
        f = lambda x: (tf.fill([x], True), tf.fill([x], tf.cast(x, tf.float16)), tf.fill([x], tf.cast(x, tf.complex64)))
        ds = tf.data.Dataset.range(1, 4).map(f).padded_batch(3)
    """,
    "padded_to_minus_one": """
        ds = tf.data.Dataset.range(1, 4).map(lambda x: tf.fill([x], x)).padded_batch(2, padded_shapes=[-1])
    """,
    "padded_to_a_tensor_shape": """
        ds = tf.data.Dataset.range(1, 4).map(lambda x: tf.fill([x], x))
        ds = ds.padded_batch(2, padded_shapes=tf.TensorShape([None]))
    """,
    "padded_to_a_tensor": """
        ds = tf.data.Dataset.range(1, 4).map(lambda x: tf.fill([x], x))
        ds = ds.padded_batch(2, padded_shapes=tf.constant([4], tf.int64))
    """,
    "padded_to_a_wrong_rank": """
        ds = tf.data.Dataset.range(1, 4).map(lambda x: tf.fill([x], x)).padded_batch(2, padded_shapes=[None, None])
    """,
    "padded_with_a_wrong_dtype": """
        ds = tf.data.Dataset.range(1, 4).map(lambda x: tf.fill([x], x)).padded_batch(2, padding_values=tf.constant(1.5))
    """,
    "padded_with_a_vector": """
        ds = tf.data.Dataset.range(1, 4).map(lambda x: tf.fill([x], x)).padded_batch(2, padding_values=[1, 2])
    """,
    "padded_of_unknown_rank": """
        f = lambda x: tf.py_function(lambda v: tf.fill([v], v), [x], tf.int64)
        ds = tf.data.Dataset.range(1, 4).map(f).padded_batch(2)
    """,
    "padded_of_unknown_rank_with_a_shape": """
        f = lambda x: tf.py_function(lambda v: tf.fill([v], v), [x], tf.int64)
        ds = tf.data.Dataset.range(1, 4).map(f).padded_batch(2, padded_shapes=[None])
    """,
    "padded_of_sparse": """
        ds = tf.data.Dataset.range(4).map(lambda x: tf.sparse.from_dense([x, 0])).padded_batch(2)
    """,
    "padded_known_shapes": """
        ds = tf.data.Dataset.from_tensor_slices([[1, 2], [3, 4], [5, 6]]).padded_batch(2, [4])
    """,
    "padded_smaller_than_known": """
        ds = tf.data.Dataset.from_tensor_slices([[1, 2], [3, 4], [5, 6]]).padded_batch(2, [1])
    """,
    "padded_no_elements": "ds = tf.data.Dataset.range(0).map(lambda x: tf.fill([x], x)).padded_batch(2)",
    "padded_size_zero": "ds = tf.data.Dataset.range(3).padded_batch(0)",
    "padded_scalars": "ds = tf.data.Dataset.range(3).padded_batch(2)",
    "padded_with_none": "ds = tf.data.Dataset.range(3).map(lambda x: (x, None)).padded_batch(2)",
    "padded_namedtuple": """
        import collections
        P = collections.namedtuple('P', 'a b')
        ds = tf.data.Dataset.range(1, 4).map(lambda x: P(tf.fill([x], x), x)).padded_batch(2, P([None], []))
    """,
    # ragged and sparse batches
    "ragged_batch": "ds = tf.data.Dataset.range(5).map(lambda x: tf.range(x)).ragged_batch(2)",
    "ragged_batch_drop": """
        ds = tf.data.Dataset.range(5).map(lambda x: tf.range(x)).ragged_batch(2, drop_remainder=True)
    """,
    "ragged_batch_int32": """
        ds = tf.data.Dataset.range(5).map(lambda x: tf.range(x)).ragged_batch(2, row_splits_dtype=tf.int32)
    """,
    "ragged_batch_of_known": "ds = tf.data.Dataset.from_tensor_slices([[1, 2], [3, 4]]).ragged_batch(2)",
    "ragged_batch_matrices": """
        ds = tf.data.Dataset.range(1, 4).map(lambda x: (tf.fill([x, 2], x), x, tf.fill([2, x], 1))).ragged_batch(2)
    """,
    "ragged_batch_two_open": """
        ds = tf.data.Dataset.range(1, 4).map(lambda x: tf.fill([x, x], x)).ragged_batch(2)
    """,
    "ragged_batch_of_ragged": """
        r = tf.ragged.constant([[1, 2], [], [3, 4, 5]])
        ds = tf.data.Dataset.from_tensor_slices(r).ragged_batch(2)
    """,
    "ragged_batch_strings": """
        ds = tf.data.Dataset.from_tensor_slices(['a b', 'c', 'd e f']).map(tf.strings.split).ragged_batch(2)
    """,
    "ragged_batch_of_unknown_rank": """
        f = lambda x: tf.py_function(lambda v: tf.fill([v], v), [x], tf.int64)
        ds = tf.data.Dataset.range(1, 4).map(f).ragged_batch(2)
    """,
    "dense_to_ragged": """
        ds = tf.data.Dataset.range(5).map(lambda x: {'a': tf.range(x), 'b': x})
        ds = ds.apply(tf.data.experimental.dense_to_ragged_batch(3, drop_remainder=True))
    """,
    "sparse_batch": "ds = tf.data.Dataset.range(5).map(lambda x: tf.fill([x], x)).sparse_batch(2, [4])",
    "sparse_batch_open": "ds = tf.data.Dataset.range(5).map(lambda x: tf.fill([x], x)).sparse_batch(2, [None])",
    "sparse_batch_too_small": "ds = tf.data.Dataset.range(5).map(lambda x: tf.fill([x], x)).sparse_batch(2, [2])",
    "dense_to_sparse": """
        ds = tf.data.Dataset.range(5).map(lambda x: tf.fill([x], tf.strings.as_string(x)))
        ds = ds.apply(tf.data.experimental.dense_to_sparse_batch(2, [10]))
    """,
    "sparse_batch_of_pairs": "ds = tf.data.Dataset.range(5).map(lambda x: (x, x)).sparse_batch(2, [2])",
    # unbatch
    "unbatch": "ds = tf.data.Dataset.from_tensor_slices([[1, 2, 3], [4, 5, 6]]).unbatch()",
    "unbatch_a_list": """
        ds = tf.data.Dataset.range(1, 4).map(lambda x: (tf.fill([x], x), tf.fill([x, 2], 'q'))).unbatch()
    """,
    "unbatch_batches": "ds = tf.data.Dataset.range(7).batch(3).unbatch()",
    "unbatch_dropped_batches": "ds = tf.data.Dataset.range(7).batch(3, drop_remainder=True).unbatch()",
    "unbatch_scalars": "ds = tf.data.Dataset.range(7).unbatch()",
    "unbatch_of_unequal_rows": """
        ds = tf.data.Dataset.range(1, 4).map(lambda x: (tf.fill([x], x), tf.fill([2], x))).unbatch()
    """,
    "unbatch_of_unequal_known": "ds = tf.data.Dataset.from_tensors(([1, 2], [3])).unbatch()",
    "unbatch_ragged": """
        ds = tf.data.Dataset.range(5).map(lambda x: tf.range(x)).ragged_batch(2).unbatch()
    """,
    "unbatch_sparse": """
        ds = tf.data.Dataset.range(5).map(lambda x: tf.fill([x], x)).sparse_batch(2, [5]).unbatch()
    """,
    "unbatch_none": "ds = tf.data.Dataset.range(5).map(lambda x: (x, None)).batch(2).unbatch()",
    "unbatch_old": "ds = tf.data.Dataset.range(5).batch(2).apply(tf.data.experimental.unbatch())",
    "unbatch_shapes": "ds = tf.data.Dataset.from_tensors({'a': [[1, 2], [3, 4]], 'b': ['x', 'y']}).unbatch()",
    # rebatch
    "rebatch": "ds = tf.data.Dataset.range(8).batch(4).rebatch(3)",
    "rebatch_larger": "ds = tf.data.Dataset.range(8).batch(2).rebatch(3)",
    "rebatch_drop": "ds = tf.data.Dataset.range(8).batch(4).rebatch(3, drop_remainder=True)",
    "rebatch_list": "ds = tf.data.Dataset.range(8).batch(4).rebatch([2, 1, 1])",
    "rebatch_list_with_zero": "ds = tf.data.Dataset.range(8).batch(4).rebatch([2, 0, 1])",
    "rebatch_list_drop": "ds = tf.data.Dataset.range(9).batch(4).rebatch([2, 3], drop_remainder=True)",
    "rebatch_pairs": """
        ds = tf.data.Dataset.range(7).map(lambda x: (x, {'s': tf.strings.as_string(x)})).batch(3).rebatch(2)
    """,
    "rebatch_same_of_known": "ds = tf.data.Dataset.range(8).batch(4, drop_remainder=True).rebatch(2)",
    "rebatch_ragged": """
        ds = tf.data.Dataset.range(5).map(lambda x: (tf.range(x), x)).ragged_batch(2).rebatch(3)
    """,
    "rebatch_sparse": """
        ds = tf.data.Dataset.range(5).map(lambda x: tf.sparse.from_dense([x, 1])).batch(2).rebatch([3, 1])
    """,
    "rebatch_none": "ds = tf.data.Dataset.range(5).map(lambda x: (x, None)).batch(2).rebatch(3)",
    "rebatch_scalars": "ds = tf.data.Dataset.range(8).rebatch(2)",
    "rebatch_of_unequal_rows": """
        ds = tf.data.Dataset.range(1, 4).map(lambda x: (tf.fill([x], x), tf.fill([2], x))).rebatch(2)
    """,
    # window
    "window": "ds = tf.data.Dataset.range(7).window(3)",
    "window_drop": "ds = tf.data.Dataset.range(7).window(3, drop_remainder=True)",
    "window_shift": "ds = tf.data.Dataset.range(7).window(3, shift=1)",
    "window_shift_drop": "ds = tf.data.Dataset.range(7).window(3, 1, 1, True)",
    "window_stride": "ds = tf.data.Dataset.range(9).window(3, shift=1, stride=2)",
    "window_stride_drop": "ds = tf.data.Dataset.range(9).window(3, shift=2, stride=2, drop_remainder=True)",
    "window_shift_over": "ds = tf.data.Dataset.range(12).window(2, shift=5)",
    "window_shift_over_drop": "ds = tf.data.Dataset.range(11).window(2, shift=5, drop_remainder=True)",
    "window_stride_over": "ds = tf.data.Dataset.range(5).window(2, shift=1, stride=4)",
    "window_pairs": "ds = tf.data.Dataset.range(4).map(lambda x: (x, {'y': 2 * x})).window(2)",
    "window_dictionary": "ds = tf.data.Dataset.from_tensor_slices({'a': [1, 2, 3], 'b': ['x', 'y', 'z']}).window(2)",
    "window_flat": """
        ds = tf.data.Dataset.range(7).window(3, shift=1, drop_remainder=True).flat_map(lambda w: w.batch(3))
    """,
    "window_zip": """
        ds = tf.data.Dataset.from_tensor_slices((range(4), range(4, 8))).window(2)
        ds = ds.flat_map(lambda a, b: tf.data.Dataset.zip((a.batch(2), b.batch(2))))
    """,
    "window_to_tensors": """
        ds = tf.data.Dataset.range(7).window(3).map(lambda w: w.reduce(np.int64(0), lambda a, b: a + b))
    """,
    "window_of_nothing": "ds = tf.data.Dataset.range(0).window(3)",
    "window_zero": "ds = tf.data.Dataset.range(7).window(0)",
    "window_shift_zero": "ds = tf.data.Dataset.range(7).window(2, shift=0)",
    "window_stride_zero": "ds = tf.data.Dataset.range(7).window(2, stride=0)",
    "window_of_endless": "ds = tf.data.Dataset.range(3).repeat().window(4, shift=2).flat_map(lambda w: w).take(9)",
    "window_after_an_error": """
        f = lambda x: tf.debugging.check_numerics(1.0 / tf.cast(x - 2, tf.float32), 'no')
        ds = tf.data.Dataset.range(6).map(f).window(2)
    """,
    "window_of_windows": "ds = tf.data.Dataset.range(7).window(2).window(2)",
    "window_shuffled": """
        ds = tf.data.Dataset.range(9).window(3).flat_map(lambda w: w.shuffle(3, seed=4))
    """,
    "batch_after_an_error": """
        f = lambda x: tf.debugging.check_numerics(1.0 / tf.cast(x - 2, tf.float32), 'no')
        ds = tf.data.Dataset.range(7).map(f).batch(2)
    """,
    "padded_batch_after_an_error": """
        f = lambda x: tf.debugging.check_numerics(1.0 / tf.cast(x - 2, tf.float32), 'no')
        ds = tf.data.Dataset.range(7).map(f).padded_batch(2)
    """,
    "unbatch_after_an_error": """
        f = lambda x: tf.debugging.check_numerics([1.0, 1.0] / tf.cast(x - 2, tf.float32), 'no')
        ds = tf.data.Dataset.range(5).map(f).unbatch()
    """,
    "rebatch_after_an_error": """
        f = lambda x: tf.debugging.check_numerics([1.0, 1.0, 2.0] / tf.cast(x - 2, tf.float32), 'no')
        ds = tf.data.Dataset.range(5).map(f).rebatch(2)
    """,
}
