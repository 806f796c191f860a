"""Gradients of lookups, run under TensorFlow and here.

`gradients(tf)`, `functions(tf)` and `on_slices(tf)` yield (name, value): what `described` says of a gradient, a tensor
or an error. `functions` are those that a `tf.function` computes: they take part in both gears.
"""

import numpy as np


def described(tf, value):
    """A gradient as plain values: slices with their rows by number, as their order is nobody's promise."""
    if value is None:
        return None
    if isinstance(value, tf.IndexedSlices):
        ids, rows = np.asarray(value.indices), np.asarray(value.values)
        rows = sorted([int(i), np.round(r.astype(float), 4).tolist()] for i, r in zip(ids, rows))
        dims = None if value.dense_shape is None else np.asarray(value.dense_shape).tolist()
        return {"rows": rows, "ids": value.indices.dtype.name, "dtype": value.dtype.name, "dense_shape": dims}
    if isinstance(value, (list, tuple)):
        return [described(tf, v) for v in value]
    return np.round(np.asarray(value).astype(float), 4).tolist()


def _table(tf):
    return tf.Variable(np.arange(8, dtype=np.float32).reshape(4, 2) / 4)


def _of(tf, loss, tables=1):
    """The gradients of a loss of one or several tables."""
    tables = [_table(tf) for _ in range(tables)]
    with tf.GradientTape() as tape:
        y = loss(*tables)
    return tape.gradient(y, tables if len(tables) > 1 else tables[0])


def _total(tf, x):
    return tf.reduce_sum(x**2)


LOSSES = {
    "gather": lambda tf, w: tf.gather(w, [1, 3, 1]),
    "gather of a matrix of int64": lambda tf, w: tf.gather(w, tf.constant([[1, 3], [0, 0]], tf.int64)),
    "gather of a scalar": lambda tf, w: tf.gather(w, 2),
    "gather of nothing": lambda tf, w: tf.gather(w, np.zeros(0, np.int32)),
    "gather of a vector": lambda tf, w: tf.gather(tf.reshape(w, [8]), [1, 1]),
    "sparse_read": lambda tf, w: w.sparse_read([1, 3, 1]),
    "embedding_lookup": lambda tf, w: tf.nn.embedding_lookup(w, [1, 3, 1]),
    "max_norm": lambda tf, w: tf.nn.embedding_lookup(w, [1, 3, 1], max_norm=1.0) + [1.0, 2.0],
    "embedding_lookup_sparse": lambda tf, w: tf.nn.embedding_lookup_sparse(
        w, tf.sparse.SparseTensor([[0, 0], [0, 1], [1, 0]], tf.constant([1, 3, 1], tf.int64), [2, 2]), None
    ),
    "value": lambda tf, w: tf.gather(w.value(), [1, 3, 1]),
    "identity": lambda tf, w: tf.gather(tf.identity(w), [1, 3, 1]),
    "cast": lambda tf, w: tf.gather(tf.cast(w, tf.float16), [1, 3, 1]),
    "scaled": lambda tf, w: tf.gather(w * 2.0, [1, 3, 1]),
    "reshaped": lambda tf, w: tf.gather(tf.reshape(w, [2, 4]), [1, 1]),
    "chosen": lambda tf, w: tf.gather(tf.where(w > 1, w, 0.0), [1, 3, 1]),
    "axis 1": lambda tf, w: tf.gather(w, [1, 1], axis=1),
    "axis -2": lambda tf, w: tf.gather(w, [1, 1], axis=-2),
    "batch_dims": lambda tf, w: tf.gather(w, [[1], [0], [0], [1]], batch_dims=1),
    "gather_nd of rows": lambda tf, w: tf.gather_nd(w, [[1], [0]]),
    "gather_nd of elements": lambda tf, w: tf.gather_nd(w, [[1, 0], [0, 1]]),
    "slice": lambda tf, w: w[1],
    "gather of a gather": lambda tf, w: tf.gather(tf.gather(w, [1, 2, 3]), [0, 0, 2]),
    "two lookups": lambda tf, w: _total(tf, tf.gather(w, [1, 2])) + _total(tf, tf.gather(w, [0, 1])),
    "lookups of two kinds": lambda tf, w: (
        _total(tf, tf.gather(w, [1, 2])) + _total(tf, tf.gather(w, tf.constant([0, 1], tf.int64)))
    ),
    "a lookup and the whole": lambda tf, w: _total(tf, tf.gather(w, [1, 2])) + _total(tf, w),
    "map_fn": lambda tf, w: tf.map_fn(
        lambda i: tf.gather(w, i), tf.constant([1, 3, 1]), fn_output_signature=tf.float32
    ),
}


def gradients(tf):
    """Tapes, eagerly."""
    for name, loss in LOSSES.items():
        yield name, described(tf, _of(tf, lambda w, loss=loss: _total(tf, loss(tf, w))))
    for strategy in ("mod", "div"):
        parts = lambda a, b, s=strategy: _total(tf, tf.compat.v1.nn.embedding_lookup([a, b], [[1, 7], [6, 1]], s))  # noqa: E731
        yield f"parts by {strategy}", described(tf, _of(tf, parts, 2))
    yield "of a tensor", described(tf, _of_tensor(tf))
    yield "unconnected", described(tf, _unconnected(tf))
    yield "persistent", described(tf, _persistent(tf))
    yield "output_gradients", described(tf, _with_output_gradients(tf))
    yield "second order", described(tf, _second_order(tf))
    yield "jacobian", described(tf, _jacobian(tf))
    for name, function in _custom(tf).items():
        yield name, described(tf, _of(tf, lambda w, function=function: _total(tf, function(w))))


def _of_tensor(tf):
    x = _table(tf).read_value()
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = _total(tf, tf.gather(x, [1, 3, 1]))
    return tape.gradient(y, x)


def _unconnected(tf):
    w, other = _table(tf), _table(tf)
    with tf.GradientTape(persistent=True) as tape:
        y = _total(tf, tf.gather(w, [1]))
    return tape.gradient(y, [w, other]), tape.gradient(y, [w, other], unconnected_gradients="zero")


def _persistent(tf):
    w = _table(tf)
    with tf.GradientTape(persistent=True) as tape:
        y = _total(tf, tf.gather(w, [1, 3, 1]))
        z = _total(tf, tf.gather(w, [0])) + y
    return [tape.gradient(y, w), tape.gradient(z, w), tape.gradient(y, w)]


def _with_output_gradients(tf):
    w = _table(tf)
    with tf.GradientTape(persistent=True) as tape:
        y, z = tf.gather(w, [1, 3, 1]), w * 2.0
    slices = tf.IndexedSlices(tf.ones([1, 2]), tf.constant([2]), tf.constant([4, 2]))
    return tape.gradient(y, w, output_gradients=tf.ones([3, 2]) * 7), tape.gradient(z, w, output_gradients=slices)


def _second_order(tf):
    w = _table(tf)
    with tf.GradientTape(persistent=True) as outer:
        with tf.GradientTape() as tape:
            y = tf.reduce_sum(tf.gather(w, [1, 3, 1]) ** 3)
        found = tape.gradient(y, w)
        values, dense = tf.reduce_sum(found.values), tf.reduce_sum(tf.convert_to_tensor(found) ** 2)
    return [found, outer.gradient(values, w), outer.gradient(dense, w)]


def _jacobian(tf):
    w = _table(tf)
    with tf.GradientTape() as tape:
        y = tf.reduce_sum(tf.gather(w, [1, 3, 1]) ** 2, 1)
    return tape.jacobian(y, w)


def _custom(tf):
    """Functions with gradients of their own, which are slices or are given slices."""

    @tf.custom_gradient
    def given(x):
        return tf.identity(x), lambda dy: tf.IndexedSlices(tf.ones([1, 2]), tf.constant([2]), tf.constant([4, 2]))

    @tf.custom_gradient
    def through(x):
        return tf.identity(x), lambda dy: dy

    def of_variable(w):
        @tf.custom_gradient
        def lookup(ids):
            def grad(dy, variables=None):
                return None, [tf.IndexedSlices(dy * 5, ids, tf.shape(w)) for _ in variables]

            return tf.gather(w, ids), grad

        return lookup(tf.constant([1, 3, 1]))

    recomputed = lambda w: tf.recompute_grad(lambda ids: tf.gather(w, ids) ** 2)(tf.constant([1, 3]))  # noqa: E731
    return {
        "custom gives slices": given,
        "custom is given slices": lambda w: tf.gather(through(w), [1, 3, 1]),
        "custom of a variable": of_variable,
        "recompute_grad": recomputed,
    }


def functions(tf, names=None):
    """Inside `tf.function` and across its border, through branches and loops. `names`: those wanted, all by default."""
    w, ids = _table(tf), tf.constant([1, 3, 1])
    loss = tf.function(lambda ids: _total(tf, tf.gather(w, ids)) + _total(tf, tf.gather(w, ids[:1])))
    with tf.GradientTape() as tape:
        y = loss(ids) + loss(ids)
    yield "across the border", described(tf, tape.gradient(y, w))
    for name, function in _traced(tf, w).items():
        if names is not None and name not in names:
            continue
        traced = tf.function(function)
        for chosen in (True, False):
            yield f"{name}, {chosen}", described(tf, traced(tf.constant(chosen), ids))


def _traced(tf, w):
    inner = tf.function(lambda ids: _total(tf, tf.gather(w, ids)))

    def taped(loss):
        def gradient(flag, ids):
            with tf.GradientTape() as tape:
                y = loss(flag, ids)
            return tape.gradient(y, w)

        return gradient

    branch = lambda other: taped(  # noqa: E731
        lambda flag, ids: tf.cond(flag, lambda: _total(tf, tf.gather(w, ids)), lambda: other(ids))
    )
    step = lambda ids: lambda k, s: (k + 1, s + _total(tf, tf.gather(w, ids[k])))  # noqa: E731
    return {
        "inside": taped(lambda flag, ids: _total(tf, tf.gather(w, ids))),
        "nested": taped(lambda flag, ids: inner(ids)),
        "tf.gradients": lambda flag, ids: tf.gradients(_total(tf, tf.gather(w, ids)), w)[0],
        "cond of two lookups": branch(lambda ids: _total(tf, tf.gather(w, ids[:1]))),
        "cond of two alike": branch(lambda ids: _total(tf, 3 * tf.gather(w, 3 - ids))),
        "cond with one lookup": branch(lambda ids: tf.constant(3.0)),
        "cond with the whole": branch(lambda ids: _total(tf, w)),
        "while": taped(lambda flag, ids: tf.while_loop(lambda k, s: k < 3, step(ids), (0, 0.0))[1]),
        "two tapes": _second_traced(tf, w),
    }


def _second_traced(tf, w):
    def gradient(flag, ids):
        with tf.GradientTape() as outer:
            with tf.GradientTape() as tape:
                y = tf.reduce_sum(tf.gather(w, ids) ** 3)
            z = tf.reduce_sum(tape.gradient(y, w).values)
        return outer.gradient(z, w)

    return gradient


EXPRESSIONS = """
tf.clip_by_value(s, -2.0, 2.0)
tf.clip_by_norm(s, 2.0)
tf.clip_by_norm(s, 2.0, axes=[1])
tf.compat.v1.clip_by_average_norm(s, 0.5)
tf.clip_by_global_norm([s, tf.ones([2]), None], 2.0)
tf.linalg.global_norm([s, None])
tf.add_n([s, s])
tf.add_n([s, tf.ones([4, 2])])
tf.convert_to_tensor(s)
tf.cast(s, tf.float64)
tf.identity(s)
tf.stop_gradient(s)
-s
tf.constant(2.0) * s
tf.multiply(s, 2.0)
tf.math.scalar_mul(2.0, s)
tf.math.scalar_mul(tf.constant(2.0), s)
tf.square(s)
tf.reduce_sum(s)
tf.norm(s)
tf.where(True, s, s)
tf.zeros_like(s)
tf.ones_like(s)
tf.shape(s)
tf.rank(s)
tf.gather(s, [1])
tf.reshape(s, [8])
tf.concat([s, s], 0)
tf.Variable(s)
tf.Variable(tf.ones([4, 2])).assign(s)
tf.Variable(tf.ones([4, 2])).assign_add(s)
tf.Variable(tf.ones([4, 2])).scatter_sub(s)
tf.tuple([s])[0]
tf.function(lambda s: -s)(s)
s * 2.0
2.0 * s
s / 2.0
s + s
len(s)
s[0]
tf.convert_to_tensor(loose)
tf.add_n([loose, loose])
tf.convert_to_tensor(s, tf.float64)
tf.is_tensor(s)
bool(s)
s == s
list(s.shape)
loose.shape.rank
loose.dense_shape
""".strip().splitlines()


def on_slices(tf):
    """What functions give for IndexedSlices."""
    for text in EXPRESSIONS:
        values, ids = tf.constant([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), tf.constant([1, 3, 1])
        names = {
            "tf": tf,
            "s": tf.IndexedSlices(values, ids, tf.constant([4, 2])),
            "loose": tf.IndexedSlices(values, ids),
        }
        try:
            yield text, described(tf, eval(text, names))
        except (TypeError, ValueError) as error:
            yield text, type(error).__name__
