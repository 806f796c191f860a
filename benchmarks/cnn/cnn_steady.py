"""A training step of each network once everything is warm: `fit` on arrays in memory; PyTorch's loop on one batch."""

import os

from common import GROUPS, Row, faster, keras, main, or_share, seconds_per_step
from networks import NETWORKS, batches, compiled, in_torch

MUST = {
    "cnn_fashion": (faster(1.5), faster(1.2)),
    "cnn_mnist": (or_share(faster(1.4), 0.65), faster(1)),
    "cnn_cats": (or_share(faster(1.25), 0.75), faster(1.1)),
}


def _row(name):
    keras_must, torch_must = MUST[name]
    peers = {"the fastest Keras": keras_must, **dict.fromkeys(GROUPS["the fastest Keras"]), "PyTorch": torch_must}
    network = NETWORKS[name]
    return Row(f"{name}: {network.title}, batch {network.batch}, a step", "ms", peers, network.work())


ROWS = {name: _row(name) for name in NETWORKS}


def measure(side, name):
    os.environ["TENFOLD_GEAR"] = "second"  # where a training that goes on for long ends up; `cnn_first` has the start
    network = NETWORKS[name]
    x, y = batches(network, network.steps)
    steps = len(x) // network.batch
    epoch = _torch_epoch(network, steps) if side == "PyTorch" else _keras_epoch(keras(side), network, x, y)
    return seconds_per_step(epoch, steps)


def _keras_epoch(keras, network, x, y):
    model = compiled(keras, network)
    return lambda: model.fit(x, y, batch_size=network.batch, epochs=1, verbose=0)


def _torch_epoch(network, steps):
    import torch

    step = in_torch(torch, network)
    return lambda: [step() for _ in range(steps)]


if __name__ == "__main__":
    main(measure)
