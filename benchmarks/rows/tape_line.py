"""A step of linear regression on six points: GradientTape, two `assign_sub`; TensorFlow's also as a tf.function."""

import numpy as np
from common import Row, faster, main, seconds_per_call, tensorflow

ROW = Row("GradientTape step, linear regression", "us", {"TensorFlow": faster(10), "tf.function": faster(3)})


def linear_step(tf):
    """The step, with variables of its own."""
    x = np.array([1, 2, 3, 4, 5, 6], "float32")
    y = 2 * x + 1
    w, b = tf.Variable(0.5), tf.Variable(0.1)

    def step():
        with tf.GradientTape() as tape:
            cost = tf.reduce_mean(tf.square(w * x + b - y))
        dw, db = tape.gradient(cost, [w, b])
        w.assign_sub(0.01 * dw)
        b.assign_sub(0.01 * db)
        return cost

    return step


def measure(side):
    tf = tensorflow(side)
    return seconds_per_call(tf.function(linear_step(tf)) if side == "tf.function" else linear_step(tf))


if __name__ == "__main__":
    main(measure)
