"""The same wait the second time a program is started: what an earlier process compiled lies on disk."""

import os
import time

from common import Row, digits, keras, main, mlp

ROW = Row(
    "first `fit` when started again (compiled programs on disk)",
    "s",
    {"Keras on TensorFlow": None, "Keras on JAX": None},
)


def measure(side):
    model = mlp(keras(side))
    x, y = digits(32 * 300)
    model.fit(x, y, batch_size=32, epochs=1, verbose=0)
    return time.time() - float(os.environ["BENCHMARK_STARTED"])


if __name__ == "__main__":
    main(measure)
