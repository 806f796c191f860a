"""Programs about tf.experimental.ExtensionType, in the manner of TensorFlow's guide to it."""

# ruff: noqa: UP006, UP007, UP035, UP045  the spellings of the guide
import typing

from traced_notes import count, failure, plain, steady


def _masked(tf):
    class MaskedTensor(tf.experimental.ExtensionType):
        values: tf.Tensor
        mask: tf.Tensor

        def replace_mask(self, new_mask):
            self.values.shape.assert_is_compatible_with(new_mask.shape)
            return MaskedTensor(self.values, new_mask)

    return MaskedTensor


def made_of_fields(tf):
    MaskedTensor = _masked(tf)
    m = MaskedTensor(values=[[1, 2, 3], [4, 5, 6]], mask=[[True, True, False], [True, False, True]])
    yield plain(m.values), m.mask.dtype.name, isinstance(m.values, tf.Tensor)
    yield plain(MaskedTensor([1.0], [True]).values), plain(m.replace_mask(m.mask).values)
    yield (
        failure(lambda: MaskedTensor([1])),
        failure(lambda: MaskedTensor([1], [True], 3)),
        failure(lambda: MaskedTensor([1], bad=3)),
    )


def annotations(tf):
    class Everything(tf.experimental.ExtensionType):
        a: int
        b: float = 1.5
        c: str = "text"
        d: bool = False
        t: tf.Tensor = 3
        s: tf.TensorShape = tf.TensorShape([1, None])
        dt: tf.DType = tf.int32
        u: typing.Tuple[int, ...] = (1, 2)
        v: tuple[int, str] = (1, "a")
        w: typing.Mapping[str, tf.Tensor] = {"k": 1}
        x: typing.Union[int, str, None] = None
        y: typing.Optional[tf.Tensor] = None
        r: tf.RaggedTensor = tf.ragged.constant([[1], []])

    e = Everything(4)
    yield e.a, e.b, e.c, e.d, plain(e.t), str(e.s), e.dt.name, e.u, e.v, plain(dict(e.w)), e.x, e.y is None
    yield type(e.w).__name__, plain(Everything(1, y=[1, 2]).y), Everything(1, x="q").x
    yield (
        failure(lambda: Everything("no")),
        failure(lambda: Everything(1, c=3)),
        failure(lambda: Everything(1, u=(1, "a"))),
    )
    yield (
        failure(lambda: Everything(1, v=(1,))),
        failure(lambda: Everything(1, x=1.5)),
        failure(lambda: Everything(1.0)),
    )
    yield Everything(1, u=[3, 4]).u, failure(lambda: Everything(1, b=2)), failure(lambda: Everything(1, w={1: 2}))


def wrong_annotations(tf):
    def define(**annotations):
        return lambda: type(
            "Bad", (tf.experimental.ExtensionType,), {"__annotations__": annotations, "__module__": "m"}
        )

    yield (
        failure(define(x=list)),
        failure(define(x=dict)),
        failure(define(x=list[int])),
        failure(define(x=typing.Any)),
    )
    yield failure(define(values=tf.Tensor, _tf_x=int)), failure(define(self=int)), failure(define(x="tf.Tensor"))


def defaults_before_others(tf):
    class Odd(tf.experimental.ExtensionType):
        a: int = 1
        b: int

    yield Odd(b=2).a, Odd(3, b=2).a, failure(lambda: Odd(2)), failure(lambda: Odd(1, 2))


def immutable(tf):
    m = _masked(tf)([1], [True])

    def assign():
        m.values = 3

    def add():
        m.other = 3

    def delete():
        del m.values

    yield failure(assign), failure(add), failure(delete)


def initialised_by_hand(tf):
    class Csr(tf.experimental.ExtensionType):
        values: tf.Tensor
        rows: int

        def __init__(self, values, rows=None):
            self.values = tf.convert_to_tensor(values) * 2
            self.rows = rows if rows is not None else self.values.shape[0]

    c = Csr([1, 2])
    yield plain(c.values), c.rows

    class Bad(tf.experimental.ExtensionType):
        values: tf.Tensor

        def __init__(self):
            pass

    yield failure(lambda: Bad())


def validated(tf):
    class Checked(tf.experimental.ExtensionType):
        values: tf.Tensor
        mask: tf.Tensor

        def __validate__(self):
            self.values.shape.assert_is_compatible_with(self.mask.shape)
            assert self.mask.dtype.is_bool, "mask.dtype must be bool"

    yield (
        plain(Checked([1], [True]).values),
        failure(lambda: Checked([1, 2], [True])),
        failure(lambda: Checked([1], [1]), "mask.dtype must be bool"),
    )
    f = tf.function(lambda c: Checked(c.values, c.values))
    yield failure(lambda: f(Checked([1], [True])))


def printed(tf):
    MaskedTensor = _masked(tf)
    m = MaskedTensor([1, 2], [True, False])
    yield repr(m), str(m)

    class Custom(tf.experimental.ExtensionType):
        x: int

        def __repr__(self):
            return f"<custom {self.x}>"

    yield repr(Custom(3))


def compared(tf):
    MaskedTensor = _masked(tf)

    class Other(tf.experimental.ExtensionType):
        x: tf.Tensor
        n: int = 1

    a, b = MaskedTensor([1, 2], [True, False]), MaskedTensor([1, 2], [True, False])
    yield plain(a == b), plain(a != b), plain(a == MaskedTensor([1, 3], [True, False]))
    yield plain(a == MaskedTensor([1, 2, 3], [True, False, True])), a == 3, a == Other([1])
    yield plain(Other([1]) == Other([1], 2)), plain(Other([1.0]) == Other([1]))
    f = tf.function(lambda p, q: p == q)
    yield plain(f(a, b))


def specs(tf):
    class Pair(tf.experimental.ExtensionType):
        x: tf.Tensor
        n: int = 1

    spec = tf.type_spec_from_value(Pair([1.0, 2.0], 3))
    yield (
        steady(repr(spec)),
        type(spec).__name__,
        spec == Pair.Spec(tf.TensorSpec([2], tf.float32), 3),
        spec.value_type is Pair,
    )
    other = Pair.Spec(x=tf.TensorSpec([None], tf.float32), n=3)
    yield (
        spec.is_compatible_with(other),
        other.is_compatible_with(Pair([1.0], 3)),
        other.is_compatible_with(Pair([1.0], 4)),
    )
    yield other.is_compatible_with(Pair([1], 3)), spec == other, repr(other), other.x.shape.as_list(), other.n
    yield repr(spec.most_specific_compatible_type(Pair.Spec(tf.TensorSpec([5], tf.float32), 3)))
    yield (
        failure(lambda: Pair.Spec(tf.TensorSpec([5]), "a")),
        failure(lambda: Pair.Spec(3)),
        hash(spec) == hash(Pair.Spec(tf.TensorSpec([2], tf.float32), 3)),
    )
    yield repr(Pair.Spec.from_value(Pair([1.0], 3)))


def spec_methods(tf):
    class Sized(tf.experimental.ExtensionType):
        values: tf.Tensor

        shape = property(lambda self: self.values.shape)
        dtype = property(lambda self: self.values.dtype)

        class Spec:
            def __init__(self, shape, dtype=tf.float32):
                self.values = tf.TensorSpec(shape, dtype)

            shape = property(lambda self: self.values.shape)
            dtype = property(lambda self: self.values.dtype)

    s = Sized.Spec([None, 3])
    yield (
        str(s.shape),
        s.dtype.name,
        s.is_compatible_with(Sized(tf.ones([2, 3]))),
        s.is_compatible_with(Sized(tf.ones([2, 4]))),
    )
    f = tf.function(lambda v: v.values * 2, input_signature=[s])
    yield plain(f(Sized(tf.ones([1, 3])))), failure(lambda: f(Sized(tf.ones([1, 4]))))


def in_functions(tf):
    MaskedTensor = _masked(tf)
    f, traces = count(tf, lambda m, k: MaskedTensor(m.values * k, m.mask))
    for values in ([1, 2], [3, 4], [5, 6, 7]):
        out = f(MaskedTensor(values, [True] * len(values)), 2)
        yield type(out) is MaskedTensor, plain(out.values), plain(out.mask), len(traces)
    c = f.get_concrete_function(MaskedTensor.Spec(tf.TensorSpec([None], tf.int32), tf.TensorSpec([None], tf.bool)), 2)
    yield plain(c(MaskedTensor([9], [False]), 2).values), len(c.inputs)


def python_fields_are_part_of_the_signature(tf):
    class Scaled(tf.experimental.ExtensionType):
        x: tf.Tensor
        k: int

    f, traces = count(tf, lambda s: s.x * s.k)
    yield [plain(f(Scaled(1, k))) for k in (2, 3, 2)], len(traces)


def declared(tf):
    MaskedTensor = _masked(tf)
    spec = MaskedTensor.Spec(tf.TensorSpec([None], tf.float32), tf.TensorSpec([None], tf.bool))
    f, traces = count(tf, lambda m: tf.reduce_sum(tf.where(m.mask, m.values, 0.0)), input_signature=[spec])
    yield plain(f(MaskedTensor([1.0, 2.0], [True, False]))), plain(f(MaskedTensor([1.0], [True]))), len(traces)
    yield failure(lambda: f(MaskedTensor([1], [True])))


def nested_types(tf):
    MaskedTensor = _masked(tf)

    class Network(tf.experimental.ExtensionType):
        inner: MaskedTensor
        more: tuple[MaskedTensor, ...] = ()

    n = Network(MaskedTensor([1], [True]), (MaskedTensor([2], [False]), MaskedTensor([3], [True])))
    yield plain(n.more[1].values), len(tf.nest.flatten(n)), len(tf.nest.flatten(n, expand_composites=True))
    f = tf.function(lambda v: Network(v.more[0], (v.inner,)))
    yield plain(f(n).inner.values), failure(lambda: Network(3))


def inherited(tf):
    class Base(tf.experimental.ExtensionType):
        x: tf.Tensor

        def double(self):
            return self.x * 2

    class Derived(Base):
        y: int = 7

    d = Derived([1, 2])
    yield plain(d.double()), d.y, isinstance(d, Base), repr(d)


def in_control_flow(tf):
    MaskedTensor = _masked(tf)
    a, b = MaskedTensor([1, 2], [True, False]), MaskedTensor([3, 4], [True, True])
    f = tf.function(lambda p, x, y: tf.cond(p, lambda: x, lambda: y))
    yield plain(f(tf.constant(True), a, b).values), plain(f(tf.constant(False), a, b).values)
    g = tf.function(
        lambda m: tf.while_loop(lambda i, m: i < 3, lambda i, m: (i + 1, MaskedTensor(m.values * 2, m.mask)), [0, m])[1]
    )
    yield plain(g(a).values), plain(tf.cond(tf.constant(False), lambda: a, lambda: b).values)


def in_structures(tf):
    MaskedTensor = _masked(tf)
    m = MaskedTensor([1, 2], [True, False])
    yield len(tf.nest.flatten([m, 3])), len(tf.nest.flatten([m, 3], expand_composites=True))
    doubled = tf.nest.map_structure(lambda t: tf.cast(t, tf.int32) * 2, m, expand_composites=True)
    yield type(doubled).__name__, plain(doubled.values)


def gradients(tf):
    class Pair(tf.experimental.ExtensionType):
        x: tf.Tensor
        y: tf.Tensor

    p = Pair(2.0, 3.0)
    with tf.GradientTape() as tape:
        tape.watch([p.x, p.y])
        z = tf.function(lambda q: q.x * q.y)(p)
    yield plain(tape.gradient(z, [p.x, p.y]))


def dispatched_apis(tf):
    MaskedTensor = _masked(tf)

    @tf.experimental.dispatch_for_api(tf.shape)
    def masked_shape(input: MaskedTensor, out_type=tf.int32):
        return tf.shape(input.values, out_type)

    @tf.experimental.dispatch_for_api(tf.stack)
    def masked_stack(values: typing.List[MaskedTensor], axis=0):
        return MaskedTensor(tf.stack([v.values for v in values], axis), tf.stack([v.mask for v in values], axis))

    @tf.experimental.dispatch_for_api(tf.concat, {"values": list[typing.Union[MaskedTensor, tf.Tensor]]})
    def masked_concat(values, axis, name="concat"):
        values = [v if isinstance(v, MaskedTensor) else MaskedTensor(v, tf.ones_like(v, tf.bool)) for v in values]
        return MaskedTensor(tf.concat([v.values for v in values], axis), tf.concat([v.mask for v in values], axis))

    m = MaskedTensor([1, 2], [True, False])
    yield plain(tf.shape(m)), plain(tf.stack([m, m]).values), plain(tf.concat([m, tf.constant([9])], 0).mask)
    yield plain(tf.shape([[1, 2]])), plain(tf.stack([[1], [2]])), plain(tf.concat([[1], [2]], 0))
    yield failure(lambda: tf.reverse(m, [0])), plain(tf.function(lambda v: tf.shape(v))(m))
    for target in (masked_shape, masked_stack, masked_concat):
        tf.experimental.unregister_dispatch_for(target)
    yield failure(lambda: tf.concat([m, m], 0))


def dispatched_wrongly(tf):
    MaskedTensor = _masked(tf)

    def wrong(nothing: MaskedTensor):
        return nothing

    yield failure(lambda: tf.experimental.dispatch_for_api(tf.shape)(wrong))
    yield failure(lambda: tf.experimental.dispatch_for_api(tf.shape)(lambda input, out_type=None: 1))
    yield failure(lambda: tf.experimental.dispatch_for_api(len, {"x": MaskedTensor}))


def elementwise_apis(tf):
    MaskedTensor = _masked(tf)

    @tf.experimental.dispatch_for_unary_elementwise_apis(MaskedTensor)
    def unary(api, x):
        return MaskedTensor(api(x.values), x.mask)

    @tf.experimental.dispatch_for_binary_elementwise_apis(
        typing.Union[MaskedTensor, tf.Tensor], typing.Union[MaskedTensor, tf.Tensor]
    )
    def binary(api, x, y):
        masked = x if isinstance(x, MaskedTensor) else y
        x, y = (v.values if isinstance(v, MaskedTensor) else v for v in (x, y))
        return MaskedTensor(api(x, y), masked.mask)

    m, n = MaskedTensor([1.0, -2.0], [True, False]), MaskedTensor([3.0, 4.0], [True, True])
    for function in (tf.abs, tf.negative, tf.nn.relu, tf.square, tf.sigmoid, tf.ones_like, tf.identity, tf.math.sign):
        yield plain(function(m).values)
    yield tf.cast(m, tf.int32).values.dtype.name, plain(tf.clip_by_value(m, 0.0, 1.0).values)
    yield plain(tf.add(m, n).values), plain(tf.multiply(m, tf.constant(2.0)).values), plain(tf.maximum(n, m).values)
    yield plain(tf.function(lambda v: tf.add(tf.nn.relu(v), v))(m).values)
    yield plain(tf.add(1.0, 2.0)), plain(tf.abs(-3))
    tf.experimental.unregister_dispatch_for(unary), tf.experimental.unregister_dispatch_for(binary)
    yield failure(lambda: tf.abs(m)), failure(lambda: tf.experimental.unregister_dispatch_for(unary))


def batched(tf):
    class Point(tf.experimental.BatchableExtensionType):
        x: tf.Tensor
        y: tf.Tensor

    points = Point(tf.constant([1.0, 2.0, 3.0]), tf.constant([[1.0], [2.0], [3.0]]))
    yield plain(tf.map_fn(lambda p: p.x + p.y[0], points, fn_output_signature=tf.float32))
    spec = Point.Spec(tf.TensorSpec([], tf.float32), tf.TensorSpec([1], tf.float32))
    out = tf.map_fn(lambda p: Point(p.x * 2, p.y), points, fn_output_signature=spec)
    yield type(out).__name__, plain(out.x), plain(out.y)
    yield plain(tf.vectorized_map(lambda p: p.x + p.y[0], points)), tf.is_tensor(points)


def printed_in_signatures(tf):
    MaskedTensor = _masked(tf)
    f = tf.function(lambda m: {"out": m})
    c = f.get_concrete_function(MaskedTensor.Spec(tf.TensorSpec([None]), tf.TensorSpec([None], tf.bool)))
    yield c.pretty_printed_signature()


def as_dictionaries(tf):
    MaskedTensor = _masked(tf)
    d = tf.experimental.extension_type.as_dict(MaskedTensor([1], [True]))
    yield sorted(d), plain(d["values"])


def with_a_name(tf):
    class Thing(tf.experimental.ExtensionType):
        __name__ = "programs.Thing"
        x: tf.Tensor

    yield Thing.__name__, repr(Thing(1))


def of_keras(tf):
    class Network(tf.experimental.ExtensionType):
        shape = property(lambda self: self.weights.shape)
        dtype = property(lambda self: self.weights.dtype)
        weights: tf.Tensor

        class Spec:
            def __init__(self, shape, dtype=tf.float32):
                self.weights = tf.TensorSpec(shape, dtype)

            shape = property(lambda self: self.weights.shape)
            dtype = property(lambda self: self.weights.dtype)

    class Layer(tf.keras.layers.Layer):
        def call(self, n):
            return n.weights * 2

    yield plain(Layer()(Network(tf.ones([1, 2]))))
