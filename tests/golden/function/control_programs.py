"""Small programs of branches and loops, run under TensorFlow and here; `tensor_array_programs` has those of arrays.

A program is a function of (tf, x), x being three float32 numbers. Of SMOOTH ones the gradient and that one's are taken
as well. Of FAILING ones TensorFlow's class of error is recorded, and the words beside it stand in what both say; the
words may differ between an eager call and a traced one. GRAPHS are written into a graph of TensorFlow 1 and give what
its Session is to fetch.
"""

import collections

import numpy as np

X = np.array([0.9, 1.7, 1.2], np.float32)
Pair = collections.namedtuple("Pair", "left right")


def _less_than(n):
    return lambda i, *_: i < n


def _while_of(tf, n, step, start, **options):
    """The last variable of a loop over `i, variables = i + 1, step(i, variables)`."""
    return tf.while_loop(_less_than(n), lambda i, *v: (i + 1, *step(i, *v)), [0, *start], **options)[-1]


def _assigned_in_a_loop(tf, x):
    v = _variable(tf, 1.0)

    def step(i):
        v.assign(v * x[0] + 1.0)
        return (i + 1,)

    with tf.control_dependencies(tf.nest.flatten(tf.while_loop(_less_than(3), step, [0]))):
        return v.read_value() * x


VARIABLES = {}


def _variable(tf, value, which="v"):
    """A variable that holds `value` when a program begins; made once, as a traced function demands."""
    held = VARIABLES.setdefault((tf.__name__, which), [])
    if not held:
        with tf.init_scope():
            held.append(tf.Variable(value))
    held[0].assign(value)
    return held[0]


def _collatz(tf, x):
    n = tf.cast(x[0] * 30.0, tf.int32)
    return tf.while_loop(
        lambda n, s: n > 1,
        lambda n, s: (tf.where(n % 2 == 0, n // 2, 3 * n + 1), s + 1),
        [n, 0],
    )[1]


def _recomputed(tf, x):
    v = _variable(tf, 1.5, "factor")
    f = tf.recompute_grad(lambda a: tf.sin(a * v) * a)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x) + f(f(x))
    return [y, *tape.gradient(y, [x, v])]


def _custom(tf, x):
    @tf.custom_gradient
    def half(a):
        def grad(dy):
            return dy * a * 3.0

        return a * a, grad

    return half(x) * x


def _custom_of_a_loop(tf, x):
    @tf.custom_gradient
    def power(a):
        y = _while_of(tf, 3, lambda i, y: (y * a,), [a])

        def grad(dy):
            return dy * _while_of(tf, 3, lambda i, y: (y * a,), [a * 0.0 + 4.0])

        return y, grad

    return power(x)


def _custom_nested(tf, x):
    @tf.custom_gradient
    def outer(a):
        @tf.custom_gradient
        def inner(b):
            return b**2, lambda dy: dy * 5.0 * b

        return inner(a) * a, lambda dy: dy * inner(a)

    return outer(x)


def _custom_in_a_loop(tf, x):
    @tf.custom_gradient
    def clipped(a):
        return a * a, lambda dy: tf.clip_by_value(dy, -0.5, 0.5) * a

    return _while_of(tf, 3, lambda i, y: (clipped(y),), [x])


def _custom_with_variables(tf, x):
    v = _variable(tf, 2.0, "custom")

    @tf.custom_gradient
    def scaled(a):
        def grad(dy, variables=None):
            return dy * 7.0, [tf.reduce_sum(dy) * 11.0 for _ in variables]

        return a * v, grad

    with tf.GradientTape() as tape:
        y = tf.reduce_sum(scaled(x) * x)
    return [y, tape.gradient(y, v)]


def _two_way(tf, x):
    """A loop whose variables feed one another, one of them idle."""
    return tf.while_loop(
        lambda i, a, b, c: i < 4, lambda i, a, b, c: (i + 1, b * x[0], a + b, c), [0, x, tf.square(x), x[::-1]]
    )[1:]


def _dependent_inner(tf, x):
    """A loop in a loop; how long the inner one runs depends on data of the outer."""

    def step(i, y):
        inner = tf.while_loop(lambda j, z: j <= i, lambda j, z: (j + 1, z * x + 0.1), [0, y])[1]
        return (inner,)

    return _while_of(tf, 3, step, [x])


def _until_large(tf, x):
    """Both loops end on data."""

    def step(y):
        return (tf.while_loop(lambda z: tf.reduce_sum(z) < 8.0, lambda z: (z * 1.5 + x[0],), [y])[0] * 0.7 + x,)

    return tf.while_loop(lambda y: tf.reduce_sum(y) < 12.0, step, [x])[0]


def _limited_inner(tf, x):
    """The inner loop ends on data, but has a limit."""

    def step(i, y):
        return tf.while_loop(
            lambda z: tf.reduce_sum(z) < 5.0 + tf.cast(i, tf.float32), lambda z: (z * 1.3,), (y,), maximum_iterations=6
        )

    return _while_of(tf, 3, step, [x])


def _break(tf, x):
    return tf.while_loop(
        lambda i, go, y: tf.logical_and(i < 10, go),
        lambda i, go, y: (i + 1, tf.reduce_sum(y) < 9.0, y * x),
        [0, True, x],
    )[2]


def _fibonacci(tf, x):
    n = tf.cast(x[1] * 10, tf.int32)
    return tf.while_loop(lambda i, a, b: i < n, lambda i, a, b: (i + 1, b, a + b), [0, 0, 1])[1]


def _through_a_function(tf, x):
    double = tf.function(lambda a: tf.cond(a[0] > 0.5, lambda: a * a, lambda: a), autograph=False)
    return _while_of(tf, 2, lambda i, y: (double(y) * x,), [x])


def _loop_in_function_in_loop(tf, x):
    power = tf.function(lambda a: _while_of(tf, 2, lambda i, y: (y * a,), [a]), autograph=False)
    return tf.foldl(lambda a, e: a * power(e), x) * x


def _rnn(tf, x):
    """A recurrent cell written with `scan`."""
    w = tf.reshape(tf.concat([x, x, x[::-1]], 0), [3, 3]) * 0.3
    steps = tf.reshape(tf.range(12.0), [4, 1, 3]) * 0.1
    return tf.scan(lambda h, e: tf.tanh(tf.matmul(h, w) + e), steps, x[None])[-1]


def _stacked_loops(tf, x):
    first = tf.scan(lambda a, e: a * e, x)
    return tf.scan(lambda a, e: a + e * x[1], first, reverse=True)


def _map_of_pairs(tf, x):
    return tf.map_fn(
        lambda e: (e[0] * e[1], e[1] - e[0] ** 2), (x, tf.square(x)), fn_output_signature=(tf.float32, tf.float32)
    )


def _map_with_gradient(tf, x):
    """Derivatives taken inside of a loop."""

    def slope(e):
        with tf.GradientTape() as tape:
            tape.watch(e)
            y = e**3 * x[0]
        return tape.gradient(y, e)

    return tf.map_fn(slope, x)


def _newton(tf, x):
    """A gradient inside of each iteration."""

    def step(i, y):
        with tf.GradientTape() as tape:
            tape.watch(y)
            z = y**3 - x * y
        return (y - 0.1 * tape.gradient(z, y),)

    return _while_of(tf, 3, step, [x * 1.0])


def _jacobian(tf, x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.cumsum(x * x) * x[0]
    return tape.jacobian(y, x)


def _jacobian_of_a_loop(tf, x):
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = _while_of(tf, 3, lambda i, y: (y * tf.cumsum(x),), [x])
    return tape.jacobian(y, x, experimental_use_pfor=False)


def _batch_jacobian(tf, x):
    b = tf.stack([x, x * 2.0])
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(b)
        y = tf.scan(lambda a, e: a * e, tf.transpose(b))
        y = tf.transpose(y)
    return tape.batch_jacobian(y, b, experimental_use_pfor=False)


def _forward(tf, x):
    with tf.autodiff.ForwardAccumulator(x, tf.constant([1.0, 0.5, -1.0])) as acc:
        y = tf.cond(x[0] > 0.0, lambda: x**3, lambda: x)
        z = _while_of(tf, 3, lambda i, y: (y * x,), [x])
    return [acc.jvp(y), acc.jvp(z)]


SMOOTH = {
    "cond": lambda tf, x: tf.cond(tf.reduce_sum(x) > 1.0, lambda: x**3, lambda: x * 2.0),
    "cond: the other branch": lambda tf, x: tf.cond(x[0] > 9.0, lambda: x**3, lambda: x * x[0]),
    "cond: a constant": lambda tf, x: tf.cond(x[0] > 9.0, lambda: x**3, lambda: tf.ones([3])) * x,
    "cond: in a cond": lambda tf, x: tf.cond(
        x[0] > 0.0, lambda: tf.cond(x[1] > 5.0, lambda: x, lambda: x**3 + x[1]), lambda: -x
    ),
    "cond: a structure": lambda tf, x: list(
        tf.cond(x[0] > 0.0, lambda: Pair(x**2, x[0]), lambda: Pair(x, tf.constant(0.0)))
    ),
    "switch_case": lambda tf, x: tf.switch_case(tf.cast(x[1], tf.int32), [lambda: x, lambda: x * x, lambda: x**3]),
    "switch_case: above": lambda tf, x: tf.switch_case(
        tf.cast(x[1] * 9, tf.int32), [lambda: x, lambda: x * x, lambda: x**3]
    ),
    "switch_case: below": lambda tf, x: tf.switch_case(
        tf.cast(-x[1], tf.int32), {0: lambda: x, 1: lambda: x * x}, default=lambda: x**3
    ),
    "case": lambda tf, x: tf.case([(x[0] > 5.0, lambda: x), (x[0] > 0.0, lambda: x**3)], default=lambda: -x),
    "case: default": lambda tf, x: tf.case([(x[0] > 5.0, lambda: x), (x[0] > 7.0, lambda: x)], lambda: x**3),
    "while": lambda tf, x: _while_of(tf, 3, lambda i, y: (y * x,), [x]),
    "while: no iteration": lambda tf, x: _while_of(tf, 0, lambda i, y: (y * x,), [x]) * x,
    "while: counted by a tensor": lambda tf, x: _while_of(
        tf, tf.cast(x[1] * 2, tf.int32), lambda i, y: (y * x + x[0],), [x]
    ),
    "while: ends on data": lambda tf, x: tf.while_loop(
        lambda y: tf.reduce_sum(y) < 30.0, lambda y: (y * x + x[1],), [x]
    )[0],
    "while: break": _break,
    "while: maximum_iterations": lambda tf, x: tf.while_loop(
        lambda y: True, lambda y: (y * x,), (x,), maximum_iterations=3
    )[0],
    "while: maximum_iterations is a tensor": lambda tf, x: tf.while_loop(
        lambda y: x[0] > 0.0, lambda y: (y * x,), (x,), maximum_iterations=tf.cast(x[1] * 2, tf.int32)
    )[0],
    "while: variables that feed one another": _two_way,
    "while: of what it captures": lambda tf, x: _while_of(tf, 3, lambda i, y: (y * 0.5 + x[i] * x,), [tf.zeros([3])]),
    "while: captured product": lambda tf, x: _while_of(
        tf, 2, lambda i, y: (tf.linalg.matvec(tf.tensordot(x, x, 0), y),), [tf.constant([1.0, 2.0, 3.0])]
    ),
    "while: stopped": lambda tf, x: _while_of(tf, 3, lambda i, y: (y * tf.stop_gradient(x) + x,), [x]),
    "while: in a while": lambda tf, x: _while_of(
        tf, 2, lambda i, y: (_while_of(tf, 3, lambda j, z: (z * x * 0.5 + y,), [y]),), [x]
    ),
    "while: the inner as long as the outer says": _dependent_inner,
    "while: both end on data": _until_large,
    "while: the inner has a limit": _limited_inner,
    "while: a cond inside": lambda tf, x: _while_of(
        tf, 4, lambda i, y: (tf.cond(tf.reduce_sum(y) > 5.0, lambda: y * 0.5, lambda: y * x * 1.5),), [x]
    ),
    "while: inside a cond": lambda tf, x: tf.cond(
        x[0] > 0.0, lambda: _while_of(tf, 3, lambda i, y: (y * x,), [x]), lambda: x
    ),
    "while: assigns": _assigned_in_a_loop,
    "while: through a function": _through_a_function,
    "while: newton": _newton,
    "scan": lambda tf, x: tf.scan(lambda a, e: a * e + e, x),
    "scan: reverse": lambda tf, x: tf.scan(lambda a, e: a * e + x[0], x, initializer=x[1], reverse=True),
    "scan: structures": lambda tf, x: tf.scan(lambda a, e: (a[0] * e[0], a[1] + e[1] * a[0]), (x, x * x), (x[0], x[1]))[
        1
    ],
    "scan: of a scan": _stacked_loops,
    "scan: recurrent": _rnn,
    "foldl": lambda tf, x: tf.foldl(lambda a, e: a * e + e, x),
    "foldr": lambda tf, x: tf.foldr(lambda a, e: a * e + e * e, x, initializer=x[0]),
    "foldl: a function with a loop": _loop_in_function_in_loop,
    "map_fn": lambda tf, x: tf.map_fn(lambda e: e * e * x[0], x),
    "map_fn: pairs": _map_of_pairs,
    "map_fn: gradient inside": _map_with_gradient,
    "map_fn: folds inside": lambda tf, x: tf.map_fn(lambda e: tf.foldl(lambda a, f: a * e + f, x), x),
    "vectorized_map": lambda tf, x: tf.vectorized_map(lambda e: tf.sin(e) * x, x),
    "vectorized_map: matmul": lambda tf, x: tf.vectorized_map(
        lambda e: tf.matmul(e[:, None], e[None]) * x, tf.stack([x, x * x])
    ),
    "custom_gradient": _custom,
    "custom_gradient: of a loop": _custom_of_a_loop,
    "custom_gradient: nested": _custom_nested,
    "custom_gradient: in a loop": _custom_in_a_loop,
    "jacobian": _jacobian,
    "jacobian: of a loop": _jacobian_of_a_loop,
    "batch_jacobian: of a scan": _batch_jacobian,
}


def _order_of_effects(tf, x):
    v = _variable(tf, 1.0)

    def step(i):
        v.assign_add(1.0)
        v.assign(v * 2.0)
        return (i + 1,)

    tf.while_loop(_less_than(3), step, [0])
    before = v.read_value()
    tf.cond(x[0] > 0.0, lambda: v.assign(v + 100.0), lambda: v.assign_sub(1.0))
    after = v.read_value()
    tf.while_loop(lambda i: v < 500.0, step, [0])
    return [before, after, v.read_value()]


def _condition_reads(tf, x):
    v = _variable(tf, 0.0)

    def step(n):
        v.assign_add(x[0])
        return (n + 1,)

    return [tf.while_loop(lambda n: v < 4.0, step, [0])[0], v.read_value()]


def _no_result(tf, x):
    v = _variable(tf, 0.0)

    def more():
        v.assign_add(5.0)

    tf.cond(x[0] > 0.0, more, lambda: None)
    return v.read_value()


def _ordered_prints(tf, x):
    """Functions of Python inside a loop run once an iteration, in order."""
    seen = []

    def note(i, y):
        seen.append((int(i), round(float(y), 4)))
        return y * 2.0

    def step(i, y):
        y = tf.py_function(note, [i, y], tf.float32)
        y.set_shape([])
        return i + 1, y

    y = tf.while_loop(_less_than(3), step, [0, x[0]], parallel_iterations=1)[1]
    return [y]


def _draws(tf, x):
    """Random numbers in loops and branches; only how they differ is told, but for seeds of their own."""
    tf.random.set_seed(5)
    a = _while_of(tf, 3, lambda i, y: (y + tf.random.uniform([2], seed=7),), [tf.zeros([2])])
    b = tf.map_fn(lambda e: e * tf.random.stateless_uniform([], [1, 2]), x)
    c = tf.map_fn(lambda i: tf.random.stateless_normal([], [i, 3]), tf.range(3), fn_output_signature=tf.float32)
    return [a, b, c]


def _ragged_in(tf, x):
    rows = tf.ragged.constant([[1.0, 2.0], [], [3.0]])
    return tf.map_fn(tf.reduce_sum, rows, fn_output_signature=tf.float32)


def _ragged_out(tf, x):
    spec = tf.RaggedTensorSpec([None], tf.int32)
    return tf.map_fn(lambda n: tf.range(n), tf.constant([2, 0, 3]), fn_output_signature=spec)


def _ragged_through(tf, x):
    rows = tf.ragged.constant([[1.0, 2.0], [], [3.0]])
    return tf.map_fn(lambda r: r * 2.0, rows)


def _ragged_variable(tf, x):
    rows = tf.ragged.constant([[1.0, 2.0], [], [3.0]])
    return tf.while_loop(lambda i, r: i < 2, lambda i, r: (i + 1, r * 2.0), [0, rows])[1]


def _sparse_variable(tf, x):
    s = tf.sparse.SparseTensor([[0, 1], [1, 2]], x[:2], [2, 3])
    out = tf.while_loop(
        lambda i, s: i < 2,
        lambda i, s: (i + 1, tf.sparse.SparseTensor(s.indices, s.values * 2.0, s.dense_shape)),
        [0, s],
    )[1]
    return tf.sparse.to_dense(out)


def _sparse_in(tf, x):
    s = tf.sparse.SparseTensor([[0, 1], [2, 0]], x[:2], [3, 3])
    return tf.map_fn(lambda row: tf.sparse.reduce_sum(row), s, fn_output_signature=tf.float32)


def _grown(tf, x):
    return tf.while_loop(
        lambda i, y: i < 3,
        lambda i, y: (i + 1, tf.concat([y, y[:1] * 2.0], 0)),
        [0, x],
        shape_invariants=[tf.TensorShape([]), tf.TensorShape([None])],
    )[1]


def _strings(tf, x):
    return tf.while_loop(
        lambda i, s: i < 3, lambda i, s: (i + 1, tf.strings.join([s, tf.strings.as_string(i)])), [0, tf.constant("n")]
    )[1]


def _words(tf, x):
    return tf.map_fn(lambda w: tf.strings.length(w), tf.constant(["a", "bcd", ""]), fn_output_signature=tf.int32)


def _dictionary(tf, x):
    found = tf.while_loop(
        lambda s: s["n"] < 3,
        lambda s: ({"n": s["n"] + 1, "v": (s["v"][0] * 2.0, s["v"][1])},),
        [{"n": 0, "v": (x, x)}],
    )
    return [found[0]["n"], found[0]["v"][0]]


def _named(tf, x):
    found = tf.while_loop(
        lambda i, p: i < 3, lambda i, p: (i + 1, Pair(p.right, p.left * 2.0)), (tf.constant(0), Pair(x, x + 1.0))
    )
    return [type(found).__name__, type(found[1]).__name__, found[1].left, found[1].right]


def _of_a_named_pair(tf, x):
    found = tf.while_loop(lambda left, right: left < 3, lambda left, right: Pair(left + 1, right * 2), Pair(0, 1))
    return [type(found).__name__, *found]


def _one_variable(tf, x):
    return tf.while_loop(lambda i: i < 3, lambda i: i + 1, [0])[0]


def _in_tuple(tf, x):
    found = tf.while_loop(lambda i, y: i < 3, lambda i, y: [i + 1, y * 2.0], (0, 1.0))
    return list(found)


def _checked(tf, x):
    def step(i, y):
        tf.debugging.assert_less(i, 5)
        return i + 1, y * 2.0

    return tf.while_loop(_less_than(3), step, [0, x])[1]


def _unconnected(tf, x):
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = tf.while_loop(lambda i, a: i < 3, lambda i, a: (i + 1, a * 2.0), [0, tf.ones([3])])[1]
        z = tf.cond(x[0] > 0.0, lambda: tf.ones([]), lambda: tf.reduce_sum(x))
    return [
        tape.gradient(y, x) is None,
        tape.gradient(y, x, unconnected_gradients="zero"),
        tape.gradient(z, x, unconnected_gradients="zero"),
    ]


def _nested_map(tf, x):
    return tf.map_fn(lambda row: tf.map_fn(lambda e: e + row[0], row), tf.reshape(tf.range(6), [2, 3]))


def _empty_map(tf, x):
    return [tf.map_fn(lambda e: e * 2, tf.zeros([0, 3])), tf.foldl(lambda a, e: a + e, tf.zeros([0]), tf.constant(5.0))]


def _fold_structure(tf, x):
    return tf.foldl(lambda a, e: {"n": a["n"] + 1, "s": a["s"] + e}, x, initializer={"n": 0, "s": 0.0})


def _scan_of_two(tf, x):
    return tf.scan(lambda a, e: a + e[0] * e[1], (tf.range(3), tf.range(3, 6)), initializer=tf.constant(1))


def _no_gradient_back(tf, x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = _while_of(tf, 2, lambda i, y: (y * x,), [x], back_prop=False)
    return tape.gradient(y, x) is None


def _hessians(tf, x):
    @tf.function(autograph=False)
    def of(x):
        y = tf.reduce_sum(_while_of(tf, 3, lambda i, y: (y * x,), [x]))
        return tf.hessians(y, x)[0]

    return of(x)


def _symbolic(tf, x):
    @tf.function(autograph=False)
    def of(x):
        y = _while_of(tf, 3, lambda i, y: (y * x * x[0],), [x])
        first = tf.gradients(y, x)[0]
        z = tf.cond(x[0] > 0.0, lambda: x**3, lambda: x)
        return [first, tf.gradients(first, x)[0], tf.gradients([y, z], [x], grad_ys=[x, x])[0]]

    return of(x)


def _several_tapes(tf, x):
    @tf.function(autograph=False)
    def f(x):
        return _while_of(tf, 3, lambda i, y: (y * x,), [x])

    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = f(x)
        first = tape.gradient(y, x)
    return [first, outer.gradient(first, x)]


def _while_with_numbers(tf, x):
    return tf.while_loop(lambda i, y, b: i < 3, lambda i, y, b: (i + 1, y / 2, tf.logical_not(b)), [0, 8.0, True])


def _unknown_sizes(tf, x):
    @tf.function(input_signature=[tf.TensorSpec([None, None])], autograph=False)
    def of(m):
        a = tf.map_fn(tf.reduce_sum, m)
        b = tf.scan(lambda s, r: s + r, m)
        return a, b, tf.while_loop(lambda i, s: i < tf.shape(m)[0], lambda i, s: (i + 1, s + m[i]), [0, m[0] * 0.0])[1]

    return [of(tf.stack([x, x])), of(tf.ones([1, 2]))]


VALUES = {
    "order of effects": _order_of_effects,
    "a condition that reads what the body assigns": _condition_reads,
    "branches without results": _no_result,
    "py_function in a loop": _ordered_prints,
    "random numbers": _draws,
    "map_fn: ragged in": _ragged_in,
    "map_fn: ragged out": _ragged_out,
    "map_fn: ragged through": _ragged_through,
    "map_fn: sparse in": _sparse_in,
    "map_fn: strings": _words,
    "map_fn: nested": _nested_map,
    "map_fn: nothing": _empty_map,
    "while: ragged": _ragged_variable,
    "while: sparse": _sparse_variable,
    "while: grows": _grown,
    "while: strings": _strings,
    "while: a dictionary": _dictionary,
    "while: named tuples": _named,
    "while: a named tuple of variables": _of_a_named_pair,
    "while: one variable": _one_variable,
    "while: a list for a tuple": _in_tuple,
    "while: numbers of Python": _while_with_numbers,
    "while: checks": _checked,
    "while: back_prop": _no_gradient_back,
    "while: Collatz": _collatz,
    "while: Fibonacci": _fibonacci,
    "foldl: a structure": _fold_structure,
    "scan: two tensors": _scan_of_two,
    "custom_gradient: variables": _custom_with_variables,
    "recompute_grad": _recomputed,
    "unconnected": _unconnected,
    "forward": _forward,
    "hessians": _hessians,
    "gradients": _symbolic,
    "tapes around a function": _several_tapes,
    "sizes not known": _unknown_sizes,
    "switch_case: pairs": lambda tf, x: tf.switch_case(tf.constant(1), [(1, lambda: 10), (0, lambda: 20)]),
    "case: exclusive": lambda tf, x: tf.case(
        [(x[0] > 5.0, lambda: 1), (x[0] > 0.0, lambda: 2)], default=lambda: 3, exclusive=True
    ),
    "cond: a ragged tensor": lambda tf, x: tf.cond(
        x[0] > 0.0, lambda: tf.ragged.constant([[1], [2, 3]]), lambda: tf.ragged.constant([[4, 5], [6]])
    ),
    "cond: a dictionary": lambda tf, x: tf.cond(x[0] > 0.0, lambda: {"a": x, "b": 1}, lambda: {"a": -x, "b": 2}),
    "cond: other shapes": lambda tf, x: tf.cond(x[0] > 0.0, lambda: x[:2], lambda: x),
    "vectorized_map: a structure": lambda tf, x: tf.vectorized_map(
        lambda e: {"s": e[0] + e[1], "p": e[0] * e[1]}, (x, x + 1.0)
    ),
    "vectorized_map: index": lambda tf, x: tf.vectorized_map(lambda i: x[i] * 2.0, tf.constant([2, 0])),
}

FAILING = {
    "while: cond is no function": (lambda tf, x: tf.while_loop(True, lambda i: i, [0]), "callable"),
    "while: body is no function": (lambda tf, x: tf.while_loop(lambda i: i < 3, 1, [0]), "callable"),
    "while: fewer variables": (lambda tf, x: tf.while_loop(lambda i, y: i < 3, lambda i, y: (i + 1,), [0, x]), ""),
    "while: other structure": (
        lambda tf, x: tf.while_loop(lambda i, y: i < 3, lambda i, y: (i + 1, (y, y)), [0, x]),
        "structure",
    ),
    "gather in a loop": (lambda tf, x: _while_of(tf, 5, lambda i, y: (tf.gather(x, i + 1),), [x[0]]), "not in [0, 3)"),
    "check in a loop": (
        lambda tf, x: tf.map_fn(lambda e: [tf.debugging.assert_less(e, 1.5, "too large"), e][1], x),
        "too large",
    ),
    "case: none": (lambda tf, x: tf.case([(x[0] > 5.0, lambda: 1)]), ""),
    "case: two": (
        lambda tf, x: tf.case([(x[0] < 5.0, lambda: 1), (x[0] < 6.0, lambda: 2)], lambda: 3, exclusive=True),
        "exclusive",
    ),
    "switch_case: a gap": (lambda tf, x: tf.switch_case(tf.cast(x[0], tf.int32), {0: lambda: 1, 2: lambda: 2}), "0"),
    "switch_case: float": (lambda tf, x: tf.switch_case(x[0], [lambda: 1]), "int"),
    "switch_case: none": (lambda tf, x: tf.switch_case(tf.cast(x[0], tf.int32), []), ""),
    "switch_case: no function": (lambda tf, x: tf.switch_case(tf.cast(x[0], tf.int32), [1]), "branch"),
    "cond: no function": (lambda tf, x: tf.cond(x[0] > 0.0, lambda: 1, 2), "callable"),
    "map_fn: scalar": (lambda tf, x: tf.map_fn(lambda e: e, x[0]), ""),
    "map_fn: lengths": (lambda tf, x: tf.map_fn(lambda e: e[0] + e[1], (x, x[:2]), fn_output_signature=tf.float32), ""),
    "map_fn: other dtype": (lambda tf, x: tf.map_fn(lambda e: tf.cast(e, tf.int32), x), ""),
    "map_fn: other structure": (lambda tf, x: tf.map_fn(lambda e: (e, e), x), "structure"),
    "scan: other structure": (lambda tf, x: tf.scan(lambda a, e: (a, e), x), "structure"),
}

# What a graph says while it is written; eagerly TensorFlow checks none of it
FAILING_TRACED = {
    "while: changes its shape": (
        lambda tf, x: tf.while_loop(lambda i, y: i < 2, lambda i, y: (i + 1, tf.concat([y, y], 0)), [0, x]),
        "shape_invariants",
    ),
    "while: invariant not kept": (
        lambda tf, x: tf.while_loop(
            lambda i, y: i < 2,
            lambda i, y: (i + 1, y[None]),
            [0, x],
            shape_invariants=[tf.TensorShape([]), tf.TensorShape([None])],
        ),
        "",
    ),
    "while: changes its dtype": (
        lambda tf, x: tf.while_loop(lambda i, y: i < 2, lambda i, y: (i + 1, tf.cast(y, tf.int32)), [0, x]),
        "",
    ),
    "while: cond is no scalar": (lambda tf, x: tf.while_loop(lambda y: y < 2.0, lambda y: (y * 2.0,), [x]), ""),
    "cond: other dtype": (lambda tf, x: tf.cond(x[0] > 0, lambda: 1, lambda: 2.0), "true_fn"),
    "cond: one result is missing": (lambda tf, x: tf.cond(x[0] > 0, lambda: x, lambda: None), "must match"),
    "scan: changes its shape": (lambda tf, x: tf.scan(lambda a, e: tf.concat([a, a], 0), x, initializer=x), ""),
    "switch_case: other dtype": (
        lambda tf, x: tf.switch_case(tf.cast(x[0], tf.int32), [lambda: 1, lambda: 2.0]),
        "",
    ),
}


def _v1_loop(tf, x):
    v1 = tf.compat.v1
    i, y = v1.while_loop(lambda i, y: i < 3, lambda i, y: (i + 1, y * x), [tf.constant(0), x])
    return [i, y, v1.gradients(y, x)[0], v1.gradients(v1.gradients(y, x)[0], x)[0]]


def _v1_variables(tf, x):
    v1 = tf.compat.v1
    v = v1.Variable(1.0)

    def step(i):
        with tf.control_dependencies([v1.assign_add(v, 2.0)]):
            return i + 1

    i = v1.while_loop(lambda i: i < 3, step, [tf.constant(0)])
    with tf.control_dependencies([i]):
        return [i, v.read_value()]


def _v1_single(tf, x):
    v1 = tf.compat.v1
    bare = v1.while_loop(lambda i: i < 3, lambda i: i + 1, [tf.constant(0)])
    kept = v1.while_loop(lambda i: i < 3, lambda i: i + 1, [tf.constant(0)], return_same_structure=True)
    return [bare, kept[0], type(bare).__name__ != type(kept).__name__]


def _v1_cond(tf, x):
    v1 = tf.compat.v1
    y = v1.cond(x[0] > 0.0, lambda: x**3, lambda: x)
    strict = v1.cond(x[0] > 0.0, lambda: [x[0]], lambda: [x[1]], strict=True)
    return [y, v1.gradients(y, x)[0], isinstance(strict, list), strict[0]]


def _v1_maps(tf, x):
    v1 = tf.compat.v1
    y = v1.scan(lambda a, e: a * e, x)
    z = v1.map_fn(lambda e: e * e, x, dtype=tf.float32)
    return [y, z, v1.foldl(lambda a, e: a + e, x), v1.foldr(lambda a, e: a - e, x), *v1.gradients([y, z], [x])]


def _v1_hessians(tf, x):
    return tf.compat.v1.hessians(tf.reduce_sum(x**3 * x[0]), x)


def _v1_case(tf, x):
    v1 = tf.compat.v1
    y = v1.case([(x[0] > 5.0, lambda: x), (x[0] > 0.0, lambda: x * x)], default=lambda: -x)
    loose, strict = [v1.case([(x[0] > 5.0, lambda: [x])], lambda: [-x], strict=strict) for strict in (False, True)]
    return [y, v1.gradients(y, x)[0], isinstance(loose, list), isinstance(strict, list)]


GRAPHS = {
    "while_loop": _v1_loop,
    "variables": _v1_variables,
    "one variable": _v1_single,
    "cond": _v1_cond,
    "maps": _v1_maps,
    "hessians": _v1_hessians,
    "case": _v1_case,
}
