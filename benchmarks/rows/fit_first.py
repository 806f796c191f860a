"""The wait before a first result: start of the process to the end of an epoch of 300 steps, nothing compiled before."""

import os
import tempfile
import time

from common import Row, digits, faster, keras, main, mlp

ROW = Row("first `fit`, process start to 300 steps", "s", {"Keras on TensorFlow": faster(3), "Keras on JAX": faster(2)})


def measure(side):
    with tempfile.TemporaryDirectory() as empty:  # where compiled programs are kept: nothing there yet
        os.environ["TENFOLD_CACHE"] = empty
        model = mlp(keras(side))
        x, y = digits(32 * 300)
        model.fit(x, y, batch_size=32, epochs=1, verbose=0)
        return time.time() - float(os.environ["BENCHMARK_STARTED"])


if __name__ == "__main__":
    main(measure)
