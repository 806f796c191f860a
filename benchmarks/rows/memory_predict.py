"""Growth of memory over 2,000 calls of `predict`, after 200 that warm up."""

import numpy as np
from common import Row, flat, keras, main, resident_mb

ROW = Row("memory growth over 2,000 `predict`", "MB", {"": flat(2, "MB")})


def measure(side):
    k = keras(side)
    model = k.Sequential([k.layers.Input(shape=(4,)), k.layers.Dense(16, activation="relu"), k.layers.Dense(3)])
    row = np.zeros((1, 4), "float32")
    for _ in range(200):
        model.predict(row, verbose=0)
    before = resident_mb()
    for _ in range(2000):
        model.predict(row, verbose=0)
    return resident_mb() - before


if __name__ == "__main__":
    main(measure)
