"""One sequence through the large LSTM, beside what it takes to read its weights once a step: NumPy's product of them
with one row, layer after layer."""

from common import Row, at_most, keras, main, seconds_per_call, tensorflow
from recurrent_networks import NETWORKS, batches, in_keras

ROW = Row("lstm_large: `model(x)` of one row, beside reading its weights once a step", "ms", {"NumPy": at_most(1.5)})


def measure(side):
    network = NETWORKS["lstm_large"]
    if side == "NumPy":
        return seconds_per_call(_reading(network))
    model = in_keras(keras(side), network, network.time)
    x = tensorflow(side).constant(batches(network, 1)[0][:1])
    return seconds_per_call(lambda: model(x))


def _reading(network):
    import numpy as np

    kernels = [np.ones((network.units, 4 * network.units), np.float32) for _ in range(network.layers)]
    row = np.ones((1, network.units), np.float32)
    return lambda: [row @ kernel for kernel in kernels for _ in range(network.time)]


if __name__ == "__main__":
    main(measure)
