"""A plan as it runs: rules, applied from the sources up until none of them knows better."""

import copy
from collections.abc import Callable

from tenfold.data.plan.dataset import Dataset

Rule = Callable[[Dataset], "Dataset | None"]
RULES: list[
    Rule
] = []  # each gives a node in place of the one it is shown, whose inputs are as short as they get; or None

SAME = object()  # no circle of a dataset and itself


def shorter(dataset: Dataset) -> Dataset:
    """The plan that runs in place of `dataset`; found once."""
    found = vars(dataset).get("_shorter")
    if found is None:
        found = _rewritten(dataset)
        vars(dataset)["_shorter"] = SAME if found is dataset else found
    return dataset if found is SAME else found


def _rewritten(dataset: Dataset) -> Dataset:
    inputs = tuple([shorter(d) for d in dataset.inputs])
    if any(new is not old for new, old in zip(inputs, dataset.inputs)):
        dataset = copy.copy(dataset)
        vars(dataset).pop("_shorter", None)
        dataset.inputs = inputs
    for rule in RULES:
        better = rule(dataset)
        if better is not None:
            return _rewritten(better)
    return dataset
