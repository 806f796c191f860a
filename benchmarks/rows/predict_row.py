"""`model.predict` of a single row on a small Dense model: what a service pays for each question."""

import numpy as np
from common import Row, faster, keras, main, seconds_per_call

ROW = Row("`predict` of one row, small Dense model", "us", {"Keras on TensorFlow": faster(100)})


def measure(side):
    k = keras(side)
    model = k.Sequential([k.layers.Input(shape=(4,)), k.layers.Dense(16, activation="relu"), k.layers.Dense(3)])
    row = np.zeros((1, 4), "float32")
    return seconds_per_call(lambda: model.predict(row, verbose=0))


if __name__ == "__main__":
    main(measure)
