"""A training step of each autoencoder, and of a DCGAN, once everything is warm; data in memory."""

import os

from ae_networks import TRAININGS, trained
from common import GROUPS, SMOKE, Row, faster, keras, main, seconds_per_step

PEERS = {"the fastest Keras": faster(1.5), **dict.fromkeys(GROUPS["the fastest Keras"])}
ROWS = {name: Row(f"{name}: {t.title}, batch {t.batch}, a step", "ms", PEERS) for name, t in TRAININGS.items()}


def measure(side, name):
    os.environ["TENFOLD_GEAR"] = "second"  # where a training that goes on for long ends up; `ae_first` has the start
    train, steps = trained(keras(side), name), 2 if SMOKE else TRAININGS[name].steps
    return seconds_per_step(lambda: train(steps), steps)


if __name__ == "__main__":
    main(measure)
