"""The most memory that training each network held at any time: the library, an epoch's data, compiling, both gears."""

import resource
import sys

from common import Row, keras, main, within
from networks import NETWORKS, batches, cold, compiled

ROWS = {name: Row(f"{name}: peak memory", "MB", {"Keras on TensorFlow": within(0, "MB")}) for name in NETWORKS}


def measure(side, name):
    network = NETWORKS[name]
    with cold():
        model = compiled(keras(side), network)
        x, y = batches(network, network.steps)
        model.fit(x, y, batch_size=network.batch, epochs=3, verbose=0)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most * (1 if sys.platform == "darwin" else 1024) / 1e6


if __name__ == "__main__":
    main(measure)
