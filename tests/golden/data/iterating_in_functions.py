"""Programs for iterating_programs.py: iterators and datasets in functions."""

FUNCTIONS = {
    "step_over_iter": r"""
        v = tf.Variable(0.0, dtype=tf.float32)


        @tf.function
        def step(it):
            x, y = next(it)
            with tf.GradientTape() as t:
                l = tf.reduce_mean((v * x - y) ** 2)
            v.assign_sub(0.1 * t.gradient(l, v))
            return l


        x = np.arange(8.0).astype("float32")
        ds = tf.data.Dataset.from_tensor_slices((x / 8, x)).batch(2).repeat()
        it = iter(ds)
        for _ in range(5):
            show(step(it))
        show(v)
    """,
    "epoch_fn": r"""
        v = tf.Variable(0.0)


        @tf.function
        def epoch(ds):
            n = 0
            total = 0.0
            for x, y in ds:
                with tf.GradientTape() as t:
                    l = tf.reduce_mean((v * x - y) ** 2)
                v.assign_sub(0.1 * t.gradient(l, v))
                total += l
                n += 1
            return total / tf.cast(n, tf.float32)


        x = np.arange(8.0).astype("float32")
        ds = tf.data.Dataset.from_tensor_slices((x / 8, x)).batch(3)
        for _ in range(3):
            show(epoch(ds))
    """,
    "steps_per_call": r"""
        @tf.function
        def many(it, n):
            s = tf.constant(0, tf.int64)
            for _ in tf.range(n):
                s += next(it)
            return s


        it = iter(tf.data.Dataset.range(20))
        show(many(it, tf.constant(3)), many(it, tf.constant(4)), next(it))
        try:
            many(it, tf.constant(40))
        except tf.errors.OutOfRangeError as e:
            show(e)
        try:
            show(next(it))
        except StopIteration as e:
            show(e)
    """,
    "opt_loop": r"""
        @tf.function
        def f(it):
            s = tf.constant(0, tf.int64)
            n = 0
            o = it.get_next_as_optional()
            while o.has_value():
                s += o.get_value()
                n += 1
                o = it.get_next_as_optional()
            return s, n


        it = iter(tf.data.Dataset.range(5))
        show(f(it))
        show(f(it))
    """,
    "opt_cond": r"""
        @tf.function
        def f(it):
            o = it.get_next_as_optional()
            return tf.cond(o.has_value(), o.get_value, lambda: tf.constant(-1, tf.int64))


        it = iter(tf.data.Dataset.range(2))
        show([f(it) for _ in range(4)])
    """,
    "break_cont": r"""
        @tf.function
        def f(ds):
            s = tf.constant(0, tf.int64)
            for x in ds:
                if x % 2 == 0:
                    continue
                if x > 7:
                    break
                s += x
            return s


        show(f(tf.data.Dataset.range(20)), f(tf.data.Dataset.range(5)))
    """,
    "nested": r"""
        @tf.function
        def f(a, b):
            s = tf.constant(0, tf.int64)
            for x in a:
                for y in b:
                    s += x * y
            return s


        show(f(tf.data.Dataset.range(4), tf.data.Dataset.range(1, 4)))
    """,
    "nested_window": r"""
        @tf.function
        def f(ds):
            s = tf.constant(0, tf.int64)
            for w in ds:
                for y in w:
                    s = s * 2 + y
            return s


        show(f(tf.data.Dataset.range(6).window(2)))
    """,
    "tensorarray": r"""
        @tf.function
        def f(ds):
            ta = tf.TensorArray(tf.int64, 0, dynamic_size=True)
            i = 0
            for x in ds:
                ta = ta.write(i, x * x)
                i += 1
            return ta.stack()


        show(f(tf.data.Dataset.range(5)))
    """,
    "unknown_shapes_sig": r"""
        @tf.function(input_signature=[tf.data.IteratorSpec(tf.TensorSpec([None, 2], tf.float32))])
        def g(it):
            return tf.reduce_sum(it.get_next())


        for n in (2, 3):
            show(g(iter(tf.data.Dataset.from_tensors(np.ones((n, 2), "float32")))))
    """,
    "returns_iter_elems_dict": r"""
        @tf.function
        def g(it):
            d = next(it)
            return {k: v + 1 for k, v in d.items()}


        it = iter(tf.data.Dataset.from_tensor_slices({"a": [1, 2], "b": [3.0, 4.0]}))
        show(g(it))
        show(g(it))
    """,
    "make_iter_inside": r"""
        @tf.function
        def f(n):
            it = iter(tf.data.Dataset.range(n).map(lambda x: x * 10))
            a = next(it)
            b = it.get_next()
            return a, b


        show(f(tf.constant(4, tf.int64)), f(tf.constant(5, tf.int64)))
        try:
            f(tf.constant(1, tf.int64))
        except Exception as e:
            show(e)
    """,
    "closure_iter": r"""
        it = iter(tf.data.Dataset.range(6))


        @tf.function
        def f():
            return next(it) + 100


        show(f(), next(it), f(), it.get_next())
    """,
    "retrace_iters": r"""
        n = []


        @tf.function
        def f(it):
            n.append(1)
            return next(it)


        for k in range(3):
            show(f(iter(tf.data.Dataset.range(k, 9))))
        show(f(iter(tf.data.Dataset.from_tensors(1.0))))
        show(len(n))
    """,
    "enum_ds": r"""
        @tf.function
        def f(ds):
            s = tf.constant(0, tf.int64)
            for i, x in enumerate(ds):
                s += i * x
            return s


        show(f(tf.data.Dataset.range(5)))


        @tf.function
        def g(ds):
            s = tf.constant(0, tf.int64)
            for i, x in ds.enumerate():
                s += i * x
            return s


        show(g(tf.data.Dataset.range(5)))
    """,
    "zip_ds": r"""
        @tf.function
        def f(a, b):
            s = tf.constant(0, tf.int64)
            for x, y in zip(a, b):
                s += x * y
            return s


        show(f(tf.data.Dataset.range(5), tf.data.Dataset.range(2, 10)))


        @tf.function
        def g(a, b):
            s = tf.constant(0, tf.int64)
            for x, y in tf.data.Dataset.zip((a, b)):
                s += x * y
            return s


        show(g(tf.data.Dataset.range(5), tf.data.Dataset.range(2, 10)))
    """,
    "opt_step_none": r"""
        @tf.function
        def f(it):
            o = tf.data.experimental.get_next_as_optional(it)
            if o.has_value():
                return o.get_value()
            return tf.constant(-1, tf.int64)


        it = iter(tf.data.Dataset.range(1))
        show(f(it), f(it))
    """,
    "py_while": r"""
        it = iter(tf.data.Dataset.range(4))


        @tf.function
        def f(it):
            s = tf.constant(0, tf.int64)
            i = tf.constant(0)
            while i < 2:
                s += it.get_next()
                i += 1
            return s


        show(f(it), f(it))
    """,
    "ragged_loop": r"""
        ds = tf.data.Dataset.from_tensor_slices(tf.ragged.constant([[1, 2], [3], []]))


        @tf.function
        def f(ds):
            s = 0
            for r in ds:
                s += tf.reduce_sum(r)
            return s


        show(f(ds))
        b = tf.data.Dataset.from_tensor_slices(tf.ragged.constant([[1, 2], [3], []])).batch(2)


        @tf.function
        def g(it):
            return next(it).row_lengths()


        it = iter(b)
        show(g(it), g(it))
    """,
    "sparse_loop": r"""
        ds = tf.data.Dataset.from_tensor_slices(tf.SparseTensor([[0, 0], [1, 2]], [1, 2], [2, 3]))


        @tf.function
        def f(ds):
            s = 0
            for r in ds:
                s += tf.sparse.reduce_sum(r)
            return s


        show(f(ds))
    """,
    "strings": r"""
        @tf.function
        def f(ds):
            s = tf.constant("")
            for x in ds:
                s = tf.strings.join([s, x], "-")
            return s


        show(f(tf.data.Dataset.from_tensor_slices(["a", "b"])))
    """,
    "error_in_body": r"""
        @tf.function
        def f(ds):
            s = tf.constant(0, tf.int64)
            for x in ds:
                tf.debugging.assert_less(x, tf.constant(3, tf.int64))
                s += x
            return s


        try:
            f(tf.data.Dataset.range(5))
        except Exception as e:
            show(e)
        show(f(tf.data.Dataset.range(3)))
    """,
    "var_partial": r"""
        v = tf.Variable(0, dtype=tf.int64)


        @tf.function
        def f(it):
            for x in it:
                v.assign_add(x)
                tf.debugging.assert_less(x, tf.constant(3, tf.int64))


        it = iter(tf.data.Dataset.range(6))
        try:
            f(it)
        except tf.errors.InvalidArgumentError as e:
            show(e)
        show(next(it))
    """,
    "shuffle_reiter": r"""
        ds = tf.data.Dataset.range(6).shuffle(6, seed=3).batch(6)


        @tf.function
        def f(ds):
            r = tf.zeros([6], tf.int64)
            for x in ds:
                r = x
            return r


        show(f(ds), f(ds))
    """,
    "random_map": r"""
        ds = tf.data.Dataset.range(3).map(lambda x: tf.random.uniform([], seed=3))


        @tf.function
        def f(ds):
            s = tf.constant(0.0)
            for x in ds:
                s = s * 10 + x
            return s


        show(f(ds), f(ds))
    """,
    "set_loop_options": r"""
        @tf.function
        def f(it):
            r = tf.zeros([0], tf.int64)
            for x in it:
                tf.autograph.experimental.set_loop_options(shape_invariants=[(r, tf.TensorShape([None]))])
                r = tf.concat([r, [x]], 0)
            return r


        show(f(iter(tf.data.Dataset.range(4))))
    """,
    "take_inside": r"""
        @tf.function
        def f(ds, n):
            s = tf.constant(0, tf.int64)
            for x in ds.take(n).map(lambda a: a + n):
                s += x
            return s


        show(f(tf.data.Dataset.range(9), tf.constant(3, tf.int64)))
    """,
    "iter_attr": r"""
        class M(tf.Module):
            def __init__(self):
                self.it = iter(tf.data.Dataset.range(5))

            @tf.function
            def step(self):
                return next(self.it)


        m = M()
        show(m.step(), m.step())
    """,
    "concrete": r"""
        @tf.function
        def f(it):
            return it.get_next()


        it = iter(tf.data.Dataset.range(5))
        c = f.get_concrete_function(it)
        show(c(it), c(it))
        show(it.element_spec)
    """,
    "opt_spec_arg": r"""
        @tf.function
        def f(o):
            return tf.where(o.has_value(), 1, 0)


        show(
            f(tf.experimental.Optional.from_value(3.0)),
            f(tf.experimental.Optional.empty(tf.TensorSpec([], tf.float32))),
        )


        @tf.function
        def g(x):
            return tf.experimental.Optional.from_value(x * 2)


        show(g(tf.constant(2)).get_value())
    """,
    "dist_loop": r"""
        @tf.function
        def f(it, steps):
            tot = 0.0
            for _ in tf.range(steps):
                x, y = next(it)
                tot += tf.reduce_sum(x) + tf.cast(y, tf.float32)
            return tot


        it = iter(tf.data.Dataset.from_tensor_slices((np.ones((6, 2), "float32"), np.arange(6))).repeat())
        show(f(it, tf.constant(4)), f(it, tf.constant(4)))
    """,
    "map_in_fn_capture": r"""
        @tf.function
        def f(k):
            ds = tf.data.Dataset.range(3).map(lambda x: x * k).filter(lambda x: x > k - 1)
            r = tf.constant(0, tf.int64)
            for x in ds:
                r += x
            return r


        show(f(tf.constant(2, tf.int64)), f(tf.constant(5, tf.int64)))
    """,
    "py_side": r"""
        n = []


        @tf.function
        def f(ds):
            for x in ds:
                n.append(1)


        f(tf.data.Dataset.range(5))
        show(len(n) >= 1, len(n) < 5)
    """,
    "print_len": r"""
        @tf.function
        def f(ds):
            return ds.cardinality(), tf.data.experimental.cardinality(ds.batch(2))


        show(f(tf.data.Dataset.range(5)))
    """,
}
