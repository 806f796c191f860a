"""Layers of the family `merging`."""

import numpy as np
from layer_cases import Case, numbers, two

MASKS = [np.array([[True, False, True], [True, True, True]]), np.array([[True, True, True], [False, True, True]])]
THREE = [*two(2, 3, 2), numbers(2, 3, 2, low=0)]

CASES = {
    "Add": Case(lambda k: k.layers.Add(), two(2, 3), trains=False, keeps="kept"),
    "Add three": Case(lambda k: k.layers.Add(), [*two(2, 3), numbers(2, 3)], trains=False, keeps="kept"),
    "Add broadcast": Case(lambda k: k.layers.Add(), [numbers(2, 1, 3), numbers(2, 4, 3)], trains=False, keeps="kept"),
    "Add ranks": Case(lambda k: k.layers.Add(), [numbers(2, 3), numbers(2, 4, 3)], trains=False, keeps=None),
    "Concatenate": Case(lambda k: k.layers.Concatenate(), [numbers(2, 3), numbers(2, 4)], trains=False, keeps="kept"),
    "Concatenate axis 1": Case(
        lambda k: k.layers.Concatenate(axis=1), [numbers(2, 3, 4), numbers(2, 1, 4)], trains=False, keeps="kept"
    ),
    "Add masks": Case(lambda k: k.layers.Add(), two(2, 3, 2), trains=False, mask=MASKS, checks=False),
    "Add one": Case(lambda k: k.layers.Add(), [numbers(2, 3)], trains=False, checks=False),
    "Subtract": Case(lambda k: k.layers.Subtract(), two(2, 3), trains=False, keeps="kept"),
    "Multiply": Case(lambda k: k.layers.Multiply(), THREE, trains=False, mask=[None, *MASKS], keeps="kept"),
    "Multiply ranks": Case(
        lambda k: k.layers.Multiply(), [numbers(2, 3), numbers(2, 4, 3)], trains=False, keeps=None, checks=False
    ),
    "Average": Case(lambda k: k.layers.Average(), THREE, trains=False, mask=[MASKS[0], None, None], keeps="kept"),
    "Maximum": Case(lambda k: k.layers.Maximum(), THREE, trains=False, keeps="kept"),
    "Minimum": Case(lambda k: k.layers.Minimum(), THREE, trains=False, keeps="kept"),
    "Concatenate masks": Case(lambda k: k.layers.Concatenate(), two(2, 3, 2), trains=False, mask=MASKS, checks=False),
    "Concatenate masks of steps": Case(
        lambda k: k.layers.Concatenate(1), two(2, 3, 2), trains=False, mask=MASKS, checks=False
    ),
    "Concatenate one mask": Case(
        lambda k: k.layers.Concatenate(), two(2, 3, 2), trains=False, mask=[MASKS[0], None], checks=False
    ),
    "Concatenate batches": Case(
        lambda k: k.layers.Concatenate(axis=0), [numbers(2, 3), numbers(1, 3)], trains=False, checks=False
    ),
    "Dot": Case(lambda k: k.layers.Dot(axes=1), two(2, 3), trains=False),
    "Dot normalize": Case(lambda k: k.layers.Dot(axes=1, normalize=True), two(2, 3), trains=False),
    "Dot pair": Case(
        lambda k: k.layers.Dot(axes=(2, 1)), [numbers(2, 3, 4), numbers(2, 4, 5)], trains=False, unknown="batch"
    ),
    "Dot last": Case(
        lambda k: k.layers.Dot(axes=-1, normalize=True),
        [numbers(2, 3, 4), numbers(2, 5, 4)],
        trains=False,
        checks=False,
    ),
    "Dot other ranks": Case(
        lambda k: k.layers.Dot(axes=(1, 1)), [numbers(2, 3, 4), numbers(2, 3)], trains=False, checks=False
    ),
    "Dot rank 4": Case(
        lambda k: k.layers.Dot(axes=(3, 1)), [numbers(2, 3, 2, 4), numbers(2, 4, 2, 3)], trains=False, checks=False
    ),
    "Dot masks": Case(lambda k: k.layers.Dot(1), two(2, 3, 2), trains=False, mask=MASKS, checks=False),
}
