"""A training step of each small network once everything is warm; data in memory."""

import os

from common import GROUPS, SMOKE, Row, faster, main, seconds_per_step
from training_networks import TRAININGS, trained

MUST = {"mlp": 1.5, "sae": 2, "vae": 2, "gan": 3}


def _row(name):
    peers = {"the fastest Keras": faster(MUST[name]), **dict.fromkeys(GROUPS["the fastest Keras"])}
    if name == "mlp":
        peers["PyTorch"] = None
    return Row(f"{name}: {TRAININGS[name].title}, batch 32, a step", "ms", peers)


ROWS = {name: _row(name) for name in TRAININGS}


def measure(side, name):
    if name != "gan":  # whose calls of a step each stay in first gear, where nothing pins them
        os.environ["TENFOLD_GEAR"] = "second"  # where a training that goes on for long ends up
    return seconds_per_step(trained(side, name), 2 if SMOKE else TRAININGS[name].steps)


if __name__ == "__main__":
    main(measure)
