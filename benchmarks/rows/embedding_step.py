"""One step of SGD on 32 rows of an embedding of 50,000 x 128, in a tf.function: it costs what its rows cost."""

import numpy as np
from common import Row, faster, main, seconds_per_call, tensorflow

ROW = Row("training step on 32 rows of an embedding of 50,000 x 128, SGD", "us", {"tf_keras": faster(10)})


def measure(side):
    tf = tensorflow(side)
    table = tf.Variable(np.zeros((50_000, 128), np.float32))
    ids = tf.constant(np.random.default_rng(0).integers(0, 50_000, 32))
    optimizer = tf.keras.optimizers.SGD(0.1)

    @tf.function
    def step(ids):
        with tf.GradientTape() as tape:
            cost = tf.reduce_sum((tf.gather(table, ids) - 1.0) ** 2)
        optimizer.apply_gradients([(tape.gradient(cost, table), table)])
        return cost

    return seconds_per_call(lambda: float(step(ids)))


if __name__ == "__main__":
    main(measure)
