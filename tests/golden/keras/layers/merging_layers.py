"""Layers of the family `merging`."""

from layer_cases import Case, numbers, two

CASES = {
    "Add": Case(lambda k: k.layers.Add(), two(2, 3), trains=False, keeps="kept"),
    "Add three": Case(lambda k: k.layers.Add(), [*two(2, 3), numbers(2, 3)], trains=False, keeps="kept"),
    "Add broadcast": Case(lambda k: k.layers.Add(), [numbers(2, 1, 3), numbers(2, 4, 3)], trains=False, keeps="kept"),
    "Add ranks": Case(lambda k: k.layers.Add(), [numbers(2, 3), numbers(2, 4, 3)], trains=False, keeps=None),
    "Concatenate": Case(lambda k: k.layers.Concatenate(), [numbers(2, 3), numbers(2, 4)], trains=False, keeps="kept"),
    "Concatenate axis 1": Case(
        lambda k: k.layers.Concatenate(axis=1), [numbers(2, 3, 4), numbers(2, 1, 4)], trains=False, keeps="kept"
    ),
}
