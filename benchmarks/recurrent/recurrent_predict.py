"""One sequence through a recurrent network: `model.predict`, and the model called on a tensor."""

from common import Row, faster, keras, main, seconds_per_call, tensorflow
from recurrent_networks import NETWORKS, batches, in_keras

MUST = {"rnn": (50, 5), "lstm_small": (10, 3), "gru": (10, 3)}  # times as fast: predict, call
PEER = "Keras on TensorFlow"
ROWS = {}
for _name, (_predict, _call) in MUST.items():
    ROWS[f"{_name}_predict"] = Row(f"{_name}: `predict` of one row", "us", {PEER: faster(_predict)})
    ROWS[f"{_name}_call"] = Row(f"{_name}: `model(x)` of one row", "us", {PEER: faster(_call)})


def measure(side, name):
    network_name, _, way = name.rpartition("_")
    network, k = NETWORKS[network_name], keras(side)
    model, row = in_keras(k, network, network.time), batches(network, 1)[0][:1]
    if way == "predict":
        return seconds_per_call(lambda: model.predict(row, verbose=0))
    x = tensorflow(side).constant(row)
    return seconds_per_call(lambda: model(x))


if __name__ == "__main__":
    main(measure)
