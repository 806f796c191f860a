"""How many times as long `fit` on a dataset over arrays takes as `fit` on the arrays, turn by turn."""

import os
import time

from common import SMOKE, Row, main, no_more_than
from training_networks import BATCH, data, mlp

ROW = Row("`fit` on a dataset over arrays beside `fit` on the arrays", "x", {"": no_more_than(1.1)})
STEPS, TURNS = 640, 7


def measure(side):
    import tenfold as tf

    os.environ["TENFOLD_GEAR"] = "second"  # where a training that goes on for long ends up
    x, y = data(2 if SMOKE else STEPS)
    batches = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(len(x)).batch(BATCH).prefetch(tf.data.AUTOTUNE)
    one, other = mlp(side), mlp(side)
    ways = lambda: one.fit(batches, verbose=0), lambda: other.fit(x, y, batch_size=BATCH, verbose=0)
    best = [float("inf")] * 2
    for turn in range(1 if SMOKE else TURNS):
        for i, train in enumerate(ways):
            start = time.perf_counter()
            train()
            best[i] = min(best[i], time.perf_counter() - start) if turn or SMOKE else best[i]
    return best[0] / best[1]


if __name__ == "__main__":
    main(measure)
