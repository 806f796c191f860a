"""What `fit` validates on, and after which epochs."""

import numbers

from tenfold.keras.training.data import unpack


def validation_arrays(given, needs_labels):
    """(x, y, sample_weight) of `validation_data`; ValueError where it is no such tuple."""
    if not isinstance(given, (tuple, list)) or not 1 + needs_labels <= len(given) <= 3:
        had = f"{len(given)} entries" if isinstance(given, (tuple, list)) else type(given).__name__
        raise ValueError(
            "`validation_data` must be a tuple (x, y) or (x, y, sample_weight) of arrays; received "
            f"{had}. Without labels there is no loss to validate: write validation_data=(x, y)."
        )
    return unpack(tuple(given))


def check_frequency(value):
    """ValueError for a `validation_freq` that is neither epochs nor a whole number above 0."""
    if isinstance(value, (list, tuple, set)):
        return
    if not isinstance(value, numbers.Integral) or value < 1:
        raise ValueError(
            f"Expected `validation_freq` to be a list of epochs or a whole number of at least 1. Received: "
            f"validation_freq={value!r} of the type {type(value)}."
        )


def is_due(frequency, epoch):
    """Whether `fit` validates after `epoch`, counted from 0."""
    return (epoch + 1) in frequency if isinstance(frequency, (list, tuple, set)) else (epoch + 1) % frequency == 0
