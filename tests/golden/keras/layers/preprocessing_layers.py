"""Layers of the family `preprocessing`."""

from layer_cases import Case, numbers

CASES = {
    "Rescaling": Case(lambda k: k.layers.Rescaling(1 / 255), numbers(2, 3, low=0, high=255), trains=False),
    "Rescaling offset": Case(lambda k: k.layers.Rescaling(2.0, offset=-1.0), numbers(2, 3), trains=False),
}
