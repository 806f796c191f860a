"""`class_weight`: one weight per sample from one per class."""

import numbers

import numpy as np

from tenfold.core.base import nest
from tenfold.core.base.errors import InvalidArgumentError
from tenfold.keras.backend_config import floatx
from tenfold.keras.training.data.rows import blocks


def class_weights(y, class_weight):
    """One weight per sample.

    Args:
      y: an array of class numbers, of shape (n,) or (n, 1), or one-hot, of shape (n, classes).
      class_weight: {class: weight} for the classes 0, 1, ... without a gap.

    Raises:
      TypeError: `class_weight` is no dict.
      ValueError: it has other keys, or weights that are no numbers; there are several targets; labels of rank 3.
      InvalidArgumentError: a class occurs that has no weight.
    """
    table = _table(class_weight)
    targets = [t for t in nest.flatten(y) if t is not None]
    if len(targets) > 1:
        raise ValueError("`class_weight` is only supported for Models with a single output.")
    if not targets:
        raise ValueError("`class_weight` needs labels: pass `y`.")
    classes = np.concatenate([_classes(block) for block in blocks(targets[0])])
    unknown = classes[(classes < 0) | (classes >= len(table))]
    if unknown.size:
        raise InvalidArgumentError(
            f"`class_weight` has weights for the classes 0 to {len(table) - 1}, but class {unknown[0]} occurs in the "
            f"labels. Give it a weight too; 1.0 leaves it as it is. Received: class_weight={class_weight}"
        )
    return table[classes]


def _table(class_weight):
    """The weights as an array, by class number."""
    if not isinstance(class_weight, dict):
        raise TypeError(
            f"`class_weight` must be a dict {{class number: weight}}; received {type(class_weight).__name__}. "
            "dict(enumerate(weights)) makes one of a list."
        )
    if set(class_weight) != set(range(len(class_weight))):
        raise ValueError(
            "Expected `class_weight` to be a dict with keys from 0 to one less than the number of classes, found "
            f"{class_weight}"
        )
    wrong = [w for w in class_weight.values() if not isinstance(w, numbers.Real)]
    if wrong:
        raise ValueError(f"The weights of `class_weight` must be numbers; received {wrong[0]!r}.")
    return np.array([class_weight[k] for k in range(len(class_weight))], floatx())


def _classes(y):
    if y.ndim > 2:
        raise ValueError(
            f"`class_weight` not supported for 3+ dimensional targets: labels have shape {y.shape}. Pass "
            "sample_weight, one weight for each label."
        )
    if y.dtype.kind not in "biuf":
        raise ValueError(f"`class_weight` needs class numbers as labels; received {y.dtype}.")
    return (y.argmax(-1) if y.ndim > 1 and y.shape[-1] > 1 else y.reshape(len(y))).astype(np.int64)
