"""The most memory that training each network held at any time: the library, an epoch's data, compiling, both gears."""

from common import Row, cold, keras, main, most_mb, within
from networks import NETWORKS, batches, compiled

ROWS = {name: Row(f"{name}: peak memory", "MB", {"Keras on TensorFlow": within(0, "MB")}) for name in NETWORKS}


def measure(side, name):
    network = NETWORKS[name]
    with cold():
        model = compiled(keras(side), network)
        x, y = batches(network, network.steps)
        model.fit(x, y, batch_size=network.batch, epochs=3, verbose=0)
    return most_mb()


if __name__ == "__main__":
    main(measure)
