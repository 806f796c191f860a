"""Layers of the family `regularization`."""

from layer_cases import Case, numbers

CASES = {
    "Dropout": Case(lambda k: k.layers.Dropout(0.5, seed=7), numbers(4, 6), trains=False, keeps="kept"),
    "Dropout noise_shape": Case(
        lambda k: k.layers.Dropout(0.3, noise_shape=(None, 1, 5), seed=3), numbers(4, 3, 5), trains=False, keeps="kept"
    ),
    "Dropout 0": Case(lambda k: k.layers.Dropout(0), numbers(4, 6), trains=False, keeps="kept"),
    "SpatialDropout1D": Case(
        lambda k: k.layers.SpatialDropout1D(0.5, seed=3), numbers(3, 4, 5), trains=False, keeps="kept"
    ),
    "SpatialDropout2D": Case(
        lambda k: k.layers.SpatialDropout2D(0.4, seed=4), numbers(2, 2, 3, 4), trains=False, keeps="kept"
    ),
    "SpatialDropout3D": Case(
        lambda k: k.layers.SpatialDropout3D(0.5, seed=5), numbers(2, 2, 1, 2, 3), trains=False, keeps="kept"
    ),
    "GaussianNoise": Case(lambda k: k.layers.GaussianNoise(0.3, seed=6), numbers(4, 6), trains=False, keeps="kept"),
    "GaussianDropout": Case(lambda k: k.layers.GaussianDropout(0.3, seed=7), numbers(4, 6), trains=False, keeps="kept"),
    "GaussianDropout 0": Case(
        lambda k: k.layers.GaussianDropout(0), numbers(4, 6), trains=False, keeps="kept", checks=False
    ),
    "AlphaDropout": Case(lambda k: k.layers.AlphaDropout(0.3, seed=8), numbers(4, 6), trains=False, keeps="kept"),
}
