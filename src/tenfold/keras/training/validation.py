"""What `fit` validates on, and after which epochs."""

import numbers

from tenfold.keras.training import checks
from tenfold.keras.training.data.kinds import batch_source, kind_of
from tenfold.keras.training.data.samples import unpack
from tenfold.keras.utils.arguments import real_number


def sources(model, x, y, sample_weight, class_weight, split, validation_data, made):
    """(what to train on, what to validate on or None) as BatchSources, their data checked against the model."""
    training, validation = batch_source("fit", x, y, sample_weight, made), None
    if validation_data is not None:
        validation = _validation_source(validation_data, model.loss is not None, made)
    elif split:
        if not 0 < real_number(split, "validation_split") < 1:
            raise ValueError(f"`validation_split` must be between 0 and 1, received: {split}")
        training, validation = training.split(split)
    if validation is not None:
        checks.before_training(model, validation.preview())
    if class_weight:
        training = training.weighted(class_weight)
    checks.before_training(model, training.preview())
    return training, validation


def _validation_source(given, needs_labels, made):
    """The BatchSource of `validation_data`; ValueError where it is neither one by itself nor a tuple of arrays."""
    if kind_of(given) is not None:
        return batch_source("fit", given, made=made)
    if not isinstance(given, (tuple, list)) or not 1 + needs_labels <= len(given) <= 3:
        had = f"{len(given)} entries" if isinstance(given, (tuple, list)) else type(given).__name__
        raise ValueError(
            "`validation_data` must be a tuple (x, y) or (x, y, sample_weight) of arrays; received "
            f"{had}. Without labels there is no loss to validate: write validation_data=(x, y)."
        )
    return batch_source("fit", *unpack(tuple(given)))


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
