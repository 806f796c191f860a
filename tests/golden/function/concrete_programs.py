"""Programs about ConcreteFunctions: signatures, names, calls by position and keyword, what they hold."""

import numpy as np
from traced_notes import count, failure, plain, signature, steady


def signatures_of_tensors(tf):
    f = tf.function(lambda x, y: x + y)
    spec = tf.TensorSpec([None], tf.float32)
    yield signature(f.get_concrete_function(spec, spec))
    yield signature(f.get_concrete_function(tf.constant(1), tf.constant(2)))
    yield signature(f.get_concrete_function(x=tf.constant(1.0), y=tf.TensorSpec([], tf.float32, "named")))
    yield signature(f.get_concrete_function(tf.constant(1), 2))
    yield f.experimental_get_tracing_count()


def signatures_of_python_values(tf):
    f = tf.function(lambda x, k: x)
    x = tf.constant(1.0)
    for value in (1, 2.5, "a", None, True, [1, 2.0], (1,), {"a": 1}, np.ones(2), np.float32(1)):
        yield signature(f.get_concrete_function(x, value))


def names_in_structures(tf):
    f = tf.function(lambda d, p, *rest, key=None, **more: tf.constant(1))
    x = tf.constant(1.0)
    named = signature(f.get_concrete_function({"b": x, "a": [x, (x,)]}, [x, x], x, x, key=x, other=x))
    yield named[0], sorted(named[1:])
    yield signature(f.get_concrete_function({"a b": x, "c/d": x}, [[x]]))


def names_of_specs(tf):
    f = tf.function(lambda a, b: a + b)
    spec = tf.TensorSpec([], tf.float32, name="x")
    yield signature(f.get_concrete_function(spec, tf.TensorSpec([], tf.float32, name="y")))
    yield failure(lambda: f.get_concrete_function(spec, spec))
    yield signature(f.get_concrete_function(tf.TensorSpec([], tf.float32, name="b"), tf.TensorSpec([], tf.float32)))


def calls_by_name_and_position(tf):
    f = tf.function(lambda a, b=3.0: a * 2 + b)
    one, two = tf.constant(1.0), tf.constant(2.0)
    c = f.get_concrete_function(tf.TensorSpec([], tf.float32), tf.TensorSpec([], tf.float32))
    yield plain(c(one, two)), plain(c(one, b=two)), plain(c(b=two, a=one)), plain(c(a=one, b=two))
    yield (
        failure(lambda: c()),
        failure(lambda: c(one)),
        failure(lambda: c(one, two, two)),
        failure(lambda: c(one, q=two)),
    )
    yield failure(lambda: c(one, a=one)), failure(lambda: c(tf.constant(1), two))
    yield plain(c(1.0, 2.0)), plain(c(np.float32(1), np.float32(2)))
    d = f.get_concrete_function(tf.TensorSpec([], tf.float32))
    yield plain(d(one)), plain(d(a=one)), failure(lambda: d(one, 4.0)), plain(d(one, 3.0)), plain(d(one, b=3.0))


def calls_with_python_arguments(tf):
    f = tf.function(lambda a, k: a * k)
    c = f.get_concrete_function(tf.TensorSpec([], tf.float32), 2)
    yield plain(c(tf.constant(1.0))), plain(c(tf.constant(1.0), 2)), failure(lambda: c(tf.constant(1.0), 3))


def calls_with_structures(tf):
    f = tf.function(lambda d: d["a"] - d["b"][0])
    spec = tf.TensorSpec([None], tf.float32)
    c = f.get_concrete_function({"a": spec, "b": [spec]})
    x, y = tf.constant([3.0]), tf.constant([1.0])
    yield plain(c({"a": x, "b": [y]})), signature(c)
    yield failure(lambda: c(x)), failure(lambda: c({"a": x}))


def wrong_shapes(tf):
    c = tf.function(lambda x: x + 1).get_concrete_function(tf.TensorSpec([None, 2], tf.float32))
    yield plain(c(tf.ones([1, 2]))), plain(c(tf.ones([3, 2])))
    yield failure(lambda: c(tf.ones([1, 2], tf.int32)))
    yield failure(lambda: c("text")), failure(lambda: c(None))


def what_it_holds(tf):
    v, w, big = (
        tf.Variable(1.0, name="v"),
        tf.Variable(2.0, trainable=False, name="w"),
        tf.constant(np.ones(1000, np.float32)),
    )

    @tf.function
    def f(x):
        return {"a": x * v, "b": [x + w, tf.reduce_sum(big)]}

    c = f.get_concrete_function(tf.TensorSpec([None], tf.float32))
    yield [x.name for x in c.variables], [x.name for x in c.trainable_variables]
    yield len(c.captured_inputs), [t.shape.as_list() for t in c.outputs], sorted(c.structured_outputs)
    yield str(c.output_shapes), str(c.output_dtypes), type(c.graph).__name__
    yield [t.dtype.name for t in c.inputs if t.dtype != tf.resource][:1]


def structured_outputs(tf):
    f = tf.function(lambda x: (x, [x + 1, None], {"k": x * 2}))
    c = f.get_concrete_function(tf.TensorSpec([3], tf.int32))
    yield str(c.structured_outputs[0].shape), type(c.structured_outputs).__name__, c.structured_outputs[1][1] is None
    yield len(c.outputs)


def names_of_functions(tf):
    def some_name(x):
        return x

    c = tf.function(some_name).get_concrete_function(1)
    yield steady(c.name), steady(c.graph.name)
    c = tf.function(lambda x: x).get_concrete_function(1)
    yield c.name.decode().rpartition("_")[0], c.graph.name
    yield tf.function(some_name).__name__


def printed_signatures(tf):
    @tf.function
    def f(a, b=2):
        return {"out": a * b}

    yield steady(str(f.get_concrete_function(tf.TensorSpec([None], tf.float32))))
    c = f.get_concrete_function(tf.constant(1), b=tf.constant(2))
    yield c.pretty_printed_signature(), c.pretty_printed_signature(verbose=False)
    yield f.pretty_printed_concrete_signatures()


def printed_structures(tf):
    f = tf.function(lambda x, *args, flag=True, **kw: [x, (x, args)])
    c = f.get_concrete_function([tf.constant(1)], tf.constant(2.0), "s", more={"a": tf.constant([1])})
    yield c.pretty_printed_signature()
    yield steady(repr(c.structured_outputs)).count("Tensor")


def function_types(tf):
    f = tf.function(lambda a, b=2: a)
    c = f.get_concrete_function(tf.TensorSpec([], tf.int32))
    yield str(c.function_type)


def graphs_of_functions(tf):
    f = tf.function(lambda a, b: tf.nn.relu(a @ b, name="act"))
    g = f.get_concrete_function(tf.TensorSpec([2, 2], tf.float32), tf.TensorSpec([2, 2], tf.float32)).graph
    yield [op.name for op in g.get_operations()][:4], [op.type for op in g.get_operations()][:4]
    yield (
        [t.name for t in g.inputs],
        len(g.outputs),
        str(g.structured_outputs.shape),
        str(g.get_tensor_by_name("act:0").shape),
    )


def one_concrete_function_a_signature(tf):
    f, traces = count(tf, lambda x: x)
    spec = tf.TensorSpec([None], tf.float32)
    a, b = f.get_concrete_function(spec), f.get_concrete_function(spec)
    yield a is b, len(traces)
    f(tf.ones(3))
    yield len(traces)
    f(tf.ones(4))
    yield len(traces), f.experimental_get_tracing_count()


def a_concrete_function_in_a_function(tf):
    c = tf.function(lambda x: x * 2).get_concrete_function(tf.TensorSpec([], tf.float32))
    outer = tf.function(lambda x: c(x) + c(x + 1))
    yield plain(outer(tf.constant(1.0)))
    with tf.GradientTape() as tape:
        x = tf.constant(3.0)
        tape.watch(x)
        y = c(x)
    yield plain(tape.gradient(y, x))


def concrete_functions_with_declared_signatures(tf):
    f = tf.function(lambda x, y: x + y, input_signature=[tf.TensorSpec([None], tf.int32), tf.TensorSpec([], tf.int32)])
    yield signature(f.get_concrete_function())
    yield signature(f.get_concrete_function(tf.constant([1]), tf.constant(2)))
    yield failure(lambda: f.get_concrete_function(tf.constant([1.0]), tf.constant(2)))
    yield len(f.input_signature), str(f.input_signature[0])


def composite_signatures(tf):
    f = tf.function(lambda r: r)
    ragged, sparse = tf.RaggedTensorSpec([None, None], tf.int32), tf.SparseTensorSpec([None, 3], tf.float32)
    yield signature(f.get_concrete_function(ragged)), signature(f.get_concrete_function(sparse))
    yield signature(f.get_concrete_function(tf.ragged.constant([[1], [2, 3]])))[0]
    g = tf.function(lambda r: r * 2, input_signature=[ragged])
    yield plain(g(tf.ragged.constant([[1], [2, 3]])).to_list()), failure(lambda: g(tf.constant([[1]])))
    yield failure(lambda: g(tf.ragged.constant([[1.0]])))
    h, traces = count(tf, lambda r: r)
    for rows in ([[1], [2, 3]], [[1], [2]], [[1], [2], [3]], [[1, 2, 3]]):
        h(tf.ragged.constant(rows))
    yield len(traces)


def variables_in_signatures(tf):
    f = tf.function(lambda v, x: v + x)
    c = f.get_concrete_function(tf.Variable(1.0), tf.TensorSpec([], tf.float32))
    yield steady(repr(c.structured_input_signature)).count("VariableSpec")


def first_gear_and_compiled(tf):
    f = tf.function(lambda x: tf.reduce_sum(x * x), jit_compile=True)
    yield plain(f(tf.constant([1.0, 2.0])))
    g = tf.function(lambda x: tf.strings.length(tf.strings.as_string(x)), jit_compile=True)
    yield failure(lambda: g(tf.constant(1)))


def named_options(tf):
    f = tf.function(lambda x: x + 1, experimental_follow_type_hints=None, experimental_implements="a", autograph=False)
    yield plain(f(tf.constant(1)))
    yield failure(lambda: tf.function(lambda x: x, unknown_option=True))
    yield plain(tf.function(reduce_retracing=True)(lambda x: x)(tf.constant(2)))
