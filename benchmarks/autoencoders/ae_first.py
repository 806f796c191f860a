"""The wait for the first 50 steps of each autoencoder: process start to their end, nothing compiled before."""

import os
import time

from ae_networks import FIRST, TRAININGS, trained
from common import GROUPS, SMOKE, Row, cold, faster, keras, main

PEERS = {"the fastest Keras": faster(1), **dict.fromkeys(GROUPS["the fastest Keras"])}
ROWS = {name: Row(f"{name}: process start to {FIRST} steps", "s", PEERS) for name in TRAININGS}


def measure(side, name):
    with cold():
        trained(keras(side), name)(2 if SMOKE else FIRST)
        return time.time() - float(os.environ["BENCHMARK_STARTED"])


if __name__ == "__main__":
    main(measure)
