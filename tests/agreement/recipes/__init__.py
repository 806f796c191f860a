"""Recipes: how good arguments of a function are drawn, a family of them a file; `RECIPES` has all by name."""

from agreement.recipes import (
    arrays,
    chance,
    elementwise,
    images,
    keras_functions,
    layers,
    linalg,
    messages,
    nn,
    numpy_api,
    objects,
    old,  # uses the others'
    reductions,
    texts,
)
from agreement.recipes.table import RECIPES, family
