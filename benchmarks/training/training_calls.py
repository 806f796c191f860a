"""`train_on_batch` and `evaluate` of 32 rows on a small network: what a call costs."""

from common import Row, faster, keras, main, seconds_per_call

PEER = "Keras on TensorFlow"
ROWS = {
    "train_on_batch": Row("`train_on_batch` of 32 rows, 8-16-16-1", "us", {PEER: faster(10)}),
    "evaluate": Row("`evaluate` of 32 rows, 8-16-16-1", "us", {PEER: faster(20)}),
}


def measure(side, name):
    import numpy as np

    k, rng = keras(side), np.random.default_rng(0)
    x, y = rng.random((32, 8), dtype=np.float32), rng.random((32, 1), dtype=np.float32)
    hidden = [k.layers.Dense(16, activation="relu") for _ in range(2)]
    model = k.Sequential([k.layers.Input(shape=(8,)), *hidden, k.layers.Dense(1)])
    model.compile("adam", "mse", metrics=["mae"])
    if name == "evaluate":
        return seconds_per_call(lambda: model.evaluate(x, y, verbose=0))
    return seconds_per_call(lambda: model.train_on_batch(x, y))


if __name__ == "__main__":
    main(measure)
