"""from_generator: signatures, conversions, what is refused in the middle, passes."""

PROGRAMS = {
    "generator_of_scalars": "ds = tf.data.Dataset.from_generator(lambda: range(4), tf.int32)",
    "generator_named": "ds = tf.data.Dataset.from_generator(lambda: range(4), tf.int32, name='n')",
    "generator_signature": """
        ds = tf.data.Dataset.from_generator(lambda: iter([1, 'a', 2.5]), output_signature=tf.TensorSpec((), tf.int32))
    """,
    "generator_wrong_shape": """
        ds = tf.data.Dataset.from_generator(lambda: iter([[1, 2], [1], [2, 3]]), tf.int32, [2])
    """,
    "generator_wrong_structure": """
        s = tf.TensorSpec((), tf.int32)
        ds = tf.data.Dataset.from_generator(lambda: iter([(1, 2), 1, (2,), [3, 4], (3, 4)]), output_signature=(s, s))
    """,
    "generator_of_dictionaries": """
        spec = {'b': tf.TensorSpec((None,), tf.float32), 'a': tf.TensorSpec((), tf.string)}
        ds = tf.data.Dataset.from_generator(
            lambda: iter([{'a': 'x', 'b': [1]}, {'a': 'y'}, {'a': 'y', 'b': [], 'c': 1}, {'b': (2, 3), 'a': b'z'}]),
            output_signature=spec,
        )
    """,
    "generator_old_types": """
        ds = tf.data.Dataset.from_generator(lambda: iter([(1, 2), (3, [4])]), (tf.int32, tf.int64))
    """,
    "generator_old_shapes": """
        ds = tf.data.Dataset.from_generator(
            lambda: iter([(1, [2]), (3, [4, 5])]), (tf.int32, tf.float64), ((), tf.TensorShape([None]))
        )
    """,
    "generator_types_by_name": "ds = tf.data.Dataset.from_generator(lambda: iter([([1], 2)]), ('int32', np.float32))",
    "generator_shapes_mismatch": """
        ds = tf.data.Dataset.from_generator(lambda: iter([([1], 2)]), (tf.int32, tf.int32), ([None],))
    """,
    "generator_list_of_types": "ds = tf.data.Dataset.from_generator(lambda: iter([(1, 2)]), [tf.int32, tf.int32])",
    "generator_of_both": """
        ds = tf.data.Dataset.from_generator(lambda: [], tf.int32, output_signature=tf.TensorSpec((), tf.int32))
    """,
    "generator_of_no_types": "ds = tf.data.Dataset.from_generator(lambda: [])",
    "generator_no_function": "ds = tf.data.Dataset.from_generator([1, 2], tf.int32)",
    "generator_no_spec": "ds = tf.data.Dataset.from_generator(lambda: [], output_signature=(tf.int32,))",
    "generator_no_list_of_arguments": "ds = tf.data.Dataset.from_generator(lambda: [], tf.int32, args=5)",
    "generator_with_arguments": """
        def g(n, x, s):
            for i in range(n):
                yield x * i, s + str((type(n).__name__, type(x).__name__, x.dtype.name, type(s).__name__)).encode()
        ds = tf.data.Dataset.from_generator(g, (tf.float32, tf.string), args=(3, [1.0, 2.0], 'ab'))
    """,
    "generator_in_flat_map": """
        def made(n):
            return tf.data.Dataset.from_generator(
                lambda k: range(k), args=(n,), output_signature=tf.TensorSpec((), tf.int64))
        ds = tf.data.Dataset.range(4).flat_map(made)
    """,
    "generator_that_raises": """
        def g():
            yield 1
            raise ValueError('no')
        ds = tf.data.Dataset.from_generator(g, tf.int32)
    """,
    "generator_that_goes_on": """
        class Numbers:
            def __init__(self):
                self.i = 0
            def __iter__(self):
                return self
            def __next__(self):
                self.i += 1
                if self.i == 2:
                    raise KeyError('two')
                if self.i > 4:
                    raise StopIteration
                return self.i
        ds = tf.data.Dataset.from_generator(Numbers, tf.int32)
    """,
    "generator_that_has_no_memory": """
        def g():
            yield 1
            raise MemoryError('no')
        ds = tf.data.Dataset.from_generator(g, tf.int32)
    """,
    "generator_ragged": """
        ds = tf.data.Dataset.from_generator(
            lambda: iter([tf.ragged.constant([[1], [2, 3]]), tf.ragged.constant([[1.0]]), [[1]],
                          tf.ragged.constant([[], [2, 3]], dtype=tf.int32)]),
            output_signature=tf.RaggedTensorSpec((None, None), tf.int32),
        )
    """,
    "generator_sparse": """
        ds = tf.data.Dataset.from_generator(
            lambda: iter([(tf.sparse.from_dense([[1, 0]]), 1), (tf.sparse.from_dense([[0, 2]]), 2)]),
            output_signature=(tf.SparseTensorSpec((1, 2), tf.int32), tf.TensorSpec((), tf.int32)),
        )
    """,
    "generator_conversions": """
        ds = tf.data.Dataset.from_generator(
            lambda: iter([(1.7, [True], 'é', 0), (np.array(2), np.array([1.0]), b'x', 'a'),
                          (None, [[1]], np.str_('y'), [])]),
            output_signature=(tf.TensorSpec((), tf.float32), tf.TensorSpec(None, tf.float64),
                              tf.TensorSpec((), tf.string), tf.TensorSpec(None, tf.bool)),
        )
    """,
    "generator_too_large_numbers": """
        ds = tf.data.Dataset.from_generator(lambda: iter([300, -1, 7]), output_signature=tf.TensorSpec((), tf.uint8))
    """,
    "generator_uneven_lists": """
        ds = tf.data.Dataset.from_generator(
            lambda: iter([[[1], [2, 3]], [[1]]]), output_signature=tf.TensorSpec((None, None), tf.int32))
    """,
    "generator_tensors": """
        ds = tf.data.Dataset.from_generator(
            lambda: iter([tf.constant([1, 2]), tf.constant([2.5])]), output_signature=tf.TensorSpec([None], tf.int32))
    """,
    "generator_strings": """
        ds = tf.data.Dataset.from_generator(
            lambda: iter([['é', b'x'], np.array(['a', 'b']), np.array(['a', b'bc'], object), np.array([b'a', b'bc'])]),
            output_signature=tf.TensorSpec([None], tf.string))
    """,
    "generator_without_end": """
        def g():
            i = 0
            while True:
                yield i
                i += 1
        ds = tf.data.Dataset.from_generator(g, tf.int64, []).batch(2).take(3)
    """,
    "generator_anew_each_pass": """
        calls = []
        def g():
            calls.append(1)
            yield len(calls)
        ds = tf.data.Dataset.from_generator(g, tf.int32).repeat(3)
    """,
    "generator_one_buffer": """
        def g():
            buffer = np.zeros(2, np.float32)
            for i in range(3):
                buffer[:] = i
                yield buffer
        ds = tf.data.Dataset.from_generator(g, tf.float32, [2]).batch(3)
    """,
    "generator_nested_lists": """
        s = tf.TensorSpec((2,), tf.float32)
        ds = tf.data.Dataset.from_generator(lambda: iter([([1, 2], (3, [4, 5]))]),
            output_signature=(s, (tf.TensorSpec((), tf.int32), s)))
    """,
}
