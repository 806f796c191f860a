"""Programs for iterating_programs.py: the iterators of TensorFlow 1 in graphs and sessions."""

GRAPHS = {
    "init_ph": r"""
        x = v1.placeholder(tf.float32, [None, 2])
        y = v1.placeholder(tf.int32, [None])
        ds = v1.data.Dataset.from_tensor_slices((x, y)).shuffle(10, seed=3).repeat(2).batch(3)
        it = ds.make_initializable_iterator()
        f, l = it.get_next()
        show(f.shape.as_list(), l.shape.as_list(), f.dtype.name, f.name, l.name)
        with v1.Session() as s:
            s.run(it.initializer, {x: np.arange(10.0).reshape(5, 2), y: np.arange(5)})
            while True:
                try:
                    show(s.run([f, l]))
                except tf.errors.OutOfRangeError as e:
                    show(e)
                    break
    """,
    "names": r"""
        ds = tf.data.Dataset.range(4)
        it = v1.data.make_one_shot_iterator(ds)
        a, b, c = it.get_next(), it.get_next(name="batch"), it.get_next()
        show(a.name, b.name, c.name, a.op.type, b.op.type)
        it2 = v1.data.make_initializable_iterator(ds)
        show(it2.initializer.name, it2.initializer.type, it2.get_next().name)
        show([n.name for n in v1.get_default_graph().get_operations() if "terator" in n.type])
    """,
    "many_next": r"""
        ds = tf.data.Dataset.range(6)
        it = v1.data.make_one_shot_iterator(ds)
        a, b = it.get_next(), it.get_next()
        with v1.Session() as s:
            v = s.run([a, b])
            show(sorted(v))
            show(s.run(a))
            show(sorted(s.run([a, b])))
            try:
                show(sorted(s.run([a, b])))
            except tf.errors.OutOfRangeError as e:
                show(type(e))
    """,
    "same_next_twice": r"""
        nxt = v1.data.make_one_shot_iterator(tf.data.Dataset.range(6)).get_next()
        with v1.Session() as s:
            show(s.run([nxt, nxt + 1, nxt * 10]))
            show(s.run({"a": nxt, "b": -nxt}))
    """,
    "two_ds": r"""
        tr = tf.data.Dataset.range(5).map(lambda x: x + v1.random_uniform([], 0, 1, tf.int64))
        va = tf.data.Dataset.range(100, 103)
        it = v1.data.Iterator.from_structure(v1.data.get_output_types(tr), v1.data.get_output_shapes(tr))
        n = it.get_next()
        ti, vi = it.make_initializer(tr), it.make_initializer(va, name="vinit")
        show(ti.name, vi.name, ti.type)
        with v1.Session() as s:
            for _ in range(2):
                for i in (ti, vi):
                    s.run(i)
                    while True:
                        try:
                            show(s.run(n))
                        except tf.errors.OutOfRangeError:
                            break
    """,
    "from_struct_noinit": r"""
        it = v1.data.Iterator.from_structure(tf.int64, [])
        n = it.get_next()
        try:
            it.initializer
        except Exception as e:
            show(type(e))
        with v1.Session() as s:
            try:
                s.run(n)
            except Exception as e:
                show(type(e))
    """,
    "from_struct_dict": r"""
        ds = tf.data.Dataset.from_tensor_slices({"b": np.arange(4), "a": np.arange(8.0).reshape(4, 2)}).batch(2)
        it = v1.data.Iterator.from_structure(v1.data.get_output_types(ds), v1.data.get_output_shapes(ds))
        n = it.get_next()
        i = it.make_initializer(ds)
        show(sorted(n), n["a"].shape.as_list())
        with v1.Session() as s:
            s.run(i)
            show(s.run(n))
            show(s.run(n["b"]))
    """,
    "initializer_incompat": r"""
        it = v1.data.Iterator.from_structure((tf.int64, tf.int64))
        for ds in (
            tf.data.Dataset.range(3),
            tf.data.Dataset.from_tensors((1.0, 2.0)),
            tf.data.Dataset.from_tensors((1, 2, 3)),
            tf.data.Dataset.from_tensors({"a": 1, "b": 2}),
            tf.data.Dataset.zip((tf.data.Dataset.range(3), tf.data.Dataset.range(3))),
        ):
            try:
                show(it.make_initializer(ds).type)
            except Exception as e:
                show(type(e))
        it = v1.data.Iterator.from_structure(tf.int64, tf.TensorShape([2]))
        for ds in (
            tf.data.Dataset.range(3),
            tf.data.Dataset.range(3).batch(2),
            tf.data.Dataset.range(3).batch(2, drop_remainder=True),
        ):
            try:
                show(it.make_initializer(ds).type)
            except Exception as e:
                show(type(e))
    """,
    "feedable": r"""
        h = v1.placeholder(tf.string, shape=[])
        tr = tf.data.Dataset.range(100).map(lambda x: x * 2).repeat()
        va = tf.data.Dataset.range(1000, 1003)
        it = v1.data.Iterator.from_string_handle(h, v1.data.get_output_types(tr), v1.data.get_output_shapes(tr))
        n = it.get_next()
        ti = v1.data.make_one_shot_iterator(tr)
        vi = v1.data.make_initializable_iterator(va)
        with v1.Session() as s:
            th, vh = s.run(ti.string_handle()), s.run(vi.string_handle())
            show(type(th).__name__, th == vh)
            for _ in range(2):
                show([s.run(n, {h: th}) for _ in range(3)])
                s.run(vi.initializer)
                show([s.run(n, {h: vh}) for _ in range(3)])
            try:
                s.run(n, {h: vh})
            except Exception as e:
                show(type(e))
    """,
    "feedable_bad": r"""
        h = v1.placeholder(tf.string, shape=[])
        it = v1.data.Iterator.from_string_handle(h, tf.int64, [])
        n = it.get_next()
        with v1.Session() as s:
            try:
                s.run(n, {h: "banana"})
            except Exception as e:
                show(type(e))
            try:
                s.run(n)
            except Exception as e:
                show(type(e))
        for bad in (tf.constant(3), 5, tf.constant(["a", "b"])):
            try:
                show(v1.data.Iterator.from_string_handle(bad, tf.int64, []).get_next().dtype)
            except Exception as e:
                show(type(e))
    """,
    "feedable_types": r"""
        h = v1.placeholder(tf.string, shape=[])
        it = v1.data.Iterator.from_string_handle(h, tf.float32, [])
        n = it.get_next()
        o = v1.data.make_one_shot_iterator(tf.data.Dataset.range(3))
        it2 = v1.data.Iterator.from_string_handle(h, tf.int64, [2])
        n2 = it2.get_next()
        with v1.Session() as s:
            oh = s.run(o.string_handle())
            try:
                show(s.run(n, {h: oh}))
            except Exception as e:
                show(type(e))
            try:
                show(s.run(n2, {h: oh}))
            except Exception as e:
                show(type(e))
    """,
    "reinit_struct_types": r"""
        it = v1.data.Iterator.from_structure(
            (tf.float32, tf.int32), (tf.TensorShape([None, 2]), tf.TensorShape([None]))
        )
        x, y = it.get_next()
        show(x.shape.as_list(), y.shape.as_list(), it.output_types, it.output_shapes, it.output_classes)
        d = tf.data.Dataset.from_tensor_slices((np.ones((3, 2), np.float32), np.arange(3, dtype=np.int32))).batch(2)
        i = it.make_initializer(d)
        with v1.Session() as s:
            s.run(i)
            show(s.run(x))
            show(s.run(y))
            try:
                s.run(y)
            except Exception as e:
                show(type(e))
    """,
    "cond": r"""
        p = v1.placeholder(tf.bool, [])
        a = v1.data.make_one_shot_iterator(tf.data.Dataset.range(5))
        b = v1.data.make_one_shot_iterator(tf.data.Dataset.range(10, 15))
        n = tf.cond(p, lambda: a.get_next(), lambda: b.get_next())
        n2 = v1.cond(p, a.get_next, b.get_next)
        with v1.Session() as s:
            show([s.run(n, {p: v}) for v in (True, False, False, True)])
            show([s.run(n2, {p: v}) for v in (True, False, False, True)])
    """,
    "while": r"""
        it = v1.data.make_one_shot_iterator(tf.data.Dataset.range(10))
        r = tf.while_loop(lambda i, t: i < 4, lambda i, t: (i + 1, t + it.get_next()), [0, tf.constant(0, tf.int64)])
        with v1.Session() as s:
            show(s.run(r))
            show(s.run(r))
            try:
                s.run(r)
            except Exception as e:
                show(type(e))
    """,
    "oor_middle": r"""
        ds = tf.data.Dataset.from_tensor_slices([1.0, 0.0, 2.0]).map(
            lambda x: tf.debugging.check_numerics(1 / x, "bad")
        )
        n = v1.data.make_one_shot_iterator(ds).get_next()
        with v1.Session() as s:
            for _ in range(5):
                try:
                    show(s.run(n))
                except Exception as e:
                    show(type(e))
    """,
    "var_update_on_end": r"""
        n = v1.data.make_one_shot_iterator(tf.data.Dataset.range(2)).get_next()
        v = v1.Variable(np.int64(0), name="v")
        u = v1.assign_add(v, n + 1)
        with v1.Session() as s:
            s.run(v1.global_variables_initializer())
            for _ in range(3):
                try:
                    show(s.run(u))
                except Exception as e:
                    show(type(e))
            show(s.run(v))
    """,
    "oneshot_captured_var": r"""
        v = v1.Variable(np.int64(7), name="v", use_resource=True)
        try:
            it = v1.data.make_one_shot_iterator(tf.data.Dataset.range(3).map(lambda x: x + v))
            show("made")
        except Exception as e:
            show(type(e))
        p = v1.placeholder(tf.int64, [])
        try:
            it = v1.data.make_one_shot_iterator(tf.data.Dataset.range(p))
            show("made")
        except Exception as e:
            show(type(e))
        c = tf.constant(3, tf.int64)
        it = v1.data.make_one_shot_iterator(tf.data.Dataset.range(10).map(lambda x: x + c))
        n = it.get_next()
        with v1.Session() as s:
            show(s.run(n))
    """,
    "batch_ph": r"""
        b = v1.placeholder(tf.int64, [])
        it = v1.data.make_initializable_iterator(tf.data.Dataset.range(7).batch(b))
        n = it.get_next()
        with v1.Session() as s:
            for k in (3, 5):
                s.run(it.initializer, {b: k})
                show(s.run(n))
                show(s.run(n))
            try:
                s.run(it.initializer, {b: 0})
            except Exception as e:
                show(type(e))
            try:
                s.run(it.initializer)
            except Exception as e:
                show(type(e))
            show("after")
    """,
    "generator": r"""
        def gen():
            for i in range(3):
                yield i, [i] * i


        ds = v1.data.Dataset.from_generator(gen, (tf.int64, tf.float32), (tf.TensorShape([]), tf.TensorShape([None])))
        n = ds.make_one_shot_iterator().get_next()
        with v1.Session() as s:
            for _ in range(4):
                try:
                    show(s.run(n))
                except tf.errors.OutOfRangeError:
                    show("end")
    """,
    "py_func": r"""
        ds = tf.data.Dataset.range(4).map(lambda x: v1.py_func(lambda a: a * a, [x], tf.int64))
        n = v1.data.make_one_shot_iterator(ds).get_next()
        with v1.Session() as s:
            show(n.shape, [s.run(n) for _ in range(4)])
    """,
    "optional": r"""
        it = v1.data.make_one_shot_iterator(tf.data.Dataset.range(2))
        o = v1.data.experimental.get_next_as_optional(it)
        h = o.has_value()
        v = tf.cond(h, lambda: o.get_value(), lambda: tf.constant(-1, tf.int64))
        with v1.Session() as s:
            show([s.run([h, v]) for _ in range(4)])
            try:
                s.run(o.get_value())
            except Exception as e:
                show(type(e))
    """,
    "sparse_ragged": r"""
        ds = tf.data.Dataset.from_tensor_slices(tf.SparseTensor([[0, 0], [1, 2]], [1, 2], [2, 3]))
        n = v1.data.make_one_shot_iterator(ds).get_next()
        show(type(n).__name__)
        r = v1.data.make_one_shot_iterator(
            tf.data.Dataset.from_tensor_slices(tf.ragged.constant([[1], [2, 3]]))
        ).get_next()
        with v1.Session() as s:
            show(s.run(n).values, s.run(n).indices)
            show(s.run(r))
        it = v1.data.Iterator.from_structure(
            v1.data.get_output_types(ds), v1.data.get_output_shapes(ds), output_classes=v1.data.get_output_classes(ds)
        )
        n = it.get_next()
        i = it.make_initializer(ds)
        with v1.Session() as s:
            s.run(i)
            show(s.run(n).dense_shape)
    """,
    "iter_props": r"""
        ds = v1.data.Dataset.from_tensor_slices({"a": [1, 2], "b": [1.0, 2.0]})
        it = ds.make_one_shot_iterator()
        show(it.output_types, it.output_shapes, it.output_classes, ds.output_types, ds.output_shapes)
        show(it.element_spec)
        try:
            it.initializer
        except Exception as e:
            show(type(e))
        try:
            iter(ds)
        except Exception as e:
            show(type(e))
        try:
            for x in ds:
                pass
        except Exception as e:
            show(type(e))
        try:
            it.make_initializer(ds)
            show("ok")
        except Exception as e:
            show(type(e))
    """,
    "shared_name": r"""
        ds = tf.data.Dataset.range(3)
        it = v1.data.make_initializable_iterator(ds, shared_name="a")
        n = it.get_next()
        with v1.Session() as s:
            s.run(it.initializer)
            show(s.run(n))
    """,
    "train": r"""
        v1.set_random_seed(1)
        x = np.linspace(-1, 1, 20).astype("float32")
        y = 3 * x + 1
        ds = v1.data.Dataset.from_tensor_slices((x, y)).batch(5).repeat()
        a, b = ds.make_one_shot_iterator().get_next()
        w = v1.Variable(0.0, name="w")
        c = v1.Variable(0.0, name="c")
        loss = tf.reduce_mean((w * a + c - b) ** 2)
        t = v1.group(*[v1.assign_sub(q, 0.2 * g) for q, g in zip([w, c], v1.gradients(loss, [w, c]))])
        with v1.Session() as s:
            s.run(v1.global_variables_initializer())
            for i in range(100):
                _, l = s.run([t, loss])
            show(round(float(s.run(w)), 4), round(float(s.run(c)), 4))
    """,
    "seeded_shuffle": r"""
        v1.set_random_seed(5)
        it = v1.data.make_initializable_iterator(tf.data.Dataset.range(10).shuffle(10).batch(10))
        n = it.get_next()
        with v1.Session() as s:
            for _ in range(3):
                s.run(it.initializer)
                show(s.run(n))
        with v1.Session() as s:
            s.run(it.initializer)
            show(s.run(n))
    """,
}
