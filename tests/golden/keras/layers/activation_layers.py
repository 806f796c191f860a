"""Layers of the family `activation`."""

from layer_cases import Case, numbers

CASES = {
    "Activation relu": Case(lambda k: k.layers.Activation("relu"), numbers(4, 6), trains=False, keeps="kept"),
    "Activation softmax": Case(lambda k: k.layers.Activation("softmax"), numbers(4, 6), trains=False, keeps="kept"),
    "Activation function": Case(
        lambda k: k.layers.Activation(k.activations.tanh), numbers(4, 6), trains=False, keeps="kept"
    ),
}
