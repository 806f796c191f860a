"""Programs about state in tf.function: variables, random ops, effects in order, failures, gradients, eager switches."""

import numpy as np
from traced_notes import count, failure, plain


def variables_made_on_the_first_call(tf):
    class Model(tf.Module):
        v = None

        @tf.function
        def __call__(self, x):
            if self.v is None:
                self.v = tf.Variable(tf.ones(x.shape), name="made")
            return self.v.assign_add(x)

    m = Model()
    yield plain(m(tf.constant([1.0]))), plain(m(tf.constant([1.0]))), m.v.name, plain(m.v)


def variables_made_by_each_call(tf):
    f = tf.function(lambda: tf.Variable(1.0, name="again") + 1)
    yield failure(f, "tf.function only supports singleton tf.Variables")
    made = []

    @tf.function
    def g(x):
        made.append(tf.Variable(1.0))
        return made[-1] + x

    yield failure(lambda: g(1.0))


def variables_made_by_a_later_trace(tf):
    made = []

    @tf.function
    def f(x):
        if len(made) < 2 and x.shape.rank == len(made):
            made.append(tf.Variable(1.0))
        return made[-1] + x

    yield plain(f(tf.constant(1.0)))
    yield failure(lambda: f(tf.constant([1.0])))


def initial_values_are_computed_once(tf):
    made = []

    @tf.function
    def f():
        if not made:
            made.append(tf.Variable(tf.random.uniform([2], seed=1) * 0 + 3.0))
        return made[0].assign_add([1.0, 1.0])

    yield plain(f()), plain(f())


def init_scope(tf):
    log = []

    @tf.function
    def f(x):
        with tf.init_scope():
            log.append(tf.executing_eagerly())
            made = tf.constant(3.0) * 2
            log.append(plain(made))
        log.append(tf.executing_eagerly())
        return x + made

    yield plain(f(tf.constant(1.0))), log


def inside_function(tf):
    seen = []
    f = tf.function(lambda: seen.append((tf.inside_function(), tf.executing_eagerly())))
    f()
    yield seen, tf.inside_function(), tf.executing_eagerly()


def run_eagerly(tf):
    log = []

    @tf.function
    def f(x):
        log.append(type(x).__name__ == "EagerTensor" or not hasattr(x, "op"))
        return x if x > 0 else -x

    tf.config.run_functions_eagerly(True)
    try:
        yield tf.config.functions_run_eagerly(), plain(f(tf.constant(-3))), plain(f(tf.constant(2))), len(log)
    finally:
        tf.config.run_functions_eagerly(False)
    yield tf.config.functions_run_eagerly(), f.experimental_get_tracing_count()


def effects_in_order(tf):
    v, w = tf.Variable(1.0), tf.Variable(10.0)

    @tf.function
    def f():
        a = v.read_value()
        v.assign(2.0)
        b = v + 0
        w.assign_add(v)
        v.assign_sub(0.5)
        return a, b, v.read_value(), w.read_value()

    yield plain(f()), plain(f()), plain(v), plain(w)


def effects_whose_results_are_not_used(tf):
    v = tf.Variable(0)

    @tf.function
    def f():
        v.assign_add(1)
        return tf.constant(7)

    yield [plain(f()) for _ in range(3)], plain(v)


def effects_under_cond(tf):
    v = tf.Variable(0)

    @tf.function
    def f(p):
        tf.cond(p, lambda: v.assign_add(1), lambda: v.assign_add(10))
        return v.read_value()

    yield [plain(f(tf.constant(p))) for p in (True, False, True)]


def random_numbers_in_functions(tf):
    f = tf.function(lambda: tf.random.uniform([2]))
    yield plain(f()), plain(f())
    tf.random.set_seed(5)
    g = tf.function(lambda: (tf.random.normal([1]), tf.random.normal([1], seed=3)))
    yield plain(g()), plain(g())
    tf.random.set_seed(5)
    h = tf.function(lambda: (tf.random.normal([1]), tf.random.normal([1], seed=3)))
    yield plain(h()), plain(h())


def random_numbers_of_generators(tf):
    g = tf.random.Generator.from_seed(3)
    f = tf.function(lambda: g.uniform([2]))
    yield plain(f()), plain(f()), plain(g.state)


def python_randomness_stands_still(tf):
    r = np.random.RandomState(0)
    f = tf.function(lambda: tf.constant(r.randint(1000)))
    yield plain(f()) == plain(f())


def checks_fire_in_functions(tf):
    v = tf.Variable(0)

    @tf.function
    def f(x):
        tf.debugging.assert_positive(x, message="not so")
        return v.assign_add(x)

    yield plain(f(tf.constant(3))), failure(lambda: f(tf.constant(-3)), "not so")


def a_failed_call_may_be_repeated(tf):
    v = tf.Variable([1.0, 2.0])

    @tf.function
    def f(i):
        return v.assign(v * tf.gather(v, i))

    yield plain(f(1)), failure(lambda: f(tf.constant(9))), plain(v), plain(f(0))


def errors_of_python_while_tracing(tf):
    calls = []

    @tf.function
    def f(x):
        calls.append(1)
        if len(calls) == 1:
            raise KeyError("first")
        return x

    yield failure(lambda: f(1), "first"), plain(f(1)), len(calls), f.experimental_get_tracing_count()


def errors_of_shapes_while_tracing(tf):
    f = tf.function(lambda a, b: tf.matmul(a, b))
    yield failure(lambda: f(tf.ones([2, 3]), tf.ones([2, 3])))
    yield failure(lambda: f(tf.ones([2, 3]), tf.ones([3, 2], tf.int32)))
    g = f.get_concrete_function(tf.TensorSpec([None, None]), tf.TensorSpec([None, None]))
    yield failure(lambda: g(tf.ones([2, 3]), tf.ones([2, 3])))


def tables_in_functions(tf):
    keys, values = tf.constant(["a", "b"]), tf.constant([1, 2])
    table = tf.lookup.StaticHashTable(tf.lookup.KeyValueTensorInitializer(keys, values), -1)
    f = tf.function(lambda x: table.lookup(x))
    yield plain(f(tf.constant(["b", "c", "a"])))
    counts = tf.lookup.experimental.MutableHashTable(tf.string, tf.int64, 0)

    @tf.function
    def note(k):
        counts.insert(k, counts.lookup(k) + 1)
        return counts.size()

    yield plain(note(tf.constant(["x"]))), plain(note(tf.constant(["x"]))), plain(counts.lookup(tf.constant(["x"])))


def python_functions_in_order(tf):
    log = []

    @tf.function
    def f(x):
        tf.py_function(lambda v: log.append(int(v)), [x], [])
        tf.py_function(lambda v: log.append(-int(v)), [x + 1], [])
        return tf.numpy_function(lambda v: v * 2, [x], tf.int32)

    yield plain(f(tf.constant(1))), plain(f(tf.constant(5))), log


def errors_of_python_functions(tf):
    """In the classes that TensorFlow gives them; functions of arrays that are called at once raise their own."""
    kinds = (TypeError, ValueError, KeyError, StopIteration, MemoryError, NotImplementedError, ZeroDivisionError)

    def raised(call):
        try:
            call()
        except Exception as e:
            return type(e).__name__, "mine" in str(e)

    def of(kind, how):
        def bad(v):
            raise kind("mine")

        def call():
            return how(bad, [1], tf.int32)

        return raised(call), raised(tf.function(call))

    for kind in kinds:
        yield kind.__name__, of(kind, tf.py_function), of(kind, tf.numpy_function)


def gradients_through_calls(tf):
    v = tf.Variable(2.0)
    f = tf.function(lambda x: v * x * x)
    x = tf.constant(3.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    yield plain(tape.gradient(y, [x, v]))
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        d = inner.gradient(y, x)
    yield plain(d), plain(outer.gradient(d, [x, v]))


def gradients_inside(tf):
    @tf.function
    def f(x):
        with tf.GradientTape() as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = x**3
            d = inner.gradient(y, x)
        return d, outer.gradient(d, x)

    yield plain(f(tf.constant(2.0)))
    g = tf.function(lambda x: tf.gradients(x * x, x)[0])
    yield plain(g(tf.constant(3.0)))


def a_tape_that_is_open_around_a_call(tf):
    inner = tf.function(lambda x: x * x)

    @tf.function
    def outer(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = inner(x) * inner(x + 1)
        return tape.gradient(y, x)

    yield plain(outer(tf.constant(2.0)))


def custom_gradients_in_functions(tf):
    @tf.custom_gradient
    def clipped(x):
        return x * 2, lambda dy: dy * 100.0

    f = tf.function(lambda x: clipped(x) * 3)
    x = tf.constant(1.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    yield plain(y), plain(tape.gradient(y, x))


def functions_with_no_gradient(tf):
    f = tf.function(lambda x: tf.round(x))
    x, v = tf.constant(1.5), tf.Variable(1.0)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y, z = f(x), tf.function(lambda: v.assign_add(1.0))()
    yield tape.gradient(y, x) is None, tape.gradient(z, v) is None


def models_called_in_functions(tf):
    model = tf.keras.Sequential(
        [tf.keras.layers.Dense(2, kernel_initializer="ones"), tf.keras.layers.BatchNormalization()]
    )
    f = tf.function(lambda x, training: model(x, training=training))
    yield plain(f(tf.ones([2, 3]), False)), len(model.variables)
    yield plain(f(tf.ones([2, 3]), True)), [round(float(v), 4) for v in model.layers[1].moving_mean.numpy()]


def a_training_step(tf):
    layer, optimizer = tf.keras.layers.Dense(1, kernel_initializer="ones"), tf.keras.optimizers.SGD(0.1)

    @tf.function
    def step(x, y):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((layer(x) - y) ** 2)
        variables = layer.trainable_variables
        optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss

    x, y = tf.constant([[1.0], [2.0]]), tf.constant([[2.0], [4.0]])
    yield [plain(step(x, y)) for _ in range(3)], plain(layer.kernel), step.experimental_get_tracing_count()


def optimizers_made_too_late(tf):
    v = tf.Variable(1.0)

    @tf.function
    def step():
        optimizer = tf.keras.optimizers.legacy.Adam(0.1)
        with tf.GradientTape() as tape:
            loss = v * v
        optimizer.apply_gradients([(tape.gradient(loss, v), v)])

    yield failure(step)


def conversion_functions(tf):
    class Meters:
        def __init__(self, n):
            self.n = n

    def convert(value, dtype=None, name=None, as_ref=False):
        return tf.constant(value.n, dtype or tf.float32)

    tf.register_tensor_conversion_function(Meters, convert)
    yield plain(tf.convert_to_tensor(Meters(3))), plain(tf.add(Meters(1), 2.0)), plain(tf.constant(1.0) + Meters(2))
    yield plain(tf.convert_to_tensor(Meters(3), tf.int32))
    yield failure(lambda: tf.register_tensor_conversion_function("x", convert))
    yield failure(lambda: tf.register_tensor_conversion_function(Meters, 3))


def creator_scopes(tf):
    seen = []

    def outer(next_creator, **kwargs):
        kwargs["name"] = "outer_" + kwargs["name"]
        seen.append("outer")
        return next_creator(**kwargs)

    def inner(next_creator, **kwargs):
        seen.append(sorted(k for k in kwargs if k in ("name", "trainable", "initial_value", "dtype", "shape")))
        kwargs["initial_value"] = 5.0
        return next_creator(**kwargs)

    with tf.variable_creator_scope(outer), tf.variable_creator_scope(inner):
        v = tf.Variable(1.0, name="v", trainable=False)
    yield plain(v), v.name, v.trainable, seen, plain(tf.Variable(1.0))


def critical_sections(tf):
    v, section = tf.Variable(0.0), tf.CriticalSection(name="cs")

    @tf.function
    def f(x):
        return section.execute(lambda: v.assign_add(x))

    yield plain(f(2.0)), plain(f(3.0)), plain(section.execute(lambda: v + 1))


def shapes_inside_and_outside(tf):
    seen = []

    @tf.function(input_signature=[tf.TensorSpec([None, 3], tf.float32)])
    def f(x):
        seen.append((x.shape.as_list(), x.shape[0], tuple(x.get_shape().as_list())))
        return tf.shape(x)[0], tf.size(x)

    yield plain(f(tf.ones([4, 3]))), seen


def symbolic_tensors_say_no(tf):
    yield failure(lambda: tf.function(lambda x: x.numpy())(tf.constant(1)))
    yield failure(lambda: tf.function(lambda x: int(x), autograph=False)(tf.constant(1)))
    yield failure(lambda: tf.function(lambda x: 1 if x else 2, autograph=False)(tf.constant(True)))
    yield failure(lambda: tf.function(lambda x: [v for v in x], autograph=False)(tf.TensorSpec([None], tf.int32)))


def tensors_do_not_leak(tf):
    kept = []
    f = tf.function(lambda x: kept.append(x * 2))
    f(tf.constant(1))
    yield failure(lambda: kept[0] + 1), failure(lambda: kept[0].numpy())


def bound_late(tf):
    class Model(tf.Module):
        def __init__(self):
            super().__init__()
            self.k = tf.Variable(2.0)
            self.step = tf.function(self._step)

        def _step(self, x):
            return x * self.k

    a, b = Model(), Model()
    b.k.assign(7.0)
    yield plain(a.step(tf.constant(1.0))), plain(b.step(tf.constant(1.0))), a.step.experimental_get_tracing_count()


def many_retraces(tf):
    f, traces = count(tf, lambda x, k: x + k)
    for k in range(30):
        f(tf.constant(1), k)
    yield len(traces)
