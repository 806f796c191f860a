"""Layers of the family `activation`."""

import numpy as np
from layer_cases import Case, numbers

BOTH = numbers(4, 6) * 2
KEPT = np.arange(24).reshape(4, 6) % 3 > 0


def plain(make, **options):
    """A case without weights, which hands the mask on."""
    return Case(make, BOTH, **{"trains": False, "keeps": "kept", **options})


def of_function(name, inputs=BOTH, **arguments):
    """A case of a function of Keras 3's."""
    return Case(
        lambda k: k.layers.Activation(lambda x: getattr(k.activations, name)(x, **arguments)),
        inputs,
        False,
        checks=False,
    )


CASES = {
    "Activation relu": plain(lambda k: k.layers.Activation("relu")),
    "Activation softmax": plain(lambda k: k.layers.Activation("softmax")),
    "Activation function": plain(lambda k: k.layers.Activation(k.activations.tanh)),
    "Activation layer": plain(lambda k: k.layers.Activation("LeakyReLU"), checks=False),
    "Dense of an activation": Case(
        lambda k: k.layers.Dense(2, activation=k.layers.PReLU()), numbers(3, 4), unknown="batch", keeps="kept"
    ),
    "ELU": plain(lambda k: k.layers.ELU()),
    "ELU alpha": plain(lambda k: k.layers.ELU(alpha=2.0)),
    "LeakyReLU": plain(lambda k: k.layers.LeakyReLU()),
    "LeakyReLU alpha": plain(lambda k: k.layers.LeakyReLU(alpha=0.1)),
    "LeakyReLU zero": plain(lambda k: k.layers.LeakyReLU(0), checks=False),
    "PReLU": Case(lambda k: k.layers.PReLU(), BOTH, unknown="batch", keeps="kept"),
    "PReLU of options": Case(
        lambda k: k.layers.PReLU(
            alpha_initializer="ones",
            alpha_regularizer="l2",
            alpha_constraint=k.constraints.MinMaxNorm(0.1, 0.5),
            shared_axes=[1, 2],
        ),
        numbers(2, 3, 2, 3),
        unknown="batch",
        keeps="kept",
    ),
    "PReLU shared axis": Case(lambda k: k.layers.PReLU(shared_axes=[1]), numbers(2, 3, 2), checks=False),
    "ReLU": plain(lambda k: k.layers.ReLU()),
    "ReLU max": plain(lambda k: k.layers.ReLU(max_value=1.0), checks=False),
    "ReLU slope": plain(lambda k: k.layers.ReLU(negative_slope=0.1), checks=False),
    "ReLU threshold": plain(lambda k: k.layers.ReLU(threshold=0.3), checks=False),
    "ReLU of all": plain(lambda k: k.layers.ReLU(1.0, 0.1, 0.3), policies=False),
    "Softmax": plain(lambda k: k.layers.Softmax()),
    "Softmax axis": plain(lambda k: k.layers.Softmax(axis=0), checks=False),
    "Softmax axes": plain(lambda k: k.layers.Softmax(axis=[0, 1])),
    "Softmax masked": plain(lambda k: k.layers.Softmax(), call={"mask": KEPT}, keeps=None),
    "Softmax masked axes": Case(
        lambda k: k.layers.Softmax(axis=(-1, -2)),
        numbers(2, 3, 4),
        trains=False,
        call={"mask": np.arange(24).reshape(2, 3, 4) % 5 > 1},
        keeps=None,
        checks=False,
    ),
    "Softmax robust": plain(
        lambda k: k.layers.Softmax(robust_masking=True), call={"mask": KEPT.astype("float32")}, checks=False
    ),
    "ThresholdedReLU": plain(lambda k: k.layers.ThresholdedReLU()),
    "ThresholdedReLU theta": plain(lambda k: k.layers.ThresholdedReLU(theta=0.3), policies=False),
}
KERAS3_CASES = {
    "LeakyReLU slope": plain(lambda k: k.layers.LeakyReLU(negative_slope=0.1), checks=False),
    "glu as a layer": plain(lambda k: k.layers.Activation("glu"), keeps=None),
} | {
    name: of_function(name)
    for name in (
        "celu elu glu hard_shrink hard_silu hard_swish hard_tanh leaky_relu log_sigmoid log_softmax relu6 silu "
        "soft_shrink sparse_plus sparse_sigmoid squareplus tanh_shrink"
    ).split()
}
KERAS3_CASES |= {
    "celu alpha": of_function("celu", alpha=2.0),
    "glu axis": of_function("glu", axis=0),
    "hard_shrink threshold": of_function("hard_shrink", threshold=0.9),
    "leaky_relu slope": of_function("leaky_relu", negative_slope=0.5),
    "log_softmax axis": of_function("log_softmax", axis=0),
    "relu slope": of_function("relu", negative_slope=0.5, max_value=1.0, threshold=0.2),
    "soft_shrink threshold": of_function("soft_shrink", threshold=0.9),
    "softmax axes": of_function("softmax", axis=(0, 1)),
    "squareplus b": of_function("squareplus", b=1.0),
    "threshold": of_function("threshold", threshold=0.2, default_value=-1.0),
}
