"""What a program of control flow gives, as plain values: run under TensorFlow and here."""

import numpy as np
from control_programs import X

DIGITS = 4


def plain(tf, value):
    """A result as JSON holds it: tensors with their dtype, rounded; structures of them."""
    if isinstance(value, tf.RaggedTensor):
        return {"ragged": rounded(value.to_list()), "dtype": value.dtype.name}
    if isinstance(value, (str, bool, type(None))):
        return value
    if isinstance(value, dict):
        return {k: plain(tf, v) for k, v in sorted(value.items())}
    if isinstance(value, (list, tuple)):
        return [plain(tf, v) for v in value]
    array = np.asarray(value)
    if array.dtype == object:
        return [array.dtype.name, [v.decode() for v in array.reshape(-1)]]
    return [array.dtype.name, rounded(array.tolist())]


def rounded(value):
    """Significant digits that float32 keeps through a loop."""
    if isinstance(value, list):
        return [rounded(v) for v in value]
    return float(f"{value:.{DIGITS}g}") + 0.0 if isinstance(value, float) else value


def smooth(tf, program):
    """`program(x)`, the gradient of its sum, and the gradient of that one's sum of squares, as a function of x."""

    def call(x):
        with tf.GradientTape() as outer:
            outer.watch(x)
            with tf.GradientTape() as tape:
                tape.watch(x)
                y = program(tf, x)
            first = tape.gradient(y, x, unconnected_gradients="zero")
            squares = tf.reduce_sum(tf.square(first))
        return y, first, outer.gradient(squares, x, unconnected_gradients="zero")

    return call


def result(tf, call, traced):
    """What `call(x)` gives, eagerly or `traced`; what it raises as {"raises": class, "says": message}."""
    run = tf.function(call, autograph=False) if traced else call
    try:
        return plain(tf, run(tf.constant(X)))
    except Exception as e:
        return {"raises": type(e).__name__, "says": str(e)}


def session(tf, program):
    """What a Session gives for a program that writes a graph; values of Python stay as they are."""
    v1 = tf.compat.v1
    with tf.Graph().as_default(), v1.Session() as running:
        found = program(tf, v1.placeholder_with_default(X, [3]))
        running.run(v1.global_variables_initializer())
        return [v if isinstance(v, (bool, str)) else plain(tf, running.run(v)) for v in found]
