"""Programs about what tf.function traces when, in the manner of TensorFlow's guides, API pages and bug reports.

A program is a generator, `name(tf)`, of what it saw: numbers, strings and lists. `record_traces.py` writes down what
TensorFlow yields.
"""

import collections
import dataclasses
import enum
import functools

import numpy as np
from traced_notes import count, failure, plain, signature


def one_trace_a_dtype_and_shape(tf):
    f, traces = count(tf, lambda x: x + x)
    for value in (1, 2, 1.0, [1.0], [2.0], [1.0, 2.0], [[1.0]], True, "a", "b"):
        if value is not True:
            f(tf.constant(value))
    yield len(traces), f.experimental_get_tracing_count()


def python_numbers_are_values(tf):
    f, traces = count(tf, lambda x: tf.constant(1.0) * 1)
    for value in (1, 1, 2, 1.0, True, False, 0, "a", "a", "b", b"a", None, None, 1 + 2j, 1 + 2j, float("inf"), 2.0):
        f(value)
        yield len(traces)


def true_is_not_one(tf):
    f, traces = count(tf, lambda x: tf.constant(3) if x is True else tf.constant(4))
    yield f(1).numpy(), f(True).numpy(), f(1.0).numpy(), len(traces)


def numpy_arrays_are_tensors(tf):
    f, traces = count(tf, lambda x: x + 1)
    for value in (
        np.ones(2),
        np.zeros(2),
        np.ones(2, np.float32),
        np.float32(1),
        np.float64(1),
        np.int32(3),
        np.int64(3),
        np.array(2, np.int32),
    ):
        yield plain(f(value)), len(traces)


def numpy_and_tensors_share_a_trace(tf):
    f, traces = count(tf, lambda x: x + 1)
    f(tf.constant([1, 2], tf.int32)), f(np.array([1, 2], np.int32)), f(tf.Variable([1, 2]))
    yield len(traces)


def structures_of_arguments(tf):
    f, traces = count(tf, lambda x: tf.nest.flatten(x)[0] + 1)
    one = tf.constant(1)
    for value in (
        [one],
        (one,),
        [one, one],
        {"a": one},
        {"b": one},
        {"a": one, "b": 2},
        {"b": 2, "a": one},
        [[one]],
        [one],
    ):
        f(value)
        yield len(traces)


def a_list_and_a_tuple(tf):
    f, traces = count(tf, lambda x: tf.constant(sum(x)))
    yield f([1, 2]).numpy(), f((1, 2)).numpy(), f([1, 2]).numpy(), f([1, 3]).numpy(), len(traces)


def dictionaries_in_another_order(tf):
    f, traces = count(tf, lambda d: tf.constant(list(d)))
    yield plain(f({"b": 1, "a": 2})), plain(f({"a": 2, "b": 1})), len(traces)
    f, traces = count(tf, lambda d: d)
    yield list(f(collections.OrderedDict([("z", 1.0), ("a", 2.0)]))), type(f({"x": 1})).__name__, len(traces)


def named_tuples(tf):
    Point, Other = collections.namedtuple("Point", "x y"), collections.namedtuple("Other", "x y")
    f, traces = count(tf, lambda p: p.x + p.y)
    one = tf.constant(1)
    yield plain(f(Point(one, one))), plain(f(Other(one, one))), plain(f(Point(2, one))), len(traces)
    g = tf.function(lambda p: p._replace(x=p.x * 2))
    yield type(g(Point(one, one))).__name__, plain(g(Point(one, one)).x)


def plain_dataclasses_are_objects(tf):
    @dataclasses.dataclass
    class Mutable:
        scale: float = 2.0

    @dataclasses.dataclass(frozen=True)
    class Frozen:
        scale: float = 2.0

    f, traces = count(tf, lambda x, c: x * c.scale)
    x, kept = tf.constant(1.0), Frozen()
    yield plain(f(x, kept)), plain(f(x, kept)), plain(f(x, Frozen())), plain(f(x, Frozen(3.0))), len(traces)
    yield failure(lambda: f(x, Mutable()), "Mutable")


def dataclasses_that_flatten(tf):
    @dataclasses.dataclass
    class Masked:
        value: object
        mask: bool

        def __tf_flatten__(self):
            return (self.mask,), (self.value,)

        @classmethod
        def __tf_unflatten__(cls, metadata, components):
            return cls(mask=metadata[0], value=components[0])

    f, traces = count(tf, lambda m: Masked(m.value * 2, m.mask))
    out = f(Masked(tf.constant([1.0, 2.0]), True))
    yield type(out).__name__, plain(out.value), out.mask
    f(Masked(tf.constant([3.0, 4.0]), True))
    yield len(traces)
    f(Masked(tf.constant([3.0, 4.0]), False))
    yield len(traces)


def enums_and_types_and_functions(tf):
    class Color(enum.Enum):
        RED = 1
        BLUE = 2

    f, traces = count(tf, lambda x, how: x + 1)
    x = tf.constant(1)
    for how in (Color.RED, Color.RED, Color.BLUE, int, int, str, tf.float32, tf.float32, tf.nn.relu, tf.nn.relu, len):
        f(x, how)
        yield len(traces)


def each_lambda_is_another(tf):
    f, traces = count(tf, lambda x, g: g(x))
    x = tf.constant(2)
    yield plain(f(x, lambda v: v + 1)), plain(f(x, lambda v: v + 1)), len(traces)


def objects_by_identity(tf):
    class Thing:
        def __init__(self, scale):
            self.scale = scale

    f, traces = count(tf, lambda x, t: x * t.scale)
    x, a, b = tf.constant(1), Thing(2), Thing(2)
    yield plain(f(x, a)), plain(f(x, a)), plain(f(x, b)), len(traces)
    a.scale = 9
    yield plain(f(x, a)), len(traces)


def objects_that_are_equal(tf):
    class Key:
        def __init__(self, k):
            self.k = k

        def __eq__(self, other):
            return isinstance(other, Key) and self.k == other.k

        def __hash__(self):
            return hash(self.k)

    f, traces = count(tf, lambda x, key: x + key.k)
    x, keys = tf.constant(1), [Key(1), Key(1), Key(2)]
    yield [plain(f(x, k)) for k in keys], len(traces)


def objects_that_trace_their_own_way(tf):
    class AppleType(tf.types.experimental.TraceType):
        def __init__(self, ripe):
            self.ripe = ripe

        def is_subtype_of(self, other):
            return isinstance(other, AppleType) and self.ripe == other.ripe

        def most_specific_common_supertype(self, others):
            return self if all(self == o for o in others) else None

        def placeholder_value(self, placeholder_context=None):
            return Apple(self.ripe, "placeholder")

        def __eq__(self, other):
            return isinstance(other, AppleType) and self.ripe == other.ripe

        def __hash__(self):
            return hash(self.ripe)

    class Apple:
        def __init__(self, ripe, name):
            self.ripe, self.name = ripe, name

        def __tf_tracing_type__(self, context):
            return AppleType(self.ripe)

    names = []
    f, traces = count(tf, lambda apple: names.append(apple.name) or tf.constant(apple.ripe))
    for ripe, name in ((1, "a"), (1, "b"), (2, "c")):
        yield f(Apple(ripe, name)).numpy(), len(traces)
    yield names


def sets_and_arrays_inside(tf):
    f, traces = count(tf, lambda x: tf.constant(1))
    f([np.ones(2), 3]), f([np.zeros(2), 3]), f([np.zeros(3), 3])
    yield len(traces)
    f(range(3)), f(range(3)), f(range(4))
    yield len(traces)


def defaults_are_part_of_it(tf):
    def g(x, y=2, *, z=3):
        return x + y + z

    f, traces = count(tf, g)
    x = tf.constant(1)
    yield [plain(v) for v in (f(x), f(x, 2), f(x, y=2), f(x=x), f(x, z=3), f(x, 2, z=3))], len(traces)
    yield [plain(v) for v in (f(x, 5), f(x, z=5))], len(traces)


def variable_arguments(tf):
    f, traces = count(tf, lambda *args, **kwargs: sum(args) + sum(kwargs.values()))
    one = tf.constant(1)
    yield (
        plain(f(one)),
        plain(f(one, one)),
        plain(f(one, a=one)),
        plain(f(one, b=one)),
        plain(f(one, a=one)),
        len(traces),
    )


def wrong_arguments(tf):
    f = tf.function(lambda x, y=1: x)
    yield failure(lambda: f())
    yield failure(lambda: f(1, 2, 3))
    yield failure(lambda: f(1, z=3))
    yield failure(lambda: f(1, x=3))


def partials(tf):
    f = tf.function(functools.partial(lambda x, y, z=1: x * y + z, tf.constant(2), z=5))
    yield plain(f(tf.constant(3)))
    traced = tf.function(lambda x, y: x - y)
    yield plain(functools.partial(traced, tf.constant(5))(tf.constant(3)))
    yield plain(tf.function(functools.partial(lambda x, k: x + k, k=2))(tf.constant(1)))


def callables(tf):
    class Scale:
        def __init__(self, k):
            self.k = k

        def __call__(self, x):
            return x * self.k

    yield plain(tf.function(Scale(3))(tf.constant(2)))
    yield plain(tf.function(abs)(tf.constant(-2))), plain(tf.function(tf.nn.relu)(tf.constant(-2.0)))


def methods_per_instance(tf):
    class Thing:
        traces = 0

        def __init__(self, k):
            self.k = k

        @tf.function
        def scaled(self, x):
            Thing.traces += 1
            return x * self.k

    a, b, x = Thing(2), Thing(3), tf.constant(1)
    yield plain(a.scaled(x)), plain(b.scaled(x)), plain(a.scaled(x)), Thing.traces
    a.k = 9
    yield plain(a.scaled(x)), plain(Thing.scaled(b, x)), Thing.traces
    yield a.scaled.experimental_get_tracing_count()


def static_and_class_methods(tf):
    class Thing:
        scale = 4

        @staticmethod
        @tf.function
        def twice(x):
            return x * 2

        @classmethod
        def times(cls, x):
            return tf.function(lambda v: v * cls.scale)(x)

    yield plain(Thing.twice(tf.constant(1))), plain(Thing().twice(tf.constant(2))), plain(Thing.times(tf.constant(1)))


def methods_of_modules(tf):
    class Dense(tf.Module):
        def __init__(self, out, name=None):
            super().__init__(name=name)
            self.out, self.built = out, False

        @tf.function
        def __call__(self, x):
            if not self.built:
                self.w = tf.Variable(tf.ones([x.shape[-1], self.out]), name="w")
                self.b = tf.Variable(tf.zeros([self.out]), name="b")
                self.built = True
            return x @ self.w + self.b

    d = Dense(2, name="d")
    yield plain(d(tf.ones([1, 3]))), [v.name for v in d.variables]
    yield plain(d(tf.ones([2, 3])))


def nested_functions(tf):
    inner, inside = count(tf, lambda x: x * 2)
    outer, outside = count(tf, lambda x: inner(x) + inner(x + 1))
    yield plain(outer(tf.constant(1))), plain(outer(tf.constant(5))), len(inside), len(outside)
    inner(tf.constant(7))
    yield len(inside)


def recursion_on_python_values(tf):
    @tf.function
    def power(x, n):
        return tf.ones_like(x) if n == 0 else x * power(x, n - 1)

    yield plain(power(tf.constant(2.0), 5)), power.experimental_get_tracing_count()


def recursion_on_tensors_fails(tf):
    @tf.function
    def endless(n):
        return endless(n) + 1

    yield failure(lambda: endless(tf.constant(3))) != "none"


def functions_as_results_and_arguments(tf):
    f = tf.function(lambda g, x: g(g(x)))
    twice = tf.function(lambda x: x * 2)
    yield plain(f(twice, tf.constant(3))), f.experimental_get_tracing_count()


def python_effects_at_trace_time(tf):
    log = []

    @tf.function
    def f(x):
        log.append("traced")
        tf.debugging.assert_all_finite(tf.cast(x, tf.float32), "all")
        return x

    f(tf.constant(1)), f(tf.constant(2)), f(tf.constant(1.0)), f(3), f(4)
    yield log


def python_counters_stand_still(tf):
    class Box:
        n = 0

    @tf.function
    def f(x):
        Box.n += 1
        return x + Box.n

    yield [plain(f(tf.constant(0))) for _ in range(3)], Box.n


def iterators_stand_still(tf):
    source = iter([1, 2, 3])
    f = tf.function(lambda x: x + next(source))
    yield [plain(f(tf.constant(0))) for _ in range(3)]


def closures_are_not_seen_again(tf):
    scale = 2
    values = [3]

    @tf.function
    def f(x):
        return x * scale + values[0]

    yield plain(f(tf.constant(1)))
    scale, values[0] = 10, 30
    yield plain(f(tf.constant(1))), plain(f(tf.constant([1])))


def captured_tensors_and_variables(tf):
    box = {"t": tf.constant(1.0), "v": tf.Variable(1.0)}
    f = tf.function(lambda: box["t"] + box["v"])
    yield plain(f())
    box["t"] = tf.constant(100.0)
    box["v"].assign(5.0)
    yield plain(f())
    box["v"] = tf.Variable(1000.0)
    yield plain(f())


def variables_as_arguments(tf):
    f = tf.function(lambda v: v.assign_add(tf.ones_like(v)))
    a, b, c = tf.Variable(1.0), tf.Variable(2.0), tf.Variable([3.0])
    f(a), f(b), f(a), f(c)
    yield plain(a), plain(b), plain(c)


def the_same_variable_twice(tf):
    f = tf.function(lambda v, w: v.assign_add(w))
    a, b, c = tf.Variable(1.0), tf.Variable(2.0), tf.Variable(3.0)
    yield plain(f(a, a)), plain(f(a, b)), plain(f(b, c)), plain(f(b, b))


def results(tf):
    one = tf.constant(1)
    yield (
        tf.function(lambda: None)() is None,
        plain(tf.function(lambda: 3)()),
        plain(tf.function(lambda: [1, (one, None)])()),
    )
    out = tf.function(lambda: {"a": one, "b": [one, "x"]})()
    yield sorted(out), plain(out["b"])
    yield type(tf.function(lambda: (one,))()).__name__, type(tf.function(lambda: [one])()).__name__
    yield failure(lambda: tf.function(lambda: object())()), failure(lambda: tf.function(lambda: [one, object()])())
    yield plain(tf.function(lambda: np.ones(2))()), plain(tf.function(lambda: "text")())


def returned_arguments(tf):
    f = tf.function(lambda x, y: (x, y))
    yield plain(f(1, "a")), plain(f(tf.constant(1), 2.5)), plain(f(np.ones(2), True))


def returned_variables(tf):
    v = tf.Variable([1.0, 2.0])
    out = tf.function(lambda: v)()
    yield isinstance(out, tf.Tensor), plain(out)


def declared(tf):
    seen = []

    @tf.function(input_signature=[tf.TensorSpec([None], tf.int32)])
    def f(x):
        seen.append(x.shape.as_list())
        return x + 1

    yield plain(f(tf.constant([1]))), plain(f([1, 2])), plain(f(np.array([1, 2, 3], np.int32))), seen
    yield failure(lambda: f(tf.constant([[1, 2]]))), failure(lambda: f(tf.constant([1.0]))), failure(lambda: f([1.0]))
    yield failure(lambda: f()), failure(lambda: f([1], [2]))
    yield plain(f(x=tf.constant([4])))


def declared_casts(tf):
    f = tf.function(lambda x: x + 1, input_signature=[tf.TensorSpec([], tf.float32)])
    yield plain(f(1)), plain(f(2.5)), failure(lambda: f("a")), failure(lambda: f(tf.constant(1)))
    g = tf.function(lambda x: x + 1, input_signature=[tf.TensorSpec([], tf.float64)])
    yield plain(g(1)), plain(g(np.float64(2.5))), failure(lambda: g(tf.constant(1.0)))


def declared_structures(tf):
    spec = ([tf.TensorSpec([], tf.float32), {"a": tf.TensorSpec([None], tf.float32)}],)
    f, traces = count(tf, lambda x: x[0] * x[1]["a"], input_signature=spec)
    yield plain(f([tf.constant(2.0), {"a": tf.constant([1.0, 2.0])}])), plain(f([3.0, {"a": [1.0]}])), len(traces)
    yield failure(lambda: f([2.0])), failure(lambda: f([2.0, {"b": [1.0]}]))


def declared_with_defaults(tf):
    f = tf.function(lambda x, y=2: x + y, input_signature=[tf.TensorSpec([], tf.int32)])
    yield plain(f(tf.constant(1)))
    yield failure(lambda: f(tf.constant(1), 5))
    g = tf.function(lambda x, y=2: x + y, input_signature=[tf.TensorSpec([], tf.int32)] * 2)
    yield plain(g(1, 5)), plain(g(1, y=7))


def declared_signatures_and_defaults_given(tf):
    f, traces = count(tf, lambda x, y=2, *, flag=False: x + y, input_signature=[tf.TensorSpec([], tf.int32)])
    yield [plain(v) for v in (f(1), f(1, 2), f(1, y=2.0), f(1, flag=False), f(1, 2, flag=False))], len(traces)
    for args, kwargs in (((1, 3), {}), ((1, tf.constant(2)), {}), ((1,), {"flag": True}), ((1,), {"y": None})):
        yield failure(lambda args=args, kwargs=kwargs: f(*args, **kwargs))
    yield plain(f.get_concrete_function(tf.TensorSpec([], tf.int32), 2)(tf.constant(5))), len(traces)

    class Model(tf.Module):
        @tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])
        def call(self, x, training=False, mask=None):
            return x * 2 if training else x

    m = Model()
    yield [plain(v) for v in (m.call([1.0]), m.call([1.0], training=False), m.call([1.0], False, mask=None))]
    yield failure(lambda: m.call([1.0], training=True))
    g = tf.function(lambda *xs: xs, input_signature=[tf.TensorSpec([], tf.float32)])
    yield plain(g(1.0)), failure(lambda: g(1.0, 2.0))


def dimensions_that_are_not_known(tf):
    seen = []

    @tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])
    def f(x):
        n = x.shape[0]
        for make in (
            lambda: tf.zeros([n, 2]),
            lambda: tf.reshape(x, (2, n)),
            lambda: tf.fill([n], 1),
            lambda: tf.tile(tf.ones([1, 2]), [n, 1]),
            lambda: tf.random.normal([n, 2]),
            lambda: tf.random.uniform((2, n)),
            lambda: tf.range(n),
            lambda: tf.range(0, n),
            lambda: tf.TensorArray(tf.float32, n),
            lambda: tf.one_hot(1, n),
            lambda: tf.zeros(x.shape),
        ):
            seen.append(failure(make))
        return x

    f(tf.ones(3))
    yield seen
    yield failure(lambda: tf.zeros([None, 2])), failure(lambda: tf.random.normal([2, None]))
    yield failure(lambda: tf.TensorArray(tf.float32)), failure(lambda: tf.TensorArray(tf.float32, dynamic_size=True))


def variables_are_shown_without_values_while_traced(tf):
    v, seen = tf.Variable([1.0, 2.0], name="shown"), []
    tf.function(lambda x: seen.append((repr(v), str([v]))) or x)(1)
    yield seen, repr(v)


def declared_wrongly(tf):
    yield failure(lambda: tf.function(lambda x: x, input_signature=[3])(1))
    yield failure(lambda: tf.function(lambda x: x, input_signature=[tf.TensorSpec([], tf.int32)] * 2)(1, 2))
    yield failure(lambda: tf.function(lambda x: x, input_signature=tf.TensorSpec([], tf.int32))(1))
    yield failure(lambda: tf.function(3))


def declared_methods(tf):
    class Adder(tf.Module):
        def __init__(self):
            super().__init__()
            self.total = tf.Variable(0.0)

        @tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])
        def add(self, x):
            return self.total.assign_add(tf.reduce_sum(x))

    a = Adder()
    yield (
        plain(a.add([1.0, 2.0])),
        plain(a.add([3.0])),
        plain(a.add.get_concrete_function()([4.0] * tf.constant([1.0]))),
    )
    yield signature(a.add.get_concrete_function())[:2]


def relaxed_shapes(tf):
    f, traces = count(tf, lambda x: x * 2, reduce_retracing=True)
    for shape in ([1], [2], [3], [4], [5], [1, 1], [2, 2], [3, 2], [9, 9]):
        f(tf.ones(shape))
        yield len(traces)


def relaxed_python_numbers(tf):
    f, traces = count(tf, lambda x, k: x * tf.cast(k, tf.float32), reduce_retracing=True)
    for k in (1, 2, 3, 1.0, 2.0):
        f(tf.constant(1.0), k)
        yield len(traces)


def relaxed_structures(tf):
    f, traces = count(tf, lambda d: d["a"] + 1, reduce_retracing=True)
    for n, other in ((1, 1), (2, 1), (3, 1), (3, 2)):
        f({"a": tf.ones(n), "b": tf.ones([other, 2])})
        yield len(traces)
    yield signature(f.get_concrete_function({"a": tf.ones(7), "b": tf.ones([7, 2])}))[0]
