"""Models that are saved. The recorder makes them with tf_keras, the tests make and load them here."""

import numpy as np
from keras_model_programs import numbered, numbers


def doubled(x):
    return x * 2.0


def sequential(k):
    layers = k.layers
    model = k.Sequential(
        [
            layers.Conv2D(3, 3, activation="relu", input_shape=(6, 6, 1), kernel_regularizer=k.regularizers.l2(0.01)),
            layers.BatchNormalization(),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dropout(0.0),
            layers.Dense(3, activation="softmax"),
        ],
        name="net",
    )
    model.compile(k.optimizers.Adam(0.01), "sparse_categorical_crossentropy", ["accuracy"])
    return model, numbers(12, 6, 6, 1), np.arange(12) % 3


def functional(k):
    layers = k.layers
    a, b = k.Input((3,), name="a"), k.Input((2,), name="b")
    shared = layers.Dense(4, activation="tanh", name="shared")
    x = layers.Concatenate(name="both")([shared(a), shared(layers.Dense(3, name="widen")(b))])
    inner = k.Sequential(
        [layers.Dense(5, input_shape=(8,), name="in1"), layers.BatchNormalization(name="in2")], name="inner"
    )
    outs = [layers.Dense(1, name="one")(inner(x)), layers.Add(name="two")([shared(a), shared(a)])]
    model = k.Model([a, b], outs, name="graph")
    model.compile(
        k.optimizers.SGD(0.05, momentum=0.9),
        {"one": k.losses.MeanSquaredError(), "two": "mae"},
        metrics={"one": ["mae"]},
        loss_weights={"one": 1.0, "two": 0.5},
    )
    return model, [numbers(12, 3), numbers(12, 2)], [numbers(12, 1, seed=1), numbers(12, 4, seed=2)]


def with_lambda(k):
    model = k.Sequential(
        [
            k.layers.Dense(2, input_shape=(3,)),
            k.layers.Lambda(doubled, name="twice"),
            k.layers.Rescaling(0.5, offset=1.0),
            k.layers.Reshape((2, 1)),
            k.layers.Flatten(),
        ],
        name="lambda_net",
    )
    model.compile("rmsprop", "mse")
    return model, numbers(8, 3), numbers(8, 2, seed=3)


MODELS = {f.__name__: f for f in (sequential, functional, with_lambda)}


# Bare ops on Keras tensors; `x` has shape (None, 3, 4)
OPS = """
    x * 2.0; x + 1.0; 1.0 - x; x / 2.0; -x; x[:, 1:]; x[..., 0]; x[:, None, ::2]; x**2.0; tf.exp(x)
    tf.nn.relu(x); tf.reduce_mean(x, axis=1); tf.concat([x, x], -1); tf.expand_dims(x, 1)
    tf.squeeze(x[..., :1], -1); tf.cast(x, "int32"); tf.reshape(x, (-1, 12)); tf.transpose(x, [0, 2, 1])
    tf.shape(x); tf.matmul(x, x, transpose_b=True); tf.sigmoid(x); tf.abs(x); tf.stack([x, x]); x > 0.5
    tf.where(x > 0.0, x, 0.0); tf.nn.softmax(x); tf.tile(x, [1, 2, 1]); tf.maximum(x, 0.0); tf.reduce_sum(x)
    tf.square(x) + (x + x); tf.constant([[1.0, 2.0, 3.0, 4.0]]) * x; tf.math.erfc(x); tf.math.argmax(x, 1)
    tf.zeros_like(x); tf.ones_like(x, dtype="int32"); tf.zeros(tf.shape(x)); tf.ones((tf.shape(x)[0], 3))
    tf.fill([tf.shape(x)[0], 2], 2.5); tf.fill([2], x[0, 0, 0]); tf.range(tf.shape(x)[1]); tf.range(0, tf.shape(x)[0])
    tf.eye(tf.shape(x)[1]); tf.linspace(0.0, 1.0, tf.shape(x)[1]); tf.broadcast_to([1.0, 2.0, 3.0, 4.0], tf.shape(x))
    tf.random.normal(tf.shape(x)) * 0.0; tf.random.uniform([tf.shape(x)[0], 3], minval=-1) * 0.0
    tf.nn.dropout(x, 0.5) * 0.0; tf.random.shuffle(x) * 0.0; tf.reshape(x, [tf.shape(x)[0], 12])
    tf.tile(tf.constant([[1.0, 2.0]]), [tf.shape(x)[0], 1]); tf.one_hot(tf.math.argmax(x, 1), tf.shape(x)[1])
    x[:, : tf.shape(x)[1] // 2]; tf.concat([x, tf.zeros((tf.shape(x)[0], 3, 1))], -1); tf.unstack(x, axis=1)[1]
    tf.math.top_k(x, 2)[0]; tf.concat([x, tf.zeros_like(x)], -1); tf.where(x > 0.0, x, tf.ones_like(x))
"""
OPS = [expression.strip() for line in OPS.strip().split("\n") for expression in line.split(";")]


def op_model(expression, tf, k):
    """A model of one expression, and what it gives."""
    x = k.Input((3, 4), name="x")
    model = k.Model(x, eval(expression, {"x": x, "tf": tf}))
    return model, np.asarray(model(numbers(2, 3, 4))).tolist()


def started(make, k):
    """A model after two steps, its data."""
    model, x, y = make(k)
    numbered(model)
    for _ in range(2):
        model.train_on_batch(x, y)
    return model, x, y


def observed(model, x, y):
    """What the model predicts, and the losses of three more steps, which the optimizer's state decides."""
    outputs = model.predict(x, verbose=0)
    outputs = outputs if isinstance(outputs, list) else [outputs]
    steps = [np.ravel(model.train_on_batch(x, y)).tolist() for _ in range(3)]
    return {"outputs": [o.tolist() for o in outputs], "steps": steps}
