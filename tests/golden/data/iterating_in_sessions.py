"""More of iterating_in_graphs.py."""

SESSIONS = {
    "seeded_shuffle2": r"""
        it = v1.data.make_initializable_iterator(tf.data.Dataset.range(10).shuffle(10, seed=2).repeat(2).batch(10))
        n = it.get_next()
        with v1.Session() as s:
            for _ in range(3):
                s.run(it.initializer)
                show(s.run(n))
                show(s.run(n))
        it = v1.data.make_one_shot_iterator(tf.data.Dataset.range(10).shuffle(10, seed=2).repeat(2).batch(10))
        n = it.get_next()
        with v1.Session() as s:
            show(s.run(n))
            show(s.run(n))
        with v1.Session() as s:
            show(s.run(n))
            show(s.run(n))
    """,
    "random_map": r"""
        v1.set_random_seed(5)
        ds = tf.data.Dataset.range(3).map(lambda x: v1.random_uniform([], seed=4))
        it = v1.data.make_initializable_iterator(ds)
        n = it.get_next()
        with v1.Session() as s:
            for _ in range(2):
                s.run(it.initializer)
                show([s.run(n) for _ in range(3)])
        o = v1.data.make_one_shot_iterator(ds).get_next()
        with v1.Session() as s:
            show([s.run(o) for _ in range(3)])
    """,
    "reduce_graph": r"""
        ds = tf.data.Dataset.range(5)
        r = ds.reduce(tf.constant(0, tf.int64), lambda s, x: s + x)
        g = tf.data.Dataset.from_tensors(3).get_single_element()
        c = ds.cardinality()
        e = tf.data.experimental.cardinality(ds)
        show(type(r).__name__, type(c).__name__)
        with v1.Session() as s:
            show(s.run([r, g, c, e]))
    """,
    "two_initializers": r"""
        a = v1.data.make_initializable_iterator(tf.data.Dataset.range(3))
        b = v1.data.make_initializable_iterator(tf.data.Dataset.range(5, 8))
        init = v1.group(a.initializer, b.initializer)
        s_ = a.get_next() + b.get_next()
        with v1.Session() as s:
            s.run([a.initializer, b.initializer])
            show(s.run(s_))
            s.run(init)
            show([s.run(s_) for _ in range(3)])
    """,
    "control_dep": r"""
        it = v1.data.make_one_shot_iterator(tf.data.Dataset.range(6))
        n = it.get_next()
        with tf.control_dependencies([n]):
            m = it.get_next()
        with v1.Session() as s:
            show(s.run([n, m]))
            show(s.run(m))
            show(s.run([n, m]))
    """,
    "feed_override": r"""
        it = v1.data.make_one_shot_iterator(tf.data.Dataset.range(6))
        n = it.get_next()
        d = n * 2
        with v1.Session() as s:
            show(s.run(d))
            show(s.run(d, {n: 50}))
            show(s.run(d))
    """,
    "slim_cached": r"""
        ds = tf.data.Dataset.range(4).cache().repeat(2).prefetch(1)
        it = v1.data.make_initializable_iterator(ds)
        n = it.get_next()
        with v1.Session() as s:
            s.run(it.initializer)
            show([s.run(n) for _ in range(8)])
    """,
    "interleave": r"""
        ds = tf.data.Dataset.range(3).interleave(
            lambda x: tf.data.Dataset.range(x * 10, x * 10 + 3), cycle_length=2, block_length=1, num_parallel_calls=2
        )
        n = v1.data.make_one_shot_iterator(ds).get_next()
        with v1.Session() as s:
            show([s.run(n) for _ in range(9)])
    """,
    "device_prefetch": r"""
        ds = tf.data.Dataset.range(3).apply(tf.data.experimental.prefetch_to_device("/cpu:0"))
        it = v1.data.make_initializable_iterator(ds)
        n = it.get_next()
        with v1.Session() as s:
            s.run(it.initializer)
            show(s.run(n))
    """,
    "finalized": r"""
        it = v1.data.make_initializable_iterator(tf.data.Dataset.range(3))
        n = it.get_next()
        v1.get_default_graph().finalize()
        with v1.Session() as s:
            s.run(it.initializer)
            show(s.run(n))
        try:
            it.get_next()
        except Exception as e:
            show(type(e))
    """,
    "estimator_style": r"""
        def input_fn():
            ds = v1.data.Dataset.from_tensor_slices(({"x": np.arange(4.0)}, np.arange(4)))
            return ds.shuffle(4, seed=1).batch(2).make_one_shot_iterator().get_next()


        f, l = input_fn()
        with v1.Session() as s:
            show(s.run(f))
            show(s.run(l))
    """,
    "window": r"""
        ds = tf.data.Dataset.range(6).window(2).flat_map(lambda w: w.batch(2))
        n = v1.data.make_one_shot_iterator(ds).get_next()
        with v1.Session() as s:
            show([s.run(n) for _ in range(3)])
        ds = tf.data.Dataset.range(6).window(2)
        n = v1.data.make_one_shot_iterator(ds).get_next()
        show(isinstance(n, tf.data.Dataset))
        q = n.reduce(tf.constant(0, tf.int64), lambda a, b: a + b)
        with v1.Session() as s:
            show([s.run(q) for _ in range(3)])
        m = v1.data.make_initializable_iterator(n)
        mn = m.get_next()
        with v1.Session() as s:
            s.run(m.initializer)
            show(s.run(mn))
            show(s.run(mn))
            s.run(m.initializer)
            show(s.run(mn))
    """,
    "coordinator": r"""
        n = v1.data.make_one_shot_iterator(tf.data.Dataset.range(30)).get_next()
        import threading

        with v1.Session() as s:
            got = []
            stop = threading.Event()

            def work():
                try:
                    while not stop.is_set():
                        got.append(int(s.run(n)))
                except tf.errors.OutOfRangeError:
                    stop.set()

            ts = [threading.Thread(target=work) for _ in range(3)]
            [t.start() for t in ts]
            [t.join() for t in ts]
            show(sorted(got))
    """,
    "eval": r"""
        n = v1.data.make_one_shot_iterator(tf.data.Dataset.range(3)).get_next()
        s = v1.InteractiveSession()
        show(n.eval())
        show(n.eval())
        s.close()
    """,
    "grad_through": r"""
        x, y = v1.data.make_one_shot_iterator(
            tf.data.Dataset.from_tensors((np.float32(2), np.float32(3))).repeat()
        ).get_next()
        g = v1.gradients(x * y * y, [x, y])
        with v1.Session() as s:
            show(s.run(g))
    """,
    "set_shape": r"""
        n = v1.data.make_one_shot_iterator(
            tf.data.Dataset.from_generator(lambda: iter([[1, 2], [3, 4]]), tf.int32)
        ).get_next()
        show(n.shape)
        n.set_shape([2])
        show(n.shape)
        with v1.Session() as s:
            show(s.run(n))
    """,
    "closed": r"""
        it = v1.data.make_initializable_iterator(tf.data.Dataset.range(3))
        n = it.get_next()
        s = v1.Session()
        s.run(it.initializer)
        s.run(n)
        s.close()
        try:
            s.run(n)
        except Exception as e:
            show(type(e))
    """,
    "v1iter_names": r"""
        with v1.name_scope("input"):
            it = v1.data.make_one_shot_iterator(tf.data.Dataset.range(4))
            n = it.get_next()
            i2 = v1.data.make_initializable_iterator(tf.data.Dataset.range(3))
            i3 = v1.data.Iterator.from_structure(tf.int64)
            h = i2.string_handle()
            h2 = i3.string_handle("hh")
            m = i3.make_initializer(tf.data.Dataset.range(3))
            i4 = v1.data.Iterator.from_string_handle(h, tf.int64)
        show(
            n.name,
            i2.initializer.name,
            i2.get_next().name,
            i3.get_next().name,
            h.name,
            h2.name,
            m.name,
            i4.get_next().name,
            h.op.type,
        )
        show([n.name + ":" + n.type for n in v1.get_default_graph().get_operations() if "terator" in n.type])
    """,
    "shared2": r"""
        a = v1.data.make_initializable_iterator(tf.data.Dataset.range(5), shared_name="s")
        b = v1.data.make_initializable_iterator(tf.data.Dataset.range(5, 9), shared_name="s")
        c = v1.data.Iterator.from_structure(tf.int64, [], shared_name="t")
        d = v1.data.Iterator.from_structure(tf.int64, [], shared_name="t")
        ci = c.make_initializer(tf.data.Dataset.range(7, 9))
        x, y, z = a.get_next(), b.get_next(), d.get_next()
        show([n.name for n in v1.get_default_graph().get_operations() if "terator" in n.type])
        with v1.Session() as s:
            s.run(a.initializer)
            show(s.run(x))
            show(s.run(y))
            s.run(b.initializer)
            show(s.run(x))
            show(s.run(y))
            s.run(ci)
            show(s.run(z))
    """,
    "big": r"""
        ds = tf.data.Dataset.from_tensor_slices(np.zeros((4, 300), "float32"))
        it = v1.data.make_initializable_iterator(ds.batch(2))
        n = it.get_next()
        with v1.Session() as s:
            s.run(it.initializer)
            show(s.run(n).shape)
    """,
    "nested_fetch": r"""
        it = v1.data.make_one_shot_iterator(
            tf.data.Dataset.from_tensors({"x": [1, 2], "y": (3.0, {"z": b"s"})}).repeat()
        )
        n = it.get_next()
        with v1.Session() as s:
            show(s.run(n))
            show(s.run([n, n["x"]]))
    """,
    "initializer_twice_run": r"""
        x = v1.placeholder(tf.float32, [None])
        it = v1.data.make_initializable_iterator(tf.data.Dataset.from_tensor_slices(x))
        n = it.get_next()
        with v1.Session() as s:
            s.run(it.initializer, {x: [1, 2]})
            show(s.run(n))
            s.run(it.initializer, {x: [7, 8]})
            show(s.run(n))
            s.run([it.initializer], feed_dict={x: np.arange(3.0)})
            show(s.run(n))
            show(s.run(it.initializer, {x: []}))
            try:
                s.run(n)
            except tf.errors.OutOfRangeError as e:
                show("oor")
            try:
                s.run(it.initializer, {x: 3.0})
            except Exception as e:
                show(type(e))
    """,
    "run_init_and_next_together": r"""
        it = v1.data.make_initializable_iterator(tf.data.Dataset.range(3))
        with tf.control_dependencies([it.initializer]):
            n = it.get_next()
        with v1.Session() as s:
            show([s.run(n) for _ in range(3)])
    """,
    "v1_dataset_api": r"""
        ds = (
            v1.data.Dataset.range(5)
            .filter(lambda x: tf.equal(x % 2, 0))
            .map(lambda x: (x, x * x), num_parallel_calls=2)
            .prefetch(1)
        )
        show(ds.output_types, ds.output_shapes, ds.output_classes)
        a, b = ds.make_one_shot_iterator().get_next()
        with v1.Session() as s:
            show([s.run([a, b]) for _ in range(3)])
        ds = v1.data.Dataset.zip(
            (v1.data.Dataset.range(3), v1.data.Dataset.from_tensor_slices(["a", "b", "c"]))
        ).apply(v1.data.experimental.map_and_batch(lambda x, y: (x, y), 2))
        a, b = ds.make_one_shot_iterator().get_next()
        with v1.Session() as s:
            show(s.run([a, b]))
        ds = v1.data.Dataset.range(4).padded_batch(2, padded_shapes=[])
        n = ds.make_one_shot_iterator().get_next()
        with v1.Session() as s:
            show(s.run(n))
    """,
    "in_function_in_graph": r"""
        ds = tf.data.Dataset.range(4)


        @tf.function
        def f():
            t = tf.constant(0, tf.int64)
            for x in ds:
                t += x
            return t


        @tf.function
        def g(it):
            return it.get_next() + it.get_next()


        it = v1.data.make_initializable_iterator(ds)
        r = f()
        with v1.Session() as s:
            show(s.run(r), s.run(r))
    """,
    "placeholder_in_map": r"""
        k = v1.placeholder(tf.int64, [])
        it = v1.data.make_initializable_iterator(tf.data.Dataset.range(3).map(lambda x: x * k))
        n = it.get_next()
        with v1.Session() as s:
            s.run(it.initializer, {k: 10})
            show([s.run(n) for _ in range(2)])
            s.run(it.initializer, {k: 100})
            show([s.run(n) for _ in range(2)])
    """,
    "nested_iter": r"""
        it = v1.data.make_initializable_iterator(tf.data.Dataset.range(3))
        n = it.get_next()
        ds2 = tf.data.Dataset.from_tensors(n).repeat(2)
        it2 = v1.data.make_initializable_iterator(ds2)
        m = it2.get_next()
        with v1.Session() as s:
            s.run(it.initializer)
            s.run(it2.initializer)
            show(s.run(m))
            show(s.run(m))
            s.run(it2.initializer)
            show(s.run(m))
    """,
    "table_in_map": r"""
        t = tf.lookup.StaticHashTable(tf.lookup.KeyValueTensorInitializer(["a", "b"], [1, 2]), -1)
        it = v1.data.make_initializable_iterator(tf.data.Dataset.from_tensor_slices(["b", "z"]).map(t.lookup))
        n = it.get_next()
        with v1.Session() as s:
            s.run(v1.tables_initializer())
            s.run(it.initializer)
            show([s.run(n) for _ in range(2)])
    """,
    "handle_before_init": r"""
        h = v1.placeholder(tf.string, [])
        i = v1.data.make_initializable_iterator(tf.data.Dataset.range(2))
        n = v1.data.Iterator.from_string_handle(h, tf.int64).get_next()
        show(n.shape)
        with v1.Session() as s:
            hh = s.run(i.string_handle())
            try:
                s.run(n, {h: hh})
            except Exception as e:
                show(type(e))
            s.run(i.initializer)
            show(s.run(n, {h: hh}))
    """,
    "handle_const": r"""
        i = v1.data.make_one_shot_iterator(tf.data.Dataset.range(2))
        f = v1.data.Iterator.from_string_handle(i.string_handle(), tf.int64, [])
        n = f.get_next()
        show(f.string_handle().dtype)
        with v1.Session() as s:
            show(s.run(n))
            show(s.run(n))
            show(s.run(f.string_handle()) == s.run(i.string_handle()))
        try:
            f.initializer
        except Exception as e:
            show(type(e))
    """,
    "grad_loop": r"""
        it = v1.data.make_one_shot_iterator(tf.data.Dataset.from_tensor_slices(np.arange(1.0, 7.0)))
        w = v1.Variable(2.0, dtype=tf.float64, use_resource=True)
        r = tf.while_loop(
            lambda i, a: i < 3, lambda i, a: (i + 1, a + w * it.get_next()), [0, tf.constant(0.0, tf.float64)]
        )
        g = v1.gradients(r[1], w)
        with v1.Session() as s:
            s.run(v1.global_variables_initializer())
            show(s.run([r[1], g]))
    """,
}
