"""The wait for the first 50 steps: start of the process to the end of `fit`, nothing compiled before."""

import os
import time

from common import GROUPS, Row, cold, faster, keras, main
from networks import NETWORKS, batches, compiled

STEPS = 50
PEERS = {"the fastest Keras": faster(1), **dict.fromkeys(GROUPS["the fastest Keras"])}
ROWS = {name: Row(f"{name}: process start to {STEPS} steps", "s", PEERS) for name in NETWORKS}


def measure(side, name):
    with cold():
        network = NETWORKS[name]
        model = compiled(keras(side), network)
        x, y = batches(network, STEPS)
        model.fit(x, y, batch_size=network.batch, epochs=1, verbose=0)
        return time.time() - float(os.environ["BENCHMARK_STARTED"])


if __name__ == "__main__":
    main(measure)
