"""Models of all kinds, whose summaries the recorder prints with tf_keras and Keras 3 and the tests with tenfold.

A function makes a model of `k`, a Keras, and `tf`. Models and inputs have names, as their automatic ones differ.
"""

import numpy as np


def stack(tf, k):
    L = k.layers
    layers = [k.Input((28, 28, 1), name="i"), L.Conv2D(8, 3), L.BatchNormalization(), L.MaxPooling2D(), L.Flatten()]
    model = k.Sequential([*layers, L.Dropout(0.2), L.Dense(10, trainable=False)], name="stack")
    model.layers[1].trainable = False
    return model


def without_shape(tf, k):
    return k.Sequential([k.layers.Dense(3), k.layers.Dropout(0.5), k.layers.Dense(4)], name="without_shape")


def called(tf, k):
    model = k.Sequential([k.layers.Dense(3), k.layers.Dense(4)], name="called")
    model(np.ones((2, 5), "float32"))
    return model


def empty(tf, k):
    return k.Sequential(name="empty")


def words(tf, k):
    L = k.layers
    layers = [
        k.Input((7,), name="i"),
        L.Embedding(10, 3),
        L.Bidirectional(L.LSTM(2, return_sequences=True)),
        L.GRU(3),
        L.Dense(1),
    ]
    return k.Sequential(layers, name="words")


def states(tf, k):
    """Layers of several outputs, one of which is called with keyword tensors, and wrappers."""
    L = k.layers
    seen, fed = k.Input((5, 3), name="seen"), k.Input((None, 3), name="fed")
    _, h, c = L.LSTM(4, return_state=True)(seen)
    y, _, _ = L.LSTM(4, return_sequences=True, return_state=True)(fed, initial_state=[h, c])
    both = L.Bidirectional(L.LSTM(2, return_state=True))(y)
    return k.Model([seen, fed], [L.TimeDistributed(L.Dense(3))(y), both[0], both[1]], name="states")


def shared(tf, k):
    """A layer called on two shapes, and a model called on two inputs."""
    L = k.layers
    a, b = k.Input((3, 4), name="a"), k.Input((2, 4), name="b")
    dense, flat = L.Dense(5), L.Flatten()
    joined = L.Concatenate(axis=1)([dense(a), dense(b)])
    tower = k.Sequential([k.Input((25,), name="t"), L.Dense(3)], name="tower")
    return k.Model([a, b], L.Add()([tower(flat(joined)), tower(flat(joined))]), name="shared")


def residual(tf, k):
    L = k.layers
    x = i = k.Input((8, 8, 3), name="i")
    for n in range(2):
        y = L.BatchNormalization(name=f"norm_{n}")(L.Conv2D(4, 3, padding="same", name=f"conv_{n}")(x))
        x = L.Add(name=f"add_{n}")([y, L.Conv2D(4, 1, name=f"skip_{n}", trainable=n == 0)(x)])
    return k.Model(
        i, L.GlobalAveragePooling2D(name="a_name_that_is_longer_than_its_column_is_wide")(x), name="residual"
    )


def nested(tf, k):
    L = k.layers
    i, m, o = k.Input((4,), name="i"), k.Input((4,), name="m"), k.Input((4,), name="o")
    inner = k.Model(i, L.Dense(3, name="deep")(i), name="inner")
    middle = k.Model(m, L.Dense(2, name="mid")(inner(m)), name="middle")
    chain = k.Sequential([k.Input((2,), name="c"), L.Dense(3, name="c1"), L.Dense(1, name="c2")], name="chain")
    inner.trainable = False
    return k.Model(o, [chain(middle(o)), middle(o)], name="nested")


def vae(tf, k):
    """Three outputs of a model, of which the next takes the last."""
    L = k.layers
    i, z = k.Input((4,), name="i"), k.Input((2,), name="z")
    mean, log_var = L.Dense(2, name="mean")(i), L.Dense(2, name="log_var")(i)
    sample = L.Lambda(lambda t: t[0] + t[1], output_shape=(2,), name="sample")([mean, log_var])
    encoder = k.Model(i, [mean, log_var, sample], name="encoder")
    decoder = k.Model(z, L.Dense(4, name="back")(z), name="decoder")
    return k.Model(i, decoder(encoder(i)[2]), name="vae")


def dicts(tf, k):
    L = k.layers
    x, y = k.Input((4,), name="x"), k.Input((4,), name="y")
    inner = k.Model({"x": x}, {"a": L.Dense(1, name="a")(x), "b": L.Dense(2, name="b")(x)}, name="inner")
    outputs = inner({"x": y})
    return k.Model(y, L.Add(name="sum")([outputs["a"], L.Dense(1, name="c")(outputs["b"])]), name="dicts")


def ops(tf, k):
    """Ops on Keras tensors, which Keras 2 makes layers of."""
    x = k.Input((4,), name="x")
    y = tf.nn.relu(x + 1.0) * 2.0 - x
    y = tf.concat([y, tf.reshape(x, (-1, 4)), x[:, :2]], axis=1)
    y = tf.cast(y, "float32") / tf.reduce_sum(x, axis=-1, keepdims=True)
    y = tf.math.l2_normalize(tf.reshape(y, [tf.shape(x)[0], 10]), axis=-1)
    return k.Model(x, k.layers.Dense(1)(tf.nn.gelu(1.0 - y)), name="ops")


def _net(tf, k):
    L = k.layers

    class Block(L.Layer):
        def __init__(self):
            super().__init__(name="block")
            self.inner = L.Dense(3)

        def call(self, x):
            return self.inner(x)

    class Net(k.Model):
        def __init__(self):
            super().__init__(name="net")
            self.block, self.parts, self.unused = Block(), [L.Dense(4), L.Dropout(0.5)], L.Dense(7)
            self.chain = k.Sequential([L.Dense(2, name="c")], name="chain")

        def call(self, x):
            for part in (self.block, *self.parts, self.chain):
                x = part(x)
            return x

    return Net()


def subclass(tf, k):
    model = _net(tf, k)
    model(np.ones((1, 4), "float32"))
    return model


def mixed(tf, k):
    """A subclassed model inside a functional one."""
    x = k.Input((4,), name="x")
    return k.Model(x, k.layers.Dense(1, name="last")(_net(tf, k)(x)), name="mixed")


def added(tf, k):
    """What Keras 2's models compute beside their outputs."""
    x = k.Input((4,), name="x")
    y = k.layers.Dense(4)(x)
    model = k.Model(x, y, name="added")
    model.add_loss(tf.reduce_mean((x - y) ** 2))
    model.add_metric(tf.reduce_mean(y), name="mean_y")
    return model


def compiled(tf, k):
    model = k.Sequential([k.Input((4,), name="i"), k.layers.Dense(3), k.layers.Dense(1)], name="compiled")
    model.compile("adam", "mse")
    model.fit(np.ones((4, 4)), np.ones((4, 1)), verbose=0)
    return model


def scalars(tf, k):
    x, y = k.Input((), name="x"), k.Input((4,), batch_size=3, name="y")
    return k.Model([x, y], [k.layers.Rescaling(2.0)(x), k.layers.Dense(2)(y)], name="scalars")


_BOTH = (stack, without_shape, called, empty, words, states, shared, residual, nested, vae, dicts, subclass, mixed)
_BOTH += (compiled, scalars)
_KERAS_2 = (ops, added)
MODELS = {
    "classic": {f.__name__: f for f in (*_BOTH, *_KERAS_2) if f not in (without_shape, empty)},
    "keras2": {f.__name__: f for f in (*_BOTH, *_KERAS_2)},
    "keras3": {f.__name__: f for f in _BOTH},
}
OPTIONS = {
    "classic": [{}, {"positions": [0.4, 0.6, 0.8, 1.0]}],
    "keras2": [{}, {"expand_nested": True, "show_trainable": True, "line_length": 110}],
    "keras3": [{"line_length": 80}, {"expand_nested": True, "show_trainable": True, "line_length": 110}],
}


def printed(layout, make, options, summary, tf, k):
    """The text of a summary, or of the error in its place. `summary(model, print_fn=, ...)` prints it."""
    (getattr(k.utils, "clear_session", None) or k.backend.clear_session)()
    lines = []
    try:
        summary(make(tf, k), print_fn=lambda line, **kwargs: lines.append(line), **options)
    except ValueError as error:
        return f"{type(error).__name__}: {error}"
    return "\n".join(lines).rstrip("\n")
