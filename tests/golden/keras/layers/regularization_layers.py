"""Layers of the family `regularization`."""

from layer_cases import Case, numbers

CASES = {
    "Dropout": Case(lambda k: k.layers.Dropout(0.5, seed=7), numbers(4, 6), trains=False, keeps="kept"),
    "Dropout noise_shape": Case(
        lambda k: k.layers.Dropout(0.3, noise_shape=(None, 1, 5), seed=3), numbers(4, 3, 5), trains=False, keeps="kept"
    ),
    "Dropout 0": Case(lambda k: k.layers.Dropout(0), numbers(4, 6), trains=False, keeps="kept"),
}
