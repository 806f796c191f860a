"""A plan as it runs: rules, applied from the sources up until none of them knows better."""

from collections.abc import Callable
from typing import Any

from tenfold.data.plan.dataset import Dataset, copied
from tenfold.data.plan.options import Options, switched_off, unoptimized

Rule = Callable[[Dataset], "Dataset | None"]
# Each gives a node in place of the one it is shown, whose inputs are short already; or None. Entered by `rules`.
RULES: list[Rule] = []

# The same, asked once of what has become of a whole plan. Entered by `rules`.
WHOLE: list[Rule] = []

SAME = object()  # no circle of a dataset and itself


def as_it_runs(dataset: Dataset, options: Options | None) -> Dataset:
    """The plan that runs in place of `dataset`, by the rules that its options leave on."""
    if unoptimized(options):
        return dataset
    off = switched_off(options)
    found = _rewritten(dataset, off) if off else shorter(dataset)
    for rule in WHOLE:
        if rule.__name__ not in off:
            found = rule(found) or found
    return found


def shorter(dataset: Dataset) -> Dataset:
    """The plan that runs in place of `dataset`; found once."""
    found = vars(dataset).get("_shorter")
    if found is None:
        found = _rewritten(dataset)
        vars(dataset)["_shorter"] = SAME if found is dataset else found
    return dataset if found is SAME else found


def _rewritten(dataset: Dataset, off: frozenset[str] = frozenset()) -> Dataset:
    inputs = tuple([_rewritten(d, off) if off else shorter(d) for d in dataset.inputs])
    if any(new is not old for new, old in zip(inputs, dataset.inputs)):
        dataset = with_inputs(dataset, *inputs)
    for rule in RULES:
        better = None if rule.__name__ in off else rule(dataset)
        if better is not None:
            return _rewritten(better, off)
    return dataset


def with_inputs(node: Any, *inputs: Dataset, spec: Any = None) -> Any:
    """A node like `node` with other inputs, which goes on drawing from the same random numbers.

    Args:
      spec: of its elements, where that is another.
    """
    new = copied(node)
    new.inputs = inputs
    if spec is not None:
        new.element_spec = spec
    return new
