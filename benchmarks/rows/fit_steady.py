"""A step of `fit` once everything is warm: Flatten-Dense128-Dropout-Dense10, batches of 32 from arrays in memory."""

import statistics
import time

from common import Row, digits, faster, keras, main, mlp

STEPS = 1000
ROW = Row(
    "`fit` of Flatten-Dense128-Dropout-Dense10, batch 32, a step",
    "us",
    {"Keras on TensorFlow": faster(4), "Keras on JAX": faster(1)},
)


def measure(side):
    model = mlp(keras(side))
    x, y = digits(32 * STEPS)
    model.fit(x, y, batch_size=32, epochs=1, verbose=0)
    epochs = []
    for _ in range(3):
        start = time.perf_counter()
        model.fit(x, y, batch_size=32, epochs=1, verbose=0)
        epochs.append(time.perf_counter() - start)
    return statistics.median(epochs) / STEPS


if __name__ == "__main__":
    main(measure)
