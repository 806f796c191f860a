"""The wait for the first epoch of a recurrent network: start of the process to its end, nothing compiled before."""

import contextlib
import os
import tempfile
import time

from common import GROUPS, Row, faster, keras, main
from recurrent_networks import NETWORKS, batches, compiled

STEPS = {"rnn": 60, "lstm_small": 30, "lstm_large": 2, "gru": 20}
PEERS = {"the fastest Keras": faster(1), **dict.fromkeys(GROUPS["the fastest Keras"])}
ROWS = {name: Row(f"{name}: process start to {n} steps", "s", PEERS) for name, n in STEPS.items()}


def measure(side, name):
    with _cold():
        network = NETWORKS[name]
        model = compiled(keras(side), network)
        x, y = batches(network, STEPS[name])
        model.fit(x, y, batch_size=network.batch, epochs=1, verbose=0)
        return time.time() - float(os.environ["BENCHMARK_STARTED"])


@contextlib.contextmanager
def _cold():
    """Where tenfold keeps compiled programs there is nothing yet."""
    with tempfile.TemporaryDirectory() as empty:
        os.environ["TENFOLD_CACHE"] = empty
        yield


if __name__ == "__main__":
    main(measure)
