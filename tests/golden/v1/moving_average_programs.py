"""Programs with `tf.train.ExponentialMovingAverage`: (name, value) pairs, for TensorFlow and for Tenfold."""


def plain(value):
    return value.numpy().tolist() if hasattr(value, "numpy") else value


def eager(tf):
    for name, options in {
        "plain": {},
        "by updates": {"num_updates": 3},
        "by a variable": {"num_updates": tf.Variable(5)},
        "without bias": {"zero_debias": True},
        "short name": {"name": "ema"},
    }.items():
        v, w = tf.Variable([1.0, 2.0], name=f"v_{len(name)}"), tf.Variable(3.0, name=f"w_{len(name)}")
        average = tf.train.ExponentialMovingAverage(0.9, **options)
        seen = [average.average(v), average.average_name(v), average.apply([v, w])]
        for _ in range(3):
            seen += [plain(average.average(v)), plain(average.average(w))]
            v.assign([5.0, 6.0])
            w.assign(w * -1.0)
            average.apply([v, w])
        seen += [average.average_name(v), average.average(w).name, average.average(w).trainable, average.name]
        yield name, [*seen, sorted(average.variables_to_restore([v, w]))]


def dtypes(tf):
    for dtype in ("float16", "float64"):
        x = tf.Variable(1.0, dtype=dtype)
        average = tf.train.ExponentialMovingAverage(tf.Variable(0.75))
        average.apply([x])
        x.assign(2.0)
        average.apply([x])
        yield dtype, [average.average(x).dtype.name, plain(average.average(x))]


def functions(tf):
    for begun in (False, True):
        x, average = tf.Variable(1.0), tf.train.ExponentialMovingAverage(0.5)
        if begun:
            average.apply([x])

        @tf.function
        def step(x=x, average=average):
            x.assign_add(2.0)
            average.apply([x])
            return average.average(x).read_value()

        yield f"function, {begun}", [float(step()) for _ in range(3)]


def refused(tf):
    for name, given in {"integers": tf.Variable(3), "tensor": tf.constant(1.0)}.items():
        try:
            yield name, tf.train.ExponentialMovingAverage(0.9).apply([given])
        except Exception as e:
            yield name, type(e).__name__


def graphs(tf):
    for name, by_updates, without_bias in (("graph", False, False), ("updates", True, False), ("bias", False, True)):
        with tf.Graph().as_default():
            yield name, _graph(tf.compat.v1, tf, by_updates, without_bias)


def _graph(v1, tf, by_updates, without_bias):
    a, b = v1.Variable([1.0, 2.0], name="a"), v1.Variable(3.0, name="s/b")
    n = v1.Variable(0, name="n", trainable=False)
    given = v1.placeholder(tf.float32, [])
    twice = tf.multiply(given, 2.0, name="t")
    average = v1.train.ExponentialMovingAverage(0.9, n if by_updates else None, zero_debias=without_bias)
    update, found = average.apply([a, b, twice]), []
    averages = [average.average(v) for v in (a, b, twice)]
    changes = [a.assign_add([1.0, 1.0]), b.assign(b * -2.0), n.assign_add(2)]
    with v1.Session() as session:
        session.run(v1.global_variables_initializer())
        for k in range(4):
            session.run(update, {given: float(k)})
            found.append([value.tolist() for value in session.run(averages)])
            session.run(changes)
    again = v1.train.ExponentialMovingAverage(0.5)
    again.apply()
    names = [[v.name for v in found] for found in (v1.moving_average_variables(), v1.global_variables(), averages)]
    return [found, update.type, update.name, *names, sorted(again.variables_to_restore()), again.average_name(n)]
