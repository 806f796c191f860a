"""What callbacks are told of a run in the eras before TensorFlow 2.2 and Keras 2.4, beyond what they are told today."""

import numpy as np

from tenfold.core.base import nest
from tenfold.keras.training.data.arrays import ArrayBatches
from tenfold.keras.utils.by_era import by_era


def older_params(model, training, validation, epochs):
    """Entries of `Callback.params`: samples, batch size, names of the logs, whether there is validation.

    Args:
        model: the model, compiled.
        training, validation: Feeds; the latter may be None.
        epochs: how many there are.

    Returns: a dict, empty in newer eras. Keras 1 has its own names for two of them as well.
    """
    told = by_era("callbacks.params")
    if told == "steps":
        return {}
    names = list(dict.fromkeys(["loss", *model.metrics_names]))
    found = {
        "batch_size": getattr(training.source, "batch_size", None),
        "samples": training.source.size,
        "do_validation": validation is not None,
        "metrics": [*names, *(f"val_{name}" for name in names)],
    }
    return {**found, "nb_epoch": epochs, "nb_sample": training.source.size} if told == "nb_epoch" else found


def hand_validation_data(callbacks, validation):
    """Give callbacks the arrays to validate on, as `validation_data`: inputs, targets, weights. Keras up to 2.2 did."""
    if not by_era("callbacks.validation_data") or not isinstance(getattr(validation, "source", None), ArrayBatches):
        return
    samples = validation.source.samples
    weights = samples.sample_weight
    targets = nest.flatten(samples.y)
    weights = [np.ones(len(target), np.float32) for target in targets] if weights is None else nest.flatten(weights)
    for callback in callbacks:
        callback.validation_data = [array[:] for array in (*nest.flatten(samples.x), *targets, *weights)]
