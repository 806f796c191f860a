"""What is wrong with data for a model, said before the first step in the user's words."""

import numpy as np

from tenfold.core import nest
from tenfold.keras.training.compiled import per_output


def before_training(model, data):
    """Check inputs against the model's, and labels against what its losses can take.

    Sets `data.classes`, so that labels which are checked here are not checked again in every step.

    Raises:
      ValueError: naming the layer or output, what was received and what was expected.
    """
    for a in nest.flatten(data.x):
        if a.dtype.kind in "US":
            return
    outputs = getattr(model, "outputs", None)
    if not outputs or data.y is None or getattr(model, "loss", None) is None or nest.is_nested(data.y) and isinstance(data.y, dict):
        return
    targets = nest.flatten(data.y)
    if len(targets) != len(outputs):
        return
    known = [None] * len(targets)
    for i, (loss, target, output) in enumerate(zip(per_output(model.loss, model.output_names, "losses"), targets, outputs)):
        name = loss if isinstance(loss, str) else getattr(loss, "__name__", type(loss).__name__)
        key = name.lower().replace("_", "") if isinstance(name, str) else ""
        if key.startswith("sparsecategoricalcrossentropy"):
            known[i] = _class_numbers(target, output, model.output_names[i])
        elif key.startswith("categoricalcrossentropy"):
            _one_hot(target, output, model.output_names[i])
    before = [None] * len(nest.flatten(data.x))
    data.classes = (*before, *known, *[None] * (len(data.arrays) - len(before) - len(known)))


def _class_numbers(target, output, name):
    """The number of classes that the labels were checked against, None where they could not be."""
    classes = output._dims[-1] if output._dims else None
    if classes is None or not target.size or target.dtype.kind not in "iuf":
        return None
    if target.ndim == len(output._dims) and target.shape[-1] != 1:
        raise ValueError(f"Labels of output '{name}' have shape {target.shape}; sparse_categorical_crossentropy takes class numbers of shape "
                         f"{target.shape[:-1]}. For one-hot labels use loss='categorical_crossentropy'.")
    low, high = target.min(), target.max()
    if low < 0 or high >= classes:
        raise ValueError(f"Labels of output '{name}' are between {low:g} and {high:g}, but its last layer has {classes} units: class numbers must "
                         f"be in [0, {classes}). Give the last layer {int(high) + 1} units, or renumber the labels.")
    return classes


def _one_hot(target, output, name):
    want = output._dims
    if want is None or want[-1] is None:
        return
    if target.ndim == 1 or target.shape[-1] != want[-1]:
        hint = ("Convert class numbers with keras.utils.to_categorical(y), or use loss='sparse_categorical_crossentropy'."
                if np.issubdtype(target.dtype, np.integer) or target.ndim == 1 or target.shape[-1] == 1 else "")
        raise ValueError(f"Shapes {target.shape} and {want} are incompatible: labels of output '{name}' must have {want[-1]} columns, one per "
                         f"class. {hint}".rstrip())
