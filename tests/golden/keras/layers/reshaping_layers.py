"""Layers of the family `reshaping`."""

from layer_cases import Case, numbers

CASES = {
    "Flatten": Case(lambda k: k.layers.Flatten(), numbers(2, 3, 4, 2), trains=False),
    "Flatten rank 1": Case(lambda k: k.layers.Flatten(), numbers(6), trains=False),
    "Flatten rank 2": Case(lambda k: k.layers.Flatten(), numbers(2, 3), trains=False),
    "Flatten channels_first": Case(lambda k: k.layers.Flatten("channels_first"), numbers(2, 3, 4, 2), trains=False),
    "Reshape": Case(lambda k: k.layers.Reshape((2, 6)), numbers(2, 3, 4), trains=False),
    "Reshape -1": Case(lambda k: k.layers.Reshape([-1, 3]), numbers(2, 3, 4), trains=False),
    "Reshape int": Case(lambda k: k.layers.Reshape((12,)), numbers(2, 3, 4), trains=False),
}
