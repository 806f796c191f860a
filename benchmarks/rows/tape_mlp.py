"""One eager GradientTape step of a 784-128-10 network on 32 images, updated by Adam."""

import numpy as np
from common import Row, faster, main, seconds_per_call, taped_step, tensorflow

ROW = Row("eager GradientTape step, MLP 784-128-10, batch 32, Adam", "us", {"TensorFlow": faster(5)})


def measure(side):
    tf = tensorflow(side)
    rng = np.random.default_rng(0)
    x, y = tf.constant(rng.random((32, 784), dtype=np.float32)), tf.constant(rng.integers(0, 10, 32))
    model = tf.keras.Sequential([tf.keras.layers.Dense(128, activation="relu"), tf.keras.layers.Dense(10)])
    return seconds_per_call(taped_step(tf, model, x, y))


if __name__ == "__main__":
    main(measure)
