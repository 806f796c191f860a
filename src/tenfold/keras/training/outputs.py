"""What belongs to which output of a model: losses, metrics, targets and weights given once, in lists or by name."""

import reprlib

import numpy as np

from tenfold.core.base import nest
from tenfold.keras.layers.base.symbolic_call import RETURNED_NONE
from tenfold.keras.utils.by_era import by_era


def per_output(value, names, what):
    """`value` (None, one for all, a list, or a dict by output name) as a list, one entry per output.

    A list of metrics is one for all outputs unless it holds lists.
    """
    n = len(names)
    if isinstance(value, dict):
        unknown = sorted(set(value) - set(names))
        if unknown:
            raise ValueError(
                f"Found unexpected {what} keys that do not correspond to any Model output: {unknown}. Valid outputs: "
                f"{names}"
            )
        return [value.get(name) for name in names]
    flat = isinstance(value, (list, tuple)) and not any(nest.is_nested(v) for v in value)
    if not isinstance(value, (list, tuple)) or what == "metrics" and flat:
        return [value] * n
    if len(value) != n:
        raise ValueError(f"The model has {n} outputs ({names}), but {what} was given {len(value)} entries.")
    return list(value)


def arranged(value, names, what):
    """Targets or weights as a list, one per output, None where there is none; a single one is for all outputs.

    Raises:
      ValueError: keys that are no output's, or another number of entries than there are outputs.
    """
    if isinstance(value, dict):
        unknown = sorted(set(value) - set(names))
        if unknown:
            raise ValueError(f"Found {what} for {unknown}, which are no outputs of the model. Its outputs: {names}.")
        return [value.get(name) for name in names]
    if not nest.is_nested(value):
        return [value] * len(names)
    flat = nest.flatten(value)
    if len(flat) != len(names):
        raise ValueError(
            f"The model has {len(names)} outputs ({names}), but {what} has {len(flat)} entries. Give one for each, and "
            "None for an output without."
        )
    return flat


def refuse_no_tensor(output):
    """ValueError where a model's `call` returned nothing, or a value that no gradient flows through."""
    if output is None:
        raise ValueError(RETURNED_NONE.format("the model, or of a layer at its end,"))
    if isinstance(output, (np.ndarray, np.generic)) or not hasattr(output, "dtype"):
        raise ValueError(
            f"The `call` of the model returned {reprlib.repr(output)} of type {type(output).__name__}, which no "
            "gradient flows through. Compute with TensorFlow's functions on tensors from the inputs to the outputs: "
            "tf.reduce_mean(x) in place of np.mean(x), x in place of x.numpy()."
        )


def names_for(names, y_pred):
    """What logs call the outputs: their names, or the keys of a dict; made up where the model does not know them."""
    n = len(nest.flatten(y_pred))
    if _is_flat_dict(y_pred) and by_era("outputs.logged_by_key"):
        return sorted(y_pred)
    if names and len(names) == n:
        return list(names)
    return sorted(y_pred) if _is_flat_dict(y_pred) else [f"output_{i + 1}" for i in range(n)]


def keys_for(names, y_pred):
    """What dicts of losses and targets call the outputs: the keys where the outputs are a dict, else their names."""
    return sorted(y_pred) if _is_flat_dict(y_pred) else names_for(names, y_pred)


def _is_flat_dict(value):
    return isinstance(value, dict) and not any(nest.is_nested(v) for v in value.values())


def as_list(value):
    """The entries of a list, or the one value; None means nothing."""
    return [v for v in (value if isinstance(value, (list, tuple)) else [value]) if v is not None]
